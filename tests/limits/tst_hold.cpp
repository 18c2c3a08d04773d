#include "limits/ratelimiter.h"

#include <QTest>

using namespace std::chrono_literals;
using base::HoldCause;
using base::HoldSignal;
using base::ProbeSignal;
using base::RefusalSignal;
using limits::Answer;
using limits::Instant;
using limits::Kind;
using limits::Purpose;
using limits::RateLimiter;
using limits::Refusal;
using limits::Ticket;

namespace {

constexpr Instant start{1h};

RateLimiter tenInTenSeconds()
{
    return RateLimiter({{"10 s window", Kind::window, 10, 10s}});
}

std::optional<Instant> heldUntil(const RateLimiter& limiter, Instant now)
{
    const auto hold = limiter.hold(now);
    return hold ? std::optional(hold->until) : std::nullopt;
}

} // namespace

class TestHold : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void refusesEverythingButAProbe();
    void isOverExactlyAtItsEnd();
    void aShorterOrderDoesNotEndALongerOne();
    void theLongestOrderGivesTheCause();
    void anOpenAnswerEndsABlockAndNothingElse();
    void aClosedAnswerMakesTheBlockLongerOnly();
    void aClosedAnswerWithoutATimeLeavesWhatWasTold();
    void aRefusalWithoutAWaitHoldsForTheShortestWindow();
    void aRefusalWithALongerWaitHoldsForThat();
    void theRuleThatEndsLastIsNamed();
    void isRecalled();
    void aSecondRefusalInARowHoldsForTheNextLongerWindow();
    void refusalsThatFlewTogetherAreOne();
    void anAcceptedAnswerEndsTheRow();
    void isNotCutShortByWhatIsRemembered();
    void isFollowedByOneCallAlone();
    void isFollowedByAnotherCallAloneWhenTheFirstDidNotLeave();
};

void TestHold::refusesEverythingButAProbe()
{
    RateLimiter limiter = tenInTenSeconds();
    limiter.feedback(HoldSignal{30s, HoldCause::block}, {}, start);
    for (const Purpose purpose : {Purpose::item, Purpose::token, Purpose::check}) {
        const Answer answer = limiter.acquire({}, start + 1s, purpose);
        QVERIFY(answer == Answer(Refusal{"hold: block", start + 30s, true, HoldCause::block}));
        QVERIFY(limiter.wouldAcquire({}, start + 1s, purpose) == answer);
    }
    QVERIFY(std::holds_alternative<Ticket>(limiter.acquire({}, start + 1s, Purpose::probe)));
    QCOMPARE(limiter.explain(start + 1s).front().used, 1); // the probe is counted as any other request
}

void TestHold::isOverExactlyAtItsEnd()
{
    RateLimiter limiter = tenInTenSeconds();
    limiter.feedback(HoldSignal{30s, HoldCause::throttle}, {}, start);
    QVERIFY(std::holds_alternative<Refusal>(limiter.acquire({}, start + 30s - 1ns)));
    QVERIFY(std::holds_alternative<Ticket>(limiter.acquire({}, start + 30s)));
    QVERIFY(!limiter.hold(start + 30s));
}

void TestHold::aShorterOrderDoesNotEndALongerOne()
{
    RateLimiter limiter = tenInTenSeconds();
    limiter.feedback(HoldSignal{60s, HoldCause::daily}, {}, start);
    limiter.feedback(HoldSignal{5s, HoldCause::throttle}, {}, start + 1s);
    const auto hold = limiter.hold(start + 1s);
    QVERIFY(hold.has_value());
    QCOMPARE(hold->until, start + 60s);
    QCOMPARE(hold->cause, HoldCause::daily);
    limiter.feedback(HoldSignal{0s, HoldCause::throttle}, {}, start + 2s);
    QCOMPARE(heldUntil(limiter, start + 2s), std::optional(start + 60s));
}

void TestHold::theLongestOrderGivesTheCause()
{
    RateLimiter limiter = tenInTenSeconds();
    limiter.feedback(HoldSignal{5s, HoldCause::throttle}, {}, start);
    limiter.feedback(HoldSignal{60s, HoldCause::outage}, {}, start + 1s);
    const auto hold = limiter.hold(start + 2s);
    QVERIFY(hold.has_value());
    QCOMPARE(hold->cause, HoldCause::outage);
    QCOMPARE(hold->since, start);
    QCOMPARE(hold->until, start + 61s);
    QCOMPARE(std::get<Refusal>(limiter.acquire({}, start + 2s)).rule, std::string("hold: outage"));
}

