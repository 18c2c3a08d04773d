#include "ui/support/fakesnapshots.h"

#include <algorithm>

namespace fake {

using namespace std::chrono;
using engine::JobSnapshot;
using engine::RuleView;
using engine::WaitCause;
using engine::WallTime;
using jobs::ItemState;
using jobs::JobState;
using jobs::PauseReason;

namespace {

constexpr WallTime start = sys_days{year{2026} / 11 / 20} + 17h + 4min + 10s;
constexpr int perBurst = 50, perHour = 1000;

JobSnapshot kameleoon()
{
    JobSnapshot job;
    job.id = 7;
    job.name = QStringLiteral("Q4 clean-up");
    job.vendor = QStringLiteral("Kameleoon");
    job.accountLabel = QStringLiteral("Production");
    job.accountKey = QStringLiteral("k1");
    job.profileId = QStringLiteral("kameleoon");
    job.origin = QStringLiteral("https://api.kameleoon.com");
    job.canLook = true;
    job.operationName = QStringLiteral("Delete accounts");
    job.verb = QStringLiteral("Delete");
    job.participle = QStringLiteral("deleted");
    job.noun = QStringLiteral("account");
    job.nouns = QStringLiteral("accounts");
    job.listName = QStringLiteral("accounts_q4.xlsx");
    job.note = QStringLiteral("OPS-1182");
    job.state = JobState::running;
    job.inFlightMax = 16;
    return job;
}

RuleView rule(const char* name, limits::Kind kind, std::int64_t max, std::int64_t used, engine::Duration per)
{
    RuleView made;
    made.name = QString::fromUtf8(name);
    made.kind = kind;
    made.max = made.allowed = max;
    made.used = used;
    made.per = per;
    return made;
}

/// A second in which so many requests left; a burst of 50 takes the first two seconds of each ten.
int sentIn(WallTime at)
{
    const auto seconds = duration_cast<std::chrono::seconds>(at - start).count();
    if (seconds < 0 || seconds % 3600 >= 200)
        return 0;
    return seconds % 10 == 0 ? 32 : seconds % 10 == 1 ? 18 : 0;
}

/// Series, waits and plan of the burst job, as if it had run from `start` to `until` and goes on to `end`.
void addCourse(JobSnapshot& job, WallTime until, WallTime end)
{
    auto series = std::make_shared<engine::SeriesView>();
    const WallTime first = std::max(start, until - 3600s);
    std::int64_t hour = 0;
    for (WallTime at = start; at < until; at += 1s) {
        const int sent = sentIn(at);
        hour += sent;
        hour -= sentIn(at - 3600s);
        std::uint32_t window = 0;
        for (int back = 0; back < 10; ++back)
            window += std::uint32_t(sentIn(at - seconds(back)));
        if (at < first)
            continue;
        engine::SeriesStep step;
        step.at = at;
        step.sent = std::uint32_t(sent);
        step.windowHigh = window;
        step.usedLow = {window >= 32 ? window - 18 : window, std::uint32_t(hour), 0, 0};
        step.usedHigh = {window, std::uint32_t(hour), 0, 0};
        series->seconds.push_back(step);
    }
    for (WallTime hourAt = start; hourAt < until; hourAt += 3600s) {
        for (int burst = 0; burst < 20 && hourAt + seconds(burst * 10 + 2) < until; ++burst) {
            const WallTime from = hourAt + seconds(burst * 10 + 2);
            if (burst < 19)
                series->waits.push_back(
                    {WaitCause::window, QStringLiteral("10 s window"), from, std::min(until, from + 8s)});
        }
        const WallTime from = hourAt + 192s;
        if (from < until)
            series->waits.push_back(
                {WaitCause::window, QStringLiteral("hour window"), from, std::min(until, hourAt + 3600s)});
    }
    engine::Duration waited{};
    for (const auto& span : series->waits)
        waited += span.to - span.from;
    series->waited[std::size_t(WaitCause::window)] = waited;
    series->sending = (until - start) - waited;
    job.series = series;

    auto plan = std::make_shared<engine::Plan>();
    plan->madeAt = until;
    plan->finish = end;
    for (WallTime hourAt = start; hourAt < end; hourAt += 3600s)
        for (int burst = 0; burst < 20; ++burst) {
            const WallTime at = hourAt + seconds(burst * 10);
            if (at < until || at > end)
                continue;
            plan->batches.push_back(
                {at, at + 2s, perBurst,
                 burst < 19 ? QStringLiteral("10 s window") : QStringLiteral("hour window")});
        }
    job.plan = plan;
    job.startedAt = start;
    job.eta = end;
    job.plannedFinish = end;
    job.tokenUntil = start + 2h;
    job.tokenRenews = true;
    job.rules = {rule("10 s window", limits::Kind::window, perBurst, 0, 10s),
                 rule("hour window", limits::Kind::window, perHour, 0, 1h)};
}

void settle(JobSnapshot& job, std::uint32_t done, std::uint32_t gone, std::uint32_t failed,
            std::uint32_t unknown, std::uint32_t total)
{
    job.counts = {};
    job.counts[ItemState::done] = done;
    job.counts[ItemState::gone] = gone;
    job.counts[ItemState::failed] = failed;
    job.counts[ItemState::unknown] = unknown;
    job.counts[ItemState::queued] = total - done - gone - failed - unknown;
    job.requests = done + gone + failed + unknown + 1;
}

} // namespace

WallTime now()
{
    return sys_days{year{2026} / 11 / 20} + 17h + 23min + 3s;
}

JobSnapshot draft()
{
    JobSnapshot job = kameleoon();
    job.state = JobState::ready;
    settle(job, 0, 0, 0, 0, 4812);
    return job;
}

JobSnapshot running()
{
    JobSnapshot job = kameleoon();
    const WallTime until = start + 3600s + 82s;
    addCourse(job, until, start + 4h + 160s);
    settle(job, 1431, 12, 2, 1, 4812);
    job.counts[ItemState::queued] -= 4;
    job.counts[ItemState::sent] = 4;
    job.inFlight = 4;
    job.perSecond = 5.0;
    job.goneOurs = 2;
    job.rules[0].used = 46;
    job.rules[0].inFlight = 4;
    job.rules[1].used = 1000;
    for (int i = 0; i < 6; ++i) {
        job.rules[0].comeback.push_back({until + seconds(2 + i), 8});
        job.rules[1].comeback.push_back({until + seconds(8 + i * 10), 50});
    }
    return job;
}

JobSnapshot waitingLong()
{
    JobSnapshot job = kameleoon();
    addCourse(job, now(), start + 4h + 160s);
    settle(job, 1000, 0, 0, 0, 4812);
    job.rules[1].used = 1000;
    for (int i = 0; i < 20; ++i)
        job.rules[1].comeback.push_back({start + 1h + seconds(i * 10), 50});
    job.rules[1].nextSlot = start + 1h;
    job.wait = {WaitCause::window, QStringLiteral("hour window"), start + 192s, start + 1h, 1000, 1000, 1h};
    return job;
}

JobSnapshot blocked()
{
    JobSnapshot job = waitingLong();
    job.id = 8;
    job.name = QStringLiteral("Old requirements");
    job.vendor = QStringLiteral("Accompa");
    job.accountLabel = QStringLiteral("Acme");
    job.accountKey = QStringLiteral("a1");
    job.noun = QStringLiteral("requirement");
    job.nouns = QStringLiteral("requirements");
    job.throttled = 1;
    job.rules = {rule("10 s window", limits::Kind::window, 25, 0, 10s),
                 rule("day", limits::Kind::daily, 5000, 3120, 25h)};
    job.rules[1].allowed = 4000;
    job.wait = {WaitCause::block, QStringLiteral("hold: block"), now() - 4min, now() + 6min + 8s, 0, 0, {}};
    auto series = std::make_shared<engine::SeriesView>(*job.series);
    series->waits.push_back({WaitCause::block, QStringLiteral("hold: block"), now() - 4min, now()});
    for (engine::SeriesStep& step : series->seconds) {
        step.sent /= 2;
        step.windowHigh /= 2;
        step.usedLow = {step.usedLow[0] / 2, 3120, 0, 0};
        step.usedHigh = {step.usedHigh[0] / 2, 3120, 0, 0};
    }
    if (series->seconds.size() > 300)
        series->seconds[series->seconds.size() - 240].refused = 1;
    job.series = series;
    job.plan.reset();
    return job;
}

JobSnapshot throttled()
{
    JobSnapshot job = waitingLong();
    job.throttled = 2;
    job.wait = {WaitCause::throttle, QStringLiteral("hold: throttle"), now() - 10s, now() + 41s, 0, 0, {}};
    return job;
}

JobSnapshot offline()
{
    JobSnapshot job = waitingLong();
    job.wait = {WaitCause::network, QString(), now() - 3min, now() + 57s, 0, 0, {}};
    auto series = std::make_shared<engine::SeriesView>(*job.series);
    series->waits.push_back({WaitCause::network, QString(), now() - 3min, now()});
    job.series = series;
    return job;
}

JobSnapshot brake()
{
    JobSnapshot job = kameleoon();
    addCourse(job, start + 4s, start + 4h);
    job.state = JobState::paused;
    job.reason = PauseReason::guardAllGone;
    settle(job, 0, 20, 0, 0, 2240);
    job.name = QStringLiteral("Old trials");
    job.eta.reset();
    return job;
}

JobSnapshot haveALook()
{
    JobSnapshot job = brake();
    job.reason = PauseReason::guardCanary;
    job.guards.canary = 5;
    settle(job, 4, 1, 0, 0, 4812);
    return job;
}

JobSnapshot signInRefused()
{
    JobSnapshot job = waitingLong();
    job.state = JobState::paused;
    job.reason = PauseReason::credentials;
    job.wait = {};
    return job;
}

JobSnapshot paused()
{
    JobSnapshot job = waitingLong();
    job.state = JobState::paused;
    job.reason = PauseReason::byOperator;
    job.pausedAt = now() - 5min;
    job.wait = {};
    return job;
}

JobSnapshot interrupted()
{
    JobSnapshot job = paused();
    job.reason = PauseReason::interrupted;
    job.interruptedAt = now() - 20h;
    job.pausedAt.reset();
    settle(job, 990, 5, 2, 3, 4812);
    job.rules[1].used = 812;
    return job;
}

JobSnapshot finishedClean()
{
    JobSnapshot job = kameleoon();
    addCourse(job, start + 42s, start + 42s);
    job.state = JobState::finished;
    settle(job, 226, 4, 0, 0, 230);
    job.endedAt = start + 42s;
    job.eta.reset();
    job.plan.reset();
    return job;
}

JobSnapshot finishedWithRest()
{
    JobSnapshot job = finishedClean();
    job.id = 9;
    job.name = QStringLiteral("GDPR batch 14");
    job.vendor = QStringLiteral("Chameleon");
    job.accountLabel = QStringLiteral("EU");
    job.accountKey = QStringLiteral("c1");
    job.participle = QStringLiteral("forgotten");
    job.noun = QStringLiteral("profile");
    job.nouns = QStringLiteral("profiles");
    settle(job, 207, 0, 2, 3, 212);
    job.receipts = 207;
    return job;
}

JobSnapshot practice()
{
    JobSnapshot job = running();
    job.isPractice = true;
    job.accountLabel = QStringLiteral("practice");
    return job;
}

JobSnapshot slept()
{
    JobSnapshot job = waitingLong();
    job.sleep = engine::Sleep{now() - 14h, now() - 5s, now() + 55s};
    job.wait = {};
    job.wait.cause = WaitCause::woke;
    job.wait.since = now() - 5s;
    job.wait.until = job.sleep->goesOnAt;
    return job;
}

JobSnapshot million()
{
    JobSnapshot job = running();
    settle(job, 412'345, 1'204, 17, 3, 1'000'000);
    job.eta = now() + 24h * 24;
    job.plannedFinish = job.eta;
    return job;
}

JobSnapshot longWords()
{
    JobSnapshot job = waitingLong();
    job.name =
        QStringLiteral("Bereinigung der Testbenutzerkonten aller Landesgesellschaften nach Abnahme durch "
                       "den Datenschutzbeauftragten");
    job.accountLabel = QStringLiteral("Landesgesellschaften Mittel- und Osteuropa, Produktionsumgebung zwei");
    job.wait.rule = QStringLiteral("Stundenkontingent für Löschanfragen der Verwaltungsschnittstelle");
    job.rules[1].name = job.wait.rule;
    return job;
}

JobSnapshot learned()
{
    JobSnapshot job = running();
    job.vendor = QStringLiteral("Chameleon");
    job.accountLabel = QStringLiteral("EU");
    engine::SeriesView series = *job.series;
    const WallTime until = series.seconds.back().at;
    for (engine::SeriesStep& step : series.seconds) {
        step.usedHigh[1] = step.usedLow[1] = step.windowHigh > 30 ? 4 : 1;
        step.windowHigh = step.windowHigh * 2 - step.windowHigh / 5;
        step.usedLow[0] = step.usedHigh[0] = step.windowHigh;
        if (step.at < until - 2400s && step.at > until - 3000s)
            step = {.at = step.at};
    }
    series.waits = {{WaitCause::off, {}, until - 3000s, until - 2400s},
                    {WaitCause::window, QStringLiteral("minute window"), until - 2200s, until - 100s}};
    series.limitChanges = {{until - 3500s, 0, 120}, {until - 1500s, 0, 96}, {until - 60s, 0, 100}};
    job.series = std::make_shared<engine::SeriesView>(series);
    job.rules = {rule("minute window", limits::Kind::window, 100, 90, 60s),
                 rule("in flight", limits::Kind::concurrency, 4, 4, {}),
                 rule("day", limits::Kind::daily, 5000, 3120, 24h)};
    job.rules[0].isLearned = true;
    job.rules[0].allowed = 80;
    job.rules[1].inFlight = 4;
    job.rules[2].allowed = 4000;
    job.rules[2].others = 300;
    return job;
}

JobSnapshot nothingYet()
{
    JobSnapshot job = kameleoon();
    job.state = JobState::ready;
    return job;
}

QList<Named> everyState()
{
    return {{QStringLiteral("draft"), draft()},
            {QStringLiteral("running"), running()},
            {QStringLiteral("waiting"), waitingLong()},
            {QStringLiteral("blocked"), blocked()},
            {QStringLiteral("throttled"), throttled()},
            {QStringLiteral("offline"), offline()},
            {QStringLiteral("brake"), brake()},
            {QStringLiteral("look"), haveALook()},
            {QStringLiteral("signin"), signInRefused()},
            {QStringLiteral("paused"), paused()},
            {QStringLiteral("interrupted"), interrupted()},
            {QStringLiteral("finished"), finishedClean()},
            {QStringLiteral("finished-rest"), finishedWithRest()},
            {QStringLiteral("practice"), practice()},
            {QStringLiteral("slept"), slept()},
            {QStringLiteral("million"), million()},
            {QStringLiteral("long-words"), longWords()},
            {QStringLiteral("learned"), learned()},
            {QStringLiteral("nothing-yet"), nothingYet()}};
}

engine::Snapshot severalAccounts()
{
    engine::Snapshot snapshot;
    snapshot.asOf = start + 3600s + 82s;
    JobSnapshot second = draft();
    second.id = 21;
    second.name = QStringLiteral("Trial leftovers");
    second.state = JobState::running;
    second.wait.cause = WaitCause::turn;
    second.wait.rule = QStringLiteral("Q4 clean-up");
    second.turn = 2;
    snapshot.jobs = {finishedWithRest(), blocked(), second, running()};
    snapshot.jobs.back().turn = 1;
    return snapshot;
}

engine::Snapshot among(const JobSnapshot& job)
{
    engine::Snapshot snapshot;
    snapshot.asOf = job.state == JobState::running && job.series && !job.series->seconds.empty()
                        ? job.series->seconds.back().at + 1s
                        : now();
    snapshot.isPractice = job.isPractice;
    JobSnapshot second = draft();
    second.id = 21;
    second.name = QStringLiteral("Trial leftovers");
    second.state = JobState::running;
    second.wait.cause = WaitCause::turn;
    second.wait.rule = job.name;
    JobSnapshot third = finishedWithRest();
    third.id = 22;
    snapshot.jobs = {job, second, third};
    return snapshot;
}

} // namespace fake
