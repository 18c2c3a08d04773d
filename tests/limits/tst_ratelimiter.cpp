#include "limits/ratelimiter.h"

#include <QTest>

using namespace std::chrono_literals;
using limits::Answer;
using limits::Cost;
using limits::Duration;
using limits::Guard;
using limits::Instant;
using limits::Kind;
using limits::Limit;
using limits::Never;
using limits::RateLimiter;
using limits::Refusal;
using limits::Ticket;

namespace {

constexpr Instant start{1h};
constexpr Duration tenSeconds = 10s + 10ms; // with its guard
constexpr Duration oneHour = 1h + 1800ms + 1s;

std::vector<Limit> fiftyAndAThousand()
{
    return {{"10 s window", Kind::window, 50, 10s}, {"hour window", Kind::window, 1000, 1h}};
}

std::vector<Limit> accountAndEndpoint()
{
    Limit endpoint{"accounts", Kind::window, 3, 10s};
    endpoint.scope = "/accounts";
    return {{"account", Kind::window, 10, 10s}, endpoint};
}

Ticket granted(Answer answer)
{
    return std::holds_alternative<Ticket>(answer) ? std::get<Ticket>(answer) : Ticket{};
}

/// Grants `count` single requests at `now`, all answered at once; returns how many it really were.
int use(RateLimiter& limiter, int count, Instant now, const std::string& path = {})
{
    int done = 0;
    for (; done < count; ++done) {
        const Cost cost{path, 1};
        const Ticket ticket = granted(limiter.acquire({&cost, 1}, now));
        if (!limiter.release(ticket, now))
            break;
    }
    return done;
}

} // namespace

class TestRateLimiter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void allRulesTogetherOrNone();
    void namesTheRuleThatDecides();
    void refusesWithoutAnInstantWhereOnlyAnAnswerHelps();
    void saysNeverWhereACostIsLargerThanTheLimit();
    void chargesAnEndpointOnlyForItsOwnPaths();
    void anEndpointEndsAtASlash();
    void aBatchChargesTheAccountOnceAndTheEndpointForEachItem();
    void aRequestWithoutPathCountsForTheAccount();
    void cancellingIsAsIfNothingHadHappened();
    void aTicketGivenBackTwiceChangesNothing();
    void aTicketOfSomebodyElseChangesNothing();
    void wouldAcquireTakesNothing();
    void aClockThatRunsBackwardsStandsStill();
    void plansWithoutGuardInWholeBatches();
    void recallsAnEarlierRun();
    void recallsNothingThatIsOver();
    void closesAllWindowsForTheirLength();
    void chargesOthersToTheDayOnly();
    void aForecastTakesEverythingUnderWayAsAnswered();
    void keepsAReserveForOthers();
    void aConcurrencyToldByTheVendorHoldsWithoutADeclaredOne();
    void aCountToldByTheVendorIsTakenOver();
    void explainsEveryRule();
    void listsWhenSlotsComeBack();
    void remembersAsLongAsItsLongestRule();
    void aCopyGoesItsOwnWay();
};

void TestRateLimiter::allRulesTogetherOrNone()
{
    RateLimiter limiter({{"two", Kind::window, 2, 10s}, {"one", Kind::concurrency, 1}});
    const Ticket first = granted(limiter.acquire({}, start));
    QVERIFY(first != Ticket{});
    QVERIFY(std::holds_alternative<Refusal>(limiter.acquire({}, start)));
    QVERIFY(std::holds_alternative<Refusal>(limiter.acquire({}, start)));
    QCOMPARE(limiter.explain(start)[0].used, 1); // the refused ones took nothing
    QVERIFY(limiter.release(first, start));
    QVERIFY(granted(limiter.acquire({}, start)) != Ticket{});
}

void TestRateLimiter::namesTheRuleThatDecides()
{
    RateLimiter limiter(fiftyAndAThousand());
    QCOMPARE(use(limiter, 60, start), 50);
    QVERIFY(limiter.acquire({}, start) == Answer(Refusal{"10 s window", start + tenSeconds}));
    Instant now = start;
    for (int batch = 1; batch < 20; ++batch) {
        now += tenSeconds;
        QCOMPARE(use(limiter, 60, now), 50);
    }
    // Both are full now; the hour decides.
    QVERIFY(limiter.acquire({}, now) == Answer(Refusal{"hour window", start + oneHour}));
}

