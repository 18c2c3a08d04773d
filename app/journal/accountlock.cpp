#include "journal/accountlock.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

#include <thread>

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
    holder.since =
        base::WallTime(std::chrono::milliseconds(object.value(QLatin1String("since")).toInteger()));
    return holder;
}

constexpr int pausesMost = 20;
constexpr std::chrono::milliseconds pauseLength{10};

/// Nobody, or somebody who held it before and died without taking the name away.
bool isNobody(const AccountLock::Holder& holder)
{
    return holder.pid == 0 || !base::isProcessAlive(static_cast<long>(holder.pid));
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

void AccountLock::briefly()
{
    std::this_thread::sleep_for(pauseLength);
}

base::Result<AccountLock::Answer> AccountLock::take(const QString& file, const QString& program,
                                                    base::WallTime now, const std::function<void()>& pause)
{
    const QString folder = QFileInfo(file).absolutePath();
    if (!base::makePrivateFolder(folder.toStdString()))
        return base::fail("The folder " + folder.toStdString() + " cannot be made. Check the permissions.");
    if (base::isNetworkFileSystem(folder.toStdString()))
        return base::fail(
            "The folder " + folder.toStdString()
            + " is on a network file system, where locks cannot be trusted. Set XDG_STATE_HOME to a "
              "folder on a local disk.");
    const auto attempt = [&file] {
        return base::FileLock::take(file.toStdString(), base::FileLock::Kind::exclusive,
                                    base::FileLock::Patience::none);
    };
    auto lock = attempt();
    for (int i = 0; lock && *lock == nullptr; lock = attempt()) {
        const Holder holder = holderIn(file);
        if (!isNobody(holder))
            return holder;
        if (i++ == pausesMost)
            return Holder{};
        pause();
    }
    if (!lock)
        return std::unexpected(lock.error());
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
