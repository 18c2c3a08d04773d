#include "jobs/desk.h"

#include <QTest>

using namespace desk;

namespace {

constexpr std::uint32_t canary = 5;

Course careful()
{
    Course course = kameleoonLike();
    course.guards.canary = canary;
    return course;
}

/// How many items leave in the step that is just over.
std::size_t itemsSent(const Desk& desk)
{
    return desk.commands.items.size();
}

/// Items as a store holds them: the first `done` are done.
std::vector<ItemStart> partly(std::uint32_t done, std::uint32_t items)
{
    std::vector<ItemStart> start(items);
    for (std::uint32_t i = 0; i < done; ++i)
        start[i] = {ItemState::done, 1, false};
    return start;
}

} // namespace

/// The canary: so many ids and not one more may be touched before the operator had a look.
class TstCanary : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aBatchIsNoLargerThanTheCanary()
    {
        Course course = careful();
        course.batch = 50;
        course.batchCosts = {{"/batch", 1}, {"/accounts/", 1}};
        Desk desk(course, 100);
        desk.step({Start{}});
        QCOMPARE(itemsSent(desk), std::size_t(canary));
    }

    void anIdWithoutAnAnswerKeepsItsPlace()
    {
        Desk desk(careful(), 100);
        desk.step({Start{}});
        QCOMPARE(itemsSent(desk), std::size_t(canary));
        const AttemptId first = desk.open.front();
        desk.open.erase(desk.open.begin());
        std::vector<Event> events = desk.answerAll(OutcomeKind::done);
        events.push_back(desk.lost(first));
        desk.step(events);
        QCOMPARE(itemsSent(desk), std::size_t(0));
        QCOMPARE(desk.scheduler.state(), JobState::running);
        // It alone is asked again, and then the operator is.
        QVERIFY(desk.commands.wakeAt.has_value());
        desk.now = *desk.commands.wakeAt;
        desk.step();
        QCOMPARE(desk.commands.items, std::vector<ItemIndex>{0});
        desk.step(desk.answerAll(OutcomeKind::done));
        QCOMPARE(desk.scheduler.reason(), PauseReason::guardCanary);
        QCOMPARE(desk.scheduler.counts()[ItemState::queued], 95U);
    }

    void idsThatAreLeftOutAreNoCanary()
    {
        Desk desk(careful(), 100);
        LeaveOut out;
        for (ItemIndex i = 0; i < 10; ++i)
            out.items.push_back(i);
        desk.step({out, Start{}});
        QCOMPARE(desk.scheduler.state(), JobState::running);
        QCOMPARE(itemsSent(desk), std::size_t(canary));
    }

    void whatWasLookedAtOnceIsNotAskedForAgain()
    {
        Desk desk(careful(), 100);
        desk.scheduler.restore(partly(canary + 1, 100), canary + 1, JobState::paused,
                               PauseReason::byOperator);
        desk.step({Start{}});
        QCOMPARE(desk.scheduler.state(), JobState::running);
        QCOMPARE(itemsSent(desk), std::size_t(16));
    }

    void aCanaryThatNobodyLookedAtIsAskedForAfterARestart()
    {
        Desk desk(careful(), 100);
        desk.scheduler.restore(partly(canary, 100), canary, JobState::paused, PauseReason::interrupted);
        desk.step({Start{}});
        QCOMPARE(desk.scheduler.reason(), PauseReason::guardCanary);
        desk.step({Start{}});
        QCOMPARE(itemsSent(desk), std::size_t(16));
    }

    void canaryAndCapAtOnceDoNotPauseTheJobInTurnForEver()
    {
        Course course = careful();
        course.guards.maxRequests = canary;
        PauseReason reason = PauseReason::guardCanary;
        // Each time the job goes on its scheduler is made anew.
        for (int round = 0; round < 3; ++round) {
            Desk desk(course, 100);
            desk.scheduler.restore(partly(canary, 100), canary, JobState::paused, reason);
            desk.step({Start{}});
            if (itemsSent(desk) > 0)
                return;
            reason = desk.scheduler.reason();
        }
        QFAIL("the job does not go on");
    }
};

QTEST_APPLESS_MAIN(TstCanary)
#include "tst_canary.moc"
