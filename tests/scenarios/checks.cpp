#include "scenarios/checks.h"

#include <algorithm>
#include <utility>

namespace scenarios {

using namespace std::chrono_literals;
using jobs::AttemptKind;
using jobs::ItemState;

namespace {

constexpr std::size_t complaintsMost = 8;

bool isAboutItems(AttemptKind kind)
{
    return kind == AttemptKind::item || kind == AttemptKind::batch;
}

std::string numbered(std::uint64_t attempt)
{
    return "request " + std::to_string(attempt);
}

} // namespace

void Complaints::add(Instant at, const std::string& what)
{
    if (m_all.size() < complaintsMost)
        m_all.push_back(std::to_string(std::chrono::duration<double>(at.time_since_epoch()).count())
                        + " s: " + what);
}

// --- books ---

void Books::see(const Event& event)
{
    switch (event.happened) {
    case Happened::charged:
        m_charged.insert(event.attempt);
        break;
    case Happened::died:
        m_charged.clear(); // those of a program that is gone never leave
        break;
    case Happened::intended: {
        const auto [entry, isNew] =
            m_attempts.emplace(event.attempt, Attempt{event.kind, event.items, false, false, false});
        if (!isNew)
            m_complaints.add(event.at, numbered(event.attempt) + " was announced twice");
        break;
    }
    case Happened::ended:
        if (event.outcome == base::OutcomeKind::notSent) {
            if (Attempt& attempt = m_attempts[event.attempt]; !attempt.isCancelled) {
                attempt.isCancelled = true;
                ++m_cancelled;
            }
            if (m_attempts[event.attempt].isArrived)
                m_complaints.add(event.at, numbered(event.attempt) + " is stored as not sent, but arrived");
        }
        break;
    case Happened::sent: {
        const auto found = m_attempts.find(event.attempt);
        if (found == m_attempts.end()) {
            m_complaints.add(event.at, numbered(event.attempt) + " left without a stored intent");
            break;
        }
        if (found->second.isSent)
            m_complaints.add(event.at, numbered(event.attempt) + " left twice");
        else if (m_charged.erase(event.attempt) == 0)
            m_complaints.add(event.at, numbered(event.attempt) + " left without a word in the ledger");
        found->second.isSent = true;
        break;
    }
    case Happened::arrived: {
        const auto found = m_attempts.find(event.attempt);
        if (found == m_attempts.end()) {
            m_complaints.add(event.at, numbered(event.attempt) + " arrived without a stored intent");
            break;
        }
        Attempt& attempt = found->second;
        if (attempt.isArrived)
            m_complaints.add(event.at, numbered(event.attempt) + " arrived twice");
        if (attempt.isCancelled)
            m_complaints.add(event.at, numbered(event.attempt) + " arrived after it was stored as not sent");
        attempt.isArrived = true;
        if (attempt.kind == AttemptKind::item
            && !event.path.ends_with("/" + m_plan.idOf(attempt.items.front()))
            && event.path.find("/" + m_plan.idOf(attempt.items.front()) + "/") == std::string::npos)
            m_complaints.add(event.at, numbered(event.attempt) + " asks for " + event.path
                                           + ", announced was " + m_plan.idOf(attempt.items.front()));
        break;
    }
    default:
        break;
    }
}

void Books::finish(Instant at, std::int64_t stored)
{
    const auto arrived =
        std::count_if(m_attempts.begin(), m_attempts.end(), [](const auto& a) { return a.second.isArrived; });
    if (stored != intended())
        m_complaints.add(at, "the store counts " + std::to_string(stored) + " requests, announced were "
                                 + std::to_string(intended()));
    if (arrived > stored)
        m_complaints.add(at, "the store counts " + std::to_string(stored) + " requests, the vendor met "
                                 + std::to_string(arrived));
}

// --- items ---

Items::Items(const Plan& plan, Complaints& complaints)
    : m_plan(plan)
    , m_complaints(complaints)
    , m_items(static_cast<std::size_t>(plan.ids) + static_cast<std::size_t>(plan.secondIds))
{
    for (int job : {0, 1})
        m_jobs[static_cast<std::size_t>(job)].counts[ItemState::queued] =
            static_cast<std::uint32_t>(plan.idsOf(job));
}

void Items::see(const Event& event)
{
    switch (event.happened) {
    case Happened::intended:
        if (isAboutItems(event.kind))
            m_attempts[event.attempt] = event.items;
        break;
    case Happened::sent:
        sent(event);
        break;
    case Happened::arrived:
        if (const auto found = m_attempts.find(event.attempt);
            found != m_attempts.end() && found->second.size() == 1 && event.effects > 0)
            m_items[found->second.front()].isDeleted = true;
        break;
    case Happened::changed:
        changed(event);
        break;
    case Happened::answered:
    case Happened::lost:
    case Happened::notSent:
        for (const jobs::ItemIndex item : m_attempts[event.attempt]) {
            if (m_items[item].underWay == event.attempt)
                m_items[item].underWay = 0;
        }
        break;
    case Happened::died:
        for (Item& item : m_items)
            item.underWay = 0;
        break;
    case Happened::became: {
        // The canary paused the job; or the cap did, when as many were answered.
        Job& job = m_jobs[static_cast<std::size_t>(event.ofJob)];
        const auto canary = std::uint32_t(m_plan.optionsOf(event.ofJob).guards.canary);
        job.isLookedAt =
            job.isLookedAt || event.reason == jobs::PauseReason::guardCanary
            || (event.reason == jobs::PauseReason::guardRequests && job.counts.settled() >= canary);
        job.isCapMet = event.reason == jobs::PauseReason::guardRequests;
        break;
    }
    case Happened::ordered:
        if (Job& job = m_jobs[static_cast<std::size_t>(event.ofJob)]; std::exchange(job.isCapMet, false))
            job.requests = 0; // gone on from: as many again
        break;
    case Happened::shown:
        if (event.shown.counts != counts(event.ofJob))
            m_complaints.add(event.at, "the screen counts otherwise than the store");
        if (event.shown.counts.total() != std::uint32_t(m_plan.idsOf(event.ofJob)))
            m_complaints.add(event.at,
                             "the screen shows " + std::to_string(event.shown.counts.total()) + " ids");
        break;
    default:
        break;
    }
}

void Items::sent(const Event& event)
{
    const auto found = m_attempts.find(event.attempt);
    if (found == m_attempts.end())
        return; // a sign-in, or what Books complains about
    const int number = jobOf(found->second.front());
    Job& job = m_jobs[static_cast<std::size_t>(number)];
    const auto& guards = m_plan.optionsOf(number).guards;
    if (guards.maxRequests > 0 && ++job.requests > guards.maxRequests)
        m_complaints.add(event.at, "one request more was sent than the operator allowed");
    for (const jobs::ItemIndex index : found->second) {
        Item& item = m_items[index];
        if (item.state == ItemState::done || item.state == ItemState::gone)
            m_complaints.add(event.at, "id " + m_plan.idOf(index) + " was sent after it was confirmed");
        else if (item.state != ItemState::sent)
            m_complaints.add(event.at, "id " + m_plan.idOf(index) + " was sent while it was stored as "
                                           + std::string(name(item.state)));
        if (item.underWay != 0)
            m_complaints.add(event.at, "id " + m_plan.idOf(index) + " was sent while it was under way");
        item.underWay = event.attempt;
        job.sentItems += item.wasSent ? 0 : 1;
        item.wasSent = true;
    }
    if (guards.canary > 0 && !job.isLookedAt && job.sentItems > guards.canary)
        m_complaints.add(event.at, std::to_string(job.sentItems)
                                       + " ids were sent before the operator had a look at "
                                       + std::to_string(guards.canary));
}

void Items::changed(const Event& event)
{
    Item& item = m_items.at(event.items.front());
    const std::string id = "id " + m_plan.idOf(event.items.front());
    if ((item.state == ItemState::done || item.state == ItemState::gone) && event.item != item.state)
        m_complaints.add(event.at, id + " was " + std::string(name(item.state)) + " and is "
                                       + std::string(name(event.item)) + " now");
    const int number = jobOf(event.items.front());
    Job& job = m_jobs[static_cast<std::size_t>(number)];
    if (item.state == ItemState::sent && event.item == ItemState::queued) {
        // It did not leave, or its answer said that nothing was done: nothing to look at.
        job.sentItems -= item.wasSent ? 1 : 0;
        item.wasSent = false;
    }
    --job.counts[item.state];
    ++job.counts[event.item];
    item.state = event.item;
    const bool isByBatch = m_plan.optionsOf(number).batch > 1;
    if (event.item == ItemState::done && !item.isDeleted && !isByBatch)
        m_complaints.add(event.at, id + " is called done, but the vendor did not delete it");
    if (event.item == ItemState::gone && !item.isDeleted && !isByBatch
        && !m_plan.vendorOptions.data.missing.contains(m_plan.idOf(event.items.front())))
        m_complaints.add(event.at, id + " is called gone, but it is still there");
}

void Items::finish(Instant at, int job, const std::vector<ItemState>& stored, const jobs::Counts& counted)
{
    if (std::ssize(stored) != m_plan.idsOf(job)) {
        m_complaints.add(at, std::to_string(stored.size()) + " ids are in the store");
        return;
    }
    const auto from = static_cast<jobs::ItemIndex>(job == 0 ? 0 : m_plan.ids);
    for (jobs::ItemIndex i = 0; i < stored.size(); ++i) {
        const Item& item = m_items[from + i];
        if (stored[i] != item.state)
            m_complaints.add(at, "id " + m_plan.idOf(from + i) + " is stored as "
                                     + std::string(name(stored[i])) + ", committed was "
                                     + std::string(name(item.state)));
        if (!item.wasSent && (stored[i] == ItemState::done || stored[i] == ItemState::gone))
            m_complaints.add(at, "id " + m_plan.idOf(from + i) + " is settled and was never sent");
    }
    if (counted != counts(job))
        m_complaints.add(at, "the store's sums are not those of its ids");
}

// --- quota ---

void Quota::see(const Event& event)
{
    if (event.happened == Happened::intended && event.kind == AttemptKind::batch)
        m_batches[event.attempt] = std::ssize(event.items);
    if (event.happened != Happened::arrived || event.path.ends_with("/rate_throttle_status"))
        return;
    m_met.push_back({event.path, 1, event.at, event.at, event.at});
    if (const auto batch = m_batches.find(event.attempt); batch != m_batches.end()) {
        // Every part counts at the items' own path.
        const std::string path = m_plan.stated.front().scope;
        m_met.push_back({path, batch->second, event.at, event.at, event.at});
    }
}

void Quota::finish(Instant at, const std::vector<simulator::Peak>& peaks)
{
    if (m_plan.isUnknown)
        return; // what the vendor bears is found out: by refusals, and not without any
    const recount::VendorClock clock{
        {}, m_plan.vendorOptions.clockErrorPpm, std::max(m_plan.vendorOptions.stampEvery, Duration(1))};
    for (limits::Limit limit : m_plan.stated) {
        if (limit.kind == limits::Kind::concurrency)
            continue; // best effort: see the vendor's own count below
        if (limit.kind == limits::Kind::daily)
            limit.per = 24h;
        const auto broken =
            recount::exceeded(limit, m_met, clock, Duration(std::int64_t(m_plan.seed * 7919 % 86'400'000)));
        if (broken)
            m_complaints.add(at, "recounted: " + *broken);
    }
    for (const simulator::Peak& peak : peaks) {
        const auto isNamed = [&](const limits::Limit& limit) { return limit.name == peak.rule; };
        const auto limit = std::find_if(m_plan.stated.begin(), m_plan.stated.end(), isNamed);
        // A request without an answer may still be at work: limits of how many at once are best effort.
        const bool isLoose =
            limit != m_plan.stated.end() && limit->kind == limits::Kind::concurrency && !m_plan.isHealthy;
        if (peak.overruns > 0 && !isLoose)
            m_complaints.add(at, "the vendor counted " + std::to_string(peak.most) + " of "
                                     + std::to_string(peak.allowed) + " in " + peak.rule);
    }
}

// --- waits ---

void Waits::see(const Event& event)
{
    switch (event.happened) {
    case Happened::shown: {
        auto& promise = m_promises[static_cast<std::size_t>(event.ofJob)];
        promise.reset();
        if (event.shown.state != jobs::JobState::running)
            break;
        if (m_plan.isHealthy && !m_plan.isLearned && event.shown.by)
            compareWithTheLimit(event);
        if (!event.shown.waits)
            break;
        if (event.shown.until < event.shown.now - 1s)
            m_complaints.add(event.at, "the screen waits for " + event.shown.rule + " until a moment "
                                           + std::to_string((event.shown.now - event.shown.until).count())
                                           + " ms ago");
        // An answer to the other job's request may have made room at this very moment: it is heard at the
        // next tick.
        if (m_plan.secondIds == 0 || event.at != m_answeredAt)
            promise = Promise{event.shown, event.at};
        break;
    }
    case Happened::sent: {
        if (m_plan.isHealthy)
            m_sends.push_back(event.at);
        ++m_underWay;
        const auto& promise = m_promises[m_ofSecond.erase(event.attempt)];
        if (!promise || m_statusCalls.contains(event.attempt))
            break;
        const Duration early = (promise->shown.until - promise->shown.now) - (event.at - promise->at);
        if (early > 2ms)
            m_complaints.add(
                event.at,
                numbered(event.attempt) + " left "
                    + std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(early).count())
                    + " ms before the end of the wait for " + promise->shown.rule);
        break;
    }
    case Happened::intended:
        if (event.kind == AttemptKind::probe)
            m_statusCalls.insert(event.attempt);
        if (event.ofJob == 1)
            m_ofSecond.insert(event.attempt);
        break;
    case Happened::charged:
    case Happened::written:
    case Happened::arrived:
    case Happened::changed:
        break;
    case Happened::answered:
        --m_underWay;
        m_answeredAt = event.at;
        m_promises = {};
        break;
    default:
        m_promises = {}; // an order, a loss: the wait may be another one now
    }
}

