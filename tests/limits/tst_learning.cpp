#include "share.h"

#include "base/random.h"
#include "limits/ratelimiter.h"

#include <QTest>

#include <algorithm>
#include <iterator>

using namespace std::chrono_literals;
using base::ConcurrencySignal;
using base::HoldCause;
using base::HoldSignal;
using limits::Instant;
using limits::Kind;
using limits::Lesson;
using limits::Limit;
using limits::RateLimiter;
using limits::Refusal;
using limits::Ticket;

namespace {

constexpr Instant start{10h};

Limit minute()
{
    Limit limit{"minute window", Kind::window, 60, 60s};
    limit.ceiling = 120;
    return limit;
}

Limit atOnce()
{
    Limit limit{"at the same time", Kind::concurrency, 4};
    limit.patience = 4s;
    return limit;
}

/// A limiter in front of an account that nobody knows, moved by hand.
struct Bench {
    RateLimiter limiter{{minute(), atOnce()}};
    Instant now = start;

    std::optional<Ticket> send()
    {
        const auto answer = limiter.acquire({}, now);
        const auto* ticket = std::get_if<Ticket>(&answer);
        return ticket != nullptr ? std::optional(*ticket) : std::nullopt;
    }
    bool mayGo() const { return std::holds_alternative<Ticket>(limiter.wouldAcquire({}, now)); }
    /// One after another, each accepted after 100 ms. How many went.
    int sendSingly(int count)
    {
        int went = 0;
        for (; went < count; ++went) {
            const auto ticket = send();
            if (!ticket)
                break;
            const Instant sent = now;
            now += 100ms;
            limiter.release(*ticket, now);
            limiter.accepted(sent, now);
        }
        return went;
    }
    /// As many at once as may go, accepted together after 100 ms, until `count` went.
    void sendTogether(int count)
    {
        for (int went = 0; went < count;) {
            std::vector<Ticket> out;
            while (const auto ticket = send())
                out.push_back(*ticket);
            const Instant sent = now;
            now += 100ms;
            for (const Ticket ticket : out) {
                limiter.release(ticket, now);
                limiter.accepted(sent, now);
                ++went;
            }
        }
    }
    /// The next one is refused by `limit`, which tells `wait`.
    bool sendRefused(const char* limit, base::Duration wait)
    {
        const auto ticket = send();
        if (!ticket)
            return false;
        const Instant sent = now;
        now += 100ms;
        limiter.release(*ticket, now);
        limiter.feedback(HoldSignal{wait, HoldCause::throttle, limit}, {}, now, sent);
        return true;
    }
    limits::RuleState rule(const char* name) const
    {
        for (const auto& state : limiter.explain(now)) {
            if (state.name == name)
                return state;
        }
        return {};
    }
};

} // namespace

/// How a vendor counts, for whole courses of calls.
struct Counter {
    std::int64_t max = 0;
    base::Duration per{};
    bool isFixed = false; ///< windows begin by the clock
    base::Duration phase{};
    bool countsRefused = false;
    std::vector<Instant> counted{};

    /// Nullopt: accepted; else how long to wait, in whole seconds.
    std::optional<base::Duration> take(Instant at)
    {
        const base::Duration since = (at.time_since_epoch() - phase) % per;
        const Instant from = isFixed ? at - since - base::Duration(1) : at - per;
        std::vector<Instant> young;
        std::ranges::copy_if(counted, std::back_inserter(young), [from](Instant t) { return t > from; });
        if (std::int64_t(young.size()) < max) {
            counted.push_back(at);
            return std::nullopt;
        }
        const Instant room = isFixed ? at - since + per : young[young.size() - std::size_t(max)] + per;
        if (countsRefused)
            counted.push_back(at);
        return std::chrono::ceil<std::chrono::seconds>(room - at);
    }
};

