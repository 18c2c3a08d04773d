#include "ui/pages/newjobpage.h"
#include "ui/support/stage.h"
#include "ui/theme.h"
#include "ui/widgets/forecastwords.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>

using namespace ui;
using support::csv;
using support::Stage;
using namespace std::chrono;

namespace {

/// The way of a practice job from a list of so many ids through the gate.
struct Way : Stage {
    QSignalSpy created{&view, &JobView::createAsked};
    QSignalSpy approved{&view, &JobView::approveAsked};
    QLineEdit* field = find<QLineEdit>("gateField");

    Way(const QString& list, int count) : Stage(support::practice())
    {
        window.openNewJob({list, {}}, QStringLiteral("kameleoon"));
        auto* go = find<QPushButton>("continueButton");
        if (QTest::qWaitFor([go] { return go->isEnabled(); }))
            go->click();
        confirm(count);
    }
    void confirm(int count)
    {
        field->setText(QString::number(count));
        press();
    }
    void press() { find<QPushButton>("gateButton")->click(); }
    int request() const { return created.first().first().toInt(); }
    /// The job is stored, and the store knows 30 of its ids from an earlier one.
    engine::JobId store30Known()
    {
        auto job = fake::draft();
        job.sentBefore = {30, 28, QStringLiteral("Q3 clean-up"), fake::now()};
        view.show(fake::among(job));
        Q_EMIT view.jobCreated(request(), job.id);
        return job.id;
    }
};

} // namespace

class TestNewJob : public QObject {
    Q_OBJECT

    support::Home m_home;

    QString write(const char* name, const QByteArray& text)
    {
        QFile file(m_home.folder.filePath(QLatin1String(name)));
        if (!file.open(QIODevice::WriteOnly))
            return {};
        file.write(text);
        return file.fileName();
    }

private Q_SLOTS:
    void theFirstPageOffersPracticeFirst()
    {
        Stage stage;
        QCOMPARE(stage.pageName(), QStringLiteral("emptyPage"));
        QSignalSpy asked(&stage.window, &MainWindow::practiceAsked);
        stage.find<QPushButton>("practiseButton")->click();
        QCOMPARE(asked.count(), 1);
    }

    void continueIsDeadUntilEverythingIsThereAndSaysWhatIsMissing()
    {
        Stage stage;
        stage.window.openNewJob();
        auto* go = stage.find<QPushButton>("continueButton");
        auto* summary = stage.find<QLabel>("draftSummary");
        QVERIFY(!go->isEnabled());
        QCOMPARE(summary->text(), QStringLiteral("Choose a list"));
        stage.window.openNewJob({write("a.csv", csv(230)), {}});
        QTRY_COMPARE(summary->text(), QStringLiteral("Choose the vendor"));
        stage.window.openNewJob({}, QStringLiteral("kameleoon"));
        QTRY_VERIFY(!stage.find<QLabel>("listProblem")->isVisible());
        QVERIFY(!go->isEnabled()); // the sign-in is missing
        stage.find<QLineEdit>("clientIdField")->setText(QStringLiteral("1f0c"));
        QVERIFY(!go->isEnabled());
        stage.find<QLineEdit>("clientSecretField")->setText(QStringLiteral("secret"));
        QVERIFY2(go->isEnabled(), qPrintable(summary->text()));
        QCOMPARE(summary->text(), QStringLiteral("230 accounts · Kameleoon, account not named"));
    }

    void aListThatWasTakenAwayLeavesAnEmptyPage()
    {
        Stage stage;
        stage.window.openNewJob({write("gone.csv", csv(230)), {}});
        QTRY_VERIFY(stage.find<QLabel>("listCounts")->isVisible());
        stage.window.findChild<pages::NewJobPage*>()->setSource({});
        QVERIFY(!stage.find<QLabel>("listCounts")->isVisible());
        QVERIFY(!stage.find<QTableWidget>("previewTable")->isVisible());
        QCOMPARE(stage.find<QLabel>("draftSummary")->text(), QStringLiteral("Choose a list"));
        QVERIFY(!stage.find<QPushButton>("continueButton")->isEnabled());
    }

