#include "engine/listremoval.h"

#include "engine/approval.h"
#include "engine/phrases.h"

#include <algorithm>
#include <functional>

namespace engine {

base::Result<void> removeList(journal::Store& store, journal::JobId job, const QByteArray& installationKey,
                              const QString& who, journal::WallTime now)
{
    const auto record = store.job(job);
    if (!record)
        return std::unexpected(record.error());
    if (!jobs::isOver(record->state))
        return base::fail(
            phrase("The list of job %1 is still needed: end the job first, then its list can be taken away.")
                .arg(job)
                .toStdString());
    if (record->listRemovedAt)
        return {};
    if (auto removed = store.removeList(
            job, [&](std::string_view id) { return idFingerprint(installationKey, id); }, now);
        !removed)
        return removed;
    journal::Commit commit;
    commit.job = job;
    commit.audit.push_back({now, who, QStringLiteral("list removed"),
                            QStringLiteral("%1 ids became fingerprints").arg(record->itemCount)});
    return store.commit(commit);
}

base::Result<QList<journal::Found>> jobsHolding(journal::Store& store, const QByteArray& installationKey,
                                                const QString& id)
{
    auto found = store.find(id);
    if (!found || installationKey.isEmpty())
        return found;
    auto removed = store.find(QString::fromStdString(idFingerprint(installationKey, id.toStdString())));
    if (!removed)
        return removed;
    found->append(std::move(*removed));
    std::ranges::stable_sort(*found, std::greater{}, [](const journal::Found& f) { return f.job.id; });
    return found;
}

} // namespace engine
