#include "engine/series.h"

#include <algorithm>

namespace engine {

namespace {

// The bounds of SeriesView, see there: an hour, a day, 31 days, and a few thousand waits.
constexpr auto second = std::chrono::seconds(1);
constexpr auto ten = std::chrono::seconds(10);
constexpr auto fiveMinutes = std::chrono::minutes(5);
constexpr std::size_t secondsMost = 3600, tensMost = 8640, fiveMinutesMost = 8928, spansMost = 4000,
                      limitChangesMost = 500;

/// Between two looks at the limits pass at most a few seconds while a job runs; after more the machine slept.
constexpr auto lookedAway = std::chrono::seconds(5);

/// Vectors are trimmed in lumps, so that dropping the oldest costs nothing on average.
template <class T>
void trim(std::vector<T>& steps, std::size_t most)
{
    if (steps.size() > most + most / 4)
        steps.erase(steps.begin(), steps.end() - static_cast<std::ptrdiff_t>(most));
}

WallTime aligned(WallTime at, base::Duration length)
{
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(length);
    return WallTime(at.time_since_epoch() / ms * ms);
}

} // namespace

SeriesStep& Series::step(std::vector<SeriesStep>& steps, WallTime at, base::Duration length, std::size_t most)
{
    const WallTime start = aligned(at, length);
    if (steps.empty()) {
        steps.push_back({.at = start});
        return steps.back();
    }
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(length);
    // The clock was set back: what happens now is told at the newest step rather than lost.
    if (start <= steps.back().at)
        return steps.back();
    // Quiet steps in between carry the quota on; beyond the bound they are not needed at all.
    const auto gap = (start - steps.back().at) / ms - 1;
    if (gap > static_cast<std::int64_t>(most)) {
        steps.clear();
    } else {
        SeriesStep quiet = steps.back();
        quiet.sent = quiet.refused = 0;
        // The window's count, too, as long as somebody only looked away for a moment.
        quiet.windowHigh = gap * ms <= lookedAway ? m_used.front() : 0;
        quiet.usedLow = quiet.usedHigh = m_used;
        for (auto i = gap; i > 0; --i) {
            quiet.at += ms;
            steps.push_back(quiet);
        }
    }
    SeriesStep fresh{.at = start};
    if (!steps.empty())
        fresh.usedLow = fresh.usedHigh = m_used;
    steps.push_back(fresh);
    trim(steps, most);
    return steps.back();
}

template <class Change>
void Series::change(WallTime at, Change&& change)
{
    change(step(m_view.seconds, at, second, secondsMost));
    change(step(m_view.tens, at, ten, tensMost));
    change(step(m_view.fiveMinutes, at, fiveMinutes, fiveMinutesMost));
}

void Series::sent(WallTime at, std::uint32_t inWindow)
{
    change(at, [inWindow](SeriesStep& s) {
        ++s.sent;
        s.windowHigh = std::max(s.windowHigh, inWindow);
    });
}

void Series::refused(WallTime at)
{
    change(at, [](SeriesStep& s) { ++s.refused; });
}

void Series::sample(WallTime at, std::span<const limits::RuleState> rules)
{
    noteLimits(at, rules);
    change(at, [rules](SeriesStep& s) {
        for (std::size_t i = 0; i < std::min(rules.size(), s.usedHigh.size()); ++i) {
            const auto used = static_cast<std::uint32_t>(std::max<std::int64_t>(0, rules[i].used));
            s.usedLow[i] = std::min(s.usedLow[i], used);
            s.usedHigh[i] = std::max(s.usedHigh[i], used);
            if (i == 0)
                s.windowHigh = std::max(s.windowHigh, used);
        }
    });
    for (std::size_t i = 0; i < std::min(rules.size(), m_used.size()); ++i)
        m_used[i] = static_cast<std::uint32_t>(std::max<std::int64_t>(0, rules[i].used));
}

void Series::noteLimits(WallTime at, std::span<const limits::RuleState> rules)
{
    for (std::uint32_t i = 0; i < std::min<std::size_t>(rules.size(), m_limits.size()); ++i) {
        if (!rules[i].isLearned || m_limits[i] == rules[i].max)
            continue;
        m_limits[i] = rules[i].max;
        m_view.limitChanges.push_back({at, i, rules[i].max});
        trim(m_view.limitChanges, limitChangesMost);
    }
}

void Series::closeSpan(WallTime at)
{
    if (!m_span)
        return;
    m_span->to = std::max(at, m_span->from);
    const auto length = m_span->to - m_span->from;
    if (m_span->cause == WaitCause::none) {
        m_view.sending += length;
    } else {
        m_view.waited[static_cast<std::size_t>(m_span->cause)] += length;
        auto& waits = m_view.waits;
        // Waits that touch are one: a second of sending between two windows is no gap worth a span.
        if (!waits.empty() && waits.back().cause == m_span->cause && waits.back().rule == m_span->rule
            && waits.back().to == m_span->from)
            waits.back().to = m_span->to;
        else
            waits.push_back(*m_span);
        trim(waits, spansMost);
    }
    m_span.reset();
}

void Series::wait(WallTime at, WaitCause cause, const QString& rule)
{
    if (m_span && m_span->cause == cause && m_span->rule == rule)
        return;
    closeSpan(at);
    m_span = WaitSpan{cause, rule, at, at};
}

void Series::end(WallTime at)
{
    closeSpan(at);
}

void Series::wasOff(WallTime from, WallTime to)
{
    if (!m_span && m_view.waits.empty())
        slept(from, to);
}

void Series::slept(WallTime from, WallTime to)
{
    if (to <= from)
        return;
    closeSpan(from);
    m_span = WaitSpan{WaitCause::off, {}, from, to};
    closeSpan(to);
}

std::shared_ptr<const SeriesView> Series::view(WallTime now) const
{
    Series open = *this;
    open.closeSpan(now);
    return std::make_shared<const SeriesView>(std::move(open.m_view));
}

double Series::perSecond(WallTime now) const
{
    std::uint32_t sent = 0;
    const WallTime from = now - ten;
    for (auto it = m_view.seconds.rbegin(); it != m_view.seconds.rend() && it->at > from; ++it)
        sent += it->sent;
    return sent / 10.0;
}

} // namespace engine
