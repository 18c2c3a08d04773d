#include "fakeclock.h"
#include "journal/memoryledger.h"
#include "journal/sqliteledger.h"
#include "storesamples.h"

#include <QTemporaryDir>

using namespace std::chrono_literals;
using base::Duration;
using journal::LedgerCommit;
using journal::Memory;
using samples::demand;
using samples::reason;

namespace {

constexpr Duration hour = 1h;
constexpr Duration linger = 60s;

} // namespace

/// What every Ledger promises, asked of each of them.
class LedgerTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<journal::Ledger> m_ledger;
    FakeClock m_clock;

    bool isOnDisk() const
    {
        QFETCH_GLOBAL(bool, isOnDisk);
        return isOnDisk;
    }
    /// The program ends, however, and the next one opens the ledger.
    void restart()
    {
        if (isOnDisk()) {
            m_ledger.reset();
            m_ledger =
                demand(journal::SqliteLedger::open(m_folder->filePath(QStringLiteral("a/ledger.sqlite"))));
        } else if (m_ledger == nullptr) {
            m_ledger = std::make_unique<journal::MemoryLedger>();
        } else {
            m_ledger =
                std::make_unique<journal::MemoryLedger>(dynamic_cast<journal::MemoryLedger&>(*m_ledger));
        }
    }
    Memory recall() { return demand(m_ledger->recall(m_clock, hour, linger)); }
    void begin(std::uint64_t attempt, std::vector<limits::Cost> costs = {{"/accounts/1", 1}})
    {
        LedgerCommit commit;
        commit.begins.push_back({attempt, std::move(costs), m_clock.now()});
        demand(m_ledger->commit(commit, m_clock));
    }
    void end(std::uint64_t attempt)
    {
        LedgerCommit commit;
        commit.ends.push_back({attempt, m_clock.now(), false});
        demand(m_ledger->commit(commit, m_clock));
    }

