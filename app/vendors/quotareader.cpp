#include "vendors/quotareader.h"

#include <algorithm>

namespace vendors {

namespace {

using base::ConcurrencySignal;
using base::HoldSignal;
using base::OutcomeKind;
using base::QuotaSignal;
using base::RefusalSignal;
using base::Signal;
using Kind = SignalRule::Kind;

constexpr int countMax = 1'000'000; // requests: a vendor that speaks of more at once speaks of something else

std::optional<Duration> longestWait(const QList<ValuePlace>& places, Duration cap, const Body& body)
{
    std::optional<Duration> longest;
    for (const ValuePlace& place : places)
        if (const std::optional<Duration> told = body.seconds(place); told && *told <= cap)
            longest = std::max(longest.value_or(Duration{}), *told);
    return longest;
}

/// A hold of no length is none: asking again at once is what the refusal was about.
std::optional<HoldSignal> readHold(const SignalRule& rule, const Body& body)
{
    Duration wait = longestWait(rule.wait, rule.waitCap, body).value_or(Duration{});
    if (wait <= Duration{})
        wait = rule.waitDefault;
    return wait > Duration{} ? std::optional(HoldSignal{wait, rule.cause, rule.teaches.toStdString()})
                             : std::nullopt;
}

std::optional<ConcurrencySignal> readConcurrency(const SignalRule& rule, const Body& body)
{
    std::optional<ConcurrencySignal> smallest;
    for (const ValuePlace& place : rule.max)
        if (const std::optional<int> told = body.count(place); told && *told >= 1 && *told <= countMax)
            smallest = ConcurrencySignal{smallest ? std::min(smallest->max, *told) : *told};
    return smallest;
}

std::optional<QuotaSignal> readQuotaRule(const SignalRule& rule, const Body& body)
{
    if (!rule.limit || !rule.remaining || !rule.reset)
        return std::nullopt;
    const std::optional<int> limit = body.count(*rule.limit);
    const std::optional<int> remaining = body.count(*rule.remaining);
    const std::optional<Duration> reset = body.seconds(*rule.reset);
    // Three values that do not fit together say nothing: half of a quota could only mislead.
    if (!limit || !remaining || !reset || *limit < 1 || *limit > countMax || *remaining > *limit
        || *reset > rule.waitCap)
        return std::nullopt;
    return QuotaSignal{*limit, *remaining, *reset};
}

template <class T>
bool holdsOne(const std::vector<Signal>& all)
{
    return std::any_of(all.begin(), all.end(),
                       [](const Signal& each) { return std::holds_alternative<T>(each); });
}

Duration refusalFor(const Profile& profile, const Body& body, const QString& code)
{
    for (const SignalRule& rule : profile.signals)
        if (rule.kind == Kind::refusal && matches(rule.when, body, code))
            return rule.atLeast;
    return {};
}

} // namespace

bool matches(const AnswerMatch& when, const Body& body, const QString& code)
{
    if (!when.statuses.isEmpty() && !when.statuses.contains(body.response().status))
        return false;
    if (!when.codes.isEmpty() && !when.codes.contains(code))
        return false;
    return !when.has || body.isPresent(*when.has);
}

std::vector<Signal> merged(const std::vector<Signal>& all)
{
    std::vector<HoldSignal> holds;
    std::optional<ConcurrencySignal> concurrency;
    std::optional<RefusalSignal> refusal;
    std::vector<Signal> result;
    for (const Signal& each : all) {
        if (const auto* hold = std::get_if<HoldSignal>(&each)) {
            const auto same = std::find_if(holds.begin(), holds.end(), [&](const HoldSignal& h) {
                return h.cause == hold->cause
                       && (h.limit == hold->limit || hold->limit.empty() || h.limit.empty());
            });
            if (same == holds.end())
                holds.push_back(*hold);
            else
                *same = {std::max(same->wait, hold->wait), same->cause,
                         same->limit.empty() ? hold->limit : same->limit};
        } else if (const auto* most = std::get_if<ConcurrencySignal>(&each)) {
            concurrency = ConcurrencySignal{concurrency ? std::min(concurrency->max, most->max) : most->max};
        } else if (const auto* refused = std::get_if<RefusalSignal>(&each)) {
            refusal =
                RefusalSignal{refusal ? std::max(refusal->atLeast, refused->atLeast) : refused->atLeast};
        } else if (std::find(result.begin(), result.end(), each) == result.end()) {
            result.push_back(each);
        }
    }
    for (const HoldSignal& hold : holds)
        result.emplace_back(hold);
    if (concurrency)
        result.emplace_back(*concurrency);
    if (refusal && holds.empty() && !concurrency)
        result.emplace_back(*refusal);
    return result;
}

std::vector<Signal> readQuota(const Profile& profile, const Body& body, const QString& code,
                              OutcomeKind outcome)
{
    std::vector<Signal> found;
    for (const SignalRule& rule : profile.signals) {
        if (rule.kind == Kind::refusal || !matches(rule.when, body, code))
            continue;
        if (rule.kind == Kind::hold) {
            if (const auto hold = readHold(rule, body))
                found.emplace_back(*hold);
        } else if (rule.kind == Kind::concurrency) {
            if (const auto concurrency = readConcurrency(rule, body))
                found.emplace_back(*concurrency);
        } else if (const auto quota = readQuotaRule(rule, body)) {
            found.emplace_back(*quota);
        }
    }
    const bool isThrottled = outcome == OutcomeKind::throttled;
    if ((isThrottled || outcome == OutcomeKind::outage) && !holdsOne<HoldSignal>(found)) {
        SignalRule retryAfter; // RFC 9110 10.2.3
        retryAfter.cause = isThrottled ? base::HoldCause::throttle : base::HoldCause::outage;
        retryAfter.wait = {{ValuePlace::In::header, QStringLiteral("Retry-After")}};
        if (const auto hold = readHold(retryAfter, body))
            found.emplace_back(*hold);
    }
    if (isThrottled && !holdsOne<HoldSignal>(found) && !holdsOne<ConcurrencySignal>(found))
        found.emplace_back(RefusalSignal{refusalFor(profile, body, code)});
    return merged(found);
}

} // namespace vendors
