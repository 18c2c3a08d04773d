#include "transport/address.h"

#include <QTest>

using namespace transport;

class Address : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void acceptsOrigins_data();
    void acceptsOrigins();
    void refusesOriginsWithARemedy_data();
    void refusesOriginsWithARemedy();
    void neverRepeatsAPassword();
    void knowsWhatStaysOnThisMachine_data();
    void knowsWhatStaysOnThisMachine();
    void refusesIdsThatCannotStayInPlace_data();
    void refusesIdsThatCannotStayInPlace();
    void encodesIdsWhole();
    void refusesUrlsThatWouldNotLeaveAsWritten_data();
    void refusesUrlsThatWouldNotLeaveAsWritten();
};

void Address::acceptsOrigins_data()
{
    QTest::addColumn<QString>("origin");
    const auto row = [](const char* text, const char* origin) {
        QTest::newRow(text) << QString::fromLatin1(origin);
    };
    row("https://api.example.com", "https://api.example.com");
    row("https://api.example.com/", "https://api.example.com");
    row("HTTPS://API.Example.com:443", "https://api.example.com");
    row("https://api.example.com:8443", "https://api.example.com:8443");
    row(" https://api.example.com ", "https://api.example.com");
    row("http://127.0.0.1:8080", "http://127.0.0.1:8080");
    row("http://127.9.9.9", "http://127.9.9.9");
    row("http://localhost:80", "http://localhost");
    row("http://[::1]:8080", "http://[::1]:8080");
}

void Address::acceptsOrigins()
{
    const auto url = readOrigin(QString::fromLatin1(QTest::currentDataTag()));
    QVERIFY2(url, url ? "" : url.error().message.c_str());
    QFETCH(QString, origin);
    QCOMPARE(originOf(*url), origin);
}

void Address::refusesOriginsWithARemedy_data()
{
    QTest::addColumn<QString>("remedy");
    const auto row = [](const char* text, const char* remedy) {
        QTest::newRow(text) << QString::fromLatin1(remedy);
    };
    row("http://api.example.com", "https://");
    row("http://10.0.0.1", "https://");
    row("http://localhost.example.com", "https://");
    row("http://127.0.0.1.example.com", "https://");
    row("http://0.0.0.0", "https://");
    row("ftp://api.example.com", "https://");
    row("file:///etc/passwd", "write it like");
    row("https://anna:pw@api.example.com", "credentials");
    row("https://anna@api.example.com", "credentials");
    row("https://@api.example.com", "credentials");
    row("https://:pw@api.example.com", "credentials");
    row("https://api.example.com/v2", "leave the path");
    row("https://api.example.com/?x=1", "leave it out");
    row("https://api.example.com/#x", "leave it out");
    row("api.example.com", "write it like");
    row("https://", "write it like");
    row("https://exa mple.com", "write it like");
    row("https://api.example.com:99999", "write it like");
    row("", "write it like");
}

void Address::refusesOriginsWithARemedy()
{
    const auto url = readOrigin(QString::fromLatin1(QTest::currentDataTag()));
    QVERIFY(!url);
    QFETCH(QString, remedy);
    QVERIFY2(url.error().message.find(remedy.toStdString()) != std::string::npos,
             url.error().message.c_str());
}

void Address::neverRepeatsAPassword()
{
    const auto url = readOrigin(QStringLiteral("https://anna:hunter2@api.example.com/x"));
    QVERIFY(url.error().message.find("hunter2") == std::string::npos);
}

void Address::knowsWhatStaysOnThisMachine_data()
{
    QTest::addColumn<bool>("isLocal");
    QTest::newRow("http://localhost/") << true;
    QTest::newRow("http://127.0.0.1:1/") << true;
    QTest::newRow("http://127.1.2.3/") << true;
    QTest::newRow("http://[::1]/") << true;
    QTest::newRow("http://[::ffff:127.0.0.1]/") << true;
    QTest::newRow("http://localhost.evil.com/") << false;
    QTest::newRow("http://192.168.0.1/") << false;
    QTest::newRow("http://128.0.0.1/") << false;
    QTest::newRow("http://example.com/") << false;
}

