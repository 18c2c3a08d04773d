#include "base/random.h"
#include "vendors/jsontext.h"
#include "vendors/profilereader.h"
#include "vendors/profilewriter.h"
#include "vendors/shapes.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QTest>

#include <iterator>

using namespace vendors;
using namespace std::chrono_literals;

namespace {

QByteArray dataFile(const QString& name)
{
    QFile file(QStringLiteral(SLUICE_TEST_DATA "/profiles/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

base::Result<Profile> read(const QByteArray& json)
{
    return readProfileFile(json, QStringLiteral("p.json"));
}

QString messageOf(const base::Result<Profile>& result)
{
    return result ? QStringLiteral("(no error)") : QString::fromStdString(result.error().message);
}

/// A small valid profile, whose parts the tests replace one at a time.
const QByteArray small = R"({
  "id": "small", "name": "Small API", "baseUrl": "https://api.example.com/v1",
  "limits": [ {"kind": "window", "max": 50, "per": "10s"} ],
  "operations": [ {"id": "delete-thing", "method": "DELETE", "path": "/things/{id}", "idPattern": "[0-9]+"} ]
})";

QByteArray smallWith(const QByteArray& from, const QByteArray& to)
{
    QByteArray changed = small;
    return changed.replace(from, to);
}

/// `small` with further keys at its top.
QByteArray smallAnd(const QByteArray& keys)
{
    return smallWith("\"id\": \"small\",", "\"id\": \"small\", " + keys + ",");
}

/// `small` with further keys in its operation.
QByteArray smallOperationAnd(const QByteArray& keys)
{
    return smallWith("\"method\": \"DELETE\",", "\"method\": \"DELETE\", " + keys + ",");
}

void collectKeys(const QJsonValue& value, QSet<QString>& keys)
{
    for (const QJsonValue& each : value.toArray())
        collectKeys(each, keys);
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        keys.insert(it.key());
        collectKeys(it.value(), keys);
    }
}

} // namespace

class TestProfileReader : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theCoreAloneIsEnough();
    void limitsWithoutANameGetOneFromTheirNumbers();
    void everyKindOfLimitIsRead();
    void everySignInIsRead();
    void errorsNameFileAndPlaceAndRemedy_data();
    void errorsNameFileAndPlaceAndRemedy();
    void aLimitThatNoProfileDeclaresMayBeLearned();
    void aScopeMayBeThatOfAnyCall();
    void severalMistakesAreToldAtOnceOneALine();
    void atMostTenMistakesAreTold();
    void whatAFileSaysIsToldOnOneLineWithoutControlCharacters();
    void brokenJsonIsToldWithLineAndColumn();
    void aKeyThatStandsTwiceIsAnErrorWithItsPlace();
    void aKeyTwiceIsFoundBehindEscapes();
    void theSameKeyInTwoObjectsIsNoMistake();
    void everythingThatCanBeWrittenIsReadBackTheSame();
    void theFileOfEveryKeyUsesEveryKey();
    void theSchemaKnowsExactlyTheKeysOfTheReader();
    void whatTheProfileDoesNotSayAboutRefusalsWaitsTenSeconds();
    void randomBytesNeverCrashTheReader();
    void randomlyDamagedProfilesNeverCrashTheReader();
};

void TestProfileReader::theCoreAloneIsEnough()
{
    const base::Result<Profile> profile = read(dataFile(QStringLiteral("minimal.json")));
    QVERIFY2(profile, qPrintable(messageOf(profile)));
    QCOMPARE(profile->id, QStringLiteral("minimal"));
    QCOMPARE(profile->vendor, QStringLiteral("Minimal API"));
    QCOMPARE(profile->signIn.kind, SignIn::Kind::bearer);
    QVERIFY(!profile->signIn.tokenPath);
    QCOMPARE(profile->limits.size(), std::size_t{2});
    QCOMPARE(profile->limits[0].max, std::int64_t{50});
    QVERIFY(profile->limits[0].per == 10s);
    QCOMPARE(profile->limits[1].max, std::int64_t{1000});
    QVERIFY(profile->limits[1].per == 1h);
    QVERIFY(profile->deadline == 30s);
    QVERIFY(profile->linger == 60s);
    QCOMPARE(profile->inFlightDefault, 16);
    const Operation* operation = profile->operation(QStringLiteral("delete-thing"));
    QVERIFY(operation != nullptr);
    QVERIFY(operation->askAgain);
    QVERIFY(!operation->firstAbsentIsGone);
    QVERIFY(!operation->absentAfterUnknownIsGone);
    QCOMPARE(operation->verb, QStringLiteral("Delete"));
    QCOMPARE(operation->participle, QStringLiteral("deleted"));
    QCOMPARE(operation->nouns, QStringLiteral("ids"));
    QCOMPARE(operation->name, QStringLiteral("Delete ids"));
    QVERIFY(!operation->effect.isEmpty());
    QVERIFY(operation->provenance.isVerified);
    QVERIFY(profile->operation(QStringLiteral("other")) == nullptr);
    QVERIFY(!read(small)->operations[0].askAgain);
}

