#include "ui/models/itemsmodel.h"
#include "ui/pages/itemspanel.h"
#include "ui/pages/jobpage.h"
#include "ui/pages/signindialog.h"
#include "ui/plots/canvas.h"
#include "ui/plots/panel.h"
#include "ui/plots/qcustomplot.h"
#include "ui/support/stage.h"
#include "ui/theme.h"
#include "ui/widgets/attention.h"
#include "ui/widgets/nextrows.h"
#include "ui/widgets/segmentbar.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QSplitter>
#include <QStandardPaths>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace ui;
using jobs::ItemState;
using widgets::Choice;

namespace {

struct Stage : support::Stage {
    using support::Stage::Stage;
    QString sentence() { return find<QLabel>("headerSentence")->text(); }
};

} // namespace

class TestJobPage : public QObject {
    Q_OBJECT

    support::Home m_home;

private Q_SLOTS:
    void theSentenceRulesThePage()
    {
        Stage stage(fake::waitingLong());
        QCOMPARE(
            stage.sentence(),
            QStringLiteral("Waiting 41 min 07 s: hour window full (1,000 of 1,000), next slot 18:04:10"));
        QCOMPARE(stage.find<QLabel>("headerSentence")->font().pixelSize(), 20);
        QVERIFY(stage.window.windowTitle().startsWith(QStringLiteral("Waits until 18:04:10: Q4 clean-up")));
        QCOMPARE(stage.find<QLabel>("asOf")->text(), QStringLiteral("As of 17:23:03"));
    }

    void whereNoListSaysItTheJobIsNamedOnItsPage()
    {
        Stage stage(fake::running());
        auto* place = stage.find<QLabel>("headerPlace");
        QVERIFY(!place->isVisible());
        stage.find<QAction>("actionJobsList")->trigger();
        QVERIFY(place->isVisible());
        QCOMPARE(place->text(), QStringLiteral("Kameleoon · Production · Q4 clean-up"));
        stage.find<QAction>("actionJobsList")->trigger();
        QVERIFY(!place->isVisible());
        stage.window.resize(1000, 800);
        QTRY_VERIFY(place->isVisible());
        stage.view.show(fake::among(fake::practice()));
        QCOMPARE(place->text(), QStringLiteral("Kameleoon · practice · Q4 clean-up"));
    }

    void inALowWindowWordsAndTableComeBeforeThePlots()
    {
        Stage stage(fake::waitingLong());
        auto* plots = stage.find<plots::Panel>("plotPanel");
        auto* next = stage.find<QWidget>("nextBlock");
        QVERIFY(plots->isVisible() && next->isVisible());
        stage.window.resize(960, 492); // 1920 by 1080 at double size
        QTRY_VERIFY(!plots->isVisible());
        QVERIFY(next->isVisible());
        // And nothing stands empty below it.
        QCOMPARE(stage.find<QSplitter>("plotsSplitter")->sizes().first(), next->sizeHint().height());
        auto job = fake::running();
        stage.view.show(fake::among(job));
        QVERIFY(plots->isVisible()); // there is nothing else to say
        stage.window.resize(1280, 800);
        stage.view.show(fake::among(fake::waitingLong()));
        QVERIFY(plots->isVisible() && next->isVisible());
    }

    void oneIsNotMany()
    {
        auto job = fake::finishedWithRest();
        job.counts[ItemState::unknown] = 1;
        const engine::Writing writing(fake::now(), true);
        QVERIFY(widgets::mattersOf(job, false, writing)
                    .front()
                    .title.endsWith(QStringLiteral("It may or may not be forgotten.")));
        job = fake::paused();
        job.counts[ItemState::queued] = 1;
        QCOMPARE(widgets::mattersOf(job, true, writing).front().title,
                 QStringLiteral("Stopped sending. 1 account is untouched."));
    }

    void everyStateHasASentenceAndCanBePainted()
    {
        for (const fake::Named& state : fake::everyState()) {
            Stage stage(state.job);
            QVERIFY2(!stage.sentence().isEmpty(), qPrintable(state.name));
            QVERIFY(!stage.window.grab().isNull());
        }
    }

