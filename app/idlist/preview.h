#pragma once

#include "idlist/row.h"

#include "base/random.h"

#include <QString>
#include <QStringList>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace idlist {

/// What a list looks like before it is read: everything a person needs to choose sheet, column and rows, and
/// whole rows to recognise them by. A plain value.
struct Preview {
    static constexpr int cellCharactersMax = 200; ///< of a shown cell; longer ones are cut
    static constexpr std::size_t columnsShownMax = 64;
    static constexpr std::size_t edgeRows = 3;
    static constexpr std::size_t randomRows = 20;

    struct Sheet {
        QString name;
        bool isHidden = false;
    };
    struct Column {
        int number = 0; ///< from 1
        QString letters;
        QString heading;            ///< empty without a header
        std::uint64_t filled = 0;   ///< rows in which something stands
        std::uint64_t matching = 0; ///< rows in which an id of the operation stands
        std::uint64_t formulas = 0; ///< rows whose value is the stored result of a formula
    };
    struct Line {
        std::uint32_t line = 0;
        bool isHidden = false;
        QStringList cells;
    };

    QString kind; ///< "Excel workbook", "CSV, separated by commas" …
    QString encoding;
    char separator = 0; ///< of CSV, otherwise 0
    std::vector<Sheet> sheets;
    QString sheet; ///< the one this is about
    std::vector<Column> columns;
    std::optional<int> idColumn; ///< number of the chosen or guessed column
    QString idProblem;           ///< why there is none, with the remedy
    std::optional<int> labelColumn;
    std::uint32_t headerLine = 0;   ///< 0: no header
    std::uint64_t rows = 0;         ///< rows with anything in them, without the header, hidden ones included
    std::uint64_t filteredRows = 0; ///< of these, hidden by a filter
    std::uint64_t hiddenRows = 0;   ///< of these, hidden by hand
    std::vector<Line> first;        ///< at most edgeRows; of the rows that the choice takes
    std::vector<Line> last;
    std::vector<Line> random; ///< at most randomRows, in the order of the file

    std::uint64_t visibleRows() const { return rows - filteredRows - hiddenRows; }
    bool isFormulaColumn(int number) const;
};

/// Picks the rows of a preview while they go by, without keeping the others. One thread.
class Sampler {
public:
    explicit Sampler(std::uint64_t seed);
    void add(const Row& row);
    /// Fills in first, last and random, without the first row when that is the header.
    void fill(Preview& preview) const;

private:
    struct Kept {
        std::uint64_t number = 0; ///< 0 for the first row that is not blank
        std::uint32_t line = 0;
        bool isHidden = false;
        std::string text;
        std::vector<std::size_t> ends;
    };
    static void keep(Kept& kept, const Row& row, std::uint64_t number);
    static Preview::Line shown(const Kept& kept);

    base::Random m_random;
    std::uint64_t m_rows = 0;
    std::vector<Kept> m_first;
    std::array<Kept, Preview::edgeRows> m_last; ///< a ring, so that a million rows cost no allocations
    std::vector<Kept> m_sample;
};

} // namespace idlist
