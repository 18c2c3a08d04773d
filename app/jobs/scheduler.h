#pragma once

#include "base/outcome.h"
#include "base/random.h"
#include "jobs/guards.h"
#include "jobs/transitions.h"
#include "jobs/types.h"
#include "limits/ratelimiter.h"

#include <deque>
#include <map>
#include <optional>
#include <queue>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace jobs {

/// How a job is to be run: the operation's meaning and the operator's choices, as numbers.
struct Course {
    bool askAgain = false;
    bool firstAbsentIsGone = false;
    bool absentAfterUnknownIsGone = false;
    int triesMost = 5; ///< contracts: at most 5 attempts an id under askAgain
    int inFlight = 16;
    int batch = 1;
    std::vector<limits::Cost> itemCosts; ///< of one item's request
    std::vector<limits::Cost>
        batchCosts; ///< of a batch of one; the last cost is multiplied by the batch's length
    std::vector<limits::Cost> tokenCosts;
    std::vector<limits::Cost> statusCosts; ///< of a call that asks how a block stands; empty: there is none
    std::optional<Duration> statusEvery;   ///< and how often it may be asked at most
    Duration onTheWayMost{};               ///< how long after its sending a call may still be counted
    bool isWary = false;         ///< the first call after a pause goes alone (see RateLimiter::expect)
    bool repeatsBatches = false; ///< a batch without an answer is sent again as it was (it has a key)
    bool needsToken = false;     ///< nothing goes without a token: fetched, or given from outside
    bool canRenewToken = false;
    Duration spacing{}; ///< least distance between two sends (even pacing); 0: none
    Duration backoffFirst = std::chrono::seconds(1); ///< after an outage or a lost answer, doubled each time
    Duration backoffMost = std::chrono::minutes(5);
    Duration offlineFirst = std::chrono::seconds(1); ///< distance of the tries while there is no network
    Duration offlineMost = std::chrono::minutes(1);
    Duration tokenMargin = std::chrono::seconds(60); ///< renewed min(this, 20 % of its life) before its end
    GuardSettings guards;
    std::uint64_t seed = 1; ///< of the jitter
};

// --- events: what the inbox holds ---

/// The end of an attempt that was answered.
struct Answered {
    AttemptId attempt = 0;
    Instant at{};
    base::Reading reading;
    std::optional<Duration> tokenLife; ///< token calls that brought a token; 0: its life is unknown
    bool isKeyKept = false;            ///< where it failed, the same may be sent again under its key
};
/// The end of an attempt whose answer never came: it may be counted at the vendor until `countedUntil`.
struct Lost {
    AttemptId attempt = 0;
    Instant at{};
    Instant countedUntil{};
    base::Outcome outcome;
};
/// Provably no byte left.
struct NotSent {
    AttemptId attempt = 0;
    Instant at{};
    base::Outcome outcome;
};
struct Start {};
struct Pause {
    PauseReason reason = PauseReason::byOperator;
    std::string detail;
};
/// End the job: what is queued stays untouched.
struct Stop {};
/// Queue items in these states again (failed, unknown); Start follows when it shall run.
struct Retry {
    bool failed = false, unknown = false;
};
struct Mark {
    std::vector<ItemIndex> items;
    ItemState state = ItemState::done; ///< done or failed
};
struct LeaveOut {
    std::vector<ItemIndex> items;
};
struct ChangeInFlight {
    int count = 1;
};
/// Another least distance between two sends, from the next one on; 0: none.
struct ChangeSpacing {
    Duration spacing{};
};
/// A token that was given from outside (pasted) or is not needed any more; life 0: unknown.
struct TokenGiven {
    Instant at{};
    Duration life{};
};
/// The machine slept: nothing is sent before `until`, then one request alone shows whether network and
/// sign-in still hold. `until` in the past: go on at once, but still with one alone.
struct Woke {
    Instant at{};
    Instant until{};
};
using Event = std::variant<Answered, Lost, NotSent, Start, Pause, Stop, Retry, Mark, LeaveOut, ChangeInFlight,
                           ChangeSpacing, TokenGiven, Woke>;

// --- commands: what step() wants done, in this order: record everything, then send ---

