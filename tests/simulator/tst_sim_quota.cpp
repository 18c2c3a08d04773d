#include "base/random.h"
#include "simulator/quota.h"

#include "calls.h"

#include <QTest>

#include <algorithm>
#include <vector>

using namespace simulator;
using calls::at, calls::hours, calls::milliseconds, calls::seconds;

/// The vendors' counting, checked against counting by hand.
class TestQuota : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void countsAWindowLikeAPersonWould();
    void countsFixedWindowsFromTheirPhase();
    void fixedWindowsLetTwiceAsManyThroughAtAnEdge();
    void fitsExactlyWhenTheWaitIsOver();
    void keepsThePaceInEveryStretchOfTime();
    void admitsAPacedCallExactlyWhenTheWaitIsOver();
    void queuesForADeskAndGivesUpAfterItsPatience();
    void tellsOurOverrunsFromThoseOfOthers();
};

void TestQuota::countsAWindowLikeAPersonWould()
{
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        base::Random random(seed);
        const std::int64_t max = random.between(1, 9);
        const Duration per(random.between(5, 50));
        CallWindow window("w", max, per, Counting::sliding, {});
        std::vector<Instant> counted;
        Instant now = at(seconds(0));
        for (int i = 0; i < 200; ++i) {
            now += Duration(random.between(0, 9));
            const auto within = std::ranges::count_if(counted, [&](Instant t) { return t > now - per; });
            QCOMPARE(window.used(now), within);
            QCOMPARE(window.isFull(now), within >= max);
            if (within < max || random.between(0, 3) == 0) {
                QCOMPARE(window.count(now), within >= max);
                counted.push_back(now);
            }
        }
    }
}

void TestQuota::countsFixedWindowsFromTheirPhase()
{
    CallWindow window("w", 2, seconds(10), Counting::fixed, seconds(3));
    const Instant edge = Instant(seconds(3) + seconds(10) * 400);
    QVERIFY(!window.count(edge - Duration(1)));
    QVERIFY(!window.count(edge));
    QVERIFY(!window.count(edge + seconds(9)));
    QVERIFY(window.isFull(edge + seconds(10) - Duration(1)));
    QCOMPARE(window.wait(edge + seconds(9)), Duration(seconds(1)));
    QVERIFY(!window.isFull(edge + seconds(10)));
    QVERIFY(
        !CallWindow("w", 1, seconds(10), Counting::fixed, seconds(3)).isFull(Instant{})); // before the phase
}

void TestQuota::fixedWindowsLetTwiceAsManyThroughAtAnEdge()
{
    const auto refusedAround = [](Counting counting) {
        CallWindow window("w", 50, seconds(10), counting, {});
        int refused = 0;
        const Instant edge(seconds(4000));
        for (int i = 0; i < 50; ++i)
            refused += window.count(edge - milliseconds(50 - i)) ? 1 : 0;
        for (int i = 0; i < 50; ++i)
            refused += window.count(edge + milliseconds(i)) ? 1 : 0;
        return refused;
    };
    QCOMPARE(refusedAround(Counting::fixed), 0);
    QCOMPARE(refusedAround(Counting::sliding), 50);
    QCOMPARE(refusedAround(Counting::both), 50);
}

void TestQuota::fitsExactlyWhenTheWaitIsOver()
{
    for (const Counting counting : {Counting::sliding, Counting::fixed, Counting::both}) {
        for (std::uint64_t seed = 0; seed < 300; ++seed) {
            base::Random random(seed);
            CallWindow window("w", random.between(1, 5), Duration(random.between(5, 40)), counting,
                              Duration(random.between(0, 4)));
            Instant now = at(seconds(0));
            for (int i = 0; i < 40; ++i) {
                now += Duration(random.between(0, 6));
                window.count(now); // too many as well
                if (!window.isFull(now))
                    continue;
                const Duration wait = window.wait(now);
                QVERIFY(wait > Duration{});
                CallWindow early = window;
                QVERIFY(early.isFull(now + wait - Duration(1)));
                CallWindow punctual = window;
                QVERIFY(!punctual.isFull(now + wait));
            }
        }
    }
}

void TestQuota::keepsThePaceInEveryStretchOfTime()
{
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        base::Random random(seed);
        const std::int64_t burst = random.between(1, 6);
        const Duration every(random.between(2, 30));
        Gcra gcra("g", burst, every);
        std::vector<Instant> taken;
        Instant now = at(seconds(0));
        for (int i = 0; i < 150; ++i) {
            now += Duration(random.between(0, 12));
            if (gcra.take(now, Caller::own))
                taken.push_back(now);
        }
        for (std::size_t i = 0; i < taken.size(); ++i) {
            for (std::size_t j = i; j < taken.size(); ++j)
                QVERIFY(static_cast<std::int64_t>(j - i) + 1 <= burst + (taken[j] - taken[i]) / every);
        }
        QVERIFY(!taken.empty());
    }
}

void TestQuota::admitsAPacedCallExactlyWhenTheWaitIsOver()
{
    Gcra gcra("g", 3, seconds(2));
    for (int i = 0; i < 3; ++i)
        QVERIFY(gcra.take(at(milliseconds(i)), Caller::own));
    const Instant now = at(milliseconds(3));
    QVERIFY(!gcra.take(now, Caller::own));
    QCOMPARE(gcra.remaining(now), 0);
    const Duration wait = gcra.wait(now);
    QVERIFY(!Gcra(gcra).take(now + wait - Duration(1), Caller::own));
    QVERIFY(gcra.take(now + wait, Caller::own));
    QCOMPARE(gcra.peak().overruns, 1);
    QCOMPARE(gcra.peak().most, 3);
}

void TestQuota::queuesForADeskAndGivesUpAfterItsPatience()
{
    Desks desks("d", 2, seconds(4));
    QCOMPARE(desks.enter(at(seconds(0)), seconds(3), Caller::own).wait, Duration(0));
    QCOMPARE(desks.enter(at(seconds(0)), seconds(3), Caller::own).wait, Duration(0));
    const Desks::Place third = desks.enter(at(seconds(1)), seconds(3), Caller::own); // from 3 to 6
    QVERIFY(third.isGranted);
    QCOMPARE(third.wait, Duration(seconds(2)));
    QVERIFY(desks.enter(at(seconds(1)), seconds(3), Caller::own).isGranted); // from 3 to 6
    const Desks::Place fifth = desks.enter(at(seconds(1)), seconds(3), Caller::own);
    QVERIFY(!fifth.isGranted); // five seconds in line are too many
    QCOMPARE(fifth.wait, Duration(seconds(4)));
    QVERIFY(desks.enter(at(seconds(2)), seconds(3), Caller::own).isGranted); // four are not
    QCOMPARE(desks.peak().allowed, 2);
    QCOMPARE(desks.peak().most, 6);
}

void TestQuota::tellsOurOverrunsFromThoseOfOthers()
{
    CallWindow window("w", 3, seconds(10), Counting::sliding, {});
    for (int i = 0; i < 3; ++i)
        window.count(at(seconds(0))); // others
    window.note(at(seconds(1)));
    QVERIFY(window.count(at(seconds(1))));
    QCOMPARE(window.peak(), (Peak{"w", 3, 1, 0}));
    for (int i = 0; i < 3; ++i)
        window.note(at(seconds(2)));
    QCOMPARE(window.peak(), (Peak{"w", 3, 4, 1}));
}

QTEST_APPLESS_MAIN(TestQuota)
#include "tst_sim_quota.moc"
