#include "schedule.h"
#include "share.h"

#include "limits/ratelimiter.h"

#include <QTest>

#include <algorithm>
#include <deque>
#include <map>

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

schedule::Limiter facing(RateLimiter& limiter)
{
    return {[&](std::span<const Cost> costs, Instant now) { return limiter.acquire(costs, now); },
            [&](Ticket ticket, Instant now) { limiter.release(ticket, now); },
            [&](Ticket ticket) { limiter.cancel(ticket); },
            [&](Ticket ticket, Instant now, Instant until) { limiter.lose(ticket, now, until); }};
}

/// What one would write first: a log of the instants of sending, and nothing about what is under way.
class StampsAtSend {
public:
    explicit StampsAtSend(std::vector<Limit> limits) : m_limits(std::move(limits)), m_sent(m_limits.size()) {}

    Answer acquire(std::span<const Cost> costs, Instant now)
    {
        for (std::size_t i = 0; i < m_limits.size(); ++i) {
            std::deque<Instant>& sent = m_sent[i];
            const Duration length = limits::guardedLength(m_limits[i], Guard{});
            while (!sent.empty() && sent.front() + length <= now)
                sent.pop_front();
            if (std::ssize(sent) + costs[0].count > m_limits[i].max)
                return sent.empty() ? Answer(Never{})
                                    : Answer(Refusal{m_limits[i].name, sent.front() + length});
        }
        for (std::deque<Instant>& sent : m_sent)
            sent.insert(sent.end(), static_cast<std::size_t>(costs[0].count), now);
        return Ticket{1};
    }

private:
    std::vector<Limit> m_limits;
    std::vector<std::deque<Instant>> m_sent;
};

