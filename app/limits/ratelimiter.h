#pragma once

#include "limits/accepted.h"
#include "limits/block.h"
#include "limits/ground.h"
#include "limits/hold.h"
#include "limits/rule.h"
#include "limits/tickets.h"

#include <span>
#include <vector>

namespace limits {

/// All limits of one account together, all or nothing: a ticket is given only when *every* rule that the
/// costs touch has room, and then every rule is charged.
///
/// Promise: with the tickets honoured (request sent after acquire, release called no earlier than the answer,
/// lose where no answer came) no declared limit is exceeded at the vendor, whether it counts in fixed or
/// sliding windows and whatever the network does. Proof, for a window of N per W: request i is sent at s,
/// counted by the vendor at a, answered at r, s <= a <= r. Take N+1 counted within W and L the one sent last:
/// for every other i, r_i >= a_i > a_L - W >= s_L - W, so at s_L all N were in flight or younger than W, and
/// L would have waited. Each window is kept as W + W * clockErrorPpm / 10^6 + granularity.
///
/// Does not know: clocks, threads, the network, who asks. `now` must not run backwards between calls (it is
/// clamped). Copyable: a copy is the present state, for forecasts. One thread at a time.
class RateLimiter {
public:
    struct Options {
        Guard guard;
        int sharePercent = 100; ///< of every limit's max, rounded down, at least 1
    };

    RateLimiter() = default;
    explicit RateLimiter(std::vector<Limit> limits) : RateLimiter(std::move(limits), Options{}) {}
    RateLimiter(std::vector<Limit> limits, Options options);

    /// Permission to send one request of these costs now, or until when and by which rule not. O(1)
    /// amortised.
    Answer acquire(std::span<const Cost> costs, Instant now, Purpose purpose = Purpose::item);
    /// The same answer as acquire would give, without taking anything.
    Answer wouldAcquire(std::span<const Cost> costs, Instant now, Purpose purpose = Purpose::item) const;

    // Each returns whether the ticket was still out; another one (given back before, never issued) changes
    // nothing.
    bool release(Ticket ticket, Instant now);             ///< its answer arrived at `now`
    bool cancel(Ticket ticket);                           ///< provably no byte left: as if never acquired
    bool lose(Ticket ticket, Instant now, Instant until); ///< no answer: may be counted until `until`

    /// Everything in flight is taken as answered now: for forecasts, on a copy.
    void landAll(Instant now);

    /// What the answer to a request that left at `sent` said about the quota of `path` (empty: the whole
    /// account). After the release of its ticket.
    void feedback(const base::Signal& signal, const std::string& path, Instant now, Instant sent);
    void feedback(const base::Signal& signal, const std::string& path, Instant now)
    {
        feedback(signal, path, now, now);
    }
    /// The answer to a request that left at `sent` was no refusal: so much is borne. After its release.
    void accepted(Instant sent, Instant now);

    // Blocks. What is under way may be counted until `onTheWayMost` after it was sent.
    /// `isWary`: the first call after a pause goes alone, as its answer may say that the quota is another one
    /// than we think, or that somebody else has brought a block upon the account.
    void expect(Duration onTheWayMost, std::optional<Duration> statusCallEvery, Instant now,
                bool isWary = false);
    /// When a status call may leave (with Purpose::probe); empty: none is wanted.
    std::optional<Instant> statusCallDue() const { return m_block.statusCallDue(); }
    /// A status call's answer held nothing that can be read.
    void statusCallUnread(Instant now);
    /// The hold that has to be remembered: also a block that is over, as long as the water was not tried.
    std::optional<HoldState> unsettledHold(Instant now) const;

    // Limits that nobody knows for sure.
    std::vector<Lesson> lessons() const;
    /// From the ledger, before any recall().
    void recallLesson(const Lesson& lesson);
    /// Tries nothing out and asks nobody: for forecasts, on a copy.
    void stayOnKnownGround(Instant now);

    /// Requests of earlier runs, from the ledger: sent at `sent`, answered at `answered`, in order of
    /// `answered`. An unanswered one is given with `answered` = the latest moment at which it may still be
    /// counted.
    void recall(std::span<const Cost> costs, Instant sent, Instant answered, Instant now);
    void recallHold(base::HoldCause cause, Instant since, Instant until);

    /// Requests that others on the account made today, as entered or told at `at` (now or before): charged to
    /// daily limits, for their length from then on.
    void chargeOthers(std::int64_t count, Instant at);

