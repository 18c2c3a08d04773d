#pragma once

#include "base/time.h"

#include <QString>

#include <optional>

/// Lengths of time as profiles write them: a whole number and one unit: "250ms" "10s" "5m" "1h" "1d".
namespace vendors {

/// nullopt where it is none, or longer than 1,000 days.
std::optional<base::Duration> parseDuration(const QString& text);

/// The shortest text that parses to exactly `duration`; what is below a millisecond is rounded up.
QString formatDuration(base::Duration duration);

} // namespace vendors