    void secretsAreHiddenUnlessShown()
    {
        Stage stage;
        stage.window.openNewJob({}, QStringLiteral("kameleoon"));
        auto* field = stage.find<QLineEdit>("clientSecretField");
        QCOMPARE(field->echoMode(), QLineEdit::Password);
        stage.find<QAbstractButton>("clientSecretFieldShow")->click();
        QCOMPARE(field->echoMode(), QLineEdit::Normal);
        // A name is no secret: by it one recognises the account.
        QCOMPARE(stage.find<QLineEdit>("clientIdField")->echoMode(), QLineEdit::Normal);
    }

    void wholeRowsAreShownAndTheNumbersSaid()
    {
        Stage stage;
        stage.window.openNewJob({write("b.csv", csv(230) + "4702,again@example.com\n"), {}},
                                QStringLiteral("kameleoon"));
        auto* counts = stage.find<QLabel>("listCounts");
        QTRY_VERIFY(counts->isVisible());
        QVERIFY(counts->text().startsWith(QStringLiteral("230 will be sent")));
        QVERIFY(counts->text().contains(QStringLiteral("1 duplicate merged")));
        auto* table = stage.find<QTableWidget>("previewTable");
        QCOMPARE(table->rowCount(), 7);
        QCOMPARE(table->item(0, 1)->text(), QStringLiteral("4702"));
        QCOMPARE(table->item(0, 2)->text(), QStringLiteral("p0@example.com"));
        // What stands between the first three and the last three is not passed over in silence.
        QCOMPARE(table->item(3, 0)->text(), QStringLiteral("… 225 more …"));
        QCOMPARE(table->columnSpan(3, 0), table->columnCount());
        // The last line is the twin of the first.
        QCOMPARE(table->item(6, 0)->text(), QStringLiteral("‖  232"));
        QCOMPARE(table->item(6, 3)->text(), QStringLiteral("the same id as in line 2, where it is sent"));
        QVERIFY(table->item(5, 3) == nullptr);
        stage.find<QPushButton>("randomRows")->click();
        QCOMPARE(table->rowCount(), 20);
        QCOMPARE(table->columnSpan(3, 0), 1);
    }

    void rejectsMustBeLeftOutKnowingly()
    {
        Stage stage(support::practice());
        stage.window.openNewJob(
            {write("c.csv", csv(5) + "FT-55,x@example.com\n1.23E+17,y@example.com\n"), {}},
            QStringLiteral("kameleoon"));
        auto* tick = stage.find<QCheckBox>("leaveOut");
        QTRY_VERIFY(tick->isVisible());
        QCOMPARE(tick->text(), QStringLiteral("leave the 2 out"));
        auto* go = stage.find<QPushButton>("continueButton");
        QVERIFY(!go->isEnabled());
        QVERIFY(stage.find<QLabel>("draftSummary")
                    ->text()
                    .contains(QStringLiteral(
                        "2 lines are rejected: tick “leave the 2 out”"))); // as the box itself says
        auto* preview = stage.find<QTableWidget>("previewTable");
        QCOMPARE(preview->rowCount(), 7);
        QCOMPARE(preview->item(5, 0)->text(), QStringLiteral("✕  7"));
        QCOMPARE(preview->item(5, 0)->foreground().color(), Theme::light().tone(Tone::failed));
        QCOMPARE(preview->item(5, 1)->foreground().color(), Theme::light().dim());
        QCOMPARE(preview->item(5, 3)->text(),
                 QStringLiteral("not an id here: mend it, or choose another column"));
        QVERIFY(preview->item(5, 3)->toolTip().contains(QStringLiteral("FT-55")));
        QCOMPARE(preview->item(0, 0)->text(), QStringLiteral("2"));
        stage.find<QPushButton>("showRejects")->click();
        auto* rejects = stage.find<QTableWidget>("rejectsTable");
        QCOMPARE(rejects->rowCount(), 2);
        QVERIFY(!rejects->item(0, 2)->text().isEmpty());
        tick->click();
        QVERIFY(go->isEnabled());
    }

    void aDailyLimitIsAskedForWithoutADefault()
    {
        Stage stage(support::practice());
        stage.window.openNewJob({write("d.csv", csv(5)), {}}, QStringLiteral("accompa"));
        auto* field = stage.find<QLineEdit>("parameter_dailyLimit");
        QVERIFY(field);
        QVERIFY(field->text().isEmpty());
        auto* go = stage.find<QPushButton>("continueButton");
        QTRY_VERIFY(stage.find<QLabel>("listCounts")->isVisible());
        QVERIFY(!go->isEnabled());
        field->setText(QStringLiteral("5,000"));
        QTRY_VERIFY(go->isEnabled());
    }

