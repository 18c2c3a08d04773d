#pragma once

#include "engine/options.h"
#include "engine/snapshot.h"
#include "vendors/profile.h"

namespace engine {

/// The plan of `count` items by the job's own scheduler and limits against instant answers. Nominal: without
/// guard bands, on an account at rest ("50, 50, 50, 50, 30 after 0, 10, 20, 30, 40 s"). Pure; 1,000,000 items
/// take under a second, so call it in a worker. Token calls are left out.
struct ForecastBatch {
    std::uint32_t requests = 0;
    Duration startsAfter{};
    std::string waitRule; ///< what the next batch waits for
};
struct Forecast {
    std::vector<ForecastBatch> batches;
    Duration finishAfter{};
    Duration longestWait{};
    std::string bindingRule; ///< that causes most of the waiting; empty: none
    bool isNever = false;    ///< a limit can never hold even one request
};
Forecast forecast(const vendors::Profile& profile, const QString& operationId, std::uint32_t count,
                  const Options& options, bool isNominal);

} // namespace engine
