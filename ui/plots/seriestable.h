#pragma once

#include "ui/plots/arithmetic.h"

#include <QAbstractTableModel>
#include <QByteArray>

namespace ui::plots {

/// The plots in words: one row per step of the axis that is shown, newest first: when, requests sent,
/// requests in the shortest window, refused, left per rule, and what was waited for. For eyes that read
/// tables, and for programs that read windows aloud.
class SeriesTable : public QAbstractTableModel {
    Q_OBJECT

public:
    explicit SeriesTable(QObject* parent = nullptr);

    void show(const engine::JobSnapshot& job, const Axis& axis, bool isUtc);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QStringList m_headings;
    std::vector<QStringList> m_rows;
};

/// What held the job at `at`: "hour window"; empty: nothing.
QString causeAt(const engine::SeriesView& series, WallTime at);

/// Name of a cause in plots and tables; `rule` where the cause is a rule.
QString causeName(engine::WaitCause cause, const QString& rule);

/// Everything that is known of the job's course as CSV: UTC times in ISO 8601, the finest steps that are kept
/// for each time, oldest first, and then its waits in a table of their own.
QByteArray csvOf(const engine::JobSnapshot& job);

} // namespace ui::plots
