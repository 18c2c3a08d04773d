#include "engine/run.h"

#include "engine/callend.h"
#include "engine/course.h"
#include "engine/pastquota.h"
#include "engine/phrases.h"

#include <algorithm>
#include <map>

namespace engine {

namespace {

using base::OutcomeKind;
using jobs::AttemptKind;
using jobs::JobState;
using jobs::PauseReason;
using std::chrono::milliseconds;

} // namespace

Run::Run(World& world, journal::Store& store, transport::Transport& transport, jobs::AttemptNumbers& numbers,
         journal::JobRecord record, vendors::Profile scaledProfile, Options options)
    : m_world(world)
    , m_store(store)
    , m_transport(transport)
    , m_numbers(numbers)
    , m_record(std::move(record))
    , m_profile(std::move(scaledProfile))
    , m_operation(m_profile.operation(m_record.operationId))
    , m_options(std::move(options))
    , m_reader(m_profile, m_record.operationId)
    , m_ids(store, m_record.id)
    , m_still(snapshotOf(m_record, world.isPractice))
    , m_shown(m_record.counts)
    , m_requests(m_record.requests)
    , m_throttled(m_record.throttled)
{
    m_pending.job = m_record.id;
    m_reader.setOrigin(m_record.origin);
    if (m_operation != nullptr && m_operation->idempotency)
        m_keys.emplace(world.installationKey,
                       QByteArray::number(qint64{m_record.createdAt.time_since_epoch().count()}) + '-'
                           + QByteArray::number(m_record.id),
                       m_operation->idempotency->lengthMax);
}

Run::~Run() = default;

base::Result<void> Run::setCredentials(const transport::Credentials& credentials)
{
    if (auto fits = credentials.check(m_profile.signIn); !fits)
        return fits;
    auto builder =
        transport::RequestBuilder::make(m_profile, m_record.operationId, credentials, m_record.origin);
    if (!builder)
        return std::unexpected(builder.error());
    m_builder = std::move(*builder);
    // Before anything is cut to length: half a secret at the cut would not be found any more.
    m_reader.setRedact([this](const QString& text) { return m_builder->redacted(text); });
    m_canRenew = credentials.canRenew();
    m_tokenPasted.reset();
    if (!m_canRenew && m_profile.signIn.tokenPath)
        m_tokenPasted = m_world.clock->now();
    return {};
}

base::Result<void> Run::attach(std::shared_ptr<Account> account)
{
    m_account = std::move(account);
    std::vector<jobs::ItemStart> start;
    auto marks = m_store.marks(m_record.id);
    if (!marks)
        return std::unexpected(marks.error());
    start.reserve(marks->size());
    for (const journal::ItemMark& mark : *marks)
        start.push_back({mark.state, mark.attempts, mark.wasUnknown, mark.wasForbidden, mark.tries, 0});
    recallKeys(start);
    m_scheduler = std::make_unique<jobs::Scheduler>(courseOf(m_profile, *m_operation, m_options, m_canRenew),
                                                    static_cast<std::uint32_t>(start.size()),
                                                    m_account->limiter(), m_numbers);
    const bool wasRunning = m_record.state == JobState::running || m_record.state == JobState::pausing;
    const auto changes = m_scheduler->restore(
        start, m_record.itemRequests, wasRunning ? JobState::paused : m_record.state, m_record.reason);
    // When it was issued is not known: it lives no longer than from now on.
    if (m_tokenPasted)
        post(jobs::TokenGiven{*m_tokenPasted, m_profile.signIn.tokenLifeDefault});
    const Tick tick{m_world.clock->now(), m_world.clock->wallNow()};
    if (m_record.startedAt && m_series.isEmpty())
        recallCourse(tick);
    note(changes, tick);
    return write(tick);
}

/// What an earlier run sent without an answer, or with one that allows it, goes under its key again; a batch
/// only if it is still the same, to the last item.
void Run::recallKeys(std::vector<jobs::ItemStart>& start)
{
    if (!m_keys)
        return;
    struct Batch {
        jobs::AttemptId last = 0;
        std::vector<jobs::ItemIndex> items;
    };
    std::map<std::pair<jobs::AttemptId, std::string>, Batch> batches; ///< by attempt and key, as it was made
    for (jobs::ItemIndex item = 0; item < start.size(); ++item) {
        if (start[item].state != jobs::ItemState::sent && start[item].state != jobs::ItemState::waiting)
            continue;
        const auto attempts = m_store.attempts(m_record.id, item);
        if (!attempts || attempts->empty())
            continue;
        const journal::AttemptRow& last = attempts->back();
        const bool isUnanswered = !last.outcome || *last.outcome == OutcomeKind::lost;
        if (last.idempotencyKey.empty() || (!isUnanswered && !isOfGateway(last, item)))
            continue;
        if (last.kind == AttemptKind::item) {
            m_keys->recall(item, QByteArray::fromStdString(last.idempotencyKey));
            continue;
        }
        const auto first =
            std::ranges::find(*attempts, last.idempotencyKey, &journal::AttemptRow::idempotencyKey);
        Batch& batch = batches[{first->attempt, last.idempotencyKey}];
        batch.last = last.attempt;
        batch.items.push_back(item);
    }
    for (const auto& [made, batch] : batches) {
        if (!m_keys->recall(made.first, batch.items, QByteArray::fromStdString(made.second)))
            continue;
        for (const jobs::ItemIndex item : batch.items)
            start[item].batch = batch.last;
    }
}

/// A server error that does not carry the vendor's own words came from something in front of the vendor.
bool Run::isOfGateway(const journal::AttemptRow& last, jobs::ItemIndex item) const
{
    if (last.outcome != OutcomeKind::outage || last.httpStatus < 500)
        return false;
    const auto row = m_store.rowsAt(m_record.id, std::span(&item, 1));
    return row && !row->empty() && row->front().vendorCode.empty();
}

/// The plots of a job that an earlier program ran begin with what the ledger remembers of the account, and
/// with the time in which nobody ran it.
void Run::recallCourse(const Tick& tick)
{
    m_series = courseBefore(m_account->past(), m_account->limiter().explain(tick.now), tick);
    if (const auto last = m_store.lastAttemptOn(m_record.accountKey); last && *last)
        m_series.wasOff((*last)->ended.value_or((*last)->sent), tick.wall);
}

void Run::detach()
{
    m_scheduler.reset();
    m_account.reset();
    m_inbox.clear();
}

void Run::post(jobs::Event event)
{
    m_inbox.push_back(std::move(event));
}

base::Outcome Run::redacted(base::Outcome outcome) const
{
    if (m_builder && !outcome.message.empty())
        outcome.message = m_builder->redacted(QString::fromStdString(outcome.message)).toStdString();
    return outcome;
}

void Run::completed(transport::Completion completion)
{
    const auto sent = std::find_if(m_sent.begin(), m_sent.end(),
                                   [&](const Sent& s) { return s.attempt == completion.attempt; });
    if (sent == m_sent.end())
        return;
    const Sent attempt = *sent;
    m_sent.erase(sent);

    using Ending = transport::Completion::Ending;
    if (completion.ending != Ending::answered) {
        base::Outcome outcome = redacted(unanswered(completion));
        if (m_keys)
            m_keys->ended(attempt.attempt, true);
        if (completion.ending == Ending::notSent) {
            post(jobs::NotSent{attempt.attempt, completion.at, std::move(outcome)});
        } else {
            post(jobs::Lost{attempt.attempt, completion.at,
                            countedUntil(m_profile, attempt.at, completion.at), std::move(outcome)});
        }
        return;
    }
    base::Reading reading = attempt.kind == AttemptKind::probe
                                ? m_reader.readProbe(completion.response)
                                : m_reader.read(completion.response, std::max<std::size_t>(1, attempt.items));
    if (reading.outcomes.front().isWebPage) {
        // Somebody in front of the vendor answered: whether and when the vendor counts it, nobody knows.
        if (m_keys)
            m_keys->ended(attempt.attempt, true);
        post(jobs::Lost{attempt.attempt, completion.at, countedUntil(m_profile, attempt.at, completion.at),
                        redacted(std::move(reading.outcomes.front()))});
        return;
    }
    jobs::Answered answered{attempt.attempt, completion.at, std::move(reading), {}, false};
    if (m_keys) {
        // A refusal by a limit is never replayed; what the vendor itself failed at is, and so is the answer
        // to a batch, whatever became of its entries.
        const OutcomeKind kind = answered.reading.outcomes.front().kind;
        const bool isAnswer = completion.response.status / 100 == 2;
        answered.isKeyKept = !isAnswer && (kind == OutcomeKind::outage || kind == OutcomeKind::throttled)
                             && !m_reader.isKeySpent(completion.response);
        m_keys->ended(attempt.attempt, answered.isKeyKept);
    }
    noteIgnored(answered.reading.ignored);
    if (attempt.kind == AttemptKind::token) {
        TokenEnd end = readTokenEnd(completion.response, answered.reading.outcomes[0],
                                    m_profile.signIn.tokenLifeDefault);
        answered.reading.outcomes = {std::move(end.outcome)};
        if (end.token) {
            m_builder->setToken(end.token->token);
            answered.tokenLife = end.token->life;
        }
    }
    for (base::Outcome& outcome : answered.reading.outcomes) {
        if (outcome.kind == OutcomeKind::throttled) {
            ++m_throttled;
            ++m_pending.throttledAdded;
            const base::Instant now = m_world.clock->now();
            m_series.refused(Tick{now, m_world.clock->wallNow()}.toWall(completion.at));
        }
        outcome = redacted(std::move(outcome));
    }
    post(std::move(answered));
}

/// Once for each place: a vendor that tells nonsense does so in every answer.
void Run::noteIgnored(const std::vector<base::Ignored>& ignored)
{
    for (const base::Ignored& one : ignored) {
        if (std::ranges::find(m_ignored, one.place) != m_ignored.end())
            continue;
        m_ignored.push_back(one.place);
        const QString words = phrase("%1: \"%2\" makes no sense, so it is as if nothing was said")
                                  .arg(QString::fromStdString(one.place), QString::fromStdString(one.value));
        audit(QStringLiteral("ignored"), words);
        if (m_world.log)
            m_world.log(phrase("job %1 “%2” (%3, %4): %5")
                            .arg(m_record.id)
                            .arg(m_record.name, m_profile.vendor, m_record.accountLabel, words));
    }
}

void Run::audit(const QString& what, const QString& details)
{
    m_pending.audit.push_back({m_world.clock->wallNow(), m_world.operatorName, what, details});
}

void Run::approveFingerprint(const QByteArray& fingerprint)
{
    m_record.credentialFingerprint = fingerprint;
    m_pending.credentialFingerprint = fingerprint;
}

void Run::setOptions(const Options& options)
{
    m_options = options;
    m_record.optionsJson = options.toJson();
    m_pending.optionsJson = m_record.optionsJson;
    m_isPlanStale = true;
}

base::Result<void> Run::keep(const Options& options, const journal::AuditEntry& why)
{
    journal::Commit commit;
    commit.job = m_record.id;
    commit.optionsJson = options.toJson();
    if (!why.what.isEmpty())
        commit.audit = {why};
    if (auto written = m_store.commit(commit); !written)
        return written;
    m_options = options;
    m_record.optionsJson = *commit.optionsJson;
    if (m_pending.optionsJson)
        m_pending.optionsJson = m_record.optionsJson;
    return {};
}

void Run::approve(const QByteArray& approval)
{
    m_record.approval = approval;
    m_pending.approval = approval;
    if (!m_record.doubt.isEmpty()) {
        audit(QStringLiteral("went on in doubt"), m_record.doubt);
        m_record.doubt.clear();
        m_still.doubt.clear();
        m_pending.doubt = QString();
    }
    audit(QStringLiteral("approved"),
          QStringLiteral("%1 items less %2 left out, list %3, %4 at %5, account %6, options %7")
              .arg(m_record.itemCount)
              .arg(m_record.counts[jobs::ItemState::skipped])
              .arg(QString::fromLatin1(m_record.listHash), m_record.operationId, m_record.origin,
                   m_record.accountLabel, QString::fromUtf8(m_record.optionsJson)));
}

void Run::doubt(const QString& why)
{
    m_record.approval.clear();
    m_record.doubt = why;
    m_still.doubt = why;
    m_isDoubtTold = true;
}

bool Run::tellsDoubtNow()
{
    return !m_record.doubt.isEmpty() && !std::exchange(m_isDoubtTold, true);
}

base::Result<void> Run::leaveOut(std::span<const jobs::ItemIndex> items, const std::string& why)
{
    journal::Commit commit;
    commit.job = m_record.id;
    for (const jobs::ItemIndex item : items) {
        journal::ItemChange change;
        change.item = item;
        change.state = jobs::ItemState::skipped;
        change.detail = why;
        commit.changes.push_back(std::move(change));
    }
    if (auto written = m_store.commit(commit); !written)
        return written;
    const auto count = static_cast<std::uint32_t>(items.size());
    m_record.counts[jobs::ItemState::skipped] += count;
    m_record.counts[jobs::ItemState::queued] -= count;
    m_shown = m_record.counts;
    m_still.counts = m_record.counts;
    return {};
}

void Run::useItsLimits(const Tick& tick)
{
    m_account->keepLimitsOf(m_record.id, m_profile.limits, limiterOptions(m_options, false), tick.now);
}

// --- the tick ---

std::optional<base::Instant> Run::tick(const Tick& tick, const std::optional<Ahead>& ahead)
{
    m_ahead = ahead;
    if (!m_scheduler)
        return std::nullopt;
    if (m_isStoreFailing) {
        if (tick.now < *m_storeNextTry)
            return m_storeNextTry;
        if (auto written = write(tick); !written) {
            storeFailed(phrase(written.error()), tick);
            return m_storeNextTry;
        }
        m_isStoreFailing = false;
        // The disk is well again, so the job goes on as it was, unless somebody has ordered otherwise since.
        const bool isOrdered = std::any_of(m_inbox.begin(), m_inbox.end(), [](const jobs::Event& event) {
            const auto* pause = std::get_if<jobs::Pause>(&event);
            return std::holds_alternative<jobs::Stop>(event)
                   || (pause != nullptr && pause->reason != PauseReason::store);
        });
        if (m_wasRunning && !isOrdered)
            post(jobs::Start{});
    }

    const std::vector<jobs::Event> inbox = std::exchange(m_inbox, {});
    m_scheduler->step(tick.now, inbox, m_commands, !ahead);
    note(m_commands, tick);

    std::vector<std::pair<jobs::Send, transport::Request>> ready;
    const bool isBuilt = build(m_commands, ready, tick);
    if (auto written = write(tick); !written) {
        takeBack(ready, tick);
        storeFailed(phrase(written.error()), tick);
        return m_storeNextTry;
    }
    // Another job of the account may have been told to be silent while this one was writing.
    if (const auto hold = m_account->limiter().hold(m_world.clock->now()); hold && !ready.empty()) {
        const auto held = std::stable_partition(ready.begin(), ready.end(), [](const auto& one) {
            return one.first.kind == AttemptKind::probe; // asks how the silence stands
        });
        takeBack({held, ready.end()}, tick);
        ready.erase(held, ready.end());
        if (auto written = write(tick); !written)
            storeFailed(phrase(written.error()), tick);
    }
    for (auto& [send, request] : ready) {
        m_sent.push_back({send.attempt, send.kind, send.count, m_world.clock->now()});
        m_transport.send(send.attempt, std::move(request));
    }
    watchWait(m_commands, tick);

    if (!isBuilt || !m_inbox.empty())
        return tick.now;
    return m_commands.wakeAt;
}

bool Run::build(const jobs::Commands& commands, std::vector<std::pair<jobs::Send, transport::Request>>& ready,
                const Tick& tick)
{
    for (const jobs::Send& send : commands.sends) {
        const std::span items(commands.items.data() + send.from, send.count);
        const QByteArray key = m_keys && !items.empty() ? m_keys->keyOf(send.attempt, items) : QByteArray();
        PauseReason why = PauseReason::guardStop;
        auto built = request(send, commands, key, why);
        if (!built) {
            std::vector<jobs::ItemChanged> changes;
            for (auto it = &send; it != commands.sends.data() + commands.sends.size(); ++it) {
                m_scheduler->takeBack(it->attempt, changes);
            }
            note(changes, tick);
            post(jobs::Pause{why, built.error().message});
            return false;
        }
        journal::Intent intent{
            send.attempt, send.kind, {items.begin(), items.end()}, tick.wall, key.toStdString()};
        m_pending.intents.push_back(std::move(intent));
        count(send.kind, 1);
        std::vector<limits::Cost> costs = *send.costs;
        if (send.kind == AttemptKind::batch)
            costs.back().count = send.count;
        m_account->begin(send.attempt, std::move(costs), tick.now);
        ready.emplace_back(send, std::move(*built));
    }
    return true;
}

base::Result<transport::Request> Run::request(const jobs::Send& send, const jobs::Commands& commands,
                                              const QByteArray& key, PauseReason& why)
{
    if (!m_builder)
        return base::fail("there are no credentials to sign the request with");
    if (send.kind == AttemptKind::token)
        return m_builder->token();
    if (send.kind == AttemptKind::probe)
        return m_builder->probe();
    std::vector<std::string> ids;
    for (std::uint32_t i = send.from; i < send.from + send.count; ++i) {
        auto id = m_ids.id(commands.items[i]);
        if (!id) {
            why = PauseReason::store;
            return std::unexpected(id.error());
        }
        ids.push_back(std::move(*id));
    }
    return send.kind == AttemptKind::batch ? m_builder->batch(ids, key) : m_builder->item(ids.front(), key);
}

void Run::note(const jobs::Commands& commands, const Tick& tick)
{
    for (const jobs::Ended& ended : commands.ended) {
        m_pending.ends.push_back({ended.attempt, ended.outcome, ended.httpStatus, tick.toWall(ended.at)});
        if (ended.isCancelled) {
            m_account->cancel(ended.attempt);
            count(ended.kind, -1);
        } else {
            m_account->end(ended.attempt, ended.lostUntil.value_or(ended.at), ended.lostUntil.has_value(),
                           m_record.id);
        }
    }
    note(commands.changed, tick);
    for (auto change = m_pending.changes.end() - static_cast<std::ptrdiff_t>(commands.changed.size());
         const jobs::ItemChanged& changed : commands.changed) {
        const auto ended = std::find_if(commands.ended.begin(), commands.ended.end(),
                                        [&](const jobs::Ended& e) { return e.attempt == changed.attempt; });
        if (ended != commands.ended.end() && !ended->isCancelled) {
            change->tookMilliseconds =
                std::chrono::duration_cast<milliseconds>(ended->at - ended->sent).count();
            if (ended->outcome != OutcomeKind::lost)
                change->answered = tick.toWall(ended->at);
        }
        ++change;
    }
    if (commands.isStateChanged) {
        m_pending.state = {m_scheduler->state(), m_scheduler->reason()};
        const JobState now = m_scheduler->state();
        if (now == JobState::running && !m_record.startedAt)
            m_pending.startedAt = m_record.startedAt = tick.wall;
        if (jobs::isOver(now))
            m_pending.endedAt = m_record.endedAt = tick.wall;
        if (now == JobState::paused)
            m_pausedAt = tick.wall;
        audit(QString::fromUtf8(name(now)), QString::fromUtf8(name(m_scheduler->reason())));
        m_isPlanStale = true;
    }
}

void Run::note(const std::vector<jobs::ItemChanged>& changes, const Tick& tick)
{
    for (const jobs::ItemChanged& changed : changes) {
        journal::ItemChange change;
        change.item = changed.item;
        change.state = changed.state;
        change.attempts = changed.attempts;
        change.wasUnknown = changed.wasUnknown;
        change.wasForbidden = changed.wasForbidden;
        change.tries = changed.tries;
        if (changed.answer != nullptr)
            change.answer = *changed.answer;
        if (changed.state == jobs::ItemState::sent)
            change.sent = tick.wall;
        else
            change.detail = std::string(sentence(changed.detail));
        if (changed.state == jobs::ItemState::gone && changed.wasUnknown)
            ++m_pending.goneOursAdded;
        if (changed.state == jobs::ItemState::done && change.answer && !change.answer->receipt.empty())
            ++m_pending.receiptsAdded;
        m_pending.changes.push_back(std::move(change));
    }
}

base::Result<void> Run::write(const Tick& tick)
{
    if (auto ledger = m_account->commit(tick.now); !ledger)
        return ledger;
    if (!m_pending.isEmpty()) {
        if (auto written = m_store.commit(m_pending); !written)
            return written;
        m_record.goneOurs += static_cast<std::uint32_t>(m_pending.goneOursAdded);
        m_record.receipts += static_cast<std::uint32_t>(m_pending.receiptsAdded);
        m_pending = {};
        m_pending.job = m_record.id;
    }
    // Only what is on disk is shown.
    m_shown = m_scheduler->counts();
    m_record.state = m_scheduler->state();
    m_record.reason = m_scheduler->reason();
    m_reasonDetail = QString::fromStdString(m_scheduler->reasonDetail());
    return {};
}

void Run::takeBack(std::span<const std::pair<jobs::Send, transport::Request>> sends, const Tick& tick)
{
    std::vector<jobs::ItemChanged> changes;
    for (const auto& [send, request] : sends) {
        m_scheduler->takeBack(send.attempt, changes);
        if (m_keys)
            m_keys->ended(send.attempt, true);
        m_account->cancel(send.attempt);
        m_pending.ends.push_back({send.attempt, OutcomeKind::notSent, 0, tick.wall});
        count(send.kind, -1);
    }
    note(changes, tick);
}

void Run::count(AttemptKind kind, int requests)
{
    m_requests += requests;
    m_pending.requestsAdded += requests;
    if (kind == AttemptKind::item || kind == AttemptKind::batch) {
        m_record.itemRequests += requests;
        m_pending.itemRequestsAdded += requests;
    }
}

void Run::storeFailed(const QString& why, const Tick& tick)
{
    if (!m_isStoreFailing) {
        m_wasRunning = m_scheduler->state() == JobState::running;
        post(jobs::Pause{PauseReason::store, why.toStdString()});
    }
    m_isStoreFailing = true;
    m_storeNextTry = tick.now + storeRetryAfter;
    m_record.state = JobState::paused;
    m_record.reason = PauseReason::store;
    m_storeError = why;
}

} // namespace engine
