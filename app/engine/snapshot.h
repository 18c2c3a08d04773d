#pragma once

#include "base/outcome.h"
#include "base/time.h"
#include "jobs/types.h"
#include "limits/limits.h"

#include <QList>
#include <QMetaType>
#include <QString>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

/// Values that cross from the engine's thread to whoever shows them. Nothing here is shared or changes
/// afterwards.
namespace engine {

using base::Duration;
using base::WallTime;
using JobId = std::int64_t;

/// Why nothing can be sent just now.
enum class WaitCause : unsigned char {
    none,
    window,      ///< a window rule is full
    pace,        ///< one every so often
    concurrency, ///< as many in flight as allowed
    daily,
    throttle,
    block,
    dailyTold,
    outage,  ///< a hold, ordered by the vendor
    network, ///< no network: one try with growing distance
    signIn,  ///< a token is being fetched
    turn,    ///< another job of the account goes first
    retry,   ///< only items that wait for their next try are left
    woke,    ///< the machine slept for long: a moment for the operator to say no
    // In the history of a job only, where they are no part of the time that it needed:
    paused, ///< by the operator, a brake or a matter that needs one
    off,    ///< no program ran it
};
inline constexpr std::size_t waitCauseCount = 16;

struct Wait {
    WaitCause cause = WaitCause::none;
    QString rule; ///< the limit's name: "hour window"
    WallTime since{};
    std::optional<WallTime> until;  ///< empty: an answer decides
    std::int64_t used = 0, max = 0; ///< of the rule
    Duration per{};
    bool operator==(const Wait&) const = default;
};

/// One rule for LEFT and NEXT.
struct RuleView {
    QString name;
    limits::Kind kind = limits::Kind::window;
    std::int64_t max = 0, allowed = 0, used = 0, inFlight = 0;
    Duration per{};
    bool isLearned = false;
    std::int64_t others = 0; ///< of used: calls of others on the account today, as they were entered
    std::optional<WallTime> nextSlot;
    std::vector<std::pair<WallTime, std::int64_t>> comeback; ///< slots back at, at most 64 steps
};

/// One step of time in the plots: [at, at + step).
struct SeriesStep {
    WallTime at{};
    std::uint32_t sent = 0;       ///< requests that left
    std::uint32_t refused = 0;    ///< throttled answers
    std::uint32_t windowHigh = 0; ///< most requests within the shortest window, as the limiter counts
    std::array<std::uint32_t, 4> usedLow{}, usedHigh{}; ///< per rule, in the order of `rules`
};

struct WaitSpan {
    WaitCause cause = WaitCause::none;
    QString rule;
    WallTime from{}, to{};
};

/// From `at` on, rule `rule` (of SeriesStep) was taken to allow `max`: limits that are learned change.
struct LimitChange {
    WallTime at{};
    std::uint32_t rule = 0;
    std::int64_t max = 0;
    bool operator==(const LimitChange&) const = default;
};

/// The past of one job for the plots; bounded: 3,600 steps of 1 s, 8,640 of 10 s, 8,928 of 5 min, 4,000
/// spans, 500 changes of limits, and of each up to a quarter more before the oldest are dropped.
struct SeriesView {
    std::vector<SeriesStep> seconds, tens, fiveMinutes; ///< oldest first, without gaps inside
    std::vector<WaitSpan> waits;                        ///< closed ones and the one that is on
    std::vector<LimitChange> limitChanges;              ///< of learned limits, oldest first
    std::array<Duration, waitCauseCount> waited{};      ///< sums over the whole job
    Duration sending{};
};

/// What the scheduler will do from now on, by the same limiter against instant answers.
struct PlannedBatch {
    WallTime at{};
    WallTime until{}; ///< end of its sending
    std::uint32_t requests = 0;
    QString waitRule; ///< the rule that makes the *next* batch wait; empty for the last
};

struct Plan {
    WallTime madeAt{};                 ///< from when on it holds
    std::vector<PlannedBatch> batches; ///< neighbours merged so that there are at most 2,000
    WallTime finish{};
    Duration longestWait{};
    QString bindingRule;
};

/// A long sleep of the machine, and when the jobs go on by themselves.
struct Sleep {
    WallTime from{}, to{}, goesOnAt{};
};

/// What earlier jobs of the account did with the ids of this one.
struct SentBefore {
    std::uint32_t count = 0;    ///< ids that an earlier job of the same operation sent
    std::uint32_t settled = 0;  ///< of them: done or gone there
    QString job;                ///< the newest of those jobs
    std::optional<WallTime> at; ///< when it was started
};

struct JobSnapshot {
    JobId id = 0;
    QString name, vendor, accountLabel, accountKey, operationName;
    QString profileId, origin; ///< what remembered credentials are bound to, with the label
    bool canLook = false;      ///< the operation has a look-up
    QString verb, participle, noun, nouns;
    QString note, listName;
    bool isPractice = false;
    bool isRehearsal = false; ///< the vendor is made up, and so is the time
    bool isReadOnly = false;  ///< the account is in use by another program
    QString holder;           ///< of the account, when isReadOnly
    jobs::JobState state = jobs::JobState::draft;
    jobs::PauseReason reason = jobs::PauseReason::none;
    bool isStarting = false;    ///< its start is ordered; the state is still that of before
    QString reasonDetail;       ///< "423 “Locked”", where a redirect leads, the store's error
    jobs::GuardSettings guards; ///< the job's brakes, for the sentences that name their numbers
    Duration deadline{std::chrono::seconds(30)}; ///< of one request: pausing takes no longer than this
    jobs::Counts counts;
    std::uint32_t goneOurs = 0; ///< of gone: "probably ours"
    std::uint32_t receipts = 0; ///< of done: with a receipt
    bool givesReceipts = false; ///< the vendor does, for this operation
    std::int64_t requests = 0, throttled = 0;
    std::int64_t inFlight = 0; ///< requests, not items
    int inFlightMax = 0;
    int sharePercent = 100;
    bool isEven = false;                   ///< spread evenly, not as fast as allowed
    int turn = 0;                          ///< among the account's jobs that are not over, from 1; 0: over
    double perSecond = 0;                  ///< requests over the last 10 s
    Wait wait;                             ///< the one that decides
    std::optional<limits::HoldState> hold; ///< with the engine's instants; screens use `wait`
    std::vector<RuleView> rules;
    std::optional<WallTime> startedAt, endedAt, eta, pausedAt, interruptedAt;
    std::optional<WallTime> plannedFinish; ///< as forecast at the start
    std::optional<WallTime> tokenUntil;
    bool tokenRenews = false;
    SentBefore sentBefore;
    std::optional<Sleep> sleep;            ///< while it waits for the moment to go on after it
    std::optional<WallTime> listRemovedAt; ///< ids and labels are fingerprints since then
    std::shared_ptr<const SeriesView> series;
    std::shared_ptr<const Plan> plan;
    /// The store is older than what was sent, see journal::JobRecord; the number has to be typed again.
    QString doubt;
    bool hasNoMemory = false; ///< the account had no ledger: earlier calls are unknown
    QString warning;          ///< one sentence, e.g. a damaged ledger
};

/// The whole picture, at most ten times a second.
struct Snapshot {
    WallTime asOf{};
    bool isPractice = false;
    bool isKeptAwake = false; ///< this computer does not go to sleep by itself while jobs run
    QList<JobSnapshot> jobs;  ///< newest first

    const JobSnapshot* job(JobId id) const;
};

} // namespace engine

Q_DECLARE_METATYPE(engine::Snapshot)
