#include "ui/widgets/twolines.h"

#include <QPainter>
#include <QTextLayout>

#include <algorithm>

namespace ui::widgets {

namespace {

constexpr int widthMost = 300, widthLeast = 150; ///< px

} // namespace

TwoLines::TwoLines(const QString& text, QWidget* parent) : QLabel(text, parent)
{
    setTextFormat(Qt::PlainText);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setToolTip(text.toHtmlEscaped());
}

QStringList TwoLines::linesIn(int width) const
{
    const QString whole = text();
    QTextOption anywhere;
    anywhere.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    QTextLayout layout(whole, font());
    layout.setTextOption(anywhere);
    layout.beginLayout();
    QTextLine first = layout.createLine();
    int length = int(whole.size());
    if (first.isValid()) {
        first.setLineWidth(width);
        length = first.textLength();
    }
    layout.endLayout();
    if (length >= whole.size())
        return {whole};
    return {whole.left(length).trimmed(), fontMetrics().elidedText(whole.mid(length), Qt::ElideRight, width)};
}

QSize TwoLines::sizeHint() const
{
    const int whole = fontMetrics().horizontalAdvance(text()) + 1;
    const int width = std::min(whole, widthMost);
    return {width, heightForWidth(width)};
}

QSize TwoLines::minimumSizeHint() const
{
    return {std::min(sizeHint().width(), widthLeast), fontMetrics().height()};
}

int TwoLines::heightForWidth(int width) const
{
    return fontMetrics().height() + (int(linesIn(width).size()) - 1) * fontMetrics().lineSpacing();
}

void TwoLines::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setPen(palette().color(foregroundRole()));
    int y = fontMetrics().ascent();
    for (const QString& line : linesIn(width())) {
        painter.drawText(0, y, line);
        y += fontMetrics().lineSpacing();
    }
}

} // namespace ui::widgets
