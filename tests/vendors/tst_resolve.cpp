#include "vendors/catalog.h"
#include "vendors/duration.h"
#include "vendors/profilereader.h"
#include "vendors/profilewriter.h"
#include "vendors/resolve.h"

#include <QTest>

using namespace vendors;
using namespace std::chrono_literals;

namespace {

Profile builtIn(const char* name)
{
    return Catalog().find(QLatin1String(name)).value_or(Profile{});
}

QString messageOf(const base::Result<Profile>& result)
{
    return result ? QStringLiteral("(no error)") : QString::fromStdString(result.error().message);
}

QMap<QString, QString> given(const char* name, const char* value)
{
    return {{QLatin1String(name), QLatin1String(value)}};
}

} // namespace

class TestResolve : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theDailyLimitIsFilledIn();
    void aMissingParameterNamesWhatToAdd();
    void aParameterThatIsNoNumberOrOutOfBoundsIsRefused();
    void anUnknownParameterIsRefusedWithTheKnownOnes();
    void theReserveMustLeaveSomething();
    void anUnknownPresetIsRefusedWithTheKnownOnes();
    void anOptionalLimitWithoutItsNumberDoesNotExist();
    void aProfileWithoutParametersIsUnchanged();
    void aResolvedProfileCanBeStoredAndReadAgain();
    void aPresetsLimitsHoldBesideTheVendors();
    void scalingDividesWhatIsOursAndNothingElse();
    void scalingKeepsTheGuardsProportion();
    void scalingByOneChangesNothing();
    void everyVendorsLimitsAreWhatItsDocumentSays();
    void durationsAreWrittenAsTheyAreRead_data();
    void durationsAreWrittenAsTheyAreRead();
    void whatIsNoDurationIsRefused_data();
    void whatIsNoDurationIsRefused();
};

void TestResolve::theDailyLimitIsFilledIn()
{
    const base::Result<Profile> profile = resolve(builtIn("accompa"), given("dailyLimit", "2500"));
    QVERIFY2(profile, qPrintable(messageOf(profile)));
    QCOMPARE(profile->limits[1].kind, limits::Kind::daily);
    QCOMPARE(profile->limits[1].max, std::int64_t{2500});
    QCOMPARE(profile->limits[1].reserve, std::int64_t{0});
    QVERIFY(profile->limitTerms[1].maxParameter.isEmpty());
    auto both = given("dailyLimit", "2500");
    both.insert(QStringLiteral("dailyReserve"), QStringLiteral("500"));
    QCOMPARE(resolve(builtIn("accompa"), both)->limits[1].reserve, std::int64_t{500});
}

void TestResolve::aMissingParameterNamesWhatToAdd()
{
    const QString message = messageOf(resolve(builtIn("accompa"), {}));
    QVERIFY2(
        message.startsWith(QStringLiteral("Accompa API needs --param dailyLimit=N for its daily limit.")),
        qPrintable(message));
}

void TestResolve::aParameterThatIsNoNumberOrOutOfBoundsIsRefused()
{
    for (const char* wrong : {"", "many", "0", "-5", "2500.5", "1e3", "99999999999999999999"}) {
        const QString message = messageOf(resolve(builtIn("accompa"), given("dailyLimit", wrong)));
        QVERIFY2(message.contains(QStringLiteral("write a whole number from 1 to 1000000000")),
                 qPrintable(message));
    }
}

void TestResolve::anUnknownParameterIsRefusedWithTheKnownOnes()
{
    const QString message = messageOf(resolve(builtIn("accompa"), given("daylyLimit", "5")));
    QVERIFY2(message.contains(QStringLiteral("dailyLimit, dailyReserve")), qPrintable(message));
    QVERIFY(messageOf(resolve(builtIn("kameleoon"), given("dailyLimit", "5")))
                .contains(QStringLiteral("has none")));
}

void TestResolve::theReserveMustLeaveSomething()
{
    auto both = given("dailyLimit", "100");
    both.insert(QStringLiteral("dailyReserve"), QStringLiteral("100"));
    QVERIFY(messageOf(resolve(builtIn("accompa"), both)).contains(QStringLiteral("leaves nothing")));
}

