#include "journal/memoryledger.h"

#include <algorithm>

namespace journal {

MemoryLedger::MemoryLedger(const MemoryLedger& other)
    : Ledger()
    , m_stored(other.m_stored)
    , m_isNew(other.m_isNew)
    , m_damage(other.m_damage)
{
}

void MemoryLedger::damage(const QString& words)
{
    m_damage = words;
}

Result<Memory> MemoryLedger::recall(const base::Clock& clock, Duration longest, Duration linger)
{
    if (!m_damage.isEmpty()) {
        Memory memory;
        memory.kind = Memory::Kind::damaged;
        memory.isBroken = true;
        memory.damage = m_damage;
        memory.damagedSince = clock.now();
        return memory;
    }
    for (StoredCall& call : m_stored.calls) {
        const bool isOurs = std::ranges::find(m_open, call.attempt) != m_open.end();
        if (!call.end && !isOurs) {
            call.end = stamp(clock.now() + linger, clock);
            call.isLost = true;
        }
    }
    Memory memory = recollect(m_stored, clock, longest, linger);
    m_longest = longest;
    if (m_isNew)
        memory.kind = Memory::Kind::none;
    m_isNew = false;
    return memory;
}

Result<void> MemoryLedger::commit(const LedgerCommit& commit, const base::Clock& clock)
{
    if (commit.isEmpty())
        return {};
    if (!m_damage.isEmpty())
        return base::fail("The ledger is damaged: " + m_damage.toStdString());
    // Everything is looked at before anything is changed: all of a commit or nothing.
    const auto call = [this](std::uint64_t attempt) {
        const auto found = std::find_if(m_stored.calls.rbegin(), m_stored.calls.rend(),
                                        [&](const StoredCall& c) { return c.attempt == attempt && !c.end; });
        return found == m_stored.calls.rend() ? m_stored.calls.end() : std::prev(found.base());
    };
    for (const LedgerEnd& end : commit.ends) {
        const bool isNew =
            std::ranges::find(commit.begins, end.attempt, &LedgerBegin::attempt) != commit.begins.end();
        if (!isNew && call(end.attempt) == m_stored.calls.end())
            return base::fail("Attempt " + std::to_string(end.attempt) + " has an end but never began.");
    }
    for (const LedgerBegin& begin : commit.begins) {
        m_stored.calls.push_back({begin.attempt, begin.costs, stamp(begin.sent, clock), std::nullopt, false});
        m_open.push_back(begin.attempt);
    }
    for (const LedgerEnd& end : commit.ends) {
        const auto found = call(end.attempt);
        found->end = stamp(end.at, clock);
        found->isLost = end.isLost;
        std::erase(m_open, end.attempt);
    }
    for (const std::uint64_t attempt : commit.cancelled) {
        if (const auto found = call(attempt); found != m_stored.calls.end())
            m_stored.calls.erase(found);
        std::erase(m_open, attempt);
    }
    if (commit.hold)
        m_stored.hold = StoredHold{commit.hold->cause, stamp(commit.hold->since, clock),
                                   stamp(commit.hold->until, clock)};
    else if (commit.isHoldOver)
        m_stored.hold.reset();
    for (const limits::Lesson& lesson : commit.lessons) {
        std::erase_if(m_stored.lessons, [&](const StoredLesson& l) { return l.lesson.rule == lesson.rule; });
        m_stored.lessons.push_back({lesson, stamp(lesson.learnedAt, clock)});
    }
    if (commit.othersUsed != 0)
        m_stored.others.push_back({commit.othersUsed, stamp(clock.now(), clock)});
    if (commit.witness) {
        std::erase_if(m_stored.witnesses, [&](const Witness& w) { return w.store == commit.witness->store; });
        if (commit.witness->attempt != 0)
            m_stored.witnesses.push_back(*commit.witness);
    }
    m_isNew = false;
    forget(clock);
    return {};
}

/// Calls that no recall() will want any more, as the ledger on a disk forgets them; now and then, as each
/// look at them all costs as much as there are.
void MemoryLedger::forget(const base::Clock& clock)
{
    if (!m_longest || m_stored.calls.size() < m_forgetAt)
        return;
    const Instant oldest = clock.now() - *m_longest;
    // The wall clock may have been set: a day of margin.
    const base::WallTime oldestWall =
        clock.wallNow() - std::chrono::ceil<std::chrono::milliseconds>(*m_longest) - std::chrono::hours(24);
    std::erase_if(m_stored.calls, [&](const StoredCall& call) {
        const bool isPresent = call.end && call.end->boot == clock.bootId();
        const bool isOld = call.end && (isPresent ? call.end->at < oldest : call.end->utc < oldestWall);
        if (isOld && (!m_stored.forgotten || call.end->utc > m_stored.forgotten->utc))
            m_stored.forgotten = call.end;
        return isOld;
    });
    m_forgetAt = std::max(forgetAtLeast, 2 * m_stored.calls.size());
}

} // namespace journal
