#include "simulator/accompa.h"
#include "simulator/kameleoon.h"
#include "simulator/practiceserver.h"

#include "rawclient.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <vector>

using namespace simulator;
using std::chrono::hours, std::chrono::milliseconds, std::chrono::seconds;

/// The practice server over real sockets.
class TestLoopbackServer : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void answersSeveralRequestsOnOneConnection();
    void answersPipelinedRequestsInTheirOrder();
    void closesTheConnectionWhereAskedTo();
    void readsBodiesWholeAndInPieces();
    void resetsAConnectionBeforeTheEffect();
    void closesAConnectionAfterTheEffect();
    void leavesAConnectionOpenWithoutAnAnswer();
    void tricklesWithoutEnd();
    void takesRoundTripsOfTheirLength();
    void refusesConnectionsWhileTheNetworkIsCut();
    void playsMischiefWhileItRuns();
    void writesALogWithoutSecrets();
    void refusesWhatIsNoHttp();
    void standsHundredsOfConnections();
    void tellsItsTally();
    void startsAgainAfterAStop();
    void saysWhyItCannotListen();
};

namespace {

constexpr std::int64_t plenty = 1'000'000;

LoopbackOptions quick()
{
    LoopbackOptions options;
    options.rttLow = options.rttHigh = Duration{};
    return options;
}

std::unique_ptr<SimVendor> vendor()
{
    KameleoonRules rules;
    rules.shortMax = rules.longMax = plenty;
    return std::make_unique<Kameleoon>(VendorOptions{}, rules);
}

} // namespace

void TestLoopbackServer::answersSeveralRequestsOnOneConnection()
{
    PracticeServer server(vendor(), quick());
    const quint16 port = server.start().value_or(0);
    QVERIFY(port != 0);
    QCOMPARE(server.origin(), QStringLiteral("http://127.0.0.1:%1").arg(port));
    RawClient client(port);
    for (int i = 0; i < 10; ++i) {
        client.remove(i);
        const QByteArray answer = client.answer();
        QVERIFY2(answer.startsWith("HTTP/1.1 204 No Content\r\n"), answer.constData());
        QVERIFY(!answer.contains("Content-Length"));
        QVERIFY(!answer.contains("Connection: close"));
    }
    client.remove(3);
    QCOMPARE(client.status(), 404);
}

void TestLoopbackServer::answersPipelinedRequestsInTheirOrder()
{
    PracticeServer server(vendor(), quick());
    RawClient client(server.start().value_or(0));
    client.send("DELETE /accounts/1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer practice\r\n\r\n"
                "DELETE /accounts/1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer practice\r\n\r\n"
                "DELETE /accounts/2 HTTP/1.1\r\nHost: x\r\n\r\n"
                "DELETE /accounts/2 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer practice\r\n\r\n");
    QCOMPARE(client.status(), 204);
    QCOMPARE(client.status(), 404);
    QCOMPARE(client.status(), 401);
    QCOMPARE(client.status(), 204);
}

void TestLoopbackServer::closesTheConnectionWhereAskedTo()
{
    PracticeServer server(vendor(), quick());
    RawClient client(server.start().value_or(0));
    client.remove(1, "Connection: close\r\n");
    QVERIFY(client.answer().contains("Connection: close\r\n"));
    QVERIFY(!client.readMore());
    QVERIFY(client.isAtEnd());
}

void TestLoopbackServer::readsBodiesWholeAndInPieces()
{
    PracticeServer server(vendor(), quick());
    RawClient client(server.start().value_or(0));
    const QByteArray form = "grant_type=client_credentials&client_id=me&client_secret=s%26cret";
    const QByteArray head = "POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-Type: "
                            "application/x-www-form-urlencoded\r\n";
    client.send(head + "Content-Length: " + QByteArray::number(form.size()) + "\r\n\r\n");
    client.send(form.left(10));
    client.send(form.mid(10));
    QByteArray answer = client.answer();
    QVERIFY2(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer.constData());
    QVERIFY(answer.contains("\"expires_in\":7200"));
    client.send(head + "Transfer-Encoding: chunked\r\n\r\n" + QByteArray::number(form.size(), 16) + "\r\n"
                + form + "\r\n0\r\n\r\n");
    QCOMPARE(client.status(), 200);
    client.send(head + "Expect: 100-continue\r\nContent-Length: " + QByteArray::number(form.size())
                + "\r\n\r\n");
    QCOMPARE(client.status(), 100);
    client.send(form);
    QCOMPARE(client.status(), 200);
}

