#include "transport/onewaybody.h"

#include <QTest>

using transport::OneWayBody;

class OneWayBodyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isReadOnceAndNeverRewound();
    void knowsItsSizeBeforeAndAfter();
    void canBeEmpty();
    void takesNothing();
};

void OneWayBodyTest::isReadOnceAndNeverRewound()
{
    OneWayBody body("abcdef");
    QVERIFY(!body.isSequential()); // a sequential one is copied into a buffer that can be rewound
    QCOMPARE(body.read(4), "abcd");
    QVERIFY(!body.reset());
    QVERIFY(!body.seek(0));
    QCOMPARE(body.read(10), "ef");
    QVERIFY(body.atEnd());
    QVERIFY(!body.reset());
    QCOMPARE(body.read(10), QByteArray());
}

void OneWayBodyTest::knowsItsSizeBeforeAndAfter()
{
    OneWayBody body("abcdef");
    QCOMPARE(body.size(), 6);
    QCOMPARE(body.bytesAvailable(), 6);
    body.read(2);
    QCOMPARE(body.size(), 6);
    QCOMPARE(body.bytesAvailable(), 4);
}

void OneWayBodyTest::canBeEmpty()
{
    OneWayBody body({});
    QVERIFY(body.isOpen());
    QVERIFY(body.atEnd());
    QCOMPARE(body.size(), 0);
    QVERIFY(!body.reset());
    QVERIFY(!body.seek(0));
}

void OneWayBodyTest::takesNothing()
{
    OneWayBody body("a");
    QVERIFY(!body.isWritable());
}

QTEST_APPLESS_MAIN(OneWayBodyTest)
#include "tst_onewaybody.moc"
