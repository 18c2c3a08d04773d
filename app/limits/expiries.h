#pragma once

#include "limits/limits.h"

#include <cstddef>

namespace limits {

/// In the place of an instant: time alone makes no room, an answer has to come.
inline constexpr Instant onlyAnAnswer = Instant::max();

/// Slots that come back at known instants, sorted. Promises: adding at the end, counting and expiring cost
/// O(1) amortised, questions about any instant O(log n); equal instants share an entry, so it never holds
/// more entries than slots. Adding before the end moves the later entries. Does not know what a slot is.
class Expiries {
public:
    struct Entry {
        Instant at{};
        std::int64_t upTo = 0; ///< slots up to and with this entry, counted since the beginning
    };

    void add(Instant at, std::int64_t count);
    /// Forgets what has come back by `now`.
    void expire(Instant now)
    {
        while (m_size > 0 && m_ring[m_head].at <= now)
            dropFirst();
    }
    /// Forgets the earliest entries until at most `count` slots are left (an entry may be cut).
    void keepLatest(std::int64_t count);
    /// Takes back what was added last.
    void dropLatest(std::int64_t count);
    void clear();

    std::int64_t total() const { return m_size == 0 ? 0 : last().upTo - m_gone; }
    std::int64_t backBy(Instant at) const;              ///< how many of total() have come back by `at`
    Instant first() const { return m_ring[m_head].at; } ///< not when empty
    /// When `count` of total() are back; 1 <= count <= total().
    Instant backAt(std::int64_t count) const;

    Instant firstAfter(Instant at) const; ///< the first instant after `at`; onlyAnAnswer: none
    Instant lastBy(Instant at) const;     ///< the last instant up to and with `at`, which must exist

    bool isEmpty() const { return m_size == 0; }
    std::size_t size() const { return m_size; }
    Instant instant(std::size_t index) const { return entry(index).at; }
    std::int64_t count(std::size_t index) const
    {
        return entry(index).upTo - (index == 0 ? m_gone : entry(index - 1).upTo);
    }
    /// Replaces every instant by `moved(instant)`, which must not change their order.
    template <class Moved>
    void move(Moved moved)
    {
        for (std::size_t i = 0; i < m_size; ++i)
            entry(i).at = moved(entry(i).at);
    }

    std::int64_t forgotten() const { return m_gone; }         ///< slots that expired since the beginning
    Instant lastForgotten() const { return m_lastForgotten; } ///< meaningful when forgotten() > 0

private:
    Entry& entry(std::size_t index) { return m_ring[(m_head + index) & (m_ring.size() - 1)]; }
    const Entry& entry(std::size_t index) const { return m_ring[(m_head + index) & (m_ring.size() - 1)]; }
    const Entry& last() const { return entry(m_size - 1); }
    void dropFirst()
    {
        m_gone = m_ring[m_head].upTo;
        m_lastForgotten = m_ring[m_head].at;
        m_head = (m_head + 1) & (m_ring.size() - 1);
        --m_size;
    }
    void grow();

    std::vector<Entry> m_ring; // its size is a power of two, or 0
    std::size_t m_head = 0;
    std::size_t m_size = 0;
    std::int64_t m_gone = 0;
    Instant m_lastForgotten{};
};

/// When `count` slots of two lists together are back; 1 <= count <= the sum of their totals.
Instant backAt(const Expiries& one, const Expiries& other, std::int64_t count);

/// What two lists together bring back after `now`, as Rule::comeback tells it.
std::vector<Comeback> comeback(const Expiries& one, const Expiries& other, Instant now, std::size_t most,
                               Duration step);

} // namespace limits
