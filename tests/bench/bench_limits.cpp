// What one decision of the limiter costs: four rules, windows of 1,000 and 100,000 kept full.
#include "limits/ratelimiter.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <deque>

using namespace std::chrono_literals;
using limits::Cost;
using limits::Duration;
using limits::Instant;
using limits::Kind;
using limits::Limit;
using limits::RateLimiter;

namespace {

constexpr Instant start{1h};
constexpr int rounds = 1'000'000;
constexpr Duration beat = 36ms; // 100,000 an hour and 1,000 in 36 s: both windows stay full

std::vector<Limit> fourRules()
{
    Limit hour{"hour window", Kind::window, 100'000, 1h};
    Limit half{"36 s window", Kind::window, 1'000, 36s};
    Limit pace{"pace", Kind::paced};
    pace.burst = 1'000;
    pace.every = 30ms;
    Limit places{"at once", Kind::concurrency, 16};
    return {half, hour, pace, places};
}

/// The least that could be called a limiter: two queues of instants, no tickets, nothing under way, no
/// reasons.
struct Baseline {
    std::deque<Instant> shorter;
    std::deque<Instant> longer;
    bool acquire(Instant now)
    {
        while (!shorter.empty() && shorter.front() + 36s <= now)
            shorter.pop_front();
        while (!longer.empty() && longer.front() + 1h <= now)
            longer.pop_front();
        if (shorter.size() >= 1'000 || longer.size() >= 100'000)
            return false;
        shorter.push_back(now);
        longer.push_back(now);
        return true;
    }
};

/// The median of a hundred runs: what else the machine does falls out.
template <class Step>
double nanoseconds(Step step)
{
    constexpr int runs = 100;
    std::array<double, runs> each{};
    for (double& per : each) {
        const auto begin = std::chrono::steady_clock::now();
        for (int i = 0; i < rounds / runs; ++i)
            step(i);
        const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - begin;
        per = took.count() * runs / rounds;
    }
    std::ranges::nth_element(each, each.begin() + runs / 2);
    return each[runs / 2];
}

} // namespace

int main()
{
    const std::vector<Cost> costs{{"/accounts/4711", 1}};
    std::int64_t granted = 0;

    RateLimiter limiter(fourRules());
    Instant now = start;
    const auto grant = [&](int) {
        now += beat;
        const limits::Answer answer = limiter.acquire(costs, now);
        if (const auto* ticket = std::get_if<limits::Ticket>(&answer)) {
            limiter.release(*ticket, now);
            ++granted;
        }
    };
    nanoseconds(grant); // fills the windows
    granted = 0;
    const double perGrant = nanoseconds(grant);
    const auto states = limiter.explain(now);
    std::printf("windows hold %lld of %lld and %lld of %lld\n", static_cast<long long>(states[0].used),
                static_cast<long long>(states[0].allowed), static_cast<long long>(states[1].used),
                static_cast<long long>(states[1].allowed));
    std::printf("acquire and release:  %6.1f ns (%lld of %d granted)\n", perGrant,
                static_cast<long long>(granted), rounds);

    while (std::holds_alternative<limits::Ticket>(limiter.acquire(costs, now))) {
    }
    std::int64_t refused = 0;
    const double perRefusal = nanoseconds([&](int) {
        const limits::Answer answer = limiter.acquire(costs, now);
        refused += std::holds_alternative<limits::Refusal>(answer) ? 1 : 0;
    });
    std::printf("refusal:              %6.1f ns (%lld)\n", perRefusal, static_cast<long long>(refused));

    std::vector<Limit> scoped = fourRules();
    scoped[0].scope = "/accounts";
    limiter = RateLimiter(scoped);
    now = start;
    nanoseconds(grant);
    std::printf("with an endpoint:     %6.1f ns\n", nanoseconds(grant));

    Baseline baseline;
    now = start;
    std::int64_t counted = 0;
    const auto plain = [&](int) {
        now += beat;
        counted += baseline.acquire(now) ? 1 : 0;
    };
    nanoseconds(plain);
    const double perPlain = nanoseconds(plain);
    std::printf("two plain queues:     %6.1f ns, ratio %.1f (%lld)\n", perPlain, perGrant / perPlain,
                static_cast<long long>(counted));

    const auto begin = std::chrono::steady_clock::now();
    RateLimiter copy = limiter;
    const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - begin;
    std::printf("copying it, full:     %6.1f us (%lld in flight)\n", took.count(),
                static_cast<long long>(copy.inFlight()));
    return 0;
}