    void theForecastSaysWhenItIsDone()
    {
        Stage stage(support::practice());
        stage.window.openNewJob({write("e.csv", csv(230)), {}}, QStringLiteral("kameleoon"));
        auto* headline = stage.find<QLabel>("forecastHeadline");
        QTRY_VERIFY2(headline->text().contains(QStringLiteral("in 40 s")), qPrintable(headline->text()));
        QVERIFY(stage.find<QLabel>("forecastDetail")->text().startsWith(QStringLiteral("5 batches")));
        // The end moves on while the page is read.
        stage.find<pages::NewJobPage>("newJobPage")
            ->tellTime(engine::Writing(engine::WallTime{std::chrono::hours(2)}, true));
        QCOMPARE(headline->text(), QStringLiteral("finishes 02:00:40, in 40 s"));
    }

    void fromListToGateToEngine()
    {
        Way stage(write("f.csv", csv(230)), 230);
        QCOMPARE(stage.pageName(), QStringLiteral("gatePage"));
        QCOMPARE(stage.created.count(), 1);
        const auto setup = stage.created.first().at(1).value<engine::JobSetup>();
        QCOMPARE(setup.origin, QStringLiteral("http://127.0.0.1:4711"));
        QCOMPARE(setup.operationId, QStringLiteral("delete-account"));
        QCOMPARE(setup.list->size(), std::size_t(230));
        QCOMPARE(setup.name, QStringLiteral("f"));
        QCOMPARE(setup.options.guards.failuresInRow, 20);
        QCOMPARE(stage.approved.count(), 0);
        Q_EMIT stage.view.jobCreated(stage.request(), 7);
        QCOMPARE(stage.approved.count(), 1);
        QCOMPARE(stage.approved.first().at(2).toLongLong(), 230);
        stage.view.show(fake::among(fake::running()));
        Q_EMIT stage.view.accepted(stage.approved.first().first().toInt(), 7);
        QCOMPARE(stage.pageName(), QStringLiteral("jobPage"));
    }

    void idsThatWereSentBeforeAreAQuestionAndTheNumberIsTypedAgain()
    {
        Way stage(write("h.csv", csv(230)), 230);
        QSignalSpy leftOut(&stage.view, &JobView::leaveOutSentAsked);
        const engine::JobId job = stage.store30Known();
        QCOMPARE(stage.approved.count(), 0);
        QVERIFY(stage.find<QLabel>("gateSentWords")
                    ->text()
                    .startsWith(QStringLiteral("30 of these 230 were already sent by “Q3 clean-up”")));
        stage.find<QPushButton>("leaveOutButton")->click();
        QCOMPARE(leftOut.count(), 1);
        // The last 30 are left out: the last that will be sent is another one than before.
        const auto says = [&stage](const char* text) {
            return std::ranges::any_of(stage.page().findChildren<QLabel*>(), [text](const QLabel* label) {
                return label->text().contains(QLatin1String(text));
            });
        };
        QVERIFY(says("4931"));
        jobs::Counts counts;
        counts[jobs::ItemState::queued] = 200;
        counts[jobs::ItemState::skipped] = 30;
        stage.rows.setCounts(counts);
        Q_EMIT stage.view.accepted(leftOut.first().first().toInt(), job);
        QVERIFY(stage.field->text().isEmpty());
        QVERIFY(says("4702"));
        QVERIFY(says("4901"));
        QVERIFY(!says("4931"));
        QVERIFY(stage.find<QLabel>("gateWhat")->text().contains(QStringLiteral("200")));
        stage.confirm(200);
        QCOMPARE(stage.created.count(), 1); // the same job, not another one
        QCOMPARE(stage.approved.count(), 1);
        QCOMPARE(stage.approved.first().at(2).toLongLong(), 200);
    }

