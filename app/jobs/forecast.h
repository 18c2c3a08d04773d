#pragma once

#include "jobs/scheduler.h"

#include <functional>

namespace jobs {

/// A run of requests without a wait between them.
struct Batch {
    std::uint32_t requests = 0;
    Duration startsAfter{};
    std::string waitRule; ///< what the next batch waits for; empty: nothing more
};

/// The job by its own scheduler against instant answers, from now on.
struct Forecast {
    std::vector<Batch> batches;
    Duration finishAfter{};
    Duration longestWait{};
    std::string bindingRule; ///< that takes most of the waiting; empty: none
    bool isNever = false;    ///< nothing can ever be sent: a limit cannot hold one request
};

/// `limiter` is a copy: the present state of the account (or a fresh one). `mayGoOn` is asked now and then
/// and ends a forecast that nobody waits for any more. Pure; 1,000,000 items take under a second.
Forecast forecast(Course course, std::uint32_t itemCount, limits::RateLimiter limiter, Instant now,
                  const std::function<bool()>& mayGoOn = {});

} // namespace jobs
