#include "transport/requestbuilder.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>

namespace transport {

namespace {

/// A life longer than this is no life but a mistake of units: ten years.
constexpr double lifeSecondsMax = 10.0 * 365 * 86400;

/// RFC 6749, 5.1: a number of seconds. Anything else counts as not said.
std::optional<Duration> readLife(const QJsonValue& value)
{
    if (!value.isDouble())
        return std::nullopt;
    const double seconds = value.toDouble();
    if (!(seconds > 0) || seconds > lifeSecondsMax || std::trunc(seconds) != seconds)
        return std::nullopt;
    return std::chrono::seconds(static_cast<std::int64_t>(seconds));
}

} // namespace

std::optional<TokenAnswer> readToken(const vendors::Response& response, Duration lifeDefault)
{
    if (response.status < 200 || response.status > 299)
        return std::nullopt;
    // A cut body is no JSON any more.
    const QJsonObject object = QJsonDocument::fromJson(response.body).object();
    const QByteArray token = object.value(QLatin1String("access_token")).toString().toUtf8();
    // It goes into a header: nothing but visible ASCII.
    if (token.isEmpty()
        || !std::all_of(token.begin(), token.end(), [](char c) { return c > 0x20 && c < 0x7f; }))
        return std::nullopt;
    return TokenAnswer{token, readLife(object.value(QLatin1String("expires_in"))).value_or(lifeDefault)};
}

} // namespace transport
