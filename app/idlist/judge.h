#pragma once

#include "base/result.h"
#include "idlist/pattern.h"
#include "idlist/row.h"
#include "idlist/rules.h"

#include <string>
#include <string_view>
#include <vector>

namespace idlist {

/// Why an id is not taken.
enum class Why : unsigned char {
    none,    ///< nothing is wrong
    empty,   ///< nothing stands there
    dots,    ///< "." or "..": would leave the collection in an address
    control, ///< control or invisible characters
    pattern, ///< not what the operation's ids look like
    foreign, ///< the prefix of another kind of id
    damaged, ///< a spreadsheet has changed it (1.23E+17, zeros from the 16th digit on, a date, #N/A)
    tooLong, ///< more than idBytesMax
    quoting, ///< CSV: text after a closing quote
};
inline constexpr int whyCount = 9;

/// The word of a reason in reports ("too long").
std::string_view word(Why why);

/// No id of any vendor comes near; longer ones do not fit into an address.
inline constexpr std::size_t idBytesMax = 512;

/// Says of one cell after another whether it holds an id, and which. Keeps the text of the last answer, so it
/// is for one thread at a time; it knows the rules, but no file.
class Judge {
public:
    static base::Result<Judge> with(const Rules& rules);

    struct Verdict {
        Why why = Why::none;
        std::string_view id;     ///< normalised; valid until the next question
        std::string_view detail; ///< the foreign prefix, or what kind of damage
        bool isGood() const { return why == Why::none; }
    };
    Verdict judge(const Cell& cell);

    /// True for what may stand over a column of ids: no id itself, and no mistyped one either. "..", "FT-55",
    /// "1.2E+17" or digits and signs without a letter in the first row are rejected, not taken for a heading.
    bool couldBeHeading(const Cell& cell);

    const Pattern& pattern() const { return m_pattern; }

private:
    std::string_view withoutOwnPrefix(std::string_view text) const;

    Pattern m_pattern;
    std::vector<std::string> m_ownPrefixes; ///< longest first
    std::vector<std::string> m_foreignPrefixes;
    bool m_foldsCase = false;
    std::string m_folded;
};

} // namespace idlist
