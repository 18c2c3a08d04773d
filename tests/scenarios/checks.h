#pragma once

#include "scenarios/plan.h"

#include "limits/recount.h"

#include <array>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

/// The promises, checked from outside: each class reads the events and nothing else, keeps books of its own,
/// and says what was broken. None of them asks the limiter, the scheduler or the store.
namespace scenarios {

/// What was broken, in order; the first ones are enough.
class Complaints {
public:
    void add(Instant at, const std::string& what);
    const std::vector<std::string>& all() const { return m_all; }

private:
    std::vector<std::string> m_all;
};

/// Every request was announced in ledger and store before it left, is sent once, and asks for what was
/// announced.
class Books {
public:
    Books(const Plan& plan, Complaints& complaints) : m_plan(plan), m_complaints(complaints) {}
    void see(const Event& event);
    /// After everything on the way has arrived; `stored` is what the jobs' records say.
    void finish(Instant at, std::int64_t stored);
    std::int64_t intended() const { return std::int64_t(m_attempts.size()) - m_cancelled; }

private:
    struct Attempt {
        jobs::AttemptKind kind = jobs::AttemptKind::item;
        std::vector<jobs::ItemIndex> items;
        bool isSent = false, isArrived = false, isCancelled = false;
    };
    const Plan& m_plan;
    Complaints& m_complaints;
    std::unordered_map<std::uint64_t, Attempt> m_attempts;
    std::set<std::uint64_t> m_charged; ///< in the ledger, and not sent yet
    std::int64_t m_cancelled = 0;
};

/// Every id is in exactly one state, the sums shown are those stored, nothing that was confirmed is sent
/// again, nothing is sent twice at the same time, and what is called done was done.
class Items {
public:
    Items(const Plan& plan, Complaints& complaints);
    void see(const Event& event);
    const jobs::Counts& counts(int job = 0) const { return m_jobs[static_cast<std::size_t>(job)].counts; }
    /// What the store holds of a job at the end must be what was committed on the way.
    void finish(Instant at, int job, const std::vector<jobs::ItemState>& stored, const jobs::Counts& counted);

private:
    struct Item {
        jobs::ItemState state = jobs::ItemState::queued;
        std::uint64_t underWay = 0; ///< the attempt of the present program that asks for it
        bool isDeleted = false;     ///< at the vendor, by a request of ours
        bool wasSent = false;
    };
    struct Job {
        jobs::Counts counts;
        int sentItems = 0;       ///< different ones
        bool isLookedAt = false; ///< the canary paused the job
        bool isCapMet = false;
        std::int64_t requests = 0; ///< for items, since the cap paused the job last
    };
    void sent(const Event& event);
    void changed(const Event& event);
    int jobOf(jobs::ItemIndex item) const { return item < static_cast<jobs::ItemIndex>(m_plan.ids) ? 0 : 1; }

    const Plan& m_plan;
    Complaints& m_complaints;
    std::vector<Item> m_items; ///< of both jobs
    std::array<Job, 2> m_jobs;
    std::unordered_map<std::uint64_t, std::vector<jobs::ItemIndex>> m_attempts;
};

/// No limit that the document states is exceeded by our own requests, by the vendor's clock, however windows
/// are cut.
class Quota {
public:
    Quota(const Plan& plan, Complaints& complaints) : m_plan(plan), m_complaints(complaints) {}
    void see(const Event& event);
    void finish(Instant at, const std::vector<simulator::Peak>& peaks);

private:
    const Plan& m_plan;
    Complaints& m_complaints;
    std::unordered_map<std::uint64_t, std::int64_t> m_batches; ///< length of each
    std::vector<recount::Met> m_met;
};

/// A wait that is shown is kept: nothing leaves before the moment shown unless something happened meanwhile
/// that explains it; the moment does not lie in the past; and the limit that is named has no room.
class Waits {
public:
    Waits(const Plan& plan, Complaints& complaints) : m_plan(plan), m_complaints(complaints) {}
    void see(const Event& event);

private:
    void compareWithTheLimit(const Event& event);

    const Plan& m_plan;
    Complaints& m_complaints;
    std::deque<Instant> m_sends;           ///< while nothing goes wrong
    std::int64_t m_underWay = 0;           ///< the same
    std::set<std::uint64_t> m_statusCalls; ///< these are made during a wait, and ask how long it lasts
    struct Promise {
        Shown shown;
        Instant at{};
    };
    Instant m_answeredAt{};
    std::array<std::optional<Promise>, 2> m_promises; ///< since then nothing happened that could change it
    std::set<std::uint64_t> m_ofSecond;               ///< requests of the second job that have not left
};

/// Jobs of one account take turns: while the older one runs, the younger one asks for no id.
class Turns {
public:
    explicit Turns(Complaints& complaints) : m_complaints(complaints) {}
    void see(const Event& event);

private:
    Complaints& m_complaints;
    jobs::JobState m_first = jobs::JobState::draft; ///< as stored
    std::set<std::uint64_t> m_ofSecond;             ///< requests for its ids that have not left yet
};

/// A disk that fails is told: as long as nothing could be written, the screen says that the job waits for it.
class Failures {
public:
    explicit Failures(Complaints& complaints) : m_complaints(complaints) {}
    void see(const Event& event);

private:
    Complaints& m_complaints;
    std::array<bool, 2> m_isUnwritten{};
};

/// What the engine holds while it runs stays within its bounds.
class Sizes {
public:
    explicit Sizes(Complaints& complaints) : m_complaints(complaints) {}
    struct Held {
        std::int64_t underWay = 0;  ///< requests that the engine waits for
        std::int64_t onTheWire = 0; ///< that the transport waits for
    };
    void look(Instant at, const Held& held, int inFlightMost);
    /// What grows with time, and not with the ids.
    void look(Instant at, const char* what, std::size_t held, std::size_t most);

private:
    Complaints& m_complaints;
};

/// A job with which nothing goes wrong ends with every id done, no later than the vendor's numbers make it,
/// no sooner than they allow, and when it was forecast.
class Progress {
public:
    Progress(const Plan& plan, Complaints& complaints) : m_plan(plan), m_complaints(complaints) {}
    struct End {
        std::uint32_t done = 0;
        Duration took{};
        std::optional<Duration> forecast; ///< at its start; empty: it was over before anybody looked
    };
    void finish(Instant at, const End& end);

private:
    const Plan& m_plan;
    Complaints& m_complaints;
};

/// All of them.
struct Checks {
    explicit Checks(const Plan& plan);
    void see(const Event& event);

    Complaints complaints;
    Books books;
    Items items;
    Quota quota;
    Waits waits;
    Turns turns;
    Failures failures;
    Sizes sizes;
    Progress progress;
};

} // namespace scenarios
