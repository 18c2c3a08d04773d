#include "engine/pastquota.h"

#include "limits/rule.h"

#include <algorithm>

namespace engine {

namespace {

/// A request begins or ends to count at one rule; `rule` beyond the last: it is sent.
struct Change {
    base::Instant at{};
    std::size_t rule = 0;
    std::int64_t by = 0;
};

bool isCounted(const limits::RuleState& rule)
{
    return rule.kind == limits::Kind::window || rule.kind == limits::Kind::daily;
}

} // namespace

std::vector<PastMoment> pastQuota(std::span<const journal::PastRequest> requests,
                                  std::span<const limits::RuleState> rules, base::Instant now)
{
    PastMoment moment;
    const std::size_t kept = std::min(rules.size(), moment.used.size());
    std::vector<Change> changes;
    for (const journal::PastRequest& past : requests) {
        if (past.sent > now)
            continue;
        changes.push_back({past.sent, kept, 1});
        for (std::size_t i = 0; i < kept; ++i) {
            if (!isCounted(rules[i]))
                continue;
            std::int64_t count = 0;
            for (const limits::Cost& cost : past.costs)
                count += limits::covers(rules[i].scope, cost.path) ? cost.count : 0;
            if (count == 0)
                continue;
            changes.push_back({past.sent, i, count});
            if (past.answered + rules[i].per <= now)
                changes.push_back({past.answered + rules[i].per, i, -count});
        }
    }
    std::ranges::stable_sort(changes, {}, &Change::at);
    std::vector<PastMoment> moments;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        const Change& change = changes[i];
        if (change.rule < kept)
            moment.used[change.rule] += change.by;
        else
            ++moment.sent;
        if (i + 1 < changes.size() && changes[i + 1].at == change.at)
            continue;
        moment.at = change.at;
        moments.push_back(moment);
        moment.sent = 0;
    }
    return moments;
}

Series courseBefore(std::span<const journal::PastRequest> requests, std::vector<limits::RuleState> rules,
                    const Tick& tick)
{
    Series course;
    for (const PastMoment& moment : pastQuota(requests, rules, tick.now)) {
        for (std::size_t i = 0; i < std::min(rules.size(), moment.used.size()); ++i)
            rules[i].used = moment.used[i];
        const WallTime at = tick.toWall(moment.at);
        course.sample(at, rules);
        for (std::uint32_t i = 0; i < moment.sent; ++i)
            course.sent(at, static_cast<std::uint32_t>(moment.used.front()));
    }
    return course;
}

} // namespace engine
