#pragma once

#include "simulator/mischief.h"
#include "simulator/virtualclock.h"
#include "transport/transport.h"

#include <functional>
#include <memory>

namespace simulator {

/// What an onlooker at the wire sees of one request.
struct WireEvent {
    enum class Kind : unsigned char { sent, arrived, answered, lost, notSent };
    Kind kind = Kind::sent;
    std::uint64_t attempt = 0;
    Instant world{}; ///< on the world's clock
    QString shown;   ///< "DELETE /accounts/4711"
    int status = 0;  ///< arrived, answered
    bool isRefused = false;
    int effects = 0;
};

/// How the simulated network behaves.
struct NetworkOptions {
    Duration rttLow = std::chrono::milliseconds(20), rttHigh = std::chrono::milliseconds(60);
    Faults faults;
    /// A request that is held up (Faults::late) arrives at most this long after the client's deadline.
    Duration lateMost = std::chrono::seconds(60);
    std::uint64_t seed = 1;
};

/// A transport in virtual time: send at s, the vendor sees it at a, the answer is there at r, s <= a <= r,
/// all drawn from one seed; answers overtake each other. While the network is cut everything ends as not
/// sent. What is on its way when this object dies still arrives at the vendor, as after a crash. Clock and
/// vendor must outlive the clock's events. One thread.
class SimTransport final : public transport::Transport {
public:
    SimTransport(VirtualClock& clock, SimVendor& vendor, const NetworkOptions& options);
    ~SimTransport() override;

    void setReceiver(Receiver receiver) override;
    void send(std::uint64_t attempt, transport::Request request) override;
    void abortAll() override;

    void play(Mischief mischief, bool isOn = true);
    void setFaults(const Faults& faults);
    /// Everything on the wire, in order, called as it happens.
    void setOnlooker(std::function<void(const WireEvent&)> onlooker);
    int inFlight() const;

private:
    struct Wire;
    std::shared_ptr<Wire> m_wire; ///< shared with the events under way
};

} // namespace simulator
