#include "jobs/guards.h"

#include <QTest>

using jobs::Guards;
using jobs::GuardSettings;
using jobs::PauseReason;
using Seen = Guards::Seen;

class TstGuards : public QObject {
    Q_OBJECT

    static void see(Guards& guards, Seen what, int times)
    {
        for (int i = 0; i < times; ++i)
            guards.see(what);
    }

private Q_SLOTS:
    void stopsAtTwentyFailuresInARow()
    {
        Guards guards;
        guards.see(Seen::done);
        see(guards, Seen::failed, 19);
        QCOMPARE(guards.verdict(), PauseReason::none);
        guards.see(Seen::failed);
        QCOMPARE(guards.verdict(), PauseReason::guardRow);
    }

    void startsCountingAnewAfterASuccess()
    {
        Guards guards;
        see(guards, Seen::failed, 19);
        guards.see(Seen::done);
        see(guards, Seen::failed, 19);
        QCOMPARE(guards.verdict(), PauseReason::none);
    }

    void stopsWhenHalfOfTheLastFiftyFailed()
    {
        Guards guards;
        for (int i = 0; i < 24; ++i) {
            guards.see(Seen::failed);
            guards.see(Seen::done);
        }
        guards.see(Seen::done);
        QCOMPARE(guards.verdict(), PauseReason::none);
        guards.see(Seen::failed); // 25 of 50
        QCOMPARE(guards.verdict(), PauseReason::guardRate);
    }

    void doesNotJudgeARateBeforeItHasSeenFifty()
    {
        Guards guards;
        for (int i = 0; i < 12; ++i) {
            guards.see(Seen::failed);
            guards.see(Seen::failed);
            guards.see(Seen::done);
        }
        QCOMPARE(guards.verdict(), PauseReason::none);
    }

    void stopsWhenTheFirstTwentyAreAllAlreadyAbsent()
    {
        Guards guards;
        see(guards, Seen::gone, 19);
        QCOMPARE(guards.verdict(), PauseReason::none);
        guards.see(Seen::gone);
        QCOMPARE(guards.verdict(), PauseReason::guardAllGone);
    }

    void doesNotMindAbsentOnesOnceOneWasDone()
    {
        Guards guards;
        guards.see(Seen::done);
        see(guards, Seen::gone, 100);
        QCOMPARE(guards.verdict(), PauseReason::none);
    }

    void asksAgainOnlyAfterTenTimesAsManyWhenTheOperatorGoesOn()
    {
        Guards guards;
        see(guards, Seen::gone, 20);
        guards.goOn(PauseReason::guardAllGone);
        QCOMPARE(guards.verdict(), PauseReason::none);
        see(guards, Seen::gone, 179);
        QCOMPARE(guards.verdict(), PauseReason::none);
        guards.see(Seen::gone);
        QCOMPARE(guards.verdict(), PauseReason::guardAllGone);
    }

    void countsRequestsAgainstTheCap()
    {
        GuardSettings settings;
        settings.maxRequests = 2;
        Guards guards(settings);
        guards.countRequest();
        QVERIFY(!guards.isOutOfRequests());
        guards.countRequest();
        QVERIFY(guards.isOutOfRequests());
    }

    void canBeSwitchedOff()
    {
        Guards guards(GuardSettings{0, 0, 50, 0, 0, 0});
        see(guards, Seen::gone, 100);
        see(guards, Seen::failed, 100);
        QCOMPARE(guards.verdict(), PauseReason::none);
    }
};

QTEST_APPLESS_MAIN(TstGuards)
#include "tst_guards.moc"
