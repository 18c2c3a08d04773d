#include "support/workshop.h"

#include <QTest>

using namespace std::chrono_literals;
using jobs::ItemState;
using jobs::JobState;
using jobs::PauseReason;
using support::Workshop;

namespace {

Workshop::Setup behindAProxy(const char* profile = "kameleoon")
{
    Workshop::Setup setup;
    setup.profile = QLatin1String(profile);
    setup.network.faults.webPage = 1;
    return setup;
}

void letThrough(Workshop& shop)
{
    shop.transport->setFaults({});
}

} // namespace

/// Whole jobs behind something that answers in the vendor's place: with status 200 and a page for browsers.
class TstBlockPages : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void noIdIsReportedDoneThatTheVendorNeverSaw()
    {
        Workshop shop(behindAProxy());
        letThrough(shop);
        const auto job = shop.newJob(120);
        shop.approve(job, 120);
        shop.runFor(300ms);
        const auto before = shop.job(job).counts[ItemState::done];
        simulator::Faults faults;
        faults.webPage = 1;
        shop.transport->setFaults(faults);
        QVERIFY(shop.runUntilStill(job, 5min));
        const auto shot = shop.job(job);
        QCOMPARE(shot.state, JobState::paused);
        QCOMPARE(shot.reason, PauseReason::guardPage);
        QCOMPARE(std::int64_t(shot.counts[ItemState::done]), shop.vendor->tally().effects);
        QVERIFY(shot.counts[ItemState::done] >= before);
        QVERIFY(shot.counts[ItemState::waiting] > 0);
        QCOMPARE(shot.counts[ItemState::failed], 0U);

        letThrough(shop);
        shop.resume(job);
        QVERIFY(shop.runUntilStill(job, 10min));
        QCOMPARE(shop.job(job).state, JobState::finished);
        QCOMPARE(shop.job(job).counts[ItemState::done], 120U);
        QCOMPARE(shop.vendor->tally().effects, std::int64_t(120));
        QCOMPARE(shop.vendor->tally().refused, std::int64_t(0));
    }

    void aSignInThatIsAnsweredByAPageSaysSo()
    {
        Workshop shop(behindAProxy());
        const auto job = shop.newJob(5);
        shop.approve(job, 5);
        QVERIFY(shop.runUntilStill(job, 5min));
        QCOMPARE(shop.job(job).reason, PauseReason::guardPage);
        QCOMPARE(shop.job(job).counts[ItemState::queued], 5U);
    }

    void aCheckOfTheSignInDoesNotTakeAPageForAYes()
    {
        for (const char* vendor : {"kameleoon", "chameleon"}) {
            Workshop shop(behindAProxy(vendor));
            const auto shown = shop.signIn();
            QVERIFY(shown.has_value());
            QCOMPARE(shown->kind, engine::SignInResult::Kind::unclear);
            QVERIFY(shown->isWebPage);
            const engine::Sentence told =
                engine::sentence(*shown, engine::Writing(shown->at, true, QLocale(QLocale::English)));
            QVERIFY2(told.first.contains(QStringLiteral("a web page")), qPrintable(told.first));
            QVERIFY2(told.first.contains(QStringLiteral("Blocked by policy")), qPrintable(told.first));
        }
    }

    void aLookTakesAPageForNoAccount()
    {
        Workshop shop(behindAProxy());
        letThrough(shop);
        QVERIFY(shop.signIn().has_value()); // a token is not asked for by the look itself
        simulator::Faults faults;
        faults.webPage = 1;
        shop.transport->setFaults(faults);
        const auto looked = shop.look({QStringLiteral("1000")});
        QVERIFY(looked.has_value());
        QVERIFY(looked->looks.isEmpty());
        QVERIFY(!looked->end.works() && looked->end.isWebPage);
    }

    void theKeyIsKeptSoThatNothingIsDoneTwice()
    {
        Workshop::Setup setup = behindAProxy("wonderpush");
        setup.operation = QStringLiteral("delete-installation");
        setup.network.faults = {};
        setup.network.faults.webPageAfterEffect = 1;
        Workshop shop(std::move(setup));
        const auto job = shop.newJob(4);
        shop.approve(job, 4);
        QVERIFY(shop.runUntilStill(job, 5min));
        QCOMPARE(shop.job(job).reason, PauseReason::guardPage);
        const auto effects = shop.vendor->tally().effects;
        QVERIFY(effects > 0);
        shop.kill();
        shop.open();
        letThrough(shop);
        shop.resume(job);
        QVERIFY(shop.runUntilStill(job, 10min));
        QCOMPARE(shop.job(job).counts[ItemState::done], 4U);
        QCOMPARE(shop.vendor->tally().replays, effects);
        QCOMPARE(shop.vendor->tally().repeated, std::int64_t(0));
    }
};

QTEST_GUILESS_MAIN(TstBlockPages)
#include "tst_blockpages.moc"
