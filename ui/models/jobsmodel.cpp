#include "ui/models/jobsmodel.h"

#include "engine/sentences.h"
#include "ui/jobtone.h"
#include "ui/models/turndrag.h"
#include "ui/widgets/segmentbar.h"

#include <algorithm>

namespace ui::models {

JobsModel::JobsModel(QObject* parent) : QAbstractListModel(parent) {}

QString JobsModel::quotaOf(const engine::Snapshot& snapshot, const engine::JobSnapshot& first,
                           const engine::Writing& write)
{
    // Only a job that runs knows how the account stands now; of a finished one it would be old news.
    for (const engine::JobSnapshot& job : snapshot.jobs) {
        if (job.accountKey != first.accountKey || job.vendor != first.vendor || job.endedAt)
            continue;
        const auto longest = std::ranges::max_element(job.rules, {}, &engine::RuleView::per);
        if (longest != job.rules.end())
            return tr("%1: %2 of %3 used")
                .arg(longest->name, write.number(longest->used), write.number(longest->allowed));
    }
    return {};
}

std::vector<JobsModel::Entry> JobsModel::entriesOf(const engine::Snapshot& snapshot,
                                                   const engine::Writing& write)
{
    std::vector<Entry> entries;
    std::vector<QString> done;
    for (const engine::JobSnapshot& first : snapshot.jobs) {
        const QString key =
            first.accountKey + QLatin1Char('/') + first.vendor + QLatin1Char('/') + first.accountLabel;
        if (std::ranges::find(done, key) != done.end())
            continue;
        done.push_back(key);
        Entry heading;
        heading.key = key;
        heading.name = first.accountLabel.isEmpty()
                           ? first.vendor.toUpper()
                           : tr("%1 · %2").arg(first.vendor.toUpper(), first.accountLabel);
        if (first.isPractice)
            heading.name = tr("(PRACTICE) %1").arg(heading.name);
        heading.state = quotaOf(snapshot, first, write);
        entries.push_back(heading);
        std::vector<const engine::JobSnapshot*> jobs;
        for (const engine::JobSnapshot& job : snapshot.jobs) {
            if (job.accountKey == first.accountKey && job.vendor == first.vendor
                && job.accountLabel == first.accountLabel)
                jobs.push_back(&job);
        }
        // By their turns; then what is over, the newest first.
        std::ranges::stable_sort(jobs, {}, [](const engine::JobSnapshot* job) {
            return std::pair(job->endedAt.has_value(), job->turn);
        });
        for (const engine::JobSnapshot* job : jobs)
            entries.push_back({job->id, key, job->name, engine::shortState(*job, write),
                               widgets::percentOf(job->counts), toneOf(*job, snapshot.asOf),
                               job->isReadOnly ? 0 : job->turn});
    }
    return entries;
}

void JobsModel::show(const engine::Snapshot& snapshot, const engine::Writing& write)
{
    std::vector<Entry> entries = entriesOf(snapshot, write);
    if (!std::ranges::equal(entries, m_entries, &Entry::isSameRow)) {
        beginResetModel();
        m_entries = std::move(entries);
        endResetModel();
        return;
    }
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (entries[i] == m_entries[i])
            continue;
        m_entries[i] = std::move(entries[i]);
        Q_EMIT dataChanged(index(int(i)), index(int(i)));
    }
}

QModelIndex JobsModel::indexOf(engine::JobId job) const
{
    const auto found = std::ranges::find(m_entries, job, &Entry::job);
    return job == 0 || found == m_entries.end() ? QModelIndex() : index(int(found - m_entries.begin()));
}

engine::JobId JobsModel::jobAt(const QModelIndex& index) const
{
    return index.isValid() ? m_entries[std::size_t(index.row())].job : 0;
}

engine::JobId JobsModel::neighbour(engine::JobId job, int step) const
{
    std::vector<engine::JobId> ids;
    for (const Entry& entry : m_entries)
        if (entry.job != 0)
            ids.push_back(entry.job);
    const auto found = std::ranges::find(ids, job);
    if (found == ids.end())
        return ids.empty() ? 0 : ids.front();
    const auto at = found - ids.begin() + step;
    return at < 0 || at >= std::ssize(ids) ? 0 : ids[std::size_t(at)];
}

int JobsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_entries.size());
}

QVariant JobsModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const Entry& entry = m_entries[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return entry.job == 0
                   ? tr("%1, %2").arg(entry.name, entry.state)
                   : tr("%1, %2 %, %3").arg(entry.name, QString::number(entry.percent), entry.state);
    case IsHeading:
        return entry.job == 0;
    case JobIdRole:
        return QVariant::fromValue<qlonglong>(entry.job);
    case NameRole:
        return entry.name;
    case PercentRole:
        return entry.percent;
    case StateRole:
        return entry.state;
    case ToneRole:
        return int(entry.tone);
    default:
        return {};
    }
}

Qt::ItemFlags JobsModel::flags(const QModelIndex& index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    const Entry& entry = m_entries[std::size_t(index.row())];
    if (entry.job == 0)
        return Qt::ItemIsEnabled;
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    if (entry.turn > 0)
        flags |= Qt::ItemIsDragEnabled | Qt::ItemIsDropEnabled;
    return flags;
}

int JobsModel::turnOf(engine::JobId job) const
{
    const auto found = std::ranges::find(m_entries, job, &Entry::job);
    return job == 0 || found == m_entries.end() ? 0 : found->turn;
}

QStringList JobsModel::mimeTypes() const
{
    return {turnMime};
}

QMimeData* JobsModel::mimeData(const QModelIndexList& indexes) const
{
    return indexes.isEmpty() ? nullptr : dragOf(m_entries[std::size_t(indexes.first().row())].job);
}

bool JobsModel::canDropMimeData(const QMimeData* data, Qt::DropAction, int, int,
                                const QModelIndex& parent) const
{
    if (!parent.isValid())
        return false;
    const Entry& target = m_entries[std::size_t(parent.row())];
    const auto dragged = std::ranges::find(m_entries, jobOf(data), &Entry::job);
    return target.turn > 0 && dragged != m_entries.end() && dragged->turn > 0 && dragged->key == target.key;
}

bool JobsModel::dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                             const QModelIndex& parent)
{
    if (canDropMimeData(data, action, row, column, parent))
        Q_EMIT turnAsked(jobOf(data), m_entries[std::size_t(parent.row())].turn);
    return false; // the next snapshot moves the rows, when the change is stored
}

} // namespace ui::models
