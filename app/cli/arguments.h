#pragma once

#include "base/result.h"
#include "cli/console.h"

#include <QMultiMap>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>
#include <span>

namespace cli {

/// One option of a command.
struct Option {
    enum class Times : unsigned char { once, many };

    const char* name = "";       ///< "--profile"
    const char* value = nullptr; ///< what follows, for the help: "NAME|FILE"; nullptr: a flag
    const char* help = "";
    Times times = Times::once;
};

/// The words after a command, sorted into options and the rest by a table. Strict: nothing unknown, doubled
/// or without its value gets through. Values come as "--name VALUE" or "--name=VALUE"; the second form is for
/// values that begin with two dashes. A value.
class Arguments {
public:
    /// `restMost`: how many words without dashes the command takes.
    static base::Result<Arguments> parse(const QStringList& words, std::span<const Option> options,
                                         int restMost);

    bool has(const char* name) const;
    std::optional<QString> value(const char* name) const;
    QStringList values(const char* name) const;
    const QStringList& rest() const { return m_rest; }

    /// A whole number from `min` to `max`; nullopt where it is not given, or wrong (then a problem is added).
    std::optional<std::int64_t> number(const char* name, std::int64_t min, std::int64_t max,
                                       Problems& problems) const;
    /// A positive number, fractions allowed.
    std::optional<double> fraction(const char* name, double max, Problems& problems) const;
    /// One of some words.
    QString word(const char* name, const QStringList& words, Problems& problems) const;

private:
    QMultiMap<QString, QString> m_values;
    QStringList m_rest;
};

} // namespace cli
