#include "scenarios/theory.h"

#include <algorithm>

namespace scenarios {

using namespace std::chrono_literals;

namespace {

/// One request after the other: each leaves as soon as the limits and the number in flight let it.
/// `lag` is what a slot waits beyond the vendor's window: its answer's way, and the guards.
Duration lastOf(const Plan& plan, std::int64_t requests, int inFlight, Duration roundTrip, bool isGuarded)
{
    std::vector<Duration> at(static_cast<std::size_t>(std::max<std::int64_t>(requests, 1)));
    const auto stretched = [&](Duration d) { return isGuarded ? d + d / 1000 : d; };
    for (std::size_t k = 0; k < at.size(); ++k) {
        Duration earliest = k == 0 ? Duration{} : at[k - 1];
        const auto after = [&](std::int64_t places, Duration distance) {
            if (std::ssize(at) > places && std::int64_t(k) >= places)
                earliest = std::max(earliest, at[k - static_cast<std::size_t>(places)] + distance);
        };
        after(inFlight, roundTrip);
        for (const limits::Limit& limit : plan.stated) {
            const auto allowed = [&](std::int64_t max) {
                return std::max<std::int64_t>(1, max * plan.options.sharePercent / 100);
            };
            switch (limit.kind) {
            case limits::Kind::window:
                after(allowed(limit.max),
                      stretched(limit.per) + roundTrip + (isGuarded ? (limit.per < 60s ? 5ms : 1s) : 0s));
                break;
            case limits::Kind::daily:
                after(allowed(limit.max), isGuarded ? stretched(25h) + roundTrip + 1s : 24h);
                break;
            case limits::Kind::paced: {
                // A whole burst at once, then one every so often: what left `burst` ago lies that far back.
                const Duration every =
                    isGuarded ? stretched(limit.every) * 100 / plan.options.sharePercent : limit.every;
                const auto burst = isGuarded ? allowed(limit.burst) : limit.burst;
                const Duration lag = isGuarded ? roundTrip + 10ms : Duration{};
                if (std::int64_t(k) >= burst)
                    earliest = std::max(earliest, every * (std::int64_t(k) - burst + 1));
                if (isGuarded)
                    after(burst, lag + every);
                break;
            }
            case limits::Kind::concurrency:
                // How many a vague vendor bears is found out, one more after each clean while.
                after(plan.isLearned ? 1 : allowed(limit.max), roundTrip);
                break;
            }
        }
        at[k] = earliest;
    }
    return at.back();
}

} // namespace

Theory theoryOf(const Plan& plan)
{
    const int batch = std::max(1, plan.options.batch);
    const Duration roundTrip = plan.network.rttHigh + plan.vendorOptions.serviceHigh;
    // The item's own limit counts every part of a batch; a sign-in is one call more where there is one.
    const std::int64_t requests = plan.ids + (plan.vendor == QLatin1String("kameleoon") ? 1 : 0);
    Theory theory;
    theory.least = lastOf(plan, plan.ids, 1 << 20, {}, false);
    theory.most = lastOf(plan, requests, plan.inFlight * batch, roundTrip, true) + 3 * roundTrip;
    theory.roundTrips = theory.most - lastOf(plan, requests, 1 << 20, {}, true);
    return theory;
}

Duration atMost(const Plan& plan)
{
    return theoryOf(plan).most;
}

} // namespace scenarios