void TestProfileReader::limitsWithoutANameGetOneFromTheirNumbers()
{
    const auto nameOf = [](const QByteArray& limit) {
        const base::Result<Profile> profile =
            read(smallWith(R"({"kind": "window", "max": 50, "per": "10s"})", limit));
        return profile ? QString::fromStdString(profile->limits[0].name) : messageOf(profile);
    };
    QCOMPARE(nameOf(R"({"kind": "window", "max": 1, "per": "10s"})"), QStringLiteral("10 s window"));
    QCOMPARE(nameOf(R"({"kind": "window", "max": 1, "per": "250ms"})"), QStringLiteral("250 ms window"));
    QCOMPARE(nameOf(R"({"kind": "window", "max": 1, "per": "60s"})"), QStringLiteral("minute window"));
    QCOMPARE(nameOf(R"({"kind": "window", "max": 1, "per": "5m"})"), QStringLiteral("5 min window"));
    QCOMPARE(nameOf(R"({"kind": "window", "max": 1, "per": "1h"})"), QStringLiteral("hour window"));
    QCOMPARE(nameOf(R"({"kind": "window", "max": 1, "per": "1d"})"), QStringLiteral("day window"));
    QCOMPARE(nameOf(R"({"kind": "paced", "burst": 1, "every": "2s"})"), QStringLiteral("pace"));
    QCOMPARE(nameOf(R"({"kind": "concurrency", "max": 1})"), QStringLiteral("at the same time"));
    QCOMPARE(nameOf(R"({"kind": "daily", "max": 1})"), QStringLiteral("daily limit"));
    QCOMPARE(nameOf(R"({"kind": "daily", "max": 1, "scope": "/things"})"),
             QStringLiteral("daily limit of /things"));
    QCOMPARE(nameOf(R"({"kind": "daily", "max": 1, "name": "Tagesmenge"})"), QStringLiteral("Tagesmenge"));
}

void TestProfileReader::everyKindOfLimitIsRead()
{
    const base::Result<Profile> profile = read(dataFile(QStringLiteral("everything.json")));
    QVERIFY2(profile, qPrintable(messageOf(profile)));
    const std::vector<limits::Limit>& limits = profile->limits;
    QCOMPARE(limits.size(), std::size_t{6});
    const limits::Limit one{.name = "one",
                            .kind = limits::Kind::window,
                            .max = 50,
                            .per = 1500ms,
                            .burst = 0,
                            .every = {},
                            .scope = "/things",
                            .granularity = 20ms,
                            .reserve = 3,
                            .ceiling = 80,
                            .patience = {}};
    QVERIFY(limits[0] == one);
    QVERIFY(limits[4].patience == 4s);
    QCOMPARE(profile->limitTerms[0].ceiling, std::optional<qint64>(80));
    QCOMPARE(profile->limitTerms[1].maxParameter, QStringLiteral("most"));
    QCOMPARE(profile->limitTerms[1].reserveParameter, QStringLiteral("free"));
    QCOMPARE(limits[2].kind, limits::Kind::paced);
    QCOMPARE(limits[2].burst, std::int64_t{15});
    QVERIFY(limits[2].every == 2s);
    QCOMPARE(profile->limitTerms[3].maxParameter, QStringLiteral("most"));
    QCOMPARE(limits[4].kind, limits::Kind::concurrency);
    QCOMPARE(limits[5].kind, limits::Kind::daily);
    QCOMPARE(profile->presets[0].limits.size(), std::size_t{2});
    QCOMPARE(profile->presets[0].limitTerms[1].maxParameter, QStringLiteral("most"));
    QCOMPARE(profile->answers[1].when.statuses.size(), 102);
}

