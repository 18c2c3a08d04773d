#pragma once

#include "ui/jobview.h"
#include "ui/models/storedrows.h"
#include "ui/rehearsal.h"
#include "ui/workplace.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace ui::pages {

class JobPage;

/// A rehearsal as it goes on: the page of a job, moving, and above it what this is, how fast it goes and, at
/// the end, what it has shown. It starts when it is made and is gone, with all that it stored, when it is
/// deleted.
class RehearsalPage : public QWidget {
    Q_OBJECT

public:
    RehearsalPage(std::unique_ptr<RehearsalStage> stage, const Draft& draft, const Workplace& workplace,
                  bool isUtc, QWidget* parent = nullptr);
    ~RehearsalPage() override;

    JobPage* jobPage() const { return m_page; }
    const engine::JobSnapshot* job() const { return m_view.selected(); }
    engine::Writing writing() const { return m_view.writing(); }

Q_SIGNALS:
    void backAsked();
    void moved(); ///< the title may have changed

private:
    void take(const engine::Snapshot& snapshot);
    void tell(const QString& text);
    QString paceWords() const;

    Workplace m_workplace; ///< of the rehearsal: signs in by itself
    engine::WallTime m_startsAt;
    bool m_isUtc;
    qint64 m_onList, m_rehearsed;
    JobView m_view;
    models::StoredRows m_rows;
    Rehearsal m_rehearsal;
    JobPage* m_page;
    QLabel* m_says;
    QPushButton *m_hurry, *m_back;
    bool m_hasEnded = false;
};

} // namespace ui::pages
