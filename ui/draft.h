#pragma once

#include "engine/engine.h"
#include "engine/sentences.h"
#include "ui/protection.h"

#include <QDateTime>
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
    std::optional<engine::SignInResult> checked;  ///< the last check, whatever it showed
    std::optional<engine::LookResult> looked;     ///< at a few of the ids
    QString startedBy;                            ///< as the audit trail names the operator
    std::shared_ptr<const Protection> protection; ///< which ids are never sent
    qint64 protectedCount = 0;                    ///< so many of the list; the engine may know of more
    /// As of which reading the list is; empty where it is no file.
    QDateTime listChangedAt;
    QString listFile;
    qint64 count() const { return setup.list ? qint64(setup.list->size()) - leftOut - protectedCount : 0; }
    /// The list's file is not what was read any more.
    bool isListStale() const;
    bool isUnverified() const { return operation() && !operation()->provenance.isVerified; }
};

/// The sentences of the gate. Pure.
struct GateWords {
    QString title, what, where, effect, prompt, button;
    QStringList facts; ///< pairs: heading, text
    QString warning;   ///< an address that nobody has seen work; empty: none
    QStringList
        administrators; ///< that a look has found, and that are not protected: the button's to protect
    int lookedAt = -1;  ///< the fact that the button stands beside
};
GateWords gateWords(const Draft& draft, const engine::Writing& writing);

/// What was typed, as a number: digits, with spaces and separators of thousands; empty for anything else.
std::optional<qint64> typedNumber(const QString& text);

} // namespace ui
