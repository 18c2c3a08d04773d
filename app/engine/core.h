#pragma once

#include "engine/account.h"
#include "engine/engine.h"
#include "engine/inquiry.h"
#include "engine/look.h"
#include "engine/run.h"
#include "engine/series.h"

#include <QMap>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <tuple>
#include <vector>

namespace engine {

/// The engine without its thread and timer: all jobs and accounts, moved on by tick(). Tests drive it with a
/// clock of their own; Engine gives it a thread. Commands take effect at the next tick. One thread.
class Core {
public:
    /// What the shell lends: a wish to be ticked soon, a worker for long computations (its second function
    /// runs back in this thread), and the news.
    struct Hooks {
        std::function<void()> wakeUp;
        std::function<void(std::function<void()> work, std::function<void()> after)> inWorker;
        std::function<void(int request, JobId)> jobCreated, accepted;
        std::function<void(int request, JobId, const QString& folder)> reportWritten;
        std::function<void(int request, const SignInResult&)> signInChecked;
        std::function<void(int request, const LookResult&)> looked;
        std::function<void(int request, Refused, const QString& sentence)> refused;
        std::function<void()> shutDownFinished;
    };

    Core(std::shared_ptr<World> world, Hooks hooks);
    ~Core();
    /// Opens the store; the error is the store's.
    base::Result<void> open();

    void checkSignIn(int request, const SignInSetup& setup);
    void checkJobSignIn(int request, JobId job, const transport::Credentials& credentials);
    void look(int request, const LookSetup& setup);
    void lookAtUntouched(int request, JobId job);
    void create(int request, const JobSetup& setup);
    void approve(int request, JobId job, qint64 typedCount);
    void resume(int request, JobId job, const transport::Credentials& credentials, bool retryFailed,
                bool retryUnknown, std::optional<qint64> typedCount);
    void pause(JobId job);
    void pauseAll();
    void end(JobId job);
    void setShare(JobId job, int percent);
    void setInFlight(JobId job, int count);
    void setPacing(JobId job, Options::Pacing pacing);
    void setTurn(JobId job, int place);
    void mark(JobId job, const QList<quint32>& items, jobs::ItemState state, const QString& why);
    void leaveOutSent(int request, JobId job);
    void followUp(int request, JobId source, const QList<jobs::ItemState>& states, const QString& name,
                  const transport::Credentials& credentials);
    void othersUsed(JobId job, qint64 count);
    void goOnNow();
    /// The machine is about to sleep: nothing more is sent; when underWay() is 0 it may.
    void prepareForSleep();
    std::size_t underWay() const;
    bool isRunning() const; ///< some job is to be kept going
    void removeList(int request, JobId job);
    void writeReport(int request, JobId job, const QString& folder);
    void shutDown();

    /// Does what is due; when to come again at the latest.
    std::optional<base::Instant> tick();
    /// True while the picture changes by itself: something runs or is being stored.
    bool isBusy() const;
    /// Whether limits of jobs that an earlier program left still hold something, which time gives back.
    bool isLookingBack() const;
    Snapshot snapshot() const;

private:
    struct Creation {
        int request = 0;
        JobSetup setup;
        JobId job = 0;
        journal::JobRecord record;
        std::size_t stored = 0;
    };

    /// How a job stands that rests.
    struct Left {
        limits::RateLimiter limiter;
        Series series; ///< of one that no run of this program has
    };

    struct Holding {
        base::Instant seen{};
        QString holder;
    };

