#pragma once

#include "engine/sentences.h"
#include "engine/snapshot.h"

#include <QWidget>

class QSettings;
class QTableView;

namespace ui::models {
class OverviewModel;
}

namespace ui::pages {

/// All jobs and all accounts with their limits on one page. Enter or a double click opens a job; Alt+Up,
/// Alt+Down or dragging changes its turn.
class OverviewPage : public QWidget {
    Q_OBJECT

public:
    explicit OverviewPage(QWidget* parent = nullptr);

    void show(const engine::Snapshot& snapshot, const engine::Writing& writing);
    /// The widths of the columns, from window to window.
    void recall(const QSettings& settings);
    void remember(QSettings& settings) const;

Q_SIGNALS:
    void jobOpened(engine::JobId job);
    void pauseAllAsked();
    /// The job shall take turns as the `place`th of its account.
    void turnAsked(engine::JobId job, int place);

private:
    void move(int step);

    models::OverviewModel* m_model;
    QTableView* m_table;
};

} // namespace ui::pages