/// Sends `count` calls one after another, each answered after 40 ms, as soon as the limiter allows. How many
/// were refused.
int drive(Bench& bench, Counter& vendor, const char* limit, int count)
{
    int refused = 0;
    for (int done = 0; done < count;) {
        const auto answer = bench.limiter.acquire({}, bench.now);
        if (const auto* refusal = std::get_if<Refusal>(&answer)) {
            if (!refusal->until || *refusal->until <= bench.now)
                return 1000; // nothing is under way: it must say until when
            bench.now = *refusal->until;
            continue;
        }
        const Instant sent = bench.now;
        const auto wait = vendor.take(sent + 20ms);
        bench.now += 40ms;
        bench.limiter.release(std::get<Ticket>(answer), bench.now);
        if (wait) {
            bench.limiter.feedback(HoldSignal{*wait, HoldCause::throttle, limit}, {}, bench.now, sent);
            ++refused;
        } else {
            bench.limiter.accepted(sent, bench.now);
            ++done;
        }
    }
    return refused;
}

/// Limits that nobody knows for sure.
class TstLearning : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void goesOneAtATimeWhereNobodyHasBeen()
    {
        Bench bench;
        const auto first = bench.send();
        QVERIFY(first.has_value());
        QVERIFY(!bench.mayGo());
        QVERIFY(!std::get<Refusal>(bench.limiter.wouldAcquire({}, bench.now)).until);
        bench.limiter.release(*first, bench.now + 1s);
        QVERIFY(bench.mayGo());
    }

    void goesOnBeyondTheDeclaredNumberButNeverAboveTheCeiling()
    {
        Bench bench;
        QCOMPARE(bench.sendSingly(200), 120);
        QCOMPARE(bench.rule("minute window").allowed, std::int64_t(120));
        QVERIFY(bench.rule("minute window").isLearned);
    }

    void learnsTheMinuteLimitFromOneRefusalAndObeysIt()
    {
        Bench bench;
        QCOMPARE(bench.sendSingly(75), 75);
        QVERIFY(bench.sendRefused("minute window", 53s));
        QCOMPARE(bench.rule("minute window").allowed, std::int64_t(75));
        QCOMPARE(bench.rule("minute window").max, std::int64_t(75));
        QVERIFY(bench.rule("minute window").isLearned);
        bench.now += 10min;
        QCOMPARE(bench.sendSingly(200), 75);
    }

    void sendsTogetherOnKnownGround()
    {
        Bench bench;
        bench.sendSingly(60);
        bench.now += 2min;
        // The number in flight grows by one after a clean while of six.
        bench.sendSingly(6);
        const auto one = bench.send(), two = bench.send();
        QVERIFY(one && two);
    }

    void learnsABucketItWasNeverToldOf()
    {
        Bench bench;
        QCOMPARE(bench.sendSingly(20), 20); // 2 s of them
        QVERIFY(bench.sendRefused("bucket", 8s));
        const auto bucket = bench.rule("bucket");
        QCOMPARE(bucket.allowed, std::int64_t(20));
        // From the first of them until the wait is over.
        QVERIFY(bucket.per == 2s + 8s);
        QVERIFY(bucket.isLearned);
        QVERIFY(!bench.mayGo());
        bench.now += 8s + 200ms;
        // Not the whole bucket at once: the slots come back as they were used.
        QVERIFY(bench.sendSingly(20) > 0);
        bench.now += 11s;
        QCOMPARE(bench.sendSingly(40), 20);
    }

    void learnsABucketAnewWhenTheFirstGuessWasTooWide()
    {
        Bench bench;
        bench.sendSingly(30);
        QVERIFY(bench.sendRefused("bucket", 4s)); // 30 in 7.1 s, but a fixed bucket of 20 began on the way
        bench.now += 4s + 200ms;
        QCOMPARE(bench.sendSingly(20), 20);
        QVERIFY(bench.sendRefused("bucket", 8s));
        QCOMPARE(bench.rule("bucket").allowed, std::int64_t(20));
        // Windows begin by the clock, so this one may have begun up to a second before the wait was over.
        QVERIFY(bench.rule("bucket").per >= 2s + 8s);
        QVERIFY(bench.rule("bucket").per <= 2s + 8s + 2s);
    }

    void learnsHowLongABucketIsToASixteenth_data()
    {
        QTest::addColumn<int>("max");
        QTest::addColumn<int>("milliseconds");
        for (const int max : {5, 10, 20, 30}) {
            for (const int per : {2000, 2300, 4000, 4700, 6100, 9900})
                QTest::addRow("%d in %d ms", max, per) << max << per;
        }
    }
    void learnsHowLongABucketIsToASixteenth()
    {
        QFETCH(int, max);
        QFETCH(int, milliseconds);
        Bench bench;
        const base::Duration per = std::chrono::milliseconds(milliseconds);
        Counter vendor{max, per};
        const int first = drive(bench, vendor, "bucket", 10 * max);
        QVERIFY2(first <= 4, qPrintable(QString::number(first)));
        const auto learned = bench.rule("bucket");
        QCOMPARE(learned.allowed, std::int64_t(max));
        QVERIFY(learned.per >= per - 20ms);
        QVERIFY2(learned.per <= per * 17 / 16 + 80ms, qPrintable(QString::number(double(learned.per / 1ms))));
        // And from then on nothing is refused.
        QCOMPARE(drive(bench, vendor, "bucket", 5 * max), 0);
    }

    void noticesWhereRefusedCallsCount()
    {
        Bench bench;
        Counter vendor{12, 6500ms};
        vendor.countsRefused = true;
        const int first = drive(bench, vendor, "bucket", 12 * 12);
        QVERIFY2(first <= 5, qPrintable(QString::number(first)));
        QCOMPARE(drive(bench, vendor, "bucket", 5 * 12), 0);
        QVERIFY(bench.rule("bucket").per >= 6480ms);
        QVERIFY(bench.rule("bucket").per <= 7500ms);
    }

    void triesNoShorterBucketAgainInALaterProgram()
    {
        Bench bench;
        Counter vendor{20, 4s};
        drive(bench, vendor, "bucket", 21); // only the refusal's own word is known: 4 s to 5 s
        const auto told = bench.rule("bucket").per;
        QVERIFY(told > 4s);
        Bench later;
        later.now = bench.now + 1min;
        for (const Lesson& lesson : bench.limiter.lessons())
            later.limiter.recallLesson(lesson);
        QCOMPARE(drive(later, vendor, "bucket", 100), 0);
        QVERIFY(later.rule("bucket").per == told);
    }

    void learnsLimitsThatCountByTheClock_data()
    {
        QTest::addColumn<int>("max");
        QTest::addColumn<int>("phase");
        for (const int max : {61, 75, 90, 118}) {
            for (int phase = 0; phase < 60; phase += 7)
                QTest::addRow("%d a minute, from second %d on", max, phase) << max << phase;
        }
    }
    void learnsLimitsThatCountByTheClock()
    {
        QFETCH(int, max);
        QFETCH(int, phase);
        Bench bench;
        Counter vendor{max, 60s, true, std::chrono::seconds(phase)};
        const int first = drive(bench, vendor, "minute window", 3 * max);
        QVERIFY2(first <= 2, qPrintable(QString::number(first)));
        QCOMPARE(drive(bench, vendor, "minute window", 5 * max), 0);
        QVERIFY(bench.rule("minute window").allowed >= max * 9 / 10);
    }

    /// Told to wait longer than a sliding window would be full, the vendor counts by the clock: what came
    /// before that window began, a minute before its end, says nothing about how many it holds.
    void countsOnlyTheWindowThatTheClockBegan()
    {
        Bench bench;
        QCOMPARE(bench.sendSingly(40), 40);
        bench.now = start + 54s;
        QCOMPARE(bench.sendSingly(20), 20); // the window before: it ends now
        QCOMPARE(bench.sendSingly(75), 75);
        QVERIFY(bench.sendRefused("minute window", 52s + 450ms)); // the minute is over at 1 min 56 s
        const auto learned = bench.rule("minute window").allowed;
        // Waits are told in whole seconds: what came in the second before may belong to it.
        QVERIFY2(learned >= 75 && learned <= 85, qPrintable(QString::number(learned)));
    }

    void learnsBucketsThatCountByTheClock_data()
    {
        QTest::addColumn<int>("max");
        QTest::addColumn<int>("phase");
        for (const int max : {6, 15, 28}) {
            for (int phase = 0; phase < 5000; phase += 700)
                QTest::addRow("%d in 5 s, from %d ms on", max, phase) << max << phase;
        }
    }
    void learnsBucketsThatCountByTheClock()
    {
        QFETCH(int, max);
        QFETCH(int, phase);
        Bench bench;
        Counter vendor{max, 5s, true, std::chrono::milliseconds(phase)};
        // It costs one or two more than a sliding one, and then it is over.
        const int first = drive(bench, vendor, "bucket", 60 * max);
        QVERIFY2(first <= 6, qPrintable(QString::number(first)));
        QCOMPARE(drive(bench, vendor, "bucket", 20 * max), 0);
        const auto learned = bench.rule("bucket");
        QVERIFY(learned.per * max / learned.allowed <= 8s);
    }

    void countsWhatEveryFullWindowHeld()
    {
        base::Random random(7);
        for (int round = 0; round < 200; ++round) {
            limits::Accepted accepted;
            std::vector<Instant> all;
            Instant now = start;
            const int count = int(random.between(0, 40));
            for (int i = 0; i < count; ++i) {
                now += std::chrono::milliseconds(random.between(0, 400));
                all.push_back(now);
                accepted.add(now, now);
            }
            // Every place where a window of 2 s may begin, in steps of 1 ms.
            std::int64_t least = 1000;
            for (base::Duration begin{}; begin <= 2s; begin += 1ms) {
                const Instant from = now - 4s + begin;
                least = std::min(least, std::int64_t(std::ranges::count_if(
                                            all, [&](Instant t) { return t >= from && t < from + 2s; })));
            }
            const auto told = accepted.inEveryWindow(2s, now);
            QVERIFY2(told <= least && told >= least - 1,
                     qPrintable(QStringLiteral("%1 for %2").arg(told).arg(least)));
        }
    }

    void takesWhatFlewTogetherForOneRefusal()
    {
        Bench bench;
        bench.sendSingly(60);
        bench.now += 2min;
        bench.sendSingly(30);
        const auto one = bench.send(), two = bench.send();
        QVERIFY(one && two);
        const Instant sent = bench.now;
        bench.now += 100ms;
        bench.limiter.release(*one, bench.now);
        bench.limiter.feedback(HoldSignal{50s, HoldCause::throttle, "minute window"}, {}, bench.now, sent);
        bench.limiter.release(*two, bench.now);
        bench.limiter.feedback(HoldSignal{50s, HoldCause::throttle, "minute window"}, {}, bench.now, sent);
        QCOMPARE(bench.rule("minute window").allowed, std::int64_t(30));
        QCOMPARE(bench.limiter.lessons().front().tries, 1);
    }

    void triesALineBelowTheDeclaredNumberAgainAfterTenMinutes()
    {
        Bench bench;
        bench.sendSingly(30);
        QVERIFY(bench.sendRefused("minute window", 50s)); // others use the account
        bench.now += 9min;
        QCOMPARE(bench.sendSingly(100), 30);
        bench.now += 2min;
        QCOMPARE(bench.sendSingly(200), 120);
    }

    void triesALineFarBelowTheDeclaredNumberAgainAfterTwoMinutes()
    {
        Bench bench;
        bench.sendSingly(5);
        QVERIFY(bench.sendRefused("minute window", 50s)); // others had used it up
        bench.now += 90s;
        QCOMPARE(bench.sendSingly(100), 5);
        bench.now += 1min;
        QCOMPARE(bench.sendSingly(200), 120);
    }

    void triesAgainLessOftenAfterEveryRefusal()
    {
        Bench bench;
        bench.sendSingly(30);
        QVERIFY(bench.sendRefused("minute window", 50s));
        bench.now += 11min;
        QCOMPARE(bench.sendSingly(30), 30);
        QVERIFY(bench.sendRefused("minute window", 50s));
        bench.now += 11min;
        QCOMPARE(bench.sendSingly(100), 30);
        bench.now += 11min;
        QVERIFY(bench.sendSingly(100) > 30);
    }

    void learnsNothingWhereOthersUsedEverything()
    {
        Bench bench;
        QVERIFY(bench.sendRefused("minute window", 20s));
        QVERIFY(!bench.rule("minute window").isLearned);
        QVERIFY(bench.limiter.hold(bench.now).has_value());
    }

    void keepsWhatItLearnedWhenItIsCarriedOver()
    {
        Bench bench;
        bench.sendSingly(20);
        QVERIFY(bench.sendRefused("bucket", 8s));
        bench.limiter.feedback(ConcurrencySignal{2}, {}, bench.now, bench.now);
        Bench later;
        for (const Lesson& lesson : bench.limiter.lessons())
            later.limiter.recallLesson(lesson);
        QCOMPARE(later.limiter.lessons(), bench.limiter.lessons());
        QCOMPARE(later.rule("bucket").allowed, std::int64_t(20));
        QVERIFY(later.rule("at the same time").isLearned);
        setShare(later.limiter, 100, later.now);
        QCOMPARE(later.limiter.lessons(), bench.limiter.lessons());
    }

    void runsAtMostAsManyAtOnceAsItWasTold()
    {
        Bench bench;
        bench.sendSingly(60);
        bench.now += 2min;
        bench.sendTogether(24);
        QCOMPARE(bench.rule("at the same time").allowed, std::int64_t(4));
        bench.limiter.feedback(ConcurrencySignal{2}, {}, bench.now, bench.now);
        QCOMPARE(bench.rule("at the same time").allowed, std::int64_t(2));
        QVERIFY(bench.rule("at the same time").isLearned);
        const auto one = bench.send(), two = bench.send();
        QVERIFY(one && two && !bench.mayGo());
        bench.now += 100ms;
        bench.limiter.release(*one, bench.now); // one of ours ends: the next may go
        QVERIFY(bench.mayGo());
    }

    void takesALongQueueForASign()
    {
        Bench bench;
        bench.sendSingly(60);
        bench.now += 2min;
        bench.sendTogether(24);
        const auto one = bench.send(), two = bench.send();
        QVERIFY(one && two);
        const Instant sent = bench.now;
        bench.now += 3s; // of the 4 s that the vendor lets it wait
        bench.limiter.release(*one, bench.now);
        bench.limiter.accepted(sent, bench.now);
        QCOMPARE(bench.rule("at the same time").allowed, std::int64_t(3));
    }

    void takesOneStepBackForAllWhoStoodInTheQueue()
    {
        Bench bench;
        bench.sendSingly(60);
        bench.now += 2min;
        bench.sendTogether(24);
        const auto one = bench.send(), two = bench.send(), three = bench.send(), four = bench.send();
        QVERIFY(one && two && three && four);
        const Instant sent = bench.now;
        bench.now += 3s;
        for (const auto& ticket : {one, two}) {
            bench.limiter.release(*ticket, bench.now);
            bench.limiter.accepted(sent, bench.now);
        }
        QCOMPARE(bench.rule("at the same time").allowed, std::int64_t(3));
        bench.now += 5s; // longer than a queue lasts: this one stood in another
        bench.limiter.release(*three, bench.now);
        bench.limiter.accepted(sent, bench.now);
        QCOMPARE(bench.rule("at the same time").allowed, std::int64_t(2));
    }

    void triesMoreAtOnceThanItWasToldAfterTenMinutes()
    {
        Bench bench;
        bench.sendSingly(60);
        bench.now += 2min;
        bench.sendTogether(24);
        bench.limiter.feedback(ConcurrencySignal{2}, {}, bench.now, bench.now);
        bench.now += 9min;
        bench.sendTogether(24);
        QCOMPARE(bench.rule("at the same time").allowed, std::int64_t(2));
        bench.now += 2min;
        bench.sendTogether(24);
        QVERIFY(bench.rule("at the same time").allowed > 2);
        QVERIFY(!bench.rule("at the same time").isLearned);
    }

    void staysOnKnownGroundForAForecast()
    {
        Bench bench;
        bench.limiter.stayOnKnownGround(bench.now);
        for (int i = 0; i < 4; ++i)
            QVERIFY(bench.send().has_value());
        QCOMPARE(bench.rule("minute window").allowed, std::int64_t(60));
    }
};

QTEST_APPLESS_MAIN(TstLearning)
#include "tst_learning.moc"
