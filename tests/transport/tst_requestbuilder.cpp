#include "transport/requestbuilder.h"

#include <QTest>

using transport::Credentials;
using transport::RequestBuilder;
using vendors::SignIn;

namespace {

vendors::Profile kameleoon()
{
    vendors::Profile profile;
    profile.id = QStringLiteral("kameleoon");
    profile.baseUrl = QStringLiteral("https://api.kameleoon.com");
    profile.signIn.kind = SignIn::Kind::bearer;
    profile.signIn.tokenPath = QStringLiteral("/oauth/token");
    profile.deadline = std::chrono::seconds(17);
    vendors::Operation operation;
    operation.id = QStringLiteral("delete-account");
    operation.method = QStringLiteral("DELETE");
    operation.path = QStringLiteral("/accounts/{id}");
    operation.lookup = vendors::Lookup{QStringLiteral("/accounts/{id}"), {}, {}};
    profile.operations.push_back(operation);
    return profile;
}

vendors::Profile chameleon()
{
    vendors::Profile profile;
    profile.id = QStringLiteral("chameleon");
    profile.baseUrl = QStringLiteral("https://api.chameleon.io/v3");
    profile.signIn.kind = SignIn::Kind::header;
    profile.signIn.name = QStringLiteral("X-Account-Secret");
    profile.check = vendors::Check{QStringLiteral("GET"), QStringLiteral("/"), true, {}};
    vendors::Operation operation;
    operation.id = QStringLiteral("forget-profile");
    operation.method = QStringLiteral("DELETE");
    operation.path = QStringLiteral("/edit/profiles/{id}/forget");
    profile.operations.push_back(operation);
    return profile;
}

vendors::Profile accompa()
{
    vendors::Profile profile;
    profile.id = QStringLiteral("accompa");
    profile.baseUrl = QStringLiteral("https://www.accompa.com/api2/{api_key}");
    profile.signIn.kind = SignIn::Kind::basicAndPathKey;
    profile.probe.emplace().path = QStringLiteral("/rate_throttle_status");
    vendors::Operation operation;
    operation.id = QStringLiteral("delete-requirement");
    operation.method = QStringLiteral("DELETE");
    operation.path = QStringLiteral("/re/{id}");
    operation.contentType = QStringLiteral("application/xml");
    profile.operations.push_back(operation);
    return profile;
}

vendors::Profile wonderpush()
{
    vendors::Profile profile;
    profile.id = QStringLiteral("wonderpush");
    profile.baseUrl = QStringLiteral("https://management-api.wonderpush.com/v1");
    profile.signIn.kind = SignIn::Kind::query;
    profile.signIn.name = QStringLiteral("accessToken");
    vendors::Operation operation;
    operation.id = QStringLiteral("delete-user");
    operation.method = QStringLiteral("DELETE");
    operation.path = QStringLiteral("/users/{id}");
    operation.batch = vendors::BatchForm{QStringLiteral("/batch"), 3};
    operation.idempotency.emplace().header = QStringLiteral("X-WonderPush-Idempotency-Key");
    profile.operations.push_back(operation);
    return profile;
}

Credentials token(const QByteArray& value = "t0ken-value")
{
    Credentials made;
    made.token = value;
    return made;
}

Credentials organisation()
{
    Credentials made;
    made.apiKey = "org/key";
    made.user = "anna";
    made.password = "pass word";
    return made;
}

QByteArray header(const transport::Request& request, const char* name)
{
    for (const auto& [key, value] : request.headers) {
        if (key == name)
            return value;
    }
    return {};
}

template <class T>
QByteArray message(const base::Result<T>& result)
{
    return result ? QByteArray("(no error)") : QByteArray::fromStdString(result.error().message);
}

} // namespace

/// What the builder puts into a request. How it looks on the wire: tests/wire.
class RequestBuilderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void buildsADeletion();
    void replacesTheOriginOfEveryUrl();
    void refusesOriginsThatAreNotAllowed_data();
    void refusesOriginsThatAreNotAllowed();
    void refusesBaseUrlsThatAreNotAllowed_data();
    void refusesBaseUrlsThatAreNotAllowed();
    void refusesIdsThatWouldLeaveTheCollection_data();
    void refusesIdsThatWouldLeaveTheCollection();
    void refusesATokenThatWouldAddAHeader();
    void refusesOddTemplates_data();
    void refusesOddTemplates();
    void asksForATokenBeforeTheFirstItem();
    void takesTheCheckFromTheOrigin();
    void signsTheProbe();
    void boundsABatch();
    void checksIdempotencyKeys();
    void namesThePathForScopes();
    void hidesSecretsInShownTexts();
    void redactsWhatAVendorEchoes();
    void namesCredentialsThatDoNotFit();
    void offersOnlyWhatTheProfileHas();
};

