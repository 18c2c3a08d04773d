#include "fakeclock.h"
#include "journal/sqliteledger.h"
#include "storesamples.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>

using namespace std::chrono_literals;
using base::Duration;
using journal::LedgerCommit;
using journal::Memory;
using journal::SqliteLedger;
using samples::demand;
using samples::reason;

namespace {

constexpr Duration hour = 1h;
constexpr Duration linger = 60s;

} // namespace

class SqliteLedgerTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
    FakeClock m_clock;

    std::unique_ptr<SqliteLedger> open() { return demand(SqliteLedger::open(m_path)); }
    Memory recall(SqliteLedger& ledger) { return demand(ledger.recall(m_clock, hour, linger)); }
    /// So many calls, one a second.
    void use(SqliteLedger& ledger, int times)
    {
        LedgerCommit commit;
        for (int i = 0; i < times; ++i) {
            commit.begins.push_back({++m_attempt, {{"/accounts/" + std::to_string(i), 1}}, m_clock.now()});
            commit.ends.push_back({m_attempt, m_clock.now(), false});
            m_clock.pass(1s);
        }
        demand(ledger.commit(commit, m_clock));
    }
    std::int64_t rowsOnDisk()
    {
        auto database = demand(
            journal::Database::open(m_path, journal::Database::Mode::readOnly, journal::Schema::ledger()));
        journal::Rows rows(*database, "SELECT count(*) FROM calls");
        return rows.next() ? rows.number(0) : -1;
    }
    void tear()
    {
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.write(QByteArray(200, 'x')) == 200);
    }
    std::uint64_t m_attempt = 0;

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("accounts/ab12/ledger.sqlite"));
        m_clock = {};
    }

    void saysInWordsThatItIsDamagedAndChangesNothing_data()
    {
        QTest::addColumn<bool>("isCutOff");
        QTest::newRow("overwritten") << false;
        QTest::newRow("cut off") << true;
    }
    void saysInWordsThatItIsDamagedAndChangesNothing()
    {
        QFETCH(const bool, isCutOff);
        {
            auto ledger = open();
            use(*ledger, 300);
        }
        QFile file(m_path);
        if (isCutOff)
            QVERIFY(file.resize(file.size() / 2));
        else
            tear();
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray before = file.readAll();
        {
            auto ledger = open();
            const Memory memory = recall(*ledger);
            QCOMPARE(memory.kind, Memory::Kind::damaged);
            QVERIFY2(memory.damage.contains(m_path), qPrintable(memory.damage));
            QVERIFY(memory.damagedSince == m_clock.now());
            LedgerCommit commit;
            commit.othersUsed = 1;
            QVERIFY(reason(ledger->commit(commit, m_clock)).contains(m_path));
        }
        QVERIFY(file.seek(0));
        QCOMPARE(file.readAll(), before);
    }

    void findsDamageBehindAWholeFirstPage()
    {
        {
            auto ledger = open();
            use(*ledger, 300);
        }
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.seek(3 * 4096) && file.write(QByteArray(4096, '\x5A')) == 4096);
        file.close();
        auto ledger = open();
        const Memory memory = recall(*ledger);
        QCOMPARE(memory.kind, Memory::Kind::damaged);
        QVERIFY2(memory.damage.contains(m_path), qPrintable(memory.damage));
    }

    void staysClosedForTheLongestWindowAfterStartingOver()
    {
        use(*open(), 3);
        tear();
        const auto moment = m_clock.now();
        {
            auto fresh = demand(SqliteLedger::startOver(m_path, SqliteLedger::Trust::nothing, m_clock));
            QCOMPARE(recall(*fresh).kind, Memory::Kind::damaged);
            use(*fresh, 2);
        }
        m_clock.pass(30min);
        const Memory memory = recall(*open()); // a restart does not make it forget
        QCOMPARE(memory.kind, Memory::Kind::damaged);
        QVERIFY(memory.damagedSince == moment);
        QVERIFY2(memory.damage.contains(QLatin1String("put aside as")), qPrintable(memory.damage));
        QCOMPARE(memory.requests.size(), std::size_t{2});
        m_clock.pass(30min);
        QCOMPARE(recall(*open()).kind, Memory::Kind::good);
    }

    void startsOpenOnTheOperatorsWord()
    {
        use(*open(), 3);
        tear();
        auto fresh = demand(SqliteLedger::startOver(m_path, SqliteLedger::Trust::operatorsWord, m_clock));
        QCOMPARE(recall(*fresh).kind, Memory::Kind::none);
        use(*fresh, 1);
    }

    void keepsEveryDamagedFile()
    {
        for (int i = 0; i < 2; ++i) {
            use(*open(), 3);
            tear();
            demand(SqliteLedger::startOver(m_path, SqliteLedger::Trust::nothing, m_clock));
            m_clock.pass(1s);
        }
        const QDir folder = QFileInfo(m_path).dir();
        const auto aside = folder.entryList({QStringLiteral("ledger.sqlite.damaged-*")}, QDir::Files);
        QCOMPARE(aside.filter(QRegularExpression(QStringLiteral("damaged-\\d{8}-\\d{6}-\\d{3}$"))).size(), 2);
    }

    void prunesWhatIsTooOldToCount()
    {
        auto ledger = open();
        recall(*ledger);
        use(*ledger, 20);
        QCOMPARE(rowsOnDisk(), 20);
        m_clock.pass(30min);
        use(*ledger, 20);
        QCOMPARE(rowsOnDisk(), 40);
        m_clock.pass(30min);
        use(*ledger, 1); // while it runs
        QCOMPARE(rowsOnDisk(), 21);
        m_clock.reboot(26h);
        recall(*open());
        QCOMPARE(rowsOnDisk(), 0);
    }

    void refusesAJobStore()
    {
        demand(journal::Database::open(m_path, journal::Database::Mode::readWrite, journal::Schema::store()));
        QVERIFY(reason(SqliteLedger::open(m_path)).contains(QLatin1String("is not a ledger of Sluice")));
    }

    void isLookedAtWithoutALockAndWithoutAChange()
    {
        QVERIFY(!SqliteLedger::look(m_path, m_clock, hour, linger));
        QVERIFY(!QFile::exists(m_path));
        auto ledger = open();
        recall(*ledger);
        use(*ledger, 5);
        LedgerCommit begun;
        begun.begins.push_back({++m_attempt, {{"/accounts/6", 1}}, m_clock.now()});
        demand(ledger->commit(begun, m_clock));
        // Somebody else may be at work on it.
        const auto seen = SqliteLedger::look(m_path, m_clock, hour, linger);
        QVERIFY(seen && seen->kind == Memory::Kind::good);
        QCOMPARE(seen->requests.size(), std::size_t(6));
        QVERIFY(seen->requests.back().isUnanswered);
        // What is under way stays under way: its end is written by whoever holds the lock.
        ledger.reset();
        QVERIFY(SqliteLedger::look(m_path, m_clock, hour, linger));
        auto database = demand(
            journal::Database::open(m_path, journal::Database::Mode::readOnly, journal::Schema::ledger()));
        journal::Rows open(*database, "SELECT count(*) FROM calls WHERE end IS NULL");
        QVERIFY(open.next());
        QCOMPARE(open.number(0), 1);
    }
};

QTEST_GUILESS_MAIN(SqliteLedgerTest)
#include "tst_sqliteledger.moc"
