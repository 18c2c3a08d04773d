#include "jobs/guards.h"

#include <algorithm>
#include <limits>

namespace jobs {

namespace {

/// Gone on from, the brake asks again after so many times as many.
constexpr int allGoneFactor = 10;

} // namespace

Guards::Guards(const GuardSettings& settings)
    : m_settings(settings)
    , m_recent(static_cast<std::size_t>(std::max(settings.failureRateOf, 1)))
{
}

void Guards::see(Seen what)
{
    const bool isFailure = what == Seen::failed;
    m_failuresInRow = isFailure ? m_failuresInRow + 1 : 0;

    if (m_recentCount == m_recent.size())
        m_recentFailed -= m_recent[m_recentNext] ? 1 : 0;
    else
        ++m_recentCount;
    m_recent[m_recentNext] = isFailure;
    m_recentFailed += isFailure ? 1 : 0;
    m_recentNext = (m_recentNext + 1) % m_recent.size();

    if (what == Seen::gone)
        ++m_goneOnly;
    else
        m_isOtherSeen = true;
}

PauseReason Guards::verdict() const
{
    if (m_settings.failuresInRow > 0 && m_failuresInRow >= m_settings.failuresInRow)
        return PauseReason::guardRow;
    if (m_settings.failureRatePercent > 0 && m_recentCount == m_recent.size()
        && m_recentFailed * 100 >= m_settings.failureRatePercent * static_cast<int>(m_recent.size()))
        return PauseReason::guardRate;
    if (m_settings.allGoneAt > 0 && !m_isOtherSeen && m_goneOnly >= m_settings.allGoneAt)
        return PauseReason::guardAllGone;
    return PauseReason::none;
}

bool Guards::isOutOfRequests() const
{
    return m_settings.maxRequests > 0 && m_requests >= m_settings.maxRequests;
}

std::uint32_t Guards::roomBeforeLook(std::uint32_t touched) const
{
    if (m_settings.canary <= 0)
        return std::numeric_limits<std::uint32_t>::max();
    const auto canary = static_cast<std::uint32_t>(m_settings.canary);
    return touched < canary ? canary - touched : 0;
}

bool Guards::isCanaryOver(std::uint32_t answered) const
{
    return m_settings.canary > 0 && answered >= static_cast<std::uint32_t>(m_settings.canary);
}

void Guards::recall(const Past& past)
{
    const bool isPassed =
        m_settings.canary > 0 && past.touched > static_cast<std::uint32_t>(m_settings.canary);
    if (isPassed || (past.reason == PauseReason::guardRequests && isCanaryOver(past.answered)))
        m_settings.canary = 0;

    m_requests = past.requests;
    const std::int64_t cap = m_settings.maxRequests;
    if (cap > 0 && past.requests > cap)
        m_requests = (past.requests - 1) % cap + 1; // exactly full: it may not have been said yet

    m_isOtherSeen = past.isOtherSeen;
    m_goneOnly = static_cast<int>(past.absent);
    // Paused by it: goOn() makes the last step.
    const int gonePast = past.reason == PauseReason::guardAllGone ? m_goneOnly / allGoneFactor : m_goneOnly;
    while (m_settings.allGoneAt > 0 && gonePast >= m_settings.allGoneAt)
        askAboutAllGoneLater();
}

void Guards::askAboutAllGoneLater()
{
    constexpr int most = std::numeric_limits<int>::max() / allGoneFactor;
    m_settings.allGoneAt = m_settings.allGoneAt > most ? 0 : m_settings.allGoneAt * allGoneFactor;
}

void Guards::goOn(PauseReason reason)
{
    m_failuresInRow = 0;
    std::fill(m_recent.begin(), m_recent.end(), false);
    m_recentNext = m_recentCount = 0;
    m_recentFailed = 0;
    if (reason == PauseReason::guardAllGone)
        askAboutAllGoneLater();
    if (reason == PauseReason::guardCanary)
        m_settings.canary = 0;
    // A cap that was met and is gone on from allows as many again.
    if (reason == PauseReason::guardRequests)
        m_requests = 0;
}

} // namespace jobs
