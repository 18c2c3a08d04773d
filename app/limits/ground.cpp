#include "limits/ground.h"

#include <algorithm>

namespace limits {

namespace {

constexpr std::int64_t restFarBelow = 2, restBelowDeclared = 10, restElsewhere = 100; // lengths of the window
constexpr std::int64_t restOfLevel = 150;     // times the vendor's patience: ten minutes of a patience of 4 s
constexpr int triesCounted = 10;              // doublings of a rest
constexpr int cleanWhile = 6;                 // answers at a level before one more is tried
constexpr int cleanAfterSign = 24;            // the same after a slow answer
constexpr std::int64_t noCeiling = 1'000'000; // requests: of a window that no profile declares
constexpr int wellEnough = 16;                // parts of a length: so much of it may be unknown
constexpr int shorterRefusedMost = 3;         // tries of a shorter length that may cost a refusal

Duration doubled(Duration rest, int tries)
{
    return std::min(rest * (std::int64_t{1} << std::clamp(tries - 1, 0, triesCounted)), longest);
}

} // namespace

Ground::Ground(const Limit& limit, bool isDeclared)
    : m_isDeclared(isDeclared)
    , m_declared(isDeclared ? limit.max : 0)
    , m_ceiling(isDeclared ? std::max(limit.ceiling, limit.max) : noCeiling)
    , m_length(nominalLength(limit))
    , m_least(m_length)
    , m_told(m_length)
{
    m_lesson.rule = limit.name;
    if (!isDeclared) {
        m_lesson.max = m_lesson.proven = limit.max;
        m_lesson.per = m_length;
    }
}

Duration Ground::rest() const
{
    const std::int64_t lengths = m_lesson.max * 2 < m_declared ? restFarBelow
                                 : m_lesson.max < m_declared   ? restBelowDeclared
                                                               : restElsewhere;
    return doubled(m_length * lengths, m_lesson.tries);
}

std::int64_t Ground::proven() const
{
    if (m_lesson.max > 0)
        return std::min(m_lesson.max, m_lesson.proven);
    // Where no refusal drew a line the vendor may count in fixed windows, and what was accepted have fallen
    // into two of them.
    return m_isDeclared ? std::min(m_lesson.proven, std::max(m_declared, m_inEveryWindow)) : m_lesson.proven;
}

std::int64_t Ground::most(Instant now) const
{
    const bool isTriedAgain = m_lesson.max > 0 && now - m_lesson.learnedAt >= rest();
    return m_lesson.max > 0 && !isTriedAgain ? std::min(m_lesson.max, m_ceiling) : m_ceiling;
}

std::int64_t Ground::known() const
{
    return std::min(m_lesson.max > 0 ? m_lesson.max : std::max(m_declared, m_lesson.proven), m_ceiling);
}

void Ground::bore(std::int64_t count, std::int64_t inEveryWindow)
{
    m_inEveryWindow = std::max(m_inEveryWindow, inEveryWindow);
    m_lesson.proven = std::max(m_lesson.proven, std::min(count, m_ceiling));
    // Beyond a line that was tried again: it has moved.
    if (m_lesson.max > 0 && m_lesson.proven > m_lesson.max)
        m_lesson.max = m_isDeclared ? 0 : m_lesson.proven;
}

void Ground::teach(std::int64_t max, std::int64_t proven, Instant now)
{
    m_lesson.max = std::clamp<std::int64_t>(max, 1, m_ceiling);
    m_lesson.proven = std::min({m_lesson.proven, m_lesson.max, proven});
    m_lesson.learnedAt = now;
    ++m_lesson.tries;
}

void Ground::recall(const Lesson& lesson)
{
    m_lesson = lesson;
    if (lesson.per > Duration{})
        m_length = m_least = m_told = lesson.per;
}

void Ground::lengthIs(Duration least, Duration most)
{
    m_length = m_lesson.per = std::clamp(most, Duration(1), longest);
    m_least = std::clamp(least, Duration{}, m_length);
    m_told = std::max(m_told, m_length);
}

std::optional<Duration> Ground::shorter() const
{
    if (m_shorterRefused >= shorterRefusedMost || (m_length - m_least) * wellEnough <= m_length)
        return std::nullopt;
    // Vendors like whole seconds; otherwise the middle, and less boldly after each refusal.
    const Duration whole = std::chrono::floor<std::chrono::seconds>(m_length);
    const Duration margin = m_length / wellEnough;
    return whole > m_least && m_length - whole > margin
               ? whole
               : m_length - (m_length - m_least) / (m_shorterRefused + 2);
}

void Ground::shorterBorne(Duration length)
{
    lengthIs(m_least, std::clamp(length, m_least, m_length));
}

void Ground::shorterRefused(Duration length, Duration least, Duration most, Instant now)
{
    ++m_shorterRefused;
    m_shorterRefusedAt = now;
    const Duration atLeast = std::min(std::max({m_least, length, least}), m_length);
    lengthIs(atLeast, std::clamp(most, atLeast, m_length));
}

Level::Level(const Limit& limit) : m_declared(limit.max), m_patience(limit.patience)
{
    m_lesson.rule = limit.name;
    m_lesson.proven = 1;
}

void Level::accepted(Instant now, Duration took, std::int64_t beside)
{
    if (m_patience > Duration{} && took >= m_patience / 4 * 3 && beside > 0) {
        // It stood in the vendor's queue: the next would be refused. One step back for all that queued there.
        if (m_lesson.proven > 1 && (!m_slowAt || now - *m_slowAt >= m_patience))
            --m_lesson.proven;
        m_slowAt = now;
        m_clean = cleanWhile - cleanAfterSign;
        return;
    }
    m_most = std::max(m_most, beside + 1);
    if (m_most < m_lesson.proven || ++m_clean < cleanWhile)
        return; // only a level that was used says something
    const bool isTriedAgain =
        m_lesson.max > 0 && now - m_lesson.learnedAt >= doubled(m_patience * restOfLevel, m_lesson.tries);
    if (isTriedAgain && m_lesson.proven >= m_lesson.max)
        m_lesson.max = 0;
    if (m_lesson.proven < (m_lesson.max > 0 ? std::min(m_lesson.max, m_declared) : m_declared)) {
        ++m_lesson.proven;
        m_clean = 0;
        m_most = 0;
    }
}

void Level::teach(std::int64_t max, Instant now)
{
    m_lesson.max = std::max<std::int64_t>(max, 1);
    m_lesson.proven = std::min(m_lesson.proven, m_lesson.max);
    m_lesson.learnedAt = now;
    ++m_lesson.tries;
    m_clean = 0;
    m_most = 0;
}

void Level::recall(const Lesson& lesson)
{
    m_lesson = lesson;
    m_lesson.proven = std::clamp<std::int64_t>(lesson.proven, 1, m_declared);
}

} // namespace limits
