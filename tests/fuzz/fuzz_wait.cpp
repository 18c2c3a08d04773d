// Seconds, counts, dates and durations, compared with plain arithmetic of another kind.
#include "fuzz/fuzz.h"

#include "vendors/duration.h"
#include "vendors/seconds.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <chrono>
#include <cmath>

using fuzz::promise;
using namespace vendors;
using base::Duration;

namespace {

constexpr Duration most = std::chrono::seconds(100'000'001);

/// Only digits, with a point and more digits behind it.
bool isDecimal(const QByteArray& text)
{
    const qsizetype point = text.indexOf('.');
    const auto areDigits = [](const QByteArray& part) {
        return !part.isEmpty()
               && std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
    };
    return point < 0 ? areDigits(text) : areDigits(text.left(point)) && areDigits(text.mid(point + 1));
}

void checkSeconds(const QByteArray& text)
{
    const auto told = parseSeconds(QString::fromLatin1(text));
    if (!told)
        return;
    promise(*told >= Duration{} && *told <= most, "seconds are not negative, and no epoch");
    const QByteArray plain = QString::fromLatin1(text).trimmed().toLatin1(); // a no-break space is space, too
    promise(isDecimal(plain), "only digits are seconds");
    const long double exact = std::strtold(plain.constData(), nullptr);
    promise(std::abs(std::chrono::duration<long double>(*told).count() - exact) < 1e-9L,
            "seconds are read exactly");
}

void checkJson(const QByteArray& text)
{
    const QJsonValue value = QJsonDocument::fromJson('[' + text + ']').array().at(0);
    const auto told = parseSeconds(value);
    if (!told)
        return;
    promise(*told >= Duration{} && *told <= most, "seconds are not negative, and no epoch");
    if (value.isDouble())
        promise(std::chrono::duration<double>(*told).count() >= value.toDouble() * (1 - 1e-15),
                "seconds are never rounded down");
    else
        promise(value.isString(), "only numbers and texts are seconds");
}

/// Whole seconds since 1970 of "Sun, 06 Nov 1994 08:49:37 GMT", by the calendar of the standard library.
std::optional<std::int64_t> secondsOf(const QByteArray& text)
{
    static const QByteArrayList months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const QByteArray date = text.trimmed();
    if (date.size() != 29 || !date.endsWith(" GMT") || date[3] != ',')
        return std::nullopt;
    const auto number = [&](qsizetype from, qsizetype length) { return date.mid(from, length).toInt(); };
    const auto month = months.indexOf(date.mid(8, 3));
    const std::chrono::year_month_day day{std::chrono::year(number(12, 4)),
                                          std::chrono::month(static_cast<unsigned>(month + 1)),
                                          std::chrono::day(static_cast<unsigned>(number(5, 2)))};
    if (month < 0 || !day.ok())
        return std::nullopt;
    return std::chrono::sys_days(day).time_since_epoch().count() * 86400LL + number(17, 2) * 3600
           + number(20, 2) * 60 + number(23, 2);
}

void checkDates(const QByteArray& from, const QByteArray& to)
{
    const auto told = betweenHttpDates(from, to);
    if (!told)
        return;
    const auto first = secondsOf(from), last = secondsOf(to);
    promise(first && last, "what is no date has no distance");
    const std::int64_t distance = std::max<std::int64_t>(0, *last - *first);
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(*told).count();
    promise(seconds >= distance, "no wait is shorter than two dates are apart");
    promise(seconds <= distance + 1, "a wait is as long as two dates are apart (a leap second aside)");
}

void checkDuration(const QByteArray& text)
{
    const auto told = parseDuration(QString::fromUtf8(text));
    if (!told)
        return;
    promise(*told >= Duration{}, "a duration is not negative");
    promise(parseDuration(formatDuration(*told)) == told, "a duration is read back as it is written");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    fuzz::Input input(bytes, size);
    const QByteArray first = fuzz::bytesOf(input.upTo('\n'));
    const QByteArray second = fuzz::bytesOf(input.upTo('\n'));
    checkSeconds(first);
    checkJson(first);
    checkDates(first, second);
    checkDuration(first);
    const auto count = parseCount(QString::fromUtf8(first));
    promise(!count || (*count >= 0 && QString::number(*count).toLatin1().size() <= first.trimmed().size()),
            "a count is not negative");
    return 0;
}
