#include "limits/ratelimiter.h"

#include <algorithm>

/// The half of the limiter that learns limits which nobody knows for sure: beyond known ground one request at
/// a time, so that one limit costs one refusal.
namespace limits {

void RateLimiter::explore()
{
    for (std::size_t i = 0; i < m_limits.size(); ++i) {
        const Limit& limit = m_limits[i];
        if (limit.kind == Kind::window && limit.ceiling > 0)
            m_explored.push_back({i, Ground(limit, true)});
        else if (limit.kind == Kind::concurrency && limit.patience > Duration{})
            m_levels.push_back({i, Level(limit)});
    }
}

std::int64_t RateLimiter::shareOf(std::size_t rule, std::int64_t max) const
{
    const std::int64_t reserve = rule < m_limits.size() ? m_limits[rule].reserve : 0;
    return allowedOf(max, reserve, m_options.sharePercent);
}

/// Gives every rule the number that holds now. Who takes only a share of the account tries nothing out.
void RateLimiter::adoptGround(Instant now)
{
    const bool isCautious = m_staysOnKnownGround || m_options.sharePercent < 100;
    for (const Explored& one : m_explored) {
        const std::int64_t max = isCautious ? one.ground.known() : one.ground.most(now);
        m_rules[one.rule].as<Window>()->allow(shareOf(one.rule, max));
    }
    for (const Leveled& one : m_levels) {
        auto* rule = m_rules[one.rule].as<Concurrency>();
        rule->learn(one.level.told());
        rule->setLevel(m_staysOnKnownGround ? std::nullopt : std::optional(one.level.now()));
    }
}

/// A rule that these costs would take where nobody has been, while something is under way.
const Rule* RateLimiter::unknownGround(std::span<const Cost> costs, Instant now) const
{
    if (m_explored.empty() || m_staysOnKnownGround || !m_tickets.lastSent())
        return nullptr;
    for (const Explored& one : m_explored) {
        const Rule& rule = m_rules[one.rule];
        const std::int64_t count = rule.amount(costs);
        if (count > 0 && rule.as<Window>()->used(now) + count > one.ground.proven())
            return &rule;
    }
    return nullptr;
}

void RateLimiter::accepted(Instant sent, Instant now)
{
    const Instant at = moved(now);
    if (sent > m_refusedAt)
        m_refusals = 0;
    if (m_explored.empty() && m_levels.empty())
        return;
    const Instant left = std::min(sent, at);
    m_accepted.add(left, at);
    for (Explored& one : m_explored)
        one.ground.bore(m_accepted.since(at - one.ground.length()));
    for (Leveled& one : m_levels)
        one.level.accepted(at, at - left, m_rules[one.rule].as<Concurrency>()->inFlight());
    adoptGround(at);
}

void RateLimiter::teach(const std::string& name, Duration wait, Instant now, Instant sent)
{
    const auto found =
        std::ranges::find(m_explored, name, [](const Explored& one) { return one.ground.name(); });
    Explored* known = found == m_explored.end() ? nullptr : &*found;
    // What left before the line was drawn says nothing about it.
    if (known && known->ground.lesson().tries > 0 && sent <= known->ground.lesson().learnedAt)
        return;
    if (known && known->ground.isDeclared()) {
        const std::int64_t count = m_accepted.since(now - known->ground.length());
        if (count > 0) // otherwise others have used it up: nothing to be learned about our own number
            known->ground.teach(count, now);
    } else if (!m_explored.empty()) {
        // Where every declared number is sure there is nothing to be learned either.
        teachBucket(known, name, wait, now);
    }
    adoptGround(now);
}

/// So many per so long, both unknown. Our calls since the window surely began to fill are its number at most,
/// and from the first of them until the told wait is over is its length at least.
void RateLimiter::teachBucket(Explored* known, const std::string& name, Duration wait, Instant now)
{
    const auto first = m_accepted.runSince(m_bucketFrom, wait, now);
    m_bucketFrom = now + wait;
    if (!first)
        return;
    std::int64_t max = m_accepted.since(*first - Duration(1));
    Duration per = now + wait - *first;
    if (known) {
        const Ground& before = known->ground;
        if (max > before.lesson().max) {
            // Kept, and yet refused: the same number, over a time that keeps the new one's rate.
            const auto share = static_cast<double>(before.lesson().max) / static_cast<double>(max);
            per = std::max(before.length(),
                           Duration(static_cast<std::int64_t>(static_cast<double>(per.count()) * share)));
            max = before.lesson().max;
        }
        const Lesson older = before.lesson();
        std::erase_if(m_explored, [&](const Explored& one) { return one.ground.name() == name; });
        Explored& anew = addBucket(name, max, per, now);
        Lesson lesson = anew.ground.lesson();
        lesson.tries = older.tries;
        anew.ground.recall(lesson);
        anew.ground.teach(max, now);
        return;
    }
    addBucket(name, max, per, now).ground.teach(max, now);
}

RateLimiter::Explored& RateLimiter::addBucket(const std::string& name, std::int64_t max, Duration per,
                                              Instant now)
{
    Limit limit;
    limit.name = name;
    limit.kind = Kind::window;
    limit.max = std::max<std::int64_t>(max, 1);
    limit.per = std::clamp(per, Duration(1), longest);
    std::size_t index = 0;
    while (index < m_told.size() && m_told[index].name != name)
        ++index;
    const std::size_t place = m_limits.size() + index;
    if (index < m_told.size()) {
        m_told[index] = limit;
        m_rules[place].reconfigure(limit, m_options.guard, m_options.sharePercent, now);
    } else {
        m_told.push_back(limit);
        Rule& rule = m_rules.emplace_back(limit, m_options.guard, m_options.sharePercent);
        m_accepted.forEach([&](Instant answered) { rule.as<Window>()->recall(1, answered, now); });
        m_tickets.forEach([&](std::vector<Charge>& charges) {
            charges.push_back({static_cast<std::uint32_t>(place), 1});
            rule.as<Window>()->take(1);
        });
    }
    return m_explored.emplace_back(Explored{place, Ground(limit, false)});
}

void RateLimiter::showLearned(std::size_t rule, RuleState& shown) const
{
    for (const Explored& one : m_explored) {
        if (one.rule != rule)
            continue;
        shown.isLearned = one.ground.isLearned();
        shown.max = one.ground.known();
        shown.allowed = shareOf(rule, shown.max);
    }
    for (const Leveled& one : m_levels) {
        if (one.rule == rule)
            shown.isLearned = one.level.told().has_value();
    }
}

std::vector<Lesson> RateLimiter::lessons() const
{
    std::vector<Lesson> all;
    for (const Explored& one : m_explored)
        all.push_back(one.ground.lesson());
    for (const Leveled& one : m_levels)
        all.push_back(one.level.lesson());
    return all;
}

void RateLimiter::recallLesson(const Lesson& lesson)
{
    if (lesson.per > Duration{} && !m_explored.empty()) {
        addBucket(lesson.rule, lesson.max, lesson.per, m_now).ground.recall(lesson);
    }
    for (Explored& one : m_explored) {
        if (one.ground.isDeclared() && one.ground.name() == lesson.rule)
            one.ground.recall(lesson);
    }
    for (Leveled& one : m_levels) {
        if (one.level.lesson().rule == lesson.rule)
            one.level.recall(lesson);
    }
    adoptGround(m_now);
}

void RateLimiter::stayOnKnownGround(Instant now)
{
    m_staysOnKnownGround = true;
    m_isWary = false;
    m_block.expectStatusCalls(std::nullopt, now);
    adoptGround(moved(now));
}

} // namespace limits
