#include "idlist/storednumber.h"

#include <algorithm>
#include <cstdint>

namespace idlist {

namespace {

constexpr std::size_t digitsKept = 15; // IEEE doubles carry 15 decimal digits safely

std::string_view digitsFrom(std::string_view& rest)
{
    const std::size_t end = std::min(rest.find_first_not_of("0123456789"), rest.size());
    const std::string_view digits = rest.substr(0, end);
    rest.remove_prefix(end);
    return digits;
}

} // namespace

StoredNumber readStoredNumber(std::string_view stored)
{
    StoredNumber number;
    number.text = stored;
    std::string_view rest = stored;
    const bool isNegative = rest.starts_with('-');
    if (isNegative || rest.starts_with('+'))
        rest.remove_prefix(1);
    const std::string_view whole = digitsFrom(rest);
    std::string_view fraction;
    if (rest.starts_with('.')) {
        rest.remove_prefix(1);
        fraction = digitsFrom(rest);
    }
    if (whole.empty() && fraction.empty())
        return number;
    std::int64_t exponent = 0;
    if (rest.starts_with('e') || rest.starts_with('E')) {
        rest.remove_prefix(1);
        const bool isSmall = rest.starts_with('-');
        if (isSmall || rest.starts_with('+'))
            rest.remove_prefix(1);
        const std::string_view digits = digitsFrom(rest);
        // Doubles end at 1E308; anything longer was not written by a spreadsheet.
        if (digits.empty() || digits.size() > 4)
            return number;
        for (const char c : digits)
            exponent = exponent * 10 + (c - '0');
        exponent = isSmall ? -exponent : exponent;
    }
    if (!rest.empty())
        return number;

    std::string digits = std::string(whole) + std::string(fraction);
    const std::int64_t point = static_cast<std::int64_t>(whole.size()) + exponent;
    const auto kept = static_cast<std::size_t>(std::clamp<std::int64_t>(point, 0, 400));
    if (digits.size() > kept && digits.find_first_not_of('0', kept) != std::string::npos)
        return number;
    digits.resize(kept, '0');
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
    if (digits.empty())
        digits = "0";
    number.isWhole = true;
    number.losesDigits = digits.size() > digitsKept;
    if (!number.losesDigits)
        number.text = (isNegative && digits != "0" ? "-" : "") + digits;
    return number;
}

} // namespace idlist
