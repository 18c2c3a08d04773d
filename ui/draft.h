#pragma once

#include "engine/engine.h"
#include "engine/sentences.h"

#include <QString>

namespace ui {

/// A job that is being set up: what the new-job page collects and the gate asks about. A value.
struct Draft {
    engine::JobSetup setup;
    QString presetId;
    QString address; ///< "DELETE https://api.kameleoon.com/accounts/{id}"
    QString host;
    bool isPractice = false;
    bool leavesRejectsOut = false;
    std::optional<engine::Duration> takes; ///< by the forecast

    const vendors::Operation* operation() const { return setup.profile.operation(setup.operationId); }
    qint64 leftOut = 0; ///< ids that an earlier job sent, and that shall not be sent again
    std::optional<engine::SignInResult> signedIn; ///< a check that worked
    QString ownId;         ///< of the account that is signed in, where it is known to stand on the list
    qint64 ownLeftOut = 0; ///< it is never sent
    qint64 count() const { return setup.list ? qint64(setup.list->size()) - leftOut - ownLeftOut : 0; }
    bool isUnverified() const { return operation() && !operation()->provenance.isVerified; }
};

/// The id under which the account that is signed in stands on the list; empty: it does not, or is not known.
QString ownOnList(const idlist::List& list, const vendors::Operation& operation,
                  const std::optional<engine::SignInResult>& signedIn);

/// The sentences of the gate. Pure.
struct GateWords {
    QString title, what, where, effect, prompt, button;
    QStringList facts; ///< pairs: heading, text
    QString warning;   ///< an address that nobody has seen work; empty: none
};
GateWords gateWords(const Draft& draft, const engine::Writing& writing);

/// What was typed, as a number: digits, with spaces and separators of thousands; empty for anything else.
std::optional<qint64> typedNumber(const QString& text);

} // namespace ui
