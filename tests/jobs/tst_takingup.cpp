#include "jobs/desk.h"

#include <QTest>

using namespace desk;

namespace {

std::vector<ItemIndex> itemsSent(const Desk& desk)
{
    std::vector<ItemIndex> all;
    for (const Send& send : desk.commands.sends)
        all.push_back(desk.commands.items[send.from]);
    return all;
}

/// What a store would hold of an item after these changes.
void keep(std::vector<ItemStart>& stored, const std::vector<ItemChanged>& changes)
{
    for (const ItemChanged& change : changes)
        stored[change.item] = {change.state, change.attempts, change.wasUnknown, change.wasForbidden,
                               change.tries};
}

Course oneByOne()
{
    Course course = kameleoonLike();
    course.inFlight = 1;
    return course;
}

/// Runs that all end at a pause: each has a scheduler of its own, as after a restart.
class Runs {
public:
    explicit Runs(std::uint32_t items) : m_stored(items) {}

    /// Answers each item as `forbidden` says until the job is paused or finished.
    template <class Forbidden>
    void run(Forbidden forbidden, OutcomeKind refusal = OutcomeKind::forbidden, int status = 403)
    {
        Desk desk(oneByOne(), static_cast<std::uint32_t>(m_stored.size()));
        desk.scheduler.restore(m_stored, m_requests, m_state, reason);
        asked.clear();
        std::vector<Event> events{Start{}};
        for (int i = 0; i < 100; ++i) {
            desk.step(std::move(events));
            keep(m_stored, desk.commands.changed);
            events.clear();
            for (const ItemIndex item : itemsSent(desk))
                asked.push_back(item);
            if (desk.open.empty())
                break;
            const bool isForbidden = forbidden(asked.back());
            events = desk.answerAll(isForbidden ? refusal : OutcomeKind::done, isForbidden ? status : 204);
        }
        m_requests += static_cast<std::int64_t>(asked.size());
        m_state = desk.scheduler.state();
        reason = desk.scheduler.reason();
        counts = desk.scheduler.counts();
    }

    bool isFinished() const { return m_state == JobState::finished; }

    std::vector<ItemIndex> asked; ///< in the last run, in order
    PauseReason reason = PauseReason::none;
    Counts counts;

private:
    std::vector<ItemStart> m_stored;
    std::int64_t m_requests = 0;
    JobState m_state = JobState::ready;
};

} // namespace

/// What a job takes up of its past when it goes on.
class TstTakingUp : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void triesAreCountedOverRestarts()
    {
        std::vector<ItemStart> stored(1);
        int tries = 0;
        while (stored[0].state != ItemState::failed && tries < 20) {
            Desk desk(kameleoonLike(), 1);
            desk.scheduler.restore(stored, tries, JobState::paused, PauseReason::byOperator);
            desk.step({Start{}});
            keep(stored, desk.commands.changed);
            QCOMPARE(desk.open.size(), std::size_t(1));
            ++tries;
            desk.step(desk.answerAll(OutcomeKind::outage, 502));
            keep(stored, desk.commands.changed);
        }
        QCOMPARE(tries, kameleoonLike().triesMost);
    }

    void theOperatorGivesAnItemItsTriesBack()
    {
        const std::vector<ItemStart> stored{{ItemState::failed, 5, true, false, 5}};
        Desk desk(kameleoonLike(), 1);
        desk.scheduler.restore(stored, 5, JobState::finished, PauseReason::none);
        desk.step({Retry{true, false}, Start{}});
        desk.step(desk.answerAll(OutcomeKind::outage, 502));
        QCOMPARE(desk.scheduler.counts()[ItemState::waiting], 1U);
    }

    void anIdThatIsForbiddenForItselfPausesTheJobOnce()
    {
        Runs runs(5);
        const auto forbidden = [](ItemIndex item) { return item == 0; };
        runs.run(forbidden);
        QCOMPARE(runs.reason, PauseReason::forbidden);
        QCOMPARE(runs.counts[ItemState::queued], 5U);
        runs.run(forbidden);
        QVERIFY(runs.isFinished());
        QCOMPARE(runs.asked, (std::vector<ItemIndex>{1, 2, 3, 4, 0}));
        QCOMPARE(runs.counts[ItemState::done], 4U);
        QCOMPARE(runs.counts[ItemState::failed], 1U);
    }

    void aSignInThatIsStillForbiddenPausesAgainAndFailsNoId()
    {
        Runs runs(5);
        const auto forbidden = [](ItemIndex) { return true; };
        for (ItemIndex round = 0; round < 4; ++round) {
            runs.run(forbidden);
            QCOMPARE(runs.reason, PauseReason::forbidden);
            QCOMPARE(runs.asked, (std::vector<ItemIndex>{round}));
            QCOMPARE(runs.counts[ItemState::failed], 0U);
        }
        const auto allowed = [](ItemIndex) { return false; };
        runs.run(allowed);
        QVERIFY(runs.isFinished());
        QCOMPARE(runs.counts[ItemState::done], 5U);
    }

    void theOnlyIdThatIsLeftFailsTheSecondTimeItIsForbidden()
    {
        Runs runs(1);
        const auto forbidden = [](ItemIndex) { return true; };
        runs.run(forbidden);
        QCOMPARE(runs.reason, PauseReason::forbidden);
        runs.run(forbidden);
        QVERIFY(runs.isFinished());
        QCOMPARE(runs.counts[ItemState::failed], 1U);
    }

    void whatDidNotLeaveIsNotCountedAgainstTheCap()
    {
        Course course = oneByOne();
        course.guards.maxRequests = 2;
        Desk desk(course, 2);
        desk.step({Start{}});
        for (int i = 0; i < 5; ++i) {
            QCOMPARE(desk.open.size(), std::size_t(1));
            desk.step({NotSent{std::exchange(desk.open, {}).front(), desk.now, {}}});
            desk.now = desk.commands.wakeAt.value_or(desk.now);
            desk.step();
        }
        desk.step(desk.answerAll(OutcomeKind::done));
        desk.step(desk.answerAll(OutcomeKind::done));
        QCOMPARE(desk.scheduler.state(), JobState::finished);
    }

    void absentOnesAfterADoneOneOfAnEarlierRunAreNoAlarm()
    {
        std::vector<ItemStart> stored(40);
        stored[0] = {ItemState::done, 1, false, false, 0};
        Desk desk(kameleoonLike(), 40);
        desk.scheduler.restore(stored, 1, JobState::paused, PauseReason::byOperator);
        desk.step({Start{}});
        for (int i = 0; i < 4 && desk.scheduler.state() == JobState::running; ++i)
            desk.step(desk.answerAll(OutcomeKind::absent, 404));
        QCOMPARE(desk.scheduler.state(), JobState::finished);
        QCOMPARE(desk.scheduler.counts()[ItemState::gone], 39U);
    }
};

QTEST_APPLESS_MAIN(TstTakingUp)
#include "tst_takingup.moc"
