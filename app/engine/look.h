#pragma once

#include "engine/signin.h"

#include <QList>
#include <QMetaType>

#include <cstddef>
#include <vector>

namespace engine {

/// An id to be looked at, and what the list says beside it.
struct ListedId {
    QString id, label;
};

/// A look at a few items before anything is done to them: GET calls that the operation's profile knows.
struct LookSetup {
    SignInSetup at;
    QString operationId;
    QList<ListedId> items;
};

/// What the vendor shows of one id.
struct Look {
    enum class Kind : unsigned char {
        there,
        absent, ///< the vendor does not know it, or not any more
        unclear ///< an answer that tells neither
    };
    /// Beside what the list says. What cannot be compared (a name beside an e-mail address) is neither.
    enum class Agreement : unsigned char { unknown, matches, differs };

    ListedId listed;
    Kind kind = Kind::there;
    QString label, roles; ///< the vendor's
    bool isAdministrator = false;
    int httpStatus = 0;
    QString words; ///< unclear: the vendor's, redacted

    Agreement agreement() const;
};

/// What a look showed. Shown, never stored.
struct LookResult {
    QString vendor;
    WallTime at{};
    QList<Look> looks; ///< in the order that was asked
    int asked = 0;
    SignInResult end; ///< works: all of them were looked at; else what came between

    bool isWhole() const { return end.works() && looks.size() == asked; }
    /// Ids of administrators.
    QStringList administrators() const;
    /// Ids of which the vendor holds somebody other than the list says.
    QStringList others() const;
};

/// Where `count` of `size` stand when they are spread evenly, first and last among them: the same ones every
/// time. All of them where there are no more.
std::vector<std::size_t> spreadOver(std::size_t size, std::size_t count);

/// In two lines: what exists, what does not match, who is an administrator; and what came between.
Sentence sentence(const LookResult& result, const Writing& writing);

} // namespace engine

Q_DECLARE_METATYPE(engine::LookSetup)
Q_DECLARE_METATYPE(engine::LookResult)
