#include "ui/colourscheme.h"

#include "ui/theme.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QGuiApplication>
#include <QPalette>

namespace ui {

namespace {

const QString portal = QStringLiteral("org.freedesktop.portal.Desktop");
const QString portalPath = QStringLiteral("/org/freedesktop/portal/desktop");
const QString settings = QStringLiteral("org.freedesktop.portal.Settings");
const QString appearance = QStringLiteral("org.freedesktop.appearance");
const QString colourScheme = QStringLiteral("color-scheme");
constexpr uint prefersDark = 1; ///< of the portal's three answers

QVariant inner(QVariant value)
{
    // The old Read wraps the answer twice.
    while (value.canConvert<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    return value;
}

} // namespace

ColourScheme::ColourScheme(QObject* parent)
    : QObject(parent)
    , m_isDesktopDark(Theme::of(QGuiApplication::palette()).isDark())
{
}

void ColourScheme::follow()
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    bus.connect(portal, portalPath, settings, QStringLiteral("SettingChanged"), this,
                SLOT(takeSetting(QString, QString, QDBusVariant)));
    QDBusMessage read = QDBusMessage::createMethodCall(portal, portalPath, settings, QStringLiteral("Read"));
    read << appearance << colourScheme;
    auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(read), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        const QDBusPendingReply<QDBusVariant> reply = *watcher;
        if (!reply.isError())
            takeSetting(appearance, colourScheme, reply.value());
        watcher->deleteLater();
    });
}

void ColourScheme::takeSetting(const QString& group, const QString& key, const QDBusVariant& value)
{
    if (group == appearance && key == colourScheme)
        setDesktopDark(inner(value.variant()).toUInt() == prefersDark);
}

void ColourScheme::setDesktopDark(bool isDark)
{
    const bool before = this->isDark();
    m_isDesktopDark = isDark;
    if (before != this->isDark())
        Q_EMIT changed(this->isDark());
}

void ColourScheme::setWish(Wish wish)
{
    const bool before = isDark();
    m_wish = wish;
    if (before != isDark())
        Q_EMIT changed(isDark());
}

bool ColourScheme::isDark() const
{
    return m_wish == Wish::desktop ? m_isDesktopDark : m_wish == Wish::dark;
}

} // namespace ui