/// The limit that is named holds as many requests as it may, each kept for as long as it can be at most.
void Waits::compareWithTheLimit(const Event& event)
{
    using limits::Kind;
    const auto named = [&](const limits::Limit& limit) {
        return limit.name == event.shown.rule && limit.kind == event.shown.by;
    };
    const auto limit = std::find_if(m_plan.stated.begin(), m_plan.stated.end(), named);
    if (limit == m_plan.stated.end()) {
        m_complaints.add(event.at, "a limit is named that nobody stated: " + event.shown.rule);
        return;
    }
    const int share = m_plan.options.sharePercent;
    const auto allowed =
        std::max<std::int64_t>(1, (limit->kind == Kind::paced ? limit->burst : limit->max) * share / 100);
    std::int64_t held = m_underWay;
    // A pace counts from the answer and the vendor's granularity on: a last token is not free before.
    if (limit->kind == Kind::paced && event.shown.waits && event.shown.until - event.shown.now <= 1100ms)
        return;
    if (limit->kind == Kind::concurrency) {
        if (event.at == m_answeredAt)
            return; // its place is given away at the next tick
    } else {
        // Of a pace: after as long as a whole burst needs to come back, the next burst has room.
        const Duration length = limit->kind == Kind::paced   ? limit->every * 100 / share * allowed
                                : limit->kind == Kind::daily ? 25h
                                                             : limit->per;
        const Duration kept =
            length + length / 1000 + 1100ms + m_plan.network.rttHigh + m_plan.vendorOptions.serviceHigh;
        held = m_sends.end() - std::lower_bound(m_sends.begin(), m_sends.end(), event.at - kept);
    }
    if (held < allowed)
        m_complaints.add(event.at, "the wait for " + limit->name + " binds nobody: it holds "
                                       + std::to_string(held) + " of " + std::to_string(allowed));
}

