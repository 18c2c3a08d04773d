#pragma once

#include <QString>

namespace journal {

/// Where the files of this user lie, by the XDG rules: what the variables say when asked (absolute paths
/// only), else the usual places under HOME. Makes nothing. A plain value.
struct Folders {
    QString data;   ///< $XDG_DATA_HOME/sluice
    QString state;  ///< $XDG_STATE_HOME/sluice
    QString config; ///< $XDG_CONFIG_HOME/sluice

    static Folders fromEnvironment();

    QString store() const;         ///< real jobs
    QString practiceStore() const; ///< practice has a store of its own
    QString log() const;           ///< the folder of the log files
    QString profiles() const;      ///< the user's own profiles
    /// Ledger and lock of one account; `accountKey` is its hash (hex). Practice has accounts of its own.
    QString account(const QString& accountKey) const;
    QString ledger(const QString& accountKey) const;
    QString accountLock(const QString& accountKey) const;
};

} // namespace journal
