#include "idlist/judge.h"

#include "idlist/text.h"

#include <algorithm>
#include <array>

namespace idlist {

namespace {

char folded(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool startsWith(std::string_view text, std::string_view prefix)
{
    return text.size() >= prefix.size()
           && std::ranges::equal(text.substr(0, prefix.size()), prefix, {}, folded, folded);
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

std::size_t digitsAt(std::string_view text, std::size_t i)
{
    std::size_t n = 0;
    while (i + n < text.size() && isDigit(text[i + n]))
        ++n;
    return n;
}

/// "1.23E+17", "1,23e17", "4E+15".
bool isScientific(std::string_view text)
{
    std::size_t i = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
    const std::size_t whole = digitsAt(text, i);
    if (whole == 0)
        return false;
    i += whole;
    if (i < text.size() && (text[i] == '.' || text[i] == ',')) {
        const std::size_t fraction = digitsAt(text, i + 1);
        if (fraction == 0)
            return false;
        i += 1 + fraction;
    }
    if (i >= text.size() || folded(text[i]) != 'e')
        return false;
    ++i;
    if (i < text.size() && (text[i] == '+' || text[i] == '-'))
        ++i;
    const std::size_t exponent = digitsAt(text, i);
    return exponent > 0 && i + exponent == text.size();
}

/// "4711.0", "4711,00": what is left of a whole number that went through a column of decimals.
bool isWholeDecimal(std::string_view text)
{
    const std::size_t whole = digitsAt(text, 0);
    if (whole == 0 || whole + 1 >= text.size() || (text[whole] != '.' && text[whole] != ','))
        return false;
    return text.substr(whole + 1).find_first_not_of('0') == std::string_view::npos;
}

/// A spreadsheet keeps 15 digits of a number and writes zeros for the others.
bool losesDigits(std::string_view text)
{
    constexpr std::size_t digitsKept = 15;
    return text.size() > digitsKept && digitsAt(text, 0) == text.size()
           && text.substr(digitsKept).find_first_not_of('0') == std::string_view::npos;
}

bool isErrorValue(std::string_view text)
{
    static constexpr std::array<std::string_view, 10> values{
        "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!", "#NUM!"};
    return text.starts_with('#') && std::ranges::find(values, text) != values.end();
}

bool hasInvisible(std::string_view text)
{
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte >= 0x20 && byte < 0x7F) {
            ++i;
            continue;
        }
        const CodePoint c = codePointAt(text, i);
        if (isInvisible(c.value))
            return true;
        i += c.length;
    }
    return false;
}

std::vector<std::string> prefixes(const QStringList& list)
{
    std::vector<std::string> kept;
    for (const QString& prefix : list) {
        if (!prefix.isEmpty())
            kept.push_back(prefix.toStdString());
    }
    std::ranges::stable_sort(kept, std::ranges::greater{}, &std::string::size);
    return kept;
}

} // namespace

std::string_view word(Why why)
{
    switch (why) {
    case Why::none:
        return "fine";
    case Why::empty:
        return "empty";
    case Why::dots:
        return "dots";
    case Why::control:
        return "control characters";
    case Why::pattern:
        return "another pattern";
    case Why::foreign:
        return "foreign prefix";
    case Why::damaged:
        return "spreadsheet damage";
    case Why::tooLong:
        return "too long";
    case Why::quoting:
        return "stray quote";
    }
    return "";
}

base::Result<Judge> Judge::with(const Rules& rules)
{
    auto pattern = Pattern::compile(rules.idPattern);
    if (!pattern)
        return std::unexpected(pattern.error());
    Judge judge;
    judge.m_pattern = std::move(*pattern);
    judge.m_ownPrefixes = prefixes(rules.ownPrefixes);
    judge.m_foreignPrefixes = prefixes(rules.foreignPrefixes);
    judge.m_foldsCase = rules.foldCase;
    return judge;
}

std::string_view Judge::withoutOwnPrefix(std::string_view text) const
{
    for (const std::string& prefix : m_ownPrefixes) {
        if (startsWith(text, prefix))
            return text.substr(prefix.size());
    }
    return text;
}

Judge::Verdict Judge::judge(const Cell& cell)
{
    const std::string_view text = trimmed(cell.text);
    if (cell.flaw == Flaw::error)
        return {Why::damaged, text, "an error value of a spreadsheet"};
    if (text.empty())
        return {Why::empty, text, {}};
    if (text.size() > idBytesMax)
        return {Why::tooLong, text, {}};
    if (hasInvisible(text))
        return {Why::control, text, {}};
    if (cell.flaw == Flaw::quoting)
        return {Why::quoting, text, {}};
    if (cell.flaw == Flaw::precision)
        return {Why::damaged, text,
                "a number of more than 15 digits, whose last digits the spreadsheet does not keep"};
    if (cell.flaw == Flaw::date)
        return {Why::damaged, text, "a date"};

    std::string_view id = withoutOwnPrefix(text);
    if (id.size() == text.size()) {
        for (const std::string& prefix : m_foreignPrefixes) {
            if (startsWith(text, prefix))
                return {Why::foreign, text, prefix};
        }
    }
    if (id == "." || id == "..")
        return {Why::dots, text, {}};
    if (isErrorValue(id))
        return {Why::damaged, text, "an error value of a spreadsheet"};
    if (losesDigits(id))
        return {Why::damaged, text, "a number whose digits are zeros from the 16th on"};
    if (m_foldsCase) {
        m_folded.assign(id);
        std::ranges::transform(m_folded, m_folded.begin(), folded);
        id = m_folded;
    }
    const bool matches = m_pattern.matches(id);
    // A hexadecimal id may be digits around one "e"; spreadsheets never write a number without sign or point
    // so.
    if (isScientific(id) && (!matches || id.find_first_of("+-.,") != std::string_view::npos))
        return {Why::damaged, text, "a number in scientific notation"};
    if (matches)
        return {Why::none, id, {}};
    if (isWholeDecimal(id))
        return {Why::damaged, text, "a number with decimals"};
    return {Why::pattern, text, {}};
}

bool Judge::couldBeHeading(const Cell& cell)
{
    const Verdict verdict = judge(cell);
    const std::string_view text = trimmed(cell.text);
    switch (verdict.why) {
    case Why::none:
    case Why::dots:
    case Why::damaged:
        return false;
    case Why::empty: // headings of tables often begin one column late
        return true;
    case Why::foreign:
        if (digitsAt(text, verdict.detail.size()) > 0)
            return false;
        break;
    case Why::control:
    case Why::pattern:
    case Why::tooLong:
    case Why::quoting:
        break;
    }
    const std::string_view bare = withoutOwnPrefix(text);
    if (bare.size() != text.size() && digitsAt(bare, 0) > 0)
        return false;
    bool hasDigit = false;
    for (const char c : text) {
        const bool isLetter = (folded(c) >= 'a' && folded(c) <= 'z') || static_cast<unsigned char>(c) >= 0x80;
        if (isLetter)
            return true;
        hasDigit = hasDigit || isDigit(c);
    }
    return !hasDigit;
}

} // namespace idlist