// --- turns ---

void Turns::see(const Event& event)
{
    using jobs::JobState;
    switch (event.happened) {
    case Happened::became:
        if (event.ofJob == 0)
            m_first = event.job;
        break;
    case Happened::died:
        m_first = JobState::paused; // what ran in a program that is gone does not run
        m_ofSecond.clear();
        break;
    case Happened::intended:
        if (event.ofJob == 1 && isAboutItems(event.kind))
            m_ofSecond.insert(event.attempt);
        break;
    case Happened::sent:
        if (m_ofSecond.erase(event.attempt) != 0
            && (m_first == JobState::running || m_first == JobState::pausing))
            m_complaints.add(event.at, numbered(event.attempt) + " left out of turn: the older job runs");
        break;
    default:
        break;
    }
}

// --- failures ---

void Failures::see(const Event& event)
{
    bool& isUnwritten = m_isUnwritten[static_cast<std::size_t>(event.ofJob)];
    switch (event.happened) {
    case Happened::unwritten:
        isUnwritten = isUnwritten || !event.isByOrder;
        break;
    case Happened::intended:
    case Happened::ended:
    case Happened::changed:
    case Happened::became:
    case Happened::written:
        isUnwritten = false; // a whole commit is told at once
        break;
    case Happened::died:
        m_isUnwritten = {};
        break;
    case Happened::shown:
        if (isUnwritten
            && (event.shown.state != jobs::JobState::paused
                || event.shown.reason != jobs::PauseReason::store))
            m_complaints.add(event.at,
                             "the disk fails, but the screen says: " + std::string(name(event.shown.state))
                                 + " (" + std::string(name(event.shown.reason)) + ")");
        break;
    default:
        break;
    }
}

