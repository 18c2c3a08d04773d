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
    Recollection next = m_stored;
    std::vector<std::uint64_t> open = m_open;
    const auto call = [&next](std::uint64_t attempt) {
        const auto found = std::find_if(next.calls.rbegin(), next.calls.rend(),
                                        [&](const StoredCall& c) { return c.attempt == attempt && !c.end; });
        return found == next.calls.rend() ? next.calls.end() : std::prev(found.base());
    };
    for (const LedgerBegin& begin : commit.begins) {
        next.calls.push_back({begin.attempt, begin.costs, stamp(begin.sent, clock), std::nullopt, false});
        open.push_back(begin.attempt);
    }
    for (const LedgerEnd& end : commit.ends) {
        const auto found = call(end.attempt);
        if (found == next.calls.end())
            return base::fail("Attempt " + std::to_string(end.attempt) + " has an end but never began.");
        found->end = stamp(end.at, clock);
        found->isLost = end.isLost;
        std::erase(open, end.attempt);
    }
    for (const std::uint64_t attempt : commit.cancelled) {
        if (const auto found = call(attempt); found != next.calls.end())
            next.calls.erase(found);
        std::erase(open, attempt);
    }
    if (commit.hold)
        next.hold = StoredHold{commit.hold->cause, stamp(commit.hold->since, clock),
                               stamp(commit.hold->until, clock)};
    else if (commit.isHoldOver)
        next.hold.reset();
    for (const limits::Lesson& lesson : commit.lessons) {
        std::erase_if(next.lessons, [&](const StoredLesson& l) { return l.lesson.rule == lesson.rule; });
        next.lessons.push_back({lesson, stamp(lesson.learnedAt, clock)});
    }
    if (commit.othersUsed != 0)
        next.others.push_back({commit.othersUsed, stamp(clock.now(), clock)});
    m_stored = std::move(next);
    m_open = std::move(open);
    m_isNew = false;
    return {};
}

} // namespace journal
