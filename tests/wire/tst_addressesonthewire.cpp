#include "support/wireclient.h"
#include "transport/requestbuilder.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpSocket>

using support::SeenRequest;
using support::WireClient;
using support::WireServer;
using transport::Credentials;
using transport::RequestBuilder;
using Ending = transport::Completion::Ending;

namespace {

vendors::Profile profile(vendors::SignIn::Kind signIn)
{
    vendors::Profile made;
    made.id = QStringLiteral("test");
    made.baseUrl = signIn == vendors::SignIn::Kind::basicAndPathKey
                       ? QStringLiteral("https://vendor.invalid/api2/{api_key}")
                       : QStringLiteral("https://vendor.invalid/v1");
    made.signIn.kind = signIn;
    made.signIn.name = QStringLiteral("accessToken");
    made.signIn.tokenPath = QStringLiteral("/oauth/token");
    vendors::Operation operation;
    operation.id = QStringLiteral("delete");
    operation.method = QStringLiteral("DELETE");
    operation.path = QStringLiteral("/accounts/{id}");
    operation.batch = vendors::BatchForm{QStringLiteral("/batch"), 100};
    made.operations.push_back(operation);
    operation.id = QStringLiteral("delete-by-uid");
    operation.path = QStringLiteral("/accounts?cascade=all&uid={id}");
    made.operations.push_back(operation);
    return made;
}

Credentials token(const QByteArray& value = "wire-secret")
{
    Credentials made;
    made.token = value;
    return made;
}

} // namespace

/// What a built request looks like to a server: the id stays in its place, whatever it is made of.
class AddressesOnTheWire : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsTheIdInItsSegment_data();
    void keepsTheIdInItsSegment();
    void keepsTheIdInItsQueryValue();
    void putsTheTokenIntoTheQuery();
    void putsTheTokenIntoTheBodyOfABatch();
    void putsTheKeyIntoThePathAndSignsWithBasic();
    void sendsClientCredentialsAsAForm();
};

void AddressesOnTheWire::keepsTheIdInItsSegment_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<WireServer::Speech>("speech");
    const auto row = [](const char* id, const char* target) {
        QTest::newRow(id) << QByteArray(id) << "/v1/accounts/" + QByteArray(target)
                          << WireServer::Speech::plain;
        QTest::newRow((QByteArray(id) + " over https").constData())
            << QByteArray(id) << "/v1/accounts/" + QByteArray(target) << WireServer::Speech::tls;
    };
    row("4711", "4711");
    row("1#2", "1%232");
    row("1?x=2", "1%3Fx%3D2");
    row("users/1", "users%2F1");
    row("a\\b", "a%5Cb");
    row("%2e%2e", "%252e%252e");
    row("%2E", "%252E");
    row("a%2Fb", "a%252Fb");
    row("a b+c", "a%20b%2Bc");
    row("a;b,c:d@e&f=g", "a%3Bb%2Cc%3Ad%40e%26f%3Dg");
    row("{id}", "%7Bid%7D");
    row("-._~", "-._~");
    row("...x", "...x");
    row("Zo\xc3\xab", "Zo%C3%AB");
    row("\"<>^`|'", "%22%3C%3E%5E%60%7C%27");
}

void AddressesOnTheWire::keepsTheIdInItsSegment()
{
    QFETCH(QByteArray, id);
    QFETCH(QByteArray, target);
    QFETCH(WireServer::Speech, speech);
    WireServer server(speech);
    server.setAnswer(
        [](QTcpSocket& socket, const SeenRequest&) { WireServer::respond(socket, "204 No Content"); });
    const auto builder = RequestBuilder::make(profile(vendors::SignIn::Kind::bearer),
                                              QStringLiteral("delete"), token(), server.origin());
    QVERIFY(builder);
    auto request = builder->item(id.toStdString());
    QVERIFY2(request, request ? "" : request.error().message.c_str());
    WireClient client;
    QCOMPARE(client.ask(*request).ending, Ending::answered);
    const SeenRequest seen = server.requests().first();
    QCOMPARE(seen.method, "DELETE");
    QCOMPARE(seen.target, target);
    QCOMPARE(seen.header("Authorization"), "Bearer wire-secret");
    QVERIFY(seen.header("User-Agent").startsWith("Sluice/"));
    QCOMPARE(seen.header("Host"), "127.0.0.1:" + QByteArray::number(server.port()));
}

void AddressesOnTheWire::keepsTheIdInItsQueryValue()
{
    WireServer server;
    server.setAnswer(
        [](QTcpSocket& socket, const SeenRequest&) { WireServer::respond(socket, "204 No Content"); });
    const auto builder = RequestBuilder::make(profile(vendors::SignIn::Kind::bearer),
                                              QStringLiteral("delete-by-uid"), token(), server.origin());
    QVERIFY(builder);
    WireClient client;
    client.ask(*builder->item("a&uid=b#c d+e"));
    QCOMPARE(server.requests().first().target, "/v1/accounts?cascade=all&uid=a%26uid%3Db%23c%20d%2Be");
    QCOMPARE(builder->itemPath("a&b"), "/accounts");
}

