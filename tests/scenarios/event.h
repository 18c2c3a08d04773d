#pragma once

#include "base/outcome.h"
#include "base/time.h"
#include "jobs/types.h"
#include "limits/limits.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What a scenario leaves behind: everything that happened on the wire, in the store, on the screen and
/// around the machine, in order. The checkers read nothing else, so that a made-up course can be put before
/// them.
namespace scenarios {

using base::Duration;
using base::Instant;
using base::WallTime;

enum class Happened : unsigned char {
    // At the wire; `attempt` names the request.
    sent,
    arrived,  ///< at the vendor: path, status, isRefused, effects
    answered, ///< to the client: status
    lost,
    notSent,
    // Stored, that is committed.
    charged,   ///< attempt: begun in the account's ledger
    intended,  ///< attempt, kind, items
    ended,     ///< attempt, outcome
    changed,   ///< items[0] is now `item`
    became,    ///< the job is now `job`, because of `reason`
    written,   ///< nothing of these: the trail of what was ordered
    unwritten, ///< the store refused: its disk failed. `isByOrder`: while an order was taken
    // On the screen.
    shown, ///< see Shown
    // What operator and machine did; `what` says it in words.
    ordered,
    died,
    opened,
    woke,
    clockSet,
    // What the outside world did.
    worldChanged,
};

struct Shown {
    jobs::JobState state = jobs::JobState::ready;
    jobs::PauseReason reason = jobs::PauseReason::none;
    jobs::Counts counts;
    std::int64_t requests = 0;
    std::int64_t inFlight = 0;
    bool waits = false;             ///< until a moment that is named
    std::optional<limits::Kind> by; ///< where a limit is waited for, `rule` is its name
    std::string rule;
    WallTime now{}, until{};
};

struct Event {
    Happened happened = Happened::sent;
    Instant at{};  ///< the world's clock
    int ofJob = 0; ///< 0, or 1 where it is about the second job of the account
    std::uint64_t attempt = 0;
    jobs::AttemptKind kind = jobs::AttemptKind::item;
    std::vector<jobs::ItemIndex>
        items; ///< counted through all jobs: those of the second follow those of the first
    jobs::ItemState item = jobs::ItemState::queued;
    jobs::JobState job = jobs::JobState::draft;
    jobs::PauseReason reason = jobs::PauseReason::none;
    base::OutcomeKind outcome = base::OutcomeKind::lost;
    std::string path; ///< below the base URL
    int status = 0;
    int effects = 0;
    bool isRefused = false;
    bool isByOrder = false;
    std::string what;
    Shown shown;
};

/// One line, for people.
std::string describe(const Event& event);

/// A number that is the same for the same events in the same order.
class Fingerprint {
public:
    void add(const Event& event);
    std::uint64_t value() const { return m_value; }

private:
    void add(std::uint64_t word);
    void add(const std::string& text);

    std::uint64_t m_value = 14695981039346656037ULL; // FNV-1a
};

} // namespace scenarios
