#pragma once

#include "ui/models/jobsdelegate.h"

#include <QColor>
#include <QRectF>

class QPainter;

namespace ui::widgets {

inline constexpr int pieSide = 16; ///< px

/// How much of a job is settled, as a slice from twelve o'clock on: `part` from 0 to 1. What is not is a
/// ring.
void drawPie(QPainter& painter, const QRectF& area, double part, const QColor& colour);

/// The jobs list with a pie for each job, under the sign of its state.
class JobsPies : public models::JobsDelegate {
    Q_OBJECT

public:
    using models::JobsDelegate::JobsDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    /// Where the pie stands in the row of a job.
    static QRect pieIn(const QRect& row);
};

} // namespace ui::widgets
