#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "limits/limits.h"

#include <QByteArray>
#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace journal {

using base::Duration;
using base::Instant;
using base::Result;

/// A counted request is about to leave.
struct LedgerBegin {
    std::uint64_t attempt = 0;
    std::vector<limits::Cost> costs;
    Instant sent{};
};

/// A counted request ended: answered at `at`, or (isLost) may be counted by the vendor until `at`.
struct LedgerEnd {
    std::uint64_t attempt = 0;
    Instant at{};
    bool isLost = false;
};

/// How far a job store had come: the last of its requests on the account that ended. The store wrote it down
/// before it left, so a store without it is an older copy of itself.
struct Witness {
    QByteArray store; ///< Store::identity()
    std::int64_t job = 0;
    std::uint64_t attempt = 0;
    base::WallTime at{}; ///< when that was written
};

/// What one tick adds to an account's memory, in one transaction.
struct LedgerCommit {
    std::vector<LedgerBegin> begins;
    std::vector<LedgerEnd> ends;
    std::vector<std::uint64_t> cancelled;  ///< provably not sent
    std::optional<limits::HoldState> hold; ///< replaces the stored one
    bool isHoldOver = false;
    std::int64_t othersUsed = 0;         ///< calls of others, as entered
    std::vector<limits::Lesson> lessons; ///< what was learned of limits; each replaces the stored one
    std::optional<Witness> witness;      ///< replaces the one of its store; attempt 0: takes it away

    bool isEmpty() const
    {
        return begins.empty() && ends.empty() && cancelled.empty() && !hold && !isHoldOver && othersUsed == 0
               && lessons.empty() && !witness;
    }
};

/// A request of the past, on the present boot's time scale. Lost ones and those in flight at a crash have
/// `answered` = the latest moment at which they may still be counted.
struct PastRequest {
    std::uint64_t attempt = 0;
    std::vector<limits::Cost> costs;
    Instant sent{};
    Instant answered{};
    bool isUnanswered = false; ///< lost, or in flight at a crash
};

/// What an account's ledger remembers.
struct Memory {
    enum class Kind : unsigned char {
        none, ///< no ledger yet: "no memory of earlier calls", start open
        good,
        damaged, ///< cannot be trusted: closed for the longest window unless the operator says otherwise
    };
    Kind kind = Kind::none;
    std::vector<PastRequest> requests; ///< in order of `answered`
    std::optional<limits::HoldState> hold;
    std::vector<std::pair<Instant, std::int64_t>> othersUsed;
    std::vector<limits::Lesson> lessons;
    std::vector<Witness> witnesses; ///< one for each store at most
    QString damage;                 ///< in words
    bool isBroken = false;          ///< damaged so that nothing can be written to it any more
    /// What ended until then may have been forgotten, by a program that had no use for it.
    std::optional<Instant> forgottenUntil;
    Instant damagedSince{}; ///< what was used before is not known: take every window as full at that moment
};

/// The memory of one account's use, shared by every program of this user: a restart begins with the quota as
/// it is. Stamps are stored as UTC + boot id + boot time: same boot, boot time counts; other boot, UTC
/// (future stamps are clamped to now; where the clock went back, the pessimistic reading is taken). One
/// thread per instance.
class Ledger {
public:
    virtual ~Ledger() = default;

    /// What happened within `longest` before now; `pending` = deadline + linger, for requests in flight at a
    /// crash: they may be counted until now + linger. Forgets what is older.
    virtual Result<Memory> recall(const base::Clock& clock, Duration longest, Duration linger) = 0;
    virtual Result<void> commit(const LedgerCommit& commit, const base::Clock& clock) = 0;
};

} // namespace journal
