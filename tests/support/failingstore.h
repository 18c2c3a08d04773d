#pragma once

#include "journal/ledger.h"
#include "journal/store.h"
#include "support/failure.h"

#include <memory>

namespace support {

/// A store whose disk fails when it is told to; otherwise the store behind it. Several may share one store
/// and one Failure, as connections share a disk.
class FailingStore final : public journal::Store {
public:
    FailingStore(std::shared_ptr<journal::Store> store, std::shared_ptr<Failure> failure)
        : m_store(std::move(store))
        , m_failure(std::move(failure))
    {
    }

    journal::Result<journal::JobId> addJob(const journal::JobRecord& job) override
    {
        return (*m_failure)("addJob", [&] { return m_store->addJob(job); });
    }
    journal::Result<void> addItems(journal::JobId job, std::span<const journal::NewItem> items) override
    {
        return (*m_failure)("addItems", [&] { return m_store->addItems(job, items); });
    }
    journal::Result<void> seal(journal::JobId job) override
    {
        return (*m_failure)("seal", [&] { return m_store->seal(job); });
    }
    journal::Result<void> commit(const journal::Commit& commit) override
    {
        return (*m_failure)("commit", [&] { return m_store->commit(commit); });
    }
    journal::Result<QList<journal::JobRecord>> jobs() override
    {
        return (*m_failure)("jobs", [&] { return m_store->jobs(); });
    }
    journal::Result<journal::JobRecord> job(journal::JobId id) override
    {
        return (*m_failure)("job", [&] { return m_store->job(id); });
    }
    journal::Result<std::vector<journal::ItemMark>> marks(journal::JobId job) override
    {
        return (*m_failure)("marks", [&] { return m_store->marks(job); });
    }
    journal::Result<std::vector<std::string>> ids(journal::JobId job, journal::ItemIndex from,
                                                  journal::ItemIndex count) override
    {
        return (*m_failure)("ids", [&] { return m_store->ids(job, from, count); });
    }
    journal::Result<std::vector<journal::ItemRow>> rows(journal::JobId job, journal::ItemIndex from,
                                                        journal::ItemIndex count) override
    {
        return (*m_failure)("rows", [&] { return m_store->rows(job, from, count); });
    }
    journal::Result<std::vector<journal::ItemRow>> rowsAt(journal::JobId job,
                                                          std::span<const journal::ItemIndex> items) override
    {
        return (*m_failure)("rowsAt", [&] { return m_store->rowsAt(job, items); });
    }
    journal::Result<std::vector<journal::ItemIndex>> matching(journal::JobId job,
                                                              const journal::ItemFilter& filter) override
    {
        return (*m_failure)("matching", [&] { return m_store->matching(job, filter); });
    }
    journal::Result<journal::ListText> listText(journal::JobId job, journal::ItemIndex from,
                                                journal::ItemIndex count) override
    {
        return (*m_failure)("listText", [&] { return m_store->listText(job, from, count); });
    }
    journal::Result<std::vector<journal::AttemptRow>> attempts(journal::JobId job,
                                                               journal::ItemIndex item) override
    {
        return (*m_failure)("attempts", [&] { return m_store->attempts(job, item); });
    }
    journal::Result<QList<journal::Found>> find(const QString& id) override
    {
        return (*m_failure)("find", [&] { return m_store->find(id); });
    }
    journal::Result<QList<journal::AuditEntry>> audit(journal::JobId job) override
    {
        return (*m_failure)("audit", [&] { return m_store->audit(job); });
    }
    journal::Result<QByteArray> auditHead(journal::JobId job) override
    {
        return (*m_failure)("auditHead", [&] { return m_store->auditHead(job); });
    }
    journal::Result<void> verifyAudit(journal::JobId job) override
    {
        return (*m_failure)("verifyAudit", [&] { return m_store->verifyAudit(job); });
    }
    journal::Result<journal::SentBefore> sentBefore(journal::JobId job) override
    {
        return (*m_failure)("sentBefore", [&] { return m_store->sentBefore(job); });
    }
    journal::Result<std::optional<journal::AttemptRow>> lastAttemptOn(const QByteArray& account) override
    {
        return (*m_failure)("lastAttemptOn", [&] { return m_store->lastAttemptOn(account); });
    }
    journal::Result<void> removeList(journal::JobId job, const Fingerprint& fingerprint,
                                     journal::WallTime now) override
    {
        return (*m_failure)("removeList", [&] { return m_store->removeList(job, fingerprint, now); });
    }
    journal::Result<jobs::AttemptId> lastAttempt() override
    {
        return (*m_failure)("lastAttempt", [&] { return m_store->lastAttempt(); });
    }
    journal::Result<QByteArray> identity() override
    {
        return (*m_failure)("identity", [&] { return m_store->identity(); });
    }
    journal::Result<bool> holds(journal::JobId job, jobs::AttemptId attempt) override
    {
        return (*m_failure)("holds", [&] { return m_store->holds(job, attempt); });
    }

private:
    std::shared_ptr<journal::Store> m_store;
    std::shared_ptr<Failure> m_failure;
};

/// The same for a ledger.
class FailingLedger final : public journal::Ledger {
public:
    FailingLedger(std::shared_ptr<journal::Ledger> ledger, std::shared_ptr<Failure> failure)
        : m_ledger(std::move(ledger))
        , m_failure(std::move(failure))
    {
    }

    journal::Result<journal::Memory> recall(const base::Clock& clock, base::Duration longest,
                                            base::Duration linger) override
    {
        return (*m_failure)("recall", [&] { return m_ledger->recall(clock, longest, linger); });
    }
    journal::Result<void> commit(const journal::LedgerCommit& commit, const base::Clock& clock) override
    {
        return (*m_failure)("ledger commit", [&] { return m_ledger->commit(commit, clock); });
    }

private:
    std::shared_ptr<journal::Ledger> m_ledger;
    std::shared_ptr<Failure> m_failure;
};

} // namespace support
