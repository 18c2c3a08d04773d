#include "bench.h"
#include "simulator/kameleoon.h"

#include <QTest>

using namespace bench;
using jobs::ItemState;
using jobs::JobState;
using jobs::PauseReason;

/// Kameleoon: two windows at once, tokens, and a 429 that tells no wait. The whole engine in virtual time.
class TstKameleoon : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void deletesTwoHundredThirtyOverSlowLines()
    {
        auto setup = setupOf("kameleoon");
        setup.network.rttLow = 300ms;
        setup.network.rttHigh = 500ms;
        Workshop shop(std::move(setup));
        const auto job = runJob(shop, 230, scaled());
        QCOMPARE(shop.job(job).counts[ItemState::done], 230U);
        QCOMPARE(shop.vendor->tally().refused, std::int64_t(0));
        const double share = efficiency(shop, 8s);
        qInfo("230 ids, 300-500 ms, scale 5: efficiency %.3f", share);
        QVERIFY(share >= 0.70);
    }

    void losesLittleAtRealTime()
    {
        auto setup = setupOf("kameleoon", "", false);
        setup.network.rttLow = 300ms;
        setup.network.rttHigh = 500ms;
        Workshop shop(std::move(setup));
        const auto job = runJob(shop, 230, {});
        QCOMPARE(shop.job(job).counts[ItemState::done], 230U);
        QCOMPARE(shop.vendor->tally().refused, std::int64_t(0));
        const double share = efficiency(shop, 40s);
        qInfo("230 ids, 300-500 ms, real time: efficiency %.3f", share);
        QVERIFY(share >= 0.93);
    }

    void renewsShortTokensWithoutARefusal()
    {
        auto setup = setupOf("kameleoon");
        setup.vendor.tokenLife = base::Duration(25s); // the vendor scales it to 5 s
        Workshop shop(std::move(setup));
        const auto job = runJob(shop, 230, scaled());
        QCOMPARE(shop.job(job).counts[ItemState::done], 230U);
        const auto tally = shop.vendor->tally();
        QCOMPARE(tally.refused, std::int64_t(0));
        QVERIFY(tally.tokens >= 2);
        const double share = efficiency(shop, 8s);
        qInfo("230 ids, tokens of 5 s: efficiency %.3f, %d tokens", share, int(tally.tokens));
        QVERIFY(share >= 0.90);
        QVERIFY(isEveryRequestStored(shop, job));
    }

    void waitsBeforeTheSixtyFirstOfAnHour()
    {
        auto setup = setupOf("kameleoon", "", false);
        setup.adjust = [](vendors::Profile& profile) { profile.limits[1].max = 60; };
        Workshop shop(std::move(setup));
        const auto job = shop.newJob(61, {});
        shop.approve(job, 61);
        shop.runFor(30min);
        QCOMPARE(shop.arrivals().size(), std::size_t(60)); // a token call among them
        QCOMPARE(shop.job(job).wait.rule, QStringLiteral("hour window"));
        QVERIFY(shop.runUntilStill(job, 2h));
        QVERIFY(shop.mostWithin(1h) <= 60);
        QCOMPARE(shop.job(job).counts[ItemState::done], 61U);
    }

    void waitsTenSecondsAfterARefusalWithoutAWait()
    {
        Workshop shop(setupOf("kameleoon", "", false));
        const auto job = shop.newJob(20, {});
        shop.approve(job, 20);
        shop.vendor->refuseNext();
        shop.runFor(9s);
        QCOMPARE(shop.arrivals().size(), std::size_t(1)); // the token call was refused
        QVERIFY(shop.runUntilStill(job, 1min));
        QCOMPARE(shop.job(job).counts[ItemState::done], 20U);
        QVERIFY(shop.arrivals()[1].at - shop.arrivals()[0].at >= 10s);
    }

    void waitsForTheHourWhenASecondOneFollows()
    {
        Workshop shop(setupOf("kameleoon", "", false));
        const auto job = shop.newJob(20, {});
        shop.approve(job, 20);
        shop.vendor->refuseNext();
        shop.runFor(5s);
        shop.vendor->refuseNext();
        shop.runFor(55s);
        QCOMPARE(shop.arrivals().size(), std::size_t(2));
        shop.runFor(58min);
        QCOMPARE(shop.arrivals().size(), std::size_t(2));
        QCOMPARE(shop.job(job).wait.cause, engine::WaitCause::throttle);
        QVERIFY(shop.runUntilStill(job, 10min));
        QCOMPARE(shop.job(job).counts[ItemState::done], 20U);
        QVERIFY(shop.arrivals()[2].at - shop.arrivals()[1].at >= 1h);
    }

    void pausesWhenAPastedTokenEndsAndTakesANewOne()
    {
        Workshop shop(setupOf("kameleoon", "", false));
        shop.credentials = {};
        shop.credentials.token = "a-pasted-token-0123456789";
        const auto job = shop.newJob(4000, {});
        shop.approve(job, 4000);
        shop.runFor(1min);
        const auto early = shop.job(job);
        QVERIFY(early.tokenUntil.has_value());
        QVERIFY(!early.tokenRenews);
        // The forecast says that it will not last: 4,000 need three hours.
        QVERIFY2(early.warning.contains("token"), qPrintable(early.warning));
        QVERIFY(shop.runUntilStill(job, 3h));
        const auto paused = shop.job(job);
        QCOMPARE(paused.state, JobState::paused);
        QCOMPARE(paused.reason, PauseReason::credentials);
        QCOMPARE(paused.counts[ItemState::failed], 0U);
        QCOMPARE(shop.vendor->tally().tokens, std::int64_t(0));
        shop.credentials.token = "another-pasted-token-987654";
        shop.core->resume(3, job, shop.credentials, false, false, 4000);
        QVERIFY(shop.runUntilStill(job, 4h));
        QCOMPARE(shop.job(job).counts[ItemState::done], 4000U);
        QCOMPARE(shop.vendor->tally().refused, std::int64_t(0));
    }

    void asksForANewTokenOnceAfterA401()
    {
        Workshop shop(setupOf("kameleoon", "", false));
        const auto job = shop.newJob(200, {});
        shop.approve(job, 200);
        shop.runFor(100ms); // sixteen are under way
        shop.vendor->expireSignIn();
        shop.runFor(2s);
        QVERIFY(shop.runUntilStill(job, 2min));
        const auto tally = shop.vendor->tally();
        QVERIFY2(tally.tokens <= 3, qPrintable(QString::number(tally.tokens)));
        QVERIFY(shop.mostWithin(10s) <= 50);
    }
};

QTEST_GUILESS_MAIN(TstKameleoon)
#include "tst_kameleoon.moc"
