#include "idlist/reader.h"
#include "ui/pages/rehearsalpage.h"
#include "ui/stage.h"
#include "ui/support/stage.h"
#include "ui/theme.h"
#include "ui/widgets/practiceframe.h"
#include "vendors/catalog.h"

#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTableView>
#include <QTcpServer>
#include <QTest>

using namespace ui;
using support::csv;
using namespace std::chrono;

namespace {

constexpr int patience = 60'000;                       ///< ms, for machines with other things to do
const engine::WallTime friday{seconds(1'795'194'250)}; // 2026-11-20 17:04:10 UTC

Draft draftOf(int count)
{
    Draft draft;
    draft.setup.profile = *vendors::Catalog().find(QStringLiteral("kameleoon"));
    draft.setup.operationId = QStringLiteral("delete-account");
    draft.setup.accountLabel = QStringLiteral("Production");
    draft.setup.listName = QStringLiteral("accounts_q4.csv");
    draft.setup.list = std::make_shared<const idlist::List>(*idlist::readText(csv(count), {}, {}));
    return draft;
}

/// One rehearsal, watched.
struct Watched {
    Draft draft;
    Rehearsal rehearsal;
    engine::Snapshot last;
    std::optional<Verdict> verdict;
    QStringList refusals;

    explicit Watched(const Draft& made) : draft(made), rehearsal(makeStage(made.setup.profile, friday), made)
    {
        QObject::connect(&rehearsal, &Rehearsal::snapshotReady, &rehearsal,
                         [this](const engine::Snapshot& shot) { last = shot; });
        QObject::connect(&rehearsal, &Rehearsal::ended, &rehearsal,
                         [this](const Verdict& shown) { verdict = shown; });
        QObject::connect(&rehearsal, &Rehearsal::refused, &rehearsal,
                         [this](int, engine::Refused, const QString& why) { refusals << why; });
        rehearsal.start();
    }
    const engine::JobSnapshot& job() const
    {
        static const engine::JobSnapshot none;
        const engine::JobSnapshot* found = last.job(rehearsal.job());
        return found ? *found : none;
    }
};

/// Sockets that this process holds.
int sockets()
{
    int count = 0;
    const QDir open(QStringLiteral("/proc/self/fd"));
    for (const QString& name : open.entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot))
        count += QFileInfo(open.filePath(name)).symLinkTarget().contains(QLatin1String("socket:")) ? 1 : 0;
    return count;
}

/// Rehearses; the real store is not to be opened.
struct Stages {
    int storesOpened = 0;

    Workplace workplaceWithStages()
    {
        Workplace at;
        at.openStore = [this]() -> base::Result<std::unique_ptr<journal::Store>> {
            ++storesOpened;
            return base::fail("the real store");
        };
        at.makeStage = [](const vendors::Profile& profile) { return makeStage(profile, friday); };
        return at;
    }
};

struct Window : Stages, support::Stage {
    Window() : support::Stage(workplaceWithStages()) { QApplication::setActiveWindow(&window); }
    void openJob(int count)
    {
        window.openNewJob({{}, csv(count)}, QStringLiteral("kameleoon"));
        QTRY_VERIFY(find<QPushButton>("rehearseButton")->isEnabled());
    }
};

} // namespace

class TestRehearsal : public QObject {
    Q_OBJECT

    support::Home m_home;

private Q_SLOTS:
    void theVerdictSaysHowLongTheRealJobWouldTake()
    {
        const engine::Writing writing(friday, true);
        Verdict verdict;
        verdict.isWhole = true;
        verdict.took = 4h + 2min + 40s;
        verdict.longWaits = 4;
        verdict.shortWaits = 91;
        verdict.longest = 56min + 50s;
        verdict.settled = verdict.rehearsed = verdict.onList = 4812;
        QCOMPARE(sentence(verdict, writing),
                 QStringLiteral("The real job would take 4 h 02 min, until 21:06, with 4 long waits, the "
                                "longest 56 min 50 s. Nothing was sent."));
        verdict.longWaits = 0;
        verdict.shortWaits = 1;
        verdict.longest = 9s;
        QVERIFY(sentence(verdict, writing).contains(QStringLiteral("with one wait of 9 s.")));
        verdict.took = 300ms;
        QVERIFY(sentence(verdict, writing).startsWith(QStringLiteral("The real job would take a moment, ")));
        verdict.took = 4h + 2min + 40s;
        verdict.shortWaits = 0;
        QVERIFY(sentence(verdict, writing).contains(QStringLiteral("without a wait worth the name.")));
        verdict.isWhole = false;
        verdict.settled = 1446;
        QVERIFY(sentence(verdict, writing).startsWith(QStringLiteral("You ended it after 1,446 of 4,812")));
        verdict.isWhole = true;
        verdict.onList = 1'000'000;
        verdict.wholeTakes = 41 * 24h;
        const QString part = sentence(verdict, writing);
        QVERIFY2(part.startsWith(QStringLiteral("The first 4,812 of 1,000,000 would take 4 h 02 min")),
                 qPrintable(part));
        QVERIFY(part.contains(QStringLiteral("all of them ")));
        QVERIFY(part.endsWith(QStringLiteral("Nothing was sent.")));
    }

