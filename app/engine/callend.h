#pragma once

#include "base/outcome.h"
#include "transport/requestbuilder.h"
#include "transport/transport.h"
#include "vendors/profile.h"

#include <optional>

/// What the end of one wire request means, whoever sent it. Pure.
namespace engine {

/// Of a request that got no answer: lost, or provably not sent. The message is not redacted yet.
base::Outcome unanswered(const transport::Completion& completion);

/// Until when the vendor may count a request that got no answer: its deadline has passed, and nothing lingers
/// on the way any more.
base::Instant countedUntil(const vendors::Profile& profile, base::Instant sent, base::Instant ended);

/// The answer to a token call. What it means does not depend on the operation; `read` is what the reader says
/// of it.
struct TokenEnd {
    base::Outcome outcome;
    std::optional<transport::TokenAnswer> token; ///< only where the outcome is done
};
TokenEnd readTokenEnd(const vendors::Response& response, base::Outcome read, base::Duration lifeDefault);

} // namespace engine
