#include "simulator/simtransport.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace simulator {

namespace {

constexpr qsizetype bodyBytesMax = 1 << 20;                     // what the real transport reads at most
constexpr Duration refusedAfter = std::chrono::milliseconds(1); // a connection without network fails at once

SimRequest onTheWire(const transport::Request& request)
{
    SimRequest wire;
    wire.method = request.method.toStdString();
    wire.path = request.url.path(QUrl::FullyEncoded).toStdString();
    if (wire.path.empty())
        wire.path = "/";
    wire.query = request.url.query(QUrl::FullyEncoded).toStdString();
    wire.headers.reserve(static_cast<std::size_t>(request.headers.size()));
    for (const auto& [name, value] : request.headers)
        wire.headers.emplace_back(name.toStdString(), value.toStdString());
    wire.body = request.body.toStdString();
    return wire;
}

vendors::Response received(const Answer& answer)
{
    vendors::Response response;
    response.status = answer.status;
    response.headers.reserve(static_cast<qsizetype>(answer.headers.size()));
    for (const auto& [name, value] : answer.headers)
        response.headers.emplace_back(QByteArray::fromStdString(name), QByteArray::fromStdString(value));
    response.body = QByteArray::fromStdString(answer.body);
    if (response.body.size() > bodyBytesMax) {
        response.body.truncate(bodyBytesMax);
        response.isTruncated = true;
    }
    return response;
}

} // namespace

/// What outlives the transport: the line, and who still waits for which answer.
struct SimTransport::Wire : std::enable_shared_from_this<SimTransport::Wire> {
    using Ending = transport::Completion::Ending;

    struct Flight {
        VirtualClock::Event deadline;
        QString shown;
    };

    Wire(VirtualClock& theClock, SimVendor& vendor, const NetworkOptions& options)
        : clock(theClock)
        , line(vendor, options.rttLow, options.rttHigh, options.faults, options.seed)
        , lateMost(options.lateMost)
    {
    }

    void tell(WireEvent event) const
    {
        event.world = clock.worldNow();
        if (onlooker)
            onlooker(event);
    }

    void end(std::uint64_t attempt, Ending ending, const QString& why, vendors::Response response = {})
    {
        const auto flight = flights.find(attempt);
        if (flight == flights.end())
            return; // ended before: by its deadline, by abortAll()
        const QString shown = flight->second.shown;
        clock.cancel(flight->second.deadline);
        flights.erase(flight);
        const auto kind = ending == Ending::answered  ? WireEvent::Kind::answered
                          : ending == Ending::notSent ? WireEvent::Kind::notSent
                                                      : WireEvent::Kind::lost;
        tell({.kind = kind, .attempt = attempt, .shown = shown, .status = response.status});
        if (receiver)
            receiver({attempt, ending, std::move(response), clock.now(), why});
    }

    void endSoon(std::uint64_t attempt, Duration after, Ending ending, const QString& why,
                 vendors::Response response = {})
    {
        clock.at(clock.now() + after,
                 [self = shared_from_this(), attempt, ending, why, answer = std::move(response)] {
                     self->end(attempt, ending, why, answer);
                 });
    }

    void endAll(const QString& why)
    {
        std::vector<std::uint64_t> attempts;
        for (const auto& [attempt, flight] : flights)
            attempts.push_back(attempt);
        std::ranges::sort(attempts); // the order of a hash map is no part of the seed
        for (const std::uint64_t attempt : attempts)
            endSoon(attempt, {}, Ending::lost, why);
    }

    void arrive(std::uint64_t attempt, const QString& shown, const SimRequest& request, Fate fate,
                Duration back, int cutsSeen)
    {
        if (cutsSeen != cuts)
            return; // it was on its way when the network went
        const Line::Passage passage = line.pass(request, clock.worldNow(), fate);
        tell({.kind = WireEvent::Kind::arrived,
              .attempt = attempt,
              .shown = shown,
              .status = passage.answer.status,
              .isRefused = passage.answer.isRefused,
              .effects = passage.answer.effects});
        const Duration left = passage.answer.takes + back;
        switch (passage.ending) {
        case Line::Ending::answered:
            endSoon(attempt, left, Ending::answered, {}, received(passage.answer));
            break;
        case Line::Ending::closed:
            endSoon(attempt, left, Ending::lost,
                    QStringLiteral("the connection was closed without an answer"));
            break;
        case Line::Ending::reset:
            endSoon(attempt, left, Ending::lost, QStringLiteral("the connection was reset"));
            break;
        case Line::Ending::stalled:
        case Line::Ending::trickled:
            break; // the deadline ends it
        }
    }

    VirtualClock& clock;
    Line line;
    Duration lateMost;
    Receiver receiver;
    std::function<void(const WireEvent&)> onlooker;
    std::unordered_map<std::uint64_t, Flight> flights;
    int cuts = 0;
};

SimTransport::SimTransport(VirtualClock& clock, SimVendor& vendor, const NetworkOptions& options)
    : m_wire(std::make_shared<Wire>(clock, vendor, options))
{
}

SimTransport::~SimTransport()
{
    m_wire->receiver = nullptr;
    for (const auto& [attempt, flight] : m_wire->flights)
        m_wire->clock.cancel(flight.deadline);
    m_wire->flights.clear();
}

void SimTransport::setReceiver(Receiver receiver)
{
    m_wire->receiver = std::move(receiver);
}

void SimTransport::send(std::uint64_t attempt, transport::Request request)
{
    Wire& wire = *m_wire;
    VirtualClock& clock = wire.clock;
    const auto deadline = clock.at(clock.now() + request.deadline, [self = m_wire, attempt] {
        self->end(attempt, Wire::Ending::lost, QStringLiteral("no answer before the deadline"));
    });
    wire.flights.insert_or_assign(attempt, Wire::Flight{deadline, request.shown});
    if (wire.line.isCut()) {
        wire.endSoon(attempt, refusedAfter, Wire::Ending::notSent, QStringLiteral("no network"));
        return;
    }
    wire.tell({.kind = WireEvent::Kind::sent, .attempt = attempt, .shown = request.shown});
    const Line::Delays delays = wire.line.drawDelays();
    const Fate fate = wire.line.drawFate();
    const Duration there =
        fate == Fate::late ? request.deadline + wire.line.drawLateness(wire.lateMost) : delays.there;
    clock.atWorld(clock.worldNow() + there,
                  [self = m_wire, attempt, shown = request.shown, onWire = onTheWire(request), fate,
                   back = delays.back,
                   cuts = wire.cuts] { self->arrive(attempt, shown, onWire, fate, back, cuts); });
}

void SimTransport::abortAll()
{
    m_wire->endAll(QStringLiteral("given up"));
}

void SimTransport::play(Mischief mischief, bool isOn)
{
    m_wire->line.play(mischief, isOn, m_wire->clock.worldNow());
    if (mischief == Mischief::cutNetwork && isOn) {
        ++m_wire->cuts;
        m_wire->endAll(QStringLiteral("the network went away"));
    }
}

void SimTransport::setFaults(const Faults& faults)
{
    m_wire->line.setFaults(faults);
}

void SimTransport::setOnlooker(std::function<void(const WireEvent&)> onlooker)
{
    m_wire->onlooker = std::move(onlooker);
}

int SimTransport::inFlight() const
{
    return static_cast<int>(m_wire->flights.size());
}

} // namespace simulator
