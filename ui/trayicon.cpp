#include "ui/trayicon.h"

#include "ui/jobtone.h"
#include "ui/jobview.h"
#include "ui/widgets/pie.h"
#include "ui/widgets/segmentbar.h"

#include <QPainter>
#include <QWidget>

#include <algorithm>

namespace ui {

using jobs::JobState;

namespace {

constexpr int sides[] = {16, 22, 32, 48}; ///< px that trays ask for

/// The less the earlier; empty: nobody has to know of it.
std::optional<int> rankOf(Tone tone)
{
    switch (tone) {
    case Tone::needs:
        return 0;
    case Tone::held:
        return 1;
    case Tone::moving:
        return 2;
    case Tone::waiting:
        return 3;
    case Tone::paused:
        return 4;
    default:
        return {};
    }
}

bool isUnderWay(const engine::JobSnapshot& job)
{
    return job.state == JobState::running || job.state == JobState::pausing || job.state == JobState::paused;
}

} // namespace

std::optional<TrayPicture> trayPicture(const engine::Snapshot& snapshot, const engine::Writing& writing)
{
    const engine::JobSnapshot* first = nullptr;
    int best = 0;
    for (const engine::JobSnapshot& job : snapshot.jobs) {
        const auto rank = rankOf(toneOf(job, writing.now()));
        if (!isUnderWay(job) || !rank || (first && *rank >= best))
            continue;
        first = &job;
        best = *rank;
    }
    if (!first)
        return {};
    return TrayPicture{widgets::percentOf(first->counts), toneOf(*first, writing.now()),
                       TrayIcon::tr("%1: %2").arg(first->name, engine::sentence(*first, writing).first)};
}

QPixmap trayPixmap(const TrayPicture& picture, int side, const Theme& theme)
{
    QPixmap pixmap(side, side);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.scale(side / double(widgets::pieSide), side / double(widgets::pieSide));
    const QRectF area(0, 0, widgets::pieSide, widgets::pieSide);
    // A ground of its own: nobody knows the colour of the panel.
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.background());
    painter.drawEllipse(area);
    widgets::drawPie(painter, area, picture.percent / 100.0, theme.tone(picture.tone));
    return pixmap;
}

TrayIcon::TrayIcon(JobView& view, QWidget& window, QObject* parent)
    : QObject(parent)
    , m_view(view)
    , m_window(window)
{
    connect(m_menu.addAction(tr("&Show the window")), &QAction::triggered, this, &TrayIcon::raised);
    connect(m_menu.addAction(tr("Pause &every job")), &QAction::triggered, &m_view, &JobView::pauseAllAsked);
    m_icon.setContextMenu(&m_menu);
    connect(&m_icon, &QSystemTrayIcon::activated, this, [this](QSystemTrayIcon::ActivationReason reason) {
        if (reason == QSystemTrayIcon::Trigger || reason == QSystemTrayIcon::DoubleClick)
            Q_EMIT raised();
    });
    connect(&m_view, &JobView::snapshotShown, this, &TrayIcon::show);
}

void TrayIcon::show()
{
    const auto picture = trayPicture(m_view.snapshot(), m_view.writing());
    if (picture == m_shown || !QSystemTrayIcon::isSystemTrayAvailable())
        return;
    const bool isSame =
        picture && m_shown && picture->percent == m_shown->percent && picture->tone == m_shown->tone;
    m_shown = picture;
    if (!picture) {
        m_icon.hide();
        return;
    }
    if (!isSame) {
        QIcon icon;
        for (const int side : sides)
            icon.addPixmap(trayPixmap(*picture, side, Theme::of(m_window.palette())));
        m_icon.setIcon(icon);
    }
    m_icon.setToolTip(picture->words);
    m_icon.show();
}

} // namespace ui
