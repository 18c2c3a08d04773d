#include "ui/colourscheme.h"
#include "ui/pages/help.h"
#include "ui/pages/settingsdialog.h"
#include "ui/plots/panel.h"
#include "ui/plots/seriestable.h"
#include "ui/preferences.h"
#include "ui/support/stage.h"
#include "ui/theme.h"

#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QFile>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMessageBox>
#include <QPushButton>
#include <QRadioButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QSplitter>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QToolButton>

#include <numeric>

using namespace ui;

namespace {

struct Stage : support::Stage {
    explicit Stage(const engine::JobSnapshot& job) : support::Stage(job, annas()) {}
    static Workplace annas()
    {
        Workplace at;
        at.signedInName = QStringLiteral("anna on LT-0423");
        return at;
    }
    /// Answers the question that closing brings up.
    void closeAndPress(const QString& text)
    {
        QTimer::singleShot(0, &window, [this, text] {
            auto* box = find<QMessageBox>("quitQuestion");
            if (!box)
                return;
            for (QAbstractButton* button : box->buttons())
                if (button->text() == text)
                    button->click();
        });
        window.close();
    }
};

} // namespace

class TestSettings : public QObject {
    Q_OBJECT

    support::Home m_home;

private Q_SLOTS:
    void init() { QSettings().clear(); }

    void whatIsChosenIsKept()
    {
        Preferences chosen;
        chosen.colours = ColourScheme::Wish::dark;
        chosen.isUtc = true;
        chosen.operatorName = QStringLiteral("Anna Weiss");
        chosen.proxy = Preferences::Proxy::given;
        chosen.proxyHost = QStringLiteral("proxy.example.com");
        chosen.proxyPort = 3128;
        chosen.keepListsDays = 90;
        QSettings settings;
        chosen.save(settings);
        QVERIFY(Preferences::load(settings) == chosen);
    }

