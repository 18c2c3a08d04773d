#include "jobs/scheduler.h"

#include <QTest>

using namespace jobs;
using namespace std::chrono_literals;
using base::HoldCause;
using base::HoldSignal;
using base::Outcome;
using base::OutcomeKind;
using base::ProbeSignal;
using limits::Kind;

namespace {

constexpr Instant start{1h};

Course accompaLike()
{
    Course course;
    course.askAgain = true;
    course.itemCosts = {{"/re/", 1}};
    course.statusCosts = {{"/rate_throttle_status", 1}};
    course.statusEvery = 30s;
    course.onTheWayMost = 90s;
    course.inFlight = 2;
    return course;
}

Course batchLike()
{
    Course course;
    course.askAgain = true;
    course.absentAfterUnknownIsGone = true;
    course.itemCosts = {{"/users/", 1}};
    course.batchCosts = {{"/batch", 1}, {"/users/", 1}};
    course.batch = 5;
    course.inFlight = 1;
    course.repeatsBatches = true;
    return course;
}

/// One scheduler on a limiter that may be another one's as well, moved by hand.
struct Desk {
    Desk(Course course, std::uint32_t items, limits::RateLimiter& shared, AttemptNumbers& numbers)
        : scheduler(std::move(course), items, shared, numbers)
    {
    }
    Commands& step(Instant now, std::vector<Event> events = {})
    {
        inbox = std::move(events);
        scheduler.step(now, inbox, commands);
        return commands;
    }
    static Event answer(AttemptId attempt, Instant at, OutcomeKind kind, std::vector<base::Signal> told = {},
                        std::size_t items = 1, bool isKeyKept = false)
    {
        Answered answered{attempt, at, {}, {}, isKeyKept};
        answered.reading.outcomes.assign(items,
                                         Outcome{kind, kind == OutcomeKind::done ? 200 : 503, {}, {}, {}});
        answered.reading.signals = std::move(told);
        return answered;
    }

    Scheduler scheduler;
    std::vector<Event> inbox;
    Commands commands;
};

struct Office {
    limits::RateLimiter limiter{std::vector<limits::Limit>{{"10 s window", Kind::window, 25, 10s}}};
    AttemptNumbers numbers;
};

} // namespace

