#pragma once

#include "engine/snapshot.h"

#include <QHash>
#include <QObject>

namespace ui {

class JobView;

/// Notices what an operator who looks elsewhere wants to be told: a job that ended, and one that stands still
/// until somebody answers. Each change once, and never what was so already when the window opened. UI thread.
class NewsDesk : public QObject {
    Q_OBJECT

public:
    explicit NewsDesk(JobView& view, QObject* parent = nullptr);

Q_SIGNALS:
    void news(const QString& title, const QString& text);

private:
    struct Stand {
        jobs::JobState state = jobs::JobState::draft;
        jobs::PauseReason reason = jobs::PauseReason::none;
    };
    void compare();

    JobView& m_view;
    QHash<engine::JobId, Stand> m_before;
};

/// Shows a notice through the desktop's own service; where there is none, nothing happens.
void notifyDesktop(const QString& title, const QString& text);

} // namespace ui
