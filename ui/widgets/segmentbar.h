#pragma once

#include "jobs/types.h"

#include <QWidget>

#include <optional>

namespace ui::widgets {

/// Progress by outcome: done, gone, failed, unknown from the left, what is in flight hatched after it, the
/// rest empty; the part of the whole in per cent at the right. Two hair lines: where the plan is now, and
/// where we are.
class SegmentBar : public QWidget {
    Q_OBJECT

public:
    explicit SegmentBar(QWidget* parent = nullptr);

    /// `planned`: the part of the planned time that is over, 0 to 1.
    void show(const jobs::Counts& counts, std::optional<double> planned);
    QSize sizeHint() const override { return {200, 20}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    jobs::Counts m_counts;
    std::optional<double> m_planned;
};

/// The percentage as it is written: 100 only when nothing is left, 0 only when nothing is settled.
int percentOf(const jobs::Counts& counts);

} // namespace ui::widgets
