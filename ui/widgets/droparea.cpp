#include "ui/widgets/droparea.h"

#include "ui/theme.h"

#include <QDragEnterEvent>
#include <QMimeData>
#include <QPainter>
#include <QUrl>

namespace ui::widgets {

DropArea::DropArea(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("dropArea"));
    setAcceptDrops(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void DropArea::dragEnterEvent(QDragEnterEvent* event)
{
    if (!event->mimeData()->hasUrls() && !event->mimeData()->hasText())
        return;
    event->acceptProposedAction();
    m_isOver = true;
    update();
}

void DropArea::dragLeaveEvent(QDragLeaveEvent*)
{
    m_isOver = false;
    update();
}

void DropArea::dropEvent(QDropEvent* event)
{
    m_isOver = false;
    update();
    const QList<QUrl> urls = event->mimeData()->urls();
    if (!urls.isEmpty() && urls.first().isLocalFile())
        Q_EMIT fileDropped(urls.first().toLocalFile());
    else if (event->mimeData()->hasText())
        Q_EMIT textDropped(event->mimeData()->text().toUtf8());
    event->acceptProposedAction();
}

void DropArea::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Theme theme = Theme::of(palette());
    if (m_isOver)
        painter.fillRect(rect(), theme.surface());
    painter.setPen(QPen(m_isOver ? theme.tone(Tone::moving) : theme.dim(), 1, Qt::DashLine));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
    painter.setPen(theme.text());
    painter.drawText(rect(), Qt::AlignCenter, tr("or drop a list here:  .xlsx   .csv   .tsv   .txt"));
}

} // namespace ui::widgets