void TestLoopbackServer::resetsAConnectionBeforeTheEffect()
{
    LoopbackOptions options = quick();
    options.faults.reset = 1;
    PracticeServer server(vendor(), options);
    QSignalSpy tallies(&server, &PracticeServer::tallied);
    RawClient client(server.start().value_or(0));
    client.remove(1);
    QCOMPARE(client.answer(), QByteArray());
    QCOMPARE(client.error(), ECONNRESET);
    QVERIFY(tallies.wait());
    QCOMPARE(tallies.last().at(0).value<Tally>().requests, 1);
    QCOMPARE(tallies.last().at(0).value<Tally>().effects, 0);
}

void TestLoopbackServer::closesAConnectionAfterTheEffect()
{
    LoopbackOptions options = quick();
    options.faults.closeAfterEffect = 1;
    PracticeServer server(vendor(), options);
    QSignalSpy tallies(&server, &PracticeServer::tallied);
    RawClient client(server.start().value_or(0));
    client.remove(1);
    QCOMPARE(client.answer(), QByteArray());
    QVERIFY(client.isAtEnd());
    QVERIFY(tallies.wait());
    QCOMPARE(tallies.last().at(0).value<Tally>().effects, 1);
}

void TestLoopbackServer::leavesAConnectionOpenWithoutAnAnswer()
{
    LoopbackOptions options = quick();
    options.faults.stall = 1;
    PracticeServer server(vendor(), options);
    QSignalSpy tallies(&server, &PracticeServer::tallied);
    const quint16 port = server.start().value_or(0);
    RawClient client(port);
    client.remove(1);
    QVERIFY(tallies.wait()); // it has arrived, and later than the answer would have
    QCOMPARE(tallies.last().at(0).value<Tally>().effects, 1);
    QVERIFY(!client.hasNews());
    server.setFaults({});
    RawClient other(port);
    other.remove(1);
    QCOMPARE(other.status(), 404);
    QVERIFY(!client.hasNews());
}

void TestLoopbackServer::tricklesWithoutEnd()
{
    LoopbackOptions options = quick();
    options.faults.trickle = 1;
    options.trickleEvery = milliseconds(1);
    PracticeServer server(vendor(), options);
    RawClient client(server.start().value_or(0));
    client.remove(1);
    qsizetype growths = 0;
    for (qsizetype before = 0; growths < 5; before = client.buffered()) {
        QVERIFY(client.readMore());
        growths += client.buffered() > before ? 1 : 0;
    }
}

void TestLoopbackServer::takesRoundTripsOfTheirLength()
{
    LoopbackOptions options;
    options.rttLow = milliseconds(30);
    options.rttHigh = milliseconds(31);
    PracticeServer server(vendor(), options);
    RawClient client(server.start().value_or(0));
    for (int i = 0; i < 5; ++i) {
        QElapsedTimer timer;
        timer.start();
        client.remove(i);
        QCOMPARE(client.status(), 204);
        QVERIFY(timer.nsecsElapsed() >= 30'000'000);
    }
}

void TestLoopbackServer::refusesConnectionsWhileTheNetworkIsCut()
{
    PracticeServer server(vendor(), quick());
    const quint16 port = server.start().value_or(0);
    RawClient client(port);
    client.remove(1);
    QCOMPARE(client.status(), 204);
    server.play(Mischief::cutNetwork);
    QVERIFY(!client.readMore());
    QCOMPARE(client.error(), ECONNRESET);
    QCOMPARE(RawClient(port).error(), ECONNREFUSED);
    server.play(Mischief::cutNetwork, false);
    const auto isBack = [port] { return RawClient(port).isConnected(); };
    QTRY_VERIFY(isBack());
    RawClient again(port);
    again.remove(2);
    QCOMPARE(again.status(), 204);
}

void TestLoopbackServer::playsMischiefWhileItRuns()
{
    PracticeServer server(vendor(), quick());
    const quint16 port = server.start().value_or(0);
    RawClient client(port);
    client.remove(1);
    QCOMPARE(client.status(), 204);
    // The order to refuse crosses to the server's thread by itself: some request after it is the refused one.
    server.play(Mischief::refuseNextRequest);
    int id = 1, status = 204;
    while (status == 204 && id < 10'000) {
        client.remove(++id);
        status = client.status();
    }
    QCOMPARE(status, 429);
    client.remove(id);
    QCOMPARE(client.status(), 204);
    server.play(Mischief::loseNextAnswer);
    QByteArray answer = "204";
    while (!answer.isEmpty() && id < 20'000) {
        client.remove(++id);
        answer = client.answer();
    }
    QCOMPARE(answer, QByteArray());
    RawClient next(port);
    next.remove(id);
    QCOMPARE(next.status(), 404);
}

