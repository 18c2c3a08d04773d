#include "desk.h"

#include <QTest>

#include <functional>

using namespace desk;

namespace {

enum class Token : unsigned char { fetched, pasted };

/// A job that is run, paused and taken up again as after a restart, at a vendor who answers some ids with
/// 401.
class Runs {
public:
    Runs(std::uint32_t items, Token token, int inFlight = 1) : m_stored(items), m_token(token)
    {
        m_course = kameleoonLike();
        m_course.inFlight = inFlight;
        m_course.needsToken = m_course.canRenewToken = token == Token::fetched;
    }

    /// `isRefused` of the item and how many were accepted before it.
    void run(const std::function<bool(ItemIndex, int)>& isRefused)
    {
        Desk desk(m_course, static_cast<std::uint32_t>(m_stored.size()));
        desk.scheduler.restore(m_stored, m_requests, m_state, reason);
        asked.clear();
        tokens = 0;
        int accepted = 0;
        std::vector<Event> events{Start{}};
        for (int i = 0; i < 200; ++i) {
            desk.step(std::move(events));
            for (const ItemChanged& change : desk.commands.changed)
                m_stored[change.item] = {change.state, change.attempts, change.wasUnknown,
                                         change.wasForbidden, change.tries};
            if (!desk.commands.changed.empty())
                detail = desk.commands.changed.back().detail;
            events.clear();
            for (const Send& send : desk.commands.sends) {
                if (send.kind == AttemptKind::token) {
                    ++tokens;
                    Answered token{send.attempt, desk.now, {}, Duration(2h)};
                    token.reading.outcomes = {Outcome{OutcomeKind::done, 200, {}, {}, {}}};
                    events.emplace_back(token);
                    continue;
                }
                const ItemIndex item = desk.commands.items[send.from];
                asked.push_back(item);
                const bool isNo = isRefused(item, accepted);
                accepted += isNo ? 0 : 1;
                events.push_back(desk.answer(
                    send.attempt, isNo ? OutcomeKind::unauthorized : OutcomeKind::done, isNo ? 401 : 204));
            }
            if (events.empty())
                break;
        }
        m_requests += static_cast<std::int64_t>(asked.size());
        m_state = desk.scheduler.state();
        reason = desk.scheduler.reason();
        counts = desk.scheduler.counts();
    }

    bool isFinished() const { return m_state == JobState::finished; }

    std::vector<ItemIndex> asked; ///< in the last run, in order
    int tokens = 0;               ///< fetched in the last run
    PauseReason reason = PauseReason::none;
    Counts counts;
    Detail detail = Detail::none; ///< of the last change

private:
    std::vector<ItemStart> m_stored;
    Token m_token;
    Course m_course;
    std::int64_t m_requests = 0;
    JobState m_state = JobState::ready;
};

} // namespace

