#pragma once

#include "journal/database.h"
#include "journal/ledger.h"
#include "journal/recollection.h"

#include <optional>
#include <unordered_map>

namespace journal {

/// The Ledger in one SQLite file per account. Whoever calls recall() or commit() holds the account's lock:
/// requests without an end that this instance did not begin are those of a program that died, and recall()
/// writes down that they may be counted until now + linger. A damaged file opens too: then recall() says so,
/// commit() refuses, and nothing is changed until startOver(). Each instance is used by the thread that
/// opened it.
class SqliteLedger final : public Ledger {
public:
    static Result<std::unique_ptr<SqliteLedger>> open(const QString& path);

    /// What is known of earlier calls when a new ledger takes the place of a damaged one.
    enum class Trust : unsigned char {
        nothing,       ///< stays closed for the longest window from now, also after a restart
        operatorsWord, ///< the operator says that the quota is free
    };
    /// Puts the damaged ledger aside (its name says so, with the time) and opens a new one.
    static Result<std::unique_ptr<SqliteLedger>> startOver(const QString& path, Trust trust,
                                                           const base::Clock& clock);

    /// The same as recall() of a ledger that somebody else may have: needs no lock and changes nothing.
    /// nullopt: there is none, or it cannot be read.
    static std::optional<Memory> look(const QString& path, const base::Clock& clock, Duration longest,
                                      Duration linger);

    Result<Memory> recall(const base::Clock& clock, Duration longest, Duration linger) override;
    Result<void> commit(const LedgerCommit& commit, const base::Clock& clock) override;

private:
    SqliteLedger() = default;
    Result<Recollection> load();
    bool begin(const LedgerBegin& begin, const base::Clock& clock);
    bool end(const LedgerEnd& end, const base::Clock& clock);
    bool remember(const Witness& witness);
    bool remove(std::uint64_t attempt);
    bool prune(const base::Clock& clock);
    qint64 boot(const std::string& name);
    bool closeAbandoned(const base::Clock& clock, Duration linger);

    std::unique_ptr<Database> m_database; ///< null: damaged
    bool m_isNew = false;
    QString m_damage;
    std::unordered_map<std::uint64_t, qint64> m_open; ///< attempts of this instance in flight, and their rows
    std::unordered_map<std::string, qint64> m_boots;
    std::optional<Duration> m_longest;
    std::optional<Instant> m_pruned;
    std::string m_refusal;
};

} // namespace journal
