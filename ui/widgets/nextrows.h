#pragma once

#include "engine/sentences.h"
#include "ui/theme.h"

#include <optional>
#include <vector>

namespace ui::widgets {

/// One line of NEXT: what is waited for, how much of the wait is over, when it ends; or, without a bar, a
/// plain fact ("room now (50 of 50 left)").
struct NextRow {
    QString name;
    std::optional<double> part; ///< of the wait still to go, 1 … 0
    Tone tone = Tone::waiting;
    QString left;  ///< "41 min 07 s"
    QString until; ///< "18:04:10"
    QString text;  ///< instead of the bar
    bool decides = false;
};

/// The rows of one job, the deciding one first, then the rules, then how slots come back. Pure.
std::vector<NextRow> nextRows(const engine::JobSnapshot& job, const engine::Writing& writing);

/// "50 at 18:04:10 · 50 at 18:04:20 · … · 1,000 by 18:07:22"
QString comebackText(const std::vector<std::pair<engine::WallTime, std::int64_t>>& comeback,
                     const engine::Writing& writing);

} // namespace ui::widgets
