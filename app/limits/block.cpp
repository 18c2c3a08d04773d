#include "limits/block.h"

#include <algorithm>

namespace limits {

bool Block::isSilent(Instant now) const
{
    return m_phase == Phase::silent && (m_every || now < until());
}

Instant Block::until() const
{
    const Instant latest = std::max(m_counted, m_underWay.value_or(m_counted)) + m_told;
    return std::min(std::max(latest, m_least), Instant{4 * longest - Duration(1)});
}

HoldState Block::state() const
{
    HoldState state = m_state;
    state.cause = base::HoldCause::block;
    state.until = until();
    return state;
}

void Block::begin(Instant now, Duration wait, const HoldState& ours)
{
    if (m_phase == Phase::over) {
        m_state = ours;
        m_state.since = now;
        m_counted = m_least = now;
        m_told = {};
    }
    m_phase = Phase::silent;
    m_counted = std::max(m_counted, now);
    m_told = std::max(m_told, std::min(wait, longest));
}

void Block::restore(Instant since, Instant until, Instant lastCounted)
{
    m_phase = Phase::silent;
    m_state = HoldState{base::HoldCause::block, until, since, 0, 0, {}};
    m_told = std::clamp(until - since, Duration{}, longest);
    m_counted = std::max(since, lastCounted);
    m_least = until;
}

void Block::expectStatusCalls(std::optional<Duration> every, Instant now)
{
    // What an earlier program asked just before is not known.
    if (every && !m_every && isPending() && !m_lastAsked)
        m_lastAsked = now;
    m_every = every;
}

std::optional<Instant> Block::statusCallDue() const
{
    if (m_phase != Phase::silent || !m_every || m_isAsked)
        return std::nullopt;
    const Instant end = until();
    const Instant soonest = m_lastAsked ? *m_lastAsked + *m_every : std::min(m_state.since + *m_every, end);
    // The one that matters is the one at the end: none that would put it off.
    return soonest < end && soonest + *m_every > end ? end : soonest;
}

void Block::statusCallLeaves(Instant now)
{
    m_isAsked = true;
    m_lastAsked = now;
}

void Block::heed(const base::ProbeSignal& told, Instant now)
{
    if (told.open) {
        if (m_phase == Phase::silent)
            m_phase = Phase::trying;
        return;
    }
    if (told.wait <= Duration{})
        return; // still closed, and no word for how long: asked again
    if (m_phase == Phase::over)
        begin(now, told.wait, {});
    m_phase = m_phase == Phase::tried ? Phase::tried : Phase::silent;
    m_least = std::max(m_least, now + std::min(told.wait, longest));
}

void Block::heedNothing(Instant now)
{
    if (m_phase == Phase::silent && now >= until())
        m_phase = Phase::trying;
}

void Block::waterLost(Instant countedUntil)
{
    // It may have started the block again as late as that.
    m_phase = Phase::silent;
    m_counted = std::max(m_counted, countedUntil);
}

} // namespace limits
