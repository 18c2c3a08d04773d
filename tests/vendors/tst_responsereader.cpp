#include "vendors/catalog.h"
#include "vendors/profilereader.h"
#include "vendors/responsereader.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace vendors;
using namespace std::chrono_literals;
using base::Outcome;
using base::OutcomeKind;
using base::Reading;

namespace {

const QString folder = QStringLiteral(SLUICE_TEST_DATA "/profiles/");

Profile profileOf(const QString& name)
{
    const base::Result<Profile> profile = Catalog::builtInNames().contains(name)
                                              ? Catalog().find(name)
                                              : Catalog().find(folder + name + QStringLiteral(".json"));
    return profile.value_or(Profile{});
}

QString wordOf(OutcomeKind kind)
{
    constexpr const char* words[] = {"done",   "absent",       "failed",    "throttled",
                                     "outage", "unauthorized", "forbidden", "redirected",
                                     "stop",   "notSent",      "lost"};
    return QLatin1String(words[static_cast<std::size_t>(kind)]);
}

double secondsOf(base::Duration duration)
{
    return std::chrono::duration<double>(duration).count();
}

/// A signal in the words of the test data: ["hold", "block", 600].
QJsonArray describe(const base::Signal& signal)
{
    constexpr const char* causes[] = {"throttle", "block", "daily", "outage"};
    if (const auto* hold = std::get_if<base::HoldSignal>(&signal))
        return {QStringLiteral("hold"), QLatin1String(causes[static_cast<std::size_t>(hold->cause)]),
                secondsOf(hold->wait)};
    if (const auto* concurrency = std::get_if<base::ConcurrencySignal>(&signal))
        return {QStringLiteral("concurrency"), concurrency->max};
    if (const auto* quota = std::get_if<base::QuotaSignal>(&signal))
        return {QStringLiteral("quota"), quota->limit, quota->remaining, secondsOf(quota->reset)};
    if (const auto* refusal = std::get_if<base::RefusalSignal>(&signal))
        return {QStringLiteral("refusal"), secondsOf(refusal->atLeast)};
    const auto& probe = std::get<base::ProbeSignal>(signal);
    return {QStringLiteral("probe"), probe.open, secondsOf(probe.wait)};
}

QByteArray jsonOf(const QJsonArray& array)
{
    return QJsonDocument(array).toJson(QJsonDocument::Compact);
}

QJsonArray describe(const std::vector<base::Signal>& all)
{
    QJsonArray list;
    for (const base::Signal& signal : all)
        list += describe(signal);
    return list;
}

Response responseOf(const QJsonObject& told)
{
    Response response;
    response.status = told[QStringLiteral("status")].toInt();
    response.isTruncated = told[QStringLiteral("isTruncated")].toBool();
    const QJsonObject headers = told[QStringLiteral("headers")].toObject();
    for (auto it = headers.begin(); it != headers.end(); ++it)
        response.headers.emplace_back(it.key().toLatin1(), it.value().toString().toLatin1());
    const QJsonValue body = told[QStringLiteral("body")];
    response.body = body.isObject() ? QJsonDocument(body.toObject()).toJson(QJsonDocument::Compact)
                                    : body.toString().toUtf8();
    return response;
}

Response answer(int status, const QByteArray& body = {},
                QList<std::pair<QByteArray, QByteArray>> headers = {})
{
    return {status, std::move(headers), body, false};
}

/// A profile that reads a message at /m, a code at /c and a receipt at /r, and waits at /w.
Profile ownProfile()
{
    Profile profile;
    profile.errorCode = ValuePlace{ValuePlace::In::json, QStringLiteral("/c")};
    profile.errorMessage = ValuePlace{ValuePlace::In::json, QStringLiteral("/m")};
    SignalRule hold;
    hold.wait = {{ValuePlace::In::json, QStringLiteral("/w")},
                 {ValuePlace::In::header, QStringLiteral("X-Wait")}};
    hold.when.statuses = {429};
    profile.signals = {hold};
    Operation operation;
    operation.id = QStringLiteral("op");
    operation.receipt = ValuePlace{ValuePlace::In::json, QStringLiteral("/r")};
    profile.operations = {operation};
    return profile;
}

ResponseReader ownReader(Redact redact = {})
{
    return {ownProfile(), QStringLiteral("op"), std::move(redact)};
}

Outcome outcomeOf(const Response& response)
{
    return ownReader().read(response).outcomes.at(0);
}

} // namespace

