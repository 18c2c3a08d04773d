#include "ui/models/itemsmodel.h"

#include "engine/sentences.h"
#include "ui/jobtone.h"
#include "ui/models/sorting.h"
#include "ui/theme.h"

#include <QDateTime>
#include <QGuiApplication>
#include <QLocale>
#include <QPalette>

#include <algorithm>
#include <array>
#include <utility>

namespace ui::models {

namespace {

constexpr int pageRows = 128;
constexpr std::size_t pagesMost = 64; ///< 8,192 rows, some MB
constexpr ItemIndex sentLook = 64;    ///< rows looked at for one that was sent

QString fromUtf8(const std::string& text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

QString tookOf(qint64 milliseconds)
{
    if (milliseconds < 0)
        return {};
    const QLocale locale;
    return milliseconds < 10'000
               ? ItemsModel::tr("%1 s").arg(locale.toString(double(milliseconds) / 1000, 'f', 2))
               : ItemsModel::tr("%1 s").arg(milliseconds / 1000);
}

int alignmentOf(int column)
{
    switch (column) {
    case ItemsModel::Line:
    case ItemsModel::Took:
    case ItemsModel::LastTime:
        return int(Qt::AlignRight | Qt::AlignVCenter);
    case ItemsModel::Tries:
        return int(Qt::AlignCenter);
    default:
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    }
}

} // namespace

ItemsModel::ItemsModel(RowSource* source, QObject* parent) : QAbstractTableModel(parent), m_source(source) {}

void ItemsModel::setUtc(bool isUtc)
{
    if (m_isUtc == isUtc)
        return;
    m_isUtc = isUtc;
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, LastTime), index(rowCount() - 1, LastTime));
}

void ItemsModel::setSource(RowSource* source)
{
    m_source = source;
}

void ItemsModel::setJob(journal::JobId job, ItemIndex itemCount)
{
    beginResetModel();
    if (m_source && m_job != job)
        m_source->forgetText();
    m_job = job;
    m_count = itemCount;
    m_filter = {};
    m_order = {};
    forgetSearch();
    m_map.reset();
    m_pages.clear();
    endResetModel();
}

void ItemsModel::sort(int column, Qt::SortOrder direction)
{
    constexpr std::array keys{SortBy::state,  SortBy::id,      SortBy::label, SortBy::line, SortBy::tries,
                              SortBy::answer, SortBy::receipt, SortBy::took,  SortBy::time};
    Order order;
    if (column >= 0 && column < ColumnCount)
        order = {keys[std::size_t(column)], direction == Qt::DescendingOrder};
    if (order == m_order)
        return;
    m_order = order;
    setFilter(m_filter);
}

void ItemsModel::setFilter(const journal::ItemFilter& filter)
{
    m_filter = filter;
    if (!isFiltered() && !isSorted()) {
        forgetSearch();
        beginResetModel();
        m_map.reset();
        m_pages.clear();
        endResetModel();
        Q_EMIT filterApplied(rowCount());
        return;
    }
    apply();
}

void ItemsModel::setTextExpected(bool isExpected)
{
    if (!m_source || m_job == 0)
        return;
    if (isExpected)
        m_source->expectText(m_job, m_count);
    else
        m_source->forgetText();
}

void ItemsModel::forgetSearch()
{
    m_isSearching = m_isStale = false;
    m_soughtFilter = {};
    m_soughtOrder = {};
}

void ItemsModel::apply()
{
    if (!m_source || m_job == 0)
        return;
    const bool isAgain = m_soughtFilter == m_filter && m_soughtOrder == m_order;
    if (m_isSearching && isAgain) {
        m_isStale = true;
        return;
    }
    m_isSearching = true;
    m_isStale = m_hasBegun = false;
    m_isAgain = isAgain;
    m_found.clear();
    m_soughtFilter = m_filter;
    m_soughtOrder = m_order;
    if (isSorted())
        m_source->order(m_job, m_count, m_filter, m_order,
                        [this](std::vector<ItemIndex> items) { take({std::move(items), true}); });
    else
        m_source->matchInParts(m_job, m_count, m_filter, [this](Part part) { take(std::move(part)); });
}

void ItemsModel::take(Part part)
{
    if (!m_isSearching)
        return; // given up since
    if (m_isAgain) {
        // Rows that are looked at stand until all that replaces them is found.
        m_found.insert(m_found.end(), part.items.begin(), part.items.end());
        if (!part.isLast)
            return;
        if (m_map && *m_map == m_found)
            refresh(m_count);
        else
            begin(std::exchange(m_found, {}));
    } else if (std::exchange(m_hasBegun, true)) {
        append(part.items);
    } else {
        begin(std::move(part.items));
    }
    if (part.isLast)
        finish();
    else
        Q_EMIT filterApplied(rowCount(), false);
}

void ItemsModel::begin(std::vector<ItemIndex> items)
{
    beginResetModel();
    m_map = std::move(items);
    m_pages.clear();
    endResetModel();
}

void ItemsModel::append(const std::vector<ItemIndex>& items)
{
    if (items.empty())
        return;
    const int from = rowCount();
    beginInsertRows({}, from, from + int(items.size()) - 1);
    m_map->insert(m_map->end(), items.begin(), items.end());
    m_pages.erase(from / pageRows); // it ended where more rows are now
    endInsertRows();
}

void ItemsModel::finish()
{
    m_isSearching = false;
    Q_EMIT filterApplied(rowCount());
    if (std::exchange(m_isStale, false))
        apply();
}

