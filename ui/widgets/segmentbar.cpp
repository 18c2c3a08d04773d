#include "ui/widgets/segmentbar.h"

#include "ui/jobtone.h"
#include "ui/theme.h"

#include <QPainter>

#include <algorithm>

namespace ui::widgets {

using jobs::ItemState;

int percentOf(const jobs::Counts& counts)
{
    const qint64 total = counts.total();
    const qint64 settled = counts.settled();
    if (total == 0 || settled == counts[ItemState::skipped]) // what is left out before the start is no work
        return settled == total && total > 0 ? 100 : 0;
    return settled == total ? 100 : int(std::clamp<qint64>(settled * 100 / total, 1, 99));
}

SegmentBar::SegmentBar(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("segmentBar"));
    setAccessibleName(tr("Progress"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void SegmentBar::show(const jobs::Counts& counts, std::optional<double> planned)
{
    if (counts == m_counts && planned == m_planned)
        return;
    m_counts = counts;
    m_planned = planned;
    setAccessibleDescription(tr("%1 % settled").arg(percentOf(counts)));
    setToolTip(planned ? tr("%1 % settled. The long line: so much of the planned time is over (%2 %).")
                             .arg(QString::number(percentOf(counts)), QString::number(int(*planned * 100)))
                       : tr("%1 % settled").arg(percentOf(counts)));
    update();
}

void SegmentBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Theme theme = Theme::of(palette());
    // The long line says how much of the planned time is over; a plan has pauses, so it is no measure of
    // work.
    const auto words = [this](int settled, int time) {
        return m_planned ? tr("%1 %   │ time %2 %").arg(settled).arg(time) : tr("%1 %").arg(settled);
    };
    const QString percent = words(percentOf(m_counts), m_planned ? int(*m_planned * 100) : 0);
    const int textWidth = painter.fontMetrics().horizontalAdvance(words(100, 100)) + 8;
    const QRect bar = rect().adjusted(0, 3, -textWidth, -3);
    painter.setPen(theme.text());
    painter.drawText(rect(), Qt::AlignRight | Qt::AlignVCenter, percent);
    painter.fillRect(bar, theme.surface());
    const double total = m_counts.total();
    double x = bar.left();
    const auto segment = [&](ItemState state, bool isHatched) {
        if (total == 0 || m_counts[state] == 0)
            return;
        // A single failure among a million still gets a pixel: it must not vanish.
        const double width = std::max(1.0, bar.width() * (m_counts[state] / total));
        const QRectF area(x, bar.top(), width, bar.height());
        const QColor colour = theme.tone(toneOf(state));
        painter.fillRect(area, isHatched ? QBrush(colour, Qt::BDiagPattern) : QBrush(colour));
        x += width;
    };
    for (const ItemState state :
         {ItemState::done, ItemState::gone, ItemState::failed, ItemState::unknown, ItemState::skipped})
        segment(state, false);
    const double settledAt = x;
    segment(ItemState::sent, true);
    segment(ItemState::waiting, true);
    painter.setPen(theme.line());
    painter.drawRect(bar.adjusted(0, 0, -1, -1));
    if (m_planned) {
        painter.setPen(theme.text());
        const int at = bar.left() + int(*m_planned * (bar.width() - 1));
        painter.drawLine(at, rect().top(), at, rect().bottom());
        painter.setPen(theme.tone(Tone::moving));
        painter.drawLine(int(settledAt), rect().top() + 1, int(settledAt), rect().bottom() - 1);
    }
}

} // namespace ui::widgets
