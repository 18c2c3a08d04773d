#pragma once

#include "base/result.h"
#include "idlist/judge.h"

#include <QString>

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace idlist {

/// One line that will not be sent.
struct Reject {
    std::uint32_t line = 0;
    Why why = Why::none;
    std::string text;   ///< as printable() writes it, at most Reject::textBytesMax
    std::string detail; ///< see Judge::Verdict

    static constexpr std::size_t textBytesMax =
        120; ///< enough to find it again; the line number does the rest
};

/// A line whose id stood in the list before.
struct Duplicate {
    std::string id;
    std::uint32_t line = 0;
    std::uint32_t firstLine = 0;
};

/// Where the ids of a list came from, for the gate and the reports.
struct Origin {
    QString kind;                 ///< "Excel workbook", "CSV, separated by commas" …
    QString sheet;                ///< empty unless a spreadsheet
    int idColumn = 1;             ///< from 1
    QString idHeading;            ///< empty: no heading
    int labelColumn = 0;          ///< 0: none
    QString labelHeading;         ///<
    std::uint32_t headerLine = 0; ///< 0: no header
    std::uint64_t rows = 0;       ///< rows with anything in them, without header and rows left out
    std::uint64_t filteredLeftOut = 0;
    std::uint64_t hiddenLeftOut = 0;
    bool readsFormulas = false; ///< ids are stored results of formulas
};

/// A list of distinct ids in the order of the file, with line numbers, labels if wanted, and everything that
/// was merged or rejected on the way. An immutable value, cheap to copy, for any thread. Ids and labels stand
/// in one piece of memory each: a million ids of 8 bytes take about 16 MB.
class List {
public:
    /// Longest label kept; longer ones are cut.
    static constexpr std::size_t labelBytesMax = 256;
    /// Most ids of one list: a year's work at Kameleoon's limits is 9 million.
    static constexpr std::size_t idsMax = 20'000'000;
    /// Of further rejects only the number is kept (about 20 MB at worst).
    static constexpr std::size_t rejectsKeptMax = 100'000;
    static constexpr std::size_t duplicatesKeptMax = 1'000;

    List();

    std::size_t size() const { return m_content->lines.size(); }
    bool isEmpty() const { return size() == 0; }
    std::string_view id(std::size_t i) const { return slice(m_content->ids, m_content->idEnds, i); }
    std::uint32_t line(std::size_t i) const { return m_content->lines[i]; }
    bool hasLabels() const { return !m_content->labelEnds.empty(); }
    /// Empty without labels.
    std::string_view label(std::size_t i) const;

    std::uint64_t duplicateCount() const { return m_content->duplicateCount; }
    const std::vector<Duplicate>& duplicates() const { return m_content->duplicates; }

    std::uint64_t rejectCount() const { return m_content->rejectCount; }
    std::uint64_t rejectCount(Why why) const { return m_content->rejectsBy[static_cast<std::size_t>(why)]; }
    const std::vector<Reject>& rejects() const { return m_content->rejects; }
    /// What is wrong and what to do, without the line number: "“FT-55” has the prefix “FT-” of …".
    QString sentence(const Reject& reject) const;
    /// "Line 17: …", for messages.
    QString sentenceWithLine(const Reject& reject) const;
    /// Writes the kept rejects as CSV (line,text,reason); text that a spreadsheet would run is neutralised.
    base::Result<void> saveRejects(const QString& path) const;

    /// As ListHash makes it.
    const std::string& fingerprint() const { return m_content->fingerprint; }
    /// "7C3A-91F0": enough for two people to compare by eye.
    QString shortFingerprint() const;

    const Origin& origin() const { return m_content->origin; }
    /// What this list holds in memory, rejects and labels included.
    std::size_t bytesHeld() const;

private:
    friend class Harvest;
    friend class ListMaker;
    struct Content {
        std::string ids;
        std::vector<std::uint32_t> idEnds;
        std::vector<std::uint32_t> lines;
        std::string labels;
        std::vector<std::uint32_t> labelEnds;
        std::uint64_t duplicateCount = 0;
        std::vector<Duplicate> duplicates;
        std::uint64_t rejectCount = 0;
        std::array<std::uint64_t, whyCount> rejectsBy{};
        std::vector<Reject> rejects;
        std::string fingerprint;
        QString idPattern;
        Origin origin;

        std::string hash() const;
    };

    static std::string_view slice(const std::string& arena, const std::vector<std::uint32_t>& ends,
                                  std::size_t i)
    {
        const std::size_t from = i == 0 ? 0 : ends[i - 1];
        return std::string_view(arena).substr(from, ends[i] - from);
    }

    std::shared_ptr<const Content> m_content;
};

/// Makes a List of ids that were judged before: those of a stored job. They come in order and each once. One
/// thread.
class ListMaker {
public:
    ListMaker();
    void add(std::string_view id, std::string_view label, std::uint32_t line);
    List take();

private:
    std::shared_ptr<List::Content> m_content;
};

} // namespace idlist
