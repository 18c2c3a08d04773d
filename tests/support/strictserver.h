#pragma once

#include <QByteArray>
#include <QFile>
#include <QHash>
#include <QList>
#include <QObject>
#include <QPointer>
#include <QString>

#include <chrono>
#include <functional>
#include <optional>
#include <random>
#include <vector>

class QTcpServer;
class QTcpSocket;

namespace support {

using Nanoseconds = std::chrono::nanoseconds;

/// A vendor that forgives nothing, written apart from the product so that both cannot share a mistake: it
/// counts every request of every kind the moment it takes effect, in sliding windows without any tolerance,
/// refuses what is too much with 429, and remembers everything. Speaks plain HTTP/1.1 on 127.0.0.1. Half of a
/// seeded round trip passes before a request counts, half after. Lives in one thread, with an event loop.
class StrictServer : public QObject {
    Q_OBJECT

public:
    struct Limit {
        int max = 0;
        Nanoseconds per{};
    };
    struct Options {
        quint16 port = 0;
        QList<Limit> limits; ///< as they are at the vendor, already divided by the time scale
        int roundTripLowMilliseconds = 20, roundTripHighMilliseconds = 60;
        /// A request whose client is gone before it counts may count so much later, as behind a slow proxy.
        int strayMostMilliseconds = 0;
        unsigned seed = 1;
        QString logFile; ///< one JSON object per request; empty: none
    };
    /// One request as it was counted. Instants are from the server's start.
    struct Seen {
        QByteArray method, path, authorization, body;
        QByteArray head; ///< as it came, with every header
        /// A header's value; empty: there is none.
        QByteArray header(const QByteArray& name) const;
        Nanoseconds arrived{}, counted{}, answered{-1};
        int status = 0;         ///< 0: not answered
        QByteArray refusedBy{}; ///< the last header of a 429
        bool isStray = false;   ///< its client was gone before it counted
    };
    struct Answer {
        int status = 204;
        QByteArray body;
        QList<QByteArray> headers; ///< "Retry-After: 5"
        bool isWithheld = false;   ///< never answered, the connection stays
        bool isConnectionCut = false;
        Nanoseconds takes{}; ///< at work on it, beside the round trip
    };
    /// Decides an answer before the limits do; nullopt: the ordinary one.
    using Script = std::function<std::optional<Answer>(const Seen&)>;

    explicit StrictServer(Options options, QObject* parent = nullptr);
    ~StrictServer() override;

    bool listen();
    quint16 port() const;
    QString origin() const; ///< "http://127.0.0.1:port"
    void setScript(Script script) { m_script = std::move(script); }

    Nanoseconds now() const; ///< since the server's start
    const std::vector<Seen>& seen() const { return m_seen; }
    QList<QByteArray> paths(const QByteArray& method) const;
    int refusals() const { return m_refusals; }
    /// Most requests within any stretch of `per`, recounted over the whole log.
    int mostWithin(Nanoseconds per) const;
    /// From the first request's arrival to the last answer.
    Nanoseconds makespan() const;
    QByteArray summary() const; ///< JSON

private:
    struct Talk;
    void accept();
    void read(QTcpSocket* socket);
    void count(const QPointer<QTcpSocket>& socket, std::size_t index, int millisecondsBack);
    Answer decide(const Seen& request);
    bool isTooMuch(Nanoseconds at) const;
    void answer(QTcpSocket* socket, std::size_t index, const Answer& answer);

    Options m_options;
    QTcpServer* m_listener;
    QHash<QTcpSocket*, std::shared_ptr<Talk>> m_talks;
    std::vector<Seen> m_seen;
    std::vector<Nanoseconds> m_counted;
    Script m_script;
    std::mt19937 m_random;
    std::chrono::steady_clock::time_point m_start;
    QFile m_log;
    int m_refusals = 0;
};

} // namespace support
