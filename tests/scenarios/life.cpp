#include "scenarios/life.h"

#include "scenarios/generic.h"
#include "scenarios/theory.h"
#include "simulator/accompa.h"
#include "support/sharedstore.h"

#include <algorithm>

namespace scenarios {

using namespace std::chrono_literals;
using jobs::JobState;

namespace {

/// No scenario takes longer, whatever goes wrong: a daily limit of a few ids is the slowest of all.
constexpr Duration lifeMost = 24h * 60;
/// Steps of the clock: a job that turns round and round without end is caught here.
constexpr std::int64_t stepsMost = 300'000;
/// The operator tries so often before the world is well again.
constexpr int patience = 12;

} // namespace

/// The store, with somebody who reads over its shoulder.
class Life::WatchedStore final : public support::SharedStore {
public:
    WatchedStore(std::shared_ptr<journal::Store> store, Life& life)
        : SharedStore(std::move(store))
        , m_life(life)
    {
    }
    journal::Result<void> commit(const journal::Commit& commit) override
    {
        m_life.beforeWrite();
        auto written = SharedStore::commit(commit);
        if (written)
            m_life.committed(commit);
        m_life.afterWrite();
        return written;
    }

private:
    Life& m_life;
};

class Life::WatchedLedger final : public journal::Ledger {
public:
    WatchedLedger(std::unique_ptr<journal::Ledger> ledger, Life& life)
        : m_ledger(std::move(ledger))
        , m_life(life)
    {
    }
    journal::Result<journal::Memory> recall(const base::Clock& clock, Duration longest,
                                            Duration linger) override
    {
        return m_ledger->recall(clock, longest, linger);
    }
    journal::Result<void> commit(const journal::LedgerCommit& commit, const base::Clock& clock) override
    {
        m_life.beforeWrite();
        auto written = m_ledger->commit(commit, clock);
        m_life.afterWrite();
        return written;
    }

private:
    std::unique_ptr<journal::Ledger> m_ledger;
    Life& m_life;
};

Life::Life(Plan plan, std::function<void(const Event&)> onlooker)
    : m_plan(std::move(plan))
    , m_onlooker(std::move(onlooker))
    , m_checks(m_plan)
    , m_inFlightMost(m_plan.inFlight)
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
    setup.furnish = [this](engine::World& world) {
        world.openStore = [open = world.openStore, this]() -> base::Result<std::unique_ptr<journal::Store>> {
            auto store = open();
            if (!store)
                return store;
            return std::make_unique<WatchedStore>(std::move(*store), *this);
        };
        world.openLedger = [open = world.openLedger,
                            this](const QString& key) -> base::Result<std::unique_ptr<journal::Ledger>> {
            auto ledger = open(key);
            if (!ledger)
                return ledger;
            return std::make_unique<WatchedLedger>(std::move(*ledger), *this);
        };
    };
    return setup;
}

// --- what is told ---

Event Life::event(Happened happened) const
{
    Event event;
    event.happened = happened;
    event.at = m_shop ? m_shop->clock.worldNow() : Instant{};
    return event;
}

void Life::say(Happened happened, const std::string& what)
{
    Event said = event(happened);
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
    for (const journal::Intent& intent : commit.intents) {
        Event told = event(Happened::intended);
        told.attempt = intent.attempt;
        told.kind = intent.kind;
        told.items = intent.items;
        tell(std::move(told));
    }
    for (const journal::AttemptEnd& end : commit.ends) {
        Event told = event(Happened::ended);
        told.attempt = end.attempt;
        told.outcome = end.outcome;
        told.status = end.httpStatus;
        tell(std::move(told));
    }
    for (const journal::ItemChange& change : commit.changes) {
        Event told = event(Happened::changed);
        told.items = {change.item};
        told.item = change.state;
        tell(std::move(told));
    }
    if (commit.state) {
        std::tie(m_state, m_reason) = *commit.state;
        Event told = event(Happened::became);
        told.job = m_state;
        told.reason = m_reason;
        tell(std::move(told));
    }
}

void Life::beforeWrite()
{
    if (m_writesLeft == 1 && !m_diesAfter) {
        m_writesLeft = 0;
        throw Death{};
    }
}

void Life::afterWrite()
{
    if (m_writesLeft > 0 && --m_writesLeft == 0 && m_diesAfter)
        throw Death{};
}

/// The operator looks at the screen.
void Life::look()
{
    if (!m_shop->core || m_job == 0)
        return;
    const engine::JobSnapshot job = m_shop->job(m_job);
    Event told = event(Happened::shown);
    Shown& shown = told.shown;
    shown.state = job.state;
    shown.counts = job.counts;
    shown.requests = job.requests;
    shown.inFlight = job.inFlight;
    shown.now = m_shop->clock.wallNow();
    shown.waits = job.wait.until.has_value() && job.wait.cause != engine::WaitCause::turn;
    shown.isByWindow = job.wait.cause == engine::WaitCause::window;
    shown.until = job.wait.until.value_or(WallTime{});
    shown.rule = job.wait.rule.isEmpty() ? std::to_string(int(job.wait.cause)) : job.wait.rule.toStdString();
    if (job.plannedFinish && !m_plannedFinish)
        m_plannedFinish = job.plannedFinish;
    tell(std::move(told));
    const Sizes::Held held{std::int64_t(m_shop->core->underWay()), m_shop->transport->inFlight(),
                           std::int64_t(m_shop->clock.pendingEvents())};
    m_checks.sizes.look(m_shop->clock.worldNow(), held, m_inFlightMost * std::max(1, m_plan.options.batch));
}

