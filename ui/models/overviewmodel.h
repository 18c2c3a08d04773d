#pragma once

#include "engine/sentences.h"
#include "engine/snapshot.h"
#include "ui/theme.h"

#include <QAbstractTableModel>

#include <vector>

namespace ui::models {

/// All jobs at a glance: per account a heading, its limits at the left, its jobs in the order of their turns
/// at the right. A limit is told by a job that runs; of an account at rest nothing is claimed. UI thread.
class OverviewModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Limit, Used, Job, Percent, State, Ends, ColumnCount };
    enum Role { IsHeading = Qt::UserRole, UsedPart, ToneRole };

    explicit OverviewModel(QObject* parent = nullptr);

    void show(const engine::Snapshot& snapshot, const engine::Writing& writing);
    engine::JobId jobAt(int row) const; ///< 0: none in this row

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    struct Row {
        bool isHeading = false;
        QString limit, used;
        double usedPart = -1; ///< 0 … 1; below 0: no bar
        engine::JobId job = 0;
        QString name, percent, state, ends;
        Tone tone = Tone::paused;
        bool operator==(const Row&) const = default;
    };
    static std::vector<Row> rowsOf(const engine::Snapshot& snapshot, const engine::Writing& writing);

private:
    std::vector<Row> m_rows;
};

} // namespace ui::models