    void aJobOfFourHoursIsSeenWithEveryWaitAtItsTime()
    {
        Watched watched(draftOf(4812));
        watched.rehearsal.hurry();
        QTRY_VERIFY_WITH_TIMEOUT(watched.verdict.has_value(), patience);
        const Verdict& verdict = *watched.verdict;
        QVERIFY(verdict.isWhole);
        QCOMPARE(verdict.settled, qint64(4812));
        QCOMPARE(verdict.longWaits, 4);
        QVERIFY(verdict.took > 4h + 2min && verdict.took < 4h + 4min);
        QVERIFY(verdict.longest > 56min && verdict.longest < 57min);
        // The times are those of the clock on the wall, from the moment the rehearsal was asked for.
        const engine::JobSnapshot& job = watched.job();
        QVERIFY(job.isRehearsal && job.isPractice);
        QCOMPARE(job.counts[jobs::ItemState::done], 4812U);
        QVERIFY(*job.startedAt >= friday && *job.startedAt < friday + 10s);
        const auto first = std::ranges::find_if(
            job.series->waits, [](const engine::WaitSpan& span) { return span.to - span.from > 1min; });
        QCOMPARE(first->rule, QStringLiteral("hour window"));
        QVERIFY(first->to > friday + 1h && first->to < friday + 1h + 10s);
        QCOMPARE(job.throttled, std::int64_t(0));
        QVERIFY(watched.refusals.isEmpty());
    }

    void itGoesAsFastAsTheWholeJobIsSeenInAQuarterOfAMinute()
    {
        Watched watched(draftOf(4812));
        QTRY_VERIFY_WITH_TIMEOUT(watched.rehearsal.speed() > 1.0, patience);
        // 4 h 3 min in 15 s.
        QVERIFY(watched.rehearsal.speed() > 900 && watched.rehearsal.speed() < 1100);
        // A short job is shown as it is.
        Watched brief(draftOf(20));
        QTRY_VERIFY_WITH_TIMEOUT(brief.job().counts.settled() == 20, patience);
        QVERIFY(brief.rehearsal.speed() < 1.1);
    }

    void nothingLeavesThisComputer()
    {
        QTcpServer vendor; // what the profile's address would reach
        QVERIFY(vendor.listen(QHostAddress::LocalHost));
        QSignalSpy reached(&vendor, &QTcpServer::newConnection);
        Draft draft = draftOf(230);
        draft.setup.profile.baseUrl = QStringLiteral("http://127.0.0.1:%1").arg(vendor.serverPort());
        draft.setup.origin = draft.setup.profile.baseUrl;
        const int before = sockets();
        QVERIFY(before > 0); // the listener's own: the count sees sockets
        Watched watched(draft);
        watched.rehearsal.hurry();
        int most = 0;
        QElapsedTimer clock;
        clock.start();
        while (!watched.verdict && clock.elapsed() < patience) {
            QApplication::processEvents(QEventLoop::AllEvents, 20);
            most = std::max(most, sockets());
        }
        QVERIFY(watched.verdict && watched.verdict->isWhole);
        QCOMPARE(watched.job().requests, std::int64_t(231)); // a token, 230 ids: somebody answered them
        QCOMPARE(most, before);
        QCOMPARE(reached.count(), 0);
    }

