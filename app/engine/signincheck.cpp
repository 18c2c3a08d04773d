#include "engine/signincheck.h"

#include "engine/callend.h"
#include "engine/course.h"
#include "engine/phrases.h"
#include "jobs/feedback.h"

namespace engine {

namespace {

using base::OutcomeKind;
using jobs::AttemptKind;
using Kind = SignInResult::Kind;

/// A slot that comes within this is waited for: who pressed the button is still looking.
constexpr base::Duration shortWait = std::chrono::seconds(3);

Kind kindOf(OutcomeKind outcome)
{
    switch (outcome) {
    case OutcomeKind::done:
        return Kind::works;
    case OutcomeKind::unauthorized:
        return Kind::refused;
    case OutcomeKind::forbidden:
        return Kind::forbidden;
    case OutcomeKind::notSent:
        return Kind::notSent;
    case OutcomeKind::lost:
        return Kind::unanswered;
    case OutcomeKind::throttled:
        return Kind::mustWait;
    case OutcomeKind::absent:
    case OutcomeKind::failed:
    case OutcomeKind::outage:
    case OutcomeKind::redirected:
    case OutcomeKind::stop:
        break;
    }
    return Kind::unclear;
}

SignInResult resultOf(const base::Outcome& outcome)
{
    SignInResult result;
    result.kind = kindOf(outcome.kind);
    result.httpStatus = outcome.httpStatus;
    result.words = QString::fromStdString(outcome.message);
    return result;
}

} // namespace

SignInCheck::SignInCheck(World& world, transport::Transport& transport, jobs::AttemptNumbers& numbers,
                         Asked asked, transport::RequestBuilder builder, std::shared_ptr<Account> account)
    : m_world(world)
    , m_transport(transport)
    , m_numbers(numbers)
    , m_asked(std::move(asked))
    , m_builder(std::move(builder))
    , m_reader(m_asked.profile, {}, [this](const QString& text) { return m_builder.redacted(text); })
    , m_account(std::move(account))
    , m_course(courseOf(m_asked.profile, {}, {}, m_asked.canRenew))
    , m_needsToken(m_course.canRenewToken)
{
    if (m_asked.profile.check)
        m_checkCosts = checkCostsOf(m_asked.profile);
    m_account->limiter().expect(m_course.onTheWayMost, m_course.statusEvery, m_world.clock->now(),
                                m_course.isWary);
}

void SignInCheck::completed(const transport::Completion& completion)
{
    if (m_call && m_call->attempt == completion.attempt)
        m_ended = completion;
}

void SignInCheck::stop()
{
    m_isAnswered = true;
    m_isWaiting = false;
}

std::optional<base::Instant> SignInCheck::tick(const Tick& tick)
{
    if (m_ended)
        take(*std::exchange(m_ended, std::nullopt), tick);
    std::optional<base::Instant> next;
    if (!m_call && !m_isAnswered)
        next = send(tick);
    if (!m_isWritten) {
        // A hold that was told must not be forgotten: the account is kept until the disk has taken it.
        m_isWritten = m_account->commit(tick.now).has_value();
        if (!m_isWritten)
            next = tick.now + storeRetryAfter;
    }
    return next;
}

const std::vector<limits::Cost>& SignInCheck::costsOf(AttemptKind kind) const
{
    return kind == AttemptKind::token ? m_course.tokenCosts : m_checkCosts;
}

std::optional<base::Instant> SignInCheck::send(const Tick& tick)
{
    const AttemptKind kind = m_needsToken ? AttemptKind::token : AttemptKind::check;
    auto request = kind == AttemptKind::token ? m_builder.token() : m_builder.check();
    if (!request) {
        fail(request.error());
        return std::nullopt;
    }
    limits::RateLimiter& limiter = m_account->limiter();
    const limits::Answer permission =
        limiter.acquire(costsOf(kind), tick.now,
                        kind == AttemptKind::token ? limits::Purpose::token : limits::Purpose::check);
    if (const auto* refusal = std::get_if<limits::Refusal>(&permission))
        return refused(*refusal, tick);
    if (const auto* never = std::get_if<limits::Never>(&permission)) {
        fail({"the limit \"" + never->rule + "\" can never hold a call that checks the sign-in"});
        return std::nullopt;
    }
    const Call call{m_numbers.take(), kind, std::get<limits::Ticket>(permission), tick.now};
    m_account->begin(call.attempt, costsOf(kind), tick.now);
    if (auto written = m_account->commit(tick.now); !written) {
        limiter.cancel(call.ticket);
        m_account->cancel(call.attempt);
        fail(written.error());
        return std::nullopt;
    }
    m_isWaiting = false;
    m_waitsUntil.reset();
    m_call = call;
    m_transport.send(call.attempt, std::move(*request));
    return std::nullopt;
}

/// Waits where the slot comes soon; else says until when, and nothing is sent.
std::optional<base::Instant> SignInCheck::refused(const limits::Refusal& refusal, const Tick& tick)
{
    if (!m_waitsUntil)
        m_waitsUntil = tick.now + m_asked.profile.deadline;
    const bool isSoon = !refusal.until || *refusal.until - tick.now <= shortWait;
    m_isWaiting = !refusal.isHold && isSoon && tick.now < *m_waitsUntil;
    if (m_isWaiting)
        return std::min(refusal.until.value_or(*m_waitsUntil), *m_waitsUntil);
    SignInResult result;
    result.kind = Kind::mustWait;
    result.rule = QString::fromStdString(refusal.rule);
    result.isHold = refusal.isHold;
    if (refusal.until && *refusal.until > tick.now)
        result.until = tick.toWall(*refusal.until);
    answer(std::move(result), tick);
    return std::nullopt;
}

void SignInCheck::take(const transport::Completion& completion, const Tick& tick)
{
    const Call call = *std::exchange(m_call, std::nullopt);
    m_isWritten = false;
    limits::RateLimiter& limiter = m_account->limiter();
    using Ending = transport::Completion::Ending;
    switch (completion.ending) {
    case Ending::answered:
        limiter.release(call.ticket, completion.at);
        m_account->end(call.attempt, completion.at, false);
        takeResponse(call, completion, tick);
        return;
    case Ending::notSent:
        limiter.cancel(call.ticket);
        m_account->cancel(call.attempt);
        break;
    case Ending::lost:
        const base::Instant until = countedUntil(m_asked.profile, call.sent, completion.at);
        limiter.lose(call.ticket, completion.at, until);
        m_account->end(call.attempt, until, true);
        break;
    }
    SignInResult result = resultOf(unanswered(completion));
    result.words = m_builder.redacted(result.words);
    answer(std::move(result), tick);
}

void SignInCheck::takeResponse(const Call& call, const transport::Completion& completion, const Tick& tick)
{
    base::Reading reading = m_reader.read(completion.response);
    base::Outcome& outcome = reading.outcomes.front();
    if (call.kind == AttemptKind::token) {
        TokenEnd end = readTokenEnd(completion.response, outcome, m_asked.profile.signIn.tokenLifeDefault);
        outcome = std::move(end.outcome);
        if (end.token) {
            m_builder.setToken(end.token->token);
            m_tokenLife = end.token->life;
            m_needsToken = false;
        }
    }
    limits::RateLimiter& limiter = m_account->limiter();
    jobs::feedBack(
        limiter, reading,
        {costsOf(call.kind), call.sent, completion.at, m_course.backoffFirst, limiter.inFlight() == 0});
    if (!jobs::isThrottled(reading) && outcome.kind != OutcomeKind::outage)
        limiter.accepted(call.sent, completion.at);
    const bool isCheckNext =
        call.kind == AttemptKind::token && outcome.kind == OutcomeKind::done && m_asked.profile.check;
    if (!isCheckNext)
        judge(outcome, completion.response, tick);
}

void SignInCheck::judge(const base::Outcome& outcome, const vendors::Response& response, const Tick& tick)
{
    SignInResult result = resultOf(outcome);
    if (result.kind == Kind::works) {
        result.who = m_reader.readWho(response);
    } else if (result.kind == Kind::mustWait) {
        const auto& costs = costsOf(m_needsToken ? AttemptKind::token : AttemptKind::check);
        const auto next = m_account->limiter().wouldAcquire(costs, tick.now, limits::Purpose::check);
        result.isHold = true;
        if (const auto* refusal = std::get_if<limits::Refusal>(&next); refusal && refusal->until)
            result.until = tick.toWall(*refusal->until);
    }
    answer(std::move(result), tick);
}

void SignInCheck::answer(SignInResult result, const Tick& tick)
{
    if (std::exchange(m_isAnswered, true))
        return;
    m_isWaiting = false;
    result.vendor = m_asked.profile.shortName();
    result.at = tick.wall;
    result.tokenLife = m_tokenLife;
    m_answer = base::Result<SignInResult>(std::move(result));
}

void SignInCheck::fail(const base::Error& error)
{
    m_isAnswered = true;
    m_isWaiting = false;
    m_answer = base::Result<SignInResult>(std::unexpected(error));
}

} // namespace engine
