#include "ui/plots/arithmetic.h"

#include "ui/jobtone.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace ui::plots {

using engine::SeriesStep;
using engine::WaitCause;

namespace {

constexpr double nowAt = 0.75; ///< of the wide pane
constexpr double wholeJobUntil = 2 * 3600.0;
constexpr double meltBelow = 2; ///< px

/// Columns of equal height become one shape.
void append(std::vector<Shape>& shapes, const Shape& shape)
{
    if (shape.high <= shape.low)
        return;
    if (!shapes.empty()) {
        Shape& last = shapes.back();
        const bool isNeighbour = std::abs(last.to - shape.from) < 1e-6;
        if (isNeighbour && last.low == shape.low && last.high == shape.high && last.tone == shape.tone
            && last.fill == shape.fill) {
            last.to = shape.to;
            return;
        }
    }
    shapes.push_back(shape);
}

/// Goes through the steps that touch the axis and hands each to `visit` with its columns, cut to the axis.
template <class Visit>
void eachStep(const Steps& steps, const Axis& axis, Visit&& visit)
{
    const auto first = std::ranges::lower_bound(steps.steps, axis.from - steps.length, {},
                                                [](const SeriesStep& s) { return secondsOf(s.at); });
    for (auto step = first; step != steps.steps.end(); ++step) {
        const double from = secondsOf(step->at);
        if (from >= axis.to)
            break;
        if (from + steps.length <= axis.from)
            continue;
        const int left = std::max(0, axis.column(from));
        // The end is outside: a step that ends on a column's edge does not reach into that column.
        const int right = std::min(axis.pixels - 1, axis.column(from + steps.length - 1e-9));
        visit(*step, left, std::max(left, right));
    }
}

Fill fillOf(WaitCause cause)
{
    switch (cause) {
    case WaitCause::throttle:
    case WaitCause::block:
    case WaitCause::dailyTold:
    case WaitCause::outage:
        return Fill::diagonal;
    case WaitCause::network:
        return Fill::cross;
    case WaitCause::paused:
    case WaitCause::off:
        return Fill::dots;
    default:
        return Fill::solid;
    }
}

} // namespace

bool isOfJob(WaitCause cause)
{
    return cause != WaitCause::paused && cause != WaitCause::off;
}

double secondsOf(WallTime t)
{
    return double(t.time_since_epoch().count()) / 1000.0;
}

double secondsOf(Duration d)
{
    return std::chrono::duration<double>(d).count();
}

int Axis::column(double t) const
{
    return int(std::floor((t - from) / length() * pixels + 1e-9));
}

Axis axisOf(Range range, const engine::JobSnapshot& job, WallTime now, int pixels)
{
    const double at = secondsOf(now);
    pixels = std::max(1, pixels);
    if (range == Range::whole) {
        const double start = job.startedAt ? secondsOf(*job.startedAt) : at;
        double end = at;
        if (job.endedAt)
            end = secondsOf(*job.endedAt);
        else if (job.eta)
            end = std::max(at, secondsOf(*job.eta));
        // A margin, so that the last burst does not stick to the edge; and never an empty axis.
        const double length = std::max(end - start, 10.0);
        return {start - length * 0.01, start + length * 1.02, pixels};
    }
    const double length = range == Range::twoMinutes ? 120 : range == Range::quarterHour ? 900 : 3600;
    return {at - nowAt * length, at + (1 - nowAt) * length, pixels};
}

Axis closeUp(WallTime now, int pixels)
{
    const double at = secondsOf(now);
    return {at - 120, at, std::max(1, pixels)};
}

Range rangeByDefault(const engine::JobSnapshot& job)
{
    const auto end = job.endedAt ? job.endedAt : job.eta;
    if (!job.startedAt || !end || job.isRehearsal) // which is looked at as a whole
        return Range::whole;
    return secondsOf(*end) - secondsOf(*job.startedAt) <= wholeJobUntil ? Range::whole : Range::hour;
}

Steps stepsFor(const engine::SeriesView& series, const Axis& axis)
{
    const auto reaches = [&](const std::vector<SeriesStep>& steps) {
        return !steps.empty() && secondsOf(steps.front().at) <= axis.from + 1;
    };
    // The finest resolution that goes back far enough; where none does, the one that goes back furthest.
    if (reaches(series.seconds) || (series.tens.empty() && series.fiveMinutes.empty()))
        return {series.seconds, 1};
    const bool tensAreOlder =
        !series.tens.empty()
        && (series.seconds.empty()
            || secondsOf(series.tens.front().at) < secondsOf(series.seconds.front().at) - 10);
    const bool fivesAreOlder =
        !series.fiveMinutes.empty()
        && (series.tens.empty()
            || secondsOf(series.fiveMinutes.front().at) < secondsOf(series.tens.front().at) - 300);
    if (!tensAreOlder && !fivesAreOlder)
        return {series.seconds, 1};
    if (reaches(series.tens) || !fivesAreOlder)
        return {series.tens, 10};
    return {series.fiveMinutes, 300};
}

