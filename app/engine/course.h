#pragma once

#include "engine/options.h"
#include "jobs/scheduler.h"
#include "limits/ratelimiter.h"
#include "vendors/profile.h"

/// From a profile and the operator's choices to what scheduler and limiter are made of. Pure.
namespace engine {

/// `profile` is already scaled (see vendors::scaled).
jobs::Course courseOf(const vendors::Profile& profile, const vendors::Operation& operation,
                      const Options& options, bool canRenewToken);

/// What the call that checks the sign-in takes of the limits; the profile has one.
std::vector<limits::Cost> checkCostsOf(const vendors::Profile& profile);
/// What a look at one item takes; the operation has a look-up.
std::vector<limits::Cost> lookupCostsOf(const vendors::Operation& operation);

/// The limiter's options; nominal: without guard bands.
limits::RateLimiter::Options limiterOptions(const Options& options, bool isNominal);

/// The least distance between two requests: where the job is spread evenly, every limit is kept by it alone;
/// otherwise none.
base::Duration spacingOf(const std::vector<limits::Limit>& limits, const Options& options);

} // namespace engine
