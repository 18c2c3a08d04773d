#include "support/wireclient.h"

#include <QTcpSocket>

using support::SeenRequest;
using support::WireClient;
using support::WireServer;
using Ending = transport::Completion::Ending;

Q_DECLARE_METATYPE(WireServer::Speech)

/// For one send() the server sees one request, whatever it does to the connection, over http and https.
class OneRequest : public QObject {
    Q_OBJECT

private:
    static void addEveryMethodAndSpeech();
    static transport::Request fetched(const WireServer& server);

private Q_SLOTS:
    void closesBeforeTheStatusLine_data() { addEveryMethodAndSpeech(); }
    void closesBeforeTheStatusLine();
    void resetsBeforeTheStatusLine_data() { addEveryMethodAndSpeech(); }
    void resetsBeforeTheStatusLine();
    void closesInsideTheStatusLine_data() { addEveryMethodAndSpeech(); }
    void closesInsideTheStatusLine();
    void closesInsideTheHeaders_data() { addEveryMethodAndSpeech(); }
    void closesInsideTheHeaders();
    void closesAKeptConnectionAtTheSecondRequest_data() { addEveryMethodAndSpeech(); }
    void closesAKeptConnectionAtTheSecondRequest();
    void resetsAKeptConnectionAtTheSecondRequest_data() { addEveryMethodAndSpeech(); }
    void resetsAKeptConnectionAtTheSecondRequest();
    void followsNoRedirect_data();
    void followsNoRedirect();
    void answersNoChallenge_data();
    void answersNoChallenge();
    void doesNotAskAgainAfterATimeoutAnswer_data();
    void doesNotAskAgainAfterATimeoutAnswer();
    void returnsNoCookie();
};

void OneRequest::addEveryMethodAndSpeech()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<WireServer::Speech>("speech");
    for (const auto speech : {WireServer::Speech::plain, WireServer::Speech::tls}) {
        const char* name = speech == WireServer::Speech::tls ? "https" : "http";
        QTest::addRow("DELETE over %s", name) << QByteArray("DELETE") << QByteArray() << speech;
        QTest::addRow("GET over %s", name) << QByteArray("GET") << QByteArray() << speech;
        QTest::addRow("POST over %s", name) << QByteArray("POST") << QByteArray("{\"a\":1}") << speech;
        QTest::addRow("PATCH over %s", name) << QByteArray("PATCH") << QByteArray("{\"a\":1}") << speech;
    }
}

transport::Request OneRequest::fetched(const WireServer& server)
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, body);
    return WireClient::request(method, server.origin() + QStringLiteral("/accounts/4711"), body);
}

void OneRequest::closesBeforeTheStatusLine()
{
    QFETCH(WireServer::Speech, speech);
    WireServer server(speech);
    server.setAnswer([](QTcpSocket& socket, const SeenRequest&) { socket.disconnectFromHost(); });
    WireClient client;
    QCOMPARE(client.ask(fetched(server)).ending, Ending::lost);
    client.endAndSettle(server);
    QCOMPARE(server.requestHeads(), 1);
    QCOMPARE(client.ended().size(), 1U);
}

void OneRequest::resetsBeforeTheStatusLine()
{
    QFETCH(WireServer::Speech, speech);
    WireServer server(speech);
    server.setAnswer([](QTcpSocket& socket, const SeenRequest&) { WireServer::reset(socket); });
    WireClient client;
    QCOMPARE(client.ask(fetched(server)).ending, Ending::lost);
    client.endAndSettle(server);
    QCOMPARE(server.requestHeads(), 1);
    QCOMPARE(client.ended().size(), 1U);
}

void OneRequest::closesInsideTheStatusLine()
{
    QFETCH(WireServer::Speech, speech);
    WireServer server(speech);
    server.setAnswer([](QTcpSocket& socket, const SeenRequest&) {
        socket.write("HTTP/1.1 20");
        socket.disconnectFromHost();
    });
    WireClient client;
    QCOMPARE(client.ask(fetched(server)).ending, Ending::lost);
    client.endAndSettle(server);
    QCOMPARE(server.requestHeads(), 1);
    QCOMPARE(client.ended().size(), 1U);
}

