#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>

#include <cstdint>
#include <string>
#include <string_view>

namespace idlist {

/// Text of a file as strict UTF-8 without byte order mark and NUL. `text` looks into the bytes that were
/// handed in or into `recoded`, so it lives no longer than both.
struct Text {
    std::string_view text;
    QByteArray recoded;
    QString encoding; ///< "UTF-8", "UTF-16"
};

/// Finds out the encoding; refuses what is neither UTF-8 nor UTF-16 with a byte order mark, naming the line.
base::Result<Text> decode(std::string_view bytes);

/// Index of the first byte that is no part of well-formed UTF-8 (RFC 3629: no surrogates, nothing overlong),
/// or npos.
std::size_t invalidUtf8At(std::string_view text);

/// The line, counted from 1, on which an editor shows the byte at `position`.
std::uint32_t lineOf(std::string_view text, std::size_t position);

/// Length of the line break at `position`: 2 for CR LF, 1 for LF or a CR alone, 0 elsewhere.
inline std::size_t lineBreakAt(std::string_view text, std::size_t position)
{
    if (position >= text.size())
        return 0;
    if (text[position] == '\n')
        return 1;
    if (text[position] != '\r')
        return 0;
    return position + 1 < text.size() && text[position + 1] == '\n' ? 2 : 1;
}

/// The code point that starts at `position` of well-formed UTF-8, and its length in bytes.
struct CodePoint {
    char32_t value = 0;
    std::size_t length = 1;
};
CodePoint codePointAt(std::string_view text, std::size_t position);

/// True for what nobody can see or type on purpose: C0 and C1 controls, line separators, zero-width and
/// direction marks.
bool isInvisible(char32_t c);

/// At most `bytesMax` bytes of `text`, cut between characters, ending in "…" when something is missing, with
/// invisible characters written as "<U+200B>": safe for terminals and screens.
std::string printable(std::string_view text, std::size_t bytesMax);

} // namespace idlist
