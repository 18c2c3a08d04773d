#pragma once

#include "engine/account.h"
#include "engine/engine.h"
#include "engine/idpages.h"
#include "engine/keys.h"
#include "engine/series.h"
#include "engine/tick.h"
#include "jobs/forecast.h"
#include "jobs/scheduler.h"
#include "transport/requestbuilder.h"
#include "vendors/responsereader.h"

#include <deque>
#include <optional>

namespace engine {

/// How the limits stand, for people; what others used aside.
std::vector<RuleView> ruleViews(const limits::RateLimiter& limiter, const Tick& tick);

/// One job at work: asks its scheduler what to do, writes that down, and only then sends. Order of every
/// tick: ledger, then intents and results of the store in one commit, then a last look at the holds, then the
/// sends. When writing fails nothing leaves, the tickets are given back and the job pauses; what could not be
/// written is kept and written before anything else. The engine's thread.
class Run {
public:
    Run(World& world, journal::Store& store, transport::Transport& transport, jobs::AttemptNumbers& numbers,
        journal::JobRecord record, vendors::Profile scaledProfile, Options options);
    ~Run();

    /// Signs the requests from now on; the error names what is missing.
    base::Result<void> setCredentials(const transport::Credentials& credentials);
    bool hasCredentials() const { return m_builder.has_value(); }
    /// Signs as the job does; empty without credentials.
    const std::optional<transport::RequestBuilder>& builder() const { return m_builder; }
    bool canRenew() const { return m_canRenew; } ///< tokens can be had for its credentials

    /// Gives the job its account; takes up the stored items the first time. Nothing is sent before start().
    base::Result<void> attach(std::shared_ptr<Account> account);
    void detach();
    bool isAttached() const { return m_account != nullptr; }

    void post(jobs::Event event);
    /// An attempt of this job ended.
    void completed(transport::Completion completion);

    /// The job of the same account that goes first, and when it is expected to end.
    struct Ahead {
        QString job;
        std::optional<WallTime> until;
    };
    /// Does what is due. Returns when to tick again at the latest. `ahead`: nothing new is sent.
    std::optional<base::Instant> tick(const Tick& tick, const std::optional<Ahead>& ahead);
    Ahead asAhead() const;
    /// It has the turn: the account's limiter keeps the limits and the share that this job was given.
    void useItsLimits(const Tick& tick);
    /// When it is expected to end, the job that goes first included.
    std::optional<WallTime> expectedEnd() const;

    std::size_t underWay() const { return m_sent.size(); }
    bool isStoreFailing() const { return m_isStoreFailing; }
    bool isActive() const; ///< running or pausing, or something still to be written
    jobs::JobState state() const;
    JobId id() const { return m_record.id; }
    const journal::JobRecord& record() const { return m_record; }
    const vendors::Profile& profile() const { return m_profile; }
    const Options& options() const { return m_options; }
    /// Changed while it runs; kept for the next time, too.
    void setOptions(const Options& options);
    /// The same, stored at once, for a job that may not run at all; with a line in the audit trail.
    base::Result<void> keep(const Options& options, const journal::AuditEntry& why);
    const std::shared_ptr<Account>& account() const { return m_account; }
    /// Replaces the fingerprint that the approval is bound to (new credentials, confirmed by the operator).
    void approveFingerprint(const QByteArray& fingerprint);
    /// The operator typed the number; `approval` is what that is bound to.
    void approve(const QByteArray& approval);
    /// Before the job starts: these items are never sent.
    base::Result<void> leaveOut(std::span<const jobs::ItemIndex> items, const std::string& why);
    /// Its results may be older than what was sent; stored by who found that out. Goes on only when the
    /// number is typed.
    void doubt(const QString& why);
    /// Whether a job in doubt was never said to be so yet; true once.
    bool tellsDoubtNow();
    void setSentBefore(const SentBefore& before) { m_sentBefore = before; }
    /// Writes what is noted; ledger first. On an error nothing is forgotten.
    base::Result<void> write(const Tick& tick);
    void audit(const QString& what, const QString& details);

