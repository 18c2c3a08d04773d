#include "engine/advice.h"
#include "engine/sentences.h"

#include <QTest>

using namespace engine;
using namespace std::chrono;
using jobs::ItemState;
using jobs::JobState;
using jobs::PauseReason;

namespace {

/// Friday 20 November 2026, 17:23:03 UTC.
constexpr WallTime now = sys_days{year{2026} / 11 / 20} + 17h + 23min + 3s;

WallTime at(int hour, int minute, int second = 0)
{
    return sys_days{year{2026} / 11 / 20} + hours{hour} + minutes{minute} + seconds{second};
}

Writing writing()
{
    return Writing(now, true, QLocale(QLocale::English, QLocale::UnitedStates));
}

JobSnapshot kameleoon()
{
    JobSnapshot job;
    job.name = QStringLiteral("Q4 clean-up");
    job.vendor = QStringLiteral("Kameleoon");
    job.accountLabel = QStringLiteral("Production");
    job.verb = QStringLiteral("Delete");
    job.participle = QStringLiteral("deleted");
    job.noun = QStringLiteral("account");
    job.nouns = QStringLiteral("accounts");
    job.state = JobState::running;
    job.counts[ItemState::queued] = 3812;
    job.counts[ItemState::done] = 1000;
    job.startedAt = at(17, 4, 10);
    job.eta = at(21, 6, 50);
    job.perSecond = 5.04;
    return job;
}

JobSnapshot paused(PauseReason reason)
{
    JobSnapshot job = kameleoon();
    job.state = JobState::paused;
    job.reason = reason;
    return job;
}

Wait hourWindow()
{
    Wait wait;
    wait.cause = WaitCause::window;
    wait.rule = QStringLiteral("hour window");
    wait.since = at(17, 7, 20);
    wait.until = at(18, 4, 10);
    wait.used = wait.max = 1000;
    wait.per = 1h;
    return wait;
}

} // namespace

