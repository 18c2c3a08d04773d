#pragma once

#include "scenarios/plan.h"

namespace scenarios {

/// When the nth request can leave at the earliest, and how long a whole job may take, computed from the
/// vendor's numbers alone: no limiter, no scheduler.
struct Theory {
    Duration least{};      ///< from the first request to the last, at a vendor of no distance
    Duration roundTrips{}; ///< what of `most` is due to the distance of the vendor
    Duration most{};       ///< from the first to the last answer, round trips and guards included
};
Theory theoryOf(const Plan& plan);

/// Theory::most, for drawing moves within the life of a job.
Duration atMost(const Plan& plan);

} // namespace scenarios
