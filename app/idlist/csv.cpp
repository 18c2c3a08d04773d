#include "idlist/csv.h"

#include "idlist/text.h"
#include "idlist/worded.h"

#include <algorithm>

namespace idlist {

CsvScanner::CsvScanner(std::string_view text, char separator, std::uint32_t firstLine)
    : m_text(text)
    , m_separator(separator)
    , m_line(firstLine)
{
}

bool CsvScanner::fail(std::string message)
{
    m_error = base::Error{std::move(message)};
    return false;
}

void CsvScanner::addPlain(Row& row)
{
    const std::size_t start = m_at;
    const char separator = m_separator == 0 ? '\n' : m_separator;
    const char* p = m_text.data() + m_at;
    const char* const end = m_text.data() + m_text.size();
    while (p != end && *p != separator && *p != '\n' && *p != '\r')
        ++p;
    m_at = static_cast<std::size_t>(p - m_text.data());
    row.cells.push_back({m_text.substr(start, m_at - start)});
}

bool CsvScanner::addQuoted(Row& row)
{
    const std::uint32_t openedOn = m_line;
    const std::size_t start = ++m_at;
    std::size_t piece = start;
    const std::size_t bufferedFrom = m_unescaped.size();
    bool isRewritten = false;
    while (true) {
        if (m_at >= m_text.size() || m_at - start > cellBytesMax) {
            return fail(worded("Line {}: the quote that opens a cell here is never closed{}. "
                               "Close it, or write a quote that belongs to the text twice (\"\").",
                               openedOn, m_at >= m_text.size() ? "" : " within 1 MiB"));
        }
        const char c = m_text[m_at];
        if (c == '"') {
            if (m_at + 1 < m_text.size() && m_text[m_at + 1] == '"') {
                m_unescaped.append(m_text.substr(piece, m_at + 1 - piece));
                isRewritten = true;
                m_at += 2;
                piece = m_at;
                continue;
            }
            break;
        }
        const std::size_t breakLength = lineBreakAt(m_text, m_at);
        if (breakLength > 0)
            ++m_line;
        m_at += std::max<std::size_t>(breakLength, 1);
    }
    Cell cell;
    cell.text = m_text.substr(piece, m_at - piece);
    ++m_at;
    const std::size_t tail = m_at;
    const char separator = m_separator == 0 ? '\n' : m_separator;
    while (m_at < m_text.size() && m_text[m_at] != separator && m_text[m_at] != '\n' && m_text[m_at] != '\r')
        ++m_at;
    const std::string_view after = m_text.substr(tail, m_at - tail);
    const bool isMalformed = !trimmed(after).empty();
    if (isRewritten || isMalformed) {
        m_unescaped.append(cell.text);
        if (isMalformed) {
            m_unescaped.append(after);
            cell.flaw = Flaw::quoting;
        }
        m_rewritten.push_back({row.cells.size(), bufferedFrom, m_unescaped.size() - bufferedFrom});
    }
    row.cells.push_back(cell);
    return true;
}

bool CsvScanner::next(Row& row)
{
    row.cells.clear();
    m_unescaped.clear();
    m_rewritten.clear();
    row.line = m_line;
    if (m_error || m_at >= m_text.size())
        return false;
    while (true) {
        if (static_cast<int>(row.cells.size()) >= columnsMax)
            return fail(worded("Line {}: more than {} columns. Is this a list?", row.line, columnsMax));
        if (m_at < m_text.size() && m_text[m_at] == '"') {
            if (!addQuoted(row))
                return false;
        } else {
            addPlain(row);
        }
        if (m_at < m_text.size() && m_separator != 0 && m_text[m_at] == m_separator) {
            ++m_at;
            continue;
        }
        break;
    }
    m_at += lineBreakAt(m_text, m_at);
    ++m_line;
    // Only now does the buffer no longer move.
    for (const Rewritten& cell : m_rewritten)
        row.cells[cell.cell].text = std::string_view(m_unescaped).substr(cell.from, cell.length);
    return true;
}

} // namespace idlist