class TestResponseReader : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyDocumentedAnswerIsReadAsDocumented_data();
    void everyDocumentedAnswerIsReadAsDocumented();
    void firstAbsentMeansWhatEachVendorsDocumentSays();
    void theOperationsRulesComeBeforeTheProfiles();
    void aRuleWithSeveralConditionsNeedsAllOfThem();
    void aCutSuccessIsDoneWithoutAReceipt();
    void aCutBatchProvesNothing();
    void aMessageIsCutAtFiveHundredBytesOfWholeCharacters();
    void controlCharactersNeverReachAMessage();
    void aSecretIsTakenOutBeforeTheMessageIsCut();
    void everyTextOfTheVendorsIsRedacted();
    void aRedirectSaysWhereItLeads_data();
    void aRedirectSaysWhereItLeads();
    void theBodyOfASuccessIsNeverKept();
    void aPageForBrowsersIsNoMessage();
    void jsonNumbersAreReadStrictly_data();
    void jsonNumbersAreReadStrictly();
    void ofSeveralHeadersOfOneNameTheLongestWaitCounts();
    void deepXmlIsReadOnlyToItsBound();
    void aHugeBodyHoldsNothing();
    void xmlInADisguisedEncodingHoldsNothing();
    void theProbeTellsHowTheBlockStands_data();
    void theProbeTellsHowTheBlockStands();
    void aRefusalNamesTheLimitItTeaches();
    void theCheckSaysWhoHasSignedIn();
    void aLookUpShowsLabelAndAdministrator();
    void aLookUpOfNothingShowsNothing();
    void anIdempotencyKeyIsSpentOnlyByTheVendorsOwnFailure();
    void withoutAnOperationOnlyTheProfilesRulesCount();
};

void TestResponseReader::everyDocumentedAnswerIsReadAsDocumented_data()
{
    QTest::addColumn<QString>("profile");
    QTest::addColumn<QJsonObject>("told");
    const QDir answers(folder + QStringLiteral("answers"));
    for (const QFileInfo& info : answers.entryInfoList({QStringLiteral("*.json")})) {
        QFile file(info.filePath());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QJsonArray cases = QJsonDocument::fromJson(file.readAll()).array();
        QVERIFY2(!cases.isEmpty(), qPrintable(info.filePath()));
        for (const QJsonValue& each : cases)
            QTest::addRow("%s: %s", qPrintable(info.baseName()),
                          qPrintable(each[QStringLiteral("says")].toString()))
                << info.baseName() << each.toObject();
    }
}

void TestResponseReader::everyDocumentedAnswerIsReadAsDocumented()
{
    QFETCH(QString, profile);
    QFETCH(QJsonObject, told);
    const Profile read = profileOf(profile);
    QVERIFY(!read.operations.empty());
    const QString operation = told[QStringLiteral("operation")].toString(read.operations.front().id);
    QVERIFY(read.operation(operation) != nullptr);
    const auto items = static_cast<std::size_t>(told[QStringLiteral("items")].toInt(1));
    const Reading reading = ResponseReader(read, operation).read(responseOf(told), items);

    QStringList kinds;
    QStringList codes;
    for (const Outcome& outcome : reading.outcomes) {
        kinds += wordOf(outcome.kind);
        codes += QString::fromStdString(outcome.vendorCode);
    }
    if (told.contains(QStringLiteral("outcomes"))) {
        QStringList expected;
        for (const QJsonValue& kind : told[QStringLiteral("outcomes")].toArray())
            expected += kind.toString();
        QCOMPARE(kinds, expected);
        QStringList expectedCodes;
        for (const QJsonValue& code : told[QStringLiteral("codes")].toArray())
            expectedCodes += code.toString();
        if (!expectedCodes.isEmpty())
            QCOMPARE(codes, expectedCodes);
    } else {
        QCOMPARE(kinds, QStringList{told[QStringLiteral("outcome")].toString()});
        QCOMPARE(codes.front(), told[QStringLiteral("code")].toString());
    }
    const Outcome& first = reading.outcomes.front();
    if (told.contains(QStringLiteral("message")) || !told.contains(QStringLiteral("outcomes")))
        QCOMPARE(QString::fromStdString(first.message), told[QStringLiteral("message")].toString());
    QCOMPARE(QString::fromStdString(first.receipt), told[QStringLiteral("receipt")].toString());
    QCOMPARE(jsonOf(describe(reading.signals)), jsonOf(told[QStringLiteral("signals")].toArray()));
    QCOMPARE(jsonOf(describe(reading.itemSignals)), jsonOf(told[QStringLiteral("itemSignals")].toArray()));
}