    void refuse(int request, Refused kind, const QString& sentence);
    void store(Creation& creation);
    base::Result<void> leaveProtectedOut(Run& run, const JobSetup& setup) const;
    base::Result<journal::JobRecord> recordOf(const JobSetup& setup) const;
    base::Result<void> putAccount(journal::JobRecord& record, const JobSetup& setup) const;
    void begin(int request, const JobSetup& setup, journal::JobRecord record);
    QString accountKey(const QString& origin, const transport::Credentials& credentials) const;
    /// How jobs that were started with these credentials call their account, in words.
    QString labelOf(const QByteArray& fingerprint) const;
    Run* find(JobId job);
    std::vector<Run*> active() const;
    /// All that were touched, in the order in which jobs of one account take turns.
    std::vector<Run*> inTurn() const;
    /// By which they are sorted: jobs that have a place, then the others, the oldest first.
    std::pair<int, JobId> turnOf(JobId job) const;
    bool isOver(const JobSnapshot& idle) const;
    void numberTurns(QList<JobSnapshot>& jobs) const;
    Run* load(int request, JobId job);
    bool isListAsApproved(int request, const journal::JobRecord& record);
    bool isSignedIn(int request, const Run& run);
    bool takesCredentials(int request, Run& run, const transport::Credentials& credentials,
                          std::optional<qint64> typedCount);
    void announce(const Creation& done, std::unique_ptr<Run> run);
    void reread(JobId job);
    void removeOldLists();
    /// By account, how far back, and how long calls linger; empty: nothing that can be used.
    using LookedAt =
        std::map<std::tuple<QByteArray, base::Duration, base::Duration>, std::optional<journal::Memory>>;
    void lookBack(const journal::JobRecord& record, LookedAt& ledgers);
    void watchSleep(const Tick& tick);
    QString holderOf(const QString& accountKey, const Tick& tick) const;
    /// The account that is open, or opened now; empty where that is refused.
    std::shared_ptr<Account> accountFor(int request, const QString& accountKey,
                                        const vendors::Profile& scaledProfile, const Options& options);
    bool attach(int request, Run& run);
    /// Whether the store holds what the account's ledger saw it write; else says so, there and here.
    bool isStoreUpToDate(int request, const QString& accountKey, Account& account);
    base::Result<void> inheritDoubt(journal::JobRecord& record);
    base::Result<void> doubtJobsOf(const QString& accountKey, const QString& why);
    void releaseAccounts();
    void watchRest(const Tick& tick);
    std::optional<Inquiry::Place> placeFor(int request, const SignInSetup& setup, const QString& operationId);
    bool openFor(Inquiry::Place& place, const Options& options);
    void checkSignIn(Inquiry::Place place, const Options& options, const QString& notOf);
    void look(Inquiry::Place place, const Options& options, const QList<ListedId>& items);
    std::optional<base::Instant> tickInquiries();
    void makePlans(const Tick& tick);
    Tick now() const;

    std::shared_ptr<World> m_world;
    Hooks m_hooks;
    std::unique_ptr<journal::Store> m_store;
    std::unique_ptr<transport::Transport> m_transport;
    jobs::AttemptNumbers m_numbers;
    std::map<JobId, std::unique_ptr<Run>> m_runs;         ///< jobs that were touched since the start
    std::map<QString, std::weak_ptr<Account>> m_accounts; ///< by key; they live as long as a run holds them
    std::deque<Creation> m_creations;
    std::vector<std::unique_ptr<Inquiry>> m_inquiries;
    /// Accounts whose ledger a check began, and when; no job has gone on with them yet.
    QMap<QString, base::Instant> m_checkedFirst;
    /// As whom credentials sign in, by what a check showed since the start: profile, origin, fingerprint.
    std::map<std::tuple<QString, QString, QByteArray>, QString> m_signedInAs;
    std::map<JobId, int> m_turns; ///< places as stored (see Options); 0: none
    QList<JobSnapshot> m_idle;    ///< all jobs, as they were when they were read; newest first
    /// The limits of jobs that rest: as the ledgers of interrupted ones had them when the store was opened,
    /// and as the others left them. Until they go on.
    std::map<JobId, Left> m_left;
    base::Instant m_restSeen{};
    bool m_isShuttingDown = false;
    base::Instant m_shutDownBy{}; ///< what cannot be written until then is left as it is on the disk
    bool m_hadAnswers = false;    ///< since the last tick
    base::Duration m_asleep{};    ///< of the machine, as last looked at
    std::optional<Sleep> m_sleep;
    base::Instant m_goOnAt{};
    mutable std::map<QString, Holding> m_holders; ///< who else has an account, as last looked at
};

} // namespace engine
