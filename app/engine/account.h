#pragma once

#include "engine/world.h"
#include "limits/ratelimiter.h"

#include <memory>

namespace engine {

/// While the disk refuses: how long until the next try to write.
inline constexpr std::chrono::seconds storeRetryAfter{2};

/// A limiter that has sent nothing takes up what a ledger remembers: what was learned, and the requests of
/// the last `longest`, which are sorted by their answers.
void takeUp(limits::RateLimiter& limiter, journal::Memory& memory, base::Instant now, base::Duration longest,
            base::Duration deadline, base::Duration linger);

/// One account at work: its limiter, its ledger and the lock that keeps other programs away. It lives as long
/// as a job of the account runs. The ledger is the memory of the limiter: what is in it was counted before.
/// The engine's thread.
class Account {
public:
    /// Takes the lock, reads the ledger and closes the limiter's windows as far as they are used. `lastKnown`
    /// is the newest attempt that the store `storeName` (see Store::identity) knows of: a ledger without it
    /// is an older copy, and is taken as damaged. The error names the holder (`isBusy`) or the damage.
    struct Failure {
        QString sentence;
        bool isBusy = false;
    };
    static std::expected<std::unique_ptr<Account>, Failure>
    open(const World& world, const QString& key, std::vector<limits::Limit> limits,
         limits::RateLimiter::Options options, base::Duration deadline, base::Duration linger,
         const QByteArray& storeName, const std::optional<journal::AttemptRow>& lastKnown);

    limits::RateLimiter& limiter() { return m_limiter; }
    const limits::RateLimiter& limiter() const { return m_limiter; }

    /// From now on the limiter keeps the limits and the share of this job; what was used stays used. A larger
    /// share than the same job had is taken up slowly (see limits::Raise).
    void keepLimitsOf(std::int64_t job, const std::vector<limits::Limit>& limits,
                      const limits::RateLimiter::Options& options, base::Instant now);

    /// What the scheduler's commands mean for the ledger; written by commit().
    void begin(std::uint64_t attempt, std::vector<limits::Cost> costs, base::Instant sent);
    /// `job`: whose intent to send it the store holds; 0: none does.
    void end(std::uint64_t attempt, base::Instant at, bool isLost, std::int64_t job = 0);
    void cancel(std::uint64_t attempt);
    /// Calls of others on the account today, as the operator entered them.
    void othersUsed(std::int64_t count, base::Instant now);
    /// The same, as known to this program and the ledger, since `since`.
    std::int64_t othersSince(base::Instant since) const;
    /// Writes everything since the last commit and the hold as it stands. On an error nothing is forgotten.
    base::Result<void> commit(base::Instant now);

    /// How far the store had come, as the ledger tells; nullopt: it does not. A store that does not hold that
    /// request is an older copy of itself.
    const std::optional<journal::Witness>& witness() const { return m_witness; }
    /// The operator was told, and the store says so itself from now on.
    base::Result<void> forgetWitness(base::Instant now);

    /// What the ledger remembered when the account was opened.
    const std::vector<journal::PastRequest>& past() const { return m_past; }
    /// True when there was no ledger, so that calls which may still count are not known.
    bool hasNoMemory(base::Instant now) const { return m_hasNoMemory && now < m_knownFrom; }
    /// All that it remembers is a call of this program's own.
    void setHasNoMemory(base::Instant now);
    /// One sentence about a damaged ledger; empty when all is well.
    const QString& warning() const { return m_warning; }

private:
    Account() = default;

    std::shared_ptr<base::Clock> m_clock;
    std::shared_ptr<void> m_lock;
    std::unique_ptr<journal::Ledger> m_ledger;
    limits::RateLimiter m_limiter;
    journal::LedgerCommit m_pending;
    std::optional<limits::HoldState> m_storedHold;
    std::vector<limits::Lesson> m_storedLessons;
    std::int64_t m_limitsOf = 0; ///< the job whose limits are kept
    QByteArray m_storeName;
    std::optional<journal::Witness> m_witness;
    std::vector<std::pair<base::Instant, std::int64_t>> m_others;
    std::vector<journal::PastRequest> m_past;
    bool m_hasNoMemory = false;
    base::Instant m_knownFrom{}; ///< where it has none: calls before it was opened are over by then
    QString m_warning;
};

/// Why the lock of an account was refused: somebody else has it; else the disk is at fault.
bool isHeldByOthers(const World& world, const QString& accountKey);

} // namespace engine
