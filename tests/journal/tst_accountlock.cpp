#include "journal/accountlock.h"
#include "storesamples.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

using journal::AccountLock;
using samples::at;
using samples::demand;

class AccountLockTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;

    std::unique_ptr<AccountLock> taken()
    {
        auto answer = demand(AccountLock::take(m_path, QStringLiteral("sluice-cli"), at(0)));
        auto* lock = std::get_if<std::unique_ptr<AccountLock>>(&answer);
        return lock != nullptr ? std::move(*lock) : nullptr;
    }
    std::optional<AccountLock::Holder> holder()
    {
        auto answer = demand(AccountLock::take(m_path, QStringLiteral("sluice"), at(9)));
        const auto* holder = std::get_if<AccountLock::Holder>(&answer);
        return holder != nullptr ? std::optional(*holder) : std::nullopt;
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("accounts/ab12/lock"));
    }

    void isHeldByOneAtATimeAlsoInOneProgram()
    {
        auto first = taken();
        QVERIFY(first != nullptr);
        const auto named = holder();
        QVERIFY(named);
        QCOMPARE(named->program, QStringLiteral("sluice-cli"));
        QCOMPARE(named->pid, qint64{QCoreApplication::applicationPid()});
        QVERIFY(named->since == at(0));
        QCOMPARE(named->inWords(), QStringLiteral("sluice-cli (process %1) since 2026-11-21 09:00:00 UTC")
                                       .arg(QCoreApplication::applicationPid()));
        first.reset();
        QVERIFY(taken() != nullptr);
    }

    void canBeLookedAtWithoutBeingTaken()
    {
        QVERIFY(!AccountLock::holder(m_path));
        auto lock = taken();
        const auto seen = AccountLock::holder(m_path);
        QVERIFY(seen);
        QCOMPARE(seen->program, QStringLiteral("sluice-cli"));
        lock.reset();
        QVERIFY(!AccountLock::holder(m_path));
    }

    void namesTheProgramThatHoldsIt()
    {
        QProcess victim;
        victim.start(QStringLiteral(SLUICE_VICTIM), {QStringLiteral("lock"), m_path});
        QVERIFY(victim.waitForReadyRead(60'000));
        const auto named = holder();
        QVERIFY(named);
        QCOMPARE(named->program, QStringLiteral("victim"));
        QCOMPARE(named->pid, victim.processId());
        victim.closeWriteChannel();
        QVERIFY(victim.waitForFinished());
        QVERIFY(taken() != nullptr);
    }

    void endsWithAProgramThatIsKilled()
    {
        QProcess victim;
        victim.start(QStringLiteral(SLUICE_VICTIM), {QStringLiteral("lock"), m_path});
        QVERIFY(victim.waitForReadyRead(60'000));
        QVERIFY(taken() == nullptr);
        victim.kill();
        QVERIFY(victim.waitForFinished());
        QVERIFY(taken() != nullptr); // although the file still names the dead one
    }

    void believesTheKernelAndNotTheFile()
    {
        taken();
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(R"({"program":"sluice","pid":1,"since":0})");
        file.close();
        QVERIFY(taken() != nullptr);
    }

    void knowsAHolderWithoutAName()
    {
        QVERIFY(QDir().mkpath(QFileInfo(m_path).path()));
        const auto lock = demand(base::FileLock::take(m_path.toStdString(), base::FileLock::Kind::exclusive,
                                                      base::FileLock::Patience::none));
        const auto named = holder();
        QVERIFY(named);
        QCOMPARE(named->pid, 0);
        QCOMPARE(named->inWords(), QStringLiteral("another program, which has not left its name"));
    }

    /// Two programs that start at the same moment: the second is there before the first has written its name.
    void doesNotTakeTheNameOfADeadOneForTheHolders()
    {
        QVERIFY(QDir().mkpath(QFileInfo(m_path).path()));
        const auto lock = demand(base::FileLock::take(m_path.toStdString(), base::FileLock::Kind::exclusive,
                                                      base::FileLock::Patience::none));
        QVERIFY(lock->write(R"({"program":"victim","pid":2147480000,"since":5})"));
        const auto named = holder();
        QVERIFY(named);
        QCOMPARE(named->inWords(), QStringLiteral("another program, which has not left its name"));
    }

    void leavesNoNameBehind()
    {
        taken();
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray());
    }

    void isPrivate()
    {
        const auto lock = taken();
        QVERIFY(!(QFileInfo(m_path).permissions() & (QFile::ReadGroup | QFile::ReadOther)));
        QVERIFY(!(QFileInfo(QFileInfo(m_path).path()).permissions() & (QFile::ReadGroup | QFile::ReadOther)));
    }

    void saysWhereThereCanBeNoLock()
    {
        QFile inTheWay(m_folder->filePath(QStringLiteral("accounts")));
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        const auto refused = AccountLock::take(m_path, QStringLiteral("sluice"), at(0));
        QVERIFY(samples::reason(refused).contains(QLatin1String("cannot be made")));
    }
};

QTEST_GUILESS_MAIN(AccountLockTest)
#include "tst_accountlock.moc"
