#include "jobs/desk.h"

#include <QTest>

using namespace desk;

namespace {

/// A scheduler that has asked for a token, and waits.
struct SignInDesk : Desk {
    explicit SignInDesk() : Desk(course(), 3)
    {
        step({Start{}});
        token = commands.sends.empty() ? 0 : commands.sends.front().attempt;
    }
    static Course course()
    {
        Course course = kameleoonLike();
        course.needsToken = course.canRenewToken = true;
        return course;
    }
    AttemptId token = 0;
};

/// One that is blocked, and has asked how the block stands.
struct BlockedDesk : Desk {
    explicit BlockedDesk() : Desk(course(), 3)
    {
        step({Start{}});
        Answered refused{open.front(), now, {}, {}};
        refused.reading.outcomes = {Outcome{OutcomeKind::throttled, 503, {}, {}, {}}};
        refused.reading.signals = {base::HoldSignal{10min, base::HoldCause::block, {}}};
        open.clear();
        step({refused});
        now += 2min;
        step();
        probe = commands.sends.empty() ? 0 : commands.sends.front().attempt;
        isProbe = probe != 0 && commands.sends.front().kind == AttemptKind::probe;
    }
    static Course course()
    {
        Course course = kameleoonLike();
        course.statusCosts = {{"/status", 1}};
        course.statusEvery = 30s;
        course.onTheWayMost = 90s;
        course.inFlight = 1;
        return course;
    }
    AttemptId probe = 0;
    bool isProbe = false;
};

} // namespace

