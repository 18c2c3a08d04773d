#include "engine/sentences.h"
#include "support/workshop.h"

#include <QTest>

#include <algorithm>

using namespace std::chrono_literals;
using engine::JobId;
using support::Workshop;

namespace {

/// Three jobs of one account, approved in the order in which they were made.
struct Three {
    Workshop shop{{}};
    JobId first = 0, second = 0, third = 0;

    Three()
    {
        first = make("first", 1000);
        second = make("second", 2000);
        third = make("third", 3000);
    }
    JobId make(const char* name, int firstId, int count = 200)
    {
        shop.firstId = firstId;
        shop.listName = QLatin1String(name);
        const JobId job = shop.newJob(count);
        shop.approve(job, count);
        return job;
    }
    QList<int> turns() const { return {shop.job(first).turn, shop.job(second).turn, shop.job(third).turn}; }
    /// So many requests arrived for each of them, in order.
    QList<int> arrived() const
    {
        QList<int> counts{0, 0, 0};
        for (const Workshop::Arrival& arrival : shop.arrivals()) {
            const int id = arrival.shown.section(QLatin1Char('/'), -1).toInt();
            if (id >= 1000 && id < 4000)
                ++counts[id / 1000 - 1];
        }
        return counts;
    }
    QStringList audit(JobId job) const
    {
        QStringList lines;
        const auto trail = shop.store->audit(job);
        for (const journal::AuditEntry& entry : *trail)
            lines << entry.what + QLatin1String(": ") + entry.details;
        return lines;
    }
};

} // namespace

