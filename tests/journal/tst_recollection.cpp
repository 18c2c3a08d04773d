#include "journal/recollection.h"

#include "fakeclock.h"

#include <QTest>

using namespace std::chrono_literals;
using base::Duration;
using base::Instant;
using journal::Memory;
using journal::Recollection;
using journal::stamp;
using journal::StoredCall;

namespace {

constexpr Duration hour = 1h;
constexpr Duration linger = 60s;

/// How long ago the only request of `memory` was answered.
Duration age(const Memory& memory, const base::Clock& clock)
{
    if (memory.requests.size() != 1)
        qFatal("%zu requests", memory.requests.size());
    return clock.now() - memory.requests.front().answered;
}

StoredCall call(const FakeClock& clock, Duration took = 1s)
{
    return {1, {{"/a", 1}}, stamp(clock.now(), clock), stamp(clock.now() + took, clock), false};
}

} // namespace

class RecollectionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsBootTimeInTheSameBootWhateverTheWallClockDid()
    {
        FakeClock clock;
        const Recollection stored{{call(clock)}, {}, {}, {}};
        clock.pass(600s);
        clock.step(-20h);
        QCOMPARE(age(recollect(stored, clock, hour, linger), clock), Duration(599s));
        clock.step(+48h);
        QCOMPARE(age(recollect(stored, clock, hour, linger), clock), Duration(599s));
        QCOMPARE(clock.now() - recollect(stored, clock, hour, linger).requests.front().sent, Duration(600s));
    }

    void readsUtcAfterAReboot()
    {
        FakeClock clock;
        const Recollection stored{{call(clock)}, {}, {}, {}};
        clock.pass(100s);
        clock.reboot(500s);
        const Duration read = age(recollect(stored, clock, hour, linger), clock);
        QVERIFY(read <= 599s && read >= 599s - 2ms); // never older than it is
    }

    void forgetsWhatIsOlderThanTheLongestWindow()
    {
        FakeClock clock;
        const Recollection stored{{call(clock)}, {}, {{5, stamp(clock.now(), clock)}}, {}};
        clock.pass(hour);
        QCOMPARE(recollect(stored, clock, hour, linger).requests.size(), std::size_t{1});
        QVERIFY(recollect(stored, clock, hour, linger).othersUsed.empty());
        clock.pass(1s);
        QVERIFY(recollect(stored, clock, hour, linger).requests.empty());
    }

    void takesFutureStampsAsNow()
    {
        FakeClock clock;
        const Recollection stored{{call(clock)}, {}, {{5, stamp(clock.now(), clock)}}, {}};
        clock.step(-3h);
        clock.reboot(60s);
        const Memory memory = recollect(stored, clock, hour, linger);
        QCOMPARE(age(memory, clock), Duration(0));
        QVERIFY(memory.requests.front().sent <= memory.requests.front().answered);
        QCOMPARE(memory.othersUsed.size(), std::size_t{1});
        QVERIFY(memory.othersUsed.front().first == clock.now());
    }

    void isPessimisticWhereTheWallClockOfAnotherBootWasCorrectedForward()
    {
        FakeClock clock;
        clock.step(-2h); // a clock that was slow …
        Recollection stored{{call(clock)}, {}, {}, {}};
        clock.pass(10s);
        clock.step(+2h); // … until the network corrected it
        stored.calls.push_back(call(clock));
        clock.pass(10s);
        clock.reboot(60s);
        const Memory memory = recollect(stored, clock, hour, linger);
        QCOMPARE(memory.requests.size(), std::size_t{2});
        QVERIFY(clock.now() - memory.requests[0].answered <= 79s);
        QVERIFY(clock.now() - memory.requests[0].answered >= 78s);
    }

    void isPessimisticWhereThePresentWallClockWasStepped()
    {
        FakeClock clock;
        Recollection stored{{call(clock)}, {}, {}, {}};
        clock.reboot(60s);
        stored.calls.push_back(call(clock)); // the present boot as its clock began
        clock.step(+5h);
        clock.pass(10s);
        const Memory memory = recollect(stored, clock, hour, linger);
        QCOMPARE(memory.requests.size(), std::size_t{2});
        QVERIFY(clock.now() - memory.requests[0].answered <= 70s);
    }

    void countsALostOneUntilItsEnd()
    {
        FakeClock clock;
        StoredCall lost = call(clock, 90s);
        lost.isLost = true;
        const Recollection stored{{lost}, {}, {}, {}};
        clock.pass(20s);
        QCOMPARE(age(recollect(stored, clock, hour, linger), clock), Duration(-70s));
        clock.reboot(30s);
        const Duration left = -age(recollect(stored, clock, hour, linger), clock);
        QVERIFY(left >= 40s && left <= 40s + 2ms);
    }

    void neverWaitsLongerThanLingerForALostOneOfAnotherBoot()
    {
        FakeClock clock;
        StoredCall lost = call(clock, 90s);
        lost.isLost = true;
        const Recollection stored{{lost}, {}, {}, {}};
        clock.step(-10h);
        clock.reboot(30s);
        QCOMPARE(age(recollect(stored, clock, hour, linger), clock), -linger);
    }

    void countsWhatIsInFlightUntilNowAndLinger()
    {
        FakeClock clock;
        StoredCall open = call(clock);
        open.end.reset();
        const Recollection stored{{open}, {}, {}, {}};
        clock.pass(3h);
        QCOMPARE(age(recollect(stored, clock, hour, linger), clock), -linger);
        clock.reboot(1h);
        QCOMPARE(age(recollect(stored, clock, hour, linger), clock), -linger);
    }

    void sortsByTheEnd()
    {
        FakeClock clock;
        Recollection stored;
        for (const Duration took : {9s, 3s, 7s})
            stored.calls.push_back(call(clock, took));
        clock.pass(10s);
        const Memory memory = recollect(stored, clock, hour, linger);
        QVERIFY(std::ranges::is_sorted(memory.requests, {}, &journal::PastRequest::answered));
    }

    void keepsAHoldUntilItsEndAndNoLonger()
    {
        FakeClock clock;
        const Recollection stored{{},
                                  journal::StoredHold{base::HoldCause::block, stamp(clock.now(), clock),
                                                      stamp(clock.now() + 10min, clock)},
                                  {},
                                  {}};
        clock.pass(4min);
        const Memory same = recollect(stored, clock, hour, linger);
        QVERIFY(same.hold && same.hold->until == clock.now() + 6min
                && same.hold->since == clock.now() - 4min);
        QCOMPARE(same.hold->cause, base::HoldCause::block);
        clock.reboot(1min);
        const Memory other = recollect(stored, clock, hour, linger);
        QVERIFY(other.hold && other.hold->until >= clock.now() + 5min
                && other.hold->until <= clock.now() + 5min + 2ms);
        clock.step(-10h); // never longer than it was given for
        QVERIFY(recollect(stored, clock, hour, linger).hold->until == clock.now() + 10min);
        clock.step(+10h);
        clock.pass(6min);
        // Over, but not forgotten: after a block one call alone tries the water.
        const Memory over = recollect(stored, clock, hour, linger);
        QVERIFY(over.hold && over.hold->until <= clock.now());
        Recollection throttled = stored;
        throttled.hold->cause = base::HoldCause::throttle;
        QVERIFY(!recollect(throttled, clock, hour, linger).hold);
    }

    void staysDamagedForTheLongestWindow()
    {
        FakeClock clock;
        const Recollection stored{
            {}, {}, {}, journal::StoredDamage{QStringLiteral("torn"), stamp(clock.now(), clock)}};
        clock.pass(59min);
        const Memory memory = recollect(stored, clock, hour, linger);
        QCOMPARE(memory.kind, Memory::Kind::damaged);
        QCOMPARE(memory.damage, QStringLiteral("torn"));
        QVERIFY(memory.damagedSince == clock.now() - 59min);
        clock.pass(1min);
        QCOMPARE(recollect(stored, clock, hour, linger).kind, Memory::Kind::good);
    }

    void trustsNoBootTimeWhereBootsHaveNoNames()
    {
        class Nameless final : public base::Clock {
        public:
            base::Instant now() const override { return Instant(up); }
            base::WallTime wallNow() const override { return base::WallTime(utc); }
            std::string bootId() const override { return "unknown"; }
            Duration up = 1h;
            std::chrono::milliseconds utc = 1'000h;
        } clock;
        const Recollection stored{
            {{1, {{"/a", 1}}, stamp(clock.now(), clock), stamp(clock.now(), clock), false}}, {}, {}, {}};
        clock.up = 9h; // a later boot that already runs for longer
        clock.utc += 10min;
        const Duration read = age(recollect(stored, clock, hour, linger), clock);
        QVERIFY(read <= 10min && read >= 10min - 2ms);
    }
};

QTEST_GUILESS_MAIN(RecollectionTest)
#include "tst_recollection.moc"
