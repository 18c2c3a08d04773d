#include "ui/jobview.h"

#include <algorithm>

namespace ui {

namespace {

/// Two seconds without news are told; the engine speaks at least once a second while a job runs.
constexpr qint64 silenceMilliseconds = 2000;
constexpr int listenMilliseconds = 500;

} // namespace

JobView::JobView(QObject* parent) : QObject(parent)
{
    m_ear.setInterval(listenMilliseconds);
    connect(&m_ear, &QTimer::timeout, this, &JobView::listen);
}

const engine::JobSnapshot* JobView::job(engine::JobId id) const
{
    const auto found = std::ranges::find(m_snapshot.jobs, id, &engine::JobSnapshot::id);
    return found == m_snapshot.jobs.end() ? nullptr : &*found;
}

bool JobView::isAnythingRunning() const
{
    return std::ranges::any_of(m_snapshot.jobs, [](const engine::JobSnapshot& j) {
        return j.state == jobs::JobState::running || j.state == jobs::JobState::pausing;
    });
}

void JobView::show(const engine::Snapshot& snapshot)
{
    m_snapshot = snapshot;
    m_sinceNews.start();
    if (isAnythingRunning())
        m_ear.start();
    else
        m_ear.stop();
    if (m_silentSeconds != 0) {
        m_silentSeconds = 0;
        Q_EMIT silenceChanged(0);
    }
    Q_EMIT snapshotShown();
}

void JobView::select(engine::JobId id)
{
    if (m_selected == id)
        return;
    m_selected = id;
    Q_EMIT jobSelected(id);
}

void JobView::setUtc(bool isUtc)
{
    if (m_isUtc == isUtc)
        return;
    m_isUtc = isUtc;
    Q_EMIT snapshotShown();
}

void JobView::listen()
{
    const qint64 quiet = m_sinceNews.elapsed();
    const int seconds = quiet < silenceMilliseconds ? 0 : static_cast<int>(quiet / 1000);
    if (seconds == m_silentSeconds)
        return;
    m_silentSeconds = seconds;
    Q_EMIT silenceChanged(seconds);
}

} // namespace ui
