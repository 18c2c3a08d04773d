#include "limits/concurrency.h"

#include <QTest>

using namespace std::chrono_literals;
using limits::Concurrency;
using limits::Instant;
using limits::Kind;
using limits::Limit;

namespace {

constexpr Instant start{1h};

Concurrency places(std::int64_t max)
{
    return Concurrency({"at once", Kind::concurrency, max}, {}, 100);
}

} // namespace

class TestConcurrency : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void refusesTheFifthAtTheSameTime();
    void anAnswerFreesItsPlaceAtOnce();
    void aLostRequestKeepsItsPlaceUntilItIsSurelyOver();
    void aLowerNumberToldByTheVendorHoldsAtOnce();
    void aHigherNumberThanDeclaredChangesNothing();
    void aRequestLargerThanTheToldNumberGoesAlone();
};

void TestConcurrency::refusesTheFifthAtTheSameTime()
{
    Concurrency four = places(4);
    four.take(4);
    QVERIFY(!four.hasRoom(1, start));
    QCOMPARE(four.roomAt(1, start), limits::onlyAnAnswer);
}

void TestConcurrency::anAnswerFreesItsPlaceAtOnce()
{
    Concurrency four = places(4);
    four.take(4);
    four.release(1, start);
    QVERIFY(four.hasRoom(1, start));
    QVERIFY(!four.hasRoom(2, start));
}

void TestConcurrency::aLostRequestKeepsItsPlaceUntilItIsSurelyOver()
{
    Concurrency two = places(2);
    two.take(2);
    two.lose(1, start + 90s);
    QCOMPARE(two.roomAt(1, start), start + 90s);
    QCOMPARE(two.roomAt(2, start), limits::onlyAnAnswer);
    two.settle(start + 90s - 1ns);
    QVERIFY(!two.hasRoom(1, start + 90s - 1ns));
    two.settle(start + 90s);
    QVERIFY(two.hasRoom(1, start + 90s));
    QCOMPARE(two.used(start + 90s), 1);
}

void TestConcurrency::aLowerNumberToldByTheVendorHoldsAtOnce()
{
    Concurrency four = places(4);
    four.take(3);
    four.learn(2);
    QVERIFY(four.isLearned());
    QVERIFY(!four.hasRoom(1, start));
    four.release(1, start);
    QVERIFY(!four.hasRoom(1, start));
    four.release(1, start);
    QVERIFY(four.hasRoom(1, start));
    four.learn(std::nullopt);
    QVERIFY(four.hasRoom(3, start));
    four.learn(0);
    QCOMPARE(four.allowed(), 1);
}

void TestConcurrency::aHigherNumberThanDeclaredChangesNothing()
{
    Concurrency four = places(4);
    four.learn(9);
    QCOMPARE(four.allowed(), 4);
    QVERIFY(!four.isLearned());
}

void TestConcurrency::aRequestLargerThanTheToldNumberGoesAlone()
{
    Concurrency four = places(4);
    four.learn(1);
    QVERIFY(four.hasRoom(3, start));
    four.take(1);
    QVERIFY(!four.hasRoom(3, start));
    QCOMPARE(four.capacity(), 4);
}

QTEST_APPLESS_MAIN(TestConcurrency)
#include "tst_concurrency.moc"
