#include "desk.h"

#include <QTest>

using namespace desk;

namespace {

Event page(const Desk& desk, AttemptId attempt)
{
    Outcome outcome{OutcomeKind::lost, 200, {}, "Access blocked", {}};
    outcome.isWebPage = true;
    return Lost{attempt, desk.now, desk.now + 60s, outcome};
}

std::vector<Event> pages(Desk& desk)
{
    std::vector<Event> events;
    for (const AttemptId attempt : std::exchange(desk.open, {}))
        events.push_back(page(desk, attempt));
    return events;
}

} // namespace

/// What a web page in place of the vendor's answer does to a job.
class PageBrakeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theFirstPagePausesTheJobAndNothingCountsAsDone()
    {
        Desk desk(kameleoonLike(), 100);
        desk.step({Start{}});
        QCOMPARE(desk.open.size(), std::size_t(16));
        const AttemptId first = desk.open.front();
        desk.open.erase(desk.open.begin());
        desk.step({page(desk, first)});
        QCOMPARE(desk.scheduler.state(), JobState::pausing);
        QVERIFY(desk.commands.sends.empty());
        QCOMPARE(desk.commands.ended.front().httpStatus, 200);
        desk.step(pages(desk));
        QCOMPARE(desk.scheduler.state(), JobState::paused);
        QCOMPARE(desk.scheduler.reason(), PauseReason::guardPage);
        QCOMPARE(desk.scheduler.reasonDetail(), std::string("Access blocked"));
        QCOMPARE(desk.scheduler.counts()[ItemState::done], 0U);
        QCOMPARE(desk.scheduler.counts()[ItemState::waiting], 16U);
        QCOMPARE(desk.scheduler.counts()[ItemState::queued], 84U);
    }

    void whereAskingAgainMayHarmTheIdIsUnknown()
    {
        Course course = kameleoonLike();
        course.askAgain = false;
        course.inFlight = 1;
        Desk desk(course, 3);
        desk.step({Start{}});
        desk.step(pages(desk));
        QCOMPARE(desk.scheduler.counts()[ItemState::unknown], 1U);
        QVERIFY(desk.commands.changed.back().detail == Detail::webPage);
        desk.now += 10min;
        desk.step({Start{}});
        QCOMPARE(desk.commands.sends.size(), std::size_t(1));
        QCOMPARE(desk.commands.items.front(), ItemIndex(1));
    }

    void afterAPageOneRequestAloneShowsWhetherTheVendorAnswers()
    {
        Desk desk(kameleoonLike(), 100);
        desk.step({Start{}});
        desk.step(pages(desk));
        desk.now += 10min;
        desk.step({Start{}});
        QCOMPARE(desk.open.size(), std::size_t(1));
        desk.step(pages(desk));
        QCOMPARE(desk.scheduler.reason(), PauseReason::guardPage);
        desk.now += 10min;
        desk.step({Start{}});
        QCOMPARE(desk.open.size(), std::size_t(1));
        desk.step(desk.answerAll(OutcomeKind::done));
        QCOMPARE(desk.open.size(), std::size_t(16));
    }

    void anIdIsAskedNoOftenerThanAfterLostAnswers()
    {
        Desk desk(kameleoonLike(), 1);
        int sent = 0;
        for (int round = 0; round < 20 && desk.scheduler.state() != JobState::finished; ++round) {
            desk.step({Start{}});
            sent += int(desk.open.size());
            desk.step(pages(desk));
            desk.now += 10min;
            desk.step();
        }
        QCOMPARE(sent, kameleoonLike().triesMost);
        QCOMPARE(desk.scheduler.counts()[ItemState::unknown], 1U);
    }

    void aBatchWithAKeyGoesAgainAsItWas()
    {
        Course course = kameleoonLike();
        course.batch = 5;
        course.inFlight = 1;
        course.repeatsBatches = true;
        course.batchCosts = {{"/batch", 1}, {"/accounts/", 1}};
        Desk desk(course, 10);
        desk.step({Start{}});
        QCOMPARE(desk.commands.items.size(), std::size_t(5));
        desk.step(pages(desk));
        desk.now += 10min;
        desk.step({Start{}});
        QCOMPARE(desk.commands.sends.front().kind, AttemptKind::batch);
        QCOMPARE(desk.commands.items, (std::vector<ItemIndex>{0, 1, 2, 3, 4}));
    }

    void aPageForASignInPausesTheJob()
    {
        Course course = kameleoonLike();
        course.needsToken = course.canRenewToken = true;
        Desk desk(course, 5);
        desk.step({Start{}});
        QCOMPARE(desk.commands.sends.front().kind, AttemptKind::token);
        desk.step(pages(desk));
        QCOMPARE(desk.scheduler.reason(), PauseReason::guardPage);
        QCOMPARE(desk.scheduler.counts()[ItemState::queued], 5U);
    }
};

QTEST_APPLESS_MAIN(PageBrakeTest)
#include "tst_pagebrake.moc"
