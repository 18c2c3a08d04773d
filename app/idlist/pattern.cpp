#include "idlist/pattern.h"

#include "idlist/worded.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace idlist {

/// Reads the simple subset. Gives up (nullopt) on everything it is not certain about.
class Pattern::Parser {
public:
    explicit Parser(std::string_view pattern) : m_rest(pattern) {}

    std::optional<std::vector<Atom>> atoms()
    {
        if (m_rest.starts_with('^'))
            m_rest.remove_prefix(1);
        if (m_rest.ends_with('$') && !m_rest.ends_with("\\$"))
            m_rest.remove_suffix(1);
        std::vector<Atom> found;
        while (!m_rest.empty()) {
            std::optional<Atom> atom = single();
            if (!atom || !count(*atom))
                return std::nullopt;
            found.push_back(*atom);
        }
        if (found.empty() || !isDecidedGreedily(found))
            return std::nullopt;
        return found;
    }

private:
    static bool isDigit(char c) { return c >= '0' && c <= '9'; }
    static bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
    static std::size_t index(char c) { return static_cast<unsigned char>(c); }

    static void addRange(std::bitset<128>& set, char from, char to)
    {
        for (std::size_t i = index(from); i <= index(to); ++i)
            set.set(i);
    }

    /// The class behind a backslash, or the character itself where that is punctuation.
    static bool addEscaped(std::bitset<128>& set, char c)
    {
        if (c == 'd' || c == 'w')
            addRange(set, '0', '9');
        if (c == 'w') {
            addRange(set, 'a', 'z');
            addRange(set, 'A', 'Z');
            set.set(index('_'));
        }
        if (c == 'd' || c == 'w')
            return true;
        if (isDigit(c) || isLetter(c) || index(c) <= ' ' || index(c) >= 127)
            return false;
        set.set(index(c));
        return true;
    }

    std::optional<Atom> single()
    {
        const char c = m_rest.front();
        m_rest.remove_prefix(1);
        Atom atom;
        if (c == '[')
            return characterClass();
        if (c == '\\') {
            if (m_rest.empty() || !addEscaped(atom.set, m_rest.front()))
                return std::nullopt;
            m_rest.remove_prefix(1);
            return atom;
        }
        if (index(c) < ' ' || index(c) >= 127 || std::string_view("^$.|?*+(){}]").contains(c))
            return std::nullopt;
        atom.set.set(index(c));
        return atom;
    }

    std::optional<Atom> characterClass()
    {
        Atom atom;
        if (m_rest.starts_with('^')) {
            atom.isNegated = true;
            m_rest.remove_prefix(1);
        }
        bool isFirst = true;
        while (!m_rest.empty() && (m_rest.front() != ']' || isFirst)) {
            const char c = m_rest.front();
            m_rest.remove_prefix(1);
            // "[]…]" and "[[:alpha:]]" have rules of their own.
            if (c == ']' || c == '[' || index(c) < ' ' || index(c) >= 127)
                return std::nullopt;
            isFirst = false;
            if (c == '\\') {
                if (m_rest.empty() || !addEscaped(atom.set, m_rest.front()))
                    return std::nullopt;
                m_rest.remove_prefix(1);
                // "\d-x" and the like: a literal dash, or not; leave it to the regular expression.
                if (m_rest.size() >= 2 && m_rest[0] == '-' && m_rest[1] != ']')
                    return std::nullopt;
                continue;
            }
            if (m_rest.size() >= 2 && m_rest[0] == '-' && m_rest[1] != ']') {
                const char to = m_rest[1];
                if (to == '\\' || to == '[' || index(to) < index(c) || index(to) >= 127)
                    return std::nullopt;
                addRange(atom.set, c, to);
                m_rest.remove_prefix(2);
                continue;
            }
            atom.set.set(index(c));
        }
        if (m_rest.empty())
            return std::nullopt;
        m_rest.remove_prefix(1);
        if (atom.isNegated)
            atom.set.flip();
        return atom;
    }

