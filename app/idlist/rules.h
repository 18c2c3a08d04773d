#pragma once

#include <QString>
#include <QStringList>

namespace idlist {

/// What an operation asks of its ids. A plain value; whoever knows the vendor's profile fills it in, the
/// readers of lists know no vendor.
struct Rules {
    /// A regular expression that the whole id has to match ("[0-9]{1,18}"); empty: anything goes.
    QString idPattern;
    /// Prefixes under which people know these ids ("RE-"): accepted in any case, and stripped.
    QStringList ownPrefixes;
    /// Prefixes of other kinds of ids ("FT-"): such an id is rejected, never trimmed into one that fits.
    QStringList foreignPrefixes;
    /// The vendor does not tell "5F3C" from "5f3c": ids are kept in lower case (ASCII letters only).
    bool foldCase = false;
};

} // namespace idlist
