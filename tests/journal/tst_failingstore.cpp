#include "journal/memoryledger.h"
#include "journal/memorystore.h"
#include "journal/report.h"
#include "journal/sqlitestore.h"
#include "storesamples.h"
#include "support/failingstore.h"

#include <QDir>
#include <QTemporaryDir>

using namespace samples;
using support::Failure;

namespace {

/// A small life of a job: made, two items asked and answered, looked at. Stops at the first failure, as the
/// engine does.
journal::Result<JobId> live(journal::Store& store)
{
    const auto job = store.addJob(record());
    if (!job)
        return job;
    const std::vector<journal::NewItem> items{{"1", 2, ""}, {"2", 3, ""}, {"3", 4, ""}};
    if (auto added = store.addItems(*job, items); !added)
        return std::unexpected(added.error());
    if (auto isSealed = store.seal(*job); !isSealed)
        return std::unexpected(isSealed.error());
    for (jobs::ItemIndex item = 0; item < 2; ++item) {
        const jobs::AttemptId attempt = item + 1;
        if (auto asked = store.commit(asking(*job, attempt, item, at(0))); !asked)
            return std::unexpected(asked.error());
        if (auto got = store.commit(answered(*job, attempt, item, ItemState::done, 204, at(9))); !got)
            return std::unexpected(got.error());
    }
    if (auto marks = store.marks(*job); !marks)
        return std::unexpected(marks.error());
    return job;
}

/// Counts, items and attempts of every job tell the same story.
void compareWithItself(journal::Store& store)
{
    for (const journal::JobRecord& job : demand(store.jobs())) {
        jobs::Counts counts;
        for (const journal::ItemRow& row : demand(store.rows(job.id, 0, 100))) {
            ++counts[row.state];
            const auto attempts = demand(store.attempts(job.id, row.index));
            QCOMPARE(attempts.empty(), row.state == ItemState::queued);
            for (const journal::AttemptRow& attempt : attempts)
                QCOMPARE(attempt.ended.has_value(), row.state == ItemState::done);
        }
        QVERIFY(counts == job.counts);
        QCOMPARE(counts.total(), 3U);
    }
}

} // namespace

class FailingStoreTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void staysWholeWhicheverOperationFails_data()
    {
        QTest::addColumn<bool>("isOnDisk");
        QTest::addColumn<bool>("isWrittenAllTheSame");
        for (const bool isOnDisk : {false, true}) {
            for (const bool isWritten : {false, true})
                QTest::addRow("%s, %s", isOnDisk ? "sqlite" : "memory",
                              isWritten ? "written all the same" : "not written")
                    << isOnDisk << isWritten;
        }
    }
    void staysWholeWhicheverOperationFails()
    {
        QFETCH(const bool, isOnDisk);
        QFETCH(const bool, isWrittenAllTheSame);
        const auto trace = isWrittenAllTheSame ? Failure::Trace::everything : Failure::Trace::nothing;
        int runs = 0;
        for (int nth = 1;; ++nth) {
            const QTemporaryDir folder;
            const QString path = folder.filePath(QStringLiteral("jobs.sqlite"));
            const auto memory = std::make_shared<journal::MemoryStore>();
            const auto open = [&]() -> std::shared_ptr<journal::Store> {
                if (!isOnDisk)
                    return memory;
                return demand(journal::SqliteStore::open(path, journal::SqliteStore::Mode::readWrite));
            };
            const auto failure = std::make_shared<Failure>();
            failure->arm(nth, Failure::Span::fromThereOn, trace);
            const auto job = live(*std::make_unique<support::FailingStore>(open(), failure));
            *memory = memory->afterCrash();
            const auto again = open();
            compareWithItself(*again);
            if (QTest::currentTestFailed())
                return;
            ++runs;
            if (job) {
                QCOMPARE(demand(again->job(*job)).counts[ItemState::done], 2U);
                break;
            }
            demand(live(*again)); // and it works again
        }
        QCOMPARE(runs, 9); // eight operations, and the life in which none failed
    }

    void failsOnceOrFromThereOn()
    {
        const auto failure = std::make_shared<Failure>();
        support::FailingStore store(std::make_shared<journal::MemoryStore>(), failure);
        failure->arm(2);
        QVERIFY(store.jobs());
        QVERIFY(!store.jobs());
        QVERIFY(store.jobs());
        failure->arm(2, Failure::Span::fromThereOn);
        QVERIFY(store.jobs());
        QVERIFY(!store.jobs());
        QVERIFY(!store.jobs());
        failure->disarm();
        QVERIFY(store.jobs());
        QCOMPARE(failure->asked(), 7);
    }

    void failsALedgerToo()
    {
        const auto failure = std::make_shared<Failure>();
        support::FailingLedger ledger(std::make_shared<journal::MemoryLedger>(), failure);
        class Still final : public base::Clock {
            base::Instant now() const override { return base::Instant(std::chrono::seconds(9)); }
            base::WallTime wallNow() const override { return at(0); }
            std::string bootId() const override { return "boot"; }
        } clock;
        journal::LedgerCommit commit;
        commit.begins.push_back({1, {{"/a", 1}}, base::Instant(std::chrono::seconds(9))});
        failure->arm(1);
        QVERIFY(!ledger.commit(commit, clock));
        QVERIFY(demand(ledger.recall(clock, std::chrono::hours(1), {})).requests.empty());
        failure->arm(1, Failure::Span::once, Failure::Trace::everything);
        QVERIFY(!ledger.commit(commit, clock));
        QCOMPARE(
            demand(ledger.recall(clock, std::chrono::hours(1), std::chrono::seconds(60))).requests.size(),
            std::size_t{1});
    }

    void leavesNoHalfReportBehindAFailure()
    {
        const auto memory = std::make_shared<journal::MemoryStore>();
        const auto failure = std::make_shared<Failure>();
        support::FailingStore store(memory, failure);
        const JobId job = demand(live(store));
        for (int nth = 1; nth <= 3; ++nth) {
            const QTemporaryDir folder;
            failure->arm(nth);
            QVERIFY(
                reason(journal::writeReport(store, job, folder.path())).contains(QLatin1String("failed in")));
            QVERIFY(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden).isEmpty());
        }
    }
};

QTEST_GUILESS_MAIN(FailingStoreTest)
#include "tst_failingstore.moc"
