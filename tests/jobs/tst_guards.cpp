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

    void doesNotCountWhatProvablyDidNotLeaveAgainstTheCap()
    {
        GuardSettings settings;
        settings.maxRequests = 1;
        Guards guards(settings);
        guards.countRequest();
        guards.uncountRequest();
        QVERIFY(!guards.isOutOfRequests());
    }

    void remembersWhatWasDoneBeforeARestart()
    {
        Guards guards;
        guards.recall({50, 50, 19, true, 50, PauseReason::byOperator});
        guards.goOn(PauseReason::byOperator);
        see(guards, Seen::gone, 100);
        QCOMPARE(guards.verdict(), PauseReason::none);
    }

    void countsAbsentOnesAcrossARestart()
    {
        Guards guards;
        guards.recall({19, 19, 19, false, 19, PauseReason::interrupted});
        guards.goOn(PauseReason::interrupted);
        QCOMPARE(guards.verdict(), PauseReason::none);
        guards.see(Seen::gone);
        QCOMPARE(guards.verdict(), PauseReason::guardAllGone);
    }

    void remembersThatTheOperatorWentOnFromAbsentOnes_data()
    {
        QTest::addColumn<unsigned>("absent");
        QTest::addColumn<int>("reason");
        QTest::addColumn<int>("more"); // until it asks again
        QTest::newRow("paused by it just now") << 20U << int(PauseReason::guardAllGone) << 180;
        QTest::newRow("with answers that came while it paused")
            << 35U << int(PauseReason::guardAllGone) << 165;
        QTest::newRow("a crash later") << 100U << int(PauseReason::interrupted) << 100;
        QTest::newRow("paused by it the second time") << 205U << int(PauseReason::guardAllGone) << 1795;
        QTest::newRow("a crash after that") << 500U << int(PauseReason::interrupted) << 1500;
    }
    void remembersThatTheOperatorWentOnFromAbsentOnes()
    {
        QFETCH(const unsigned, absent);
        QFETCH(const int, reason);
        QFETCH(const int, more);
        Guards guards;
        const auto why = static_cast<PauseReason>(reason);
        guards.recall({absent, absent, absent, false, absent, why});
        guards.goOn(why);
        see(guards, Seen::gone, more - 1);
        QCOMPARE(guards.verdict(), PauseReason::none);
        guards.see(Seen::gone);
        QCOMPARE(guards.verdict(), PauseReason::guardAllGone);
    }

    void allowsAsManyAgainEachTimeTheOperatorGoesOnFromTheCap_data()
    {
        QTest::addColumn<qint64>("requests");
        QTest::addColumn<int>("reason");
        QTest::addColumn<int>("left");
        QTest::newRow("before it") << qint64{7} << int(PauseReason::byOperator) << 3;
        QTest::newRow("met, and gone on from") << qint64{10} << int(PauseReason::guardRequests) << 10;
        QTest::newRow("met in the moment of a crash") << qint64{10} << int(PauseReason::interrupted) << 0;
        QTest::newRow("gone past, then paused for something else")
            << qint64{14} << int(PauseReason::byOperator) << 6;
        QTest::newRow("met twice, and gone on from") << qint64{20} << int(PauseReason::guardRequests) << 10;
    }
    void allowsAsManyAgainEachTimeTheOperatorGoesOnFromTheCap()
    {
        QFETCH(const qint64, requests);
        QFETCH(const int, reason);
        QFETCH(const int, left);
        GuardSettings settings;
        settings.maxRequests = 10;
        Guards guards(settings);
        const auto why = static_cast<PauseReason>(reason);
        guards.recall({5, 5, 0, true, requests, why});
        guards.goOn(why);
        for (int i = 0; i < left; ++i) {
            QVERIFY(!guards.isOutOfRequests());
            guards.countRequest();
        }
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
