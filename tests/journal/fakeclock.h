#pragma once

#include "base/clock.h"

/// A machine whose clocks the test moves.
class FakeClock final : public base::Clock {
public:
    base::Instant now() const override { return m_now; }
    base::WallTime wallNow() const override { return std::chrono::floor<std::chrono::milliseconds>(m_wall); }
    std::string bootId() const override { return m_boot; }

    void pass(base::Duration length)
    {
        m_now += length;
        m_wall += length;
    }
    /// Somebody sets the wall clock.
    void step(base::Duration length) { m_wall += length; }
    /// Off and on again: `length` until the program runs, of them `up` after the start of the machine.
    void reboot(base::Duration length, base::Duration up = std::chrono::seconds(5))
    {
        m_boot = "boot-" + std::to_string(++m_boots);
        m_now = base::Instant(up);
        m_wall += length;
    }

private:
    base::Instant m_now{std::chrono::hours(5)};
    std::chrono::sys_time<base::Duration> m_wall{std::chrono::seconds(1'795'251'600)}; // 2026-11-21 09:00 UTC
    std::string m_boot = "boot-1";
    int m_boots = 1;
};
