#pragma once

#include <expected>
#include <string>
#include <utility>

namespace base {

/// Why something could not be done, in words for the operator: what, where (file, line, field) and the
/// remedy.
struct Error {
    std::string message;
};

/// A value, or the reason why there is none. Errors that an operator can meet are values, never exceptions.
template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(std::string message)
{
    return std::unexpected<Error>(Error{std::move(message)});
}

} // namespace base
