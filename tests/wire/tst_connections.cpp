#include "support/wireclient.h"

#include <QTcpServer>
#include <QTcpSocket>

using support::runUntil;
using support::SeenRequest;
using support::WireClient;
using support::WireServer;
using transport::QnamTransport;
using Ending = transport::Completion::Ending;
using std::chrono::milliseconds;

Q_DECLARE_METATYPE(WireServer::Speech)

namespace {

/// A clock that stands still until a test moves it.
class HandClock final : public base::Clock {
public:
    base::Instant now() const override { return m_now; }
    base::WallTime wallNow() const override { return {}; }
    std::string bootId() const override { return "hand"; }
    void advance(base::Duration by) { m_now += by; }

private:
    base::Instant m_now{std::chrono::hours(1)};
};

transport::Request deletion(const WireServer& server, int id = 1)
{
    return WireClient::request("DELETE", server.origin() + QStringLiteral("/accounts/%1").arg(id));
}

void answer204(QTcpSocket& socket, const SeenRequest&)
{
    WireServer::respond(socket, "204 No Content");
}

} // namespace

/// Which connections are opened, used again and closed, and what a failing one means for the request.
class Connections : public QObject {
    Q_OBJECT

private:
    static void addSpeech();

private Q_SLOTS:
    void usesAConnectionAgain_data() { addSpeech(); }
    void usesAConnectionAgain();
    void putsSixteenOnTheWireAtTheSameTime_data() { addSpeech(); }
    void putsSixteenOnTheWireAtTheSameTime();
    void closesIdleConnections();
    void usesNoConnectionThatIsOldByTheClock();
    void leavesAConnectionThatTheServerEnds_data();
    void leavesAConnectionThatTheServerEnds();
    void keepsOriginsApart();
    void sendsOnceToANameWithTwoAddresses_data() { addSpeech(); }
    void sendsOnceToANameWithTwoAddresses();
    void saysNotSentWhenRefused_data();
    void saysNotSentWhenRefused();
    void saysNotSentWhenTheCertificateIsNotTrusted();
    void saysNotSentWhenTheHandshakeIsCut_data();
    void saysNotSentWhenTheHandshakeIsCut();
    void saysNotSentWhenNoHandshakeComesBeforeTheDeadline();
    void neverSaysNotSentOfARequestThatArrived();
    void usesNoProxyUnasked();
    void usesAGivenProxyForOthersOnly();
    void reportsEachEndOnceWhenAborted();
    void reportsNothingAfterItsOwnEnd();
    void sendsOnlyItsOwnHeaders();
    void speaksNoHttp2();
};

void Connections::addSpeech()
{
    QTest::addColumn<WireServer::Speech>("speech");
    QTest::newRow("http") << WireServer::Speech::plain;
    QTest::newRow("https") << WireServer::Speech::tls;
}

void Connections::usesAConnectionAgain()
{
    QFETCH(WireServer::Speech, speech);
    WireServer server(speech);
    server.setAnswer(answer204);
    WireClient client;
    for (int i = 0; i < 20; ++i)
        QCOMPARE(client.ask(deletion(server, i)).response.status, 204);
    QCOMPARE(server.requestHeads(), 20);
    QCOMPARE(server.connections(), 1);
}

void Connections::putsSixteenOnTheWireAtTheSameTime()
{
    QFETCH(WireServer::Speech, speech);
    WireServer server(speech);
    QList<QTcpSocket*> waiting;
    server.setAnswer([&](QTcpSocket& socket, const SeenRequest&) { waiting << &socket; });
    WireClient client;
    for (int i = 0; i < 16; ++i)
        client.send(deletion(server, i));
    QVERIFY(runUntil([&] { return waiting.size() == 16; })); // none was answered so far
    QCOMPARE(client.ended().size(), 0U);
    for (QTcpSocket* socket : waiting)
        WireServer::respond(*socket, "204 No Content");
    QVERIFY(runUntil([&] { return client.ended().size() == 16; }));
    QCOMPARE(server.requestHeads(), 16);
    QCOMPARE(server.connections(), 16);
}