void TestResponseReader::aRefusalNamesTheLimitItTeaches()
{
    const ResponseReader reader(profileOf(QStringLiteral("chameleon")), QStringLiteral("forget-profile"));
    const auto limitOf = [&](const QByteArray& header) {
        Response response = answer(429, R"({"code":429,"messages":["Rate Limited"],"wait":12})");
        if (!header.isEmpty())
            response.headers.append({header, "14"});
        const Reading reading = reader.read(response);
        const auto* hold = std::get_if<base::HoldSignal>(&reading.signals.front());
        return hold != nullptr ? QString::fromStdString(hold->limit) : QStringLiteral("no hold");
    };
    QCOMPARE(limitOf("X-Retry-After"), QStringLiteral("minute window"));
    QCOMPARE(limitOf("X-Ratelimit-Wait"), QStringLiteral("bucket"));
    QCOMPARE(limitOf({}), QString());
}

void TestResponseReader::firstAbsentMeansWhatEachVendorsDocumentSays()
{
    // Vendor, whether a first "absent" is taken for gone; after an unknown it is with all four.
    const std::pair<const char*, bool> vendors[] = {
        {"kameleoon", true}, {"chameleon", false}, {"wonderpush", true}, {"accompa", true}};
    for (const auto& [name, isGone] : vendors) {
        const Profile profile = profileOf(QLatin1String(name));
        for (const Operation& operation : profile.operations) {
            QVERIFY(operation.askAgain);
            QCOMPARE(operation.firstAbsentIsGone, isGone);
            QVERIFY(operation.absentAfterUnknownIsGone);
        }
    }
}

void TestResponseReader::theOperationsRulesComeBeforeTheProfiles()
{
    Profile profile = ownProfile();
    profile.answers = {{{{404}, {}, {}}, OutcomeKind::stop}, {{{405}, {}, {}}, OutcomeKind::stop}};
    profile.operations[0].answers = {{{{404}, {}, {}}, OutcomeKind::done}};
    const ResponseReader reader(profile, QStringLiteral("op"));
    QCOMPARE(reader.read(answer(404)).outcomes[0].kind, OutcomeKind::done);
    QCOMPARE(reader.read(answer(405)).outcomes[0].kind, OutcomeKind::stop);
    QCOMPARE(reader.read(answer(410)).outcomes[0].kind, OutcomeKind::absent);
}

void TestResponseReader::aRuleWithSeveralConditionsNeedsAllOfThem()
{
    Profile profile = ownProfile();
    profile.answers = {
        {{{500}, {QStringLiteral("7")}, ValuePlace{ValuePlace::In::header, QStringLiteral("X-A")}},
         OutcomeKind::done}};
    const ResponseReader reader(profile, QStringLiteral("op"));
    QCOMPARE(reader.read(answer(500, R"({"c": 7})", {{"x-a", ""}})).outcomes[0].kind, OutcomeKind::done);
    QCOMPARE(reader.read(answer(500, R"({"c": 7})")).outcomes[0].kind, OutcomeKind::outage);
    QCOMPARE(reader.read(answer(500, R"({"c": 8})", {{"x-a", "1"}})).outcomes[0].kind, OutcomeKind::outage);
    QCOMPARE(reader.read(answer(501, R"({"c": 7})", {{"x-a", "1"}})).outcomes[0].kind, OutcomeKind::outage);
}

