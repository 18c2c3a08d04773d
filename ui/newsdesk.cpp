#include "ui/newsdesk.h"

#include "ui/jobtone.h"
#include "ui/jobview.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QVariantMap>

namespace ui {

using jobs::JobState;

NewsDesk::NewsDesk(JobView& view, QObject* parent) : QObject(parent), m_view(view)
{
    connect(&m_view, &JobView::snapshotShown, this, &NewsDesk::compare);
}

void NewsDesk::compare()
{
    const engine::Writing writing = m_view.writing();
    for (const engine::JobSnapshot& job : m_view.snapshot().jobs) {
        const auto before = m_before.constFind(job.id);
        const bool ran = before != m_before.constEnd()
                         && (before->state == JobState::running || before->state == JobState::pausing);
        const bool isOver = job.state == JobState::finished;
        const bool needs = job.state == JobState::paused && toneOf(job, writing.now()) == Tone::needs;
        if (ran && (isOver || needs)) {
            const engine::Sentence sentence = engine::sentence(job, writing);
            Q_EMIT news(tr("%1: %2").arg(job.name, sentence.first), sentence.second);
        }
        m_before[job.id] = {job.state, job.reason};
    }
}

void notifyDesktop(const QString& title, const QString& text)
{
    const QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    QDBusMessage call = QDBusMessage::createMethodCall(
        QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("/org/freedesktop/Notifications"),
        QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("Notify"));
    // Markup is the service's to read: names of jobs and vendors are only text.
    call << QStringLiteral("Sluice") << uint(0) << QStringLiteral("sluice") << title << text.toHtmlEscaped()
         << QStringList() << QVariantMap() << -1;
    bus.send(call);
}

} // namespace ui
