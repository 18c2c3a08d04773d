// The splitting of CSV, compared with another's: libcsv.
//
// Where the two differ on purpose, and what is compared all the same:
// * Line breaks. libcsv takes CR LF outside of quotes for a row's end and an empty row, or hides empty rows.
// So both get
//   the text with plain LF; that ours reads CR LF and CR likewise is checked against itself.
// * Text after a closing quote ("47"11). Ours keeps it and marks the cell as damaged; libcsv's strict mode
// gives up,
//   its other mode reads on inside the quotes. Nothing behind that cell is compared, the rows before it are.
// * A quote inside an unquoted cell (5" disc). Ours takes it as it is, as libcsv does outside of its strict
// mode.
// * Spaces around cells. libcsv strips them unless told not to; ours leaves that to whoever judges the cell.
// * A quote that is never closed, a cell of more than 1 MiB, more than 16,384 columns: errors of ours. The
// first is one
//   of libcsv's strict end as well.
#include "fuzz/fuzz.h"

#include "idlist/csv.h"

#include <csv.h>

#include <vector>

using fuzz::promise;

namespace {

using Table = std::vector<std::vector<std::string>>;

struct Ours {
    Table rows;
    std::size_t flawedFrom = SIZE_MAX; ///< the first row with text behind a closing quote
    bool isUnfinished = false;         ///< ended in an error
};

Ours ourReading(std::string_view text, char separator)
{
    Ours ours;
    idlist::CsvScanner scanner(text, separator);
    idlist::Row row;
    std::uint32_t line = 0;
    while (scanner.next(row)) {
        promise(row.line > line, "each row begins on a later line than the one before");
        line = row.line;
        ours.rows.emplace_back();
        for (const idlist::Cell& cell : row.cells) {
            ours.rows.back().emplace_back(cell.text);
            if (cell.flaw != idlist::Flaw::none && ours.flawedFrom == SIZE_MAX)
                ours.flawedFrom = ours.rows.size() - 1;
        }
        promise(!row.cells.empty(), "a row has a cell");
    }
    ours.isUnfinished = scanner.error().has_value();
    if (ours.isUnfinished)
        promise(!scanner.error()->message.empty(), "an error has words");
    return ours;
}

struct Theirs {
    Table rows;
    std::vector<std::string> row;
    std::size_t comparable = SIZE_MAX; ///< rows from this one on are not
    bool isUnclosed = false;
};

void onField(void* field, size_t size, void* into)
{
    static_cast<Theirs*>(into)->row.emplace_back(static_cast<const char*>(field), size);
}

void onRow(int, void* into)
{
    auto* theirs = static_cast<Theirs*>(into);
    if (theirs->row.empty())
        theirs->row.emplace_back(); // an empty line: one empty cell, as we see it
    theirs->rows.push_back(std::move(theirs->row));
    theirs->row.clear();
}

int isLineFeed(unsigned char c)
{
    return c == '\n' ? 1 : 0;
}

int isNothing(unsigned char)
{
    return 0;
}

Theirs theirReading(std::string_view text, char separator)
{
    constexpr unsigned char strict = CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL;
    Theirs theirs;
    csv_parser parser;
    if (csv_init(&parser, strict) != 0)
        return theirs;
    csv_set_delim(&parser, static_cast<unsigned char>(separator));
    csv_set_term_func(&parser, isLineFeed);
    csv_set_space_func(&parser, isNothing);
    for (std::size_t at = 0; at < text.size();) {
        at += csv_parse(&parser, text.data() + at, text.size() - at, onField, onRow, &theirs);
        if (at >= text.size())
            break;
        if (parser.quoted != 0) { // behind a closing quote
            theirs.comparable = theirs.rows.size();
            csv_free(&parser);
            return theirs;
        }
        // A quote inside an unquoted cell.
        csv_set_opts(&parser, CSV_REPALL_NL);
        at += csv_parse(&parser, text.data() + at, 1, onField, onRow, &theirs);
        csv_set_opts(&parser, strict);
    }
    theirs.isUnclosed = csv_fini(&parser, onField, onRow, &theirs) != 0;
    csv_free(&parser);
    return theirs;
}

std::string withLineFeeds(std::string_view text)
{
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n')
            continue;
        plain += text[i] == '\r' ? '\n' : text[i];
    }
    return plain;
}

/// A table that is written by libcsv is read by us as it was.
void compareWritten(const Table& rows, char separator)
{
    std::string text;
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            std::string quoted(2 * row[i].size() + 2, '\0');
            quoted.resize(csv_write(quoted.data(), quoted.size(), row[i].data(), row[i].size()));
            text += (i == 0 ? "" : std::string(1, separator)) + quoted;
        }
        text += "\r\n";
    }
    const Ours again = ourReading(text, separator);
    promise(!again.isUnfinished && again.flawedFrom == SIZE_MAX && again.rows == rows,
            "what another program writes is read as it was meant");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    fuzz::Input input(bytes, size);
    const char separator = ",;\t"[input.choice(3)];
    const std::string text = withLineFeeds(input.rest());
    const Ours ours = ourReading(text, separator);
    const Theirs theirs = theirReading(text, separator);

    Ours raw = ourReading(input.rest(), separator);
    for (auto& row : raw.rows)
        for (std::string& cell : row)
            cell = withLineFeeds(cell);
    // A CR at the very end of a cell that libcsv's text ends in LF CR: cells were normalised piece by piece.
    promise(raw.rows.size() == ours.rows.size() && raw.isUnfinished == ours.isUnfinished
                && raw.rows == ours.rows,
            "line breaks of any kind end rows alike");

    const std::size_t common = std::min(theirs.comparable, ours.flawedFrom);
    if (common == SIZE_MAX) {
        promise(ours.isUnfinished == theirs.isUnclosed, "both find the quote that is never closed");
        if (!ours.isUnfinished)
            promise(ours.rows == theirs.rows, "both read the same rows");
    }
    for (std::size_t i = 0; i < std::min({common, ours.rows.size(), theirs.rows.size()}); ++i)
        promise(ours.rows[i] == theirs.rows[i], "both read the same row");
    // Where libcsv gave up, ours marked the cell, unless nothing but space stands behind the quote.
    if (ours.flawedFrom != SIZE_MAX)
        promise(theirs.comparable <= ours.flawedFrom, "a mark means that text stands behind a closing quote");
    if (!ours.isUnfinished)
        compareWritten(ours.rows, separator);
    return 0;
}