void TestHold::anOpenAnswerEndsABlockAndNothingElse()
{
    RateLimiter limiter = tenInTenSeconds();
    limiter.feedback(HoldSignal{60s, HoldCause::block}, {}, start);
    limiter.feedback(ProbeSignal{true, {}}, {}, start + 10s);
    QVERIFY(std::holds_alternative<Ticket>(limiter.acquire({}, start + 10s)));
    limiter.feedback(HoldSignal{60s, HoldCause::daily}, {}, start + 20s);
    limiter.feedback(ProbeSignal{true, {}}, {}, start + 21s);
    QCOMPARE(heldUntil(limiter, start + 21s), std::optional(start + 80s));
}

void TestHold::aClosedAnswerMakesTheBlockLongerOnly()
{
    RateLimiter limiter = tenInTenSeconds();
    limiter.feedback(HoldSignal{60s, HoldCause::block}, {}, start);
    limiter.feedback(ProbeSignal{false, 20s}, {}, start + 10s);
    // Never shorter: only an open answer ends it early.
    QCOMPARE(heldUntil(limiter, start + 10s), std::optional(start + 60s));
    limiter.feedback(ProbeSignal{false, 100s}, {}, start + 20s);
    QCOMPARE(heldUntil(limiter, start + 20s), std::optional(start + 120s));
    // A probe's word about a block does not shorten another silence.
    limiter.feedback(HoldSignal{1h, HoldCause::daily}, {}, start + 30s);
    limiter.feedback(ProbeSignal{false, 20s}, {}, start + 31s);
    QCOMPARE(heldUntil(limiter, start + 31s), std::optional(start + 30s + 1h));
}

void TestHold::aClosedAnswerWithoutATimeLeavesWhatWasTold()
{
    RateLimiter limiter = tenInTenSeconds();
    limiter.feedback(HoldSignal{60s, HoldCause::block}, {}, start);
    limiter.feedback(ProbeSignal{false, 0s}, {}, start + 10s);
    QCOMPARE(heldUntil(limiter, start + 10s), std::optional(start + 60s));
}

void TestHold::aRefusalWithoutAWaitHoldsForTheShortestWindow()
{
    RateLimiter limiter({{"hour", Kind::window, 1000, 1h}, {"10 s window", Kind::window, 50, 10s}});
    limiter.feedback(RefusalSignal{1s}, {}, start);
    QCOMPARE(heldUntil(limiter, start), std::optional(start + 10s + 5ms + 5ms));
    QCOMPARE(limiter.hold(start)->cause, HoldCause::throttle);
}

void TestHold::aRefusalWithALongerWaitHoldsForThat()
{
    RateLimiter limiter = tenInTenSeconds();
    limiter.feedback(RefusalSignal{40s}, {}, start);
    QCOMPARE(heldUntil(limiter, start), std::optional(start + 40s));
    RateLimiter withoutWindows({{"at once", Kind::concurrency, 4}});
    withoutWindows.feedback(RefusalSignal{3s}, {}, start);
    QCOMPARE(heldUntil(withoutWindows, start), std::optional(start + 3s));
}

void TestHold::theRuleThatEndsLastIsNamed()
{
    RateLimiter limiter({{"10 s window", Kind::window, 1, 10s}});
    limiter.release(std::get<Ticket>(limiter.acquire({}, start)), start);
    limiter.feedback(HoldSignal{5s, HoldCause::throttle}, {}, start);
    const Refusal window = std::get<Refusal>(limiter.acquire({}, start));
    QCOMPARE(window.rule, std::string("10 s window"));
    QVERIFY(!window.isHold);
    QCOMPARE(window.until, std::optional(start + 10s + 10ms));
    limiter.feedback(HoldSignal{15s, HoldCause::throttle}, {}, start);
    const Refusal hold = std::get<Refusal>(limiter.acquire({}, start));
    QCOMPARE(hold.rule, std::string("hold: throttle"));
    QVERIFY(hold.isHold);
    QCOMPARE(hold.until, std::optional(start + 15s));
}

