#include "limits/accepted.h"

#include <algorithm>

namespace limits {

namespace {

constexpr std::size_t acceptedMost = 4096;

} // namespace

void Accepted::add(Instant sent, Instant answered)
{
    m_all.push_back({sent, answered});
    if (m_all.size() > acceptedMost)
        m_all.pop_front();
}

std::int64_t Accepted::since(Instant from) const
{
    std::int64_t count = 0;
    for (auto one = m_all.rbegin(); one != m_all.rend() && one->answered > from; ++one)
        count += one->sent > from ? 1 : 0;
    return count;
}

std::int64_t Accepted::countedSince(Instant from) const
{
    std::int64_t count = 0;
    for (auto one = m_all.rbegin(); one != m_all.rend() && one->answered > from; ++one)
        count += one->counted() > from ? 1 : 0;
    return count;
}

std::int64_t Accepted::inEveryWindow(Duration per, Instant now) const
{
    // The last two lengths hold one full window at least; the least of them all is sought. It changes only
    // where a request falls out at its beginning, so the windows that begin just after one are all that
    // matter, and the first.
    const Instant from = now - 2 * per, to = now - per;
    auto end = std::ranges::lower_bound(m_all, to, {}, &One::answered);
    auto begin = std::ranges::lower_bound(m_all, from, {}, &One::answered);
    auto least = end - begin;
    for (; begin != m_all.end() && begin->answered < to; ++begin) {
        while (end != m_all.end() && end->answered <= begin->answered + per)
            ++end;
        least = std::min(least, end - begin - 1);
    }
    return least;
}

std::int64_t Accepted::mostWithin(Duration per) const
{
    std::int64_t most = 0;
    for (const One& first : m_all) {
        const Instant end = first.sent + per;
        std::int64_t count = 0;
        for (auto one = std::ranges::lower_bound(m_all, first.sent, {}, &One::answered);
             one != m_all.end() && one->answered <= end; ++one)
            count += one->sent >= first.sent ? 1 : 0;
        most = std::max(most, count);
    }
    return most;
}

const Accepted::One* Accepted::runSince(Instant from, Duration gap, Instant now) const
{
    const One* first = nullptr;
    Instant next = now;
    for (auto one = m_all.rbegin(); one != m_all.rend() && one->sent >= from; ++one) {
        if (next - one->answered > gap)
            break;
        if (first == nullptr || one->sent < first->sent)
            first = &*one;
        next = one->sent;
    }
    return first;
}

const Accepted::One* Accepted::back(std::int64_t count) const
{
    const auto size = static_cast<std::int64_t>(m_all.size());
    return count >= 1 && count <= size ? &m_all[static_cast<std::size_t>(size - count)] : nullptr;
}

Duration Accepted::pauseBefore(std::int64_t count) const
{
    const One* one = back(count);
    const One* before = back(count + 1);
    return one != nullptr && before != nullptr ? std::max(one->sent - before->answered, Duration{}) : longest;
}

} // namespace limits
