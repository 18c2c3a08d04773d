#include "ui/support/fakesnapshots.h"

#include "ui/support/fakecourse.h"

#include <algorithm>

namespace fake {

using namespace std::chrono;
using engine::JobSnapshot;
using engine::WaitCause;
using engine::WallTime;
using jobs::ItemState;
using jobs::JobState;
using jobs::PauseReason;

namespace {

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

void nameAsChameleon(JobSnapshot& job)
{
    job.vendor = QStringLiteral("Chameleon");
    job.accountLabel = QStringLiteral("EU");
    job.accountKey = QStringLiteral("c1");
    job.profileId = QStringLiteral("chameleon");
    job.origin = QStringLiteral("https://api.chameleon.io");
    job.operationName = QStringLiteral("Forget profiles for ever");
    job.verb = QStringLiteral("Forget");
    job.participle = QStringLiteral("forgotten");
    job.noun = QStringLiteral("profile");
    job.nouns = QStringLiteral("profiles");
    job.listName = QStringLiteral("gdpr_14.csv");
    job.canLook = false;
}

/// A job of the pictures that stopped in its second hour, a moment after the last burst.
JobSnapshot stopped(PauseReason reason)
{
    JobSnapshot job = kameleoon();
    const WallTime at = start() + 3600s + 84s, until = at + 2min;
    addCourse(job, {.until = until, .end = start() + 4h + 160s, .stops = at});
    job.state = JobState::paused;
    job.reason = reason;
    job.pausedAt = at;
    settle(job, 1435, 12, 2, 1, 4812);
    job.goneOurs = 2;
    job.eta.reset();
    addWait(job, WaitCause::paused, {}, at, until);
    return job;
}

/// The account's next job, or one that only stands there where its account is at rest.
JobSnapshot nextOf(const JobSnapshot& job, const WallTime asOf)
{
    JobSnapshot next = draft();
    next.id = 21;
    next.name = QStringLiteral("Trial leftovers");
    next.listName = QStringLiteral("trials_left.csv");
    next.isPractice = job.isPractice;
    if (job.accountKey == next.accountKey)
        next.accountLabel = job.accountLabel;
    if (job.state == JobState::running && job.accountKey == next.accountKey) {
        next.state = JobState::running;
        next.wait.cause = WaitCause::turn;
        next.wait.rule = job.name;
        next.wait.since = asOf;
        next.turn = 2;
    }
    return next;
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
    const WallTime until = start() + 3600s + 82s;
    addCourse(job, {.until = until, .end = start() + 4h + 160s});
    settle(job, 1431, 12, 2, 1, 4812);
    job.counts[ItemState::queued] -= 4;
    job.counts[ItemState::sent] = 4;
    job.inFlight = 4;
    job.perSecond = 5.0;
    job.goneOurs = 2;
    job.rules[0].inFlight = 4;
    for (int i = 0; i < 6; ++i) {
        job.rules[0].comeback.push_back({until + seconds(2 + i), i < 5 ? 8 : 10});
        job.rules[1].comeback.push_back({until + seconds(8 + i * 10), 50});
    }
    return job;
}

JobSnapshot waitingLong()
{
    JobSnapshot job = kameleoon();
    addCourse(job, {.until = now(), .end = start() + 4h + 160s});
    settle(job, 1000, 0, 0, 0, 4812);
    for (int i = 0; i < 20; ++i)
        job.rules[1].comeback.push_back({start() + 1h + seconds(i * 10), 50});
    job.rules[1].nextSlot = start() + 1h;
    job.wait = {
        WaitCause::window, QStringLiteral("hour window"), start() + 192s, start() + 1h, 1000, 1000, 1h};
    return job;
}

JobSnapshot blocked(WallTime at)
{
    JobSnapshot job = kameleoon();
    job.id = 8;
    job.name = QStringLiteral("Old requirements");
    job.vendor = QStringLiteral("Accompa");
    job.accountLabel = QStringLiteral("Acme");
    job.accountKey = QStringLiteral("a1");
    job.profileId = QStringLiteral("accompa");
    job.origin = QStringLiteral("https://api.accompa.com");
    job.operationName = QStringLiteral("Delete requirements");
    job.noun = QStringLiteral("requirement");
    job.nouns = QStringLiteral("requirements");
    job.listName = QStringLiteral("requirements_old.csv");
    // Sent without a break until somebody else's calls made Accompa block the account four minutes ago.
    const WallTime since = at - 4min;
    const Course course{.until = at, .end = start() + 3h, .stops = since, .perBurst = 9, .perHour = 4'000};
    addCourse(job, course);
    const int sent = sentBy(course);
    settle(job, std::uint32_t(sent) - 8, 7, 0, 0, std::uint32_t(sent) * 100 / 41);
    job.counts[ItemState::waiting] = 1; // refused, to be asked again
    --job.counts[ItemState::queued];
    job.throttled = 1;
    job.rules = {rule("10 s window", limits::Kind::window, 25, 0, 10s),
                 rule("day", limits::Kind::daily, 5000, 3120, 25h)};
    job.rules[1].allowed = 4000;
    job.wait = {WaitCause::block, QStringLiteral("hold: block"), since, at + 6min + 8s, 0, 0, {}};
    job.hold.emplace();
    job.hold->ours = 9;
    job.hold->oursMost = 25;
    job.hold->oursPer = 10s;
    addWait(job, WaitCause::block, QStringLiteral("hold: block"), since, at);
    auto series = std::make_shared<engine::SeriesView>(*job.series);
    auto used = std::uint32_t(3120 - sent); // by what was sent before this job
    for (engine::SeriesStep& step : series->seconds) {
        used += step.sent;
        step.usedLow[1] = step.usedHigh[1] = used;
        if (step.at == since - 1s)
            step.refused = 1;
    }
    job.series = series;
    job.eta = at + 6min + 8s + 2h;
    job.plan.reset();
    return job;
}

JobSnapshot throttled()
{
    JobSnapshot job = kameleoon();
    const WallTime until = start() + 83s;
    const Course course{.until = until, .end = start() + 4h + 200s, .stops = until - 10s};
    addCourse(job, course);
    settle(job, std::uint32_t(sentBy(course)) - 2, 0, 0, 0, 4812);
    job.counts[ItemState::waiting] = 2;
    job.counts[ItemState::queued] -= 2;
    job.throttled = 2;
    job.wait = {WaitCause::throttle, QStringLiteral("hold: throttle"), until - 10s, until + 41s, 0, 0, {}};
    addWait(job, WaitCause::throttle, job.wait.rule, until - 10s, until);
    return job;
}

JobSnapshot offline()
{
    JobSnapshot job = kameleoon();
    const WallTime since = start() + 3600s + 62s, until = since + 3min;
    const Course course{.until = until, .end = start() + 4h + 340s, .stops = since};
    addCourse(job, course);
    settle(job, std::uint32_t(sentBy(course)) - 12, 12, 0, 0, 4812);
    job.wait = {WaitCause::network, QString(), since, until + 57s, 0, 0, {}};
    addWait(job, WaitCause::network, {}, since, until);
    return job;
}

JobSnapshot brake()
{
    JobSnapshot job = kameleoon();
    addCourse(job, {.until = start() + 4s, .end = start() + 2h, .most = 20});
    job.state = JobState::paused;
    job.reason = PauseReason::guardAllGone;
    settle(job, 0, 20, 0, 0, 2240);
    job.name = QStringLiteral("Old trials");
    job.listName = QStringLiteral("trials_old.csv");
    job.eta.reset();
    addWait(job, WaitCause::paused, {}, start() + 2s, start() + 4s);
    return job;
}

JobSnapshot haveALook()
{
    JobSnapshot job = kameleoon();
    addCourse(job, {.until = start() + 4s, .end = start() + 4h + 160s, .most = 5});
    job.state = JobState::paused;
    job.reason = PauseReason::guardCanary;
    job.guards.canary = 5;
    settle(job, 4, 1, 0, 0, 4812);
    job.eta.reset();
    addWait(job, WaitCause::paused, {}, start() + 2s, start() + 4s);
    return job;
}

JobSnapshot signInRefused()
{
    JobSnapshot job = stopped(PauseReason::credentials);
    job.pausedAt.reset();
    return job;
}

JobSnapshot paused()
{
    return stopped(PauseReason::byOperator);
}

JobSnapshot interrupted()
{
    // The power went in the middle of a burst.
    JobSnapshot job = kameleoon();
    const WallTime cut = start() + 152s;
    const Course course{.until = cut, .end = start() + 4h + 160s};
    addCourse(job, course);
    job.state = JobState::paused;
    job.reason = PauseReason::interrupted;
    job.interruptedAt = cut;
    settle(job, std::uint32_t(sentBy(course)) - 10, 5, 2, 3, 4812);
    job.rules[0].used = 0;
    job.eta.reset();
    addWait(job, WaitCause::off, {}, cut, now());
    return job;
}

JobSnapshot finishedClean()
{
    JobSnapshot job = kameleoon();
    addCourse(job, {.until = start() + 42s, .end = start() + 42s, .most = 230});
    job.state = JobState::finished;
    settle(job, 226, 4, 0, 0, 230);
    job.endedAt = start() + 42s;
    job.eta.reset();
    job.plan.reset();
    return job;
}

JobSnapshot finishedWithRest()
{
    JobSnapshot job = finishedClean();
    addCourse(job, {.until = start() + 42s, .end = start() + 42s, .most = 213});
    nameAsChameleon(job);
    job.id = 9;
    job.name = QStringLiteral("GDPR batch 14");
    settle(job, 207, 0, 2, 3, 212);
    job.receipts = 207;
    job.eta.reset();
    job.plan.reset();
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
    // The lid was closed four minutes after the start, and opened the next morning.
    JobSnapshot job = waitingLong();
    const WallTime lid = start() + 4min, opened = start() + 15h + 27min + 30s;
    addCourse(job, {.until = opened + 5s, .end = opened + 3h + 3min, .stops = lid});
    addWait(job, WaitCause::off, {}, lid, opened);
    job.rules[0].used = job.rules[1].used = 0;
    job.tokenUntil.reset();
    job.sleep = engine::Sleep{lid, opened, opened + 60s};
    job.wait = {};
    job.wait.cause = WaitCause::woke;
    job.wait.since = opened;
    job.wait.until = job.sleep->goesOnAt;
    return job;
}

JobSnapshot million()
{
    JobSnapshot job = running();
    settle(job, 412'222, 1'204, 17, 3, 1'000'000);
    job.counts[ItemState::queued] -= 4;
    job.counts[ItemState::sent] = 4;
    job.startedAt = *job.startedAt - 24h * 17 - 4h; // a thousand an hour
    job.eta = start() + 24h * 24;
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
    nameAsChameleon(job);
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
    snapshot.asOf = start() + 3600s + 82s;
    JobSnapshot first = running();
    first.turn = 1;
    snapshot.jobs = {finishedWithRest(), blocked(snapshot.asOf), nextOf(first, snapshot.asOf), first};
    return snapshot;
}

engine::Snapshot among(const JobSnapshot& job)
{
    engine::Snapshot snapshot;
    snapshot.asOf = now();
    if (job.series && !job.series->seconds.empty())
        snapshot.asOf = std::max(snapshot.asOf, job.series->seconds.back().at + 1s);
    if (job.state == JobState::running && job.wait.cause == WaitCause::throttle)
        snapshot.asOf = job.series->seconds.back().at + 1s; // in its first minutes
    snapshot.isPractice = job.isPractice;
    snapshot.jobs = {job, nextOf(job, snapshot.asOf)};
    if (JobSnapshot third = finishedWithRest(); third.accountKey != job.accountKey) {
        third.id = 22;
        third.isPractice = job.isPractice;
        snapshot.jobs << third;
    }
    return snapshot;
}

} // namespace fake
