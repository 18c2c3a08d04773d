#include "idlist/textsource.h"

#include "idlist/csv.h"

namespace idlist {

TextSource::TextSource(std::string_view text, Layout layout)
    : m_text(text.substr(layout.start))
    , m_layout(layout)
{
}

base::Result<void> TextSource::each(const RowVisitor& visit)
{
    if (m_layout.kind == Layout::Kind::list)
        return eachPiece(visit);
    CsvScanner scanner(m_text, m_layout.separator, m_layout.firstLine);
    Row row;
    while (scanner.next(row)) {
        if (!visit(row))
            return {};
    }
    if (scanner.error())
        return std::unexpected(*scanner.error());
    return {};
}

base::Result<void> TextSource::eachPiece(const RowVisitor& visit) const
{
    PieceScanner scanner(m_text, m_layout.by);
    PieceScanner::Piece piece;
    Row row;
    row.cells.resize(1);
    while (scanner.next(piece)) {
        row.line = piece.line;
        row.cells[0].text = piece.text;
        if (!visit(row))
            return {};
    }
    return {};
}

} // namespace idlist
