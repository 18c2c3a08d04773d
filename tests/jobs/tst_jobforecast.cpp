#include "jobs/forecast.h"

#include <QTest>

using namespace std::chrono_literals;
using jobs::Course;

namespace {

Course course()
{
    Course c;
    c.itemCosts = {{"/accounts/", 1}};
    return c;
}

limits::Limit window(const char* name, std::int64_t max, base::Duration per)
{
    limits::Limit limit;
    limit.name = name;
    limit.max = max;
    limit.per = per;
    return limit;
}

limits::RateLimiter kameleoon()
{
    return limits::RateLimiter({window("10 s window", 50, 10s), window("hour window", 1000, 1h)},
                               {limits::Guard::none(), 100});
}

} // namespace

class TstJobForecast : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void plansTwoHundredThirtyAsTheVendorDoes()
    {
        const auto plan = jobs::forecast(course(), 230, kameleoon(), base::Instant{});
        QCOMPARE(plan.batches.size(), std::size_t(5));
        for (std::size_t i = 0; i < 5; ++i) {
            QCOMPARE(plan.batches[i].requests, i < 4 ? 50U : 30U);
            QCOMPARE(plan.batches[i].startsAfter, base::Duration(10s) * static_cast<int>(i));
        }
        QCOMPARE(plan.finishAfter, base::Duration(40s));
        QCOMPARE(plan.bindingRule, std::string("10 s window"));
    }

    void seesTheHourWindowBehindTheTenSeconds()
    {
        // 4,812 ids: four bursts of 1,000 and one of 812; the last of 17 runs of the fifth starts 160 s after
        // 4 h.
        const auto plan = jobs::forecast(course(), 4812, kameleoon(), base::Instant{});
        QCOMPARE(plan.finishAfter, base::Duration(4h + 160s));
        QCOMPARE(plan.longestWait, base::Duration(1h - 190s));
        QCOMPARE(plan.bindingRule, std::string("hour window"));
    }

    void saysNeverWhereALimitCanHoldNothing()
    {
        Course heavy = course();
        heavy.itemCosts = {{"/accounts/", 11}};
        QVERIFY(jobs::forecast(heavy, 100, limits::RateLimiter({window("few", 10, 1s)}), base::Instant{})
                    .isNever);
    }

    void makesBatchesSmallerWhereALimitHoldsFewer()
    {
        Course batches = course();
        batches.batch = 100;
        batches.batchCosts = {{"/batch", 1}, {"/accounts/", 1}};
        limits::Limit scoped = window("items", 10, 1s);
        scoped.scope = "/accounts";
        const auto plan = jobs::forecast(batches, 100, limits::RateLimiter({scoped}), base::Instant{});
        QVERIFY(!plan.isNever);
        QCOMPARE(plan.batches.size(), std::size_t(10));
        for (const auto& batch : plan.batches)
            QCOMPARE(batch.requests, 1U); // of ten items
    }

    void isEmptyForAnEmptyList()
    {
        QVERIFY(jobs::forecast(course(), 0, kameleoon(), base::Instant{}).batches.empty());
    }

    void plansAMillionIds()
    {
        const auto plan = jobs::forecast(course(), 1'000'000, kameleoon(), base::Instant{});
        std::uint64_t requests = 0;
        for (const auto& batch : plan.batches)
            requests += batch.requests;
        QCOMPARE(requests, std::uint64_t(1'000'000));
        QCOMPARE(plan.finishAfter, base::Duration(999h + 190s));
    }
};

QTEST_APPLESS_MAIN(TstJobForecast)
#include "tst_jobforecast.moc"
