#pragma once

#include "base/result.h"
#include "journal/folders.h"

namespace journal {

/// Other names of one account: when a pasted token is replaced by another, the account's key (a hash over the
/// credentials) changes, but the vendor's counters do not. A link makes the new key stand for the old one, so
/// that ledger and lock stay the same. Kept as a small file in the new key's folder.

/// The key whose ledger and lock count for `accountKey`.
QString linkedAccount(const Folders& folders, const QString& accountKey);

/// From now on `accountKey` is another name of `known`. Refuses where that would give a ledger away.
base::Result<void> linkAccount(const Folders& folders, const QString& accountKey, const QString& known);

} // namespace journal
