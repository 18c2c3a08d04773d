#pragma once

#include "base/result.h"
#include "ui/plots/arithmetic.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

#include <array>
#include <functional>

class QHBoxLayout;
class QLabel;
class QStackedWidget;
class QTableView;
class QToolButton;

namespace ui::plots {

class Canvas;
class SeriesTable;

/// The plots with their ranges above and, below, where the time went. Redraws at most twice a second, once
/// while the job waits, and not at all when hidden. Can be folded to one line.
class Panel : public QWidget {
    Q_OBJECT

public:
    explicit Panel(QWidget* parent = nullptr);

    void show(const engine::JobSnapshot& job, WallTime now);
    void setRange(Range range);
    /// Looks so many seconds further into the future, or back; never beyond now, nor before the job.
    void pan(double seconds);
    /// Now stands at its place again, and the plots move with it.
    void followLive();
    bool isLive() const { return !m_lookedAt; }
    void setUtc(bool isUtc);
    /// F2: the same facts as a table, and back.
    void showAsTable(bool isTable);
    bool isTable() const;
    base::Result<void> savePicture(const QString& file);
    base::Result<void> saveData(const QString& file) const;
    Range range() const { return m_range; }
    QString sharesText() const;

Q_SIGNALS:
    /// A moment of the past was clicked.
    void timePicked(ui::plots::WallTime at);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void draw();
    void fold(bool isFolded);
    void fitTable();
    void makeExport(QHBoxLayout* row);
    void askAndSave(const QString& title, const QString& suffix, const QString& filter,
                    const std::function<base::Result<void>(const QString&)>& save);

    Canvas* m_canvas;
    SeriesTable* m_table;
    QTableView* m_tableView;
    QStackedWidget* m_stack;
    QToolButton *m_asTable, *m_export;
    std::array<QToolButton*, 4> m_ranges{};
    QToolButton *m_live, *m_fold;
    QLabel* m_shares;
    QLabel* m_closeTitle;
    engine::JobSnapshot m_job;
    WallTime m_now{};
    std::optional<WallTime> m_lookedAt; ///< an earlier moment than now
    Range m_range = Range::whole;
    bool m_isRangeChosen = false, m_isUtc = false;
    QString m_note; ///< what the last export came to
    QElapsedTimer m_sinceDrawn;
    QTimer m_drawSoon; ///< so that the last snapshot is drawn even when no other follows
};

/// "7 % sending · 93 % waiting for the hour window"
QString sharesSentence(const engine::SeriesView& series);

} // namespace ui::plots