RateRule rateRule(const std::vector<engine::RuleView>& rules)
{
    const engine::RuleView* shortest = nullptr;
    for (const engine::RuleView& rule : rules)
        if (rule.kind == limits::Kind::window && rule.max > 0 && (!shortest || rule.per < shortest->per))
            shortest = &rule;
    RateRule made;
    if (shortest) {
        made.index = std::size_t(shortest - rules.data());
        made.limit = double(shortest->max);
        made.per = secondsOf(shortest->per);
        made.share = double(shortest->allowed);
        made.isLearned = shortest->isLearned;
        return made;
    }
    for (const engine::RuleView& rule : rules)
        if (rule.kind == limits::Kind::paced && rule.per.count() > 0) {
            const double steady = 60.0 / secondsOf(rule.per);
            made.index = std::size_t(&rule - rules.data());
            made.limit = steady + double(rule.max);
            made.per = 60;
            made.share = steady + double(rule.allowed);
            made.burst = double(rule.max);
            made.isLearned = rule.isLearned;
            return made;
        }
    return made;
}

std::vector<Shape> rateColumns(const Steps& steps, const Axis& axis, double limit)
{
    std::vector<std::uint32_t> high(std::size_t(axis.pixels), 0);
    eachStep(steps, axis, [&](const SeriesStep& step, int left, int right) {
        for (int c = left; c <= right; ++c)
            high[std::size_t(c)] = std::max(high[std::size_t(c)], step.windowHigh);
    });
    std::vector<Shape> shapes;
    for (int c = 0; c < axis.pixels; ++c) {
        const double height = high[std::size_t(c)];
        const Tone tone = limit > 0 && height > limit ? Tone::failed : Tone::moving;
        append(shapes, {axis.start(c), axis.start(c + 1), 0, height, tone, Fill::solid});
    }
    return shapes;
}

std::vector<Shape> sentBars(const Steps& steps, const Axis& axis)
{
    std::vector<Shape> shapes;
    eachStep(steps, axis, [&](const SeriesStep& step, int, int) {
        const double from = secondsOf(step.at);
        if (step.sent > 0)
            shapes.push_back({from + steps.length * 0.25, from + steps.length * 0.75, 0, double(step.sent),
                              Tone::moving, Fill::solid});
    });
    return shapes;
}

std::vector<Shape> plannedRate(const engine::Plan& plan, const RateRule& rule, const Axis& axis, WallTime now)
{
    // A request counts for the whole window after it: up when a batch begins, down a window after its end.
    std::vector<std::pair<double, double>> changes;
    for (const engine::PlannedBatch& batch : plan.batches) {
        changes.emplace_back(secondsOf(batch.at), double(batch.requests));
        changes.emplace_back(secondsOf(batch.until) + rule.per, -double(batch.requests));
    }
    std::ranges::stable_sort(changes, {}, &std::pair<double, double>::first);
    const double start = std::max(secondsOf(now), axis.from);
    // Steps narrower than a pixel would be a comb of lines: of those the highest is shown, one pixel wide.
    const double pixel = axis.length() / axis.pixels;
    std::vector<Shape> shapes;
    double count = 0, from = start, peak = 0;
    const auto height = [&](double n) { return rule.exists() ? std::min(n, rule.share) : n; };
    const auto stepTo = [&](double to) {
        to = std::min(to, axis.to);
        if (to - from < pixel)
            return;
        if (peak > count) {
            append(shapes, {from, from + pixel, 0, height(peak), Tone::moving, Fill::hollow});
            from += pixel;
        }
        if (to > from)
            append(shapes, {from, to, 0, height(count), Tone::moving, Fill::hollow});
        from = to;
        peak = 0;
    };
    for (const auto& [at, change] : changes) {
        stepTo(at);
        count += change;
        if (at > start)
            peak = std::max(peak, count);
    }
    stepTo(axis.to);
    return shapes;
}

std::vector<Mark> refusals(const Steps& steps, const Axis& axis)
{
    std::vector<Mark> marks;
    eachStep(steps, axis, [&](const SeriesStep& step, int, int) {
        if (step.refused == 0)
            return;
        const double at = secondsOf(step.at) + steps.length / 2;
        if (!marks.empty() && axis.column(marks.back().at) == axis.column(at))
            marks.back().count += step.refused;
        else
            marks.push_back({at, step.refused});
    });
    return marks;
}

