#include "cli/arguments.h"

#include <algorithm>

namespace cli {

namespace {

const Option* find(std::span<const Option> options, const QString& name)
{
    const auto it =
        std::ranges::find_if(options, [&](const Option& o) { return name == QLatin1String(o.name); });
    return it == options.end() ? nullptr : &*it;
}

QString known(std::span<const Option> options)
{
    QStringList names;
    for (const Option& option : options)
        names << QString::fromLatin1(option.name);
    return listed(names);
}

base::Result<Arguments> wrong(const QString& sentence)
{
    return base::fail(sentence.toStdString());
}

} // namespace

base::Result<Arguments> Arguments::parse(const QStringList& words, std::span<const Option> options,
                                         int restMost)
{
    Arguments arguments;
    for (qsizetype i = 0; i < words.size(); ++i) {
        const QString& word = words.at(i);
        // "-" alone is the standard input.
        if (!word.startsWith(QLatin1Char('-')) || word == QLatin1String("-")) {
            arguments.m_rest << word;
            continue;
        }
        const auto equals = word.indexOf(QLatin1Char('='));
        const QString name = equals < 0 ? word : word.left(equals);
        const Option* option = find(options, name);
        if (option == nullptr)
            return wrong(
                QStringLiteral("unknown option %1; this command knows %2").arg(name, known(options)));
        if (option->times == Option::Times::once && arguments.m_values.contains(name))
            return wrong(QStringLiteral("%1 is given twice; leave one out").arg(name));
        if (option->value == nullptr) {
            if (equals >= 0)
                return wrong(QStringLiteral("%1 takes no value; write it alone").arg(name));
            arguments.m_values.insert(name, QString());
            continue;
        }
        QString value = equals < 0 ? QString() : word.mid(equals + 1);
        if (equals < 0) {
            if (i + 1 >= words.size() || words.at(i + 1).startsWith(QLatin1String("--")))
                return wrong(
                    QStringLiteral("%1 lacks its value: %1 %2").arg(name, QLatin1String(option->value)));
            value = words.at(++i);
        }
        if (value.isEmpty())
            return wrong(
                QStringLiteral("%1 has an empty value: %1 %2").arg(name, QLatin1String(option->value)));
        arguments.m_values.insert(name, value);
    }
    if (arguments.m_rest.size() > restMost)
        return wrong(QStringLiteral("“%1” is one word too many; put values with blanks into quotes")
                         .arg(arguments.m_rest.at(restMost)));
    return arguments;
}

bool Arguments::has(const char* name) const
{
    return m_values.contains(QLatin1String(name));
}

std::optional<QString> Arguments::value(const char* name) const
{
    const auto it = m_values.constFind(QLatin1String(name));
    return it == m_values.constEnd() ? std::nullopt : std::optional(*it);
}

QStringList Arguments::values(const char* name) const
{
    // QMultiMap tells the latest first.
    QStringList values = m_values.values(QLatin1String(name));
    std::ranges::reverse(values);
    return values;
}

std::optional<std::int64_t> Arguments::number(const char* name, std::int64_t min, std::int64_t max,
                                              Problems& problems) const
{
    const std::optional<QString> given = value(name);
    if (!given)
        return std::nullopt;
    bool isNumber = false;
    const qint64 number = given->toLongLong(&isNumber);
    if (isNumber && number >= min && number <= max)
        return number;
    problems.add(QStringLiteral("%1 %2: write a whole number from %3 to %4")
                     .arg(QLatin1String(name), *given)
                     .arg(min)
                     .arg(max));
    return std::nullopt;
}

std::optional<double> Arguments::fraction(const char* name, double max, Problems& problems) const
{
    const std::optional<QString> given = value(name);
    if (!given)
        return std::nullopt;
    bool isNumber = false;
    const double number = given->toDouble(&isNumber);
    if (isNumber && number > 0 && number <= max)
        return number;
    problems.add(QStringLiteral("%1 %2: write a number above 0, at most %3")
                     .arg(QLatin1String(name), *given)
                     .arg(max));
    return std::nullopt;
}

QString Arguments::word(const char* name, const QStringList& words, Problems& problems) const
{
    const std::optional<QString> given = value(name);
    if (!given)
        return words.first();
    if (!words.contains(*given))
        problems.add(
            QStringLiteral("%1 %2: write one of %3").arg(QLatin1String(name), *given, listed(words)));
    return *given;
}

} // namespace cli
