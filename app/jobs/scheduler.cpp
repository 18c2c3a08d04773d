#include "jobs/scheduler.h"

#include <algorithm>
#include <cassert>

namespace jobs {

namespace {

constexpr std::array<std::string_view, 16> detailSentences{
    "",
    "already absent when first asked",
    "probably ours: an earlier request may have done it",
    "not found, which proves nothing here",
    "sent, but the answer never came",
    "sent, but the program ended before the answer",
    "every allowed try is used up",
    "refused by a limit, asked again",
    "the vendor was out of order, asked again",
    "not sent",
    "the sign-in was refused, not this id",
    "marked by the operator",
    "left out",
    "queued again by the operator",
    "sent, but a web page came in place of the vendor's answer",
    "the sign-in was refused for this one alone, others are accepted with it",
};

} // namespace

std::string_view sentence(Detail detail)
{
    return detailSentences[static_cast<std::size_t>(detail)];
}

void Commands::clear()
{
    items.clear();
    ended.clear();
    changed.clear();
    sends.clear();
    isStateChanged = false;
    waiting = {};
    wakeAt.reset();
}

Scheduler::Scheduler(Course course, std::uint32_t itemCount, limits::RateLimiter& limiter,
                     AttemptNumbers& numbers)
    : m_course(std::move(course))
    , m_limiter(limiter)
    , m_numbers(numbers)
    , m_guards(m_course.guards)
    , m_random(m_course.seed)
    , m_states(itemCount, ItemState::queued)
    , m_attempts(itemCount)
    , m_tries(itemCount)
    , m_flags(itemCount)
{
    m_counts[ItemState::queued] = itemCount;
}

std::vector<ItemChanged> Scheduler::restore(std::span<const ItemStart> items, std::int64_t requests,
                                            JobState state, PauseReason reason)
{
    assert(items.size() == m_states.size());
    Commands recovered;
    m_out = &recovered;
    m_counts = {};
    for (std::size_t i = 0; i < items.size(); ++i) {
        m_states[i] = items[i].state;
        m_attempts[i] = items[i].attempts;
        m_tries[i] = items[i].tries;
        const auto item = static_cast<ItemIndex>(i);
        if (items[i].wasUnknown)
            set(Flag::wasUnknown, item);
        if (items[i].wasForbidden)
            set(Flag::wasForbidden, item);
        ++m_counts[items[i].state];
    }
    std::uint32_t absent = 0;
    std::map<AttemptId, std::vector<ItemIndex>> batches;
    for (ItemIndex i = 0; i < m_states.size(); ++i) {
        if (m_states[i] == ItemState::sent) {
            set(Flag::wasUnknown, i);
            apply(i, m_course.askAgain ? ItemEvent::askLater : ItemEvent::unanswered, Detail::interrupted);
        }
        if (m_states[i] == ItemState::waiting && items[i].batch != 0 && m_course.repeatsBatches)
            batches[items[i].batch].push_back(i);
        else if (m_states[i] == ItemState::waiting)
            m_ready.push_back(i);
        if (m_states[i] == ItemState::queued && wasForbidden(i))
            m_last.push_back(i);
        if (m_states[i] == ItemState::gone && !wasUnknown(i))
            ++absent;
    }
    for (auto& [attempt, batch] : batches)
        m_groups.push_back({Instant{}, std::move(batch)});
    const bool isOtherSeen = m_counts[ItemState::done] + m_counts[ItemState::failed] > 0;
    m_guards.recall({touched(), answered(), absent, isOtherSeen, requests, reason});
    m_state = state;
    m_reason = reason;
    m_out = nullptr;
    return std::move(recovered.changed);
}

void Scheduler::step(Instant now, std::span<const Event> inbox, Commands& commands, bool mayHaveTurn)
{
    commands.clear();
    m_out = &commands;
    if (!m_isLimiterTold && m_course.onTheWayMost > Duration::zero())
        m_limiter.expect(m_course.onTheWayMost, m_course.statusEvery, now, m_course.isWary);
    m_isLimiterTold = true;
    for (const Event& event : inbox)
        std::visit([this](const auto& e) { handle(e); }, event);

    if (m_state == JobState::running && hasWorkLeft()) {
        if (const PauseReason verdict = m_guards.verdict(); verdict != PauseReason::none)
            pause(verdict);
        else if (m_guards.isCanaryOver(answered()))
            pause(PauseReason::guardCanary);
    }
    if (m_state == JobState::running)
        sendWhatMay(now, mayHaveTurn);
    if (m_state == JobState::pausing && m_flights.empty())
        become(m_isStopping ? JobState::stopped : JobState::paused);
    if (m_state == JobState::running && !hasWorkLeft() && m_flights.empty())
        become(JobState::finished);
    m_out = nullptr;
}

bool Scheduler::hasWorkLeft() const
{
    return m_counts[ItemState::queued] + m_counts[ItemState::waiting] > 0;
}

// --- what happened ---

std::optional<Scheduler::Flight> Scheduler::land(AttemptId attempt)
{
    const auto it = std::find_if(m_flights.begin(), m_flights.end(),
                                 [attempt](const Flight& f) { return f.attempt == attempt; });
    if (it == m_flights.end())
        return std::nullopt;
    Flight flight = std::move(*it);
    *it = std::move(m_flights.back());
    m_flights.pop_back();
    if (flight.kind == AttemptKind::token)
        m_isTokenUnderWay = false;
    return flight;
}

void Scheduler::handle(const Start&)
{
    if (m_state == JobState::running || m_state == JobState::stopped)
        return;
    m_guards.goOn(m_reason);
    const bool wasPage = m_reason == PauseReason::guardPage;
    m_reason = PauseReason::none;
    m_reasonDetail.clear();
    m_isStopping = false;
    m_answersSeen = 0;
    m_lastWasForbidden = false;
    m_refused.clear();
    m_acceptedWith.reset();
    m_generationAtStart = m_tokenGeneration;
    m_quietUntil.reset();
    m_offlineSince.reset();
    m_offlineNext.reset();
    m_outageNext.reset();
    m_struggles = m_outageTries = m_offlineTries = 0;
    m_tokenNextTry.reset();
    m_tokenTries = 0;
    // Whether it is the vendor who answers again is shown by one request alone.
    if (wasPage)
        m_outageNext = Instant{};
    become(JobState::running);
}

void Scheduler::handle(const Pause& event)
{
    if (m_state == JobState::running || m_state == JobState::ready)
        pause(event.reason, event.detail);
    else if (m_state == JobState::pausing && event.reason == PauseReason::store) {
        m_reason = event.reason;
        m_reasonDetail = event.detail;
    }
}

void Scheduler::handle(const Stop&)
{
    m_isStopping = true;
    if (m_state == JobState::running || m_state == JobState::pausing)
        become(JobState::pausing);
    else if (m_state != JobState::finished)
        become(JobState::stopped);
    m_reason = PauseReason::byOperator;
}

void Scheduler::handle(const Retry& event)
{
    bool any = false;
    for (ItemIndex i = 0; i < m_states.size(); ++i) {
        if ((event.failed && m_states[i] == ItemState::failed)
            || (event.unknown && m_states[i] == ItemState::unknown)) {
            if (m_states[i] == ItemState::unknown)
                set(Flag::wasUnknown, i);
            m_tries[i] = 0;
            m_flags[i] &= static_cast<std::uint8_t>(~std::uint8_t(Flag::wasForbidden));
            apply(i, ItemEvent::retry, Detail::retried);
            any = true;
        }
    }
    if (any) {
        m_cursor = 0;
        if (m_state == JobState::finished)
            become(JobState::paused);
    }
}

void Scheduler::handle(const Mark& event)
{
    for (const ItemIndex item : event.items) {
        if (item < m_states.size())
            apply(item, event.state == ItemState::done ? ItemEvent::markDone : ItemEvent::markFailed,
                  Detail::marked);
    }
}

void Scheduler::handle(const LeaveOut& event)
{
    for (const ItemIndex item : event.items) {
        if (item < m_states.size())
            apply(item, ItemEvent::leaveOut, Detail::leftOut);
    }
}

void Scheduler::handle(const ChangeInFlight& event)
{
    m_course.inFlight = std::max(1, event.count);
}

void Scheduler::handle(const ChangeSpacing& event)
{
    m_course.spacing = std::max(Duration::zero(), event.spacing);
}

void Scheduler::handle(const Woke& event)
{
    m_quietUntil = event.until;
    m_offlineSince = event.at;
    m_offlineNext = event.until;
}

// --- what to do next ---

void Scheduler::sendWhatMay(Instant now, bool mayHaveTurn)
{
    // The next try of an item, the next renewal: looked at even when something else decides first.
    peekLater(now);
    if (!hasWorkLeft())
        return;
    if (!mayHaveTurn) {
        waitFor(Waiting::For::turn, std::nullopt);
        return;
    }
    if (m_quietUntil && now < *m_quietUntil) {
        waitFor(Waiting::For::woke, m_quietUntil);
        return;
    }
    const bool isCareful = m_offlineSince || m_outageNext;
    if (isCareful) {
        // No network, or a vendor out of order: one try at growing distances, all others stay queued.
        const auto next = m_offlineSince ? m_offlineNext : m_outageNext;
        if (!m_flights.empty() || (next && now < *next)) {
            waitFor(m_offlineSince ? Waiting::For::network : Waiting::For::outage,
                    m_flights.empty() ? next : std::nullopt);
            return;
        }
    }
    if (!m_course.statusCosts.empty() && sendStatusCall(now) && isCareful)
        return;
    if (needsTokenNow(now)) {
        if (!m_course.canRenewToken) {
            pause(PauseReason::credentials, "the pasted token has ended: a new one is needed");
            return;
        }
        if (sendToken(now) && isCareful)
            return;
        if (m_state != JobState::running)
            return;
    }
    if (!hasToken(now)) {
        if (m_out->waiting.reason == Waiting::For::nothing)
            waitFor(Waiting::For::signIn, m_isTokenUnderWay ? std::nullopt : m_tokenNextTry);
        return;
    }
    // A renewal that is due but was refused by a limit has its own wake-up, see sendToken().
    if (m_course.canRenewToken && m_tokenRenewAt && !m_isTokenUnderWay) {
        const Instant renewAt = m_tokenNextTry ? std::max(*m_tokenNextTry, *m_tokenRenewAt) : *m_tokenRenewAt;
        if (renewAt > now)
            wake(renewAt);
    }

    const std::size_t most = isCareful ? 1 : static_cast<std::size_t>(m_course.inFlight);
    while (itemFlights() < most) {
        if (!sendItems(now))
            return;
    }
    waitFor(Waiting::For::answer, std::nullopt);
}

/// Items that the vendor may have carried out, as far as is known.
std::uint32_t Scheduler::touched() const
{
    return answered() + m_counts[ItemState::sent] + m_counts[ItemState::waiting];
}

std::uint32_t Scheduler::answered() const
{
    return m_counts.settled() - m_counts[ItemState::skipped];
}

std::size_t Scheduler::itemFlights() const
{
    return static_cast<std::size_t>(
        std::count_if(m_flights.begin(), m_flights.end(), [](const Flight& f) { return f.isItems(); }));
}

/// One request more. False: not now, and it is said why.
bool Scheduler::sendItems(Instant now)
{
    if (m_guards.isOutOfRequests()) {
        pause(PauseReason::guardRequests);
        return false;
    }
    const std::uint32_t room = m_guards.roomBeforeLook(touched());
    if (room == 0 && m_counts[ItemState::waiting] == 0) {
        waitFor(Waiting::For::answer, std::nullopt);
        return false;
    }
    if (m_course.spacing > Duration::zero() && m_lastSend && now < *m_lastSend + m_course.spacing) {
        waitFor(Waiting::For::spacing, *m_lastSend + m_course.spacing);
        return false;
    }
    std::vector<ItemIndex>& items = m_taken;
    items.clear();
    const bool isRepeated = takeGroup(now, items);
    ItemIndex first = 0;
    if (!isRepeated && !(room > 0 ? takeNext(now, first) : takeWaiting(now, first))) {
        std::optional<Instant> due;
        if (!m_later.empty())
            due = m_later.top().due;
        for (const Group& one : m_groups)
            due = due ? std::min(*due, one.due) : one.due;
        if (m_flights.empty() && due)
            waitFor(Waiting::For::retry, due);
        return false;
    }
    bool isBatch = isRepeated;
    if (!isRepeated) {
        items.push_back(first);
        // What was refused before goes alone, so that one bad entry cannot spoil a batch again and again.
        isBatch = m_course.batch > 1 && !m_course.batchCosts.empty() && m_attempts[first] == 0;
        for (ItemIndex item = 0; isBatch
                                 && items.size() < std::min<std::size_t>(std::size_t(m_course.batch), room)
                                 && takeNext(now, item);) {
            if (m_attempts[item] > 0) {
                putBack(item);
                break;
            }
            items.push_back(item);
        }
    }
    // In the list's order, which is what is known of a batch after a restart.
    if (!isRepeated)
        std::ranges::sort(items);
    const auto count = static_cast<std::uint32_t>(items.size());
    std::vector<limits::Cost> costs;
    if (isBatch) {
        costs = m_course.batchCosts;
        costs.back().count = count;
    }
    const limits::Answer answer = m_limiter.acquire(isBatch ? costs : m_course.itemCosts, now);
    const auto* ticket = std::get_if<limits::Ticket>(&answer);
    if (!ticket) {
        const auto* never = std::get_if<limits::Never>(&answer);
        if (isRepeated && !never)
            m_groups.push_front({now, items});
        else
            std::for_each(items.rbegin(), items.rend(), [this](ItemIndex item) { putBack(item); });
        if (never && isBatch && never->max >= 1 && never->max < count) {
            // The endpoint of the items takes fewer at once than were to go together.
            m_course.batch = static_cast<int>(never->max);
            return true;
        }
        if (never) {
            pause(PauseReason::guardStop,
                  "the limit \"" + never->rule + "\" can never hold " + std::to_string(count) + " at once");
            return false;
        }
        const auto& refusal = std::get<limits::Refusal>(answer);
        m_out->waiting.refusal = refusal;
        waitFor(refusal.until ? Waiting::For::rule : Waiting::For::answer, refusal.until);
        return false;
    }

    const AttemptId attempt = m_numbers.take();
    const AttemptKind kind = isBatch ? AttemptKind::batch : AttemptKind::item;
    const auto from = static_cast<std::uint32_t>(m_out->items.size());
    for (const ItemIndex item : items) {
        if (m_attempts[item] < UINT16_MAX)
            ++m_attempts[item];
        apply(item, ItemEvent::send, Detail::none, nullptr, attempt);
        m_out->items.push_back(item);
    }
    m_out->sends.push_back(
        {attempt, kind, from, count, isBatch ? &m_course.batchCosts : &m_course.itemCosts});
    Flight flight{attempt, kind, *ticket, now, m_tokenGeneration, items.front(), {}, isRepeated};
    if (isBatch)
        flight.items = items;
    m_flights.push_back(std::move(flight));
    m_guards.countRequest();
    m_lastSend = now;
    return true;
}

/// The next batch that is to go again as it was. One of which something was settled meanwhile is none any
/// more.
bool Scheduler::takeGroup(Instant now, std::vector<ItemIndex>& items)
{
    const auto isDue = [now](const Group& one) { return one.due <= now; };
    // Not always the first: each has its own backoff.
    for (auto due = m_groups.begin();
         (due = std::find_if(m_groups.begin(), m_groups.end(), isDue)) != m_groups.end();) {
        items = std::move(due->items);
        m_groups.erase(due);
        const bool isWhole = std::all_of(items.begin(), items.end(), [this](ItemIndex item) {
            return m_states[item] == ItemState::waiting || m_states[item] == ItemState::queued;
        });
        if (isWhole)
            return true;
        m_ready.insert(m_ready.end(), items.begin(), items.end());
        items.clear();
    }
    return false;
}

void Scheduler::takeBack(AttemptId attempt, std::vector<ItemChanged>& changes)
{
    const auto flight = land(attempt);
    if (!flight)
        return;
    m_limiter.cancel(flight->ticket);
    if (flight->isItems())
        m_guards.uncountRequest();
    Commands undone;
    m_out = &undone;
    for (const ItemIndex item : flight->all()) {
        --m_attempts[item];
        apply(item, ItemEvent::giveBack, Detail::notSent, nullptr, attempt);
        if (!flight->isRepeated)
            putBack(item);
    }
    if (flight->isRepeated)
        m_groups.push_front({flight->sent, flight->items});
    m_out = nullptr;
    changes.insert(changes.end(), undone.changed.begin(), undone.changed.end());
}

void Scheduler::takeUpDue(Instant now)
{
    while (!m_later.empty() && m_later.top().due <= now) {
        m_ready.push_back(m_later.top().item);
        m_later.pop();
    }
}

/// The next item that was asked before; new ones stay where they are.
bool Scheduler::takeWaiting(Instant now, ItemIndex& item)
{
    takeUpDue(now);
    const auto found = std::find_if(m_ready.begin(), m_ready.end(), [this](ItemIndex ready) {
        return m_states[ready] == ItemState::waiting;
    });
    if (found == m_ready.end())
        return false;
    item = *found;
    m_ready.erase(found);
    return true;
}

bool Scheduler::takeNext(Instant now, ItemIndex& item)
{
    takeUpDue(now);
    while (!m_ready.empty()) {
        item = m_ready.front();
        m_ready.pop_front();
        if (m_states[item] == ItemState::waiting || (m_states[item] == ItemState::queued && item < m_cursor))
            return true;
    }
    while (m_cursor < m_states.size()) {
        item = m_cursor++;
        if (m_states[item] == ItemState::queued && !wasForbidden(item))
            return true;
    }
    while (!m_last.empty()) {
        item = m_last.front();
        m_last.pop_front();
        if (m_states[item] == ItemState::queued)
            return true;
    }
    return false;
}

/// It is the next one again; what was once refused with the sign-in waits until others have shown how that
/// stands.
void Scheduler::putBack(ItemIndex item)
{
    if (wasForbidden(item) && m_states[item] == ItemState::queued)
        m_last.push_back(item);
    else
        m_ready.push_front(item);
}

void Scheduler::peekLater(Instant now)
{
    // What is due already needs no alarm: whatever holds it back has one of its own, or is an answer.
    if (!m_later.empty() && m_later.top().due > now)
        wake(m_later.top().due);
    for (const Group& one : m_groups) {
        if (one.due > now)
            wake(one.due);
    }
}

void Scheduler::waitFor(Waiting::For reason, std::optional<Instant> until)
{
    m_out->waiting.reason = reason;
    m_out->waiting.until = until;
    if (until)
        wake(*until);
}

void Scheduler::wake(Instant at)
{
    m_out->wakeAt = m_out->wakeAt ? std::min(*m_out->wakeAt, at) : at;
}

void Scheduler::apply(ItemIndex item, ItemEvent event, Detail detail, const base::Outcome* answer,
                      AttemptId attempt)
{
    const auto to = next(m_states[item], event);
    if (!to)
        return;
    --m_counts[m_states[item]];
    m_states[item] = *to;
    ++m_counts[*to];
    m_out->changed.push_back({item, *to, m_attempts[item], wasUnknown(item), wasForbidden(item),
                              m_tries[item], detail, answer, attempt});
}

void Scheduler::pause(PauseReason reason, std::string detail)
{
    if (m_state == JobState::pausing || m_state == JobState::paused)
        return; // the first reason stands
    m_reason = reason;
    m_reasonDetail = std::move(detail);
    become(JobState::pausing);
}

void Scheduler::become(JobState state)
{
    if (m_state == state)
        return;
    m_state = state;
    m_out->isStateChanged = true;
}

Duration Scheduler::backoff(int tries, Duration first, Duration most)
{
    Duration wait = first;
    for (int i = 1; i < tries && wait < most; ++i)
        wait *= 2;
    wait = std::min(wait, most);
    // Up to a tenth more, so that what failed together does not come back together.
    return wait + Duration(m_random.between(0, wait.count() / 10));
}

} // namespace jobs