void TestRateLimiter::refusesWithoutAnInstantWhereOnlyAnAnswerHelps()
{
    RateLimiter limiter({{"window", Kind::window, 2, 10s}, {"at once", Kind::concurrency, 1}});
    use(limiter, 1, start);
    const Ticket second = granted(limiter.acquire({}, start));
    const Answer refused = limiter.acquire({}, start);
    QVERIFY(refused == Answer(Refusal{"at once", std::nullopt}));
    limiter.release(second, start + 1s);
    QVERIFY(limiter.acquire({}, start + 1s) == Answer(Refusal{"window", start + tenSeconds}));
}

void TestRateLimiter::saysNeverWhereACostIsLargerThanTheLimit()
{
    RateLimiter limiter(fiftyAndAThousand(), {Guard{}, 50});
    const Cost cost{"/x", 26};
    QVERIFY(limiter.acquire({&cost, 1}, start) == Answer(Never{"10 s window", 25}));
    QVERIFY(limiter.wouldAcquire({&cost, 1}, start) == Answer(Never{"10 s window", 25}));
    limiter.feedback(base::HoldSignal{1min, base::HoldCause::throttle}, {}, start);
    QVERIFY(std::holds_alternative<Never>(limiter.acquire({&cost, 1}, start)));
}

void TestRateLimiter::chargesAnEndpointOnlyForItsOwnPaths()
{
    RateLimiter limiter(accountAndEndpoint());
    QCOMPARE(use(limiter, 5, start, "/accounts/4711"), 3);
    QCOMPARE(use(limiter, 20, start, "/users/1"), 7);
}

void TestRateLimiter::anEndpointEndsAtASlash()
{
    QVERIFY(limits::covers("", ""));
    QVERIFY(limits::covers("", "/accounts"));
    QVERIFY(limits::covers("/accounts", "/accounts"));
    QVERIFY(limits::covers("/accounts", "/accounts/1"));
    QVERIFY(limits::covers("/accounts/", "/accounts/1"));
    QVERIFY(limits::covers("/accounts", "/accounts?all"));
    QVERIFY(!limits::covers("/accounts", "/accountsettings"));
    QVERIFY(!limits::covers("/accounts", "/account"));
    QVERIFY(!limits::covers("/accounts", ""));
}

void TestRateLimiter::aBatchChargesTheAccountOnceAndTheEndpointForEachItem()
{
    RateLimiter limiter(accountAndEndpoint());
    const std::vector<Cost> batch{{"/batch", 1}, {"/accounts/1", 2}, {"/accounts/2", 1}};
    const Ticket ticket = granted(limiter.acquire(batch, start));
    auto states = limiter.explain(start);
    QCOMPARE(states[0].used, 1);
    QCOMPARE(states[1].used, 3);
    limiter.release(ticket, start);
    QCOMPARE(limiter.explain(start)[1].used, 3);
    const std::vector<Cost> tooLarge{{"/batch", 1}, {"/accounts/1", 4}};
    QVERIFY(limiter.acquire(tooLarge, start) == Answer(Never{"accounts", 3}));
}

void TestRateLimiter::aRequestWithoutPathCountsForTheAccount()
{
    RateLimiter limiter(accountAndEndpoint());
    QVERIFY(granted(limiter.acquire({}, start, limits::Purpose::token)) != Ticket{});
    const auto states = limiter.explain(start);
    QCOMPARE(states[0].used, 1);
    QCOMPARE(states[1].used, 0);
}

