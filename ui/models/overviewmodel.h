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
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override;
    bool canDropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                         const QModelIndex& parent) const override;
    bool dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                      const QModelIndex& parent) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    struct Row {
        bool isHeading = false;
        QString limit, used;
        double usedPart = -1; ///< 0 … 1; below 0: no bar
        engine::JobId job = 0;
        QString account; ///< key of the job's account
        int turn = 0;    ///< see engine::JobSnapshot; 0: it has none, or it may not be changed
        QString name, percent, state, ends;
        Tone tone = Tone::paused;
        bool operator==(const Row&) const = default;
    };
    /// The row of this job; -1: none.
    int rowOf(engine::JobId job) const;
    /// Its place among the jobs of its account; 0: none that could be changed.
    int turnOf(engine::JobId job) const;
    static std::vector<Row> rowsOf(const engine::Snapshot& snapshot, const engine::Writing& writing);

Q_SIGNALS:
    /// A job was dropped on the place of another one of its account.
    void turnAsked(engine::JobId job, int place);

private:
    std::vector<Row> m_rows;
};

} // namespace ui::models
