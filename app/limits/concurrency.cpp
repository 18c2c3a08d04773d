#include "limits/concurrency.h"

namespace limits {

Concurrency::Concurrency(const Limit& limit, const Guard&, int sharePercent)
    : m_declared(allowedOf(limit.max, limit.reserve, sharePercent))
{
}

void Concurrency::learn(std::optional<std::int64_t> max)
{
    m_learned = max;
    if (m_learned)
        m_learned = std::max<std::int64_t>(*m_learned, 1);
}

Instant Concurrency::roomAt(std::int64_t count, Instant from) const
{
    const std::int64_t missing = m_inFlight + m_lost.total() - mostBeside(count);
    if (missing <= 0)
        return from;
    if (missing > m_lost.total())
        return onlyAnAnswer;
    return std::max(from, m_lost.backAt(missing));
}

void Concurrency::recall(std::int64_t count, Instant answered, Instant now)
{
    if (answered <= now)
        return;
    m_lost.add(answered, std::min(count, m_declared));
    m_lost.keepLatest(m_declared);
}

void Concurrency::reconfigure(const Limit& limit, const Guard& guard, int sharePercent, Instant now, Raise)
{
    settle(now);
    m_declared = Concurrency(limit, guard, sharePercent).m_declared;
}

Concurrency Concurrency::derived(const Limit& limit, const Guard& guard, int sharePercent, Instant now) const
{
    Concurrency copy = *this;
    copy.m_inFlight = 0;
    copy.reconfigure(limit, guard, sharePercent, now);
    return copy;
}

} // namespace limits