/// Write the intent, then send. The items are commands.items[from, from + count).
struct Send {
    AttemptId attempt = 0;
    AttemptKind kind = AttemptKind::item;
    std::uint32_t from = 0, count = 0;
    const std::vector<limits::Cost>* costs = nullptr; ///< of the course; a batch multiplies the last by count
};

/// What led to an item's new state, beyond the answer itself.
enum class Detail : unsigned char {
    none,
    alreadyAbsent, ///< gone: it did not exist when first asked
    probablyOurs,  ///< gone: an earlier request of ours got no answer, or one that leaves open what it did
    absentNoProof, ///< failed: "not found" proves nothing
    noAnswer,      ///< unknown
    interrupted,   ///< unknown: the program ended while it was in flight
    triesUsedUp,   ///< failed or unknown after the last allowed try
    throttled,     ///< waiting
    backoff,       ///< waiting after an outage
    notSent,       ///< queued again: provably not sent
    signIn,        ///< queued again: refused with the sign-in, not for itself
    marked,        ///< by the operator's own knowledge
    leftOut,       ///< by the operator or the protected list
    retried,       ///< queued again by the operator
    webPage,       ///< waiting or unknown: what came was not the vendor's answer
    refusedAlone,  ///< failed: 401 for it again, while others are accepted with the sign-in
};
std::string_view sentence(Detail detail);

struct ItemChanged {
    ItemIndex item = 0;
    ItemState state = ItemState::queued;
    std::uint16_t attempts = 0;
    bool wasUnknown = false;
    bool wasForbidden = false;
    std::uint8_t tries = 0;
    Detail detail = Detail::none;
    const base::Outcome* answer = nullptr; ///< into the inbox: valid until the inbox is cleared
    AttemptId attempt = 0;                 ///< that led to it; 0: none
};

struct Ended {
    AttemptId attempt = 0;
    AttemptKind kind = AttemptKind::item;
    Instant sent{}, at{};
    base::OutcomeKind outcome = base::OutcomeKind::lost;
    int httpStatus = 0;
    std::optional<Instant> lostUntil;
    bool isCancelled = false; ///< provably not sent
};

/// Why nothing more is sent at the end of this step.
struct Waiting {
    enum class For : unsigned char {
        nothing, ///< not running, or all is in flight
        rule,    ///< a limit of the account: `refusal`
        answer,  ///< only something in flight can make room
        signIn,
        network,
        outage,
        spacing,
        retry,
        turn,
        woke, ///< the machine slept; a moment for the operator to say no
    };
    For reason = For::nothing;
    limits::Refusal refusal;      ///< for rule
    std::optional<Instant> until; ///< when to look again
};

struct Commands {
    std::vector<ItemIndex> items;
    std::vector<Ended> ended;
    std::vector<ItemChanged> changed;
    std::vector<Send> sends;
    bool isStateChanged = false;
    Waiting waiting;
    std::optional<Instant> wakeAt; ///< step again then at the latest; empty: when something happens

    void clear();
};

/// What the scheduler starts from: the items of a stored job.
struct ItemStart {
    ItemState state = ItemState::queued;
    std::uint16_t attempts = 0;
    bool wasUnknown = false;
    bool wasForbidden = false; ///< refused with the whole sign-in in doubt: 401, 403
    std::uint8_t tries = 0;    ///< of `triesMost`
    AttemptId batch = 0;       ///< went last in this batch, which may go again as it was; 0: alone, if at all
};

/// Numbers for attempts, unique within a store; shared by all jobs of an engine.
class AttemptNumbers {
public:
    explicit AttemptNumbers(AttemptId last = 0) : m_last(last) {}
    AttemptId take() { return ++m_last; }

private:
    AttemptId m_last;
};

/// One job's next moves. step() turns what happened since the last step (the inbox) and `now` into commands;
/// it does nothing itself: it neither sends nor stores nor asks a clock, so that a run is the same twice. The
/// account's limiter is asked for each request; tickets are given back when the attempt's end is in the
/// inbox.
///
/// Promises: an item in state done or gone is never sent again; an item is in flight at most once; nothing is
/// sent unless the state is running; a throttle, a lost network or a refused sign-in uses up no try and fails
/// no item. Memory: 5 bytes an item. One thread.
class Scheduler {
public:
    Scheduler(Course course, std::uint32_t itemCount, limits::RateLimiter& limiter, AttemptNumbers& numbers);

