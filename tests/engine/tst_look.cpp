#include "engine/look.h"
#include "support/workshop.h"

#include <QTest>

using namespace std::chrono_literals;
using engine::JobId;
using engine::Look;
using engine::LookResult;
using jobs::ItemState;
using jobs::JobState;
using simulator::Mischief;
using support::Workshop;
using Kind = engine::SignInResult::Kind;

namespace {

Workshop::Setup withAdministrator()
{
    Workshop::Setup setup;
    setup.vendor.data.administrators = {"5120"};
    return setup;
}

const QStringList five{
    QStringLiteral("4702 user4702@example.com"), QStringLiteral("4711 User4711@Example.com"),
    QStringLiteral("5120 mia.roth@example.com"), QStringLiteral("6000 Ann Berg"), QStringLiteral("98117")};

/// Everything that a look's answer says, in one text.
QString everything(const LookResult& result)
{
    QString text = result.end.words + result.end.who;
    for (const Look& look : result.looks)
        text += look.listed.id + look.listed.label + look.label + look.roles + look.words;
    return text;
}

engine::Writing writing()
{
    return engine::Writing(engine::WallTime(1h), true, QLocale(QLocale::English));
}

Look there(const char* id, const char* listed, const char* label, bool isAdministrator = false)
{
    Look look;
    look.listed = {QLatin1String(id), QLatin1String(listed)};
    look.label = QLatin1String(label);
    look.isAdministrator = isAdministrator;
    return look;
}

LookResult shown(const QList<Look>& looks, int asked = 0)
{
    LookResult result;
    result.vendor = QStringLiteral("Kameleoon");
    result.at = engine::WallTime(1h);
    result.looks = looks;
    result.asked = asked > 0 ? asked : int(looks.size());
    result.end.kind = Kind::works;
    result.end.vendor = result.vendor;
    return result;
}

} // namespace

