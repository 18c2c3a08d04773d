#include "limits/ratelimiter.h"

#include <algorithm>
#include <limits>

namespace limits {

namespace {

template <class... Functions>
struct Overloaded : Functions... {
    using Functions::operator()...;
};

/// Durations from outside (a vendor's answer) can be anything.
Duration bounded(Duration wait)
{
    return std::clamp(wait, Duration{}, longest);
}

Limit learnedConcurrency(int max)
{
    Limit limit;
    limit.name = "concurrency told by the vendor";
    limit.kind = Kind::concurrency;
    limit.max = max;
    return limit;
}

} // namespace

RateLimiter::RateLimiter(std::vector<Limit> limits, Options options)
    : m_limits(std::move(limits))
    , m_options(options)
{
    m_rules.reserve(m_limits.size());
    for (const Limit& limit : m_limits)
        m_rules.emplace_back(limit, options.guard, options.sharePercent);
    explore();
    adoptGround(m_now);
}

Instant RateLimiter::seen(Instant now) const
{
    return std::max(m_now, std::min(now, Instant{4 * longest - Duration(1)}));
}

Instant RateLimiter::moved(Instant now)
{
    return m_now = seen(now);
}

Answer RateLimiter::acquire(std::span<const Cost> costs, Instant now, Purpose purpose)
{
    const Instant at = moved(now);
    const bool isProbe = purpose == Purpose::probe;
    if (m_tickets.isFull() || (!isProbe && (m_hold.isOn(at) || m_block.isPending()))) {
        if (!isProbe && m_block.isPending())
            watchBlock();
        if (m_tickets.isFull() || m_hold.isOn(at) || m_block.isSilent(at) || m_block.isTried())
            return refusal(costs, at, purpose);
    }
    adoptGround(at);
    std::optional<std::size_t> shorter; // the rule of which a shorter length is tried
    for (std::size_t i = 0; i < m_rules.size(); ++i) {
        const std::int64_t count = m_rules[i].amount(costs);
        const bool hasRoom = m_rules[i].visit([&](auto& state) {
            state.settle(at);
            return state.hasRoom(count, at);
        });
        if (hasRoom || count <= 0)
            continue;
        const auto tryAt = shorterTryAt(i, count);
        if (isProbe || shorter || !tryAt || *tryAt > at)
            return refusal(costs, at, purpose);
        shorter = i;
    }

    if (!isProbe && ((m_scout && m_tickets.isOut(*m_scout)) || unknownGround(costs, at)))
        return refusal(costs, at, purpose);
    const bool isFirst = !isProbe && (m_isUntried || (m_isWary && isAfterPause(at)));

    std::vector<Charge>* charges = nullptr;
    const Ticket ticket = m_tickets.issue(charges, at, purpose);
    if (shorter)
        shorterTryLeaves(ticket, *shorter, at);
    for (std::uint32_t i = 0; i < m_rules.size(); ++i) {
        const std::int64_t count = m_rules[i].amount(costs);
        if (count == 0)
            continue;
        m_rules[i].visit([count](auto& state) { state.take(count); });
        charges->push_back({i, count});
    }
    m_wasUsed = true;
    if (isFirst) {
        m_scout = ticket;
        m_isUntried = false;
    }
    if (isProbe) {
        m_block.statusCallLeaves(at);
    } else if (m_block.isPending()) {
        m_block.tryWater();
        m_water = ticket;
    }
    return ticket;
}

Answer RateLimiter::wouldAcquire(std::span<const Cost> costs, Instant now, Purpose purpose) const
{
    return refusal(costs, seen(now), purpose);
}

/// Why not, or an empty ticket where nothing stands against it.
Answer RateLimiter::refusal(std::span<const Cost> costs, Instant now, Purpose purpose) const
{
    const auto held = purpose != Purpose::probe ? hold(now) : std::nullopt;
    const bool isHeld = held.has_value();
    Instant at = isHeld ? std::max(now, held->until) : now;
    if (purpose != Purpose::probe && m_block.isPending()) {
        const bool isAsking = m_block.isSilent(now) && m_block.until() <= now;
        const auto due = m_block.statusCallDue();
        if (m_block.isTried() || (isAsking && !due))
            return Refusal{Hold::name(base::HoldCause::block), std::nullopt, true, base::HoldCause::block};
        if (isAsking)
            at = std::max(at, *due);
    }
    const Rule* binding = nullptr; // the one that moved `at` last
    const Rule* waiting = nullptr; // one that only an answer helps
    bool isMoved =
        false; // then once more: where a lost request begins to count, a paced rule can close again
    for (bool isFirst = true; isFirst || isMoved; isFirst = false) {
        isMoved = false;
        for (std::size_t i = 0; i < m_rules.size(); ++i) {
            const Rule& rule = m_rules[i];
            const std::int64_t count = rule.amount(costs);
            if (count == 0 || (!isFirst && rule.kind() != Kind::paced))
                continue;
            if (isFirst && count > rule.capacity())
                return Never{rule.name(), rule.capacity()};
            Instant room = rule.roomAt(count, at);
            if (const auto tryAt = room > at ? shorterTryAt(i, count) : std::nullopt)
                room = std::clamp(*tryAt, at, room);
            if (room == onlyAnAnswer) {
                waiting = waiting ? waiting : &rule;
            } else if (room > at) {
                at = room;
                binding = &rule;
                isMoved = true;
            }
        }
        isMoved = isMoved && !waiting;
    }
    if (waiting)
        return Refusal{waiting->name(), std::nullopt};
    if (m_tickets.isFull())
        return Refusal{"requests in flight", std::nullopt};
    if (binding)
        return Refusal{binding->name(), at};
    if (isHeld)
        return Refusal{Hold::name(held->cause), at, true, held->cause};
    if (purpose != Purpose::probe && m_scout && m_tickets.isOut(*m_scout))
        return Refusal{"the first answer", std::nullopt};
    if (const Rule* unknown = purpose != Purpose::probe ? unknownGround(costs, now) : nullptr)
        return Refusal{unknown->name(), std::nullopt};
    return Ticket{};
}

template <class GiveBack>
bool RateLimiter::giveBack(Ticket ticket, GiveBack how)
{
    const std::vector<Charge>* charges = m_tickets.redeem(ticket);
    if (!charges)
        return false;
    for (const Charge& charge : *charges)
        m_rules[charge.rule].visit([&](auto& state) { how(state, charge.count); });
    if (m_block.isPending())
        watchBlock();
    return true;
}

bool RateLimiter::release(Ticket ticket, Instant now)
{
    const Instant at = moved(now);
    if (m_tickets.isOut(ticket))
        ended(ticket, std::nullopt);
    m_lastEnded = at;
    return giveBack(ticket, [at](auto& state, std::int64_t count) {
        state.settle(at);
        state.release(count, at);
    });
}

bool RateLimiter::cancel(Ticket ticket)
{
    shorterTryIsOver(ticket);
    if (m_tickets.isOut(ticket)) {
        m_isUntried = m_isUntried || m_scout == ticket;
        if (m_water == ticket) {
            m_water.reset();
            m_block.waterNotTried();
        } else if (m_tickets.purpose(ticket) == Purpose::probe) {
            m_block.statusCallEnded(m_now);
        }
    }
    return giveBack(ticket, [](auto& state, std::int64_t count) { state.cancel(count); });
}

bool RateLimiter::lose(Ticket ticket, Instant now, Instant until)
{
    const Instant at = moved(now);
    const Instant end = seen(until);
    shorterTryIsOver(ticket);
    if (m_tickets.isOut(ticket))
        ended(ticket, end);
    m_lastEnded = at;
    return giveBack(ticket, [at, end](auto& state, std::int64_t count) {
        state.settle(at);
        state.lose(count, end);
        state.settle(at);
    });
}

void RateLimiter::ended(Ticket ticket, std::optional<Instant> lostUntil)
{
    if (m_tickets.purpose(ticket) == Purpose::probe) {
        m_block.statusCallEnded(m_now);
    } else if (m_water == ticket) {
        m_water.reset();
        if (lostUntil)
            m_block.waterLost(*lostUntil);
        else
            m_block.waterAnswered(); // should it be refused, feedback() begins anew
    } else if (lostUntil && m_block.isPending()) {
        m_block.countedUntil(*lostUntil);
    }
}

void RateLimiter::landAll(Instant now)
{
    const Instant at = moved(now);
    if (m_water)
        m_block.waterAnswered();
    m_water.reset();
    m_scout.reset();
    m_shorterTry.reset();
    m_block.statusCallEnded(m_now);
    m_block.setUnderWay(std::nullopt);
    m_tickets.redeemAll([this, at](const std::vector<Charge>& charges) {
        for (const Charge& charge : charges) {
            m_rules[charge.rule].visit([at, &charge](auto& state) {
                state.settle(at);
                state.release(charge.count, at);
            });
        }
    });
}

void RateLimiter::feedback(const base::Signal& signal, const std::string& path, Instant now, Instant sent)
{
    const Instant at = moved(now);
    const Instant left = std::min(sent, at);
    std::visit(Overloaded{
                   [&](const base::HoldSignal& told) { heedHold(told, path, at, left); },
                   [&](const base::ConcurrencySignal& told) { learnConcurrency(told.max, path); },
                   [&](const base::QuotaSignal& told) { heedQuota(told, path, at, left); },
                   [&](const base::RefusalSignal& told) {
                       refusedWithoutWait(bounded(told.atLeast), path, at, left);
                   },
                   [&](const base::ProbeSignal& told) { m_block.heed(told, at); },
               },
               signal);
}

void RateLimiter::heedHold(const base::HoldSignal& told, const std::string& path, Instant now, Instant sent)
{
    if (told.cause == base::HoldCause::block) {
        m_block.begin(now, bounded(told.wait), blame(path, now));
        watchBlock();
        return;
    }
    m_hold.extend(told.cause, now, now + bounded(told.wait));
    m_isUntried = true;
    if (!told.limit.empty())
        teach(told.limit, bounded(told.wait), now, sent);
}

/// A second refusal in a row means that the next longer window is full: others use the account, too.
void RateLimiter::refusedWithoutWait(Duration atLeast, const std::string& path, Instant now, Instant sent)
{
    if (m_refusals == 0 || sent >= m_refusedUntil)
        ++m_refusals; // otherwise it was on its way with the one before
    const Instant until = now + std::max(atLeast, recoveryAfter(path, m_refusals));
    m_refusedAt = now;
    m_refusedUntil = std::max(m_refusedUntil, until);
    m_hold.extend(base::HoldCause::throttle, now, until, false);
    m_isUntried = true;
}

HoldState RateLimiter::blame(const std::string& path, Instant now) const
{
    HoldState state;
    const Rule* shortest = nullptr;
    for (const Rule& rule : m_rules) {
        if (rule.kind() == Kind::window && covers(rule.scope(), path)
            && (!shortest || rule.recovery() < shortest->recovery()))
            shortest = &rule;
    }
    if (shortest) {
        const RuleState shown = explain(now)[static_cast<std::size_t>(shortest - m_rules.data())];
        state.ours = shown.used;
        state.oursMost = shown.max;
        state.oursPer = shown.per;
    }
    return state;
}

/// What is on its way may start the block again until it is known to have ended.
void RateLimiter::watchBlock()
{
    const auto last = m_tickets.lastSent();
    m_block.setUnderWay(last ? std::optional(*last + m_onTheWayMost) : std::nullopt);
}

/// Whether so much time has gone by without a call that the account may look different by now: a tenth of a
/// window, or one step of a pace.
bool RateLimiter::isAfterPause(Instant now) const
{
    if (m_tickets.lastSent())
        return false;
    Duration pause = longest;
    for (const Rule& rule : m_rules) {
        if (rule.kind() == Kind::window)
            pause = std::min(pause, rule.recovery() / 10);
        else if (rule.kind() == Kind::paced)
            pause = std::min(pause, rule.recovery());
    }
    return now - m_lastEnded > pause;
}

void RateLimiter::expect(Duration onTheWayMost, std::optional<Duration> statusCallEvery, Instant now,
                         bool isWary)
{
    m_isWary = isWary;
    m_onTheWayMost = bounded(onTheWayMost);
    m_block.expectStatusCalls(statusCallEvery, moved(now));
}

void RateLimiter::statusCallUnread(Instant now)
{
    m_block.heedNothing(moved(now));
}

Rule* RateLimiter::mostSpecific(Kind kind, const std::string& path)
{
    Rule* found = nullptr;
    for (Rule& rule : m_rules) {
        if (rule.kind() == kind && covers(rule.scope(), path)
            && (!found || rule.scope().size() > found->scope().size()))
            found = &rule;
    }
    return found;
}

void RateLimiter::learnConcurrency(int max, const std::string& path)
{
    Rule* rule = mostSpecific(Kind::concurrency, path);
    if (!rule) {
        // Nothing is declared: the vendor's number becomes a rule of its own, which counts what is under way.
        const auto index = static_cast<std::uint32_t>(m_rules.size());
        rule =
            &m_rules.emplace_back(learnedConcurrency(std::numeric_limits<int>::max()), m_options.guard, 100);
        m_told.push_back(learnedConcurrency(max));
        m_tickets.forEach([&](std::vector<Charge>& charges) {
            charges.push_back({index, 1});
            rule->as<Concurrency>()->take(1);
        });
    }
    const auto index = static_cast<std::size_t>(rule - m_rules.data());
    for (Leveled& one : m_levels) {
        if (one.rule == index) {
            one.level.teach(max, m_now);
            adoptGround(m_now);
            return;
        }
    }
    rule->as<Concurrency>()->learn(max);
}

void RateLimiter::heedQuota(const base::QuotaSignal& quota, const std::string& path, Instant now,
                            Instant sent)
{
    if (Rule* rule = mostSpecific(Kind::paced, path)) {
        rule->as<Paced>()->heed(quota, now, sent);
        return;
    }
    // The count belongs to the window whose declared maximum the vendor names.
    for (std::size_t i = 0; i < m_limits.size(); ++i) {
        Window* window = m_rules[i].as<Window>();
        if (!window || m_limits[i].max != quota.limit || !covers(m_limits[i].scope, path))
            continue;
        window->settle(now);
        const std::int64_t unknown = m_limits[i].max - window->used(now) - std::max(quota.remaining, 0);
        // Fixed windows empty at the reset, sliding ones sooner; told in whole seconds, rounded either way.
        const Duration reset = bounded(quota.reset) + std::chrono::seconds(1);
        const bool isTold = quota.reset > Duration{} && reset < window->length();
        if (unknown > 0)
            window->charge(unknown, now + (isTold ? reset : window->length()));
        return;
    }
}

Duration RateLimiter::recoveryAfter(const std::string& path, int refusals) const
{
    // Whatever was counted before now has left a window after its length: the shortest one after the first
    // refusal in a row, then the next. Without windows a token of the slowest pace is back after its
    // distance.
    std::vector<Duration> windows;
    Duration pace{};
    for (const Rule& rule : m_rules) {
        if (!covers(rule.scope(), path))
            continue;
        if (rule.kind() == Kind::window)
            windows.push_back(rule.recovery());
        else
            pace = std::max(pace, rule.recovery());
    }
    if (windows.empty())
        return pace;
    std::ranges::sort(windows);
    return windows[std::min(windows.size(), static_cast<std::size_t>(std::max(refusals, 1))) - 1];
}

void RateLimiter::recall(std::span<const Cost> costs, Instant, Instant answered, Instant now)
{
    const Instant at = moved(now);
    const Instant counted = std::clamp(answered, Instant{-longest}, Instant{4 * longest - Duration(1)});
    m_wasUsed = true;
    if (answered > at)
        m_recalledUntil = std::max(m_recalledUntil, counted);
    for (Rule& rule : m_rules) {
        const std::int64_t count = rule.amount(costs);
        rule.visit([&](auto& state) {
            state.settle(at);
            if (count > 0)
                state.recall(count, counted, at);
        });
    }
}

void RateLimiter::recallHold(base::HoldCause cause, Instant since, Instant until)
{
    const Instant end = std::min(until, Instant{4 * longest - Duration(1)});
    if (cause == base::HoldCause::block)
        m_block.restore(since, end, m_recalledUntil);
    else
        m_hold.restore(cause, since, end);
    m_isUntried = true;
}

void RateLimiter::chargeOthers(std::int64_t count, Instant at)
{
    const Instant now = moved(at);
    for (Rule& rule : m_rules) {
        if (rule.kind() != Kind::daily || count <= 0)
            continue;
        Window* window = rule.as<Window>();
        window->settle(now);
        window->recall(count, std::max(at, Instant{-longest}), now);
    }
}

void RateLimiter::closeAll(Instant now)
{
    const Instant at = moved(now);
    m_wasUsed = true;
    for (Rule& rule : m_rules) {
        rule.visit([at](auto& state) {
            state.settle(at);
            state.close(at);
        });
    }
}

std::vector<RuleState> RateLimiter::explain(Instant now) const
{
    const Instant at = seen(now);
    std::vector<RuleState> states;
    states.reserve(m_rules.size());
    for (std::size_t i = 0; i < m_rules.size(); ++i) {
        const bool isDeclared = i < m_limits.size();
        states.push_back(m_rules[i].explain(isDeclared ? m_limits[i] : m_told[i - m_limits.size()], at));
        if (!isDeclared)
            states.back().max = states.back().allowed;
        showLearned(i, states.back());
    }
    return states;
}

std::optional<HoldState> RateLimiter::hold(Instant now) const
{
    const Instant at = seen(now);
    const auto ordered = m_hold.state(at);
    if (!m_block.isSilent(at) || (ordered && ordered->until > m_block.until()))
        return ordered;
    return m_block.state();
}

std::optional<HoldState> RateLimiter::unsettledHold(Instant now) const
{
    if (!m_block.isPending())
        return hold(now);
    HoldState state = m_block.state();
    if (const auto ordered = m_hold.state(seen(now)))
        state.until = std::max(state.until, ordered->until);
    return state;
}

std::vector<Comeback> RateLimiter::comeback(std::size_t index, Instant now, std::size_t most,
                                            Duration step) const
{
    if (index >= m_rules.size())
        return {};
    return m_rules[index].comeback(seen(now), most, step);
}

std::int64_t RateLimiter::inFlight() const
{
    return m_tickets.out();
}

Duration RateLimiter::longestWindow() const
{
    Duration longestMemory{};
    for (const Rule& rule : m_rules)
        longestMemory = std::max(longestMemory, rule.memory());
    // A window that is still to be learned may be longer than any declared one.
    if (!m_explored.empty())
        longestMemory = std::max(longestMemory, Duration(std::chrono::hours(1)));
    return longestMemory;
}

const std::vector<Limit>& RateLimiter::limits() const
{
    return m_limits;
}

const RateLimiter::Options& RateLimiter::options() const
{
    return m_options;
}

} // namespace limits
