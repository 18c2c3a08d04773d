#include "transport/credentials.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using transport::Credentials;
using vendors::SignIn;

namespace {

const QString origin = QStringLiteral("secrets.json");

bool mentions(const base::Error& error, const char* word)
{
    return error.message.find(word) != std::string::npos;
}

Credentials client(const QByteArray& id, const QByteArray& secret)
{
    Credentials made;
    made.clientId = id;
    made.clientSecret = secret;
    return made;
}

Credentials pasted(const QByteArray& token)
{
    Credentials made;
    made.token = token;
    return made;
}

} // namespace

class CredentialsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsTheThreeForms();
    void refusesOthersWithoutRepeatingAValue_data();
    void refusesOthersWithoutRepeatingAValue();
    void writesWhatItReads();
    void refusesAFileThatOthersCanRead_data();
    void refusesAFileThatOthersCanRead();
    void readsAPrivateFile();
    void namesAMissingFile();
    void namesTheMissingField_data();
    void namesTheMissingField();
    void namesTheSameAccountAfterARotatedSecret();
    void tellsOtherCredentialsApart();
    void keepsFieldsApart();
    void dependsOnTheInstallation();
    void isNoPlainHash();
};

void CredentialsTest::readsTheThreeForms()
{
    auto read = Credentials::fromJson(R"({"token":"abc.DEF-1_2~3+/="})", origin);
    QVERIFY(read);
    QCOMPARE(read->token, "abc.DEF-1_2~3+/=");
    QVERIFY(!read->canRenew());
    read = Credentials::fromJson(R"({"client_secret":"s p\u00e4","client_id":"me"})", origin);
    QVERIFY(read);
    QCOMPARE(read->clientId, "me");
    QCOMPARE(read->clientSecret, "s p\xc3\xa4");
    QVERIFY(read->canRenew());
    read = Credentials::fromJson(R"({"api_key":"k","user":"u","password":"p:q"})", origin);
    QVERIFY(read);
    QCOMPARE(read->password, "p:q");
    QVERIFY(!read->isEmpty());
    QVERIFY(Credentials().isEmpty());
}

void CredentialsTest::refusesOthersWithoutRepeatingAValue_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("says");
    const auto row = [](const char* name, const char* json, const char* says) {
        QTest::newRow(name) << QByteArray(json) << QByteArray(says);
    };
    row("nothing", "", "line 1");
    row("no JSON", "{\n\"token\": hunter2}", "line 2");
    row("cut off", "{\"token\": \"hunter2\"", "JSON");
    row("array", "[\"hunter2\"]", "object");
    row("empty object", "{}", "token");
    row("empty token", "{\"token\":\"\"}", "\"token\" is empty");
    row("number", "{\"token\":5}", "\"token\"");
    row("null", "{\"token\":null}", "\"token\"");
    row("unknown field", "{\"token\":\"a\",\"hunter2\":\"b\"}", "field");
    row("secret as a field", "{\"hunter2\":\"\"}", "field");
    row("half a client", "{\"client_id\":\"hunter2\"}", "missing");
    row("half a key", "{\"api_key\":\"hunter2\",\"user\":\"u\"}", "missing");
    row("two kinds", "{\"token\":\"hunter2\",\"client_id\":\"a\",\"client_secret\":\"b\"}",
        "more than one kind");
    row("CR LF in the token", "{\"token\":\"hunter2\\r\\nX: y\"}", "line break");
    row("trailing line feed", "{\"token\":\"hunter2\\n\"}", "line break");
    row("NUL in the token", "{\"token\":\"hunter2\\u0000\"}", "control");
    row("space in the token", "{\"token\":\"hunter2 \"}", "space");
    row("no-break space", "{\"token\":\"hunter2\\u00a0\"}", "space");
    row("zero-width space", "{\"token\":\"hunter2\\u200b\"}", "space");
    row("LF in a password", "{\"api_key\":\"k\",\"user\":\"u\",\"password\":\"hunter2\\n\"}", "\"password\"");
    row("colon in a user", "{\"api_key\":\"k\",\"user\":\"hunter2:\",\"password\":\"p\"}", "colon");
}

void CredentialsTest::refusesOthersWithoutRepeatingAValue()
{
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, says);
    const auto read = Credentials::fromJson(json, origin);
    QVERIFY(!read);
    QVERIFY2(mentions(read.error(), "secrets.json: "), read.error().message.c_str());
    QVERIFY2(mentions(read.error(), says.constData()), read.error().message.c_str());
    QVERIFY2(!mentions(read.error(), "hunter2"), read.error().message.c_str());
}

void CredentialsTest::writesWhatItReads()
{
    for (const QByteArray json : {R"({"token":"abc"})", R"({"client_id":"me","client_secret":"s\"\u00e4"})",
                                  R"({"api_key":"k","password":"p","user":"u"})"}) {
        const auto read = Credentials::fromJson(json, origin);
        QVERIFY(read);
        const auto again = Credentials::fromJson(read->toJson(), origin);
        QVERIFY(again);
        QCOMPARE(again->fingerprint("key"), read->fingerprint("key"));
    }
}

void CredentialsTest::refusesAFileThatOthersCanRead_data()
{
    QTest::addColumn<int>("permission");
    QTest::newRow("group reads") << int(QFile::ReadGroup);
    QTest::newRow("group writes") << int(QFile::WriteGroup);
    QTest::newRow("others read") << int(QFile::ReadOther);
    QTest::newRow("others write") << int(QFile::WriteOther);
}

