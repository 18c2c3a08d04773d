#pragma once

#include <QDBusConnection>
#include <QDBusUnixFileDescriptor>
#include <QObject>

namespace power {

/// Keeps this computer awake while jobs run, and asks for a moment before it sleeps all the same: a closed
/// lid is not prevented (logind ignores such wishes for the lid), but what is in flight can be waited for.
/// Talks to systemd-logind (org.freedesktop.login1, "Inhibitor Locks"); where there is none it does nothing
/// and says so. Lives in one thread with an event loop; no call blocks.
class SleepGuard : public QObject {
    Q_OBJECT

public:
    explicit SleepGuard(const QDBusConnection& bus = QDBusConnection::systemBus(), QObject* parent = nullptr);
    ~SleepGuard() override;

    /// True while jobs run: the locks are taken; false: they are given back.
    void guard(bool isWanted);
    /// Everything is answered and stored: the computer may sleep now.
    void letSleep();

    /// The computer does not go to sleep by itself.
    bool keepsAwake() const { return m_awake.isValid(); }
    /// It will say so before it sleeps, and wait for letSleep() (at most some seconds, 5 by default).
    bool isTold() const { return m_delay.isValid(); }

Q_SIGNALS:
    void aboutToSleep();
    void woke();
    void changed(); ///< keepsAwake() or isTold()

private Q_SLOTS:
    void prepare(bool isAboutToSleep);

private:
    void take(const QString& what, const QString& mode, QDBusUnixFileDescriptor& lock,
              std::function<void()> otherwise = {});
    void takeBoth();

    QDBusConnection m_bus;
    QDBusUnixFileDescriptor m_delay, m_awake;
    bool m_isWanted = false;
};

} // namespace power
