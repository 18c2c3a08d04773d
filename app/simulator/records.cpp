#include "simulator/records.h"

#include <utility>

namespace simulator {

Records::Records(DataOptions options) : m_options(std::move(options)) {}

Records::State Records::stateOf(std::string_view kind, const std::string& id) const
{
    if (m_answersNotFound || m_options.missing.contains(id))
        return State::missing;
    const auto deleted = m_deleted.find(std::string(kind));
    return deleted != m_deleted.end() && deleted->second.contains(id) ? State::deleted : State::present;
}

Records::State Records::erase(std::string_view kind, const std::string& id)
{
    if (m_withholds || m_answersNotFound || m_options.missing.contains(id))
        return stateOf(kind, id);
    return m_deleted[std::string(kind)].insert(id).second ? State::present : State::deleted;
}

bool Records::isAdministrator(const std::string& id) const
{
    return m_options.administrators.contains(id);
}

std::string Records::addressOf(const std::string& id) const
{
    if (m_options.addresses.empty())
        return "user" + id + "@example.com";
    const auto found = m_options.addresses.find(id);
    return found == m_options.addresses.end() ? std::string() : found->second;
}

Failure Records::failureOf(const std::string& id)
{
    const auto found = m_options.failing.find(id);
    if (found == m_options.failing.end() || found->second.times == 0)
        return {.status = 0, .times = 0, .isAfterEffect = false};
    if (found->second.times > 0)
        --found->second.times;
    return found->second;
}

} // namespace simulator
