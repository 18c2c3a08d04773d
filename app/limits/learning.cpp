#include "limits/ratelimiter.h"

#include <algorithm>
#include <utility>

/// The half of the limiter that learns limits which nobody knows for sure: beyond known ground one request at
/// a time, so that one limit costs one refusal.
namespace limits {

namespace {

constexpr Duration toldIn = std::chrono::seconds(1); // vendors tell waits in whole seconds, rounded up
constexpr int pausePart = 8;                         // of a window: so long without a call is a pause

} // namespace

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
    const Accepted::One one{std::min(sent, at), at};
    m_accepted.add(one.sent, one.answered);
    for (Explored& explored : m_explored) {
        Ground& ground = explored.ground;
        if (m_shorterTry && m_shorterTry->rule == explored.rule && m_shorterTry->sent == one.sent) {
            ground.shorterBorne(one.counted() - m_shorterTry->begun);
            shorten(explored);
            m_shorterTry.reset();
        }
        ground.bore(m_accepted.since(at - ground.length()),
                    ground.isDeclared() ? m_accepted.inEveryWindow(ground.length(), at) : 0);
    }
    for (Leveled& leveled : m_levels)
        leveled.level.accepted(at, at - one.sent, m_rules[leveled.rule].as<Concurrency>()->inFlight());
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
    const Instant counted = Accepted::One{sent, now}.counted();
    if (known && known->ground.isDeclared())
        teachDeclared(known->ground, wait, now, counted);
    else if (!m_explored.empty()) // where every declared number is sure there is nothing to be learned either
        teachBucket(known, name, wait, now, counted);
    adoptGround(now);
}

/// The time is known, the number is to be learned. Sliding windows count what is younger than their length,
/// and have room when the first of it is not. Told to wait longer than that, the vendor counts in fixed
/// windows: then only what came since this one began has filled it, which was one length before its end.
void RateLimiter::teachDeclared(Ground& ground, Duration wait, Instant now, Instant counted)
{
    const Instant from = counted - ground.length();
    const std::int64_t young = m_accepted.countedSince(from);
    if (young == 0)
        return; // others have used it up: nothing to be learned about our own number
    const Accepted::One* first = m_accepted.back(young);
    if (wait > first->counted() - from + toldIn) {
        const Instant begun = counted + wait - ground.length();
        const std::int64_t most = m_accepted.countedSince(begun - toldIn);
        if (most > 0) {
            ground.teach(most, m_accepted.countedSince(begun), now);
            return;
        }
    }
    ground.teach(young, young, now);
}

/// So many per so long, both unknown. Our calls since the window surely began to fill are its number at most,
/// and from the first of them until the told wait is over is its length, less what waits are rounded up by.
void RateLimiter::teachBucket(Explored* known, const std::string& name, Duration wait, Instant now,
                              Instant counted)
{
    const Instant end = counted + wait;
    const Duration rounded = wait % toldIn == Duration{} ? std::min(toldIn, wait) : Duration{};
    const auto tried = std::exchange(m_shorterTry, std::nullopt);
    const Instant from = std::exchange(m_bucketFrom, now + wait);
    if (known && !known->ground.countsRefused())
        m_rules[known->rule].as<Window>()->forgiveLast();
    const Duration least = tried ? end - rounded - tried->begun : Duration{};
    if (known && tried && tried->rule == known->rule && least <= known->ground.length()) {
        known->ground.shorterRefused(counted - tried->begun, least, end - tried->begun, now);
        shorten(*known);
        return;
    }
    // Refused although it was kept, shortly after it refused a try: that one counted.
    const auto forgiven =
        known && !known->ground.countsRefused() ? known->ground.shorterRefusedAt() : std::nullopt;
    if (forgiven && now - *forgiven < known->ground.length()) {
        known->ground.countRefused();
        return;
    }
    // A pause shorter than the window does not begin a new one.
    const Duration gap = known ? std::max(wait, known->ground.length()) : wait;
    const Accepted::One* first = m_accepted.runSince(from, gap, now);
    if (first == nullptr)
        return;
    const std::int64_t count = m_accepted.since(first->sent - Duration(1));
    if (!known) {
        const Duration per = end - first->counted();
        Ground& ground = addBucket(name, count, per, now).ground;
        ground.lengthIs(per - rounded, per);
        ground.teach(count, count, now);
        return;
    }
    // Kept, and yet refused. Either a shorter time was accepted by chance; or too few came lately, and the
    // time is longer; or it is counted in windows that begin by the clock, and the first refusal saw two of
    // them.
    const Lesson older = known->ground.lesson();
    std::int64_t max = std::min(count, older.max);
    Duration per = known->ground.toldLength();
    if (known->ground.length() >= per) {
        const Accepted::One* begun = count > max ? m_accepted.back(max) : nullptr;
        const bool isSinceWait = first->sent - from < toldIn;
        per = begun != nullptr ? end - begun->counted()
                               : end + toldIn - (isSinceWait ? from : first->counted());
    }
    if (max < older.max && countsThoseBefore(*known, max, per, end - rounded)) {
        max = older.max;
        per = std::max(end - m_accepted.back(max)->counted(), known->ground.length());
    }
    std::erase_if(m_explored, [&](const Explored& one) { return one.ground.name() == name; });
    Explored& anew = addBucket(name, max, per, now);
    Lesson lesson = anew.ground.lesson();
    lesson.tries = older.tries;
    anew.ground.recall(lesson);
    anew.ground.teach(max, max, now);
}

