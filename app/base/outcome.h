#pragma once

#include "base/time.h"

#include <string>
#include <variant>
#include <vector>

/// What came back from one wire request, as plain values: the Outcome is about the item, the Signals are
/// about the quota. Readers of vendors make them, scheduler and limiter use them.
namespace base {

enum class OutcomeKind : unsigned char {
    done,         ///< the vendor confirms: it is done
    absent,       ///< the vendor says it does not exist (what that means is the operation's to say)
    failed,       ///< the vendor refused this one id; asking again would not help
    throttled,    ///< not done, because of a limit; no failure, uses up no attempt
    outage,       ///< the vendor is out of order (5xx, 408, 409 "still runs"): perhaps done, perhaps not
    unauthorized, ///< 401: the sign-in is not accepted
    forbidden,    ///< 403: not permitted: this id or the whole sign-in
    redirected,   ///< 3xx: we did not follow
    stop,         ///< the request itself is wrong (no such address, unknown application): stop the job
    notSent,      ///< provably no byte of it left this computer
    lost,         ///< it left, and no answer came (or none that can be read): the outcome is unknown
};

struct Outcome {
    OutcomeKind kind = OutcomeKind::lost;
    int httpStatus = 0;     ///< 0: there was no answer
    std::string vendorCode; ///< the vendor's own code, if any ("10006", "Request_Throttled")
    std::string message;    ///< the vendor's or our words, redacted, at most 500 bytes
    std::string receipt;    ///< proof of the deletion, where the vendor gives one
    bool isWebPage = false; ///< lost: a page for browsers came in place of the vendor's answer; its title is
                            ///< the message

    bool operator==(const Outcome&) const = default;
};

/// Why the whole account (or one endpoint) has to be silent.
enum class HoldCause : unsigned char { throttle, block, daily, outage };

/// "Send nothing for `wait`." Empty scope: the whole account. `block` also means that a call would start it
/// again.
struct HoldSignal {
    Duration wait{};
    HoldCause cause = HoldCause::throttle;
    std::string limit{}; ///< the name of the limit that was met, where the answer tells; else empty
    bool operator==(const HoldSignal&) const = default;
};

/// "At most `max` at the same time from now on."
struct ConcurrencySignal {
    int max = 1;
    bool operator==(const ConcurrencySignal&) const = default;
};

/// The vendor's own count: `remaining` of `limit` left, full again `reset` after the answer (as told, whole
/// seconds).
struct QuotaSignal {
    int limit = 0;
    int remaining = 0;
    Duration reset{};
    bool operator==(const QuotaSignal&) const = default;
};

/// "Refused by a limit that says no wait": the limiter falls back on its own rules, at least `atLeast`.
struct RefusalSignal {
    Duration atLeast{};
    bool operator==(const RefusalSignal&) const = default;
};

/// A probe's answer about a block: `open` ends a hold early, otherwise it lasts `wait` from now on.
struct ProbeSignal {
    bool open = false;
    Duration wait{};
    bool operator==(const ProbeSignal&) const = default;
};

using Signal = std::variant<HoldSignal, ConcurrencySignal, QuotaSignal, RefusalSignal, ProbeSignal>;

/// Something about the quota that was told and makes no sense: it was taken as not said.
struct Ignored {
    std::string place; ///< "X-RateLimit-Reset", "/error/rateLimit/reset"
    std::string value; ///< as told, redacted, at most 60 bytes
    bool operator==(const Ignored&) const = default;
};

/// One answer, read: one outcome per item of the attempt (exactly one, unless it was a batch), and its
/// signals.
struct Reading {
    std::vector<Outcome> outcomes;
    std::vector<Signal> signals;     ///< about the endpoint that was called
    std::vector<Signal> itemSignals; ///< of a batch: about the endpoint of its items
    std::vector<Ignored> ignored{};  ///< about the quota, and beyond understanding
};

} // namespace base
