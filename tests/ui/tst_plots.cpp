#include "ui/plots/annotations.h"
#include "ui/plots/nowticker.h"
#include "ui/support/fakesnapshots.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace ui::plots;
using namespace std::chrono;
using engine::SeriesStep;
using engine::WaitCause;
using engine::WallTime;

namespace {

constexpr WallTime zero{};

SeriesStep step(int second, std::uint32_t window, std::uint32_t sent = 0, std::uint32_t refused = 0)
{
    SeriesStep made;
    made.at = zero + seconds(second);
    made.windowHigh = window;
    made.sent = sent;
    made.refused = refused;
    return made;
}

double highest(const std::vector<Shape>& shapes)
{
    double most = 0;
    for (const Shape& shape : shapes)
        most = std::max(most, shape.high);
    return most;
}

} // namespace

class TestPlots : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aColumnShowsTheHighestCountWithinIt()
    {
        const std::vector<SeriesStep> steps{step(0, 3), step(1, 50), step(2, 7), step(10, 4)};
        const auto shapes = rateColumns({steps, 1}, Axis{0, 20, 2}, 50);
        QCOMPARE(shapes.size(), std::size_t(2));
        QCOMPARE(shapes[0], (Shape{0, 10, 0, 50, ui::Tone::moving, Fill::solid}));
        QCOMPARE(shapes[1], (Shape{10, 20, 0, 4, ui::Tone::moving, Fill::solid}));
    }

    void aSingleBurstSurvivesAnyZoom()
    {
        std::vector<SeriesStep> steps;
        for (int i = 0; i < 3600; ++i)
            steps.push_back(step(i, i == 1777 ? 50 : 0));
        for (const int pixels : {1, 7, 100, 640, 3600, 5000})
            QCOMPARE(highest(rateColumns({steps, 1}, Axis{0, 3600, pixels}, 50)), 50.0);
    }

    void neighboursOfOneHeightAreOneShape()
    {
        std::vector<SeriesStep> steps;
        for (int i = 0; i < 100; ++i)
            steps.push_back(step(i, 50));
        const auto shapes = rateColumns({steps, 1}, Axis{0, 100, 640}, 50);
        QCOMPARE(shapes.size(), std::size_t(1));
        QCOMPARE(shapes[0].from, 0.0);
        QVERIFY(std::abs(shapes[0].to - 100) < 1e-6);
    }

    void whatStandsAboveTheLimitIsShownAsADefect()
    {
        const std::vector<SeriesStep> steps{step(0, 50), step(1, 51)};
        const auto shapes = rateColumns({steps, 1}, Axis{0, 2, 2}, 50);
        QCOMPARE(shapes[0].tone, ui::Tone::moving);
        QCOMPARE(shapes[1].tone, ui::Tone::failed);
    }

    void stepsOutsideTheAxisDoNotCount()
    {
        const std::vector<SeriesStep> steps{step(0, 40), step(5, 3), step(30, 49)};
        QCOMPARE(highest(rateColumns({steps, 1}, Axis{4, 20, 16}, 50)), 3.0);
    }

    void refusalsOfOnePixelShareAMark()
    {
        const std::vector<SeriesStep> steps{step(0, 0, 0, 1), step(1, 0, 0, 2), step(60, 0, 0, 1)};
        const auto marks = refusals({steps, 1}, Axis{0, 100, 10});
        QCOMPARE(marks.size(), std::size_t(2));
        QCOMPARE(marks[0].count, 3U);
        QCOMPARE(marks[1].count, 1U);
    }

    void slotsComeBackAsAStaircaseThatNeverExceedsTheLimit()
    {
        engine::RuleView rule;
        rule.max = rule.allowed = 100;
        rule.used = 100;
        rule.comeback = {{zero + 10s, 60}, {zero + 20s, 60}};
        const auto stairs = comebackStairs(rule, zero, Axis{0, 40, 40});
        QCOMPARE(stairs.size(), std::size_t(2)); // empty until 10 s: nothing to draw
        QCOMPARE(stairs[0], (Shape{10, 20, 0, 60, ui::Tone::waiting, Fill::hollow}));
        QCOMPARE(stairs[1], (Shape{20, 40, 0, 100, ui::Tone::waiting, Fill::hollow}));
    }

    void aFullTankStaysFull()
    {
        engine::RuleView rule;
        rule.max = rule.allowed = 50;
        const auto stairs = comebackStairs(rule, zero, Axis{-30, 40, 70});
        QCOMPARE(stairs.size(), std::size_t(1));
        QCOMPARE(stairs[0], (Shape{0, 40, 0, 50, ui::Tone::waiting, Fill::hollow}));
    }

    void leftShowsTheBandBetweenLowestAndHighest()
    {
        SeriesStep one = step(0, 0);
        one.usedLow[0] = 10;
        one.usedHigh[0] = 45;
        const std::vector<SeriesStep> steps{one};
        const auto shapes = leftBand({steps, 1}, 0, 50, Axis{0, 1, 1});
        QCOMPARE(shapes.size(), std::size_t(2));
        QCOMPARE(shapes[0], (Shape{0, 1, 0, 5, ui::Tone::waiting, Fill::solid}));
        QCOMPARE(shapes[1], (Shape{0, 1, 5, 40, ui::Tone::waiting, Fill::light}));
    }

    void plannedRequestsCountForAWholeWindow()
    {
        engine::Plan plan;
        for (int i = 0; i < 50; ++i) // 50 single requests, 20 ms apart
            plan.batches.push_back(
                {zero + milliseconds(10'000 + 20 * i), zero + milliseconds(10'000 + 20 * i), 1, {}});
        RateRule rule;
        rule.limit = rule.share = 50;
        rule.per = 10;
        const auto shapes = plannedRate(plan, rule, Axis{0, 40, 40}, zero);
        QCOMPARE(highest(shapes), 50.0);
        QVERIFY(shapes.size() <= 4);
        QVERIFY(shapes.front().from >= 9.9 && shapes.back().to <= 22);
    }

    void aPlanNeverStandsAboveTheShareOfTheOperator()
    {
        engine::Plan plan;
        plan.batches = {{zero + 1s, zero + 30s, 1000, {}}};
        RateRule rule;
        rule.limit = 50;
        rule.share = 40;
        rule.per = 10;
        QCOMPARE(highest(plannedRate(plan, rule, Axis{0, 60, 60}, zero)), 40.0);
    }

    void spansBelowTwoPixelsMeltIntoOneBand()
    {
        std::vector<Shape> spans;
        for (int i = 0; i < 20; ++i)
            spans.push_back({i * 10.0, i * 10.0 + 8, 0, 1, ui::Tone::waiting, Fill::solid});
        const auto close = melted(spans, Axis{0, 200, 2000});
        QCOMPARE(close.size(), std::size_t(20));
        const auto far = melted(spans, Axis{0, 14'400, 640});
        QCOMPARE(far.size(), std::size_t(1));
        QCOMPARE(far[0].fill, Fill::melted);
        QCOMPARE(far[0].from, 0.0);
        QCOMPARE(far[0].to, 198.0);
    }

    void aLongWaitDoesNotMeltIntoItsShortNeighbours()
    {
        const std::vector<Shape> spans{{0, 1, 0, 1, ui::Tone::waiting, Fill::solid},
                                       {2, 3000, 0, 1, ui::Tone::waiting, Fill::solid}};
        const auto result = melted(spans, Axis{0, 3600, 360});
        QCOMPARE(result.size(), std::size_t(2));
        QCOMPARE(result[1].fill, Fill::solid);
    }

    void nowStandsAtThreeQuartersAndTheRestIsTheFuture()
    {
        const auto job = fake::waitingLong();
        const Axis axis = axisOf(Range::quarterHour, job, fake::now(), 400);
        QCOMPARE(axis.column(secondsOf(fake::now())), 300);
        QCOMPARE(axis.length(), 900.0);
    }

    void theWholeJobReachesFromItsStartToItsPlannedEnd()
    {
        const auto job = fake::waitingLong();
        const Axis axis = axisOf(Range::whole, job, fake::now(), 640);
        QVERIFY(axis.from <= secondsOf(*job.startedAt));
        QVERIFY(axis.to >= secondsOf(*job.eta));
        QVERIFY(axis.length() < 1.05 * (secondsOf(*job.eta) - secondsOf(*job.startedAt)));
    }

    void anAxisIsNeverEmpty()
    {
        QVERIFY(axisOf(Range::whole, fake::nothingYet(), fake::now(), 0).length() > 0);
        QVERIFY(axisOf(Range::whole, fake::nothingYet(), fake::now(), 0).pixels > 0);
    }

    void wholeJobIsTheDefaultUntilTwoHours()
    {
        QCOMPARE(rangeByDefault(fake::finishedClean()), Range::whole);
        QCOMPARE(rangeByDefault(fake::waitingLong()), Range::hour);
        QCOMPARE(rangeByDefault(fake::draft()), Range::whole);
    }

    void theShortestWindowRulesTheRateLane()
    {
        const RateRule rule = rateRule(fake::running().rules);
        QCOMPARE(rule.limit, 50.0);
        QCOMPARE(rule.per, 10.0);
        QVERIFY(!rateRule({}).exists());
    }

    void aPacedVendorIsCountedOverAMinute()
    {
        engine::RuleView pace;
        pace.kind = limits::Kind::paced;
        pace.max = pace.allowed = 15;
        pace.per = 2s;
        const RateRule rule = rateRule({pace});
        QCOMPARE(rule.per, 60.0);
        QCOMPARE(rule.limit, 45.0);
        QCOMPARE(rule.burst, 15.0);
        QCOMPARE(rule.steady(), 30.0);
    }

    void coarserStepsServeOlderTimes()
    {
        engine::SeriesView series;
        series.seconds = {step(9000, 1)};
        series.tens = {step(5000, 1)};
        series.fiveMinutes = {step(0, 1)};
        QCOMPARE(stepsFor(series, Axis{9000, 9100, 100}).length, 1.0);
        QCOMPARE(stepsFor(series, Axis{6000, 9100, 100}).length, 10.0);
        QCOMPARE(stepsFor(series, Axis{0, 9100, 100}).length, 300.0);
    }

    void theNumberOfShapesIsBoundedByThePixels()
    {
        const auto job = fake::running();
        const WallTime now = job.series->seconds.back().at;
        for (const Range range : {Range::twoMinutes, Range::quarterHour, Range::hour, Range::whole}) {
            const Axis axis = axisOf(range, job, now, 640);
            const Steps steps = stepsFor(*job.series, axis);
            QVERIFY(rateColumns(steps, axis, 50).size() <= 640);
            QVERIFY(leftBand(steps, 1, 1000, axis).size() <= 1280);
        }
    }

    void everyWaitHasItsRowAndTheOneThatIsOnIsMarked()
    {
        const auto job = fake::waitingLong();
        const auto rows = waitRows(job, fake::now(), axisOf(Range::whole, job, fake::now(), 640));
        QCOMPARE(rows.size(), std::size_t(2));
        QCOMPARE(rows[0].rule, QStringLiteral("10 s window"));
        QVERIFY(!rows[0].isOn);
        QVERIFY(rows[1].isOn);
        QVERIFY(!rows[1].past.empty());
        QVERIFY(!rows[1].planned.empty());
    }

    void aPauseThatLastsIsMarkedAsTheWaitOfNow()
    {
        const auto job = fake::paused();
        const auto rows = waitRows(job, fake::now(), axisOf(Range::whole, job, fake::now(), 640));
        const auto pause = std::ranges::find(rows, WaitCause::paused, &WaitRow::cause);
        QVERIFY(pause != rows.end() && pause->isOn);
        QCOMPARE(std::ranges::count(rows, true, &WaitRow::isOn), 1);
    }

    void timesOnTheAxisAreRoundOnes()
    {
        for (const double length : {110.0, 600.0, 1'190.0, 4'800.0, 15'000.0, 90'000.0, 3e6}) {
            NowTicker ticker(0, false, QStringLiteral("HH:mm"), 600);
            ticker.setTickCount(6);
            QVector<double> ticks;
            ticker.generate(QCPRange(1000, 1000 + length), QLocale::c(), QLatin1Char('g'), 6, ticks, nullptr,
                            nullptr);
            QVERIFY(ticks.size() >= 2 && ticks.size() <= 8);
            const double apart = ticks[1] - ticks[0];
            // A minute is told where minutes are all that is written, and so is an hour of days.
            if (length > 400)
                QCOMPARE(std::fmod(apart, 60), 0.0);
            QVERIFY2(apart <= length / 2 && apart >= length / 7, qPrintable(QString::number(apart)));
        }
    }

    void theVendorsHoldIsHatchedOtherwiseThanARule()
    {
        const auto job = fake::blocked();
        const auto rows = waitRows(job, fake::now(), closeUp(fake::now(), 300));
        const auto block = std::ranges::find(rows, WaitCause::block, &WaitRow::cause);
        QVERIFY(block != rows.end());
        QCOMPARE(block->past.front().fill, Fill::diagonal);
    }

    void timeSharesAddUpToTheWhole()
    {
        const auto shares = timeShares(*fake::waitingLong().series);
        QCOMPARE(shares.front().cause, WaitCause::none);
        const double sum = std::accumulate(shares.begin(), shares.end(), 0.0,
                                           [](double s, const TimeShare& share) { return s + share.part; });
        QVERIFY(std::abs(sum - 1) < 1e-9);
        QCOMPARE(shares[1].rule, QStringLiteral("hour window"));
        QVERIFY(shares[1].part > 0.8);
        QCOMPARE(shares[2].rule, QStringLiteral("10 s window"));
        QVERIFY(timeShares({}).empty());
    }

    void timeInWhichItWasPausedIsNoArgumentForAHigherLimit()
    {
        engine::SeriesView series;
        series.sending = 10s;
        series.waited[std::size_t(WaitCause::window)] = 30s;
        series.waited[std::size_t(WaitCause::paused)] = 1h;
        series.waited[std::size_t(WaitCause::off)] = 10h;
        const auto shares = timeShares(series);
        QCOMPARE(shares.size(), std::size_t(2));
        QCOMPARE(shares[0].part, 0.25);
        QCOMPARE(shares[1].part, 0.75);
    }

    void whatIsKeptForOthersIsTheFootOnWhichOursStands()
    {
        SeriesStep one = step(0, 0);
        one.usedLow[0] = one.usedHigh[0] = 30;
        const std::vector<SeriesStep> steps{one};
        const auto band = leftBand({steps, 1}, 0, 40, Axis{0, 1, 1}, 10);
        QCOMPARE(band.size(), std::size_t(1));
        QCOMPARE(band[0], (Shape{0, 1, 10, 20, ui::Tone::waiting, Fill::solid}));
        engine::RuleView rule;
        rule.max = 50;
        rule.allowed = rule.used = 40;
        rule.comeback = {{zero + 10s, 40}};
        const auto stairs = comebackStairs(rule, zero, Axis{0, 40, 40}, 10);
        QCOMPARE(stairs.back(), (Shape{10, 40, 10, 50, ui::Tone::waiting, Fill::hollow}));
    }

    void aLearnedLimitIsDrawnAsItChanged()
    {
        engine::SeriesView series;
        series.limitChanges = {
            {zero + 10s, 0, 120}, {zero + 50s, 0, 96}, {zero + 60s, 1, 7}, {zero + 500s, 0, 100}};
        // The first level that is known reaches back to the edge; another rule's changes are not ours.
        QCOMPARE(learnedLevels(series, 0, 100, Axis{0, 100, 100}), (std::vector<Level>{{0, 120}, {50, 96}}));
        // What was before the edge is the level at the edge.
        QCOMPARE(learnedLevels(series, 0, 100, Axis{55, 600, 100}),
                 (std::vector<Level>{{55, 96}, {500, 100}}));
        QCOMPARE(learnedLevels({}, 0, 100, Axis{0, 100, 100}), (std::vector<Level>{{0, 100}}));
    }

    void timeInWhichNoProgramRanIsShadedThroughTheWholeLane()
    {
        engine::SeriesView series;
        series.waits = {{WaitCause::off, {}, zero - 50s, zero + 20s},
                        {WaitCause::window, QStringLiteral("hour window"), zero + 20s, zero + 40s}};
        const auto shapes = shaded(series, Axis{0, 100, 100}, 60);
        QCOMPARE(shapes.size(), std::size_t(1));
        QCOMPARE(shapes[0], (Shape{0, 20, 0, 60, ui::Tone::paused, Fill::light}));
    }

    void inFlightIsDrawnOnlyWhileItBinds()
    {
        std::vector<SeriesStep> steps{step(0, 9), step(1, 9), step(2, 9), step(3, 9)};
        for (std::size_t i = 0; i < steps.size(); ++i)
            steps[i].usedHigh[1] = i == 3 ? 3 : 4;
        steps[0].usedHigh[1] = 2;
        const auto lines = inFlightBound({steps, 1}, 1, 4, 30, Axis{0, 100, 100});
        QCOMPARE(lines.size(), std::size_t(1));
        QCOMPARE(lines[0], (Shape{1, 3, 30, 30, ui::Tone::held, Fill::solid}));
        QVERIFY(inFlightBound({steps, 1}, 1, 0, 30, Axis{0, 100, 100}).empty());
    }

    void itIsWrittenWhenAnEmptyTankFillsUnlessThatIsAtOnce()
    {
        engine::RuleView rule;
        rule.max = rule.allowed = rule.used = 50;
        rule.comeback = {{zero + 50s, 50}};
        QVERIFY(comesBackAt(rule, zero, Axis{0, 100, 100}) == std::optional(zero + 50s));
        QVERIFY(!comesBackAt(rule, zero, Axis{0, 1000, 100})); // 5 px away
        QVERIFY(!comesBackAt(rule, zero, Axis{0, 40, 100}));   // beyond the edge
        rule.nextSlot = zero + 45s; // which knows it better than the steps of the staircase
        QVERIFY(comesBackAt(rule, zero, Axis{0, 100, 100}) == std::optional(zero + 45s));
        rule.used = 49;
        QVERIFY(!comesBackAt(rule, zero, Axis{0, 100, 100}));
    }

    void theMouseIsToldWhatIsThere()
    {
        auto job = fake::running();
        const SeriesStep& last = job.series->seconds.back();
        const WallTime present = last.at + 1s;
        const engine::Writing writing(present, true);
        const QString rate = hint(job, LaneKind::rate, 0, nullptr, last.at, present, writing);
        QVERIFY2(rate.contains(QStringLiteral(" of 50 in any 10 s")), qPrintable(rate));
        const QString left = hint(job, LaneKind::left, 1, nullptr, last.at, present, writing);
        QVERIFY2(left.contains(QStringLiteral("hour window: ")), qPrintable(left));
        QVERIFY(left.endsWith(QStringLiteral(" of 1,000 left")));
        job.rules[1].kind = limits::Kind::daily;
        job.rules[1].allowed = 800;
        QVERIFY(hint(job, LaneKind::left, 1, nullptr, last.at, present, writing)
                    .endsWith(QStringLiteral("of 800 left · 200 kept for others · others: unknown")));
        job.rules[1].others = 30;
        QVERIFY(hint(job, LaneKind::left, 1, nullptr, last.at, present, writing)
                    .endsWith(QStringLiteral(" · others: 30")));
        job = fake::running();
        // Nothing is known of the future, nor of what was before the job.
        QVERIFY(hint(job, LaneKind::rate, 0, nullptr, present + 1h, present, writing).isEmpty());
        QVERIFY(hint(job, LaneKind::left, 0, nullptr, zero, present, writing).isEmpty());
        WaitRow row;
        row.cause = WaitCause::window;
        row.rule = QStringLiteral("hour window");
        const double at = secondsOf(present);
        row.past = {{at - 3000, at - 100, 0, 1, ui::Tone::waiting, Fill::solid}};
        row.planned = {{at, at + 3000, 0, 1, ui::Tone::waiting, Fill::hollow}};
        const QString past = hint(job, LaneKind::wait, 0, &row, present - 200s, present, writing);
        QVERIFY2(past.startsWith(QStringLiteral("hour window: ")), qPrintable(past));
        QVERIFY(past.contains(QStringLiteral(", 48 min 20 s")));
        QVERIFY(past.endsWith(QStringLiteral("1,000 in any 1 h 00 min")));
        QVERIFY(hint(job, LaneKind::wait, 0, &row, present + 10s, present, writing)
                    .contains(QStringLiteral("(planned)")));
        QVERIFY(hint(job, LaneKind::wait, 0, &row, present - 50s, present, writing).isEmpty());
    }
};

QTEST_APPLESS_MAIN(TestPlots)
#include "tst_plots.moc"