/// Refused after fewer than the bucket was thought to hold: whether those before the wait filled it as well,
/// so that the number stands and only the time is longer. Answers that were long on their way make a time
/// look too short. `per`: what the fewer would need; `end`: when there is room at the earliest.
bool RateLimiter::countsThoseBefore(const Explored& known, std::int64_t fewer, Duration per,
                                    Instant end) const
{
    const Lesson& lesson = known.ground.lesson();
    const Accepted::One* all = m_accepted.back(lesson.max);
    if (all == nullptr || end - all->counted() > known.ground.toldLength() + toldIn)
        return false; // the refusal before told that the time is shorter than that
    // They may still be all: the milder guess is tried first, and again where two windows, more than such a
    // time touches, would not have held what it has held.
    return lesson.tries <= 1 || m_accepted.mostWithin(per - toldIn) > 2 * fewer;
}

/// When a call may go that the rule has no room for yet, to try whether its window is shorter; empty: none
/// may. Only after a pause, with the first call into the window that follows: a vendor whose windows begin
/// with a call, or by the clock, may have begun another one meanwhile.
std::optional<Instant> RateLimiter::shorterTryAt(std::size_t rule, std::int64_t count) const
{
    if (m_explored.empty() || count != 1 || m_staysOnKnownGround || m_options.sharePercent < 100
        || m_tickets.lastSent())
        return std::nullopt;
    for (const Explored& one : m_explored) {
        if (one.rule != rule || one.ground.isDeclared())
            continue;
        const auto shorter = one.ground.shorter();
        const std::int64_t max = m_rules[rule].as<Window>()->allowed();
        const Accepted::One* begun = m_accepted.back(max);
        if (!shorter || begun == nullptr || m_accepted.pauseBefore(max) < one.ground.length() / pausePart)
            return std::nullopt;
        return begun->answered + *shorter;
    }
    return std::nullopt;
}

void RateLimiter::shorterTryLeaves(Ticket ticket, std::size_t rule, Instant now)
{
    auto* window = m_rules[rule].as<Window>();
    m_shorterTry = {ticket, rule, now, m_accepted.back(window->allowed())->counted()};
    window->makeRoom(1);
}

void RateLimiter::shorterTryIsOver(Ticket ticket)
{
    if (m_shorterTry && m_shorterTry->ticket == ticket)
        m_shorterTry.reset();
}

void RateLimiter::shorten(const Explored& one)
{
    Limit& limit = m_told[one.rule - m_limits.size()];
    limit.per = one.ground.length();
    m_rules[one.rule].as<Window>()->shorten(guardedLength(limit, m_options.guard));
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
    m_isWary = m_isUntried = false;
    m_block.expectStatusCalls(std::nullopt, now);
    adoptGround(moved(now));
}

} // namespace limits
