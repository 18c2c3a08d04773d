#include "support/strictserver.h"

#include <QHostAddress>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

#include <algorithm>

namespace support {

namespace {

double seconds(Nanoseconds d)
{
    return std::chrono::duration<double>(d).count();
}

QByteArray reason(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 204:
        return "No Content";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 404:
        return "Not Found";
    case 429:
        return "Too Many Requests";
    case 503:
        return "Service Unavailable";
    default:
        return "Answer";
    }
}

} // namespace

/// One connection: what came and was not yet answered.
struct StrictServer::Talk {
    QByteArray buffer;
    bool isBusy = false;
};

QByteArray StrictServer::Seen::header(const QByteArray& name) const
{
    for (const QByteArray& line : head.split('\n')) {
        const auto colon = line.indexOf(':');
        if (colon > 0 && line.left(colon).trimmed().compare(name, Qt::CaseInsensitive) == 0)
            return line.mid(colon + 1).trimmed();
    }
    return {};
}

StrictServer::StrictServer(Options options, QObject* parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_listener(new QTcpServer(this))
    , m_random(m_options.seed)
    , m_start(std::chrono::steady_clock::now())
{
    connect(m_listener, &QTcpServer::newConnection, this, &StrictServer::accept);
    if (!m_options.logFile.isEmpty()) {
        m_log.setFileName(m_options.logFile);
        if (!m_log.open(QIODevice::WriteOnly | QIODevice::Append))
            qWarning("cannot write %s", qPrintable(m_options.logFile));
    }
}

StrictServer::~StrictServer() = default;

bool StrictServer::listen()
{
    return m_listener->listen(QHostAddress::LocalHost, m_options.port);
}

quint16 StrictServer::port() const
{
    return m_listener->serverPort();
}

QString StrictServer::origin() const
{
    return QStringLiteral("http://127.0.0.1:%1").arg(port());
}

Nanoseconds StrictServer::now() const
{
    return std::chrono::steady_clock::now() - m_start;
}

void StrictServer::accept()
{
    while (QTcpSocket* socket = m_listener->nextPendingConnection()) {
        m_talks.insert(socket, std::make_shared<Talk>());
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
        connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
            m_talks.remove(socket);
            socket->deleteLater();
        });
    }
}

void StrictServer::read(QTcpSocket* socket)
{
    const std::shared_ptr<Talk> talk = m_talks.value(socket);
    if (!talk)
        return;
    talk->buffer += socket->readAll();
    const auto head = talk->buffer.indexOf("\r\n\r\n");
    if (talk->isBusy || head < 0)
        return;

    Seen request;
    qsizetype bodyLength = 0;
    const QList<QByteArray> lines = talk->buffer.left(head).split('\n');
    const QList<QByteArray> first = lines.first().trimmed().split(' ');
    if (first.size() == 3) {
        request.method = first.at(0);
        request.path = first.at(1);
    }
    for (const QByteArray& line : lines) {
        const auto colon = line.indexOf(':');
        const QByteArray name = line.left(colon).trimmed().toLower();
        if (name == "content-length")
            bodyLength = line.mid(colon + 1).trimmed().toLongLong();
        else if (name == "authorization")
            request.authorization = line.mid(colon + 1).trimmed();
    }
    const auto whole = head + 4 + bodyLength;
    if (talk->buffer.size() < whole)
        return;
    request.body = talk->buffer.mid(head + 4, bodyLength);
    request.head = talk->buffer.left(head);
    request.arrived = now();
    talk->buffer.remove(0, whole);
    talk->isBusy = true;
    const std::size_t index = m_seen.size();
    m_seen.push_back(std::move(request));

    std::uniform_int_distribution<int> roundTrip(m_options.roundTripLowMilliseconds,
                                                 m_options.roundTripHighMilliseconds);
    const int half = roundTrip(m_random) / 2;
    QTimer::singleShot(half, Qt::PreciseTimer, this, [this, index, half, guard = QPointer(socket)] {
        const bool isGone = !guard || guard->state() != QAbstractSocket::ConnectedState;
        if (!isGone || m_options.strayMostMilliseconds == 0) {
            count(guard, index, half);
            return;
        }
        m_seen[index].isStray = true;
        std::uniform_int_distribution<int> late(0, m_options.strayMostMilliseconds);
        QTimer::singleShot(late(m_random), Qt::PreciseTimer, this,
                           [this, index, half, guard] { count(guard, index, half); });
    });
}