void OneRequest::closesInsideTheHeaders()
{
    QFETCH(WireServer::Speech, speech);
    WireServer server(speech);
    server.setAnswer([](QTcpSocket& socket, const SeenRequest&) {
        socket.write("HTTP/1.1 200 OK\r\nContent-Type: text/pla");
        socket.disconnectFromHost();
    });
    WireClient client;
    const auto end = client.ask(fetched(server));
    QCOMPARE(end.ending, Ending::lost);
    client.endAndSettle(server);
    QCOMPARE(server.requestHeads(), 1);
    QCOMPARE(client.ended().size(), 1U);
}

void OneRequest::closesAKeptConnectionAtTheSecondRequest()
{
    QFETCH(WireServer::Speech, speech);
    WireServer server(speech);
    server.setAnswer([&](QTcpSocket& socket, const SeenRequest&) {
        if (server.requestHeads() == 1)
            WireServer::respond(socket, "200 OK");
        else
            socket.disconnectFromHost();
    });
    WireClient client;
    QCOMPARE(client.ask(fetched(server)).ending, Ending::answered);
    QCOMPARE(client.ask(fetched(server)).ending, Ending::lost);
    client.endAndSettle(server);
    QCOMPARE(server.requestHeads(), 2);
    QCOMPARE(server.connections(), 1);
    QCOMPARE(client.ended().size(), 2U);
}

void OneRequest::resetsAKeptConnectionAtTheSecondRequest()
{
    QFETCH(WireServer::Speech, speech);
    WireServer server(speech);
    server.setAnswer([&](QTcpSocket& socket, const SeenRequest&) {
        if (server.requestHeads() == 1)
            WireServer::respond(socket, "200 OK");
        else
            WireServer::reset(socket);
    });
    WireClient client;
    QCOMPARE(client.ask(fetched(server)).ending, Ending::answered);
    QCOMPARE(client.ask(fetched(server)).ending, Ending::lost);
    client.endAndSettle(server);
    QCOMPARE(server.requestHeads(), 2);
    QCOMPARE(server.connections(), 1);
}

void OneRequest::followsNoRedirect_data()
{
    QTest::addColumn<QByteArray>("statusLine");
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<WireServer::Speech>("speech");
    for (const char* line : {"301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect",
                             "308 Permanent Redirect"}) {
        for (const char* method : {"DELETE", "GET", "POST"}) {
            const QByteArray body = method == QByteArray("POST") ? "{\"a\":1}" : "";
            QTest::addRow("%s http %.3s", method, line)
                << QByteArray(line) << QByteArray(method) << body << WireServer::Speech::plain;
            QTest::addRow("%s https %.3s", method, line)
                << QByteArray(line) << QByteArray(method) << body << WireServer::Speech::tls;
        }
    }
}

void OneRequest::followsNoRedirect()
{
    QFETCH(QByteArray, statusLine);
    QFETCH(WireServer::Speech, speech);
    WireServer elsewhere(speech);
    elsewhere.setAnswer(
        [](QTcpSocket& socket, const SeenRequest&) { WireServer::respond(socket, "200 OK"); });
    WireServer server(speech);
    server.setAnswer([&](QTcpSocket& socket, const SeenRequest&) {
        WireServer::respond(socket, statusLine, "moved",
                            {"Location: " + elsewhere.origin().toLatin1() + "/login"});
    });
    WireClient client;
    const auto end = client.ask(fetched(server));
    client.endAndSettle(server);
    QCOMPARE(end.ending, Ending::answered);
    QCOMPARE(end.response.status, statusLine.left(3).toInt());
    QVERIFY(end.response.header("Location").endsWith("/login"));
    QCOMPARE(server.requestHeads(), 1);
    QCOMPARE(elsewhere.connections(), 0);
}