void TestResolve::anUnknownPresetIsRefusedWithTheKnownOnes()
{
    QVERIFY(messageOf(resolve(builtIn("kameleoon"), {}, QStringLiteral("fast")))
                .contains(QStringLiteral("gentle")));
    QVERIFY(messageOf(resolve(builtIn("chameleon"), {}, QStringLiteral("fast")))
                .contains(QStringLiteral("none")));
}

void TestResolve::anOptionalLimitWithoutItsNumberDoesNotExist()
{
    Profile profile = builtIn("accompa");
    profile.parameters[0].isRequired = false;
    const base::Result<Profile> without = resolve(profile, {});
    QVERIFY2(without, qPrintable(messageOf(without)));
    QCOMPARE(without->limits.size(), std::size_t{1});
    profile.limits.erase(profile.limits.begin());
    profile.limitTerms.erase(profile.limitTerms.begin());
    profile.limitProvenance.erase(profile.limitProvenance.begin());
    QVERIFY(messageOf(resolve(profile, {})).contains(QStringLiteral("no limit is left")));
}

void TestResolve::aProfileWithoutParametersIsUnchanged()
{
    for (const char* name : {"kameleoon", "chameleon", "wonderpush"})
        QVERIFY(*resolve(builtIn(name), {}) == builtIn(name));
}

void TestResolve::aResolvedProfileCanBeStoredAndReadAgain()
{
    base::Result<Profile> profile = resolve(builtIn("accompa"), given("dailyLimit", "2500"));
    QVERIFY(profile);
    const base::Result<Profile> again = readProfile(writeProfile(*profile), QStringLiteral("stored"));
    QVERIFY2(again, qPrintable(messageOf(again)));
    profile->isBuiltIn = false;
    QVERIFY(*again == *profile);
}

void TestResolve::aPresetsLimitsHoldBesideTheVendors()
{
    const Profile gentle = *resolve(builtIn("kameleoon"), {}, QStringLiteral("gentle"));
    QCOMPARE(gentle.limits.size(), std::size_t{3});
    QCOMPARE(gentle.limits[1].max, std::int64_t{1000});
    QCOMPARE(gentle.limits[2].name, std::string("minute window"));
    QCOMPARE(gentle.limitProvenance.size(), std::size_t{3});

    Profile own = builtIn("kameleoon");
    own.presets[0].limits[0] = own.limits[1];
    own.presets[0].limits[0].max = 5000; // what this customer's contract says
    const Profile larger = *resolve(own, {}, QStringLiteral("gentle"));
    QCOMPARE(larger.limits.size(), std::size_t{2});
    QCOMPARE(larger.limits[1].max, std::int64_t{5000});
}

void TestResolve::scalingDividesWhatIsOursAndNothingElse()
{
    const Profile before = *resolve(builtIn("accompa"), given("dailyLimit", "2500"));
    const Profile after = scaled(before, 5);
    QVERIFY(after.limits[0].per == 2s);
    QCOMPARE(after.limits[0].max, std::int64_t{25});
    QVERIFY(after.limits[1].per == 288min);
    QVERIFY(after.linger == 12s);
    QVERIFY(after.backoffFirst == 200ms);
    QVERIFY(after.backoffMost == 1min);
    QVERIFY(after.probe->every == 6s);
    QVERIFY(after.signals[0].waitDefault == 2min);
    QVERIFY(after.signals.back().atLeast == 2min);
    QVERIFY(after.deadline == before.deadline);
    QVERIFY(after.signals[0].waitCap == before.signals[0].waitCap);
    QVERIFY(after.signIn.tokenLifeDefault == before.signIn.tokenLifeDefault);
    QCOMPARE(after.inFlightDefault, before.inFlightDefault);
    QVERIFY(scaled(builtIn("wonderpush"), 4).limits[0].every == 500ms);
    QVERIFY(scaled(builtIn("kameleoon"), 6).presets[0].limits[0].per == 10s);
}