void Connections::closesIdleConnections()
{
    WireServer server(WireServer::Speech::tls);
    server.setAnswer(answer204);
    auto options = WireClient::usual();
    options.idleBeforeClosing = milliseconds(50);
    WireClient client(options);
    for (int i = 0; i < 3; ++i)
        client.send(deletion(server, i));
    QVERIFY(runUntil([&] { return client.ended().size() == 3; }));
    QVERIFY(runUntil([&] { return server.openConnections() == 0; }));
    QCOMPARE(client.ask(deletion(server)).response.status, 204);
    QCOMPARE(server.connections(), 4);
}

void Connections::usesNoConnectionThatIsOldByTheClock()
{
    // As after a suspend: the machine's timers did not run, its clock did.
    HandClock clock;
    WireServer server;
    server.setAnswer(answer204);
    QnamTransport transport(clock, WireClient::usual());
    int answered = 0;
    transport.setReceiver([&](const transport::Completion& completion) {
        QCOMPARE(completion.ending, Ending::answered);
        QVERIFY(completion.at == clock.now());
        ++answered;
    });
    const auto ask = [&] {
        transport.send(1, deletion(server));
        const int before = answered;
        QVERIFY(runUntil([&] { return answered > before; }));
    };
    ask();
    ask();
    QCOMPARE(server.connections(), 1);
    clock.advance(std::chrono::minutes(1));
    ask();
    QCOMPARE(server.connections(), 2);
}

void Connections::leavesAConnectionThatTheServerEnds_data()
{
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<QList<QByteArray>>("lines");
    QTest::addColumn<WireServer::Speech>("speech");
    for (const auto speech : {WireServer::Speech::plain, WireServer::Speech::tls}) {
        const char* name = speech == WireServer::Speech::tls ? "https" : "http";
        QTest::addRow("Connection: close, %s", name)
            << QByteArray("HTTP/1.1") << QList<QByteArray>{"Connection: close"} << speech;
        QTest::addRow("HTTP/1.0, %s", name) << QByteArray("HTTP/1.0") << QList<QByteArray>{} << speech;
    }
}

void Connections::leavesAConnectionThatTheServerEnds()
{
    QFETCH(QByteArray, version);
    QFETCH(QList<QByteArray>, lines);
    QFETCH(WireServer::Speech, speech);
    WireServer server(speech);
    server.setAnswer([&](QTcpSocket& socket, const SeenRequest&) {
        QByteArray text = version + " 200 OK\r\nContent-Length: 2\r\n";
        for (const QByteArray& line : std::as_const(lines))
            text += line + "\r\n";
        socket.write(text + "\r\nok");
        socket.disconnectFromHost();
    });
    // The next one leaves from inside the report of the last one: as early as can be.
    base::MachineClock clock;
    QnamTransport transport(clock, WireClient::usual());
    int answered = 0, others = 0;
    transport.setReceiver([&](const transport::Completion& completion) {
        ++(completion.ending == Ending::answered ? answered : others);
        if (answered + others < 50)
            transport.send(1, deletion(server));
    });
    transport.send(1, deletion(server));
    QVERIFY(runUntil([&] { return answered + others == 50; }));
    QCOMPARE(others, 0);
    QCOMPARE(server.requestHeads(), 50);
}

void Connections::keepsOriginsApart()
{
    WireServer one, two;
    one.setAnswer(answer204);
    two.setAnswer(answer204);
    WireClient client;
    for (int i = 0; i < 4; ++i) {
        QCOMPARE(client.ask(deletion(one, i)).response.status, 204);
        QCOMPARE(client.ask(deletion(two, i)).response.status, 204);
    }
    QCOMPARE(one.connections(), 1);
    QCOMPARE(two.connections(), 1);
}

void Connections::sendsOnceToANameWithTwoAddresses()
{
    // "localhost" is ::1 and 127.0.0.1 on most machines; the server listens on the latter only.
    QFETCH(WireServer::Speech, speech);
    WireServer server(speech);
    server.setAnswer(answer204);
    WireClient client;
    const QString origin = server.origin().replace(QStringLiteral("127.0.0.1"), QStringLiteral("localhost"));
    for (int i = 0; i < 8; ++i)
        client.send(WireClient::request("DELETE", origin + QStringLiteral("/accounts/%1").arg(i)));
    QVERIFY(runUntil([&] { return client.ended().size() == 8; }));
    for (const auto& end : client.ended())
        QCOMPARE(end.response.status, 204);
    client.endAndSettle(server);
    QCOMPARE(server.requestHeads(), 8);
}

