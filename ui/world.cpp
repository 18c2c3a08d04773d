#include "ui/world.h"

#include "cli/practice.h"
#include "cli/world.h"
#include "engine/look.h"
#include "engine/options.h"
#include "journal/sqlitestore.h"
#include "simulator/practiceserver.h"
#include "transport/keychain.h"
#include "transport/qnamtransport.h"
#include "ui/listloader.h"
#include "vendors/profilereader.h"

#include <QCoreApplication>
#include <QNetworkProxy>
#include <QSettings>
#include <QUrl>

#include <algorithm>

namespace ui {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ui::Practice)
};

class KeychainKeeper final : public SecretKeeper {
public:
    void save(const SecretPlace& place, const transport::Credentials& credentials, Done done) override
    {
        m_keychain.save(entry(place), credentials, std::move(done));
    }
    void load(const SecretPlace& place, Found found) override
    {
        m_keychain.load(entry(place), std::move(found));
    }
    void remove(const SecretPlace& place, Done done) override
    {
        m_keychain.remove(entry(place), std::move(done));
    }

private:
    static transport::Keychain::Entry entry(const SecretPlace& place)
    {
        return {place.profile, place.origin, place.label};
    }

    transport::Keychain m_keychain;
};

cli::Place placeOf(const QString& store, bool isPractice)
{
    return cli::Place::of(store.isEmpty() ? std::nullopt : std::optional(store), isPractice);
}

} // namespace

base::Result<engine::World> makeWorld(const QString& store, bool isPractice)
{
    return cli::makeWorld(placeOf(store, isPractice));
}

QString storeFile(const QString& store, bool isPractice)
{
    return placeOf(store, isPractice).store;
}

QList<QPair<QString, QString>> placesOf(const QString& store, bool isPractice)
{
    const cli::Place place = placeOf(store, isPractice);
    return {{Words::tr("Jobs"), place.store},
            {Words::tr("What accounts used"), place.folders.state + QStringLiteral("/accounts")},
            {Words::tr("Log"), place.folders.log()},
            {Words::tr("Own vendors"), place.folders.profiles()},
            {Words::tr("Settings"), QSettings().fileName()}};
}

void useProxy(engine::World& world, const Preferences& preferences)
{
    using transport::QnamTransport;
    QnamTransport::Options options;
    if (preferences.proxy == Preferences::Proxy::system)
        options.proxyUse = QnamTransport::ProxyUse::system;
    if (preferences.proxy == Preferences::Proxy::given && !preferences.proxyHost.isEmpty()) {
        options.proxyUse = QnamTransport::ProxyUse::given;
        options.proxy =
            QNetworkProxy(QNetworkProxy::HttpProxy, preferences.proxyHost, quint16(preferences.proxyPort));
    }
    if (options.proxyUse == QnamTransport::ProxyUse::none)
        return;
    world.makeTransport = [clock = world.clock, options]() -> std::unique_ptr<transport::Transport> {
        return std::make_unique<QnamTransport>(*clock, options);
    };
}

std::unique_ptr<SecretKeeper> makeSecretKeeper()
{
    return std::make_unique<KeychainKeeper>();
}

engine::JobReader::Opener readerOf(const QString& store, bool isPractice)
{
    return [path = placeOf(store, isPractice).store]() -> base::Result<std::unique_ptr<journal::Store>> {
        return journal::SqliteStore::open(path, journal::SqliteStore::Mode::readOnly);
    };
}

QString profilesFolder()
{
    return journal::Folders::fromEnvironment().profiles();
}

PracticeGround::PracticeGround(engine::JobReader::Opener openStore, QString sampleList)
    : m_openStore(std::move(openStore))
    , m_sampleList(std::move(sampleList))
{
}

PracticeGround::~PracticeGround() = default;

simulator::DataOptions PracticeGround::accounts() const
{
    simulator::DataOptions data;
    if (m_sampleList.isEmpty())
        return data;
    idlist::Choice choice;
    choice.findLabel = true;
    const ListReading sample = readList({m_sampleList, {}}, choice, {});
    if (!sample.list || sample.list->isEmpty())
        return data;
    for (std::size_t i = 0; i < sample.list->size(); ++i)
        data.addresses.emplace(sample.list->id(i), sample.list->label(i));
    // One of those that a look finds: people trust what they have seen found.
    data.administrators.emplace(sample.list->id(engine::spreadOver(sample.list->size(), 5)[3]));
    return data;
}

base::Result<QString> PracticeGround::originFor(const vendors::Profile& profile)
{
    auto& server = m_servers[profile.id];
    if (!server) {
        auto started = cli::startPractice(profile, 1.0, 0, accounts());
        if (!started)
            return std::unexpected(started.error());
        server = std::move(*started);
    }
    return server->origin();
}

base::Result<transport::Credentials> PracticeGround::reopen(journal::JobId job)
{
    auto store = m_openStore();
    if (!store)
        return std::unexpected(store.error());
    const auto record = (*store)->job(job);
    if (!record)
        return std::unexpected(record.error());
    const auto profile = vendors::readProfile(record->profileJson, record->profileId);
    if (!profile)
        return std::unexpected(profile.error());
    const auto isThere = [&](const auto& entry) {
        return entry.second && entry.second->origin() == record->origin;
    };
    if (std::ranges::none_of(m_servers, isThere)) {
        const auto port = quint16(QUrl(record->origin).port(0));
        auto started = cli::startPractice(*profile, engine::Options::fromJson(record->optionsJson).timeScale,
                                          port, accounts());
        if (!started)
            return std::unexpected(started.error());
        m_servers[profile->id + record->origin] = std::move(*started);
    }
    return cli::practiceCredentials(profile->signIn);
}

void PracticeGround::play(simulator::Mischief mischief, bool isOn)
{
    for (const auto& [name, server] : m_servers)
        if (server)
            server->play(mischief, isOn);
}

std::vector<Prank> PracticeGround::pranks()
{
    using simulator::Mischief;
    const auto prank = [this](const char* name, const QString& text, Mischief mischief, bool isSwitch) {
        return Prank{QString::fromLatin1(name), text, isSwitch,
                     [this, mischief, isSwitch](bool isOn) { play(mischief, !isSwitch || isOn); }};
    };
    return {prank("prankLose", Words::tr("lose the next answer"), Mischief::loseNextAnswer, false),
            prank("prankRefuse", Words::tr("refuse the next request"), Mischief::refuseNextRequest, false),
            prank("prankBlock", Words::tr("block for 60 s"), Mischief::block, false),
            prank("prankExpire", Words::tr("let the sign-in expire"), Mischief::expireSignIn, false),
            prank("prankNotFound", Words::tr("answer “not found” to all"), Mischief::answerNotFound, true),
            prank("prankCut", Words::tr("cut the network"), Mischief::cutNetwork, true)};
}

} // namespace ui
