#include "engine/inquiry.h"

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
    result.kind = outcome.isWebPage ? Kind::unclear : kindOf(outcome.kind);
    result.isWebPage = outcome.isWebPage;
    result.httpStatus = outcome.httpStatus;
    result.words = QString::fromStdString(outcome.message);
    return result;
}

limits::Purpose purposeOf(AttemptKind kind)
{
    return kind == AttemptKind::token ? limits::Purpose::token : limits::Purpose::check;
}

} // namespace

Inquiry::Inquiry(World& world, transport::Transport& transport, jobs::AttemptNumbers& numbers, Place place)
    : m_world(world)
    , m_transport(transport)
    , m_numbers(numbers)
    , m_place(std::move(place))
    , m_reader(m_place.profile, m_place.operationId,
               [this](const QString& text) { return m_place.builder.redacted(text); })
    , m_course(courseOf(m_place.profile, {}, {}, m_place.canRenew))
    , m_needsToken(m_course.canRenewToken)
{
    m_reader.setOrigin(m_place.builder.origin());
    m_place.account->limiter().expect(m_course.onTheWayMost, m_course.statusEvery, m_world.clock->now(),
                                      m_course.isWary);
}

Inquiry::~Inquiry() = default;

void Inquiry::completed(const transport::Completion& completion)
{
    if (m_call && m_call->attempt == completion.attempt)
        m_ended = completion;
}

void Inquiry::stop()
{
    m_isEnded = true;
    m_isWaiting = false;
    m_told.reset();
}

void Inquiry::tellWhenKnown()
{
    if (const auto told = std::exchange(m_told, std::nullopt))
        tell(*told);
}

std::optional<base::Instant> Inquiry::tick(const Tick& tick)
{
    if (m_ended)
        take(*std::exchange(m_ended, std::nullopt), tick);
    std::optional<base::Instant> next;
    if (!m_call && !m_isEnded)
        next = send(tick);
    if (!m_isWritten) {
        // A hold that was told must not be forgotten: the account is kept until the disk has taken it.
        m_isWritten = m_place.account->commit(tick.now).has_value();
        if (!m_isWritten)
            next = tick.now + storeRetryAfter;
    }
    return next;
}

std::optional<base::Instant> Inquiry::send(const Tick& tick)
{
    const AttemptKind kind = m_needsToken ? AttemptKind::token : AttemptKind::check;
    auto asked =
        m_needsToken ? std::optional(Question{m_place.builder.token(), m_course.tokenCosts}) : question();
    if (!asked) {
        SignInResult all;
        all.kind = Kind::works;
        end(std::move(all), tick);
        return std::nullopt;
    }
    if (!asked->request) {
        fail(asked->request.error());
        return std::nullopt;
    }
    limits::RateLimiter& limiter = m_place.account->limiter();
    const limits::Answer permission = limiter.acquire(asked->costs, tick.now, purposeOf(kind));
    if (const auto* refusal = std::get_if<limits::Refusal>(&permission))
        return refused(*refusal, tick);
    if (const auto* never = std::get_if<limits::Never>(&permission)) {
        fail({"the limit \"" + never->rule + "\" can never hold such a call"});
        return std::nullopt;
    }
    const Call call{m_numbers.take(), kind, asked->costs, std::get<limits::Ticket>(permission), tick.now};
    m_place.account->begin(call.attempt, call.costs, tick.now);
    if (auto written = m_place.account->commit(tick.now); !written) {
        limiter.cancel(call.ticket);
        m_place.account->cancel(call.attempt);
        fail(written.error());
        return std::nullopt;
    }
    m_isWaiting = false;
    m_waitsUntil.reset();
    m_call = call;
    m_transport.send(call.attempt, std::move(*asked->request));
    return std::nullopt;
}

/// Waits where the slot comes soon; else says until when, and nothing is sent.
std::optional<base::Instant> Inquiry::refused(const limits::Refusal& refusal, const Tick& tick)
{
    if (!m_waitsUntil)
        m_waitsUntil = tick.now + m_place.profile.deadline;
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
    end(std::move(result), tick);
    return std::nullopt;
}

void Inquiry::take(const transport::Completion& completion, const Tick& tick)
{
    const Call call = *std::exchange(m_call, std::nullopt);
    m_isWritten = false;
    limits::RateLimiter& limiter = m_place.account->limiter();
    using Ending = transport::Completion::Ending;
    const auto lose = [&] {
        const base::Instant until = countedUntil(m_place.profile, call.sent, completion.at);
        limiter.lose(call.ticket, completion.at, until);
        m_place.account->end(call.attempt, until, true);
    };
    switch (completion.ending) {
    case Ending::answered:
        if (const base::Outcome read = m_reader.read(completion.response).outcomes.front(); read.isWebPage) {
            lose();
            end(resultOf(read), tick);
            return;
        }
        limiter.release(call.ticket, completion.at);
        m_place.account->end(call.attempt, completion.at, false);
        takeResponse(call, completion, tick);
        return;
    case Ending::notSent:
        limiter.cancel(call.ticket);
        m_place.account->cancel(call.attempt);
        break;
    case Ending::lost:
        lose();
        break;
    }
    SignInResult result = resultOf(unanswered(completion));
    result.words = m_place.builder.redacted(result.words);
    end(std::move(result), tick);
}

void Inquiry::takeResponse(const Call& call, const transport::Completion& completion, const Tick& tick)
{
    base::Reading reading = m_reader.read(completion.response);
    base::Outcome& outcome = reading.outcomes.front();
    if (call.kind == AttemptKind::token) {
        TokenEnd end = readTokenEnd(completion.response, outcome, m_place.profile.signIn.tokenLifeDefault);
        outcome = std::move(end.outcome);
        if (end.token) {
            m_place.builder.setToken(end.token->token);
            m_tokenLife = end.token->life;
            m_needsToken = false;
        }
    }
    limits::RateLimiter& limiter = m_place.account->limiter();
    jobs::feedBack(limiter, reading,
                   {call.costs, call.sent, completion.at, m_course.backoffFirst, limiter.inFlight() == 0});
    if (!jobs::isThrottled(reading) && outcome.kind != OutcomeKind::outage)
        limiter.accepted(call.sent, completion.at);
    const bool isFine = call.kind == AttemptKind::token ? outcome.kind == OutcomeKind::done
                                                        : take(outcome, completion.response);
    if (!isFine)
        giveUp(call, outcome, tick);
}

void Inquiry::giveUp(const Call& call, const base::Outcome& outcome, const Tick& tick)
{
    SignInResult result = resultOf(outcome);
    if (result.kind == Kind::mustWait) {
        const auto next =
            m_place.account->limiter().wouldAcquire(call.costs, tick.now, limits::Purpose::check);
        result.isHold = true;
        if (const auto* refusal = std::get_if<limits::Refusal>(&next); refusal && refusal->until)
            result.until = tick.toWall(*refusal->until);
    }
    end(std::move(result), tick);
}

void Inquiry::end(SignInResult how, const Tick& tick)
{
    if (std::exchange(m_isEnded, true))
        return;
    m_isWaiting = false;
    how.vendor = m_place.profile.shortName();
    how.at = tick.wall;
    how.tokenLife = m_tokenLife;
    m_told = base::Result<SignInResult>(std::move(how));
}

void Inquiry::fail(const base::Error& error)
{
    m_isEnded = true;
    m_isWaiting = false;
    m_told = base::Result<SignInResult>(std::unexpected(error));
}

} // namespace engine