class TestSentences : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void writesNumbersWithThousandsAlsoInTheCLocale()
    {
        QCOMPARE(writing().number(4812), QStringLiteral("4,812"));
        QCOMPARE(Writing(now, true, QLocale::c()).number(1000000), QStringLiteral("1,000,000"));
        QCOMPARE(Writing(now, true, QLocale(QLocale::German)).number(4812), QStringLiteral("4.812"));
    }

    void writesTimesWithSecondsOnlyWithinTwoHoursAndTheDayOnlyWhenItIsNotToday()
    {
        QCOMPARE(writing().time(at(18, 4, 10)), QStringLiteral("18:04:10"));
        QCOMPARE(writing().time(at(21, 6, 50)), QStringLiteral("21:06"));
        QCOMPARE(writing().time(now + 8h + 36min + 57s), QStringLiteral("Sat 21 Nov 02:00"));
        QCOMPARE(writing().time(now + 24h * 60), QStringLiteral("Tue 19 Jan 2027 17:23"));
    }

    void writesDurationsAsPeopleReadThem_data()
    {
        QTest::addColumn<qint64>("milliseconds");
        QTest::addColumn<QString>("text");
        QTest::newRow("nothing") << qint64(0) << "0 s";
        QTest::newRow("seconds") << qint64(41'000) << "41 s";
        QTest::newRow("up to ninety") << qint64(89'000) << "89 s";
        QTest::newRow("minutes") << qint64((41 * 60 + 7) * 1000) << "41 min 07 s";
        QTest::newRow("hours") << qint64((2 * 60 + 6) * 60'000) << "2 h 06 min";
        QTest::newRow("days") << qint64(76) * 3'600'000 << "3 d 4 h";
        QTest::newRow("negative") << qint64(-5000) << "0 s";
    }
    void writesDurationsAsPeopleReadThem()
    {
        QFETCH(qint64, milliseconds);
        QFETCH(QString, text);
        QCOMPARE(writing().duration(std::chrono::milliseconds(milliseconds)), text);
    }

    void leadsWithTheClockBeyondAnHour()
    {
        QCOMPARE(writing().wait(at(18, 4, 10)), QStringLiteral("41 min 07 s"));
        QCOMPARE(writing().wait(at(19, 29, 3)), QStringLiteral("until 19:29 (2 h 06 min)"));
    }

    void neverCountsDownToZeroBeforeTheEnd()
    {
        QCOMPARE(writing().wait(now + 200ms), QStringLiteral("1 s"));
        QCOMPARE(writing().wait(now - 200ms), QStringLiteral("0 s"));
    }

    void saysThatNothingWasSentBeforeTheStart()
    {
        JobSnapshot job = kameleoon();
        job.state = JobState::ready;
        const Sentence said = sentence(job, writing());
        QCOMPARE(said.first, QStringLiteral("Not started: 4,812 accounts on the list"));
        QCOMPARE(said.second, QStringLiteral("Nothing has been sent."));
    }

    void usesTheSingularForOne()
    {
        JobSnapshot job = kameleoon();
        job.state = JobState::draft;
        job.counts = {};
        job.counts[ItemState::queued] = 1;
        QCOMPARE(sentence(job, writing()).first, QStringLiteral("Not started: 1 account on the list"));
    }

    void namesTheEndOfTheBurstAndOfTheWaitAfterItWhileRunning()
    {
        JobSnapshot job = kameleoon();
        auto plan = std::make_shared<Plan>();
        plan->batches = {{at(17, 20), at(17, 26, 22), 400, QStringLiteral("hour window")},
                         {at(18, 22, 0), at(18, 25), 600, {}}};
        job.plan = plan;
        const Sentence said = sentence(job, writing());
        QCOMPARE(said.first, QStringLiteral("Running: 1,000 of 4,812, finishes 21:06"));
        QCOMPARE(said.second,
                 QStringLiteral("5.0 a second · this burst ends at 17:26:22, then a wait until 18:22:00"));
    }

    void admitsWhenItIsLaterThanPlanned()
    {
        JobSnapshot job = kameleoon();
        job.plannedFinish = at(20, 40);
        QCOMPARE(sentence(job, writing()).first,
                 QStringLiteral("Running: 1,000 of 4,812, finishes 21:06 (26 min 50 s later than planned)"));
        job.plannedFinish = at(21, 6, 20);
        QCOMPARE(sentence(job, writing()).first, QStringLiteral("Running: 1,000 of 4,812, finishes 21:06"));
    }

    void staysRunningThroughTheBreathOfATenSecondWindow()
    {
        JobSnapshot job = kameleoon();
        job.wait = hourWindow();
        job.wait.rule = QStringLiteral("10 s window");
        job.wait.since = now - 2s;
        job.wait.until = now + 6s;
        job.wait.used = job.wait.max = 50;
        const Sentence said = sentence(job, writing());
        QVERIFY(said.first.startsWith(QStringLiteral("Running: ")));
        QCOMPARE(said.second,
                 QStringLiteral("5.0 a second · 10 s window full (50 of 50), next slot 17:23:09"));
    }

    void saysHowLongWhyAndUntilWhenForAFullWindow()
    {
        JobSnapshot job = kameleoon();
        job.wait = hourWindow();
        const Sentence said = sentence(job, writing());
        QCOMPARE(
            said.first,
            QStringLiteral("Waiting 41 min 07 s: hour window full (1,000 of 1,000), next slot 18:04:10"));
        QCOMPARE(said.second,
                 QStringLiteral("1,000 of 4,812, finishes 21:06 · nothing is wrong and nothing to do"));
        QCOMPARE(shortState(job, writing()), QStringLiteral("Waits until 18:04:10"));
    }

    void showsPacingOnlyFromThreeSecondsOn()
    {
        JobSnapshot job = kameleoon();
        job.wait.cause = WaitCause::pace;
        job.wait.per = 5s;
        job.wait.since = now - 1s;
        job.wait.until = now + 1s;
        QVERIFY(sentence(job, writing()).first.startsWith(QStringLiteral("Running: ")));
        job.wait.until = now + 4s;
        QCOMPARE(sentence(job, writing()).first,
                 QStringLiteral("Waiting 4 s: one request every 5 s, next at 17:23:07"));
    }

    void saysWhatIsKeptForColleaguesOfADailyLimit()
    {
        JobSnapshot job = kameleoon();
        job.wait.cause = WaitCause::daily;
        job.wait.rule = QStringLiteral("day");
        job.wait.used = 4000;
        job.wait.max = 5000;
        job.wait.until = at(17, 23, 3) + 8h + 36min + 57s;
        RuleView day;
        day.name = job.wait.rule;
        day.kind = limits::Kind::daily;
        day.max = 5000;
        day.allowed = 4000;
        job.rules = {day};
        QCOMPARE(
            sentence(job, writing()).first,
            QStringLiteral(
                "Waiting until Sat 21 Nov 02:00: 4,000 of 5,000 for today used, 1,000 kept for colleagues"));
    }

    void keepsSilentWhenBlockedAndSaysSo()
    {
        JobSnapshot job = kameleoon();
        job.vendor = QStringLiteral("Accompa");
        job.wait.cause = WaitCause::block;
        job.wait.until = now + 6min + 8s;
        const Sentence said = sentence(job, writing());
        QCOMPARE(said.first,
                 QStringLiteral("Blocked by Accompa until 17:29:11 (6 min 08 s): keeping silent"));
        QCOMPARE(
            said.second,
            QStringLiteral("1,000 of 4,812, finishes 21:06. Any call now would start the block again, so "
                           "none is sent on this account."));
    }

    void saysThatAThrottleFailsNoId()
    {
        JobSnapshot job = kameleoon();
        job.wait.cause = WaitCause::throttle;
        job.wait.until = now + 41s;
        job.throttled = 2;
        const Sentence said = sentence(job, writing());
        QCOMPARE(said.first, QStringLiteral("Kameleoon asked for a pause: 41 s, until 17:23:44"));
        QCOMPARE(said.second,
                 QStringLiteral("1,000 of 4,812, finishes 21:06. Refused 2 times. No id has failed by it."));
    }

    void whatWasInFlightWhenTheProgramDiedIsUnknown()
    {
        JobSnapshot job = paused(PauseReason::interrupted);
        job.counts[ItemState::sent] = 12;
        job.counts[ItemState::unknown] = 1;
        QVERIFY(sentence(job, writing()).first.endsWith(QStringLiteral(", 13 unknown")));
    }

    void neverSaysThatTheVendorAskedForATimeThatItDidNotName()
    {
        JobSnapshot job = kameleoon();
        job.wait.cause = WaitCause::throttle;
        job.wait.until = now + 41s;
        job.throttled = 1;
        job.hold.emplace();
        job.hold->isTimeTold = false;
        QCOMPARE(sentence(job, writing()).first,
                 QStringLiteral("Kameleoon refuses, and names no time: next try in 41 s, at 17:23:44"));
    }

    void saysWhichLimitIsFullForLongerThanThePause()
    {
        JobSnapshot job = kameleoon();
        job.wait.cause = WaitCause::throttle;
        job.wait.until = now + 41s;
        engine::RuleView hour;
        hour.name = QStringLiteral("hour window");
        hour.used = hour.allowed = 1000;
        hour.nextSlot = now + 20min;
        job.rules = {hour};
        QVERIFY(sentence(job, writing())
                    .second.endsWith(QStringLiteral(" Then the hour window is full until 17:43:03.")));
        job.rules[0].nextSlot = now + 30s; // over before the pause is
        QVERIFY(!sentence(job, writing()).second.contains(QStringLiteral("Then")));
    }

    void saysThatWithoutNetworkNothingIsLost()
    {
        JobSnapshot job = kameleoon();
        job.wait.cause = WaitCause::network;
        job.wait.since = at(17, 20, 0);
        job.wait.until = at(17, 24, 0);
        const Sentence said = sentence(job, writing());
        QCOMPARE(said.first, QStringLiteral("No network since 17:20:00: next try 17:24:00"));
        QCOMPARE(said.second, QStringLiteral("Nothing was in flight, nothing is lost."));
    }

    void namesEveryPause_data()
    {
        QTest::addColumn<int>("reason");
        QTest::addColumn<QString>("first");
        const auto row = [](PauseReason reason, const char* first) {
            QTest::newRow(std::string(first, 24).c_str()) << int(reason) << QString::fromUtf8(first);
        };
        row(PauseReason::byOperator, "Paused by you at 17:20:00: 1,000 of 4,812");
        row(PauseReason::interrupted, "Interrupted 17:20:00: 1,000 of 4,812, 0 unknown");
        row(PauseReason::guardRow, "Paused by a brake: 20 failures in a row");
        row(PauseReason::guardRate, "Paused by a brake: 50 % of the last 50 failed");
        row(PauseReason::guardAllGone, "Paused by a brake: the first 20 answers all say “already absent”");
        row(PauseReason::guardRequests, "Paused by a brake: 5,294 requests sent, as many as you allowed");
        row(PauseReason::guardCanary, "Have a look: the first 5 are answered");
        row(PauseReason::guardRedirect, "Paused by a brake: Kameleoon sent us to another address");
        row(PauseReason::guardPage, "Paused by a brake: the answer is a web page, not Kameleoon’s");
        row(PauseReason::guardStop, "Paused by a brake: Kameleoon says the request itself is wrong");
        row(PauseReason::credentials, "Paused: Kameleoon no longer accepts the sign-in (401)");
        row(PauseReason::forbidden, "Paused: Kameleoon says this sign-in may not delete accounts (403)");
        row(PauseReason::store, "Paused: nothing can be recorded");
    }
    void aSignInThatFailedWithoutA401SaysHow()
    {
        JobSnapshot job = paused(PauseReason::credentials);
        job.reasonDetail = QStringLiteral("401: invalid_token");
        QVERIFY(sentence(job, writing()).first.endsWith(QStringLiteral("(401)")));
        job.reasonDetail = QStringLiteral("200: the answer to the sign-in holds no access_token");
        QVERIFY(
            sentence(job, writing())
                .first.endsWith(QStringLiteral("(200: the answer to the sign-in holds no access_token)")));
    }

    void countsWhatIsDoneWithoutAReceipt()
    {
        JobSnapshot job = kameleoon();
        job.state = JobState::finished;
        job.counts = {};
        job.counts[ItemState::done] = 6;
        QVERIFY(!sentence(job, writing()).second.contains(QStringLiteral("receipt")));
        job.givesReceipts = true;
        QVERIFY(sentence(job, writing()).second.contains(QStringLiteral("6 deleted without a receipt")));
        job.receipts = 5;
        QVERIFY(sentence(job, writing()).second.contains(QStringLiteral("5 receipts for 6 deleted")));
    }

    void namesEveryPause()
    {
        QFETCH(int, reason);
        QFETCH(QString, first);
        JobSnapshot job = paused(static_cast<PauseReason>(reason));
        job.pausedAt = job.interruptedAt = at(17, 20, 0);
        job.guards.canary = 5;
        job.guards.maxRequests = 5294;
        QCOMPARE(sentence(job, writing()).first, first);
        QVERIFY(!sentence(job, writing()).second.isEmpty());
        QVERIFY(!shortState(job, writing()).isEmpty());
    }

    void saysWhatAnInterruptedJobWillNotDoAgain()
    {
        JobSnapshot job = paused(PauseReason::interrupted);
        job.interruptedAt = at(17, 20, 0);
        RuleView ten, hour;
        ten.name = QStringLiteral("10 s window");
        ten.per = 10s;
        hour.name = QStringLiteral("hour window");
        hour.per = 1h;
        hour.used = 812;
        job.rules = {ten, hour};
        QCOMPARE(sentence(job, writing()).second,
                 QStringLiteral(
                     "No deleted id will be sent again. The hour window still holds 812 of our requests."));
    }

    void repeatsTheVendorsAnswerWhenABrakeStopped()
    {
        JobSnapshot job = paused(PauseReason::guardRow);
        job.reasonDetail = QStringLiteral("423 “Locked”");
        QCOMPARE(sentence(job, writing()).second,
                 QStringLiteral("Most often: 423 “Locked”. 3,812 accounts untouched."));
    }

    void advisesWhereAPersonHasToDecideAndNowhereElse()
    {
        QVERIFY(advice(kameleoon()).isEmpty());
        QVERIFY(advice(paused(PauseReason::byOperator)).isEmpty());
        QCOMPARE(advice(paused(PauseReason::guardAllGone)).size(), 3);
        QVERIFY(advice(paused(PauseReason::guardAllGone)).first().contains(QStringLiteral("Production")));
    }

    void tellsHowLongPausingCanTake()
    {
        JobSnapshot job = kameleoon();
        job.state = JobState::pausing;
        job.inFlight = 4;
        QCOMPARE(sentence(job, writing()).first, QStringLiteral("Pausing: 4 still in flight, at most 30 s"));
    }

    void tellsACleanEndFromOneThatNeedsAPerson()
    {
        JobSnapshot job = kameleoon();
        job.state = JobState::finished;
        job.endedAt = at(17, 22, 0);
        job.counts = {};
        job.counts[ItemState::done] = 226;
        job.counts[ItemState::gone] = 4;
        Sentence said = sentence(job, writing());
        QCOMPARE(said.first, QStringLiteral("Finished 17:22:00: all 230 deleted or already absent"));
        QCOMPARE(said.second,
                 QStringLiteral("226 deleted by us, 4 already absent · took 17 min 50 s · 0 refused"));
        job.counts[ItemState::done] = 221;
        job.counts[ItemState::unknown] = 3;
        job.counts[ItemState::failed] = 2;
        said = sentence(job, writing());
        QCOMPARE(said.first, QStringLiteral("Finished 17:22:00: 221 of 230 deleted, 5 need you"));
        QCOMPARE(said.second, QStringLiteral("4 already absent · 2 failed · 3 unknown"));
        QCOMPARE(shortState(job, writing()), QStringLiteral("5 need an answer"));
    }

    void doesNotCallSkippedIdsDone()
    {
        JobSnapshot job = kameleoon();
        job.state = JobState::finished;
        job.counts = {};
        job.counts[ItemState::done] = 10;
        job.counts[ItemState::skipped] = 2;
        QCOMPARE(sentence(job, writing()).first, QStringLiteral("Finished: 10 of 12 deleted"));
        QVERIFY(sentence(job, writing()).second.contains(QStringLiteral("2 skipped")));
    }

    void namesTheHolderOfTheAccount()
    {
        JobSnapshot job = kameleoon();
        job.isReadOnly = true;
        job.holder = QStringLiteral("sluice-cli (process 4711, started 17:04:10)");
        QCOMPARE(sentence(job, writing()).first,
                 QStringLiteral(
                     "Read only: this account is in use by sluice-cli (process 4711, started 17:04:10)"));
    }

    void marksPracticeBeforeEverySentence()
    {
        JobSnapshot job = kameleoon();
        job.isPractice = true;
        for (const JobState state :
             {JobState::draft, JobState::running, JobState::paused, JobState::finished}) {
            job.state = state;
            QVERIFY(sentence(job, writing()).first.startsWith(QStringLiteral("PRACTICE: ")));
        }
    }
};

QTEST_APPLESS_MAIN(TestSentences)
#include "tst_sentences.moc"
