#pragma once

#include "base/result.h"

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace idlist {

/// What is wrong with a cell before anybody looks at its text.
enum class Flaw : unsigned char {
    none,
    quoting,   ///< CSV: something follows the closing quote
    precision, ///< spreadsheet: a number of more than 15 digits, whose last digits are lost
    date,      ///< spreadsheet: a number that is shown as a date or a time
    error,     ///< spreadsheet: #REF!, #N/A …
};

/// One cell of a row. The text is UTF-8 as it stands in the file, unescaped but not trimmed.
struct Cell {
    std::string_view text;
    Flaw flaw = Flaw::none;
    bool isFormula = false;
};

/// One row of a list, valid only until the next one is read. `line` is the line as an editor shows it (where
/// the row begins), or the row number of a sheet.
struct Row {
    std::uint32_t line = 0;
    bool isHidden = false;
    std::vector<Cell> cells;
};

/// More columns than this is no list; it is also what a spreadsheet can hold.
inline constexpr int columnsMax = 16'384;

/// Takes one row; returns false when it has seen enough.
using RowVisitor = std::function<bool(const Row&)>;

/// Rows of a file, from the top, as often as wanted. Not for several threads at a time.
class Source {
public:
    virtual ~Source() = default;
    virtual base::Result<void> each(const RowVisitor& visit) = 0;
};

/// Without spaces, tabs and line ends at both ends, the typographic ones included ("no-break space", U+FEFF).
std::string_view trimmed(std::string_view text);

/// True when no cell of the row holds anything but space.
bool isBlank(const Row& row);

} // namespace idlist