    void nonsenseInTheFileIsTheUsualChoice()
    {
        QSettings settings;
        settings.setValue(QStringLiteral("window/colours"), 77);
        settings.setValue(QStringLiteral("proxy/use"), -3);
        settings.setValue(QStringLiteral("proxy/port"), 99'999);
        const Preferences loaded = Preferences::load(settings);
        QCOMPARE(loaded.colours, ColourScheme::Wish::desktop);
        QCOMPARE(loaded.proxy, Preferences::Proxy::none);
        QCOMPARE(loaded.proxyPort, 65'535);
    }

    void aChosenNameNeverHidesWhoWasSignedIn()
    {
        QCOMPARE(nameInTrail(QStringLiteral("Anna Weiss"), QStringLiteral("anna on LT-0423")),
                 QStringLiteral("Anna Weiss (anna on LT-0423)"));
        QCOMPARE(nameInTrail({}, QStringLiteral("anna on LT-0423")), QStringLiteral("anna on LT-0423"));
    }

    void coloursAndTimesChangeAtOnce()
    {
        Stage stage(fake::running());
        stage.find<QAction>("actionSettings")->trigger();
        QSignalSpy colours(&stage.scheme, &ColourScheme::changed);
        stage.find<QComboBox>("settingsColours")->setCurrentIndex(2);
        QCOMPARE(colours.count(), 1);
        QVERIFY(stage.scheme.isDark());
        stage.find<QComboBox>("settingsTimes")->setCurrentIndex(1);
        QVERIFY(stage.find<QLabel>("asOf")->text().endsWith(QStringLiteral("UTC")));
        QVERIFY(Preferences::load(QSettings()).isUtc);
    }

    void theProxyFieldsLiveOnlyWhereTheyCount()
    {
        Stage stage(fake::running());
        stage.find<QAction>("actionSettings")->trigger();
        auto* host = stage.find<QLineEdit>("settingsProxyHost");
        auto* port = stage.find<QWidget>("settingsProxyPort");
        QVERIFY(!host->isVisible() && !port->isVisible()); // no example that looks like a value
        stage.find<QComboBox>("settingsProxy")->setCurrentIndex(2);
        QVERIFY(host->isVisible() && host->isEnabled());
        QVERIFY(port->isVisible() && port->isEnabled());
    }

    void closingWhileAJobRunsAsksAndStayingIsTheDefault()
    {
        Stage stage(fake::running());
        QSignalSpy down(&stage.view, &JobView::shutDownAsked);
        stage.closeAndPress(QStringLiteral("Go on running"));
        QCOMPARE(down.count(), 0);
        QVERIFY(stage.window.isVisible());
        stage.closeAndPress(QStringLiteral("Pause and quit"));
        QCOMPARE(down.count(), 1);
        QVERIFY(stage.window.isVisible()); // until everything in flight is stored
        Q_EMIT stage.view.shutDownFinished();
        QVERIFY(!stage.window.isVisible());
    }

    void columnsOfAllJobsAndTheListAtTheLeftAreRemembered()
    {
        {
            Stage stage(fake::finishedClean());
            stage.window.openOverview();
            stage.find<QTableView>("overviewTable")->setColumnWidth(0, 333);
            QVERIFY(stage.find<QListView>("jobsList")->isVisible());
            stage.find<QAction>("actionJobsList")->trigger();
            QVERIFY(!stage.find<QListView>("jobsList")->isVisible());
            stage.closeAndPress(QStringLiteral("Go on running"));
        }
        Stage again(fake::finishedClean());
        again.window.openOverview();
        QCOMPARE(again.find<QTableView>("overviewTable")->columnWidth(0), 333);
        QVERIFY(!again.find<QListView>("jobsList")->isVisible());
        again.find<QAction>("actionJobsList")->trigger();
        QVERIFY(again.find<QListView>("jobsList")->isVisible());
    }

    void whoNeedNotWaitForWhatIsInFlightCanQuitAtOnce()
    {
        Stage stage(fake::running());
        QSignalSpy closed(&stage.window, &MainWindow::closed);
        stage.closeAndPress(QStringLiteral("Pause and quit"));
        stage.closeAndPress(QStringLiteral("Wait"));
        QVERIFY(stage.window.isVisible());
        QCOMPARE(closed.count(), 0);
        stage.closeAndPress(QStringLiteral("Quit now"));
        QVERIFY(!stage.window.isVisible());
        QCOMPARE(closed.count(), 1);
    }

    void speedChangesWhileTheJobRunsAndOnlyWhatWasChanged()
    {
        Stage stage(fake::running());
        QSignalSpy share(&stage.view, &JobView::shareAsked);
        QSignalSpy inFlight(&stage.view, &JobView::inFlightAsked);
        stage.find<QToolButton>("speedButton")->click();
        QCOMPARE(stage.find<QSpinBox>("shareBox")->value(), 100);
        stage.find<QSpinBox>("shareBox")->setValue(80);
        stage.find<QPushButton>("speedChange")->click();
        QCOMPARE(share.count(), 1);
        QCOMPARE(share.first().at(1).toInt(), 80);
        QCOMPARE(inFlight.count(), 0);
        QSignalSpy pace(&stage.view, &JobView::pacingAsked);
        stage.find<QToolButton>("speedButton")->click();
        auto* dialog = stage.window.findChildren<QDialog*>(QStringLiteral("speedDialog")).last();
        QVERIFY(dialog->findChild<QRadioButton*>(QStringLiteral("paceBurst"))->isChecked());
        dialog->findChild<QRadioButton*>(QStringLiteral("paceEven"))->click();
        dialog->findChild<QPushButton*>(QStringLiteral("speedChange"))->click();
        QCOMPARE(pace.count(), 1);
        QCOMPARE(pace.first().at(1).value<engine::Options::Pacing>(), engine::Options::Pacing::even);
        QCOMPARE(share.count(), 1);
        auto even = fake::running();
        even.isEven = true;
        stage.view.show(fake::among(even));
        stage.find<QToolButton>("speedButton")->click();
        QVERIFY(stage.window.findChildren<QRadioButton*>(QStringLiteral("paceEven")).last()->isChecked());
        Stage over(fake::finishedClean());
        QVERIFY(!over.find<QToolButton>("speedButton")->isVisible());
    }

    void everythingThatTakesTheFocusHasANameForReaders()
    {
        Stage stage(fake::finishedWithRest());
        stage.find<QAction>("actionSettings")->trigger();
        stage.find<QAction>("actionFind")->trigger();
        stage.find<QAction>("actionHelp")->trigger();
        const auto nameless = [](const QWidget* root) {
            QStringList names;
            for (QWidget* widget : root->findChildren<QWidget*>()) {
                const bool isInner = widget->objectName().startsWith(QStringLiteral("qt_"))
                                     || qobject_cast<QAbstractSpinBox*>(widget->parentWidget())
                                     || qobject_cast<QComboBox*>(widget->parentWidget());
                if (!widget->isVisible() || isInner || !(widget->focusPolicy() & Qt::TabFocus)
                    || qobject_cast<QLabel*>(widget))
                    continue;
                QAccessibleInterface* interface = QAccessible::queryAccessibleInterface(widget);
                if (!interface || interface->text(QAccessible::Name).isEmpty())
                    names << QLatin1String(widget->metaObject()->className()) + QLatin1Char(' ')
                                 + widget->objectName();
            }
            return names;
        };
        QCOMPARE(nameless(&stage.window).join(QLatin1Char(',')), QString());
        stage.window.openOverview();
        QCOMPARE(nameless(&stage.window).join(QLatin1Char(',')), QString());
        stage.window.openNewJob({{}, "id,email\n4702,a@example.com\n4703,b@example.com\n"},
                                QStringLiteral("kameleoon"));
        QTRY_VERIFY(stage.find<QLabel>("listCounts")->isVisible());
        QCOMPARE(nameless(&stage.window).join(QLatin1Char(',')), QString());
    }

    void helpExplainsWindowsWaitsUnknownAndGone()
    {
        QStringList titles;
        for (const auto& topic : pages::helpTopics())
            titles << topic.title;
        const QString all = titles.join(QLatin1Char('\n'));
        for (const char* word : {"Windows", "Waits", "Unknown", "Gone"})
            QVERIFY2(all.contains(QLatin1String(word)), word);
        Stage stage(fake::running());
        stage.find<QAction>("actionHelp")->trigger();
        QVERIFY(stage.find<QDialog>("helpDialog"));
    }

    void theKeySheetHoldsEveryShortcutOfTheMenus()
    {
        Stage stage(fake::running());
        QString sheet;
        for (const auto& line : pages::keyLines())
            sheet += line.keys + QLatin1Char('\n');
        for (const QAction* action : stage.window.findChildren<QAction*>())
            for (const QKeySequence& key : action->shortcuts()) {
                const QString text = key.toString(QKeySequence::PortableText);
                if (text.isEmpty() || text == QStringLiteral("Ctrl+Q"))
                    continue;
                QVERIFY2(sheet.contains(text), qPrintable(text));
            }
    }

    void f2ShowsThePlotsAsATableAndBack()
    {
        Stage stage(fake::running());
        auto* panel = stage.window.findChild<plots::Panel*>();
        stage.window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&stage.window));
        QTest::keyClick(&stage.window, Qt::Key_F2);
        QVERIFY(panel->isTable());
        auto* table = stage.find<QTableView>("plotTable");
        QVERIFY(table->isVisible());
        const auto* model = table->model();
        QVERIFY(model->rowCount() > 60);
        QCOMPARE(model->headerData(0, Qt::Horizontal).toString(), QStringLiteral("Time"));
        QCOMPARE(model->headerData(4, Qt::Horizontal).toString(), QStringLiteral("Left of 10 s window"));
        QCOMPARE(model->index(0, 5).data().toString(), QStringLiteral("0")); // the hour is used up
        QTest::keyClick(&stage.window, Qt::Key_F2);
        QVERIFY(!panel->isTable());
    }

