#pragma once

#include <QString>

#include <optional>
#include <variant>

namespace idlist {

/// A column as people name it: by its heading, or by its number counted from 1.
using ColumnName = std::variant<QString, int>;

/// Reads what was typed after `--column`: digits alone are a number, everything else is a heading.
ColumnName columnNamed(const QString& typed);

/// "2 (B) “Account ID”" is said of columns in messages; this is the "B" of it.
QString columnLetters(int number);

/// Whether the first row that is not blank holds headings. `detect`: it does when its id cell is no id.
enum class Header : unsigned char { detect, yes, no };

/// What becomes of rows that a spreadsheet hides (by a filter or by hand). `ask` refuses such a sheet and
/// tells both numbers, because only a person knows which rows were meant.
enum class HiddenRows : unsigned char { ask, leaveOut, take };

/// What to read out of a file, as an operator chose it; everything left empty is found out, or asked for in
/// an error that names the remedy. A plain value.
struct Choice {
    QString sheet; ///< spreadsheets only
    std::optional<ColumnName> idColumn;
    std::optional<ColumnName> labelColumn;
    bool findLabel = false; ///< take a column as label that looks like one (e-mail, name), if there is one
    Header header = Header::detect;
    HiddenRows hiddenRows = HiddenRows::ask;
};

} // namespace idlist
