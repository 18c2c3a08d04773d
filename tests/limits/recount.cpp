#include "recount.h"

#include <algorithm>
#include <map>

namespace recount {

namespace {

struct Stamp {
    std::int64_t at = 0;
    std::int64_t count = 0;
};

bool isCounted(const limits::Limit& limit, const std::string& path)
{
    return limit.scope.empty() || path == limit.scope || path.rfind(limit.scope + "/", 0) == 0;
}

std::string describe(const limits::Limit& limit, const char* how, std::int64_t seen, std::int64_t most)
{
    return limit.name + " (" + how + "): " + std::to_string(seen) + " of " + std::to_string(most);
}

} // namespace

std::int64_t VendorClock::read(Instant at) const
{
    const std::int64_t time = at.time_since_epoch().count();
    const std::int64_t shown =
        time + time / 1'000'000 * ppm + time % 1'000'000 * ppm / 1'000'000 + offset.count();
    return shown - shown % granularity.count();
}

std::optional<std::string> exceeded(const limits::Limit& limit, const std::vector<Met>& requests,
                                    const VendorClock& clock, Duration phase)
{
    std::vector<Stamp> stamps;
    std::map<std::int64_t, std::int64_t> workers; // true time -> change of the number at work
    for (const Met& request : requests) {
        if (!isCounted(limit, request.path))
            continue;
        stamps.push_back({clock.read(request.at), request.count});
        // Ending and beginning in the same instant is not "at the same time".
        if (request.from < request.to) {
            workers[request.from.time_since_epoch().count()] += request.count;
            workers[request.to.time_since_epoch().count()] -= request.count;
        }
    }
    std::sort(stamps.begin(), stamps.end(), [](const Stamp& a, const Stamp& b) { return a.at < b.at; });

    if (limit.kind == limits::Kind::concurrency) {
        std::int64_t atWork = 0;
        for (const auto& [at, change] : workers) {
            atWork += change;
            if (atWork > limit.max)
                return describe(limit, "at the same time", atWork, limit.max);
        }
        return std::nullopt;
    }
    if (limit.kind == limits::Kind::paced) {
        // GCRA over the stamps: the time at which the bucket is full again may lie burst * every ahead.
        std::int64_t fullAgain = stamps.empty() ? 0 : stamps.front().at;
        for (const Stamp& stamp : stamps) {
            fullAgain = std::max(fullAgain, stamp.at) + stamp.count * limit.every.count();
            if (fullAgain - stamp.at > limit.burst * limit.every.count())
                return describe(limit, "paced", (fullAgain - stamp.at) / limit.every.count() + 1,
                                limit.burst);
        }
        return std::nullopt;
    }
    std::int64_t inside = 0;
    std::size_t oldest = 0;
    for (const Stamp& stamp : stamps) {
        inside += stamp.count;
        while (stamps[oldest].at < stamp.at - limit.per.count()) // both ends belong to the window
            inside -= stamps[oldest++].count;
        if (inside > limit.max)
            return describe(limit, "sliding", inside, limit.max);
    }
    std::map<std::int64_t, std::int64_t> fixed;
    for (const Stamp& stamp : stamps) {
        std::int64_t& count = fixed[(stamp.at + phase.count()) / limit.per.count()];
        count += stamp.count;
        if (count > limit.max)
            return describe(limit, "fixed", count, limit.max);
    }
    return std::nullopt;
}

} // namespace recount