void TestResolve::scalingKeepsTheGuardsProportion()
{
    // Unknown granularity: 5 ms of a short limit, 1 s of one of a minute or more. An hour scaled by 100 lasts
    // 36 s, and without care would get the 5 ms of a short one (or, scaled by 5, keep a whole second).
    const Profile kameleoon = scaled(builtIn("kameleoon"), 100);
    QVERIFY(kameleoon.limits[0].granularity == 50us);
    QVERIFY(kameleoon.limits[1].granularity == 10ms);
    const limits::Guard guard;
    for (const char* name : {"kameleoon", "chameleon", "wonderpush"}) {
        const Profile before = builtIn(name);
        const Profile after = scaled(before, 5);
        for (std::size_t i = 0; i < before.limits.size(); ++i) {
            const auto distance = limits::guardedLength(before.limits[i], guard)
                                  - limits::guardedLength(after.limits[i], guard) * 5;
            if (before.limits[i].kind != limits::Kind::concurrency)
                QVERIFY(distance < 1us && distance > -1us);
        }
    }
}

void TestResolve::scalingByOneChangesNothing()
{
    QVERIFY(scaled(builtIn("kameleoon"), 1) == builtIn("kameleoon"));
    QVERIFY(scaled(builtIn("kameleoon"), 0) == builtIn("kameleoon"));
    QVERIFY(scaled(builtIn("kameleoon"), -1) == builtIn("kameleoon"));
}

void TestResolve::everyVendorsLimitsAreWhatItsDocumentSays()
{
    const Profile kameleoon = builtIn("kameleoon");
    QCOMPARE(kameleoon.limits.size(), std::size_t{2});
    QCOMPARE(kameleoon.limits[0].name, std::string("10 s window"));
    QCOMPARE(kameleoon.limits[0].max, std::int64_t{50});
    QVERIFY(kameleoon.limits[0].per == 10s);
    QCOMPARE(kameleoon.limits[1].name, std::string("hour window"));
    QCOMPARE(kameleoon.limits[1].max, std::int64_t{1000});
    QVERIFY(kameleoon.limits[1].per == 1h);
    const Profile chameleon = builtIn("chameleon");
    QCOMPARE(chameleon.limits[0].max, std::int64_t{60});
    QVERIFY(chameleon.limits[0].per == 1min);
    QCOMPARE(chameleon.limitTerms[0].ceiling, std::optional<qint64>(120));
    QCOMPARE(chameleon.limits[1].kind, limits::Kind::concurrency);
    QCOMPARE(chameleon.limits[1].max, std::int64_t{4});
    QCOMPARE(chameleon.inFlightDefault, 4);
    for (const limits::Limit& limit : builtIn("wonderpush").limits) {
        QCOMPARE(limit.kind, limits::Kind::paced);
        QCOMPARE(limit.burst, std::int64_t{15});
        QVERIFY(limit.every == 2s);
        QVERIFY(!limit.scope.empty());
    }
    const Profile accompa = builtIn("accompa");
    QCOMPARE(accompa.limits[0].max, std::int64_t{25});
    QVERIFY(accompa.limits[0].per == 10s);
    QCOMPARE(accompa.limitTerms[1].maxParameter, QStringLiteral("dailyLimit"));
}

void TestResolve::durationsAreWrittenAsTheyAreRead_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text :
         {"0s", "1ms", "250ms", "1500ms", "10s", "90s", "5m", "90m", "1h", "25h", "1d", "366d"})
        QTest::newRow(text) << QString::fromLatin1(text);
}

void TestResolve::durationsAreWrittenAsTheyAreRead()
{
    QFETCH(QString, text);
    const auto read = parseDuration(text);
    QVERIFY(read);
    QCOMPARE(formatDuration(*read), text);
}

void TestResolve::whatIsNoDurationIsRefused_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text : {"", "10", "s", "10 s", "10sec", "-1s", "+1s", "1.5s", "1e3s", "1h30m", "10S",
                             " 10s", "10s\n", "1001d", "9999999999999s", "٣s"})
        QTest::newRow(QByteArray(text).toPercentEncoding().constData()) << QString::fromUtf8(text);
}

void TestResolve::whatIsNoDurationIsRefused()
{
    QFETCH(QString, text);
    QVERIFY(!parseDuration(text));
}

QTEST_GUILESS_MAIN(TestResolve)
#include "tst_resolve.moc"
