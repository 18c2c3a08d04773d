#pragma once

#include "scenarios/checks.h"
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

/// One job from its making to its end, with an operator who does what the program says, on a machine and at a
/// vendor that do what the plan says.
class Life {
public:
    explicit Life(Plan plan, std::function<void(const Event&)> onlooker = {});
    ~Life();
    Verdict run();

private:
    class WatchedStore;
    class WatchedLedger;
    struct Death {}; ///< thrown out of a write: the program ends there
    struct Endless {};

    support::Workshop::Setup setup();
    void tell(Event event);
    void wired(const simulator::WireEvent& wire);
    void committed(const journal::Commit& commit);
    /// One write to store or ledger: the program may die before or after it.
    void beforeWrite();
    void afterWrite();
    void look();

    bool make();
    void live();
    /// Goes on until `isDone`, or until `latest`; outlives the program's death.
    bool goOn(const std::function<bool()>& isDone, Instant latest);
    void settle();
    bool isStill() const;
    void act(const Move& move);
    bool isDue(const Move& move) const;
    void die(const std::string& how, Duration off = {});
    void reopen();
    void startAgain(bool retries);
    void heal();
    void compareTheEnd();
    Event event(Happened happened) const;
    void say(Happened happened, const std::string& what);

    Plan m_plan;
    std::function<void(const Event&)> m_onlooker;
    Checks m_checks;
    Fingerprint m_fingerprint;
    std::unique_ptr<support::Workshop> m_shop;
    engine::JobId m_job = 0;
    jobs::JobState m_state = jobs::JobState::draft; ///< as stored
    jobs::PauseReason m_reason = jobs::PauseReason::none;
    Instant m_startedAt{};
    WallTime m_startedAtWall{};
    std::int64_t m_sends = 0;
    std::int64_t m_events = 0, m_steps = 0;
    int m_inFlightMost = 16;
    int m_deaths = 0;
    std::int64_t m_writesLeft = 0; ///< until the program dies; 0: it does not
    bool m_diesAfter = false;
    bool m_isHealed = false;
    bool m_looks = true;
    bool m_wasStopped = false;
    std::optional<WallTime> m_plannedFinish;
    std::optional<Instant> m_endedAt;
};

} // namespace scenarios
