#include "base/random.h"
#include "limits/ratelimiter.h"

#include <QTest>

#include <algorithm>
#include <iterator>
#include <queue>

using namespace std::chrono_literals;
using base::Duration;
using base::HoldCause;
using base::HoldSignal;
using limits::Instant;
using limits::Kind;
using limits::Limit;
using limits::RateLimiter;
using limits::Refusal;
using limits::Ticket;

namespace {

constexpr Instant start{10h};
constexpr int bucketMax = 10;
constexpr Duration bucketPer = 3s;

enum class Counting : unsigned char { sliding, fromACallOn };

/// A bucket of ten in three seconds, as a vendor counts it.
class Bucket {
public:
    explicit Bucket(Counting counting) : m_counting(counting) {}

    /// Nullopt: accepted; else how long to wait, in whole seconds.
    std::optional<Duration> take(Instant at)
    {
        if (m_counting == Counting::sliding)
            std::erase_if(m_counted, [at](Instant t) { return t <= at - bucketPer; });
        else if (!m_counted.empty() && at >= m_counted.front() + bucketPer)
            m_counted.clear();
        if (std::ssize(m_counted) < bucketMax) {
            m_counted.push_back(at);
            return std::nullopt;
        }
        return std::chrono::ceil<std::chrono::seconds>(m_counted.front() + bucketPer - at);
    }

private:
    Counting m_counting;
    std::vector<Instant> m_counted;
};

limits::RuleState bucketOf(const RateLimiter& limiter, Instant now)
{
    for (const auto& state : limiter.explain(now)) {
        if (state.name == "bucket")
            return state;
    }
    return {};
}

RateLimiter unknownAccount()
{
    Limit minute{"minute window", Kind::window, 600, 60s};
    minute.ceiling = 1200;
    Limit atOnce{"at the same time", Kind::concurrency, 4};
    atOnce.patience = 4s;
    RateLimiter limiter({minute, atOnce});
    limiter.expect(90s, std::nullopt, start);
    return limiter;
}

/// Calls as fast as the limiter allows, on a way that holds one in ten up for most of a second.
class Drive {
public:
    Drive(Counting counting, std::uint64_t seed) : m_vendor(counting), m_random(seed) {}

    void run(int count)
    {
        while (m_done < count) {
            const std::optional<Instant> until = sendAll();
            if (m_ways.empty() || (until && *until < m_ways.top().at)) {
                m_now = std::max(m_now, *until);
                continue;
            }
            const Way way = m_ways.top();
            m_ways.pop();
            m_now = std::max(m_now, way.at);
            arrive(way);
        }
    }
    limits::RuleState learned() const { return bucketOf(m_limiter, m_now); }
    int refused() const { return m_refused; }

private:
    struct Call {
        Ticket ticket;
        Instant sent{};
        std::optional<Duration> wait;
    };
    struct Way {
        Instant at{};
        std::size_t call = 0;
        bool isBack = false;
        bool operator>(const Way& other) const { return at > other.at; }
    };

    std::optional<Instant> sendAll()
    {
        while (true) {
            const auto answer = m_limiter.acquire({}, m_now);
            if (const auto* refusal = std::get_if<Refusal>(&answer))
                return refusal->until;
            m_calls.push_back({std::get<Ticket>(answer), m_now, {}});
            m_ways.push({m_now + delay(), m_calls.size() - 1, false});
        }
    }

    Duration delay()
    {
        return m_random.unit() < 0.1 ? m_random.between(50, 900) * 1ms : m_random.between(1, 15) * 1ms;
    }

    void arrive(const Way& way)
    {
        Call& call = m_calls[way.call];
        if (!way.isBack) {
            call.wait = m_vendor.take(m_now);
            m_ways.push({m_now + delay(), way.call, true});
            return;
        }
        m_limiter.release(call.ticket, m_now);
        if (call.wait) {
            m_limiter.feedback(HoldSignal{*call.wait, HoldCause::throttle, "bucket"}, {}, m_now, call.sent);
            ++m_refused;
        } else {
            m_limiter.accepted(call.sent, m_now);
            ++m_done;
        }
    }

    RateLimiter m_limiter = unknownAccount();
    Bucket m_vendor;
    base::Random m_random;
    Instant m_now = start;
    int m_done = 0, m_refused = 0;
    std::vector<Call> m_calls;
    std::priority_queue<Way, std::vector<Way>, std::greater<>> m_ways;
};

} // namespace

/// Limits that nobody knows, learned on a machine or a line under load: answers come late, and not in order.
class TstLearningUnderLoad : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Ten in three seconds. A late answer made the time look shorter than it is, so that the bucket was full
    /// again after one call: that one is not the bucket's number.
    void aRefusalSoonAfterAWaitDoesNotMakeTheNumberSmall()
    {
        RateLimiter limiter = unknownAccount();
        const auto call = [&](Duration sent, Duration answered, std::optional<Duration> wait = {}) {
            const auto answer = limiter.acquire({}, start + sent);
            const auto* ticket = std::get_if<Ticket>(&answer);
            if (ticket == nullptr)
                return false;
            limiter.release(*ticket, start + answered);
            if (wait)
                limiter.feedback(HoldSignal{*wait, HoldCause::throttle, "bucket"}, {}, start + answered,
                                 start + sent);
            else
                limiter.accepted(start + sent, start + answered);
            return true;
        };
        constexpr Duration answers[] = {731ms,  748ms,  761ms,  1139ms, 1160ms,
                                        1338ms, 1346ms, 1365ms, 2115ms, 2138ms};
        Duration sent{};
        for (const Duration answered : answers) {
            QVERIFY(call(sent, answered));
            sent = answered;
        }
        QVERIFY(call(2138ms, 2364ms, 1s));
        QCOMPARE(bucketOf(limiter, start + 2364ms).allowed, std::int64_t(bucketMax));
        QVERIFY(bucketOf(limiter, start + 2364ms).per < bucketPer);
        QVERIFY(call(3365ms, 3378ms));
        QVERIFY(call(3643ms, 4199ms, 1s));
        const auto learned = bucketOf(limiter, start + 4199ms);
        QCOMPARE(learned.allowed, std::int64_t(bucketMax));
        QVERIFY(learned.per >= bucketPer);
    }

    void theNumberIsNeverLearnedFarTooLow_data()
    {
        QTest::addColumn<int>("counting");
        QTest::newRow("counted backwards") << int(Counting::sliding);
        QTest::newRow("counted from a call on") << int(Counting::fromACallOn);
    }
    void theNumberIsNeverLearnedFarTooLow()
    {
        QFETCH(const int, counting);
        int refused = 0;
        constexpr int lives = 300;
        for (int seed = 1; seed <= lives; ++seed) {
            Drive drive{static_cast<Counting>(counting), static_cast<std::uint64_t>(seed)};
            drive.run(150);
            const auto learned = drive.learned();
            QVERIFY2(learned.allowed == 0 || learned.allowed >= bucketMax * 3 / 4,
                     qPrintable(QStringLiteral("seed %1: %2").arg(seed).arg(learned.allowed)));
            refused += drive.refused();
        }
        // What it costs: the first refusal, and one or two until the time is known.
        QVERIFY2(refused <= 3 * lives, qPrintable(QString::number(refused)));
    }
};

QTEST_APPLESS_MAIN(TstLearningUnderLoad)
#include "tst_learningunderload.moc"
