#pragma once

#include "base/machine.h"
#include "support/wireserver.h"
#include "transport/qnamtransport.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QTest>
#include <QTimer>

#include <vector>

namespace support {

/// Runs the event loop until `isDone`, without sleeping in between; false after 30 s.
template <class Condition>
bool runUntil(Condition isDone)
{
    QTimer heartbeat; // wakes the loop where nothing else does
    heartbeat.start(20);
    const QDeadlineTimer deadline(30'000);
    while (!isDone() && !deadline.hasExpired()) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
    return isDone();
}

/// A transport with its clock, and all that it reported, for tests against a WireServer.
class WireClient {
public:
    using Completion = transport::Completion;

    explicit WireClient(transport::QnamTransport::Options options = usual())
        : m_transport(std::make_unique<transport::QnamTransport>(m_clock, std::move(options)))
    {
        m_transport->setReceiver([this](Completion completion) {
            m_wasInsideSend = m_wasInsideSend || m_isSending;
            m_ended.push_back(std::move(completion));
        });
    }

    static transport::QnamTransport::Options usual()
    {
        transport::QnamTransport::Options options;
        options.tls = WireServer::clientTls();
        return options;
    }

    static transport::Request request(const QByteArray& method, const QString& url,
                                      const QByteArray& body = {})
    {
        transport::Request made;
        made.method = method;
        made.url = QUrl::fromEncoded(url.toUtf8(), QUrl::StrictMode);
        made.headers = {{"Authorization", "Bearer wire-secret"}, {"Accept-Encoding", "identity"}};
        if (!body.isEmpty())
            made.headers << std::pair<QByteArray, QByteArray>("Content-Type", "application/json");
        made.body = body;
        made.deadline = std::chrono::seconds(20); // longer than any test should take
        return made;
    }

    std::uint64_t send(transport::Request request)
    {
        m_isSending = true;
        m_transport->send(++m_attempt, std::move(request));
        m_isSending = false;
        return m_attempt;
    }

    /// Sends one request and waits for its end.
    Completion ask(transport::Request request)
    {
        const std::size_t before = m_ended.size();
        send(std::move(request));
        if (!runUntil([&] { return m_ended.size() > before; }))
            qFatal("a request never ended");
        return m_ended.back();
    }

    /// Ends the transport and with it every thread of Qt's that could still send. When the server has then
    /// seen all its connections end, nothing more can come, and its counts are final.
    void endAndSettle(const WireServer& server)
    {
        m_transport.reset();
        if (!runUntil([&] { return server.openConnections() == 0; }))
            qFatal("a connection never ended");
    }

    transport::QnamTransport& transport() { return *m_transport; }
    const std::vector<Completion>& ended() const { return m_ended; }
    bool wasReportedInsideSend() const { return m_wasInsideSend; }
    base::Instant now() const { return m_clock.now(); }

private:
    base::MachineClock m_clock;
    std::unique_ptr<transport::QnamTransport> m_transport;
    std::vector<Completion> m_ended;
    std::uint64_t m_attempt = 0;
    bool m_isSending = false;
    bool m_wasInsideSend = false;
};

} // namespace support
