#include "vendors/body.h"

#include "vendors/seconds.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QXmlStreamReader>

#include <algorithm>

namespace vendors {

namespace {

constexpr qsizetype bytesMax = 1 << 20;     // the transport's own cap
constexpr qsizetype depthMax = 32;          // elements inside each other; vendors' errors have two or three
constexpr std::size_t elementsMax = 10'000; // remembered; an error answer has a handful
constexpr qsizetype textMax = 4'096;        // characters of one element's text

std::optional<QString> textOf(const QJsonValue& value)
{
    if (value.isString())
        return value.toString().isEmpty() ? std::nullopt : std::optional(value.toString());
    if (value.isBool())
        return value.toBool() ? QStringLiteral("true") : QStringLiteral("false");
    if (!value.isDouble())
        return std::nullopt;
    // A code such as 10006 is to read as in a text; toInteger gives the default back for what is not whole.
    if (value.toInteger(0) == value.toInteger(1))
        return QString::number(value.toInteger());
    return QString::number(value.toDouble(), 'g', 15);
}

std::vector<std::pair<QString, QString>> readXml(const QByteArray& text)
{
    struct Level {
        qsizetype pathSize = 0;
        QString text;
    };
    std::vector<std::pair<QString, QString>> found;
    // Refused before the parser sees it: reading a DTD is where its known weaknesses are. A NUL would hide
    // one from this search (UTF-16), and no vendor sends it.
    if (text.contains("<!DOCTYPE") || text.contains('\0'))
        return found;
    std::vector<Level> levels;
    QString path;
    QXmlStreamReader reader(text);
    reader.setEntityExpansionLimit(0); // a second lock: without a DTD there is nothing to expand
    while (!reader.atEnd() && found.size() < elementsMax) {
        switch (reader.readNext()) {
        case QXmlStreamReader::DTD:
            return {};
        case QXmlStreamReader::StartElement:
            if (static_cast<qsizetype>(levels.size()) >= depthMax)
                return found;
            levels.push_back({path.size(), {}});
            path += u'/' + reader.name().toString();
            break;
        case QXmlStreamReader::Characters:
            if (!levels.empty() && levels.back().text.size() < textMax)
                levels.back().text += reader.text().left(textMax);
            break;
        case QXmlStreamReader::EndElement:
            if (QString whole = levels.back().text.trimmed(); !whole.isEmpty())
                found.emplace_back(path, std::move(whole));
            path.truncate(levels.back().pathSize);
            levels.pop_back();
            break;
        default:
            break;
        }
    }
    return found;
}

} // namespace

const QJsonValue& Body::json() const
{
    if (!m_json) {
        m_json = QJsonValue(QJsonValue::Undefined);
        if (!m_response.body.isEmpty() && m_response.body.size() <= bytesMax) {
            const QJsonDocument document = QJsonDocument::fromJson(m_response.body);
            if (document.isObject())
                m_json = document.object();
            else if (document.isArray())
                m_json = document.array();
        }
    }
    return *m_json;
}

const std::vector<std::pair<QString, QString>>& Body::xml() const
{
    if (!m_xml) {
        m_xml.emplace();
        if (!m_response.body.isEmpty() && m_response.body.size() <= bytesMax)
            *m_xml = readXml(m_response.body);
    }
    return *m_xml;
}

std::optional<QString> Body::text(const ValuePlace& place) const
{
    switch (place.in) {
    case ValuePlace::In::header: {
        const QByteArray value = m_response.header(place.path.toLatin1());
        return value.isEmpty() ? std::nullopt : std::optional(QString::fromUtf8(value));
    }
    case ValuePlace::In::json:
        return textOf(valueAt(json(), place.path));
    case ValuePlace::In::xml:
        for (const auto& [path, text] : xml())
            if (path == place.path)
                return text;
        return std::nullopt;
    }
    return std::nullopt;
}

bool Body::isPresent(const ValuePlace& place) const
{
    if (place.in == ValuePlace::In::json) {
        const QJsonValue value = valueAt(json(), place.path);
        return !value.isUndefined() && !value.isNull();
    }
    if (place.in == ValuePlace::In::header)
        return m_response.hasHeader(place.path.toLatin1());
    return text(place).has_value();
}

std::optional<base::Duration> Body::seconds(const ValuePlace& place, base::Duration cap) const
{
    if (place.in == ValuePlace::In::json)
        return parseSeconds(valueAt(json(), place.path));
    if (place.in == ValuePlace::In::xml) {
        const std::optional<QString> found = text(place);
        return found ? parseSeconds(*found) : std::nullopt;
    }
    // What is beyond the cap is nonsense: it must not hide another wait that is none.
    std::optional<base::Duration> longest, beyond;
    const QByteArray name = place.path.toLatin1();
    for (const auto& [key, value] : m_response.headers) {
        if (key.compare(name, Qt::CaseInsensitive) != 0)
            continue;
        std::optional<base::Duration> told = parseSeconds(QString::fromLatin1(value));
        if (!told)
            told = betweenHttpDates(m_response.header("Date"), value);
        std::optional<base::Duration>& kept = told > cap ? beyond : longest;
        kept = std::max(kept, told);
    }
    return longest ? longest : beyond;
}

std::optional<int> Body::count(const ValuePlace& place) const
{
    const std::optional<QString> found = text(place);
    return found ? parseCount(*found) : std::nullopt;
}

QJsonValue valueAt(const QJsonValue& root, const QString& pointer)
{
    QJsonValue value = root;
    const QStringList steps = pointer.split(u'/');
    for (qsizetype i = 1; i < steps.size(); ++i) {
        QString key = steps[i];
        key.replace(QLatin1String("~1"), QLatin1String("/")).replace(QLatin1String("~0"), QLatin1String("~"));
        if (value.isArray()) {
            bool isIndex = false;
            const qsizetype index = key.toLongLong(&isIndex);
            value = isIndex && index >= 0 && index < value.toArray().size()
                        ? value.toArray().at(index)
                        : QJsonValue(QJsonValue::Undefined);
        } else {
            value = value.toObject().value(key); // undefined for everything that is no object
        }
    }
    return value;
}

QStringList textsIn(const QJsonValue& value, qsizetype most)
{
    QStringList found;
    std::vector<QJsonValue> open{value};
    while (!open.empty() && found.size() < most) {
        const QJsonValue next = open.back();
        open.pop_back();
        if (const std::optional<QString> text = textOf(next))
            found += *text;
        for (const QJsonValue& each : next.toArray())
            open.push_back(each);
        for (const QJsonValue& each : next.toObject())
            open.push_back(each);
    }
    return found;
}

} // namespace vendors
