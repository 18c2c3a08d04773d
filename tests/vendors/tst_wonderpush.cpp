#include "bench.h"
#include "simulator/wonderpush.h"

#include <QTest>

#include <map>
#include <set>

using namespace bench;
using jobs::AttemptKind;
using jobs::ItemState;

namespace {

Workshop::Setup wonderPush(const simulator::WonderPushRules& rules = {}, bool isScaled = true)
{
    auto setup = setupOf("wonderpush", "delete-user", isScaled);
    setup.makeVendor = [rules](simulator::VendorOptions options) {
        return std::make_unique<simulator::WonderPush>(std::move(options), rules);
    };
    return setup;
}

} // namespace

/// WonderPush: the pace that every answer tells, batches, and keys that make asking again safe.
class TstWonderPush : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void deletesSixtyAtThePaceWithoutARefusal()
    {
        Workshop shop(wonderPush());
        const auto job = runJob(shop, 60, scaled());
        QCOMPARE(shop.job(job).counts[ItemState::done], 60U);
        QCOMPARE(shop.vendor->tally().refused, std::int64_t(0));
        const double share = efficiency(shop, 18s); // 45 beyond the burst, 0.4 s each
        qInfo("60 ids: efficiency %.3f", share);
        QVERIFY(share >= 0.97);
    }

    void slowsDownWhereTheVendorIsSlower()
    {
        simulator::WonderPushRules rules;
        rules.pace = {10, 4s};
        Workshop shop(wonderPush(rules, false));
        const auto job = runJob(shop, 40, {});
        QCOMPARE(shop.job(job).counts[ItemState::done], 40U);
        const auto refused = shop.vendor->tally().refused;
        const double share = efficiency(shop, 120s);
        qInfo("a burst of 10 and one in 4 s, unknown before: %d refused, efficiency %.3f", int(refused),
              share);
        QVERIFY(refused <= 5);
        QVERIFY(share >= 0.85);
    }

    void completesWithNonsenseInTheHeaders()
    {
        auto setup = wonderPush();
        setup.network.faults.nonsenseHeaders = 0.5;
        Workshop shop(std::move(setup));
        const auto job = runJob(shop, 60, scaled());
        QCOMPARE(shop.job(job).counts[ItemState::done], 60U);
        QVERIFY(efficiency(shop, 18s) >= 0.9);
    }

    void sendsTenInOneRequest()
    {
        auto setup = wonderPush();
        for (const char* id : {"1003", "1010", "1041"})
            setup.vendor.data.missing.insert(id);
        Workshop shop(std::move(setup));
        auto options = scaled();
        options.batch = 10;
        const auto job = runJob(shop, 60, options);
        QCOMPARE(shop.job(job).counts[ItemState::done], 57U);
        QCOMPARE(shop.job(job).counts[ItemState::gone], 3U);
        QCOMPARE(shop.rows(job)[10].state, ItemState::gone);
        QCOMPARE(shop.arrivals().size(), std::size_t(6));
        QCOMPARE(shop.vendor->tally().refused, std::int64_t(0));
    }

    void asksTheRefusedOnesOfABatchAloneAgain()
    {
        simulator::WonderPushRules rules;
        rules.endpoints["DELETE /users"] = {4, 2s}; // fewer than the profile thinks
        Workshop shop(wonderPush(rules));
        auto options = scaled();
        options.batch = 10;
        const auto job = runJob(shop, 60, options);
        QCOMPARE(shop.job(job).counts[ItemState::done], 60U);
        QVERIFY(shop.vendor->tally().refused > 0);
        for (const auto& row : shop.rows(job)) {
            const auto attempts = shop.store->attempts(job, row.index);
            QVERIFY(attempts.has_value());
            QVERIFY(attempts->front().kind == AttemptKind::batch);
            for (std::size_t i = 1; i < attempts->size(); ++i)
                QVERIFY((*attempts)[i].kind == AttemptKind::item);
        }
    }

    void asksTheRefusedOneOfABatchOfOneUnderAnotherKey()
    {
        Workshop shop(wonderPush({}, false));
        engine::Options options;
        options.batch = 15;
        const auto job = shop.newJob(16, options);
        shop.approve(job, 16);
        shop.runFor(2010ms); // the first fifteen are answered, and a token is back
        QCOMPARE(shop.job(job).counts[ItemState::done], 15U);
        shop.vendor->callByOthers(1,
                                  shop.clock.worldNow()); // so that the last one is refused inside its batch
        QVERIFY(shop.runUntilStill(job, 1min));
        QCOMPARE(shop.job(job).counts[ItemState::done], 16U);
        QCOMPARE(shop.vendor->tally().refused, std::int64_t(1));
        // Under the same key the vendor would have told the same refusal for ever.
        QCOMPARE(shop.vendor->tally().replays, std::int64_t(0));
    }

    void storesAKeyWithEveryIntentAndRepeatsItAfterALostAnswer()
    {
        auto setup = wonderPush();
        setup.network.faults.closeAfterEffect = 0.1;
        setup.network.faults.reset = 0.1;
        setup.network.faults.gatewayAfterEffect = 0.1;
        setup.network.seed = 12;
        Workshop shop(std::move(setup));
        const auto job = runJob(shop, 60, scaled());
        QCOMPARE(shop.job(job).counts[ItemState::done], 60U); // replayed, so never "already absent"
        const auto tally = shop.vendor->tally();
        QVERIFY(tally.replays > 0);
        QCOMPARE(tally.keyMisuses, std::int64_t(0));
        QCOMPARE(tally.effects, std::int64_t(60));
        QVERIFY(isEveryRequestStored(shop, job));
        std::map<std::string, std::uint32_t> itemOf;
        for (const auto& row : shop.rows(job)) {
            const auto attempts = shop.store->attempts(job, row.index);
            for (const auto& attempt : *attempts) {
                QVERIFY(!attempt.idempotencyKey.empty() && attempt.idempotencyKey.size() <= 64);
                QCOMPARE(attempt.idempotencyKey, attempts->front().idempotencyKey);
                const auto known = itemOf.try_emplace(attempt.idempotencyKey, row.index).first;
                QCOMPARE(known->second, row.index);
            }
        }
    }

    void takesANewKeyAfterTheVendorsOwnFailure()
    {
        auto setup = wonderPush();
        setup.vendor.data.failing["1005"] = {503, 2, false};
        Workshop shop(std::move(setup));
        const auto job = runJob(shop, 10, scaled());
        const auto attempts = shop.store->attempts(job, 5);
        QVERIFY(attempts.has_value());
        QVERIFY(attempts->size() > 1);
        std::set<std::string> keys;
        for (const auto& attempt : *attempts)
            keys.insert(attempt.idempotencyKey);
        QCOMPARE(keys.size(), attempts->size());
    }

    void sendsALostBatchAgainAsItWas()
    {
        auto setup = wonderPush();
        setup.network.faults.closeAfterEffect = 0.4;
        setup.network.seed = 4;
        Workshop shop(std::move(setup));
        auto options = scaled();
        options.batch = 10;
        const auto job = runJob(shop, 60, options);
        QCOMPARE(shop.job(job).counts[ItemState::done], 60U);
        const auto tally = shop.vendor->tally();
        QVERIFY(tally.replays > 0);
        QCOMPARE(tally.keyMisuses, std::int64_t(0));
        QCOMPARE(tally.repeated, std::int64_t(0));
    }

    void sendsABatchAgainAsItWasAfterTheProgramWasKilled_data()
    {
        QTest::addColumn<int>("deaths");
        QTest::newRow("once") << 1;
        QTest::newRow("and once more while it goes again") << 2;
    }
    void sendsABatchAgainAsItWasAfterTheProgramWasKilled()
    {
        QFETCH(const int, deaths);
        Workshop shop(wonderPush({}, false));
        engine::Options options;
        options.batch = 5;
        const auto job = shop.newJob(40, options);
        shop.approve(job, 40);
        for (int death = 0; death < deaths; ++death) {
            // A batch is carried out and not yet answered: a replay of an earlier one has no effect.
            const auto before = shop.vendor->tally();
            const auto isAtWork = [&] {
                const auto now = shop.vendor->tally();
                return now.effects > before.effects + std::int64_t(shop.job(job).counts[ItemState::done])
                       || now.replays > before.replays;
            };
            for (int i = 0; i < 5000 && !isAtWork(); ++i)
                shop.runFor(1ms);
            QVERIFY(isAtWork());
            shop.kill();
            shop.open();
            shop.resume(job);
        }
        QVERIFY(shop.runUntilStill(job, 1h));
        QCOMPARE(shop.job(job).counts[ItemState::done], 40U); // replayed, so never "already absent"
        const auto tally = shop.vendor->tally();
        QVERIFY(tally.replays > 0);
        QCOMPARE(tally.keyMisuses, std::int64_t(0));
        QCOMPARE(tally.repeated, std::int64_t(0));
        for (const auto& row : shop.rows(job)) {
            const auto attempts = shop.store->attempts(job, row.index);
            for (const auto& attempt : *attempts) {
                QVERIFY(attempt.kind == AttemptKind::batch);
                QCOMPARE(attempt.idempotencyKey, attempts->front().idempotencyKey);
            }
        }
    }

    void aBatchOfWhichSomethingWasLeftOutIsNoneAnyMore()
    {
        Workshop shop(wonderPush({}, false));
        engine::Options options;
        options.batch = 5;
        const auto job = shop.newJob(10, options);
        shop.approve(job, 10);
        shop.runFor(25ms);
        shop.kill();
        shop.open();
        journal::Commit skip;
        skip.job = job;
        skip.changes.emplace_back();
        skip.changes.back().item = 2;
        skip.changes.back().state = ItemState::skipped;
        QVERIFY(shop.store->commit(skip).has_value());
        shop.resume(job);
        QVERIFY(shop.runUntilStill(job, 1h));
        QCOMPARE(shop.vendor->tally().keyMisuses, std::int64_t(0));
        QCOMPARE(shop.job(job).counts[ItemState::skipped], 1U);
        QCOMPARE(shop.job(job).counts[ItemState::done] + shop.job(job).counts[ItemState::gone], 9U);
    }

    void keepsTheKeyOverARestart()
    {
        Workshop shop(wonderPush({}, false));
        const auto job = shop.newJob(20, {});
        shop.approve(job, 20);
        shop.runFor(45ms); // some are answered, some under way
        shop.kill();
        shop.open();
        shop.resume(job);
        QVERIFY(shop.runUntilStill(job, 1h));
        QCOMPARE(shop.job(job).counts[ItemState::done], 20U);
        QCOMPARE(shop.vendor->tally().keyMisuses, std::int64_t(0));
        QCOMPARE(shop.vendor->tally().repeated, std::int64_t(0));
    }
};

QTEST_GUILESS_MAIN(TstWonderPush)
#include "tst_wonderpush.moc"
