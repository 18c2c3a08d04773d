#include "idlist/harvest.h"

#include "idlist/text.h"
#include "idlist/worded.h"

#include <QCryptographicHash>

#include <algorithm>
#include <bit>
#include <functional>
#include <limits>

namespace idlist {

namespace {

/// The list's memory is addressed with 32 bits.
constexpr std::size_t arenaBytesMax = std::numeric_limits<std::uint32_t>::max();

/// A label for screens: one line, nothing invisible, cut at the bound.
void writeLabel(std::string& label, std::string_view cell)
{
    label.clear();
    const std::string_view text = trimmed(cell);
    const bool isPlain = std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
    if (isPlain) {
        label = text.substr(0, List::labelBytesMax);
        return;
    }
    for (std::size_t i = 0; i < text.size();) {
        const CodePoint c = codePointAt(text, i);
        if (label.size() + c.length > List::labelBytesMax)
            return;
        if (!isInvisible(c.value))
            label.append(text.substr(i, c.length));
        else if (!label.empty() && label.back() != ' ')
            label += ' ';
        i += c.length;
    }
}

} // namespace

Harvest::Harvest(Judge judge, int idColumn, int labelColumn, std::size_t rowsExpected)
    : m_judge(std::move(judge))
    , m_idColumn(idColumn)
    , m_labelColumn(labelColumn)
    , m_content(std::make_shared<List::Content>())
{
    const std::size_t expected = std::min(rowsExpected, List::idsMax);
    m_content->idEnds.reserve(expected);
    m_content->lines.reserve(expected);
    if (labelColumn >= 0)
        m_content->labelEnds.reserve(expected);
    makeRoom(std::max<std::size_t>(expected, 512));
    m_content->idPattern = m_judge.pattern().source();
}

void Harvest::reject(std::uint32_t line, const Judge::Verdict& verdict, std::string_view text)
{
    List::Content& c = *m_content;
    ++c.rejectCount;
    ++c.rejectsBy[static_cast<std::size_t>(verdict.why)];
    if (c.rejects.size() < List::rejectsKeptMax)
        c.rejects.push_back(
            {line, verdict.why, printable(text, Reject::textBytesMax), std::string(verdict.detail)});
}

void Harvest::flushBlanks()
{
    const std::uint64_t unlisted = m_blankCount - m_blankLines.size();
    for (const std::uint32_t line : m_blankLines)
        reject(line, {Why::empty, {}, {}}, {});
    m_content->rejectCount += unlisted;
    m_content->rejectsBy[static_cast<std::size_t>(Why::empty)] += unlisted;
    m_blankLines.clear();
    m_blankCount = 0;
}

bool Harvest::add(const Row& row)
{
    static constexpr Cell missing{};
    const auto cellOf = [&row](int column) -> const Cell& {
        const auto index = static_cast<std::size_t>(column);
        return column >= 0 && index < row.cells.size() ? row.cells[index] : missing;
    };
    const Cell& cell = cellOf(m_idColumn);
    const Judge::Verdict verdict = m_judge.judge(cell);
    if (verdict.why == Why::empty && isBlank(row)) {
        ++m_blankCount;
        if (m_blankLines.size() + m_content->rejects.size() < List::rejectsKeptMax)
            m_blankLines.push_back(row.line);
        return true;
    }
    if (m_blankCount > 0)
        flushBlanks();
    ++m_rows;
    m_readsFormulas = m_readsFormulas || cell.isFormula;
    if (!verdict.isGood()) {
        reject(row.line, verdict, trimmed(cell.text));
        return true;
    }
    stage(verdict.id, row);
    return m_stagedCount < m_staged.size() || settle();
}

void Harvest::stage(std::string_view id, const Row& row)
{
    Staged& staged = m_staged[m_stagedCount++];
    staged.id = id;
    staged.hash = std::hash<std::string_view>{}(id);
    staged.line = row.line;
    const auto column = static_cast<std::size_t>(m_labelColumn);
    if (m_labelColumn >= 0)
        writeLabel(staged.label, column < row.cells.size() ? row.cells[column].text : std::string_view());
    __builtin_prefetch(&m_slots[staged.hash & (m_slots.size() - 1)]);
}

bool Harvest::settle()
{
    for (std::size_t i = 0; i < m_stagedCount && !m_isFull; ++i) {
        const Staged& staged = m_staged[i];
        m_isFull = !keep(staged.id, staged.label, staged.hash, staged.line);
    }
    m_stagedCount = 0;
    return !m_isFull;
}

bool Harvest::keep(std::string_view id, std::string_view label, std::uint64_t hash, std::uint32_t line)
{
    List::Content& c = *m_content;
    const auto tag = static_cast<std::uint32_t>(hash >> 32);
    const std::size_t mask = m_slots.size() - 1;
    std::size_t place = hash & mask;
    for (; m_slots[place].position != 0; place = (place + 1) & mask) {
        if (m_slots[place].tag != tag)
            continue;
        const std::uint32_t known = m_slots[place].position - 1;
        if (List::slice(c.ids, c.idEnds, known) != id)
            continue;
        ++c.duplicateCount;
        if (c.duplicates.size() < List::duplicatesKeptMax)
            c.duplicates.push_back({std::string(id), line, c.lines[known]});
        return true;
    }
    if (c.lines.size() >= List::idsMax || c.ids.size() + id.size() > arenaBytesMax
        || c.labels.size() + label.size() > arenaBytesMax)
        return false;
    c.ids.append(id);
    c.idEnds.push_back(static_cast<std::uint32_t>(c.ids.size()));
    c.lines.push_back(line);
    if (m_labelColumn >= 0) {
        c.labels.append(label);
        c.labelEnds.push_back(static_cast<std::uint32_t>(c.labels.size()));
    }
    m_slots[place] = {tag, static_cast<std::uint32_t>(c.lines.size())};
    if (c.lines.size() * 2 > m_slots.size())
        makeRoom(m_slots.size());
    return true;
}

void Harvest::makeRoom(std::size_t ids)
{
    // At most half full, so that a free place is near.
    std::vector<Slot> bigger(std::bit_ceil(ids * 2));
    const std::size_t mask = bigger.size() - 1;
    const List::Content& c = *m_content;
    for (std::uint32_t i = 0; i < c.lines.size(); ++i) {
        const std::uint64_t hash = std::hash<std::string_view>{}(List::slice(c.ids, c.idEnds, i));
        std::size_t place = hash & mask;
        while (bigger[place].position != 0)
            place = (place + 1) & mask;
        bigger[place] = {static_cast<std::uint32_t>(hash >> 32), i + 1};
    }
    m_slots = std::move(bigger);
}

base::Result<List> Harvest::take(Origin origin)
{
    if (!settle())
        return base::fail(
            worded("The list holds more than {} ids. Split it into several lists.", List::idsMax));
    List::Content& c = *m_content;
    m_slots = {};
    origin.rows = m_rows;
    origin.readsFormulas = m_readsFormulas;
    c.origin = std::move(origin);
    c.fingerprint = c.hash();
    // Growing by doubling leaves up to half unused, for as long as the job lives.
    c.ids.shrink_to_fit();
    c.idEnds.shrink_to_fit();
    c.lines.shrink_to_fit();
    c.labels.shrink_to_fit();
    c.labelEnds.shrink_to_fit();
    c.rejects.shrink_to_fit();
    c.duplicates.shrink_to_fit();
    List list;
    list.m_content = std::move(m_content);
    m_content = std::make_shared<List::Content>();
    return list;
}

} // namespace idlist
