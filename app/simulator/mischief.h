#pragma once

#include "base/random.h"
#include "simulator/simvendor.h"

#include <chrono>
#include <cstdint>
#include <string>

namespace simulator {

/// What an operator can make the practice vendor do.
enum class Mischief : unsigned char {
    loseNextAnswer,    ///< the next deletion is done, its answer never comes
    refuseNextRequest, ///< as by a limit
    block,             ///< everything is refused for 60 s
    expireSignIn,      ///< tokens and secrets seen until now are refused
    answerNotFound,    ///< every id is unknown, until taken back
    cutNetwork,        ///< connections are reset and refused, until taken back
};

/// How long Mischief::block lasts.
inline constexpr std::chrono::seconds blockByMischief{60};

/// Probabilities of what goes wrong, each per request; together at most 1.
struct Faults {
    double closeBeforeEffect = 0;  ///< counted, not done, connection closed without a byte
    double closeAfterEffect = 0;   ///< done, connection closed without a byte
    double reset = 0;              ///< counted, not done, connection reset
    double stall = 0;              ///< done, no answer, connection left open
    double trickle = 0;            ///< done, the answer comes byte by byte and never ends
    double late = 0;               ///< held up on the way until after the client's deadline, then done
    double hugeBody = 0;           ///< done, 2 MiB of body
    double nonsenseHeaders = 0;    ///< done, quota headers that mean nothing, and more than 100 of them
    double malformedBody = 0;      ///< done, the JSON or XML ends in the middle
    double redirect = 0;           ///< not done, 307 to another origin
    double outage = 0;             ///< counted, not done, 500
    double gatewayAfterEffect = 0; ///< done, 502 from a proxy
    double expireSignIn = 0;       ///< every sign-in seen until now is refused
    double webPage = 0;            ///< never reaches the vendor: 200 and a page of a proxy
    double webPageAfterEffect = 0; ///< done; 200 and a page of a proxy in place of the answer
    std::string redirectTo = "https://elsewhere.example/sign-in";
};

/// What happens to one request on its way and back.
enum class Fate : unsigned char {
    answered,
    closedBefore,
    closedAfter,
    reset,
    stalled,
    trickled,
    late,
    hugeBody,
    nonsenseHeaders,
    malformedBody,
    redirected,
    outage,
    gatewayAfterEffect,
    signInExpired,
    webPage,
    webPageAfterEffect,
};

/// The line between client and vendor: decides by its seed (and the operator's mischief) what happens to each
/// request, and hands it to the vendor. Knows neither sockets nor timers. One thread.
class Line {
public:
    struct Delays {
        Duration there{}, back{};
        Duration whole() const { return there + back; }
    };
    /// How the client's side of it ends.
    enum class Ending : unsigned char { answered, closed, reset, stalled, trickled };
    struct Passage {
        Ending ending = Ending::answered;
        Answer answer; ///< what the vendor said, whether it arrives or not
    };

    /// Round trips take [low, high]. The vendor must outlive the line.
    Line(SimVendor& vendor, Duration rttLow, Duration rttHigh, const Faults& faults, std::uint64_t seed);

    Delays drawDelays();
    Fate drawFate();
    /// A length of (0, most], for requests that are held up.
    Duration drawLateness(Duration most);
    /// The request arrives at the vendor.
    Passage pass(const SimRequest& request, Instant now, Fate fate);

    void setFaults(const Faults& faults) { m_faults = faults; }
    void play(Mischief mischief, bool isOn, Instant now);
    bool isCut() const { return m_isCut; }
    SimVendor& vendor() const { return m_vendor; }

private:
    void spoil(Answer& answer, Fate fate);

    SimVendor& m_vendor;
    Duration m_rttLow, m_rttHigh;
    Faults m_faults;
    base::Random m_delays, m_fates;
    bool m_losesNext = false;
    bool m_isCut = false;
};

} // namespace simulator
