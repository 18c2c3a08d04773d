#pragma once

#include "journal/ledger.h"

#include <string>

namespace journal {

/// A moment as ledgers store it.
struct Stamp {
    std::string boot; ///< base::Clock::bootId()
    Instant at{};     ///< in that boot
    base::WallTime utc{};
};
/// The moment `at` (of the present boot, past or future) as a stamp.
Stamp stamp(Instant at, const base::Clock& clock);

struct StoredCall {
    std::uint64_t attempt = 0;
    std::vector<limits::Cost> costs;
    Stamp sent;
    std::optional<Stamp> end; ///< empty: in flight
    bool isLost = false;      ///< `end` is the latest moment at which the vendor may count it
};
struct StoredHold {
    base::HoldCause cause = base::HoldCause::throttle;
    Stamp since, until;
};
struct StoredOthers {
    std::int64_t count = 0;
    Stamp at;
};
struct StoredLesson {
    limits::Lesson lesson; ///< its moment is `at`
    Stamp at;
};
struct StoredDamage {
    QString words;
    Stamp at;
};

/// All that a ledger holds, as it lies on disk.
struct Recollection {
    std::vector<StoredCall> calls;
    std::optional<StoredHold> hold;
    std::vector<StoredOthers> others;
    std::optional<StoredDamage> damage;
    std::vector<StoredLesson> lessons = {};
    std::vector<Witness> witnesses = {};
    std::optional<Stamp> forgotten = {}; ///< the newest end of a call that is not kept any more
};

/// The stored stamps on the time scale of the present boot, read pessimistically: never older than they can
/// be. Same boot: boot time counts, whatever the wall clock did. Another boot: UTC; where that boot's wall
/// clock was stepped, its latest reading; where the present boot's was, its earliest; moments that would lie
/// in the future are now. What may still be counted (lost, or in flight when the program died) ends at now +
/// linger at the latest, and a hold never lasts longer from now on than it was given for. Pure.
Memory recollect(const Recollection& stored, const base::Clock& clock, Duration longest, Duration linger);

} // namespace journal
