#include "ui/plots/lane.h"

#include <cmath>

namespace ui::plots {

namespace {

constexpr double waveHeight = 1.5, waveRate = 0.55; ///< px, and its run per pixel

} // namespace

Lane::Lane(QCustomPlot* plot, const Theme& theme) : QCPAxisRect(plot, true), m_theme(theme)
{
    setAutoMargins(QCP::msNone);
    setMargins(QMargins(0, 1, 6, 1));
    setSizeConstraintRect(QCPLayoutElement::scrOuterRect);
    for (const auto side : {QCPAxis::atLeft, QCPAxis::atRight, QCPAxis::atTop, QCPAxis::atBottom}) {
        QCPAxis* a = axis(side);
        a->setVisible(false);
        a->grid()->setVisible(false);
    }
    setTheme(theme);
}

void Lane::setTheme(const Theme& theme)
{
    m_theme = theme;
    QCPAxis* top = axis(QCPAxis::atTop);
    top->setTickLabelColor(theme.dim());
    top->setBasePen(Qt::NoPen);
    top->setTickPen(QPen(theme.line()));
    top->setSubTickPen(Qt::NoPen);
    for (QCPAxis* a : axes()) {
        a->grid()->setPen(QPen(theme.line(), 1, Qt::DotLine));
        a->grid()->setZeroLinePen(Qt::NoPen);
    }
}

void Lane::setAxis(const Axis& time, WallTime now, bool showsNow)
{
    m_axis = time;
    m_now = secondsOf(now);
    m_showsNow = showsNow;
    for (const auto side : {QCPAxis::atTop, QCPAxis::atBottom})
        axis(side)->setRange(time.from, time.to);
}

void Lane::setContent(Content content)
{
    m_content = std::move(content);
    axis(QCPAxis::atLeft)->setRange(0, m_content.top);
}

QBrush Lane::brush(const Shape& shape) const
{
    QColor colour = m_theme.tone(shape.tone);
    switch (shape.fill) {
    case Fill::solid:
        return colour;
    case Fill::light:
    case Fill::stepped:
        colour.setAlpha(80);
        return colour;
    case Fill::hollow:
        colour.setAlpha(36);
        return colour;
    case Fill::diagonal:
        return QBrush(colour, Qt::BDiagPattern);
    case Fill::dots:
        return QBrush(colour, Qt::Dense5Pattern);
    case Fill::cross:
        return QBrush(colour, Qt::DiagCrossPattern);
    case Fill::melted:
        return QBrush(colour, Qt::Dense4Pattern);
    }
    return colour;
}

/// A limit that is learned is no straight line; where it changed stands a tick.
void Lane::drawWave(QCPPainter& painter, const QRect& area, const Line& line) const
{
    const QCPAxis* x = axis(QCPAxis::atBottom);
    const QCPAxis* y = axis(QCPAxis::atLeft);
    QPolygonF wave;
    std::size_t level = 0;
    for (int column = area.left(); column <= area.right(); ++column) {
        while (level + 1 < line.levels.size() && x->coordToPixel(line.levels[level + 1].at) <= column) {
            ++level;
            const double from = y->coordToPixel(line.levels[level - 1].max);
            const double to = y->coordToPixel(line.levels[level].max);
            painter.drawLine(QLineF(column, std::min(from, to) - 4, column, std::max(from, to) + 4));
        }
        const double height = line.levels.empty() ? line.at : line.levels[level].max;
        wave << QPointF(column, y->coordToPixel(height) + waveHeight * std::sin(column * waveRate));
    }
    painter.drawPolyline(wave);
}

void Lane::drawLabels(QCPPainter& painter, const QRect& area) const
{
    const QFontMetrics metrics(painter.font());
    for (const Label& label : m_content.labels) {
        QRect box = metrics.boundingRect(label.text).adjusted(-2, 0, 2, 0);
        const auto pixelOf = [&](double at) { return int(axis(QCPAxis::atBottom)->coordToPixel(at)); };
        // Before the moment the lane is empty; after it there is what comes back.
        box.moveBottomRight(QPoint(pixelOf(label.at) - 4, area.bottom() - 2));
        if (box.left() < std::max(area.left(), pixelOf(m_now) + 3)
            && pixelOf(label.at) + 4 + box.width() < area.right())
            box.moveLeft(pixelOf(label.at) + 4);
        painter.setPen(m_theme.text());
        painter.drawText(box, Qt::AlignCenter, label.text);
    }
}

void Lane::drawLines(QCPPainter& painter, const QRect& area) const
{
    const QCPAxis* y = axis(QCPAxis::atLeft);
    for (const Line& line : m_content.lines) {
        const int at = int(std::lround(y->coordToPixel(line.at)));
        painter.setPen(QPen(line.isThin ? m_theme.dim() : m_theme.text(), 1,
                            line.isThin ? Qt::DashDotLine : Qt::DashLine));
        if (line.isWavy) {
            painter.setPen(QPen(m_theme.text(), 1));
            drawWave(painter, area, line);
        } else {
            painter.drawLine(QLine(area.left(), at, area.right(), at));
        }
        if (line.text.isEmpty())
            continue;
        const QFontMetrics metrics(painter.font());
        QRect box = metrics.boundingRect(line.text).adjusted(-3, 0, 3, 0);
        // Above the line, or below it where there is no room.
        box.moveBottomRight(QPoint(area.right() - 2, at - 1));
        if (line.isThin) // at the other end, so that two lines close to each other can both be read
            box.moveLeft(area.left() + 2);
        if (box.top() < area.top())
            box.moveTop(at + 1);
        QColor behind = m_theme.background();
        behind.setAlpha(200);
        painter.fillRect(box, behind);
        painter.setPen(m_theme.text());
        painter.drawText(box, Qt::AlignCenter, line.text);
    }
}

void Lane::draw(QCPPainter* painter)
{
    QCPAxisRect::draw(painter);
    painter->save();
    painter->setAntialiasing(false);
    const QRect area = rect();
    painter->setClipRect(area.adjusted(0, -1, 1, 2), Qt::IntersectClip);
    const QCPAxis* x = axis(QCPAxis::atBottom);
    const QCPAxis* y = axis(QCPAxis::atLeft);
    if (m_content.hasBaseline) {
        painter->setPen(QPen(m_theme.line()));
        painter->drawLine(QLine(area.left(), area.bottom() + 1, area.right(), area.bottom() + 1));
    }
    for (const Shape& shape : m_content.shapes) {
        const double left = x->coordToPixel(shape.from), right = x->coordToPixel(shape.to);
        const double top = y->coordToPixel(shape.high), bottom = y->coordToPixel(shape.low);
        // At least a pixel in both directions: a single request in an hour is still to be seen.
        QRectF box(left, top, std::max(1.0, right - left), std::max(1.0, bottom - top));
        if (shape.fill == Fill::hollow) {
            painter->setPen(QPen(m_theme.tone(shape.tone)));
            painter->setBrush(brush(shape));
            painter->drawRect(box.adjusted(0, 0, -1, -1));
        } else {
            painter->fillRect(box, brush(shape));
            if (shape.fill == Fill::stepped)
                painter->fillRect(QRectF(box.left(), box.top(), box.width(), 1), m_theme.tone(shape.tone));
        }
    }
    if (m_showsNow) {
        const double at = x->coordToPixel(m_now);
        painter->setPen(QPen(m_theme.text()));
        painter->drawLine(QLineF(at, area.top() - 1, at, area.bottom() + 2));
    }
    QFont font = painter->font();
    font.setPixelSize(11);
    painter->setFont(font);
    drawLines(*painter, area);
    drawLabels(*painter, area);
    for (const Mark& mark : m_content.marks) {
        const double at = x->coordToPixel(mark.at);
        painter->setPen(m_theme.tone(Tone::failed));
        const QString text = mark.count > 1 ? QStringLiteral("▼%1").arg(mark.count) : QStringLiteral("▼");
        painter->drawText(QPointF(at - 4, area.top() + 11), text);
    }
    painter->restore();
}

} // namespace ui::plots
