#pragma once

#include "base/clock.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace simulator {

using base::Duration;
using base::Instant;
using base::WallTime;

/// A clock that stands still until it is moved, with a queue of what happens when. Two kinds of events: the
/// machine's (timers, answers that arrive: they wait while the machine is suspended and are forgotten when it
/// reboots) and the world's (the vendor, the network: they go on). Events of the same moment run in the order
/// in which they were asked for. `now()` is the machine's time since boot, which starts anew at a reboot;
/// `worldNow()` never turns back and is what vendors count with. One thread.
class VirtualClock final : public base::Clock {
public:
    /// Names one event, for cancel().
    struct Event {
        Instant world{};
        std::uint64_t order = 0;
        auto operator<=>(const Event&) const = default;
    };
    using Action = std::function<void()>;

    /// Boot is `uptime` ago; the wall shows `wall`.
    explicit VirtualClock(Duration uptime = std::chrono::hours(1),
                          WallTime wall = WallTime(std::chrono::seconds(1'800'000'000))); // 2027-01-15

    Instant now() const override;
    WallTime wallNow() const override;
    std::string bootId() const override;
    Duration asleep() const override { return m_asleep; }
    Instant worldNow() const;

    /// Runs `action` when the machine's clock shows `when` (at once, but not inside this call, where that is
    /// past).
    Event at(Instant when, Action action);
    /// The same on the world's clock, and whatever the machine does.
    Event atWorld(Instant when, Action action);
    void cancel(const Event& event);

    /// The machine's time of the next event of either kind.
    std::optional<Instant> nextAt() const;
    std::size_t pendingEvents() const;

    /// Runs the next event, moving the clock to it. False when there is none.
    bool step();
    /// Runs everything up to and including `when`, then stands at `when`.
    void runUntil(Instant when);
    /// Runs events until `isDone()` holds (true) or until nothing is left or `latest` would be passed
    /// (false).
    bool runUntil(const std::function<bool()>& isDone, Instant latest);
    void advance(Duration by);
    void advanceTo(Instant when) { runUntil(when); }

    /// The user or NTP sets the wall clock; `by` may be negative.
    void stepWall(Duration by);
    /// The lid is closed for `length`: the world goes on, the machine's events wait and come at once
    /// afterwards.
    void suspend(Duration length);
    /// The machine is off for `off`: its events are forgotten, `now()` starts again near zero, the boot id is
    /// another.
    void reboot(Duration off);
    /// The process is killed: the machine's events are forgotten, time goes on.
    void forgetMachineEvents();

private:
    struct Entry {
        Action action;
        bool isMachine = true;
    };
    Instant toWorld(Instant machine) const;
    bool runNext(Instant latest, bool isMachineAsleep);
    void runWorldUntil(Instant world, bool isMachineAsleep);

    std::map<Event, Entry> m_events;
    std::uint64_t m_order = 0;
    Instant m_world{};
    Duration m_bootedAt{}; ///< on the world's clock
    WallTime m_wallAtZero{};
    Duration m_wallSteps{};
    Duration m_asleep{}; ///< since boot
    int m_boots = 1;
};

} // namespace simulator
