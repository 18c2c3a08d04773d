#include "vendors/seconds.h"

#include <QTest>

using namespace std::chrono_literals;
using base::Duration;

/// A vendor's seconds are read strictly: what is no number of seconds is no wait at all.
class TestSeconds : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesANumberOfSeconds()
    {
        QCOMPARE(vendors::parseSeconds(QJsonValue(14)), std::optional<Duration>(14s));
        QCOMPARE(vendors::parseSeconds(QJsonValue(0)), std::optional<Duration>(0s));
        QCOMPARE(vendors::parseSeconds(QJsonValue(1.5)), std::optional<Duration>(1500ms));
        QCOMPARE(vendors::parseSeconds(QJsonValue(QStringLiteral("14"))), std::optional<Duration>(14s));
        QCOMPARE(vendors::parseSeconds(QStringLiteral(" 0.25 ")), std::optional<Duration>(250ms));
    }

    void takesNothingElse_data()
    {
        QTest::addColumn<QJsonValue>("value");
        QTest::newRow("negative number") << QJsonValue(-14);
        QTest::newRow("just below nothing") << QJsonValue(-1e-9);
        QTest::newRow("an epoch in milliseconds") << QJsonValue(1.795e12);
        QTest::newRow("beyond every wait") << QJsonValue(1e99);
        QTest::newRow("negative text") << QJsonValue(QStringLiteral("-3"));
        QTest::newRow("a word") << QJsonValue(QStringLiteral("soon"));
        QTest::newRow("an exponent") << QJsonValue(QStringLiteral("1e3"));
        QTest::newRow("not a number") << QJsonValue(QStringLiteral("NaN"));
        QTest::newRow("true") << QJsonValue(true);
        QTest::newRow("nothing") << QJsonValue();
    }
    void takesNothingElse()
    {
        QFETCH(const QJsonValue, value);
        QVERIFY(!vendors::parseSeconds(value));
    }

    void aDateInALeapSecondIsNoShorterWait()
    {
        const QByteArray date = "Tue, 31 Dec 2030 23:59:30 GMT";
        QCOMPARE(vendors::betweenHttpDates(date, "Tue, 31 Dec 2030 23:59:60 GMT"),
                 std::optional<Duration>(30s));
        QCOMPARE(vendors::betweenHttpDates(date, "Wed, 01 Jan 2031 00:00:00 GMT"),
                 std::optional<Duration>(30s));
        QVERIFY(!vendors::betweenHttpDates(date, "Tue, 31 Dec 2030 23:59:61 GMT"));
    }

    void aDateCenturiesAwayIsNoWaitAtAll()
    {
        const QByteArray date = "Tue, 31 Dec 2030 23:59:30 GMT";
        QVERIFY(!vendors::betweenHttpDates(date, "Fri, 31 Dec 9999 23:59:59 GMT"));
        QVERIFY(!vendors::betweenHttpDates(date, "Wed, 31 Dec 2614 23:59:59 GMT")); // 2^64 ns away
        QCOMPARE(vendors::betweenHttpDates("Fri, 31 Dec 9999 23:59:59 GMT", date),
                 std::optional<Duration>(0s));
    }
};

QTEST_GUILESS_MAIN(TestSeconds)
#include "tst_seconds.moc"