void Address::knowsWhatStaysOnThisMachine()
{
    QFETCH(bool, isLocal);
    QCOMPARE(isLoopback(QUrl(QString::fromLatin1(QTest::currentDataTag()))), isLocal);
}

void Address::refusesIdsThatCannotStayInPlace_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::newRow("empty") << QByteArray("");
    QTest::newRow(".") << QByteArray(".");
    QTest::newRow("..") << QByteArray("..");
    QTest::newRow("...") << QByteArray("...");
    QTest::newRow("dot segment first") << QByteArray("../users/1");
    QTest::newRow("dot segment inside") << QByteArray("a/../b");
    QTest::newRow("dot segment last") << QByteArray("a/..");
    QTest::newRow("single dot") << QByteArray("a/./b");
    QTest::newRow("backslashes") << QByteArray("a\\..\\b");
    QTest::newRow("line feed") << QByteArray("1\n2");
    QTest::newRow("CR LF") << QByteArray("1\r\nX: y");
    QTest::newRow("tab") << QByteArray("1\t");
    QTest::newRow("NUL") << QByteArray("1\0002", 3);
    QTest::newRow("DEL") << QByteArray("1\x7f");
    QTest::newRow("C1 control") << QByteArray("1\xc2\x85");
    QTest::newRow("not UTF-8") << QByteArray("1\xff");
    QTest::newRow("overlong slash") << QByteArray("..\xc0\xaf");
    QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80");
    QTest::newRow("cut character") << QByteArray("Zo\xc3");
}

void Address::refusesIdsThatCannotStayInPlace()
{
    QFETCH(QByteArray, id);
    const auto encoded = encodedId(id.toStdString());
    QVERIFY2(!encoded, encoded ? encoded->constData() : "");
}

void Address::encodesIdsWhole()
{
    for (int c = 0x20; c < 0x7f; ++c) {
        const std::string id = std::string("x") + static_cast<char>(c) + "y";
        const auto encoded = encodedId(id);
        QVERIFY(encoded);
        QCOMPARE(QByteArray::fromPercentEncoding(*encoded).toStdString(), id);
        for (const char mark : {'/', '?', '#', '&', '=', '+', ';', '\\', ' ', '@', ':', '[', ']', '{', '"'})
            QVERIFY(!encoded->contains(mark));
    }
}

void Address::refusesUrlsThatWouldNotLeaveAsWritten_data()
{
    QTest::addColumn<bool>("isExact");
    QTest::newRow("https://example.com/a/1") << true;
    QTest::newRow("https://example.com/a/1%232?x=%26") << true;
    QTest::newRow("https://example.com/a/%252e%252e/") << true;
    QTest::newRow("https://example.com/a/../b") << false;
    QTest::newRow("https://example.com/a/./b") << false;
    QTest::newRow("https://example.com/a/..") << false;
    QTest::newRow("https://example.com/a/%2e%2e/b") << false;
    QTest::newRow("https://example.com/a/%2E./b") << false;
    QTest::newRow("https://example.com/a#b") << false;
    QTest::newRow("https://example.com/a#") << false;
    QTest::newRow("https://example.com/a b") << false;
    QTest::newRow("https://example.com/{id}") << false;
    QTest::newRow("https://example.com/%zz") << false;
    QTest::newRow("https://EXAMPLE.com/a") << false;
}

void Address::refusesUrlsThatWouldNotLeaveAsWritten()
{
    QFETCH(bool, isExact);
    const QByteArray encoded = QTest::currentDataTag();
    const auto url = exactUrl(encoded);
    QCOMPARE(url.has_value(), isExact);
    if (url)
        QCOMPARE(url->toEncoded(QUrl::FullyEncoded), encoded);
}

QTEST_APPLESS_MAIN(Address)
#include "tst_address.moc"
