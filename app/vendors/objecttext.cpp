#include "vendors/objecttext.h"

#include "vendors/duration.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace vendors {

namespace {

constexpr qsizetype lineMax = 110; // what still reads well on one line

QString framed(const QStringList& entries, QChar open, QChar close)
{
    if (entries.isEmpty())
        return QString(open) + close;
    const QString line = open + QStringLiteral(" ") + entries.join(QStringLiteral(", ")) + u' ' + close;
    if (line.size() <= lineMax && !line.contains(u'\n'))
        return line;
    QString block = entries.join(QStringLiteral(",\n"));
    // No JSON string holds a bare line feed, so every one of them is layout.
    block.replace(u'\n', QStringLiteral("\n  "));
    return open + QStringLiteral("\n  ") + block + u'\n' + close;
}

QString placeText(const ValuePlace& place)
{
    ObjectText text;
    switch (place.in) {
    case ValuePlace::In::header:
        text.text("header", place.path);
        break;
    case ValuePlace::In::json:
        text.text("json", place.path);
        break;
    case ValuePlace::In::xml:
        text.text("xml", place.path);
        break;
    }
    return text.json();
}

} // namespace

QString quoted(const QString& text)
{
    return QString::fromUtf8(QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact))
        .mid(1)
        .chopped(1);
}

QString listText(const QStringList& entries)
{
    return framed(entries, u'[', u']');
}

void ObjectText::raw(const char* key, const QString& json)
{
    if (!json.isEmpty())
        m_entries.emplace_back(QString::fromLatin1(key), json);
}

void ObjectText::text(const char* key, const QString& value, const QString& otherwise)
{
    if (value != otherwise)
        raw(key, quoted(value));
}

void ObjectText::texts(const char* key, const QStringList& values)
{
    QStringList entries;
    for (const QString& value : values)
        entries += quoted(value);
    if (!entries.isEmpty())
        raw(key, listText(entries));
}

void ObjectText::number(const char* key, qint64 value, std::optional<qint64> otherwise)
{
    if (value != otherwise)
        raw(key, QString::number(value));
}

void ObjectText::flag(const char* key, bool value, bool otherwise)
{
    if (value != otherwise)
        raw(key, value ? QStringLiteral("true") : QStringLiteral("false"));
}

void ObjectText::duration(const char* key, base::Duration value, std::optional<base::Duration> otherwise)
{
    if (value != otherwise)
        raw(key, quoted(formatDuration(value)));
}

void ObjectText::place(const char* key, const std::optional<ValuePlace>& place)
{
    if (place)
        raw(key, placeText(*place));
}

void ObjectText::places(const char* key, const QList<ValuePlace>& places)
{
    QStringList entries;
    for (const ValuePlace& place : places)
        entries += placeText(place);
    if (!entries.isEmpty())
        raw(key, listText(entries));
}

void ObjectText::provenance(const Provenance& provenance)
{
    text("source", provenance.source);
    text("checked", provenance.checked);
    flag("verified", provenance.isVerified, true);
}

QString ObjectText::json() const
{
    QStringList entries;
    for (const auto& [key, value] : m_entries)
        entries += quoted(key) + QStringLiteral(": ") + value;
    return framed(entries, u'{', u'}');
}

} // namespace vendors
