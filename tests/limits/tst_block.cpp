#include "limits/ratelimiter.h"

#include <QTest>

using namespace std::chrono_literals;
using base::HoldCause;
using base::HoldSignal;
using base::ProbeSignal;
using limits::Duration;
using limits::Instant;
using limits::Kind;
using limits::Purpose;
using limits::RateLimiter;
using limits::Refusal;
using limits::Ticket;

namespace {

constexpr Instant start{1h};
constexpr Duration onTheWay = 90s; // a deadline of 30 s and a linger of 60 s

/// Accompa's window, blocked at `start` for 600 s.
RateLimiter blocked(std::optional<Duration> statusEvery = 30s)
{
    RateLimiter limiter({{"10 s window", Kind::window, 25, 10s}});
    limiter.expect(onTheWay, statusEvery, start);
    limiter.feedback(HoldSignal{600s, HoldCause::block, {}}, "/re/", start);
    return limiter;
}

Ticket ticketAt(RateLimiter& limiter, Instant now, Purpose purpose = Purpose::item)
{
    const auto answer = limiter.acquire({}, now, purpose);
    const auto* ticket = std::get_if<Ticket>(&answer);
    return ticket != nullptr ? *ticket : Ticket{};
}

bool mayGo(RateLimiter& limiter, Instant now)
{
    return std::holds_alternative<Ticket>(limiter.wouldAcquire({}, now));
}

} // namespace

