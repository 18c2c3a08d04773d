#include "ui/plots/annotations.h"

#include "ui/plots/seriestable.h"

#include <QCoreApplication>

#include <algorithm>

namespace ui::plots {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ui::Plots)
};

constexpr double comebackFrom = 24; ///< px from now: nearer than that the lane's number says it better

const engine::SeriesStep* stepAt(const std::vector<engine::SeriesStep>& steps, WallTime at,
                                 std::chrono::milliseconds length)
{
    const auto after = std::ranges::upper_bound(steps, at, {}, &engine::SeriesStep::at);
    if (after == steps.begin() || at >= (after - 1)->at + length)
        return nullptr;
    return &*(after - 1);
}

/// The finest step that is kept of this moment.
const engine::SeriesStep* stepAt(const engine::SeriesView& series, WallTime at)
{
    using namespace std::chrono;
    if (const auto* step = stepAt(series.seconds, at, seconds(1)))
        return step;
    if (const auto* step = stepAt(series.tens, at, seconds(10)))
        return step;
    return stepAt(series.fiveMinutes, at, minutes(5));
}

QString ruleNumbers(const engine::RuleView& rule, const engine::Writing& writing)
{
    if (rule.kind == limits::Kind::paced)
        return Words::tr("one every %1").arg(writing.duration(rule.per));
    if (rule.kind == limits::Kind::concurrency)
        return Words::tr("%1 at a time").arg(writing.number(rule.allowed));
    return Words::tr("%1 in any %2").arg(writing.number(rule.allowed), writing.duration(rule.per));
}

QString spanHint(const engine::JobSnapshot& job, const QString& cause, const QString& ruleName,
                 const Shape& span, const engine::Writing& writing)
{
    const auto wall = [](double s) { return WallTime(std::chrono::milliseconds(qint64(s * 1000))); };
    const engine::Duration length =
        std::chrono::duration_cast<engine::Duration>(std::chrono::duration<double>(span.to - span.from));
    QString text = span.fill == Fill::melted
                       ? Words::tr("%1: several short waits from %2 to %3")
                             .arg(cause, writing.time(wall(span.from)), writing.time(wall(span.to)))
                       : Words::tr("%1: %2 to %3, %4")
                             .arg(cause, writing.time(wall(span.from)), writing.time(wall(span.to)),
                                  writing.duration(length));
    if (span.fill == Fill::hollow)
        text = Words::tr("%1 (planned)").arg(text);
    const auto rule = std::ranges::find(job.rules, ruleName, &engine::RuleView::name);
    return rule == job.rules.end() ? text : text + QStringLiteral("\n") + ruleNumbers(*rule, writing);
}

} // namespace

QString othersOf(const engine::RuleView& rule, const engine::Writing& writing)
{
    if (rule.kind != limits::Kind::daily)
        return {};
    return rule.others > 0 ? Words::tr("others: %1").arg(writing.number(rule.others))
                           : Words::tr("others: unknown");
}

std::vector<Level> learnedLevels(const engine::SeriesView& series, std::size_t index, double present,
                                 const Axis& axis)
{
    std::vector<Level> levels{{axis.from, present}};
    bool isFirst = true;
    for (const engine::LimitChange& change : series.limitChanges) {
        if (change.rule != index)
            continue;
        const double at = secondsOf(change.at);
        if (at >= axis.to)
            break;
        // What was taken before the first change is not known: the line begins with the first level.
        if (isFirst || at <= axis.from)
            levels.front().max = double(change.max);
        else
            levels.push_back({at, double(change.max)});
        isFirst = false;
    }
    return levels;
}

std::vector<Shape> shaded(const engine::SeriesView& series, const Axis& axis, double top)
{
    std::vector<Shape> shapes;
    for (const engine::WaitSpan& span : series.waits) {
        const double from = std::max(axis.from, secondsOf(span.from));
        const double to = std::min(axis.to, secondsOf(span.to));
        if (span.cause == engine::WaitCause::off && to > from)
            shapes.push_back({from, to, 0, top, Tone::paused, Fill::light});
    }
    return shapes;
}

std::vector<Shape> inFlightBound(const Steps& steps, std::size_t index, double max, double height,
                                 const Axis& axis)
{
    std::vector<Shape> shapes;
    if (max <= 0)
        return shapes;
    for (const engine::SeriesStep& step : steps.steps) {
        if (index >= step.usedHigh.size() || step.usedHigh[index] < max)
            continue;
        const double from = std::max(axis.from, secondsOf(step.at));
        const double to = std::min(axis.to, secondsOf(step.at) + steps.length);
        if (to <= from)
            continue;
        if (!shapes.empty() && from - shapes.back().to < axis.length() / axis.pixels)
            shapes.back().to = to;
        else
            shapes.push_back({from, to, height, height, Tone::held, Fill::solid});
    }
    return shapes;
}

std::optional<WallTime> comesBackAt(const engine::RuleView& rule, WallTime now, const Axis& axis)
{
    if (rule.used < rule.allowed || rule.comeback.empty())
        return {};
    // The staircase has steps of some length; the rule itself knows the very moment.
    const WallTime first = rule.nextSlot.value_or(rule.comeback.front().first);
    const double at = secondsOf(first);
    if (at >= axis.to || axis.pixelsOf(at - secondsOf(now)) < comebackFrom)
        return {};
    return first;
}

QString hint(const engine::JobSnapshot& job, LaneKind lane, std::size_t rule, const WaitRow* row, WallTime at,
             WallTime now, const engine::Writing& writing)
{
    if (lane == LaneKind::wait) {
        if (!row)
            return {};
        const QString cause = causeName(row->cause, row->rule);
        const double t = secondsOf(at);
        for (const auto* spans : {&row->past, &row->planned})
            for (const Shape& span : *spans)
                if (t >= span.from && t < span.to)
                    return spanHint(job, cause, row->rule, span, writing);
        return {};
    }
    const engine::SeriesStep* step = job.series && at <= now ? stepAt(*job.series, at) : nullptr;
    if (!step)
        return {};
    if (lane == LaneKind::left) {
        if (rule >= job.rules.size() || rule >= step->usedHigh.size())
            return {};
        const engine::RuleView& of = job.rules[rule];
        QString text =
            Words::tr("%1 · %2: %3 of %4 left")
                .arg(writing.time(step->at), of.name,
                     writing.number(std::max<qint64>(0, of.allowed - qint64(step->usedHigh[rule]))),
                     writing.number(of.allowed));
        if (of.allowed < of.max)
            text += QStringLiteral(" · ")
                    + Words::tr("%1 kept for others").arg(writing.number(of.max - of.allowed));
        const QString others = othersOf(of, writing);
        return others.isEmpty() ? text : text + QStringLiteral(" · ") + others;
    }
    const RateRule of = rateRule(job.rules);
    QString text = of.exists() ? Words::tr("%1 · %2 of %3 in any %4")
                                     .arg(writing.time(step->at), writing.number(step->windowHigh),
                                          writing.number(qint64(of.limit)),
                                          writing.duration(std::chrono::duration_cast<engine::Duration>(
                                              std::chrono::duration<double>(of.per))))
                               : writing.time(step->at);
    text += QStringLiteral(" · ") + Words::tr("%1 sent").arg(writing.number(step->sent));
    if (step->refused > 0)
        text += QStringLiteral(" · ") + Words::tr("%1 refused").arg(writing.number(step->refused));
    return text;
}

} // namespace ui::plots
