#include "idlist/recording.h"

namespace idlist {

void Recording::start()
{
    *this = {};
    m_isRunning = true;
}

void Recording::add(const Row& row)
{
    if (!m_isRunning)
        return;
    const std::size_t bytes = m_text.size() + m_lengths.size() * (sizeof(std::uint32_t) + sizeof(CellMark))
                              + m_rows.size() * sizeof(Kept);
    if (bytes > bytesMax) {
        *this = {};
        return;
    }
    m_rows.push_back({row.line, static_cast<std::uint32_t>(row.cells.size()), row.isHidden});
    for (const Cell& cell : row.cells) {
        m_text += cell.text;
        m_lengths.push_back(static_cast<std::uint32_t>(cell.text.size()));
        m_marks.push_back({cell.flaw, cell.isFormula});
    }
}

void Recording::replay(const RowVisitor& visit) const
{
    Row row;
    std::size_t cell = 0;
    std::size_t from = 0;
    for (const Kept& kept : m_rows) {
        row.line = kept.line;
        row.isHidden = kept.isHidden;
        row.cells.clear();
        for (const std::size_t end = cell + kept.cells; cell < end; ++cell) {
            const std::string_view text = std::string_view(m_text).substr(from, m_lengths[cell]);
            row.cells.push_back({text, m_marks[cell].flaw, m_marks[cell].isFormula});
            from += m_lengths[cell];
        }
        if (!visit(row))
            return;
    }
}

} // namespace idlist