void TestProfileReader::everySignInIsRead()
{
    const QJsonArray signIns = QJsonDocument::fromJson(dataFile(QStringLiteral("signins.json"))).array();
    QCOMPARE(signIns.size(), 4);
    for (const QJsonValue& signIn : signIns) {
        const QByteArray text = QJsonDocument(signIn.toObject()).toJson(QJsonDocument::Compact);
        const base::Result<Profile> profile = read(smallAnd("\"signIn\": " + text));
        QVERIFY2(profile, qPrintable(messageOf(profile)));
        const base::Result<Profile> again = read(writeProfile(*profile));
        QVERIFY2(again, qPrintable(messageOf(again)));
        QVERIFY(*again == *profile);
        QCOMPARE(profile->signIn.name, signIn[QStringLiteral("name")].toString());
        QCOMPARE(profile->signIn.tokenPath.value_or(QString()),
                 signIn[QStringLiteral("tokenPath")].toString());
    }
}

void TestProfileReader::errorsNameFileAndPlaceAndRemedy_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* name, const QByteArray& json, const char* message) {
        QTest::newRow(name) << json << QString::fromUtf8(message);
    };
    row("duration", smallWith("10s", "10 sec"),
        "p.json: /limits/0/per: \"10 sec\" is not a duration; write 250ms, 10s, 5m, 1h or 1d");
    row("duration as a number", smallWith("\"10s\"", "10"),
        "p.json: /limits/0/per: 10 is not a duration; write 250ms, 10s, 5m, 1h or 1d");
    row("duration beyond reason", smallWith("10s", "900d"), "p.json: /limits/0/per: longer than a year");
    row("zero duration", smallWith("10s", "0s"), "p.json: /limits/0/per: \"0s\" is too short: at least 1ms");
    row("unknown key", smallWith("\"idPattern\"", "\"idPatern\""),
        "p.json: /operations/0/idPatern: this key is not known here; did you mean \"idPattern\"?");
    row("unknown key, other case", smallOperationAnd("\"askagain\": true"),
        "p.json: /operations/0/askagain: this key is not known here; did you mean \"askAgain\"?");
    row("key far from all", smallAnd("\"xyzzyplugh\": 1"),
        "p.json: /xyzzyplugh: this key is not known here; known are: $schema, id, name");
    row("missing key", smallWith(", \"idPattern\": \"[0-9]+\"", ""),
        "p.json: /operations/0: \"idPattern\" is missing");
    row("missing at the top", smallWith("\"name\": \"Small API\",", ""), "p.json: /: \"name\" is missing");
    row("wrong type", smallWith("\"Small API\"", "5"), "p.json: /name: 5 is not a text: write \"…\"");
    row("empty text", smallWith("\"Small API\"", "\"  \""), "p.json: /name: the text is empty");
    row("control character", smallWith("Small API", "Small\\u0007API"),
        "p.json: /name: holds a control character");
    row("list expected", smallWith("[ {\"kind\"", "{\"kind\"").replace("\"10s\"} ]", "\"10s\"}"),
        "p.json: /limits: an object is not a list: write [ … ]");
    row("object expected", smallWith("{\"kind\": \"window\", \"max\": 50, \"per\": \"10s\"}", "7"),
        "p.json: /limits/0: 7 is not an object: write { … }");
    row("flag", smallOperationAnd("\"askAgain\": \"yes\""),
        "p.json: /operations/0/askAgain: \"yes\" is neither true nor false");
    row("zero limit", smallWith("50", "0"), "p.json: /limits/0/max: 0 is too small: at least 1");
    row("negative limit", smallWith("50", "-3"), "p.json: /limits/0/max: -3 is too small: at least 1");
    row("fraction", smallWith("50", "5.5"), "p.json: /limits/0/max: 5.5 is not a whole number");
    row("number as text", smallWith("50", "\"50\""), "p.json: /limits/0/max: \"50\" is not a whole number");
    row("huge number", smallWith("50", "1e30"), "p.json: /limits/0/max: 1e+30 is not a whole number");
    row("unknown parameter", smallWith("50", "\"{dailyLimit}\""),
        "p.json: /limits/0/max: no parameter \"dailyLimit\" is declared under /parameters");
    row("unknown kind", smallWith("\"window\"", "\"windows\""),
        "p.json: /limits/0/kind: \"windows\" is not known; write one of: window, paced, concurrency, daily");
    row("window without per", smallWith(", \"per\": \"10s\"", ""),
        "p.json: /limits/0: \"per\" is missing: a window limit is {max, per}");
    row("key of another kind", smallWith("\"per\": \"10s\"", "\"per\": \"10s\", \"burst\": 5"),
        "p.json: /limits/0/burst: does not belong to a window limit, which is {max, per}");
    row("reserve takes all", smallWith("\"max\": 50", "\"max\": 50, \"reserve\": 50"),
        "p.json: /limits/0/reserve: 50 of 50 leaves nothing to send");
    row("ceiling below", smallWith("\"max\": 50", "\"max\": 50, \"ceiling\": 49"),
        "p.json: /limits/0/ceiling: is below the limit itself, 50");
    row("scope with id", smallWith("\"max\": 50", "\"max\": 50, \"scope\": \"/a/{id}\""),
        "p.json: /limits/0/scope: \"/a/{id}\" is no path prefix");
    row("two limits of one name",
        smallWith("\"10s\"}", "\"10s\"}, {\"kind\": \"window\", \"max\": 9, \"per\": \"10s\"}"),
        "p.json: /limits/1/kind: two limits are called \"10 s window\"; give each a \"name\" of its own");
    row("no limit", smallWith("{\"kind\": \"window\", \"max\": 50, \"per\": \"10s\"}", ""),
        "p.json: /limits: is empty: without a limit everything would be sent at once");
    row("no operation",
        smallWith("\"operations\": [ {\"id\": \"delete-thing\", \"method\": \"DELETE\", \"path\": "
                  "\"/things/{id}\", \"idPattern\": \"[0-9]+\"} ]",
                  "\"operations\": []"),
        "p.json: /operations: is empty");
    row("two operations of one id",
        smallWith("\"[0-9]+\"}",
                  "\"[0-9]+\"}, {\"id\": \"delete-thing\", \"method\": \"PUT\", \"path\": \"/b/{id}\", "
                  "\"idPattern\": \"x\"}"),
        "p.json: /operations/1/id: two operations are called \"delete-thing\"");
    row("id with a blank", smallWith("\"small\"", "\"Small Profile\""),
        "p.json: /id: \"Small Profile\" may hold only lower-case letters, digits and dashes");
    row("bad pattern", smallWith("[0-9]+", "[0-9"),
        "p.json: /operations/0/idPattern: \"[0-9\" is no valid regular expression: missing terminating ]");
    row("pattern that only anchoring would make valid", smallWith("[0-9]+", "a)|(b"),
        "p.json: /operations/0/idPattern: \"a)|(b\" is no valid regular expression: ");
    row("base that climbs", smallWith("com/v1", "com/v1/%2e%2e"),
        "p.json: /baseUrl: \"https://api.example.com/v1/%2e%2e\" holds a path that cannot be");
    row("path without id", smallWith("/things/{id}", "/things"),
        "p.json: /operations/0/path: \"/things\" must hold {id} exactly once; write it like /accounts/{id}");
    row("path with two ids", smallWith("/things/{id}", "/{id}/{id}"),
        "p.json: /operations/0/path: \"/{id}/{id}\" must");
    row("path without a slash", smallWith("\"/things/{id}\"", "\"things/{id}\""),
        "p.json: /operations/0/path: \"things/{id}\" must start with one /");
    row("path to another host", smallWith("\"/things/{id}\"", "\"//evil.example/{id}\""),
        "p.json: /operations/0/path: \"//evil.example/{id}\" must start with one /");
    row("path that climbs", smallWith("/things/{id}", "/a/../{id}"),
        "p.json: /operations/0/path: \"/a/../{id}\" must not climb with . or ..");
    row("path that climbs in disguise", smallWith("/things/{id}", "/a/%2e%2E/{id}"),
        "p.json: /operations/0/path: \"/a/%2e%2E/{id}\" must not climb");
    row("path with a fragment", smallWith("/things/{id}", "/things/{id}#x"),
        "p.json: /operations/0/path: \"/things/{id}#x\" holds a character that no address may hold");
    row("path with another brace", smallWith("/things/{id}", "/{kind}/{id}"), "p.json: /operations/0/path:");
    row("unknown method", smallWith("\"DELETE\"", "\"delete\""),
        "p.json: /operations/0/method: \"delete\" is not known; write one of: DELETE, GET, PATCH, POST, PUT");
    row("plain http", smallWith("https://", "http://"),
        "p.json: /baseUrl: \"http://api.example.com/v1\" must be https: plain http goes only to this "
        "computer itself");
    row("user in the address", smallWith("https://", "https://anna:secret@"),
        "p.json: /baseUrl: must not hold a user or a password: they belong in the credentials");
    row("another scheme", smallWith("https://", "ftp://"),
        "p.json: /baseUrl: \"ftp://api.example.com/v1\" must start with https://");
    row("no address", smallWith("https://api.example.com/v1", "api.example.com"),
        "p.json: /baseUrl: \"api.example.com\" is no address; write it like https://api.example.com/v1");
    row("address with a query", smallWith("com/v1", "com/v1?x=1"), "p.json: /baseUrl:");
    row("key in the path without its sign-in", smallWith("com/v1", "com/{api_key}"),
        "p.json: /baseUrl: \"https://api.example.com/{api_key}\" may hold {api_key} only with the sign-in "
        "\"basicAndPathKey\"");
    row("sign-in without its key in the path", smallAnd(R"("signIn": {"kind": "basicAndPathKey"})"),
        "p.json: /baseUrl: \"https://api.example.com/v1\" must hold {api_key} once");
    row("header without a name", smallAnd(R"("signIn": {"kind": "header"})"),
        "p.json: /signIn: \"name\" is missing");
    row("bearer with a name", smallAnd(R"("signIn": {"kind": "bearer", "name": "x"})"),
        "p.json: /signIn/name: belongs to the sign-ins \"header\" and \"query\" only");
    row("header name with a line break", smallAnd(R"("signIn": {"kind": "header", "name": "a: b"})"),
        "p.json: /signIn/name: \"a: b\" holds a character that no name may hold");
    row("status", smallAnd(R"("answers": [{"status": 42, "outcome": "done"}])"),
        "p.json: /answers/0/status: 42 is no HTTP status; write 404, or \"4xx\" for 400 to 499");
    row("status in a list", smallAnd(R"("answers": [{"status": [200, "6xx"], "outcome": "done"}])"),
        "p.json: /answers/0/status/1: \"6xx\" is no HTTP status");
    row("outcome", smallAnd(R"("answers": [{"status": 404, "outcome": "gone"}])"),
        "p.json: /answers/0/outcome: \"gone\" is not known; write one of: done, absent, failed");
    row("place of two kinds", smallAnd(R"("error": {"code": {"json": "/a", "xml": "/a"}})"),
        "p.json: /error/code: name exactly one place");
    row("place that is a text", smallAnd(R"("error": {"code": "/a"})"),
        "p.json: /error/code: \"/a\" is not an object: write { … }");
    row("place without a slash", smallAnd(R"("error": {"code": {"json": "a"}})"),
        "p.json: /error/code/json: \"a\" is no path; write it like /error/code");
    row("hold without a wait", smallAnd(R"("signals": [{"kind": "hold"}])"),
        "p.json: /signals/0: a hold needs \"wait\" (where the answer tells it), \"waitDefault\", or both");
    row("signal key of another kind",
        smallAnd(R"("signals": [{"kind": "refusal", "atLeast": "1s", "wait": []}])"),
        "p.json: /signals/0/wait: does not belong to a signal of the kind \"refusal\"");
    row("half a quota",
        smallAnd(R"("signals": [{"kind": "quota", "limit": {"header": "L"}, "reset": {"header": "R"}}])"),
        "p.json: /signals/0: \"remaining\" is missing: a signal of the kind \"quota\" needs it");
    row("scope of no call", smallWith("\"max\": 50", "\"max\": 50, \"scope\": \"/thing\""),
        "p.json: /limits/0/scope: \"/thing\" is the beginning of no call's path, so the limit would count "
        "nothing; write one of: /things, or leave it out for the whole account");
    row("scope of no call in a preset",
        smallAnd(
            R"("presets": [{"id": "slow", "limits": [{"kind": "window", "max": 1, "per": "1m", "scope": "/x"}]}])"),
        "p.json: /presets/0/limits/0/scope: \"/x\" is the beginning of no call's path");
    row("a slip in the name of a limit",
        smallWith("\"10s\"}", "\"10s\", \"ceiling\": 90}")
            .replace(
                "\"operations\"",
                R"("signals": [{"kind": "hold", "waitDefault": "9s", "teaches": "10 s windw"}], "operations")"),
        "p.json: /signals/0/teaches: no limit is called \"10 s windw\"; did you mean \"10 s window\"?");
    row("a name where nothing is learned",
        smallAnd(R"("signals": [{"kind": "hold", "waitDefault": "9s", "teaches": "bucket"}])"),
        "p.json: /signals/0/teaches: no limit is called \"bucket\", and a new one is learned only beside a "
        "window limit with a \"ceiling\"; give one a \"ceiling\", or leave this out");
    row("a limit that has nothing to learn",
        smallAnd(R"("signals": [{"kind": "hold", "waitDefault": "9s", "teaches": "10 s window"}])"),
        "p.json: /signals/0/teaches: the limit \"10 s window\" has no \"ceiling\", so its number is sure and "
        "nothing is learned about it; give it one, or leave this out");
    row("two parameters of one name", smallAnd(R"("parameters": [{"name": "n"}, {"name": "n"}])"),
        "p.json: /parameters/1/name: two parameters are called \"n\"");
    row("parameter out of its bounds", smallAnd(R"("parameters": [{"name": "n", "max": 5, "value": 6}])"),
        "p.json: /parameters/0/value: 6 is too large: at most 5");
    row("date", smallOperationAnd(R"("checked": "21.11.2026")"),
        "p.json: /operations/0/checked: \"21.11.2026\" is not a date; write 2026-11-21");
    row("backoff upside down", smallAnd(R"("backoff": {"first": "10s", "most": "1s"})"),
        "p.json: /backoff/most: is shorter than \"first\"");
    row("prefix both own and foreign",
        smallOperationAnd(R"("ownPrefixes": ["RE-"], "foreignPrefixes": ["re-"])"),
        "p.json: /operations/0/foreignPrefixes: \"RE-\" is an own prefix as well");
    row("empty file", "", "p.json: the file is empty");
    row("a list", "[1]", "p.json: a profile is one JSON object: { … }");
    row("not UTF-8", smallWith("Small", "Sm\xE4ll"), "p.json: is not UTF-8 text: save it as UTF-8");
    row("too large", QByteArray((1 << 20) + 1, ' '), "p.json: larger than 1 MiB");
}