// --- what happens ---

bool Life::isStill() const
{
    return m_state == JobState::paused || m_state == JobState::finished || m_state == JobState::stopped;
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
    m_writesLeft = 0;
    say(Happened::died, how);
    if (off > Duration{})
        m_shop->clock.reboot(off);
    reopen();
}

void Life::reopen()
{
    m_shop->open();
    say(Happened::opened, {});
    // What was running is not: a program that opens a store sends nothing by itself.
    if (m_state == JobState::running || m_state == JobState::pausing || m_state == JobState::ready)
        m_state = JobState::paused;
}

bool Life::make()
{
    m_shop = std::make_unique<support::Workshop>(setup());
    m_job = m_shop->newJob(m_plan.ids, m_plan.options);
    if (m_plan.ids == 0) {
        if (m_job != 0)
            m_checks.complaints.add(m_shop->clock.worldNow(), "a job without ids was made");
        return false;
    }
    if (m_job == 0) {
        m_checks.complaints.add(
            m_shop->clock.worldNow(),
            "the job was not made: "
                + (m_shop->refusals.empty() ? std::string() : m_shop->refusals.back().second.toStdString()));
        return false;
    }
    m_state = JobState::ready;
    m_startedAt = m_shop->clock.worldNow();
    m_startedAtWall = m_shop->clock.wallNow();
    m_shop->approve(m_job, m_plan.ids);
    return true;
}

void Life::startAgain(bool retries)
{
    say(Happened::ordered, retries ? "resume, with what failed and what is unknown" : "resume");
    const auto before = m_shop->refusals.size();
    try {
        // The number again: a program that died may not have taken note of it.
        m_shop->core->resume(4, m_job, m_shop->credentials, retries, retries, m_plan.ids);
    } catch (const Death&) {
        die("while a job was resumed");
        return;
    }
    if (m_shop->refusals.size() != before) {
        m_checks.complaints.add(m_shop->clock.worldNow(),
                                "not resumed: " + m_shop->refusals.back().second.toStdString());
        return;
    }
    m_state = JobState::running;
}

void Life::heal()
{
    if (m_isHealed)
        return;
    m_isHealed = true;
    say(Happened::worldChanged, "everything works again");
    m_plan.network.faults = {};
    m_shop->transport->setFaults({});
    m_shop->transport->play(simulator::Mischief::cutNetwork, false);
    m_shop->vendor->pardonSignIn();
}

void Life::live()
{
    std::vector<Move> moves = m_plan.moves;
    const Instant latest = m_startedAt + lifeMost;
    const Instant enough = m_startedAt + 4 * atMost(m_plan) + 24h;
    int rounds = 0;
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
        const bool isWaiting = m_state == JobState::ready || !isStill();
        if (isWaiting) {
            const bool isReached = goOn([&] { return isStill() || due() != moves.end(); }, next);
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
        if (m_state == JobState::finished) {
            const auto& counts = m_checks.items.counts();
            if (!m_endedAt)
                m_endedAt = m_shop->clock.worldNow();
            const bool isAllDone = counts[jobs::ItemState::failed] + counts[jobs::ItemState::unknown] == 0;
            if (isAllDone || m_isHealed)
                return;
            heal();
            startAgain(true);
            continue;
        }
        if (m_state == JobState::stopped)
            return;
        if (m_shop->clock.worldNow() >= enough)
            heal();
        if (m_state == JobState::paused) {
            if (++rounds == patience)
                heal();
            if (rounds > 8 * patience + 3 * m_plan.ids) {
                m_checks.complaints.add(m_shop->clock.worldNow(),
                                        "the job pauses again and again: " + std::string(name(m_reason)));
                return;
            }
            if (m_reason == jobs::PauseReason::credentials || m_reason == jobs::PauseReason::forbidden)
                m_shop->vendor->pardonSignIn();
            startAgain(false);
        }
    }
    m_checks.complaints.add(m_shop->clock.worldNow(), "the job does not come to its end");
}

