#include "support/sharedstore.h"
#include "support/workshop.h"

#include <QTest>

#include <set>

using namespace std::chrono_literals;
using engine::JobId;
using engine::Refused;
using jobs::ItemState;
using jobs::JobState;
using jobs::PauseReason;
using support::Workshop;

namespace {

/// A store in which somebody has changed one id behind the program's back.
class ChangedStore final : public support::SharedStore {
public:
    ChangedStore(std::shared_ptr<journal::Store> store, std::shared_ptr<bool> isChanged)
        : SharedStore(std::move(store))
        , m_isChanged(std::move(isChanged))
    {
    }

    journal::Result<std::vector<std::string>> ids(journal::JobId job, journal::ItemIndex from,
                                                  journal::ItemIndex count) override
    {
        auto page = SharedStore::ids(job, from, count);
        if (page && *m_isChanged && !page->empty())
            page->front() = "666";
        return page;
    }

private:
    std::shared_ptr<bool> m_isChanged;
};

/// Requests for items that reached the vendor; the token calls are left out.
std::size_t deletions(const Workshop& shop)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(shop.arrivals(), [](const Workshop::Arrival& arrival) {
            return arrival.shown.contains("accounts");
        }));
}

engine::Snapshot pictureOf(const Workshop& shop)
{
    return shop.core->snapshot();
}

} // namespace