    /// No memory that can be trusted: every window is taken as full until it has passed once.
    void closeAll(Instant now);

    /// New limits or another share. Lowering bites at once; raising does as `raise` says, limits that are
    /// larger than they were always slowly.
    void reconfigure(std::vector<Limit> limits, Options options, Instant now, Raise raise = Raise::slowly);

    std::vector<RuleState> explain(Instant now) const;
    std::optional<HoldState> hold(Instant now) const; ///< the account's hold, if one is on
    /// When slots of rule `index` (as in explain) come back, at most `most` steps, equal instants merged to
    /// `step`.
    std::vector<Comeback> comeback(std::size_t index, Instant now, std::size_t most, Duration step) const;

    std::int64_t inFlight() const;
    Duration longestWindow() const; ///< guard included; what a ledger has to remember
    const std::vector<Limit>& limits() const;
    const Options& options() const;

private:
    Instant moved(Instant now); // the latest of all `now`s so far, within the range we compute in
    Instant seen(Instant now) const;
    Answer refusal(std::span<const Cost> costs, Instant now, Purpose purpose) const;
    template <class GiveBack>
    bool giveBack(Ticket ticket, GiveBack how);
    Rule* mostSpecific(Kind kind, const std::string& path);
    void learnConcurrency(int max, const std::string& path);
    void heedQuota(const base::QuotaSignal& quota, const std::string& path, Instant now, Instant sent);
    Duration recoveryAfter(const std::string& path, int refusals) const;
    void refusedWithoutWait(Duration atLeast, const std::string& path, Instant now, Instant sent);
    void heedHold(const base::HoldSignal& told, const std::string& path, Instant now, Instant sent);
    HoldState blame(const std::string& path, Instant now) const;
    void watchBlock();
    bool isAfterPause(Instant now) const;
    void ended(Ticket ticket, std::optional<Instant> lostUntil);

    // learning.cpp
    struct Explored {
        std::size_t rule = 0;
        Ground ground;
    };
    struct Leveled {
        std::size_t rule = 0;
        Level level;
    };
    /// The one call under way that tries whether a learned window is shorter than it was taken for.
    struct ShorterTry {
        Ticket ticket;
        std::size_t rule = 0;
        Instant sent{};
        Instant begun{}; // when the vendor counted the first of the full window
    };
    void explore();
    void adoptGround(Instant now);
    const Rule* unknownGround(std::span<const Cost> costs, Instant now) const;
    void teach(const std::string& name, Duration wait, Instant now, Instant sent);
    void teachDeclared(Ground& ground, Duration wait, Instant now, Instant counted);
    void teachBucket(Explored* known, const std::string& name, Duration wait, Instant now, Instant counted);
    bool countsThoseBefore(const Explored& known, std::int64_t fewer, Duration per, Instant end) const;
    std::optional<Instant> shorterTryAt(std::size_t rule, std::int64_t count) const;
    void shorterTryLeaves(Ticket ticket, std::size_t rule, Instant now);
    void shorterTryIsOver(Ticket ticket);
    void shorten(const Explored& one);
    Explored& addBucket(const std::string& name, std::int64_t max, Duration per, Instant now);
    std::int64_t shareOf(std::size_t rule, std::int64_t max) const;
    void showLearned(std::size_t rule, RuleState& shown) const;

    std::vector<Limit> m_limits;
    Options m_options;
    std::vector<Rule> m_rules; // one for each limit; learned ones that no limit declares after them
    std::vector<Limit> m_told; // of those
    Tickets m_tickets;
    Hold m_hold;
    Block m_block;
    std::optional<Ticket> m_water; // the one call that tries it
    bool m_isWary = false;
    std::optional<Ticket> m_scout; // the first call after a pause or a hold
    bool m_isUntried = false;      // since the last hold nothing was sent
    Instant m_lastEnded{-longest};
    Duration m_onTheWayMost{};
    Instant m_recalledUntil{-longest}; // what an earlier program left under way may be counted until then
    int m_refusals = 0;                // in a row, without a wait
    Instant m_refusedAt{-longest}, m_refusedUntil{-longest};
    std::vector<Explored> m_explored;
    std::vector<Leveled> m_levels;
    Accepted m_accepted;
    std::optional<ShorterTry> m_shorterTry;
    Instant m_bucketFrom{-longest}; // the last wait for a limit that no profile declares was over then
    bool m_staysOnKnownGround = false;
    Instant m_now{-longest};
    bool m_wasUsed = false; // any request at all, now or recalled
};

} // namespace limits
