#pragma once

#include <QString>

#include <functional>
#include <string>

namespace vendors {

/// Takes secrets out of a text; from the one who knows them.
using Redact = std::function<QString(const QString&)>;

/// A vendor's text, fit to be stored and shown: redacted while it is still whole, control and invisible
/// formatting characters made blanks, and cut to at most `bytesMax` bytes of valid UTF-8.
std::string plainText(const QString& text, const Redact& redact, qsizetype bytesMax = 500);

} // namespace vendors
