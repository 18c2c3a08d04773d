#include "simulator/keyring.h"

#include <utility>

namespace simulator {

Keyring::Keyring(std::set<std::string> accepted, Duration life)
    : m_accepted(std::move(accepted))
    , m_life(life)
{
}

bool Keyring::accepts(const std::string& secret, Instant now)
{
    if (secret.empty() || m_expired.contains(secret))
        return false;
    const auto known = m_since.find(secret);
    if (known == m_since.end()) {
        if (!m_accepted.empty() && !m_accepted.contains(secret))
            return false;
        m_since.emplace(secret, now);
        return true;
    }
    return m_life == Duration{} || now < known->second + m_life;
}

std::string Keyring::issue(Instant now)
{
    const std::string token = "practice-token-" + std::to_string(++m_issued);
    m_since.emplace(token, now);
    return token;
}

void Keyring::expireAll()
{
    for (const auto& [secret, since] : m_since)
        m_expired.insert(secret);
}

void Keyring::pardon()
{
    m_expired.clear();
}

} // namespace simulator
