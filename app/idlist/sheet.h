#pragma once

#include "idlist/recording.h"
#include "idlist/row.h"
#include "idlist/workbook.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace idlist {

class XmlPart;

/// The rows of one sheet of a workbook, gaps included as blank rows. Formulas give their stored results,
/// whole numbers plain digits, dates their stored number, and what was damaged carries its flaw. Keeps a
/// reference to the workbook; one thread.
class SheetSource final : public Source {
public:
    static constexpr std::uint32_t rowsMax = 1'048'576; ///< what the format allows

    SheetSource(Workbook& workbook, const Workbook::Sheet& sheet);
    base::Result<void> each(const RowVisitor& visit) override;

    /// Of a hidden row: true when a filter hides it, false when somebody did by hand. Known once each() came
    /// to the end, because filters stand behind the rows. (Within a filter's range both cannot be told
    /// apart.)
    bool isFiltered(std::uint32_t line) const;

private:
    struct Range {
        std::uint32_t first = 0;
        std::uint32_t last = 0;
    };
    /// A cell while it is read; its text stands in m_text.
    struct Draft {
        int column = 0;
        std::size_t from = 0;
        std::size_t to = 0;
        Cell cell;
    };

    base::Result<void> unpack(const RowVisitor& visit);
    base::Result<bool> readRow(XmlPart& xml, const RowVisitor& visit);
    base::Result<void> readCell(XmlPart& xml, int column);
    void take(Draft draft, QStringView type, std::size_t style, const QString& value);
    void readFilter(XmlPart& xml);
    base::Result<void> readTables(const std::vector<QString>& ids);
    base::Error damaged(std::uint32_t line) const;

    Workbook& m_workbook;
    Workbook::Sheet m_sheet;
    Recording m_recording; ///< of the first time that all rows were read
    std::vector<Range> m_filters;
    bool m_isFilteredElsewhere = false; ///< the sheet says "filtered" without a range (advanced filter)
    std::string m_text;
    std::vector<Draft> m_drafts;
    Row m_row;
    std::uint32_t m_lastLine = 0;
    QString m_value;
};

} // namespace idlist
