#pragma once

#include "ui/models/rowsource.h"

#include <QAbstractTableModel>

#include <optional>
#include <unordered_map>

namespace ui::models {

/// The items of one job as a table of any length: pages are read when they are looked at, and a filter is a
/// list of row numbers (a filtering proxy would freeze the window at a million rows). Without a filter the
/// list's own order is the table's, and nothing but the number of rows is kept. UI thread.
class ItemsModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { State, Id, Label, Line, Tries, Answer, Receipt, Took, LastTime, ColumnCount };

    explicit ItemsModel(RowSource* source, QObject* parent = nullptr);

    void setSource(RowSource* source);
    /// Another job, or none (0).
    void setJob(journal::JobId job, ItemIndex itemCount);
    /// `isChanged` false: only more of the same.
    void setFilter(const journal::ItemFilter& filter);
    /// Whether filters with a text will come, key by key; until another job is shown.
    void setTextExpected(bool isExpected);
    const journal::ItemFilter& filter() const { return m_filter; }
    /// Sorted as of the moment it was asked for; columns -1 is the order of the list.
    void sort(int column, Qt::SortOrder direction = Qt::AscendingOrder) override;
    bool isSorted() const { return m_order != Order{}; }
    void setUtc(bool isUtc);
    bool isFiltered() const { return !m_filter.states.empty() || !m_filter.text.isEmpty(); }
    /// What is stored has changed: pages are read again when looked at, a filter is applied again.
    void refresh(ItemIndex itemCount);

    /// Place in the list of a row of the table, and back (empty: not shown).
    ItemIndex itemAt(int row) const;
    std::optional<int> rowOf(ItemIndex item) const;
    const journal::ItemRow* item(int row) const;
    /// The first row after `row` whose item failed or is unknown; looks it up in the store, calls back with
    /// it.
    void findProblem(int row, bool isForward, std::function<void(int)> then);

    /// The last item of the list that was first sent at `at` or before; empty: none was. Items are sent in
    /// the order of the list, so a few looks find it.
    std::optional<ItemIndex> sentAt(base::WallTime at) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    /// More rows follow as long as it is not complete.
    void filterApplied(int rows, bool isComplete = true);

private:
    QVariant text(const journal::ItemRow& row, int column) const;
    void apply();
    void take(Part part);
    void forgetSearch();
    void begin(std::vector<ItemIndex> items);
    void append(const std::vector<ItemIndex>& items);
    void finish();

    RowSource* m_source;
    journal::JobId m_job = 0;
    ItemIndex m_count = 0;
    journal::ItemFilter m_filter;
    Order m_order;
    bool m_isUtc = false;
    std::optional<std::vector<ItemIndex>>
        m_map; ///< of filter and order; by place in the list, if not ordered
    bool m_isSearching = false, m_isStale = false;
    journal::ItemFilter m_soughtFilter; ///< of the search that is on, or was the last
    Order m_soughtOrder;
    bool m_isAgain = false;         ///< the search that is on looks for what the rows show
    bool m_hasBegun = false;        ///< the rows show its first part
    std::vector<ItemIndex> m_found; ///< by it so far, where the rows stand meanwhile
    mutable std::unordered_map<int, std::vector<journal::ItemRow>> m_pages; ///< at most pagesMost
};

} // namespace ui::models
