#include "engine/callend.h"

#include <algorithm>

namespace engine {

using base::OutcomeKind;

base::Outcome unanswered(const transport::Completion& completion)
{
    base::Outcome outcome;
    outcome.kind = completion.ending == transport::Completion::Ending::notSent ? OutcomeKind::notSent
                                                                               : OutcomeKind::lost;
    outcome.message = completion.error.toStdString();
    return outcome;
}

base::Instant countedUntil(const vendors::Profile& profile, base::Instant sent, base::Instant ended)
{
    return std::max(sent + profile.deadline, ended) + profile.linger;
}

TokenEnd readTokenEnd(const vendors::Response& response, base::Outcome read, base::Duration lifeDefault)
{
    TokenEnd end{std::move(read), transport::readToken(response, lifeDefault)};
    const int status = response.status;
    if (status >= 200 && status < 300) {
        end.outcome.kind = end.token ? OutcomeKind::done : OutcomeKind::failed;
        if (!end.token)
            end.outcome.message = "the answer to the sign-in holds no access_token";
    } else if (end.outcome.kind == OutcomeKind::throttled || status == 429) {
        end.outcome.kind = OutcomeKind::throttled;
    } else if (status >= 500 || status == 408) {
        end.outcome.kind = OutcomeKind::outage;
    } else if (status >= 300 && status < 400) {
        end.outcome.kind = OutcomeKind::redirected;
    } else {
        end.outcome.kind = OutcomeKind::unauthorized;
    }
    return end;
}

} // namespace engine
