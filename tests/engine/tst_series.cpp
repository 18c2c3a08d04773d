#include "engine/pastquota.h"
#include "engine/series.h"

#include <QTest>

using namespace std::chrono_literals;
using engine::Series;
using engine::WaitCause;
using engine::WallTime;

namespace {
const WallTime noon{1'800'000'000s};

limits::RuleState rule(std::int64_t used)
{
    limits::RuleState state;
    state.used = used;
    return state;
}
} // namespace

class TstSeries : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void countsRequestsPerSecond()
    {
        Series series;
        series.sent(noon, 1);
        series.sent(noon + 400ms, 2);
        series.sent(noon + 2s, 3);
        const auto view = series.view(noon + 3s);
        QCOMPARE(view->seconds.size(), std::size_t(3));
        QCOMPARE(view->seconds[0].sent, 2U);
        QCOMPARE(view->seconds[0].windowHigh, 2U);
        QCOMPARE(view->seconds[1].sent, 0U);
        QCOMPARE(view->seconds[2].sent, 1U);
        QCOMPARE(view->tens.size(), std::size_t(1));
        QCOMPARE(view->tens[0].sent, 3U);
    }

    void keepsTheLowestAndHighestOfEachRule()
    {
        Series series;
        for (const int used : {10, 3, 25})
            series.sample(noon, std::vector{rule(used), rule(used * 2)});
        const auto view = series.view(noon);
        QCOMPARE(view->seconds[0].usedHigh[0], 25U);
        QCOMPARE(view->seconds[0].usedHigh[1], 50U);
        series.sample(noon + 1s, std::vector{rule(7), rule(14)});
        QCOMPARE(series.view(noon)->seconds[1].usedLow[0], 7U);
    }

    void aSecondWithoutALookIsNoHoleInTheRate()
    {
        Series series;
        series.sample(noon, std::vector{rule(50)});
        series.sample(noon + 2100ms, std::vector{rule(50)});
        auto view = series.view(noon + 3s);
        QCOMPARE(view->seconds.size(), std::size_t(3));
        QCOMPARE(view->seconds[1].windowHigh, 50U);
        QCOMPARE(view->seconds[1].sent, 0U);
        // An hour's sleep is one: nobody knows what the count was, and the window has passed since.
        series.sample(noon + 1h, std::vector{rule(1)});
        view = series.view(noon + 1h);
        QCOMPARE(view->seconds[100].windowHigh, 0U);
    }

    void overATimeWithoutALookTheLastCountStandsAndNotTheHighest()
    {
        Series series;
        series.sample(noon, std::vector{rule(50)});
        series.sample(noon + 100ms, std::vector{rule(7)});
        series.sample(noon + 60s, std::vector{rule(7)});
        const auto view = series.view(noon + 60s);
        QCOMPARE(view->seconds[0].usedHigh[0], 50U);
        QCOMPARE(view->seconds[30].usedHigh[0], 7U);
        QCOMPARE(view->seconds[60].usedHigh[0], 7U);
    }

    void changesOfALearnedLimitAreRememberedWithinBounds()
    {
        Series series;
        limits::RuleState learned = rule(1);
        learned.isLearned = true;
        for (const int max : {120, 120, 96, 120}) {
            learned.max = max;
            series.sample(noon, std::vector{rule(1), learned});
        }
        QCOMPARE(series.view(noon)->limitChanges,
                 (std::vector<engine::LimitChange>{{noon, 1, 120}, {noon, 1, 96}, {noon, 1, 120}}));
        for (int i = 0; i < 5000; ++i) {
            learned.max = i;
            series.sample(noon, std::vector{learned});
        }
        QVERIFY(series.view(noon)->limitChanges.size() <= 625);
    }

    void timeInWhichNoProgramRanIsNoWaitOfTheJob()
    {
        Series series;
        series.wasOff(noon, noon + 10min);
        series.wasOff(noon + 20min, noon + 30min); // known already: what follows is the engine's own
        series.wait(noon + 10min, WaitCause::none, {});
        const auto view = series.view(noon + 11min);
        QCOMPARE(view->waits.size(), std::size_t(1));
        QCOMPARE(view->waits[0].cause, WaitCause::off);
        QCOMPARE(view->waits[0].to, noon + 10min);
        QCOMPARE(view->sending, base::Duration(1min));
    }