void CredentialsTest::refusesAFileThatOthersCanRead()
{
    QFETCH(int, permission);
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("c.json")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(R"({"token":"abc"})");
    file.close();
    QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::Permission(permission)));
    const auto read = Credentials::fromFile(file.fileName());
    QVERIFY(!read);
    QVERIFY2(mentions(read.error(), "chmod 600"), read.error().message.c_str());
}

void CredentialsTest::readsAPrivateFile()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("c.json")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{\"token\":\"abc\"}\n");
    file.close();
    QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
    const auto read = Credentials::fromFile(file.fileName());
    QVERIFY2(read, read ? "" : read.error().message.c_str());
    QCOMPARE(read->token, "abc");
}

void CredentialsTest::namesAMissingFile()
{
    const auto read = Credentials::fromFile(QStringLiteral("/no/such/file.json"));
    QVERIFY(!read);
    QVERIFY(mentions(read.error(), "/no/such/file.json"));
}

void CredentialsTest::namesTheMissingField_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<bool>("hasTokenPath");
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("missing"); // empty: they fit
    const QByteArray token = R"({"token":"a"})", oauth = R"({"client_id":"a","client_secret":"b"})",
                     key = R"({"api_key":"a","user":"b","password":"c"})";
    using Kind = SignIn::Kind;
    QTest::newRow("bearer, token") << int(Kind::bearer) << true << token << QByteArray();
    QTest::newRow("bearer, client") << int(Kind::bearer) << true << oauth << QByteArray();
    QTest::newRow("bearer, key") << int(Kind::bearer) << true << key
                                 << QByteArray("client_id, client_secret");
    QTest::newRow("bearer without tokens, client")
        << int(Kind::bearer) << false << oauth << QByteArray("token");
    QTest::newRow("header, token") << int(Kind::header) << false << token << QByteArray();
    QTest::newRow("header, key") << int(Kind::header) << false << key << QByteArray("token");
    QTest::newRow("query, client") << int(Kind::query) << false << oauth << QByteArray("token");
    QTest::newRow("basic, key") << int(Kind::basicAndPathKey) << false << key << QByteArray();
    QTest::newRow("basic, token") << int(Kind::basicAndPathKey) << false << token
                                  << QByteArray("api_key, user, password");
    QTest::newRow("none, token") << int(Kind::none) << false << token << QByteArray();
}

void CredentialsTest::namesTheMissingField()
{
    QFETCH(int, kind);
    QFETCH(bool, hasTokenPath);
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, missing);
    SignIn signIn;
    signIn.kind = static_cast<SignIn::Kind>(kind);
    if (hasTokenPath)
        signIn.tokenPath = QStringLiteral("/oauth/token");
    const auto credentials = Credentials::fromJson(json, origin);
    QVERIFY(credentials);
    const auto checked = credentials->check(signIn);
    QCOMPARE(checked.has_value(), missing.isEmpty());
    if (!checked)
        QVERIFY2(mentions(checked.error(), ("lack " + missing).constData()), checked.error().message.c_str());
}

void CredentialsTest::namesTheSameAccountAfterARotatedSecret()
{
    const Credentials before = client("me", "old"), after = client("me", "new");
    QCOMPARE(before.accountFingerprint("key"), after.accountFingerprint("key"));
    QVERIFY(before.fingerprint("key") != after.fingerprint("key"));
    Credentials anna, bob;
    anna.apiKey = bob.apiKey = "org";
    anna.user = "anna";
    bob.user = "bob";
    anna.password = bob.password = "p";
    QCOMPARE(anna.accountFingerprint("key"), bob.accountFingerprint("key")); // one organisation, one quota
    QVERIFY(anna.fingerprint("key") != bob.fingerprint("key"));
}

void CredentialsTest::tellsOtherCredentialsApart()
{
    QVERIFY(client("me", "s").accountFingerprint("key") != client("you", "s").accountFingerprint("key"));
    QVERIFY(pasted("a").accountFingerprint("key") != pasted("b").accountFingerprint("key"));
    QVERIFY(pasted("a").fingerprint("key") != pasted("b").fingerprint("key"));
    QVERIFY(pasted("me").accountFingerprint("key") != client("me", "s").accountFingerprint("key"));
    QVERIFY(pasted("a").accountFingerprint("key") != pasted("a").fingerprint("key"));
}

void CredentialsTest::keepsFieldsApart()
{
    QVERIFY(client("ab", "c").fingerprint("key") != client("a", "bc").fingerprint("key"));
}

void CredentialsTest::dependsOnTheInstallation()
{
    QVERIFY(pasted("a").fingerprint("key one") != pasted("a").fingerprint("key two"));
    QVERIFY(pasted("a").accountFingerprint("key one") != pasted("a").accountFingerprint("key two"));
}

void CredentialsTest::isNoPlainHash()
{
    const QByteArray print = pasted("a").fingerprint("key");
    QCOMPARE(print.size(), 64);
    // HMAC-SHA-256 of the length-prefixed fields, worked out apart from this program.
    QCOMPARE(print, "6a4488aa12a7fb9b1ee2768f2c3f97c5b449ae5474674336e4fc52327da880eb");
}

QTEST_APPLESS_MAIN(CredentialsTest)
#include "tst_credentials.moc"
