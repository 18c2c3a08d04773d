#include "engine/forecast.h"

#include "engine/course.h"
#include "jobs/forecast.h"

namespace engine {

Forecast forecast(const vendors::Profile& profile, const QString& operationId, std::uint32_t count,
                  const Options& options, bool isNominal)
{
    Forecast result;
    const vendors::Operation* operation = profile.operation(operationId);
    if (operation == nullptr)
        return result;
    std::vector<limits::Limit> declared = profile.limits;
    if (isNominal) {
        for (limits::Limit& limit : declared)
            limit.granularity = {};
    }
    const limits::RateLimiter limiter(std::move(declared), limiterOptions(options, isNominal));
    jobs::Forecast plan =
        jobs::forecast(courseOf(profile, *operation, options, false), count, limiter, base::Instant{});
    for (jobs::Batch& batch : plan.batches)
        result.batches.push_back({batch.requests, batch.startsAfter, std::move(batch.waitRule)});
    result.finishAfter = plan.finishAfter;
    result.longestWait = plan.longestWait;
    result.bindingRule = std::move(plan.bindingRule);
    result.isNever = plan.isNever;
    return result;
}

} // namespace engine
