#include "vendors/fields.h"

#include "vendors/duration.h"
#include "vendors/plaintext.h"

#include <QDate>
#include <QJsonDocument>

#include <algorithm>

namespace vendors {

namespace {

constexpr qsizetype problemsMax = 10;    // more than a screen of mistakes helps nobody
constexpr qsizetype textMax = 1000;      // characters of any text of a profile
constexpr qsizetype lineBytesMax = 2000; // of one mistake told: a key may be as long as the file

QString step(const QString& key)
{
    QString escaped = key;
    return u'/' + escaped.replace(u'~', QStringLiteral("~0")).replace(u'/', QStringLiteral("~1"));
}

} // namespace

void Problems::add(const QString& path, const QString& what)
{
    if (m_lines.size() >= problemsMax) {
        ++m_more;
        return;
    }
    // Keys and texts of the file are quoted: one line for each mistake, and nothing that drives a terminal.
    const QString told = (path.isEmpty() ? QStringLiteral("/") : path) + QStringLiteral(": ") + what;
    const QString line =
        m_fileName + QStringLiteral(": ") + QString::fromStdString(plainText(told, {}, lineBytesMax));
    if (!m_lines.contains(line))
        m_lines += line;
}

base::Error Problems::error() const
{
    QStringList lines = m_lines;
    if (m_more > 0)
        lines += m_fileName + QStringLiteral(": and %1 more").arg(m_more);
    return base::Error{lines.join(u'\n').toStdString()};
}

QString shown(const QJsonValue& value)
{
    switch (value.type()) {
    case QJsonValue::Object:
        return QStringLiteral("an object");
    case QJsonValue::Array:
        return QStringLiteral("a list");
    case QJsonValue::String: {
        QString text = value.toString();
        if (text.size() > 60)
            text = text.left(60) + u'…';
        return u'"' + text + u'"';
    }
    default:
        return QString::fromUtf8(QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact))
            .mid(1)
            .chopped(1);
    }
}

Fields::Fields(Problems& problems, const QJsonValue& value, QString path, const char* shapeName)
    : m_problems(problems)
    , m_object(value.toObject())
    , m_path(std::move(path))
    , m_shape(shape(QString::fromLatin1(shapeName)))
{
    if (!value.isObject()) {
        m_problems.add(m_path, QStringLiteral("%1 is not an object: write { … }").arg(shown(value)));
        return;
    }
    for (auto it = m_object.begin(); it != m_object.end(); ++it) {
        if (m_shape.hasKey(it.key()))
            continue;
        const QString near = m_shape.closestTo(it.key());
        m_problems.add(m_path + step(it.key()),
                       near.isEmpty()
                           ? QStringLiteral("this key is not known here; known are: %1")
                                 .arg(m_shape.names().join(QStringLiteral(", ")))
                           : QStringLiteral("this key is not known here; did you mean \"%1\"?").arg(near));
    }
    for (const Key& key : m_shape.keys)
        if (key.isRequired && !m_object.contains(key.name))
            m_problems.add(m_path, QStringLiteral("\"%1\" is missing").arg(key.name));
}

const QJsonValue Fields::value(const char* key) const
{
    // A key that the shape does not name would be read but never allowed: a mistake of ours, found by any
    // test.
    Q_ASSERT(m_shape.hasKey(QLatin1String(key)));
    return m_object.value(QLatin1String(key));
}

bool Fields::has(const char* key) const
{
    return !value(key).isUndefined();
}

QString Fields::path(const char* key) const
{
    return m_path + step(QLatin1String(key));
}

void Fields::problem(const char* key, const QString& what) const
{
    m_problems.add(path(key), what);
}

bool Fields::isText(const QJsonValue& value, const QString& path) const
{
    if (!value.isString()) {
        m_problems.add(path, QStringLiteral("%1 is not a text: write \"…\"").arg(shown(value)));
        return false;
    }
    const QString text = value.toString();
    if (text.trimmed().isEmpty())
        m_problems.add(path, QStringLiteral("the text is empty: write something, or leave the key out"));
    else if (text.size() > textMax)
        m_problems.add(path, QStringLiteral("longer than %1 characters").arg(textMax));
    else if (std::any_of(text.begin(), text.end(),
                         [](QChar c) { return c.category() == QChar::Other_Control; }))
        m_problems.add(path, QStringLiteral("holds a control character: take it out"));
    else
        return true;
    return false;
}

QString Fields::text(const char* key, const QString& otherwise) const
{
    return has(key) && isText(value(key), path(key)) ? value(key).toString() : otherwise;
}

QStringList Fields::texts(const char* key) const
{
    QStringList all;
    each(key, [&](const QJsonValue& entry, const QString& entryPath) {
        if (!isText(entry, entryPath))
            return;
        if (all.contains(entry.toString()))
            m_problems.add(entryPath, QStringLiteral("%1 stands twice").arg(shown(entry)));
        all += entry.toString();
    });
    return all;
}

bool Fields::flag(const char* key, bool otherwise) const
{
    if (!has(key))
        return otherwise;
    if (!value(key).isBool())
        problem(key, QStringLiteral("%1 is neither true nor false").arg(shown(value(key))));
    return value(key).toBool(otherwise);
}

qint64 Fields::whole(const char* key, qint64 min, qint64 max, qint64 otherwise) const
{
    if (!has(key))
        return otherwise;
    const QJsonValue number = value(key);
    // toInteger gives the default back for fractions and for what is out of range: two defaults tell.
    if (!number.isDouble() || (number.toInteger(0) == 0 && number.toInteger(1) == 1)) {
        problem(key, QStringLiteral("%1 is not a whole number").arg(shown(number)));
        return otherwise;
    }
    const qint64 read = number.toInteger();
    if (read < min)
        problem(key, QStringLiteral("%1 is too small: at least %2").arg(read).arg(min));
    else if (read > max)
        problem(key, QStringLiteral("%1 is too large: at most %2").arg(read).arg(max));
    else
        return read;
    return otherwise;
}

base::Duration Fields::duration(const char* key, base::Duration otherwise, base::Duration min) const
{
    if (!has(key))
        return otherwise;
    const std::optional<base::Duration> read =
        value(key).isString() ? parseDuration(value(key).toString()) : std::nullopt;
    if (!read) {
        problem(
            key,
            QStringLiteral("%1 is not a duration; write 250ms, 10s, 5m, 1h or 1d").arg(shown(value(key))));
        return otherwise;
    }
    if (*read < min) {
        problem(key,
                QStringLiteral("%1 is too short: at least %2").arg(shown(value(key)), formatDuration(min)));
        return otherwise;
    }
    return *read;
}

Provenance Fields::provenance() const
{
    Provenance read{text("source"), text("checked"), flag("verified", true)};
    if (has("checked") && !read.checked.isEmpty()
        && (read.checked.size() != 10 || !QDate::fromString(read.checked, Qt::ISODate).isValid()))
        problem("checked", QStringLiteral("\"%1\" is not a date; write 2026-11-21").arg(read.checked));
    return read;
}

void Fields::each(const char* key, const std::function<void(const QJsonValue&, const QString&)>& read) const
{
    if (!has(key))
        return;
    if (!value(key).isArray()) {
        problem(key, QStringLiteral("%1 is not a list: write [ … ]").arg(shown(value(key))));
        return;
    }
    const QJsonArray list = value(key).toArray();
    for (qsizetype i = 0; i < list.size(); ++i)
        read(list.at(i), path(key) + u'/' + QString::number(i));
}

} // namespace vendors