/// The calls of a job that are about no item, and batches that are sent again as they were.
class TstCalls : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void asksHowABlockStandsAndTriesTheWaterWithOne()
    {
        Office office;
        Desk desk(accompaLike(), 10, office.limiter, office.numbers);
        desk.step(start, {Start{}});
        QCOMPARE(desk.commands.sends.size(), std::size_t(2));
        const auto first = desk.commands.sends[0].attempt, second = desk.commands.sends[1].attempt;
        const HoldSignal block{600s, HoldCause::block, {}};
        desk.step(start + 1s, {Desk::answer(first, start + 1s, OutcomeKind::throttled, {block}),
                               Desk::answer(second, start + 1s, OutcomeKind::throttled, {block})});
        QVERIFY(desk.commands.sends.empty());
        QCOMPARE(desk.commands.wakeAt, std::optional(start + 31s));
        desk.step(start + 31s);
        QCOMPARE(desk.commands.sends.size(), std::size_t(1));
        QCOMPARE(desk.commands.sends[0].kind, AttemptKind::probe);
        QCOMPARE(desk.commands.sends[0].count, 0U);
        const auto probe = desk.commands.sends[0].attempt;
        QVERIFY(desk.step(start + 70s).sends.empty()); // one at a time
        desk.step(start + 71s,
                  {Desk::answer(probe, start + 71s, OutcomeKind::done, {ProbeSignal{true, {}}})});
        QCOMPARE(desk.commands.sends.size(), std::size_t(1)); // two might be in flight
        QCOMPARE(desk.commands.sends[0].kind, AttemptKind::item);
        const auto water = desk.commands.sends[0].attempt;
        QVERIFY(desk.step(start + 72s).sends.empty());
        desk.step(start + 73s, {Desk::answer(water, start + 73s, OutcomeKind::done)});
        QCOMPARE(desk.commands.sends.size(), std::size_t(2));
        QCOMPARE(desk.scheduler.counts()[ItemState::failed], 0U);
    }

    void twoJobsOfOneAccountAskOnce()
    {
        Office office;
        Desk one(accompaLike(), 10, office.limiter, office.numbers);
        Desk other(accompaLike(), 10, office.limiter, office.numbers);
        one.step(start, {Start{}});
        const auto attempt = one.commands.sends[0].attempt;
        one.step(start + 1s, {Desk::answer(attempt, start + 1s, OutcomeKind::throttled,
                                           {HoldSignal{600s, HoldCause::block, {}}})});
        QVERIFY(other.step(start + 2s, {Start{}}).sends.empty());
        QCOMPARE(one.step(start + 31s).sends.size(), std::size_t(1));
        QVERIFY(other.step(start + 31s).sends.empty());
        QVERIFY(other.step(start + 90s).sends.empty());
    }

    void aStatusCallThatGetsLostChangesNothing()
    {
        Office office;
        Desk desk(accompaLike(), 10, office.limiter, office.numbers);
        desk.step(start, {Start{}});
        std::vector<Event> refused;
        for (const Send& send : desk.commands.sends)
            refused.push_back(Desk::answer(send.attempt, start + 1s, OutcomeKind::throttled,
                                           {HoldSignal{600s, HoldCause::block, {}}}));
        desk.step(start + 1s, refused);
        const auto probe = desk.step(start + 31s).sends.at(0).attempt;
        desk.step(start + 61s, {Lost{probe, start + 61s, start + 121s, {}}});
        QCOMPARE(desk.scheduler.state(), JobState::running);
        QCOMPARE(office.limiter.hold(start + 61s)->until, start + 601s);
        QVERIFY(desk.commands.sends.empty());
        QCOMPARE(desk.step(start + 91s).sends.size(), std::size_t(1));
        QCOMPARE(desk.commands.sends[0].kind, AttemptKind::probe);
    }

    void sendsALostBatchAgainTogether()
    {
        Office office;
        Desk desk(batchLike(), 10, office.limiter, office.numbers);
        desk.step(start, {Start{}});
        const auto batch = desk.commands.sends.at(0).attempt;
        const auto items = desk.commands.items;
        QCOMPARE(items.size(), std::size_t(5));
        desk.step(start + 30s, {Lost{batch, start + 30s, start + 90s, {}}});
        const auto others = desk.commands.sends.at(0).attempt; // meanwhile the next five
        QVERIFY(desk.commands.items != items);
        desk.step(start + 40s, {Desk::answer(others, start + 40s, OutcomeKind::done, {}, 5)});
        QCOMPARE(desk.commands.sends.at(0).kind, AttemptKind::batch);
        QCOMPARE(desk.commands.items, items);
        desk.step(start + 41s,
                  {Desk::answer(desk.commands.sends.at(0).attempt, start + 41s, OutcomeKind::done, {}, 5)});
        QCOMPARE(desk.scheduler.state(), JobState::finished);
        QCOMPARE(desk.scheduler.counts()[ItemState::done], 10U);
    }

    void lostBatchesGoAgainEachInItsTimeWithoutABusyWait()
    {
        for (std::uint64_t seed = 1; seed <= 20; ++seed) { // either may be due first
            Office office;
            Course course = batchLike();
            course.inFlight = 2;
            course.seed = seed;
            Desk desk(course, 10, office.limiter, office.numbers);
            desk.step(start, {Start{}});
            Instant now = start + 30s;
            const auto& sends = desk.commands.sends;
            desk.step(now, {Lost{sends.at(0).attempt, now, now + 60s, {}},
                            Lost{sends.at(1).attempt, now, now + 60s, {}}});
            for (std::size_t again = 0; again < 2;) {
                QVERIFY(desk.commands.wakeAt.has_value());
                QVERIFY(*desk.commands.wakeAt > now);
                now = *desk.commands.wakeAt;
                desk.step(now);
                again += desk.commands.sends.size();
            }
        }
    }

    void sendsABatchThatAGatewayLostAgainTogetherAndOthersAlone_data()
    {
        QTest::addColumn<bool>("isKeyKept");
        QTest::newRow("a gateway's 502") << true;
        QTest::newRow("the vendor's own") << false;
    }
    void sendsABatchThatAGatewayLostAgainTogetherAndOthersAlone()
    {
        QFETCH(bool, isKeyKept);
        Office office;
        Desk desk(batchLike(), 5, office.limiter, office.numbers);
        desk.step(start, {Start{}});
        const auto batch = desk.commands.sends.at(0).attempt;
        desk.step(start + 1s, {Desk::answer(batch, start + 1s, OutcomeKind::outage, {}, 5, isKeyKept)});
        QVERIFY(desk.commands.sends.empty());
        desk.step(start + 10s);
        QCOMPARE(desk.commands.sends.size(), std::size_t(1));
        QCOMPARE(desk.commands.sends[0].kind, isKeyKept ? AttemptKind::batch : AttemptKind::item);
        QCOMPARE(desk.commands.sends[0].count, isKeyKept ? 5U : 1U);
    }

    void dissolvesABatchOfWhichOneWasMarkedMeanwhile()
    {
        Office office;
        Desk desk(batchLike(), 5, office.limiter, office.numbers);
        desk.step(start, {Start{}});
        const auto batch = desk.commands.sends.at(0).attempt;
        desk.step(start + 30s, {Lost{batch, start + 30s, start + 90s, {}}});
        desk.step(start + 30s, {LeaveOut{{2}}});
        desk.step(start + 40s);
        QCOMPARE(desk.commands.sends.at(0).kind, AttemptKind::item);
    }

    void tellsABatchsQuotaAtItsOwnPathAndItsItemsAtTheirs()
    {
        std::vector<limits::Limit> paced(2);
        for (auto& limit : paced) {
            limit.kind = Kind::paced;
            limit.burst = 15;
            limit.every = 2s;
        }
        paced[0].name = paced[0].scope = "/batch";
        paced[1].name = paced[1].scope = "/users";
        limits::RateLimiter limiter(paced);
        AttemptNumbers numbers;
        Desk desk(batchLike(), 5, limiter, numbers);
        desk.step(start, {Start{}});
        Answered answered{desk.commands.sends.at(0).attempt, start + 1s, {}, {}, false};
        answered.reading.outcomes.assign(5, Outcome{OutcomeKind::done, 200, {}, {}, {}});
        answered.reading.signals = {base::QuotaSignal{3, 2, 1s}};
        desk.step(start + 1s, {answered});
        QVERIFY(limiter.explain(start + 1s)[0].isLearned);
        QVERIFY(!limiter.explain(start + 1s)[1].isLearned);
    }

    void waitsAMomentWhenOthersHoldEveryPlace()
    {
        // "At most two at once", and none of ours is under way: asking at once would only be refused again.
        Office office;
        Course course = accompaLike();
        course.inFlight = 1;
        Desk desk(course, 5, office.limiter, office.numbers);
        desk.step(start, {Start{}});
        desk.step(start + 1s, {Desk::answer(desk.commands.sends.at(0).attempt, start + 1s,
                                            OutcomeKind::throttled, {base::ConcurrencySignal{2}})});
        QVERIFY(desk.commands.sends.empty());
        QCOMPARE(desk.commands.wakeAt, std::optional(start + 2s));
    }

    void pausesWhenAGivenTokenEnds()
    {
        Office office;
        Course course = accompaLike();
        course.needsToken = true;
        course.inFlight = 1;
        Desk desk(course, 5, office.limiter, office.numbers);
        desk.step(start, {TokenGiven{start, 1h}, Start{}});
        const auto sent = desk.commands.sends.at(0).attempt;
        QCOMPARE(desk.scheduler.tokenUntil(), std::optional(start + 1h));
        desk.step(start + 1h, {Desk::answer(sent, start + 1h, OutcomeKind::done)});
        QCOMPARE(desk.scheduler.state(), JobState::paused);
        QCOMPARE(desk.scheduler.reason(), PauseReason::credentials);
    }
};

QTEST_APPLESS_MAIN(TstCalls)
#include "tst_calls.moc"
