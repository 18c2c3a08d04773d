#pragma once

#include "engine/sentences.h"
#include "engine/snapshot.h"

#include <QWidget>

class QTableView;

namespace ui::models {
class OverviewModel;
}

namespace ui::pages {

/// All jobs and all accounts with their limits on one page. Enter or a double click opens a job.
class OverviewPage : public QWidget {
    Q_OBJECT

public:
    explicit OverviewPage(QWidget* parent = nullptr);

    void show(const engine::Snapshot& snapshot, const engine::Writing& writing);

Q_SIGNALS:
    void jobOpened(engine::JobId job);
    void pauseAllAsked();

private:
    models::OverviewModel* m_model;
    QTableView* m_table;
};

} // namespace ui::pages
