#pragma once

#include "base/time.h"

#include <cstdint>
#include <optional>

namespace scenarios {

/// The disk of a made-up machine: at a write the program may die, or the write may fail. Counts the writes to
/// job store and ledger alike.
class Disk {
public:
    struct Death {}; ///< thrown out of a write: the program ends there

    /// The program dies at the nth write from now on (1: the next), before it or after it.
    void dieAt(std::int64_t nth, bool isAfter);
    /// The nth write from now on fails, and all that follow for so long (0: it alone). `leavesTrace`: what
    /// failed is on the disk all the same when the program dies before it writes again, as after a failed
    /// sync.
    void failAt(std::int64_t nth, base::Duration length, bool leavesTrace);
    /// Nothing fails any more.
    void heal();
    void newProgram() { m_dies = 0; }

    /// Before a write: false where it fails.
    bool takes(base::Instant now);
    /// After one that was done.
    void written();

    bool leavesTrace() const { return m_leavesTrace; }
    std::int64_t failures() const { return m_failures; }

private:
    std::int64_t m_dies = 0, m_fails = 0; ///< writes until then; 0: never
    bool m_isAfter = false, m_leavesTrace = false;
    base::Duration m_length{};
    base::Instant m_failingUntil{};
    std::int64_t m_failures = 0;
};

} // namespace scenarios