void TestHold::isRecalled()
{
    RateLimiter limiter = tenInTenSeconds();
    limiter.recallHold(HoldCause::block, start - 60s, start + 60s);
    limiter.recallHold(HoldCause::throttle, start - 30s, start - 10s);
    const auto hold = limiter.hold(start);
    QVERIFY(hold.has_value());
    QCOMPARE(hold->cause, HoldCause::block);
    QCOMPARE(hold->since, start - 60s);
    QVERIFY(std::holds_alternative<Refusal>(limiter.acquire({}, start)));
}

void TestHold::aSecondRefusalInARowHoldsForTheNextLongerWindow()
{
    RateLimiter limiter({{"10 s window", Kind::window, 50, 10s}, {"hour window", Kind::window, 1000, 1h}});
    limiter.feedback(RefusalSignal{10s}, {}, start, start - 1s);
    const Instant first = *heldUntil(limiter, start);
    QCOMPARE(first, start + 10s + 10ms);
    limiter.feedback(RefusalSignal{10s}, {}, first + 1s, first);
    // An hour, 500 ppm and a second of granularity: surely there is room.
    QCOMPARE(heldUntil(limiter, first + 1s), std::optional(first + 1s + 1h + 1800ms + 1s));
}

void TestHold::refusalsThatFlewTogetherAreOne()
{
    RateLimiter limiter({{"10 s window", Kind::window, 50, 10s}, {"hour window", Kind::window, 1000, 1h}});
    for (int i = 0; i < 16; ++i)
        limiter.feedback(RefusalSignal{10s}, {}, start + i * 1ms, start - 1s);
    QCOMPARE(heldUntil(limiter, start + 1s), std::optional(start + 15ms + 10s + 10ms));
}

void TestHold::anAcceptedAnswerEndsTheRow()
{
    RateLimiter limiter({{"10 s window", Kind::window, 50, 10s}, {"hour window", Kind::window, 1000, 1h}});
    limiter.feedback(RefusalSignal{10s}, {}, start, start - 1s);
    limiter.accepted(start - 1s, start + 1s); // left before the refusal was known: says nothing
    limiter.accepted(start + 11s, start + 12s);
    limiter.feedback(RefusalSignal{10s}, {}, start + 20s, start + 19s);
    QCOMPARE(heldUntil(limiter, start + 20s), std::optional(start + 30s + 10ms));
}

void TestHold::isNotCutShortByWhatIsRemembered()
{
    RateLimiter limiter = tenInTenSeconds();
    limiter.recallHold(HoldCause::daily, start - 1h, start + 2h);
    limiter.recallHold(HoldCause::throttle, start - 2h, start + 1h);
    QVERIFY(limiter.hold(start)->until == start + 2h);
    QVERIFY(limiter.hold(start)->cause == HoldCause::daily);
    limiter.recallHold(HoldCause::throttle, start - 2h, start + 3h);
    QVERIFY(limiter.hold(start)->until == start + 3h);
    QVERIFY(limiter.hold(start)->since == start - 2h); // it has been silent since the first of them
}

void TestHold::isFollowedByOneCallAlone()
{
    RateLimiter limiter = tenInTenSeconds();
    limiter.feedback(HoldSignal{30s, HoldCause::throttle}, {}, start);
    const Answer first = limiter.acquire({}, start + 30s);
    QVERIFY(std::holds_alternative<Ticket>(first));
    const Answer second = limiter.acquire({}, start + 31s);
    QVERIFY(second == Answer(Refusal{"the first answer", std::nullopt}));
    QVERIFY(limiter.wouldAcquire({}, start + 31s) == second);
    limiter.release(std::get<Ticket>(first), start + 32s);
    for (int i = 0; i < 9; ++i) // and the rest together
        QVERIFY(std::holds_alternative<Ticket>(limiter.acquire({}, start + 32s)));
}

void TestHold::isFollowedByAnotherCallAloneWhenTheFirstDidNotLeave()
{
    RateLimiter limiter = tenInTenSeconds();
    limiter.feedback(RefusalSignal{10s}, {}, start);
    const Answer first = limiter.acquire({}, start + 11s);
    limiter.cancel(std::get<Ticket>(first));
    QVERIFY(std::holds_alternative<Ticket>(limiter.acquire({}, start + 11s)));
    QVERIFY(std::holds_alternative<Refusal>(limiter.acquire({}, start + 11s)));
}

QTEST_APPLESS_MAIN(TestHold)
#include "tst_hold.moc"
