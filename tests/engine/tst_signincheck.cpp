#include "support/failingstore.h"
#include "support/workshop.h"

#include <QTest>

using namespace std::chrono_literals;
using engine::JobId;
using jobs::ItemState;
using jobs::JobState;
using simulator::Mischief;
using support::Workshop;
using Kind = engine::SignInResult::Kind;

namespace {

Workshop::Setup at(const char* profile)
{
    Workshop::Setup setup;
    setup.profile = QLatin1String(profile);
    return setup;
}

/// A vendor that repeats the secret in its refusal.
class Parrot final : public simulator::SimVendor {
public:
    using SimVendor::SimVendor;

protected:
    simulator::Answer serve(const simulator::SimRequest& request, simulator::Instant) override
    {
        simulator::Answer answer;
        answer.status = 401;
        answer.headers = {{"Content-Type", "application/json"}};
        answer.body = "{\"code\": 401, \"messages\": [\"No such key: "
                      + std::string(request.header("X-Account-Secret")) + "\"]}";
        return answer;
    }
    simulator::Answer refuse(const simulator::SimRequest& request, simulator::Instant now,
                             simulator::Duration) override
    {
        return serve(request, now);
    }
    void countOther(simulator::Instant) override {}
    std::vector<simulator::Peak> peaks() const override { return {}; }
};

/// Requests that the account's only ledger knows of, as a program would that starts now.
std::vector<journal::PastRequest> remembered(Workshop& shop)
{
    if (shop.ledgers.size() != 1)
        return {};
    journal::MemoryLedger copy(*shop.ledgers.begin()->second);
    auto memory = copy.recall(shop.clock, 2h, 1min);
    return memory ? memory->requests : std::vector<journal::PastRequest>{};
}

} // namespace

