#pragma once

#include "base/time.h"

#include <array>
#include <cstdint>
#include <string_view>

/// The words of a job, the same in code, store, reports and command line.
namespace jobs {

using base::Duration;
using base::Instant;

/// Place of an item in its list, from 0.
using ItemIndex = std::uint32_t;
/// Names one wire request within a store, from 1, never used twice.
using AttemptId = std::uint64_t;

enum class ItemState : unsigned char {
    queued,  ///< not asked yet
    sent,    ///< in flight
    waiting, ///< will be asked again by itself
    done,    ///< the vendor confirmed
    gone,    ///< already absent
    failed,  ///< refused by the vendor
    unknown, ///< sent, but the answer never came
    skipped, ///< left out by the operator
};
inline constexpr std::size_t itemStateCount = 8;

enum class JobState : unsigned char { draft, ready, running, pausing, paused, finished, stopped };
inline constexpr std::size_t jobStateCount = 7;
/// Nothing of it will ever be sent again.
constexpr bool isOver(JobState state)
{
    return state == JobState::finished || state == JobState::stopped;
}

enum class AttemptKind : unsigned char { item, batch, token, probe, check };
inline constexpr std::size_t attemptKindCount = 5;

/// Why a job does not run on, or ended.
enum class PauseReason : unsigned char {
    none,
    byOperator,    ///< paused by the operator
    interrupted,   ///< the program was asked to end, or died
    guardRow,      ///< so many failures in a row
    guardRate,     ///< so many of the last answers failed
    guardAllGone,  ///< the first answers all say "already absent"
    guardRequests, ///< as many requests as were allowed
    guardCanary,   ///< the first ones are answered: have a look
    guardRedirect, ///< the vendor sent us to another address
    guardStop,     ///< the vendor says that the request itself is wrong
    credentials,   ///< 401 that a renewal did not mend
    forbidden,     ///< 403 on the first answer, or two in a row
    store,         ///< the store or the ledger failed: nothing may be sent
    guardPage,     ///< a web page came in place of the vendor's answer
};
inline constexpr std::size_t pauseReasonCount = 14;

std::string_view name(ItemState state);
std::string_view name(JobState state);
std::string_view name(AttemptKind kind);
std::string_view name(PauseReason reason);
bool fromName(std::string_view text, ItemState& state);
bool fromName(std::string_view text, JobState& state);
bool fromName(std::string_view text, AttemptKind& kind);
bool fromName(std::string_view text, PauseReason& reason);

/// True for states that no attempt will change any more unless the operator asks for it.
constexpr bool isSettled(ItemState state)
{
    return state == ItemState::done || state == ItemState::gone || state == ItemState::failed
           || state == ItemState::unknown || state == ItemState::skipped;
}

/// How many items are in each state. The sum is the length of the list.
struct Counts {
    std::array<std::uint32_t, itemStateCount> of{};

    std::uint32_t& operator[](ItemState s) { return of[static_cast<std::size_t>(s)]; }
    std::uint32_t operator[](ItemState s) const { return of[static_cast<std::size_t>(s)]; }
    std::uint32_t total() const;
    std::uint32_t settled() const;
    bool operator==(const Counts&) const = default;
};

/// When a job stops by itself. A value of 0 switches a guard off.
struct GuardSettings {
    int failuresInRow = 20;      ///< contracts: 20 in a row
    int failureRatePercent = 50; ///< of the last `failureRateOf`
    int failureRateOf = 50;
    int allGoneAt = 20;           ///< that many first-time "already absent" with nothing done
    int canary = 0;               ///< after so many settled items: have a look
    std::int64_t maxRequests = 0; ///< item requests of the whole job
    bool operator==(const GuardSettings&) const = default;
};

} // namespace jobs
