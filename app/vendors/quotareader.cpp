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
constexpr qsizetype ignoredBytesMax = 60;

/// Reads what one answer says about the quota, and notes what of it makes no sense.
class Reader {
public:
    Reader(const Body& body, const Redact& redact, std::vector<base::Ignored>& ignored)
        : m_body(body)
        , m_redact(redact)
        , m_ignored(ignored)
    {
    }

    std::optional<Duration> wait(const ValuePlace& place, Duration cap) const
    {
        const std::optional<Duration> told = m_body.seconds(place, cap);
        return told && *told <= cap ? told : ignore(place, told);
    }
    std::optional<int> count(const ValuePlace& place, int least) const
    {
        const std::optional<int> told = m_body.count(place);
        return told && *told >= least && *told <= countMax ? told : ignore(place, told);
    }
    /// A hold of no length is none: asking again at once is what the refusal was about.
    std::optional<HoldSignal> hold(const SignalRule& rule) const
    {
        Duration longest{};
        for (const ValuePlace& place : rule.wait)
            longest = std::max(longest, wait(place, rule.waitCap).value_or(Duration{}));
        if (longest <= Duration{})
            longest = rule.waitDefault;
        return longest > Duration{}
                   ? std::optional(HoldSignal{longest, rule.cause, rule.teaches.toStdString()})
                   : std::nullopt;
    }
    std::optional<ConcurrencySignal> concurrency(const SignalRule& rule) const
    {
        std::optional<ConcurrencySignal> smallest;
        for (const ValuePlace& place : rule.max)
            if (const std::optional<int> told = count(place, 1))
                smallest = ConcurrencySignal{smallest ? std::min(smallest->max, *told) : *told};
        return smallest;
    }
    std::optional<QuotaSignal> quota(const SignalRule& rule) const
    {
        if (!rule.limit || !rule.remaining || !rule.reset)
            return std::nullopt;
        const std::optional<int> limit = count(*rule.limit, 1);
        const std::optional<int> remaining = count(*rule.remaining, 0);
        const std::optional<Duration> reset = wait(*rule.reset, rule.waitCap);
        // Three values that do not fit together say nothing: half of a quota could only mislead.
        if (!limit || !remaining || !reset)
            return std::nullopt;
        if (*remaining > *limit) {
            ignore(*rule.remaining, remaining);
            return std::nullopt;
        }
        return QuotaSignal{*limit, *remaining, *reset};
    }

private:
    /// Nothing, and a note where something stands there all the same.
    template <class Told>
    std::optional<Told> ignore(const ValuePlace& place, const std::optional<Told>&) const
    {
        if (m_body.isPresent(place)) {
            const QString value = m_body.text(place).value_or(QString());
            m_ignored.push_back({place.path.toStdString(), plainText(value, m_redact, ignoredBytesMax)});
        }
        return std::nullopt;
    }

    const Body& m_body;
    const Redact& m_redact;
    std::vector<base::Ignored>& m_ignored;
};

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
                              OutcomeKind outcome, const Redact& redact, std::vector<base::Ignored>& ignored)
{
    const Reader read(body, redact, ignored);
    std::vector<Signal> found;
    for (const SignalRule& rule : profile.signals) {
        if (rule.kind == Kind::refusal || !matches(rule.when, body, code))
            continue;
        if (rule.kind == Kind::hold) {
            if (const auto hold = read.hold(rule))
                found.emplace_back(*hold);
        } else if (rule.kind == Kind::concurrency) {
            if (const auto concurrency = read.concurrency(rule))
                found.emplace_back(*concurrency);
        } else if (const auto quota = read.quota(rule)) {
            found.emplace_back(*quota);
        }
    }
    const bool isThrottled = outcome == OutcomeKind::throttled;
    if ((isThrottled || outcome == OutcomeKind::outage) && !holdsOne<HoldSignal>(found)) {
        SignalRule retryAfter; // RFC 9110 10.2.3
        retryAfter.cause = isThrottled ? base::HoldCause::throttle : base::HoldCause::outage;
        retryAfter.wait = {{ValuePlace::In::header, QStringLiteral("Retry-After")}};
        if (const auto hold = read.hold(retryAfter))
            found.emplace_back(*hold);
    }
    if (isThrottled && !holdsOne<HoldSignal>(found) && !holdsOne<ConcurrencySignal>(found))
        found.emplace_back(RefusalSignal{refusalFor(profile, body, code)});
    return merged(found);
}

} // namespace vendors