    /// Takes up a stored job. Items that were in flight are asked again (askAgain) or unknown: the changes
    /// are to be stored before anything else. `requests`: item requests that left.
    std::vector<ItemChanged> restore(std::span<const ItemStart> items, std::int64_t requests, JobState state,
                                     PauseReason reason);

    /// The inbox must live until the commands are carried out (changes point into it). `mayHaveTurn` false:
    /// another job of the account goes first; nothing new is sent.
    void step(Instant now, std::span<const Event> inbox, Commands& commands, bool mayHaveTurn = true);

    /// A send of the last step could not be recorded or built: as if it had never been decided.
    void takeBack(AttemptId attempt, std::vector<ItemChanged>& changes);

    JobState state() const { return m_state; }
    PauseReason reason() const { return m_reason; }
    const std::string& reasonDetail() const { return m_reasonDetail; }
    const Counts& counts() const { return m_counts; }
    ItemState itemState(ItemIndex item) const { return m_states[item]; }
    std::size_t underWay() const { return m_flights.size(); }
    std::optional<Instant> tokenUntil() const { return m_tokenUntil; }
    bool isOffline() const { return m_offlineSince.has_value(); }
    std::optional<Instant> offlineSince() const { return m_offlineSince; }
    int inFlightMost() const { return m_course.inFlight; }
    const Course& course() const { return m_course; }
    /// Requests whose answers brought the items of the last few seconds nothing but "later": for words only.
    int outageTries() const { return m_outageTries; }

private:
    struct Flight {
        AttemptId attempt = 0;
        AttemptKind kind = AttemptKind::item;
        limits::Ticket ticket;
        Instant sent{};
        std::uint32_t tokenGeneration = 0;
        ItemIndex item = 0;           ///< of a single one
        std::vector<ItemIndex> items; ///< of a batch
        bool isRepeated = false;      ///< a batch that was sent before
        bool isItems() const { return kind == AttemptKind::item || kind == AttemptKind::batch; }
        std::span<const ItemIndex> all() const
        {
            return kind == AttemptKind::item ? std::span<const ItemIndex>(&item, 1)
                                             : std::span<const ItemIndex>(items);
        }
    };
    /// A batch that is to be sent again as it was.
    struct Group {
        Instant due{};
        std::vector<ItemIndex> items;
    };
    struct Later {
        Instant due{};
        ItemIndex item = 0;
        bool operator>(const Later& other) const
        {
            return due != other.due ? due > other.due : item > other.item;
        }
    };
    /// An item that was answered with 401.
    struct Refusals {
        int times = 0;                          ///< all in all; those of earlier runs count as one
        std::optional<std::uint32_t> firstWith; ///< the token's generation; none: before this run
        std::uint32_t lastWith = 0;
    };
    enum class Flag : std::uint8_t { wasUnknown = 1, wasForbidden = 2 };

    void handle(const Answered& event);
    void handle(const Lost& event);
    void handle(const NotSent& event);
    void handle(const Start& event);
    void handle(const Pause& event);
    void handle(const Stop& event);
    void handle(const Retry& event);
    void handle(const Mark& event);
    void handle(const LeaveOut& event);
    void handle(const ChangeInFlight& event);
    void handle(const ChangeSpacing& event);
    void handle(const TokenGiven& event);
    void handle(const Woke& event);

    void tokenEnded(const Flight& flight, const Answered& event);
    void statusEnded(const Flight& flight, const Answered& event);
    const std::vector<limits::Cost>& costsOf(AttemptKind kind) const;
    void itemsEnded(const Flight& flight, const Answered& event);
    void itemsLost(const Flight& flight, const Lost& event);
    void group(const Flight& flight, Instant due);
    void itemEnded(const Flight& flight, ItemIndex item, const base::Outcome& outcome, Instant at);
    void settleAbsent(const Flight& flight, ItemIndex item, const base::Outcome& outcome);
    void askLaterOrGiveUp(const Flight& flight, ItemIndex item, const base::Outcome* answer, Instant at,
                          bool isAnswered);
    void unauthorized(const Flight& flight, ItemIndex item, const base::Outcome& outcome);
    bool isRefusedAlone(const Flight& flight, const Refusals& before) const;
    void fail(const Flight& flight, ItemIndex item, Detail detail, const base::Outcome& outcome);
    void forbidden(const Flight& flight, ItemIndex item, const base::Outcome& outcome);
    void networkIsBack();
    void networkIsAway(Instant at);
    void vendorStruggles(Instant at);

