#include "schedule.h"

#include <algorithm>
#include <queue>

namespace schedule {

using namespace std::chrono_literals;
using limits::Kind;
using limits::Limit;

namespace {

struct Ending {
    Instant at{};
    std::size_t index = 0;
    limits::Ticket ticket;
    bool operator>(const Ending& other) const { return at > other.at; }
};

Duration upTo(base::Random& random, Duration most)
{
    return Duration(random.between(0, most.count()));
}

Limit anyLimit(base::Random& random, int number)
{
    Limit limit;
    limit.name = "limit " + std::to_string(number);
    limit.scope = random.between(0, 3) == 0 ? "/a" : "";
    switch (random.between(0, 5)) {
    case 0:
        limit.kind = Kind::concurrency;
        limit.max = random.between(1, 8);
        return limit;
    case 1:
    case 2:
        limit.kind = Kind::paced;
        limit.burst = random.between(1, 10);
        limit.every = 10ms + upTo(random, random.between(0, 4) == 0 ? Duration(90s) : Duration(2s));
        break;
    default:
        limit.kind = Kind::window;
        limit.max = random.between(1, 20);
        limit.per = 50ms + upTo(random, random.between(0, 4) == 0 ? Duration(2h) : Duration(20s));
        break;
    }
    return limit;
}

} // namespace

Vendor anyVendor(base::Random& random)
{
    Vendor vendor;
    const std::int64_t count = random.between(1, 4);
    for (int i = 0; i < count; ++i)
        vendor.limits.push_back(anyLimit(random, i));
    vendor.clock.ppm = static_cast<int>(random.between(-400, 400));
    vendor.clock.offset = upTo(random, 1h);
    // One clock stamps for all limits. Where it is coarser than the guard takes for granted, the profile says
    // so.
    const bool isCoarse = random.between(0, 1) == 0;
    vendor.clock.granularity = isCoarse ? 1ms + upTo(random, 200ms) : Duration(1) + upTo(random, 5ms - 1ns);
    if (isCoarse) {
        for (Limit& limit : vendor.limits)
            limit.granularity = vendor.clock.granularity;
    }
    vendor.phase = upTo(random, 3h);
    return vendor;
}

Day play(Limiter limiter, const Vendor& vendor, base::Random& random, const Habits& habits)
{
    Day day;
    std::priority_queue<Ending, std::vector<Ending>, std::greater<>> endings;
    Instant now{1h + upTo(random, 24h)};
    Duration scale = 1s;
    for (const Limit& limit : vendor.limits)
        scale = std::max({scale, limit.per / 4, limit.every});
    const Duration slowest = std::min<Duration>(upTo(random, scale) + 1ms, 30s);
    const Duration linger = upTo(random, 60s);

    for (int idle = 0; std::ssize(day.sent) < habits.requests; ++idle) {
        if (idle > 50 * habits.requests) {
            day.problem = "the limiter let nothing through any more";
            return day;
        }
        while (!endings.empty() && endings.top().at <= now) {
            const Ending ending = endings.top();
            endings.pop();
            const Sent& sent = day.sent[ending.index];
            if (sent.isLost)
                limiter.lose(ending.ticket, now, sent.latest);
            else
                limiter.release(ending.ticket, now);
        }
        if (habits.between)
            habits.between(now, day.sent);
        const std::vector<limits::Cost> costs{
            {random.between(0, 1) == 0 ? "/a/1" : "/b", random.between(0, 9) == 0 ? 2 : 1}};
        const limits::Answer answer = limiter.acquire(costs, now);
        if (std::holds_alternative<limits::Never>(answer))
            continue;
        if (const auto* refusal = std::get_if<limits::Refusal>(&answer)) {
            if (!refusal->until && endings.empty()) {
                day.problem = "refused by " + refusal->rule + " with nothing under way and no instant told";
                return day;
            }
            Instant next = refusal->until.value_or(Instant::max());
            if (!endings.empty())
                next = std::min(next, endings.top().at);
            now = std::max(now, next);
            continue;
        }
        const limits::Ticket ticket = std::get<limits::Ticket>(answer);
        if (random.between(0, 19) == 0) {
            limiter.cancel(ticket);
            now += upTo(random, 1ms);
            continue;
        }

        Sent sent{costs, now, now, now, false};
        recount::Met met{costs[0].path, costs[0].count, now, now, now};
        const bool isReached = !habits.losesSome || random.between(0, 11) != 0;
        if (habits.losesSome && random.between(0, 11) == 0) {
            sent.isLost = true;
            sent.over = now + upTo(random, slowest);
            sent.latest = sent.over + linger;
        } else if (!habits.isInstant) {
            sent.over = sent.latest =
                now + upTo(random, random.between(0, 3) == 0 ? slowest : Duration(50ms));
        }
        switch (random.between(0, 2)) {
        case 0: // at once
            break;
        case 1: // at the last moment
            met.at = sent.latest;
            break;
        default:
            met.at = now + upTo(random, sent.latest - now);
        }
        met.from = now;
        met.to = sent.latest;
        endings.push({sent.over, day.sent.size(), ticket});
        day.sent.push_back(sent);
        if (!sent.isLost || isReached)
            day.met.push_back(met);
        if (random.between(0, 9) == 0)
            now += upTo(random, scale);
    }
    return day;
}

std::optional<std::string> recounted(const Vendor& vendor, const Day& day)
{
    for (const Limit& limit : vendor.limits) {
        if (auto found = recount::exceeded(limit, day.met, vendor.clock, vendor.phase))
            return found;
    }
    return std::nullopt;
}

} // namespace schedule
