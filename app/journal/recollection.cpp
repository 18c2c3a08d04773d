#include "journal/recollection.h"

#include <algorithm>
#include <map>

namespace journal {

namespace {

// Boot times are kept in nanoseconds, UTC in whole milliseconds.
constexpr Duration utcGrain = std::chrono::milliseconds(1);

/// Translates stamps of any boot to the present one.
class Reading {
public:
    Reading(const Recollection& stored, const base::Clock& clock)
        : m_now(clock.now())
        , m_boot(clock.bootId())
        , m_presentOffset(offset(stamp(m_now, clock)))
    {
        const auto look = [this](const Stamp& stamp) {
            if (isPresent(stamp)) {
                m_presentOffset = std::min(m_presentOffset, offset(stamp));
                return;
            }
            const auto [entry, isNew] = m_offsets.try_emplace(stamp.boot, offset(stamp));
            if (!isNew)
                entry->second = std::max(entry->second, offset(stamp));
        };
        for (const StoredCall& call : stored.calls) {
            look(call.sent);
            if (call.end)
                look(*call.end);
        }
        if (stored.hold) {
            look(stored.hold->since);
            look(stored.hold->until);
        }
        for (const StoredOthers& others : stored.others)
            look(others.at);
    }

    Instant now() const { return m_now; }
    bool isPresent(const Stamp& stamp) const
    {
        // A machine that cannot name its boots calls all of them "unknown".
        return stamp.boot == m_boot && m_boot != "unknown";
    }

    /// May lie in the future.
    Instant at(const Stamp& stamp) const
    {
        if (isPresent(stamp))
            return stamp.at;
        const auto known = m_offsets.find(stamp.boot);
        const Duration utc =
            stamp.at.time_since_epoch() + (known == m_offsets.end() ? offset(stamp) : known->second);
        return Instant(utc + utcGrain - m_presentOffset);
    }
    Instant past(const Stamp& stamp) const { return std::min(at(stamp), m_now); }

private:
    /// UTC at the start of the stamp's boot, as its wall clock had it.
    static Duration offset(const Stamp& stamp)
    {
        return stamp.utc.time_since_epoch() - stamp.at.time_since_epoch();
    }

    Instant m_now;
    std::string m_boot;
    Duration m_presentOffset;
    std::map<std::string, Duration> m_offsets; ///< of other boots
};

} // namespace

Stamp stamp(Instant at, const base::Clock& clock)
{
    const auto distance = std::chrono::floor<std::chrono::milliseconds>(at - clock.now());
    return {clock.bootId(), at, clock.wallNow() + distance};
}

Memory recollect(const Recollection& stored, const base::Clock& clock, Duration longest, Duration linger)
{
    const Reading reading(stored, clock);
    const Instant now = reading.now();
    Memory memory;
    memory.kind = Memory::Kind::good;
    for (const StoredCall& call : stored.calls) {
        PastRequest request;
        request.attempt = call.attempt;
        request.costs = call.costs;
        request.isUnanswered = !call.end || call.isLost;
        if (!call.end)
            request.answered = now + linger;
        else if (!call.isLost)
            request.answered = reading.past(*call.end);
        else
            request.answered =
                reading.isPresent(*call.end) ? call.end->at : std::min(reading.at(*call.end), now + linger);
        if (request.answered <= now - longest)
            continue;
        request.sent = std::min(reading.past(call.sent), request.answered);
        memory.requests.push_back(std::move(request));
    }
    std::ranges::stable_sort(memory.requests, {}, &PastRequest::answered);
    if (stored.hold) {
        const Duration given = stored.hold->until.at - stored.hold->since.at;
        const Instant until = std::min(reading.at(stored.hold->until), now + given);
        // A block that is over has still to be tried with a single call.
        if (until > now || stored.hold->cause == base::HoldCause::block)
            memory.hold = limits::HoldState{
                stored.hold->cause, until, std::min(reading.past(stored.hold->since), now), 0, 0, {}};
    }
    for (const StoredLesson& learned : stored.lessons) {
        memory.lessons.push_back(learned.lesson);
        memory.lessons.back().learnedAt = reading.past(learned.at);
    }
    memory.witnesses = stored.witnesses;
    if (stored.forgotten)
        memory.forgottenUntil = reading.past(*stored.forgotten);
    for (const StoredOthers& others : stored.others) {
        if (const Instant at = reading.past(others.at); at > now - longest)
            memory.othersUsed.emplace_back(at, others.count);
    }
    if (stored.damage) {
        if (const Instant at = reading.past(stored.damage->at); at > now - longest) {
            memory.kind = Memory::Kind::damaged;
            memory.damage = stored.damage->words;
            memory.damagedSince = at;
        }
    }
    return memory;
}

} // namespace journal
