#include "share.h"

#include <QTest>

using namespace std::chrono_literals;
using limits::Answer;
using limits::Duration;
using limits::Guard;
using limits::Instant;
using limits::Kind;
using limits::Limit;
using limits::RateLimiter;
using limits::Refusal;
using limits::Ticket;

namespace {

constexpr Instant start{1h};
constexpr RateLimiter::Options exact{Guard::none(), 100};

Limit window(std::int64_t max, Duration per, const std::string& name = "window")
{
    return {name, Kind::window, max, per};
}

Limit paced(std::int64_t burst, Duration every)
{
    Limit limit{"paced", Kind::paced};
    limit.burst = burst;
    limit.every = every;
    return limit;
}

int use(RateLimiter& limiter, int count, Instant now)
{
    int done = 0;
    for (; done < count; ++done) {
        const Answer answer = limiter.acquire({}, now);
        const Ticket* ticket = std::get_if<Ticket>(&answer);
        if (!ticket)
            break;
        limiter.release(*ticket, now);
    }
    return done;
}

std::optional<Instant> refusedUntil(const RateLimiter& limiter, Instant now)
{
    const Answer answer = limiter.wouldAcquire({}, now);
    const Refusal* refusal = std::get_if<Refusal>(&answer);
    return refusal ? refusal->until : std::nullopt;
}

} // namespace

class TestReconfigure : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void loweringTheShareBitesAtOnce();
    void raisingTheShareGivesNoBurst();
    void aJobThatWasGivenMoreGetsItAtOnceLessWhatWasUsed();
    void aLargerLimitIsNeverTakenUpAtOnce();
    void raisingAPaceGivesNoBurst();
    void loweringAPaceBitesAtOnce();
    void changingTheShareToAndFroCostsNothingMore();
    void concurrencyRisesDirectly();
    void aShorterWindowSetsNothingFreeAtOnce();
    void aLongerWindowTakesWhatItForgotAsUsed();
    void aNewWindowKnowsWhatAnotherOneRemembers();
    void aNewRuleThatNobodyKnowsAnythingAboutBeginsClosed();
    void anUnusedLimiterBeginsOpen();
    void ticketsStayGoodAcrossAChange();
    void whatIsUnderWayCountsAgainstANewRule();
    void aToldConcurrencyStays();
};

void TestReconfigure::loweringTheShareBitesAtOnce()
{
    RateLimiter limiter({window(50, 10s)}, exact);
    QCOMPARE(use(limiter, 30, start), 30);
    setShare(limiter, 50, start + 1s);
    QCOMPARE(limiter.options().sharePercent, 50);
    QCOMPARE(use(limiter, 50, start + 1s), 0);
    QCOMPARE(refusedUntil(limiter, start + 1s), std::optional(start + 10s));
    QCOMPARE(use(limiter, 50, start + 10s), 25);
}

void TestReconfigure::raisingTheShareGivesNoBurst()
{
    RateLimiter limiter({window(50, 10s)}, {Guard::none(), 20});
    QCOMPARE(use(limiter, 4, start), 4);
    setShare(limiter, 100, start + 1s);
    QCOMPARE(use(limiter, 50, start + 1s), 6); // what was free before, and no more
    QCOMPARE(use(limiter, 50, start + 10s), 4);
    QCOMPARE(use(limiter, 60, start + 11s), 46);
}

void TestReconfigure::aJobThatWasGivenMoreGetsItAtOnceLessWhatWasUsed()
{
    RateLimiter limiter({window(50, 10s), paced(40, 1s)}, {Guard::none(), 20});
    QCOMPARE(use(limiter, 50, start), 8); // the burst's share
    limiter.reconfigure({window(50, 10s), paced(40, 1s)}, exact, start, limits::Raise::atOnce);
    QCOMPARE(use(limiter, 50, start), 32);

    RateLimiter full({window(50, 10s)}, {Guard::none(), 20});
    QCOMPARE(use(full, 50, start), 10);
    full.reconfigure({window(50, 10s)}, exact, start + 1s, limits::Raise::atOnce);
    QCOMPARE(use(full, 50, start + 1s), 40);
    QCOMPARE(refusedUntil(full, start + 1s), std::optional(start + 10s));
}

