#include "limits/paced.h"

#include <QTest>

using namespace std::chrono_literals;
using base::QuotaSignal;
using limits::Duration;
using limits::Guard;
using limits::Instant;
using limits::Kind;
using limits::Limit;
using limits::Paced;

namespace {

constexpr Instant start{1h};

Limit fifteenThenOneInTwoSeconds()
{
    Limit limit{"pace", Kind::paced};
    limit.burst = 15;
    limit.every = 2s;
    return limit;
}

Paced unguarded()
{
    return Paced(fifteenThenOneInTwoSeconds(), Guard::none(), 100);
}

void use(Paced& paced, std::int64_t count, Instant now)
{
    paced.settle(now);
    paced.take(count);
    paced.release(count, now);
}

} // namespace

class TestPaced : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void letsABurstThroughAndThenOneInEachDistance();
    void whatIsUnderWayCountsAgainstTheBurst();
    void keepsItsGuard();
    void aLostRequestIsPaidWhenItCannotBeCountedAnyMore();
    void theShareSlowsThePaceAndCutsTheBurst();
    void isEmptyAfterClosing();
    void recallsWhatEarlierRunsUsed();
    void slowsDownWhenTheVendorSurelyIsSlower();
    void isNotMisledByEarlyAnswersInWholeSeconds();
    void aLongerResetWithNothingLeftMovesTheNextTimeNotThePace();
    void speedsUpAgainButNeverBeyondTheDeclaredPace();
    void takesASmallerBurstFromTheVendor();
    void anOvertakenAnswerSaysNothingNew();
    void makesRoomForOthersOnTheAccount();
    void aSteadyStreamAtTheVendorsPaceIsNotSlowedByItsAnswers();
    void listsWhenItsTokensComeBack();
    void answersThatContradictEachOtherDoNotAddUp();
    void surlyNumbersDoNotOverflow();
};

void TestPaced::letsABurstThroughAndThenOneInEachDistance()
{
    Paced paced = unguarded();
    QVERIFY(paced.hasRoom(15, start));
    use(paced, 15, start);
    QCOMPARE(paced.roomAt(1, start), start + 2s);
    QCOMPARE(paced.roomAt(3, start), start + 6s);
    QVERIFY(!paced.hasRoom(1, start + 2s - 1ns));
    QVERIFY(paced.hasRoom(1, start + 2s));
    QCOMPARE(paced.used(start), 15);
    QCOMPARE(paced.used(start + 3s), 14);
}

void TestPaced::whatIsUnderWayCountsAgainstTheBurst()
{
    Paced paced = unguarded();
    paced.take(15);
    QCOMPARE(paced.roomAt(1, start), limits::onlyAnAnswer);
    paced.release(1, start + 100s);
    QCOMPARE(paced.roomAt(1, start + 100s), start + 102s);
    paced.cancel(14);
    QCOMPARE(paced.roomAt(14, start + 100s), start + 100s);
}

void TestPaced::keepsItsGuard()
{
    Limit limit = fifteenThenOneInTwoSeconds();
    limit.granularity = 20ms;
    Paced paced(limit, {}, 100);
    QCOMPARE(paced.distance(), Duration(2s + 1ms));
    use(paced, 15, start);
    // The granularity is a margin on the schedule, once; not on every step.
    QCOMPARE(paced.roomAt(1, start), start + 20ms + 2001ms);
    QCOMPARE(paced.roomAt(2, start), start + 20ms + 2 * 2001ms);
}

void TestPaced::aLostRequestIsPaidWhenItCannotBeCountedAnyMore()
{
    Paced paced = unguarded();
    use(paced, 14, start);
    paced.take(1);
    paced.lose(1, start + 60s);
    QCOMPARE(paced.roomAt(1, start), start + 2s);
    QCOMPARE(paced.roomAt(15, start), start + 62s);
    QCOMPARE(paced.used(start + 40s), 1);
    QCOMPARE(paced.used(start + 61s), 1);
    QCOMPARE(paced.used(start + 62s), 0);
    paced.settle(start + 61s);
    QVERIFY(paced.hasRoom(14, start + 61s));
    QVERIFY(!paced.hasRoom(15, start + 61s));
}

void TestPaced::theShareSlowsThePaceAndCutsTheBurst()
{
    const Paced half(fifteenThenOneInTwoSeconds(), Guard::none(), 50);
    QCOMPARE(half.allowed(), 7);
    QCOMPARE(half.distance(), Duration(4s));
}

void TestPaced::isEmptyAfterClosing()
{
    Paced paced = unguarded();
    paced.close(start);
    QCOMPARE(paced.roomAt(1, start), start + 2s);
    QCOMPARE(paced.roomAt(15, start), start + 30s);
}

