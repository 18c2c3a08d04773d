#include "vendors/duration.h"

#include <QRegularExpression>

#include <array>

namespace vendors {

namespace {

using std::chrono::milliseconds;

struct Unit {
    const char* name;
    std::int64_t length; // in milliseconds
};
// From the longest to the shortest, so that formatting takes the first that fits.
constexpr std::array<Unit, 5> units{
    {{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}}};
constexpr std::int64_t longest = std::int64_t{1000} * 86'400'000; // 1,000 days: far beyond any limit's window

} // namespace

std::optional<base::Duration> parseDuration(const QString& text)
{
    static const QRegularExpression form(QStringLiteral("\\A([0-9]{1,12})(ms|s|m|h|d)\\z"));
    const QRegularExpressionMatch match = form.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const std::int64_t count = match.captured(1).toLongLong();
    for (const Unit& unit : units) {
        if (match.captured(2) != QLatin1String(unit.name))
            continue;
        if (count > longest / unit.length)
            return std::nullopt;
        return milliseconds(count * unit.length);
    }
    return std::nullopt;
}

QString formatDuration(base::Duration duration)
{
    const std::int64_t length = std::chrono::ceil<milliseconds>(duration).count();
    if (length == 0)
        return QStringLiteral("0s");
    for (const Unit& unit : units)
        if (length % unit.length == 0)
            return QString::number(length / unit.length) + QLatin1String(unit.name);
    return {};
}

} // namespace vendors
