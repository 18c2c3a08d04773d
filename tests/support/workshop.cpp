#include "support/workshop.h"

#include "engine/idrules.h"
#include "idlist/reader.h"
#include "support/sharedstore.h"
#include "vendors/catalog.h"
#include "vendors/resolve.h"

#include <algorithm>

namespace support {

using namespace std::chrono_literals;

Workshop::Workshop(Setup setup)
    : clock(setup.wall ? simulator::VirtualClock(1h, *setup.wall) : simulator::VirtualClock())
    , m_setup(std::move(setup))
{
    vendor = m_setup.makeVendor ? m_setup.makeVendor(m_setup.vendor)
                                : simulator::makeVendor(m_setup.profile.toStdString(), m_setup.vendor);
    auto found = vendors::Catalog().find(m_setup.profile);
    if (!found)
        qFatal("%s", found.error().message.c_str());
    auto resolved = vendors::resolve(*found, m_setup.parameters, {});
    if (!resolved)
        qFatal("%s", resolved.error().message.c_str());
    m_profile = *resolved;
    if (m_setup.adjust)
        m_setup.adjust(m_profile);
    if (m_setup.operation.isEmpty())
        m_setup.operation = m_profile.operations.front().id;
    switch (m_profile.signIn.kind) {
    case vendors::SignIn::Kind::bearer:
        credentials.clientId = "client";
        credentials.clientSecret = "secret-of-the-client";
        break;
    case vendors::SignIn::Kind::basicAndPathKey:
        credentials.apiKey = "apikey";
        credentials.user = "user";
        credentials.password = "password";
        break;
    default:
        credentials.token = "token-0123456789";
    }
    open();
}

Workshop::~Workshop()
{
    endProgram();
}

void Workshop::open()
{
    if (auto opened = tryOpen(); !opened)
        qFatal("%s", opened.error().message.c_str());
}

base::Result<void> Workshop::tryOpen()
{
    auto world = std::make_shared<engine::World>();
    // The clock outlives every program that runs on it.
    world->clock = std::shared_ptr<base::Clock>(&clock, [](base::Clock*) {});
    world->openStore = [this]() -> base::Result<std::unique_ptr<journal::Store>> {
        return std::make_unique<SharedStore>(store);
    };
    world->openLedger = [this](const QString& key) -> base::Result<std::unique_ptr<journal::Ledger>> {
        auto& ledger = ledgers[key];
        if (!ledger)
            ledger = std::make_shared<journal::MemoryLedger>();
        return std::make_unique<SharedLedger>(ledger);
    };
    world->lookAtLedger = [this](const QString& key, base::Duration longest,
                                 base::Duration linger) -> std::optional<journal::Memory> {
        const auto known = ledgers.find(key);
        if (known == ledgers.end())
            return std::nullopt;
        journal::MemoryLedger copy(*known->second);
        return copy.recall(clock, longest, linger).value_or(journal::Memory());
    };
    world->lockAccount = [](const QString&) -> base::Result<std::shared_ptr<void>> {
        return std::make_shared<int>(0);
    };
    world->makeTransport = [this]() -> std::unique_ptr<transport::Transport> {
        auto made = std::make_unique<simulator::SimTransport>(clock, *vendor, m_setup.network);
        made->setOnlooker([this](const simulator::WireEvent& event) {
            if (event.kind == simulator::WireEvent::Kind::arrived)
                m_arrivals.push_back({event.world, event.shown, event.isRefused});
            if (m_setup.onlooker)
                m_setup.onlooker(event);
        });
        transport = made.get();
        return made;
    };
    world->installationKey = QByteArray(32, 'k');
    world->operatorName = QStringLiteral("anna on LT-0423");
    if (m_setup.furnish)
        m_setup.furnish(*world);

    m_life = std::make_shared<int>(0);
    engine::Core::Hooks hooks;
    hooks.wakeUp = [this] { wake(clock.now()); };
    hooks.inWorker = [this, life = std::weak_ptr(m_life)](std::function<void()> work,
                                                          std::function<void()> after) {
        work();
        clock.at(clock.now() + m_setup.workerTakes, [after, life] {
            if (!life.expired())
                after();
        });
    };
    hooks.jobCreated = [this](int, engine::JobId job) { m_created = job; };
    hooks.accepted = [](int, engine::JobId) {};
    hooks.reportWritten = [](int, engine::JobId, const QString&) {};
    hooks.refused = [this](int, engine::Refused kind, const QString& why) {
        refusals.emplace_back(kind, why);
    };
    hooks.signInChecked = [this](int, const engine::SignInResult& result) { signIns.push_back(result); };
    hooks.looked = [this](int, const engine::LookResult& result) { looks.push_back(result); };
    hooks.shutDownFinished = [this] { ++shutDowns; };
    core = std::make_unique<engine::Core>(std::move(world), std::move(hooks));
    auto opened = core->open();
    if (!opened)
        core.reset();
    return opened;
}

void Workshop::endProgram()
{
    m_life.reset();
    m_wake.reset();
    m_wakeAt.reset();
    core.reset();
    transport = nullptr;
    clock.forgetMachineEvents();
}

void Workshop::kill()
{
    endProgram();
    store = std::make_shared<journal::MemoryStore>(store->afterCrash());
    for (auto& [key, ledger] : ledgers)
        ledger = std::make_shared<journal::MemoryLedger>(*ledger);
}

void Workshop::wake(base::Instant at)
{
    if (m_wakeAt && *m_wakeAt <= at)
        return;
    if (m_wake)
        clock.cancel(*m_wake);
    m_wakeAt = at;
    m_wake = clock.at(at, [this, life = std::weak_ptr(m_life)] {
        if (!life.expired())
            tick();
    });
}

void Workshop::tick()
{
    m_wake.reset();
    m_wakeAt.reset();
    const auto next = core->tick();
    if (next)
        wake(std::max(*next, clock.now()));
}

engine::JobId Workshop::newJob(int count, const engine::Options& options)
{
    QByteArray text;
    for (int i = 0; i < count; ++i)
        text += QByteArray::number(firstId + i).rightJustified(m_setup.idLength, '0') + '\n';
    return newJob(text, options);
}

engine::JobId Workshop::newJob(const QByteArray& ids, const engine::Options& options)
{
    const vendors::Operation* operation = m_profile.operation(m_setup.operation);
    auto list = idlist::readText(ids, m_setup.choice, engine::idRulesOf(*operation));
    if (!list) {
        refusals.emplace_back(engine::Refused::input, QString::fromStdString(list.error().message));
        return 0;
    }
    engine::JobSetup setup;
    setup.profile = m_profile;
    setup.operationId = m_setup.operation;
    setup.credentials = credentials;
    setup.accountLabel = m_setup.accountLabel;
    setup.list = std::make_shared<const idlist::List>(*list);
    setup.listName = listName;
    setup.name = name;
    setup.note = note;
    setup.options = options;
    m_created = 0;
    core->create(1, setup);
    clock.runUntil([this] { return m_created != 0; }, clock.now() + 1min);
    return m_created;
}

void Workshop::checkSignIn(const engine::Options& options)
{
    core->checkSignIn(5, {m_profile, {}, credentials, options});
}

std::optional<engine::SignInResult> Workshop::signIn(const engine::Options& options)
{
    const std::size_t answers = signIns.size() + refusals.size(), known = signIns.size();
    checkSignIn(options);
    clock.runUntil([&] { return signIns.size() + refusals.size() > answers; }, clock.now() + 2min);
    return signIns.size() > known ? std::optional(signIns.back()) : std::nullopt;
}

std::optional<engine::LookResult> Workshop::awaitLook(const std::function<void()>& ask)
{
    const std::size_t answers = looks.size() + refusals.size(), known = looks.size();
    ask();
    clock.runUntil([&] { return looks.size() + refusals.size() > answers; }, clock.now() + 2min);
    return looks.size() > known ? std::optional(looks.back()) : std::nullopt;
}

std::optional<engine::LookResult> Workshop::look(const QStringList& ids)
{
    engine::LookSetup setup{{m_profile, {}, credentials, {}}, m_setup.operation, {}};
    for (const QString& line : ids)
        setup.items << engine::ListedId{line.section(QLatin1Char(' '), 0, 0),
                                        line.section(QLatin1Char(' '), 1)};
    return awaitLook([&] { core->look(6, setup); });
}

std::optional<engine::LookResult> Workshop::lookAtUntouched(engine::JobId job)
{
    return awaitLook([&] { core->lookAtUntouched(7, job); });
}

void Workshop::approve(engine::JobId id, qint64 typed)
{
    core->approve(2, id, typed);
}

void Workshop::resume(engine::JobId id, bool retryFailed, bool retryUnknown)
{
    core->resume(3, id, credentials, retryFailed, retryUnknown, {});
}

bool Workshop::runUntilStill(engine::JobId id, base::Duration most)
{
    return clock.runUntil(
        [this, id] {
            const auto state = job(id).state;
            return state != jobs::JobState::running && state != jobs::JobState::pausing && !core->isBusy();
        },
        clock.now() + most);
}

void Workshop::runFor(base::Duration length)
{
    clock.advance(length);
}

engine::JobSnapshot Workshop::job(engine::JobId id) const
{
    const engine::Snapshot shot = core->snapshot();
    const engine::JobSnapshot* found = shot.job(id);
    return found != nullptr ? *found : engine::JobSnapshot{};
}

std::vector<journal::ItemRow> Workshop::rows(engine::JobId id) const
{
    auto rows = store->rows(id, 0, UINT32_MAX);
    return rows ? *rows : std::vector<journal::ItemRow>{};
}

std::size_t Workshop::mostWithin(base::Duration window) const
{
    std::size_t most = 0, from = 0;
    for (std::size_t i = 0; i < m_arrivals.size(); ++i) {
        while (m_arrivals[i].at - m_arrivals[from].at > window)
            ++from;
        most = std::max(most, i - from + 1);
    }
    return most;
}

} // namespace support