void ItemsModel::refresh(ItemIndex itemCount)
{
    m_pages.clear();
    if (itemCount != m_count) {
        beginResetModel();
        m_count = itemCount;
        endResetModel();
        return;
    }
    // One signal for all: the view asks only for what it shows.
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

ItemIndex ItemsModel::itemAt(int row) const
{
    return m_map ? (*m_map)[std::size_t(row)] : ItemIndex(row);
}

std::optional<int> ItemsModel::rowOf(ItemIndex item) const
{
    if (!m_map)
        return item < m_count ? std::optional(int(item)) : std::nullopt;
    const auto found = isSorted() ? std::ranges::find(*m_map, item) : std::ranges::lower_bound(*m_map, item);
    if (found == m_map->end() || *found != item)
        return {};
    return int(found - m_map->begin());
}

const journal::ItemRow* ItemsModel::item(int row) const
{
    if (row < 0 || row >= rowCount() || !m_source)
        return nullptr;
    const int page = row / pageRows;
    auto found = m_pages.find(page);
    if (found == m_pages.end()) {
        if (m_pages.size() >= pagesMost)
            m_pages.clear();
        const int from = page * pageRows;
        const int count = std::min(pageRows, rowCount() - from);
        base::Result<std::vector<journal::ItemRow>> read;
        if (m_map)
            read = m_source->rowsAt(m_job, std::span(*m_map).subspan(std::size_t(from), std::size_t(count)));
        else
            read = m_source->rows(m_job, ItemIndex(from), ItemIndex(count));
        found = m_pages.emplace(page, read ? std::move(*read) : std::vector<journal::ItemRow>()).first;
    }
    const auto at = std::size_t(row % pageRows);
    return at < found->second.size() ? &found->second[at] : nullptr;
}

void ItemsModel::findProblem(int row, bool isForward, std::function<void(int)> then)
{
    if (!m_source || m_job == 0)
        return;
    journal::ItemFilter filter;
    filter.states = {jobs::ItemState::failed, jobs::ItemState::unknown};
    const ItemIndex from = row >= 0 && row < rowCount() ? itemAt(row) : 0;
    const bool isStart = row < 0;
    m_source->match(m_job, filter,
                    [this, from, isStart, isForward, then](const std::vector<ItemIndex>& items) {
                        if (items.empty())
                            return;
                        ItemIndex wanted = isForward ? items.front() : items.back();
                        if (!isStart && isForward) {
                            const auto next = std::ranges::upper_bound(items, from);
                            wanted = next == items.end() ? items.front() : *next;
                        } else if (!isStart) {
                            const auto next = std::ranges::lower_bound(items, from);
                            wanted = next == items.begin() ? items.back() : *(next - 1);
                        }
                        if (const auto at = rowOf(wanted))
                            then(*at);
                    });
}

std::optional<ItemIndex> ItemsModel::sentAt(base::WallTime at) const
{
    ItemIndex from = 0, to = m_count; // the answer is the last one in [from, to) that was sent by then
    std::optional<ItemIndex> found;
    while (m_source && from < to) {
        const ItemIndex middle = from + (to - from) / 2;
        const auto rows = m_source->rows(m_job, middle, std::min(sentLook, to - middle));
        if (!rows || rows->empty())
            return found;
        // Ids that were left out were never sent; the next one that was tells.
        const auto sent =
            std::ranges::find_if(*rows, [](const auto& row) { return row.firstSent.has_value(); });
        if (sent != rows->end() && *sent->firstSent <= at) {
            found = sent->index;
            from = sent->index + 1;
        } else {
            to = middle;
        }
    }
    return found;
}

int ItemsModel::rowCount(const QModelIndex& parent) const
{
    if (parent.isValid())
        return 0;
    return m_map ? int(m_map->size()) : int(m_count);
}

int ItemsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ItemsModel::text(const journal::ItemRow& row, int column) const
{
    switch (column) {
    case State: {
        const QString sign = glyph(row.state);
        return sign.isEmpty() ? label(row.state) : sign + QLatin1Char(' ') + label(row.state);
    }
    case Id:
        return fromUtf8(row.id);
    case Label:
        return fromUtf8(row.label);
    case Line:
        return row.line;
    case Tries:
        return row.attempts == 0 ? QVariant() : QVariant(row.attempts);
    case Answer:
        return answerOf(row);
    case Receipt:
        return fromUtf8(row.receipt);
    case Took:
        return tookOf(row.tookMilliseconds);
    case LastTime: {
        const auto time = row.answered ? row.answered : row.firstSent;
        if (!time)
            return {};
        const auto when = QDateTime::fromMSecsSinceEpoch(time->time_since_epoch().count(),
                                                         m_isUtc ? Qt::UTC : Qt::LocalTime);
        const auto today = m_isUtc ? QDateTime::currentDateTimeUtc() : QDateTime::currentDateTime();
        return when.date() == today.date() ? when.toString(QStringLiteral("HH:mm:ss"))
                                           : when.toString(QStringLiteral("ddd d MMM HH:mm:ss"));
    }
    default:
        return {};
    }
}

QVariant ItemsModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole: {
        const journal::ItemRow* row = item(index.row());
        if (!row)
            return role == Qt::DisplayRole && index.column() == State ? QVariant(QStringLiteral("…"))
                                                                      : QVariant();
        return text(*row, index.column());
    }
    case Qt::TextAlignmentRole:
        return alignmentOf(index.column());
    default:
        return {};
    }
}

QVariant ItemsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole)
        return alignmentOf(section);
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case State:
        return tr("State");
    case Id:
        return tr("Id");
    case Label:
        return tr("Label");
    case Line:
        return tr("Line");
    case Tries:
        return tr("Tries");
    case Answer:
        return tr("Answer");
    case Receipt:
        return tr("Receipt");
    case Took:
        return tr("Took");
    case LastTime:
        return tr("Last time");
    default:
        return {};
    }
}

} // namespace ui::models