void TestResponseReader::aCutSuccessIsDoneWithoutAReceipt()
{
    Response whole = answer(200, R"({"r": "proof", "more": "xxxxx"})");
    QCOMPARE(outcomeOf(whole).receipt, std::string("proof"));
    whole.body.chop(5);
    whole.isTruncated = true;
    QCOMPARE(outcomeOf(whole).kind, OutcomeKind::done);
    QCOMPARE(outcomeOf(whole).receipt, std::string());
}

void TestResponseReader::aCutBatchProvesNothing()
{
    const ResponseReader reader(profileOf(QStringLiteral("wonderpush")), QStringLiteral("delete-user"));
    Response cut = answer(200, R"({"responses":[{"success":true},{"success":tr)");
    cut.isTruncated = true;
    const Reading reading = reader.read(cut, 2);
    QCOMPARE(reading.outcomes.size(), std::size_t{2});
    for (const Outcome& outcome : reading.outcomes)
        QCOMPARE(outcome.kind, OutcomeKind::lost);
}

void TestResponseReader::aMessageIsCutAtFiveHundredBytesOfWholeCharacters()
{
    for (int shift = 0; shift < 4; ++shift) {
        const QString text = QString(shift, u'x') + QStringLiteral("\U0001F600").repeated(300);
        const QByteArray body = QJsonDocument(QJsonObject{{QStringLiteral("m"), text}}).toJson();
        const std::string message = outcomeOf(answer(400, body)).message;
        QVERIFY(message.size() <= 500);
        QVERIFY(message.size() > 490);
        const QString read = QString::fromStdString(message);
        QVERIFY(!read.contains(QChar::ReplacementCharacter));
        QVERIFY(read.endsWith(u'…'));
        QVERIFY(text.startsWith(read.chopped(1)));
    }
    const QByteArray exact = QByteArray(500, 'a');
    QCOMPARE(outcomeOf(answer(400, exact)).message, exact.toStdString());
}

void TestResponseReader::controlCharactersNeverReachAMessage()
{
    const std::string message =
        outcomeOf(answer(400, R"({"m": "a\u0000b\u001b[31m\r\nc\u202ed\u2028e\u0085f"})")).message;
    QCOMPARE(message, std::string("a b [31m c d e f"));
    QCOMPARE(outcomeOf(answer(400, "\x1b[2J raw \x07 text \xFF")).message,
             std::string("[2J raw text \xEF\xBF\xBD"));
}

void TestResponseReader::aSecretIsTakenOutBeforeTheMessageIsCut()
{
    const Redact redact = [](const QString& text) {
        return QString(text).replace(QStringLiteral("s3cr3t-t0k3n"), QStringLiteral("•••"));
    };
    for (int before = 480; before <= 500; ++before) {
        const QByteArray body = QByteArray(before, 'x') + "s3cr3t-t0k3n";
        QVERIFY(ownReader(redact).read(answer(400, body)).outcomes[0].message.find("s3")
                == std::string::npos);
    }
}

void TestResponseReader::everyTextOfTheVendorsIsRedacted()
{
    ResponseReader reader = ownReader();
    reader.setRedact([](const QString& text) {
        return QString(text).replace(QStringLiteral("KEY"), QStringLiteral("•"));
    });
    const Outcome failed = reader.read(answer(400, R"({"m": "bad KEY", "c": "KEY7"})")).outcomes[0];
    QCOMPARE(failed.message, std::string("bad •"));
    QCOMPARE(failed.vendorCode, std::string("•7"));
    QCOMPARE(reader.read(answer(200, R"({"r": "KEY"})")).outcomes[0].receipt, std::string("•"));
    QCOMPARE(
        reader.read(answer(301, {}, {{"Location", "https://KEY.example/x"}})).outcomes[0].message.find("KEY"),
        std::string::npos);
}

void TestResponseReader::aRedirectSaysWhereItLeads_data()
{
    QTest::addColumn<QByteArray>("location");
    QTest::addColumn<QString>("origin");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* name, const char* location, const char* origin, const char* message) {
        QTest::newRow(name) << QByteArray(location) << QString::fromLatin1(origin)
                            << QString::fromLatin1(message);
    };
    row("another host", "https://login.example/x?t=1", "", "sent us to login.example");
    row("another port", "https://api.example:8443/x", "", "sent us to api.example:8443");
    row("without encryption", "http://api.example/x", "", "sent us to http://api.example");
    row("the same host", "https://api.example/login?back=1", "",
        "sent us to another path of the same host: /login");
    row("the same host with its port", "https://API.example:443/login", "",
        "sent us to another path of the same host: /login");
    row("a path alone", "/v2/op/1", "", "sent us to another path of the same host: /v2/op/1");
    row("the host of the account's own address", "http://127.0.0.1:8080/login", "http://127.0.0.1:8080",
        "sent us to another path of the same host: /login");
    row("the profile's host from the account's", "https://api.example/login", "http://127.0.0.1:8080",
        "sent us to https://api.example");
    row("nowhere", "", "", "sent us elsewhere and did not say where");
}

