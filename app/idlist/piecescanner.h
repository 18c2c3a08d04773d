#pragma once

#include <cstdint>
#include <string_view>

namespace idlist {

/// Splits pasted ids that stand side by side. They are separated by commas and semicolons, or, where neither
/// is on the line, by space. What stands between two commas is one piece, whatever space is in it, so that
/// "12 34" never becomes two ids; nothing between two commas is an empty piece; a comma at the end of a line
/// begins none.
class PieceScanner {
public:
    struct Piece {
        std::string_view text; ///< without space and quotes around
        std::uint32_t line = 1;
        bool endsLine = false; ///< a line break ends it, and no comma
    };

    enum class By : unsigned char { marks, space };
    PieceScanner(std::string_view text, By by);
    bool next(Piece& piece);

private:
    bool nextBySpace(Piece& piece);

    std::string_view m_text;
    By m_by;
    std::size_t m_at = 0;
    std::uint32_t m_line = 1;
};

} // namespace idlist
