#pragma once

#include "limits/expiries.h"

#include <algorithm>

namespace limits {

/// A paced limit (GCRA): `burst` tokens, one comes back every guarded distance. What is in flight counts
/// against the burst; an answer at r moves the theoretical arrival time (TAT) to max(TAT, r + granularity) +
/// distance.
///
/// Promise: the vendor never sees more than its burst. Take a request L, and Z the one sent last among L and
/// those that the vendor counts in the busy period before L, k of them, from a on. When Z was sent, those not
/// answered were in flight, and the first answer came after a; so k + 1 <= burst + (s_Z - a - granularity) /
/// distance, and of these the vendor has taken back at least (a_L - a - granularity) / distance by a_L >=
/// s_Z. The TAT lies in the future while tokens are used, so in a steady stream round trips cost nothing.
///
/// May learn a slower pace or a smaller burst from what the vendor says about its quota, and the way back,
/// never beyond what is declared. Does not know scopes, holds or other rules. Memory: an entry for each lost
/// request.
class Paced {
public:
    Paced(const Limit& limit, const Guard& guard, int sharePercent);

    std::int64_t capacity() const { return m_burst; } ///< the most that can ever be granted at once
    std::int64_t allowed() const { return m_burst; }
    Duration distance() const { return m_distance; } ///< guard and share included
    Duration memory() const
    {
        return m_distance * m_burst + m_granularity;
    } ///< after it a request is forgotten
    std::int64_t inFlight() const { return m_inFlight; }
    bool isLearned() const { return m_learnedEvery > m_declared.every || m_learnedBurst < m_declared.burst; }
    Duration pace() const { return m_learnedEvery; } ///< declared or learned, neither guard nor share
    std::int64_t used(Instant at) const;

    void settle(Instant now)
    {
        while (!m_lost.isEmpty() && m_lost.first() <= now)
            settleFirst();
    }
    bool hasRoom(std::int64_t count, Instant now) const
    {
        const std::int64_t free = m_burst - m_inFlight - m_lost.total() - count;
        return free >= 0 && m_tat - now <= m_distance * free;
    }
    void take(std::int64_t count) { m_inFlight += count; }
    void cancel(std::int64_t count) { m_inFlight -= count; }
    void release(std::int64_t count, Instant now)
    {
        m_inFlight -= count;
        advance(m_tat, count, now);
    }
    void lose(std::int64_t count, Instant until)
    {
        m_inFlight -= count;
        m_lost.add(until, count);
    }

    /// The first instant from `from` on with room for `count`, if nothing else happens; onlyAnAnswer
    /// where time alone makes no room.
    Instant roomAt(std::int64_t count, Instant from) const;

    void recall(std::int64_t count, Instant answered, Instant now);
    void close(Instant now); ///< no token left from now on: they come back at the steady pace
    void reconfigure(const Limit& limit, const Guard& guard, int sharePercent, Instant now,
                     Raise raise = Raise::slowly);
    Paced derived(const Limit& limit, const Guard& guard, int sharePercent, Instant now) const;
    /// What the answer to a request that left at `sent` said; one that was overtaken says nothing new.
    void heed(const base::QuotaSignal& quota, Instant now, Instant sent);
    void heed(const base::QuotaSignal& quota, Instant now) { heed(quota, now, now); }
    std::vector<Comeback> comeback(Instant now, std::size_t most, Duration step) const;

private:
    void advance(Instant& tat, std::int64_t count, Instant answered) const
    {
        // No more than all tokens can be used: what left under a larger burst ends with this one's refill.
        const Instant from = answered + m_granularity;
        tat = std::max(tat, std::min(std::max(tat, from) + m_distance * count, from + m_distance * m_burst));
    }
    void settleFirst();
    void
    adopt(Instant now,
          Raise raise = Raise::slowly); // the terms that follow from declaration, share and what was learned

    Limit m_declared;
    Guard m_guard;
    int m_sharePercent = 100;
    Duration m_learnedEvery{};       // never below m_declared.every
    std::int64_t m_learnedBurst = 1; // never above m_declared.burst
    Instant m_heardOf{-2 * longest}; // when the request left whose answer was heeded last
    int m_slowerInARow = 0;          // answers that agree that the pace is slower than ours

    std::int64_t m_burst = 1;
    Duration m_distance{};
    Duration m_granularity{};
    Instant m_tat{-2 * longest}; // long ago: nothing used yet
    std::int64_t m_inFlight = 0;
    Expiries m_lost; // count as in flight until then
};

} // namespace limits
