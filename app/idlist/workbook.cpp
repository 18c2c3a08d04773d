#include "idlist/workbook.h"

#include "idlist/xmlpart.h"

#include <QHash>

#include <limits>

namespace idlist {

namespace {

constexpr QStringView officeDocument = u"/officeDocument";
constexpr QStringView stringsRelation = u"/sharedStrings";
constexpr QStringView worksheetRelation = u"/worksheet";
constexpr QStringView stylesRelation = u"/styles";

struct Relation {
    QString id;
    QString type;
    QString part;
};

base::Result<std::vector<Relation>> readRelations(Package& package, const QString& ofPart)
{
    std::vector<Relation> relations;
    const QString name = relationsPart(ofPart);
    if (!package.has(name))
        return relations;
    XmlPart part(package.zip(), name, Workbook::partBytesMax);
    while (part.next()) {
        if (!part.isStart(u"Relationship") || part.attribute(u"TargetMode") == u"External")
            continue;
        relations.push_back({part.attribute(u"Id").toString(), part.attribute(u"Type").toString(),
                             resolvedPart(ofPart, part.attribute(u"Target").toString())});
    }
    if (auto error = part.finish())
        return std::unexpected(*error);
    return relations;
}

QString partOfType(const std::vector<Relation>& relations, QStringView type)
{
    for (const Relation& relation : relations) {
        if (relation.type.endsWith(type))
            return relation.part;
    }
    return {};
}

bool isBuiltInDateFormat(int number)
{
    return (number >= 14 && number <= 22) || (number >= 27 && number <= 36) || (number >= 45 && number <= 47)
           || (number >= 50 && number <= 58);
}

} // namespace

std::string withoutEscapes(QStringView text)
{
    if (!text.contains(u"_x"))
        return text.toUtf8().toStdString();
    QString plain;
    for (qsizetype i = 0; i < text.size();) {
        const bool isEscape =
            text.size() - i >= 7 && text[i] == u'_' && text[i + 1] == u'x' && text[i + 6] == u'_';
        bool isHex = false;
        const ushort code = isEscape ? text.sliced(i + 2, 4).toUShort(&isHex, 16) : ushort{0};
        if (isEscape && isHex && !QChar::isSurrogate(code)) {
            plain += QChar(code);
            i += 7;
        } else {
            plain += text[i];
            ++i;
        }
    }
    return plain.toStdString();
}

bool isDateFormat(QStringView format)
{
    bool isQuoted = false;
    for (qsizetype i = 0; i < format.size(); ++i) {
        const QChar c = format[i].toLower();
        if (c == u'"') {
            isQuoted = !isQuoted;
        } else if (isQuoted) {
            continue;
        } else if (c == u'\\' || c == u'_' || c == u'*') {
            ++i;
        } else if (c == u'[') {
            // "[Red]" and "[$-409]" say nothing about dates, "[h]" does.
            const qsizetype end = format.indexOf(u']', i);
            if (end < 0)
                return false;
            const QStringView inside = format.sliced(i + 1, end - i - 1);
            if (!inside.isEmpty() && QStringView(u"hms").contains(inside.front().toLower())
                && inside.count(inside.front()) == inside.size())
                return true;
            i = end;
        } else if (c == u';') {
            return false;
        } else if (QStringView(u"dmyhs").contains(c)) {
            return true;
        }
    }
    return false;
}

base::Result<std::unique_ptr<Workbook>> Workbook::open(const QByteArray& bytes)
{
    auto package = Package::open(bytes);
    if (!package)
        return std::unexpected(package.error());
    auto workbook = std::make_unique<Workbook>();
    workbook->m_package = std::move(*package);
    auto roots = readRelations(*workbook->m_package, QString());
    if (!roots)
        return std::unexpected(roots.error());
    QString part = partOfType(*roots, officeDocument);
    if (part.isEmpty())
        part = QStringLiteral("xl/workbook.xml");
    if (!workbook->m_package->has(part) || !part.endsWith(u".xml", Qt::CaseInsensitive))
        return base::fail(
            "The file is a ZIP archive but no Excel workbook (.xlsx). Save the list as .xlsx or as "
            "CSV (UTF-8); .xlsb, .ods and packed files are not read.");
    if (auto read = workbook->readSheets(part); !read)
        return std::unexpected(read.error());
    return workbook;
}

base::Result<Workbook::Relations> Workbook::relationsOf(const QString& part)
{
    auto read = readRelations(*m_package, part);
    if (!read)
        return std::unexpected(read.error());
    Relations relations;
    for (const Relation& relation : *read)
        relations.insert(relation.id, relation.part);
    return relations;
}

base::Result<void> Workbook::readSheets(const QString& part)
{
    const auto all = readRelations(*m_package, part);
    if (!all)
        return std::unexpected(all.error());
    // Chart sheets and macros are sheets of other types and hold no rows.
    QHash<QString, QString> partById;
    for (const Relation& relation : *all) {
        if (relation.type.endsWith(worksheetRelation))
            partById.insert(relation.id, relation.part);
    }

    XmlPart xml(m_package->zip(), part, partBytesMax);
    while (xml.next()) {
        if (!xml.isStart(u"sheet"))
            continue;
        Sheet sheet;
        sheet.name = xml.attribute(u"name").toString();
        sheet.part = partById.value(xml.attribute(u"id").toString());
        const QStringView state = xml.attribute(u"state");
        sheet.isHidden = state == u"hidden" || state == u"veryHidden";
        if (!sheet.part.isEmpty())
            m_sheets.push_back(std::move(sheet));
    }
    if (auto error = xml.finish())
        return std::unexpected(*error);
    if (m_sheets.empty())
        return base::fail("The workbook has no sheet with rows. Open it in a spreadsheet program and look.");

    if (auto read = readStrings(partOfType(*all, stringsRelation)); !read)
        return read;
    return readStyles(partOfType(*all, stylesRelation));
}

base::Result<void> Workbook::readStrings(const QString& part)
{
    if (part.isEmpty() || !m_package->has(part))
        return {};
    XmlPart xml(m_package->zip(), part, stringsBytesMax);
    QString text;
    bool isText = false;
    int phonetic = 0; // reading aids of Japanese text repeat it in another script
    while (xml.next()) {
        const auto& reader = xml.reader();
        if (reader.isCharacters()) {
            if (isText && phonetic == 0 && text.size() < XmlGuard::constructBytesMax)
                text += reader.text();
        } else if (xml.isStart(u"t")) {
            isText = true;
        } else if (xml.isEnd(u"t")) {
            isText = false;
        } else if (xml.isStart(u"rPh")) {
            ++phonetic;
        } else if (xml.isEnd(u"rPh")) {
            --phonetic;
        } else if (xml.isEnd(u"si")) {
            m_strings += withoutEscapes(text);
            m_stringEnds.push_back(static_cast<std::uint32_t>(m_strings.size()));
            text.resize(0);
        }
    }
    if (auto error = xml.finish())
        return std::unexpected(*error);
    return {};
}

base::Result<void> Workbook::readStyles(const QString& part)
{
    if (part.isEmpty() || !m_package->has(part))
        return {};
    XmlPart xml(m_package->zip(), part, partBytesMax);
    QHash<int, bool> isDate;
    bool inCellFormats = false;
    while (xml.next()) {
        if (xml.isStart(u"numFmt")) {
            isDate.insert(xml.attribute(u"numFmtId").toInt(), isDateFormat(xml.attribute(u"formatCode")));
        } else if (xml.isStart(u"cellXfs") || xml.isEnd(u"cellXfs")) {
            inCellFormats = xml.reader().isStartElement();
        } else if (inCellFormats && xml.isStart(u"xf")) {
            const int format = xml.attribute(u"numFmtId").toInt();
            m_dateStyles.push_back(isDate.value(format, isBuiltInDateFormat(format)));
        }
    }
    if (auto error = xml.finish())
        return std::unexpected(*error);
    return {};
}

std::optional<std::string_view> Workbook::sharedString(std::size_t number) const
{
    if (number >= m_stringEnds.size())
        return std::nullopt;
    const std::size_t from = number == 0 ? 0 : m_stringEnds[number - 1];
    return std::string_view(m_strings).substr(from, m_stringEnds[number] - from);
}

} // namespace idlist