    JobSnapshot snapshot(const Tick& tick) const;
    /// Whether the plan should be made anew, and what for: a copy of everything the forecast needs.
    struct PlanRequest {
        jobs::Course course;
        std::uint32_t count = 0;
        limits::RateLimiter limiter;
        Tick tick;
        base::Instant from{}; ///< nothing is sent before
    };
    std::optional<PlanRequest> wantsPlan(const Tick& tick);
    void rests(const Tick& tick, const limits::RateLimiter& left); ///< its limits go on giving back
    void slept(const Sleep& sleep);                                ///< the machine did
    const limits::RateLimiter& limiter() const { return m_account->limiter(); } ///< while it is attached
    void setPlan(std::shared_ptr<const Plan> plan);

    /// Rewrites a JobRecord as a snapshot without a scheduler: for jobs that do not run.
    static JobSnapshot snapshotOf(const journal::JobRecord& record, bool isPractice);

private:
    struct Sent {
        jobs::AttemptId attempt = 0;
        jobs::AttemptKind kind = jobs::AttemptKind::item;
        std::size_t items = 0;
        base::Instant at{};
    };

    void note(const jobs::Commands& commands, const Tick& tick);
    void note(const std::vector<jobs::ItemChanged>& changes, const Tick& tick);
    bool build(const jobs::Commands& commands, std::vector<std::pair<jobs::Send, transport::Request>>& ready,
               const Tick& tick);
    /// On an error `why` says what it means for the job.
    base::Result<transport::Request> request(const jobs::Send& send, const jobs::Commands& commands,
                                             const QByteArray& key, jobs::PauseReason& why);
    void noteIgnored(const std::vector<base::Ignored>& ignored);
    void recallCourse(const Tick& tick);
    void recallKeys(std::vector<jobs::ItemStart>& start);
    bool isOfGateway(const journal::AttemptRow& last, jobs::ItemIndex item) const;
    void takeBack(std::span<const std::pair<jobs::Send, transport::Request>> sends, const Tick& tick);
    void count(jobs::AttemptKind kind, int requests);
    void storeFailed(const QString& why, const Tick& tick);
    void watchWait(const jobs::Commands& commands, const Tick& tick);
    Wait waitOf(const jobs::Waiting& waiting, const std::vector<limits::RuleState>& rules,
                const Tick& tick) const;
    base::Outcome redacted(base::Outcome outcome) const;

    World& m_world;
    journal::Store& m_store;
    transport::Transport& m_transport;
    jobs::AttemptNumbers& m_numbers;
    journal::JobRecord m_record; ///< as stored, with what is shown of it
    vendors::Profile m_profile;  ///< scaled
    const vendors::Operation* m_operation = nullptr;
    Options m_options;
    std::optional<transport::RequestBuilder> m_builder;
    bool m_canRenew = false;
    std::optional<base::Instant> m_tokenPasted; ///< when a token was given that cannot be renewed
    std::optional<Keys> m_keys;                 ///< where the vendor knows idempotency keys
    vendors::ResponseReader m_reader;
    std::shared_ptr<Account> m_account;
    std::unique_ptr<jobs::Scheduler> m_scheduler;
    IdPages m_ids;

    std::vector<jobs::Event> m_inbox;
    jobs::Commands m_commands;
    std::vector<Sent> m_sent;  ///< under way
    journal::Commit m_pending; ///< not yet on disk
    bool m_isStoreFailing = false;
    bool m_wasRunning = false; ///< when the store began to fail
    std::optional<base::Instant> m_storeNextTry;
    QString m_storeError;
    QString m_reasonDetail; ///< why it paused; known longer than the scheduler is there

    std::vector<std::string> m_ignored; ///< places where the vendor told nonsense about the quota, as noted

    Series m_series;
    mutable std::shared_ptr<const SeriesView>
        m_seriesView; ///< the last copy for a picture, and when it was made
    mutable base::Instant m_seriesAt{};
    mutable bool m_wasAtWork = false; ///< when it was last looked at: the last steps of all are shown, too
    Wait m_wait;
    std::optional<Ahead> m_ahead;
    JobSnapshot m_still;  ///< what does not change while the job runs
    jobs::Counts m_shown; ///< as of the last commit
    std::int64_t m_requests = 0, m_throttled = 0;
    std::shared_ptr<const Plan> m_plan;
    std::optional<base::Instant> m_planMadeAt;
    bool m_isPlanUnderWay = false;
    bool m_isPlanStale = true;
    SentBefore m_sentBefore;
    bool m_isDoubtTold = false;
    std::optional<WallTime> m_plannedFinish, m_pausedAt, m_offlineSince;
};

} // namespace engine
