#include "limits/expiries.h"

#include <algorithm>

namespace limits {

namespace {

/// The first index of [0, size) for which `holds` is true, or size. It must stay true from there on.
template <class Predicate>
std::size_t firstWhere(std::size_t size, Predicate holds)
{
    std::size_t low = 0;
    std::size_t high = size;
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        if (holds(middle))
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

} // namespace

void Expiries::add(Instant at, std::int64_t count)
{
    if (count <= 0)
        return;
    if (m_size > 0 && at == last().at) {
        entry(m_size - 1).upTo += count;
        return;
    }
    if (m_size == 0 || at > last().at) {
        const std::int64_t before = m_size == 0 ? m_gone : last().upTo;
        if (m_size == m_ring.size())
            grow();
        ++m_size;
        entry(m_size - 1) = {at, before + count};
        return;
    }
    const std::size_t place = firstWhere(m_size, [&](std::size_t i) { return entry(i).at >= at; });
    if (entry(place).at != at) {
        if (m_size == m_ring.size())
            grow();
        ++m_size;
        for (std::size_t i = m_size - 1; i > place; --i)
            entry(i) = entry(i - 1);
        entry(place) = {at, place == 0 ? m_gone : entry(place - 1).upTo};
    }
    for (std::size_t i = place; i < m_size; ++i)
        entry(i).upTo += count;
}

void Expiries::keepLatest(std::int64_t count)
{
    while (total() > count) {
        const std::int64_t excess = total() - count;
        if (this->count(0) > excess) {
            m_gone += excess;
            return;
        }
        dropFirst();
    }
}

void Expiries::dropLatest(std::int64_t count)
{
    while (count > 0 && m_size > 0) {
        const std::int64_t here = this->count(m_size - 1);
        entry(m_size - 1).upTo -= std::min(count, here);
        count -= here;
        if (count >= 0)
            --m_size;
    }
}

void Expiries::clear()
{
    if (m_size > 0) {
        m_gone = last().upTo;
        m_lastForgotten = last().at;
    }
    m_size = 0;
}

std::int64_t Expiries::backBy(Instant at) const
{
    const std::size_t place = firstWhere(m_size, [&](std::size_t i) { return entry(i).at > at; });
    return place == 0 ? 0 : entry(place - 1).upTo - m_gone;
}

Instant Expiries::backAt(std::int64_t count) const
{
    if (m_ring[m_head].upTo - m_gone >= count)
        return first();
    const std::size_t place =
        firstWhere(m_size, [&](std::size_t i) { return entry(i).upTo - m_gone >= count; });
    return entry(place).at;
}

Instant Expiries::firstAfter(Instant at) const
{
    const std::size_t place = firstWhere(m_size, [&](std::size_t i) { return entry(i).at > at; });
    return place < m_size ? entry(place).at : onlyAnAnswer;
}

Instant Expiries::lastBy(Instant at) const
{
    const std::size_t place = firstWhere(m_size, [&](std::size_t i) { return entry(i).at > at; });
    return place > 0 ? entry(place - 1).at : Instant::min();
}

void Expiries::grow()
{
    std::vector<Entry> larger(std::max<std::size_t>(8, m_ring.size() * 2));
    for (std::size_t i = 0; i < m_size; ++i)
        larger[i] = entry(i);
    m_ring = std::move(larger);
    m_head = 0;
}

Instant backAt(const Expiries& one, const Expiries& other, std::int64_t count)
{
    if (other.isEmpty())
        return one.backAt(count);
    if (one.isEmpty())
        return other.backAt(count);
    if (count == 1)
        return std::min(one.first(), other.first());
    // The instant is one of the entries: look for the first of each list by which enough are back.
    const auto among = [count](const Expiries& list, const Expiries& rest) {
        const std::size_t place = firstWhere(list.size(), [&](std::size_t i) {
            const Instant at = list.instant(i);
            return list.backBy(at) + rest.backBy(at) >= count;
        });
        return place < list.size() ? list.instant(place) : Instant::max();
    };
    return std::min(among(one, other), among(other, one));
}

std::vector<Comeback> comeback(const Expiries& one, const Expiries& other, Instant now, std::size_t most,
                               Duration step)
{
    std::vector<Comeback> groups;
    const auto backBy = [&](Instant at) { return one.backBy(at) + other.backBy(at); };
    Instant from = now;
    while (groups.size() < most) {
        const Instant first = std::min(one.firstAfter(from), other.firstAfter(from));
        if (first == onlyAnAnswer)
            break;
        const Instant end = first + std::clamp(step, Duration(1), longest) - Duration(1);
        const Instant last = std::max(one.lastBy(end), other.lastBy(end));
        groups.push_back({last, backBy(last) - backBy(from)});
        from = last;
    }
    return groups;
}

} // namespace limits
