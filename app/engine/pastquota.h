#pragma once

#include "engine/series.h"
#include "engine/tick.h"
#include "journal/ledger.h"
#include "limits/limits.h"

#include <array>
#include <span>
#include <vector>

namespace engine {

/// How an account stood at one moment of the past.
struct PastMoment {
    base::Instant at{};
    std::uint32_t sent = 0;             ///< requests that left at this moment
    std::array<std::int64_t, 4> used{}; ///< of the first four rules; windows and days only
};

/// Works out anew, from what the ledger remembers, how an account stood before this program began: every
/// request counts from its sending until a window after its answer. A moment for each change, oldest first,
/// none after `now`. Of paces and of what was in flight nothing is said. Pure.
std::vector<PastMoment> pastQuota(std::span<const journal::PastRequest> requests,
                                  std::span<const limits::RuleState> rules, base::Instant now);

/// The plots of a job begin with that, and say nothing yet of what it waited for. `rules`: as they stand now.
Series courseBefore(std::span<const journal::PastRequest> requests, std::vector<limits::RuleState> rules,
                    const Tick& tick);

} // namespace engine
