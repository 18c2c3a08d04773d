#pragma once

#include "limits/expiries.h"

#include <algorithm>

namespace limits {

/// A window or daily limit. A request holds its slot while it is in flight and for the guarded length after
/// its answer (after the latest moment at which it may be counted, where no answer came); so at most
/// `allowed()` are counted by the vendor in any window of the declared length, fixed or sliding. A slot is
/// free again exactly at that instant. Does not know scopes, holds or other rules. Memory: at most one entry
/// for each slot.
class Window {
public:
    Window(const Limit& limit, const Guard& guard, int sharePercent);

    std::int64_t capacity() const { return m_allowed; } ///< the most that can ever be granted at once
    std::int64_t allowed() const { return m_allowed; }
    Duration length() const { return m_length; }
    std::int64_t inFlight() const { return m_inFlight; }
    std::int64_t used(Instant at) const;

    /// Takes note that it is `now`; the rest up to lose() assumes that it was called for the same instant.
    void settle(Instant now)
    {
        m_answered.expire(now);
        m_lost.expire(now);
    }
    bool hasRoom(std::int64_t count, Instant) const
    {
        return m_inFlight + m_answered.total() + m_lost.total() + count <= m_allowed;
    }
    void take(std::int64_t count) { m_inFlight += count; }
    void cancel(std::int64_t count) { m_inFlight -= count; }
    void release(std::int64_t count, Instant now)
    {
        m_inFlight -= count;
        m_answered.add(now + m_length, count);
    }
    void lose(std::int64_t count, Instant until)
    {
        m_inFlight -= count;
        m_lost.add(until + m_length, count);
    }

    /// The first instant from `from` on with room for `count`, if nothing else happens; onlyAnAnswer
    /// where time alone makes no room.
    Instant roomAt(std::int64_t count, Instant from) const;

    void recall(std::int64_t count, Instant answered, Instant now);
    void allow(std::int64_t most) ///< from now on, whatever is declared
    {
        m_allowed = most;
        m_kept = std::max(m_kept, most);
    }
    void charge(std::int64_t count, Instant until); ///< used by others: comes back at `until`
    /// The earliest slots come back now, so that `count` have room: to try whether the window is shorter.
    void makeRoom(std::int64_t count);
    /// The request that was answered last counts for nothing: it was refused.
    void forgiveLast() { m_answered.dropLatest(1); }
    /// The window is as short as this, and always was.
    void shorten(Duration length);
    void close(Instant now); ///< full from now on for one length
    void reconfigure(const Limit& limit, const Guard& guard, int sharePercent, Instant now,
                     Raise raise = Raise::slowly);
    /// A rule that is new, and knows what this one (which counted at least the same requests) remembers;
    /// nothing is in flight in it yet.
    Window derived(const Limit& limit, const Guard& guard, int sharePercent, Instant now) const;
    std::vector<Comeback> comeback(Instant now, std::size_t most, Duration step) const
    {
        return limits::comeback(m_answered, m_lost, now, most, step);
    }

private:
    void fill(std::int64_t count, Instant now, Instant until);
    void lengthen(Duration length, Instant now);

    std::int64_t m_allowed = 1;
    std::int64_t m_kept = 1; // slots worth remembering: nobody can have more of them used, as declared
    Duration m_length{};
    std::int64_t m_inFlight = 0;
    Expiries m_answered; // in the order of their answers
    Expiries m_lost; // those of lost requests come back much later: apart, so that the others stay in order
};

} // namespace limits
