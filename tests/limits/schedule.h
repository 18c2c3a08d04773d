#pragma once

#include "recount.h"

#include "base/random.h"
#include "limits/limits.h"

#include <functional>
#include <span>

/// Random vendors, and random days of an eager client at them: it asks at every instant at which something
/// happens, and the network delays, loses and holds back as it likes.
namespace schedule {

using limits::Duration;
using limits::Instant;

/// What a client needs of a limiter; the real one and the naive ones of the tests fit in.
struct Limiter {
    std::function<limits::Answer(std::span<const limits::Cost>, Instant)> acquire;
    std::function<void(limits::Ticket, Instant)> release;
    std::function<void(limits::Ticket)> cancel;
    std::function<void(limits::Ticket, Instant, Instant)> lose;
};

/// One request as the client knows it: what a ledger would remember.
struct Sent {
    std::vector<limits::Cost> costs;
    Instant sent{};
    Instant over{};   ///< answered, or given up
    Instant latest{}; ///< until when it may be counted: the answer, or the end of the linger
    bool isLost = false;
};

struct Vendor {
    std::vector<limits::Limit> limits;
    recount::VendorClock clock;
    Duration phase{};
};

struct Day {
    std::vector<recount::Met> met;
    std::vector<Sent> sent;
    std::string problem; ///< "the limiter stalled", or empty
};

struct Habits {
    int requests = 60;
    bool losesSome = true;
    bool isInstant = false;
    /// Called before each request; may change the limiter (a restart, another share). Given: what is sent so
    /// far.
    std::function<void(Instant, const std::vector<Sent>&)> between;
};

Vendor anyVendor(base::Random& random);
Day play(Limiter limiter, const Vendor& vendor, base::Random& random, const Habits& habits);
/// The first limit that was exceeded, or nothing.
std::optional<std::string> recounted(const Vendor& vendor, const Day& day);

} // namespace schedule
