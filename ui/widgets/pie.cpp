#include "ui/widgets/pie.h"

#include "ui/models/jobsmodel.h"
#include "ui/theme.h"

#include <QPainter>

#include <algorithm>

namespace ui::widgets {

namespace {

constexpr int left = 10, foot = 4; ///< px, as the rows of the list stand
constexpr int fullTurn = 16 * 360; ///< in the units of QPainter
constexpr int quarter = fullTurn / 4;

} // namespace

void drawPie(QPainter& painter, const QRectF& area, double part, const QColor& colour)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF ring = area.adjusted(1.5, 1.5, -1.5, -1.5);
    painter.setPen(QPen(colour, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(ring);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawPie(ring, quarter, -int(std::clamp(part, 0.0, 1.0) * fullTurn));
    painter.restore();
}

QRect JobsPies::pieIn(const QRect& row)
{
    return {row.left() + left, row.bottom() - foot - pieSide + 1, pieSide, pieSide};
}

void JobsPies::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    models::JobsDelegate::paint(painter, option, index);
    if (index.data(models::JobsModel::IsHeading).toBool())
        return;
    const auto tone = static_cast<Tone>(index.data(models::JobsModel::ToneRole).toInt());
    drawPie(*painter, pieIn(option.rect), index.data(models::JobsModel::PercentRole).toInt() / 100.0,
            Theme::of(option.palette).tone(tone));
}

} // namespace ui::widgets
