#pragma once

#include "engine/world.h"
#include "journal/folders.h"

#include <QString>

namespace cli {

/// Where a command's jobs and accounts lie.
struct Place {
    journal::Folders folders;
    QString store;
    bool isPractice = false;
    QString operatorName;     ///< how the operator wants to be named in the audit trail, beside the login
    bool isQuotaFree = false; ///< see engine::World
    base::Duration keepListsFor{}; ///< see engine::World

    /// The usual places, or the store of `--store`. Practice has a store of its own.
    static Place of(const std::optional<QString>& store, bool isPractice);
};

/// "Anna Weiss (anna on LT-0423)", or the login alone: how the audit trail names who sits here.
QString operatorName(const Place& place);

/// What the engine stands on: this machine's clock, the store of `place`, the ledgers and locks of its
/// accounts, and real sockets. In practice the accounts are remembered in memory only: the practice server
/// forgets them too.
base::Result<engine::World> makeWorld(const Place& place);

} // namespace cli
