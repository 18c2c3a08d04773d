#pragma once

#include "base/time.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>

namespace simulator {

using base::Duration;
using base::Instant;

/// The sign-ins that a vendor accepts: any, or the named ones; issued tokens for their life; none that
/// expired.
class Keyring {
public:
    /// `accepted` empty: any. `life` 0: for ever.
    Keyring(std::set<std::string> accepted, Duration life);

    bool accepts(const std::string& secret, Instant now);
    /// A new token, good for the life of this keyring.
    std::string issue(Instant now);
    Duration life() const { return m_life; }
    void setLife(Duration life) { m_life = life; }
    void expireAll();
    void pardon();

private:
    std::set<std::string> m_accepted;
    Duration m_life;
    std::map<std::string, Instant> m_since; ///< issued, or seen for the first time
    std::set<std::string> m_expired;
    std::uint64_t m_issued = 0;
};

} // namespace simulator