    std::optional<std::size_t> number()
    {
        std::size_t value = 0;
        std::size_t digits = 0;
        while (!m_rest.empty() && isDigit(m_rest.front()) && digits < 5) {
            value = value * 10 + static_cast<std::size_t>(m_rest.front() - '0');
            m_rest.remove_prefix(1);
            ++digits;
        }
        return digits == 0 ? std::nullopt : std::optional(value);
    }

    /// Reads a count, if there is one. False: one that is not understood here.
    bool count(Atom& atom)
    {
        constexpr std::size_t endless = std::numeric_limits<std::size_t>::max();
        if (m_rest.empty() || !std::string_view("?*+{").contains(m_rest.front()))
            return true;
        const char c = m_rest.front();
        m_rest.remove_prefix(1);
        if (c == '{') {
            const auto atLeast = number();
            if (!atLeast)
                return false;
            atom.atLeast = atom.atMost = *atLeast;
            if (m_rest.starts_with(',')) {
                m_rest.remove_prefix(1);
                atom.atMost = number().value_or(endless);
            }
            if (!m_rest.starts_with('}') || atom.atMost < atom.atLeast)
                return false;
            m_rest.remove_prefix(1);
        } else {
            atom.atLeast = c == '+' ? 1 : 0;
            atom.atMost = c == '?' ? 1 : endless;
        }
        return m_rest.empty() || !std::string_view("?*+{").contains(m_rest.front());
    }

    /// Taking as many characters as possible is right only where no later atom could have needed one of them.
    static bool isDecidedGreedily(const std::vector<Atom>& atoms)
    {
        for (std::size_t i = 0; i < atoms.size(); ++i) {
            if (atoms[i].atLeast == atoms[i].atMost)
                continue;
            for (std::size_t k = i + 1; k < atoms.size(); ++k) {
                if ((atoms[i].set & atoms[k].set).any() || (atoms[i].isNegated && atoms[k].isNegated))
                    return false;
                if (atoms[k].atLeast > 0)
                    break;
            }
        }
        return true;
    }

    std::string_view m_rest;
};

base::Result<Pattern> Pattern::compile(const QString& pattern)
{
    Pattern compiled;
    compiled.m_source = pattern;
    if (pattern.isEmpty())
        return compiled;
    compiled.m_expression.setPattern(QRegularExpression::anchoredPattern(pattern));
    const QRegularExpression asTyped(pattern);
    if (!asTyped.isValid() || !compiled.m_expression.isValid()) {
        return base::fail(worded("The id pattern “{}” is no regular expression: {} at character {}. "
                                 "Correct idPattern in the profile.",
                                 pattern.toStdString(), asTyped.errorString().toStdString(),
                                 asTyped.patternErrorOffset() + 1));
    }
    compiled.m_kind = Kind::expression;
    if (auto atoms = Parser(pattern.toStdString()).atoms()) {
        compiled.m_kind = Kind::atoms;
        compiled.m_atoms = std::move(*atoms);
        compiled.m_hasNegated = std::ranges::any_of(compiled.m_atoms, &Atom::isNegated);
    } else {
        compiled.m_expression.optimize();
    }
    return compiled;
}

bool Pattern::matches(std::string_view text) const
{
    switch (m_kind) {
    case Kind::everything:
        return true;
    case Kind::atoms:
        return matchesAtoms(text);
    case Kind::expression:
        break;
    }
    return matchesExpression(text);
}

bool Pattern::matchesAtoms(std::string_view text) const
{
    std::size_t i = 0;
    for (const Atom& atom : m_atoms) {
        std::size_t taken = 0;
        while (i < text.size() && taken < atom.atMost) {
            const auto byte = static_cast<unsigned char>(text[i]);
            if (byte >= 128) {
                // Counts are in characters, which only the expression knows beyond ASCII.
                return m_hasNegated && matchesExpression(text);
            }
            if (!atom.set.test(byte))
                break;
            ++i;
            ++taken;
        }
        if (taken < atom.atLeast)
            return false;
    }
    return i == text.size();
}

bool Pattern::matchesExpression(std::string_view text) const
{
    const QString wide = QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
    return m_expression.match(wide).hasMatch();
}

} // namespace idlist
