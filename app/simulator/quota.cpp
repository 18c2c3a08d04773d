#include "simulator/quota.h"

#include <algorithm>
#include <utility>

namespace simulator {

CallWindow::CallWindow(std::string rule, std::int64_t max, Duration per, Counting counting, Duration phase)
    : m_max(max)
    , m_per(std::max(per, Duration(1)))
    , m_counting(counting)
    , m_phase(phase)
{
    m_peak.rule = std::move(rule);
    m_peak.allowed = max;
}

std::int64_t CallWindow::fixedNumber(Instant now) const
{
    const std::int64_t since = (now.time_since_epoch() - m_phase).count();
    const std::int64_t per = m_per.count();
    return since >= 0 ? since / per : -((-since + per - 1) / per);
}

void CallWindow::forget(Calls& calls, Instant now) const
{
    while (!calls.recent.empty() && calls.recent.front() <= now - m_per)
        calls.recent.pop_front();
    if (const std::int64_t number = fixedNumber(now); number != calls.fixed) {
        calls.fixed = number;
        calls.inFixed = 0;
    }
}

std::int64_t CallWindow::used(const Calls& calls) const
{
    const auto sliding = static_cast<std::int64_t>(calls.recent.size());
    switch (m_counting) {
    case Counting::sliding:
        return sliding;
    case Counting::fixed:
        return calls.inFixed;
    case Counting::both:
        break;
    }
    return std::max(sliding, calls.inFixed);
}

std::int64_t CallWindow::used(Instant now)
{
    forget(m_all, now);
    return used(m_all);
}

bool CallWindow::isFull(Instant now)
{
    return used(now) >= m_max;
}

bool CallWindow::count(Instant now)
{
    const bool isOver = isFull(now);
    m_all.recent.push_back(now);
    ++m_all.inFixed;
    return isOver;
}

void CallWindow::note(Instant now)
{
    forget(m_own, now);
    m_own.recent.push_back(now);
    ++m_own.inFixed;
    const std::int64_t usedByUs = used(m_own);
    m_peak.most = std::max(m_peak.most, usedByUs);
    if (usedByUs > m_max)
        ++m_peak.overruns;
}

Duration CallWindow::wait(Instant now)
{
    if (!isFull(now))
        return {};
    Duration wait{};
    if (m_counting != Counting::sliding && m_all.inFixed >= m_max)
        wait = m_phase + m_per * (m_all.fixed + 1) - now.time_since_epoch();
    const auto calls = static_cast<std::int64_t>(m_all.recent.size());
    if (m_counting != Counting::fixed && calls >= m_max) {
        // Room comes when all but max - 1 of the calls are old enough.
        const Instant leaves = m_all.recent[static_cast<std::size_t>(calls - m_max)] + m_per;
        wait = std::max(wait, leaves - now);
    }
    return wait;
}

Gcra::Gcra(std::string rule, std::int64_t burst, Duration every) : m_burst(burst), m_every(every)
{
    m_peak.rule = std::move(rule);
    m_peak.allowed = burst;
}

bool Gcra::fits(Instant arrival, Instant now) const
{
    return std::max(arrival, now) + m_every - now <= m_every * m_burst;
}

bool Gcra::take(Instant now, Caller caller)
{
    if (caller == Caller::own) {
        if (fits(m_own, now)) {
            m_own = std::max(m_own, now) + m_every;
            const auto used = (m_own - now + m_every - Duration(1)) / m_every;
            m_peak.most = std::max(m_peak.most, static_cast<std::int64_t>(used));
        } else {
            ++m_peak.overruns;
        }
    }
    if (!fits(m_arrival, now))
        return false;
    m_arrival = std::max(m_arrival, now) + m_every;
    return true;
}

std::int64_t Gcra::remaining(Instant now) const
{
    return (m_every * m_burst - reset(now)) / m_every;
}

Duration Gcra::reset(Instant now) const
{
    return std::max(m_arrival - now, Duration{});
}

Duration Gcra::wait(Instant now) const
{
    return std::max(reset(now) + m_every - m_every * m_burst, Duration{});
}

Desks::Desks(std::string rule, std::int64_t max, Duration patience)
    : m_max(max)
    , m_patience(patience)
    , m_freeAt(static_cast<std::size_t>(std::max<std::int64_t>(max, 1)))
{
    m_peak.rule = std::move(rule);
    m_peak.allowed = max;
}

Desks::Place Desks::enter(Instant now, Duration work, Caller caller)
{
    const auto desk = std::ranges::min_element(m_freeAt);
    const Instant start = std::max(*desk, now);
    const Place place = start - now > m_patience ? Place{false, m_patience} : Place{true, start - now};
    if (place.isGranted)
        *desk = start + work;
    if (caller == Caller::own) {
        std::erase_if(m_own, [now](Instant end) { return end <= now; });
        m_own.push_back(place.isGranted ? start + work : now + m_patience);
        m_peak.most = std::max(m_peak.most, static_cast<std::int64_t>(m_own.size()));
        if (static_cast<std::int64_t>(m_own.size()) > m_max)
            ++m_peak.overruns;
    }
    return place;
}

} // namespace simulator
