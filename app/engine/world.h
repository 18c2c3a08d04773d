#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "journal/ledger.h"
#include "journal/store.h"
#include "power/sleepguard.h"
#include "transport/transport.h"

#include <QByteArray>
#include <QString>

#include <functional>
#include <memory>
#include <optional>

namespace engine {

/// What the engine stands on; mains and tests choose it. The functions are called in the engine's thread, so
/// that sockets and databases are born where they live.
struct World {
    std::shared_ptr<base::Clock> clock;
    /// Each call opens one more connection to the same store (workers have their own).
    std::function<base::Result<std::unique_ptr<journal::Store>>()> openStore;
    /// The ledger of one account; the lock is taken by `lockAccount` before.
    std::function<base::Result<std::unique_ptr<journal::Ledger>>(const QString& accountKey)> openLedger;
    /// What a ledger remembers (see Ledger::recall), without its lock and without a change; empty where there
    /// is none. May be empty: then nobody knows what is used before a job goes on.
    std::function<std::optional<journal::Memory>(const QString& accountKey, base::Duration longest,
                                                 base::Duration linger)>
        lookAtLedger;
    /// Puts a damaged ledger aside and opens a new one that knows of nothing, so that every limit counts as
    /// used up once. May be empty where ledgers cannot be damaged.
    std::function<base::Result<std::unique_ptr<journal::Ledger>>(const QString& accountKey)> startLedgerOver;
    /// Holds the account's lock as long as the returned value lives; the error names the holder.
    std::function<base::Result<std::shared_ptr<void>>(const QString& accountKey)> lockAccount;
    std::function<std::unique_ptr<transport::Transport>()> makeTransport;
    /// Who else uses the account now, in words; empty: nobody. May be empty where nobody else can.
    std::function<QString(const QString& accountKey)> accountHolder;
    /// A secret was rotated: `accountKey` is another name of `known`, whose ledger and lock it shares from
    /// now on. `linkedAccount` follows such names. May be empty.
    std::function<base::Result<void>(const QString& accountKey, const QString& known)> linkAccount;
    std::function<QString(const QString& accountKey)> linkedAccount;
    /// Keeps the computer awake and tells before it sleeps. May be empty: then nobody does.
    std::function<std::unique_ptr<power::SleepGuard>()> makeSleepGuard;
    /// One line for the log, redacted already. May be empty.
    std::function<void(const QString& line)> log;
    QByteArray installationKey; ///< for keyed hashes, 32 bytes
    QString operatorName;       ///< "anna on LT-0423"
    bool isPractice = false;
    bool isRehearsal = false; ///< a try of one job in a world that is gone afterwards
    /// The operator's word that the vendor's quota is free: a damaged ledger closes nothing.
    bool isQuotaFree = false;
    /// Lists of jobs that ended longer ago are taken away at the start; 0: kept.
    base::Duration keepListsFor{};
};

} // namespace engine
