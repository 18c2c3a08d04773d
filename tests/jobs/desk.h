#pragma once

#include "jobs/scheduler.h"

#include <utility>

/// A scheduler on a limiter of its own, moved by hand.
namespace desk {

using namespace jobs;
using namespace std::chrono_literals;
using base::Outcome;
using base::OutcomeKind;
using limits::Limit;

inline constexpr Instant start{1h};

inline Course kameleoonLike()
{
    Course course;
    course.askAgain = true;
    course.firstAbsentIsGone = true;
    course.absentAfterUnknownIsGone = true;
    course.itemCosts = {{"/accounts/", 1}};
    course.tokenCosts = {{"/oauth/token", 1}};
    return course;
}

inline Limit window(std::int64_t max, Duration per)
{
    Limit limit;
    limit.name = "window";
    limit.max = max;
    limit.per = per;
    return limit;
}

struct Desk {
    explicit Desk(Course course, std::uint32_t items, std::vector<Limit> declared = {window(1000, 10s)})
        : limiter(std::move(declared))
        , scheduler(std::move(course), items, limiter, numbers)
    {
    }

    Commands& step(std::vector<Event> events = {})
    {
        inbox = std::move(events);
        scheduler.step(now, inbox, commands);
        for (const Send& send : commands.sends)
            open.push_back(send.attempt);
        return commands;
    }

    Event answer(AttemptId attempt, OutcomeKind kind, int status = 200) const
    {
        Answered answered{attempt, now, {}, {}};
        answered.reading.outcomes = {Outcome{kind, status, {}, {}, {}}};
        return answered;
    }

    /// Answers everything that is open.
    std::vector<Event> answerAll(OutcomeKind kind, int status = 200)
    {
        std::vector<Event> events;
        for (const AttemptId attempt : std::exchange(open, {}))
            events.push_back(answer(attempt, kind, status));
        return events;
    }

    Event lost(AttemptId attempt) const { return Lost{attempt, now, now + 60s, {}}; }

    limits::RateLimiter limiter;
    AttemptNumbers numbers;
    Scheduler scheduler;
    Instant now = start;
    std::vector<Event> inbox;
    Commands commands;
    std::vector<AttemptId> open;
};

} // namespace desk
