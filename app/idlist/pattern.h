#pragma once

#include "base/result.h"

#include <QRegularExpression>
#include <QString>

#include <bitset>
#include <string_view>
#include <vector>

namespace idlist {

/// A compiled id pattern that has to match the whole id. Patterns made of characters and classes with counts
/// ("[0-9]{1,18}", "acc_[0-9a-f]{24}") are checked byte by byte, which is some fifty times faster than a
/// regular expression on UTF-16; all others go to QRegularExpression. Both agree on every text without
/// control characters. Immutable; any thread.
class Pattern {
public:
    /// Fails with the place of the mistake. The empty pattern matches everything.
    static base::Result<Pattern> compile(const QString& pattern);

    bool matches(std::string_view text) const;
    bool matchesEverything() const { return m_kind == Kind::everything; }
    bool isCheckedByteByByte() const { return m_kind == Kind::atoms; }
    const QString& source() const { return m_source; }

private:
    enum class Kind : unsigned char { everything, atoms, expression };
    /// A class of ASCII characters, repeated.
    struct Atom {
        std::bitset<128> set;
        std::size_t atLeast = 1;
        std::size_t atMost = 1;
        bool isNegated = false;
    };
    class Parser;

    bool matchesAtoms(std::string_view text) const;
    bool matchesExpression(std::string_view text) const;

    QString m_source;
    Kind m_kind = Kind::everything;
    std::vector<Atom> m_atoms;
    bool m_hasNegated = false; ///< such a class also matches characters beyond ASCII
    QRegularExpression m_expression;
};

} // namespace idlist