void TestLoopbackServer::writesALogWithoutSecrets()
{
    const QTemporaryDir folder;
    LoopbackOptions options = quick();
    options.logFile = folder.filePath("requests.jsonl");
    PracticeServer server(std::make_unique<Accompa>(VendorOptions{}), options);
    RawClient client(server.start().value_or(0));
    client.send("DELETE /api2/s3cretkey/re/55?a=hidden HTTP/1.1\r\nHost: x\r\n"
                "Authorization: Basic dXNlcjpwYXNzd29yZA==\r\n\r\n");
    QCOMPARE(client.status(), 200);
    client.send("DELETE /api2/s3cretkey/re/55 HTTP/1.1\r\nHost: x\r\n"
                "Authorization: Basic dXNlcjpwYXNzd29yZA==\r\n\r\n");
    QCOMPARE(client.status(), 409);
    QFile file(options.logFile);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray text = file.readAll();
    for (const char* secret : {"s3cretkey", "hidden", "dXNlc", "password"})
        QVERIFY(!text.contains(secret));
    const QList<QByteArray> lines = text.trimmed().split('\n');
    QCOMPARE(lines.size(), 2);
    const QJsonObject first = QJsonDocument::fromJson(lines[0]).object();
    QCOMPARE(first["method"].toString(), "DELETE");
    QCOMPARE(first["path"].toString(), QStringLiteral("/api2/…/re/55"));
    QCOMPARE(first["status"].toInt(), 200);
    QCOMPARE(first["refused"].toBool(true), false);
    QCOMPARE(first["effects"].toInt(), 1);
    QCOMPARE(first["ending"].toString(), "answered");
    QVERIFY(QDateTime::fromString(first["time"].toString(), Qt::ISODateWithMs).isValid());
    QCOMPARE(QJsonDocument::fromJson(lines[1]).object()["status"].toInt(), 409);
}

void TestLoopbackServer::refusesWhatIsNoHttp()
{
    PracticeServer server(vendor(), quick());
    const quint16 port = server.start().value_or(0);
    RawClient client(port);
    client.send("\x16\x03\x01 hello\r\n\r\n");
    QCOMPARE(client.status(), 400);
    QVERIFY(!client.readMore());
    RawClient flood(port);
    flood.send("POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-Length: 6000000\r\n\r\n");
    flood.send(QByteArray(6'000'000, 'x'));
    const int status = flood.status();
    QVERIFY(status == 413 || flood.error() == ECONNRESET); // the rest of the flood may reset its answer
    RawClient other(port);
    other.remove(1);
    QCOMPARE(other.status(), 204);
}

void TestLoopbackServer::standsHundredsOfConnections()
{
    PracticeServer server(vendor(), quick());
    const quint16 port = server.start().value_or(0);
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 300; ++i)
        clients.push_back(std::make_unique<RawClient>(port));
    for (int round = 0; round < 3; ++round) {
        for (int i = 0; i < 300; ++i)
            clients[static_cast<std::size_t>(i)]->remove(1 + round * 300 + i);
        for (const auto& client : clients)
            QCOMPARE(client->status(), 204);
    }
}

void TestLoopbackServer::tellsItsTally()
{
    PracticeServer server(std::make_unique<Kameleoon>(VendorOptions{}), quick());
    QSignalSpy tallies(&server, &PracticeServer::tallied);
    RawClient client(server.start().value_or(0));
    for (int i = 0; i < 55; ++i)
        client.remove(i);
    for (int i = 0; i < 55; ++i)
        QCOMPARE(client.status(), i < 50 ? 204 : 429);
    QTRY_VERIFY(!tallies.isEmpty() && tallies.last().at(0).value<Tally>().requests == 55);
    const Tally tally = tallies.last().at(0).value<Tally>();
    QCOMPARE(tally.effects, 50);
    QCOMPARE(tally.refused, 5);
    QCOMPARE(tally.peaks.at(0).overruns, 5);
}

void TestLoopbackServer::startsAgainAfterAStop()
{
    PracticeServer server(vendor(), quick());
    RawClient before(server.start().value_or(0));
    before.remove(1);
    QCOMPARE(before.status(), 204);
    server.stop();
    QVERIFY(!server.isRunning());
    QVERIFY(!before.readMore());
    RawClient after(server.start().value_or(0));
    after.remove(1);
    QCOMPARE(after.status(), 404); // the vendor remembers
}

void TestLoopbackServer::saysWhyItCannotListen()
{
    PracticeServer first(vendor(), quick());
    LoopbackOptions options = quick();
    options.port = first.start().value_or(0);
    PracticeServer second(vendor(), options);
    const auto opened = second.start();
    QVERIFY(!opened);
    QVERIFY(opened.error().message.contains(std::to_string(options.port)));
    QVERIFY(!second.isRunning());
    LoopbackOptions noLog = quick();
    noLog.logFile = "/nowhere/at/all/requests.jsonl";
    PracticeServer third(vendor(), noLog);
    const auto logged = third.start();
    QVERIFY(!logged);
    QVERIFY(logged.error().message.contains("/nowhere/at/all/requests.jsonl"));
}

QTEST_GUILESS_MAIN(TestLoopbackServer)
#include "tst_sim_loopbackserver.moc"