/// Looks at a few ids before anything is done to them, by the whole engine in virtual time.
class TstLook : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void showsWhatTheVendorHoldsOfEachId()
    {
        Workshop shop(withAdministrator());
        const auto result = shop.look(five);
        QVERIFY(result.has_value());
        QVERIFY(result->isWhole());
        QCOMPARE(result->looks.size(), 5);
        QCOMPARE(result->looks[0].label, QStringLiteral("user4702@example.com"));
        QCOMPARE(result->looks[0].listed.label, QStringLiteral("user4702@example.com"));
        QCOMPARE(result->looks[0].agreement(), Look::Agreement::matches);
        QCOMPARE(result->looks[1].agreement(), Look::Agreement::matches); // an address knows no case
        QCOMPARE(result->looks[2].agreement(), Look::Agreement::differs);
        QCOMPARE(result->looks[3].agreement(), Look::Agreement::unknown); // a name beside an address
        QCOMPARE(result->looks[4].agreement(), Look::Agreement::unknown);
        QVERIFY(result->looks[2].isAdministrator);
        QCOMPARE(result->looks[2].roles, QStringLiteral("ADMIN"));
        QCOMPARE(result->administrators(), QStringList{QStringLiteral("5120")});
    }

    void asksWithOneGetEachAndTouchesNothing()
    {
        Workshop shop({});
        QVERIFY(shop.look(five).has_value());
        QCOMPARE(shop.arrivals().size(), std::size_t(6));
        QCOMPARE(shop.arrivals()[0].shown, QStringLiteral("POST /oauth/token"));
        QCOMPARE(shop.arrivals()[1].shown, QStringLiteral("GET /accounts/4702"));
        QCOMPARE(shop.arrivals()[5].shown, QStringLiteral("GET /accounts/98117"));
        QCOMPARE(shop.vendor->tally().effects, std::int64_t(0));
    }

    void onlyTheFieldsThatTheProfileNamesAreKept()
    {
        Workshop shop({}); // its answers hold "amClientId" and "amClientSecret"
        const auto result = shop.look(five);
        QVERIFY(result.has_value());
        QVERIFY(!everything(*result).contains(QStringLiteral("practice-am")));
        QVERIFY(!everything(*result).contains(QStringLiteral("lastName")));
        for (const auto& [key, ledger] : shop.ledgers)
            QVERIFY(ledger != nullptr);
        QVERIFY(shop.store->jobs()->isEmpty()); // nothing of it is stored
    }

    void theCallsCountAgainstTheLimits()
    {
        Workshop shop({});
        for (int i = 0; i < 4; ++i)
            QVERIFY(shop.look(five)->isWhole()); // 24 calls
        const JobId job = shop.newJob(60);
        shop.approve(job, 60);
        QVERIFY(shop.runUntilStill(job, 5min));
        QCOMPARE(shop.job(job).counts[ItemState::done], 60U);
        QVERIFY2(shop.mostWithin(10s) <= 50, qPrintable(QString::number(shop.mostWithin(10s))));
        QCOMPARE(shop.vendor->tally().refused, std::int64_t(0));
    }

    void whatIsMissingIsAnAnswerToo()
    {
        Workshop::Setup setup;
        setup.vendor.data.missing = {"4711"};
        setup.vendor.data.failing = {{"5120", {.status = 423}}};
        Workshop shop(setup);
        const auto result = shop.look(five);
        QVERIFY(result.has_value());
        QVERIFY(result->isWhole());
        QCOMPARE(result->looks[1].kind, Look::Kind::absent);
        QCOMPARE(result->looks[2].kind, Look::Kind::unclear);
        QCOMPARE(result->looks[2].httpStatus, 423);
        QCOMPARE(result->looks[3].kind, Look::Kind::there);
    }

    void aRefusedSignInEndsItAfterOneCall()
    {
        Workshop::Setup setup;
        setup.vendor.secrets = {"client:another-secret"};
        Workshop shop(setup);
        const auto result = shop.look(five);
        QVERIFY(result.has_value());
        QCOMPARE(result->end.kind, Kind::refused);
        QVERIFY(result->looks.isEmpty());
        QCOMPARE(shop.arrivals().size(), std::size_t(1));
    }

    void aLimitThatFillsUpInTheMiddleIsKeptAndSaid()
    {
        Workshop::Setup setup;
        setup.adjust = [](vendors::Profile& profile) { profile.limits.front().max = 4; };
        Workshop shop(setup);
        const auto result = shop.look(five);
        QVERIFY(result.has_value());
        QVERIFY(!result->isWhole());
        QCOMPARE(result->looks.size(), 3); // and the token
        QCOMPARE(result->end.kind, Kind::mustWait);
        QCOMPARE(result->end.rule, QStringLiteral("10 s window"));
        QVERIFY(result->end.until.has_value());
        QCOMPARE(shop.arrivals().size(), std::size_t(4));
    }

    void silenceThatTheVendorOrdersEndsIt()
    {
        Workshop shop({});
        shop.transport->play(Mischief::block);
        const auto result = shop.look(five);
        QVERIFY(result.has_value());
        QCOMPARE(result->end.kind, Kind::mustWait);
        QVERIFY(result->end.isHold);
        QCOMPARE(shop.arrivals().size(), std::size_t(1));
    }

    void withoutANetworkNothingLeaves()
    {
        Workshop shop({});
        shop.transport->play(Mischief::cutNetwork);
        const auto result = shop.look(five);
        QVERIFY(result.has_value());
        QCOMPARE(result->end.kind, Kind::notSent);
        QVERIFY(shop.arrivals().empty());
    }

    void aVendorWithoutALookUpIsNotAsked()
    {
        Workshop::Setup setup;
        setup.profile = QStringLiteral("chameleon");
        Workshop shop(setup);
        QVERIFY(!shop.look({QStringLiteral("5f0000000000000000000001")}).has_value());
        QCOMPARE(shop.refusals.back().first, engine::Refused::input);
        QVERIFY(shop.arrivals().empty());
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
        QVERIFY(!shop.look(five).has_value());
        QCOMPARE(shop.refusals.back().first, engine::Refused::busy);
        QVERIFY(shop.arrivals().empty());
    }

    void ofAJobOnlyUntouchedIdsAreLookedAt()
    {
        Workshop::Setup setup;
        setup.vendor.data.missing = [] {
            std::set<std::string> missing;
            for (int id = 1000; id < 1020; ++id)
                missing.insert(std::to_string(id));
            return missing;
        }();
        Workshop shop(setup);
        engine::Options options;
        options.inFlight = 1;
        const JobId job = shop.newJob(100, options);
        shop.approve(job, 100);
        QVERIFY(shop.runUntilStill(job, 5min));
        QCOMPARE(shop.job(job).reason, jobs::PauseReason::guardAllGone);
        QVERIFY(shop.job(job).canLook);
        const auto untouched = shop.job(job).counts[ItemState::queued];
        QVERIFY(untouched > 0);
        shop.runFor(1min);
        const std::size_t before = shop.arrivals().size();
        const auto result = shop.lookAtUntouched(job);
        QVERIFY(result.has_value());
        QVERIFY(result->isWhole());
        QCOMPARE(result->looks.size(), 5);
        QCOMPARE(result->looks.back().listed.id, QStringLiteral("1099"));
        for (const Look& look : result->looks) {
            QVERIFY(look.listed.id.toInt() >= 1020);
            QCOMPARE(look.kind, Look::Kind::there);
        }
        QCOMPARE(shop.arrivals().size(), before + 6);
        QCOMPARE(shop.job(job).state, JobState::paused);
        QCOMPARE(shop.job(job).counts[ItemState::queued], untouched);
        shop.resume(job);
        QVERIFY(shop.runUntilStill(job, 5min));
        QCOMPARE(shop.job(job).counts[ItemState::done], 80U);
    }

    void aJobWithoutCredentialsAsksForThemFirst()
    {
        Workshop shop({});
        const JobId job = shop.newJob(10);
        shop.kill();
        shop.open();
        QVERIFY(!shop.lookAtUntouched(job).has_value());
        QCOMPARE(shop.refusals.back().first, engine::Refused::credentials);
        QVERIFY(shop.arrivals().empty());
    }

    void theSameIdsAreLookedAtEveryTime_data()
    {
        QTest::addColumn<int>("size");
        QTest::addColumn<QList<int>>("places");
        QTest::newRow("none") << 0 << QList<int>{};
        QTest::newRow("one") << 1 << QList<int>{0};
        QTest::newRow("as many") << 5 << QList<int>{0, 1, 2, 3, 4};
        QTest::newRow("fewer") << 3 << QList<int>{0, 1, 2};
        QTest::newRow("the sample") << 230 << QList<int>{0, 57, 114, 171, 229};
        QTest::newRow("a million") << 1'000'000 << QList<int>{0, 249'999, 499'999, 749'999, 999'999};
    }
    void theSameIdsAreLookedAtEveryTime()
    {
        QFETCH(int, size);
        QFETCH(QList<int>, places);
        QList<int> found;
        for (const std::size_t place : engine::spreadOver(std::size_t(size), 5))
            found << int(place);
        QCOMPARE(found, places);
    }

    void theSentenceNamesWhatMatters()
    {
        const auto first = [](const LookResult& result) { return engine::sentence(result, writing()).first; };
        const Look ann = there("4702", "ann@example.com", "ann@example.com");
        const Look mia = there("5120", "mia@example.com", "mia@example.com", true);
        const Look other = there("4711", "jane@example.com", "tom@example.com");
        Look gone;
        gone.listed = {QStringLiteral("98117"), {}};
        gone.kind = Look::Kind::absent;
        QCOMPARE(first(shown({ann, mia})),
                 QStringLiteral(
                     "2 of 2 exist, names match the list; 1 is an administrator (5120 mia@example.com)"));
        QCOMPARE(first(shown({ann, other, gone})),
                 QStringLiteral("2 of 3 exist, 1 does not match the list (4711 tom@example.com)"));
        QCOMPARE(first(shown({gone})), QStringLiteral("0 of 1 exist"));
        LookResult cut = shown({ann}, 5);
        cut.end.kind = Kind::mustWait;
        cut.end.rule = QStringLiteral("hour window");
        cut.end.until = engine::WallTime(1h + 41min);
        QCOMPARE(first(cut), QStringLiteral("1 of 1 exist, names match the list"));
        QVERIFY(
            engine::sentence(cut, writing()).second.startsWith(QStringLiteral("Only 1 of 5 looked up. ")));
        QVERIFY(engine::sentence(cut, writing()).second.contains(QStringLiteral("hour window full")));
    }
};

QTEST_GUILESS_MAIN(TstLook)
#include "tst_look.moc"
