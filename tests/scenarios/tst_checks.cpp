#include "scenarios/checks.h"
#include "scenarios/life.h"
#include "scenarios/theory.h"

#include <QTest>

#include <algorithm>

using namespace scenarios;
using namespace std::chrono_literals;
using jobs::AttemptKind;
using jobs::ItemState;
using jobs::JobState;

namespace {

/// A course of events made up by hand, put before the checkers.
struct Course {
    explicit Course(Plan made) : plan(std::move(made)), checks(plan) {}

    Course& at(Duration when)
    {
        now = Instant(when);
        return *this;
    }
    Course& intended(std::uint64_t attempt, std::vector<jobs::ItemIndex> items)
    {
        checks.see(make(Happened::charged, attempt));
        Event event = make(Happened::intended, attempt);
        event.kind = items.size() == 1 ? AttemptKind::item : AttemptKind::batch;
        event.items = items;
        checks.see(event);
        for (const jobs::ItemIndex item : items)
            became(item, ItemState::sent);
        return *this;
    }
    Course& sent(std::uint64_t attempt)
    {
        checks.see(make(Happened::sent, attempt));
        return *this;
    }
    Course& arrived(std::uint64_t attempt, jobs::ItemIndex item, int effects = 1)
    {
        Event event = make(Happened::arrived, attempt);
        event.path = "/accounts/" + plan.idOf(item);
        event.status = 204;
        event.effects = effects;
        checks.see(event);
        return *this;
    }
    Course& answered(std::uint64_t attempt)
    {
        checks.see(make(Happened::answered, attempt));
        return *this;
    }
    Course& became(jobs::ItemIndex item, ItemState state)
    {
        Event event = make(Happened::changed, 0);
        event.items = {item};
        event.item = state;
        checks.see(event);
        return *this;
    }
    Course& shown(std::optional<Duration> waits = {}, std::optional<jobs::Counts> counts = {})
    {
        Event event = make(Happened::shown, 0);
        event.shown.state = JobState::running;
        event.shown.counts = counts.value_or(checks.items.counts());
        event.shown.waits = waits.has_value();
        if (waits)
            event.shown.by = waitsFor.kind;
        event.shown.rule = waitsFor.name;
        event.shown.now = WallTime(1h);
        event.shown.until =
            event.shown.now + std::chrono::duration_cast<std::chrono::milliseconds>(waits.value_or(0ms));
        checks.see(event);
        return *this;
    }
    /// One id from its sending to its end, as it should be.
    Course& whole(std::uint64_t attempt, jobs::ItemIndex item)
    {
        return intended(attempt, {item})
            .sent(attempt)
            .arrived(attempt, item)
            .answered(attempt)
            .became(item, ItemState::done);
    }
    Course& job(int number, JobState state)
    {
        Event event = make(Happened::became, 0);
        event.ofJob = number;
        event.job = state;
        checks.see(event);
        return *this;
    }
    /// A request of the second job for its first id.
    Course& sentOfSecond(std::uint64_t attempt)
    {
        checks.see(make(Happened::charged, attempt));
        Event event = make(Happened::intended, attempt);
        event.ofJob = 1;
        event.items = {static_cast<jobs::ItemIndex>(plan.ids)};
        checks.see(event);
        became(event.items.front(), ItemState::sent);
        return sent(attempt);
    }
    Event make(Happened happened, std::uint64_t attempt) const
    {
        Event event;
        event.happened = happened;
        event.attempt = attempt;
        event.at = now;
        return event;
    }

    Plan plan;
    Checks checks;
    Instant now{1h};
    limits::Limit waitsFor = plan.stated.front(); ///< named where a wait is shown
};

Plan twentyIds()
{
    Plan plan = longList(20);
    plan.isHealthy = false;
    return plan;
}

/// One rule alone, of which nothing is used yet.
Plan under(limits::Kind kind)
{
    Plan plan = longList(20);
    limits::Limit limit;
    limit.kind = kind;
    limit.name = "the rule";
    limit.max = limit.burst = 3;
    limit.per = 10s;
    limit.every = 2s;
    plan.stated = {limit};
    return plan;
}

bool isSaid(const Course& course, const std::string& words)
{
    const auto& all = course.checks.complaints.all();
    return std::any_of(all.begin(), all.end(),
                       [&words](const std::string& line) { return line.find(words) != std::string::npos; });
}

} // namespace

