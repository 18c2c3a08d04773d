#pragma once

#include <chrono>

namespace base {

/// A length of time in nanoseconds. Every rule of Sluice computes with it; nothing is ever rounded on the
/// way.
using Duration = std::chrono::nanoseconds;

/// The time scale of every decision: time since boot *including* suspend (Linux: CLOCK_BOOTTIME). It has no
/// now() on purpose: rules are given `now`, and only base::Clock asks the machine.
struct BootTime {
    using duration = Duration;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<BootTime>;
    static constexpr bool is_steady = true;
};

/// A moment of the machine's boot time. Comparable only within one boot; see base::Clock::bootId().
using Instant = BootTime::time_point;

/// A moment of UTC, in milliseconds: what is stored, shown and reported. Can be stepped by the user or NTP.
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

} // namespace base
