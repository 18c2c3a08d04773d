#include "power/sleepguard.h"

#include <QDBusContext>
#include <QSignalSpy>
#include <QTest>

#include <fcntl.h>
#include <unistd.h>

using power::SleepGuard;

/// A logind for tests: hands out pipes as locks, and sees when they are closed.
class Login : public QObject, protected QDBusContext {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.login1.Manager")

public:
    struct Lock {
        QString what, mode;
        int reader = -1;
    };
    ~Login() override
    {
        for (const Lock& lock : locks)
            ::close(lock.reader);
    }
    /// How many locks of this kind are held now.
    int held(const QString& what, const QString& mode) const
    {
        int count = 0;
        for (const Lock& lock : locks) {
            char byte = 0;
            // Nothing to read yet: the other end is open. End of file: it was closed.
            if (lock.what == what && lock.mode == mode && ::read(lock.reader, &byte, 1) < 0)
                ++count;
        }
        return count;
    }

    QList<Lock> locks;
    bool forbidsSleepBlocks = false;

public Q_SLOTS:
    QDBusUnixFileDescriptor Inhibit(const QString& what, const QString& /*who*/, const QString& /*why*/,
                                    const QString& mode)
    {
        if (forbidsSleepBlocks && mode == QLatin1String("block") && what.contains("sleep")) {
            sendErrorReply(QDBusError::AccessDenied, QStringLiteral("not yours"));
            return {};
        }
        int ends[2] = {-1, -1};
        if (::pipe2(ends, O_NONBLOCK | O_CLOEXEC) != 0)
            return {};
        locks.append({what, mode, ends[0]});
        const QDBusUnixFileDescriptor lock(ends[1]); // a copy
        ::close(ends[1]);
        return lock;
    }

Q_SIGNALS:
    void PrepareForSleep(bool isAboutToSleep);
};

/// Runs inside a message bus of its own (see CMakeLists.txt), never on the machine's.
class TstSleepGuard : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<Login> m_login;
    QDBusConnection m_bus = QDBusConnection(QString());

private Q_SLOTS:
    void init()
    {
        QDBusConnection server = QDBusConnection::connectToBus(QDBusConnection::SessionBus, "login");
        QVERIFY(server.isConnected());
        m_login = std::make_unique<Login>();
        QVERIFY(server.registerObject("/org/freedesktop/login1", m_login.get(),
                                      QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals));
        QVERIFY(server.registerService("org.freedesktop.login1"));
        m_bus = QDBusConnection::connectToBus(QDBusConnection::SessionBus, "sluice");
        QVERIFY(m_bus.isConnected());
    }
    void cleanup()
    {
        m_bus = QDBusConnection(QString());
        QDBusConnection::disconnectFromBus("sluice");
        QDBusConnection::disconnectFromBus("login");
        m_login.reset();
    }

    void keepsTheComputerAwakeWhileJobsRun()
    {
        SleepGuard guard(m_bus);
        QVERIFY(!guard.keepsAwake());
        guard.guard(true);
        QTRY_VERIFY(guard.keepsAwake() && guard.isTold());
        QCOMPARE(m_login->held("sleep", "delay"), 1);
        QCOMPARE(m_login->held("sleep:idle", "block"), 1);
        guard.guard(true); // once is enough
        guard.guard(false);
        QVERIFY(!guard.keepsAwake() && !guard.isTold());
        QTRY_COMPARE(m_login->held("sleep", "delay"), 0);
        QTRY_COMPARE(m_login->held("sleep:idle", "block"), 0);
        QCOMPARE(m_login->locks.size(), 2);
    }

    void forbidsAtLeastIdlenessWhereSleepIsNotItsToForbid()
    {
        m_login->forbidsSleepBlocks = true;
        SleepGuard guard(m_bus);
        guard.guard(true);
        QTRY_VERIFY(guard.keepsAwake());
        QCOMPARE(m_login->held("idle", "block"), 1);
        QCOMPARE(m_login->held("sleep", "delay"), 1);
    }

    void delaysSleepUntilEverythingIsStored()
    {
        SleepGuard guard(m_bus);
        guard.guard(true);
        QTRY_VERIFY(guard.isTold());
        QSignalSpy about(&guard, &SleepGuard::aboutToSleep);
        QSignalSpy woke(&guard, &SleepGuard::woke);
        Q_EMIT m_login->PrepareForSleep(true);
        QTRY_COMPARE(about.size(), 1);
        QCOMPARE(m_login->held("sleep", "delay"), 1);
        guard.letSleep();
        QTRY_COMPARE(m_login->held("sleep", "delay"), 0);
        // Awake again it wants to be told the next time, too.
        Q_EMIT m_login->PrepareForSleep(false);
        QTRY_COMPARE(woke.size(), 1);
        QTRY_COMPARE(m_login->held("sleep", "delay"), 1);
    }

    void saysThatItCannotWhereThereIsNoLogin()
    {
        SleepGuard guard(QDBusConnection("no such bus"));
        guard.guard(true);
        QVERIFY(!guard.keepsAwake() && !guard.isTold());
        guard.letSleep();
        guard.guard(false);
    }
};

QTEST_GUILESS_MAIN(TstSleepGuard)
#include "tst_sleepguard.moc"
