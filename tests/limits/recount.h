#pragma once

#include "limits/limits.h"

#include <optional>
#include <string>
#include <vector>

/// The vendor's side of the promise: counts what reached it, in the plainest way there is, with a clock of
/// its own. Shares no code with the limiter.
namespace recount {

using limits::Duration;
using limits::Instant;

/// One request as the vendor met it: counted at `at`, worked on from `from` to `to` (all in true time).
struct Met {
    std::string path;
    std::int64_t count = 1;
    Instant at{};
    Instant from{};
    Instant to{};
};

/// A clock that runs `ppm` millionths fast or slow, and shows only multiples of `granularity`.
struct VendorClock {
    Duration offset{};
    int ppm = 0;
    Duration granularity{1};
    std::int64_t read(Instant at) const;
};

/// Says which limit was exceeded and how, or nothing. `phase` is where fixed windows begin.
std::optional<std::string> exceeded(const limits::Limit& limit, const std::vector<Met>& requests,
                                    const VendorClock& clock, Duration phase);

} // namespace recount
