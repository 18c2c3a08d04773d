#include "journal/folders.h"

#include <QDir>

namespace journal {

namespace {

QString folder(const char* variable, const QString& underHome)
{
    const QString path = qEnvironmentVariable(variable);
    const QString base = QDir::isAbsolutePath(path) ? path : QDir::homePath() + underHome;
    return QDir::cleanPath(base + QStringLiteral("/sluice"));
}

} // namespace

Folders Folders::fromEnvironment()
{
    return {folder("XDG_DATA_HOME", QStringLiteral("/.local/share")),
            folder("XDG_STATE_HOME", QStringLiteral("/.local/state")),
            folder("XDG_CONFIG_HOME", QStringLiteral("/.config"))};
}

QString Folders::store() const
{
    return data + QStringLiteral("/jobs.sqlite");
}
QString Folders::practiceStore() const
{
    return data + QStringLiteral("/practice.sqlite");
}
QString Folders::log() const
{
    return state + QStringLiteral("/log");
}
QString Folders::profiles() const
{
    return config + QStringLiteral("/profiles");
}
QString Folders::account(const QString& accountKey) const
{
    return state + QStringLiteral("/accounts/") + accountKey;
}
QString Folders::ledger(const QString& accountKey) const
{
    return account(accountKey) + QStringLiteral("/ledger.sqlite");
}
QString Folders::accountLock(const QString& accountKey) const
{
    return account(accountKey) + QStringLiteral("/lock");
}

} // namespace journal
