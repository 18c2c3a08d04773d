#include "limits/rule.h"

#include <algorithm>

namespace limits {

namespace {

std::variant<Window, Paced, Concurrency> stateOf(const Limit& limit, const Guard& guard, int sharePercent)
{
    switch (limit.kind) {
    case Kind::paced:
        return Paced(limit, guard, sharePercent);
    case Kind::concurrency:
        return Concurrency(limit, guard, sharePercent);
    case Kind::window:
    case Kind::daily:
        break;
    }
    return Window(limit, guard, sharePercent);
}

} // namespace

Rule::Rule(const Limit& limit, const Guard& guard, int sharePercent)
    : m_name(limit.name)
    , m_scope(limit.scope)
    , m_kind(limit.kind)
    , m_state(stateOf(limit, guard, sharePercent))
{
}

bool Rule::isLearned() const
{
    if (const Paced* paced = as<Paced>())
        return paced->isLearned();
    if (const Concurrency* concurrency = as<Concurrency>())
        return concurrency->isLearned();
    return false;
}

std::int64_t Rule::amountInScope(std::span<const Cost> costs) const
{
    std::int64_t sum = 0;
    for (const Cost& cost : costs) {
        if (cost.count > 0 && covers(m_scope, cost.path))
            sum += cost.count;
    }
    return sum;
}

void Rule::reconfigure(const Limit& limit, const Guard& guard, int sharePercent, Instant now, Raise raise)
{
    m_name = limit.name;
    visit([&](auto& state) { state.reconfigure(limit, guard, sharePercent, now, raise); });
}

void Rule::inherit(const Rule& older, const Limit& limit, const Guard& guard, int sharePercent, Instant now)
{
    older.visit([&](const auto& state) { m_state = state.derived(limit, guard, sharePercent, now); });
}

RuleState Rule::explain(const Limit& declared, Instant now) const
{
    RuleState shown;
    shown.name = m_name;
    shown.kind = m_kind;
    shown.scope = m_scope;
    shown.max = m_kind == Kind::paced ? declared.burst : declared.max;
    shown.per = m_kind == Kind::paced ? as<Paced>()->pace() : nominalLength(declared);
    shown.isLearned = isLearned();
    visit([&](const auto& state) {
        shown.allowed = state.allowed();
        shown.used = state.used(now);
        shown.inFlight = state.inFlight();
        const Instant at = state.roomAt(1, now);
        if (at > now && at != onlyAnAnswer)
            shown.nextSlot = at;
    });
    return shown;
}

Duration Rule::memory() const
{
    if (const Window* window = as<Window>())
        return window->length();
    if (const Paced* paced = as<Paced>())
        return paced->memory();
    return {};
}

Duration Rule::recovery() const
{
    if (m_kind == Kind::window)
        return as<Window>()->length();
    if (const Paced* paced = as<Paced>())
        return paced->distance();
    return {};
}

} // namespace limits
