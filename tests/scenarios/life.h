#pragma once

#include "scenarios/checks.h"
#include "scenarios/disk.h"
#include "support/workshop.h"

#include <functional>
#include <memory>
#include <optional>

namespace scenarios {

/// What came of one scenario.
struct Verdict {
    std::uint64_t fingerprint = 0;
    std::vector<std::string> broken;
    Duration virtualTime{};
    std::int64_t requests = 0;
    int deaths = 0;
    jobs::JobState end = jobs::JobState::draft;
};

/// One job from its making to its end, and perhaps another one of the same account beside it, with an
/// operator who does what the program says, on a machine and at a vendor that do what the plan says.
class Life {
public:
    /// `folder`: where store and ledger are files of SQLite; empty: they are in memory.
    explicit Life(Plan plan, std::function<void(const Event&)> onlooker = {}, QString folder = {});
    ~Life();
    Verdict run();

private:
    using Death = Disk::Death;
    struct Endless {};
    struct Job {
        engine::JobId id = 0;
        jobs::JobState state = jobs::JobState::draft; ///< as stored
        jobs::PauseReason reason = jobs::PauseReason::none;
        int inFlightMost = 0; ///< as it was ever allowed
        bool exists() const { return id != 0; }
        bool isStill() const
        {
            return state == jobs::JobState::paused || state == jobs::JobState::finished
                   || state == jobs::JobState::stopped;
        }
    };

    support::Workshop::Setup setup();
    void tell(Event event);
    void wired(const simulator::WireEvent& wire);
    void furnish(engine::World& world);
    void committed(const journal::Commit& commit);
    void uncommitted(const journal::Commit& commit);
    std::shared_ptr<journal::Store> stored() const;
    void look();
    void lookAtSizes(const engine::JobSnapshot& shot);

    bool make();
    void live();
    /// Goes on until `isDone`, or until `latest`; outlives the program's death.
    bool goOn(const std::function<bool()>& isDone, Instant latest);
    void settle();
    bool isOver(int job) const;
    /// The job that wants its operator, if one does.
    std::optional<int> wanted() const;
    bool attendTo(int job);
    void act(const Move& move);
    void quit();
    void makeSecondJob();
    bool isDue(const Move& move) const;
    void die(const std::string& how, Duration off = {});
    void startAgain(int job, bool retries);
    void heal();
    void compareTheEnd();
    Event event(Happened happened, int job = 0) const;
    void say(Happened happened, const std::string& what, int job = 0);

    Plan m_plan;
    std::function<void(const Event&)> m_onlooker;
    Checks m_checks;
    Fingerprint m_fingerprint;
    std::unique_ptr<support::Workshop> m_shop;
    QString m_folder;
    Disk m_disk;
    std::optional<journal::Commit> m_trace; ///< of a write that failed: there after a death
    std::array<Job, 2> m_jobs;
    bool m_isOrdering = false; ///< an order is being taken
    Instant m_startedAt{};
    WallTime m_startedAtWall{};
    std::int64_t m_sends = 0;
    std::int64_t m_events = 0, m_steps = 0;
    int m_rounds = 0; ///< so often a pause was gone on from
    int m_deaths = 0;
    bool m_isHealed = false;
    bool m_looks = true;
    std::optional<WallTime> m_plannedFinish;
    std::optional<Instant> m_endedAt;
};

} // namespace scenarios
