#include "simulator/virtualclock.h"

#include <QTest>

#include <vector>

using namespace simulator;
using std::chrono::hours, std::chrono::milliseconds, std::chrono::minutes, std::chrono::seconds;

class TestVirtualClock : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void runsEventsInTheOrderOfTheirTimes();
    void runsEventsOfOneMomentInTheOrderTheyWereAskedFor();
    void runsWhatAnEventAsksForInTheSameMoment();
    void runsAPastEventNowAndNotInsideTheCall();
    void forgetsWhatWasCancelled();
    void standsAtTheMomentItWasRunTo();
    void stopsWhenThePredicateHolds();
    void stopsAtTheLatestMoment();
    void letsTheWorldGoOnWhileTheMachineIsSuspended();
    void startsAnewAfterAReboot();
    void showsTheWallThatTheUserSet();
};

void TestVirtualClock::runsEventsInTheOrderOfTheirTimes()
{
    VirtualClock clock;
    const Instant start = clock.now();
    std::vector<int> order;
    clock.at(start + seconds(3), [&] { order.push_back(3); });
    clock.at(start + seconds(1), [&] {
        order.push_back(1);
        QCOMPARE(clock.now(), start + seconds(1));
    });
    clock.atWorld(clock.worldNow() + seconds(2), [&] { order.push_back(2); });
    QCOMPARE(clock.nextAt(), std::optional(start + seconds(1)));
    while (clock.step()) {
    }
    QCOMPARE(order, (std::vector<int>{1, 2, 3}));
    QCOMPARE(clock.now(), start + seconds(3));
    QCOMPARE(clock.nextAt(), std::optional<Instant>());
}

void TestVirtualClock::runsEventsOfOneMomentInTheOrderTheyWereAskedFor()
{
    VirtualClock clock;
    std::vector<int> order, expected;
    for (int i = 0; i < 100; ++i) {
        expected.push_back(i);
        const auto action = [&order, i] { order.push_back(i); };
        if (i % 2 == 0)
            clock.at(clock.now() + seconds(1), action);
        else
            clock.atWorld(clock.worldNow() + seconds(1), action);
    }
    clock.advance(seconds(1));
    QCOMPARE(order, expected);
}

void TestVirtualClock::runsWhatAnEventAsksForInTheSameMoment()
{
    VirtualClock clock;
    std::vector<int> order;
    clock.at(clock.now() + seconds(1), [&] {
        order.push_back(1);
        clock.at(clock.now(), [&] { order.push_back(3); });
    });
    clock.at(clock.now() + seconds(1), [&] { order.push_back(2); });
    clock.advance(seconds(1));
    QCOMPARE(order, (std::vector<int>{1, 2, 3}));
}

void TestVirtualClock::runsAPastEventNowAndNotInsideTheCall()
{
    VirtualClock clock;
    const Instant start = clock.now();
    bool hasRun = false;
    clock.at(start - seconds(5), [&] { hasRun = true; });
    QVERIFY(!hasRun);
    QVERIFY(clock.step());
    QVERIFY(hasRun);
    QCOMPARE(clock.now(), start);
}

void TestVirtualClock::forgetsWhatWasCancelled()
{
    VirtualClock clock;
    int runs = 0;
    const auto first = clock.at(clock.now() + seconds(1), [&] { ++runs; });
    const auto second = clock.at(clock.now() + seconds(1), [&] { runs += 10; });
    clock.cancel(first);
    clock.advance(seconds(2));
    QCOMPARE(runs, 10);
    clock.cancel(second); // it ran already: nothing happens
    QCOMPARE(clock.pendingEvents(), std::size_t{0});
}

void TestVirtualClock::standsAtTheMomentItWasRunTo()
{
    VirtualClock clock;
    const Instant start = clock.now();
    int runs = 0;
    clock.at(start + seconds(10), [&] { ++runs; });
    clock.at(start + seconds(10) + Duration(1), [&] { ++runs; });
    clock.advanceTo(start + seconds(10));
    QCOMPARE(runs, 1);
    QCOMPARE(clock.now(), start + seconds(10));
    clock.advanceTo(start); // it never turns back
    QCOMPARE(clock.now(), start + seconds(10));
}

void TestVirtualClock::stopsWhenThePredicateHolds()
{
    VirtualClock clock;
    const Instant start = clock.now();
    int runs = 0;
    for (int i = 1; i <= 5; ++i)
        clock.at(start + seconds(i), [&] { ++runs; });
    QVERIFY(clock.runUntil([&] { return runs == 3; }, start + hours(1)));
    QCOMPARE(clock.now(), start + seconds(3));
    QVERIFY(!clock.runUntil([&] { return runs == 9; }, start + hours(1)));
    QCOMPARE(runs, 5);
}

void TestVirtualClock::stopsAtTheLatestMoment()
{
    VirtualClock clock;
    const Instant start = clock.now();
    clock.at(start + minutes(2), [] {});
    QVERIFY(!clock.runUntil([] { return false; }, start + minutes(1)));
    QCOMPARE(clock.pendingEvents(), std::size_t{1});
}

void TestVirtualClock::letsTheWorldGoOnWhileTheMachineIsSuspended()
{
    VirtualClock clock;
    const Instant start = clock.now();
    std::vector<std::pair<char, Duration>> seen;
    clock.at(start + seconds(10), [&] { seen.emplace_back('m', clock.now() - start); });
    clock.atWorld(clock.worldNow() + seconds(20), [&] { seen.emplace_back('w', clock.now() - start); });
    clock.suspend(hours(1));
    QCOMPARE(seen, (std::vector<std::pair<char, Duration>>{{'w', seconds(20)}}));
    QCOMPARE(clock.now(), start + hours(1)); // boot time counts suspend
    QVERIFY(clock.step());
    QCOMPARE(seen.back(), (std::pair<char, Duration>{'m', hours(1)}));
    QCOMPARE(clock.now(), start + hours(1));
}

void TestVirtualClock::startsAnewAfterAReboot()
{
    VirtualClock clock(hours(30));
    const std::string boot = clock.bootId();
    const WallTime wall = clock.wallNow();
    int machine = 0, world = 0;
    clock.at(clock.now() + minutes(1), [&] { ++machine; });
    clock.atWorld(clock.worldNow() + minutes(1), [&] { ++world; });
    clock.reboot(minutes(2));
    QVERIFY(clock.bootId() != boot);
    QCOMPARE(clock.now(), Instant{});
    QCOMPARE(clock.wallNow() - wall, minutes(2));
    clock.at(Instant(seconds(5)), [&] { machine += 10; });
    clock.advance(hours(1));
    QCOMPARE(world, 1);
    QCOMPARE(machine, 10);
    QCOMPARE(clock.now(), Instant(hours(1)));
}

void TestVirtualClock::showsTheWallThatTheUserSet()
{
    VirtualClock clock;
    const WallTime wall = clock.wallNow();
    const Instant now = clock.now();
    clock.stepWall(-hours(2));
    QCOMPARE(clock.wallNow(), wall - hours(2));
    QCOMPARE(clock.now(), now);
    clock.advance(milliseconds(1500));
    QCOMPARE(clock.wallNow(), wall - hours(2) + milliseconds(1500));
}

QTEST_APPLESS_MAIN(TestVirtualClock)
#include "tst_sim_virtualclock.moc"
