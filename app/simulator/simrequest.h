#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace simulator {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// The value of the first header of this name, in any case; empty when absent.
std::string_view headerOf(const Headers& headers, std::string_view name);

/// "%2F" and the like taken back; a broken escape stays as it is.
std::string percentDecoded(std::string_view text);

/// The decoded value of `name` in "a=1&b=2"; `plusIsSpace` for forms. Empty when absent.
std::string fieldOf(std::string_view fields, std::string_view name, bool plusIsSpace = false);

/// One HTTP request as the vendor reads it off the wire. Path and query are as sent; segments() and
/// parameter() decode.
struct SimRequest {
    std::string method;
    std::string path;  ///< "/accounts/4711"
    std::string query; ///< what follows the '?'
    Headers headers;
    std::string body;

    static SimRequest of(std::string method, std::string_view target, Headers headers = {},
                         std::string body = {});

    std::string_view header(std::string_view name) const { return headerOf(headers, name); }
    /// "/a/b%2Fc" is {"a", "b/c"}: split first, decoded after, so that an id never becomes a folder.
    std::vector<std::string> segments() const;
    std::string parameter(std::string_view name) const { return fieldOf(query, name); }
};

} // namespace simulator
