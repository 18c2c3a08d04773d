#pragma once

#include "limits/ratelimiter.h"

/// The same limits with another share of them.
inline void setShare(limits::RateLimiter& limiter, int percent, limits::Instant now)
{
    limits::RateLimiter::Options options = limiter.options();
    options.sharePercent = percent;
    limiter.reconfigure(std::vector(limiter.limits()), options, now);
}