/// The checkers are checked: each says nothing of a good course, and speaks up where a fault was planted.
class TstChecks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aGoodCourseIsLeftAlone()
    {
        Course course(twentyIds());
        for (jobs::ItemIndex item = 0; item < 20; ++item)
            course.whole(item + 1, item);
        course.shown();
        std::vector<ItemState> stored(20, ItemState::done);
        course.checks.items.finish(course.now, 0, stored, course.checks.items.counts());
        course.checks.books.finish(course.now, 20);
        course.checks.quota.finish(course.now, {});
        QVERIFY(course.checks.complaints.all().empty());
    }

    void seesARequestThatNobodyAnnounced()
    {
        QVERIFY(isSaid(Course(twentyIds()).sent(7), "without a stored intent"));
        QVERIFY(isSaid(Course(twentyIds()).intended(1, {0}).sent(1).sent(1), "left twice"));
        QVERIFY(isSaid(Course(twentyIds()).intended(1, {0}).sent(1).arrived(1, 3), "announced was"));
    }

    void seesBooksThatDoNotAgree()
    {
        Course course(twentyIds());
        course.whole(1, 0);
        course.checks.books.finish(course.now, 0);
        QVERIFY(isSaid(course, "the store counts 0 requests, announced were 1"));
        QVERIFY(isSaid(course, "the store counts 0 requests, the vendor met 1"));
    }

    void seesARequestThatArrivedAndIsCalledNotSent()
    {
        Course course(twentyIds());
        course.intended(1, {0}).sent(1).arrived(1, 0);
        Event end = course.make(Happened::ended, 1);
        end.outcome = base::OutcomeKind::notSent;
        course.checks.see(end);
        QVERIFY(isSaid(course, "is stored as not sent, but arrived"));
        Course later(twentyIds());
        later.intended(1, {0}).sent(1);
        later.checks.see(end);
        QVERIFY(isSaid(later.arrived(1, 0), "arrived after it was stored as not sent"));
    }

    void seesAConfirmedIdSentAgain()
    {
        Course course(twentyIds());
        course.whole(1, 0);
        Event intent = course.make(Happened::intended, 2);
        intent.items = {0};
        course.checks.see(intent);
        QVERIFY(isSaid(course.sent(2), "was sent after it was confirmed"));
    }

    void seesAnIdUnderWayTwice()
    {
        Course course(twentyIds());
        course.intended(1, {0}).sent(1).intended(2, {0}).sent(2);
        QVERIFY(isSaid(course, "was sent while it was under way"));
    }

    void seesWhatIsCalledDoneAndWasNot()
    {
        Course course(twentyIds());
        course.intended(1, {0}).sent(1).arrived(1, 0, 0).answered(1);
        QVERIFY(isSaid(course.became(0, ItemState::done), "the vendor did not delete it"));
        Course other(twentyIds());
        other.intended(1, {0}).sent(1).arrived(1, 0, 0).answered(1);
        QVERIFY(isSaid(other.became(0, ItemState::gone), "it is still there"));
    }

    void seesAScreenThatCountsOtherwise()
    {
        jobs::Counts wrong;
        wrong[ItemState::queued] = 19;
        QVERIFY(isSaid(Course(twentyIds()).shown({}, wrong), "counts otherwise than the store"));
    }

    void seesAnIdThatTheStoreLost()
    {
        Course course(twentyIds());
        course.checks.items.finish(course.now, 0, std::vector<ItemState>(19), course.checks.items.counts());
        QVERIFY(isSaid(course, "19 ids are in the store"));
    }

    void seesAnIdInAnotherStateThanWasCommitted()
    {
        Course course(twentyIds());
        course.whole(1, 0);
        std::vector<ItemState> stored(20, ItemState::queued);
        course.checks.items.finish(course.now, 0, stored, course.checks.items.counts());
        QVERIFY(isSaid(course, "id 1000 is stored as queued, committed was done"));
        QVERIFY(!isSaid(course, "sums"));
        // A state that nobody asked for, and sums of another list.
        stored[0] = stored[1] = ItemState::done;
        course.checks.items.finish(course.now, 0, stored, {});
        QVERIFY(isSaid(course, "id 1001 is settled and was never sent"));
        QVERIFY(isSaid(course, "the store's sums are not those of its ids"));
    }

    void seesAConfirmedIdThatIsSoNoMore()
    {
        QVERIFY(isSaid(Course(twentyIds()).whole(1, 0).became(0, ItemState::queued),
                       "id 1000 was done and is queued now"));
    }

    void seesTooManyRequestsInAWindow()
    {
        Plan plan = longList(100);
        Course course(plan);
        for (jobs::ItemIndex item = 0; item < 51; ++item)
            course.at(1h + item * 190ms).whole(item + 1, item);
        course.checks.quota.finish(course.now, {});
        QVERIFY(isSaid(course, "recounted: 10 s window"));
    }

    void seesWhatTheVendorCounted()
    {
        Course course(twentyIds());
        course.checks.quota.finish(course.now, {{"10 s window", 50, 51, 1}});
        QVERIFY(isSaid(course, "the vendor counted 51 of 50"));
    }

    void seesAWaitThatIsNotKept()
    {
        Course course(twentyIds());
        course.intended(1, {0}).shown(5s);
        QVERIFY(isSaid(course.at(1h + 3s).sent(1), "before the end of the wait"));
        Course kept(twentyIds());
        kept.intended(1, {0}).shown(5s).at(1h + 5s).sent(1);
        QVERIFY(kept.checks.complaints.all().empty());
    }

    void seesAWaitForThePast()
    {
        QVERIFY(isSaid(Course(twentyIds()).shown(-5s), "until a moment 5000 ms ago"));
    }

    void seesAWaitThatBindsNobody()
    {
        using enum limits::Kind;
        for (const limits::Kind kind : {window, paced, daily, concurrency}) {
            QVERIFY(
                isSaid(Course(under(kind)).shown(2s), "the wait for the rule binds nobody: it holds 0 of 3"));
            Course almost(under(kind));
            for (jobs::ItemIndex item = 0; item < 2; ++item)
                almost.intended(item + 1, {item}).sent(item + 1);
            QVERIFY(isSaid(almost.shown(2s), "it holds 2 of 3"));
            Course kept(under(kind));
            for (jobs::ItemIndex item = 0; item < 3; ++item)
                kept.intended(item + 1, {item}).sent(item + 1);
            QVERIFY(kept.shown(2s).checks.complaints.all().empty());
        }
        // What was answered is under way no more; what left long ago fills no window.
        Course answered(under(concurrency));
        answered.whole(1, 0).intended(2, {1}).sent(2).intended(3, {2}).sent(3).at(1h + 1s);
        QVERIFY(isSaid(answered.shown(2s), "it holds 2 of 3"));
        Course old(under(window));
        old.whole(1, 0).at(1h + 12s).whole(2, 1).whole(3, 2);
        QVERIFY(isSaid(old.shown(2s), "it holds 2 of 3"));
    }

    void seesAWaitForARuleThatIsNone()
    {
        Course course(under(limits::Kind::window));
        course.waitsFor.name = "another rule";
        QVERIFY(isSaid(course.shown(2s), "a limit is named that nobody stated: another rule"));
    }

    void seesMoreIdsThanTheCanary()
    {
        Plan plan = twentyIds();
        plan.options.guards.canary = 2;
        Course course(plan);
        course.whole(1, 0).whole(2, 1);
        QVERIFY(course.checks.complaints.all().empty());
        QVERIFY(isSaid(course.whole(3, 2), "before the operator had a look"));
    }

    void seesMoreRequestsThanTheCap()
    {
        Plan plan = twentyIds();
        plan.options.guards.maxRequests = 1;
        QVERIFY(isSaid(Course(plan).whole(1, 0).whole(2, 1), "one request more"));
    }

    void seesARequestThatTheLedgerDoesNotKnow()
    {
        Course course(twentyIds());
        Event intent = course.make(Happened::intended, 1);
        intent.items = {0};
        course.checks.see(intent);
        QVERIFY(isSaid(course.became(0, ItemState::sent).sent(1), "without a word in the ledger"));
        // What a dead program had noted is no leave for the next one.
        Course other(twentyIds());
        other.intended(1, {0});
        other.checks.see(other.make(Happened::died, 0));
        QVERIFY(isSaid(other.sent(1), "without a word in the ledger"));
    }

    void seesAYoungerJobOutOfTurn()
    {
        Plan plan = twentyIds();
        plan.secondIds = 5;
        QVERIFY(isSaid(Course(plan).job(0, JobState::running).sentOfSecond(1), "out of turn"));
        Course kept(plan);
        kept.job(0, JobState::running).job(0, JobState::paused).sentOfSecond(1);
        QVERIFY(kept.checks.complaints.all().empty());
    }

    void seesAScreenThatHidesAFailingDisk()
    {
        Course course(twentyIds());
        course.checks.see(course.make(Happened::unwritten, 0));
        QVERIFY(isSaid(course.shown(), "the disk fails, but the screen says: running"));
        Course written(twentyIds());
        written.checks.see(written.make(Happened::unwritten, 0));
        written.intended(1, {0}).shown();
        QVERIFY(written.checks.complaints.all().empty());
    }

    void seesMoreUnderWayThanAllowed()
    {
        Course course(twentyIds());
        course.checks.sizes.look(course.now, {18, 18}, 16);
        QVERIFY(course.checks.complaints.all().empty());
        course.checks.sizes.look(course.now, {19, 20}, 16);
        QVERIFY(isSaid(course, "19 requests are under way"));
        QVERIFY(isSaid(course, "the transport holds 20 requests, the engine 19"));
    }

    void seesMemoryThatGrowsWithTime()
    {
        Course course(twentyIds());
        course.checks.sizes.look(course.now, "waits", 4'001, 4'001);
        QVERIFY(course.checks.complaints.all().empty());
        course.checks.sizes.look(course.now, "waits", 4'002, 4'001);
        QVERIFY(isSaid(course, "4002 waits are held"));
    }

    void seesAForecastThatIsOff()
    {
        const Plan plan = longList(2'000);
        const auto [least, roundTrips, most] = theoryOf(plan);
        const Duration slack = roundTrips + 1s;
        const auto saidOf = [&](Duration forecast) {
            Course course(plan);
            course.checks.progress.finish(course.now, {2'000, most, forecast});
            return isSaid(course, "forecast were " + std::to_string(forecast / 1ms));
        };
        QVERIFY(!saidOf(most));
        QVERIFY(!saidOf(most * 102 / 100) && saidOf(most * 102 / 100 + slack + 1ms));
        QVERIFY(!saidOf(most * 98 / 100) && saidOf(most * 98 / 100 - slack - 1ms));
    }

    void seesAJobThatEndsWhenItCannot()
    {
        const Plan plan = longList(2'000);
        const auto [least, roundTrips, most] = theoryOf(plan);
        const auto said = [&](std::uint32_t done, Duration took) {
            Course course(plan);
            course.checks.progress.finish(course.now, {done, took, {}});
            const auto& all = course.checks.complaints.all();
            return all.empty() ? std::string() : all.front();
        };
        QCOMPARE(said(2'000, least), std::string());
        QCOMPARE(said(2'000, most), std::string());
        QVERIFY(said(1'999, most).contains("only 1999 ids are done"));
        QVERIFY(said(2'000, least - 1ms).contains("no limit allows less"));
        QVERIFY(said(2'000, most * 105 / 100 + 1s + 1ms).contains("in theory at most"));
    }

    void seesAVendorThatAllowsLessThanItSays()
    {
        Plan plan = longList(120);
        plan.stated.front().max = 40; // the profile says 50: as if the limiter let through ten too many
        const Verdict verdict = Life(plan).run();
        QVERIFY(!verdict.broken.empty());
        QVERIFY(verdict.broken.front().find("recounted: 10 s window") != std::string::npos);
    }

    void seesAJobThatNeverEnds()
    {
        Plan plan;
        plan.vendor = QStringLiteral("accompa");
        plan.operation = QStringLiteral("delete-feature");
        plan.parameters[QStringLiteral("dailyLimit")] = QStringLiteral("1");
        plan.basePath = "/api2/apikey";
        plan.stated = under(limits::Kind::daily).stated;
        plan.stated.front().max = 1;
        plan.ids = 100; // a hundred days, and nobody lives that long here
        const Verdict verdict = Life(plan).run();
        QVERIFY(!verdict.broken.empty());
        QVERIFY(verdict.broken.front().find("does not come to its end") != std::string::npos);
    }

    void seesAJobThatTakesTooLong()
    {
        Plan plan = longList(400);
        plan.stated.front().max = 200; // four times as fast, in theory
        const Verdict verdict = Life(plan).run();
        QVERIFY(!verdict.broken.empty());
        QVERIFY(verdict.broken.back().find("in theory at most") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TstChecks)
#include "tst_checks.moc"
