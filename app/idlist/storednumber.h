#pragma once

#include <string>
#include <string_view>

namespace idlist {

/// A number as a spreadsheet file stores it ("4711", "4711.0", "1.2345678901234501E+17").
struct StoredNumber {
    bool isWhole = false;
    bool losesDigits = false; ///< whole, but of more than the 15 digits that a spreadsheet keeps
    std::string text;         ///< whole numbers as plain digits, everything else as it is stored
};

/// Reads the decimal text exactly, without going through a double.
StoredNumber readStoredNumber(std::string_view stored);

} // namespace idlist
