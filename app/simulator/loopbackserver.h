#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "simulator/mischief.h"

#include <QFile>
#include <QObject>
#include <QPointer>
#include <QString>

#include <chrono>
#include <cstdint>

class QTcpServer;

namespace simulator {

class Connection;

struct LoopbackOptions {
    quint16 port = 0; ///< 0: any free one
    Duration rttLow = std::chrono::milliseconds(20), rttHigh = std::chrono::milliseconds(60);
    Faults faults;
    std::uint64_t seed = 1;
    Duration trickleEvery = std::chrono::milliseconds(200); ///< a byte of the body, where an answer trickles
    Duration lateAfter = std::chrono::seconds(35);          ///< when a request that was held up arrives
    QString logFile; ///< one JSON object per request, appended; empty: none
};

/// A simulated vendor behind a real socket on 127.0.0.1 (plain HTTP/1.1, keep-alive, one request of a
/// connection at a time). Half of each round trip passes before the vendor sees the request, half after.
/// Holds no secret longer than the request; the log names paths only. Lives in one thread, with an event
/// loop.
class LoopbackServer : public QObject {
    Q_OBJECT
public:
    /// Vendor and clock must outlive the server.
    LoopbackServer(SimVendor& vendor, const base::Clock& clock, LoopbackOptions options,
                   QObject* parent = nullptr);
    ~LoopbackServer() override;

    base::Result<void> listen();
    quint16 port() const { return m_port; }
    void close();

    void play(simulator::Mischief mischief, bool isOn);
    void setFaults(const simulator::Faults& faults);
    Tally tally() const;
    qint64 requestsRead() const { return m_requestsRead; }

Q_SIGNALS:
    /// At most ten times a second, while requests come.
    void tallied(const simulator::Tally& tally);
    /// The port could not be opened again, or the log not be written.
    void troubled(const QString& message);

private:
    void accept();
    void serve(Connection& connection, const SimRequest& request);
    void arrive(const QPointer<Connection>& connection, const SimRequest& request, Fate fate, Duration back);
    void log(const SimRequest& request, const Line::Passage& passage);
    void hangUpOnAll();
    void talliedSoon();

    const base::Clock& m_clock;
    LoopbackOptions m_options;
    Line m_line;
    QTcpServer* m_listener;
    QFile m_log;
    quint16 m_port = 0;
    qint64 m_requestsRead = 0;
    int m_cuts = 0;
    bool m_isTallyDue = false;
};

} // namespace simulator

Q_DECLARE_METATYPE(simulator::Tally)
