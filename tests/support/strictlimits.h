#pragma once

#include <chrono>
#include <deque>
#include <vector>

/// Limits as vendors keep them, for the strict vendors alone: written from the vendors' documents, and shared
/// with nobody whom they are to judge.
namespace support {

using Nanoseconds = std::chrono::nanoseconds;

/// At most `max` calls within `per`.
class StrictWindow {
public:
    enum class Begin : unsigned char {
        sliding,  ///< any stretch of `per`
        clock,    ///< windows one after another, from `phase` on
        firstCall ///< a window begins with a call, and the next with the first call after its end
    };
    StrictWindow(int max, Nanoseconds per, Begin begin = Begin::sliding, Nanoseconds phase = {});

    bool isFull(Nanoseconds at);
    void count(Nanoseconds at);
    /// Until a call fits again; 0: now.
    Nanoseconds wait(Nanoseconds at);

private:
    void settle(Nanoseconds at);

    int m_max;
    Nanoseconds m_per;
    Begin m_begin;
    Nanoseconds m_phase;
    Nanoseconds m_from{-1};
    std::deque<Nanoseconds> m_calls;
};

/// A rolling window with a tolerated burst: `burst` at once, then one every `every`.
class StrictPace {
public:
    StrictPace(int burst, Nanoseconds every) : m_burst(burst), m_every(every) {}

    bool take(Nanoseconds at);
    int burst() const { return m_burst; }
    int remaining(Nanoseconds at) const;
    Nanoseconds reset(Nanoseconds at) const; ///< until all of it is there again
    Nanoseconds wait(Nanoseconds at) const;  ///< until one call fits

private:
    int m_burst;
    Nanoseconds m_every;
    Nanoseconds m_full{}; ///< when all of it is there again
};

/// At most so many at work; more stand in line, for so long at most.
class StrictDesks {
public:
    StrictDesks(int desks, Nanoseconds patience);

    struct Place {
        bool isServed = false;
        Nanoseconds line{}; ///< in line, served or not
    };
    Place enter(Nanoseconds at, Nanoseconds work);
    int desks() const { return static_cast<int>(m_free.size()); }

private:
    Nanoseconds m_patience;
    std::vector<Nanoseconds> m_free;
};

/// A wait as vendors tell it: whole seconds, rounded up, at least one.
int wholeSeconds(Nanoseconds wait);

} // namespace support
