#include "idlist/packedworkbook.h"

#include <quazip/quazip.h>
#include <quazip/quazipfile.h>

#include <QBuffer>

namespace {

const QByteArray declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const QByteArray mainNames =
    " xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
    " xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
const QByteArray relationType = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";

QByteArray relation(const QByteArray& id, const QByteArray& type, const QByteArray& target)
{
    return "<Relationship Id=\"" + id + "\" Type=\"" + relationType + type + "\" Target=\"" + target + "\"/>";
}

QByteArray relations(const QByteArray& all)
{
    return declaration
           + "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">" + all
           + "</Relationships>";
}

QByteArray cells(int number, const QByteArrayList& texts, const QByteArray& attributes, bool areNumbers)
{
    QByteArray xml = "<row r=\"" + QByteArray::number(number) + "\" " + attributes + ">";
    char letter = 'A';
    for (const QByteArray& text : texts) {
        const QByteArray place = letter + QByteArray::number(number);
        if (areNumbers)
            xml += "<c r=\"" + place + "\"><v>" + text + "</v></c>";
        else if (!text.isEmpty())
            xml += "<c r=\"" + place + "\" t=\"inlineStr\"><is><t>" + text + "</t></is></c>";
        ++letter;
    }
    return xml + "</row>";
}

} // namespace

QByteArray textRow(int number, const QByteArrayList& texts, const QByteArray& attributes)
{
    return cells(number, texts, attributes, false);
}

QByteArray numberRow(int number, const QByteArrayList& texts, const QByteArray& attributes)
{
    return cells(number, texts, attributes, true);
}

QByteArray zipped(const QList<QPair<QString, QByteArray>>& parts, const char* password)
{
    QBuffer buffer;
    QuaZip zip(&buffer);
    if (!zip.open(QuaZip::mdCreate))
        qFatal("no archive");
    for (const auto& [name, bytes] : parts) {
        QuaZipFile file(&zip);
        if (!file.open(QIODevice::WriteOnly, QuaZipNewInfo(name), password)
            || file.write(bytes) != bytes.size())
            qFatal("no part");
        file.close();
    }
    zip.close();
    return buffer.data();
}

PackedWorkbook& PackedWorkbook::sheet(Sheet sheet)
{
    m_sheets.append(std::move(sheet));
    return *this;
}

PackedWorkbook& PackedWorkbook::strings(const QByteArrayList& items)
{
    m_strings = items;
    return *this;
}

PackedWorkbook& PackedWorkbook::styles(const QByteArray& xml)
{
    m_styles = xml;
    return *this;
}

PackedWorkbook& PackedWorkbook::part(const QString& name, const QByteArray& bytes)
{
    m_parts.append({name, bytes});
    return *this;
}

QByteArray PackedWorkbook::packed(const char* password) const
{
    QList<QPair<QString, QByteArray>> parts = m_parts;
    const auto add = [&parts](const QString& name, const QByteArray& bytes) {
        for (const auto& part : parts) {
            if (part.first == name)
                return;
        }
        parts.append({name, bytes});
    };
    add(QStringLiteral("_rels/.rels"), relations(relation("rId1", "officeDocument", "xl/workbook.xml")));
    QByteArray sheets;
    QByteArray targets =
        relation("rS", "sharedStrings", "sharedStrings.xml") + relation("rT", "styles", "styles.xml");
    for (qsizetype i = 0; i < m_sheets.size(); ++i) {
        const Sheet& sheet = m_sheets[i];
        const QByteArray number = QByteArray::number(i + 1);
        sheets += "<sheet name=\"" + sheet.name.toHtmlEscaped().toUtf8() + "\" sheetId=\"" + number
                  + "\" r:id=\"rId" + number + "\""
                  + (sheet.state.isEmpty() ? QByteArray() : " state=\"" + sheet.state + "\"") + "/>";
        targets += relation("rId" + number, "worksheet", "worksheets/sheet" + number + ".xml");
        add(QStringLiteral("xl/worksheets/sheet%1.xml").arg(i + 1),
            declaration + "<worksheet" + mainNames + ">" + sheet.before + "<sheetData>" + sheet.rows
                + "</sheetData>" + sheet.behind + "</worksheet>");
    }
    add(QStringLiteral("xl/workbook.xml"),
        declaration + "<workbook" + mainNames + "><sheets>" + sheets + "</sheets></workbook>");
    add(QStringLiteral("xl/_rels/workbook.xml.rels"), relations(targets));
    if (!m_strings.isEmpty())
        add(QStringLiteral("xl/sharedStrings.xml"),
            declaration + "<sst" + mainNames + "><si>" + m_strings.join("</si><si>") + "</si></sst>");
    if (!m_styles.isEmpty())
        add(QStringLiteral("xl/styles.xml"),
            declaration + "<styleSheet" + mainNames + ">" + m_styles + "</styleSheet>");
    return zipped(parts, password);
}