void AddressesOnTheWire::putsTheTokenIntoTheQuery()
{
    WireServer server;
    server.setAnswer(
        [](QTcpSocket& socket, const SeenRequest&) { WireServer::respond(socket, "204 No Content"); });
    WireClient client;
    for (const char* operation : {"delete", "delete-by-uid"}) {
        const auto builder =
            RequestBuilder::make(profile(vendors::SignIn::Kind::query), QLatin1String(operation),
                                 token("a+b/c=&d#e"), server.origin());
        QVERIFY(builder);
        const auto request = builder->item("1");
        QVERIFY(!request->shown.contains(QStringLiteral("a+b"))
                && !request->shown.contains(QStringLiteral("accessToken")));
        client.ask(*request);
    }
    QCOMPARE(server.requests().at(0).target, "/v1/accounts/1?accessToken=a%2Bb%2Fc%3D%26d%23e");
    QCOMPARE(server.requests().at(1).target,
             "/v1/accounts?cascade=all&uid=1&accessToken=a%2Bb%2Fc%3D%26d%23e");
    QVERIFY(!server.requests().at(0).hasHeader("Authorization"));
}

void AddressesOnTheWire::putsTheTokenIntoTheBodyOfABatch()
{
    WireServer server;
    server.setAnswer(
        [](QTcpSocket& socket, const SeenRequest&) { WireServer::respond(socket, "200 OK", "{}"); });
    const auto builder = RequestBuilder::make(profile(vendors::SignIn::Kind::query), QStringLiteral("delete"),
                                              token(), server.origin());
    QVERIFY(builder);
    const auto request = builder->batch({"1", "a/b"});
    QVERIFY(request);
    WireClient client;
    QCOMPARE(client.ask(*request).response.status, 200);
    const SeenRequest seen = server.requests().first();
    QCOMPARE(seen.method, "POST");
    QCOMPARE(seen.target, "/v1/batch");
    QCOMPARE(seen.header("Content-Type"), "application/json");
    QCOMPARE(seen.header("Content-Length"), QByteArray::number(seen.body.size()));
    const QJsonObject body = QJsonDocument::fromJson(seen.body).object();
    QCOMPARE(body.value(QStringLiteral("accessToken")).toString(), QStringLiteral("wire-secret"));
    const QJsonArray requests = body.value(QStringLiteral("requests")).toArray();
    QCOMPARE(requests.size(), 2);
    QCOMPARE(requests.at(1).toObject().value(QStringLiteral("method")).toString(), QStringLiteral("DELETE"));
    QCOMPARE(requests.at(1).toObject().value(QStringLiteral("path")).toString(),
             QStringLiteral("/v1/accounts/a%2Fb"));
}

void AddressesOnTheWire::putsTheKeyIntoThePathAndSignsWithBasic()
{
    WireServer server;
    server.setAnswer([](QTcpSocket& socket, const SeenRequest&) { WireServer::respond(socket, "200 OK"); });
    Credentials credentials;
    credentials.apiKey = "k/e y";
    credentials.user = "anna";
    credentials.password = "p:w\xc3\xa4";
    const auto builder = RequestBuilder::make(profile(vendors::SignIn::Kind::basicAndPathKey),
                                              QStringLiteral("delete"), credentials, server.origin());
    QVERIFY2(builder, builder ? "" : builder.error().message.c_str());
    WireClient client;
    client.ask(*builder->item("55"));
    const SeenRequest seen = server.requests().first();
    QCOMPARE(seen.target, "/api2/k%2Fe%20y/accounts/55");
    QCOMPARE(seen.header("Authorization"), "Basic " + QByteArray("anna:p:w\xc3\xa4").toBase64());
}

void AddressesOnTheWire::sendsClientCredentialsAsAForm()
{
    WireServer server;
    server.setAnswer([](QTcpSocket& socket, const SeenRequest&) {
        WireServer::respond(socket, "200 OK",
                            R"({"access_token":"fresh","token_type":"bearer","expires_in":7200})");
    });
    Credentials credentials;
    credentials.clientId = "me&you";
    credentials.clientSecret = "s=c+r t";
    auto builder = RequestBuilder::make(profile(vendors::SignIn::Kind::bearer), QStringLiteral("delete"),
                                        credentials, server.origin());
    QVERIFY(builder);
    QVERIFY(!builder->item("1")); // no token yet
    WireClient client;
    const auto end = client.ask(*builder->token());
    const SeenRequest seen = server.requests().first();
    QCOMPARE(seen.method, "POST");
    QCOMPARE(seen.target, "/v1/oauth/token");
    QCOMPARE(seen.header("Content-Type"), "application/x-www-form-urlencoded");
    QCOMPARE(seen.body, "grant_type=client_credentials&client_id=me%26you&client_secret=s%3Dc%2Br%20t");
    QVERIFY(!seen.hasHeader("Authorization"));
    const auto answer = transport::readToken(end.response, std::chrono::hours(1));
    QVERIFY(answer);
    QVERIFY(answer->life == std::chrono::hours(2));
    builder->setToken(answer->token);
    client.ask(*builder->item("1"));
    QCOMPARE(server.requests().at(1).header("Authorization"), "Bearer fresh");
}

QTEST_GUILESS_MAIN(AddressesOnTheWire)
#include "tst_addressesonthewire.moc"
