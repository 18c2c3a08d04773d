#include "jobs/feedback.h"

#include <algorithm>

namespace jobs {

bool isThrottled(const base::Reading& reading)
{
    return std::any_of(reading.outcomes.begin(), reading.outcomes.end(), [](const base::Outcome& outcome) {
        return outcome.kind == base::OutcomeKind::throttled;
    });
}

void feedBack(limits::RateLimiter& limiter, const base::Reading& reading, const AnsweredCall& call)
{
    const std::string& path = call.costs.front().path;
    bool saysWait = false, saysNumber = false;
    const auto feed = [&](const std::vector<base::Signal>& signals, const std::string& about) {
        for (const base::Signal& signal : signals) {
            limiter.feedback(signal, about, call.at, call.sent);
            const bool isNumber = std::holds_alternative<base::ConcurrencySignal>(signal);
            saysNumber = saysNumber || isNumber;
            saysWait = saysWait || (!isNumber && !std::holds_alternative<base::QuotaSignal>(signal));
        }
    };
    feed(reading.signals, path);
    feed(reading.itemSignals, call.costs.back().path);
    if (!isThrottled(reading) || saysWait)
        return;
    // A refusal without a word about the wait must not be answered with the next request at once: neither
    // where nothing at all was said, nor where none of ours is under way whose end would make room.
    if (!saysNumber)
        limiter.feedback(base::RefusalSignal{call.backoff}, path, call.at, call.sent);
    else if (call.isLast)
        limiter.feedback(base::HoldSignal{call.backoff, base::HoldCause::throttle, {}}, path, call.at,
                         call.sent);
}

} // namespace jobs