    void practiceStandsBeforeTheSentenceInTheTitleAndRoundThePage()
    {
        Stage stage(fake::practice());
        QVERIFY(stage.sentence().startsWith(QStringLiteral("PRACTICE: ")));
        QVERIFY(stage.window.windowTitle().startsWith(QStringLiteral("PRACTICE: ")));
        const QImage picture = stage.find<QWidget>("practiceFrame")->grab().toImage();
        QSet<QRgb> colours;
        for (int y = 0; y < picture.height(); ++y)
            colours.insert(picture.pixel(3, y));
        QVERIFY(colours.size() > 1); // hatched
        Stage real(fake::running());
        QVERIFY(!real.sentence().contains(QStringLiteral("PRACTICE")));
        QVERIFY(!real.window.windowTitle().contains(QStringLiteral("PRACTICE")));
    }

    void aCountFiltersTheTableAndPressedAgainLetsAllThrough()
    {
        Stage stage(fake::running());
        auto* model = stage.window.findChild<models::ItemsModel*>();
        auto* failed = stage.find<QToolButton>("countFailed");
        QCOMPARE(failed->text(), QStringLiteral("✕ Failed 2"));
        failed->click();
        QCOMPARE(model->rowCount(), 2);
        failed->click();
        QCOMPARE(model->rowCount(), 4812);
        stage.find<QToolButton>("countGone")->click();
        QCOMPARE(model->rowCount(), 12);
    }

    void countsAreNumbersOfTheSnapshotAndNothingElse()
    {
        Stage stage(fake::running());
        QCOMPARE(stage.find<QToolButton>("countQueued")->text(), QStringLiteral("Queued 3,362"));
        QCOMPARE(stage.find<QToolButton>("countSent")->text(), QStringLiteral("In flight 4"));
        QCOMPARE(stage.find<QToolButton>("countDone")->text(), QStringLiteral("✓ Done 1,431"));
        QCOMPARE(stage.find<QToolButton>("countUnknown")->text(), QStringLiteral("? Unknown 1"));
        QVERIFY(!stage.find<QToolButton>("countSkipped")->isVisible());
    }

    void theFilterLineFindsAnId()
    {
        Stage stage(fake::running());
        auto* model = stage.window.findChild<models::ItemsModel*>();
        stage.find<QLineEdit>("itemsFilter")->setText(QStringLiteral("5001"));
        QTRY_COMPARE(model->rowCount(), 1);
    }

    void nextIsShownWhileWaitingOnly()
    {
        Stage waiting(fake::waitingLong());
        QVERIFY(waiting.find<QWidget>("nextBlock")->isVisible());
        Stage running(fake::running());
        QVERIFY(!running.find<QWidget>("nextBlock")->isVisible());
    }

    void theTableDoesNotMoveWhenAWaitBegins()
    {
        Stage stage(fake::running());
        auto* table = stage.find<QWidget>("itemsPanel");
        const int before = table->mapTo(&stage.window, QPoint()).y();
        auto job = fake::waitingLong();
        job.id = fake::running().id;
        stage.view.show(fake::among(job));
        QApplication::processEvents();
        QCOMPARE(table->mapTo(&stage.window, QPoint()).y(), before);
    }