void TestPaced::recallsWhatEarlierRunsUsed()
{
    Paced paced = unguarded();
    for (int i = 0; i < 15; ++i)
        paced.recall(1, start - 10s, start);
    paced.recall(1, start + 50s, start); // unanswered
    QCOMPARE(paced.used(start), 11);
    QVERIFY(paced.hasRoom(4, start));
    QVERIFY(!paced.hasRoom(5, start));
    for (int i = 0; i < 1000; ++i)
        paced.recall(1, start, start);
    QCOMPARE(paced.roomAt(1, start), start + 4s); // at most a burst, and the one unanswered
}

void TestPaced::slowsDownWhenTheVendorSurelyIsSlower()
{
    // True pace 3 s. One answer with little used is not believed, two that agree are.
    Paced paced = unguarded();
    use(paced, 2, start);
    paced.heed(QuotaSignal{15, 13, 6s}, start);
    QCOMPARE(paced.pace(), Duration(2s));
    paced.heed(QuotaSignal{15, 12, 9s}, start);
    QCOMPARE(paced.pace(), Duration(3s));
    QVERIFY(paced.isLearned());

    Paced atOnce = unguarded();
    use(atOnce, 5, start);
    atOnce.heed(QuotaSignal{15, 10, 15s}, start);
    QCOMPARE(atOnce.pace(), Duration(3s));
    QCOMPARE(atOnce.distance(), Duration(3s));
    QCOMPARE(atOnce.used(start), 5);
}

void TestPaced::isNotMisledByEarlyAnswersInWholeSeconds()
{
    Limit limit = fifteenThenOneInTwoSeconds();
    limit.every = 400ms;
    Paced paced(limit, Guard::none(), 100);
    // A true pace of 0.4 s reads as 1.0, 0.5, 0.67, 0.5, 0.4 at first.
    const int resets[] = {1, 1, 2, 2, 2, 3, 3, 4, 4, 4};
    for (int used = 1; used <= 10; ++used) {
        use(paced, 1, start);
        paced.heed(QuotaSignal{15, 15 - used, std::chrono::seconds(resets[used - 1])}, start);
        QCOMPARE(paced.pace(), Duration(400ms));
    }
    QCOMPARE(paced.roomAt(5, start), start);
}

void TestPaced::aLongerResetWithNothingLeftMovesTheNextTimeNotThePace()
{
    Paced paced = unguarded();
    use(paced, 15, start);
    // 15 used at 2 s are 30 s; 31 s may be rounding.
    paced.heed(QuotaSignal{15, 0, 31s}, start);
    QCOMPARE(paced.pace(), Duration(2s));
    QCOMPARE(paced.roomAt(1, start), start + 2s);

    Paced later(fifteenThenOneInTwoSeconds(), Guard::none(), 100);
    use(later, 1, start);
    later.heed(QuotaSignal{1, 0, 4s}, start); // one used: a pace cannot be told from it
    QCOMPARE(later.pace(), Duration(2s));
    QCOMPARE(later.roomAt(1, start), start + 4s);
}

void TestPaced::speedsUpAgainButNeverBeyondTheDeclaredPace()
{
    Paced paced = unguarded();
    use(paced, 5, start);
    paced.heed(QuotaSignal{15, 10, 20s}, start);
    QCOMPARE(paced.pace(), Duration(4s));
    paced.heed(QuotaSignal{15, 4, 25s}, start); // 11 used: surely below 2.5 s
    QCOMPARE(paced.pace(), Duration(2500ms));
    paced.heed(QuotaSignal{15, 4, 3s}, start);
    QCOMPARE(paced.pace(), Duration(2s));
    QVERIFY(!paced.isLearned());
}

void TestPaced::takesASmallerBurstFromTheVendor()
{
    Paced paced = unguarded();
    use(paced, 3, start);
    paced.heed(QuotaSignal{10, 7, 6s}, start);
    QCOMPARE(paced.allowed(), 10);
    QCOMPARE(paced.roomAt(7, start), start);
    QVERIFY(paced.roomAt(8, start) > start);
    paced.heed(QuotaSignal{30, 27, 6s}, start);
    QCOMPARE(paced.allowed(), 15);
    QVERIFY(!paced.hasRoom(8, start)); // raising gives no burst
}

