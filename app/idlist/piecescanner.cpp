#include "idlist/piecescanner.h"

#include "idlist/row.h"
#include "idlist/text.h"

#include <algorithm>

namespace idlist {

namespace {

constexpr std::string_view space = " \t\r\n";

std::string_view withoutQuotes(std::string_view text)
{
    const bool isQuoted =
        text.size() > 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front();
    return isQuoted ? text.substr(1, text.size() - 2) : text;
}

} // namespace

PieceScanner::PieceScanner(std::string_view text, By by) : m_text(text), m_by(by) {}

bool PieceScanner::next(Piece& piece)
{
    if (m_by == By::space)
        return nextBySpace(piece);
    while (m_at < m_text.size()) {
        const std::size_t start = m_at;
        m_at = std::min(m_text.find_first_of(",;\r\n", m_at), m_text.size());
        piece.text = withoutQuotes(trimmed(m_text.substr(start, m_at - start)));
        piece.line = m_line;
        const std::size_t breakLength = lineBreakAt(m_text, m_at);
        piece.endsLine = breakLength > 0;
        const bool endsText = m_at == m_text.size();
        m_at += endsText ? 0 : std::max<std::size_t>(breakLength, 1);
        m_line += piece.endsLine ? 1 : 0;
        if (!piece.text.empty() || (!piece.endsLine && !endsText))
            return true;
    }
    return false;
}

bool PieceScanner::nextBySpace(Piece& piece)
{
    const std::size_t start = m_text.find_first_not_of(space, m_at);
    if (start == std::string_view::npos)
        return false;
    m_line += lineOf(m_text.substr(m_at), start - m_at) - 1;
    m_at = std::min(m_text.find_first_of(space, start), m_text.size());
    piece.text = withoutQuotes(m_text.substr(start, m_at - start));
    piece.line = m_line;
    piece.endsLine = lineBreakAt(m_text, m_at) > 0;
    return true;
}

} // namespace idlist