void TestResponseReader::aRedirectSaysWhereItLeads()
{
    QFETCH(const QByteArray, location);
    QFETCH(const QString, origin);
    QFETCH(const QString, message);
    Profile profile = ownProfile();
    profile.baseUrl = QStringLiteral("https://api.example/v1");
    ResponseReader reader(profile, QStringLiteral("op"));
    reader.setOrigin(origin);
    const Outcome outcome = reader.read(answer(302, {}, {{"Location", location}})).outcomes[0];
    QCOMPARE(outcome.kind, OutcomeKind::redirected);
    QCOMPARE(QString::fromStdString(outcome.message), message);
}

void TestResponseReader::theBodyOfASuccessIsNeverKept()
{
    const Outcome outcome = outcomeOf(answer(200, R"({"amClientSecret": "xyz", "m": "hello", "c": 5})"));
    QCOMPARE(outcome.message, std::string());
    QCOMPARE(outcome.vendorCode, std::string());
}

void TestResponseReader::aPageForBrowsersIsNoMessage()
{
    QCOMPARE(outcomeOf(answer(502, " \n<html>Bad gateway</html>")).message, std::string());
    QCOMPARE(outcomeOf(answer(502, "upstream away")).message, std::string("upstream away"));
    Response cut = answer(502, "upstream aw");
    cut.isTruncated = true;
    QCOMPARE(outcomeOf(cut).message, std::string());
}

void TestResponseReader::jsonNumbersAreReadStrictly_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<double>("seconds"); // 0: no hold
    QTest::newRow("a number") << QByteArray("14") << 14.0;
    QTest::newRow("a fraction, never rounded down") << QByteArray("0.1234567891") << 0.123456790;
    QTest::newRow("an exponent is JSON") << QByteArray("1e1") << 10.0;
    QTest::newRow("a text of digits") << QByteArray("\"14\"") << 14.0;
    QTest::newRow("negative") << QByteArray("-14") << 0.0;
    QTest::newRow("zero") << QByteArray("0") << 0.0;
    QTest::newRow("huge") << QByteArray("1e99") << 0.0;
    QTest::newRow("beyond a double") << QByteArray("1e999") << 0.0;
    QTest::newRow("an epoch") << QByteArray("1795000000") << 0.0;
    QTest::newRow("NaN is no JSON") << QByteArray("NaN") << 0.0;
    QTest::newRow("true") << QByteArray("true") << 0.0;
    QTest::newRow("null") << QByteArray("null") << 0.0;
    QTest::newRow("a list") << QByteArray("[14]") << 0.0;
    QTest::newRow("an object") << QByteArray("{\"s\": 14}") << 0.0;
    QTest::newRow("a word") << QByteArray("\"soon\"") << 0.0;
    QTest::newRow("Arabic digits") << QByteArray("\"١٤\"") << 0.0;
}

