#include "idlist/preview.h"

#include "idlist/text.h"

#include <algorithm>

namespace idlist {

bool Preview::isFormulaColumn(int number) const
{
    return std::ranges::any_of(
        columns, [number](const Column& column) { return column.number == number && column.formulas > 0; });
}

Sampler::Sampler(std::uint64_t seed) : m_random(seed) {}

void Sampler::keep(Kept& kept, const Row& row, std::uint64_t number)
{
    // Four bytes a character at most, so that no cell is cut earlier than shown() cuts it.
    constexpr std::size_t cellBytesMax = 4 * (Preview::cellCharactersMax + 1);
    kept.number = number;
    kept.line = row.line;
    kept.isHidden = row.isHidden;
    kept.text.clear();
    kept.ends.clear();
    for (std::size_t i = 0; i < std::min(row.cells.size(), Preview::columnsShownMax); ++i) {
        std::size_t length = std::min(row.cells[i].text.size(), cellBytesMax);
        while (length < row.cells[i].text.size() && length > 0
               && (static_cast<unsigned char>(row.cells[i].text[length]) & 0xC0) == 0x80)
            --length;
        kept.text.append(row.cells[i].text.substr(0, length));
        kept.ends.push_back(kept.text.size());
    }
}

void Sampler::add(const Row& row)
{
    if (isBlank(row))
        return;
    const std::uint64_t number = m_rows++;
    if (number <= Preview::edgeRows)
        keep(m_first.emplace_back(), row, number);
    keep(m_last[number % m_last.size()], row, number);
    if (number == 0)
        return;
    if (m_sample.size() < Preview::randomRows) {
        keep(m_sample.emplace_back(), row, number);
        return;
    }
    // Every row so far stays with the same chance (reservoir).
    const auto place = static_cast<std::size_t>(m_random.between(0, static_cast<std::int64_t>(number) - 1));
    if (place < m_sample.size())
        keep(m_sample[place], row, number);
}

Preview::Line Sampler::shown(const Kept& kept)
{
    Preview::Line line;
    line.line = kept.line;
    line.isHidden = kept.isHidden;
    std::size_t from = 0;
    for (const std::size_t end : kept.ends) {
        const std::string_view text = trimmed(std::string_view(kept.text).substr(from, end - from));
        QString cell = QString::fromStdString(printable(text, text.size() * 3 + 16));
        if (cell.size() > Preview::cellCharactersMax)
            cell = cell.left(Preview::cellCharactersMax) + u'…';
        line.cells.append(cell);
        from = end;
    }
    return line;
}

void Sampler::fill(Preview& preview) const
{
    const std::uint64_t from = preview.headerLine > 0 ? 1 : 0;
    for (const Kept& kept : m_first) {
        if (kept.number >= from && kept.number < from + Preview::edgeRows)
            preview.first.push_back(shown(kept));
    }
    const std::uint64_t lastFrom =
        std::max(from + Preview::edgeRows, m_rows - std::min(m_rows, std::uint64_t{Preview::edgeRows}));
    for (std::uint64_t number = lastFrom; number < m_rows; ++number)
        preview.last.push_back(shown(m_last[number % m_last.size()]));
    std::vector<const Kept*> sample;
    for (const Kept& kept : m_sample)
        sample.push_back(&kept);
    std::ranges::sort(sample, {}, &Kept::number);
    for (const Kept* kept : sample)
        preview.random.push_back(shown(*kept));
}

} // namespace idlist
