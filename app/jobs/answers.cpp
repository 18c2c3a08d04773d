#include "jobs/feedback.h"
#include "jobs/scheduler.h"

#include <algorithm>

/// The half of the scheduler that says what an answer means for its items, and for the job.
namespace jobs {

namespace {

/// So many outages or lost answers in a row, and the vendor is asked one at a time until it answers well: a
/// flood of retries would only keep it down.
constexpr int strugglesUntilOneAtATime = 5;
/// An id that was refused so often before, each time with another token, is refused for itself the next time.
constexpr int refusalsInDoubt = 2;

/// "200: the answer to the sign-in holds no access_token"
std::string told(const base::Outcome& outcome)
{
    const std::string status = outcome.httpStatus > 0 ? std::to_string(outcome.httpStatus) : std::string();
    if (status.empty() || outcome.message.empty())
        return status + outcome.message;
    return status + ": " + outcome.message;
}

} // namespace

void Scheduler::handle(const Answered& event)
{
    const auto flight = land(event.attempt);
    if (!flight)
        return;
    m_limiter.release(flight->ticket, event.at);
    networkIsBack();

    const auto& outcomes = event.reading.outcomes;
    const base::Outcome none;
    const base::Outcome& first = outcomes.empty() ? none : outcomes.front();
    m_out->ended.push_back({flight->attempt, flight->kind, flight->sent, event.at, first.kind,
                            first.httpStatus, std::nullopt, false});
    feedBack(m_limiter, event.reading,
             {costsOf(flight->kind), flight->sent, event.at, m_course.backoffFirst, itemFlights() == 0});
    const bool isAccepted = !isThrottled(event.reading) && first.kind != base::OutcomeKind::outage;
    if (isAccepted && flight->kind != AttemptKind::probe)
        m_limiter.accepted(flight->sent, event.at);

    if (flight->kind == AttemptKind::token)
        tokenEnded(*flight, event);
    else if (flight->kind == AttemptKind::probe)
        statusEnded(*flight, event);
    else
        itemsEnded(*flight, event);
}

const std::vector<limits::Cost>& Scheduler::costsOf(AttemptKind kind) const
{
    return kind == AttemptKind::token   ? m_course.tokenCosts
           : kind == AttemptKind::probe ? m_course.statusCosts
           : kind == AttemptKind::batch ? m_course.batchCosts
                                        : m_course.itemCosts;
}

void Scheduler::itemsEnded(const Flight& flight, const Answered& event)
{
    const auto& outcomes = event.reading.outcomes;
    const base::Outcome none;
    m_isGrouping = flight.kind == AttemptKind::batch && m_course.repeatsBatches && event.isKeyKept
                   && std::all_of(outcomes.begin(), outcomes.end(),
                                  [](const base::Outcome& o) { return o.kind == base::OutcomeKind::outage; });
    const auto items = flight.all();
    for (std::size_t i = 0; i < items.size(); ++i)
        itemEnded(flight, items[i], i < outcomes.size() ? outcomes[i] : none, event.at);
    group(flight, event.at);
}

void Scheduler::handle(const Lost& event)
{
    const auto flight = land(event.attempt);
    if (!flight)
        return;
    m_limiter.lose(flight->ticket, event.at, event.countedUntil);
    m_out->ended.push_back({flight->attempt, flight->kind, flight->sent, event.at, base::OutcomeKind::lost,
                            event.outcome.httpStatus, event.countedUntil, false});
    vendorStruggles(event.at);
    if (flight->kind == AttemptKind::token)
        m_tokenNextTry = event.at + backoff(++m_tokenTries, m_course.backoffFirst, m_course.backoffMost);
    else
        itemsLost(*flight, event);
    // Whatever is sent now would be answered by the same proxy.
    if (event.outcome.isWebPage)
        pause(PauseReason::guardPage, event.outcome.message);
}

void Scheduler::itemsLost(const Flight& flight, const Lost& event)
{
    m_isGrouping = flight.kind == AttemptKind::batch && m_course.repeatsBatches;
    for (const ItemIndex item : flight.all())
        askLaterOrGiveUp(flight, item, &event.outcome, event.at, false);
    group(flight, event.at);
}

/// What of a batch is to be asked again: together, when it is the whole of it; else each alone.
void Scheduler::group(const Flight& flight, Instant due)
{
    m_isGrouping = false;
    if (m_grouped.empty())
        return;
    if (m_grouped.size() == flight.items.size()) {
        for (const Later& one : m_grouped)
            due = std::max(due, one.due);
        m_groups.push_back({due, flight.items});
    } else {
        for (const Later& one : m_grouped)
            m_later.push(one);
    }
    m_grouped.clear();
}

void Scheduler::handle(const NotSent& event)
{
    const auto flight = land(event.attempt);
    if (!flight)
        return;
    m_limiter.cancel(flight->ticket);
    if (flight->isItems())
        m_guards.uncountRequest();
    m_out->ended.push_back({flight->attempt, flight->kind, flight->sent, event.at, base::OutcomeKind::notSent,
                            0, std::nullopt, true});
    networkIsAway(event.at);
    for (const ItemIndex item : flight->all()) {
        --m_attempts[item];
        apply(item, ItemEvent::giveBack, Detail::notSent, &event.outcome, flight->attempt);
        if (!flight->isRepeated)
            putBack(item);
    }
    if (flight->isRepeated)
        m_groups.push_front({event.at, flight->items});
}

void Scheduler::tokenEnded(const Flight& flight, const Answered& event)
{
    const base::Outcome outcome =
        event.reading.outcomes.empty() ? base::Outcome{} : event.reading.outcomes.front();
    if (event.tokenLife) {
        // Counted from the sending: when the vendor began to count is not known, but surely not earlier.
        handle(TokenGiven{flight.sent, *event.tokenLife});
        return;
    }
    switch (outcome.kind) {
    case base::OutcomeKind::throttled:
        return; // the limiter was told; asked again when it allows
    case base::OutcomeKind::outage:
    case base::OutcomeKind::lost:
        vendorStruggles(event.at);
        m_tokenNextTry = event.at + backoff(++m_tokenTries, m_course.backoffFirst, m_course.backoffMost);
        return;
    case base::OutcomeKind::redirected:
        pause(PauseReason::guardRedirect, outcome.message);
        return;
    default:
        pause(PauseReason::credentials, told(outcome));
        return;
    }
}

void Scheduler::itemEnded(const Flight& flight, ItemIndex item, const base::Outcome& outcome, Instant at)
{
    using base::OutcomeKind;
    const bool countsForGuards = !wasUnknown(item);
    const bool isRefusedSignIn =
        outcome.kind == OutcomeKind::unauthorized || outcome.kind == OutcomeKind::forbidden;
    if (outcome.kind != OutcomeKind::outage && outcome.kind != OutcomeKind::lost)
        m_struggles = m_outageTries = 0, m_outageNext.reset();
    if (!isRefusedSignIn)
        m_isTokenProven = m_isTokenProven || flight.tokenGeneration == m_tokenGeneration;
    if (outcome.kind == OutcomeKind::done || outcome.kind == OutcomeKind::absent
        || outcome.kind == OutcomeKind::failed)
        m_acceptedWith = std::max(m_acceptedWith.value_or(0), flight.tokenGeneration);
    if (outcome.kind != OutcomeKind::forbidden)
        m_lastWasForbidden = false;

    switch (outcome.kind) {
    case OutcomeKind::done:
        apply(item, ItemEvent::confirmed, Detail::none, &outcome, flight.attempt);
        if (countsForGuards)
            m_guards.see(Guards::Seen::done);
        break;
    case OutcomeKind::absent:
        settleAbsent(flight, item, outcome);
        break;
    case OutcomeKind::failed:
        fail(flight, item, Detail::none, outcome);
        break;
    case OutcomeKind::throttled:
        apply(item, ItemEvent::askLater, Detail::throttled, &outcome, flight.attempt);
        m_ready.push_back(item);
        break;
    case OutcomeKind::outage:
        vendorStruggles(at);
        askLaterOrGiveUp(flight, item, &outcome, at, true);
        break;
    case OutcomeKind::lost:
        askLaterOrGiveUp(flight, item, &outcome, at, false);
        break;
    case OutcomeKind::unauthorized:
        unauthorized(flight, item, outcome);
        break;
    case OutcomeKind::forbidden:
        forbidden(flight, item, outcome);
        break;
    case OutcomeKind::redirected:
    case OutcomeKind::stop:
        apply(item, ItemEvent::giveBack, Detail::none, &outcome, flight.attempt);
        putBack(item);
        pause(outcome.kind == OutcomeKind::stop ? PauseReason::guardStop : PauseReason::guardRedirect,
              outcome.message);
        break;
    case OutcomeKind::notSent: // a reader never says so: it had an answer
        apply(item, ItemEvent::giveBack, Detail::notSent, &outcome, flight.attempt);
        putBack(item);
        break;
    }
    ++m_answersSeen;
}

void Scheduler::settleAbsent(const Flight& flight, ItemIndex item, const base::Outcome& outcome)
{
    if (wasUnknown(item)) {
        if (m_course.absentAfterUnknownIsGone)
            apply(item, ItemEvent::absentProves, Detail::probablyOurs, &outcome, flight.attempt);
        else
            apply(item, ItemEvent::unanswered, Detail::absentNoProof, &outcome, flight.attempt);
        return;
    }
    if (m_course.firstAbsentIsGone)
        apply(item, ItemEvent::absentProves, Detail::alreadyAbsent, &outcome, flight.attempt);
    else
        apply(item, ItemEvent::refused, Detail::absentNoProof, &outcome, flight.attempt);
    m_guards.see(m_course.firstAbsentIsGone ? Guards::Seen::gone : Guards::Seen::failed);
}

void Scheduler::askLaterOrGiveUp(const Flight& flight, ItemIndex item, const base::Outcome* answer,
                                 Instant at, bool isAnswered)
{
    // An answer of 5xx does not say that nothing was done: a gateway may have given up after the effect.
    set(Flag::wasUnknown, item);
    const int tries = ++m_tries[item];
    const Detail unanswered = answer != nullptr && answer->isWebPage ? Detail::webPage : Detail::noAnswer;
    if (!m_course.askAgain)
        apply(item, ItemEvent::unanswered, unanswered, answer, flight.attempt);
    else if (tries >= m_course.triesMost)
        apply(item, isAnswered ? ItemEvent::refused : ItemEvent::unanswered, Detail::triesUsedUp, answer,
              flight.attempt);
    else {
        apply(item, ItemEvent::askLater, isAnswered ? Detail::backoff : unanswered, answer, flight.attempt);
        const Later later{at + backoff(tries, m_course.backoffFirst, m_course.backoffMost), item};
        if (m_isGrouping)
            m_grouped.push_back(later);
        else
            m_later.push(later);
    }
}

void Scheduler::fail(const Flight& flight, ItemIndex item, Detail detail, const base::Outcome& outcome)
{
    const bool countsForGuards = !wasUnknown(item);
    apply(item, ItemEvent::refused, detail, &outcome, flight.attempt);
    if (countsForGuards)
        m_guards.see(Guards::Seen::failed);
}

/// Whether one more 401 is about the item, and not about the sign-in: others were accepted since.
bool Scheduler::isRefusedAlone(const Flight& flight, const Refusals& before) const
{
    if (before.times == 0)
        return false;
    const bool wasAcceptedSince =
        m_acceptedWith && (!before.firstWith || *m_acceptedWith > *before.firstWith);
    // A token may be taken back at any moment. So one more has to refuse it, where one can be had.
    if (wasAcceptedSince && (!m_course.canRenewToken || before.times >= refusalsInDoubt))
        return true;
    // No other is left to show it. Then a token that the vendor gave for the same credentials just now has to
    // do, or a job with such ids would never come to its end.
    if (!m_course.canRenewToken || flight.tokenGeneration <= before.lastWith)
        return false;
    if (m_counts.total() - m_counts.settled() == 1)
        return !before.firstWith || m_acceptedWith.has_value();
    if (m_counts[ItemState::done] + m_counts[ItemState::gone] + m_counts[ItemState::failed] == 0)
        return false;
    for (ItemIndex i = 0; i < m_states.size(); ++i) {
        const auto known = m_refused.find(i);
        const bool isOfThisRun = known != m_refused.end() && known->second.firstWith;
        if (!isSettled(m_states[i]) && (isOfThisRun || !wasForbidden(i)))
            return false;
    }
    return true;
}

void Scheduler::unauthorized(const Flight& flight, ItemIndex item, const base::Outcome& outcome)
{
    const bool isDoubt = flight.tokenGeneration == m_tokenGeneration;
    if (isDoubt) {
        Refusals& known = m_refused[item];
        if (known.times == 0 && wasForbidden(item))
            known = {1, std::nullopt, m_generationAtStart};
        if (isRefusedAlone(flight, known)) {
            fail(flight, item, Detail::refusedAlone, outcome);
            return;
        }
        if (known.times++ == 0)
            known.firstWith = flight.tokenGeneration;
        known.lastWith = flight.tokenGeneration;
        set(Flag::wasForbidden, item);
    }
    apply(item, ItemEvent::giveBack, Detail::signIn, &outcome, flight.attempt);
    putBack(item);
    if (!isDoubt)
        return; // it left with an older token; the present one is not in doubt
    if (!m_course.canRenewToken || (m_hasToken && !m_isTokenProven && m_tokenGeneration > 1)) {
        pause(PauseReason::credentials, told(outcome));
        return;
    }
    // Renewed once: a token that was refused before it was ever accepted is not renewed a second time.
    m_hasToken = false;
    m_tokenUntil.reset();
    m_tokenRenewAt.reset();
}

void Scheduler::forbidden(const Flight& flight, ItemIndex item, const base::Outcome& outcome)
{
    // One that was refused before the operator went on is refused for itself, or it would pause the job each
    // time: others are asked before it, so that a sign-in that is no good is known by them.
    const bool isWholeSignIn =
        !wasForbidden(item) && (m_answersSeen == 0 || m_lastWasForbidden || m_state != JobState::running);
    m_lastWasForbidden = true;
    if (isWholeSignIn) {
        set(Flag::wasForbidden, item);
        apply(item, ItemEvent::giveBack, Detail::signIn, &outcome, flight.attempt);
        putBack(item);
        pause(PauseReason::forbidden, outcome.message);
        return;
    }
    fail(flight, item, Detail::none, outcome);
}

void Scheduler::networkIsBack()
{
    m_offlineSince.reset();
    m_offlineNext.reset();
    m_offlineTries = 0;
}

void Scheduler::networkIsAway(Instant at)
{
    if (!m_offlineSince)
        m_offlineSince = at;
    m_offlineNext = at + backoff(++m_offlineTries, m_course.offlineFirst, m_course.offlineMost);
}

void Scheduler::vendorStruggles(Instant at)
{
    if (++m_struggles >= strugglesUntilOneAtATime)
        m_outageNext = at + backoff(++m_outageTries, m_course.backoffFirst, m_course.backoffMost);
}

} // namespace jobs
