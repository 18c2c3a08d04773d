#pragma once

#include "limits/concurrency.h"
#include "limits/paced.h"
#include "limits/window.h"

#include <algorithm>
#include <span>

namespace limits {

/// One limit of the account with its present state: which requests it counts, and how many of them it has
/// room for. Everything that differs between the kinds is asked through here.
class Rule {
public:
    Rule(const Limit& limit, const Guard& guard, int sharePercent);

    const std::string& name() const { return m_name; }
    const std::string& scope() const { return m_scope; }
    Kind kind() const { return m_kind; }
    bool isAccountWide() const { return m_scope.empty(); }
    bool isLearned() const;

    /// How many of this rule a request of these costs takes.
    std::int64_t amount(std::span<const Cost> costs) const
    {
        if (!m_scope.empty())
            return amountInScope(costs);
        return costs.empty() ? 1 : std::max<std::int64_t>(costs.front().count, 0);
    }

    template <class Visitor>
    decltype(auto) visit(Visitor&& visitor)
    {
        return std::visit(std::forward<Visitor>(visitor), m_state);
    }
    template <class Visitor>
    decltype(auto) visit(Visitor&& visitor) const
    {
        return std::visit(std::forward<Visitor>(visitor), m_state);
    }
    template <class State>
    State* as()
    {
        return std::get_if<State>(&m_state);
    }
    template <class State>
    const State* as() const
    {
        return std::get_if<State>(&m_state);
    }

    // What every kind answers.
    std::int64_t capacity() const
    {
        return visit([](const auto& state) { return state.capacity(); });
    }
    Instant roomAt(std::int64_t count, Instant from) const
    {
        return visit([&](const auto& state) { return state.roomAt(count, from); });
    }

    void reconfigure(const Limit& limit, const Guard& guard, int sharePercent, Instant now,
                     Raise raise = Raise::slowly);
    /// Takes over what `older` remembers: a rule of the same kind that counted at least the same requests.
    void inherit(const Rule& older, const Limit& limit, const Guard& guard, int sharePercent, Instant now);

    RuleState explain(const Limit& declared, Instant now) const;
    /// At most `most` groups of slots, each spanning less than `step` and standing at its last instant: by
    /// then all of it is really back.
    std::vector<Comeback> comeback(Instant now, std::size_t most, Duration step) const
    {
        return visit([&](const auto& state) { return state.comeback(now, most, step); });
    }
    Duration memory() const; ///< how long after its answer a request can still matter
    /// For how long after a refusal without a wait surely no room can be hoped for; 0: nothing is known.
    Duration recovery() const;

private:
    std::int64_t amountInScope(std::span<const Cost> costs) const;

    std::string m_name;
    std::string m_scope;
    Kind m_kind = Kind::window;
    std::variant<Window, Paced, Concurrency> m_state;
};

} // namespace limits
