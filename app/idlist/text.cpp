#include "idlist/text.h"

#include "idlist/row.h"
#include "idlist/worded.h"

#include <QStringConverter>

#include <algorithm>
#include <array>
#include <cstring>

namespace idlist {

namespace {

constexpr std::string_view utf8Mark = "\xEF\xBB\xBF";
constexpr std::string_view utf16LittleMark = "\xFF\xFE";
constexpr std::string_view utf16BigMark = "\xFE\xFF";
constexpr std::string_view utf32LittleMark{"\xFF\xFE\0\0", 4};
constexpr std::string_view utf32BigMark{"\0\0\xFE\xFF", 4};

unsigned byteAt(std::string_view text, std::size_t i)
{
    return static_cast<unsigned char>(text[i]);
}

std::string hexadecimal(std::uint32_t value, int digitsMin)
{
    std::string digits;
    for (; value > 0 || digitsMin > 0; value >>= 4, --digitsMin)
        digits.insert(digits.begin(), "0123456789ABCDEF"[value & 0xFU]);
    return digits;
}

/// Length of the well-formed sequence at `i`, 0 when there is none (table 3-7 of the Unicode standard).
std::size_t sequenceAt(std::string_view text, std::size_t i)
{
    const unsigned lead = byteAt(text, i);
    if (lead < 0x80)
        return 1;
    std::size_t length = 0;
    unsigned low = 0x80;
    unsigned high = 0xBF;
    if (lead >= 0xC2 && lead <= 0xDF)
        length = 2;
    else if (lead >= 0xE0 && lead <= 0xEF)
        length = 3;
    else if (lead >= 0xF0 && lead <= 0xF4)
        length = 4;
    else
        return 0;
    if (lead == 0xE0)
        low = 0xA0;
    else if (lead == 0xED)
        high = 0x9F;
    else if (lead == 0xF0)
        low = 0x90;
    else if (lead == 0xF4)
        high = 0x8F;
    if (length > text.size() - i)
        return 0;
    if (byteAt(text, i + 1) < low || byteAt(text, i + 1) > high)
        return 0;
    for (std::size_t k = 2; k < length; ++k) {
        if ((byteAt(text, i + k) & 0xC0) != 0x80)
            return 0;
    }
    return length;
}

base::Result<Text> recodedFromUtf16(std::string_view bytes, QStringConverter::Encoding encoding)
{
    if (bytes.size() % 2 != 0)
        return base::fail("The file is UTF-16 but ends in the middle of a character. "
                          "It is probably cut off: export it again, as UTF-8.");
    QStringDecoder decoder(encoding, QStringConverter::Flag::Stateless);
    const QString decoded =
        decoder.decode(QByteArrayView(bytes.data(), static_cast<qsizetype>(bytes.size())));
    // Qt lets surrogates without their other half pass, and would write them as "?".
    if (decoder.hasError() || !decoded.isValidUtf16())
        return base::fail("The file is UTF-16 but holds broken characters. Export it again, as UTF-8.");
    Text text;
    text.recoded = decoded.toUtf8();
    text.text = std::string_view(text.recoded.constData(), static_cast<std::size_t>(text.recoded.size()));
    if (text.text.starts_with(utf8Mark))
        text.text.remove_prefix(utf8Mark.size());
    text.encoding = QStringLiteral("UTF-16");
    return text;
}

} // namespace

std::size_t invalidUtf8At(std::string_view text)
{
    std::size_t i = 0;
    while (i < text.size()) {
        // Eight bytes at a time while they are ASCII: nearly every list is nothing else.
        while (i + 8 <= text.size()) {
            std::uint64_t chunk = 0;
            std::memcpy(&chunk, text.data() + i, 8);
            if ((chunk & 0x8080808080808080ULL) != 0)
                break;
            i += 8;
        }
        if (i >= text.size())
            break;
        const std::size_t length = sequenceAt(text, i);
        if (length == 0)
            return i;
        i += length;
    }
    return std::string_view::npos;
}

std::uint32_t lineOf(std::string_view text, std::size_t position)
{
    std::uint32_t line = 1;
    const std::size_t end = std::min(position, text.size());
    for (std::size_t i = 0; i < end;) {
        const std::size_t length = lineBreakAt(text, i);
        if (length > 0 && i + length <= end)
            ++line;
        i += std::max<std::size_t>(length, 1);
    }
    return line;
}

base::Result<Text> decode(std::string_view bytes)
{
    if (bytes.starts_with(utf32LittleMark) || bytes.starts_with(utf32BigMark))
        return base::fail("The file is UTF-32, which is not read. Save it as UTF-8.");
    Text text;
    if (bytes.starts_with(utf16LittleMark) || bytes.starts_with(utf16BigMark)) {
        auto recoded =
            recodedFromUtf16(bytes.substr(2), bytes.starts_with(utf16LittleMark) ? QStringConverter::Utf16LE
                                                                                 : QStringConverter::Utf16BE);
        if (!recoded)
            return recoded;
        text = std::move(*recoded);
    } else {
        text.text = bytes.starts_with(utf8Mark) ? bytes.substr(utf8Mark.size()) : bytes;
        text.encoding = QStringLiteral("UTF-8");
    }
    if (const auto at = text.text.find('\0'); at != std::string_view::npos)
        return base::fail(worded("Line {}: there is a NUL byte, so this is no text file, or it is UTF-16 "
                                 "without a byte order mark. Save it as UTF-8.",
                                 lineOf(text.text, at)));
    if (const auto at = invalidUtf8At(text.text); at != std::string_view::npos)
        return base::fail(worded("Line {}: the byte 0x{} is not UTF-8. The file is probably in an older "
                                 "encoding (Latin-1, Windows-1252): save it as UTF-8.",
                                 lineOf(text.text, at), hexadecimal(byteAt(text.text, at), 2)));
    return text;
}

CodePoint codePointAt(std::string_view text, std::size_t position)
{
    const std::size_t length = sequenceAt(text, position);
    if (length <= 1)
        return {byteAt(text, position), 1};
    char32_t value = byteAt(text, position) & (0xFFU >> (length + 1));
    for (std::size_t k = 1; k < length; ++k)
        value = (value << 6) | (byteAt(text, position + k) & 0x3FU);
    return {value, length};
}

bool isInvisible(char32_t c)
{
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0xAD || c == 0x061C || (c >= 0x200B && c <= 0x200F)
           || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF
           || (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE007F);
}

std::string printable(std::string_view text, std::size_t bytesMax)
{
    std::string shown;
    for (std::size_t i = 0; i < text.size();) {
        const CodePoint c = codePointAt(text, i);
        const std::string piece = isInvisible(c.value) ? "<U+" + hexadecimal(c.value, 4) + ">"
                                                       : std::string(text.substr(i, c.length));
        if (shown.size() + piece.size() > bytesMax) {
            shown += "…";
            break;
        }
        shown += piece;
        i += c.length;
    }
    return shown;
}

namespace {

/// Length of the white space that `text` begins with, 0 if it does not.
std::size_t spaceAtFront(std::string_view text)
{
    const char c = text.front();
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
        return 1;
    if (byteAt(text, 0) < 0x80)
        return 0;
    const CodePoint point = codePointAt(text, 0);
    const bool isSpace = point.value == 0xA0 || point.value == 0x1680
                         || (point.value >= 0x2000 && point.value <= 0x200B) || point.value == 0x202F
                         || point.value == 0x205F || point.value == 0x3000 || point.value == 0xFEFF;
    return isSpace ? point.length : 0;
}

} // namespace

std::string_view trimmed(std::string_view text)
{
    while (!text.empty()) {
        const std::size_t length = spaceAtFront(text);
        if (length == 0)
            break;
        text.remove_prefix(length);
    }
    while (!text.empty()) {
        std::size_t start = text.size() - 1;
        while (start > 0 && (byteAt(text, start) & 0xC0) == 0x80)
            --start;
        if (spaceAtFront(text.substr(start)) != text.size() - start)
            break;
        text.remove_suffix(text.size() - start);
    }
    return text;
}

bool isBlank(const Row& row)
{
    return std::ranges::all_of(row.cells, [](const Cell& cell) { return trimmed(cell.text).empty(); });
}

} // namespace idlist
