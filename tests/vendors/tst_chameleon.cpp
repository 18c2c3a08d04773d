#include "bench.h"
#include "engine/sentences.h"
#include "simulator/chameleon.h"

#include <QTest>

using namespace bench;
using jobs::ItemState;

namespace {

Workshop::Setup chameleon(const simulator::ChameleonRules& rules, bool isScaled = true,
                          const char* operation = "forget-profile")
{
    auto setup = setupOf("chameleon", operation, isScaled);
    setup.idLength = 24;
    setup.makeVendor = [rules](simulator::VendorOptions options) {
        return std::make_unique<simulator::Chameleon>(std::move(options), rules);
    };
    return setup;
}

const engine::RuleView* ruleOf(const engine::JobSnapshot& shot, const char* name)
{
    for (const auto& rule : shot.rules) {
        if (rule.name == QLatin1String(name))
            return &rule;
    }
    return nullptr;
}

} // namespace

/// Chameleon: limits that nobody tells beforehand, learned at a refusal each.
class TstChameleon : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void learnsLimitsThatTheProfileDoesNotKnow_data()
    {
        QTest::addColumn<int>("minuteMax");
        QTest::addColumn<int>("bucketMax");
        QTest::addColumn<int>("bucketSeconds");
        QTest::addColumn<int>("atOnce");
        QTest::addColumn<int>("counting");
        QTest::addColumn<double>("idealSeconds"); // of 90 ids at scale 5
        const int sliding = int(simulator::Counting::sliding), fixed = int(simulator::Counting::fixed);
        QTest::newRow("a minute of 60") << 60 << 0 << 0 << 4 << sliding << 12.0;
        QTest::newRow("a minute of 75") << 75 << 0 << 0 << 2 << sliding << 12.0;
        QTest::newRow("a minute of 75, fixed") << 75 << 0 << 0 << 2 << fixed << 12.0;
        QTest::newRow("a bucket of 20 in 20 s") << 100 << 20 << 20 << 3 << sliding << 16.0;
        QTest::newRow("a bucket of 30 in 30 s") << 110 << 30 << 30 << 2 << sliding << 12.0;
        QTest::newRow("a minute of 70, a bucket of 25 in 15 s") << 70 << 25 << 15 << 3 << sliding << 12.0;
    }
    void learnsLimitsThatTheProfileDoesNotKnow()
    {
        QFETCH(int, minuteMax);
        QFETCH(int, bucketMax);
        QFETCH(int, bucketSeconds);
        QFETCH(int, atOnce);
        QFETCH(int, counting);
        QFETCH(double, idealSeconds);
        simulator::ChameleonRules rules;
        rules.minuteMax = minuteMax;
        rules.bucketMax = bucketMax;
        rules.bucketPer = std::chrono::seconds(bucketSeconds);
        rules.atOnceMax = atOnce;
        auto setup = chameleon(rules);
        setup.vendor.counting = simulator::Counting(counting);
        setup.vendor.serviceLow = 10ms;
        setup.vendor.serviceHigh = 20ms;
        Workshop shop(std::move(setup));
        const auto ideal =
            std::chrono::duration_cast<base::Duration>(std::chrono::duration<double>(idealSeconds));
        const auto first = runJob(shop, 90, scaled());
        QCOMPARE(shop.job(first).counts[ItemState::done], 90U);
        const auto refused = shop.vendor->tally().refused;
        const double share = efficiency(shop, ideal);
        qInfo("first job: %d refused, efficiency %.3f", int(refused), share);
        QVERIFY2(refused <= 5, qPrintable(QString::number(refused)));
        if (counting == int(simulator::Counting::sliding))
            QVERIFY(share >= 0.75);
        QVERIFY(isEveryRequestStored(shop, first));

        // Another job on the same account, in another program, once the minute is over.
        shop.kill();
        shop.open();
        shop.runFor(13s);
        const auto from = shop.arrivals().size();
        shop.firstId = 5000;
        const auto second = runJob(shop, 90, scaled());
        QCOMPARE(shop.job(second).counts[ItemState::done], 90U);
        const double again = efficiency(shop, ideal, from);
        qInfo("second job: %d refused, efficiency %.3f", int(shop.vendor->tally().refused - refused), again);
        if (counting == int(simulator::Counting::sliding)) {
            QCOMPARE(shop.vendor->tally().refused, refused);
            QVERIFY(again >= 0.85);
        }
    }

    void showsTheLearnedLimitAsLearned()
    {
        simulator::ChameleonRules rules;
        rules.minuteMax = 75;
        Workshop shop(chameleon(rules));
        const auto job = shop.newJob(200, scaled());
        shop.approve(job, 200);
        shop.runFor(20s);
        const auto shot = shop.job(job);
        const auto* rule = ruleOf(shot, "minute window");
        QVERIFY(rule != nullptr && rule->isLearned);
        QCOMPARE(rule->max, std::int64_t(75));
    }

    void neverGoesAboveTheCeiling()
    {
        simulator::ChameleonRules rules;
        rules.minuteMax = 0; // no limit at all
        Workshop shop(chameleon(rules));
        const auto job = runJob(shop, 300, scaled());
        QCOMPARE(shop.job(job).counts[ItemState::done], 300U);
        QVERIFY(shop.mostWithin(12s) <= 120);
    }

    void waitsForTheLargestOfWhatIsTold()
    {
        // Header 114 beside a body that says 14.
        simulator::ChameleonRules rules;
        rules.minuteMax = 0;
        rules.bucketMax = 10;
        rules.bucketPer = 115s;
        rules.bodyWaitIsShort = true;
        Workshop shop(chameleon(rules, false));
        const auto job = runJob(shop, 20, {});
        QCOMPARE(shop.job(job).counts[ItemState::done], 20U);
        QCOMPARE(shop.vendor->tally().refused, std::int64_t(1));
    }

    void keepsReceiptsAndCountsThem()
    {
        Workshop shop(chameleon({}));
        const auto job = runJob(shop, 20, scaled());
        for (const auto& row : shop.rows(job))
            QVERIFY(!row.receipt.empty());
        QCOMPARE(shop.job(job).receipts, 20U);
    }

    void saysWhenReceiptsAreMissing()
    {
        auto setup = chameleon({});
        setup.network.faults.malformedBody = 0.3;
        setup.network.seed = 2;
        Workshop shop(std::move(setup));
        const auto job = runJob(shop, 20, scaled());
        const auto shot = shop.job(job);
        QCOMPARE(shot.counts[ItemState::done], 20U);
        QVERIFY(shot.receipts < 20U);
        const auto said = engine::sentence(shot, engine::Writing(shop.clock.wallNow(), true));
        const QString all = said.first + said.second;
        QVERIFY2(all.contains(QStringLiteral("%1 receipts for 20").arg(shot.receipts)), qPrintable(all));
    }

    void runsNoMoreAtOnceThanItWasTold()
    {
        simulator::ChameleonRules rules;
        rules.minuteMax = 120;
        rules.atOnceMax = 2;
        rules.patience = 0s; // refuses at once
        auto setup = chameleon(rules);
        setup.vendor.serviceLow = 30ms;
        setup.vendor.serviceHigh = 60ms;
        Workshop shop(std::move(setup));
        const auto job = runJob(shop, 240, scaled());
        QCOMPARE(shop.job(job).counts[ItemState::done], 240U);
        qInfo("at most two at once: %d refused of %d", int(shop.vendor->tally().refused),
              int(shop.arrivals().size()));
        QVERIFY(shop.vendor->tally().refused <= 5);
    }
};

QTEST_GUILESS_MAIN(TstChameleon)
#include "tst_chameleon.moc"
