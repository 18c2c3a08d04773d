#pragma once

#include "limits/limits.h"

#include <algorithm>
#include <optional>

namespace limits {

/// A silence that every call of ours would start again. It lasts until the latest moment at which a call of
/// ours may have been counted, and the longest wait told on top; then a status call is asked, where the
/// vendor has one, then one call tries the water, and the rest go after its answer. Only a status call's
/// "open" ends the silence early; its "closed" never makes it shorter. Does not know tickets: what is under
/// way is told to it.
class Block {
public:
    bool isPending() const { return m_phase != Phase::over; } ///< the water has not been tried yet
    /// Nothing but status calls may leave.
    bool isSilent(Instant now) const;
    bool isTried() const { return m_phase == Phase::tried; } ///< the one call is on its way
    Instant until() const;                                   ///< while it is pending
    HoldState state() const;                                 ///< while it is pending

    /// Told at `now`: `wait` from now on. `ours`: what to remember about whose fault it was.
    void begin(Instant now, Duration wait, const HoldState& ours);
    void restore(Instant since, Instant until, Instant lastCounted);
    /// Until when what is under way may still be counted; empty: nothing is.
    void setUnderWay(std::optional<Instant> until) { m_underWay = until; }

    /// There is a status call, at most one in `every`; one may have left just before `now`.
    void expectStatusCalls(std::optional<Duration> every, Instant now);
    /// When the next status call may leave; empty: none is due, or one is on its way.
    std::optional<Instant> statusCallDue() const;
    void statusCallLeaves(Instant now);
    /// Counted from its answer: the vendor saw it some time before.
    void statusCallEnded(Instant now)
    {
        m_isAsked = false;
        m_lastAsked = now;
    }
    void heed(const base::ProbeSignal& told, Instant now);
    /// A status call's answer said nothing that can be read: then the time alone decides.
    void heedNothing(Instant now);

    void tryWater() { m_phase = Phase::tried; }
    void waterAnswered() { m_phase = Phase::over; }
    void waterNotTried() { m_phase = Phase::trying; }
    void waterLost(Instant countedUntil);
    /// A call that was under way got no answer, and may be counted until then.
    void countedUntil(Instant until) { m_counted = std::max(m_counted, until); }

private:
    enum class Phase : unsigned char { over, silent, trying, tried };

    Phase m_phase = Phase::over;
    HoldState m_state;   // since, and whose fault it was
    Instant m_counted{}; // the latest moment at which a call that ended may have been counted
    Instant m_least{};   // as a status call told, or as it was restored
    Duration m_told{};   // the longest wait told
    std::optional<Instant> m_underWay;
    std::optional<Duration> m_every;
    std::optional<Instant> m_lastAsked;
    bool m_isAsked = false;
};

} // namespace limits
