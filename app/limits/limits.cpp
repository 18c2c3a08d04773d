#include "limits/limits.h"

#include <algorithm>

namespace limits {

namespace {

constexpr std::int64_t million = 1'000'000;
constexpr Duration minute = std::chrono::minutes(1);
constexpr Duration day = std::chrono::hours(24);

} // namespace

Duration Guard::granularityFor(const Limit& limit) const
{
    if (isNone())
        return {};
    if (limit.granularity > Duration{})
        return std::min(limit.granularity, longest);
    return nominalLength(limit) < minute ? granularityShort : granularityLong;
}

Duration Guard::stretched(Duration time) const
{
    const std::int64_t length = std::clamp(time, Duration{}, longest).count();
    const std::int64_t ppm = std::clamp<std::int64_t>(clockErrorPpm, 0, million);
    // Whole millions first: the product of a day and the error alone would come close to the range.
    const std::int64_t whole = length / million * ppm;
    const std::int64_t rest = (length % million * ppm + million - 1) / million;
    return std::min(Duration(length + whole + rest), longest);
}

Duration nominalLength(const Limit& limit)
{
    switch (limit.kind) {
    case Kind::daily: {
        const Duration vendorDay = limit.per > Duration{} ? std::min(limit.per, longest / 2) : day;
        return vendorDay + vendorDay / 24;
    }
    case Kind::paced:
        return limit.every;
    case Kind::window:
    case Kind::concurrency:
        break;
    }
    return limit.per;
}

Duration guardedLength(const Limit& limit, const Guard& guard)
{
    return std::min(guard.stretched(nominalLength(limit)) + guard.granularityFor(limit), longest);
}

std::int64_t allowedOf(std::int64_t max, std::int64_t reserve, int sharePercent)
{
    const std::int64_t rest = std::max<std::int64_t>(max - std::max<std::int64_t>(reserve, 0), 0);
    const std::int64_t share = std::clamp(sharePercent, 1, 100);
    return std::max<std::int64_t>(1, rest / 100 * share + rest % 100 * share / 100);
}

bool covers(std::string_view scope, std::string_view path)
{
    if (!path.starts_with(scope))
        return false;
    if (path.size() == scope.size() || scope.empty() || scope.ends_with('/'))
        return true;
    const char next = path[scope.size()];
    return next == '/' || next == '?';
}

} // namespace limits