void TestRateLimiter::cancellingIsAsIfNothingHadHappened()
{
    Limit paced{"paced", Kind::paced};
    paced.burst = 3;
    paced.every = 1s;
    std::vector<Limit> limits = fiftyAndAThousand();
    limits.push_back(paced);
    limits.push_back({"at once", Kind::concurrency, 2});
    RateLimiter limiter(limits);
    use(limiter, 3, start);
    const auto before = limiter.explain(start + 1500ms);
    const Answer answer = limiter.wouldAcquire({}, start + 1500ms);
    const Ticket ticket = granted(limiter.acquire({}, start + 1500ms));
    QVERIFY(limiter.explain(start + 1500ms) != before);
    QVERIFY(limiter.cancel(ticket));
    QVERIFY(limiter.explain(start + 1500ms) == before);
    QVERIFY(limiter.wouldAcquire({}, start + 1500ms) == answer);
    QCOMPARE(limiter.inFlight(), 0);
}

void TestRateLimiter::aTicketGivenBackTwiceChangesNothing()
{
    RateLimiter limiter(fiftyAndAThousand());
    const Ticket ticket = granted(limiter.acquire({}, start));
    QVERIFY(limiter.release(ticket, start));
    const auto before = limiter.explain(start);
    QVERIFY(!limiter.release(ticket, start));
    QVERIFY(!limiter.cancel(ticket));
    QVERIFY(!limiter.lose(ticket, start, start + 60s));
    QVERIFY(limiter.explain(start) == before);
    const Ticket next = granted(limiter.acquire({}, start)); // at the same place
    QVERIFY(next != ticket);
    QVERIFY(!limiter.cancel(ticket));
    QCOMPARE(limiter.inFlight(), 1);
    QVERIFY(limiter.cancel(next));
}

void TestRateLimiter::aTicketOfSomebodyElseChangesNothing()
{
    RateLimiter limiter(fiftyAndAThousand());
    QVERIFY(!limiter.release(Ticket{}, start));
    QVERIFY(!limiter.release(Ticket{0xFFFFFFFF}, start));
    QVERIFY(!limiter.lose(Ticket{12345}, start, start + 60s));
    QCOMPARE(limiter.explain(start)[0].used, 0);
}

void TestRateLimiter::wouldAcquireTakesNothing()
{
    RateLimiter limiter({{"one", Kind::window, 1, 10s}});
    for (int i = 0; i < 3; ++i)
        QVERIFY(std::holds_alternative<Ticket>(limiter.wouldAcquire({}, start)));
    use(limiter, 1, start);
    // Asking about the future does not move the limiter there.
    QVERIFY(std::holds_alternative<Ticket>(limiter.wouldAcquire({}, start + 1h)));
    QVERIFY(limiter.wouldAcquire({}, start) == Answer(Refusal{"one", start + tenSeconds}));
}

void TestRateLimiter::aClockThatRunsBackwardsStandsStill()
{
    RateLimiter limiter({{"one", Kind::window, 1, 10s}});
    const Ticket ticket = granted(limiter.acquire({}, start));
    limiter.release(ticket, start - 5s);
    QVERIFY(limiter.acquire({}, start - 20s) == Answer(Refusal{"one", start + tenSeconds}));
}

void TestRateLimiter::plansWithoutGuardInWholeBatches()
{
    RateLimiter limiter(fiftyAndAThousand(), {Guard::none(), 100});
    Instant now = start;
    for (const int size : {50, 50, 50, 50, 30}) {
        QCOMPARE(use(limiter, size, now), size);
        if (size == 50)
            QVERIFY(limiter.acquire({}, now) == Answer(Refusal{"10 s window", now + 10s}));
        now += 10s;
    }
}

void TestRateLimiter::recallsAnEarlierRun()
{
    RateLimiter limiter({{"window", Kind::window, 3, 10s}, {"at once", Kind::concurrency, 1}});
    const Cost cost{"/x", 1};
    limiter.recall({&cost, 1}, start - 8s, start - 7s, start);
    limiter.recall({&cost, 1}, start - 3s, start - 2s, start);
    limiter.recall({&cost, 1}, start - 1s, start + 60s, start); // no answer is known
    const auto states = limiter.explain(start);
    QCOMPARE(states[0].used, 3);
    QCOMPARE(states[1].used, 1);
    QVERIFY(limiter.acquire({}, start) == Answer(Refusal{"at once", start + 60s}));
    QCOMPARE(limiter.comeback(0, start, 10, {}).size(), std::size_t(3));
    QCOMPARE(limiter.comeback(0, start, 10, {}).front().at, start - 7s + tenSeconds);
}