class TestTurns : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void jobsOfOneAccountTakeTurnsAndEachWaitsForTheOneRightBeforeIt()
    {
        Three three;
        three.shop.runFor(25s);
        QCOMPARE(three.turns(), (QList<int>{1, 2, 3}));
        const QList<int> arrived = three.arrived();
        QVERIFY(arrived[0] >= 100);
        QCOMPARE(arrived[1], 0);
        QCOMPARE(arrived[2], 0);
        const auto second = three.shop.job(three.second), third = three.shop.job(three.third);
        QCOMPARE(second.wait.cause, engine::WaitCause::turn);
        QCOMPARE(second.wait.rule, QStringLiteral("first"));
        QCOMPARE(third.wait.rule, QStringLiteral("second"));
        // Whoever waits ends later than the one before it, and says so.
        QVERIFY(second.eta && third.eta);
        QVERIFY(*second.eta > *three.shop.job(three.first).eta + 20s);
        QVERIFY(*third.eta > *second.eta + 20s);
    }

    void theOperatorChangesTheOrderAndTheNextRequestFollowsIt()
    {
        Three three;
        three.shop.runFor(5s);
        const int before = three.arrived()[0];
        three.shop.core->setTurn(three.third, 1);
        three.shop.runFor(20s);
        QCOMPARE(three.turns(), (QList<int>{2, 3, 1}));
        QVERIFY(three.arrived()[2] >= 50);
        QCOMPARE(three.arrived()[0], before);
        const auto first = three.shop.job(three.first);
        const engine::Writing writing(three.shop.core->snapshot().asOf);
        QCOMPARE(engine::sentence(first, writing).first,
                 QStringLiteral("Waiting for its turn: “third” uses this account first"));
        QCOMPARE(engine::shortState(first, writing), QStringLiteral("Its turn after third"));
        QVERIFY(three.audit(three.third).contains(QStringLiteral("turn: 1, was 3 of 3")));
        QVERIFY(!three.audit(three.first).join(QLatin1Char(' ')).contains(QStringLiteral("turn:")));
        // Nothing is lost by it: all of them come to their end.
        for (const JobId job : {three.first, three.second, three.third})
            QVERIFY(three.shop.runUntilStill(job, 3h));
        QCOMPARE(three.arrived(), (QList<int>{200, 200, 200}));
        QVERIFY(three.shop.mostWithin(10s) <= 50);
    }

    void theOrderSurvivesARestartAndALaterJobComesLast()
    {
        Three three;
        three.shop.runFor(5s);
        three.shop.core->setTurn(three.second, 1);
        three.shop.runFor(1s);
        three.shop.kill();
        three.shop.open();
        QCOMPARE(three.turns(), (QList<int>{2, 1, 3}));
        const JobId fourth = three.make("fourth", 5000);
        QCOMPARE(three.shop.job(fourth).turn, 4);
        // Jobs that nobody touched since the start can be moved, too.
        three.shop.core->setTurn(three.third, 2);
        QCOMPARE(three.turns(), (QList<int>{3, 1, 2}));
        three.shop.resume(three.first);
        three.shop.resume(three.second);
        const int before = three.arrived()[0];
        three.shop.runFor(30s);
        QCOMPARE(three.arrived()[0], before);
    }

    void aJobThatIsOverHasNoTurn()
    {
        Three three;
        three.shop.core->end(three.first);
        three.shop.runFor(5s);
        QCOMPARE(three.shop.job(three.first).state, jobs::JobState::stopped);
        QCOMPARE(three.turns(), (QList<int>{0, 1, 2}));
        three.shop.core->setTurn(three.first, 1);
        QCOMPARE(three.turns(), (QList<int>{0, 1, 2}));
        // Beyond the ends there is no place.
        three.shop.core->setTurn(three.second, 99);
        QCOMPARE(three.turns(), (QList<int>{0, 2, 1}));
        three.shop.core->setTurn(three.second, -3);
        QCOMPARE(three.turns(), (QList<int>{0, 1, 2}));
    }

    void thePaceChangesWhileItRuns()
    {
        Workshop shop({});
        const JobId job = shop.newJob(300);
        shop.approve(job, 300);
        shop.runFor(15s);
        QVERIFY(!shop.job(job).isEven);
        QVERIFY(shop.arrivals().size() >= 50); // a burst
        shop.core->setPacing(job, engine::Options::Pacing::even);
        shop.runFor(10s);
        QVERIFY(shop.job(job).isEven);
        const std::size_t from = shop.arrivals().size();
        shop.runFor(60s);
        // 1,000 an hour, spread: one every 3.6 s.
        QVERIFY(shop.arrivals().size() > from + 10);
        for (std::size_t i = from + 1; i < shop.arrivals().size(); ++i)
            QVERIFY(shop.arrivals()[i].at - shop.arrivals()[i - 1].at >= 3500ms);
        // Half of the limits is half of the pace.
        shop.core->setShare(job, 50);
        shop.runFor(10s);
        const std::size_t half = shop.arrivals().size();
        shop.runFor(60s);
        for (std::size_t i = half + 1; i < shop.arrivals().size(); ++i)
            QVERIFY(shop.arrivals()[i].at - shop.arrivals()[i - 1].at >= 7100ms);
        shop.core->setShare(job, 100);
        shop.core->setPacing(job, engine::Options::Pacing::burst);
        shop.runFor(5s);
        QVERIFY(!shop.job(job).isEven);
        QVERIFY(shop.mostWithin(1s) >= 40);
        const auto audit = shop.store->audit(job);
        QVERIFY(std::ranges::any_of(*audit, [](const journal::AuditEntry& entry) {
            return entry.what == QStringLiteral("pacing") && entry.details == QStringLiteral("even");
        }));
        // It goes on at the same pace after a restart.
        shop.core->setPacing(job, engine::Options::Pacing::even);
        shop.runFor(10s);
        shop.kill();
        shop.open();
        QVERIFY(shop.job(job).isEven);
    }

    void timeInWhichItWasPausedOrNobodyRanItIsTold()
    {
        using engine::WaitCause;
        Workshop shop({});
        const JobId job = shop.newJob(300);
        shop.approve(job, 300);
        shop.runFor(5s);
        shop.core->pause(job);
        shop.runFor(60s);
        shop.resume(job);
        shop.runFor(5s);
        const auto pausedFor = [&](WaitCause cause) {
            engine::Duration sum{};
            for (const engine::WaitSpan& span : shop.job(job).series->waits)
                if (span.cause == cause)
                    sum += span.to - span.from;
            return sum;
        };
        QVERIFY(pausedFor(WaitCause::paused) >= 55s && pausedFor(WaitCause::paused) <= 61s);
        QVERIFY(pausedFor(WaitCause::off) == 0s);
        shop.kill();
        shop.clock.advance(10min);
        shop.open();
        QCOMPARE(shop.job(job).reason, jobs::PauseReason::interrupted);
        QVERIFY(shop.job(job).interruptedAt.has_value());
        shop.resume(job);
        shop.runFor(2s);
        QVERIFY(pausedFor(WaitCause::off) >= 10min && pausedFor(WaitCause::off) <= 10min + 30s);
    }

    void afterARestartItIsSaidWhatTheLimitsStillHold()
    {
        Workshop shop({});
        const JobId job = shop.newJob(300);
        shop.approve(job, 300);
        shop.runFor(25s);
        const auto hour = [&]() -> const engine::RuleView* {
            static engine::JobSnapshot shot;
            shot = shop.job(job);
            const auto rule =
                std::ranges::find(shot.rules, QStringLiteral("hour window"), &engine::RuleView::name);
            return rule == shot.rules.end() ? nullptr : &*rule;
        };
        const auto sent = hour()->used;
        QVERIFY(sent > 100);
        shop.kill();
        shop.clock.advance(10min);
        shop.open();
        QCOMPARE(shop.job(job).reason, jobs::PauseReason::interrupted);
        QVERIFY(hour());
        QCOMPARE(hour()->used, sent);
        QVERIFY(engine::sentence(shop.job(job), engine::Writing(shop.clock.wallNow(), true))
                    .second.contains(QStringLiteral("The hour window still holds")));
        QVERIFY(shop.core->isLookingBack());
        const auto series = shop.job(job).series;
        QCOMPARE(series->waits.back().cause, engine::WaitCause::off);
        QCOMPARE(series->waits.back().to, shop.clock.wallNow());
        // Time gives it back, and then there is nothing to say.
        shop.clock.advance(2h);
        shop.core->tick();
        QVERIFY(!shop.core->isLookingBack());
        QCOMPARE(hour()->used, 0);
        QVERIFY(!engine::sentence(shop.job(job), engine::Writing(shop.clock.wallNow(), true))
                     .second.contains(QStringLiteral("still holds")));
    }

    void whileAJobIsPausedItsLimitsAreSaidAndGoOnGivingBack()
    {
        Workshop shop({});
        const JobId job = shop.newJob(300);
        shop.approve(job, 300);
        shop.runFor(25s);
        shop.core->pause(job);
        shop.runFor(10s);
        QCOMPARE(shop.job(job).state, jobs::JobState::paused);
        const auto used = [&](int rule) { return shop.job(job).rules.at(std::size_t(rule)).used; };
        QCOMPARE(shop.job(job).rules.size(), std::size_t(2));
        QVERIFY(used(1) > 100);
        shop.runFor(30s);
        shop.stir();
        shop.runFor(0s);
        QCOMPARE(used(0), 0);
        QVERIFY(used(1) > 100);
        // The plots go on, too.
        const engine::SeriesStep last = shop.job(job).series->seconds.back();
        QVERIFY(last.at > shop.clock.wallNow() - 2s);
        QCOMPARE(last.usedLow[0], 0U);
        QVERIFY(last.usedLow[1] > 100U);
        shop.runFor(2h);
        QCOMPARE(used(1), 0);
        shop.resume(job);
        QVERIFY(shop.runUntilStill(job, 1h));
        QVERIFY(shop.job(job).rules.empty());
    }

    void thePlotsOfAJobThatHasJustEndedHoldItsLastRequests()
    {
        Workshop shop({});
        const JobId job = shop.newJob(73);
        shop.approve(job, 73);
        engine::JobSnapshot seen;
        do { // as a window that looks ten times a second
            shop.runFor(100ms);
            seen = shop.job(job);
        } while (seen.state != jobs::JobState::finished);
        std::uint32_t sent = 0;
        for (const engine::SeriesStep& step : seen.series->seconds)
            sent += step.sent;
        shop.runFor(5s);
        std::uint32_t later = 0;
        for (const engine::SeriesStep& step : shop.job(job).series->seconds)
            later += step.sent;
        QVERIFY(sent >= 73U);
        QCOMPARE(sent, later);
    }

    void aFirstJobsAccountIsUnknownNoLongerThanItsLongestWindow()
    {
        Workshop shop({});
        const JobId job = shop.newJob(3'000);
        shop.approve(job, 3'000);
        shop.runFor(59min);
        QVERIFY(shop.job(job).hasNoMemory);
        shop.runFor(5min);
        QCOMPARE(shop.job(job).state, jobs::JobState::running);
        QVERIFY(!shop.job(job).hasNoMemory);
    }

    void theEndIsToldAsItWillBeAfterTheMomentThatFollowsASleep()
    {
        Workshop shop({});
        const JobId job = shop.newJob(2'500);
        shop.approve(job, 2'500);
        shop.runFor(4min);
        shop.clock.suspend(15h);
        shop.runFor(7s);
        const engine::JobSnapshot woken = shop.job(job);
        QVERIFY(woken.sleep && woken.eta);
        // 1,000 are over: another 1,000, an hour after their beginning the last 500.
        const auto after = *woken.eta - woken.sleep->goesOnAt;
        QVERIFY2(after > 1h && after < 1h + 3min, qPrintable(QString::number(after / 1s)));
        QVERIFY(shop.runUntilStill(job, 3h));
        const auto off = std::chrono::abs(*shop.job(job).endedAt - *woken.eta);
        QVERIFY2(off < 20s, qPrintable(QString::number(off / 1s)));
    }

    void afterARestartAnAccountsLedgerIsLookedAtOnceForAllItsJobs()
    {
        int looks = 0;
        Workshop::Setup setup;
        setup.furnish = [&looks](engine::World& world) {
            world.lookAtLedger = [&looks, look = world.lookAtLedger](
                                     const QString& key, base::Duration longest, base::Duration linger) {
                ++looks;
                return look(key, longest, linger);
            };
        };
        Workshop shop(std::move(setup));
        const JobId first = shop.newJob(300), second = shop.newJob(300);
        for (const JobId job : {first, second})
            shop.approve(job, 300);
        shop.runFor(25s);
        shop.kill();
        looks = 0;
        shop.open();
        QCOMPARE(looks, 1);
        for (const JobId job : {first, second}) {
            QCOMPARE(shop.job(job).reason, jobs::PauseReason::interrupted);
            QCOMPARE(shop.job(job).rules.size(), 2);
            QVERIFY(shop.job(job).rules.back().used > 100);
        }
    }

    void afterARestartThePlotsBeginWithWhatTheLedgerRemembers()
    {
        Workshop shop({});
        const JobId job = shop.newJob(300);
        shop.approve(job, 300);
        shop.runFor(25s);
        const std::size_t before = shop.arrivals().size();
        QVERIFY(before >= 100);
        const engine::WallTime killed = shop.clock.wallNow();
        shop.kill();
        shop.clock.advance(10min);
        shop.open();
        shop.resume(job);
        shop.runFor(1s);
        const auto series = shop.job(job).series;
        std::size_t sent = 0, highest = 0;
        for (const engine::SeriesStep& step : series->seconds) {
            if (step.at >= killed)
                continue;
            sent += step.sent;
            highest = std::max<std::size_t>(highest, step.windowHigh);
        }
        QCOMPARE(sent, before);
        QVERIFY(highest > 40 && highest <= 50);
        // A minute later the short window was empty again, the hour window as full as it had been.
        const auto later = std::ranges::find_if(
            series->seconds, [&](const engine::SeriesStep& step) { return step.at >= killed + 2min; });
        QVERIFY(later != series->seconds.end());
        QCOMPARE(later->usedHigh[0], 0U);
        QCOMPARE(later->usedHigh[1], std::uint32_t(before));
    }
};

QTEST_GUILESS_MAIN(TestTurns)
#include "tst_turns.moc"
