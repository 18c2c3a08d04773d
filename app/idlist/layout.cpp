#include "idlist/layout.h"

#include "idlist/csv.h"
#include "idlist/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <vector>

namespace idlist {

namespace {

constexpr std::size_t sampleBytes = 256 * 1024;
constexpr int sampleRows = 200;
constexpr int samplePieces = 1'000;
constexpr std::array separators{',', ';', '\t'};

/// "1,234,567" and "12 345": ids side by side, or one number with separators of thousands?
bool couldBeOneNumber(std::string_view line)
{
    const std::size_t first = line.find_first_not_of("0123456789");
    if (first == std::string_view::npos || first == 0 || first > 3 || line.front() == '0')
        return false;
    const char mark = line[first];
    if (mark != ',' && mark != ' ')
        return false;
    for (std::size_t at = first; at < line.size(); at += 4) {
        if (at + 1 == line.size()) // the comma at the end of a line of a list
            return true;
        const std::string_view group = line.substr(at + 1, 3);
        if (line[at] != mark || group.size() < 3
            || group.find_first_not_of("0123456789") != std::string_view::npos)
            return false;
    }
    return true;
}

bool couldHoldOneNumber(std::string_view sample)
{
    while (!sample.empty()) {
        const std::size_t end = std::min(sample.find_first_of("\r\n"), sample.size());
        if (couldBeOneNumber(trimmed(sample.substr(0, end))))
            return true;
        sample.remove_prefix(std::min(end + 1, sample.size()));
    }
    return false;
}

/// How the pieces of a pasted list, as layoutOf() describes it, are separated; nullopt when the text is none.
std::optional<PieceScanner::By> pastedListOf(std::string_view text, Judge& judge)
{
    const std::string_view body = trimmed(text);
    if (judge.pattern().matchesEverything() || couldHoldOneNumber(body.substr(0, sampleBytes)))
        return std::nullopt;
    const bool isOneLine = body.find_first_of("\r\n") == std::string_view::npos;
    const bool hasMarks = body.find_first_of(",;") != std::string_view::npos;
    if (!isOneLine && !hasMarks)
        return std::nullopt;
    const auto by = hasMarks ? PieceScanner::By::marks : PieceScanner::By::space;
    PieceScanner scanner(body, by);
    PieceScanner::Piece piece;
    int pieces = 0;
    for (; pieces < samplePieces && scanner.next(piece); ++pieces) {
        if (piece.endsLine || !judge.judge({piece.text}).isGood())
            return std::nullopt;
    }
    return pieces >= 2 ? std::optional(by) : std::nullopt;
}

struct Fit {
    char separator = 0;
    double agreeing = 0; ///< share of rows that have the usual number of columns
    double matching = 0; ///< share of rows whose best column holds ids
    std::size_t columns = 0;
};

Fit fitOf(std::string_view sample, char separator, bool isWhole, Judge& judge)
{
    CsvScanner scanner(sample, separator);
    Row row;
    std::map<std::size_t, int> rowsByColumns;
    std::vector<int> matchesByColumn;
    int rows = 0;
    std::size_t lastColumns = 0;
    while (rows < sampleRows && scanner.next(row)) {
        if (isBlank(row))
            continue;
        ++rows;
        lastColumns = row.cells.size();
        ++rowsByColumns[lastColumns];
        matchesByColumn.resize(std::max(matchesByColumn.size(), std::min<std::size_t>(lastColumns, 64)));
        for (std::size_t i = 0; i < std::min<std::size_t>(lastColumns, 64); ++i)
            matchesByColumn[i] += judge.judge(row.cells[i]).isGood() ? 1 : 0;
    }
    // The sample may end within a row.
    if (!isWhole && rows > 1 && rows < sampleRows) {
        --rowsByColumns[lastColumns];
        --rows;
    }
    if (rows == 0)
        return {};
    Fit fit;
    fit.separator = separator;
    int usual = 0;
    for (const auto& [columns, count] : rowsByColumns) {
        if (count >= usual) {
            usual = count;
            fit.columns = columns;
        }
    }
    fit.agreeing = static_cast<double>(usual) / rows;
    fit.matching = static_cast<double>(std::ranges::max(matchesByColumn)) / rows;
    return fit;
}

bool isBetter(const Fit& a, const Fit& b)
{
    constexpr double noticeable = 0.02;
    if (std::abs(a.agreeing - b.agreeing) > noticeable)
        return a.agreeing > b.agreeing;
    if (std::abs(a.matching - b.matching) > noticeable)
        return a.matching > b.matching;
    return a.columns > b.columns;
}

} // namespace

Layout layoutOf(std::string_view text, Judge& judge)
{
    Layout layout;
    // Excel's hint in the first line is no row.
    if (text.size() >= 5 && text.starts_with("sep=") && (lineBreakAt(text, 5) > 0 || text.size() == 5)
        && std::ranges::find(separators, text[4]) != separators.end()) {
        layout.kind = Layout::Kind::table;
        layout.separator = text[4];
        layout.start = 5 + lineBreakAt(text, 5);
        layout.firstLine = 2;
        return layout;
    }
    if (const auto by = pastedListOf(text, judge)) {
        layout.kind = Layout::Kind::list;
        layout.by = *by;
        return layout;
    }
    const std::string_view sample = text.substr(0, sampleBytes);
    Fit best;
    for (const char separator : separators) {
        const Fit fit = fitOf(sample, separator, sample.size() == text.size(), judge);
        if (fit.columns >= 2 && fit.agreeing >= 0.5 && (best.separator == 0 || isBetter(fit, best)))
            best = fit;
    }
    if (best.separator != 0) {
        layout.kind = Layout::Kind::table;
        layout.separator = best.separator;
    }
    return layout;
}

} // namespace idlist
