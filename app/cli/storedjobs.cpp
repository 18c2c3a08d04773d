#include "cli/storedjobs.h"

#include "cli/progress.h"
#include "engine/listremoval.h"
#include "journal/accountlock.h"
#include "journal/sqlitestore.h"
#include "transport/installationkey.h"

#include <QFileInfo>

#include <algorithm>

namespace cli {

namespace {

StoredJobs::Failure storeFailure(const base::Error& error)
{
    return {QString::fromStdString(error.message), Exit::store};
}

QString text(std::string_view words)
{
    return QString::fromUtf8(words.data(), static_cast<qsizetype>(words.size()));
}

QJsonValue timeOrNull(const std::optional<base::WallTime>& time)
{
    return time ? QJsonValue(isoTime(*time)) : QJsonValue(QJsonValue::Null);
}

} // namespace

std::expected<StoredJobs, StoredJobs::Failure> StoredJobs::open(const Place& place)
{
    StoredJobs jobs;
    jobs.m_folders = place.folders;
    if (!QFileInfo::exists(place.store))
        return jobs;
    auto store = journal::SqliteStore::open(place.store, journal::SqliteStore::Mode::readOnly);
    if (!store) {
        // Of an older version, or not yet finished: opening it to write brings it up to date. What is damaged
        // or foreign is refused there, too, and stays as it is.
        auto updated = journal::SqliteStore::open(place.store, journal::SqliteStore::Mode::readWrite);
        if (!updated)
            return std::unexpected(storeFailure(store.error()));
        store = std::move(updated);
    }
    jobs.m_store = std::move(*store);
    return jobs;
}

std::expected<QList<journal::JobRecord>, StoredJobs::Failure> StoredJobs::all()
{
    if (!m_store)
        return QList<journal::JobRecord>();
    auto jobs = m_store->jobs();
    if (!jobs)
        return std::unexpected(storeFailure(jobs.error()));
    for (journal::JobRecord& job : *jobs) {
        const bool isRunning = job.state == jobs::JobState::running || job.state == jobs::JobState::pausing;
        // Practice takes no locks, so nobody can tell.
        if (!isRunning || job.isPractice
            || journal::AccountLock::holder(m_folders.accountLock(QString::fromLatin1(job.accountKey))))
            continue;
        job.state = jobs::JobState::paused;
        job.reason = jobs::PauseReason::interrupted;
    }
    return *jobs;
}

std::expected<journal::JobRecord, StoredJobs::Failure> StoredJobs::find(const QString& numberOrName)
{
    auto jobs = all();
    if (!jobs)
        return std::unexpected(jobs.error());
    bool isNumber = false;
    const journal::JobId number = numberOrName.toLongLong(&isNumber);
    QList<journal::JobRecord> found;
    for (const journal::JobRecord& job : *jobs) {
        if (isNumber ? job.id == number : job.name == numberOrName)
            found << job;
    }
    if (found.isEmpty())
        return std::unexpected(
            Failure{QStringLiteral("there is no job “%1” in this store; `sluice-cli status` lists them")
                        .arg(numberOrName),
                    Exit::usage});
    if (found.size() > 1) {
        QStringList numbers;
        for (const journal::JobRecord& job : found)
            numbers << QString::number(job.id);
        return std::unexpected(Failure{QStringLiteral("%1 jobs are called “%2”; name one by its number: %3")
                                           .arg(found.size())
                                           .arg(numberOrName, listed(numbers)),
                                       Exit::usage});
    }
    return found.front();
}

std::expected<journal::JobRecord, StoredJobs::Failure> StoredJobs::last()
{
    auto jobs = all();
    if (!jobs)
        return std::unexpected(jobs.error());
    if (jobs->isEmpty())
        return std::unexpected(Failure{QStringLiteral("there is no job in this store"), Exit::usage});
    return jobs->front();
}

std::expected<QList<journal::Found>, StoredJobs::Failure> StoredJobs::holding(const QString& id)
{
    if (!m_store)
        return QList<journal::Found>();
    // Without the key no list can have been taken away.
    const auto key = transport::installationKey(m_folders.state);
    auto found = engine::jobsHolding(*m_store, key ? *key : QByteArray(), id);
    if (!found)
        return std::unexpected(storeFailure(found.error()));
    return std::move(*found);
}

Exit tell(const StoredJobs::Failure& failure, Console& console)
{
    console.say(QStringLiteral("sluice-cli: ") + failure.sentence);
    return failure.exit;
}

QJsonObject jobObject(const journal::JobRecord& job)
{
    QJsonObject object{{"job", static_cast<qint64>(job.id)},
                       {"name", job.name},
                       {"note", job.note},
                       {"profile", job.profileId},
                       {"vendor", job.vendor},
                       {"operation", job.operationId},
                       {"origin", job.origin},
                       {"account", job.accountLabel},
                       {"practice", job.isPractice},
                       {"state", text(jobs::name(job.state))},
                       {"reason", text(jobs::name(job.reason))},
                       {"count", static_cast<qint64>(job.itemCount)},
                       {"duplicates", static_cast<qint64>(job.duplicates)},
                       {"rejects", static_cast<qint64>(job.rejects)},
                       {"goneOurs", static_cast<qint64>(job.goneOurs)},
                       {"receipts", static_cast<qint64>(job.receipts)},
                       {"listRemovedAt", timeOrNull(job.listRemovedAt)},
                       {"doubt", job.doubt},
                       {"requests", static_cast<qint64>(job.requests)},
                       {"throttled", static_cast<qint64>(job.throttled)},
                       {"startedBy", job.startedBy},
                       {"createdAt", isoTime(job.createdAt)},
                       {"startedAt", timeOrNull(job.startedAt)},
                       {"endedAt", timeOrNull(job.endedAt)}};
    for (std::size_t i = 0; i < jobs::itemStateCount; ++i) {
        const auto state = static_cast<jobs::ItemState>(i);
        object[text(jobs::name(state))] = static_cast<qint64>(job.counts[state]);
    }
    return object;
}

} // namespace cli