void OneRequest::answersNoChallenge_data()
{
    QTest::addColumn<QByteArray>("challenge");
    QTest::addColumn<WireServer::Speech>("speech");
    for (const auto speech : {WireServer::Speech::plain, WireServer::Speech::tls}) {
        const char* name = speech == WireServer::Speech::tls ? "https" : "http";
        QTest::addRow("Bearer %s", name) << QByteArray("Bearer realm=\"api\"") << speech;
        QTest::addRow("Basic %s", name) << QByteArray("Basic realm=\"api\"") << speech;
        QTest::addRow("Digest %s", name)
            << QByteArray("Digest realm=\"api\", nonce=\"abc\", qop=\"auth\"") << speech;
        QTest::addRow("NTLM %s", name) << QByteArray("NTLM") << speech;
        QTest::addRow("Negotiate %s", name) << QByteArray("Negotiate") << speech;
        QTest::addRow("none %s", name) << QByteArray() << speech;
    }
}

void OneRequest::answersNoChallenge()
{
    QFETCH(QByteArray, challenge);
    QFETCH(WireServer::Speech, speech);
    WireServer server(speech);
    server.setAnswer([&](QTcpSocket& socket, const SeenRequest&) {
        WireServer::respond(socket, "401 Unauthorized", "{\"code\":\"11003\"}",
                            challenge.isEmpty() ? QList<QByteArray>()
                                                : QList{"WWW-Authenticate: " + challenge});
    });
    WireClient client;
    const auto end =
        client.ask(WireClient::request("DELETE", server.origin() + QStringLiteral("/accounts/1")));
    client.endAndSettle(server);
    QCOMPARE(end.ending, Ending::answered);
    QCOMPARE(end.response.status, 401);
    QCOMPARE(end.response.body, "{\"code\":\"11003\"}");
    QCOMPARE(end.response.isTruncated, false);
    QCOMPARE(server.requestHeads(), 1);
}

void OneRequest::doesNotAskAgainAfterATimeoutAnswer_data()
{
    QTest::addColumn<QByteArray>("statusLine");
    for (const char* line :
         {"408 Request Timeout", "425 Too Early", "429 Too Many Requests", "503 Service Unavailable"})
        QTest::newRow(line) << QByteArray(line);
}

void OneRequest::doesNotAskAgainAfterATimeoutAnswer()
{
    QFETCH(QByteArray, statusLine);
    WireServer server;
    server.setAnswer([&](QTcpSocket& socket, const SeenRequest&) {
        WireServer::respond(socket, statusLine, "later", {"Retry-After: 0", "Connection: close"});
        socket.disconnectFromHost();
    });
    WireClient client;
    const auto end =
        client.ask(WireClient::request("DELETE", server.origin() + QStringLiteral("/accounts/1")));
    client.endAndSettle(server);
    QCOMPARE(end.ending, Ending::answered);
    QCOMPARE(end.response.status, statusLine.left(3).toInt());
    QCOMPARE(end.response.header("Retry-After"), "0");
    QCOMPARE(end.response.body, "later");
    QCOMPARE(server.requestHeads(), 1);
}

void OneRequest::returnsNoCookie()
{
    WireServer server;
    server.setAnswer([](QTcpSocket& socket, const SeenRequest&) {
        WireServer::respond(socket, "204 No Content", {}, {"Set-Cookie: session=1; Path=/"});
    });
    WireClient client;
    for (int i = 0; i < 3; ++i)
        QCOMPARE(client.ask(WireClient::request("DELETE", server.origin() + QStringLiteral("/a/1")))
                     .response.status,
                 204);
    client.endAndSettle(server);
    for (const SeenRequest& seen : server.requests())
        QVERIFY(!seen.hasHeader("Cookie"));
}

QTEST_GUILESS_MAIN(OneRequest)
#include "tst_onerequest.moc"
