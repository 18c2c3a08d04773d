#include "engine/filedesk.h"

#include <QTemporaryDir>
#include <QTest>

#include <set>

using namespace std::chrono_literals;
using engine::JobId;
using engine::Refused;
using filedesk::contentOf;
using filedesk::write;
using jobs::ItemState;
using jobs::JobState;
using support::Workshop;

namespace {

constexpr int idCount = 40;

/// A desk whose store can be put back to what it was.
class Desk {
public:
    Desk() : m_files(m_folder.path()) { shop().open(); }

    Workshop& shop() { return m_files.shop(); }

    void runUntilDone(JobId job, unsigned count)
    {
        shop().clock.runUntil([&] { return shop().job(job).counts[ItemState::done] >= count; },
                              shop().clock.now() + 1min);
    }

    /// The store as it lies on disk, its log included, while the program runs.
    struct Copy {
        QByteArray store, log;
    };
    Copy copy() const { return {contentOf(path()), contentOf(path() + QStringLiteral("-wal"))}; }
    void putBack(const Copy& copy) const
    {
        write(path(), copy.store);
        QFile::remove(path() + QStringLiteral("-shm"));
        QFile::remove(path() + QStringLiteral("-wal"));
        if (!copy.log.isEmpty())
            write(path() + QStringLiteral("-wal"), copy.log);
    }

    /// Other files lie where they were.
    void replace() const
    {
        const Copy now = copy();
        remove();
        putBack(now);
    }
    void remove() const
    {
        for (const char* part : {"", "-wal", "-shm", ".drafts"})
            QFile::remove(path() + QLatin1String(part));
    }

    std::unique_ptr<journal::Store> look() const
    {
        return std::move(*journal::SqliteStore::open(path(), journal::SqliteStore::Mode::readOnly));
    }
    std::set<std::string> doneIn(JobId job) const
    {
        std::set<std::string> done;
        const auto store = look();
        const auto rows = store->rows(job, 0, idCount);
        for (const journal::ItemRow& row : *rows) {
            if (row.state == ItemState::done)
                done.insert(row.id);
        }
        return done;
    }

    /// Ids that left, in order.
    const std::vector<std::string>& sent() const { return m_files.sent; }

private:
    QString path() const { return m_files.store(); }

    QTemporaryDir m_folder;
    filedesk::Desk m_files;
};

/// A job of which the store knows twenty ids as done, while more were done in truth.
struct Backup {
    JobId job = 0;
    std::set<std::string> done; ///< in truth
    std::size_t sent = 0;
};

Backup putBackABackup(Desk& desk)
{
    Workshop& shop = desk.shop();
    Backup backup;
    backup.job = shop.newJob(idCount);
    shop.approve(backup.job, idCount);
    desk.runUntilDone(backup.job, 10);
    const Desk::Copy copy = desk.copy();
    desk.runUntilDone(backup.job, 30);
    backup.done = desk.doneIn(backup.job);
    shop.kill();
    desk.putBack(copy);
    shop.open();
    backup.sent = desk.sent().size();
    return backup;
}

} // namespace

