#include "limits/ratelimiter.h"

#include <algorithm>
#include <utility>

namespace limits {

namespace {

constexpr std::size_t none = static_cast<std::size_t>(-1);

bool isSameState(Kind one, Kind other)
{
    const auto state = [](Kind kind) { return kind == Kind::daily ? Kind::window : kind; };
    return state(one) == state(other);
}

/// The old rule that `limit` goes on with: the same one, or else the only one of its kind and scope left
/// over.
std::size_t predecessor(const Limit& limit, const std::vector<Rule>& rules, const std::vector<bool>& isTaken)
{
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const Rule& rule = rules[i];
        if (!isTaken[i] && rule.kind() == limit.kind && rule.scope() == limit.scope
            && rule.name() == limit.name)
            return i;
    }
    return none;
}

/// The old rule that counted at least the requests of `limit`, and remembers them longest.
std::size_t witness(const Limit& limit, const std::vector<Rule>& rules)
{
    std::size_t best = none;
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const Rule& rule = rules[i];
        if (isSameState(rule.kind(), limit.kind) && covers(rule.scope(), limit.scope)
            && (best == none || rule.memory() > rules[best].memory()))
            best = i;
    }
    return best;
}

} // namespace

void RateLimiter::reconfigure(std::vector<Limit> limits, Options options, Instant now, Raise raise)
{
    const Instant at = moved(now);
    const std::vector<Rule> old = std::move(m_rules);
    std::vector<bool> isTaken(old.size(), false);
    std::vector<std::size_t> places(old.size(), none); // where each old rule went
    std::vector<std::uint32_t> fresh;                  // new rules that count nothing in flight yet

    m_rules.clear();
    m_rules.reserve(limits.size() + 1);
    for (const Limit& limit : limits) {
        const std::size_t same = predecessor(limit, old, isTaken);
        if (same != none) {
            isTaken[same] = true;
            places[same] = m_rules.size();
            m_rules.push_back(old[same]);
            m_rules.back().reconfigure(limit, options.guard, options.sharePercent, at, raise);
            continue;
        }
        fresh.push_back(static_cast<std::uint32_t>(m_rules.size()));
        Rule& rule = m_rules.emplace_back(limit, options.guard, options.sharePercent);
        const std::size_t known = witness(limit, old);
        if (known != none)
            rule.inherit(old[known], limit, options.guard, options.sharePercent, at);
        else if (m_wasUsed)
            rule.visit([at](auto& state) { state.close(at); }); // nobody knows what it would have counted
    }
    // A concurrency that only the vendor told stays, unless one is declared now.
    const bool isDeclared = std::ranges::any_of(
        limits, [](const Limit& limit) { return limit.kind == Kind::concurrency && limit.scope.empty(); });
    std::vector<Limit> told;
    for (std::size_t i = m_limits.size(); i < old.size(); ++i) {
        if (isDeclared && old[i].kind() == Kind::concurrency)
            continue;
        places[i] = m_rules.size();
        m_rules.push_back(old[i]);
        told.push_back(m_told[i - m_limits.size()]);
    }
    m_told = std::move(told);

    m_tickets.forEach([&](std::vector<Charge>& charges) {
        std::int64_t largest = 1;
        std::vector<Charge> kept;
        for (const Charge& charge : charges) {
            largest = std::max(largest, charge.count);
            if (places[charge.rule] != none)
                kept.push_back({static_cast<std::uint32_t>(places[charge.rule]), charge.count});
        }
        // What is under way may count against a new rule, by its largest cost at the most.
        for (const std::uint32_t index : fresh) {
            const std::int64_t count = m_rules[index].kind() == Kind::concurrency ? 1 : largest;
            m_rules[index].visit([count](auto& state) { state.take(count); });
            kept.push_back({index, count});
        }
        charges = std::move(kept);
    });
    m_limits = std::move(limits);
    m_options = options;
    m_shorterTry.reset();
    const auto explored = std::exchange(m_explored, {});
    const auto levels = std::exchange(m_levels, {});
    explore();
    for (const Explored& one : explored) {
        if (!one.ground.isDeclared() && places[one.rule] != none)
            m_explored.push_back({places[one.rule], one.ground});
        for (Explored& same : m_explored) {
            if (same.ground.isDeclared() && same.ground.name() == one.ground.name())
                same.ground.recall(one.ground.lesson());
        }
    }
    for (const Leveled& one : levels) {
        for (Leveled& same : m_levels) {
            if (same.level.lesson().rule == one.level.lesson().rule)
                same.level.recall(one.level.lesson());
        }
    }
    adoptGround(at);
}

} // namespace limits
