#pragma once

#include "engine/signin.h"
#include "idlist/list.h"

#include <QString>
#include <QStringList>

#include <cstddef>
#include <optional>
#include <vector>

namespace ui {

/// Which ids of a list are never sent: those that the operator protects, and the account that signs in where
/// a check has shown which one that is.
struct Protection {
    QStringList ids;                ///< what the operator protects, on the list or not
    QString ownId;                  ///< of the account that signs in, where it stands on the list
    std::vector<std::size_t> items; ///< positions on the list, ascending

    qint64 count() const { return std::ssize(items); }
    bool holds(std::size_t item) const;
};

/// `ids` as the operation's lists hold them. One pass over the list: some 20 ms for a million ids.
Protection protectionOf(const idlist::List& list, const vendors::Operation& operation, const QStringList& ids,
                        const std::optional<engine::SignInResult>& signedIn);

/// What was typed or loaded as protected ids: each once, as the operation's lists hold them, and what is no
/// id.
struct ProtectedIds {
    QStringList ids;
    QStringList problems; ///< "Line 3: …", one each; a slip here would leave unprotected what should be safe
};
ProtectedIds readProtected(const QString& text, const idlist::Rules& rules);

} // namespace ui
