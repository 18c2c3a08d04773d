#include "jobs/guards.h"

#include <algorithm>
#include <limits>

namespace jobs {

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
        m_sawOther = true;
}

PauseReason Guards::verdict() const
{
    if (m_settings.failuresInRow > 0 && m_failuresInRow >= m_settings.failuresInRow)
        return PauseReason::guardRow;
    if (m_settings.failureRatePercent > 0 && m_recentCount == m_recent.size()
        && m_recentFailed * 100 >= m_settings.failureRatePercent * static_cast<int>(m_recent.size()))
        return PauseReason::guardRate;
    if (m_settings.allGoneAt > 0 && !m_sawOther && m_goneOnly >= m_settings.allGoneAt)
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

void Guards::recall(std::uint32_t touched, std::uint32_t answered, std::int64_t requests, PauseReason reason)
{
    m_requests = requests;
    const bool isPassed = m_settings.canary > 0 && touched > static_cast<std::uint32_t>(m_settings.canary);
    if (isPassed || (reason == PauseReason::guardRequests && isCanaryOver(answered)))
        m_settings.canary = 0;
}

void Guards::goOn(PauseReason reason)
{
    m_failuresInRow = 0;
    std::fill(m_recent.begin(), m_recent.end(), false);
    m_recentNext = m_recentCount = 0;
    m_recentFailed = 0;
    if (reason == PauseReason::guardAllGone) {
        m_settings.allGoneAt *= 10;
    }
    if (reason == PauseReason::guardCanary)
        m_settings.canary = 0;
    // A cap that was met and is gone on from allows as many again.
    if (reason == PauseReason::guardRequests)
        m_requests = 0;
}

} // namespace jobs