/// A vendor that has only windows, on the whole account.
schedule::Vendor windowsOnly(base::Random& random)
{
    schedule::Vendor vendor = schedule::anyVendor(random);
    for (Limit& limit : vendor.limits) {
        limit.scope.clear();
        if (limit.kind == Kind::window)
            continue;
        limit.kind = Kind::window;
        limit.max = random.between(1, 20);
        limit.per = Duration(random.between(50'000'000, 20'000'000'000));
    }
    return vendor;
}

/// A limiter in the middle of its day: things under way, lost, answered, perhaps a hold.
RateLimiter inMidDay(base::Random& random, Instant& now)
{
    const schedule::Vendor vendor = schedule::anyVendor(random);
    RateLimiter limiter(vendor.limits, {Guard{}, static_cast<int>(random.between(1, 100))});
    std::vector<Ticket> out;
    now = Instant{Duration(random.between(0, 1'000'000'000'000))};
    const std::int64_t steps = random.between(0, 60);
    for (std::int64_t i = 0; i < steps; ++i) {
        const std::vector<Cost> costs{{random.between(0, 1) == 0 ? "/a/1" : "/b", random.between(1, 2)}};
        const Answer answer = limiter.acquire(costs, now);
        if (const Ticket* ticket = std::get_if<Ticket>(&answer))
            out.push_back(*ticket);
        else if (const Refusal* refusal = std::get_if<Refusal>(&answer); refusal && refusal->until)
            now = *refusal->until;
        if (!out.empty() && random.between(0, 2) != 0) {
            const auto place = static_cast<std::size_t>(random.between(0, std::ssize(out) - 1));
            if (random.between(0, 4) == 0)
                limiter.lose(out[place], now, now + Duration(random.between(0, 90'000'000'000)));
            else
                limiter.release(out[place], now);
            out.erase(out.begin() + static_cast<std::ptrdiff_t>(place));
        }
        now += Duration(random.between(0, 400'000'000));
    }
    if (random.between(0, 5) == 0) {
        limiter.feedback(
            base::HoldSignal{Duration(random.between(0, 30'000'000'000)), base::HoldCause::throttle}, {},
            now);
    }
    if (random.between(0, 5) == 0)
        limiter.feedback(base::ConcurrencySignal{static_cast<int>(random.between(1, 5))}, {}, now);
    if (random.between(0, 5) == 0) {
        const int limit = static_cast<int>(random.between(1, 20));
        limiter.feedback(base::QuotaSignal{limit, static_cast<int>(random.between(0, limit)),
                                           std::chrono::seconds(random.between(0, 60))},
                         {}, now);
    }
    if (random.between(0, 9) == 0)
        setShare(limiter, static_cast<int>(random.between(1, 100)), now);
    return limiter;
}

} // namespace

class TestPromise : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void noVendorEverCountsMoreThanItsLimit();
    void norWhenTheProgramIsRestartedInBetween();
    void norWhenShareAndLimitsChangeInBetween();
    void theRecountCatchesALimiterThatStampsAtSending();
    void theRecountCatchesALimiterWithoutGuard();
    void theRecountCatchesLostRequestsThatAreForgotten();
    void refusesUntilExactlyThePromisedInstantAndGrantsAtIt();
    void grantsAndRefusesAsAPlainCountWould();
    void windowsLetThroughAllThatTheyCan();
    void aSteadyPaceLosesNothingToRoundTrips();
};

void TestPromise::noVendorEverCountsMoreThanItsLimit()
{
    for (std::uint64_t seed = 1; seed <= 5000; ++seed) {
        base::Random random(seed);
        const schedule::Vendor vendor = schedule::anyVendor(random);
        RateLimiter limiter(vendor.limits);
        const schedule::Day day = schedule::play(facing(limiter), vendor, random, {});
        QVERIFY2(day.problem.empty(), qPrintable(QString("seed %1: %2").arg(seed).arg(day.problem.c_str())));
        const auto found = schedule::recounted(vendor, day);
        QVERIFY2(!found, qPrintable(QString("seed %1: %2").arg(seed).arg(found.value_or("").c_str())));
    }
}

void TestPromise::norWhenTheProgramIsRestartedInBetween()
{
    for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
        base::Random random(seed * 7919);
        const schedule::Vendor vendor = schedule::anyVendor(random);
        RateLimiter limiter(vendor.limits);
        base::Random restarts(seed);
        schedule::Habits habits;
        // The client numbers its tickets itself: those of an earlier run mean nothing to the new limiter.
        // What was under way then is recalled as unanswered, until the latest moment at which it may be
        // counted.
        std::map<std::uint32_t, Ticket> issued;
        std::uint32_t number = 0;
        schedule::Limiter front = facing(limiter);
        front.acquire = [&](std::span<const Cost> costs, Instant now) {
            Answer answer = limiter.acquire(costs, now);
            if (Ticket* ticket = std::get_if<Ticket>(&answer)) {
                issued[++number] = *ticket;
                ticket->id = number;
            }
            return answer;
        };
        front.cancel = [&](Ticket ticket) { limiter.cancel(issued.at(ticket.id)); };
        front.release = [&](Ticket ticket, Instant now) {
            if (const auto found = issued.find(ticket.id); found != issued.end())
                limiter.release(found->second, now);
        };
        front.lose = [&](Ticket ticket, Instant now, Instant until) {
            if (const auto found = issued.find(ticket.id); found != issued.end())
                limiter.lose(found->second, now, until);
        };
        bool isRestarted = false;
        habits.between = [&](Instant now, const std::vector<schedule::Sent>& sent) {
            if (isRestarted || sent.size() < 20 || restarts.between(0, 9) != 0)
                return;
            isRestarted = true;
            issued.clear();
            limiter = RateLimiter(vendor.limits);
            std::vector<schedule::Sent> ledger = sent;
            std::ranges::sort(ledger, {}, &schedule::Sent::latest);
            for (const schedule::Sent& entry : ledger)
                limiter.recall(entry.costs, entry.sent, entry.latest, now);
        };
        const schedule::Day day = schedule::play(front, vendor, random, habits);
        QVERIFY2(day.problem.empty(), qPrintable(QString("seed %1: %2").arg(seed).arg(day.problem.c_str())));
        const auto found = schedule::recounted(vendor, day);
        QVERIFY2(!found, qPrintable(QString("seed %1: %2").arg(seed).arg(found.value_or("").c_str())));
    }
}

void TestPromise::norWhenShareAndLimitsChangeInBetween()
{
    for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
        base::Random random(seed * 104729);
        const schedule::Vendor vendor = schedule::anyVendor(random);
        RateLimiter limiter(vendor.limits);
        base::Random changes(seed);
        schedule::Habits habits;
        habits.between = [&](Instant now, const std::vector<schedule::Sent>&) {
            switch (changes.between(0, 30)) {
            case 0:
                setShare(limiter, static_cast<int>(changes.between(1, 100)), now);
                break;
            case 1: { // tighter than the vendor, in another order
                std::vector<Limit> tighter = vendor.limits;
                for (Limit& limit : tighter) {
                    limit.max = changes.between(std::min<std::int64_t>(2, limit.max), limit.max);
                    limit.burst = changes.between(std::min<std::int64_t>(2, limit.burst), limit.burst);
                    if (limit.kind == Kind::paced)
                        limit.every += Duration(changes.between(0, 1'000'000'000));
                    if (limit.kind == Kind::window)
                        limit.per += Duration(changes.between(0, 5'000'000'000));
                }
                std::ranges::reverse(tighter);
                limiter.reconfigure(tighter, limiter.options(), now);
                break;
            }
            case 2:
                limiter.reconfigure(vendor.limits, {Guard{}, 100}, now);
                break;
            default:
                break;
            }
        };
        const schedule::Day day = schedule::play(facing(limiter), vendor, random, habits);
        QVERIFY2(day.problem.empty(), qPrintable(QString("seed %1: %2").arg(seed).arg(day.problem.c_str())));
        const auto found = schedule::recounted(vendor, day);
        QVERIFY2(!found, qPrintable(QString("seed %1: %2").arg(seed).arg(found.value_or("").c_str())));
    }
}

void TestPromise::theRecountCatchesALimiterThatStampsAtSending()
{
    int caught = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        base::Random random(seed);
        const schedule::Vendor vendor = windowsOnly(random);
        StampsAtSend naive(vendor.limits);
        const schedule::Limiter front{
            [&](std::span<const Cost> costs, Instant now) { return naive.acquire(costs, now); },
            [](Ticket, Instant) {}, [](Ticket) {}, [](Ticket, Instant, Instant) {}};
        const schedule::Day day = schedule::play(front, vendor, random, {});
        caught += schedule::recounted(vendor, day) ? 1 : 0;
    }
    QVERIFY2(caught > 100, qPrintable(QString("only %1 of 200 were caught").arg(caught)));
}

void TestPromise::theRecountCatchesALimiterWithoutGuard()
{
    int caught = 0;
    for (std::uint64_t seed = 1; seed <= 500; ++seed) {
        base::Random random(seed);
        const schedule::Vendor vendor = windowsOnly(random);
        RateLimiter limiter(vendor.limits, {Guard::none(), 100});
        const schedule::Day day = schedule::play(facing(limiter), vendor, random, {});
        caught += schedule::recounted(vendor, day) ? 1 : 0;
    }
    QVERIFY2(caught > 20, qPrintable(QString("only %1 of 500 were caught").arg(caught)));
}

void TestPromise::theRecountCatchesLostRequestsThatAreForgotten()
{
    int caught = 0;
    for (std::uint64_t seed = 1; seed <= 500; ++seed) {
        base::Random random(seed);
        const schedule::Vendor vendor = schedule::anyVendor(random);
        RateLimiter limiter(vendor.limits);
        schedule::Limiter front = facing(limiter);
        front.lose = [&](Ticket ticket, Instant now, Instant) { limiter.release(ticket, now); };
        const schedule::Day day = schedule::play(front, vendor, random, {});
        caught += schedule::recounted(vendor, day) ? 1 : 0;
    }
    QVERIFY2(caught > 20, qPrintable(QString("only %1 of 500 were caught").arg(caught)));
}

void TestPromise::refusesUntilExactlyThePromisedInstantAndGrantsAtIt()
{
    int refused = 0;
    for (std::uint64_t seed = 1; seed <= 6000; ++seed) {
        base::Random random(seed);
        Instant now;
        const RateLimiter limiter = inMidDay(random, now);
        const std::vector<Cost> costs{{random.between(0, 1) == 0 ? "/a/1" : "/b", random.between(1, 3)}};
        const Answer answer = limiter.wouldAcquire(costs, now);
        RateLimiter copy = limiter;
        const Answer taken = copy.acquire(costs, now);
        QCOMPARE(taken.index(), answer.index());
        const Refusal* refusal = std::get_if<Refusal>(&answer);
        if (!refusal)
            continue;
        ++refused;
        QVERIFY(std::get<Refusal>(taken) == *refusal);
        if (!refusal->until) {
            QVERIFY(limiter.wouldAcquire(costs, now + std::chrono::years(20)) == answer);
            continue;
        }
        const Instant until = *refusal->until;
        QVERIFY(until > now);
        for (int i = 0; i < 4; ++i) {
            const Instant between{Duration(random.between(now.time_since_epoch().count(),
                                                          (until - Duration(1)).time_since_epoch().count()))};
            RateLimiter asked = limiter;
            QVERIFY2(asked.acquire(costs, between) == answer, qPrintable(QString("seed %1").arg(seed)));
        }
        RateLimiter justBefore = limiter;
        QVERIFY2(justBefore.acquire(costs, until - Duration(1)) == answer,
                 qPrintable(QString("seed %1").arg(seed)));
        QVERIFY2(std::holds_alternative<Ticket>(justBefore.acquire(costs, until)),
                 qPrintable(QString("seed %1").arg(seed)));
    }
    QVERIFY2(refused > 1000, qPrintable(QString::number(refused)));
}

void TestPromise::grantsAndRefusesAsAPlainCountWould()
{
    struct Taken {
        Ticket ticket;
        Instant freeAt;      // of the window
        Instant placeFreeAt; // of the concurrency
    };
    for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
        base::Random random(seed);
        Limit window{"window", Kind::window, random.between(1, 12),
                     Duration(random.between(100, 3000)) * 1'000'000};
        Limit places{"places", Kind::concurrency, random.between(1, 6)};
        RateLimiter limiter({window, places});
        const Duration length = limits::guardedLength(window, Guard{});
        std::vector<Taken> all;
        Instant now{1h};
        for (int step = 0; step < 200; ++step) {
            now += Duration(random.between(0, 150'000'000));
            const std::vector<Cost> costs{{"/x", 1}};
            const bool isFree =
                std::ranges::count_if(all, [&](const Taken& t) { return t.freeAt > now; }) < window.max
                && std::ranges::count_if(
                       all, [&](const Taken& t) { return t.placeFreeAt > now; })
                       < places.max;
            const Answer answer = limiter.acquire(costs, now);
            QCOMPARE(std::holds_alternative<Ticket>(answer), isFree);
            if (const Ticket* ticket = std::get_if<Ticket>(&answer))
                all.push_back({*ticket, Instant::max(), Instant::max()});
            std::vector<Taken*> flying;
            for (Taken& taken : all) {
                if (taken.freeAt == Instant::max())
                    flying.push_back(&taken);
            }
            if (flying.empty() || random.between(0, 2) == 0)
                continue;
            Taken& ended = *flying[static_cast<std::size_t>(random.between(0, std::ssize(flying) - 1))];
            const Instant until = now + Duration(random.between(0, 2'000'000'000));
            switch (random.between(0, 4)) {
            case 0:
                limiter.cancel(ended.ticket);
                ended.freeAt = ended.placeFreeAt = now;
                break;
            case 1:
                limiter.lose(ended.ticket, now, until);
                ended.freeAt = until + length;
                ended.placeFreeAt = until;
                break;
            default:
                limiter.release(ended.ticket, now);
                ended.freeAt = now + length;
                ended.placeFreeAt = now;
            }
        }
    }
}

void TestPromise::windowsLetThroughAllThatTheyCan()
{
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        base::Random random(seed);
        const Limit limit{"window", Kind::window, random.between(1, 30),
                          Duration(random.between(100, 20000)) * 1'000'000};
        RateLimiter limiter({limit});
        const Instant start{1h};
        Instant now = start;
        const std::int64_t wanted = random.between(1, 200);
        for (std::int64_t sent = 0; sent < wanted;) {
            const Answer answer = limiter.acquire({}, now);
            if (const Ticket* ticket = std::get_if<Ticket>(&answer)) {
                limiter.release(*ticket, now);
                ++sent;
            } else {
                now = std::get<Refusal>(answer).until.value();
            }
        }
        const std::int64_t waits = (wanted - 1) / limit.max;
        QCOMPARE(now - start, waits * limits::guardedLength(limit, Guard{}));
        // What the guard costs: 500 millionths and 5 ms of each window.
        QVERIFY(now - start <= waits * (limit.per + limit.per / 2000 + 5ms + 1ns));
    }
}

void TestPromise::aSteadyPaceLosesNothingToRoundTrips()
{
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        base::Random random(seed);
        Limit limit{"paced", Kind::paced};
        limit.burst = random.between(2, 20);
        limit.every = Duration(random.between(10, 3000)) * 1'000'000;
        RateLimiter limiter({limit});
        const Duration distance = Guard{}.stretched(limit.every);
        const Duration roundTrip = Duration(random.between(0, (distance * (limit.burst - 1) - 5ms).count()));
        const Instant start{1h};
        Instant now = start;
        std::deque<std::pair<Instant, Ticket>> flying;
        const std::int64_t wanted = limit.burst + random.between(1, 100);
        for (std::int64_t sent = 0; sent < wanted;) {
            while (!flying.empty() && flying.front().first <= now) {
                limiter.release(flying.front().second, flying.front().first);
                flying.pop_front();
            }
            const Answer answer = limiter.acquire({}, now);
            if (const Ticket* ticket = std::get_if<Ticket>(&answer)) {
                flying.emplace_back(now + roundTrip, *ticket);
                ++sent;
            } else {
                Instant next = std::get<Refusal>(answer).until.value_or(Instant::max());
                if (!flying.empty())
                    next = std::min(next, flying.front().first);
                now = next;
            }
        }
        // One round trip and the granularity at the start; after that exactly one request in each distance.
        const Duration took = now - start;
        QVERIFY2(took <= (wanted - limit.burst) * distance + roundTrip + 5ms,
                 qPrintable(QString("seed %1: %2 ns more")
                                .arg(seed)
                                .arg((took - (wanted - limit.burst) * distance).count())));
        QVERIFY(took >= (wanted - limit.burst) * distance);
    }
}

QTEST_APPLESS_MAIN(TestPromise)
#include "tst_promise.moc"
