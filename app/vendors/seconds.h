#pragma once

#include "base/time.h"

#include <QByteArray>
#include <QJsonValue>
#include <QString>

#include <optional>

/// Strict reading of what vendors say about time. Nonsense ("soon", "-3", "1e99", NaN, an epoch where seconds
/// were meant) is nullopt: then it is as if nothing had been said. Nothing is ever rounded down.
namespace vendors {

/// Plain digits, with an optional fraction: "12", "0.5". No sign, no exponent, no unit.
std::optional<base::Duration> parseSeconds(const QString& text);
/// A JSON number, not negative, or a text as above.
std::optional<base::Duration> parseSeconds(const QJsonValue& value);
/// A whole count, not negative: "15".
std::optional<int> parseCount(const QString& text);

/// From `date` to `until`, both HTTP dates ("Sun, 06 Nov 1994 08:49:37 GMT", RFC 9110 5.6.7); zero when
/// `until` has passed, nullopt when one of them is none, or they are years apart.
std::optional<base::Duration> betweenHttpDates(const QByteArray& date, const QByteArray& until);

} // namespace vendors
