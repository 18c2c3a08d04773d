#pragma once

#include "engine/sentences.h"
#include "ui/plots/arithmetic.h"

/// What stands beside the shapes of the plots: how a learned limit changed, when the job did not run, when
/// only answers were waited for, when slots are back, and what is said where the mouse is. Pure.
namespace ui::plots {

/// One level of a limit that is learned: so much from `at` on.
struct Level {
    double at = 0; ///< s
    double max = 0;
    bool operator==(const Level&) const = default;
};
/// The levels of rule `index` within the axis; the first begins at its left edge. `present`: as it is now.
std::vector<Level> learnedLevels(const engine::SeriesView& series, std::size_t index, double present,
                                 const Axis& axis);

/// Where no program ran the job: shaded through all lanes.
std::vector<Shape> shaded(const engine::SeriesView& series, const Axis& axis, double top);

/// Where as many requests were in flight as rule `index` allows, so that only an answer could help: a thin
/// line at `height`.
std::vector<Shape> inFlightBound(const Steps& steps, std::size_t index, double max, double height,
                                 const Axis& axis);

/// When the first slots of a used-up rule are back, if that is far enough from now to be written there.
std::optional<WallTime> comesBackAt(const engine::RuleView& rule, WallTime now, const Axis& axis);

/// "others: 300", as they were entered, or "others: unknown"; empty where it decides nothing: nobody can know
/// who else uses an account, and of a day's quota it matters.
QString othersOf(const engine::RuleView& rule, const engine::Writing& writing);

/// What a lane of the canvas shows.
enum class LaneKind : unsigned char { rate, left, wait };

/// What is to be said of a moment in a lane: when, how much, of what; of a wait its cause, from, until,
/// length and its rule's numbers. `row`: of WAITS, otherwise ignored. Empty: nothing is known.
QString hint(const engine::JobSnapshot& job, LaneKind lane, std::size_t rule, const WaitRow* row, WallTime at,
             WallTime now, const engine::Writing& writing);

} // namespace ui::plots
