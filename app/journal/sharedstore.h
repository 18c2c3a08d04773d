#pragma once

#include "journal/ledger.h"
#include "journal/store.h"

#include <memory>

namespace journal {

/// One more connection to a store that others use too, as a second database connection would be. The store's
/// thread.
class SharedStore : public Store {
public:
    explicit SharedStore(std::shared_ptr<Store> store) : m_store(std::move(store)) {}

    Result<JobId> addJob(const JobRecord& job) override { return m_store->addJob(job); }
    Result<void> addItems(JobId job, std::span<const NewItem> items) override
    {
        return m_store->addItems(job, items);
    }
    Result<void> seal(JobId job) override { return m_store->seal(job); }
    Result<void> commit(const Commit& commit) override { return m_store->commit(commit); }
    Result<QList<JobRecord>> jobs() override { return m_store->jobs(); }
    Result<JobRecord> job(JobId id) override { return m_store->job(id); }
    Result<std::vector<ItemMark>> marks(JobId job) override { return m_store->marks(job); }
    Result<std::vector<std::string>> ids(JobId job, ItemIndex from, ItemIndex count) override
    {
        return m_store->ids(job, from, count);
    }
    Result<std::vector<ItemRow>> rows(JobId job, ItemIndex from, ItemIndex count) override
    {
        return m_store->rows(job, from, count);
    }
    Result<std::vector<ItemRow>> rowsAt(JobId job, std::span<const ItemIndex> items) override
    {
        return m_store->rowsAt(job, items);
    }
    Result<std::vector<ItemIndex>> matching(JobId job, const ItemFilter& filter) override
    {
        return m_store->matching(job, filter);
    }
    Result<ListText> listText(JobId job, ItemIndex from, ItemIndex count) override
    {
        return m_store->listText(job, from, count);
    }
    Result<std::vector<AttemptRow>> attempts(JobId job, ItemIndex item) override
    {
        return m_store->attempts(job, item);
    }
    Result<QList<Found>> find(const QString& id) override { return m_store->find(id); }
    Result<QList<AuditEntry>> audit(JobId job) override { return m_store->audit(job); }
    Result<QByteArray> auditHead(JobId job) override { return m_store->auditHead(job); }
    Result<void> verifyAudit(JobId job) override { return m_store->verifyAudit(job); }
    Result<SentBefore> sentBefore(JobId job) override { return m_store->sentBefore(job); }
    Result<std::optional<AttemptRow>> lastAttemptOn(const QByteArray& account) override
    {
        return m_store->lastAttemptOn(account);
    }
    Result<void> removeList(JobId job, const Fingerprint& fingerprint, WallTime now) override
    {
        return m_store->removeList(job, fingerprint, now);
    }
    Result<jobs::AttemptId> lastAttempt() override { return m_store->lastAttempt(); }
    Result<QByteArray> identity() override { return m_store->identity(); }
    Result<bool> holds(JobId job, AttemptId attempt) override { return m_store->holds(job, attempt); }

private:
    std::shared_ptr<Store> m_store;
};

/// The same for a ledger.
class SharedLedger final : public Ledger {
public:
    explicit SharedLedger(std::shared_ptr<Ledger> ledger) : m_ledger(std::move(ledger)) {}
    Result<Memory> recall(const base::Clock& clock, base::Duration longest, base::Duration linger) override
    {
        return m_ledger->recall(clock, longest, linger);
    }
    Result<void> commit(const LedgerCommit& commit, const base::Clock& clock) override
    {
        return m_ledger->commit(commit, clock);
    }

private:
    std::shared_ptr<Ledger> m_ledger;
};

} // namespace journal
