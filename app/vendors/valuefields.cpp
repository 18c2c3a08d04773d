#include "vendors/fields.h"

#include <QRegularExpression>

// How Fields reads a place: {"header": "Retry-After"}, {"json": "/error/code"} or {"xml": "/error/code"}.
namespace vendors {

bool isJsonPointer(const QString& text)
{
    static const QRegularExpression form(QStringLiteral("\\A(/([^/~]|~[01])*)+\\z"));
    return form.match(text).hasMatch();
}

namespace {

QString problemOf(const ValuePlace& place)
{
    static const QRegularExpression token(
        QStringLiteral("\\A[!#$%&'*+.^_`|~0-9A-Za-z-]+\\z")); // RFC 9110 5.6.2
    static const QRegularExpression xmlPath(QStringLiteral("\\A(/[^/\\s<>&\"']+)+\\z"));
    switch (place.in) {
    case ValuePlace::In::header:
        return token.match(place.path).hasMatch() ? QString() : QStringLiteral("is no header's name");
    case ValuePlace::In::json:
        return isJsonPointer(place.path) ? QString()
                                         : QStringLiteral("is no path; write it like /error/code");
    case ValuePlace::In::xml:
        return xmlPath.match(place.path).hasMatch() ? QString()
                                                    : QStringLiteral("is no path; write it like /error/code");
    }
    return {};
}

} // namespace

std::optional<ValuePlace> Fields::placeFrom(const QJsonValue& value, const QString& path) const
{
    const Fields fields(m_problems, value, path, "place");
    if (!value.isObject())
        return std::nullopt;
    if (value.toObject().size() != 1) {
        m_problems.add(
            path, QStringLiteral("name exactly one place: {\"header\": …}, {\"json\": …} or {\"xml\": …}"));
        return std::nullopt;
    }
    constexpr std::pair<const char*, ValuePlace::In> kinds[] = {
        {"header", ValuePlace::In::header}, {"json", ValuePlace::In::json}, {"xml", ValuePlace::In::xml}};
    for (const auto& [key, in] : kinds) {
        if (!fields.has(key))
            continue;
        const ValuePlace place{in, fields.text(key)};
        if (place.path.isEmpty())
            return std::nullopt;
        if (const QString wrong = problemOf(place); !wrong.isEmpty())
            fields.problem(key, shown(fields.value(key)) + u' ' + wrong);
        return place;
    }
    return std::nullopt;
}

std::optional<ValuePlace> Fields::place(const char* key) const
{
    return has(key) ? placeFrom(value(key), path(key)) : std::nullopt;
}

QList<ValuePlace> Fields::places(const char* key) const
{
    QList<ValuePlace> all;
    if (!has(key))
        return all;
    if (!value(key).isArray()) {
        if (const std::optional<ValuePlace> one = place(key))
            all += *one;
        return all;
    }
    each(key, [&](const QJsonValue& entry, const QString& entryPath) {
        if (const std::optional<ValuePlace> one = placeFrom(entry, entryPath))
            all += *one;
    });
    return all;
}

} // namespace vendors
