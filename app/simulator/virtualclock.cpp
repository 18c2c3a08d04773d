#include "simulator/virtualclock.h"

#include <algorithm>

namespace simulator {

VirtualClock::VirtualClock(Duration uptime, WallTime wall)
    : m_world(uptime)
    , m_wallAtZero(wall - std::chrono::floor<std::chrono::milliseconds>(uptime))
{
}

Instant VirtualClock::now() const
{
    return m_world - m_bootedAt;
}

WallTime VirtualClock::wallNow() const
{
    return std::chrono::floor<std::chrono::milliseconds>(m_wallAtZero + m_world.time_since_epoch()
                                                         + m_wallSteps);
}

std::string VirtualClock::bootId() const
{
    return "virtual-boot-" + std::to_string(m_boots);
}

Instant VirtualClock::worldNow() const
{
    return m_world;
}

Instant VirtualClock::toWorld(Instant machine) const
{
    return std::max(machine + m_bootedAt, m_world);
}

VirtualClock::Event VirtualClock::at(Instant when, Action action)
{
    const Event event{toWorld(when), m_order++};
    m_events.emplace(event, Entry{std::move(action), true});
    return event;
}

VirtualClock::Event VirtualClock::atWorld(Instant when, Action action)
{
    const Event event{std::max(when, m_world), m_order++};
    m_events.emplace(event, Entry{std::move(action), false});
    return event;
}

void VirtualClock::cancel(const Event& event)
{
    m_events.erase(event);
}

std::optional<Instant> VirtualClock::nextAt() const
{
    if (m_events.empty())
        return std::nullopt;
    return std::max(m_events.begin()->first.world, m_world) - m_bootedAt;
}

std::size_t VirtualClock::pendingEvents() const
{
    return m_events.size();
}

bool VirtualClock::runNext(Instant latest, bool isMachineAsleep)
{
    auto next = m_events.begin();
    if (isMachineAsleep)
        next = std::find_if(next, m_events.end(), [](const auto& e) { return !e.second.isMachine; });
    if (next == m_events.end() || next->first.world > latest)
        return false;
    // What a suspended machine missed is older than the clock: it happens now, and the clock does not turn
    // back.
    m_world = std::max(m_world, next->first.world);
    const Action action = std::move(next->second.action);
    m_events.erase(next);
    action();
    return true;
}

void VirtualClock::runWorldUntil(Instant world, bool isMachineAsleep)
{
    while (runNext(world, isMachineAsleep)) {
    }
    m_world = std::max(m_world, world);
}

bool VirtualClock::step()
{
    return runNext(Instant::max(), false);
}

void VirtualClock::runUntil(Instant when)
{
    runWorldUntil(when + m_bootedAt, false);
}

bool VirtualClock::runUntil(const std::function<bool()>& isDone, Instant latest)
{
    while (!isDone()) {
        if (!runNext(latest + m_bootedAt, false))
            return false;
    }
    return true;
}

void VirtualClock::advance(Duration by)
{
    runWorldUntil(m_world + by, false);
}

void VirtualClock::stepWall(Duration by)
{
    m_wallSteps += by;
}

void VirtualClock::suspend(Duration length)
{
    m_asleep += length;
    runWorldUntil(m_world + length, true);
}

void VirtualClock::reboot(Duration off)
{
    forgetMachineEvents();
    runWorldUntil(m_world + off, true);
    // Answers that came while the machine was off found nobody.
    forgetMachineEvents();
    m_bootedAt = m_world.time_since_epoch();
    m_asleep = {};
    ++m_boots;
}

void VirtualClock::forgetMachineEvents()
{
    std::erase_if(m_events, [](const auto& e) { return e.second.isMachine; });
}

} // namespace simulator
