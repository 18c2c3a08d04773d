#pragma once

#include "engine/snapshot.h"
#include "ui/theme.h"

#include <optional>
#include <span>
#include <vector>

/// What the plots show, worked out without a window: times are seconds since the epoch, shapes are rectangles
/// in the coordinates of their lane. Pure functions; the canvas only paints their results.
namespace ui::plots {

using engine::Duration;
using engine::WallTime;

/// Whether the time is one that the job itself needed: not when it was paused, or no program ran it.
bool isOfJob(engine::WaitCause cause);

double secondsOf(WallTime t);
double secondsOf(Duration d);

/// A stretch of time over a number of pixels.
struct Axis {
    double from = 0, to = 1;
    int pixels = 1;

    double length() const { return to - from; }
    double pixelsOf(double seconds) const { return seconds / length() * pixels; }
    /// The column of a moment; may lie outside 0 … pixels - 1.
    int column(double t) const;
    double start(int column) const { return from + length() * column / pixels; }
};

/// The ranges of the wide pane.
enum class Range : unsigned char { twoMinutes, quarterHour, hour, whole };

/// In the short ranges "now" stands at three quarters and the last quarter is the future; in `whole` the axis
/// is start to planned end.
Axis axisOf(Range range, const engine::JobSnapshot& job, WallTime now, int pixels);
/// The narrow pane: always the last two minutes.
Axis closeUp(WallTime now, int pixels);
/// Whole job until 2 h of planned length, then one hour.
Range rangeByDefault(const engine::JobSnapshot& job);

/// How a shape is filled. Causes differ by it as well as by colour.
enum class Fill : unsigned char {
    solid,
    light,    ///< the band between the lowest and the highest of a column
    stepped,  ///< the same with its upper edge drawn: a step line
    hollow,   ///< the future
    diagonal, ///< by the vendor
    dots,     ///< by the operator
    cross,    ///< the network
    melted,   ///< several spans that are too short to be told apart
};

struct Shape {
    double from = 0, to = 0; ///< s
    double low = 0, high = 0;
    Tone tone = Tone::moving;
    Fill fill = Fill::solid;
    bool operator==(const Shape&) const = default;
};

/// Several answers of one pixel share one mark.
struct Mark {
    double at = 0;
    std::uint32_t count = 0;
    bool operator==(const Mark&) const = default;
};

/// Steps of the resolution that suits the axis, and how long each is.
struct Steps {
    std::span<const engine::SeriesStep> steps;
    double length = 1; ///< s
};
Steps stepsFor(const engine::SeriesView& series, const Axis& axis);

/// The rule of the RATE lane: the shortest window, or the pace (counted over a minute).
struct RateRule {
    std::size_t index = 0; ///< in the job's rules
    double limit = 0;      ///< paced: the burst included
    double per = 0;        ///< s
    double share = 0;      ///< what the operator allows of it; equal to limit when all
    double burst = 0;      ///< paced: on top of the steady pace
    bool isLearned = false;
    bool exists() const { return limit > 0 && per > 0; }
    double steady() const { return limit - burst; }
};
RateRule rateRule(const std::vector<engine::RuleView>& rules);

/// Per pixel column the highest count within the shortest window; neighbours of one height are one shape.
/// What ever stands above the limit is a defect and is drawn as failed.
std::vector<Shape> rateColumns(const Steps& steps, const Axis& axis, double limit);
/// Requests sent in each step, thin bars of the close-up.
std::vector<Shape> sentBars(const Steps& steps, const Axis& axis);
/// The same for what is planned, hollow.
std::vector<Shape> plannedRate(const engine::Plan& plan, const RateRule& rule, const Axis& axis,
                               WallTime now);
std::vector<Mark> refusals(const Steps& steps, const Axis& axis);

/// What was left of rule `index`: solid up to the lowest of a column, light up to the highest. It stands on
/// `foot`: what is kept free for others is never touched.
std::vector<Shape> leftBand(const Steps& steps, std::size_t index, double allowed, const Axis& axis,
                            double foot = 0);
/// How slots come back from now on: a staircase, never above `allowed`, on the same foot.
std::vector<Shape> comebackStairs(const engine::RuleView& rule, WallTime now, const Axis& axis,
                                  double foot = 0);

/// One row of WAITS.
struct WaitRow {
    engine::WaitCause cause = engine::WaitCause::none;
    QString rule;
    std::vector<Shape> past, planned; ///< low 0, high 1
    bool isOn = false;                ///< the wait of just now
};
std::vector<WaitRow> waitRows(const engine::JobSnapshot& job, WallTime now, const Axis& axis);
/// Spans shorter than two pixels with less than two pixels between them melt into one band.
std::vector<Shape> melted(std::vector<Shape> spans, const Axis& axis);

/// Of a job that is over: the most requests within the shortest window, what was left of rule `index` when it
/// ended (empty: not kept), and how long one cause held it.
qint64 highestRate(const engine::SeriesView& series);
std::optional<qint64> leftAtEnd(const engine::SeriesView& series, std::size_t index, qint64 allowed);
Duration waitedFor(const engine::JobSnapshot& job, engine::WaitCause cause, const QString& rule);

/// True when there is anything to draw: the job moves, or its course is known.
bool hasCourse(const engine::JobSnapshot& job);

/// Where the time went, as parts of the whole, largest wait first.
struct TimeShare {
    engine::WaitCause cause = engine::WaitCause::none; ///< none: sending
    QString rule;                                      ///< empty: several
    double part = 0;
};
std::vector<TimeShare> timeShares(const engine::SeriesView& series);
/// Whole percents that add up to 100: what rounding leaves goes to those that lost most by it.
std::vector<int> percents(const std::vector<TimeShare>& shares);

} // namespace ui::plots
