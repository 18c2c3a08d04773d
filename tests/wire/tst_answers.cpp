#include "support/wireclient.h"

#include <QSslSocket>
#include <QTcpSocket>

using support::SeenRequest;
using support::WireClient;
using support::WireServer;
using Ending = transport::Completion::Ending;
using std::chrono::milliseconds;

Q_DECLARE_METATYPE(WireServer::Speech)

/// What an answer, whole or broken, becomes.
class Answers : public QObject {
    Q_OBJECT

private:
    static void addSpeech()
    {
        QTest::addColumn<WireServer::Speech>("speech");
        QTest::newRow("http") << WireServer::Speech::plain;
        QTest::newRow("https") << WireServer::Speech::tls;
    }
    static transport::Completion ask(WireClient& client, const WireServer& server,
                                     milliseconds deadline = milliseconds(20'000));

private Q_SLOTS:
    void readsStatusHeadersAndBody_data();
    void readsStatusHeadersAndBody();
    void readsBrokenFraming_data();
    void readsBrokenFraming();
    void doesNotTakeAnEarlyHintForTheAnswer_data();
    void doesNotTakeAnEarlyHintForTheAnswer();
    void keepsTheStatusWhenMoreThanAHundredHeadersAreLost_data() { addSpeech(); }
    void keepsTheStatusWhenMoreThanAHundredHeadersAreLost();
    void endsATricklingBodyAtTheTotalDeadline_data() { addSpeech(); }
    void endsATricklingBodyAtTheTotalDeadline();
    void endsASilentServerAtTheDeadline_data() { addSpeech(); }
    void endsASilentServerAtTheDeadline();
    void cutsAHugeBodyAtTheCap_data();
    void cutsAHugeBodyAtTheCap();
    void takesABodyOfExactlyTheCap_data() { addSpeech(); }
    void takesABodyOfExactlyTheCap();
    void inflatesNothing_data() { addSpeech(); }
    void inflatesNothing();
    void readsTheNextAnswerAfterAnOddOne_data();
    void readsTheNextAnswerAfterAnOddOne();
};

transport::Completion Answers::ask(WireClient& client, const WireServer& server, milliseconds deadline)
{
    auto request = WireClient::request("DELETE", server.origin() + QStringLiteral("/accounts/4711"));
    request.deadline = deadline;
    return client.ask(std::move(request));
}

void Answers::readsStatusHeadersAndBody_data()
{
    QTest::addColumn<QByteArray>("statusLine");
    QTest::addColumn<QByteArray>("body");
    for (const char* line :
         {"200 OK", "202 Accepted", "204 No Content", "400 Bad", "401 No", "403 Forbidden", "404 Not Found",
          "405 Not Allowed", "409 Conflict", "410 Gone", "422 Unprocessable", "429 Too Many", "500 Error",
          "501 Missing", "502 Bad Gateway", "503 Unavailable", "504 Timeout"}) {
        const bool hasBody = QByteArray(line) != "204 No Content";
        QTest::newRow(line) << QByteArray(line) << (hasBody ? QByteArray("{\"code\":1}") : QByteArray());
    }
}

void Answers::readsStatusHeadersAndBody()
{
    QFETCH(QByteArray, statusLine);
    QFETCH(QByteArray, body);
    WireServer server;
    server.setAnswer([&](QTcpSocket& socket, const SeenRequest&) {
        WireServer::respond(socket, statusLine, body, {"X-RateLimit-Remaining: 3", "Retry-After:  17 "});
    });
    WireClient client;
    const base::Instant before = client.now();
    const auto end = ask(client, server);
    QCOMPARE(end.attempt, 1U);
    QCOMPARE(end.ending, Ending::answered);
    QCOMPARE(end.response.status, statusLine.left(3).toInt());
    QCOMPARE(end.response.body, body);
    QCOMPARE(end.response.isTruncated, false);
    QCOMPARE(end.response.header("retry-after"), "17");
    QCOMPARE(end.response.header("X-RateLimit-Remaining"), "3");
    QCOMPARE(end.error, QString());
    QVERIFY(end.at >= before && end.at <= client.now());
    QVERIFY(!client.wasReportedInsideSend());
}

void Answers::readsBrokenFraming_data()
{
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<bool>("isAnswered");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("isTruncated");
    QTest::addColumn<WireServer::Speech>("speech");
    const auto row = [](const char* name, const QByteArray& raw, bool isAnswered, int status,
                        const QByteArray& body, bool isTruncated) {
        QTest::newRow(name) << raw << isAnswered << status << body << isTruncated
                            << WireServer::Speech::plain;
        QTest::newRow((QByteArray(name) + ", https").constData())
            << raw << isAnswered << status << body << isTruncated << WireServer::Speech::tls;
    };
    row("no length, ended by the close", "HTTP/1.1 200 OK\r\n\r\nbody", true, 200, "body", false);
    row("length longer than the body", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nbody", true, 200, "body",
        true);
    row("length but no body", "HTTP/1.1 429 Wait\r\nContent-Length: 9\r\n\r\n", true, 429, "", true);
    row("length shorter than the body", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nbody", true, 200, "bo",
        false);
    row("chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n", true, 200,
        "body", false);
    row("chunks cut off", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n", true, 200,
        "body", true);
    row("HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\nbody", true, 200, "body", false);
    row("204 with a length", "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", true, 204, "", false);
    row("another protocol", "SSH-2.0-OpenSSH_9.2p1\r\n", false, 0, "", false);
    row("status 000", "HTTP/1.1 000 Odd\r\nContent-Length: 0\r\n\r\n", false, 0, "", false);
    row("status 99", "HTTP/1.1 99 Odd\r\nContent-Length: 0\r\n\r\n", false, 0, "", false);
    row("nothing but a line end", "\r\n", false, 0, "", false);
}

void Answers::readsBrokenFraming()
{
    QFETCH(QByteArray, raw);
    QFETCH(bool, isAnswered);
    QFETCH(WireServer::Speech, speech);
    WireServer server(speech);
    server.setAnswer([&](QTcpSocket& socket, const SeenRequest&) {
        socket.write(raw);
        socket.disconnectFromHost();
    });
    WireClient client;
    const auto end = ask(client, server);
    client.endAndSettle(server);
    QCOMPARE(end.ending, isAnswered ? Ending::answered : Ending::lost);
    QTEST(end.response.status, "status");
    QTEST(end.response.body, "body");
    // Where the close alone ends the body, nobody can say whether it is whole.
    if (!raw.contains("200 OK\r\n\r\n"))
        QTEST(end.response.isTruncated, "isTruncated");
    QCOMPARE(end.error.isEmpty(), isAnswered);
    QCOMPARE(server.requestHeads(), 1);
}

void Answers::doesNotTakeAnEarlyHintForTheAnswer_data()
{
    QTest::addColumn<QByteArray>("hint");
    QTest::addColumn<bool>("isAnswered");
    QTest::newRow("100") << QByteArray("HTTP/1.1 100 Continue\r\n\r\n") << true;
    QTest::newRow("102") << QByteArray("HTTP/1.1 102 Processing\r\n\r\n") << false;
    QTest::newRow("103") << QByteArray("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n") << false;
}

void Answers::doesNotTakeAnEarlyHintForTheAnswer()
{
    QFETCH(QByteArray, hint);
    QFETCH(bool, isAnswered);
    WireServer server;
    server.setAnswer([&](QTcpSocket& socket, const SeenRequest&) {
        if (server.requestHeads() == 1)
            socket.write(hint + "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        else
            WireServer::respond(socket, "200 OK");
    });
    WireClient client;
    const auto first = ask(client, server);
    QCOMPARE(first.ending, isAnswered ? Ending::answered : Ending::lost);
    QCOMPARE(first.response.status, isAnswered ? 404 : 0);
    // The 404 that Qt left unread must not become the second id's answer.
    QCOMPARE(ask(client, server).response.status, 200);
}

void Answers::keepsTheStatusWhenMoreThanAHundredHeadersAreLost()
{
    QFETCH(WireServer::Speech, speech);
    WireServer server(speech);
    server.setAnswer([](QTcpSocket& socket, const SeenRequest&) {
        QList<QByteArray> lines;
        for (int i = 0; i < 101; ++i)
            lines << "X-Header-" + QByteArray::number(i) + ": v";
        WireServer::respond(socket, "429 Too Many Requests", "wait", lines);
        socket.disconnectFromHost();
    });
    WireClient client;
    const auto end = ask(client, server);
    QCOMPARE(end.ending, Ending::answered);
    QCOMPARE(end.response.status, 429);
    QVERIFY(end.response.headers.isEmpty());
    QCOMPARE(server.requestHeads(), 1);
}

void Answers::endsATricklingBodyAtTheTotalDeadline()
{
    QFETCH(WireServer::Speech, speech);
    WireServer server(speech);
    server.setAnswer([](QTcpSocket& socket, const SeenRequest&) {
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
        auto* drip = new QTimer(&socket);
        QObject::connect(drip, &QTimer::timeout, &socket, [&socket] { socket.write("x"); });
        drip->start(5);
    });
    WireClient client;
    const base::Instant before = client.now();
    const auto end = ask(client, server, milliseconds(300));
    client.endAndSettle(server);
    QCOMPARE(end.ending, Ending::lost);
    QVERIFY(end.at - before >= milliseconds(300)); // never early
    QVERIFY2(end.error.contains(QStringLiteral("0.3 s")), qPrintable(end.error));
    QCOMPARE(server.requestHeads(), 1);
    QCOMPARE(client.ended().size(), 1U);
}

void Answers::endsASilentServerAtTheDeadline()
{
    QFETCH(WireServer::Speech, speech);
    WireServer server(speech);
    WireClient client;
    const base::Instant before = client.now();
    const auto end = ask(client, server, milliseconds(120));
    client.endAndSettle(server);
    QCOMPARE(end.ending, Ending::lost);
    QCOMPARE(end.error, QStringLiteral("no answer within 0.12 s"));
    QVERIFY(end.at - before >= milliseconds(120));
    QCOMPARE(server.requestHeads(), 1);
}

void Answers::cutsAHugeBodyAtTheCap_data()
{
    QTest::addColumn<QByteArray>("lengthLine");
    QTest::addColumn<WireServer::Speech>("speech");
    const QByteArray length("Content-Length: 1000000000\r\n");
    QTest::newRow("with a length") << length << WireServer::Speech::plain;
    QTest::newRow("without a length") << QByteArray() << WireServer::Speech::plain;
    QTest::newRow("with a length, https") << length << WireServer::Speech::tls;
    QTest::newRow("without a length, https") << QByteArray() << WireServer::Speech::tls;
}

void Answers::cutsAHugeBodyAtTheCap()
{
    QFETCH(QByteArray, lengthLine);
    QFETCH(WireServer::Speech, speech);
    qint64 written = 0;
    WireServer server(speech);
    server.setAnswer([&](QTcpSocket& socket, const SeenRequest&) {
        socket.write("HTTP/1.1 500 Error\r\n" + lengthLine + "\r\n");
        // Over TLS what was encrypted and not yet sent waits in a buffer of its own, which has no bound.
        auto* tls = qobject_cast<QSslSocket*>(&socket);
        const auto more = [&socket, tls, &written] {
            while (socket.isOpen()
                   && socket.bytesToWrite() + (tls != nullptr ? tls->encryptedBytesToWrite() : 0) < 100'000)
                written += socket.write(QByteArray(50'000, 'x'));
        };
        QObject::connect(&socket, &QTcpSocket::bytesWritten, &socket, more);
        if (tls != nullptr)
            QObject::connect(tls, &QSslSocket::encryptedBytesWritten, &socket, more);
        more();
    });
    WireClient client;
    const auto end = ask(client, server);
    client.endAndSettle(server);
    QCOMPARE(end.ending, Ending::answered);
    QCOMPARE(end.response.status, 500);
    QCOMPARE(end.response.body.size(), 1024 * 1024);
    QCOMPARE(end.response.isTruncated, true);
    QVERIFY2(written < 50'000'000, "the client went on reading far beyond the cap");
}

void Answers::takesABodyOfExactlyTheCap()
{
    QFETCH(WireServer::Speech, speech);
    WireServer server(speech);
    server.setAnswer([](QTcpSocket& socket, const SeenRequest&) {
        WireServer::respond(socket, "200 OK", QByteArray(1024 * 1024, 'x'));
    });
    WireClient client;
    const auto end = ask(client, server);
    QCOMPARE(end.response.body.size(), 1024 * 1024);
    QCOMPARE(end.response.isTruncated, false);
}

void Answers::inflatesNothing()
{
    QFETCH(WireServer::Speech, speech);
    const QByteArray bomb = qCompress(QByteArray(100'000, 'x')).mid(4); // zlib, as "deflate" is
    WireServer server(speech);
    server.setAnswer([&](QTcpSocket& socket, const SeenRequest&) {
        WireServer::respond(socket, "200 OK", bomb, {"Content-Encoding: deflate"});
    });
    WireClient client;
    QCOMPARE(ask(client, server).response.body, bomb);
    QCOMPARE(server.requests().first().header("Accept-Encoding"), "identity");
}

void Answers::readsTheNextAnswerAfterAnOddOne_data()
{
    QTest::addColumn<QByteArray>("raw");
    QTest::newRow("204 with a body") << QByteArray("HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nok");
    QTest::newRow("length too short")
        << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nbody");
    QTest::newRow("two lengths") << QByteArray(
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 4\r\n\r\nokok");
    QTest::newRow("two answers") << QByteArray(
        "HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 404 Not Found\r\n\r\n");
}

void Answers::readsTheNextAnswerAfterAnOddOne()
{
    QFETCH(QByteArray, raw);
    WireServer server;
    server.setAnswer([&](QTcpSocket& socket, const SeenRequest&) {
        if (server.requestHeads() == 1)
            socket.write(raw);
        else
            WireServer::respond(socket, "202 Accepted");
    });
    WireClient client;
    QCOMPARE(ask(client, server).ending, Ending::answered);
    const auto second = ask(client, server);
    QCOMPARE(second.ending, Ending::answered);
    QCOMPARE(second.response.status, 202);
}

QTEST_GUILESS_MAIN(Answers)
#include "tst_answers.moc"
