#pragma once

#include <concepts>
#include <string>
#include <string_view>

namespace idlist {

/// A sentence with each "{}" replaced by the next value, for messages. (This compiler has no std::format
/// yet.)
template <class... Values>
std::string worded(std::string_view sentence, const Values&... values)
{
    std::string text;
    const auto textOf = [](const auto& value) {
        if constexpr (std::integral<std::remove_cvref_t<decltype(value)>>)
            return std::to_string(value);
        else
            return std::string(value);
    };
    const auto put = [&](const auto& value) {
        const std::size_t gap = sentence.find("{}");
        text += sentence.substr(0, gap);
        if (gap == std::string_view::npos) {
            sentence = {};
            return;
        }
        text += textOf(value);
        sentence.remove_prefix(gap + 2);
    };
    (put(values), ...);
    text += sentence;
    return text;
}

} // namespace idlist
