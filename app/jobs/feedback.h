#pragma once

#include "base/outcome.h"
#include "limits/ratelimiter.h"

#include <span>

namespace jobs {

/// True when a limit refused the call, or a part of it.
bool isThrottled(const base::Reading& reading);

/// One answered call, as the limiter has to hear of it.
struct AnsweredCall {
    std::span<const limits::Cost> costs; ///< a batch is charged at its own path and at its items'
    base::Instant sent{}, at{};
    base::Duration backoff{}; ///< silence after a refusal that says nothing about the wait
    bool isLast = false;      ///< nothing else is under way whose end would make room
};

/// Tells the limiter what the answer says about the quota. After the release of its ticket.
void feedBack(limits::RateLimiter& limiter, const base::Reading& reading, const AnsweredCall& call);

} // namespace jobs
