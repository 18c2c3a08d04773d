#pragma once

#include "base/clock.h"
#include "transport/transport.h"

#include <QList>
#include <QNetworkProxy>
#include <QObject>
#include <QSslConfiguration>
#include <QTimer>

#include <memory>
#include <optional>
#include <vector>

namespace transport {

/// Sends requests through QNetworkAccessManager, and is the only file that knows it. Promises: at most one
/// wire request per send(); no redirect followed, no cookie, cache, HTTP/2 or stored sign-in used; a total
/// deadline by the clock handed in; nothing waits unseen (each request under way has a connection of its own;
/// connections are used again while they are young). `notSent` is said only where it is certain that no byte
/// of the request left.
///
/// Does not know: limits, vendors, what an answer means. Times are the clock's; timers look at it at least
/// every 5 s, since theirs stands still while the machine sleeps. Lives in one thread that runs an event
/// loop.
class QnamTransport final : public QObject, public Transport {
    Q_OBJECT

public:
    enum class ProxyUse : unsigned char { none, system, given };

    struct Options {
        /// Connections idle for longer are closed by us: one that the server closes first costs an unknown
        /// outcome. Common servers keep them for 5 s (Node, Apache) to 75 s (nginx).
        Duration idleBeforeClosing{std::chrono::seconds(3)};
        ProxyUse proxyUse = ProxyUse::none; ///< never for this computer's own addresses
        QNetworkProxy proxy;                ///< `given` only
        qsizetype bodyBytesMax = 1024 * 1024;
        std::optional<QSslConfiguration> tls; ///< empty: the system's certificates, TLS 1.2 or later
    };

    explicit QnamTransport(const base::Clock& clock, QObject* parent = nullptr);
    QnamTransport(const base::Clock& clock, Options options, QObject* parent = nullptr);
    /// Ends what is under way without reporting it.
    ~QnamTransport() override;

    void setReceiver(Receiver receiver) override;
    void send(std::uint64_t attempt, Request request) override;
    void abortAll() override;

private:
    struct Line;
    struct Exchange;

    std::unique_ptr<Line> takeLine(const QString& origin, Instant now);
    void giveBack(std::unique_ptr<Line> line, bool isReusable);
    void read(Exchange& exchange);
    void finish(Exchange& exchange);
    void expire();
    void giveUp(Exchange& exchange);
    void endLater(Exchange& exchange, Completion completion);
    void closeIdleLines();
    void end(Exchange& exchange, Completion completion, bool isReusable);
    void wakeBy(Instant deadline, Instant now);

    const base::Clock& m_clock;
    Options m_options;
    Receiver m_receiver;
    std::vector<std::unique_ptr<Exchange>> m_exchanges; ///< under way
    std::vector<std::unique_ptr<Line>> m_idle;          ///< the latest used at the end
    QTimer m_deadlineTimer;
    std::optional<Instant> m_wakeAt;
    QTimer m_idleTimer;
    std::uint64_t m_serial = 0;
};

} // namespace transport
