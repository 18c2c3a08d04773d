#include "engine/chronicle.h"

#include <QTest>

using namespace engine;
using namespace std::chrono_literals;
using jobs::JobState;
using jobs::PauseReason;

namespace {

constexpr WallTime start{std::chrono::milliseconds(1'795'251'600'000)};

struct Pictures {
    Snapshot shot;
    Chronicle chronicle;

    Pictures()
    {
        shot.asOf = start;
        JobSnapshot job;
        job.id = 7;
        job.name = QStringLiteral("Q4");
        job.vendor = QStringLiteral("Kameleoon");
        job.accountLabel = QStringLiteral("Production");
        job.nouns = QStringLiteral("accounts");
        job.state = JobState::ready;
        shot.jobs << job;
        chronicle.follow(shot);
    }
    JobSnapshot& job() { return shot.jobs.front(); }
    QStringList next(Duration later = 100ms)
    {
        shot.asOf += std::chrono::duration_cast<std::chrono::milliseconds>(later);
        return chronicle.follow(shot);
    }
};

} // namespace

class TstChronicle : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void doesNotRepeatHowOldJobsStand()
    {
        Pictures pictures;
        QVERIFY(pictures.next().isEmpty());
    }

    void tellsOfAJobThatIsNew()
    {
        Pictures pictures;
        JobSnapshot fresh = pictures.job();
        fresh.id = 8;
        fresh.state = JobState::running;
        pictures.shot.jobs.prepend(fresh);
        QCOMPARE(pictures.next().size(), 1);
    }

    void saysEachChangeOnceInTheWordsOfTheScreen()
    {
        Pictures pictures;
        pictures.job().state = JobState::running;
        const QStringList lines = pictures.next();
        QCOMPARE(lines.size(), 1);
        QVERIFY2(lines[0].startsWith(QStringLiteral("job 7 “Q4” (Kameleoon, Production): Running")),
                 qPrintable(lines[0]));
        QVERIFY(pictures.next().isEmpty());
        pictures.job().state = JobState::paused;
        pictures.job().reason = PauseReason::guardAllGone;
        QVERIFY(pictures.next().join(QString()).contains(QStringLiteral("already absent")));
    }

    void saysALongWaitOnceHoweverItsCountdownRuns()
    {
        Pictures pictures;
        pictures.job().state = JobState::running;
        pictures.next();
        Wait& wait = pictures.job().wait;
        wait.cause = WaitCause::window;
        wait.rule = QStringLiteral("hour window");
        wait.since = pictures.shot.asOf;
        wait.until = pictures.shot.asOf + 50min;
        QCOMPARE(pictures.next().filter(QStringLiteral("hour window")).size(), 1);
        for (int i = 0; i < 100; ++i)
            QVERIFY(pictures.next(10s).isEmpty());
    }

    void leavesOutTheShortBreathOfAWindow()
    {
        Pictures pictures;
        pictures.job().state = JobState::running;
        pictures.next();
        for (int i = 0; i < 10; ++i) {
            Wait& wait = pictures.job().wait;
            wait.cause = WaitCause::window;
            wait.since = pictures.shot.asOf;
            wait.until = pictures.shot.asOf + 8s;
            QVERIFY(pictures.next(8s).isEmpty());
            wait = {};
            QVERIFY(pictures.next(2s).isEmpty());
        }
    }

    void saysRefusalsAtMostOnceAMinute()
    {
        Pictures pictures;
        pictures.job().state = JobState::running;
        pictures.next();
        int said = 0;
        for (int second = 0; second < 300; ++second) {
            ++pictures.job().throttled;
            said += static_cast<int>(pictures.next(1s).size());
        }
        QVERIFY2(said >= 4 && said <= 6, qPrintable(QString::number(said)));
    }
};

QTEST_APPLESS_MAIN(TstChronicle)
#include "tst_chronicle.moc"
