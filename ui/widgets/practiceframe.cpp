#include "ui/widgets/practiceframe.h"

#include "ui/theme.h"

#include <QPainter>
#include <QVBoxLayout>

namespace ui::widgets {

namespace {

constexpr int edge = 8; ///< px, as in the pictures
constexpr int stripe = 8;

} // namespace

PracticeFrame::PracticeFrame(QWidget* page, QWidget* parent)
    : QWidget(parent)
    , m_layout(new QVBoxLayout(this))
{
    setObjectName(QStringLiteral("practiceFrame"));
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->addWidget(page);
}

void PracticeFrame::setPractice(bool isPractice)
{
    m_isPractice = isPractice;
    const int margin = isPractice ? edge : 0;
    m_layout->setContentsMargins(margin, margin, margin, margin);
    update();
}

void PracticeFrame::paintEvent(QPaintEvent*)
{
    if (!m_isPractice)
        return;
    QPainter painter(this);
    const Theme theme = Theme::of(palette());
    QRegion frame(rect());
    frame -= rect().adjusted(edge, edge, -edge, -edge);
    painter.setClipRegion(frame);
    painter.fillRect(rect(), theme.background());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.tone(Tone::paused), stripe / 2.0));
    for (int x = -height(); x < width(); x += 2 * stripe)
        painter.drawLine(x, height(), x + height(), 0);
}

} // namespace ui::widgets
