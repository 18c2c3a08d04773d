#include "jobs/scheduler.h"

#include <algorithm>

/// The calls of a job that are about no item: for a token, and for how a block stands.
namespace jobs {

void Scheduler::handle(const TokenGiven& event)
{
    m_hasToken = true;
    m_isTokenProven = false;
    ++m_tokenGeneration;
    m_tokenTries = 0;
    m_tokenNextTry.reset();
    m_tokenUntil.reset();
    m_tokenRenewAt.reset();
    if (event.life > Duration::zero()) {
        m_tokenUntil = event.at + event.life;
        m_tokenRenewAt = *m_tokenUntil - std::min(m_course.tokenMargin, event.life / 5);
    }
}

bool Scheduler::hasToken(Instant now) const
{
    return !m_course.needsToken || (m_hasToken && (!m_tokenUntil || now < *m_tokenUntil));
}

bool Scheduler::needsTokenNow(Instant now) const
{
    if (!m_course.needsToken || m_isTokenUnderWay || (m_tokenNextTry && now < *m_tokenNextTry))
        return false;
    return !hasToken(now) || (m_course.canRenewToken && m_tokenRenewAt && now >= *m_tokenRenewAt);
}

bool Scheduler::sendToken(Instant now)
{
    const limits::Answer answer = m_limiter.acquire(m_course.tokenCosts, now, limits::Purpose::token);
    if (const auto* refusal = std::get_if<limits::Refusal>(&answer)) {
        if (refusal->until)
            wake(*refusal->until);
        if (!hasToken(now)) {
            m_out->waiting.reason = refusal->until ? Waiting::For::rule : Waiting::For::answer;
            m_out->waiting.refusal = *refusal;
            m_out->waiting.until = refusal->until;
        }
        return false;
    }
    if (const auto* never = std::get_if<limits::Never>(&answer)) {
        pause(PauseReason::guardStop, "the limit \"" + never->rule + "\" can never hold a token call");
        return false;
    }
    const AttemptId attempt = m_numbers.take();
    m_flights.push_back(
        {attempt, AttemptKind::token, std::get<limits::Ticket>(answer), now, 0, 0, {}, false});
    m_isTokenUnderWay = true;
    m_out->sends.push_back({attempt, AttemptKind::token, 0, 0, &m_course.tokenCosts});
    return true;
}

/// At most one on its way for all jobs of the account: the limiter sees to it.
bool Scheduler::sendStatusCall(Instant now)
{
    const auto due = m_limiter.statusCallDue();
    if (!due)
        return false;
    if (*due > now) {
        wake(*due);
        return false;
    }
    const limits::Answer answer = m_limiter.acquire(m_course.statusCosts, now, limits::Purpose::probe);
    const auto* ticket = std::get_if<limits::Ticket>(&answer);
    if (!ticket) {
        if (const auto* refusal = std::get_if<limits::Refusal>(&answer); refusal && refusal->until)
            wake(*refusal->until);
        return false;
    }
    const AttemptId attempt = m_numbers.take();
    m_flights.push_back({attempt, AttemptKind::probe, *ticket, now, 0, 0, {}, false});
    m_out->sends.push_back({attempt, AttemptKind::probe, 0, 0, &m_course.statusCosts});
    return true;
}

void Scheduler::statusEnded(const Flight&, const Answered& event)
{
    using base::OutcomeKind;
    const base::Outcome outcome =
        event.reading.outcomes.empty() ? base::Outcome{} : event.reading.outcomes.front();
    switch (outcome.kind) {
    case OutcomeKind::unauthorized:
    case OutcomeKind::forbidden:
        pause(PauseReason::credentials, outcome.message);
        return;
    case OutcomeKind::redirected:
        pause(PauseReason::guardRedirect, outcome.message);
        return;
    case OutcomeKind::done: // "closed", without a time: asked again
        return;
    default:
        m_limiter.statusCallUnread(event.at);
    }
}

} // namespace jobs