std::vector<Shape> leftBand(const Steps& steps, std::size_t index, double allowed, const Axis& axis,
                            double foot)
{
    struct Column {
        double lowest = 0, highest = 0;
        bool isKnown = false;
    };
    std::vector<Column> columns(static_cast<std::size_t>(axis.pixels));
    eachStep(steps, axis, [&](const SeriesStep& step, int left, int right) {
        if (index >= step.usedHigh.size())
            return;
        const double lowest = std::max(0.0, allowed - step.usedHigh[index]);
        const double highest = std::max(0.0, allowed - step.usedLow[index]);
        for (int c = left; c <= right; ++c) {
            Column& column = columns[std::size_t(c)];
            column.lowest = column.isKnown ? std::min(column.lowest, lowest) : lowest;
            column.highest = column.isKnown ? std::max(column.highest, highest) : highest;
            column.isKnown = true;
        }
    });
    std::vector<Shape> solid, light;
    for (int c = 0; c < axis.pixels; ++c) {
        const Column& column = columns[std::size_t(c)];
        const double from = axis.start(c), to = axis.start(c + 1);
        append(solid, {from, to, foot, foot + column.lowest, Tone::waiting, Fill::solid});
        append(light, {from, to, foot + column.lowest, foot + column.highest, Tone::waiting, Fill::light});
    }
    solid.insert(solid.end(), light.begin(), light.end());
    return solid;
}

std::vector<Shape> comebackStairs(const engine::RuleView& rule, WallTime now, const Axis& axis, double foot)
{
    std::vector<Shape> shapes;
    const double allowed = double(rule.allowed);
    double free = std::max(0.0, allowed - double(rule.used));
    double from = secondsOf(now);
    const auto stair = [&](double to) {
        const double left = std::max(from, axis.from), right = std::min(to, axis.to);
        if (right > left)
            append(shapes, {left, right, foot, foot + free, Tone::waiting, Fill::hollow});
    };
    for (const auto& [at, count] : rule.comeback) {
        const double t = secondsOf(at);
        if (t > from) {
            stair(t);
            from = t;
        }
        free = std::min(allowed, free + double(count));
    }
    stair(axis.to);
    return shapes;
}

std::vector<Shape> melted(std::vector<Shape> spans, const Axis& axis)
{
    std::ranges::sort(spans, {}, &Shape::from);
    std::vector<Shape> result;
    bool lastIsShort = false;
    for (const Shape& span : spans) {
        const bool isShort = axis.pixelsOf(span.to - span.from) < meltBelow;
        if (!result.empty() && lastIsShort && isShort
            && axis.pixelsOf(span.from - result.back().to) < meltBelow) {
            result.back().to = std::max(result.back().to, span.to);
            result.back().fill = Fill::melted;
            continue;
        }
        result.push_back(span);
        lastIsShort = isShort;
    }
    return result;
}

std::vector<WaitRow> waitRows(const engine::JobSnapshot& job, WallTime now, const Axis& axis)
{
    std::vector<WaitRow> rows;
    const auto rowOf = [&](WaitCause cause, const QString& rule) -> WaitRow& {
        const auto found = std::ranges::find_if(
            rows, [&](const WaitRow& row) { return row.cause == cause && row.rule == rule; });
        if (found != rows.end())
            return *found;
        rows.push_back({cause, rule, {}, {}, false});
        return rows.back();
    };
    const auto kindOf = [&](const QString& name) {
        for (const engine::RuleView& rule : job.rules)
            if (rule.name == name)
                return rule.kind == limits::Kind::paced   ? WaitCause::pace
                       : rule.kind == limits::Kind::daily ? WaitCause::daily
                                                          : WaitCause::window;
        return WaitCause::window;
    };
    // Rows of the rules are always there, in the rules' order, so that nothing jumps when a wait begins.
    for (const engine::RuleView& rule : job.rules)
        if (rule.kind != limits::Kind::concurrency)
            rowOf(kindOf(rule.name), rule.name);
    if (job.series)
        for (const engine::WaitSpan& span : job.series->waits) {
            if (span.cause == WaitCause::none)
                continue;
            WaitRow& row = rowOf(span.cause, span.rule);
            const double from = std::max(axis.from, secondsOf(span.from));
            const double to = std::min(axis.to, secondsOf(span.to));
            if (to > from)
                row.past.push_back({from, to, 0, 1, toneOf(span.cause), fillOf(span.cause)});
        }
    if (job.state == jobs::JobState::paused && job.series && !job.series->waits.empty()) {
        const engine::WaitSpan& last = job.series->waits.back();
        if (last.cause == WaitCause::paused || last.cause == WaitCause::off)
            rowOf(last.cause, last.rule).isOn = true;
    }
    if (job.plan && job.state == jobs::JobState::running)
        for (std::size_t i = 0; i + 1 < job.plan->batches.size(); ++i) {
            const engine::PlannedBatch& batch = job.plan->batches[i];
            const double from = std::max({axis.from, secondsOf(now), secondsOf(batch.until)});
            const double to = std::min(axis.to, secondsOf(job.plan->batches[i + 1].at));
            if (to <= from || batch.waitRule.isEmpty())
                continue;
            const WaitCause cause = kindOf(batch.waitRule);
            rowOf(cause, batch.waitRule).planned.push_back({from, to, 0, 1, toneOf(cause), Fill::hollow});
        }
    if (job.state == jobs::JobState::running && job.wait.cause != WaitCause::none) {
        WaitRow& row = rowOf(job.wait.cause, job.wait.rule);
        row.isOn = true;
        const double from = std::max(axis.from, secondsOf(now));
        if (job.wait.until && secondsOf(*job.wait.until) > from) {
            const double to = std::min(axis.to, secondsOf(*job.wait.until));
            if (to > from)
                row.planned.push_back({from, to, 0, 1, toneOf(job.wait.cause), Fill::hollow});
        }
    }
    for (WaitRow& row : rows) {
        row.past = melted(std::move(row.past), axis);
        row.planned = melted(std::move(row.planned), axis);
    }
    return rows;
}