void Connections::saysNotSentWhenRefused_data()
{
    QTest::addColumn<QString>("scheme");
    QTest::newRow("http") << QStringLiteral("http");
    QTest::newRow("https") << QStringLiteral("https");
}

void Connections::saysNotSentWhenRefused()
{
    QFETCH(QString, scheme);
    QTcpServer closed;
    QVERIFY(closed.listen(QHostAddress::LocalHost));
    const quint16 port = closed.serverPort();
    closed.close();
    WireClient client;
    const auto end = client.ask(
        WireClient::request("DELETE", QStringLiteral("%1://127.0.0.1:%2/accounts/1").arg(scheme).arg(port)));
    QCOMPARE(end.ending, Ending::notSent);
    QCOMPARE(end.error, QStringLiteral("127.0.0.1 refused the connection"));
    QVERIFY(!client.wasReportedInsideSend());
    QCOMPARE(client.ended().size(), 1U);
}

void Connections::saysNotSentWhenTheCertificateIsNotTrusted()
{
    WireServer server(WireServer::Speech::tls);
    server.setAnswer(answer204);
    WireClient client(QnamTransport::Options{}); // the system's certificates only
    const auto end = client.ask(deletion(server));
    QCOMPARE(end.ending, Ending::notSent);
    QVERIFY2(end.error.contains(QStringLiteral("certificate")), qPrintable(end.error));
    client.endAndSettle(server);
    QCOMPARE(server.requestHeads(), 0);
}

void Connections::saysNotSentWhenTheHandshakeIsCut_data()
{
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("closed") << QByteArray();
    QTest::newRow("plain HTTP behind https") << QByteArray("HTTP/1.1 400 Bad Request\r\n\r\n");
}

void Connections::saysNotSentWhenTheHandshakeIsCut()
{
    QFETCH(QByteArray, words);
    QTcpServer server;
    QByteArray received;
    connect(&server, &QTcpServer::newConnection, &server, [&] {
        QTcpSocket* socket = server.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, socket, [&, socket] {
            received += socket->readAll();
            socket->write(words);
            socket->disconnectFromHost();
        });
    });
    QVERIFY(server.listen(QHostAddress::LocalHost));
    WireClient client;
    const auto end = client.ask(WireClient::request(
        "DELETE", QStringLiteral("https://127.0.0.1:%1/accounts/1").arg(server.serverPort())));
    QCOMPARE(end.ending, Ending::notSent);
    QVERIFY2(end.error.contains(QStringLiteral("connection to 127.0.0.1")), qPrintable(end.error));
    QVERIFY(!received.isEmpty() && !received.contains("wire-secret"));
}

void Connections::saysNotSentWhenNoHandshakeComesBeforeTheDeadline()
{
    QTcpServer silent; // accepts in the kernel and says nothing, as a network that swallows everything
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    WireClient client;
    for (const char* scheme : {"https", "http"}) {
        auto request = WireClient::request("DELETE", QStringLiteral("%1://127.0.0.1:%2/accounts/1")
                                                         .arg(QLatin1String(scheme))
                                                         .arg(silent.serverPort()));
        request.deadline = milliseconds(150);
        const base::Instant before = client.now();
        const auto end = client.ask(std::move(request));
        QVERIFY(end.at - before >= milliseconds(150));
        // Without TLS the request lies in the server's buffer by now.
        QCOMPARE(end.ending, QByteArray(scheme) == "https" ? Ending::notSent : Ending::lost);
    }
    QCOMPARE(client.ended().size(), 2U);
}

void Connections::neverSaysNotSentOfARequestThatArrived()
{
    // Deadlines that end before, in and after the handshake.
    for (int i = 0; i < 40; ++i) {
        WireServer server(WireServer::Speech::tls);
        WireClient client;
        auto request = deletion(server);
        request.deadline = std::chrono::microseconds(200 * i);
        const auto end = client.ask(std::move(request));
        client.endAndSettle(server);
        if (end.ending == Ending::notSent)
            QCOMPARE(server.requestHeads(), 0);
        QVERIFY(server.requestHeads() <= 1);
    }
}

void Connections::usesNoProxyUnasked()
{
    WireServer proxy, server;
    server.setAnswer(answer204);
    qputenv("http_proxy", proxy.origin().toLatin1());
    qputenv("https_proxy", proxy.origin().toLatin1());
    qunsetenv("no_proxy");
    for (const auto use : {QnamTransport::ProxyUse::none, QnamTransport::ProxyUse::system}) {
        auto options = WireClient::usual();
        options.proxyUse = use;
        WireClient client(options);
        QCOMPARE(client.ask(deletion(server)).response.status, 204); // this computer's own address
    }
    QCOMPARE(proxy.connections(), 0);
}