/// What seldom happens to a job: calls that end otherwise than they should, and words about requests nobody
/// knows.
class SeldomTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anEndOfARequestThatNobodySentChangesNothing()
    {
        Desk desk(kameleoonLike(), 3);
        desk.step({Start{}});
        const auto counts = desk.scheduler.counts();
        desk.step({desk.answer(999, OutcomeKind::done), desk.lost(998), NotSent{997, desk.now, {}}});
        QCOMPARE(desk.scheduler.counts(), counts);
        QVERIFY(desk.commands.ended.empty());
        std::vector<ItemChanged> changes;
        desk.scheduler.takeBack(996, changes);
        QVERIFY(changes.empty());
    }

    void anAnswerWithoutAnyOutcomeLeavesItsIdUnknownOrAsksAgain()
    {
        Desk desk(kameleoonLike(), 1);
        desk.step({Start{}});
        desk.step({Answered{desk.open.front(), desk.now, {}, {}}});
        QCOMPARE(desk.scheduler.counts()[ItemState::done], 0U);
        QCOMPARE(desk.scheduler.counts()[ItemState::waiting], 1U); // asking again is harmless here
    }

    void aSignInThatEndsBadlySendsNoId_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("state");
        QTest::addColumn<int>("reason");
        const auto row = [](const char* name, OutcomeKind kind, JobState state, PauseReason reason) {
            QTest::newRow(name) << int(kind) << int(state) << int(reason);
        };
        row("the vendor is out of order", OutcomeKind::outage, JobState::running, PauseReason::none);
        row("refused by a limit", OutcomeKind::throttled, JobState::running, PauseReason::none);
        row("sent elsewhere", OutcomeKind::redirected, JobState::paused, PauseReason::guardRedirect);
        row("refused", OutcomeKind::unauthorized, JobState::paused, PauseReason::credentials);
        row("forbidden", OutcomeKind::forbidden, JobState::paused, PauseReason::credentials);
    }
    void aSignInThatEndsBadlySendsNoId()
    {
        QFETCH(const int, kind);
        QFETCH(const int, state);
        QFETCH(const int, reason);
        SignInDesk desk;
        QVERIFY(desk.token != 0);
        desk.step({desk.answer(desk.token, OutcomeKind(kind), 500)});
        QCOMPARE(int(desk.scheduler.state()), state);
        QCOMPARE(int(desk.scheduler.reason()), reason);
        for (const Send& send : desk.commands.sends)
            QVERIFY(send.kind == AttemptKind::token);
        QCOMPARE(desk.scheduler.counts()[ItemState::queued], 3U);
    }

    void aSignInThatGetsLostIsAskedForAgain()
    {
        SignInDesk desk;
        desk.step({desk.lost(desk.token)});
        QVERIFY(desk.commands.wakeAt.has_value());
        desk.now += 10min;
        desk.step();
        QVERIFY(!desk.commands.sends.empty());
        QVERIFY(desk.commands.sends.front().kind == AttemptKind::token);
    }

    void aSignInThatNoLimitAllowsPausesTheJob()
    {
        Limit never = window(1, 10s);
        Course course = SignInDesk::course();
        course.tokenCosts = {{"/oauth/token", 2}};
        Desk desk(course, 3, {never});
        desk.step({Start{}});
        QCOMPARE(desk.scheduler.state(), JobState::paused);
        QCOMPARE(desk.scheduler.reason(), PauseReason::guardStop);
        QVERIFY(desk.commands.sends.empty());
    }

    void aStatusCallThatEndsBadlyEndsNoBlock_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("reason");
        QTest::newRow("refused") << int(OutcomeKind::unauthorized) << int(PauseReason::credentials);
        QTest::newRow("sent elsewhere") << int(OutcomeKind::redirected) << int(PauseReason::guardRedirect);
        QTest::newRow("out of order") << int(OutcomeKind::outage) << int(PauseReason::none);
        QTest::newRow("unreadable") << int(OutcomeKind::lost) << int(PauseReason::none);
    }
    void aStatusCallThatEndsBadlyEndsNoBlock()
    {
        QFETCH(const int, kind);
        QFETCH(const int, reason);
        BlockedDesk desk;
        QVERIFY(desk.isProbe);
        desk.step({desk.answer(desk.probe, OutcomeKind(kind), 401)});
        QCOMPARE(int(desk.scheduler.reason()), reason);
        for (const Send& send : desk.commands.sends)
            QVERIFY(send.kind == AttemptKind::probe);
    }

    void aFailingDiskIsTheReasonAlsoOfAJobThatWasPausing()
    {
        Desk desk(kameleoonLike(), 3);
        desk.step({Start{}});
        desk.step({Pause{}});
        QCOMPARE(desk.scheduler.state(), JobState::pausing);
        desk.step({Pause{PauseReason::store, "no space left"}});
        QCOMPARE(desk.scheduler.reason(), PauseReason::store);
        QCOMPARE(QString::fromStdString(desk.scheduler.reasonDetail()), QStringLiteral("no space left"));
    }

    void aJobThatIsPausedOrReadyCanBeEnded()
    {
        for (const bool isStarted : {false, true}) {
            Desk desk(kameleoonLike(), 3);
            if (isStarted) {
                desk.step({Start{}, Pause{}});
                desk.step(desk.answerAll(OutcomeKind::done));
            }
            desk.step({Stop{}});
            QCOMPARE(desk.scheduler.state(), JobState::stopped);
            desk.step({Start{}});
            QVERIFY(desk.commands.sends.empty());
        }
    }

    void afterASleepNothingLeavesBeforeTheCountdownIsOver()
    {
        Desk desk(kameleoonLike(), 3);
        desk.step({Start{}, Woke{desk.now, desk.now + 60s}});
        QVERIFY(desk.commands.sends.empty());
        QVERIFY(desk.commands.waiting.reason == Waiting::For::woke);
        QVERIFY(desk.commands.wakeAt == desk.now + 60s);
        desk.now += 60s;
        desk.step();
        QVERIFY(!desk.commands.sends.empty());
    }

    void aStatusCallThatALimitRefusesIsMadeWhenThereIsRoom()
    {
        BlockedDesk desk;
        QVERIFY(desk.isProbe);
        Answered still{desk.probe, desk.now, {}, {}};
        still.reading.outcomes = {Outcome{OutcomeKind::done, 200, {}, {}, {}}};
        still.reading.signals = {base::ProbeSignal{false, 5min}};
        desk.step({still});
        desk.now += 30s;
        desk.limiter.closeAll(desk.now); // nothing has room for the 10 s of the window
        desk.step();
        QVERIFY(desk.commands.sends.empty());
        QVERIFY(desk.commands.wakeAt && *desk.commands.wakeAt > desk.now);
        QVERIFY(*desk.commands.wakeAt <= desk.now + 11s);
        desk.now = *desk.commands.wakeAt;
        desk.step();
        QCOMPARE(desk.commands.sends.size(), std::size_t(1));
        QVERIFY(desk.commands.sends.front().kind == AttemptKind::probe);
    }
};

QTEST_APPLESS_MAIN(SeldomTest)
#include "tst_seldom.moc"
