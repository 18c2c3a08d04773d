#include "limits/hold.h"

#include <algorithm>

namespace limits {

using base::HoldCause;

void Hold::extend(HoldCause cause, Instant now, Instant until, bool isTimeTold)
{
    if (until <= now)
        return;
    if (!isOn(now))
        m_state = HoldState{cause, until, now, 0, 0, {}, isTimeTold};
    else if (until > m_state->until) {
        m_state->cause = cause;
        m_state->until = until;
        m_state->isTimeTold = isTimeTold;
    }
}

void Hold::restore(HoldCause cause, Instant since, Instant until)
{
    if (!m_state || until > m_state->until)
        m_state = HoldState{cause, until, m_state ? std::min(since, m_state->since) : since, 0, 0, {}, true};
}

const char* Hold::name(HoldCause cause)
{
    switch (cause) {
    case HoldCause::throttle:
        return "hold: throttle";
    case HoldCause::block:
        return "hold: block";
    case HoldCause::daily:
        return "hold: daily";
    case HoldCause::outage:
        return "hold: outage";
    }
    return "hold";
}

} // namespace limits