void RequestBuilderTest::buildsADeletion()
{
    const auto builder = RequestBuilder::make(kameleoon(), QStringLiteral("delete-account"), token(), {});
    QVERIFY2(builder, message(builder).constData());
    QCOMPARE(builder->origin(), QStringLiteral("https://api.kameleoon.com"));
    const auto request = builder->item("4711");
    QVERIFY2(request, message(request).constData());
    QCOMPARE(request->method, "DELETE");
    QCOMPARE(request->url.toEncoded(), "https://api.kameleoon.com/accounts/4711");
    QCOMPARE(request->shown, QStringLiteral("DELETE /accounts/4711"));
    QCOMPARE(header(*request, "Authorization"), "Bearer t0ken-value");
    QCOMPARE(header(*request, "Accept-Encoding"), "identity");
    QVERIFY(header(*request, "Accept").startsWith("application/json"));
    QVERIFY(header(*request, "User-Agent").startsWith("Sluice/"));
    QVERIFY(request->body.isEmpty());
    QVERIFY(request->deadline == std::chrono::seconds(17));
    const auto lookup = builder->lookup("4711");
    QCOMPARE(lookup->method, "GET");
    QCOMPARE(lookup->url, request->url);
}

void RequestBuilderTest::replacesTheOriginOfEveryUrl()
{
    const QString origin = QStringLiteral("http://127.0.0.1:8080");
    Credentials credentials;
    credentials.clientId = "me";
    credentials.clientSecret = "s";
    auto builder = RequestBuilder::make(kameleoon(), QStringLiteral("delete-account"), credentials, origin);
    QVERIFY2(builder, message(builder).constData());
    QCOMPARE(builder->origin(), origin);
    QCOMPARE(builder->token()->url.toEncoded(), "http://127.0.0.1:8080/oauth/token");
    builder->setToken("abc");
    QCOMPARE(builder->item("1")->url.toEncoded(), "http://127.0.0.1:8080/accounts/1");
    QCOMPARE(builder->lookup("1")->url.toEncoded(), "http://127.0.0.1:8080/accounts/1");
    const auto second = RequestBuilder::make(chameleon(), QStringLiteral("forget-profile"), token(),
                                             origin + QLatin1Char('/'));
    QCOMPARE(second->check()->url.toEncoded(), "http://127.0.0.1:8080/");
    QCOMPARE(second->item("ab")->url.toEncoded(), "http://127.0.0.1:8080/v3/edit/profiles/ab/forget");
    const auto third =
        RequestBuilder::make(accompa(), QStringLiteral("delete-requirement"), organisation(), origin);
    QCOMPARE(third->probe()->url.toEncoded(), "http://127.0.0.1:8080/api2/org%2Fkey/rate_throttle_status");
}

void RequestBuilderTest::refusesOriginsThatAreNotAllowed_data()
{
    QTest::addColumn<QString>("url");
    for (const char* origin :
         {"http://api.example.com", "https://u:p@api.example.com", "https://api.example.com/v2", "nonsense"})
        QTest::newRow(origin) << QString::fromLatin1(origin);
}

void RequestBuilderTest::refusesOriginsThatAreNotAllowed()
{
    QFETCH(QString, url);
    QVERIFY(!RequestBuilder::make(kameleoon(), QStringLiteral("delete-account"), token(), url));
}

void RequestBuilderTest::refusesBaseUrlsThatAreNotAllowed_data()
{
    QTest::addColumn<QString>("url");
    for (const char* url :
         {"http://api.example.com", "https://u:p@api.example.com", "https://api.example.com/?a=b",
          "https://api.example.com/#a", "https://api.example.com/{other}", "ftp://api.example.com",
          "api.example.com", ""})
        QTest::newRow(url) << QString::fromLatin1(url);
}

void RequestBuilderTest::refusesBaseUrlsThatAreNotAllowed()
{
    vendors::Profile profile = kameleoon();
    QFETCH(QString, url);
    profile.baseUrl = url;
    QVERIFY(!RequestBuilder::make(profile, QStringLiteral("delete-account"), token(), {}));
}