/// A job store that is older than what was sent: put back from a backup, or cut.
class TstOlderStore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sendsNothingUntilTheNumberIsTyped()
    {
        Desk desk;
        Workshop& shop = desk.shop();
        const Backup backup = putBackABackup(desk);
        QVERIFY(shop.job(backup.job).counts[ItemState::done] < backup.done.size());

        for (int i = 0; i < 3; ++i) { // not only the first time, and not only until the program ends
            shop.resume(backup.job);
            shop.runFor(10min);
            QCOMPARE(desk.sent().size(), backup.sent);
            QCOMPARE(shop.refusals.back().first, Refused::store);
            const QString said = shop.refusals.back().second;
            QVERIFY2(said.contains(QLatin1String("put back from a backup")), qPrintable(said));
            QVERIFY2(said.contains(QLatin1String("number typed again")), qPrintable(said));
            QVERIFY(!shop.job(backup.job).doubt.isEmpty());
            if (i == 1) {
                shop.kill();
                shop.open();
                QVERIFY(!shop.job(backup.job).doubt.isEmpty());
            }
        }
        shop.core->resume(9, backup.job, shop.credentials, false, false, idCount);
        QVERIFY(shop.runUntilStill(backup.job, 3h));
        QCOMPARE(shop.job(backup.job).state, JobState::finished);
        QVERIFY(shop.job(backup.job).doubt.isEmpty());
        // It is over: the next pause is like any other.
        QCOMPARE(shop.refusals.size(), std::size_t{3});
    }

    void isToldInTheAuditTrail()
    {
        Desk desk;
        Workshop& shop = desk.shop();
        const Backup backup = putBackABackup(desk);
        shop.resume(backup.job);
        shop.core->resume(9, backup.job, shop.credentials, false, false, idCount);
        QVERIFY(shop.runUntilStill(backup.job, 3h));
        const auto store = desk.look();
        QVERIFY(store->verifyAudit(backup.job));
        QStringList happened;
        const auto trail = store->audit(backup.job);
        for (const journal::AuditEntry& entry : *trail)
            happened << entry.what;
        const qsizetype doubted = happened.indexOf(QLatin1String("doubted"));
        QVERIFY2(doubted > 0 && happened.indexOf(QLatin1String("went on in doubt")) > doubted,
                 qPrintable(happened.join(QLatin1Char(' '))));
    }

    void aNewJobOfTheAccountIsToldOnceAsWell()
    {
        Desk desk;
        Workshop& shop = desk.shop();
        const Backup backup = putBackABackup(desk);
        const JobId fresh = shop.newJob(QByteArray("5000\n5001\n"));
        shop.approve(fresh, 2);
        shop.runFor(1min);
        QCOMPARE(desk.sent().size(), backup.sent);
        QCOMPARE(shop.refusals.back().first, Refused::store);
        shop.approve(fresh, 2);
        QVERIFY(shop.runUntilStill(fresh, 1h));
        QCOMPARE(shop.job(fresh).state, JobState::finished);
        // The older one still wants its own number.
        shop.resume(backup.job);
        shop.runFor(1min);
        QCOMPARE(desk.sent().size(), backup.sent + 2);
    }

    void aJobThatIsMadeLaterIsToldTooAndDoesNotTrustWhatWasSentBefore()
    {
        Desk desk;
        Workshop& shop = desk.shop();
        const Backup backup = putBackABackup(desk);
        shop.resume(backup.job);
        shop.runFor(1min);
        const JobId fresh = shop.newJob(QByteArray("1020\n1021\n")); // done in truth, queued in the store
        shop.approve(fresh, 2);
        shop.runFor(1min);
        QCOMPARE(desk.sent().size(), backup.sent);
        QCOMPARE(shop.refusals.back().first, Refused::store);
        QVERIFY(shop.refusals.back().second.contains(QLatin1String("--confirm 2")));
        shop.approve(fresh, 2);
        QVERIFY(shop.runUntilStill(fresh, 1h));
        QCOMPARE(shop.job(fresh).state, JobState::finished);
    }

    void aStoreThatIsReplacedWhileItIsUsedStopsTheJob()
    {
        Desk desk;
        Workshop& shop = desk.shop();
        const JobId job = shop.newJob(idCount);
        shop.approve(job, idCount);
        desk.runUntilDone(job, 10);
        desk.replace();
        const std::size_t sent = desk.sent().size();
        shop.runFor(10min);
        QCOMPARE(desk.sent().size(), sent);
        QCOMPARE(shop.job(job).reason, jobs::PauseReason::store);
        QVERIFY2(shop.job(job).reasonDetail.contains(QLatin1String("replaced")),
                 qPrintable(shop.job(job).reasonDetail));
    }

    void anotherStoreOfTheAccountSaysThatItDoesNotKnowItsIds()
    {
        Desk desk;
        Workshop& shop = desk.shop();
        const JobId job = shop.newJob(5);
        shop.approve(job, 5);
        QVERIFY(shop.runUntilStill(job, 1min));
        shop.kill();
        desk.remove();
        shop.open();
        shop.firstId = 2000;
        const JobId fresh = shop.newJob(100);
        shop.approve(fresh, 100);
        shop.runFor(1s);
        QVERIFY2(shop.job(fresh).warning.contains(QLatin1String("this store does not hold")),
                 qPrintable(shop.job(fresh).warning));
    }

    void aLogThatWasTakenAwayIsNoticed()
    {
        Desk desk;
        Workshop& shop = desk.shop();
        const JobId job = shop.newJob(idCount);
        shop.kill(); // folds the log into the file
        shop.open();
        shop.core->resume(9, job, shop.credentials, false, false, idCount);
        desk.runUntilDone(job, 20);
        Desk::Copy cut = desk.copy();
        QVERIFY(!cut.log.isEmpty());
        cut.log.clear();
        shop.kill();
        desk.putBack(cut);
        shop.open();
        const std::size_t sent = desk.sent().size();
        shop.core->resume(9, job, shop.credentials, false, false, std::nullopt);
        shop.runFor(10min);
        QCOMPARE(desk.sent().size(), sent);
        QVERIFY(!shop.refusals.empty());
    }

    void aCrashIsNoOlderStore()
    {
        Desk desk;
        Workshop& shop = desk.shop();
        const JobId job = shop.newJob(idCount);
        shop.approve(job, idCount);
        for (unsigned done = 5; done < idCount; done += 5) {
            desk.runUntilDone(job, done);
            const Desk::Copy copy = desk.copy();
            shop.kill();
            desk.putBack(copy); // as the dead program left it
            shop.open();
            shop.resume(job);
        }
        QVERIFY(shop.runUntilStill(job, 3h));
        QCOMPARE(shop.job(job).state, JobState::finished);
        QVERIFY(shop.refusals.empty());
    }
};

QTEST_GUILESS_MAIN(TstOlderStore)
#include "tst_olderstore.moc"