    void theTableSaysWhatWasWaitedFor()
    {
        const auto job = fake::waitingLong();
        QCOMPARE(plots::causeAt(*job.series, fake::now() - std::chrono::seconds(10)),
                 QStringLiteral("hour window"));
        QCOMPARE(plots::causeAt(*job.series, *job.startedAt), QString());
    }

    void theDataOfThePlotsHoldsEveryRequestOnce()
    {
        const auto job = fake::waitingLong();
        QTemporaryDir folder;
        Stage stage(job);
        const QString file = folder.filePath(QStringLiteral("plots.csv"));
        QVERIFY(stage.window.findChild<plots::Panel*>()->saveData(file));
        QFile csv(file);
        QVERIFY(csv.open(QIODevice::ReadOnly));
        const QList<QByteArray> lines = csv.readAll().split('\n');
        QVERIFY(
            lines.first().startsWith("time_utc,step_s,sent,in_window_most,refused,10 s window left least"));
        int sent = 0;
        for (const QByteArray& line : lines) {
            if (line.isEmpty())
                break;
            sent += line.split(',')[2].toInt();
        }
        QCOMPARE(sent, 1000);
        QVERIFY(lines.contains("wait_from_utc,wait_to_utc,seconds,cause"));
    }

    void coarseStepsGiveWayToFineOnesWithoutCountingTwice()
    {
        using namespace std::chrono;
        engine::JobSnapshot job;
        auto series = std::make_shared<engine::SeriesView>();
        const engine::WallTime zero{};
        const auto step = [](engine::WallTime at, std::uint32_t sent) {
            engine::SeriesStep made;
            made.at = at;
            made.sent = sent;
            return made;
        };
        series->fiveMinutes = {step(zero, 3000), step(zero + 300s, 3000)};
        for (int i = 20; i < 60; ++i) // from 200 s on
            series->tens.push_back(step(zero + seconds(i * 10), 100));
        job.series = series;
        const QList<QByteArray> lines = plots::csvOf(job).split('\n');
        int sent = 0;
        for (const QByteArray& line : lines.mid(1)) {
            if (line.isEmpty())
                break;
            sent += line.split(',')[2].toInt();
        }
        QCOMPARE(sent, 6000);
    }

