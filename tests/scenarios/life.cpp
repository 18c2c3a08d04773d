#include "scenarios/life.h"

#include "scenarios/generic.h"
#include "scenarios/theory.h"
#include "scenarios/watched.h"

#include "journal/sqliteledger.h"
#include "journal/sqlitestore.h"
#include "simulator/accompa.h"

#include <algorithm>
#include <utility>

namespace scenarios {

using namespace std::chrono_literals;
using jobs::JobState;

namespace {

/// No scenario takes longer, whatever goes wrong: a daily limit of a few ids is the slowest of all.
constexpr Duration lifeMost = 24h * 60;
/// Steps of the clock: a job that turns round and round without end is caught here.
constexpr std::int64_t stepsMost = 300'000;
const QString storeFile = QStringLiteral("/jobs.sqlite");

std::optional<limits::Kind> limitOf(engine::WaitCause cause)
{
    using engine::WaitCause;
    switch (cause) {
    case WaitCause::window:
        return limits::Kind::window;
    case WaitCause::pace:
        return limits::Kind::paced;
    case WaitCause::concurrency:
        return limits::Kind::concurrency;
    case WaitCause::daily:
        return limits::Kind::daily;
    default:
        return std::nullopt;
    }
}

} // namespace

Life::Life(Plan plan, std::function<void(const Event&)> onlooker, QString folder)
    : m_plan(std::move(plan))
    , m_onlooker(std::move(onlooker))
    , m_checks(m_plan)
    , m_folder(std::move(folder))
{
}

Life::~Life() = default;

support::Workshop::Setup Life::setup()
{
    support::Workshop::Setup setup;
    setup.operation = m_plan.operation;
    setup.vendor = m_plan.vendorOptions;
    setup.network = m_plan.network;
    setup.parameters = m_plan.parameters;
    setup.idLength = m_plan.idLength;
    setup.workerTakes = m_plan.workerTakes;
    if (m_plan.vendor == QLatin1String("generic")) {
        setup.makeVendor = [this](simulator::VendorOptions options) {
            return genericVendor(m_plan, std::move(options));
        };
        setup.adjust = [this](vendors::Profile& profile) { profile = genericProfile(m_plan); };
    } else {
        setup.profile = m_plan.vendor;
    }
    if (m_plan.vendor == QLatin1String("accompa")) {
        setup.makeVendor = [this](simulator::VendorOptions options) {
            simulator::AccompaRules rules;
            rules.dailyMax = m_plan.stated.back().max;
            return std::make_unique<simulator::Accompa>(std::move(options), rules);
        };
    }
    setup.onlooker = [this](const simulator::WireEvent& wire) { wired(wire); };
    setup.furnish = [this](engine::World& world) { furnish(world); };
    return setup;
}

/// Store and ledger on the disk of this scenario, with somebody who reads over their shoulder.
void Life::furnish(engine::World& world)
{
    if (!m_folder.isEmpty()) {
        world.openStore = [this]() -> base::Result<std::unique_ptr<journal::Store>> {
            auto store =
                journal::SqliteStore::open(m_folder + storeFile, journal::SqliteStore::Mode::readWrite);
            if (!store)
                return std::unexpected(store.error());
            return std::move(*store);
        };
        world.openLedger = [this](const QString& key) -> base::Result<std::unique_ptr<journal::Ledger>> {
            auto ledger =
                journal::SqliteLedger::open(m_folder + QLatin1Char('/') + key + QStringLiteral(".ledger"));
            if (!ledger)
                return std::unexpected(ledger.error());
            return std::move(*ledger);
        };
    }
    world.openStore = [open = world.openStore, this]() -> base::Result<std::unique_ptr<journal::Store>> {
        auto store = open();
        if (!store)
            return store;
        return std::make_unique<WatchedStore>(
            std::move(*store), m_disk,
            WatchedStore::Onlooker{[this] { return m_shop->clock.worldNow(); },
                                   [this](const journal::Commit& commit) { committed(commit); },
                                   [this](const journal::Commit& commit) { uncommitted(commit); }});
    };
    world.openLedger = [open = world.openLedger,
                        this](const QString& key) -> base::Result<std::unique_ptr<journal::Ledger>> {
        auto ledger = open(key);
        if (!ledger)
            return ledger;
        return std::make_unique<WatchedLedger>(
            std::move(*ledger), m_disk, [this] { return m_shop->clock.worldNow(); },
            [this](const journal::LedgerCommit& commit) {
                for (const journal::LedgerBegin& begin : commit.begins) {
                    Event told = event(Happened::charged);
                    told.attempt = begin.attempt;
                    tell(std::move(told));
                }
            });
    };
}

std::shared_ptr<journal::Store> Life::stored() const
{
    if (m_folder.isEmpty())
        return m_shop->store;
    auto store = journal::SqliteStore::open(m_folder + storeFile, journal::SqliteStore::Mode::readOnly);
    return store ? std::shared_ptr<journal::Store>(std::move(*store)) : nullptr;
}

// --- what is told ---

Event Life::event(Happened happened, int job) const
{
    Event event;
    event.happened = happened;
    event.at = m_shop ? m_shop->clock.worldNow() : Instant{};
    event.ofJob = job;
    return event;
}

void Life::say(Happened happened, const std::string& what, int job)
{
    Event said = event(happened, job);
    said.what = what;
    tell(std::move(said));
}

void Life::tell(Event told)
{
    ++m_events;
    m_fingerprint.add(told);
    if (m_onlooker)
        m_onlooker(told);
    m_checks.see(told);
}

void Life::wired(const simulator::WireEvent& wire)
{
    using Kind = simulator::WireEvent::Kind;
    Event told = event(wire.kind == Kind::sent       ? Happened::sent
                       : wire.kind == Kind::arrived  ? Happened::arrived
                       : wire.kind == Kind::answered ? Happened::answered
                       : wire.kind == Kind::lost     ? Happened::lost
                                                     : Happened::notSent);
    told.attempt = wire.attempt;
    told.status = wire.status;
    told.isRefused = wire.isRefused;
    told.effects = wire.effects;
    m_sends += wire.kind == Kind::sent ? 1 : 0;
    if (wire.kind == Kind::arrived) {
        const std::string shown = wire.shown.toStdString();
        const std::string url = shown.substr(shown.find(' ') + 1);
        const auto slash = url.find(m_plan.basePath.empty() ? "/" : m_plan.basePath);
        told.path = slash == std::string::npos ? url : url.substr(slash + m_plan.basePath.size());
    }
    tell(std::move(told));
}

void Life::committed(const journal::Commit& commit)
{
    m_trace.reset();
    const int job = commit.job == m_jobs[1].id ? 1 : 0;
    const auto counted = [&](jobs::ItemIndex item) {
        return item + static_cast<jobs::ItemIndex>(job == 0 ? 0 : m_plan.ids);
    };
    for (const journal::Intent& intent : commit.intents) {
        Event told = event(Happened::intended, job);
        told.attempt = intent.attempt;
        told.kind = intent.kind;
        for (const jobs::ItemIndex item : intent.items)
            told.items.push_back(counted(item));
        tell(std::move(told));
    }
    for (const journal::AttemptEnd& end : commit.ends) {
        Event told = event(Happened::ended, job);
        told.attempt = end.attempt;
        told.outcome = end.outcome;
        told.status = end.httpStatus;
        tell(std::move(told));
    }
    for (const journal::ItemChange& change : commit.changes) {
        Event told = event(Happened::changed, job);
        told.items = {counted(change.item)};
        told.item = change.state;
        tell(std::move(told));
    }
    if (commit.state) {
        Job& mine = m_jobs[static_cast<std::size_t>(job)];
        std::tie(mine.state, mine.reason) = *commit.state;
        Event told = event(Happened::became, job);
        told.job = mine.state;
        told.reason = mine.reason;
        tell(std::move(told));
    }
    if (commit.intents.empty() && commit.ends.empty() && commit.changes.empty() && !commit.state)
        tell(event(Happened::written, job));
}

void Life::uncommitted(const journal::Commit& commit)
{
    if (m_disk.leavesTrace() && m_folder.isEmpty())
        m_trace = commit;
    Event told = event(Happened::unwritten, commit.job == m_jobs[1].id ? 1 : 0);
    told.isByOrder = m_isOrdering;
    tell(std::move(told));
}

/// The operator looks at the screen.
void Life::look()
{
    if (!m_shop->core)
        return;
    int inFlightMost = 0;
    for (const int job : {0, 1}) {
        const Job& mine = m_jobs[static_cast<std::size_t>(job)];
        if (!mine.exists())
            continue;
        const engine::JobSnapshot shot = m_shop->job(mine.id);
        Event told = event(Happened::shown, job);
        Shown& shown = told.shown;
        shown.state = shot.state;
        shown.reason = shot.reason;
        shown.counts = shot.counts;
        shown.requests = shot.requests;
        shown.inFlight = shot.inFlight;
        shown.now = m_shop->clock.wallNow();
        shown.waits = shot.wait.until.has_value() && shot.wait.cause != engine::WaitCause::turn;
        shown.by = limitOf(shot.wait.cause);
        shown.until = shot.wait.until.value_or(WallTime{});
        shown.rule =
            shot.wait.rule.isEmpty() ? std::to_string(int(shot.wait.cause)) : shot.wait.rule.toStdString();
        if (job == 0 && shot.plannedFinish && !m_plannedFinish)
            m_plannedFinish = shot.plannedFinish;
        inFlightMost += mine.inFlightMost * std::max(1, m_plan.optionsOf(job).batch);
        tell(std::move(told));
        lookAtSizes(shot);
    }
    const Sizes::Held held{std::int64_t(m_shop->core->underWay()), m_shop->transport->inFlight()};
    m_checks.sizes.look(m_shop->clock.worldNow(), held, inFlightMost);
}

/// The bounds that the snapshot states; the past of a job is cut in lumps of a quarter.
void Life::lookAtSizes(const engine::JobSnapshot& shot)
{
    const auto look = [&](const char* what, std::size_t held, std::size_t most) {
        m_checks.sizes.look(m_shop->clock.worldNow(), what, held, most);
    };
    if (shot.series) {
        look("seconds of the past", shot.series->seconds.size(), 3'600 * 5 / 4);
        look("tens of seconds", shot.series->tens.size(), 8'640 * 5 / 4);
        look("five minutes", shot.series->fiveMinutes.size(), 8'928 * 5 / 4);
        look("waits", shot.series->waits.size(), 4'000 * 5 / 4);
        look("changes of limits", shot.series->limitChanges.size(), 500 * 5 / 4);
    }
    if (shot.plan)
        look("planned batches", shot.plan->batches.size(), 2'000);
    for (const engine::RuleView& rule : shot.rules)
        look("slots to come back", rule.comeback.size(), 64);
}

// --- what happens ---

bool Life::isOver(int job) const
{
    const Job& mine = m_jobs[static_cast<std::size_t>(job)];
    const auto& counts = m_checks.items.counts(job);
    const bool isAllDone = counts[jobs::ItemState::failed] + counts[jobs::ItemState::unknown] == 0;
    return !mine.exists() || mine.state == JobState::stopped
           || (mine.state == JobState::finished && (isAllDone || m_isHealed));
}

std::optional<int> Life::wanted() const
{
    for (const int job : {0, 1}) {
        if (m_jobs[static_cast<std::size_t>(job)].isStill() && !isOver(job))
            return job;
    }
    return std::nullopt;
}

bool Life::goOn(const std::function<bool()>& isDone, Instant latest)
{
    const auto isWatched = [&] {
        if (++m_steps > stepsMost + 100 * m_plan.ids)
            throw Endless{};
        // An operator looks now and then; in the middle of a burst as well.
        if (m_looks && m_events % m_plan.lookEvery == 0) {
            ++m_events;
            look();
        }
        return isDone();
    };
    try {
        return m_shop->clock.runUntil(isWatched, latest);
    } catch (const Death&) {
        die("in the middle of writing");
        return false;
    }
}

/// What is due now happens, before anybody looks.
void Life::settle()
{
    m_looks = false;
    goOn([] { return false; }, m_shop->clock.now() + 1ms);
    m_looks = true;
}

bool Life::isDue(const Move& move) const
{
    return move.afterSends ? m_sends >= *move.afterSends : m_shop->clock.worldNow() >= m_startedAt + move.at;
}

void Life::die(const std::string& how, Duration off)
{
    ++m_deaths;
    m_shop->kill();
    m_disk.newProgram();
    m_isOrdering = false;
    say(Happened::died, how);
    if (off > Duration{})
        m_shop->clock.reboot(off);
    // What was reported as failed is there all the same: a sync may fail after the bytes arrived.
    if (const auto trace = std::exchange(m_trace, {}); trace && m_shop->store->commit(*trace))
        committed(*trace);
    m_shop->open();
    say(Happened::opened, {});
    // What was running is not: a program that opens a store sends nothing by itself.
    for (Job& job : m_jobs) {
        if (job.exists() && !job.isStill())
            job.state = JobState::paused;
    }
}

bool Life::make()
{
    m_shop = std::make_unique<support::Workshop>(setup());
    Job& first = m_jobs.front();
    first.inFlightMost = m_plan.inFlight;
    first.id = m_shop->newJob(m_plan.ids, m_plan.options);
    if (m_plan.ids == 0) {
        if (first.exists())
            m_checks.complaints.add(m_shop->clock.worldNow(), "a job without ids was made");
        return false;
    }
    if (!first.exists()) {
        m_checks.complaints.add(
            m_shop->clock.worldNow(),
            "the job was not made: "
                + (m_shop->refusals.empty() ? std::string() : m_shop->refusals.back().second.toStdString()));
        return false;
    }
    first.state = JobState::ready;
    m_startedAt = m_shop->clock.worldNow();
    m_startedAtWall = m_shop->clock.wallNow();
    m_shop->approve(first.id, m_plan.ids);
    return true;
}

void Life::heal()
{
    if (m_isHealed)
        return;
    m_isHealed = true;
    say(Happened::worldChanged, "everything works again");
    m_plan.network.faults = {};
    m_disk.heal();
    m_shop->transport->setFaults({});
    m_shop->transport->play(simulator::Mischief::cutNetwork, false);
    m_shop->vendor->pardonSignIn();
}

void Life::live()
{
    std::vector<Move> moves = m_plan.moves;
    const Instant latest = m_startedAt + lifeMost;
    const Duration patient = 4 * atMost(m_plan) + 24h;
    const Instant enough = m_startedAt + patient;
    // A hundredth of a daily limit may be one id a day: who has waited for so long takes the whole account.
    for (const bool isOfSecond : {false, true}) {
        Move share;
        share.kind = Move::Kind::share;
        share.at = patient;
        share.amount = 100;
        share.isOfSecond = isOfSecond;
        moves.push_back(share);
    }
    while (m_shop->clock.worldNow() < latest) {
        const auto due = [&] {
            return std::find_if(moves.begin(), moves.end(), [this](const Move& move) { return isDue(move); });
        };
        Instant next = m_shop->clock.now() + 24h;
        for (const Move& move : moves) {
            if (!move.afterSends)
                next = std::min(next,
                                m_shop->clock.now()
                                    + std::max(m_startedAt + move.at - m_shop->clock.worldNow(), Duration{}));
        }
        const auto isDone = [&] { return wanted() || (isOver(0) && isOver(1)); };
        if (!isDone()) {
            const bool isReached = goOn([&] { return isDone() || due() != moves.end(); }, next);
            if (!isReached && m_shop->clock.now() < next)
                m_shop->runFor(std::max(next - m_shop->clock.now(), Duration{}));
        }
        look();
        if (const auto move = due(); move != moves.end()) {
            const Move now = *move;
            moves.erase(move);
            try {
                act(now);
            } catch (const Death&) {
                die("while an order was taken");
            }
            continue;
        }
        if (m_jobs.front().state == JobState::finished && !m_endedAt)
            m_endedAt = m_shop->clock.worldNow();
        if (isOver(0) && isOver(1))
            return;
        if (m_shop->clock.worldNow() >= enough)
            heal();
        if (const auto job = wanted(); job && !attendTo(*job))
            return;
    }
    m_checks.complaints.add(m_shop->clock.worldNow(), "the job does not come to its end");
}

void Life::compareTheEnd()
{
    look();
    // What is still on its way arrives.
    m_shop->runFor(5min);
    const Instant at = m_shop->clock.worldNow();
    const auto store = stored();
    std::int64_t requests = 0;
    for (const int job : {0, 1}) {
        const Job& mine = m_jobs[static_cast<std::size_t>(job)];
        const auto record = mine.exists() && store ? store->job(mine.id) : base::Result<journal::JobRecord>();
        const auto rows = mine.exists() && store ? store->rows(mine.id, 0, UINT32_MAX)
                                                 : base::Result<std::vector<journal::ItemRow>>();
        if (!store || !record || !rows) {
            m_checks.complaints.add(at, "the store cannot be read");
            return;
        }
        if (!mine.exists())
            continue;
        std::vector<jobs::ItemState> states;
        for (const journal::ItemRow& row : *rows)
            states.push_back(row.state);
        m_checks.items.finish(at, job, states, record->counts);
        requests += record->requests;
    }
    m_checks.books.finish(at, requests);
    m_checks.quota.finish(at, m_shop->vendor->tally().peaks);
    if (m_plan.isHealthy && m_jobs.front().state == JobState::finished) {
        const auto forecast =
            m_plannedFinish ? std::optional<Duration>(*m_plannedFinish - m_startedAtWall) : std::nullopt;
        m_checks.progress.finish(
            at, {m_checks.items.counts()[jobs::ItemState::done], *m_endedAt - m_startedAt, forecast});
    }
}

Verdict Life::run()
{
    Verdict verdict;
    if (make()) {
        try {
            live();
            compareTheEnd();
        } catch (const Endless&) {
            m_checks.complaints.add(m_shop->clock.worldNow(),
                                    "something turns round and round without an end");
        }
    }
    verdict.fingerprint = m_fingerprint.value();
    verdict.broken = m_checks.complaints.all();
    verdict.virtualTime = m_shop->clock.worldNow() - m_startedAt;
    verdict.requests = m_sends;
    verdict.deaths = m_deaths;
    verdict.end = m_jobs.front().state;
    return verdict;
}

} // namespace scenarios