void TestProfileReader::errorsNameFileAndPlaceAndRemedy()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, message);
    const base::Result<Profile> profile = read(json);
    QVERIFY(!profile);
    const QStringList lines = messageOf(profile).split(u'\n');
    const bool isTold = std::any_of(lines.begin(), lines.end(),
                                    [&](const QString& line) { return line.startsWith(message); });
    QVERIFY2(isTold, qPrintable(messageOf(profile)));
    QVERIFY2(lines.size() == 1 || QByteArray(QTest::currentDataTag()) == "unknown key",
             qPrintable(messageOf(profile)));
}

void TestProfileReader::aLimitThatNoProfileDeclaresMayBeLearned()
{
    const QByteArray teaching =
        R"("signals": [{"kind": "hold", "waitDefault": "9s", "teaches": "bucket"}], )";
    const auto profile = read(smallWith("\"10s\"}", "\"10s\", \"ceiling\": 90}")
                                  .replace("\"operations\"", teaching + "\"operations\""));
    QVERIFY2(profile.has_value(), qPrintable(messageOf(profile)));
}

void TestProfileReader::aScopeMayBeThatOfAnyCall()
{
    for (const char* scope : {"/things", "/things/", "/oauth", "/oauth/token", "/status", "/me"}) {
        const auto profile =
            read(smallWith("\"max\": 50", "\"max\": 50, \"scope\": \"" + QByteArray(scope) + '"')
                     .replace("\"operations\"",
                              R"("signIn": {"kind": "bearer", "tokenPath": "/oauth/token"},
                                 "check": {"path": "/v1/me", "fromOrigin": true},
                                 "probe": {"path": "/status", "open": {"json": "/a"}, "openValue": "yes"},
                                 "operations")"));
        QVERIFY2(profile.has_value(), qPrintable(messageOf(profile)));
    }
}

void TestProfileReader::severalMistakesAreToldAtOnceOneALine()
{
    const QStringList lines =
        messageOf(read(smallWith("10s", "10 sec").replace("\"DELETE\"", "\"KILL\""))).split(u'\n');
    QCOMPARE(lines.size(), 2);
    for (const QString& line : lines)
        QVERIFY(line.startsWith(QStringLiteral("p.json: /")));
}

void TestProfileReader::atMostTenMistakesAreTold()
{
    QByteArray keys;
    for (int i = 0; i < 30; ++i)
        keys += (i > 0 ? ", " : "") + QByteArray("\"wrong") + QByteArray::number(i) + "\": 1";
    const QStringList lines = messageOf(read(smallAnd(keys))).split(u'\n');
    QCOMPARE(lines.size(), 11);
    QCOMPARE(lines.back(), QStringLiteral("p.json: and 20 more"));
}

void TestProfileReader::whatAFileSaysIsToldOnOneLineWithoutControlCharacters()
{
    const QByteArray long1(100'000, 'k');
    for (const QByteArray& text : {QByteArray(R"({"id":"a\nb\u001b[2Jc","\u001b]0;x\u0007\nkey":1})"),
                                   QByteArray(R"({"k\u001b\n":1,"k\u001b\n":2})"), "{\"" + long1 + "\":1}"}) {
        const QString message = messageOf(read(text));
        QVERIFY(!message.isEmpty());
        for (const QString& line : message.split(u'\n')) {
            QVERIFY(line.startsWith(QStringLiteral("p.json: ")));
            QVERIFY(line.size() < 2100);
            QVERIFY(!line.contains(QChar(0x1b)) && !line.contains(QChar(0x07)));
        }
    }
}

void TestProfileReader::brokenJsonIsToldWithLineAndColumn()
{
    const QString message = messageOf(read("{\n  \"ü\": 1,\n  \"name\" 2\n}"));
    QVERIFY2(message.startsWith(QStringLiteral("p.json: line 3, column ")), qPrintable(message));
    QVERIFY2(messageOf(read("{\"id\": \"x\"")).contains(QStringLiteral("line 1, column ")),
             "cut in the middle");
    QVERIFY(messageOf(read("{\"a\": 1,}")).contains(QStringLiteral("no valid JSON")));
}

void TestProfileReader::aKeyThatStandsTwiceIsAnErrorWithItsPlace()
{
    QCOMPARE(messageOf(read(smallWith("\"max\": 50,", "\"max\": 50,\n\"max\": 5000,"))),
             QStringLiteral(
                 "p.json: /limits/0/max: this key stands twice (line 4, column 1): take one of them out"));
}

void TestProfileReader::aKeyTwiceIsFoundBehindEscapes()
{
    QVERIFY(messageOf(read("{\"a\\\"b\": [1, {\"x\": \"}{,\"}], \"\\u0061\\u0022b\": 2}"))
                .contains(QStringLiteral("stands twice")));
    QVERIFY(messageOf(read("{\"\\\\\": 1, \"\\u005c\": 2}")).contains(QStringLiteral("stands twice")));
}

void TestProfileReader::theSameKeyInTwoObjectsIsNoMistake()
{
    QVERIFY(parseJsonObject("{\"a\": {\"b\": 1, \"a\": [{\"b\": 1}, {\"b\": 2}]}, \"b\": \"b\"}",
                            QStringLiteral("f")));
}

void TestProfileReader::everythingThatCanBeWrittenIsReadBackTheSame()
{
    const base::Result<Profile> profile = read(dataFile(QStringLiteral("everything.json")));
    QVERIFY2(profile, qPrintable(messageOf(profile)));
    const QByteArray written = writeProfile(*profile);
    const base::Result<Profile> again = read(written);
    QVERIFY2(again, qPrintable(messageOf(again)));
    QVERIFY(*again == *profile);
    QCOMPARE(writeProfile(*again), written);
}

void TestProfileReader::theFileOfEveryKeyUsesEveryKey()
{
    // Together with the round trip this shows that the writer forgets none: "name" and "tokenPath" of the
    // sign-in are in signins.json, which excludes the sign-in used here.
    QSet<QString> used;
    collectKeys(QJsonDocument::fromJson(dataFile(QStringLiteral("everything.json"))).object(), used);
    collectKeys(QJsonDocument::fromJson(dataFile(QStringLiteral("signins.json"))).array(), used);
    QSet<QString> written;
    collectKeys(
        QJsonDocument::fromJson(writeProfile(*read(dataFile(QStringLiteral("everything.json"))))).object(),
        written);
    for (const Shape& each : shapes()) {
        for (const QString& key : each.names()) {
            QVERIFY2(used.contains(key), qPrintable(each.name + u'/' + key));
            if (key != QLatin1String("$schema") && key != QLatin1String("tokenPath"))
                QVERIFY2(written.contains(key), qPrintable(each.name + u'/' + key));
        }
    }
}

void TestProfileReader::theSchemaKnowsExactlyTheKeysOfTheReader()
{
    QFile file(QStringLiteral(SLUICE_SOURCE_DIR "/resources/profiles/profile.schema.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonObject schema = QJsonDocument::fromJson(file.readAll()).object();
    const QJsonObject defs = schema[QStringLiteral("$defs")].toObject();
    QSet<QString> described;
    for (auto it = defs.begin(); it != defs.end(); ++it)
        if (it.value().toObject().contains(QStringLiteral("properties")))
            described.insert(it.key());
    described.insert(QStringLiteral("profile"));
    QSet<QString> known;
    for (const Shape& each : shapes()) {
        known.insert(each.name);
        const QJsonObject definition =
            each.name == QLatin1String("profile") ? schema : defs[each.name].toObject();
        const QStringList keys = definition[QStringLiteral("properties")].toObject().keys();
        const QStringList names = each.names();
        QCOMPARE(QSet<QString>(keys.begin(), keys.end()), QSet<QString>(names.begin(), names.end()));
        QSet<QString> required;
        for (const QJsonValue& key : definition[QStringLiteral("required")].toArray())
            required.insert(key.toString());
        QSet<QString> needed;
        for (const Key& key : each.keys)
            if (key.isRequired)
                needed.insert(key.name);
        QVERIFY2(required == needed, qPrintable(each.name));
        QCOMPARE(definition[QStringLiteral("additionalProperties")], QJsonValue(false));
    }
    QCOMPARE(described, known);
}

void TestProfileReader::whatTheProfileDoesNotSayAboutRefusalsWaitsTenSeconds()
{
    const base::Result<Profile> profile = read(small);
    QCOMPARE(profile->signals.size(), std::size_t{1});
    QCOMPARE(profile->signals[0].kind, SignalRule::Kind::refusal);
    QVERIFY(profile->signals[0].atLeast == 10s);
    const base::Result<Profile> own = read(smallAnd(R"("signals": [{"kind": "refusal", "atLeast": "3s"}])"));
    QCOMPARE(own->signals.size(), std::size_t{1});
}

void TestProfileReader::randomBytesNeverCrashTheReader()
{
    base::Random random(1);
    for (int round = 0; round < 5'000; ++round) {
        QByteArray bytes(static_cast<qsizetype>(random.between(0, 200)), '\0');
        const char alphabet[] = "{}[]\",:\\u0019.eE+-truefalsn \n\t\xC3\xBC";
        for (char& byte : bytes)
            byte = random.between(0, 3) > 0 ? alphabet[random.between(0, std::ssize(alphabet) - 2)]
                                            : static_cast<char>(random.between(-128, 127));
        const base::Result<Profile> profile = read(bytes);
        QVERIFY(!profile);
        QVERIFY(profile.error().message.starts_with("p.json: "));
    }
}

void TestProfileReader::randomlyDamagedProfilesNeverCrashTheReader()
{
    const QByteArray whole = dataFile(QStringLiteral("everything.json"));
    base::Random random(2);
    for (int round = 0; round < 1'500; ++round) {
        QByteArray damaged = whole;
        for (auto n = random.between(1, 4); n > 0; --n) {
            const auto at = static_cast<qsizetype>(random.between(0, damaged.size() - 1));
            switch (random.between(0, 3)) {
            case 0:
                damaged[at] = static_cast<char>(random.between(-128, 127));
                break;
            case 1:
                damaged.remove(at, static_cast<qsizetype>(random.between(1, 60)));
                break;
            case 2:
                damaged.insert(at, "{[\"9:,]}"[random.between(0, 7)]);
                break;
            default:
                damaged.insert(
                    at, damaged.mid(static_cast<qsizetype>(random.between(0, damaged.size() - 1)), 40));
                break;
            }
        }
        const base::Result<Profile> profile = read(damaged);
        if (!profile) {
            QVERIFY(profile.error().message.starts_with("p.json: "));
            continue;
        }
        // What was accepted can be stored with a job and read again.
        const base::Result<Profile> again = read(writeProfile(*profile));
        QVERIFY2(again, qPrintable(messageOf(again) + QString::fromUtf8(damaged)));
        QVERIFY2(*again == *profile, damaged.constData());
    }
}

QTEST_GUILESS_MAIN(TestProfileReader)
#include "tst_profilereader.moc"
