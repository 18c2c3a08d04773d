#include "ui/widgets/forecaststrip.h"

#include "ui/theme.h"

#include <QPainter>

#include <algorithm>

namespace ui::widgets {

ForecastStrip::ForecastStrip(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("forecastStrip"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ForecastStrip::show(std::vector<Burst> bursts, engine::Duration whole, engine::WallTime start)
{
    m_bursts = std::move(bursts);
    m_whole = whole;
    m_start = start;
    setVisible(!m_bursts.empty());
    update();
}

void ForecastStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Theme theme = Theme::of(palette());
    const QRect bar(0, 2, width() - 1, 12);
    painter.setPen(theme.line());
    painter.drawLine(bar.left(), bar.bottom(), bar.right(), bar.bottom());
    const double whole = std::max(1.0, double(m_whole.count()));
    const engine::Writing write(m_start);
    QFont small = font();
    small.setPixelSize(11);
    painter.setFont(small);
    int freeFrom = -1;
    for (const Burst& burst : m_bursts) {
        const int left = bar.left() + int(bar.width() * (double(burst.from.count()) / whole));
        const int right = bar.left() + int(bar.width() * (double(burst.to.count()) / whole));
        const QRect box(std::min(left, bar.right() - 2), bar.top(), std::max(3, right - left), bar.height());
        painter.fillRect(box & bar.adjusted(0, 0, 1, 0), theme.tone(Tone::moving));
        const QString time =
            write.time(m_start + std::chrono::duration_cast<engine::WallTime::duration>(burst.from));
        const int textWidth = painter.fontMetrics().horizontalAdvance(time);
        const int x = std::min(left, width() - textWidth);
        if (x <= freeFrom)
            continue;
        painter.setPen(theme.dim());
        painter.drawText(x, height() - 5, time);
        freeFrom = x + textWidth + 12;
    }
}

} // namespace ui::widgets