void TestRateLimiter::recallsNothingThatIsOver()
{
    RateLimiter limiter({{"window", Kind::window, 3, 10s}});
    limiter.recall({}, start - 1min, start - tenSeconds, start);
    QCOMPARE(limiter.explain(start)[0].used, 0);
    QCOMPARE(use(limiter, 5, start), 3);
}

void TestRateLimiter::closesAllWindowsForTheirLength()
{
    RateLimiter limiter(fiftyAndAThousand());
    limiter.closeAll(start);
    QVERIFY(limiter.acquire({}, start) == Answer(Refusal{"hour window", start + oneHour}));
    QCOMPARE(limiter.explain(start)[0].nextSlot, std::optional(start + tenSeconds));
    QCOMPARE(use(limiter, 60, start + oneHour), 50);
}

void TestRateLimiter::chargesOthersToTheDayOnly()
{
    RateLimiter limiter({{"window", Kind::window, 10, 10s}, {"day", Kind::daily, 100}});
    limiter.chargeOthers(97, start);
    QCOMPARE(limiter.explain(start)[0].used, 0);
    QCOMPARE(limiter.explain(start)[1].used, 97);
    QCOMPARE(use(limiter, 10, start), 3);
    const Answer refused = limiter.acquire({}, start);
    QVERIFY(refused == Answer(Refusal{"day", start + 25h + 45s + 1s}));
    limiter.chargeOthers(1'000'000, start);
    QVERIFY(limiter.acquire({}, start + 1s) == refused);

    RateLimiter later({{"day", Kind::daily, 100}});
    later.recall({}, start + 1min, start + 1min, start + 20h);
    later.chargeOthers(60, start); // as told 20 h ago
    QCOMPARE(later.explain(start + 25h + 46s - 1ns)[0].used, 61);
    QCOMPARE(later.explain(start + 25h + 46s)[0].used, 1);
}

void TestRateLimiter::aForecastTakesEverythingUnderWayAsAnswered()
{
    RateLimiter limiter({{"window", Kind::window, 3, 10s}, {"at once", Kind::concurrency, 2}});
    const Ticket first = granted(limiter.acquire({}, start));
    granted(limiter.acquire({}, start));
    RateLimiter copy = limiter;
    copy.landAll(start + 1s);
    QCOMPARE(copy.inFlight(), 0);
    QCOMPARE(copy.explain(start + 1s)[1].used, 0);
    QCOMPARE(copy.comeback(0, start + 1s, 10, {}).front().at, start + 1s + tenSeconds);
    QVERIFY(granted(copy.acquire({}, start + 1s)) != Ticket{});
    QVERIFY(!copy.release(first, start + 1s));
    QCOMPARE(limiter.inFlight(), 2);
}

void TestRateLimiter::keepsAReserveForOthers()
{
    Limit day{"day", Kind::daily, 100};
    day.reserve = 40;
    RateLimiter limiter({day}, {Guard{}, 50});
    QCOMPARE(use(limiter, 100, start), 30);
}

void TestRateLimiter::aConcurrencyToldByTheVendorHoldsWithoutADeclaredOne()
{
    RateLimiter limiter(fiftyAndAThousand());
    const Ticket first = granted(limiter.acquire({}, start));
    const Ticket second = granted(limiter.acquire({}, start));
    limiter.feedback(base::ConcurrencySignal{2}, "/x", start);
    const Answer refused = limiter.acquire({}, start);
    QVERIFY(std::holds_alternative<Refusal>(refused));
    QVERIFY(!std::get<Refusal>(refused).until);
    QVERIFY(limiter.explain(start).back().isLearned);
    QCOMPARE(limiter.explain(start).back().allowed, 2);
    limiter.release(first, start);
    const Ticket third = granted(limiter.acquire({}, start));
    QVERIFY(third != Ticket{});
    limiter.feedback(base::ConcurrencySignal{1}, "/x", start);
    limiter.release(second, start);
    QVERIFY(granted(limiter.acquire({}, start)) == Ticket{});
    limiter.release(third, start);
    QVERIFY(granted(limiter.acquire({}, start)) != Ticket{});
}