void TestReconfigure::aLargerLimitIsNeverTakenUpAtOnce()
{
    RateLimiter limiter({window(10, 10s)}, exact);
    QCOMPARE(use(limiter, 10, start), 10);
    limiter.reconfigure({window(50, 10s)}, exact, start + 1s, limits::Raise::atOnce);
    QCOMPARE(use(limiter, 50, start + 1s), 0);
    QCOMPARE(use(limiter, 60, start + 11s), 50);
}

void TestReconfigure::raisingAPaceGivesNoBurst()
{
    RateLimiter limiter({paced(10, 1s)}, {Guard::none(), 50});
    QCOMPARE(use(limiter, 2, start), 2); // of 5, one in 2 s
    setShare(limiter, 100, start);
    QCOMPARE(use(limiter, 10, start), 3);
    QCOMPARE(refusedUntil(limiter, start), std::optional(start + 1s));
    QCOMPARE(use(limiter, 10, start + 5s), 5);

    RateLimiter faster({paced(10, 10s)}, exact);
    QCOMPARE(use(faster, 10, start), 10);
    faster.reconfigure({paced(10, 1s)}, exact, start + 5s); // half a token is back
    const auto until = refusedUntil(faster, start + 5s);
    QVERIFY(until >= start + 5500ms);
    QVERIFY(until <= start + 5500ms + 1us);
    QCOMPARE(use(faster, 10, start + 5501ms), 1);
}

void TestReconfigure::loweringAPaceBitesAtOnce()
{
    RateLimiter limiter({paced(10, 1s)}, exact);
    QCOMPARE(use(limiter, 4, start), 4);
    limiter.reconfigure({paced(5, 10s)}, exact, start);
    QCOMPARE(use(limiter, 10, start), 1);
    QVERIFY(refusedUntil(limiter, start) >= start + 10s);
}

void TestReconfigure::changingTheShareToAndFroCostsNothingMore()
{
    RateLimiter limiter({window(50, 10s), paced(20, 1s)}, exact);
    QCOMPARE(use(limiter, 3, start), 3);
    for (int i = 0; i < 100; ++i) {
        setShare(limiter, 10, start);
        setShare(limiter, 100, start);
    }
    for (const limits::RuleState& state : limiter.explain(start))
        QVERIFY2(state.used <= state.allowed, state.name.c_str());
    QVERIFY(refusedUntil(limiter, start + 10s) <= start + 11s);
    QCOMPARE(use(limiter, 100, start + 21s), 20);
}

void TestReconfigure::concurrencyRisesDirectly()
{
    RateLimiter limiter({{"at once", Kind::concurrency, 8}}, {Guard::none(), 25});
    QVERIFY(std::holds_alternative<Ticket>(limiter.acquire({}, start)));
    QVERIFY(std::holds_alternative<Ticket>(limiter.acquire({}, start)));
    QVERIFY(std::holds_alternative<Refusal>(limiter.acquire({}, start)));
    setShare(limiter, 100, start);
    for (int i = 0; i < 6; ++i)
        QVERIFY(std::holds_alternative<Ticket>(limiter.acquire({}, start)));
    QVERIFY(std::holds_alternative<Refusal>(limiter.acquire({}, start)));
    setShare(limiter, 50, start);
    QVERIFY(std::holds_alternative<Refusal>(limiter.acquire({}, start)));
}

void TestReconfigure::aShorterWindowSetsNothingFreeAtOnce()
{
    RateLimiter limiter({window(10, 1h)}, exact);
    QCOMPARE(use(limiter, 10, start), 10);
    limiter.reconfigure({window(10, 10s)}, exact, start + 30min);
    QCOMPARE(refusedUntil(limiter, start + 30min), std::optional(start + 30min + 10s));

    RateLimiter nearlyOver({window(10, 1h)}, exact);
    QCOMPARE(use(nearlyOver, 10, start), 10);
    nearlyOver.reconfigure({window(10, 10min)}, exact, start + 59min);
    QCOMPARE(refusedUntil(nearlyOver, start + 59min), std::optional(start + 1h));
}

