#pragma once

#include "base/time.h"

#include <string>

namespace base {

/// Where `now` comes from. The real one is MachineClock; tests and rehearsals hand in a clock that they move
/// themselves, so nothing in them ever sleeps. Any thread.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;
    virtual WallTime wallNow() const = 0;
    /// Names this boot of the machine. Instants of different boots cannot be compared.
    virtual std::string bootId() const = 0;
    /// How long the machine has slept since it was started, all in all; it only grows.
    virtual Duration asleep() const { return {}; }
};

} // namespace base