void Connections::usesAGivenProxyForOthersOnly()
{
    WireServer proxy, server;
    proxy.setAnswer([](QTcpSocket& socket, const SeenRequest&) {
        WireServer::respond(socket, "502 Bad Gateway");
        socket.disconnectFromHost();
    });
    server.setAnswer(answer204);
    auto options = WireClient::usual();
    options.proxyUse = QnamTransport::ProxyUse::given;
    options.proxy = QNetworkProxy(QNetworkProxy::HttpProxy, QStringLiteral("127.0.0.1"), proxy.port());
    WireClient client(options);
    QCOMPARE(client.ask(deletion(server)).response.status, 204);
    QCOMPARE(proxy.connections(), 0);
    const auto end = client.ask(WireClient::request(
        "DELETE", QStringLiteral("https://vendor.invalid/accounts/1?accessToken=wire-secret")));
    QCOMPARE(end.ending, Ending::notSent);
    client.endAndSettle(proxy);
    QVERIFY(proxy.requestHeads() >= 1);
    for (const SeenRequest& seen : proxy.requests()) {
        QCOMPARE(seen.method, "CONNECT");
        QCOMPARE(seen.target, "vendor.invalid:443");
        for (const auto& [name, value] : seen.headers)
            QVERIFY(!value.contains("wire-secret"));
    }
}

void Connections::reportsEachEndOnceWhenAborted()
{
    WireServer server;
    WireClient client;
    for (int i = 0; i < 5; ++i)
        client.send(deletion(server, i));
    QVERIFY(runUntil([&] { return server.requestHeads() == 5; }));
    client.transport().abortAll();
    client.transport().abortAll();
    QCOMPARE(client.ended().size(), 0U); // from the event loop only
    QVERIFY(runUntil([&] { return client.ended().size() == 5; }));
    for (const auto& end : client.ended())
        QCOMPARE(end.ending, Ending::lost);
    server.setAnswer(answer204);
    QCOMPARE(client.ask(deletion(server)).response.status, 204); // it can go on
    client.endAndSettle(server);
    QCOMPARE(client.ended().size(), 6U);
    QCOMPARE(server.requestHeads(), 6);
}

void Connections::reportsNothingAfterItsOwnEnd()
{
    WireServer server;
    WireClient client;
    client.send(deletion(server));
    QVERIFY(runUntil([&] { return server.requestHeads() == 1; }));
    client.transport().abortAll();
    client.endAndSettle(server);
    QCoreApplication::processEvents();
    QCOMPARE(client.ended().size(), 0U);
}

void Connections::sendsOnlyItsOwnHeaders()
{
    WireServer server;
    server.setAnswer(answer204);
    WireClient client;
    auto request = deletion(server);
    request.headers = {
        {"User-Agent", "Sluice/1"}, {"Accept", "application/json"}, {"Accept-Encoding", "identity"}};
    QCOMPARE(client.ask(std::move(request)).response.status, 204);
    const SeenRequest seen = server.requests().first();
    QCOMPARE(seen.header("User-Agent"), "Sluice/1");
    QCOMPARE(seen.header("Accept"), "application/json");
    QCOMPARE(seen.header("Content-Length"), "0");
    for (const char* name : {"Cookie", "Origin", "Referer", "Upgrade", "HTTP2-Settings", "Authorization",
                             "Transfer-Encoding", "Content-Type", "Expect"})
        QVERIFY2(!seen.hasHeader(name), name);
}

void Connections::speaksNoHttp2()
{
    WireServer server(WireServer::Speech::tls); // it would take it
    server.setAnswer(answer204);
    WireClient client;
    const auto end =
        client.ask(WireClient::request("DELETE", server.origin() + QStringLiteral("/accounts/1")));
    QCOMPARE(end.ending, Ending::answered);
    QCOMPARE(end.response.status, 204);
    QCOMPARE(server.requestHeads(), 1);
    QCOMPARE(server.requests().first().method, "DELETE"); // and not "PRI"
}

QTEST_GUILESS_MAIN(Connections)
#include "tst_connections.moc"