void TestPaced::anOvertakenAnswerSaysNothingNew()
{
    Paced paced = unguarded();
    use(paced, 11, start);
    paced.heed(QuotaSignal{15, 4, 33s}, start + 1s, start + 500ms);
    const Duration slower = paced.pace();
    QVERIFY(slower > 2s);
    // The request before it left earlier, and its answer comes later: it knows less.
    paced.heed(QuotaSignal{15, 4, 3s}, start + 2s, start + 400ms);
    QCOMPARE(paced.pace(), slower);
    paced.heed(QuotaSignal{15, 4, 3s}, start + 2s, start + 600ms);
    QVERIFY(paced.pace() < slower);
}

void TestPaced::makesRoomForOthersOnTheAccount()
{
    Paced paced = unguarded();
    use(paced, 1, start);
    paced.heed(QuotaSignal{15, 3, 24s}, start);
    QVERIFY(paced.hasRoom(3, start));
    QVERIFY(!paced.hasRoom(4, start));
    QCOMPARE(paced.pace(), Duration(2s));
    QCOMPARE(paced.roomAt(15, start), start + 24s); // and it does not stall
}

void TestPaced::aSteadyStreamAtTheVendorsPaceIsNotSlowedByItsAnswers()
{
    // The vendor counts exactly and tells whole seconds; 100 requests take a burst and 85 distances.
    Paced paced(fifteenThenOneInTwoSeconds(), {}, 100);
    Instant now = start;
    Instant full = start; // when the vendor's bucket is full again
    for (int sent = 0; sent < 100; ++sent) {
        const auto room = paced.roomAt(1, now);
        QVERIFY(room != limits::onlyAnAnswer);
        now = room;
        paced.settle(now);
        QVERIFY(paced.hasRoom(1, now));
        paced.take(1);
        full = std::max(full, now) + 2s;
        QVERIFY(full - now <= 30s);
        const Duration debt = full - now;
        const auto used = static_cast<int>((debt + 2s - 1ns) / 2s);
        paced.release(1, now);
        paced.heed(QuotaSignal{15, 15 - used, std::chrono::ceil<std::chrono::seconds>(debt)}, now);
    }
    QVERIFY(now - start >= 85 * 2s);
    QVERIFY2(now - start <= 85 * 2001ms + 5ms, qPrintable(QString::number((now - start).count())));
}

void TestPaced::listsWhenItsTokensComeBack()
{
    Paced paced = unguarded();
    use(paced, 4, start);
    paced.take(1);
    paced.lose(1, start + 60s);
    const auto each = paced.comeback(start + 1s, 100, {});
    QCOMPARE(each.size(), std::size_t(5));
    QVERIFY(each.front() == (limits::Comeback{start + 2s, 1}));
    QVERIFY(each[3] == (limits::Comeback{start + 8s, 1}));
    QVERIFY(each[4] == (limits::Comeback{start + 62s, 1}));
    const auto grouped = paced.comeback(start + 1s, 100, 5s); // 2 s and its two followers span 4 s
    QCOMPARE(grouped.size(), std::size_t(3));
    QVERIFY(grouped.front() == (limits::Comeback{start + 6s, 3}));
    QVERIFY(grouped[1] == (limits::Comeback{start + 8s, 1}));
    QCOMPARE(paced.comeback(start + 1s, 2, {}).size(), std::size_t(2));
}

void TestPaced::answersThatContradictEachOtherDoNotAddUp()
{
    Paced paced = unguarded();
    const QuotaSignal sane{15, 14, 1s}, wide{1000, 0, 30s}, odd{10, 20, 0s}, hour{1, 0, 3600s};
    Instant now = start;
    paced.take(15);
    for (const QuotaSignal& one :
         {sane, wide, wide, odd, wide, sane, sane, wide, odd, wide, odd, odd, hour, hour, hour}) {
        now += 5ms;
        paced.release(1, now);
        paced.heed(one, now);
    }
    // Nobody ever spoke of more than an hour.
    QVERIFY(paced.roomAt(1, now) - now <= 3700s);
}

void TestPaced::surlyNumbersDoNotOverflow()
{
    Limit limit{"endless", Kind::paced};
    limit.burst = std::numeric_limits<std::int64_t>::max();
    limit.every = Duration::max();
    Paced paced(limit, {}, 1);
    QVERIFY(paced.hasRoom(1, start));
    use(paced, 1000, start);
    paced.heed(QuotaSignal{1, 0, Duration::max()}, start);
    paced.heed(QuotaSignal{-1, 5, -5s}, start);
    paced.reconfigure(fifteenThenOneInTwoSeconds(), {}, 100, start);
    QVERIFY(paced.roomAt(1, start) != limits::onlyAnAnswer);
}

QTEST_APPLESS_MAIN(TestPaced)
#include "tst_paced.moc"