void StrictServer::count(const QPointer<QTcpSocket>& socket, std::size_t index, int millisecondsBack)
{
    m_seen[index].counted = now();
    const Answer given = decide(m_seen[index]);
    const auto back = std::chrono::milliseconds(millisecondsBack)
                      + std::chrono::duration_cast<std::chrono::milliseconds>(given.takes);
    QTimer::singleShot(back, Qt::PreciseTimer, this, [this, index, socket, given] {
        if (socket)
            answer(socket, index, given);
    });
}

bool StrictServer::isTooMuch(Nanoseconds at) const
{
    return std::ranges::any_of(m_options.limits, [&](const Limit& limit) {
        // Everything in (at - per, at], this request included.
        const auto young = std::ranges::upper_bound(m_counted, at - limit.per);
        return m_counted.end() - young > limit.max;
    });
}

StrictServer::Answer StrictServer::decide(const Seen& request)
{
    m_counted.push_back(request.counted);
    const bool isRefused = isTooMuch(request.counted);
    if (isRefused)
        ++m_refusals;
    if (m_script) {
        if (const std::optional<Answer> scripted = m_script(request))
            return *scripted;
    }
    if (isRefused)
        return {.status = 429, .body = "{}", .headers = {}};
    if (request.method.isEmpty())
        return {.status = 400, .body = {}, .headers = {}};
    if (request.path == "/oauth/token")
        return {.status = 200,
                .body = R"({"access_token":"strict","token_type":"Bearer","expires_in":7200})",
                .headers = {"Content-Type: application/json"}};
    if (request.authorization.isEmpty())
        return {.status = 401, .body = "{}", .headers = {}};
    return {};
}

void StrictServer::answer(QTcpSocket* socket, std::size_t index, const Answer& answer)
{
    Seen& request = m_seen[index];
    if (answer.isConnectionCut) {
        socket->abort();
        return;
    }
    if (answer.isWithheld)
        return;
    QByteArray wire = "HTTP/1.1 " + QByteArray::number(answer.status) + ' ' + reason(answer.status) + "\r\n";
    for (const QByteArray& header : answer.headers)
        wire += header + "\r\n";
    if (answer.status != 204)
        wire += "Content-Length: " + QByteArray::number(answer.body.size()) + "\r\n";
    socket->write(wire + "\r\n" + answer.body);
    request.status = answer.status;
    if (answer.status == 429 && !answer.headers.isEmpty())
        request.refusedBy = answer.headers.last();
    request.answered = now();
    if (m_log.isOpen()) {
        const QJsonObject line{{QStringLiteral("counted"), seconds(request.counted)},
                               {QStringLiteral("answered"), seconds(request.answered)},
                               {QStringLiteral("method"), QString::fromUtf8(request.method)},
                               {QStringLiteral("path"), QString::fromUtf8(request.path)},
                               {QStringLiteral("status"), request.status}};
        m_log.write(QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n');
        m_log.flush();
    }
    if (const std::shared_ptr<Talk> talk = m_talks.value(socket)) {
        talk->isBusy = false;
        if (!talk->buffer.isEmpty())
            read(socket);
    }
}

QList<QByteArray> StrictServer::paths(const QByteArray& method) const
{
    QList<QByteArray> found;
    for (const Seen& request : m_seen) {
        if (request.method == method)
            found << request.path;
    }
    return found;
}

int StrictServer::mostWithin(Nanoseconds per) const
{
    std::size_t most = 0, from = 0;
    for (std::size_t to = 0; to < m_counted.size(); ++to) {
        while (m_counted[to] - m_counted[from] >= per)
            ++from;
        most = std::max(most, to - from + 1);
    }
    return static_cast<int>(most);
}

Nanoseconds StrictServer::makespan() const
{
    if (m_seen.empty())
        return {};
    const auto last = std::ranges::max(m_seen, {}, &Seen::answered).answered;
    return last - std::ranges::min(m_seen, {}, &Seen::arrived).arrived;
}

QByteArray StrictServer::summary() const
{
    QJsonArray windows;
    for (const Limit& limit : m_options.limits)
        windows << QJsonObject{{QStringLiteral("max"), limit.max},
                               {QStringLiteral("seconds"), seconds(limit.per)},
                               {QStringLiteral("most"), mostWithin(limit.per)}};
    const QJsonObject all{{QStringLiteral("requests"), static_cast<qint64>(m_seen.size())},
                          {QStringLiteral("refusals"), m_refusals},
                          {QStringLiteral("windows"), windows},
                          {QStringLiteral("makespanSeconds"), seconds(makespan())}};
    return QJsonDocument(all).toJson(QJsonDocument::Compact);
}

} // namespace support
