#pragma once

#include "limits/limits.h"

#include <optional>

namespace limits {

/// A silence of the whole account that the vendor ordered, other than a block (see Block). The longest order
/// counts: a shorter one never ends a longer one early. Over exactly at `until`.
class Hold {
public:
    bool isOn(Instant now) const { return m_state && now < m_state->until; }
    Instant until() const { return m_state->until; }         ///< only while it is on
    base::HoldCause cause() const { return m_state->cause; } ///< only while it is on
    std::optional<HoldState> state(Instant now) const { return isOn(now) ? m_state : std::nullopt; }

    /// Silence until `until`, ordered at `now`; the vendor told the time, or it did not.
    void extend(base::HoldCause cause, Instant now, Instant until, bool isTimeTold = true);
    void restore(base::HoldCause cause, Instant since, Instant until);

    /// The rule's name in a refusal: "hold: throttle" and so on.
    static const char* name(base::HoldCause cause);

private:
    std::optional<HoldState> m_state;
};

} // namespace limits