/// Checks of a sign-in by the whole engine in virtual time, in front of a vendor that counts for itself.
class TstSignInCheck : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsAsWhomWithOneHarmlessCall()
    {
        Workshop shop(at("chameleon"));
        const auto result = shop.signIn();
        QVERIFY(result.has_value());
        QCOMPARE(result->kind, Kind::works);
        QCOMPARE(result->who.size(), 24);
        QCOMPARE(result->vendor, QStringLiteral("Chameleon"));
        QCOMPARE(shop.arrivals().size(), std::size_t(1));
        QCOMPARE(shop.arrivals().front().shown, QStringLiteral("GET /"));
        QCOMPARE(shop.vendor->tally().effects, std::int64_t(0));
    }

    void anAccountKeyIsCheckedByACallThatCountsForNothing()
    {
        Workshop::Setup setup = at("accompa");
        setup.parameters = {{QStringLiteral("dailyLimit"), QStringLiteral("5000")}};
        Workshop shop(setup);
        const auto result = shop.signIn();
        QVERIFY(result.has_value());
        QCOMPARE(result->kind, Kind::works);
        QVERIFY(result->who.isEmpty());
        QCOMPARE(shop.arrivals().size(), std::size_t(1));
    }

    void aWrongSecretIsRefusedInTheVendorsWords()
    {
        Workshop::Setup setup = at("chameleon");
        setup.vendor.secrets = {"another-secret"};
        Workshop shop(setup);
        const auto result = shop.signIn();
        QVERIFY(result.has_value());
        QCOMPARE(result->kind, Kind::refused);
        QCOMPARE(result->httpStatus, 403);
        QVERIFY2(result->words.startsWith(QStringLiteral("Unauthorized")), qPrintable(result->words));
    }

    void noSecretIsRepeated()
    {
        Workshop::Setup setup = at("chameleon");
        setup.makeVendor = [](simulator::VendorOptions options) -> std::unique_ptr<simulator::SimVendor> {
            return std::make_unique<Parrot>(options);
        };
        Workshop shop(setup);
        const auto result = shop.signIn();
        QVERIFY(result.has_value());
        QCOMPARE(result->kind, Kind::refused);
        QVERIFY2(result->words.startsWith(QStringLiteral("No such key")), qPrintable(result->words));
        QVERIFY2(!result->words.contains(QString::fromUtf8(shop.credentials.token)),
                 qPrintable(result->words));
    }

    void gettingATokenIsTheCheckWhereThereIsNoOther()
    {
        Workshop shop({});
        const auto result = shop.signIn();
        QVERIFY(result.has_value());
        QCOMPARE(result->kind, Kind::works);
        QVERIFY(result->who.isEmpty());
        QVERIFY(result->tokenLife == 2h);
        QCOMPARE(shop.arrivals().size(), std::size_t(1));
        QCOMPARE(shop.arrivals().front().shown, QStringLiteral("POST /oauth/token"));
    }

    void aClientThatIsNotKnownGetsNoToken()
    {
        Workshop::Setup setup;
        setup.vendor.secrets = {"client:another-secret"};
        Workshop shop(setup);
        const auto result = shop.signIn();
        QVERIFY(result.has_value());
        QCOMPARE(result->kind, Kind::refused);
        QCOMPARE(result->httpStatus, 401);
        QCOMPARE(shop.arrivals().size(), std::size_t(1));
    }

    void aTokenIsHadBeforeTheCheck()
    {
        Workshop::Setup setup;
        setup.adjust = [](vendors::Profile& profile) {
            vendors::Check check;
            check.path = QStringLiteral("/accounts/1");
            check.who = vendors::ValuePlace{vendors::ValuePlace::In::json, QStringLiteral("/id")};
            profile.check = check;
        };
        Workshop shop(setup);
        const auto result = shop.signIn();
        QVERIFY(result.has_value());
        QCOMPARE(result->kind, Kind::works);
        QCOMPARE(result->who, QStringLiteral("1"));
        QCOMPARE(shop.arrivals().size(), std::size_t(2));
        QCOMPARE(shop.arrivals()[0].shown, QStringLiteral("POST /oauth/token"));
        QCOMPARE(shop.arrivals()[1].shown, QStringLiteral("GET /accounts/1"));
        QCOMPARE(remembered(shop).size(), std::size_t(2));
    }

    void saysSoWhereEveryCallWouldTouchAnItem_data()
    {
        QTest::addColumn<QString>("profile");
        QTest::newRow("no check, no token") << QStringLiteral("wonderpush");
        QTest::newRow("a pasted token") << QStringLiteral("kameleoon");
    }
    void saysSoWhereEveryCallWouldTouchAnItem()
    {
        QFETCH(QString, profile);
        Workshop::Setup setup;
        setup.profile = profile;
        Workshop shop(setup);
        shop.credentials = {};
        shop.credentials.token = "pasted";
        const auto result = shop.signIn();
        QVERIFY(result.has_value());
        QCOMPARE(result->kind, Kind::notCheckable);
        QVERIFY(shop.arrivals().empty());
        QVERIFY(shop.ledgers.empty());
    }

    void missingCredentialsAreRefusedBeforeAnythingIsSent()
    {
        Workshop shop({});
        shop.credentials = {};
        QVERIFY(!shop.signIn());
        QCOMPARE(shop.refusals.back().first, engine::Refused::credentials);
        QVERIFY(shop.arrivals().empty());
    }

    void withoutANetworkNothingLeavesAndNothingIsCounted()
    {
        Workshop shop(at("chameleon"));
        shop.transport->play(Mischief::cutNetwork);
        const auto result = shop.signIn();
        QVERIFY(result.has_value());
        QCOMPARE(result->kind, Kind::notSent);
        QVERIFY(!result->words.isEmpty());
        QVERIFY(remembered(shop).empty());
        shop.transport->play(Mischief::cutNetwork, false);
        QCOMPARE(shop.signIn()->kind, Kind::works);
    }

    void aLostAnswerIsCountedAsLongAsTheVendorMay()
    {
        Workshop::Setup setup = at("chameleon");
        setup.network.faults.closeAfterEffect = 1;
        Workshop shop(setup);
        const auto result = shop.signIn();
        QVERIFY(result.has_value());
        QCOMPARE(result->kind, Kind::unanswered);
        QCOMPARE(remembered(shop).size(), std::size_t(1));
        QVERIFY(remembered(shop).front().answered - shop.clock.now() > 60s); // deadline and linger
    }

    void aVendorOutOfOrderSaysNothingAboutTheSignIn()
    {
        Workshop::Setup setup = at("chameleon");
        setup.network.faults.outage = 1;
        Workshop shop(setup);
        const auto result = shop.signIn();
        QVERIFY(result.has_value());
        QCOMPARE(result->kind, Kind::unclear);
        QCOMPARE(result->httpStatus, 500);
    }

    void aFullLimitIsKeptAndSaidUntilWhen()
    {
        Workshop::Setup setup = at("chameleon");
        setup.adjust = [](vendors::Profile& profile) {
            profile.limits.front().max = 3;
            profile.limits.front().ceiling = 0;
        };
        Workshop shop(setup);
        for (int i = 0; i < 3; ++i)
            QCOMPARE(shop.signIn()->kind, Kind::works);
        const auto result = shop.signIn();
        QVERIFY(result.has_value());
        QCOMPARE(result->kind, Kind::mustWait);
        QCOMPARE(result->rule, QStringLiteral("minute window"));
        QVERIFY(!result->isHold);
        QVERIFY(result->until.has_value());
        QCOMPARE(shop.arrivals().size(), std::size_t(3));
        shop.clock.runUntil(shop.clock.now() + (*result->until - shop.clock.wallNow()));
        QCOMPARE(shop.signIn()->kind, Kind::works);
    }

    void aSlotThatComesInAMomentIsWaitedFor()
    {
        Workshop::Setup setup = at("chameleon");
        setup.adjust = [](vendors::Profile& profile) {
            limits::Limit pace;
            pace.name = "pace";
            pace.kind = limits::Kind::paced;
            pace.burst = 1;
            pace.every = 2s;
            profile.limits = {pace};
            profile.limitProvenance.resize(1);
            profile.limitTerms.resize(1);
        };
        Workshop shop(setup);
        QCOMPARE(shop.signIn()->kind, Kind::works);
        QCOMPARE(shop.signIn()->kind, Kind::works);
        QVERIFY(shop.arrivals()[1].at - shop.arrivals()[0].at >= 2s - 100ms); // less the way there
    }

    void silenceOrderedByAnAnswerIsKeptAndRemembered()
    {
        Workshop shop({});
        shop.transport->play(Mischief::block);
        const auto result = shop.signIn();
        QVERIFY(result.has_value());
        QCOMPARE(result->kind, Kind::mustWait);
        QVERIFY(result->isHold);
        QCOMPARE(result->httpStatus, 429);
        QVERIFY(result->until.has_value());
        for (const bool isRestarted : {false, true}) {
            if (isRestarted) {
                shop.kill();
                shop.open();
            }
            const auto again = shop.signIn();
            QVERIFY(again.has_value());
            QCOMPARE(again->kind, Kind::mustWait);
            QVERIFY(again->isHold);
            QVERIFY(again->until.has_value());
            QCOMPARE(shop.arrivals().size(), std::size_t(1));
        }
    }

    void theLedgerKnowsOfTheCallBeforeItLeaves()
    {
        Workshop* inside = nullptr;
        std::vector<std::size_t> known;
        Workshop::Setup setup;
        setup.onlooker = [&](const simulator::WireEvent& event) {
            if (event.kind == simulator::WireEvent::Kind::sent)
                known.push_back(remembered(*inside).size());
        };
        Workshop shop(setup);
        inside = &shop;
        QCOMPARE(shop.signIn()->kind, Kind::works);
        QCOMPARE(known, (std::vector<std::size_t>{1}));
    }

    void aJobAfterwardsCountsTheCall_data()
    {
        QTest::addColumn<bool>("isRestarted");
        QTest::newRow("in the same program") << false;
        QTest::newRow("in the next one") << true;
    }
    void aJobAfterwardsCountsTheCall()
    {
        QFETCH(bool, isRestarted);
        Workshop shop({});
        for (int i = 0; i < 5; ++i)
            QCOMPARE(shop.signIn()->kind, Kind::works);
        if (isRestarted) {
            shop.kill();
            shop.open();
        }
        const JobId job = shop.newJob(100);
        shop.approve(job, 100);
        QVERIFY(shop.runUntilStill(job, 5min));
        QCOMPARE(shop.job(job).counts[ItemState::done], 100U);
        QCOMPARE(shop.vendor->tally().refused, std::int64_t(0));
        QVERIFY(shop.mostWithin(10s) <= 50);
    }

    void theCheckIsNoMemoryOfEarlierCalls()
    {
        Workshop shop({});
        QCOMPARE(shop.signIn()->kind, Kind::works);
        const JobId job = shop.newJob(5);
        shop.approve(job, 5);
        QVERIFY(shop.job(job).hasNoMemory); // what was used before the check is not known
        QVERIFY(shop.runUntilStill(job, 1min));
        const JobId next = shop.newJob(5);
        shop.approve(next, 5);
        QVERIFY(!shop.job(next).hasNoMemory);
    }

    void anAccountInUseByAnotherProgramIsLeftAlone()
    {
        Workshop::Setup setup;
        setup.furnish = [](engine::World& world) {
            world.lockAccount = [](const QString&) -> base::Result<std::shared_ptr<void>> {
                return base::fail("in use by sluice-cli (process 4711)");
            };
        };
        Workshop shop(setup);
        QVERIFY(!shop.signIn());
        QCOMPARE(shop.refusals.back().first, engine::Refused::busy);
        QVERIFY(shop.refusals.back().second.contains(QStringLiteral("process 4711")));
        QVERIFY(shop.arrivals().empty());
    }

    void theAccountIsGivenBackAfterwards()
    {
        std::weak_ptr<void> lock;
        Workshop::Setup setup;
        setup.furnish = [&](engine::World& world) {
            world.lockAccount = [&](const QString&) -> base::Result<std::shared_ptr<void>> {
                auto taken = std::make_shared<int>(0);
                lock = taken;
                return taken;
            };
        };
        Workshop shop(setup);
        shop.checkSignIn();
        QVERIFY(!lock.expired());
        shop.runFor(10s);
        QCOMPARE(shop.signIns.size(), std::size_t(1));
        QVERIFY(lock.expired());
    }

    void nothingLeavesWhatTheLedgerCannotTake()
    {
        auto failure = std::make_shared<support::Failure>();
        Workshop::Setup setup;
        setup.furnish = [failure](engine::World& world) {
            world.openLedger = [open = world.openLedger, failure](
                                   const QString& key) -> base::Result<std::unique_ptr<journal::Ledger>> {
                auto ledger = open(key);
                if (!ledger)
                    return ledger;
                return std::make_unique<support::FailingLedger>(std::move(*ledger), failure);
            };
        };
        Workshop shop(setup);
        failure->arm(2, support::Failure::Span::fromThereOn); // it is read, then the call is written
        QVERIFY(!shop.signIn());
        QCOMPARE(shop.refusals.back().first, engine::Refused::store);
        QVERIFY(shop.arrivals().empty());
        failure->disarm();
        QCOMPARE(shop.signIn()->kind, Kind::works);

        // The answer's silence outlives a disk that is full for a while.
        shop.transport->play(Mischief::block);
        failure->arm(3, support::Failure::Span::fromThereOn);
        QCOMPARE(shop.signIn()->kind, Kind::mustWait);
        shop.runFor(5s);
        failure->disarm();
        shop.runFor(5s);
        shop.kill();
        shop.open();
        const auto sent = shop.arrivals().size();
        QCOMPARE(shop.signIn()->kind, Kind::mustWait);
        QCOMPARE(shop.arrivals().size(), sent);
    }

    void aRunningJobMakesRoomForTheCheck()
    {
        Workshop::Setup setup;
        setup.adjust = [](vendors::Profile& profile) {
            limits::Limit atOnce;
            atOnce.name = "at the same time";
            atOnce.kind = limits::Kind::concurrency;
            atOnce.max = 2;
            profile.limits.push_back(atOnce);
            profile.limitProvenance.emplace_back();
            profile.limitTerms.emplace_back();
        };
        Workshop shop(setup);
        const JobId job = shop.newJob(40);
        shop.approve(job, 40);
        const auto isFull = [&] { return shop.transport->inFlight() == 2; };
        QVERIFY(shop.clock.runUntil(isFull, shop.clock.now() + 1min));
        const auto result = shop.signIn();
        QVERIFY(result.has_value());
        QCOMPARE(result->kind, Kind::works);
        QVERIFY(shop.job(job).counts[ItemState::queued] > 20); // it did not wait for the end of the job
        QVERIFY(shop.runUntilStill(job, 5min));
        QCOMPARE(shop.job(job).counts[ItemState::done], 40U);
        QCOMPARE(shop.vendor->tally().refused, std::int64_t(0));
    }

    void aJobThatStartsMeanwhileKeepsItsOwnShare()
    {
        Workshop shop({});
        engine::Options half;
        half.sharePercent = 50;
        const JobId job = shop.newJob(80, half);
        shop.checkSignIn(); // with all of the limits
        shop.approve(job, 80);
        QVERIFY(shop.runUntilStill(job, 5min));
        QCOMPARE(shop.signIns.size(), std::size_t(1));
        QCOMPARE(shop.job(job).counts[ItemState::done], 80U);
        QVERIFY2(shop.mostWithin(10s) <= 25, qPrintable(QString::number(shop.mostWithin(10s))));
    }

    void theProgramEndsOnlyWhenTheCallIsWrittenDown()
    {
        Workshop shop(at("chameleon"));
        shop.checkSignIn();
        shop.clock.runUntil([&] { return shop.transport->inFlight() == 1; }, shop.clock.now() + 1min);
        shop.core->shutDown();
        QCOMPARE(shop.shutDowns, 0);
        shop.runFor(10s);
        QCOMPARE(shop.shutDowns, 1);
        QCOMPARE(remembered(shop).size(), std::size_t(1));
        QVERIFY(remembered(shop).front().answered < shop.clock.now()); // answered, not lost
    }

    void theAccountThatIsSignedInIsNeverSent_data()
    {
        QTest::addColumn<bool>("isListedByTheOperator");
        QTest::newRow("by itself") << false;
        QTest::newRow("and on the operator's list, too") << true;
    }
    void theAccountThatIsSignedInIsNeverSent()
    {
        QFETCH(bool, isListedByTheOperator);
        Workshop shop(at("chameleon"));
        const QString who = shop.signIn()->who;
        engine::Options options;
        if (isListedByTheOperator)
            options.protectedIds << who;
        // Listed as a spreadsheet writes it: the vendor does not tell the case.
        const QByteArray ids = "5f0000000000000000000001\n" + who.toUpper().toUtf8()
                               + "\n5f0000000000000000000002\n5f0000000000000000000003\n";
        const JobId job = shop.newJob(ids, options);
        QCOMPARE(shop.job(job).counts[ItemState::skipped], 1U);
        shop.approve(job, 3);
        QVERIFY(shop.runUntilStill(job, 5min));
        QCOMPARE(shop.job(job).state, JobState::finished);
        QCOMPARE(shop.job(job).counts[ItemState::done], 3U);
        const journal::ItemRow kept = shop.rows(job).at(1);
        QCOMPARE(kept.state, ItemState::skipped);
        QCOMPARE(kept.attempts, std::uint16_t(0));
        if (!isListedByTheOperator)
            QCOMPARE(kept.detail, std::string("the account that is signed in: never sent"));
        for (const Workshop::Arrival& arrival : shop.arrivals())
            QVERIFY2(!arrival.shown.contains(who), qPrintable(arrival.shown));
    }

    void aStoredJobsSignInIsCheckedWhereTheJobWas()
    {
        Workshop shop({});
        const JobId job = shop.newJob(5);
        shop.kill();
        shop.open();
        const auto check = [&]() -> std::optional<engine::SignInResult> {
            const std::size_t known = shop.signIns.size();
            shop.core->checkJobSignIn(5, job, shop.credentials);
            shop.clock.runUntil([&] { return shop.signIns.size() > known; }, shop.clock.now() + 1min);
            return shop.signIns.size() > known ? std::optional(shop.signIns.back()) : std::nullopt;
        };
        auto result = check();
        QVERIFY(result.has_value());
        QCOMPARE(result->kind, Kind::works);
        QVERIFY(result->notOf.isEmpty());
        QCOMPARE(shop.arrivals().size(), std::size_t(1));
        // A renewed secret is the same account; another client is another one.
        shop.credentials.clientSecret = "renewed";
        result = check();
        QVERIFY(result.has_value());
        QVERIFY(result->notOf.isEmpty());
        shop.credentials.clientId = "another-client";
        result = check();
        QVERIFY(result.has_value());
        QCOMPARE(result->notOf, QStringLiteral("Production"));
        QCOMPARE(shop.job(job).counts[ItemState::queued], 5U);
        QCOMPARE(shop.vendor->tally().effects, std::int64_t(0));
        QVERIFY(shop.refusals.empty());
    }

    void ofAJobThatIsNotThereNothingIsChecked()
    {
        Workshop shop({});
        shop.core->checkJobSignIn(5, 4711, shop.credentials);
        shop.runFor(5s);
        QCOMPARE(shop.refusals.size(), std::size_t(1));
        QVERIFY(shop.arrivals().empty());
    }

    void anotherSignInProtectsNothing()
    {
        Workshop shop(at("chameleon"));
        const QString who = shop.signIn()->who;
        shop.credentials.token = "another-token-0123456789";
        const JobId job = shop.newJob(who.toUtf8() + "\n5f0000000000000000000001\n");
        QCOMPARE(shop.job(job).counts[ItemState::skipped], 0U);
    }

    void whatIsProtectedIsNotAmongTheIdsThatWereSentBefore()
    {
        Workshop shop(at("chameleon"));
        const QByteArray who = shop.signIn()->who.toUtf8();
        const QByteArray ids = who + "\n5f0000000000000000000001\n5f0000000000000000000002\n";
        shop.kill(); // what the check showed is forgotten
        shop.open();
        const JobId first = shop.newJob(ids);
        shop.approve(first, 3);
        QVERIFY(shop.runUntilStill(first, 5min));
        QVERIFY(shop.signIn().has_value());
        const JobId second = shop.newJob(ids + "5f0000000000000000000003\n");
        QCOMPARE(shop.job(second).counts[ItemState::skipped], 1U);
        QCOMPARE(shop.job(second).sentBefore.count, 2U);
        shop.core->leaveOutSent(9, second);
        QCOMPARE(shop.job(second).counts[ItemState::skipped], 3U);
        QCOMPARE(shop.job(second).counts[ItemState::queued], 1U);
        QCOMPARE(shop.store->job(second)->counts, shop.job(second).counts);
    }
};

QTEST_GUILESS_MAIN(TstSignInCheck)
#include "tst_signincheck.moc"