void TestRateLimiter::aCountToldByTheVendorIsTakenOver()
{
    RateLimiter limiter(fiftyAndAThousand());
    use(limiter, 10, start);
    limiter.feedback(base::QuotaSignal{1000, 990, 0s}, "/x", start);
    QCOMPARE(limiter.explain(start)[1].used, 10);
    limiter.feedback(base::QuotaSignal{1000, 5, 100s}, "/x", start);
    QCOMPARE(limiter.explain(start)[1].used, 995);
    limiter.feedback(base::QuotaSignal{1000, 5, 100s}, "/x", start); // not twice
    QCOMPARE(limiter.explain(start)[1].used, 995);
    QCOMPARE(use(limiter, 60, start), 5);
    QVERIFY(limiter.acquire({}, start) == Answer(Refusal{"hour window", start + 101s}));
    limiter.feedback(base::QuotaSignal{77, 0, 100s}, "/x", start); // no window of ours
    QVERIFY(limiter.acquire({}, start) == Answer(Refusal{"hour window", start + 101s}));
}

void TestRateLimiter::explainsEveryRule()
{
    RateLimiter limiter(fiftyAndAThousand(), {Guard{}, 10});
    use(limiter, 4, start);
    const Ticket ticket = granted(limiter.acquire({}, start + 1s));
    const auto states = limiter.explain(start + 1s);
    QCOMPARE(states.size(), std::size_t(2));
    QCOMPARE(states[0].name, std::string("10 s window"));
    QCOMPARE(states[0].max, 50);
    QCOMPARE(states[0].allowed, 5);
    QCOMPARE(states[0].used, 5);
    QCOMPARE(states[0].inFlight, 1);
    QCOMPARE(states[0].per, Duration(10s));
    QCOMPARE(states[0].nextSlot, std::optional(start + tenSeconds));
    QCOMPARE(states[1].allowed, 100);
    QCOMPARE(states[1].nextSlot, std::nullopt); // room now
    limiter.cancel(ticket);
    QCOMPARE(limiter.explain(start + 1s)[0].nextSlot, std::nullopt);
}

void TestRateLimiter::listsWhenSlotsComeBack()
{
    RateLimiter limiter({{"window", Kind::window, 10, 10s}});
    for (int i = 0; i < 6; ++i)
        use(limiter, 1, start + i * 100ms);
    const auto exact = limiter.comeback(0, start + 1s, 100, {});
    QCOMPARE(exact.size(), std::size_t(6));
    const auto merged = limiter.comeback(0, start + 1s, 100, 250ms);
    QCOMPARE(merged.size(), std::size_t(2));
    QVERIFY(merged[0] == (limits::Comeback{start + 200ms + tenSeconds, 3}));
    QVERIFY(merged[1] == (limits::Comeback{start + 500ms + tenSeconds, 3}));
    QCOMPARE(limiter.comeback(0, start + 1s, 1, 250ms).size(), std::size_t(1));
    QVERIFY(limiter.comeback(7, start + 1s, 1, {}).empty());
}

void TestRateLimiter::remembersAsLongAsItsLongestRule()
{
    QCOMPARE(RateLimiter(fiftyAndAThousand()).longestWindow(), oneHour);
    QCOMPARE(RateLimiter().longestWindow(), Duration{});
}

void TestRateLimiter::aCopyGoesItsOwnWay()
{
    RateLimiter limiter(fiftyAndAThousand());
    use(limiter, 20, start);
    RateLimiter copy = limiter;
    QCOMPARE(use(copy, 60, start), 30);
    QCOMPARE(use(limiter, 60, start), 30);
}

QTEST_APPLESS_MAIN(TestRateLimiter)
#include "tst_ratelimiter.moc"