    void moreIdsThanCanBeSeenAreRehearsedInPartAndThatIsSaid()
    {
        Draft draft = draftOf(20'100);
        draft.takes = 20h + 10min;
        Watched watched(draft);
        QTRY_VERIFY_WITH_TIMEOUT(watched.job().counts.total() > 0, patience);
        QCOMPARE(watched.job().counts.total(), std::uint32_t(Rehearsal::idsMost));
        watched.rehearsal.command([&](engine::Core& core) { core.end(watched.rehearsal.job()); });
        QTRY_VERIFY_WITH_TIMEOUT(watched.verdict.has_value(), patience);
        QCOMPARE(watched.verdict->onList, qint64(20'100));
        QCOMPARE(watched.verdict->rehearsed, qint64(20'000));
        QVERIFY(watched.verdict->wholeTakes == draft.takes);
    }

    void itsClockStandsWhileItIsPaused()
    {
        Watched watched(draftOf(4812));
        QTRY_VERIFY_WITH_TIMEOUT(watched.job().counts.settled() > 0, patience);
        watched.rehearsal.command([&](engine::Core& core) { core.pause(watched.rehearsal.job()); });
        QTRY_COMPARE_WITH_TIMEOUT(watched.job().state, jobs::JobState::paused, patience);
        QTest::qWait(150);
        const engine::WallTime stands = watched.last.asOf;
        const auto settled = watched.job().counts.settled();
        QTest::qWait(300);
        QVERIFY(watched.last.asOf == stands);
        QCOMPARE(watched.job().counts.settled(), settled);
        watched.rehearsal.hurry();
        watched.rehearsal.command([&](engine::Core& core) {
            core.resume(7, watched.rehearsal.job(), {}, false, false, std::nullopt);
        });
        QTRY_VERIFY_WITH_TIMEOUT(watched.verdict.has_value(), patience);
        QCOMPARE(watched.verdict->settled, qint64(4812));
    }

    void theBrakesOfTheJobAreRehearsedToo()
    {
        Draft draft = draftOf(230);
        draft.setup.options.guards.canary = 5;
        Watched watched(draft);
        watched.rehearsal.hurry();
        QTRY_COMPARE_WITH_TIMEOUT(watched.job().reason, jobs::PauseReason::guardCanary, patience);
        QCOMPARE(watched.job().counts.settled(), 5U);
        QVERIFY(!watched.verdict);
    }

    void thePageMovesAndSaysEverywhereThatItIsARehearsal()
    {
        Window stage;
        stage.openJob(230);
        QVERIFY(!stage.find<QPushButton>("continueButton")->isEnabled()); // no credentials were given
        QTest::keyClick(stage.find<QWidget>("newJobPage"), Qt::Key_R, Qt::ControlModifier);
        QCOMPARE(stage.pageName(), QStringLiteral("rehearsalPage"));
        QVERIFY(stage.find<widgets::PracticeFrame>("practiceFrame")->isPractice());
        auto* page = stage.find<pages::RehearsalPage>("rehearsalPage");
        QTRY_VERIFY_WITH_TIMEOUT(page->job() && page->job()->counts.settled() > 0, patience);
        QVERIFY(stage.window.windowTitle().startsWith(QStringLiteral("REHEARSAL: ")));
        QVERIFY(page->findChild<QLabel*>(QStringLiteral("headerSentence"))
                    ->text()
                    .startsWith(QStringLiteral("REHEARSAL: ")));
        for (const char* name : {"pauseButton", "stopButton", "rehearsalHurry"}) {
            const auto* button = page->findChild<QPushButton*>(QLatin1String(name));
            QVERIFY2(button->isVisible(), name);
            QVERIFY2(button->text().startsWith(QStringLiteral("REHEARSAL: ")), name);
        }
        const auto* says = page->findChild<QLabel*>(QStringLiteral("rehearsalSays"));
        QVERIFY(says->text().contains(QStringLiteral("Nothing is sent")));
        QVERIFY(!page->findChild<QPushButton*>(QStringLiteral("exportButton"))->isVisible());
        QTest::mouseClick(page->findChild<QPushButton*>(QStringLiteral("rehearsalHurry")), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(says->text().contains(QStringLiteral("The real job would take")), patience);
        QVERIFY(says->text().startsWith(QStringLiteral("REHEARSAL: ")));
        QVERIFY(!page->findChild<QPushButton*>(QStringLiteral("evidenceButton"))->isVisible());
        QTRY_COMPARE(page->findChild<QTableView*>(QStringLiteral("itemsTable"))->model()->rowCount(), 230);
    }

    void backToTheJobEverythingIsAsItWasAndNothingIsKept()
    {
        Window stage;
        stage.openJob(230);
        QSignalSpy created(&stage.view, &JobView::createAsked);
        QSignalSpy approved(&stage.view, &JobView::approveAsked);
        for (const bool isByKey : {true, false}) {
            stage.find<QPushButton>("rehearseButton")->click();
            QPointer<pages::RehearsalPage> page = stage.find<pages::RehearsalPage>("rehearsalPage");
            QTRY_VERIFY_WITH_TIMEOUT(page->job() && page->job()->counts.settled() > 0, patience);
            if (isByKey)
                QTest::keyClick(page, Qt::Key_Escape);
            else
                page->findChild<QPushButton*>(QStringLiteral("rehearsalBack"))->click();
            QCOMPARE(stage.pageName(), QStringLiteral("newJobPage"));
            QTRY_VERIFY(page.isNull());
            QVERIFY(!stage.find<widgets::PracticeFrame>("practiceFrame")->isPractice());
            QCOMPARE(stage.window.windowTitle(), QStringLiteral("New job: Sluice"));
            QVERIFY(stage.find<QPushButton>("rehearseButton")->isEnabled());
            QCOMPARE(stage.find<QComboBox>("vendorBox")->currentData().toString(),
                     QStringLiteral("kameleoon"));
        }
        QCOMPARE(created.count(), 0);
        QCOMPARE(approved.count(), 0);
        QVERIFY(stage.view.snapshot().jobs.isEmpty());
        QCOMPARE(stage.storesOpened, 0);
    }
};

QTEST_MAIN(TestRehearsal)
#include "tst_rehearsal.moc"