    void sendWhatMay(Instant now, bool mayHaveTurn);
    bool sendToken(Instant now);
    bool sendStatusCall(Instant now);
    bool sendItems(Instant now);
    bool takeGroup(Instant now, std::vector<ItemIndex>& items);
    std::size_t itemFlights() const;
    std::uint32_t answered() const; ///< items that are settled, and not left out
    std::uint32_t touched() const;
    bool needsTokenNow(Instant now) const;
    bool hasToken(Instant now) const;
    void waitFor(Waiting::For reason, std::optional<Instant> until);
    void wake(Instant at);
    bool takeNext(Instant now, ItemIndex& item);
    bool takeWaiting(Instant now, ItemIndex& item);
    void takeUpDue(Instant now);
    void peekLater(Instant now);
    void putBack(ItemIndex item);

    void apply(ItemIndex item, ItemEvent event, Detail detail, const base::Outcome* answer = nullptr,
               AttemptId attempt = 0);
    void pause(PauseReason reason, std::string detail = {});
    void become(JobState state);
    bool hasWorkLeft() const;
    Duration backoff(int tries, Duration first, Duration most);
    std::optional<Flight> land(AttemptId attempt);
    bool is(Flag flag, ItemIndex item) const { return (m_flags[item] & std::uint8_t(flag)) != 0; }
    void set(Flag flag, ItemIndex item) { m_flags[item] |= std::uint8_t(flag); }
    bool wasUnknown(ItemIndex item) const { return is(Flag::wasUnknown, item); }
    bool wasForbidden(ItemIndex item) const { return is(Flag::wasForbidden, item); }

    Course m_course;
    limits::RateLimiter& m_limiter;
    AttemptNumbers& m_numbers;
    Guards m_guards;
    base::Random m_random;

    JobState m_state = JobState::ready;
    PauseReason m_reason = PauseReason::none;
    std::string m_reasonDetail;
    bool m_isStopping = false; ///< pausing leads to stopped
    bool m_isLimiterTold = false;

    std::vector<ItemState> m_states;
    std::vector<std::uint16_t> m_attempts;
    std::vector<std::uint8_t> m_tries, m_flags;
    Counts m_counts;
    ItemIndex m_cursor = 0;        ///< every item before it was taken once
    std::deque<ItemIndex> m_ready; ///< given back or due: asked before the cursor goes on
    std::deque<ItemIndex> m_last;  ///< queued, and once refused with the sign-in: asked after all others
    std::priority_queue<Later, std::vector<Later>, std::greater<>> m_later;
    std::deque<Group> m_groups;
    std::vector<ItemIndex> m_taken; ///< by sendItems(), kept for its memory
    bool m_isGrouping = false;      ///< what is asked again now goes into m_grouped, and not alone
    std::vector<Later> m_grouped;
    std::vector<Flight> m_flights; ///< at most `inFlight` + a token call

    std::optional<Instant> m_lastSend;
    int m_answersSeen = 0; ///< of items, since the start of this run
    bool m_lastWasForbidden = false;
    std::map<ItemIndex, Refusals> m_refused; ///< by a 401, in this run
    std::optional<std::uint32_t>
        m_acceptedWith; ///< the youngest token that ids were accepted with in this run

    bool m_hasToken = false;
    std::optional<Instant> m_tokenUntil, m_tokenRenewAt, m_tokenNextTry;
    std::uint32_t m_tokenGeneration = 0, m_generationAtStart = 0;
    int m_tokenTries = 0;
    bool m_isTokenUnderWay = false;
    bool m_isTokenProven = false; ///< the present token was accepted at least once

    std::optional<Instant> m_quietUntil; ///< after the machine slept
    std::optional<Instant> m_offlineSince, m_offlineNext;
    int m_offlineTries = 0;
    int m_struggles = 0; ///< outages and lost answers in a row
    std::optional<Instant> m_outageNext;
    int m_outageTries = 0;

    Commands* m_out = nullptr; ///< of the step that is on
};

} // namespace jobs
