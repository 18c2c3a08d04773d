#include "jobs/forecast.h"

#include <algorithm>
#include <utility>

namespace jobs {

Forecast forecast(Course course, std::uint32_t itemCount, limits::RateLimiter limiter, Instant now,
                  const std::function<bool()>& mayGoOn)
{
    Forecast result;
    if (itemCount == 0)
        return result;
    // Answers are instant and good: tokens, guards and the number in flight play no part.
    course.needsToken = false;
    course.statusCosts.clear();
    course.statusEvery.reset();
    course.isWary = false;
    limiter.stayOnKnownGround(now);
    course.guards = {0, 0, 50, 0, 0, 0};

    AttemptNumbers numbers;
    Scheduler scheduler(std::move(course), itemCount, limiter, numbers);
    std::vector<Event> inbox{Start{}};
    Commands commands;
    const Instant start = now;
    std::vector<std::pair<std::string, Duration>> waits; // per rule: there are only a handful
    Instant lastSend = now;

    for (std::uint64_t round = 0;; ++round) {
        if (mayGoOn && round % 1024 == 0 && !mayGoOn())
            break;
        scheduler.step(now, inbox, commands);
        inbox.clear();
        if (!commands.sends.empty()) {
            if (result.batches.empty() || lastSend != now)
                result.batches.push_back({0, now - start, {}});
            lastSend = now;
            for (const Send& send : commands.sends) {
                result.batches.back().requests += 1;
                Answered answered{send.attempt, now, {}, {}};
                answered.reading.outcomes.resize(send.count);
                for (base::Outcome& outcome : answered.reading.outcomes)
                    outcome.kind = base::OutcomeKind::done;
                inbox.push_back(std::move(answered));
            }
            continue;
        }
        if (scheduler.state() == JobState::finished)
            break;
        if (scheduler.state() != JobState::running || !commands.wakeAt || *commands.wakeAt <= now) {
            result.isNever = true;
            break;
        }
        const Duration wait = *commands.wakeAt - now;
        result.longestWait = std::max(result.longestWait, wait);
        const std::string& rule = commands.waiting.refusal.rule;
        if (!result.batches.empty())
            result.batches.back().waitRule = rule;
        auto it = std::find_if(waits.begin(), waits.end(), [&](const auto& w) { return w.first == rule; });
        if (it == waits.end())
            it = waits.insert(waits.end(), {rule, Duration::zero()});
        it->second += wait;
        now = *commands.wakeAt;
    }
    result.finishAfter = now - start;
    if (const auto it = std::max_element(waits.begin(), waits.end(),
                                         [](const auto& a, const auto& b) { return a.second < b.second; });
        it != waits.end())
        result.bindingRule = it->first;
    return result;
}

} // namespace jobs