void TestReconfigure::aLongerWindowTakesWhatItForgotAsUsed()
{
    RateLimiter limiter({window(10, 10s)}, exact);
    QCOMPARE(use(limiter, 10, start), 10);
    QCOMPARE(use(limiter, 4, start + 15s), 4);
    limiter.reconfigure({window(10, 1min)}, exact, start + 15s);
    QCOMPARE(refusedUntil(limiter, start + 15s), std::optional(start + 60s));
    QCOMPARE(use(limiter, 20, start + 60s), 6);
    QCOMPARE(refusedUntil(limiter, start + 60s), std::optional(start + 75s));
}

void TestReconfigure::aNewWindowKnowsWhatAnotherOneRemembers()
{
    RateLimiter limiter({window(100, 1h, "hour")}, exact);
    QCOMPARE(use(limiter, 8, start), 8);
    QCOMPARE(use(limiter, 7, start + 50s), 7);
    limiter.reconfigure({window(100, 1h, "hour"), window(12, 1min, "minute")}, exact, start + 55s);
    QCOMPARE(refusedUntil(limiter, start + 55s), std::optional(start + 60s));
    QCOMPARE(use(limiter, 20, start + 60s), 5);
}

void TestReconfigure::aNewRuleThatNobodyKnowsAnythingAboutBeginsClosed()
{
    RateLimiter limiter({paced(100, 1s)}, exact);
    QCOMPARE(use(limiter, 8, start), 8);
    limiter.reconfigure({window(12, 1min, "minute")}, exact, start + 1s);
    QCOMPARE(refusedUntil(limiter, start + 1s), std::optional(start + 61s));
    QCOMPARE(use(limiter, 20, start + 61s), 12);
}

void TestReconfigure::anUnusedLimiterBeginsOpen()
{
    RateLimiter limiter;
    limiter.reconfigure({window(12, 1min), paced(20, 1s)}, exact, start);
    QCOMPARE(use(limiter, 20, start), 12);
}

void TestReconfigure::ticketsStayGoodAcrossAChange()
{
    RateLimiter limiter({window(10, 10s, "a"), window(20, 20s, "b"), {"at once", Kind::concurrency, 3}},
                        exact);
    const Ticket first = std::get<Ticket>(limiter.acquire({}, start));
    const Ticket second = std::get<Ticket>(limiter.acquire({}, start));
    limiter.reconfigure({{"at once", Kind::concurrency, 3}, window(20, 20s, "b")}, exact, start + 1s);
    QCOMPARE(limiter.inFlight(), 2);
    QCOMPARE(limiter.explain(start + 1s)[0].used, 2);
    QVERIFY(limiter.release(first, start + 2s));
    QVERIFY(limiter.cancel(second));
    const auto states = limiter.explain(start + 2s);
    QCOMPARE(states[0].used, 0);
    QCOMPARE(states[1].used, 1);
    QCOMPARE(states[1].inFlight, 0);
}

void TestReconfigure::whatIsUnderWayCountsAgainstANewRule()
{
    RateLimiter limiter({window(10, 10s)}, exact);
    const Ticket ticket = std::get<Ticket>(limiter.acquire({}, start));
    limiter.reconfigure({window(10, 10s), {"at once", Kind::concurrency, 1}, window(2, 1s, "second")}, exact,
                        start);
    QVERIFY(std::holds_alternative<Refusal>(limiter.acquire({}, start)));
    QCOMPARE(limiter.explain(start)[2].used, 1);
    limiter.release(ticket, start);
    QCOMPARE(limiter.explain(start)[1].used, 0);
    QCOMPARE(limiter.explain(start)[2].used, 1);
}

void TestReconfigure::aToldConcurrencyStays()
{
    RateLimiter limiter({window(10, 10s)}, exact);
    limiter.feedback(base::ConcurrencySignal{1}, {}, start);
    const Ticket ticket = std::get<Ticket>(limiter.acquire({}, start));
    setShare(limiter, 50, start);
    limiter.reconfigure({window(10, 10s), window(100, 1h, "hour")}, exact, start);
    QVERIFY(std::holds_alternative<Refusal>(limiter.acquire({}, start)));
    limiter.release(ticket, start);
    QVERIFY(std::holds_alternative<Ticket>(limiter.acquire({}, start)));
}

QTEST_APPLESS_MAIN(TestReconfigure)
#include "tst_reconfigure.moc"
