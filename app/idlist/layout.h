#pragma once

#include "idlist/judge.h"
#include "idlist/piecescanner.h"

#include <cstdint>
#include <string_view>

namespace idlist {

/// How the rows of a text stand in it.
struct Layout {
    enum class Kind : unsigned char {
        lines, ///< one id a line (in quotes, if need be)
        table, ///< CSV
        list,  ///< pasted ids, separated by commas, semicolons or space
    };
    Kind kind = Kind::lines;
    char separator = 0;          ///< of a table
    PieceScanner::By by{};       ///< of a list
    std::size_t start = 0;       ///< bytes in front of the first row ("sep=;")
    std::uint32_t firstLine = 1; ///< line of the first row
};

/// Finds the layout out, looking at the beginning of the text only. Ids side by side are taken for a pasted
/// list only where nothing else can be meant: everything is on one line, or every line but the last ends in a
/// separator, every piece fits the pattern, and they are not one number with separators of thousands. So
/// "12,34" in a list of lines stays one (bad) id and does not become two good ones.
Layout layoutOf(std::string_view text, Judge& judge);

} // namespace idlist