void TestResponseReader::jsonNumbersAreReadStrictly()
{
    QFETCH(QByteArray, value);
    QFETCH(double, seconds);
    const Reading reading = ownReader().read(answer(429, "{\"w\": " + value + "}"));
    QCOMPARE(reading.signals.size(), std::size_t{1});
    if (seconds == 0)
        QVERIFY(std::holds_alternative<base::RefusalSignal>(reading.signals[0]));
    else
        QCOMPARE(secondsOf(std::get<base::HoldSignal>(reading.signals[0]).wait), seconds);
}

void TestResponseReader::ofSeveralHeadersOfOneNameTheLongestWaitCounts()
{
    const Reading reading = ownReader().read(answer(
        429, R"({"w": 3})", {{"X-Wait", "5"}, {"x-wait", "9"}, {"X-WAIT", "nonsense"}, {"X-Wait", "7"}}));
    QCOMPARE(jsonOf(describe(reading.signals)), QByteArray(R"([["hold","throttle",9]])"));
    // One that is nonsense, here a fortnight, hides no other.
    const Reading believed =
        ownReader().read(answer(429, R"({"w": 3})", {{"X-Wait", "9"}, {"X-Wait", "1202431"}}));
    QCOMPARE(jsonOf(describe(believed.signals)), QByteArray(R"([["hold","throttle",9]])"));
}

void TestResponseReader::deepXmlIsReadOnlyToItsBound()
{
    const ResponseReader reader(profileOf(QStringLiteral("accompa")), QStringLiteral("delete-feature"));
    const QByteArray deep = "<error><code>Request_Throttled</code>" + QByteArray("<a>").repeated(200'000);
    QCOMPARE(reader.read(answer(503, deep)).outcomes[0].kind, OutcomeKind::throttled);
    const QByteArray wide =
        "<error>" + QByteArray("<a>1</a>").repeated(100'000) + "<code>Request_Throttled</code></error>";
    QCOMPARE(reader.read(answer(503, wide)).outcomes[0].kind, OutcomeKind::outage);
}

void TestResponseReader::aHugeBodyHoldsNothing()
{
    const QByteArray pad((1 << 20) + 1, ' ');
    QCOMPARE(outcomeOf(answer(200, R"({"r": "proof"})" + pad)).receipt, std::string());
    const ResponseReader reader(profileOf(QStringLiteral("accompa")), QStringLiteral("delete-feature"));
    QCOMPARE(reader.read(answer(503, "<error><code>Request_Throttled</code></error>" + pad)).outcomes[0].kind,
             OutcomeKind::outage);
}

void TestResponseReader::xmlInADisguisedEncodingHoldsNothing()
{
    const QString text = QStringLiteral("<?xml version=\"1.0\" encoding=\"UTF-16\"?><!DOCTYPE "
                                        "error><error><code>Request_Throttled</code></error>");
    const QByteArray wide(reinterpret_cast<const char*>(text.utf16()), text.size() * 2);
    const ResponseReader reader(profileOf(QStringLiteral("accompa")), QStringLiteral("delete-feature"));
    QCOMPARE(reader.read(answer(503, "\xFF\xFE" + wide)).outcomes[0].kind, OutcomeKind::outage);
}

void TestResponseReader::theProbeTellsHowTheBlockStands_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("told");
    const auto row = [](const char* name, int status, const QByteArray& body, const QByteArray& told) {
        QTest::newRow(name) << status << body << told;
    };
    const auto xml = [](const QByteArray& inside) {
        return "<rate_throttle_status>" + inside + "</rate_throttle_status>";
    };
    row("open", 200, xml("<api_available>yes</api_available>"), R"([["probe",true,0]])");
    row("blocked", 200, xml("<api_available>no</api_available><try_again_after>45</try_again_after>"),
        R"([["probe",false,45]])");
    row("blocked, no time", 200, xml("<api_available>no</api_available>"), "[]");
    row("blocked, nonsense", 200,
        xml("<api_available>no</api_available><try_again_after>1e9</try_again_after>"), "[]");
    row("neither", 200, xml("<api_available>maybe</api_available>"), "[]");
    row("only a yes opens", 200, xml("<api_available>YES</api_available>"), "[]");
    row("empty", 200, "", "[]");
    row("outage", 500, xml("<api_available>yes</api_available>"), "[]");
    row("cut", 200, "<rate_throttle_status><api_available>ye", "[]");
}

void TestResponseReader::theProbeTellsHowTheBlockStands()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, told);
    const ResponseReader reader(profileOf(QStringLiteral("accompa")), {});
    const Reading reading = reader.readProbe(answer(status, body));
    QCOMPARE(jsonOf(describe(reading.signals)), told);
    QCOMPARE(reading.outcomes.size(), std::size_t{1});
}

