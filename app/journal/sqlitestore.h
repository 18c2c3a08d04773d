#pragma once

#include "base/machine.h"
#include "journal/database.h"
#include "journal/store.h"

#include <map>

namespace journal {

/// The Store in one SQLite file (see Database for what is refused and how it is kept private). What commit()
/// accepted is on the disk; what it refused left no trace. Several instances, in several threads and
/// programs, may be open on one file; each is used by the thread that opened it. Does not know what the
/// states mean: a job left `running` and items left `sent` by a crash are told as they lie.
class SqliteStore final : public Store {
public:
    using Mode = Database::Mode;

    /// Makes the file where it is missing (readWrite), takes away drafts that nobody works on any more.
    static Result<std::unique_ptr<SqliteStore>> open(const QString& path, Mode mode);

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
    /// A job that this instance is filling.
    struct Draft {
        std::uint32_t itemCount = 0;
        std::uint32_t expected = 0; ///< as the record says; 0: it says nothing
        bool isBroken = false;      ///< a batch of its items could not be written
    };

    explicit SqliteStore(std::unique_ptr<Database> database);
    Result<void> removeDrafts();
    Result<std::int64_t> itemCount(JobId job);

    bool announce(JobId job, const Intent& intent);
    std::vector<ItemIndex> listed(JobId job, const ItemFilter& filter);
    std::vector<ItemIndex> holding(JobId job, const ItemFilter& filter);
    void keepWanted(JobId job, const ItemFilter& filter, std::vector<ItemIndex>& items);
    bool conclude(JobId job, const AttemptEnd& end);
    bool change(JobId job, const ItemChange& change, std::array<std::int64_t, jobs::itemStateCount>& added);
    bool tally(const Commit& commit, const std::array<std::int64_t, jobs::itemStateCount>& added);
    bool append(JobId job, const std::vector<AuditEntry>& entries);

    std::unique_ptr<Database> m_database;
    QString m_draftLockPath;
    std::map<JobId, Draft> m_drafts;
    std::unique_ptr<base::FileLock> m_draftLock; ///< shared by all who have drafts: nobody removes them then
    std::string m_refusal;                       ///< why a commit was refused that SQLite would have taken
};

} // namespace journal