    void thePictureOfThePlotsIsAPng()
    {
        QTemporaryDir folder;
        Stage stage(fake::waitingLong());
        QApplication::processEvents();
        const QString file = folder.filePath(QStringLiteral("plots.png"));
        auto* panel = stage.window.findChild<plots::Panel*>();
        QVERIFY(panel->savePicture(file));
        const QImage picture(file);
        QVERIFY(picture.width() > 600);
        QSet<QRgb> colours;
        for (int x = 0; x < picture.width(); ++x)
            for (int y = 0; y < picture.height(); y += 3)
                colours.insert(picture.pixel(x, y));
        QVERIFY(colours.contains(Theme::light().tone(Tone::moving).rgb()));
        const auto refused = panel->savePicture(folder.filePath(QStringLiteral("none/plots.png")));
        QVERIFY(!refused);
    }

    void theHeightOfThePlotsIsRemembered()
    {
        {
            Stage stage(fake::finishedClean());
            auto* splitter = stage.find<QSplitter>("plotsSplitter");
            QApplication::processEvents();
            splitter->setSizes({210, 300});
            Q_EMIT splitter->splitterMoved(210, 1);
            auto snapshot = stage.view.snapshot();
            snapshot.jobs = {snapshot.jobs.first()};
            stage.view.show(snapshot);
            stage.window.close();
        }
        Stage again(fake::finishedClean());
        QApplication::processEvents();
        QCOMPARE(again.find<QSplitter>("plotsSplitter")->sizes().first(), 210);
    }

    void sharesAreWholePercentsThatAddUp()
    {
        const std::vector<plots::TimeShare> shares{
            {engine::WaitCause::none, {}, 0.015},
            {engine::WaitCause::window, QStringLiteral("hour"), 0.927},
            {engine::WaitCause::window, QStringLiteral("10 s"), 0.058}};
        const std::vector<int> whole = plots::percents(shares);
        QCOMPARE(std::accumulate(whole.begin(), whole.end(), 0), 100);
        QVERIFY(plots::percents({}).empty());
    }

    void aFinishedJobTellsItsOwnEndAndNotTheAccountsRest()
    {
        const auto job = fake::finishedClean();
        QCOMPARE(plots::leftAtEnd(*job.series, 1, 1000), std::optional<qint64>(770));
        QCOMPARE(plots::highestRate(*job.series), 50);
        QVERIFY(plots::waitedFor(job, engine::WaitCause::window, QStringLiteral("10 s window"))
                > std::chrono::seconds(20));
        QVERIFY(plots::hasCourse(job));
        QVERIFY(!plots::hasCourse(fake::draft()));
    }

    void aJobThatNeverStartedShowsNoEmptyAxes()
    {
        Stage stage(fake::draft());
        QVERIFY(!stage.window.findChild<plots::Panel*>()->isVisible());
        QVERIFY(stage.find<QPushButton>("endButton"));
    }
};

QTEST_MAIN(TestSettings)
#include "tst_settings.moc"
