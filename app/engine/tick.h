#pragma once

#include "base/time.h"

#include <chrono>

namespace engine {

/// The machine's time at one tick: rules compute with `now`, people read `wall`.
struct Tick {
    base::Instant now{};
    base::WallTime wall{};
    base::WallTime toWall(base::Instant t) const
    {
        return wall + std::chrono::duration_cast<std::chrono::milliseconds>(t - now);
    }
};

} // namespace engine