/// A silence that every call would start again.
class TstBlock : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void lastsUntilWhatIsUnderWayCannotStartItAgain()
    {
        RateLimiter limiter({{"10 s window", Kind::window, 25, 10s}});
        limiter.expect(onTheWay, std::nullopt, start - 10s);
        const Ticket slow = ticketAt(limiter, start - 5s);
        limiter.feedback(HoldSignal{600s, HoldCause::block, {}}, "/re/", start);
        QCOMPARE(limiter.hold(start)->until, start - 5s + onTheWay + 600s);
        // Its answer says that it cannot come any more.
        limiter.release(slow, start + 2s);
        QCOMPARE(limiter.hold(start + 2s)->until, start + 600s);
    }

    void countsALostCallFromTheLatestMomentItMayBeCounted()
    {
        RateLimiter limiter({{"10 s window", Kind::window, 25, 10s}});
        limiter.expect(onTheWay, std::nullopt, start - 10s);
        const Ticket lost = ticketAt(limiter, start - 5s);
        limiter.feedback(HoldSignal{600s, HoldCause::block, {}}, "/re/", start);
        limiter.lose(lost, start + 25s, start + 85s);
        QCOMPARE(limiter.hold(start + 25s)->until, start + 685s);
    }

    void keepsTheLongestWaitTold()
    {
        RateLimiter limiter = blocked(std::nullopt);
        limiter.feedback(HoldSignal{20s, HoldCause::block, {}}, "/re/", start + 1s);
        QCOMPARE(limiter.hold(start + 1s)->until, start + 601s);
    }

    void asksOnceInThirtySecondsAndNeverTwiceAtOnce()
    {
        RateLimiter limiter = blocked();
        QCOMPARE(limiter.statusCallDue(), std::optional(start + 30s));
        const Ticket probe = ticketAt(limiter, start + 30s, Purpose::probe);
        QVERIFY(!limiter.statusCallDue());
        limiter.release(probe, start + 31s);
        // From its answer on: at the vendor it arrived some time before.
        QCOMPARE(limiter.statusCallDue(), std::optional(start + 61s));
    }

    void asksAtTheEndRatherThanJustBefore()
    {
        RateLimiter limiter = blocked();
        limiter.release(ticketAt(limiter, start + 545s, Purpose::probe), start + 546s);
        QCOMPARE(limiter.statusCallDue(), std::optional(start + 600s));
    }

    void triesTheWaterWithOneCallAndLetsTheRestGoAfterItsAnswer()
    {
        RateLimiter limiter = blocked();
        QVERIFY(!mayGo(limiter, start + 600s)); // the status call comes first
        limiter.release(ticketAt(limiter, start + 600s, Purpose::probe), start + 601s);
        limiter.feedback(ProbeSignal{true, {}}, {}, start + 601s);
        const Ticket water = ticketAt(limiter, start + 601s);
        QVERIFY(water != Ticket{});
        QVERIFY(!mayGo(limiter, start + 601s));
        QVERIFY(!mayGo(limiter, start + 650s));
        QVERIFY(limiter.unsettledHold(start + 650s));
        limiter.release(water, start + 651s);
        QVERIFY(mayGo(limiter, start + 651s));
        QVERIFY(!limiter.unsettledHold(start + 651s));
    }

    void isEndedEarlyByAYesOnly()
    {
        RateLimiter limiter = blocked();
        limiter.feedback(ProbeSignal{false, 45s}, {}, start + 30s);
        QVERIFY(!mayGo(limiter, start + 76s));
        limiter.statusCallUnread(start + 80s);
        QVERIFY(!mayGo(limiter, start + 80s));
        limiter.feedback(ProbeSignal{true, {}}, {}, start + 90s);
        QVERIFY(mayGo(limiter, start + 90s));
    }

    void goesByTheTimeAloneWhereTheStatusCannotBeRead()
    {
        RateLimiter limiter = blocked();
        limiter.statusCallUnread(start + 600s);
        QVERIFY(mayGo(limiter, start + 600s));
    }

    void beginsAnewWhenTheWaterIsStillBlocked()
    {
        RateLimiter limiter = blocked(std::nullopt);
        const Ticket water = ticketAt(limiter, start + 600s);
        limiter.release(water, start + 601s);
        limiter.feedback(HoldSignal{600s, HoldCause::block, {}}, "/re/", start + 601s);
        QCOMPARE(limiter.hold(start + 601s)->until, start + 1201s);
    }

    void staysSilentWhenTheOneCallGetsLost()
    {
        RateLimiter limiter = blocked(std::nullopt);
        const Ticket water = ticketAt(limiter, start + 600s);
        limiter.lose(water, start + 630s, start + 690s);
        QVERIFY(!mayGo(limiter, start + 1289s));
        QVERIFY(mayGo(limiter, start + 1290s));
    }

    void triesTheWaterAgainWhenTheOneCallDidNotLeave()
    {
        RateLimiter limiter = blocked(std::nullopt);
        const Ticket water = ticketAt(limiter, start + 600s);
        limiter.cancel(water);
        QVERIFY(mayGo(limiter, start + 600s));
    }

    void isRecalledWithWhatWasUnderWay()
    {
        RateLimiter limiter({{"10 s window", Kind::window, 25, 10s}});
        limiter.recall({}, start - 1s, start + 90s, start);
        limiter.recallHold(HoldCause::block, start - 100s, start + 500s);
        limiter.expect(onTheWay, 30s, start);
        QCOMPARE(limiter.hold(start)->until, start + 90s + 600s);
        // An earlier program may have asked just now.
        QCOMPARE(limiter.statusCallDue(), std::optional(start + 30s));
    }

    void isTriedWithOneCallAlsoWhenItEndedWhileNobodyWasThere()
    {
        RateLimiter limiter({{"10 s window", Kind::window, 25, 10s}});
        limiter.recallHold(HoldCause::block, start - 1000s, start - 400s);
        limiter.expect(onTheWay, std::nullopt, start);
        QVERIFY(ticketAt(limiter, start) != Ticket{});
        QVERIFY(!mayGo(limiter, start));
    }

    void sendsTheFirstAfterAPauseAlone()
    {
        RateLimiter limiter({{"10 s window", Kind::window, 25, 10s}});
        limiter.expect(onTheWay, 30s, start, true);
        const Ticket first = ticketAt(limiter, start);
        QVERIFY(!mayGo(limiter, start + 1s));
        limiter.release(first, start + 1s);
        const Ticket second = ticketAt(limiter, start + 1s);
        QVERIFY(mayGo(limiter, start + 1s));
        limiter.release(second, start + 2s);
        // A tenth of the window later the account may look different.
        const Ticket third = ticketAt(limiter, start + 4s);
        QVERIFY(third != Ticket{});
        QVERIFY(!mayGo(limiter, start + 4s));
        limiter.lose(third, start + 34s, start + 94s);
        QVERIFY(mayGo(limiter, start + 34s));
    }

    void saysHowManyOfOursTheWindowHeld()
    {
        RateLimiter limiter({{"10 s window", Kind::window, 25, 10s}});
        for (int i = 0; i < 7; ++i)
            limiter.release(ticketAt(limiter, start), start);
        limiter.feedback(HoldSignal{600s, HoldCause::block, {}}, "/re/", start);
        QCOMPARE(limiter.hold(start)->ours, std::int64_t(7));
        QCOMPARE(limiter.hold(start)->oursMost, std::int64_t(25));
        QVERIFY(limiter.hold(start)->oursPer == 10s);
    }
};

QTEST_APPLESS_MAIN(TstBlock)
#include "tst_block.moc"