void RequestBuilderTest::refusesIdsThatWouldLeaveTheCollection_data()
{
    QTest::addColumn<std::string>("id");
    QTest::newRow("empty") << std::string();
    QTest::newRow("dot") << std::string(".");
    QTest::newRow("dots") << std::string("..");
    QTest::newRow("parent") << std::string("../users/1");
    QTest::newRow("CR LF") << std::string("1\r\n2");
    QTest::newRow("NUL") << std::string("1\0", 2);
}

void RequestBuilderTest::refusesIdsThatWouldLeaveTheCollection()
{
    QFETCH(std::string, id);
    const auto builder = RequestBuilder::make(wonderpush(), QStringLiteral("delete-user"), token(), {});
    QVERIFY(!builder->item(id));
    QVERIFY(!builder->batch({"1", id}));
    QVERIFY(builder->itemPath(id).empty());
}

void RequestBuilderTest::refusesATokenThatWouldAddAHeader()
{
    for (const char* bad : {"abc\r\nX-Evil: 1", "abc\n", "a\tb", "a b", "a\x7f", "\xc3\xa4"}) {
        QVERIFY(!RequestBuilder::make(kameleoon(), QStringLiteral("delete-account"), token(bad), {}));
        auto builder = RequestBuilder::make(kameleoon(), QStringLiteral("delete-account"), token(), {});
        builder->setToken(bad); // as if a server had given it
        const auto request = builder->item("1");
        QVERIFY2(!request || header(*request, "Authorization") == "Bearer a b", bad);
    }
}

void RequestBuilderTest::refusesOddTemplates_data()
{
    QTest::addColumn<QString>("method");
    QTest::addColumn<QString>("path");
    const QString usual = QStringLiteral("DELETE");
    QTest::newRow("no id") << usual << QStringLiteral("/accounts");
    QTest::newRow("no slash") << usual << QStringLiteral("accounts/{id}");
    QTest::newRow("another host") << usual << QStringLiteral("@evil.example.com/{id}");
    QTest::newRow("another place") << usual << QStringLiteral("/accounts/{id}/{other}");
    QTest::newRow("dot segments") << usual << QStringLiteral("/accounts/../users/{id}");
    QTest::newRow("encoded dot segments") << usual << QStringLiteral("/accounts/%2e%2e/users/{id}");
    QTest::newRow("fragment") << usual << QStringLiteral("/accounts/#{id}");
    QTest::newRow("HEAD") << QStringLiteral("HEAD") << QStringLiteral("/accounts/{id}");
    QTest::newRow("a line break") << QStringLiteral("DELETE / HTTP/1.1\r\nX:")
                                  << QStringLiteral("/accounts/{id}");
}

void RequestBuilderTest::refusesOddTemplates()
{
    QFETCH(QString, method);
    QFETCH(QString, path);
    vendors::Profile profile = kameleoon();
    profile.operations.front().method = method;
    profile.operations.front().path = path;
    const auto builder = RequestBuilder::make(profile, QStringLiteral("delete-account"), token(), {});
    QVERIFY(builder);
    QVERIFY(!builder->item("1"));
}

void RequestBuilderTest::asksForATokenBeforeTheFirstItem()
{
    Credentials credentials;
    credentials.clientId = "me";
    credentials.clientSecret = "s";
    auto builder = RequestBuilder::make(kameleoon(), QStringLiteral("delete-account"), credentials, {});
    QVERIFY(!builder->item("1"));
    builder->setToken("one");
    QCOMPARE(header(*builder->item("1"), "Authorization"), "Bearer one");
    builder->setToken("two");
    QCOMPARE(header(*builder->item("1"), "Authorization"), "Bearer two");
}

void RequestBuilderTest::takesTheCheckFromTheOrigin()
{
    const auto builder = RequestBuilder::make(chameleon(), QStringLiteral("forget-profile"), token(), {});
    const auto check = builder->check();
    QVERIFY2(check, message(check).constData());
    QCOMPARE(check->url.toEncoded(), "https://api.chameleon.io/");
    QCOMPARE(header(*check, "X-Account-Secret"), "t0ken-value");
    QCOMPARE(header(*check, "Authorization"), QByteArray());
    const auto withoutOperation = RequestBuilder::make(chameleon(), {}, token(), {});
    QVERIFY(withoutOperation && withoutOperation->check() && !withoutOperation->item("1"));
}

void RequestBuilderTest::signsTheProbe()
{
    const auto builder =
        RequestBuilder::make(accompa(), QStringLiteral("delete-requirement"), organisation(), {});
    const auto probe = builder->probe();
    QVERIFY2(probe, message(probe).constData());
    QCOMPARE(probe->method, "GET");
    QCOMPARE(header(*probe, "Authorization"), "Basic " + QByteArray("anna:pass word").toBase64());
    QCOMPARE(header(*probe, "Content-Type"), "application/xml");
    QVERIFY(header(*builder->item("5"), "Accept").startsWith("application/xml"));
}

