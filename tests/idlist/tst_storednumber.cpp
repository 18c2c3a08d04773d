#include "idlist/storednumber.h"

#include <QTest>

class StoredNumberTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsWholeNumbersExactly_data()
    {
        QTest::addColumn<QByteArray>("stored");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("losesDigits");
        const auto row = [](const char* stored, const char* text, bool loses = false) {
            QTest::newRow(stored) << QByteArray(stored) << QByteArray(text) << loses;
        };
        row("4711", "4711");
        row("4711.0", "4711");
        row("4711.000", "4711");
        row("04711", "4711");
        row("4.711E3", "4711");
        row("4.711E+03", "4711");
        row("47110E-1", "4711");
        row("0", "0");
        row("-0", "0");
        row("-12", "-12");
        row("0.0", "0");
        row("0E5", "0");
        row("999999999999999", "999999999999999");
        row("1E14", "100000000000000");
        row("1E15", "1E15", true);
        row("1234567890123456", "1234567890123456", true);
        row("1.2345678901234501E+17", "1.2345678901234501E+17", true);
        row("47.11", "47.11");
        row("4710.9999999999995", "4710.9999999999995");
        row("4711E-1", "4711E-1");
        row("1E99999999999", "1E99999999999");
        row("abc", "abc");
        row("", "");
        row(".", ".");
        row("1.", "1");
        row("12 ", "12 ");
        row("1E", "1E");
        row("--1", "--1");
    }
    void readsWholeNumbersExactly()
    {
        QFETCH(QByteArray, stored);
        QFETCH(QByteArray, text);
        QFETCH(bool, losesDigits);
        const auto number = idlist::readStoredNumber(stored.toStdString());
        QCOMPARE(QByteArray::fromStdString(number.text), text);
        QCOMPARE(number.losesDigits, losesDigits);
    }
};

QTEST_APPLESS_MAIN(StoredNumberTest)
#include "tst_storednumber.moc"
