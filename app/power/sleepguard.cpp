#include "power/sleepguard.h"

#include <QCoreApplication>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

namespace power {

namespace {

QString service()
{
    return QStringLiteral("org.freedesktop.login1");
}
QString path()
{
    return QStringLiteral("/org/freedesktop/login1");
}
QString manager()
{
    return QStringLiteral("org.freedesktop.login1.Manager");
}

} // namespace

SleepGuard::SleepGuard(const QDBusConnection& bus, QObject* parent) : QObject(parent), m_bus(bus)
{
    m_bus.connect(service(), path(), manager(), QStringLiteral("PrepareForSleep"), this, SLOT(prepare(bool)));
}

SleepGuard::~SleepGuard() = default;

void SleepGuard::guard(bool isWanted)
{
    if (isWanted == m_isWanted)
        return;
    m_isWanted = isWanted;
    if (isWanted) {
        takeBoth();
        return;
    }
    // Closing the descriptor gives a lock back.
    m_delay = {};
    m_awake = {};
    Q_EMIT changed();
}

void SleepGuard::letSleep()
{
    m_delay = {};
    Q_EMIT changed();
}

void SleepGuard::takeBoth()
{
    take(QStringLiteral("sleep"), QStringLiteral("delay"), m_delay);
    // To forbid sleep altogether is not everybody's right (polkit); idleness may be forbidden by who sits
    // here.
    take(QStringLiteral("sleep:idle"), QStringLiteral("block"), m_awake,
         [this] { take(QStringLiteral("idle"), QStringLiteral("block"), m_awake); });
}

void SleepGuard::take(const QString& what, const QString& mode, QDBusUnixFileDescriptor& lock,
                      std::function<void()> otherwise)
{
    if (!m_bus.isConnected())
        return;
    QDBusMessage call =
        QDBusMessage::createMethodCall(service(), path(), manager(), QStringLiteral("Inhibit"));
    call << what << QStringLiteral("Sluice") << tr("Jobs are running") << mode;
    auto* watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this,
            [this, watcher, &lock, otherwise = std::move(otherwise)] {
                watcher->deleteLater();
                const QDBusPendingReply<QDBusUnixFileDescriptor> reply = *watcher;
                if (reply.isError()) {
                    if (otherwise)
                        otherwise();
                    return;
                }
                if (!m_isWanted)
                    return; // too late: the descriptor closes with the reply
                lock = reply.value();
                Q_EMIT changed();
            });
}

void SleepGuard::prepare(bool isAboutToSleep)
{
    if (isAboutToSleep) {
        Q_EMIT aboutToSleep();
        return;
    }
    Q_EMIT woke();
    if (m_isWanted && !m_delay.isValid())
        take(QStringLiteral("sleep"), QStringLiteral("delay"), m_delay); // it was given back for the night
}

} // namespace power