    void aWaitEndsWhereTheMachineFellAsleep()
    {
        Series series;
        series.wait(noon, WaitCause::window, QStringLiteral("hour window"));
        series.slept(noon + 4min, noon + 15h);
        series.wait(noon + 15h, WaitCause::woke, {});
        const auto view = series.view(noon + 15h + 5s);
        QCOMPARE(view->waits.size(), std::size_t(3));
        QCOMPARE(view->waits[0].to, noon + 4min);
        QCOMPARE(view->waits[1].cause, WaitCause::off);
        QCOMPARE(view->waits[1].from, noon + 4min);
        QCOMPARE(view->waits[1].to, noon + 15h);
        QCOMPARE(view->waited[std::size_t(WaitCause::window)], base::Duration(4min));
    }

    void whatTheLedgerRemembersCountsFromTheSendingUntilAWindowAfterTheAnswer()
    {
        limits::RuleState tenSeconds = rule(0), other = rule(0), pace = rule(0);
        tenSeconds.per = 10s;
        other.per = 10s;
        other.scope = "/tokens";
        pace.kind = limits::Kind::paced;
        pace.per = 2s;
        const std::vector rules{tenSeconds, other, pace};
        const auto at = [](base::Duration d) { return base::Instant(1h + d); };
        const std::vector<journal::PastRequest> past{
            {1, {{"/accounts/1", 1}}, at(0s), at(1s), false},
            {2, {{"/accounts/2", 2}}, at(0s), at(3s), false},
            {3, {{"/tokens", 1}}, at(5s), at(6s), false},
            {4, {{"/accounts/3", 1}}, at(90s), at(91s), false}, // after now: nothing is said of it
        };
        const auto moments = engine::pastQuota(past, rules, at(15s));
        QCOMPARE(moments.size(), std::size_t(4));
        QVERIFY(moments[0].at == at(0s));
        QCOMPARE(moments[0].sent, 2U);
        QCOMPARE(moments[0].used[0], std::int64_t(3));
        QCOMPARE(moments[1].sent, 1U); // a token call
        QCOMPARE(moments[1].used[0], std::int64_t(4));
        QCOMPARE(moments[1].used[1], std::int64_t(1));
        QVERIFY(moments[2].at == at(11s));
        QCOMPARE(moments[2].used[0], std::int64_t(3));
        QVERIFY(moments[3].at == at(13s));
        QCOMPARE(moments[3].used[0], std::int64_t(1));
        QCOMPARE(moments[3].used[2], std::int64_t(0));
    }

    void staysWithinItsBoundsForThirtyOneDays()
    {
        Series series;
        for (auto t = 0min; t < 31 * 24h; t += 1min)
            series.sent(noon + t, 1);
        const auto view = series.view(noon + 31 * 24h);
        QVERIFY(view->seconds.size() <= 3600 * 5 / 4 + 1);
        QVERIFY(view->tens.size() <= 8640 * 5 / 4 + 1);
        QVERIFY(view->fiveMinutes.size() <= 8928 * 5 / 4 + 1);
        QCOMPARE(view->fiveMinutes.front().at, noon);
    }

    void sumsWaitsByCauseAndJoinsThoseThatTouch()
    {
        Series series;
        series.wait(noon, WaitCause::none, {});
        series.wait(noon + 10s, WaitCause::window, "hour window");
        series.wait(noon + 20s, WaitCause::window, "hour window");
        series.wait(noon + 70s, WaitCause::none, {});
        const auto view = series.view(noon + 80s);
        QCOMPARE(view->waits.size(), std::size_t(1));
        QCOMPARE(view->waits[0].from, noon + 10s);
        QCOMPARE(view->waits[0].to, noon + 70s);
        QCOMPARE(view->waited[static_cast<std::size_t>(WaitCause::window)], base::Duration(60s));
        QCOMPARE(view->sending, base::Duration(20s));
    }

    void survivesAClockThatIsSetBack()
    {
        Series series;
        series.sent(noon, 1);
        series.sent(noon - 1h, 1);
        const auto view = series.view(noon);
        QCOMPARE(view->seconds.size(), std::size_t(1));
        QCOMPARE(view->seconds[0].sent, 2U);
    }

    void tellsTheRateOfTheLastTenSeconds()
    {
        Series series;
        for (int i = 0; i < 50; ++i)
            series.sent(noon + i * 10ms, 1);
        QCOMPARE(series.perSecond(noon + 5s), 5.0);
        QCOMPARE(series.perSecond(noon + 30s), 0.0);
    }
};

QTEST_APPLESS_MAIN(TstSeries)
#include "tst_series.moc"