// --- sizes ---

void Sizes::look(Instant at, const Held& held, int inFlightMost)
{
    // A sign-in and a status call may be on their way beside the items.
    if (held.underWay > inFlightMost + 2)
        m_complaints.add(at, std::to_string(held.underWay) + " requests are under way, allowed are "
                                 + std::to_string(inFlightMost));
    if (held.onTheWire > held.underWay)
        m_complaints.add(at, "the transport holds " + std::to_string(held.onTheWire)
                                 + " requests, the engine " + std::to_string(held.underWay));
}

void Sizes::look(Instant at, const char* what, std::size_t held, std::size_t most)
{
    if (held > most)
        m_complaints.add(at, std::to_string(held) + " " + what + " are held, at most " + std::to_string(most)
                                 + " should be");
}

// --- all ---

Checks::Checks(const Plan& plan)
    : books(plan, complaints)
    , items(plan, complaints)
    , quota(plan, complaints)
    , waits(plan, complaints)
    , turns(complaints)
    , failures(complaints)
    , sizes(complaints)
    , progress(plan, complaints)
{
}

void Checks::see(const Event& event)
{
    books.see(event);
    items.see(event);
    quota.see(event);
    waits.see(event);
    turns.see(event);
    failures.see(event);
}

} // namespace scenarios