private Q_SLOTS:
    void initTestCase_data()
    {
        QTest::addColumn<bool>("isOnDisk");
        QTest::newRow("memory") << false;
        QTest::newRow("sqlite") << true;
    }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_ledger.reset();
        m_clock = {};
        restart();
    }
    void cleanup() { m_ledger.reset(); }

    void hasNoMemoryAtFirst()
    {
        const Memory memory = recall();
        QCOMPARE(memory.kind, Memory::Kind::none);
        QVERIFY(memory.requests.empty() && !memory.hold && memory.othersUsed.empty());
        begin(1);
        QCOMPARE(recall().kind, Memory::Kind::good);
    }

    void remembersWhatWasUsed()
    {
        recall();
        begin(7, {{"/batch", 1}, {"/accounts/ü \"1\"", 250}});
        m_clock.pass(2s);
        end(7);
        m_clock.pass(5min);
        restart();
        const Memory memory = recall();
        QCOMPARE(memory.kind, Memory::Kind::good);
        QCOMPARE(memory.requests.size(), std::size_t{1});
        const std::vector<limits::Cost> costs{{"/batch", 1}, {"/accounts/ü \"1\"", 250}};
        QVERIFY(memory.requests[0].costs == costs);
        QVERIFY(memory.requests[0].sent == m_clock.now() - 5min - 2s);
        QVERIFY(memory.requests[0].answered == m_clock.now() - 5min);
    }

    void remembersItAcrossAReboot()
    {
        begin(7);
        m_clock.pass(2s);
        end(7);
        restart();
        m_clock.reboot(5min);
        const Memory memory = recall();
        QCOMPARE(memory.requests.size(), std::size_t{1});
        const Duration age = m_clock.now() - memory.requests[0].answered;
        QVERIFY(age <= 5min && age >= 5min - 2ms);
        m_clock.reboot(56min);
        QVERIFY(recall().requests.empty());
    }

    void forgetsWhatProvablyDidNotLeave()
    {
        begin(1);
        begin(2);
        LedgerCommit commit;
        commit.cancelled = {1, 99}; // 99: its begin was refused
        demand(m_ledger->commit(commit, m_clock));
        end(2);
        restart();
        QCOMPARE(recall().requests.size(), std::size_t{1});
    }

    void beginsEndsAndCancelsInOneCommit()
    {
        LedgerCommit commit;
        for (const std::uint64_t attempt : {1U, 2U, 3U})
            commit.begins.push_back({attempt, {{"/a", 1}}, m_clock.now()});
        commit.ends.push_back({1, m_clock.now(), false});
        commit.cancelled = {2};
        demand(m_ledger->commit(commit, m_clock));
        const Memory memory = recall();
        QCOMPARE(memory.requests.size(), std::size_t{2});
        QVERIFY(memory.requests[0].answered == m_clock.now());
        QVERIFY(memory.requests[1].answered == m_clock.now() + linger); // in flight
    }

    void countsWhatWasInFlightAtACrashUntilTheRestartAndLinger()
    {
        begin(1);
        m_clock.pass(10min);
        restart();
        QVERIFY(recall().requests.at(0).answered == m_clock.now() + linger);
        m_clock.pass(20min);
        restart(); // and does not begin to wait anew
        QVERIFY(recall().requests.at(0).answered == m_clock.now() - 20min + linger);
        m_clock.pass(hour);
        restart();
        QVERIFY(recall().requests.empty());
    }

    void countsItTheSameAfterAReboot()
    {
        begin(1);
        restart();
        m_clock.reboot(2min);
        QVERIFY(recall().requests.at(0).answered == m_clock.now() + linger);
    }

    void countsALostOneUntilItsEnd()
    {
        begin(1);
        m_clock.pass(30s);
        LedgerCommit commit;
        commit.ends.push_back({1, m_clock.now() + linger, true});
        demand(m_ledger->commit(commit, m_clock));
        restart();
        QVERIFY(recall().requests.at(0).answered == m_clock.now() + linger);
    }

    void doesNotCloseItsOwnRequestsInFlight()
    {
        begin(1);
        recall();
        m_clock.pass(5s);
        end(1);
        restart();
        QVERIFY(recall().requests.at(0).answered == m_clock.now());
    }

    void takesTheSameAttemptNumberFromTwoPrograms()
    {
        begin(1);
        restart();
        recall();
        m_clock.pass(10min);
        begin(1);
        end(1);
        const Memory memory = recall();
        QCOMPARE(memory.requests.size(), std::size_t{2});
        QVERIFY(memory.requests[0].answered == m_clock.now() - 10min + linger);
        QVERIFY(memory.requests[1].answered == m_clock.now());
    }

    void refusesAnEndWithoutABeginAndStoresNothingOfIt()
    {
        LedgerCommit commit;
        commit.begins.push_back({1, {{"/a", 1}}, m_clock.now()});
        commit.ends.push_back({2, m_clock.now(), false});
        commit.othersUsed = 9;
        QVERIFY(reason(m_ledger->commit(commit, m_clock)).contains(QLatin1String("never began")));
        const Memory memory = recall();
        QVERIFY(memory.requests.empty() && memory.othersUsed.empty());
        begin(1);
        end(1);
    }

    void remembersTheHold()
    {
        LedgerCommit commit;
        commit.hold = limits::HoldState{base::HoldCause::block, m_clock.now() + 10min, m_clock.now()};
        demand(m_ledger->commit(commit, m_clock));
        commit.hold->until += 5min; // replaces the other one
        demand(m_ledger->commit(commit, m_clock));
        m_clock.pass(1min);
        restart();
        Memory memory = recall();
        QVERIFY(memory.hold && memory.hold->until == m_clock.now() + 14min);
        QVERIFY(memory.hold->since == m_clock.now() - 1min);
        QCOMPARE(memory.hold->cause, base::HoldCause::block);
        commit = {};
        commit.isHoldOver = true;
        demand(m_ledger->commit(commit, m_clock));
        restart();
        QVERIFY(!recall().hold);
    }

    /// Nobody knows whether it has really ended: the next program tries it with one call.
    void keepsABlockThatIsOver()
    {
        restart();
        LedgerCommit commit;
        commit.hold =
            limits::HoldState{base::HoldCause::block, m_clock.now() + 10min, m_clock.now(), 0, 0, {}};
        demand(m_ledger->commit(commit, m_clock));
        m_clock.pass(20min);
        restart();
        const Memory memory = recall();
        QVERIFY(memory.hold && memory.hold->until == m_clock.now() - 10min);
    }

    void keepsWhatWasLearnedOfALimit()
    {
        restart();
        recall();
        LedgerCommit commit;
        commit.lessons = {{"bucket", 20, 20, 10s, m_clock.now(), 1}, {"minute window", 0, 60, {}, {}, 0}};
        demand(m_ledger->commit(commit, m_clock));
        m_clock.pass(1min);
        LedgerCommit later;
        later.lessons = {{"minute window", 75, 70, {}, m_clock.now(), 1}};
        demand(m_ledger->commit(later, m_clock));
        m_clock.pass(1min);
        restart();
        const Memory memory = recall();
        QCOMPARE(memory.lessons.size(), std::size_t(2));
        QVERIFY(memory.lessons[0] == (limits::Lesson{"bucket", 20, 20, 10s, m_clock.now() - 2min, 1}));
        QVERIFY(memory.lessons[1] == (limits::Lesson{"minute window", 75, 70, {}, m_clock.now() - 1min, 1}));
    }

    void remembersHowFarEachStoreHadCome()
    {
        recall();
        const auto remember = [this](const QByteArray& store, std::int64_t job, std::uint64_t attempt) {
            LedgerCommit commit;
            commit.witness = journal::Witness{store, job, attempt, m_clock.wallNow()};
            demand(m_ledger->commit(commit, m_clock));
        };
        remember("a", 1, 10);
        remember("b", 7, 3);
        remember("a", 2, 4);
        m_clock.pass(24h * 400);
        restart();
        Memory memory = recall();
        std::ranges::sort(memory.witnesses, {}, &journal::Witness::store);
        QCOMPARE(memory.witnesses.size(), std::size_t{2});
        QCOMPARE(memory.witnesses[0].job, 2);
        QCOMPARE(memory.witnesses[0].attempt, std::uint64_t{4});
        QVERIFY(memory.witnesses[0].at <= m_clock.wallNow() - std::chrono::hours(24 * 400));
        QCOMPARE(memory.witnesses[1].store, QByteArray("b"));
        remember("a", 0, 0);
        QCOMPARE(recall().witnesses.size(), std::size_t{1});
    }

    void tellsUntilWhenItForgot()
    {
        QFETCH_GLOBAL(const bool, isOnDisk);
        if (!isOnDisk)
            QSKIP("the ledger in memory forgets only when it holds many calls");
        begin(1);
        m_clock.pass(1s);
        end(1);
        const base::Instant ended = m_clock.now();
        m_clock.pass(10min);
        restart();
        Memory memory = demand(m_ledger->recall(m_clock, 1min, 0s)); // a short limit has no use for it
        QVERIFY(memory.requests.empty() && !memory.forgottenUntil);
        restart();
        memory = demand(m_ledger->recall(m_clock, 1h, 0s));
        QVERIFY(memory.requests.empty());
        QVERIFY(memory.forgottenUntil == ended);
        m_clock.reboot(5min);
        restart();
        memory = demand(m_ledger->recall(m_clock, 1h, 0s));
        const Duration since = m_clock.now() - *memory.forgottenUntil;
        QVERIFY(since <= 15min + 1ms && since >= 15min - 2ms);
    }

    void remembersTheCallsOfOthers()
    {
        LedgerCommit commit;
        commit.othersUsed = 120;
        demand(m_ledger->commit(commit, m_clock));
        m_clock.pass(1min);
        commit.othersUsed = 3;
        demand(m_ledger->commit(commit, m_clock));
        restart();
        const Memory memory = recall();
        QCOMPARE(memory.othersUsed.size(), std::size_t{2});
        QVERIFY(memory.othersUsed[0] == std::pair(m_clock.now() - 1min, std::int64_t{120}));
        QVERIFY(memory.othersUsed[1] == std::pair(m_clock.now(), std::int64_t{3}));
    }
};

QTEST_GUILESS_MAIN(LedgerTest)
#include "tst_ledger.moc"