void RequestBuilderTest::boundsABatch()
{
    const auto builder = RequestBuilder::make(wonderpush(), QStringLiteral("delete-user"), token(), {});
    QVERIFY(builder->batch({"1", "2", "3"}));
    QVERIFY(!builder->batch({"1", "2", "3", "4"}));
    QVERIFY(!builder->batch({}));
    QVERIFY(!builder->batch({"1"})->shown.contains(QStringLiteral("t0ken")));
    QVERIFY(!RequestBuilder::make(kameleoon(), QStringLiteral("delete-account"), token(), {})->batch({"1"}));
}

void RequestBuilderTest::checksIdempotencyKeys()
{
    const auto builder = RequestBuilder::make(wonderpush(), QStringLiteral("delete-user"), token(), {});
    const QByteArray longest(64, 'k');
    QCOMPARE(header(*builder->item("1", longest), "X-WonderPush-Idempotency-Key"), longest);
    QCOMPARE(header(*builder->batch({"1"}, "a_b-C9"), "X-WonderPush-Idempotency-Key"), "a_b-C9");
    QCOMPARE(header(*builder->item("1"), "X-WonderPush-Idempotency-Key"), QByteArray());
    for (const QByteArray& bad :
         {longest + 'k', QByteArray("a b"), QByteArray("a\r\nX: y"), QByteArray("\xc3\xa4")})
        QVERIFY(!builder->item("1", bad));
    const auto other = RequestBuilder::make(kameleoon(), QStringLiteral("delete-account"), token(), {});
    QVERIFY(!other->item("1", "key"));
}

void RequestBuilderTest::namesThePathForScopes()
{
    const auto builder = RequestBuilder::make(wonderpush(), QStringLiteral("delete-user"), token(), {});
    QCOMPARE(builder->itemPath("a/b"), "/users/a%2Fb");
}

void RequestBuilderTest::hidesSecretsInShownTexts()
{
    const auto first =
        RequestBuilder::make(wonderpush(), QStringLiteral("delete-user"), token(), {})->item("1");
    QCOMPARE(first->shown, QStringLiteral("DELETE /users/1"));
    QVERIFY(first->url.toString().contains(QStringLiteral("t0ken-value")));
    const auto second =
        RequestBuilder::make(accompa(), QStringLiteral("delete-requirement"), organisation(), {})->item("55");
    QCOMPARE(second->shown, QStringLiteral("DELETE /re/55"));
}

void RequestBuilderTest::redactsWhatAVendorEchoes()
{
    auto builder = RequestBuilder::make(accompa(), QStringLiteral("delete-requirement"), organisation(), {});
    const QString text =
        builder->redacted(builder->item("55")->url.toString(QUrl::FullyEncoded) + QStringLiteral(" org/key ")
                          + QString::fromLatin1(header(*builder->item("55"), "Authorization")));
    for (const char* secret : {"org/key", "org%2Fkey", "pass word"})
        QVERIFY2(!text.contains(QLatin1String(secret)), qPrintable(text));
    QVERIFY2(!text.contains(QString::fromLatin1(QByteArray("anna:pass word").toBase64())), qPrintable(text));
    builder->setToken("renewed-token");
    QCOMPARE(builder->redacted(QStringLiteral("x renewed-token y")), QStringLiteral("x [secret] y"));
}

void RequestBuilderTest::namesCredentialsThatDoNotFit()
{
    const auto builder = RequestBuilder::make(accompa(), QStringLiteral("delete-requirement"), token(), {});
    QVERIFY(!builder);
    QVERIFY2(message(builder).contains("api_key"), message(builder).constData());
    QVERIFY(!message(builder).contains("t0ken"));
}

void RequestBuilderTest::offersOnlyWhatTheProfileHas()
{
    QVERIFY(!RequestBuilder::make(kameleoon(), QStringLiteral("no-such"), token(), {}));
    const auto builder = RequestBuilder::make(kameleoon(), QStringLiteral("delete-account"), token(), {});
    QVERIFY(!builder->check());
    QVERIFY(!builder->probe());
    QVERIFY(!builder->token()); // a pasted token cannot be renewed
    QVERIFY(!RequestBuilder::make(chameleon(), QStringLiteral("forget-profile"), token(), {})->lookup("1"));
}

QTEST_APPLESS_MAIN(RequestBuilderTest)
#include "tst_requestbuilder.moc"
