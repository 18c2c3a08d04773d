#pragma once

#include "engine/engine.h"
#include "engine/sentences.h"
#include "engine/snapshot.h"
#include "ui/protection.h"

#include <QDateTime>
#include <QList>
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
    std::optional<engine::Duration> takes; ///< by the forecast, from its beginning
    /// Nothing can be sent before: a limit of the account is full until then, or the vendor ordered silence.
    std::optional<engine::WallTime> notBefore;

    const vendors::Operation* operation() const { return setup.profile.operation(setup.operationId); }
    qint64 leftOut = 0; ///< ids that an earlier job sent, and that shall not be sent again
    /// Positions on the list of the first and the last that will be sent, where ids were left out of it.
    std::optional<std::pair<std::size_t, std::size_t>> sentItems;
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
    /// Without a label of its own an account is called after its vendor.
    bool isAccountNamed() const { return setup.accountLabel != setup.profile.vendor; }
};

/// Nothing of a new job on this account is sent before `until`: a job goes first, or a limit is full.
struct AccountUse {
    QString profileId, accountLabel;
    engine::WallTime until{};
    QString why; ///< "“Q4 clean-up” goes first"
    bool operator==(const AccountUse&) const = default;
};
/// Of each account that jobs here use, what keeps it longest. Pure.
QList<AccountUse> usesOf(const engine::Snapshot& snapshot);

/// What a check and a look have shown that makes one doubt the list. Pure.
struct Doubts {
    QString words;   ///< whole sentences; empty: nothing
    QStringList ids; ///< that a look has found doubtful, and that nothing protects yet
};
Doubts doubtsOf(const Draft& draft, const engine::Writing& writing);

/// The sentences of the gate. Pure.
struct GateWords {
    QString title, what, where, effect, prompt, button;
    QStringList facts;    ///< pairs: heading, text
    QString warning;      ///< an address that nobody has seen work, a list to be doubted; empty: none
    QStringList doubtful; ///< see Doubts: the button's to protect
};
GateWords gateWords(const Draft& draft, const engine::Writing& writing);

/// What was typed, as a number: digits, with spaces and separators of thousands; empty for anything else.
std::optional<qint64> typedNumber(const QString& text);

} // namespace ui
