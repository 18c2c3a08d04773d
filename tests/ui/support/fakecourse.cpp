#include "ui/support/fakecourse.h"

#include <algorithm>

namespace fake {

using namespace std::chrono;
using engine::WaitCause;
using engine::WallTime;

namespace {

/// Requests of this very second: a burst takes the first two of every ten.
int sentIn(const Course& course, WallTime at)
{
    const auto second = duration_cast<seconds>(at - start()).count();
    if (second < 0 || at >= course.stops)
        return 0;
    const auto before = int(second % 3600 / 10) * course.perBurst;
    const int first = course.perBurst * 16 / 25;
    const int wanted = second % 10 == 0 ? first : second % 10 == 1 ? course.perBurst - first : 0;
    const int spent = before + (second % 10 == 1 ? first : 0);
    return std::clamp(course.perHour - spent, 0, wanted);
}

/// So long after its beginning nothing more fits into an hour; an hour, where everything does.
seconds fullAfter(const Course& course)
{
    return std::min<seconds>(3600s, seconds((course.perHour + course.perBurst - 1) / course.perBurst * 10));
}

/// The rule that keeps the next burst back.
QString ruleAfter(const Course& course, WallTime burst, WallTime hour)
{
    const bool isHourFull = fullAfter(course) < 3600s && burst + 10s >= hour + fullAfter(course);
    return isHourFull ? QStringLiteral("hour window") : QStringLiteral("10 s window");
}

void addSteps(engine::SeriesView& series, const Course& course)
{
    const WallTime first = std::max(start(), course.until - 3600s);
    std::int64_t hour = 0;
    int total = 0;
    std::vector<int> sent;
    for (WallTime at = start(); at < course.until; at += 1s) {
        sent.push_back(std::min(sentIn(course, at), course.most - total));
        total += sent.back();
        hour += sent.back() - (sent.size() > 3600 ? sent[sent.size() - 3601] : 0);
        std::uint32_t window = 0;
        for (std::size_t back = 0; back < std::min<std::size_t>(10, sent.size()); ++back)
            window += std::uint32_t(sent[sent.size() - 1 - back]);
        if (at < first)
            continue;
        engine::SeriesStep step;
        step.at = at;
        step.sent = std::uint32_t(sent.back());
        step.windowHigh = window;
        step.usedLow = {window - step.sent, std::uint32_t(hour), 0, 0};
        step.usedHigh = {window, std::uint32_t(hour), 0, 0};
        series.seconds.push_back(step);
    }
}

void addWaits(engine::SeriesView& series, const Course& course)
{
    for (WallTime hour = start(); hour < course.stops; hour += 3600s)
        for (WallTime burst = hour; burst < hour + fullAfter(course) && burst + 2s < course.stops;
             burst += 10s) {
            const QString rule = ruleAfter(course, burst, hour);
            const WallTime next = rule == QLatin1String("hour window") ? hour + 3600s : burst + 10s;
            series.waits.push_back({WaitCause::window, rule, burst + 2s, std::min(course.stops, next)});
        }
}

void tellShares(engine::SeriesView& series, WallTime until)
{
    engine::Duration waited{};
    series.waited = {};
    for (const auto& span : series.waits) {
        series.waited[std::size_t(span.cause)] += span.to - span.from;
        waited += span.to - span.from;
    }
    series.sending = (until - start()) - waited;
}

} // namespace

WallTime start()
{
    return sys_days{year{2026} / 11 / 20} + 17h + 4min + 10s;
}

engine::RuleView rule(const char* name, limits::Kind kind, std::int64_t max, std::int64_t used,
                      engine::Duration per)
{
    engine::RuleView made;
    made.name = QString::fromUtf8(name);
    made.kind = kind;
    made.max = made.allowed = max;
    made.used = used;
    made.per = per;
    return made;
}

int sentBy(const Course& course)
{
    int sent = 0;
    for (WallTime at = start(); at < course.until; at += 1s)
        sent += sentIn(course, at);
    return std::min(sent, course.most);
}

void addCourse(engine::JobSnapshot& job, const Course& course)
{
    auto series = std::make_shared<engine::SeriesView>();
    addSteps(*series, course);
    addWaits(*series, course);
    tellShares(*series, course.until);

    auto plan = std::make_shared<engine::Plan>();
    plan->madeAt = course.until;
    plan->finish = course.end;
    for (WallTime hour = start(); hour < course.end; hour += 3600s)
        for (WallTime burst = hour; burst < hour + fullAfter(course); burst += 10s)
            if (burst >= course.until && burst <= course.end)
                plan->batches.push_back(
                    {burst, burst + 2s, std::uint32_t(course.perBurst), ruleAfter(course, burst, hour)});
    job.plan = plan;
    job.startedAt = start();
    job.eta = course.end;
    job.plannedFinish = course.end;
    job.tokenUntil = start() + 2h;
    job.tokenRenews = true;
    const std::int64_t lastTen = series->seconds.empty() ? 0 : series->seconds.back().windowHigh;
    const std::int64_t lastHour = series->seconds.empty() ? 0 : series->seconds.back().usedHigh[1];
    job.rules = {rule("10 s window", limits::Kind::window, course.perBurst, lastTen, 10s),
                 rule("hour window", limits::Kind::window, course.perHour, lastHour, 1h)};
    job.series = series;
}

void addWait(engine::JobSnapshot& job, WaitCause cause, const QString& rule, WallTime from, WallTime to)
{
    auto series = std::make_shared<engine::SeriesView>(*job.series);
    series->waits.push_back({cause, rule, from, to});
    tellShares(*series, to);
    job.series = series;
}

} // namespace fake
