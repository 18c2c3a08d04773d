#include "journal/sqlitestore.h"
#include "storesamples.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>
#include <QThread>

#include <csignal>
#include <sys/resource.h>

using namespace samples;
using journal::Database;
using journal::SqliteStore;

namespace {

/// While it lives, no file of this process grows beyond `bytesMax`: what a full disk looks like.
class FullDisk {
public:
    explicit FullDisk(qint64 bytesMax)
    {
        m_handler = std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        rlimit tight = m_before;
        tight.rlim_cur = static_cast<rlim_t>(bytesMax);
        ::setrlimit(RLIMIT_FSIZE, &tight);
    }
    ~FullDisk()
    {
        ::setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_handler);
    }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

private:
    rlimit m_before{};
    void (*m_handler)(int) = SIG_DFL;
};

} // namespace

class SqliteStoreTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;

    std::unique_ptr<SqliteStore> open(SqliteStore::Mode mode = SqliteStore::Mode::readWrite)
    {
        return demand(SqliteStore::open(m_path, mode));
    }
    /// Changes the file behind the store's back.
    void tamper(std::string_view sql)
    {
        auto database = demand(Database::open(m_path, Database::Mode::readWrite, journal::Schema::store()));
        QVERIFY(database->run(sql));
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("jobs.sqlite"));
    }

    void tellsAfterARestartWhatWasCommitted()
    {
        JobId job = 0;
        {
            auto store = open();
            job = sealed(*store, {"1", "2", "3"});
            demand(store->commit(asking(job, 1, 0, at(0))));
            demand(store->commit(answered(job, 1, 0, ItemState::done, 204, at(40))));
            Commit commit = asking(job, 2, 1, at(50));
            commit.state = {jobs::JobState::running, jobs::PauseReason::none};
            demand(store->commit(commit));
        }
        auto store = open();
        const auto record = demand(store->job(job));
        QCOMPARE(record.state, jobs::JobState::running); // what to make of it is the engine's matter
        QCOMPARE(record.counts[ItemState::queued], 1U);
        QCOMPARE(record.counts[ItemState::sent], 1U);
        QCOMPARE(record.counts[ItemState::done], 1U);
        QCOMPARE(demand(store->lastAttempt()), jobs::AttemptId{2});
        QCOMPARE(demand(store->marks(job))[1].state, ItemState::sent);
    }

    void leavesNothingOfARemovedListInItsFiles()
    {
        constexpr int count = 25'000; // more than one transaction
        {
            auto store = open();
            std::vector<std::string> ids;
            for (int i = 0; i < count; ++i)
                ids.push_back("person-" + std::to_string(i) + "@example.org");
            const JobId job = sealed(*store, ids);
            demand(store->removeList(
                job,
                [](std::string_view id) { return "fp:" + std::to_string(std::hash<std::string_view>{}(id)); },
                at(5)));
            QCOMPARE(demand(store->rows(job, count - 1, 1)).front().id.substr(0, 3), std::string("fp:"));
        }
        for (const char* part : {"", "-wal"}) {
            QFile file(m_path + QLatin1String(part));
            if (file.open(QIODevice::ReadOnly))
                QVERIFY2(!file.readAll().contains("@example.org"), part);
        }
    }

    void bringsAStoreOfTheFirstSchemaUpToDate()
    {
        JobId job = 0;
        {
            // What an older program wrote: the first step of the schema, a job with one receipt.
            journal::Schema first = journal::Schema::store();
            first.steps.resize(1);
            auto old = demand(Database::open(m_path, Database::Mode::readWrite, first));
            QVERIFY(old->run(
                "INSERT INTO jobs VALUES (7, 1, 'old', '', 'v', 'p', '{}', 'op', 'o', 'l', 'k', 'f', "
                "'', '', '', 'h', 3, 0, 0, '{}', 'anna', 0, 0)"));
            QVERIFY(old->run("INSERT INTO tallies (job, state, reason, done, gone) VALUES (7, 5, 0, 1, 2)"));
            for (int i = 0; i < 3; ++i)
                QVERIFY(old->run("INSERT INTO items VALUES (7, ?, ?, 1, '')", {i, QString::number(i)}));
            QVERIFY(old->run("INSERT INTO progress (job, idx, state, attempts, was_unknown, receipt) "
                             "VALUES (7, 0, 3, 1, 0, 'r-1'), (7, 1, 4, 2, 1, ''), (7, 2, 4, 1, 0, NULL)"));
            job = 7;
        }
        auto store = open();
        const auto record = demand(store->job(job));
        QCOMPARE(record.name, QStringLiteral("old"));
        QCOMPARE(record.receipts, 1U);
        QCOMPARE(record.goneOurs, 1U);
        QCOMPARE(record.approval, QByteArray()); // has to be typed again
        QVERIFY(!record.listRemovedAt);
        QCOMPARE(demand(store->rows(job, 0, 3)).size(), std::size_t{3});
        // The file as it was lies beside it; taking a list away takes it from there, too.
        const QStringList files = QFileInfo(m_path).dir().entryList(QDir::Files);
        QVERIFY2(std::ranges::any_of(files, [](const QString& name) { return name.endsWith(".version-1"); }),
                 qPrintable(files.join(' ')));
        demand(store->removeList(job, [](std::string_view) { return "fp:1"; }, at(5)));
        QVERIFY(!QFile::exists(m_path + QStringLiteral(".version-1")));
    }

    void bringsAStoreOfTheSecondSchemaUpToDate()
    {
        {
            journal::Schema second = journal::Schema::store();
            second.steps.resize(2);
            auto old = demand(Database::open(m_path, Database::Mode::readWrite, second));
            QVERIFY(old->run(
                "INSERT INTO jobs VALUES (7, 1, 'old', '', 'v', 'p', '{}', 'op', 'o', 'l', 'k', 'f', "
                "'', '', '', 'h', 1, 0, 0, '{}', 'anna', 0, 0)"));
            QVERIFY(old->run("INSERT INTO tallies (job, state, reason, requests, waiting, approval) "
                             "VALUES (7, 4, 1, 3, 1, 'feed')"));
            QVERIFY(old->run("INSERT INTO items VALUES (7, 0, '4711', 1, '')"));
            QVERIFY(old->run("INSERT INTO progress (job, idx, state, attempts, was_unknown) "
                             "VALUES (7, 0, 2, 1, 1)"));
            // A token, an item that is still under way, one that did not leave.
            QVERIFY(old->run("INSERT INTO attempts (job, attempt, kind, sent, outcome) "
                             "VALUES (7, 1, 2, 0, 0), (7, 2, 0, 0, NULL), (7, 3, 0, 0, 9)"));
        }
        auto store = open();
        const auto record = demand(store->job(7));
        QCOMPARE(record.itemRequests, 1);
        QCOMPARE(record.approval, QByteArray("feed"));
        QVERIFY(record.doubt.isEmpty());
        const auto marks = demand(store->marks(7));
        QCOMPARE(marks[0].state, ItemState::waiting);
        QCOMPARE(marks[0].tries, std::uint8_t{0});
        const QByteArray name = demand(store->identity());
        QCOMPARE(name.size(), 32);
        store.reset();
        QCOMPARE(demand(open()->identity()), name);
        QVERIFY(QFile::exists(m_path + QStringLiteral(".version-2")));
    }

    void showsCommitsToOtherConnections()
    {
        auto writer = open();
        const JobId job = sealed(*writer, {"1", "2"});
        auto reader = open(SqliteStore::Mode::readOnly);
        QCOMPARE(demand(reader->jobs()).size(), 1);
        demand(writer->commit(asking(job, 1, 0, at(0))));
        QCOMPARE(demand(reader->job(job)).counts[ItemState::sent], 1U);
        auto second = open();
        demand(second->commit(asking(job, 2, 1, at(1))));
        QCOMPARE(demand(writer->job(job)).counts[ItemState::sent], 2U);
        QVERIFY(!reader->commit(asking(job, 3, 1, at(2))));
        QVERIFY(!reader->addJob(record()));
    }

    void worksOnTwoJobsFromTwoThreads()
    {
        std::array<JobId, 2> jobs{};
        {
            auto store = open();
            for (JobId& job : jobs)
                job = sealed(*store, std::vector<std::string>(50, "x"));
        }
        std::vector<std::unique_ptr<QThread>> threads;
        for (const JobId job : jobs) {
            threads.emplace_back(QThread::create([this, job] {
                auto store = open();
                for (jobs::ItemIndex item = 0; item < 50; ++item) {
                    // both count their attempts from 1, as two programs do that began at the same time
                    demand(store->commit(asking(job, item + 1ULL, item, at(item))));
                    demand(store->commit(answered(job, item + 1ULL, item, ItemState::done, 204, at(item))));
                }
            }));
            threads.back()->start();
        }
        for (const auto& thread : threads)
            thread->wait();
        auto store = open();
        for (const JobId job : jobs)
            QCOMPARE(demand(store->job(job)).counts[ItemState::done], 50U);
    }

    void forgetsADraftThatNobodyWorksOn()
    {
        JobId lost = 0;
        {
            auto store = open();
            lost = demand(store->addJob(record()));
            const std::vector<journal::NewItem> items(100, {"4711", 2, ""});
            demand(store->addItems(lost, items));
            QVERIFY(store->job(lost));
        }
        auto store = open();
        QVERIFY(!store->job(lost));
        QVERIFY(demand(store->jobs()).isEmpty());
        const JobId next = sealed(*store, {"1"});
        QVERIFY(next > lost); // no number means two jobs
        auto database = demand(Database::open(m_path, Database::Mode::readOnly, journal::Schema::store()));
        journal::Rows left(*database, "SELECT count(*) FROM items");
        QVERIFY(left.next());
        QCOMPARE(left.number(0), 1);
    }

    void keepsADraftThatAnotherConnectionFills()
    {
        auto worker = open();
        const JobId draft = demand(worker->addJob(record()));
        auto other = open();
        QVERIFY(!other->job(draft));
        const std::vector<journal::NewItem> items{{"1", 2, ""}};
        demand(worker->addItems(draft, items));
        other = open();
        demand(worker->seal(draft));
        QCOMPARE(demand(other->job(draft)).itemCount, 1U);
    }

    void losesNothingThatItSaidWhenKilled()
    {
        JobId job = 0;
        {
            auto store = open();
            std::vector<std::string> ids;
            for (int i = 0; i < 5000; ++i)
                ids.push_back(std::to_string(i));
            job = sealed(*store, ids);
        }
        QProcess victim;
        victim.start(QStringLiteral(SLUICE_VICTIM), {QStringLiteral("work"), m_path, QString::number(job)});
        QByteArray said;
        while (said.count('\n') < 101) {
            QVERIFY(victim.waitForReadyRead(60'000));
            said += victim.readAllStandardOutput();
        }
        victim.kill();
        QVERIFY(victim.waitForFinished());
        QCOMPARE(victim.exitStatus(), QProcess::CrashExit);
        said += victim.readAllStandardOutput();
        auto store = open();
        const auto marks = demand(store->marks(job));
        const auto lines = said.split('\n');
        for (const QByteArray& line : lines.first(lines.size() - 1)) { // the last one may be cut off
            const auto state = marks.at(line.mid(line.indexOf(' ') + 1).toUInt()).state;
            QVERIFY2(state == ItemState::done || (line.startsWith("asked") && state == ItemState::sent),
                     line.constData());
        }
        const auto record = demand(store->job(job));
        jobs::Counts counts;
        for (const journal::ItemMark& mark : marks)
            ++counts[mark.state];
        QVERIFY(counts == record.counts);
        QVERIFY(counts[ItemState::sent] <= 1 && counts[ItemState::queued] > 0);
        QCOMPARE(record.requests, qint64{counts[ItemState::sent] + counts[ItemState::done]});
        QCOMPARE(demand(store->lastAttempt()), static_cast<jobs::AttemptId>(record.requests));
        demand(store->verifyAudit(job));
    }

    void forgetsTheDraftOfAKilledProgram()
    {
        open();
        QProcess victim;
        victim.start(QStringLiteral(SLUICE_VICTIM), {QStringLiteral("draft"), m_path});
        QVERIFY(victim.waitForReadyRead(60'000));
        open(); // does not take it away while it is being filled
        QVERIFY(victim.waitForReadyRead(60'000));
        victim.kill();
        QVERIFY(victim.waitForFinished());
        open();
        auto database = demand(Database::open(m_path, Database::Mode::readOnly, journal::Schema::store()));
        journal::Rows left(*database, "SELECT (SELECT count(*) FROM items) + (SELECT count(*) FROM jobs)");
        QVERIFY(left.next());
        QCOMPARE(left.number(0), 0);
    }

    void saysThatTheDiskIsFullAndGoesOnWhenItIsNot()
    {
        auto store = open();
        const JobId job = sealed(*store, std::vector<std::string>(2000, "x"));
        Commit commit;
        commit.job = job;
        for (jobs::ItemIndex item = 0; item < 2000; ++item) {
            ItemChange change;
            change.item = item;
            change.state = ItemState::failed;
            change.answer = base::Outcome{base::OutcomeKind::failed, 400, "", std::string(400, 'm'), ""};
            commit.changes.push_back(change);
        }
        {
            const FullDisk full(QFileInfo(m_path + QStringLiteral("-wal")).size() + 20'000);
            const QString words = reason(store->commit(commit));
            QVERIFY2(words.startsWith(QStringLiteral("The job store %1 could not be written: ").arg(m_path))
                         && words.contains(QLatin1String("SQLite")) && words.contains(QLatin1String("disk")),
                     qPrintable(words));
            QCOMPARE(demand(store->job(job)).counts[ItemState::queued], 2000U);
        }
        demand(store->commit(commit));
        QCOMPARE(demand(store->job(job)).counts[ItemState::failed], 2000U);
        store.reset();
        QCOMPARE(demand(open()->job(job)).counts[ItemState::failed], 2000U);
    }

    void doesNotSealAListThatTheDiskCutOff()
    {
        auto store = open();
        const JobId job = demand(store->addJob(record()));
        const std::vector<journal::NewItem> items(50'000, {"4711-4711-4711", 2, "label"});
        {
            const FullDisk full(QFileInfo(m_path + QStringLiteral("-wal")).size() + 20'000);
            QVERIFY(!store->addItems(job, items));
        }
        QVERIFY(reason(store->addItems(job, items)).contains(QLatin1String("not be stored completely")));
        QVERIFY(reason(store->seal(job)).contains(QLatin1String("not be stored completely")));
        QVERIFY(demand(store->jobs()).isEmpty());
        QVERIFY(sealed(*store, {"1"}) > job);
    }

    void refusesAStoreWithABrokenPage()
    {
        {
            auto store = open();
            sealed(*store, std::vector<std::string>(2000, "4711"));
        }
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        // Page 2 and what follows hold the first tables; the first page with the schema stays whole.
        QVERIFY(file.seek(4096) && file.write(QByteArray(5 * 4096, '\x5A')) == 5 * 4096);
        file.close();
        const auto refused = SqliteStore::open(m_path, SqliteStore::Mode::readWrite);
        QVERIFY(!refused);
        QVERIFY2(reason(refused).contains(m_path) && reason(refused).contains(QLatin1String("left as it is")),
                 qPrintable(reason(refused)));
    }

    void noticesAChangedAuditTrail_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<QString>("words");
        QTest::newRow("changed") << QByteArray("UPDATE audit SET who = 'bert' WHERE seq = 2")
                                 << QStringLiteral("changed at entry 2");
        QTest::newRow("taken out") << QByteArray("DELETE FROM audit WHERE seq = 1")
                                   << QStringLiteral("changed at entry 1");
        QTest::newRow("cut off") << QByteArray("DELETE FROM audit WHERE seq = 3")
                                 << QStringLiteral("cut off after entry 2");
        QTest::newRow("moved") << QByteArray("UPDATE audit SET at = at + 1 WHERE seq = 3")
                               << QStringLiteral("changed at entry 3");
    }
    void noticesAChangedAuditTrail()
    {
        QFETCH(const QByteArray, sql);
        QFETCH(const QString, words);
        auto store = open();
        const JobId job = sealed(*store, {"1"});
        Commit commit;
        commit.job = job;
        for (const char* what : {"approved", "paused", "resumed"})
            commit.audit.push_back({at(0), QStringLiteral("anna"), QString::fromLatin1(what), {}});
        demand(store->commit(commit));
        demand(store->verifyAudit(job));
        tamper({sql.constData(), static_cast<std::size_t>(sql.size())});
        QVERIFY2(reason(store->verifyAudit(job)).contains(words),
                 qPrintable(reason(store->verifyAudit(job))));
    }
};

QTEST_GUILESS_MAIN(SqliteStoreTest)
#include "tst_sqlitestore.moc"
