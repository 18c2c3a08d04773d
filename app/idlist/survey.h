#pragma once

#include "idlist/choice.h"
#include "idlist/judge.h"
#include "idlist/row.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace idlist {

/// What some or all rows of a list tell about its columns. The first row that is not blank is kept apart, as
/// it may hold the headings. One thread.
class Survey {
public:
    struct Column {
        std::string first; ///< its cell in the first row
        Flaw firstFlaw = Flaw::none;
        std::uint64_t filled = 0;   ///< of the rows after the first
        std::uint64_t matching = 0; ///< of those, how many hold ids
        std::uint64_t formulas = 0;
        bool firstMatches = false;
    };

    explicit Survey(Judge judge);
    void add(const Row& row);

    bool isEmpty() const { return m_rows == 0; }
    const std::vector<Column>& columns() const { return m_columns; }
    std::uint32_t firstLine() const { return m_firstLine; }
    /// Rows with anything in them, the first one included.
    std::uint64_t rows() const { return m_rows; }
    /// What those rows take in a file, with separators and line ends.
    std::uint64_t bytes() const { return m_bytes; }
    /// Lines of hidden rows with anything in them, the first row excluded.
    const std::vector<std::uint32_t>& hiddenLines() const { return m_hiddenLines; }

    /// The column (from 0) that an operator named, or an error that lists what there is.
    base::Result<int> find(const ColumnName& name, bool takesLetters) const;
    /// The column (from 0) of the ids, if that is certain; otherwise an error that names the columns and the
    /// remedy.
    base::Result<int> idColumn() const;
    /// A column (from 0) that people would recognise rows by, or -1.
    int labelColumn(int idColumn) const;
    /// Whether the first row holds headings, given the column of the ids.
    bool hasHeader(int idColumn, Header wish);
    /// "1 (A) “Account ID”, 2 (B) “E-mail”".
    QString columnList() const;
    QString heading(int column) const;

private:
    Judge m_judge;
    std::vector<Column> m_columns;
    std::uint32_t m_firstLine = 0;
    std::uint64_t m_rows = 0;
    std::uint64_t m_bytes = 0;
    std::vector<std::uint32_t> m_hiddenLines;
};

} // namespace idlist
