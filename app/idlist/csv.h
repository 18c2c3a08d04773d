#pragma once

#include "base/result.h"
#include "idlist/row.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace idlist {

/// Splits text into rows after RFC 4180: quoted cells may hold separators, doubled quotes and line breaks;
/// rows end with CR LF, LF or CR. A quote inside an unquoted cell is an ordinary character; text after a
/// closing quote is kept and marked as a flaw. Any bytes are fine as input; it is a pure function of them.
class CsvScanner {
public:
    /// A quoted cell longer than this (1 MiB; spreadsheets allow 32 KiB) means that a quote is missing
    /// somewhere.
    static constexpr std::size_t cellBytesMax = 1U << 20;

    /// `separator` 0: every row is one cell. `firstLine` is the number of the first line of `text`.
    CsvScanner(std::string_view text, char separator, std::uint32_t firstLine = 1);

    /// Reads the next row into `row`, whose cells stay valid until the next call. False: the end, or an
    /// error.
    bool next(Row& row);
    const std::optional<base::Error>& error() const { return m_error; }

private:
    bool addQuoted(Row& row);
    void addPlain(Row& row);
    bool fail(std::string message);

    std::string_view m_text;
    char m_separator;
    std::size_t m_at = 0;
    std::uint32_t m_line;
    /// Cells of this row that had to be rewritten stand one after another in m_unescaped.
    struct Rewritten {
        std::size_t cell = 0;
        std::size_t from = 0;
        std::size_t length = 0;
    };
    std::string m_unescaped;
    std::vector<Rewritten> m_rewritten;
    std::optional<base::Error> m_error;
};

} // namespace idlist