    void whatKeepsTheAccountIsInTheForecastOfANewJob()
    {
        engine::Snapshot snapshot;
        snapshot.asOf = fake::now();
        snapshot.jobs = {fake::running(), fake::waitingLong(), fake::finishedClean(), fake::blocked()};
        snapshot.jobs[1].accountLabel = QStringLiteral("Staging");
        snapshot.jobs[3].eta.reset();
        const auto uses = usesOf(snapshot);
        QCOMPARE(uses.size(), 3);
        QCOMPARE(uses[0].accountLabel, QStringLiteral("Production"));
        QCOMPARE(uses[0].until, *fake::running().eta);
        QVERIFY(uses[0].why.contains(QStringLiteral("“Q4 clean-up” goes first")));
        QCOMPARE(uses[2].until, *fake::blocked().wait.until); // no end is foreseen: the end of the silence
        // Of a job that rests the limit that is full.
        engine::JobSnapshot paused = fake::paused();
        paused.rules[1].used = paused.rules[1].allowed;
        paused.rules[1].nextSlot = fake::now() + std::chrono::minutes(7);
        snapshot.jobs = {paused};
        QCOMPARE(usesOf(snapshot).first().why, QStringLiteral("The hour window is full"));
        snapshot.asOf += std::chrono::minutes(8);
        QVERIFY(usesOf(snapshot).empty());

        engine::JobSnapshot first = fake::running();
        first.eta = engine::WallTime(std::chrono::milliseconds(QDateTime::currentMSecsSinceEpoch()))
                    + std::chrono::hours(1); // the page goes by the clock on the wall
        support::Stage stage(first);
        stage.window.openNewJob({{}, csv(3)}, QStringLiteral("kameleoon"));
        stage.find<QComboBox>("accountBox")->setEditText(fake::running().accountLabel);
        Q_EMIT stage.find<QLineEdit>("accountField")->editingFinished();
        QTRY_VERIFY(stage.find<QLabel>("forecastDetail")
                        ->text()
                        .contains(QStringLiteral("“Q4 clean-up” goes first until")));
    }

    void sentAgainOnlyWhenTheOperatorSaysSo()
    {
        Way stage(write("i.csv", csv(230)), 230);
        stage.store30Known();
        QCOMPARE(stage.approved.count(), 0);
        stage.find<QPushButton>("sendAgainButton")->click();
        QCOMPARE(stage.approved.count(), 1);
        QCOMPARE(stage.approved.first().at(2).toLongLong(), 230);
    }

    void aRefusedStartDoesNotStoreTheListTwice()
    {
        Way stage(write("j.csv", csv(3)), 3);
        Q_EMIT stage.view.jobCreated(stage.request(), 7);
        Q_EMIT stage.view.refused(stage.approved.first().first().toInt(), engine::Refused::busy,
                                  QStringLiteral("the account is in use"));
        stage.press();
        QCOMPARE(stage.created.count(), 1);
        QCOMPARE(stage.approved.count(), 2);
        QCOMPARE(stage.approved.last().at(1).value<engine::JobId>(), engine::JobId(7));
    }

    void aRefusalIsReadOnTheGateAndNothingIsLost()
    {
        Way stage(write("g.csv", csv(3)), 3);
        Q_EMIT stage.view.refused(stage.request(), engine::Refused::busy,
                                  QStringLiteral("the account is in use"));
        QCOMPARE(stage.pageName(), QStringLiteral("gatePage"));
        QCOMPARE(stage.find<QLabel>("gateAnswer")->text(), QStringLiteral("the account is in use"));
    }

    void fourThousandAccountsAreFiveBurstsAndFourLongWaits()
    {
        engine::Forecast forecast;
        for (int hour = 0; hour < 5; ++hour)
            for (int i = 0; i < (hour < 4 ? 20 : 17); ++i)
                forecast.batches.push_back(
                    {50, hours(hour) + seconds(10 * i), i < 19 ? "10 s window" : "hour window"});
        forecast.finishAfter = 4h + 160s;
        forecast.bindingRule = "hour window";
        const auto bursts = widgets::burstsOf(forecast);
        QCOMPARE(bursts.size(), std::size_t(5));
        QCOMPARE(bursts[0].requests, std::uint64_t(1000));
        QCOMPARE(bursts[1].from, engine::Duration(1h));
        const auto words = widgets::forecastWords(
            forecast, QStringLiteral("Kameleoon"),
            engine::Writing(sys_days{year{2026} / 11 / 20} + 17h + 4min, true, QLocale(QLocale::English)));
        QCOMPARE(words.headline, QStringLiteral("finishes 21:06, in 4 h 02 min"));
        QCOMPARE(words.detail,
                 QStringLiteral("5 bursts of up to 3 min 10 s, 4 waits of about 56 min 50 s: the hour "
                                "window at Kameleoon. Cannot be sped up."));
        QVERIFY(words.warning.contains(QStringLiteral("must stay awake until 21:06")));
    }

