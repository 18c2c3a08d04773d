#include "idlist/sheet.h"

#include "idlist/storednumber.h"
#include "idlist/worded.h"
#include "idlist/xmlpart.h"

#include <algorithm>

namespace idlist {

namespace {

bool isTrue(QStringView value)
{
    return value == u"1" || value == u"true" || value == u"on";
}

/// "AB12" → column 28, row 12; zeros for what is missing or makes no sense.
struct Place {
    int column = 0;
    std::uint32_t row = 0;
};

Place placeOf(QStringView reference)
{
    Place place;
    qsizetype i = 0;
    for (; i < reference.size() && reference[i] >= u'A' && reference[i] <= u'Z' && place.column <= columnsMax;
         ++i)
        place.column = place.column * 26 + (reference[i].unicode() - u'A' + 1);
    place.row = reference.sliced(i).toUInt();
    return place;
}

} // namespace

SheetSource::SheetSource(Workbook& workbook, const Workbook::Sheet& sheet)
    : m_workbook(workbook)
    , m_sheet(sheet)
{
}

base::Error SheetSource::damaged(std::uint32_t line) const
{
    return {
        worded("Sheet “{}”, row {}: the workbook is damaged here. Open it in a spreadsheet program and save "
               "it again.",
               m_sheet.name.toStdString(), line)};
}

bool SheetSource::isFiltered(std::uint32_t line) const
{
    return m_isFilteredElsewhere || std::ranges::any_of(m_filters, [line](const Range& range) {
               return line > range.first && line <= range.last;
           });
}

base::Result<void> SheetSource::each(const RowVisitor& visit)
{
    if (m_recording.isComplete()) {
        m_recording.replay(visit);
        return {};
    }
    m_recording.start();
    bool isWhole = true;
    auto unpacked = unpack([&](const Row& row) {
        m_recording.add(row);
        isWhole = visit(row);
        return isWhole;
    });
    if (unpacked && isWhole)
        m_recording.finish();
    return unpacked;
}

base::Result<void> SheetSource::unpack(const RowVisitor& visit)
{
    m_filters.clear();
    m_isFilteredElsewhere = false;
    m_lastLine = 0;
    bool saysFiltered = false;
    std::vector<QString> tables;
    {
        XmlPart xml(m_workbook.package().zip(), m_sheet.part, Workbook::sheetBytesMax);
        while (xml.next()) {
            if (xml.isStart(u"row")) {
                const auto goesOn = readRow(xml, visit);
                if (!goesOn)
                    return std::unexpected(goesOn.error());
                if (!*goesOn)
                    return {};
            } else if (xml.isStart(u"sheetPr")) {
                saysFiltered = isTrue(xml.attribute(u"filterMode"));
            } else if (xml.isStart(u"autoFilter")) {
                readFilter(xml);
            } else if (xml.isStart(u"tablePart")) {
                tables.push_back(xml.attribute(u"id").toString());
            }
        }
        if (auto error = xml.finish())
            return std::unexpected(*error);
    }
    if (auto read = readTables(tables); !read)
        return read;
    m_isFilteredElsewhere = saysFiltered && m_filters.empty();
    return {};
}

base::Result<void> SheetSource::readTables(const std::vector<QString>& ids)
{
    if (ids.empty())
        return {};
    const auto relations = m_workbook.relationsOf(m_sheet.part);
    if (!relations)
        return std::unexpected(relations.error());
    for (const QString& id : ids) {
        const QString part = relations->value(id);
        if (part.isEmpty())
            continue;
        XmlPart xml(m_workbook.package().zip(), part, Workbook::partBytesMax);
        while (xml.next()) {
            if (xml.isStart(u"autoFilter"))
                readFilter(xml);
        }
        if (auto error = xml.finish())
            return std::unexpected(*error);
    }
    return {};
}

void SheetSource::readFilter(XmlPart& xml)
{
    const QString reference = xml.attribute(u"ref").toString();
    // A filter column without a condition only shows or hides its button.
    bool hasCondition = false;
    bool inColumn = false;
    while (xml.next() && !xml.isEnd(u"autoFilter")) {
        if (xml.isStart(u"filterColumn"))
            inColumn = true;
        else if (xml.isEnd(u"filterColumn"))
            inColumn = false;
        else if (inColumn && xml.reader().isStartElement())
            hasCondition = true;
    }
    const QString plain = QString(reference).remove(u'$');
    const QStringView view(plain);
    const qsizetype colon = view.indexOf(u':');
    if (!hasCondition || colon < 0)
        return;
    m_filters.push_back({placeOf(view.first(colon)).row, placeOf(view.sliced(colon + 1)).row});
}

base::Result<bool> SheetSource::readRow(XmlPart& xml, const RowVisitor& visit)
{
    const QStringView number = xml.attribute(u"r");
    bool isNumber = true;
    const std::uint32_t line = number.isEmpty() ? m_lastLine + 1 : number.toUInt(&isNumber);
    if (!isNumber || line <= m_lastLine || line > rowsMax)
        return std::unexpected(damaged(m_lastLine + 1));
    bool hasHeight = false;
    const double height = xml.attribute(u"ht").toDouble(&hasHeight);
    const bool isHidden = isTrue(xml.attribute(u"hidden")) || (hasHeight && height <= 0);

    m_row.cells.clear();
    m_row.isHidden = false;
    for (m_row.line = m_lastLine + 1; m_row.line < line; ++m_row.line) {
        if (!visit(m_row))
            return false;
    }
    m_lastLine = line;

    m_text.clear();
    m_drafts.clear();
    int column = 0;
    while (xml.next() && !xml.isEnd(u"row")) {
        if (!xml.isStart(u"c"))
            continue;
        const Place place = placeOf(xml.attribute(u"r"));
        column = place.column > 0 ? place.column : column + 1;
        if (column > columnsMax)
            return std::unexpected(damaged(line));
        if (auto read = readCell(xml, column); !read)
            return std::unexpected(read.error());
    }
    if (xml.error())
        return std::unexpected(*xml.error());
    for (const Draft& draft : m_drafts) {
        const auto index = static_cast<std::size_t>(draft.column) - 1;
        if (m_row.cells.size() <= index)
            m_row.cells.resize(index + 1);
        m_row.cells[index] = draft.cell;
        m_row.cells[index].text = std::string_view(m_text).substr(draft.from, draft.to - draft.from);
    }
    m_row.line = line;
    m_row.isHidden = isHidden;
    return visit(m_row);
}

base::Result<void> SheetSource::readCell(XmlPart& xml, int column)
{
    const QString type = xml.attribute(u"t").toString();
    const std::size_t style = xml.attribute(u"s").toUInt();
    Draft draft;
    draft.column = column;
    m_value.resize(0);
    bool isValue = false;
    bool hasValue = false;
    int phonetic = 0;
    while (xml.next() && !xml.isEnd(u"c")) {
        const auto& reader = xml.reader();
        if (reader.isCharacters()) {
            if (isValue && phonetic == 0 && m_value.size() < XmlGuard::constructBytesMax)
                m_value += reader.text();
        } else if (xml.isStart(u"v") || xml.isStart(u"t")) {
            isValue = hasValue = true;
        } else if (xml.isEnd(u"v") || xml.isEnd(u"t")) {
            isValue = false;
        } else if (xml.isStart(u"f")) {
            draft.cell.isFormula = true;
        } else if (xml.isStart(u"rPh")) {
            ++phonetic;
        } else if (xml.isEnd(u"rPh")) {
            --phonetic;
        }
    }
    if (!hasValue && !draft.cell.isFormula)
        return {};
    if (type == u"s" && hasValue) {
        bool isNumber = false;
        const std::size_t index = m_value.trimmed().toULongLong(&isNumber);
        const auto text = m_workbook.sharedString(index);
        if (!isNumber || !text)
            return std::unexpected(damaged(m_lastLine));
        draft.from = m_text.size();
        m_text += *text;
        draft.to = m_text.size();
        m_drafts.push_back(draft);
        return {};
    }
    take(draft, type, style, m_value);
    return {};
}

void SheetSource::take(Draft draft, QStringView type, std::size_t style, const QString& value)
{
    draft.from = m_text.size();
    if (type == u"b") {
        m_text += isTrue(value.trimmed()) ? "TRUE" : "FALSE";
    } else if (type == u"e") {
        draft.cell.flaw = Flaw::error;
        m_text += value.toStdString();
    } else if (type == u"inlineStr" || type == u"str") {
        m_text += withoutEscapes(value);
    } else if (type == u"d") {
        draft.cell.flaw = Flaw::date;
        m_text += value.toStdString();
    } else {
        const StoredNumber number = readStoredNumber(value.trimmed().toStdString());
        if (number.losesDigits)
            draft.cell.flaw = Flaw::precision;
        else if (!number.text.empty() && m_workbook.showsDate(style))
            draft.cell.flaw = Flaw::date;
        m_text += number.text;
    }
    draft.to = m_text.size();
    m_drafts.push_back(draft);
}

} // namespace idlist
