#pragma once

#include "idlist/row.h"

#include <cstdint>
#include <string>
#include <vector>

namespace idlist {

/// Rows kept close together (text plus five bytes a cell), so that a sheet need not be unpacked twice: its
/// XML takes a hundred times longer than this. Bounded: gives up, and forgets everything, beyond bytesMax.
/// One thread.
class Recording {
public:
    static constexpr std::size_t bytesMax = 256U << 20; ///< a full sheet of some ten columns

    void start();
    void add(const Row& row);
    /// The rows are all there now.
    void finish() { m_isComplete = m_isRunning; }
    bool isComplete() const { return m_isComplete; }
    void replay(const RowVisitor& visit) const;

private:
    struct Kept {
        std::uint32_t line = 0;
        std::uint32_t cells = 0;
        bool isHidden = false;
    };
    struct CellMark {
        Flaw flaw = Flaw::none;
        bool isFormula = false;
    };

    bool m_isRunning = false;
    bool m_isComplete = false;
    std::vector<Kept> m_rows;
    std::string m_text;
    std::vector<std::uint32_t> m_lengths;
    std::vector<CellMark> m_marks;
};

} // namespace idlist