    void pauseIsOneKeyAndNeverAsks()
    {
        Stage stage(fake::running());
        QSignalSpy asked(&stage.view, &JobView::pauseAsked);
        stage.find<QPushButton>("pauseButton")->click();
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked.first().first().value<engine::JobId>(), engine::JobId(7));
    }

    void aPausedJobGoesOnFromTheSameButton()
    {
        Stage stage(fake::paused());
        QSignalSpy asked(&stage.view, &JobView::resumeAsked);
        auto* button = stage.find<QPushButton>("pauseButton");
        QCOMPARE(button->text(), QStringLiteral("Resume   Ctrl+P"));
        button->click();
        QCOMPARE(asked.count(), 1);
    }

    void stopActsFirstAndAsksAfterwards()
    {
        Stage stage(fake::running());
        QSignalSpy paused(&stage.view, &JobView::pauseAsked);
        QSignalSpy ended(&stage.view, &JobView::endAsked);
        stage.find<QPushButton>("stopButton")->click();
        QCOMPARE(paused.count(), 1);
        QCOMPARE(ended.count(), 0);
        auto job = fake::paused();
        stage.view.show(fake::among(job));
        auto* end = stage.find<QPushButton>("endButton");
        QVERIFY(end && stage.find<QPushButton>("keepPausedButton"));
        end->click();
        QCOMPARE(ended.count(), 1);
    }

    void anInterruptedJobGoesOnOnlyWhenAskedTo()
    {
        Stage stage(fake::interrupted());
        QSignalSpy asked(&stage.view, &JobView::resumeAsked);
        QCOMPARE(asked.count(), 0);
        stage.find<QPushButton>("goOnButton")->click();
        QCOMPARE(asked.count(), 1);
        QVERIFY(!asked.first().at(3).toBool());
    }

    void aFinishedJobShowsItsUnknownBeforeItsFailedAndRetriesThem()
    {
        Stage stage(fake::finishedWithRest());
        const auto matters =
            widgets::mattersOf(fake::finishedWithRest(), false, engine::Writing(fake::now(), true));
        QCOMPARE(matters.size(), std::size_t(2));
        QVERIFY(matters[0].title.startsWith(QStringLiteral("? 3 UNKNOWN")));
        QVERIFY(matters[1].title.startsWith(QStringLiteral("✕ 2 FAILED")));
        QSignalSpy asked(&stage.view, &JobView::resumeAsked);
        auto* retry = stage.find<QPushButton>("retryFailedButton");
        QCOMPARE(retry->text(), QStringLiteral("Retry 2 in this job"));
        retry->click();
        QCOMPARE(asked.first().at(3).toBool(), true);
        QCOMPARE(asked.first().at(4).toBool(), false);
    }

    void aCleanEndNeedsNobody()
    {
        QVERIFY(widgets::mattersOf(fake::finishedClean(), false, engine::Writing(fake::now(), true)).empty());
        QVERIFY(widgets::mattersOf(fake::waitingLong(), false, engine::Writing(fake::now(), true)).empty());
    }

    void theSafeChoiceComesFirstAfterABrake()
    {
        const auto matters = widgets::mattersOf(fake::brake(), false, engine::Writing(fake::now(), true));
        QCOMPARE(matters.front().options.front().choice, Choice::end);
        QCOMPARE(matters.front().options.back().text, QStringLiteral("They really are gone: go on"));
        QCOMPARE(matters.front().lines.size(), 3);
    }

    void nextNamesTheRuleThatDecidesAndHowSlotsComeBack()
    {
        const auto rows = widgets::nextRows(fake::waitingLong(), engine::Writing(fake::now(), true));
        QCOMPARE(rows.size(), std::size_t(3));
        QVERIFY(rows[0].decides);
        QCOMPARE(rows[0].left, QStringLiteral("41 min 07 s"));
        QCOMPARE(rows[0].until, QStringLiteral("18:04:10"));
        QVERIFY(*rows[0].part > 0.7 && *rows[0].part < 0.75);
        QCOMPARE(rows[1].text, QStringLiteral("room now (50 of 50 left)"));
        QCOMPARE(rows[2].text, QStringLiteral("50 at 18:04:10 · 50 at 18:04:20 · … · 1,000 by 18:07:20"));
    }

    void whatEndsLastDecidesAlsoAfterAVendorsPause()
    {
        engine::JobSnapshot job = fake::waitingLong(); // for the hour window
        job.wait.cause = engine::WaitCause::throttle;
        job.wait.rule = QStringLiteral("hold: throttle");
        job.wait.until = fake::now() + std::chrono::seconds(41);
        const auto rows = widgets::nextRows(job, engine::Writing(fake::now(), true));
        QCOMPARE(rows[0].name, QStringLiteral("hour window"));
        QVERIFY(rows[0].decides);
        QCOMPARE(rows[1].name, QStringLiteral("vendor’s pause"));
        QVERIFY(!rows[1].decides);
        QVERIFY(rows.back().text.startsWith(QStringLiteral("50 at 18:04:10")));
    }

    void aHairLineGoesThroughAllLanesWhereTheMouseIs()
    {
        Stage stage(fake::running());
        auto* plot = stage.find<QWidget>("plot");
        auto* line = stage.find<QWidget>("hairLine");
        const auto* canvas = stage.find<plots::Canvas>("plotCanvas");
        const QPoint inRate(plot->width() / 2, 40);
        QTRY_VERIFY(!canvas->hintAt(inRate).isEmpty()); // it is drawn
        QVERIFY(!line->isVisible());
        QTest::mouseMove(plot, inRate);
        QVERIFY(line->isVisible());
        QCOMPARE(line->x(), inRate.x());
        QVERIFY(line->height() > plot->height() * 3 / 4);
        QTest::mouseMove(plot, QPoint(5, 40)); // the names of the lanes
        QVERIFY(!line->isVisible());
    }

    void thePlotsLookBackAndFollowThePresentAgain()
    {
        Stage stage(fake::running());
        auto* panel = stage.find<plots::Panel>("plotPanel");
        auto* live = stage.find<QToolButton>("plotsLive");
        panel->setRange(plots::Range::quarterHour);
        QVERIFY(panel->isLive() && live->isChecked());
        auto* canvas = stage.find<plots::Canvas>("plotCanvas");
        canvas->setFocus();
        QTest::keyClick(canvas, Qt::Key_Left);
        QVERIFY(!panel->isLive() && !live->isChecked());
        QCOMPARE(live->text(), QStringLiteral("Live"));
        // News do not carry away what is being read; End follows them again.
        stage.view.show(fake::among(fake::running()));
        QVERIFY(!panel->isLive());
        QTest::keyClick(canvas, Qt::Key_End);
        QVERIFY(panel->isLive() && live->isChecked());
        panel->pan(-60);
        panel->pan(600); // there is nothing beyond the present
        QVERIFY(panel->isLive());
        panel->pan(-1e9); // nor before the job
        live->click();
        QVERIFY(panel->isLive() && live->isChecked());
        panel->setRange(plots::Range::whole);
        panel->pan(-60); // all of it is there already
        QVERIFY(panel->isLive());
    }

    void aClickOnThePlotsBringsTheTableToThatTime()
    {
        Stage stage(fake::running());
        auto* panel = stage.find<plots::Panel>("plotPanel");
        panel->setRange(plots::Range::hour);
        QSignalSpy picked(panel, &plots::Panel::timePicked);
        auto* plot = stage.find<QWidget>("plot");
        const auto* canvas = stage.find<plots::Canvas>("plotCanvas");
        QTRY_VERIFY(!canvas->hintAt(QPoint(plot->width() / 2, 40)).isEmpty()); // it is drawn
        QTest::mouseClick(plot, Qt::LeftButton, {}, QPoint(plot->width() / 2, 40));
        QCOMPARE(picked.count(), 1);
        const auto at = picked.first().first().value<engine::WallTime>();
        const engine::WallTime present = stage.view.snapshot().asOf;
        QVERIFY(at < present && at > present - std::chrono::hours(1));
        // Dragging looks back, and is no click.
        QTest::mousePress(plot, Qt::LeftButton, {}, QPoint(plot->width() / 2, 40));
        QTest::mouseMove(plot, QPoint(plot->width() / 2 + 60, 40));
        QTest::mouseRelease(plot, Qt::LeftButton, {}, QPoint(plot->width() / 2 + 60, 40));
        // To the last id that was sent by then: 32 of the made-up ones leave in a burst's first second.
        auto* items = stage.find<pages::ItemsPanel>("itemsPanel");
        const auto row = [&](jobs::ItemIndex item) { return *stage.rows.rows(7, item, 1); };
        const engine::WallTime sent = *row(531).front().firstSent;
        items->goToTime(sent + std::chrono::milliseconds(400));
        const auto* table = stage.find<QTableView>("itemsTable");
        QCOMPARE(items->model()->itemAt(table->currentIndex().row()), jobs::ItemIndex(531));
        items->goToTime(engine::WallTime{}); // before the first: it stays where it is
        QCOMPARE(items->model()->itemAt(table->currentIndex().row()), jobs::ItemIndex(531));
    }

    void aSilentEngineIsToldInsteadOfOldFigures()
    {
        Stage stage(fake::running());
        QSignalSpy silence(&stage.view, &JobView::silenceChanged);
        QTRY_VERIFY_WITH_TIMEOUT(!silence.isEmpty(), 10'000);
        QVERIFY(stage.sentence().startsWith(QStringLiteral("No news from the engine for ")));
        stage.view.show(fake::among(fake::running()));
        QVERIFY(stage.sentence().startsWith(QStringLiteral("Running: ")));
    }

    void afterSleepTheOperatorMayGoOnOrStay()
    {
        Stage stage(fake::slept());
        QVERIFY2(stage.sentence().startsWith(QStringLiteral("This computer slept from ")),
                 qPrintable(stage.sentence()));
        QSignalSpy now(&stage.view, &JobView::goOnNowAsked);
        QSignalSpy paused(&stage.view, &JobView::pauseAsked);
        stage.find<QPushButton>("goOnNowButton")->click();
        QCOMPARE(now.count(), 1);
        stage.find<QPushButton>("stayPausedButton")->click();
        QCOMPARE(paused.count(), 1);
    }

    void aJobThatNeverStartedWantsItsNumberTyped()
    {
        const auto job = fake::draft();
        pages::SignInDialog dialog(job, {}, {}, nullptr);
        QSignalSpy given(&dialog, &pages::SignInDialog::given);
        auto* go = dialog.findChild<QPushButton*>(QStringLiteral("signInGo"));
        QVERIFY(!go->isEnabled());
        auto* number = dialog.findChild<QLineEdit*>(QStringLiteral("signInNumber"));
        number->setText(QStringLiteral("4811"));
        QVERIFY(!go->isEnabled());
        number->setText(QStringLiteral("4,812"));
        QVERIFY(go->isEnabled());
        go->click();
        QCOMPARE(given.first().at(1).value<std::optional<qint64>>(), std::optional<qint64>(4812));
        const auto matters = widgets::mattersOf(job, false, engine::Writing(fake::now(), true));
        QCOMPARE(matters.front().options.front().choice, Choice::start);
    }

    void whatAnEndedJobLeftCanBecomeAJobOfItsOwn()
    {
        engine::JobSnapshot ended = fake::finishedWithRest();
        ended.state = jobs::JobState::stopped;
        ended.counts[jobs::ItemState::queued] = 40;
        Stage stage(ended);
        const auto matters = widgets::mattersOf(ended, false, engine::Writing(fake::now(), true));
        QCOMPARE(matters.size(), std::size_t(1));
        QCOMPARE(matters.front().title,
                 QStringLiteral("Ended with 45 not forgotten: 40 never sent, 2 failed, 3 unknown."));
        QSignalSpy asked(&stage.view, &JobView::followUpAsked);
        auto* button = stage.find<QPushButton>("newJobOfRestButton");
        QCOMPARE(button->text(), QStringLiteral("Make a new job of the 45 that are not done"));
        button->click();
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked.first().at(1).value<engine::JobId>(), ended.id);
        QVERIFY(asked.first().at(4).value<transport::Credentials>().isEmpty());
        // The new one is shown as soon as it is there; of the list that was taken away none can be made.
        engine::JobSnapshot rest = fake::draft();
        rest.id = ended.id + 1;
        auto both = fake::among(ended);
        both.jobs.prepend(rest);
        stage.view.show(both);
        Q_EMIT stage.view.jobCreated(asked.first().at(0).toInt(), rest.id);
        QCOMPARE(stage.view.selectedId(), rest.id);
        ended.listRemovedAt = fake::now();
        QVERIFY(widgets::mattersOf(ended, false, engine::Writing(fake::now(), true)).empty());
    }

    void aJobOfSentIdsSaysSoBeforeItStarts()
    {
        engine::JobSnapshot job = fake::draft();
        job.sentBefore = {120, 100, QStringLiteral("Friday"), {}};
        pages::SignInDialog dialog(job, {}, {}, nullptr);
        const QString reason = dialog.findChild<QLabel*>(QStringLiteral("signInReason"))->text();
        QVERIFY2(reason.contains(QStringLiteral("4,812 accounts will be deleted at Kameleoon")),
                 qPrintable(reason));
        QVERIFY2(
            reason.contains(QStringLiteral("120 of them were already sent by “Friday” (100 done or gone).")),
            qPrintable(reason));
    }

    void keptAwakeIsSaidOnlyWhereItIsTrue()
    {
        Stage stage(fake::running());
        auto snapshot = fake::among(fake::running());
        QVERIFY(!stage.find<QLabel>("keptAwake")->isVisible());
        snapshot.isKeptAwake = true;
        stage.view.show(snapshot);
        QVERIFY(stage.find<QLabel>("keptAwake")->isVisible());
        snapshot.isKeptAwake = false;
        stage.view.show(snapshot);
        QVERIFY(!stage.find<QLabel>("keptAwake")->isVisible());
    }

    void theListOfAJobThatIsOverCanBeRemovedAfterAQuestion()
    {
        Stage stage(fake::finishedClean());
        QSignalSpy removed(&stage.view, &JobView::removeListAsked);
        stage.find<QAction>("actionRemoveList")->trigger();
        auto* ask = stage.find<QMessageBox>("removeQuestion");
        QVERIFY(ask);
        QCOMPARE(ask->defaultButton()->text(), QStringLiteral("Back"));
        for (QAbstractButton* button : ask->buttons())
            if (button->text() == QStringLiteral("Remove 230 ids"))
                button->click();
        QCOMPARE(removed.count(), 1);
        Stage running(fake::running());
        running.find<QAction>("actionRemoveList")->trigger();
        QVERIFY(!running.find<QMessageBox>("removeQuestion"));
    }

    void oneHundredPerCentMeansThatNothingIsLeft()
    {
        jobs::Counts counts;
        counts[ItemState::done] = 999'999;
        counts[ItemState::queued] = 1;
        QCOMPARE(widgets::percentOf(counts), 99);
        counts[ItemState::queued] = 0;
        QCOMPARE(widgets::percentOf(counts), 100);
        counts = {};
        counts[ItemState::done] = 1;
        counts[ItemState::queued] = 999'999;
        QCOMPARE(widgets::percentOf(counts), 1);
        QCOMPARE(widgets::percentOf({}), 0);
    }

    void closingAnIdleWindowAsksNothing()
    {
        Stage stage(fake::finishedClean());
        auto snapshot = stage.view.snapshot();
        snapshot.jobs = {snapshot.jobs.first()};
        stage.view.show(snapshot);
        QSignalSpy closed(&stage.window, &MainWindow::closed);
        stage.window.close();
        QCOMPARE(closed.count(), 1);
    }

    void everyControlCanBeFoundAndNamed()
    {
        Stage stage(fake::running());
        QStringList nameless;
        for (const QAbstractButton* button : stage.window.findChildren<QAbstractButton*>()) {
            if (!button->isVisible() || button->objectName().startsWith(QStringLiteral("qt_")))
                continue;
            QAccessibleInterface* interface =
                QAccessible::queryAccessibleInterface(const_cast<QAbstractButton*>(button));
            if (button->objectName().isEmpty() || interface->text(QAccessible::Name).isEmpty())
                nameless << QLatin1String(button->metaObject()->className()) + QLatin1Char(' ')
                                + button->text() + button->objectName();
        }
        QCOMPARE(nameless, QStringList());
    }

    void theColoursChangeWhileTheWindowIsOpen()
    {
        Stage stage(fake::running());
        const QRgb light = stage.window.grab().toImage().pixel(700, 700);
        apply(*qApp, Theme::dark());
        QApplication::processEvents();
        QTest::qWait(50); // the plot replots from the event queue
        const QImage dark = stage.window.grab().toImage();
        apply(*qApp, Theme::light());
        QVERIFY(dark.pixel(700, 700) != light);
        const auto* plot = stage.find<QWidget>("plot");
        const QPoint inPlot = plot->mapTo(&stage.window, QPoint(3, 3));
        QCOMPARE(QColor(dark.pixel(inPlot)), Theme::dark().background());
    }

    void inALowWindowTheRateKeepsItsRoom()
    {
        support::Stage stage(fake::paused());
        stage.window.resize(960, 492);
        QTest::qWait(0);
        stage.view.show(fake::among(fake::paused()));
        QApplication::processEvents();
        auto* plot = stage.find<QCustomPlot>("plot");
        plot->replot();
        const QCPLayoutElement* rate = plot->plotLayout()->element(0, 2);
        QVERIFY2(rate->outerRect().height() >= 56, qPrintable(QString::number(rate->outerRect().height())));
        QVERIFY(rate->outerRect().bottom() <= plot->height());
    }

    void evidenceOfAnotherJobIsNotReplacedWithoutAWord()
    {
        support::Stage stage(fake::finishedClean());
        QSignalSpy asked(&stage.view, &ui::JobView::reportAsked);
        auto* page = stage.window.findChild<ui::pages::JobPage*>();
        QTemporaryDir folder;
        page->saveEvidence(7, folder.path());
        QCOMPARE(asked.count(), 1);
        QFile file(folder.filePath(QStringLiteral("outcomes.csv")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        page->saveEvidence(7, folder.path());
        QCOMPARE(asked.count(), 1);
        stage.find<QMessageBox>("replaceEvidence")
            ->findChild<QPushButton*>(QStringLiteral("replaceEvidenceButton"))
            ->click();
        QCOMPARE(asked.count(), 2);
        QCOMPARE(asked.last().at(2).toString(), folder.path());
    }
};

QTEST_MAIN(TestJobPage)
#include "tst_jobpage.moc"