/// 401 for one id, while others are accepted with the same sign-in.
class RefusedAloneTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void itFailsAndTheJobGoesOnWhereTokensAreFetched_data()
    {
        QTest::addColumn<int>("bad");
        QTest::addColumn<int>("inFlight");
        for (const int inFlight : {1, 4}) {
            QTest::addRow("the first, %d at once", inFlight) << 0 << inFlight;
            QTest::addRow("one between, %d at once", inFlight) << 3 << inFlight;
            QTest::addRow("the last, %d at once", inFlight) << 7 << inFlight;
        }
    }
    void itFailsAndTheJobGoesOnWhereTokensAreFetched()
    {
        QFETCH(const int, bad);
        QFETCH(const int, inFlight);
        Runs runs(8, Token::fetched, inFlight);
        runs.run([bad](ItemIndex item, int) { return item == ItemIndex(bad); });
        QVERIFY(runs.isFinished());
        QCOMPARE(runs.counts[ItemState::done], 7U);
        QCOMPARE(runs.counts[ItemState::failed], 1U);
        QVERIFY(runs.tokens <= 3);
        QVERIFY(runs.asked.size() <= 10);
        QVERIFY(runs.asked.back() == ItemIndex(bad));
        QVERIFY(runs.detail == Detail::refusedAlone);
    }

    void severalFailAndNoneOfThemKeepsTheJobForGood()
    {
        Runs runs(12, Token::fetched, 4);
        const auto isBad = [](ItemIndex item, int) { return item == 2 || item >= 9; };
        for (int round = 0; round < 3 && !runs.isFinished(); ++round)
            runs.run(isBad);
        QVERIFY(runs.isFinished());
        QCOMPARE(runs.counts[ItemState::done], 8U);
        QCOMPARE(runs.counts[ItemState::failed], 4U);
    }

    void aPastedTokenPausesOnceAndThenItFails()
    {
        Runs runs(5, Token::pasted);
        const auto isBad = [](ItemIndex item, int) { return item == 1; };
        runs.run(isBad);
        QCOMPARE(runs.reason, PauseReason::credentials);
        QCOMPARE(runs.counts[ItemState::failed], 0U);
        runs.run(isBad);
        QVERIFY(runs.isFinished());
        QCOMPARE(runs.asked, (std::vector<ItemIndex>{2, 3, 4, 1}));
        QCOMPARE(runs.counts[ItemState::done], 4U);
        QCOMPARE(runs.counts[ItemState::failed], 1U);
    }

    void aDeadSignInPausesAtOnceHoweverOftenTheJobIsResumed_data()
    {
        QTest::addColumn<int>("token");
        QTest::addColumn<int>("requests");
        QTest::newRow("fetched") << int(Token::fetched) << 2; // once more with a token of its own
        QTest::newRow("pasted") << int(Token::pasted) << 1;
    }
    void aDeadSignInPausesAtOnceHoweverOftenTheJobIsResumed()
    {
        QFETCH(const int, token);
        QFETCH(const int, requests);
        Runs runs(20, Token(token));
        for (int round = 0; round < 4; ++round) {
            runs.run([](ItemIndex, int) { return true; });
            QCOMPARE(runs.reason, PauseReason::credentials);
            QCOMPARE(runs.asked.size(), std::size_t(requests));
            QCOMPARE(runs.counts[ItemState::failed], 0U);
        }
        runs.run([](ItemIndex, int) { return false; });
        QVERIFY(runs.isFinished());
        QCOMPARE(runs.counts[ItemState::done], 20U);
    }

    void tokensThatAreTakenBackNowAndThenFailNoId()
    {
        Runs runs(40, Token::fetched, 4);
        int asked = 0;
        // Every fifth request finds its token taken back; the same ids twice.
        runs.run([&asked](ItemIndex, int) { return ++asked % 5 == 0; });
        QVERIFY(runs.isFinished());
        QCOMPARE(runs.counts[ItemState::done], 40U);
    }

    void aSignInThatDiesInTheMiddleFailsNoId()
    {
        for (const int before : {1, 9, 16}) {
            Runs runs(20, Token::fetched, 4);
            runs.run([before](ItemIndex, int accepted) { return accepted >= before; });
            QCOMPARE(runs.reason, PauseReason::credentials);
            QCOMPARE(runs.counts[ItemState::failed], 0U);
            QCOMPARE(runs.counts[ItemState::done], std::uint32_t(before));
        }
    }

    void theOnlyIdOfAJobPausesOnceAndThenFails()
    {
        Runs runs(1, Token::fetched);
        const auto isBad = [](ItemIndex, int) { return true; };
        runs.run(isBad);
        QCOMPARE(runs.reason, PauseReason::credentials);
        runs.run(isBad);
        QVERIFY(runs.isFinished());
        QCOMPARE(runs.counts[ItemState::failed], 1U);
    }

    void theOperatorMayAskForItAgain()
    {
        Desk desk(kameleoonLike(), 3);
        std::vector<ItemStart> stored(3);
        stored[0] = {ItemState::failed, 2, false, true, 0};
        stored[1] = {ItemState::queued, 1, false, true, 0};
        desk.scheduler.restore(stored, 3, JobState::paused, PauseReason::credentials);
        desk.step({Retry{true, false}, Start{}});
        desk.step(desk.answerAll(OutcomeKind::done, 204));
        QCOMPARE(desk.scheduler.counts()[ItemState::done], 3U);
    }
};

QTEST_APPLESS_MAIN(RefusedAloneTest)
#include "tst_refusedalone.moc"
