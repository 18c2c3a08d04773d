#include "support/strictlimits.h"

#include <algorithm>

namespace support {

StrictWindow::StrictWindow(int max, Nanoseconds per, Begin begin, Nanoseconds phase)
    : m_max(max)
    , m_per(per)
    , m_begin(begin)
    , m_phase(phase)
{
}

void StrictWindow::settle(Nanoseconds at)
{
    if (m_begin == Begin::sliding) {
        while (!m_calls.empty() && m_calls.front() <= at - m_per)
            m_calls.pop_front();
        return;
    }
    const Nanoseconds into = ((at - m_phase) % m_per + m_per) % m_per; // also before the first phase
    const bool isOver = m_from < Nanoseconds{} || at >= m_from + m_per;
    const Nanoseconds from = m_begin == Begin::clock ? at - into : isOver ? at : m_from;
    if (from != m_from)
        m_calls.clear();
    m_from = from;
}

bool StrictWindow::isFull(Nanoseconds at)
{
    settle(at);
    return static_cast<int>(m_calls.size()) >= m_max;
}

void StrictWindow::count(Nanoseconds at)
{
    settle(at);
    m_calls.push_back(at);
}

Nanoseconds StrictWindow::wait(Nanoseconds at)
{
    if (!isFull(at))
        return {};
    const Nanoseconds from =
        m_begin == Begin::sliding ? m_calls[m_calls.size() - static_cast<std::size_t>(m_max)] : m_from;
    return from + m_per - at;
}

bool StrictPace::take(Nanoseconds at)
{
    if (wait(at) > Nanoseconds{})
        return false;
    m_full = std::max(m_full, at) + m_every;
    return true;
}

Nanoseconds StrictPace::reset(Nanoseconds at) const
{
    return std::max(m_full - at, Nanoseconds{});
}

int StrictPace::remaining(Nanoseconds at) const
{
    return m_burst - static_cast<int>((reset(at) + m_every - Nanoseconds(1)) / m_every);
}

Nanoseconds StrictPace::wait(Nanoseconds at) const
{
    return std::max(reset(at) - m_every * (m_burst - 1), Nanoseconds{});
}

StrictDesks::StrictDesks(int desks, Nanoseconds patience)
    : m_patience(patience)
    , m_free(static_cast<std::size_t>(std::max(desks, 1)), Nanoseconds{})
{
}

StrictDesks::Place StrictDesks::enter(Nanoseconds at, Nanoseconds work)
{
    const auto desk = std::ranges::min_element(m_free);
    const Nanoseconds line = std::max(*desk - at, Nanoseconds{});
    if (line > m_patience)
        return {false, m_patience};
    *desk = at + line + work;
    return {true, line};
}

int wholeSeconds(Nanoseconds wait)
{
    return std::max(1, static_cast<int>(std::chrono::ceil<std::chrono::seconds>(wait).count()));
}

} // namespace support