    void aJobThatMeetsNoLimitFinishesAtOnce()
    {
        engine::Forecast forecast;
        forecast.batches.push_back({3, {}, {}});
        const auto words = widgets::forecastWords(forecast, QStringLiteral("Kameleoon"),
                                                  engine::Writing(engine::WallTime{}));
        QCOMPARE(words.headline, QStringLiteral("finishes at once: as fast as Kameleoon answers"));
        QVERIFY(words.warning.isEmpty());
    }

    void aJobThatStopsForALookDoesNotFinishAtOnce()
    {
        engine::Forecast forecast;
        forecast.batches.push_back({3, {}, {}});
        widgets::Circumstances at;
        at.looksAfter = 1;
        auto words = widgets::forecastWords(forecast, QStringLiteral("WonderPush"),
                                            engine::Writing(engine::WallTime{}), at);
        QCOMPARE(words.headline,
                 QStringLiteral("finishes when you have looked: as fast as WonderPush answers"));
        QVERIFY(words.detail.startsWith(
            QStringLiteral("Stops after the first answer until you have looked at it.")));
        forecast.finishAfter = 40s;
        words = widgets::forecastWords(forecast, QStringLiteral("WonderPush"),
                                       engine::Writing(engine::WallTime{}, true), at);
        QCOMPARE(words.headline, QStringLiteral("finishes 00:00:40 at the earliest, in 40 s"));
    }

    void whatIsMissingForAForecastIsWhatReallyIsMissing()
    {
        Stage stage;
        auto* headline = stage.find<QLabel>("forecastHeadline");
        stage.window.openNewJob();
        QTRY_COMPARE(headline->text(),
                     QStringLiteral("Choose a list and a vendor to see how long it takes."));
        stage.window.openNewJob({}, QStringLiteral("chameleon"));
        QTRY_COMPARE(headline->text(), QStringLiteral("Choose a list to see how long it takes."));
        stage.window.openNewJob({write("k.csv", csv(5)), {}}); // none of them is an id of this vendor
        QTRY_COMPARE(headline->text(), QStringLiteral("Nothing would be sent: see block 1."));
        stage.window.openNewJob({}, QStringLiteral("kameleoon"));
        QTRY_COMPARE(headline->text(), QStringLiteral("finishes at once: as fast as Kameleoon answers"));
    }

    void nothingStandsBesideThePageInALowWindow_data()
    {
        QTest::addColumn<QString>("profile");
        for (const auto& entry : vendors::Catalog().entries())
            QTest::newRow(qPrintable(entry.id)) << entry.id;
    }
    void nothingStandsBesideThePageInALowWindow()
    {
        QFETCH(QString, profile);
        Stage stage;
        stage.window.resize(960, 492);
        stage.window.openNewJob({{}, "id\n5f0000000000000000000001\n5f000000000000000000000a\n"}, profile);
        auto* operations = stage.find<QComboBox>("operationBox");
        for (int i = 0; i < operations->count(); ++i) {
            operations->setCurrentIndex(i);
            Q_EMIT operations->activated(i);
            QTest::qWait(0);
            const auto* scroll = stage.page().findChild<QScrollArea*>();
            QVERIFY2(scroll->widget()->width() <= scroll->viewport()->width(),
                     qPrintable(operations->currentText()));
        }
    }

    void spareRoomNeverTearsABlockApart()
    {
        Stage stage;
        stage.window.resize(1920, 1080);
        stage.window.openNewJob({write("l.csv", csv(2)), {}}, QStringLiteral("kameleoon"));
        QTRY_VERIFY(stage.find<QLabel>("listCounts")->isVisible());
        const auto* block = stage.find<QWidget>("idsBlock");
        QTRY_VERIFY(block->height() <= block->sizeHint().height());
    }

    void whatCanNeverBeSentIsSaid()
    {
        engine::Forecast forecast;
        forecast.isNever = true;
        QCOMPARE(widgets::forecastWords(forecast, {}, engine::Writing(engine::WallTime{})).headline,
                 QStringLiteral("This can never be sent"));
    }
};

QTEST_MAIN(TestNewJob)
#include "tst_newjob.moc"
