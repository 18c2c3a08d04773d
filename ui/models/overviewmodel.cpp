#include "ui/models/overviewmodel.h"

#include "ui/jobtone.h"
#include "ui/models/turndrag.h"
#include "ui/widgets/segmentbar.h"

#include <QFont>

#include <algorithm>
#include <tuple>

namespace ui::models {

namespace {

QString endOf(const engine::JobSnapshot& job, const engine::Writing& writing)
{
    if (job.endedAt)
        return OverviewModel::tr("ended %1").arg(writing.time(*job.endedAt));
    return job.eta ? writing.time(*job.eta) : QString();
}

void addLimit(OverviewModel::Row& row, const engine::RuleView& rule, const engine::Writing& writing)
{
    row.limit = rule.isLearned ? OverviewModel::tr("%1, learned").arg(rule.name) : rule.name;
    row.used =
        rule.allowed < rule.max
            ? OverviewModel::tr("%1 of %2 used, %3 kept")
                  .arg(writing.number(rule.used), writing.number(rule.allowed),
                       writing.number(rule.max - rule.allowed))
            : OverviewModel::tr("%1 of %2 used").arg(writing.number(rule.used), writing.number(rule.allowed));
    row.usedPart = rule.allowed > 0 ? std::clamp(double(rule.used) / double(rule.allowed), 0.0, 1.0) : 1.0;
}

} // namespace

OverviewModel::OverviewModel(QObject* parent) : QAbstractTableModel(parent) {}

std::vector<OverviewModel::Row> OverviewModel::rowsOf(const engine::Snapshot& snapshot,
                                                      const engine::Writing& writing)
{
    const auto keyOf = [](const engine::JobSnapshot& job) {
        return job.accountKey + QLatin1Char('/') + job.vendor + QLatin1Char('/') + job.accountLabel;
    };
    std::vector<Row> rows;
    QStringList done;
    for (const engine::JobSnapshot& first : snapshot.jobs) {
        const QString key = keyOf(first);
        if (done.contains(key))
            continue;
        done << key;
        std::vector<const engine::JobSnapshot*> jobs;
        for (const engine::JobSnapshot& job : snapshot.jobs)
            if (keyOf(job) == key)
                jobs.push_back(&job);
        // By their turns; what is over stands last.
        std::ranges::stable_sort(jobs, {}, [](const engine::JobSnapshot* job) {
            return std::tuple(job->endedAt.has_value(), job->turn, job->id);
        });
        const auto live =
            std::ranges::find_if(jobs, [](const auto* job) { return !job->endedAt && !job->rules.empty(); });
        static const std::vector<engine::RuleView> none;
        const auto& rules = live == jobs.end() ? none : (*live)->rules;
        Row heading;
        heading.isHeading = true;
        heading.limit =
            first.accountLabel.isEmpty() ? first.vendor : tr("%1 · %2").arg(first.vendor, first.accountLabel);
        if (first.isPractice)
            heading.limit = tr("(PRACTICE) %1").arg(heading.limit);
        rows.push_back(heading);
        for (std::size_t i = 0; i < std::max(rules.size(), jobs.size()); ++i) {
            Row row;
            if (i < rules.size())
                addLimit(row, rules[i], writing);
            if (i < jobs.size()) {
                const engine::JobSnapshot& job = *jobs[i];
                row.job = job.id;
                row.account = key;
                row.turn = job.isReadOnly ? 0 : job.turn;
                row.name = tr("%1  %2").arg(QString::number(i + 1), job.name);
                row.percent = tr("%1 %").arg(widgets::percentOf(job.counts));
                row.tone = toneOf(job, writing.now());
                row.state = tr("%1 %2").arg(ui::glyph(row.tone), engine::shortState(job, writing));
                row.ends = endOf(job, writing);
            }
            rows.push_back(row);
        }
    }
    return rows;
}

void OverviewModel::show(const engine::Snapshot& snapshot, const engine::Writing& writing)
{
    std::vector<Row> rows = rowsOf(snapshot, writing);
    if (rows.size() != m_rows.size()) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
        return;
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i] == m_rows[i])
            continue;
        m_rows[i] = std::move(rows[i]);
        Q_EMIT dataChanged(index(int(i), 0), index(int(i), ColumnCount - 1));
    }
}

engine::JobId OverviewModel::jobAt(int row) const
{
    return row >= 0 && row < rowCount() ? m_rows[std::size_t(row)].job : 0;
}

int OverviewModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int OverviewModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant OverviewModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const Row& row = m_rows[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case Limit:
            return row.limit;
        case Used:
            return row.used;
        case Job:
            return row.name;
        case Percent:
            return row.percent;
        case State:
            return row.state;
        case Ends:
            return row.ends;
        default:
            return {};
        }
    case Qt::ToolTipRole:
        return index.column() == Job ? QVariant(row.name) : QVariant();
    case Qt::FontRole: {
        QFont font;
        font.setPixelSize(13);
        font.setBold(row.isHeading);
        return font;
    }
    case Qt::TextAlignmentRole:
        return index.column() == Percent ? int(Qt::AlignCenter) : int(Qt::AlignLeft | Qt::AlignVCenter);
    case IsHeading:
        return row.isHeading;
    case UsedPart:
        return row.usedPart;
    case ToneRole:
        return int(row.tone);
    default:
        return {};
    }
}

QVariant OverviewModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return section == Percent ? int(Qt::AlignCenter) : int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Limit:
        return tr("Account and limits");
    case Used:
        return tr("Used");
    case Job:
        return tr("Job");
    case Percent:
        return tr("Settled");
    case State:
        return tr("State");
    case Ends:
        return tr("Ends");
    default:
        return {};
    }
}

int OverviewModel::rowOf(engine::JobId job) const
{
    const auto found = std::ranges::find(m_rows, job, &Row::job);
    return job == 0 || found == m_rows.end() ? -1 : int(found - m_rows.begin());
}

Qt::ItemFlags OverviewModel::flags(const QModelIndex& index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (index.isValid() && m_rows[std::size_t(index.row())].turn > 0)
        flags |= Qt::ItemIsDragEnabled | Qt::ItemIsDropEnabled;
    return flags;
}

int OverviewModel::turnOf(engine::JobId job) const
{
    const auto found = std::ranges::find(m_rows, job, &Row::job);
    return job == 0 || found == m_rows.end() ? 0 : found->turn;
}

QStringList OverviewModel::mimeTypes() const
{
    return {turnMime};
}

QMimeData* OverviewModel::mimeData(const QModelIndexList& indexes) const
{
    return indexes.isEmpty() ? nullptr : dragOf(m_rows[std::size_t(indexes.first().row())].job);
}

bool OverviewModel::canDropMimeData(const QMimeData* data, Qt::DropAction, int, int,
                                    const QModelIndex& parent) const
{
    if (!parent.isValid())
        return false;
    const Row& target = m_rows[std::size_t(parent.row())];
    const auto dragged = std::ranges::find(m_rows, jobOf(data), &Row::job);
    return target.turn > 0 && dragged != m_rows.end() && dragged->turn > 0
           && dragged->account == target.account;
}

bool OverviewModel::dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                                 const QModelIndex& parent)
{
    if (canDropMimeData(data, action, row, column, parent))
        Q_EMIT turnAsked(jobOf(data), m_rows[std::size_t(parent.row())].turn);
    return false; // the next snapshot moves the rows, when the change is stored
}

} // namespace ui::models
