#pragma once

#include "scenarios/disk.h"

#include "journal/ledger.h"
#include "support/sharedstore.h"

#include <functional>

namespace scenarios {

/// The job store on the disk of a scenario, with somebody who reads over its shoulder.
class WatchedStore final : public support::SharedStore {
public:
    struct Onlooker {
        std::function<base::Instant()> now;
        std::function<void(const journal::Commit&)> committed, failed;
    };
    WatchedStore(std::shared_ptr<journal::Store> store, Disk& disk, Onlooker onlooker)
        : SharedStore(std::move(store))
        , m_disk(disk)
        , m_onlooker(std::move(onlooker))
    {
    }
    journal::Result<void> commit(const journal::Commit& commit) override
    {
        if (commit.isEmpty())
            return SharedStore::commit(commit); // no write
        if (!m_disk.takes(m_onlooker.now())) {
            m_onlooker.failed(commit);
            return base::fail("The disk failed.");
        }
        auto written = SharedStore::commit(commit);
        if (written)
            m_onlooker.committed(commit);
        m_disk.written();
        return written;
    }

private:
    Disk& m_disk;
    Onlooker m_onlooker;
};

/// The same for an account's ledger.
class WatchedLedger final : public journal::Ledger {
public:
    WatchedLedger(std::unique_ptr<journal::Ledger> ledger, Disk& disk, std::function<base::Instant()> now,
                  std::function<void(const journal::LedgerCommit&)> committed)
        : m_ledger(std::move(ledger))
        , m_disk(disk)
        , m_now(std::move(now))
        , m_committed(std::move(committed))
    {
    }
    journal::Result<journal::Memory> recall(const base::Clock& clock, base::Duration longest,
                                            base::Duration linger) override
    {
        return m_ledger->recall(clock, longest, linger);
    }
    journal::Result<void> commit(const journal::LedgerCommit& commit, const base::Clock& clock) override
    {
        if (!m_disk.takes(m_now()))
            return base::fail("The ledger's disk failed.");
        auto written = m_ledger->commit(commit, clock);
        if (written)
            m_committed(commit);
        m_disk.written();
        return written;
    }

private:
    std::unique_ptr<journal::Ledger> m_ledger;
    Disk& m_disk;
    std::function<base::Instant()> m_now;
    std::function<void(const journal::LedgerCommit&)> m_committed;
};

} // namespace scenarios