void Life::act(const Move& move)
{
    support::Workshop& shop = *m_shop;
    using Kind = Move::Kind;
    switch (move.kind) {
    case Kind::pause:
        say(Happened::ordered, "pause");
        shop.core->pause(m_job);
        break;
    case Kind::share:
        say(Happened::ordered, "share");
        shop.core->setShare(m_job, static_cast<int>(move.amount));
        break;
    case Kind::inFlight:
        say(Happened::ordered, "in flight");
        m_inFlightMost = std::max(m_inFlightMost, static_cast<int>(move.amount));
        shop.core->setInFlight(m_job, static_cast<int>(move.amount));
        break;
    case Kind::stop:
        say(Happened::ordered, "stop");
        m_wasStopped = true;
        shop.core->end(m_job);
        break;
    case Kind::quit: {
        say(Happened::ordered, "quit");
        const int before = shop.shutDowns;
        shop.core->shutDown();
        const int deaths = m_deaths;
        if (!goOn([&] { return shop.shutDowns > before; }, shop.clock.now() + 2min) && m_deaths == deaths)
            m_checks.complaints.add(shop.clock.worldNow(), "the program does not end");
        if (m_deaths == deaths)
            die("after quitting");
        break;
    }
    case Kind::wrongCredentials: {
        say(Happened::ordered, "resume with another's credentials");
        transport::Credentials wrong = shop.credentials;
        for (QByteArray* secret : {&wrong.token, &wrong.clientSecret, &wrong.password}) {
            if (!secret->isEmpty())
                *secret += "-not";
        }
        const auto before = shop.refusals.size();
        if (m_state == JobState::paused)
            shop.core->resume(5, m_job, wrong, false, false, {});
        if (m_state == JobState::paused && shop.refusals.size() == before)
            m_checks.complaints.add(shop.clock.worldNow(), "another account's credentials were taken");
        break;
    }
    case Kind::kill:
        die("killed");
        break;
    case Kind::dieAtWrite:
        m_writesLeft = move.amount;
        m_diesAfter = move.isAfter;
        break;
    case Kind::reboot:
        die("power cut", move.length);
        break;
    case Kind::suspend:
        say(Happened::woke, "falls asleep");
        shop.clock.suspend(move.length);
        say(Happened::woke, "wakes up");
        settle(); // what was missed comes at once
        break;
    case Kind::stepWall:
        shop.clock.stepWall(move.length);
        say(Happened::clockSet, {});
        shop.stir();
        settle();
        break;
    case Kind::cutNetwork:
        say(Happened::worldChanged, "the network goes");
        shop.transport->play(simulator::Mischief::cutNetwork, true);
        goOn([] { return false; }, shop.clock.now() + move.length);
        say(Happened::worldChanged, "the network is back");
        shop.transport->play(simulator::Mischief::cutNetwork, false);
        break;
    case Kind::block:
        say(Happened::worldChanged, "block");
        shop.vendor->block(60s, shop.clock.worldNow());
        break;
    case Kind::refuseNext:
        say(Happened::worldChanged, "refuses the next request");
        shop.vendor->refuseNext();
        break;
    case Kind::others:
        say(Happened::worldChanged, "others call");
        shop.vendor->callByOthers(static_cast<int>(move.amount), shop.clock.worldNow());
        break;
    case Kind::expireSignIn:
        say(Happened::worldChanged, "the sign-in ends");
        shop.vendor->expireSignIn();
        break;
    }
}

void Life::compareTheEnd()
{
    look();
    // What is still on its way arrives.
    m_shop->runFor(5min);
    const Instant at = m_shop->clock.worldNow();
    const auto record = m_shop->store->job(m_job);
    std::vector<jobs::ItemState> states;
    for (const journal::ItemRow& row : m_shop->rows(m_job))
        states.push_back(row.state);
    m_checks.items.finish(at, states, record->counts);
    m_checks.books.finish(at, record->requests);
    m_checks.quota.finish(at, m_shop->vendor->tally().peaks);
    if (!m_plan.isHealthy || m_state != JobState::finished)
        return;
    const auto& counts = m_checks.items.counts();
    if (counts[jobs::ItemState::done] != static_cast<std::uint32_t>(m_plan.ids))
        m_checks.complaints.add(at, "nothing went wrong, but only "
                                        + std::to_string(counts[jobs::ItemState::done]) + " ids are done");
    const Duration took = *m_endedAt - m_startedAt;
    const auto [least, roundTrips, most] = theoryOf(m_plan);
    if (took > most + most / 20 + 1s)
        m_checks.complaints.add(at, "it took " + std::to_string(took / 1ms) + " ms, in theory at most "
                                        + std::to_string(most / 1ms));
    if (took < least)
        m_checks.complaints.add(at, "it took " + std::to_string(took / 1ms)
                                        + " ms, but no limit allows less than "
                                        + std::to_string(least / 1ms));
    if (!m_plannedFinish)
        return; // over before anybody looked
    // The forecast knows nothing of round trips, nor of what a vague vendor is found to bear.
    const Duration planned = *m_plannedFinish - m_startedAtWall;
    const Duration off = planned > took ? planned - took : took - planned;
    if (off > took * (m_plan.isLearned ? 8 : 2) / 100 + roundTrips + 1s)
        m_checks.complaints.add(at, "it took " + std::to_string(took / 1ms) + " ms, forecast were "
                                        + std::to_string(planned / 1ms));
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
    verdict.end = m_state;
    return verdict;
}

} // namespace scenarios
