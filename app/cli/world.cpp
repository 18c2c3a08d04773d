#include "cli/world.h"

#include "base/machine.h"
#include "journal/accountlinks.h"
#include "journal/accountlock.h"
#include "journal/log.h"
#include "journal/memoryledger.h"
#include "journal/sharedstore.h"
#include "journal/sqliteledger.h"
#include "journal/sqlitestore.h"
#include "transport/installationkey.h"
#include "transport/qnamtransport.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <map>
#include <utility>

namespace cli {

namespace {

base::Result<std::shared_ptr<void>> lockAccount(const journal::Folders& folders, const QString& key,
                                                base::WallTime now)
{
    // The name that whoever waits for the account reads.
    auto answer =
        journal::AccountLock::take(folders.accountLock(key), QCoreApplication::applicationName(), now);
    if (!answer)
        return std::unexpected(answer.error());
    if (const auto* holder = std::get_if<journal::AccountLock::Holder>(&*answer))
        return base::fail("the account is in use by " + holder->inWords().toStdString()
                          + "; two programs on one account would break the limit");
    return std::shared_ptr<void>(std::get<std::unique_ptr<journal::AccountLock>>(std::move(*answer)));
}

} // namespace

Place Place::of(const std::optional<QString>& store, bool isPractice)
{
    Place place;
    place.folders = journal::Folders::fromEnvironment();
    place.isPractice = isPractice;
    place.store = store ? QFileInfo(*store).absoluteFilePath()
                        : (isPractice ? place.folders.practiceStore() : place.folders.store());
    return place;
}

QString operatorName(const Place& place)
{
    const QString login = QString::fromStdString(base::userName() + " on " + base::hostName());
    return place.operatorName.isEmpty() ? login : QStringLiteral("%1 (%2)").arg(place.operatorName, login);
}

base::Result<engine::World> makeWorld(const Place& place)
{
    auto key = transport::installationKey(place.folders.state);
    if (!key)
        return std::unexpected(key.error());
    engine::World world;
    world.clock = std::make_shared<base::MachineClock>();
    world.installationKey = *key;
    world.operatorName = operatorName(place);
    world.keepListsFor = place.keepListsFor;
    world.isPractice = place.isPractice;
    world.openStore = [path = place.store]() -> base::Result<std::unique_ptr<journal::Store>> {
        return journal::SqliteStore::open(path, journal::SqliteStore::Mode::readWrite);
    };
    world.log = [place, clock = world.clock, log = std::shared_ptr<journal::Log>(),
                 isOpened = false](const QString& line) mutable {
        if (!std::exchange(isOpened, true)) {
            const QString program =
                QStringLiteral("%1[%2]").arg(QCoreApplication::applicationName()).arg(base::processId());
            if (auto opened = journal::Log::open(place.folders.log(), program))
                log = std::move(*opened);
        }
        // Without a log the jobs run all the same.
        if (log)
            log->write(clock->wallNow(), place.isPractice ? QStringLiteral("PRACTICE ") + line : line);
    };
    world.makeTransport = [clock = world.clock]() -> std::unique_ptr<transport::Transport> {
        return std::make_unique<transport::QnamTransport>(*clock);
    };
    world.makeSleepGuard = [] { return std::make_unique<power::SleepGuard>(); };
    if (place.isPractice) {
        world.lockAccount = [](const QString&) -> base::Result<std::shared_ptr<void>> { return nullptr; };
        using Memories = std::map<QString, std::shared_ptr<journal::MemoryLedger>>;
        // Remembered as long as the world lives: the practice server remembers the account, too, so its next
        // job must find it.
        world.openLedger = [memories = std::make_shared<Memories>()](
                               const QString& account) -> base::Result<std::unique_ptr<journal::Ledger>> {
            std::shared_ptr<journal::MemoryLedger>& memory = (*memories)[account];
            if (!memory)
                memory = std::make_shared<journal::MemoryLedger>();
            return std::make_unique<journal::SharedLedger>(memory);
        };
    } else {
        world.lockAccount = [folders = place.folders, clock = world.clock](const QString& account) {
            return lockAccount(folders, account, clock->wallNow());
        };
        world.openLedger = [folders = place.folders](
                               const QString& account) -> base::Result<std::unique_ptr<journal::Ledger>> {
            return journal::SqliteLedger::open(folders.ledger(account));
        };
        world.lookAtLedger = [folders = place.folders, clock = world.clock](
                                 const QString& account, base::Duration longest, base::Duration linger) {
            return journal::SqliteLedger::look(folders.ledger(account), *clock, longest, linger);
        };
        using Trust = journal::SqliteLedger::Trust;
        world.isQuotaFree = place.isQuotaFree;
        world.startLedgerOver =
            [folders = place.folders, clock = world.clock,
             trust = place.isQuotaFree ? Trust::operatorsWord : Trust::nothing](
                const QString& account) -> base::Result<std::unique_ptr<journal::Ledger>> {
            return journal::SqliteLedger::startOver(folders.ledger(account), trust, *clock);
        };
        world.accountHolder = [folders = place.folders](const QString& account) {
            const auto holder = journal::AccountLock::holder(folders.accountLock(account));
            return holder ? holder->inWords() : QString();
        };
        world.linkedAccount = [folders = place.folders](const QString& account) {
            return journal::linkedAccount(folders, account);
        };
        world.linkAccount = [folders = place.folders](const QString& account, const QString& known) {
            return journal::linkAccount(folders, account, known);
        };
    }
    return world;
}

} // namespace cli
