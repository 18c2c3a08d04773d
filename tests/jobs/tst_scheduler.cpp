#include "jobs/desk.h"

#include <QTest>

#include <set>

using namespace desk;

class TstScheduler : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sendsNothingBeforeItIsStarted()
    {
        Desk desk(kameleoonLike(), 3);
        QVERIFY(desk.step().sends.empty());
        QCOMPARE(desk.scheduler.state(), JobState::ready);
    }

    void sendsAsManyAsMayBeInFlight()
    {
        Desk desk(kameleoonLike(), 100);
        QCOMPARE(desk.step({Start{}}).sends.size(), std::size_t(16));
        QCOMPARE(desk.commands.waiting.reason, Waiting::For::answer);
        QVERIFY(desk.step().sends.empty());
    }

    void finishesWhenEveryItemIsSettled()
    {
        Desk desk(kameleoonLike(), 20);
        desk.step({Start{}});
        desk.step(desk.answerAll(OutcomeKind::done));
        desk.step(desk.answerAll(OutcomeKind::done));
        QCOMPARE(desk.scheduler.state(), JobState::finished);
        QCOMPARE(desk.scheduler.counts()[ItemState::done], 20U);
    }

    void waitsForTheWindowAndSaysUntilWhen()
    {
        Desk desk(kameleoonLike(), 10, {window(5, 10s)});
        desk.step({Start{}});
        QCOMPARE(desk.commands.sends.size(), std::size_t(5));
        desk.step(desk.answerAll(OutcomeKind::done));
        QVERIFY(desk.commands.sends.empty());
        QCOMPARE(desk.commands.waiting.reason, Waiting::For::rule);
        QCOMPARE(desk.commands.waiting.refusal.rule, std::string("window"));
        QVERIFY(desk.commands.wakeAt.has_value());
        desk.now = *desk.commands.wakeAt - 1ns;
        QVERIFY(desk.step().sends.empty());
        desk.now += 1ns;
        QCOMPARE(desk.step().sends.size(), std::size_t(5));
    }

    void asksALostOneAgainOnlyWhereThatIsHarmless()
    {
        Desk harmless(kameleoonLike(), 1);
        harmless.step({Start{}});
        harmless.step({harmless.lost(harmless.open.front())});
        QCOMPARE(harmless.scheduler.itemState(0), ItemState::waiting);
        harmless.now = *harmless.commands.wakeAt;
        QCOMPARE(harmless.step().sends.size(), std::size_t(1));

        Course strict = kameleoonLike();
        strict.askAgain = false;
        Desk desk(strict, 1);
        desk.step({Start{}});
        desk.step({desk.lost(desk.open.front())});
        QCOMPARE(desk.scheduler.itemState(0), ItemState::unknown);
        QCOMPARE(desk.scheduler.state(), JobState::finished);
    }

    void callsAnAbsentOneAfterALostAnswerProbablyOurs()
    {
        Desk desk(kameleoonLike(), 1);
        desk.step({Start{}});
        desk.step({desk.lost(desk.open.front())});
        desk.now = *desk.commands.wakeAt;
        desk.open.clear();
        desk.step();
        desk.step(desk.answerAll(OutcomeKind::absent, 404));
        QCOMPARE(desk.scheduler.itemState(0), ItemState::gone);
        QCOMPARE(desk.commands.changed.back().detail, Detail::probablyOurs);
    }

    void claimsNoMissingAnswerWhereAServerErrorCameBefore()
    {
        Desk desk(kameleoonLike(), 1);
        desk.step({Start{}});
        desk.step(desk.answerAll(OutcomeKind::outage, 502));
        desk.now = *desk.commands.wakeAt;
        desk.step();
        desk.step(desk.answerAll(OutcomeKind::absent, 404));
        QCOMPARE(desk.commands.changed.back().detail, Detail::probablyOurs);
        QCOMPARE(sentence(Detail::probablyOurs),
                 std::string_view("probably ours: an earlier request may have done it"));
    }

    void takesNotFoundForNoProofWhereTheOperationSaysSo()
    {
        Course chameleon = kameleoonLike();
        chameleon.firstAbsentIsGone = false;
        Desk desk(chameleon, 1);
        desk.step({Start{}});
        desk.step(desk.answerAll(OutcomeKind::absent, 404));
        QCOMPARE(desk.scheduler.itemState(0), ItemState::failed);
    }

    void anAbsenceAfterALostAnswerProvesNothingWhereTheOperationSaysSo()
    {
        Course course = kameleoonLike();
        course.absentAfterUnknownIsGone = false;
        Desk desk(course, 1);
        desk.step({Start{}});
        desk.step({desk.lost(desk.open.front())});
        desk.open.clear();
        desk.now += 10s;
        desk.step();
        desk.step(desk.answerAll(OutcomeKind::absent, 404));
        QCOMPARE(desk.scheduler.counts()[ItemState::unknown], 1U);
        QCOMPARE(desk.scheduler.counts()[ItemState::gone], 0U);
    }

    void countsNoAttemptForWhatNeverLeft()
    {
        Desk desk(kameleoonLike(), 1);
        desk.step({Start{}});
        const AttemptId first = desk.open.front();
        desk.open.clear();
        desk.step({NotSent{first, desk.now, {}}});
        QCOMPARE(desk.commands.changed.front().attempts, std::uint16_t(0));
        desk.now += 1min;
        desk.step();
        desk.step(desk.answerAll(OutcomeKind::done));
        QCOMPARE(desk.scheduler.counts()[ItemState::done], 1U);
        QCOMPARE(desk.commands.changed.front().attempts, std::uint16_t(1));
    }

    void givesUpAfterFiveTriesOfOneId()
    {
        Desk desk(kameleoonLike(), 1);
        desk.step({Start{}});
        int sends = 1;
        for (int guard = 0; guard < 20 && desk.scheduler.state() == JobState::running; ++guard) {
            desk.step(desk.answerAll(OutcomeKind::outage, 503));
            while (desk.open.empty() && desk.commands.wakeAt) {
                desk.now = *desk.commands.wakeAt;
                desk.step();
            }
            sends += static_cast<int>(desk.open.size());
        }
        QCOMPARE(sends, 5);
        QCOMPARE(desk.scheduler.itemState(0), ItemState::failed);
    }

    void usesUpNoTryAndFailsNoIdByAThrottle()
    {
        Desk desk(kameleoonLike(), 1);
        desk.step({Start{}});
        for (int i = 0; i < 30; ++i) {
            desk.step(desk.answerAll(OutcomeKind::throttled, 429));
            while (desk.open.empty() && desk.commands.wakeAt) {
                desk.now = *desk.commands.wakeAt;
                desk.step();
            }
            QCOMPARE(desk.open.size(), std::size_t(1));
        }
        desk.step(desk.answerAll(OutcomeKind::done));
        QCOMPARE(desk.scheduler.itemState(0), ItemState::done);
        QCOMPARE(desk.scheduler.reason(), PauseReason::none);
    }

    void waitsAfterARefusalThatTellsNoTime()
    {
        Desk desk(kameleoonLike(), 2, {window(1000, 10s)});
        Course one = kameleoonLike();
        desk.step({Start{}, ChangeInFlight{1}});
        desk.open.resize(1);
        desk.step({desk.answer(desk.commands.sends.front().attempt, OutcomeKind::throttled, 429)});
        QVERIFY(desk.commands.sends.empty());
        QVERIFY(*desk.commands.wakeAt >= desk.now + one.backoffFirst);
    }

    void triesOneAtATimeAtGrowingDistancesWhileThereIsNoNetwork()
    {
        Desk desk(kameleoonLike(), 50);
        desk.step({Start{}});
        std::vector<Event> events;
        for (const AttemptId attempt : std::exchange(desk.open, {}))
            events.push_back(NotSent{attempt, desk.now, {}});
        desk.step(events);
        QVERIFY(desk.commands.sends.empty());
        QCOMPARE(desk.commands.waiting.reason, Waiting::For::network);
        QCOMPARE(desk.scheduler.counts()[ItemState::queued], 50U);

        Duration last{};
        for (int i = 0; i < 8; ++i) {
            desk.now = *desk.commands.wakeAt;
            QCOMPARE(desk.step().sends.size(), std::size_t(1));
            const AttemptId attempt = desk.open.back();
            desk.open.clear();
            desk.step({NotSent{attempt, desk.now, {}}});
            const Duration distance = *desk.commands.wakeAt - desk.now;
            QVERIFY(distance > last || distance >= 60s);
            QVERIFY(distance <= 66s);
            last = distance;
        }
        desk.now = *desk.commands.wakeAt;
        desk.step();
        desk.step(desk.answerAll(OutcomeKind::done));
        QCOMPARE(desk.commands.sends.size(), std::size_t(16));
        QCOMPARE(desk.scheduler.counts()[ItemState::failed], 0U);
    }

    void fetchesATokenBeforeTheFirstItemAndOnlyOnce()
    {
        Course course = kameleoonLike();
        course.needsToken = course.canRenewToken = true;
        Desk desk(course, 5);
        desk.step({Start{}});
        QCOMPARE(desk.commands.sends.size(), std::size_t(1));
        QCOMPARE(desk.commands.sends.front().kind, AttemptKind::token);
        QCOMPARE(desk.commands.waiting.reason, Waiting::For::signIn);
        QVERIFY(desk.step().sends.empty());

        Answered token{desk.open.front(), desk.now, {}, Duration(2h)};
        token.reading.outcomes = {Outcome{OutcomeKind::done, 200, {}, {}, {}}};
        desk.open.clear();
        desk.step({token});
        QCOMPARE(desk.commands.sends.size(), std::size_t(5));
    }

    void renewsTheTokenBeforeItEndsWhileItemsGoOn()
    {
        Course course = kameleoonLike();
        course.needsToken = course.canRenewToken = true;
        course.inFlight = 1;
        Desk desk(course, 50);
        desk.step({Start{}});
        Answered token{desk.open.front(), desk.now, {}, Duration(25s)};
        token.reading.outcomes = {Outcome{OutcomeKind::done, 200, {}, {}, {}}};
        desk.open.clear();
        desk.step({token});
        desk.now += 19s; // 25 s - 20 % = 20 s
        desk.step(desk.answerAll(OutcomeKind::done));
        QCOMPARE(desk.commands.sends.front().kind, AttemptKind::item);
        desk.now += 2s;
        desk.step(desk.answerAll(OutcomeKind::done));
        std::set<AttemptKind> kinds;
        for (const Send& send : desk.commands.sends)
            kinds.insert(send.kind);
        QVERIFY(kinds.contains(AttemptKind::token));
        QVERIFY(kinds.contains(AttemptKind::item));
    }

    void waitsForTheLimitWhenARenewalIsDueAndThereIsNoRoom()
    {
        Course course = kameleoonLike();
        course.needsToken = course.canRenewToken = true;
        course.inFlight = 1;
        Desk desk(course, 50, {window(2, 60s)});
        desk.step({Start{}});
        Answered token{desk.open.front(), desk.now, {}, Duration(25s)};
        token.reading.outcomes = {Outcome{OutcomeKind::done, 200, {}, {}, {}}};
        desk.open.clear();
        desk.step({token});
        desk.step(desk.answerAll(OutcomeKind::done));
        desk.now += 21s;
        desk.step();
        QVERIFY(desk.commands.sends.empty());
        QVERIFY(*desk.commands.wakeAt > desk.now);
    }

    void renewsTheTokenOnceAfterARefusalAndThenPauses()
    {
        Course course = kameleoonLike();
        course.needsToken = course.canRenewToken = true;
        course.inFlight = 1;
        Desk desk(course, 5);
        const auto grant = [&desk] {
            Answered token{desk.open.front(), desk.now, {}, Duration(2h)};
            token.reading.outcomes = {Outcome{OutcomeKind::done, 200, {}, {}, {}}};
            desk.open.clear();
            desk.step({token});
        };
        desk.step({Start{}});
        grant();
        desk.step(desk.answerAll(OutcomeKind::unauthorized, 401));
        QCOMPARE(desk.commands.sends.size(), std::size_t(1));
        QCOMPARE(desk.commands.sends.front().kind, AttemptKind::token);
        grant();
        desk.step(desk.answerAll(OutcomeKind::unauthorized, 401));
        QCOMPARE(desk.scheduler.state(), JobState::paused);
        QCOMPARE(desk.scheduler.reason(), PauseReason::credentials);
        QCOMPARE(desk.scheduler.counts()[ItemState::queued], 5U);
    }

    void pausesAtOnceWhenAPastedTokenIsRefused()
    {
        Desk desk(kameleoonLike(), 50);
        desk.step({Start{}});
        desk.step(desk.answerAll(OutcomeKind::unauthorized, 401));
        QCOMPARE(desk.scheduler.state(), JobState::paused);
        QCOMPARE(desk.scheduler.reason(), PauseReason::credentials);
        QCOMPARE(desk.scheduler.counts()[ItemState::queued], 50U);
    }

    void pausesWhenTheFirstAnswerIsForbidden()
    {
        Course course = kameleoonLike();
        course.inFlight = 1;
        Desk desk(course, 50);
        desk.step({Start{}});
        desk.step(desk.answerAll(OutcomeKind::forbidden, 403));
        QCOMPARE(desk.scheduler.reason(), PauseReason::forbidden);
        QCOMPARE(desk.scheduler.counts()[ItemState::queued], 50U);
    }

    void failsASingleForbiddenIdAndPausesAtTwoInARow()
    {
        Course course = kameleoonLike();
        course.inFlight = 1;
        Desk desk(course, 50);
        desk.step({Start{}});
        desk.step(desk.answerAll(OutcomeKind::done));
        desk.step(desk.answerAll(OutcomeKind::forbidden, 403));
        QCOMPARE(desk.scheduler.state(), JobState::running);
        QCOMPARE(desk.scheduler.counts()[ItemState::failed], 1U);
        desk.step(desk.answerAll(OutcomeKind::done));
        desk.step(desk.answerAll(OutcomeKind::forbidden, 403));
        desk.step(desk.answerAll(OutcomeKind::forbidden, 403));
        QCOMPARE(desk.scheduler.state(), JobState::paused);
        QCOMPARE(desk.scheduler.reason(), PauseReason::forbidden);
        QCOMPARE(desk.scheduler.counts()[ItemState::failed], 2U);
    }

    void stopsAtARedirectWithoutLosingTheId()
    {
        Course course = kameleoonLike();
        course.inFlight = 1;
        Desk desk(course, 3);
        desk.step({Start{}});
        desk.step(desk.answerAll(OutcomeKind::redirected, 302));
        QCOMPARE(desk.scheduler.reason(), PauseReason::guardRedirect);
        QCOMPARE(desk.scheduler.counts()[ItemState::queued], 3U);
    }

    void pausesOnlyWhenWhatIsInFlightHasEnded()
    {
        Desk desk(kameleoonLike(), 100);
        desk.step({Start{}});
        desk.step({Pause{}});
        QCOMPARE(desk.scheduler.state(), JobState::pausing);
        QVERIFY(desk.commands.sends.empty());
        desk.step(desk.answerAll(OutcomeKind::done));
        QCOMPARE(desk.scheduler.state(), JobState::paused);
        QCOMPARE(desk.scheduler.counts()[ItemState::done], 16U);
        QCOMPARE(desk.scheduler.reason(), PauseReason::byOperator);
    }

    void leavesTheRestUntouchedWhenItIsEnded()
    {
        Desk desk(kameleoonLike(), 100);
        desk.step({Start{}});
        desk.step({Stop{}});
        desk.step(desk.answerAll(OutcomeKind::done));
        QCOMPARE(desk.scheduler.state(), JobState::stopped);
        QCOMPARE(desk.scheduler.counts()[ItemState::queued], 84U);
        QVERIFY(desk.step({Start{}}).sends.empty());
    }

    void looksAfterTheCanaryAndSendsNotOneMore()
    {
        Course course = kameleoonLike();
        course.guards.canary = 5;
        Desk desk(course, 100);
        desk.step({Start{}});
        QCOMPARE(desk.commands.sends.size(), std::size_t(5));
        desk.step(desk.answerAll(OutcomeKind::done));
        QCOMPARE(desk.scheduler.state(), JobState::paused);
        QCOMPARE(desk.scheduler.reason(), PauseReason::guardCanary);
        desk.step({Start{}});
        QCOMPARE(desk.commands.sends.size(), std::size_t(16));
    }

    void keepsTheCapOnRequests()
    {
        Course course = kameleoonLike();
        course.guards.maxRequests = 7;
        Desk desk(course, 100);
        desk.step({Start{}});
        QCOMPARE(desk.commands.sends.size(), std::size_t(7));
        desk.step(desk.answerAll(OutcomeKind::done));
        QCOMPARE(desk.scheduler.reason(), PauseReason::guardRequests);
    }

    void asksFailedAndUnknownOnesAgainOnlyWhenTold()
    {
        Course course = kameleoonLike();
        course.askAgain = false;
        course.inFlight = 3;
        Desk desk(course, 3);
        desk.step({Start{}});
        const auto open = std::exchange(desk.open, {});
        desk.step({desk.answer(open[0], OutcomeKind::done), desk.answer(open[1], OutcomeKind::failed, 422),
                   desk.lost(open[2])});
        QCOMPARE(desk.scheduler.state(), JobState::finished);
        desk.now += 1h;
        desk.step({Retry{true, false}, Start{}});
        QCOMPARE(desk.commands.sends.size(), std::size_t(1));
        QCOMPARE(desk.commands.items[desk.commands.sends[0].from], 1U);
        desk.step(desk.answerAll(OutcomeKind::done));
        QCOMPARE(desk.scheduler.counts()[ItemState::unknown], 1U);
        desk.step({Retry{false, true}, Start{}});
        QCOMPARE(desk.commands.items[desk.commands.sends[0].from], 2U);
    }

    void takesWhatWasInFlightAtACrashForLost()
    {
        const std::vector<ItemStart> stored{{ItemState::done, 1, false},
                                            {ItemState::sent, 1, false},
                                            {ItemState::queued, 0, false},
                                            {ItemState::waiting, 2, true}};
        Desk harmless(kameleoonLike(), 4);
        auto changes = harmless.scheduler.restore(stored, 4, JobState::paused, PauseReason::interrupted);
        QCOMPARE(changes.size(), std::size_t(1));
        QCOMPARE(changes[0].state, ItemState::waiting);
        QVERIFY(changes[0].wasUnknown);
        harmless.step({Start{}});
        QCOMPARE(harmless.commands.sends.size(), std::size_t(3));
        for (const Send& send : harmless.commands.sends)
            QVERIFY(harmless.commands.items[send.from] != 0);

        Course strict = kameleoonLike();
        strict.askAgain = false;
        Desk desk(strict, 4);
        changes = desk.scheduler.restore(stored, 4, JobState::paused, PauseReason::interrupted);
        QCOMPARE(changes[0].state, ItemState::unknown);
        QCOMPARE(changes[0].detail, Detail::interrupted);
    }

    void takesBackASendThatCouldNotBeRecorded()
    {
        Desk desk(kameleoonLike(), 3, {window(3, 10s)});
        desk.step({Start{}});
        std::vector<ItemChanged> changes;
        for (const AttemptId attempt : std::exchange(desk.open, {}))
            desk.scheduler.takeBack(attempt, changes);
        QCOMPARE(changes.size(), std::size_t(3));
        QCOMPARE(desk.scheduler.counts()[ItemState::queued], 3U);
        // As if never decided: the window is empty again.
        QCOMPARE(desk.step().sends.size(), std::size_t(3));
        QCOMPARE(desk.commands.changed.front().attempts, std::uint16_t(1));
    }

    void sendsBatchesAndRetriesARefusedEntryAlone()
    {
        Course course = kameleoonLike();
        course.batch = 4;
        course.batchCosts = {{"/batch", 1}, {"/accounts/", 1}};
        Desk desk(course, 10);
        desk.step({Start{}});
        QCOMPARE(desk.commands.sends.size(), std::size_t(3));
        QCOMPARE(desk.commands.sends[0].count, 4U);
        QCOMPARE(desk.commands.sends[2].count, 2U);
        Answered answered{desk.open[0], desk.now, {}, {}};
        answered.reading.outcomes.resize(4);
        for (Outcome& outcome : answered.reading.outcomes)
            outcome.kind = OutcomeKind::done;
        answered.reading.outcomes[2].kind = OutcomeKind::throttled;
        answered.reading.signals.push_back(base::HoldSignal{2s, base::HoldCause::throttle});
        desk.step({answered});
        QCOMPARE(desk.scheduler.counts()[ItemState::done], 3U);
        QCOMPARE(desk.scheduler.itemState(2), ItemState::waiting);
        desk.now = *desk.commands.wakeAt;
        desk.step();
        QCOMPARE(desk.commands.sends.size(), std::size_t(1));
        QCOMPARE(desk.commands.sends[0].kind, AttemptKind::item);
    }

    void asksAStrugglingVendorOneAtATime()
    {
        Course course = kameleoonLike();
        course.inFlight = 8;
        Desk desk(course, 100);
        desk.step({Start{}});
        desk.step(desk.answerAll(OutcomeKind::outage, 503));
        QVERIFY(desk.commands.sends.empty());
        QCOMPARE(desk.commands.waiting.reason, Waiting::For::outage);
        desk.now = *desk.commands.waiting.until;
        QCOMPARE(desk.step().sends.size(), std::size_t(1));
        desk.step(desk.answerAll(OutcomeKind::done));
        QCOMPARE(desk.commands.sends.size(), std::size_t(8));
    }

    void spreadsEvenlyWhenAskedTo()
    {
        Course course = kameleoonLike();
        course.spacing = 200ms;
        Desk desk(course, 10);
        desk.step({Start{}});
        QCOMPARE(desk.commands.sends.size(), std::size_t(1));
        QCOMPARE(desk.commands.wakeAt, desk.now + 200ms);
        desk.now += 200ms;
        QCOMPARE(desk.step().sends.size(), std::size_t(1));
    }

    void recordsTheMarkOfTheOperatorOnlyWhereNothingIsConfirmed()
    {
        Course course = kameleoonLike();
        course.askAgain = false;
        course.inFlight = 2;
        Desk desk(course, 2);
        desk.step({Start{}});
        const auto open = desk.open;
        desk.step({desk.answer(open[0], OutcomeKind::done), desk.lost(open[1])});
        desk.step({Mark{{0, 1}, ItemState::failed}});
        QCOMPARE(desk.scheduler.itemState(0), ItemState::done);
        QCOMPARE(desk.scheduler.itemState(1), ItemState::failed);
    }
};

QTEST_APPLESS_MAIN(TstScheduler)
#include "tst_scheduler.moc"
