#include "journal/accountlock.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

namespace journal {

namespace {

AccountLock::Holder holderIn(const QString& path)
{
    AccountLock::Holder holder;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return holder;
    const QJsonObject object = QJsonDocument::fromJson(file.read(4096)).object(); // ours is near 100 bytes
    holder.program = object.value(QLatin1String("program")).toString();
    holder.pid = object.value(QLatin1String("pid")).toInteger();
    // Whoever has it now has not written over the name of one that died.
    if (!base::isProcessAlive(static_cast<long>(holder.pid)))
        return {};
    holder.since =
        base::WallTime(std::chrono::milliseconds(object.value(QLatin1String("since")).toInteger()));
    return holder;
}

} // namespace

QString AccountLock::Holder::inWords() const
{
    if (pid == 0)
        return QStringLiteral("another program, which has not left its name");
    const auto start = QDateTime::fromMSecsSinceEpoch(since.time_since_epoch().count(), Qt::UTC);
    return QStringLiteral("%1 (process %2) since %3 UTC")
        .arg(program)
        .arg(pid)
        .arg(start.toString(QStringLiteral("yyyy-MM-dd hh:mm:ss")));
}

AccountLock::AccountLock(std::unique_ptr<base::FileLock> lock) : m_lock(std::move(lock)) {}

AccountLock::~AccountLock()
{
    // A name that stays would be told of the next holder until it has written its own.
    m_lock->write({});
}

base::Result<AccountLock::Answer> AccountLock::take(const QString& file, const QString& program,
                                                    base::WallTime now)
{
    const QString folder = QFileInfo(file).absolutePath();
    if (!base::makePrivateFolder(folder.toStdString()))
        return base::fail("The folder " + folder.toStdString() + " cannot be made. Check the permissions.");
    if (base::isNetworkFileSystem(folder.toStdString()))
        return base::fail(
            "The folder " + folder.toStdString()
            + " is on a network file system, where locks cannot be trusted. Set XDG_STATE_HOME to a "
              "folder on a local disk.");
    auto lock = base::FileLock::take(file.toStdString(), base::FileLock::Kind::exclusive,
                                     base::FileLock::Patience::none);
    if (!lock)
        return std::unexpected(lock.error());
    if (*lock == nullptr)
        return holderIn(file);
    const QJsonObject self{{QStringLiteral("program"), program},
                           {QStringLiteral("pid"), qint64{base::processId()}},
                           {QStringLiteral("since"), qint64{now.time_since_epoch().count()}}};
    // Only a help for others: when the disk is full the lock holds all the same.
    (*lock)->write(QJsonDocument(self).toJson(QJsonDocument::Compact).toStdString());
    return std::unique_ptr<AccountLock>(new AccountLock(std::move(*lock)));
}

std::optional<AccountLock::Holder> AccountLock::holder(const QString& file)
{
    if (!base::FileLock::isHeld(file.toStdString()))
        return std::nullopt;
    return holderIn(file);
}

} // namespace journal
