#pragma once

#include "journal/store.h"

#include <QUuid>

#include <map>

namespace journal {

/// The Store without a disk, for tests and rehearsals: it keeps the same promises and refuses the same
/// things, as long as the process lives. A copy is what another program would find in the file; afterCrash()
/// is what is left when this one dies. One thread.
class MemoryStore final : public Store {
public:
    /// The same store after the program died: what was committed, without the drafts.
    MemoryStore afterCrash() const;

    Result<JobId> addJob(const JobRecord& job) override;
    Result<void> addItems(JobId job, std::span<const NewItem> items) override;
    Result<void> seal(JobId job) override;

    Result<void> commit(const Commit& commit) override;

    Result<QList<JobRecord>> jobs() override;
    Result<JobRecord> job(JobId id) override;
    Result<std::vector<ItemMark>> marks(JobId job) override;
    Result<std::vector<std::string>> ids(JobId job, ItemIndex from, ItemIndex count) override;
    Result<std::vector<ItemRow>> rows(JobId job, ItemIndex from, ItemIndex count) override;
    Result<std::vector<ItemRow>> rowsAt(JobId job, std::span<const ItemIndex> items) override;
    Result<std::vector<ItemIndex>> matching(JobId job, const ItemFilter& filter) override;
    Result<ListText> listText(JobId job, ItemIndex from, ItemIndex count) override;
    Result<std::vector<AttemptRow>> attempts(JobId job, ItemIndex item) override;
    Result<QList<Found>> find(const QString& id) override;
    Result<QList<AuditEntry>> audit(JobId job) override;
    Result<QByteArray> auditHead(JobId job) override;
    Result<void> verifyAudit(JobId job) override;
    Result<SentBefore> sentBefore(JobId job) override;
    Result<std::optional<AttemptRow>> lastAttemptOn(const QByteArray& accountKey) override;
    Result<void> removeList(JobId job, const Fingerprint& fingerprint, WallTime now) override;
    Result<AttemptId> lastAttempt() override;
    Result<QByteArray> identity() override;
    Result<bool> holds(JobId job, AttemptId attempt) override;

private:
    /// What only the scheduler wants to know of an item.
    struct Again {
        bool wasForbidden = false;
        std::uint8_t tries = 0;
    };
    struct Job {
        JobRecord record;
        bool isSealed = false;
        std::uint32_t expected = 0;
        std::vector<ItemRow> items;
        std::vector<Again> again;                       ///< of each item
        std::vector<AttemptRow> attempts;               ///< by number: a later one has a higher one
        std::vector<std::vector<AttemptId>> attemptsOf; ///< of each item that has any
        std::vector<AuditEntry> audit;
        QByteArray auditHead;
    };

    Result<Job*> known(JobId id);
    Result<void> refusal(const Job& job, const Commit& commit) const;
    static const AttemptRow* attemptOf(const Job& job, AttemptId attempt);

    QByteArray m_identity = QUuid::createUuid().toByteArray(QUuid::Id128);
    std::map<JobId, Job> m_jobs;
    JobId m_lastJob = 0;
    AttemptId m_lastAttempt = 0;
};

} // namespace journal
