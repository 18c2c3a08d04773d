#include "vendors/seconds.h"

#include <QDate>
#include <QDateTime>
#include <QRegularExpression>
#include <QTime>

#include <cmath>

namespace vendors {

namespace {

using base::Duration;

// Longer than any wait: what is beyond it is no number of seconds but an epoch, or nonsense.
constexpr double secondsMax = 1e8;

std::optional<QDateTime> parseHttpDate(const QByteArray& text)
{
    static const QRegularExpression form(
        QStringLiteral("\\A(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), ([0-9]{2}) "
                       "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) ([0-9]{4}) "
                       "([0-9]{2}):([0-9]{2}):([0-9]{2}) GMT\\z"));
    static const QString months = QStringLiteral("JanFebMarAprMayJunJulAugSepOctNovDec");
    const QRegularExpressionMatch match = form.match(QString::fromLatin1(text.trimmed()));
    if (!match.hasMatch())
        return std::nullopt;
    const QDate day(match.captured(3).toInt(), static_cast<int>(months.indexOf(match.captured(2))) / 3 + 1,
                    match.captured(1).toInt());
    const int second = match.captured(6).toInt();
    const QTime minute(match.captured(4).toInt(), match.captured(5).toInt());
    if (!day.isValid() || !minute.isValid() || second > 60)
        return std::nullopt;
    // Second 60 is a leap second: the first one of the next minute.
    return QDateTime(day, minute, Qt::UTC).addSecs(second);
}

} // namespace

std::optional<Duration> parseSeconds(const QString& text)
{
    static const QRegularExpression form(QStringLiteral("\\A([0-9]{1,9})(?:\\.([0-9]{1,9}))?\\z"));
    const QRegularExpressionMatch match = form.match(text.trimmed());
    if (!match.hasMatch() || match.captured(1).toDouble() > secondsMax)
        return std::nullopt;
    const QString fraction = match.captured(2).leftJustified(9, u'0');
    return std::chrono::seconds(match.captured(1).toLongLong())
           + std::chrono::nanoseconds(fraction.toLongLong());
}

std::optional<Duration> parseSeconds(const QJsonValue& value)
{
    if (value.isString())
        return parseSeconds(value.toString());
    const double number = value.toDouble(-1);
    if (!value.isDouble() || !std::isfinite(number) || number < 0 || number > secondsMax)
        return std::nullopt;
    return Duration(static_cast<std::int64_t>(std::ceil(number * 1e9)));
}

std::optional<int> parseCount(const QString& text)
{
    static const QRegularExpression form(QStringLiteral("\\A[0-9]{1,9}\\z"));
    if (const QString trimmed = text.trimmed(); form.match(trimmed).hasMatch())
        return trimmed.toInt();
    return std::nullopt;
}

std::optional<Duration> betweenHttpDates(const QByteArray& date, const QByteArray& until)
{
    const std::optional<QDateTime> from = parseHttpDate(date);
    const std::optional<QDateTime> to = parseHttpDate(until);
    if (!from || !to)
        return std::nullopt;
    const qint64 distance = qMax<qint64>(0, from->secsTo(*to));
    // Until the year 9999, as some say for "never", is more nanoseconds than there are numbers.
    if (static_cast<double>(distance) > secondsMax)
        return std::nullopt;
    return std::chrono::seconds(distance);
}

} // namespace vendors
