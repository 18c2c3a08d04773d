#include "bench.h"

#include <QTest>

using namespace bench;
using jobs::ItemState;

/// One answer in ten lost after the effect, one connection in ten reset before it, at every vendor.
class TstLostAnswers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyIdEndsDoneOrGoneAndEveryRequestIsStored_data()
    {
        QTest::addColumn<QString>("operation");
        QTest::addColumn<int>("seed");
        for (int seed = 1; seed <= 3; ++seed) {
            QTest::addRow("kameleoon %d", seed) << "delete-account" << seed;
            QTest::addRow("chameleon %d", seed) << "forget-profile" << seed;
            QTest::addRow("wonderpush %d", seed) << "delete-installation" << seed;
            QTest::addRow("accompa %d", seed) << "delete-feature" << seed;
        }
    }
    void everyIdEndsDoneOrGoneAndEveryRequestIsStored()
    {
        QFETCH(QString, operation);
        QFETCH(int, seed);
        const QByteArray vendor = QByteArray(QTest::currentDataTag()).split(' ').front();
        auto setup = setupOf(vendor.constData(), operation.toUtf8().constData());
        setup.network.faults.closeAfterEffect = 0.1;
        setup.network.faults.reset = 0.1;
        setup.network.seed = static_cast<std::uint64_t>(seed);
        setup.idLength = vendor == "chameleon" ? 24 : 0;
        if (vendor == "accompa")
            setup.parameters["dailyLimit"] = "5000";
        Workshop shop(std::move(setup));
        const auto job = runJob(shop, 80, scaled());
        const auto counts = shop.job(job).counts;
        QCOMPARE(counts[ItemState::done] + counts[ItemState::gone], 80U);
        QCOMPARE(shop.vendor->tally().effects, std::int64_t(80));
        QCOMPARE(shop.vendor->tally().blocks, std::int64_t(0));
        QVERIFY(shop.vendor->tally().refused <= 5); // chameleon's limit is found out
        QVERIFY(isEveryRequestStored(shop, job));
    }
};

QTEST_GUILESS_MAIN(TstLostAnswers)
#include "tst_lostanswers.moc"
