#include "ui/models/jobsdelegate.h"

#include "ui/models/jobsmodel.h"
#include "ui/theme.h"

#include <QPainter>

namespace ui::models {

namespace {

constexpr int rowHeight = 44, headingGap = 6, glyphWidth = 20, margin = 10, smallPixels = 12; ///< px

} // namespace

QSize JobsDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const
{
    if (!index.data(JobsModel::IsHeading).toBool())
        return {200, rowHeight};
    const bool hasState = !index.data(JobsModel::StateRole).toString().isEmpty();
    return {200, headingGap + (hasState ? rowHeight : rowHeight / 2 + 4)};
}

void JobsDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                         const QModelIndex& index) const
{
    painter->save();
    const Theme theme = Theme::of(option.palette);
    const bool isHeading = index.data(JobsModel::IsHeading).toBool();
    const bool isSelected = option.state & QStyle::State_Selected;
    QRect area = option.rect;
    if (isSelected)
        painter->fillRect(area, option.palette.color(QPalette::Highlight));
    if (option.state & QStyle::State_HasFocus) {
        painter->setPen(theme.tone(Tone::moving));
        painter->drawRect(area.adjusted(0, 0, -1, -1));
    }
    area.adjust(margin, 3, -margin, -3);
    QFont small = option.font;
    small.setPixelSize(smallPixels);
    const QString name = index.data(JobsModel::NameRole).toString();
    const QString state = index.data(JobsModel::StateRole).toString();
    if (isHeading) {
        area.adjust(0, headingGap, 0, 0);
        painter->setPen(theme.dim());
        QFont bold = small;
        bold.setBold(true);
        painter->setFont(bold);
        const int nameBottom = state.isEmpty() ? 0 : area.height() / 2;
        painter->drawText(area.adjusted(0, 0, 0, -nameBottom), int(Qt::AlignLeft | Qt::AlignVCenter),
                          painter->fontMetrics().elidedText(name, Qt::ElideRight, area.width()));
        painter->setFont(small);
        painter->drawText(area.adjusted(0, area.height() / 2, 0, 0), int(Qt::AlignLeft | Qt::AlignVCenter),
                          painter->fontMetrics().elidedText(state, Qt::ElideRight, area.width()));
        painter->restore();
        return;
    }
    const auto tone = static_cast<Tone>(index.data(JobsModel::ToneRole).toInt());
    const QRect sign(area.left(), area.top(), glyphWidth, area.height() / 2);
    if (tone == Tone::needs)
        painter->fillRect(sign.adjusted(0, 1, -5, -1), theme.tone(tone));
    painter->setPen(tone == Tone::needs ? theme.textOn(tone) : theme.tone(tone));
    painter->setFont(option.font);
    painter->drawText(sign.adjusted(0, 0, -5, 0), Qt::AlignCenter, glyph(tone));
    painter->setPen(theme.text());
    const QString percent = tr("%1 %").arg(index.data(JobsModel::PercentRole).toInt());
    const int percentWidth = painter->fontMetrics().horizontalAdvance(tr("%1 %").arg(100));
    QRect first(area.left() + glyphWidth, area.top(), area.width() - glyphWidth, area.height() / 2);
    painter->drawText(first, int(Qt::AlignRight | Qt::AlignVCenter), percent);
    first.adjust(0, 0, -percentWidth - 6, 0);
    painter->drawText(first, int(Qt::AlignLeft | Qt::AlignVCenter),
                      painter->fontMetrics().elidedText(name, Qt::ElideRight, first.width()));
    painter->setFont(small);
    painter->setPen(theme.dim());
    const QRect second(area.left() + glyphWidth, area.top() + area.height() / 2, area.width() - glyphWidth,
                       area.height() / 2);
    painter->drawText(second, int(Qt::AlignLeft | Qt::AlignVCenter),
                      painter->fontMetrics().elidedText(state, Qt::ElideRight, second.width()));
    painter->restore();
}

} // namespace ui::models
