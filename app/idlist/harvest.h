#pragma once

#include "base/result.h"
#include "idlist/judge.h"
#include "idlist/list.h"
#include "idlist/row.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace idlist {

/// A list while it is being read: takes rows one by one, merges duplicates (the first one stays), keeps
/// rejects, and becomes a List. Blank rows are rejects only when something follows them: a list that ends in
/// line breaks is in order. One thread.
class Harvest {
public:
    /// Columns count from 0 here; `labelColumn` -1: no labels.
    /// `rowsExpected` only makes room beforehand.
    Harvest(Judge judge, int idColumn, int labelColumn, std::size_t rowsExpected = 0);

    /// False when the list is full; take() then tells so.
    bool add(const Row& row);
    base::Result<List> take(Origin origin);

private:
    void reject(std::uint32_t line, const Judge::Verdict& verdict, std::string_view text);
    void flushBlanks();
    void stage(std::string_view id, const Row& row);
    bool settle();
    bool keep(std::string_view id, std::string_view label, std::uint64_t hash, std::uint32_t line);
    void makeRoom(std::size_t ids);

    struct Slot {
        std::uint32_t tag = 0;      ///< part of the hash, so that most comparisons need not look at the text
        std::uint32_t position = 0; ///< index of the id, counted from 1; 0: free
    };

    /// An id whose place in the table is on its way from memory.
    struct Staged {
        std::string id;
        std::string label;
        std::uint64_t hash = 0;
        std::uint32_t line = 0;
    };

    Judge m_judge;
    int m_idColumn;
    int m_labelColumn;
    std::shared_ptr<List::Content> m_content;
    std::vector<Slot> m_slots;
    /// Looking an id up costs a miss of the cache; with some looked up at a time the misses overlap, which
    /// makes reading a long list twice as fast.
    std::array<Staged, 32> m_staged;
    std::size_t m_stagedCount = 0;
    std::uint64_t m_rows = 0;
    bool m_isFull = false;
    bool m_readsFormulas = false;
    std::vector<std::uint32_t> m_blankLines; ///< blank rows that may turn out to be the end
    std::uint64_t m_blankCount = 0;
};

} // namespace idlist
