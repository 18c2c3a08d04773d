#include "bench.h"
#include "engine/sentences.h"
#include "simulator/accompa.h"

#include <QTest>

using namespace bench;
using jobs::ItemState;

namespace {

Workshop::Setup accompa(bool isScaled = true)
{
    auto setup = setupOf("accompa", "delete-requirement", isScaled);
    setup.parameters["dailyLimit"] = "5000";
    return setup;
}

bool isStatusCall(const Workshop::Arrival& arrival)
{
    return arrival.shown.contains("rate_throttle_status");
}

} // namespace

/// Accompa: 25 in 10 s strictly, a block that every call starts again, and a daily limit that is shared.
class TstAccompa : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void deletesSixtyWithoutABlock()
    {
        Workshop shop(accompa());
        const auto job = runJob(shop, 60, scaled());
        QCOMPARE(shop.job(job).counts[ItemState::done], 60U);
        QCOMPARE(shop.vendor->tally().blocks, std::int64_t(0));
        QVERIFY(shop.mostWithin(2s) <= 25);
        const double share = efficiency(shop, 4s);
        qInfo("60 ids: efficiency %.3f", share);
        QVERIFY(share >= 0.92);
    }

    void staysSilentThroughABlockAndDoesNotStartItAgain_data()
    {
        QTest::addColumn<double>("scale");
        QTest::addColumn<bool>("isInBurst");
        QTest::newRow("real time") << 1.0 << false;
        QTest::newRow("five times as fast") << 5.0 << false;
        QTest::newRow("in a burst") << 1.0 << true;
        QTest::newRow("in a burst, five times as fast") << 5.0 << true;
    }
    void staysSilentThroughABlockAndDoesNotStartItAgain()
    {
        QFETCH(double, scale);
        QFETCH(bool, isInBurst);
        Workshop shop(accompa(scale > 1));
        engine::Options options;
        options.timeScale = scale;
        const auto job = shop.newJob(200, options);
        shop.approve(job, 200);
        // While it waits for its window, or in the middle of a burst.
        shop.runFor(isInBurst ? 90ms : std::chrono::duration_cast<base::Duration>(1900ms));
        shop.vendor->block(base::Duration(600s) / int(scale), shop.clock.now());
        const auto blockedAt = shop.clock.now();
        const auto before = shop.arrivals().size();
        QVERIFY(shop.runUntilStill(job, 1h));
        QCOMPARE(shop.job(job).counts[ItemState::done], 200U);
        const auto tally = shop.vendor->tally();
        QCOMPARE(tally.blocks, std::int64_t(1));
        // The call that meets the block, or what was under way when it began, and nothing else.
        qInfo("restarts: %d", int(tally.restarts));
        QVERIFY(tally.restarts <= (isInBurst ? 16 : 1));
        base::Instant lastOther{}, lastStatus{};
        bool isAlone = true;
        for (std::size_t i = before; i < shop.arrivals().size(); ++i) {
            const auto& arrival = shop.arrivals()[i];
            if (isStatusCall(arrival)) {
                QVERIFY(lastStatus == base::Instant{}
                        || arrival.at - lastStatus >= base::Duration(30s) / int(scale));
                lastStatus = arrival.at;
                continue;
            }
            if (arrival.isRefused)
                lastOther = arrival.at; // the last that met the block
            else if (isAlone && lastOther != base::Instant{}) {
                QVERIFY(arrival.at - lastOther >= base::Duration(600s) / int(scale) - 1ms);
                QVERIFY(lastStatus != base::Instant{});
                // One call tries the water: the next comes after its answer.
                QVERIFY(i + 1 == shop.arrivals().size() || shop.arrivals()[i + 1].at - arrival.at >= 10ms);
                isAlone = false;
            }
        }
        QVERIFY(!isAlone);
        QVERIFY(blockedAt < lastOther);
    }

    void goesOnEarlyAfterAYes()
    {
        Workshop shop(accompa(false));
        const auto job = shop.newJob(60, {});
        shop.approve(job, 60);
        shop.runFor(11s);
        shop.vendor->callByOthers(26, shop.clock.now());
        shop.runFor(2min);
        const auto shot = shop.job(job);
        QCOMPARE(shot.wait.cause, engine::WaitCause::block);
        const engine::Sentence said = engine::sentence(shot, engine::Writing(shop.clock.wallNow(), true));
        QVERIFY2(said.first.contains("keeping silent"), qPrintable(said.first));
        QVERIFY2(said.second.contains("of 25 calls"), qPrintable(said.second));
        QVERIFY2(said.second.contains("somebody else"), qPrintable(said.second));
        shop.vendor->unblock();
        QVERIFY(shop.runUntilStill(job, 2min));
        QCOMPARE(shop.job(job).counts[ItemState::done], 60U);
    }

    void keepsSilentWithEveryJobOfTheAccount()
    {
        Workshop shop(accompa(false));
        const auto first = shop.newJob(30, {});
        const auto second = shop.newJob(30, {});
        shop.approve(first, 30);
        shop.runFor(3s);
        shop.vendor->callByOthers(26, shop.clock.now());
        shop.runFor(20s);
        shop.approve(second, 30);
        const auto before = shop.arrivals().size();
        shop.runFor(8min);
        for (std::size_t i = before; i < shop.arrivals().size(); ++i)
            QVERIFY(isStatusCall(shop.arrivals()[i]));
        QVERIFY(shop.arrivals().size() - before <= 17); // one in thirty seconds
        QVERIFY(shop.runUntilStill(second, 1h));
        QCOMPARE(shop.job(first).counts[ItemState::done], 30U);
    }

    void remembersABlockWhenItIsKilled()
    {
        Workshop shop(accompa(false));
        const auto job = shop.newJob(60, {});
        shop.approve(job, 60);
        shop.runFor(3s);
        shop.vendor->callByOthers(26, shop.clock.now());
        shop.runFor(20s);
        shop.kill();
        shop.open();
        shop.resume(job);
        const auto before = shop.arrivals().size();
        shop.runFor(9min);
        for (std::size_t i = before; i < shop.arrivals().size(); ++i)
            QVERIFY(isStatusCall(shop.arrivals()[i]));
        QVERIFY(shop.runUntilStill(job, 1h));
        QCOMPARE(shop.vendor->tally().blocks, std::int64_t(1));
        const auto counts = shop.job(job).counts;
        QCOMPARE(counts[ItemState::done] + counts[ItemState::gone], 60U);
    }

    void waitsAsToldWhenTheDayIsUsedUp()
    {
        auto setup = accompa(false);
        setup.makeVendor = [](simulator::VendorOptions options) {
            simulator::AccompaRules rules;
            rules.dailyMax = 40; // colleagues use the rest of the 5,000
            return std::make_unique<simulator::Accompa>(std::move(options), rules);
        };
        Workshop shop(std::move(setup));
        const auto job = shop.newJob(60, {});
        shop.approve(job, 60);
        shop.runFor(1min);
        const auto shot = shop.job(job);
        QCOMPARE(shot.wait.cause, engine::WaitCause::dailyTold);
        const engine::Sentence said = engine::sentence(shot, engine::Writing(shop.clock.wallNow(), true));
        QVERIFY2(said.first.contains("calls are used up: until"), qPrintable(said.first));
        const auto sent = shop.arrivals().size();
        QVERIFY(sent < 60);
        const auto until = *shot.wait.until;
        QVERIFY(shop.runUntilStill(job, 30h));
        QCOMPARE(shop.job(job).counts[ItemState::done], 60U);
        QVERIFY(until - shot.startedAt.value() > 1min);
        QCOMPARE(shop.job(job).counts[ItemState::failed], 0U);
    }

    void keepsAReserveForColleagues()
    {
        auto setup = accompa(false);
        setup.parameters["dailyLimit"] = "50";
        setup.parameters["dailyReserve"] = "20";
        Workshop shop(std::move(setup));
        const auto job = shop.newJob(40, {});
        shop.approve(job, 40);
        shop.runFor(1h);
        QCOMPARE(shop.arrivals().size(), std::size_t(30));
        QCOMPARE(shop.job(job).wait.cause, engine::WaitCause::daily);
        QVERIFY(shop.runUntilStill(job, 26h));
        QCOMPARE(shop.job(job).counts[ItemState::done], 40U);
    }

    void takesA503WithoutThatXmlForAnOutage()
    {
        Workshop::Setup setup = accompa(false);
        setup.network.faults.gatewayAfterEffect = 0.2;
        setup.network.seed = 3;
        Workshop shop(std::move(setup));
        const auto job = runJob(shop, 40, {});
        const auto shot = shop.job(job);
        QCOMPARE(shot.counts[ItemState::done] + shot.counts[ItemState::gone], 40U);
        QCOMPARE(shot.throttled, std::int64_t(0));
        for (const auto& arrival : shop.arrivals())
            QVERIFY(!isStatusCall(arrival));
    }
};

QTEST_GUILESS_MAIN(TstAccompa)
#include "tst_accompa.moc"
