#pragma once

#include "limits/expiries.h"

#include <algorithm>
#include <optional>

namespace limits {

/// At most `allowed()` requests at the same time. A lost request keeps its place until the latest moment at
/// which the vendor may still work on it. A lower number told by the vendor (a learned one) holds at once,
/// beside the declared one. Best effort: when the vendor is done with a request is nowhere promised. Memory:
/// an entry for each lost request.
class Concurrency {
public:
    Concurrency(const Limit& limit, const Guard& guard, int sharePercent);

    /// The most that can ever be granted at once: as declared, whatever was learned.
    std::int64_t capacity() const { return m_declared; }
    std::int64_t allowed() const
    {
        return std::min({m_learned.value_or(m_declared), m_level.value_or(m_declared), m_declared});
    }
    bool isLearned() const { return m_learned && *m_learned < m_declared; }
    std::int64_t inFlight() const { return m_inFlight; }
    std::int64_t used(Instant at) const { return m_inFlight + m_lost.total() - m_lost.backBy(at); }

    /// "At most `max` from now on." Empty: as declared again.
    void learn(std::optional<std::int64_t> max);
    /// How far it was tried out; more is not allowed until the next step. Empty: as declared or learned.
    void setLevel(std::optional<std::int64_t> level) { m_level = level; }

    void settle(Instant now) { m_lost.expire(now); }
    bool hasRoom(std::int64_t count, Instant) const
    {
        return m_inFlight + m_lost.total() <= mostBeside(count);
    }
    void take(std::int64_t count) { m_inFlight += count; }
    void cancel(std::int64_t count) { m_inFlight -= count; }
    void release(std::int64_t count, Instant) { m_inFlight -= count; }
    void lose(std::int64_t count, Instant until)
    {
        m_inFlight -= count;
        m_lost.add(until, count);
    }

    /// The first instant from `from` on with room for `count`, if nothing else happens; onlyAnAnswer
    /// where time alone makes no room.
    Instant roomAt(std::int64_t count, Instant from) const;

    void recall(std::int64_t count, Instant answered, Instant now);
    void close(Instant) {} // what ran before has ended, or is recalled
    void reconfigure(const Limit& limit, const Guard& guard, int sharePercent, Instant now,
                     Raise raise = Raise::slowly);
    Concurrency derived(const Limit& limit, const Guard& guard, int sharePercent, Instant now) const;
    std::vector<Comeback> comeback(Instant now, std::size_t most, Duration step) const
    {
        return limits::comeback(m_lost, {}, now, most, step);
    }

private:
    /// How many may be at work beside a new one of `count`; below 0: never. A request larger than what was
    /// learned goes alone: a number that may rise again must not make it impossible.
    std::int64_t mostBeside(std::int64_t count) const
    {
        return count > m_declared ? -1 : std::max<std::int64_t>(allowed() - count, 0);
    }

    std::int64_t m_declared = 1;
    std::optional<std::int64_t> m_learned, m_level;
    std::int64_t m_inFlight = 0;
    Expiries m_lost;
};

} // namespace limits
