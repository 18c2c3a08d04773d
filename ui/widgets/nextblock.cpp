#include "ui/widgets/nextblock.h"

#include <QPainter>

#include <algorithm>

namespace ui::widgets {

namespace {

constexpr int rowHeight = 21, padding = 6, left = 12; ///< px
constexpr int titleWidth = 60, nameLeast = 116, nameMost = 330, barWidth = 260, leftWidth = 92,
              untilWidth = 150, gap = 8;
constexpr std::size_t rowsMost = 5;

} // namespace

NextBlock::NextBlock(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("nextBlock"));
    setAccessibleName(tr("Next"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void NextBlock::show(const std::vector<NextRow>& rows)
{
    const bool isOtherHeight = rows.size() != m_rows.size();
    m_rows = rows;
    if (m_rows.size() > rowsMost)
        m_rows.resize(rowsMost);
    QStringList told;
    for (const NextRow& row : m_rows)
        told << (row.text.isEmpty() ? tr("%1: %2, until %3").arg(row.name, row.left, row.until)
                                    : tr("%1: %2").arg(row.name, row.text));
    setAccessibleDescription(told.join(QStringLiteral("; ")));
    if (isOtherHeight)
        updateGeometry();
    update();
}

QSize NextBlock::sizeHint() const
{
    return {500, m_rows.empty() ? 0 : int(m_rows.size()) * rowHeight + 2 * padding};
}

void NextBlock::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Theme theme = Theme::of(palette());
    painter.fillRect(rect(), theme.surface());
    painter.setPen(theme.dim());
    painter.drawText(QRect(left, padding, titleWidth, rowHeight), Qt::AlignLeft | Qt::AlignVCenter,
                     tr("NEXT"));
    QFont bold = font();
    bold.setBold(true);
    int nameWidth = nameLeast;
    for (const NextRow& row : m_rows)
        nameWidth = std::clamp(QFontMetrics(bold).horizontalAdvance(row.name) + 12, nameWidth, nameMost);
    int y = padding;
    for (const NextRow& row : m_rows) {
        int x = left + titleWidth;
        QFont font = this->font();
        font.setBold(row.decides);
        painter.setFont(font);
        painter.setPen(theme.text());
        const auto cell = [&](int width, const QString& text, Qt::Alignment alignment) {
            const QRect box(x, y, width, rowHeight);
            painter.drawText(box, int(alignment | Qt::AlignVCenter),
                             painter.fontMetrics().elidedText(text, Qt::ElideRight, width));
            x += width;
        };
        cell(nameWidth - gap, row.name, Qt::AlignLeft);
        x += gap;
        if (!row.part) {
            cell(width() - x - left, row.text, Qt::AlignLeft);
        } else {
            const QRect bar(x, y + 5, barWidth, rowHeight - 10);
            painter.fillRect(bar, theme.background());
            painter.fillRect(QRect(bar.left(), bar.top(), int(bar.width() * *row.part), bar.height()),
                             theme.tone(row.tone));
            painter.setPen(theme.line());
            painter.drawRect(bar.adjusted(0, 0, -1, -1));
            painter.setPen(theme.text());
            x += barWidth;
            cell(leftWidth, row.left, Qt::AlignRight);
            const QString until = QStringLiteral("   → ") + row.until;
            cell(std::max(untilWidth, painter.fontMetrics().horizontalAdvance(until) + 2 * gap), until,
                 Qt::AlignLeft);
            if (row.decides)
                cell(80, tr("decides"), Qt::AlignLeft);
        }
        y += rowHeight;
    }
}

} // namespace ui::widgets
