#include "limits/paced.h"

#include <algorithm>

namespace limits {

namespace {

constexpr Duration second = std::chrono::seconds(1);
constexpr int enoughUsed = 5; // resets come in whole seconds: fewer used requests say little about the pace
constexpr int enoughAnswers = 2; // that agree, where fewer are used

// The product of two spans of time needs more than 64 bits.
__extension__ using Wide = __int128;

/// `time` * `to` / `from`, exact, rounded down.
Duration scaled(Duration time, Duration from, Duration to)
{
    const Wide product = static_cast<Wide>(time.count()) * to.count() / from.count();
    return product < longest.count() ? Duration(static_cast<std::int64_t>(product)) : longest;
}

Duration scaledUp(Duration time, Duration from, Duration to)
{
    const Duration down = scaled(time, from, to);
    return scaled(down, to, from) < time ? down + Duration(1) : down;
}

} // namespace

Paced::Paced(const Limit& limit, const Guard& guard, int sharePercent)
    : m_declared(limit)
    , m_guard(guard)
    , m_sharePercent(std::clamp(sharePercent, 1, 100))
    , m_learnedEvery(limit.every)
    , m_learnedBurst(limit.burst)
{
    adopt(Instant{-longest});
}

std::int64_t Paced::used(Instant at) const
{
    Instant tat = m_tat;
    std::int64_t flying = m_inFlight + m_lost.total();
    for (std::size_t i = 0; i < m_lost.size() && m_lost.instant(i) <= at; ++i) {
        advance(tat, m_lost.count(i), m_lost.instant(i));
        flying -= m_lost.count(i);
    }
    if (tat <= at)
        return flying;
    return flying + (tat - at + m_distance - Duration(1)) / m_distance;
}

void Paced::settleFirst()
{
    const Instant until = m_lost.first();
    advance(m_tat, m_lost.count(0), until);
    m_lost.expire(until);
}

Instant Paced::roomAt(std::int64_t count, Instant from) const
{
    Instant tat = m_tat;
    std::int64_t flying = m_inFlight + m_lost.total();
    std::size_t next = 0;
    while (true) {
        while (next < m_lost.size() && m_lost.instant(next) <= from) {
            advance(tat, m_lost.count(next), m_lost.instant(next));
            flying -= m_lost.count(next);
            ++next;
        }
        const std::int64_t free = m_burst - flying - count;
        if (free >= 0) {
            const Instant at = std::max(from, tat - m_distance * free);
            if (next == m_lost.size() || at < m_lost.instant(next))
                return at;
        }
        if (next == m_lost.size())
            return onlyAnAnswer;
        from = m_lost.instant(next);
    }
}

void Paced::recall(std::int64_t count, Instant answered, Instant now)
{
    if (answered > now) {
        m_lost.add(answered, std::min(count, m_burst));
        m_lost.keepLatest(m_burst);
        return;
    }
    // A burst is all that the vendor can have counted: more would only say that the limit was another one
    // then.
    const Instant latest = std::max(answered + m_granularity, m_tat);
    advance(m_tat, std::min(count, m_burst), answered);
    m_tat = std::min(m_tat, std::max(latest, answered + m_granularity + m_distance * m_burst));
}

void Paced::close(Instant now)
{
    m_tat = std::max(m_tat, now + m_granularity + m_distance * m_burst);
}

void Paced::adopt(Instant now, Raise raise)
{
    const std::int64_t burst = allowedOf(m_learnedBurst, m_declared.reserve, m_sharePercent);
    const Duration every = std::clamp(m_learnedEvery, Duration(1), longest / 100);
    const Duration shared = (every * 100 + Duration(m_sharePercent - 1)) / m_sharePercent;
    const Duration distance = std::clamp(m_guard.stretched(shared), Duration(1), longest / burst);
    const Duration granularity = m_guard.granularityFor(m_declared);

    // Tokens used stay used, and no more of them are free than before: what is added comes at the steady
    // pace. The granularity is a margin on the schedule, not a token; it is carried over as it is.
    const bool isFirst = m_distance == Duration{};
    Duration debt = isFirst ? Duration{} : m_tat - m_granularity - now;
    if (debt > Duration{})
        debt = scaledUp(debt, m_distance, distance);
    debt += granularity;
    if (!isFirst && burst > m_burst && raise == Raise::slowly) {
        const std::int64_t flying = m_inFlight + m_lost.total();
        const Duration before = std::max(m_tat - now, Duration{});
        const Duration free = m_distance * (m_burst - std::min(flying, m_burst)) - before;
        const Duration freeThen = scaled(std::max(free, Duration{}), m_distance, distance);
        debt = std::max(debt, distance * (burst - std::min(flying, burst)) - freeThen);
    }
    // No vendor lets more be used than all tokens: a debt from a time of larger bursts ends with the full
    // refill of this one, or answers that contradict each other would add up to years.
    debt = std::min(debt, granularity + distance * burst);
    m_burst = burst;
    m_distance = distance;
    m_granularity = granularity;
    if (!isFirst && debt > Duration{})
        m_tat = now + debt;
}

void Paced::reconfigure(const Limit& limit, const Guard& guard, int sharePercent, Instant now, Raise raise)
{
    settle(now);
    const bool wasDeclaredPace = m_learnedEvery <= m_declared.every;
    const bool wasDeclaredBurst = m_learnedBurst >= m_declared.burst;
    m_learnedEvery = wasDeclaredPace ? limit.every : std::max(m_learnedEvery, limit.every);
    m_learnedBurst = wasDeclaredBurst ? limit.burst : std::min(m_learnedBurst, limit.burst);
    const bool isSame = limit == m_declared;
    m_declared = limit;
    m_guard = guard;
    m_sharePercent = std::clamp(sharePercent, 1, 100);
    adopt(now, isSame ? raise : Raise::slowly);
}

Paced Paced::derived(const Limit& limit, const Guard& guard, int sharePercent, Instant now) const
{
    Paced copy = *this;
    copy.m_inFlight = 0;
    copy.reconfigure(limit, guard, sharePercent, now);
    return copy;
}

void Paced::heed(const base::QuotaSignal& quota, Instant now, Instant sent)
{
    if (sent < m_heardOf)
        return; // overtaken: a later request's answer, which knows more, was here before
    m_heardOf = sent;
    if (quota.limit < 1 || quota.remaining < 0 || quota.remaining > quota.limit || quota.reset < Duration{})
        return;
    settle(now);
    const Duration reset = std::min(quota.reset, longest / 4);
    const int usedThere = quota.limit - quota.remaining;

    const Duration paceBefore = m_learnedEvery;
    const std::int64_t burstBefore = m_learnedBurst;
    m_learnedBurst = std::min<std::int64_t>(m_declared.burst, quota.limit);
    // A reset of r whole seconds means (r - 1 s, r], and a request that is half earned back counts as used:
    // so the true pace lies above (r - 1 s) / used and below r / (used - 1).
    if (usedThere > 0 && (reset - second) / usedThere > m_learnedEvery) {
        ++m_slowerInARow;
        if (usedThere >= enoughUsed || m_slowerInARow >= enoughAnswers)
            m_learnedEvery = reset / usedThere;
    } else {
        m_slowerInARow = 0;
        if (usedThere >= enoughUsed && reset / (usedThere - 1) < m_learnedEvery)
            m_learnedEvery = std::max(m_declared.every, reset / (usedThere - 1));
    }
    if (m_learnedEvery != paceBefore || m_learnedBurst != burstBefore)
        adopt(now);

    // Others use the account when surely less is left than we think (what is left is rounded down), or when
    // the vendor is surely full later: then its count is taken over. That moves the next time, not the pace.
    const std::int64_t flying = std::min(m_inFlight + m_lost.total(), m_burst);
    const auto tokens = [&](std::int64_t free) {
        return m_distance * std::max<std::int64_t>(0, m_burst - flying - free);
    };
    if (m_burst - used(now) > quota.remaining + 1)
        m_tat = std::max(m_tat, now + tokens(quota.remaining));
    if (quota.remaining == 0 && now + reset - second > m_tat + m_distance * flying)
        m_tat = now + reset;
}

std::vector<Comeback> Paced::comeback(Instant now, std::size_t most, Duration step) const
{
    std::vector<Comeback> groups;
    const std::int64_t together = 1 + (std::clamp(step, Duration(1), longest) - Duration(1)) / m_distance;
    Instant tat = m_tat;
    // The tokens whose turn lies after `after`, the last one at the TAT.
    const auto list = [&](Instant after) {
        std::int64_t left = tat > after ? (tat - after + m_distance - Duration(1)) / m_distance : 0;
        while (left > 0 && groups.size() < most) {
            const std::int64_t count = std::min(left, together);
            left -= count;
            groups.push_back({tat - m_distance * left, count});
        }
    };
    list(now);
    for (std::size_t i = 0; i < m_lost.size(); ++i) {
        const Instant before = std::max({tat, m_lost.instant(i) + m_granularity, now});
        advance(tat, m_lost.count(i), m_lost.instant(i));
        list(before);
    }
    return groups;
}

} // namespace limits