qint64 highestRate(const engine::SeriesView& series)
{
    std::uint32_t highest = 0;
    for (const auto* steps : {&series.seconds, &series.tens, &series.fiveMinutes})
        for (const SeriesStep& step : *steps)
            highest = std::max(highest, step.windowHigh);
    return highest;
}

std::optional<qint64> leftAtEnd(const engine::SeriesView& series, std::size_t index, qint64 allowed)
{
    for (const auto* steps : {&series.seconds, &series.tens, &series.fiveMinutes})
        if (!steps->empty() && index < steps->back().usedHigh.size())
            return std::max<qint64>(0, allowed - qint64(steps->back().usedHigh[index]));
    return {};
}

Duration waitedFor(const engine::JobSnapshot& job, WaitCause cause, const QString& rule)
{
    Duration sum{};
    if (job.series)
        for (const engine::WaitSpan& span : job.series->waits)
            if (span.cause == cause && span.rule == rule)
                sum += span.to - span.from;
    return sum;
}

bool hasCourse(const engine::JobSnapshot& job)
{
    if (job.state == jobs::JobState::running || job.state == jobs::JobState::pausing)
        return true;
    const engine::SeriesView* series = job.series.get();
    return series
           && !(series->seconds.empty() && series->tens.empty() && series->fiveMinutes.empty()
                && series->waits.empty());
}

std::vector<int> percents(const std::vector<TimeShare>& shares)
{
    std::vector<int> whole;
    std::vector<std::size_t> order;
    int sum = 0;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        whole.push_back(int(std::floor(shares[i].part * 100)));
        sum += whole.back();
        order.push_back(i);
    }
    std::ranges::stable_sort(order, std::ranges::greater{}, [&](std::size_t i) {
        return shares[i].part * 100 - std::floor(shares[i].part * 100);
    });
    for (std::size_t i = 0; i < order.size() && sum < 100; ++i, ++sum)
        ++whole[order[i]];
    return whole;
}

std::vector<TimeShare> timeShares(const engine::SeriesView& series)
{
    double total = secondsOf(series.sending);
    std::vector<TimeShare> shares{{WaitCause::none, {}, total}};
    for (std::size_t i = 1; i < series.waited.size(); ++i) {
        const auto cause = static_cast<WaitCause>(i);
        const double waited = secondsOf(series.waited[i]);
        if (waited <= 0 || !isOfJob(cause))
            continue;
        total += waited;
        // By rule, as long as the spans go back to the start of the job; they are bounded, the sum is not.
        std::vector<TimeShare> rules;
        double told = 0;
        for (const engine::WaitSpan& span : series.waits) {
            if (span.cause != cause)
                continue;
            auto found = std::ranges::find(rules, span.rule, &TimeShare::rule);
            if (found == rules.end())
                found = rules.insert(rules.end(), {cause, span.rule, 0});
            found->part += secondsOf(span.to - span.from);
            told += secondsOf(span.to - span.from);
        }
        if (std::abs(told - waited) <= 0.02 * waited + 1)
            shares.insert(shares.end(), rules.begin(), rules.end());
        else
            shares.push_back({cause, {}, waited});
    }
    if (total <= 0)
        return {};
    for (TimeShare& share : shares)
        share.part /= total;
    std::sort(shares.begin() + 1, shares.end(),
              [](const TimeShare& a, const TimeShare& b) { return a.part > b.part; });
    return shares;
}

} // namespace ui::plots
