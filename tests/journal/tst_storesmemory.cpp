#include "storesamples.h"

#include <QTemporaryDir>

using namespace samples;

/// What every Store remembers for those who go on with a job.
class StoresMemoryTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<journal::Store> m_store;
    journal::Store& store() { return *m_store; }

private Q_SLOTS:
    void initTestCase_data()
    {
        QTest::addColumn<bool>("isOnDisk");
        QTest::newRow("memory") << false;
        QTest::newRow("sqlite") << true;
    }
    void init()
    {
        QFETCH_GLOBAL(const bool, isOnDisk);
        m_folder = std::make_unique<QTemporaryDir>();
        m_store = madeStore(isOnDisk, m_folder->filePath(QStringLiteral("jobs.sqlite")));
    }
    void cleanup() { m_store.reset(); }

    void tellsTheLastAttemptOnAnAccountWhoseEndIsKnown()
    {
        const JobId job = sealed(store(), {"1", "2", "3"});
        QVERIFY(!demand(store().lastAttemptOn("a1b2")));
        demand(store().commit(asking(job, 1, 0, at(0))));
        QVERIFY(!demand(store().lastAttemptOn("a1b2"))); // in flight
        demand(store().commit(answered(job, 1, 0, ItemState::done, 204, at(1))));
        demand(store().commit(asking(job, 2, 1, at(2))));
        Commit unsent;
        unsent.job = job;
        unsent.ends.push_back({2, base::OutcomeKind::notSent, 0, at(3)});
        demand(store().commit(unsent));
        const auto last = demand(store().lastAttemptOn("a1b2"));
        QVERIFY(last.has_value());
        QCOMPARE(last->attempt, jobs::AttemptId{1});
        QVERIFY(last->sent == at(0));
        QVERIFY(!demand(store().lastAttemptOn("ffff")));
    }

    void remembersWhatTheSchedulerTakesUpAgain()
    {
        const JobId job = sealed(store(), {"1", "2"});
        Commit commit;
        commit.job = job;
        commit.itemRequestsAdded = 3;
        commit.doubt = QStringLiteral("put back from a backup");
        commit.changes.emplace_back();
        commit.changes.back().item = 1;
        commit.changes.back().state = ItemState::waiting;
        commit.changes.back().tries = 4;
        commit.changes.back().wasForbidden = true;
        demand(store().commit(commit));
        auto marks = demand(store().marks(job));
        QCOMPARE(marks[0].tries, std::uint8_t{0});
        QVERIFY(!marks[0].wasForbidden);
        QCOMPARE(marks[1].tries, std::uint8_t{4});
        QVERIFY(marks[1].wasForbidden);
        QCOMPARE(demand(store().job(job)).itemRequests, 3);
        QCOMPARE(demand(store().job(job)).doubt, QStringLiteral("put back from a backup"));

        commit = {};
        commit.job = job;
        commit.doubt = QString();
        commit.itemRequestsAdded = -1;
        commit.changes.emplace_back();
        commit.changes.back().item = 1;
        demand(store().commit(commit));
        marks = demand(store().marks(job));
        QCOMPARE(marks[1].tries, std::uint8_t{0});
        QVERIFY(!marks[1].wasForbidden);
        QCOMPARE(demand(store().job(job)).itemRequests, 2);
        QVERIFY(demand(store().job(job)).doubt.isEmpty());
    }

    void hasANameOfItsOwnAndKnowsItsRequests()
    {
        const QByteArray name = demand(store().identity());
        QCOMPARE(name.size(), 32);
        QCOMPARE(demand(store().identity()), name);
        const JobId job = sealed(store(), {"1"});
        QVERIFY(!demand(store().holds(job, 1)));
        demand(store().commit(asking(job, 1, 0, at(0))));
        QVERIFY(demand(store().holds(job, 1)));
        QVERIFY(!demand(store().holds(job + 1, 1)));
        QVERIFY(!demand(store().holds(job, 2)));
    }
};

QTEST_GUILESS_MAIN(StoresMemoryTest)
#include "tst_storesmemory.moc"
