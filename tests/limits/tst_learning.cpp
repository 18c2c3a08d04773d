#include "limits/ratelimiter.h"

#include <QTest>

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
        QVERIFY(bucket.per == 2s + 100ms + 8s);
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
        QVERIFY(bench.rule("bucket").per == 2s + 100ms + 8s);
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
        later.limiter.setShare(100, later.now);
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
