#pragma once

#include "support/workshop.h"

#include <chrono>

/// What the tests of the four vendors have in common: the time scale of the strict servers, and a measure.
namespace bench {

using namespace std::chrono_literals;
using support::Workshop;

constexpr double timeScale = 5;

inline Workshop::Setup setupOf(const char* profile, const char* operation = "", bool isScaled = true)
{
    Workshop::Setup setup;
    setup.profile = QString::fromLatin1(profile);
    setup.operation = QString::fromLatin1(operation);
    setup.vendor.timeScale = isScaled ? timeScale : 1;
    return setup;
}

inline engine::Options scaled()
{
    engine::Options options;
    options.timeScale = timeScale;
    return options;
}

/// From the first arrival to the last.
inline base::Duration makespan(const Workshop& shop, std::size_t from = 0)
{
    return shop.arrivals().back().at - shop.arrivals().at(from).at;
}

/// The share of `ideal` in what it took.
inline double efficiency(const Workshop& shop, base::Duration ideal, std::size_t from = 0)
{
    const base::Duration took = makespan(shop, from);
    return double(ideal.count()) / double(std::max(took, base::Duration(1)).count());
}

/// Makes a job of `count` ids, starts it and waits for its end.
inline engine::JobId runJob(Workshop& shop, int count, const engine::Options& options,
                            base::Duration most = 2h)
{
    const engine::JobId job = shop.newJob(count, options);
    shop.approve(job, count);
    return shop.runUntilStill(job, most) ? job : 0;
}

/// Requests on the wire equal attempts stored.
inline bool isEveryRequestStored(const Workshop& shop, engine::JobId job)
{
    return static_cast<std::int64_t>(shop.arrivals().size()) == shop.job(job).requests;
}

} // namespace bench