void TestResponseReader::theCheckSaysWhoHasSignedIn()
{
    const ResponseReader reader(profileOf(QStringLiteral("chameleon")), {});
    QCOMPARE(reader.readWho(answer(200, R"({"account":{"id":"a1"},"user":{"id":"u1"}})")),
             QStringLiteral("u1"));
    QCOMPARE(reader.readWho(answer(200, "{}")), QString());
    QCOMPARE(ResponseReader(profileOf(QStringLiteral("kameleoon")), {}).readWho(answer(200, "{}")),
             QString());
}

void TestResponseReader::aLookUpShowsLabelAndAdministrator()
{
    const ResponseReader reader(profileOf(QStringLiteral("kameleoon")), QStringLiteral("delete-account"));
    const LookupAnswer admin = reader.readLookup(answer(
        200,
        R"({"email":"mia.roth@example.com","roles":[{"name":"ROLE_CUSTOMER_ADMIN","sites":[]}],"amClientSecret":"x"})"));
    QVERIFY(admin.isThere);
    QVERIFY(admin.isAdministrator);
    QCOMPARE(admin.label, QStringLiteral("mia.roth@example.com"));
    QCOMPARE(admin.roles, QStringLiteral("ROLE_CUSTOMER_ADMIN"));
    const LookupAnswer user =
        reader.readLookup(answer(200, R"({"email":"a@b.c","roles":[{"name":"ROLE_USER"}]})"));
    QVERIFY(!user.isAdministrator);
    QCOMPARE(reader.lookupLabel(answer(200, R"({"email":"a@b.c"})")), QStringLiteral("a@b.c"));
}

void TestResponseReader::aLookUpOfNothingShowsNothing()
{
    const ResponseReader reader(profileOf(QStringLiteral("kameleoon")), QStringLiteral("delete-account"));
    QVERIFY(!reader.readLookup(answer(404, R"({"email":"a@b.c"})")).isThere);
    QVERIFY(reader.readLookup(answer(200, "no json")).isThere);
    QCOMPARE(reader.lookupLabel(answer(404, R"({"email":"a@b.c"})")), QString());
}

void TestResponseReader::anIdempotencyKeyIsSpentOnlyByTheVendorsOwnFailure()
{
    const ResponseReader reader(profileOf(QStringLiteral("wonderpush")), QStringLiteral("delete-user"));
    QVERIFY(reader.isKeySpent(answer(500, R"({"error":{"code":"12009"}})")));
    QVERIFY(!reader.isKeySpent(answer(502, "<html>bad gateway</html>")));
    QVERIFY(!reader.isKeySpent(answer(429, R"({"error":{"code":"10006"}})")));
    QVERIFY(!ResponseReader(profileOf(QStringLiteral("kameleoon")), QStringLiteral("delete-account"))
                 .isKeySpent(answer(500, R"({"error":{"code":"1"}})")));
}

void TestResponseReader::withoutAnOperationOnlyTheProfilesRulesCount()
{
    const ResponseReader reader(profileOf(QStringLiteral("wonderpush")), {});
    QCOMPARE(reader.read(answer(403, R"({"error":{"code":"11003"}})")).outcomes[0].kind,
             OutcomeKind::unauthorized);
    QCOMPARE(reader.read(answer(404, R"({"error":{"code":"12000"}})")).outcomes[0].kind, OutcomeKind::absent);
}

QTEST_GUILESS_MAIN(TestResponseReader)
#include "tst_responsereader.moc"
