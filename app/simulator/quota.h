#pragma once

#include "base/time.h"

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

/// How vendors count. Written for the simulated vendors alone; the client's limiter is another's work.
namespace simulator {

using base::Duration;
using base::Instant;

/// Who makes a call: the client under test, or another consumer of the account.
enum class Caller : unsigned char { own, other };

/// How close our own calls came to one limit.
struct Peak {
    std::string rule;
    std::int64_t allowed = 0;
    std::int64_t most = 0;     ///< the most at any moment (paced: the most of the burst that was used)
    std::int64_t overruns = 0; ///< own calls that this limit would have refused had nobody else called
    bool operator==(const Peak&) const = default;
};

enum class Counting : unsigned char { sliding, fixed, both };

/// Calls within any `per` (sliding), within [phase + k·per, phase + (k+1)·per) (fixed), or both.
class CallWindow {
public:
    CallWindow(std::string rule, std::int64_t max, Duration per, Counting counting, Duration phase);

    bool isFull(Instant now);
    /// Counts a call. True when it is one too many.
    bool count(Instant now);
    /// Notes an own call for the peak, counted or not.
    void note(Instant now);
    std::int64_t used(Instant now);
    /// How long until one more call fits.
    Duration wait(Instant now);
    Peak peak() const { return m_peak; }

private:
    struct Calls {
        std::deque<Instant> recent; ///< sliding
        std::int64_t inFixed = 0;   ///< calls within the fixed window `fixed`
        std::int64_t fixed = 0;     ///< its number
    };
    std::int64_t fixedNumber(Instant now) const;
    void forget(Calls& calls, Instant now) const;
    std::int64_t used(const Calls& calls) const;

    std::int64_t m_max;
    Duration m_per;
    Counting m_counting;
    Duration m_phase;
    Calls m_all, m_own;
    Peak m_peak;
};

/// The generic cell rate algorithm: `burst` at once, then one every `every`; refused calls cost nothing.
class Gcra {
public:
    Gcra(std::string rule, std::int64_t burst, Duration every);

    bool take(Instant now, Caller caller);
    std::int64_t burst() const { return m_burst; }
    std::int64_t remaining(Instant now) const;
    /// Until the whole burst is there again.
    Duration reset(Instant now) const;
    /// Until one more call fits; 0: now.
    Duration wait(Instant now) const;
    Peak peak() const { return m_peak; }

private:
    bool fits(Instant arrival, Instant now) const;

    std::int64_t m_burst;
    Duration m_every;
    Instant m_arrival{}; ///< theoretical arrival time
    Instant m_own{};     ///< the same for own calls alone
    Peak m_peak;
};

/// At most `max` requests at work; more wait in line for at most `patience`.
class Desks {
public:
    Desks(std::string rule, std::int64_t max, Duration patience);

    struct Place {
        bool isGranted = false;
        Duration wait{}; ///< in line, or until the refusal
    };
    Place enter(Instant now, Duration work, Caller caller);
    std::int64_t max() const { return m_max; }
    Peak peak() const { return m_peak; }

private:
    std::int64_t m_max;
    Duration m_patience;
    std::vector<Instant> m_freeAt; ///< one per desk
    std::deque<Instant> m_own;     ///< ends of own requests, for the peak
    Peak m_peak;
};

} // namespace simulator
