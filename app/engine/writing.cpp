#include "engine/sentences.h"

#include <QCoreApplication>
#include <QDateTime>

#include <cstdlib>

namespace engine {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(engine::Writing)
};

QLocale withThousands(const QLocale& locale)
{
    // The C locale writes 4812: without separators a mistyped million is hard to see.
    return locale.language() == QLocale::C ? QLocale(QLocale::English, QLocale::UnitedStates) : locale;
}

QDateTime moment(WallTime t, bool isUtc)
{
    return QDateTime::fromMSecsSinceEpoch(t.time_since_epoch().count(), isUtc ? Qt::UTC : Qt::LocalTime);
}

qint64 roundedSeconds(Duration d)
{
    return std::chrono::round<std::chrono::seconds>(d).count();
}

} // namespace

Writing::Writing(WallTime now, bool isUtc, const QLocale& locale)
    : m_now(now)
    , m_isUtc(isUtc)
    , m_locale(withThousands(locale))
{
}

QString Writing::number(qint64 n) const
{
    return m_locale.toString(n);
}

QString Writing::rate(double perSecond) const
{
    return m_locale.toString(perSecond, 'f', 1);
}

QString Writing::time(WallTime t) const
{
    const QDateTime when = moment(t, m_isUtc);
    const QDateTime now = moment(m_now, m_isUtc);
    const bool isNear = std::chrono::abs(t - m_now) <= std::chrono::hours(2);
    const QString clock =
        m_locale.toString(when.time(), isNear ? QStringLiteral("HH:mm:ss") : QStringLiteral("HH:mm"));
    if (when.date() == now.date())
        return clock;
    const QString day = m_locale.toString(when.date(), when.date().year() == now.date().year()
                                                           ? QStringLiteral("ddd d MMM")
                                                           : QStringLiteral("ddd d MMM yyyy"));
    return day + QLatin1Char(' ') + clock;
}

QString Writing::duration(Duration d) const
{
    const qint64 seconds = std::max<qint64>(0, roundedSeconds(d));
    if (seconds < 90)
        return Words::tr("%1 s").arg(seconds);
    if (seconds < 3600)
        return Words::tr("%1 min %2 s").arg(seconds / 60).arg(seconds % 60, 2, 10, QLatin1Char('0'));
    const qint64 minutes = seconds / 60;
    if (minutes < 48 * 60)
        return Words::tr("%1 h %2 min").arg(minutes / 60).arg(minutes % 60, 2, 10, QLatin1Char('0'));
    return Words::tr("%1 d %2 h").arg(number(minutes / (24 * 60))).arg(minutes / 60 % 24);
}

QString Writing::wait(WallTime until) const
{
    // Rounded up: a countdown that says 0 s while it still waits would be a lie.
    const Duration left =
        std::chrono::ceil<std::chrono::seconds>(std::max(until - m_now, WallTime::duration{}));
    if (left < std::chrono::hours(1))
        return duration(left);
    return Words::tr("until %1 (%2)").arg(time(until), duration(left));
}

} // namespace engine
