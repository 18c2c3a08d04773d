#pragma once

#include "base/outcome.h"
#include "base/result.h"
#include "base/time.h"
#include "jobs/types.h"
#include "journal/listtext.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What must survive: jobs, items, attempts and the audit trail (Store), and what an account used (ledger.h).
namespace journal {

using base::Result;
using base::WallTime;
using jobs::AttemptId;
using jobs::ItemIndex;
using JobId = std::int64_t; ///< from 1

/// A job as the operator set it up. Never a secret in it.
struct JobRecord {
    JobId id = 0;
    QString name;   ///< "accounts_q4", unique is not needed
    QString note;   ///< note or ticket
    QString vendor; ///< for display: "Kameleoon"
    QString profileId;
    QByteArray profileJson; ///< the profile as it is used (parameters filled in, before the time scale)
    QString operationId;
    QString origin;                   ///< scheme://host:port
    QString accountLabel;             ///< for display only
    QByteArray accountKey;            ///< keyed hash that names the account (hex)
    QByteArray credentialFingerprint; ///< keyed hash (hex)
    QString listName, listSheet, listColumn;
    QByteArray listHash; ///< SHA-256 of the normalised list (hex)
    std::uint32_t itemCount = 0, duplicates = 0, rejects = 0;
    QByteArray optionsJson; ///< pacing, share, in flight, batch, guards, time scale
    QString startedBy;      ///< "anna on LT-0423"
    WallTime createdAt{};
    jobs::JobState state = jobs::JobState::draft;
    jobs::PauseReason reason = jobs::PauseReason::none;
    std::optional<WallTime> startedAt, endedAt;
    std::int64_t requests = 0;     ///< wire requests of all kinds so far
    std::int64_t itemRequests = 0; ///< of them: for items
    std::int64_t throttled = 0;
    bool isPractice = false;
    jobs::Counts counts;
    std::uint32_t goneOurs = 0; ///< of gone: after an unknown, so probably by us
    std::uint32_t receipts = 0; ///< of done: with the vendor's receipt
    QByteArray approval;        ///< what the operator's typed number is bound to (hex); empty: never approved
    std::optional<WallTime> listRemovedAt; ///< ids and labels were replaced by fingerprints
    /// Why the results may be older than what was sent, in one sentence; empty: they are not.
    QString doubt;
};

/// One row of a list when a job is made.
struct NewItem {
    std::string_view id;
    std::uint32_t line = 0;
    std::string_view label;
};

/// An item as it stands: the last answer beside its state. `detail` says how it came to it ("probably ours",
/// "marked by anna: seen in the vendor's console").
struct ItemRow {
    ItemIndex index = 0;
    std::string id, label;
    std::uint32_t line = 0;
    jobs::ItemState state = jobs::ItemState::queued;
    std::uint32_t attempts = 0;
    bool wasUnknown = false; ///< an earlier attempt may have done it: no answer, or one that leaves that open
    int httpStatus = 0;
    std::string vendorCode, message, receipt, detail;
    std::optional<WallTime> firstSent, answered;
    std::int64_t tookMilliseconds = -1; ///< of the last attempt; -1: none
};

/// What the scheduler needs of an item to go on.
struct ItemMark {
    jobs::ItemState state = jobs::ItemState::queued;
    std::uint16_t attempts = 0;
    bool wasUnknown = false;
    bool wasForbidden = false; ///< refused with the whole sign-in in doubt
    std::uint8_t tries = 0;    ///< that an outage or a lost answer used up
};

/// "This request is about to leave": written before it does.
struct Intent {
    AttemptId attempt = 0;
    jobs::AttemptKind kind = jobs::AttemptKind::item;
    std::vector<ItemIndex> items; ///< empty for token, probe, check
    WallTime sent{};
    std::string idempotencyKey;
};

/// How an attempt ended.
struct AttemptEnd {
    AttemptId attempt = 0;
    base::OutcomeKind outcome = base::OutcomeKind::lost;
    int httpStatus = 0;
    WallTime at{};
};

/// A new state of one item, with what is to be remembered of the answer that led to it. Only fields that are
/// set replace older ones.
struct ItemChange {
    ItemIndex item = 0;
    jobs::ItemState state = jobs::ItemState::queued;
    std::uint32_t attempts = 0;
    bool wasUnknown = false;
    bool wasForbidden = false;
    std::uint8_t tries = 0;
    std::optional<base::Outcome> answer; ///< status, code, message, receipt
    std::optional<std::string> detail;
    std::optional<WallTime> sent; ///< sets firstSent when that is empty
    std::optional<WallTime> answered;
    std::int64_t tookMilliseconds = -1;
};

struct AuditEntry {
    WallTime at{};
    QString who, what, details;
};

/// Everything that one tick of a job writes, in one transaction: all of it or nothing.
struct Commit {
    JobId job = 0;
    std::vector<Intent> intents;
    std::vector<AttemptEnd> ends;
    std::vector<ItemChange> changes;
    std::optional<std::pair<jobs::JobState, jobs::PauseReason>> state;
    std::optional<WallTime> startedAt, endedAt;
    std::optional<QByteArray> optionsJson;
    std::optional<QByteArray> credentialFingerprint;
    std::optional<QByteArray> approval;
    std::optional<QString> doubt;
    std::vector<AuditEntry> audit;
    std::int64_t requestsAdded = 0, itemRequestsAdded = 0, throttledAdded = 0, goneOursAdded = 0,
                 receiptsAdded = 0;

