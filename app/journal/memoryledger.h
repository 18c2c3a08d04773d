#pragma once

#include "journal/recollection.h"

namespace journal {

/// The Ledger without a disk, for tests and rehearsals. A copy is what the next program would find: what was
/// in flight is then that of a program that died. One thread.
class MemoryLedger final : public Ledger {
public:
    MemoryLedger() = default;
    MemoryLedger(const MemoryLedger& other);
    MemoryLedger& operator=(const MemoryLedger&) = delete;

    /// From now on recall() says that the ledger is damaged, as a disk would.
    void damage(const QString& words);

    Result<Memory> recall(const base::Clock& clock, Duration longest, Duration linger) override;
    Result<void> commit(const LedgerCommit& commit, const base::Clock& clock) override;

private:
    static constexpr std::size_t forgetAtLeast = 4096;
    void forget(const base::Clock& clock);

    Recollection m_stored;
    std::vector<std::uint64_t> m_open; ///< attempts of this instance in flight
    bool m_isNew = true;
    QString m_damage;
    std::optional<Duration> m_longest; ///< as recall() was asked last
    std::size_t m_forgetAt = forgetAtLeast;
};

} // namespace journal
