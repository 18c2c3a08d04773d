#pragma once

#include <QStyledItemDelegate>

namespace ui::models {

/// Paints the jobs list: headings of accounts, and jobs in two lines with the sign of their state.
class JobsDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace ui::models