    bool isEmpty() const
    {
        return intents.empty() && ends.empty() && changes.empty() && !state && !startedAt && !endedAt
               && !optionsJson && !credentialFingerprint && !approval && !doubt && audit.empty()
               && requestsAdded == 0 && itemRequestsAdded == 0 && throttledAdded == 0 && goneOursAdded == 0
               && receiptsAdded == 0;
    }
};

/// Which items a table or a report wants.
struct ItemFilter {
    std::vector<jobs::ItemState> states; ///< empty: all
    QString text;                        ///< part of id, label or message; empty: all
    ItemIndex from = 0, to = std::numeric_limits<ItemIndex>::max(); ///< of this part of the list
    bool isInMessages = false; ///< the text is looked for in messages alone
    bool isOfPart() const { return from > 0 || to < std::numeric_limits<ItemIndex>::max(); }
    bool wants(jobs::ItemState state) const
    {
        return states.empty() || std::ranges::find(states, state) != states.end();
    }
    bool operator==(const ItemFilter&) const = default;
};

/// An id found in some job.
struct Found {
    JobRecord job;
    ItemRow item;
};

/// What earlier jobs of the same account and operation did with the ids of a job.
struct SentBefore {
    std::vector<ItemIndex> items; ///< of the job that was asked about, what is left out of it aside: those an
                                  ///< earlier one sent, in list order
    std::uint32_t settled = 0;    ///< of them: done or gone in an earlier job
    JobId latest = 0;             ///< the newest of those jobs; 0: none
};

/// One wire request as it is stored.
struct AttemptRow {
    AttemptId attempt = 0;
    jobs::AttemptKind kind = jobs::AttemptKind::item;
    WallTime sent{};
    std::optional<WallTime> ended;
    std::optional<base::OutcomeKind> outcome;
    int httpStatus = 0;
    std::string idempotencyKey;
};

/// Jobs, items, attempts and audit. What commit() accepted is on disk when it returns (SqliteStore: WAL,
/// synchronous FULL). Carries nothing of SQLite, so that a shared database can stand behind it. One thread
/// per instance; several instances (read-only ones too) may be open on one file.
class Store {
public:
    virtual ~Store() = default;

    /// A new job in state draft; its items follow in batches of any size, then seal() makes it ready. A job
    /// that was not sealed is not there after a restart.
    virtual Result<JobId> addJob(const JobRecord& job) = 0;
    virtual Result<void> addItems(JobId job, std::span<const NewItem> items) = 0;
    virtual Result<void> seal(JobId job) = 0;

    virtual Result<void> commit(const Commit& commit) = 0;

    virtual Result<QList<JobRecord>> jobs() = 0; ///< newest first
    virtual Result<JobRecord> job(JobId id) = 0;
    virtual Result<std::vector<ItemMark>> marks(JobId job) = 0; ///< in list order
    virtual Result<std::vector<std::string>> ids(JobId job, ItemIndex from, ItemIndex count) = 0;
    virtual Result<std::vector<ItemRow>> rows(JobId job, ItemIndex from, ItemIndex count) = 0;
    virtual Result<std::vector<ItemRow>> rowsAt(JobId job, std::span<const ItemIndex> items) = 0;
    virtual Result<std::vector<ItemIndex>> matching(JobId job, const ItemFilter& filter) = 0;
    /// The text of a part of a sealed list. Of no items where a label holds its separator: these are found by
    /// matching().
    virtual Result<ListText> listText(JobId job, ItemIndex from, ItemIndex count) = 0;
    virtual Result<std::vector<AttemptRow>> attempts(JobId job, ItemIndex item) = 0;
    virtual Result<QList<Found>> find(const QString& id) = 0;
    virtual Result<QList<AuditEntry>> audit(JobId job) = 0;
    /// The head of the audit trail's hash chain for this job (hex); verify() reads the whole chain.
    virtual Result<QByteArray> auditHead(JobId job) = 0;
    virtual Result<void> verifyAudit(JobId job) = 0;
    virtual Result<SentBefore> sentBefore(JobId job) = 0;
    /// The newest attempt of any job on this account that was sent and whose end is known; nullopt: none.
    virtual Result<std::optional<AttemptRow>> lastAttemptOn(const QByteArray& accountKey) = 0;

    /// Replaces the ids of a job by `fingerprint` of each, takes labels and vendors' messages away and says
    /// when; states, times, receipts and the audit trail stay. May be interrupted at any point and called
    /// again. What was there is overwritten on the disk, not only unlinked.
    using Fingerprint = std::function<std::string(std::string_view id)>;
    virtual Result<void> removeList(JobId job, const Fingerprint& fingerprint, WallTime now) = 0;

    virtual Result<AttemptId> lastAttempt() = 0; ///< 0: none yet

    /// Names this store for good, among all of a user: given at random when it was made.
    virtual Result<QByteArray> identity() = 0;
    /// Whether this request of this job was ever written down.
    virtual Result<bool> holds(JobId job, AttemptId attempt) = 0;
};

} // namespace journal
