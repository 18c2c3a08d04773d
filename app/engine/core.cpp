#include "engine/core.h"

#include "engine/course.h"
#include "engine/pastquota.h"
#include "engine/phrases.h"
#include "journal/report.h"
#include "vendors/profilereader.h"
#include "vendors/resolve.h"

#include <QJsonObject>
#include <QMap>

#include <algorithm>
#include <utility>

namespace engine {

namespace {

/// A machine that slept this long has seen the world change: other people, another network.
constexpr base::Duration sleepThatMatters = std::chrono::minutes(15);
constexpr base::Duration timeToFallAsleep = std::chrono::seconds(10);
constexpr base::Duration goOnAfter = std::chrono::seconds(60);
/// A disk that fails is tried for so long while the program ends; what it does not take is unknown the next
/// time.
constexpr base::Duration lastWritesMost = std::chrono::seconds(10);
/// Who has an account is asked again after this long: a look costs three system calls.
constexpr base::Duration holderAgeMost = std::chrono::seconds(1);
/// A plan's batches are merged until at most so many are left.
constexpr int plannedMost = 2000;

bool holdsAny(const limits::RateLimiter& limiter, base::Instant now)
{
    return std::ranges::any_of(limiter.explain(now),
                               [](const limits::RuleState& rule) { return rule.used > 0; });
}

Plan planOf(const jobs::Forecast& forecast, const Tick& tick)
{
    Plan plan;
    plan.madeAt = tick.wall;
    plan.finish = tick.toWall(tick.now + forecast.finishAfter);
    plan.longestWait = forecast.longestWait;
    plan.bindingRule = QString::fromStdString(forecast.bindingRule);
    // Neighbours closer than this are one burst in a picture of the whole.
    const base::Duration together = std::ssize(forecast.batches) <= plannedMost
                                        ? base::Duration::zero()
                                        : forecast.finishAfter / plannedMost;
    for (const jobs::Batch& batch : forecast.batches) {
        const WallTime at = tick.toWall(tick.now + batch.startsAfter);
        if (!plan.batches.empty() && at - plan.batches.back().until <= together) {
            plan.batches.back().requests += batch.requests;
            plan.batches.back().until = at;
            plan.batches.back().waitRule = QString::fromStdString(batch.waitRule);
        } else {
            plan.batches.push_back({at, at, batch.requests, QString::fromStdString(batch.waitRule)});
        }
    }
    return plan;
}

} // namespace

const JobSnapshot* Snapshot::job(JobId id) const
{
    const auto it = std::find_if(jobs.begin(), jobs.end(), [id](const JobSnapshot& j) { return j.id == id; });
    return it == jobs.end() ? nullptr : &*it;
}

Core::Core(std::shared_ptr<World> world, Hooks hooks) : m_world(std::move(world)), m_hooks(std::move(hooks))
{
}

Core::~Core() = default;

base::Result<void> Core::open()
{
    auto store = m_world->openStore();
    if (!store)
        return std::unexpected(store.error());
    auto last = (*store)->lastAttempt();
    if (!last)
        return std::unexpected(last.error());
    auto jobs = (*store)->jobs();
    if (!jobs)
        return std::unexpected(jobs.error());
    m_store = std::move(*store);
    m_numbers = jobs::AttemptNumbers(*last);
    LookedAt ledgers;
    for (const journal::JobRecord& record : *jobs) {
        m_idle.push_back(Run::snapshotOf(record, m_world->isPractice));
        m_turns[record.id] = Options::fromJson(record.optionsJson).turn;
        if (m_idle.back().reason != jobs::PauseReason::interrupted)
            continue;
        if (const auto lastOn = m_store->lastAttemptOn(record.accountKey); lastOn && *lastOn)
            // Of the account; this job may have begun after it.
            m_idle.back().interruptedAt =
                std::max((*lastOn)->ended.value_or((*lastOn)->sent), record.startedAt.value_or(WallTime{}));
        lookBack(record, ledgers);
    }
    m_asleep = m_world->clock->asleep();
    removeOldLists();
    m_transport = m_world->makeTransport();
    m_transport->setReceiver([this](const transport::Completion& completion) {
        m_hadAnswers = true;
        for (auto& [id, run] : m_runs)
            run->completed(completion);
        for (const auto& inquiry : m_inquiries)
            inquiry->completed(completion);
        m_hooks.wakeUp();
    });
    return {};
}

/// How much the limits of a job still hold is asked for before it goes on, and then nobody has its account.
void Core::lookBack(const journal::JobRecord& record, LookedAt& ledgers)
{
    const auto profile = vendors::readProfile(record.profileJson, record.profileId);
    if (!m_world->lookAtLedger || !profile)
        return;
    const Options options = Options::fromJson(record.optionsJson);
    const vendors::Profile scaled = vendors::scaled(*profile, options.timeScale);
    limits::RateLimiter limiter(scaled.limits, limiterOptions(options, false));
    const base::Duration longest = limiter.longestWindow() + scaled.deadline + scaled.linger;
    // Jobs of one account mostly want to know the same of its ledger.
    auto [known, isNew] = ledgers.try_emplace({record.accountKey, longest, scaled.linger});
    if (isNew) {
        auto memory = m_world->lookAtLedger(QString::fromLatin1(record.accountKey), longest, scaled.linger);
        if (memory && memory->kind == journal::Memory::Kind::good)
            known->second = std::move(*memory);
    }
    if (!known->second)
        return;
    journal::Memory memory = *known->second;
    takeUp(limiter, memory, m_world->clock->now(), longest, scaled.deadline, scaled.linger);
    Series series = courseBefore(memory.requests, limiter.explain(now().now), now());
    if (const auto off = m_idle.back().interruptedAt)
        series.wait(*off, WaitCause::off, {});
    m_left.insert_or_assign(record.id, Left{std::move(limiter), std::move(series)});
}

bool Core::isLookingBack() const
{
    return std::ranges::any_of(m_left, [now = m_world->clock->now()](const auto& left) {
        return holdsAny(left.second.limiter, now);
    });
}

Tick Core::now() const
{
    return {m_world->clock->now(), m_world->clock->wallNow()};
}

void Core::refuse(int request, Refused kind, const QString& sentence)
{
    m_hooks.refused(request, kind, sentence);
}

void Core::writeReport(int request, JobId job, const QString& folder)
{
    auto outcome = std::make_shared<base::Result<void>>();
    const std::shared_ptr<World> world = m_world;
    // What every stored job knows about its limits, for the summary.
    QJsonObject limitsMet;
    if (const Run* run = find(job); run != nullptr && run->account()) {
        for (const limits::RuleState& rule : run->account()->limiter().explain(m_world->clock->now()))
            limitsMet[QString::fromStdString(rule.name)] = static_cast<qint64>(rule.max);
    }
    m_hooks.inWorker(
        [world, job, folder, limitsMet, outcome] {
            auto store = world->openStore();
            *outcome = store ? journal::writeReport(**store, job, folder, limitsMet)
                             : base::Result<void>(std::unexpected(store.error()));
        },
        [this, request, job, folder, outcome] {
            if (*outcome)
                m_hooks.reportWritten(request, job, folder);
            else
                refuse(request, Refused::store, phrase(outcome->error()));
        });
}

void Core::shutDown()
{
    m_isShuttingDown = true;
    m_shutDownBy = m_world->clock->now() + lastWritesMost;
    for (auto& [id, run] : m_runs)
        run->post(jobs::Pause{jobs::PauseReason::interrupted, {}});
    for (const auto& inquiry : m_inquiries)
        inquiry->stop();
    m_hooks.wakeUp();
}

// --- moving on ---

std::optional<base::Instant> Core::tick()
{
    if (!m_store)
        return std::nullopt;
    std::optional<base::Instant> next;
    const auto sooner = [&next](std::optional<base::Instant> at) {
        if (at && (!next || *at < *next))
            next = at;
    };
    if (!m_creations.empty()) {
        store(m_creations.front());
        sooner(m_world->clock->now());
    }
    watchSleep(now());
    const bool hadAnswers = std::exchange(m_hadAnswers, false);
    // Jobs of one account take turns by their order; each waits for the one right before it.
    QMap<QString, Run::Ahead> taken;
    for (const auto& inquiry : m_inquiries) {
        if (inquiry->isWaiting())
            taken.insert(inquiry->place().accountKey, {inquiry->place().name, std::nullopt});
    }
    for (Run* run : inTurn()) {
        if (!run->isAttached())
            continue;
        const Tick tick = now();
        const QString key = QString::fromLatin1(run->record().accountKey);
        const auto first = taken.constFind(key);
        if (first == taken.constEnd() && run->isActive())
            run->useItsLimits(tick);
        sooner(run->tick(tick, first == taken.constEnd() ? std::nullopt : std::optional(*first)));
        if (run->isActive())
            taken.insert(key, run->asAhead());
    }
    sooner(tickInquiries());
    // The answer to a younger job's request may be what an older one waits for, which had its turn before.
    if (hadAnswers && m_runs.size() > 1)
        sooner(m_world->clock->now());
    makePlans(now());
    releaseAccounts();
    watchRest(now());
    const bool isPatient = m_world->clock->now() < m_shutDownBy;
    const auto isKeptUp = [isPatient](const auto& r) {
        return r.second->isActive() && (isPatient || !r.second->isStoreFailing() || r.second->underWay() > 0);
    };
    if (m_isShuttingDown && m_creations.empty() && m_inquiries.empty()
        && std::none_of(m_runs.begin(), m_runs.end(), isKeptUp)) {
        m_isShuttingDown = false;
        m_hooks.shutDownFinished();
    }
    return next;
}

/// After a long sleep nothing goes on straight away: the operator may have come back for another reason.
void Core::watchSleep(const Tick& tick)
{
    const base::Duration asleep = m_world->clock->asleep();
    const base::Duration slept = asleep - std::exchange(m_asleep, asleep);
    if (slept >= sleepThatMatters && isBusy()) {
        m_goOnAt = tick.now + goOnAfter;
        m_sleep = Sleep{tick.wall - std::chrono::duration_cast<std::chrono::milliseconds>(slept), tick.wall,
                        tick.toWall(m_goOnAt)};
        for (Run* run : active()) {
            run->audit(
                QStringLiteral("machine slept"),
                QStringLiteral("%1 s").arg(std::chrono::duration_cast<std::chrono::seconds>(slept).count()));
            run->post(jobs::Woke{tick.now, m_goOnAt});
            run->slept(*m_sleep);
        }
    }
    if (m_sleep && tick.now >= m_goOnAt)
        m_sleep.reset();
}

void Core::makePlans(const Tick& tick)
{
    for (auto& [id, run] : m_runs) {
        auto wish = run->wantsPlan(tick);
        if (!wish)
            continue;
        auto plan = std::make_shared<std::shared_ptr<const Plan>>();
        auto request = std::make_shared<Run::PlanRequest>(std::move(*wish));
        m_hooks.inWorker(
            [plan, request] {
                const auto forecast = jobs::forecast(std::move(request->course), request->count,
                                                     std::move(request->limiter), request->from);
                *plan = std::make_shared<const Plan>(
                    planOf(forecast, {request->from, request->tick.toWall(request->from)}));
            },
            [this, plan, job = id] {
                if (Run* r = find(job))
                    r->setPlan(*plan);
            });
    }
}

void Core::releaseAccounts()
{
    // The account's lock is held while one of its jobs runs, and not longer: another program may want it.
    for (auto& [id, run] : m_runs) {
        if (!run->isAttached() || run->isActive())
            continue;
        const bool isInUse = std::any_of(m_runs.begin(), m_runs.end(), [&run](const auto& other) {
            return other.second->isActive() && other.second->record().accountKey == run->record().accountKey;
        });
        if (isInUse)
            continue;
        if (!jobs::isOver(run->state()))
            m_left.insert_or_assign(id, Left{run->limiter(), {}}); // the run keeps its plots
        run->detach();
    }
}

/// What limits give back while jobs rest is in their plots, a step a second.
void Core::watchRest(const Tick& tick)
{
    if (tick.now < m_restSeen + std::chrono::seconds(1) && tick.now >= m_restSeen)
        return;
    m_restSeen = tick.now;
    for (auto& [id, left] : m_left) {
        if (Run* run = find(id); run && jobs::isOver(run->state()))
            continue;
        else if (run)
            run->rests(tick, left.limiter);
        else
            left.series.sample(tick.wall, left.limiter.explain(tick.now));
    }
}

bool Core::isBusy() const
{
    return !m_creations.empty() || isRunning();
}

void Core::prepareForSleep()
{
    // Long enough for any machine to fall asleep; if it does not, the jobs go on by themselves.
    const Tick tick = now();
    for (Run* run : active())
        run->post(jobs::Woke{tick.now, tick.now + timeToFallAsleep});
    m_hooks.wakeUp();
}

std::vector<Run*> Core::active() const
{
    std::vector<Run*> runs;
    for (const auto& [id, run] : m_runs) {
        if (run->isActive())
            runs.push_back(run.get());
    }
    return runs;
}

std::size_t Core::underWay() const
{
    std::size_t count = 0;
    for (const auto& [id, run] : m_runs)
        count += run->underWay();
    for (const auto& inquiry : m_inquiries)
        count += inquiry->isUnderWay() ? 1 : 0;
    return count;
}

bool Core::isRunning() const
{
    return std::any_of(m_runs.begin(), m_runs.end(), [](const auto& r) { return r.second->isActive(); });
}

QString Core::holderOf(const QString& accountKey, const Tick& tick) const
{
    if (!m_world->accountHolder || accountKey.isEmpty())
        return {};
    if (const auto account = m_accounts.find(accountKey);
        account != m_accounts.end() && !account->second.expired())
        return {}; // it is ours
    auto [known, isNew] = m_holders.try_emplace(accountKey);
    if (isNew || tick.now - known->second.seen >= holderAgeMost)
        known->second = {tick.now, m_world->accountHolder(accountKey)};
    return known->second.holder;
}

Snapshot Core::snapshot() const
{
    Snapshot shot;
    const Tick tick = now();
    shot.asOf = tick.wall;
    shot.isPractice = m_world->isPractice;
    for (const JobSnapshot& idle : m_idle) {
        const auto run = m_runs.find(idle.id);
        shot.jobs.push_back(run != m_runs.end() ? run->second->snapshot(tick) : idle);
        if (run != m_runs.end() && run->second->isActive())
            shot.jobs.back().sleep = m_sleep;
        if (run == m_runs.end() || !run->second->isAttached()) {
            shot.jobs.back().holder = holderOf(idle.accountKey, tick);
            shot.jobs.back().isReadOnly = !shot.jobs.back().holder.isEmpty();
        }
        JobSnapshot& shown = shot.jobs.back();
        // What another program that has the account uses of it is not known here.
        if (const auto left = m_left.find(idle.id);
            left != m_left.end() && !jobs::isOver(shown.state) && !shown.isReadOnly) {
            if (shown.rules.empty())
                shown.rules = ruleViews(left->second.limiter, tick);
            if (!shown.series && !left->second.series.isEmpty())
                shown.series = left->second.series.view(tick.wall);
        }
        shot.jobs.back().isRehearsal = m_world->isRehearsal;
    }
    numberTurns(shot.jobs);
    return shot;
}

} // namespace engine