/// What a job does after a pause, a crash, a night's sleep of the machine; and what it refuses to do.
class TstGoingOn : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aStoredJobThatNobodyApprovedDoesNotGoOn()
    {
        Workshop shop({});
        const JobId job = shop.newJob(5);
        shop.kill();
        shop.open();
        shop.resume(job);
        shop.runFor(1min);
        QCOMPARE(deletions(shop), std::size_t(0));
        QCOMPARE(shop.refusals.size(), std::size_t(1));
        QCOMPARE(shop.refusals.front().first, Refused::input);
        QVERIFY(shop.refusals.front().second.contains("never typed"));
        // With the number it does.
        shop.core->resume(9, job, shop.credentials, false, false, 5);
        QVERIFY(shop.runUntilStill(job, 1min));
        QCOMPARE(shop.job(job).counts[ItemState::done], 5U);
    }

    void aListThatWasChangedInTheStoreIsNotRun()
    {
        auto isChanged = std::make_shared<bool>(false);
        Workshop::Setup setup;
        setup.furnish = [isChanged](engine::World& world) {
            world.openStore = [open = world.openStore,
                               isChanged]() -> base::Result<std::unique_ptr<journal::Store>> {
                return std::make_unique<ChangedStore>(std::move(*open()), isChanged);
            };
        };
        const auto shop = std::make_unique<Workshop>(std::move(setup));
        const JobId job = shop->newJob(230);
        shop->approve(job, 230);
        shop->runFor(3s);
        const std::size_t before = deletions(*shop);
        QVERIFY(before > 0);
        shop->kill();
        *isChanged = true;
        shop->open();
        shop->resume(job);
        shop->runFor(1min);
        QCOMPARE(deletions(*shop), before);
        QCOMPARE(shop->refusals.back().first, Refused::store);
        QVERIFY(shop->refusals.back().second.contains("not the one that was looked at"));
    }

    void goesOnAfterALongSleepOnlyAfterACountdown()
    {
        Workshop shop({});
        const JobId job = shop.newJob(230);
        shop.approve(job, 230);
        shop.runFor(5s);
        const std::size_t before = deletions(shop);
        shop.clock.suspend(2h);
        shop.runFor(30s);
        QCOMPARE(deletions(shop), before);
        const auto waiting = shop.job(job);
        QCOMPARE(waiting.state, JobState::running);
        QCOMPARE(waiting.wait.cause, engine::WaitCause::woke);
        QVERIFY(waiting.sleep.has_value());
        QVERIFY(waiting.sleep->to - waiting.sleep->from >= 2h);
        QVERIFY(waiting.sleep->goesOnAt > shop.clock.wallNow());
        QVERIFY(shop.runUntilStill(job, 10min));
        QCOMPARE(shop.job(job).counts[ItemState::done], 230U);
        QVERIFY(!shop.job(job).sleep);
        QCOMPARE(shop.vendor->tally().refused, std::int64_t(0));
        QCOMPARE(shop.vendor->tally().effects, std::int64_t(230));
    }

    void afterALongSleepTheFirstRequestGoesAlone()
    {
        Workshop::Setup setup;
        setup.network.rttLow = setup.network.rttHigh = 500ms;
        Workshop shop(setup);
        const JobId job = shop.newJob(230);
        shop.approve(job, 230);
        shop.runFor(5s);
        const std::size_t before = deletions(shop);
        shop.clock.suspend(1h);
        QVERIFY(shop.clock.runUntil([&] { return deletions(shop) > before; }, shop.clock.now() + 10min));
        shop.runFor(100ms);
        QCOMPARE(deletions(shop), before + 1);
        shop.runFor(1s);
        QVERIFY(deletions(shop) > before + 1);
    }

    void anOperatorWhoIsThereNeedNotWaitForTheCountdown()
    {
        Workshop shop({});
        const JobId job = shop.newJob(230);
        shop.approve(job, 230);
        shop.runFor(5s);
        const std::size_t before = deletions(shop);
        shop.clock.suspend(1h);
        shop.runFor(1s);
        shop.core->goOnNow();
        shop.runFor(5s);
        QVERIFY(deletions(shop) > before);
    }

    void aShortSleepIsNoReasonToWait()
    {
        Workshop shop({});
        const JobId job = shop.newJob(230);
        shop.approve(job, 230);
        shop.runFor(5s);
        const std::size_t before = deletions(shop);
        shop.clock.suspend(10min);
        shop.runFor(1s);
        QVERIFY(deletions(shop) > before);
        QVERIFY(shop.runUntilStill(job, 10min));
        QCOMPARE(shop.vendor->tally().refused, std::int64_t(0));
    }

    void aLedgerFromABackupClosesEveryLimitOnce()
    {
        Workshop shop({});
        const JobId job = shop.newJob(230);
        shop.approve(job, 230);
        shop.runFor(1s);
        shop.kill();
        std::map<QString, std::shared_ptr<journal::MemoryLedger>> backup;
        for (const auto& [key, ledger] : shop.ledgers)
            backup[key] = std::make_shared<journal::MemoryLedger>(*ledger);
        shop.open();
        shop.resume(job);
        shop.runFor(25s);
        const std::size_t before = deletions(shop);
        QVERIFY(before > 50 && before < 230);
        shop.kill();
        shop.ledgers = backup;
        shop.open();
        shop.resume(job);
        shop.runFor(50min);
        QCOMPARE(deletions(shop), before); // the hour window counts as full
        QVERIFY(shop.job(job).warning.contains("older copy"));
        QVERIFY(shop.runUntilStill(job, 3h));
        QCOMPARE(shop.job(job).counts[ItemState::done], 230U);
        QCOMPARE(shop.vendor->tally().refused, std::int64_t(0));
    }

    void aSteadyPaceIsKeptAcrossARestart()
    {
        Workshop::Setup setup;
        setup.adjust = [](vendors::Profile& profile) {
            profile.limitProvenance.resize(1);
            profile.limitTerms.resize(1);
            limits::Limit pace;
            pace.name = "pace";
            pace.kind = limits::Kind::paced;
            pace.burst = 10;
            pace.every = 2s;
            profile.limits = {pace};
        };
        Workshop shop(setup);
        const JobId job = shop.newJob(200);
        shop.approve(job, 200);
        shop.runFor(3min); // longer than the ledger looks back for it
        const std::size_t before = shop.arrivals().size();
        shop.kill();
        shop.open();
        shop.resume(job);
        QVERIFY2(shop.refusals.empty(),
                 qPrintable(shop.refusals.empty() ? QString() : shop.refusals.back().second));
        shop.runFor(10s);
        // Not a whole burst once more: what comes free in ten seconds, and no more.
        QVERIFY(shop.arrivals().size() > before);
        QVERIFY(shop.arrivals().size() <= before + 6);
    }

    void whatADeadProgramLeftOnItsWayStillCounts()
    {
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            Workshop::Setup setup;
            setup.network.faults.late = 0.5; // after the deadline, and within a minute from then
            setup.network.seed = seed;
            Workshop shop(setup);
            const JobId job = shop.newJob(900);
            shop.approve(job, 900);
            shop.runFor(500ms);
            shop.kill();
            shop.open();
            shop.transport->setFaults({});
            shop.resume(job);
            QVERIFY(shop.runUntilStill(job, 1h));
            QVERIFY(shop.mostWithin(10s) <= 50);
        }
    }

    void countsWhatIsProbablyOurs()
    {
        Workshop::Setup setup;
        setup.network.faults.closeAfterEffect = 0.2;
        Workshop shop(setup);
        const JobId job = shop.newJob(100);
        shop.approve(job, 100);
        QVERIFY(shop.runUntilStill(job, 3h));
        const auto shot = shop.job(job);
        const auto rows = shop.rows(job);
        const auto ours = std::ranges::count_if(rows, [](const journal::ItemRow& row) {
            return row.state == ItemState::gone && row.detail.starts_with("probably ours");
        });
        QVERIFY(ours > 0);
        QCOMPARE(qint64(shot.goneOurs), qint64(ours));
        shop.kill();
        shop.open();
        QCOMPARE(qint64(shop.job(job).goneOurs), qint64(ours));
    }

    void pointsOutAndLeavesOutWhatAnEarlierJobSent()
    {
        Workshop shop({});
        const JobId first = shop.newJob(30);
        shop.approve(first, 30);
        QVERIFY(shop.runUntilStill(first, 1min));
        const JobId second = shop.newJob(50);
        QCOMPARE(shop.job(second).sentBefore.count, 30U);
        QCOMPARE(shop.job(second).sentBefore.settled, 30U);
        QCOMPARE(shop.job(second).sentBefore.job, QStringLiteral("list"));
        QVERIFY(shop.job(second).sentBefore.at.has_value());
        const std::size_t before = deletions(shop);
        shop.core->leaveOutSent(7, second);
        shop.runFor(1ms);
        QCOMPARE(shop.job(second).counts[ItemState::skipped], 30U);
        shop.approve(second, 50); // as many as the list holds, not as are left
        shop.runFor(1s);
        QCOMPARE(deletions(shop), before);
        shop.approve(second, 20);
        QVERIFY(shop.runUntilStill(second, 5min));
        QCOMPARE(deletions(shop), before + 20);
        QCOMPARE(shop.vendor->tally().effects, std::int64_t(50));
        // Too late for a job that has started.
        const std::size_t refused = shop.refusals.size();
        shop.core->leaveOutSent(8, second);
        QCOMPARE(shop.refusals.size(), refused + 1);
    }

    void whatWasChangedWhileItRanIsKeptForTheNextTime()
    {
        Workshop shop({});
        const JobId job = shop.newJob(230);
        shop.approve(job, 230);
        shop.runFor(1s);
        shop.core->setShare(job, 50);
        shop.runFor(1s);
        shop.kill();
        shop.open();
        QCOMPARE(shop.job(job).sharePercent, 50);
        shop.resume(job); // its approval is not about the speed
        shop.runFor(1s);
        QCOMPARE(shop.job(job).state, JobState::running);
        QCOMPARE(shop.job(job).sharePercent, 50);
    }

    void theSecondJobOfAnAccountWaitsForItsTurnAndSaysForWhom()
    {
        Workshop shop({});
        const JobId first = shop.newJob(230);
        const JobId second = shop.newJob(10);
        shop.approve(first, 230);
        shop.approve(second, 10);
        shop.runFor(5s);
        const auto waiting = shop.job(second);
        QCOMPARE(waiting.state, JobState::running);
        QCOMPARE(waiting.wait.cause, engine::WaitCause::turn);
        QCOMPARE(waiting.wait.rule, QStringLiteral("list"));
        QVERIFY(waiting.wait.until.has_value());
        QCOMPARE(waiting.counts[ItemState::queued], 10U);
        QVERIFY(shop.runUntilStill(second, 5min));
        QCOMPARE(shop.job(first).counts[ItemState::done], 230U);
        QCOMPARE(shop.vendor->tally().refused, std::int64_t(0));
    }

    void eachJobOfAnAccountKeepsItsOwnShare()
    {
        Workshop shop({});
        engine::Options careful;
        careful.sharePercent = 20; // 10 of 50 in 10 s
        const JobId slow = shop.newJob(30, careful);
        shop.firstId = 2000;
        const JobId fast = shop.newJob(100);
        shop.approve(slow, 30);
        shop.approve(fast, 100);
        QVERIFY(shop.clock.runUntil([&] { return shop.job(slow).state == JobState::finished; },
                                    shop.clock.now() + 5min));
        QVERIFY(shop.mostWithin(10s) <= 11); // and the token
        const std::size_t before = shop.arrivals().size();
        const base::Instant start = shop.clock.now();
        QVERIFY(shop.runUntilStill(fast, 5min));
        QCOMPARE(shop.arrivals().size(), before + 101); // and its token
        QVERIFY(shop.clock.now() - start < 40s);        // not at 10 in 10 s
        QVERIFY(shop.mostWithin(10s) <= 50);
        QCOMPARE(shop.vendor->tally().refused, std::int64_t(0));
    }

    void aShareThatIsChangedWhileAnotherJobHasTheTurnWaitsForItsTurn()
    {
        Workshop shop({});
        const JobId first = shop.newJob(100);
        shop.firstId = 2000;
        const JobId second = shop.newJob(20);
        shop.approve(first, 100);
        shop.approve(second, 20);
        shop.runFor(1s);
        shop.core->setShare(second, 20);
        QVERIFY(shop.clock.runUntil([&] { return shop.job(first).state == JobState::finished; },
                                    shop.clock.now() + 40s));
        QCOMPARE(shop.job(second).sharePercent, 20);
        const base::Instant start = shop.clock.now();
        QVERIFY(shop.runUntilStill(second, 5min));
        QVERIFY(shop.clock.now() - start > 10s); // 10 in 10 s
    }

    void anOlderJobGoesOnWhenAYoungerOnesAnswerMakesRoom()
    {
        Workshop::Setup setup;
        setup.profile = QStringLiteral("chameleon");
        setup.idLength = 24;
        Workshop shop(setup);
        const JobId older = shop.newJob(20);
        shop.firstId = 2000;
        const JobId younger = shop.newJob(20);
        shop.approve(older, 20);
        shop.approve(younger, 20);
        QVERIFY(shop.clock.runUntil([&] { return shop.arrivals().size() == 3; }, shop.clock.now() + 1min));
        shop.core->pause(older);
        QVERIFY(shop.clock.runUntil([&] { return shop.job(older).state == JobState::paused; },
                                    shop.clock.now() + 1min));
        // The younger one has a request under way, and the first call of a job that goes on leaves alone.
        QVERIFY(shop.clock.runUntil([&] { return shop.job(younger).inFlight > 0; }, shop.clock.now() + 1min));
        shop.resume(older);
        QVERIFY(shop.clock.runUntil([&] { return !shop.core->isBusy(); }, shop.clock.now() + 2min));
        QCOMPARE(shop.job(older).counts[ItemState::done], 20U);
        QCOMPARE(shop.job(younger).counts[ItemState::done], 20U);
    }

    void makesANewJobOfWhatIsLeftOfAnOldOne()
    {
        Workshop shop({});
        const JobId first = shop.newJob(60);
        shop.approve(first, 60);
        shop.runFor(3s);
        shop.core->end(first);
        QVERIFY(shop.runUntilStill(first, 5min));
        QCOMPARE(shop.job(first).state, JobState::stopped);
        const auto left = shop.job(first).counts[ItemState::queued];
        QVERIFY(left > 0 && left < 60);
        shop.core->followUp(11, first, {ItemState::queued, ItemState::waiting}, QStringLiteral("the rest"),
                            shop.credentials);
        shop.runFor(1s);
        const JobId rest = pictureOf(shop).jobs.front().id;
        QVERIFY(rest != first);
        QCOMPARE(shop.job(rest).name, QStringLiteral("the rest"));
        QCOMPARE(shop.job(rest).counts.total(), left);
        QCOMPARE(shop.rows(rest).front().id, shop.rows(first)[60 - left].id);
        QCOMPARE(shop.rows(rest).front().line, shop.rows(first)[60 - left].line);
        shop.approve(rest, left);
        QVERIFY(shop.runUntilStill(rest, 5min));
        QCOMPARE(shop.vendor->tally().effects, std::int64_t(60));
    }

    void aJobOfWhatIsLeftWaitsForItsSignIn()
    {
        Workshop shop({});
        const JobId first = shop.newJob(60);
        shop.approve(first, 60);
        shop.runFor(3s);
        shop.core->end(first);
        QVERIFY(shop.runUntilStill(first, 5min));
        const auto left = shop.job(first).counts[ItemState::queued];
        shop.core->followUp(11, first, {ItemState::queued}, QStringLiteral("the rest"), {});
        shop.runFor(1s);
        const JobId rest = pictureOf(shop).jobs.front().id;
        QCOMPARE(shop.job(rest).state, JobState::ready);
        QCOMPARE(shop.job(rest).accountKey, shop.job(first).accountKey);
        shop.approve(rest, left);
        shop.runFor(1s);
        QCOMPARE(shop.refusals.back().first, Refused::credentials);
        QCOMPARE(shop.job(rest).state, JobState::ready);
        shop.core->resume(12, rest, shop.credentials, false, false, left);
        QVERIFY(shop.runUntilStill(rest, 5min));
        QCOMPARE(shop.vendor->tally().effects, std::int64_t(60));
    }

    void keepsTheEvidenceWhenTheListIsTakenAway()
    {
        Workshop shop({});
        const JobId job = shop.newJob(20);
        shop.core->removeList(5, job); // not yet started: the list is needed
        shop.runFor(1ms);
        QCOMPARE(shop.refusals.size(), std::size_t(1));
        QCOMPARE(shop.refusals.back().first, Refused::input);
        shop.approve(job, 20);
        QVERIFY(shop.runUntilStill(job, 1min));
        shop.core->removeList(6, job);
        shop.runFor(1s);
        QVERIFY(shop.job(job).listRemovedAt.has_value());
        QCOMPARE(shop.job(job).counts[ItemState::done], 20U);
        const auto rows = shop.rows(job);
        QCOMPARE(rows.size(), std::size_t(20));
        std::set<std::string> names;
        for (const journal::ItemRow& row : rows) {
            QVERIFY(row.id.starts_with("fp:"));
            QCOMPARE(row.state, ItemState::done);
            QVERIFY(row.answered.has_value());
            names.insert(row.id);
        }
        QCOMPARE(names.size(), std::size_t(20));
        shop.resume(job, true, true);
        QCOMPARE(shop.refusals.back().first, Refused::input);
    }

    void takesAwayListsThatWereKeptLongEnough()
    {
        Workshop::Setup setup;
        setup.furnish = [](engine::World& world) { world.keepListsFor = 24h * 30; };
        Workshop shop(setup);
        const JobId job = shop.newJob(5);
        shop.approve(job, 5);
        QVERIFY(shop.runUntilStill(job, 1min));
        shop.kill();
        shop.clock.advance(24h * 29);
        shop.open();
        shop.runFor(1s);
        QVERIFY(!shop.job(job).listRemovedAt);
        shop.kill();
        shop.clock.advance(24h * 2);
        shop.open();
        shop.runFor(1s);
        QVERIFY(shop.job(job).listRemovedAt.has_value());
    }

    void countsWhatOthersOnTheAccountHaveUsed()
    {
        Workshop::Setup setup;
        setup.profile = QStringLiteral("accompa");
        setup.operation = QStringLiteral("delete-feature");
        setup.parameters = {{QStringLiteral("dailyLimit"), QStringLiteral("100")}};
        Workshop shop(setup);
        const JobId job = shop.newJob(60);
        shop.core->othersUsed(job, 70);
        shop.approve(job, 60);
        shop.runFor(10min);
        QCOMPARE(shop.job(job).counts[ItemState::done] + shop.job(job).counts[ItemState::gone]
                     + shop.job(job).counts[ItemState::failed],
                 30U);
        QCOMPARE(shop.job(job).wait.cause, engine::WaitCause::daily);
    }
};

QTEST_GUILESS_MAIN(TstGoingOn)
#include "tst_goingon.moc"
