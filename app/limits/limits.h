#pragma once

#include "base/outcome.h"
#include "base/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// The vocabulary of the limiter: what a limit is, what a request costs, and what the limiter answers.
namespace limits {

using base::Duration;
using base::Instant;

enum class Kind : unsigned char {
    window,      ///< at most `max` requests in any `per`, fixed or sliding
    paced,       ///< GCRA: at most `burst` at once, then one every `every`
    concurrency, ///< at most `max` at the same time
    daily, ///< at most `max` in a day: kept as any 25 h (a local day can last 25 h, its midnight is unknown)
};

/// One limit as a profile declares it.
struct Limit {
    std::string name; ///< for people: "10 s window"
    Kind kind = Kind::window;
    std::int64_t max = 0; ///< requests (window, daily, concurrency)
    Duration per{};       ///< length of the window (daily: of the vendor's day, 0: 24 h; kept 25/24 as long)
    std::int64_t burst = 0;   ///< requests (paced)
    Duration every{};         ///< steady distance (paced)
    std::string scope{};      ///< an endpoint's path prefix; empty: the whole account
    Duration granularity{};   ///< how coarse the vendor's clock is; 0: unknown, see Guard::granularityFor
    std::int64_t reserve = 0; ///< requests of `max` kept free for others on the account
    /// Nobody knows `max` for sure: what the account bears is learned, never beyond this. 0: `max` is known.
    std::int64_t ceiling = 0;
    /// concurrency: how long the vendor lets a request queue before it refuses it. 0: not at all.
    Duration patience{};
    bool operator==(const Limit&) const = default;
};

/// How far the limiter stays inside the vendor's numbers, because two clocks never run alike.
struct Guard {
    int clockErrorPpm = 500;                                  ///< of the window's length
    Duration granularityShort = std::chrono::milliseconds(5); ///< where nothing is known and per < 60 s
    Duration granularityLong = std::chrono::seconds(1);       ///< where nothing is known and per >= 60 s
    /// No guard at all: for nominal plans ("50 every 10 s"), never for sending.
    static constexpr Guard none() { return {0, {}, {}}; }
    constexpr bool isNone() const { return *this == none(); }
    bool operator==(const Guard&) const = default;

    /// How coarse the clock behind `limit` is taken to be; 0 only without a guard.
    Duration granularityFor(const Limit& limit) const;
    /// `time` as long as it can last on a clock that is off by `clockErrorPpm`, rounded up.
    Duration stretched(Duration time) const;
};

/// The length of a window or daily limit as we keep it: the vendor's, and the guard on top.
Duration guardedLength(const Limit& limit, const Guard& guard);
/// What we use of `max`: the reserve and the share taken off, at least 1.
std::int64_t allowedOf(std::int64_t max, std::int64_t reserve, int sharePercent);
/// The length that a limit is meant to have: `per`, or 25 h of a vendor's day of 24 h (`every` of a paced
/// one).
Duration nominalLength(const Limit& limit);
/// Whether a limit of `scope` counts a request at `path`: the scope is the path, or a prefix that ends at a
/// '/'.
bool covers(std::string_view scope, std::string_view path);

/// The span of time that the limiter computes in, about 36 years each way: sums of a few never overflow.
inline constexpr Duration longest{std::int64_t{1} << 60};

/// What one request uses: `count` of every limit whose scope is "" (the account) or equals/prefixes `path`.
/// A request may have several costs (a batch: 1 at its own path, n at its items' path; the account is charged
/// by the first cost only).
struct Cost {
    std::string path; ///< path below the base URL: "/accounts/4711"
    std::int64_t count = 1;
    bool operator==(const Cost&) const = default;
};

/// How a larger share of a limit is taken up. Slowly: while a job runs others may have used what we left to
/// them, so that what is added comes free only after one window (or at the steady pace). At once: another job
/// begins that was given more; what we used ourselves stays used.
enum class Raise : unsigned char { slowly, atOnce };

/// What a request is for. A probe passes a hold (it does not start a block again).
enum class Purpose : unsigned char { item, token, check, probe };

/// Permission to send one request now. Give it back with exactly one of release, cancel or lose.
struct Ticket {
    std::uint32_t id = 0;
    bool operator==(const Ticket&) const = default;
};

/// "Not before `until`, because of `rule`." Where `until` is empty only an answer to a request in flight can
/// make room: ask again after the next release.
struct Refusal {
    std::string rule; ///< name of the limit, or of the hold ("hold: throttle", "hold: block", …)
    std::optional<Instant> until;
    bool isHold = false;
    base::HoldCause cause = base::HoldCause::throttle; ///< meaningful when isHold
    bool operator==(const Refusal&) const = default;
};

/// "Never possible": the cost is larger than the limit can ever hold.
struct Never {
    std::string rule;
    std::int64_t max = 0;
    bool operator==(const Never&) const = default;
};

using Answer = std::variant<Ticket, Refusal, Never>;

/// One rule as it stands now, for screens and logs.
struct RuleState {
    std::string name;
    Kind kind = Kind::window;
    std::string scope;
    std::int64_t max = 0;     ///< as declared (paced: burst)
    std::int64_t allowed = 0; ///< what we use of it: share and reserve taken off
    std::int64_t used = 0;    ///< counted against `allowed` now, in flight included
    std::int64_t inFlight = 0;
    Duration per{}; ///< window length or paced distance, without the guard
    std::optional<Instant>
        nextSlot; ///< when the next slot comes back; empty: room now, or only an answer helps
    bool isLearned = false;
    bool operator==(const RuleState&) const = default;
};

/// What was learned of a limit that nobody knows for sure; kept with the account.
struct Lesson {
    std::string rule;        ///< name of the limit
    std::int64_t max = 0;    ///< as a refusal taught it; 0: no refusal yet
    std::int64_t proven = 0; ///< so many were accepted
    Duration per{};          ///< length of a window that no profile declares; 0: the declared one
    Instant learnedAt{};     ///< of `max`
    int tries = 0;           ///< refusals that taught it: each makes the next try upward rarer
    bool operator==(const Lesson&) const = default;
};

struct HoldState {
    base::HoldCause cause = base::HoldCause::throttle;
    Instant until{};
    Instant since{};
    // Of a block: how many calls of ours the shortest window held when it began, and how many it may hold.
    std::int64_t ours = 0, oursMost = 0;
    Duration oursPer{};
    bool isTimeTold = true; ///< `until` is the vendor's; else our own caution
    bool operator==(const HoldState&) const = default;
};

/// Slots that come back: `count` at `at`. Sorted by time; the staircase of the LEFT plot.
struct Comeback {
    Instant at{};
    std::int64_t count = 0;
    bool operator==(const Comeback&) const = default;
};

} // namespace limits
