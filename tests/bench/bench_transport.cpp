#include "support/wireclient.h"

#include <QCoreApplication>
#include <QSemaphore>
#include <QTcpSocket>
#include <QThread>
#include <QTimer>

#include <algorithm>
#include <cstdio>

#include <sys/resource.h>

using support::SeenRequest;
using support::WireClient;
using support::WireServer;
using Clock = std::chrono::steady_clock;

namespace {

/// A server on a thread of its own that answers 204 after `delay`.
class Remote {
public:
    Remote(WireServer::Speech speech, std::chrono::milliseconds delay, bool isKept)
    {
        m_thread.start();
        m_context.moveToThread(&m_thread);
        QMetaObject::invokeMethod(
            &m_context,
            [=, this] {
                m_server = new WireServer(speech);
                const auto respond = [isKept](QTcpSocket& socket) {
                    WireServer::respond(socket, "204 No Content", {},
                                        isKept ? QList<QByteArray>()
                                               : QList<QByteArray>{"Connection: close"});
                    if (!isKept)
                        socket.disconnectFromHost();
                };
                m_server->setAnswer([=](QTcpSocket& socket, const SeenRequest&) {
                    if (delay.count() == 0)
                        return respond(socket);
                    QTimer::singleShot(delay, Qt::PreciseTimer, &socket, [=, &socket] { respond(socket); });
                });
                m_origin = m_server->origin();
            },
            Qt::BlockingQueuedConnection);
    }
    ~Remote()
    {
        QMetaObject::invokeMethod(
            &m_context,
            [this] {
                std::printf("   (%d connections)\n", m_server->connections());
                delete m_server;
            },
            Qt::BlockingQueuedConnection);
        m_thread.quit();
        m_thread.wait();
    }
    QString origin() const { return m_origin; }

private:
    QThread m_thread;
    QObject m_context;
    WireServer* m_server = nullptr;
    QString m_origin;
};

double cpuSeconds()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](timeval t) { return double(t.tv_sec) + double(t.tv_usec) / 1e6; };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double milliseconds(Clock::duration duration)
{
    return std::chrono::duration<double, std::milli>(duration).count();
}

/// `count` requests with `inFlight` at a time; prints throughput and what each call took beyond `delay`.
void measure(const char* name, WireServer::Speech speech, std::chrono::milliseconds delay, int inFlight,
             int count, bool isKept = true)
{
    Remote remote(speech, delay, isKept);
    base::MachineClock clock;
    transport::QnamTransport transport(clock, WireClient::usual());
    std::vector<Clock::time_point> sent(static_cast<std::size_t>(count));
    std::vector<double> took;
    int next = 0, notAnswered = 0;
    QEventLoop loop;
    const auto sendNext = [&] {
        const int i = next++;
        sent[static_cast<std::size_t>(i)] = Clock::now();
        transport.send(
            static_cast<std::uint64_t>(i),
            WireClient::request("DELETE", remote.origin() + QStringLiteral("/accounts/%1").arg(i)));
    };
    transport.setReceiver([&](transport::Completion completion) {
        took.push_back(milliseconds(Clock::now() - sent[completion.attempt]));
        notAnswered += completion.ending != transport::Completion::Ending::answered;
        if (next < count)
            sendNext();
        else if (static_cast<int>(took.size()) == count)
            loop.quit();
    });
    const double cpuBefore = cpuSeconds();
    const auto begin = Clock::now();
    for (int i = 0; i < std::min(inFlight, count); ++i)
        sendNext();
    loop.exec();
    const double wall = milliseconds(Clock::now() - begin);
    const double cpu = cpuSeconds() - cpuBefore;
    std::sort(took.begin(), took.end());
    const auto at = [&](double part) {
        return took[static_cast<std::size_t>(part * double(count - 1))] - double(delay.count());
    };
    std::printf("%-34s %6d calls %8.1f/s  CPU %.0f us a call (server included)  over delay: p50 %.2f p99 "
                "%.2f max %.2f ms  not answered %d",
                name, count, double(count) * 1000 / wall, cpu * 1e6 / count, at(0.5), at(0.99), at(1),
                notAnswered);
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication app(argc, argv);
    using enum WireServer::Speech;
    using std::chrono::milliseconds;
    measure("http, 1 in flight", plain, milliseconds(0), 1, 2000);
    measure("https, 1 in flight", tls, milliseconds(0), 1, 2000);
    measure("http, 16 in flight", plain, milliseconds(0), 16, 20000);
    measure("https, 16 in flight", tls, milliseconds(0), 16, 20000);
    measure("http, 16 in flight, 30 ms", plain, milliseconds(30), 16, 3200);
    measure("https, 16 in flight, 30 ms", tls, milliseconds(30), 16, 3200);
    measure("https, burst of 50 at once, 30 ms", tls, milliseconds(30), 50, 50);
    measure("http, 16 in flight, never kept", plain, milliseconds(0), 16, 2000, false);
    measure("https, 16 in flight, never kept", tls, milliseconds(0), 16, 2000, false);
    measure("http, 16 in flight, 30 ms, never kept", plain, milliseconds(30), 16, 1600, false);
    measure("https, 64 in flight, 30 ms", tls, milliseconds(30), 64, 6400);
}
