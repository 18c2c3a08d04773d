#include "simulator/loopbackserver.h"

#include "simulator/connection.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace simulator {

namespace {

constexpr int connectionsMax = 1024; // waiting to be accepted
constexpr std::chrono::milliseconds tallyEvery{100};

std::chrono::milliseconds timerLength(Duration length)
{
    return std::max(std::chrono::ceil<std::chrono::milliseconds>(length), std::chrono::milliseconds(0));
}

QString endingName(Line::Ending ending)
{
    switch (ending) {
    case Line::Ending::answered:
        return QStringLiteral("answered");
    case Line::Ending::closed:
        return QStringLiteral("closed");
    case Line::Ending::reset:
        return QStringLiteral("reset");
    case Line::Ending::stalled:
        return QStringLiteral("stalled");
    case Line::Ending::trickled:
        return QStringLiteral("trickled");
    }
    return {};
}

} // namespace

LoopbackServer::LoopbackServer(SimVendor& vendor, const base::Clock& clock, LoopbackOptions options,
                               QObject* parent)
    : QObject(parent)
    , m_clock(clock)
    , m_options(std::move(options))
    , m_line(vendor, m_options.rttLow, m_options.rttHigh, m_options.faults, m_options.seed)
    , m_listener(new QTcpServer(this))
    , m_log(m_options.logFile)
{
    m_listener->setMaxPendingConnections(connectionsMax);
    m_listener->setListenBacklogSize(connectionsMax);
    connect(m_listener, &QTcpServer::newConnection, this, &LoopbackServer::accept);
}

LoopbackServer::~LoopbackServer()
{
    close();
}

base::Result<void> LoopbackServer::listen()
{
    if (!m_options.logFile.isEmpty() && !m_log.isOpen()
        && !m_log.open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered)) {
        return base::fail("The request log " + m_options.logFile.toStdString() + " cannot be written: "
                          + m_log.errorString().toStdString() + ". Name another file.");
    }
    if (!m_listener->listen(QHostAddress::LocalHost, m_options.port)) {
        return base::fail("The practice server cannot listen on 127.0.0.1:" + std::to_string(m_options.port)
                          + ": " + m_listener->errorString().toStdString()
                          + ". Choose another port, or 0 for any free one.");
    }
    m_port = m_listener->serverPort();
    return {};
}

void LoopbackServer::close()
{
    hangUpOnAll();
    m_log.close();
}

void LoopbackServer::hangUpOnAll()
{
    m_listener->close();
    ++m_cuts;
    for (Connection* connection : findChildren<Connection*>(QString(), Qt::FindDirectChildrenOnly))
        connection->reset();
}

void LoopbackServer::accept()
{
    while (QTcpSocket* socket = m_listener->nextPendingConnection()) {
        auto* connection = new Connection(socket, this);
        connect(connection, &Connection::requestRead, this,
                [this, connection](const SimRequest& request) { serve(*connection, request); });
    }
}

void LoopbackServer::serve(Connection& connection, const SimRequest& request)
{
    ++m_requestsRead;
    // Half the round trip on each side of the vendor; what the first timer rounds up, the second gives back.
    const Duration whole = m_line.drawDelays().whole();
    const Duration half = timerLength(whole / 2);
    const Fate fate = m_line.drawFate();
    const Duration there = fate == Fate::late ? m_options.lateAfter : half;
    QTimer::singleShot(
        timerLength(there), Qt::PreciseTimer, this,
        [this, request, fate, back = whole - half, cuts = m_cuts, to = QPointer<Connection>(&connection)] {
            if (cuts == m_cuts) // otherwise the network went while it was on its way
                arrive(to, request, fate, back);
        });
}

void LoopbackServer::arrive(const QPointer<Connection>& connection, const SimRequest& request, Fate fate,
                            Duration back)
{
    const Line::Passage passage = m_line.pass(request, m_clock.now(), fate);
    log(request, passage);
    talliedSoon();
    QTimer::singleShot(timerLength(passage.answer.takes + back), Qt::PreciseTimer, this,
                       [this, passage, to = connection] {
                           if (!to || !to->isOpen())
                               return; // whoever asked has left; the vendor has acted all the same
                           switch (passage.ending) {
                           case Line::Ending::answered:
                               to->answer(passage.answer);
                               break;
                           case Line::Ending::closed:
                               to->closeSilently();
                               break;
                           case Line::Ending::reset:
                               to->reset();
                               break;
                           case Line::Ending::trickled:
                               to->trickle(passage.answer, m_options.trickleEvery);
                               break;
                           case Line::Ending::stalled:
                               break;
                           }
                       });
}

void LoopbackServer::log(const SimRequest& request, const Line::Passage& passage)
{
    if (!m_log.isOpen())
        return;
    const auto wall = m_clock.wallNow().time_since_epoch().count();
    const QJsonObject line{
        {"time", QDateTime::fromMSecsSinceEpoch(wall, Qt::UTC).toString(Qt::ISODateWithMs)},
        {"at", static_cast<double>(m_clock.now().time_since_epoch().count()) * 1e-9},
        {"method", QString::fromStdString(request.method)},
        {"path", QString::fromStdString(m_line.vendor().shownPath(request))},
        {"status", passage.answer.status},
        {"refused", passage.answer.isRefused},
        {"effects", passage.answer.effects},
        {"ending", endingName(passage.ending)},
    };
    if (m_log.write(QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n') < 0) {
        Q_EMIT troubled(QStringLiteral("The request log %1 cannot be written: %2. It ends here.")
                            .arg(m_options.logFile, m_log.errorString()));
        m_log.close();
    }
}

void LoopbackServer::talliedSoon()
{
    if (std::exchange(m_isTallyDue, true))
        return;
    QTimer::singleShot(tallyEvery, this, [this] {
        m_isTallyDue = false;
        Q_EMIT tallied(tally());
    });
}

void LoopbackServer::play(Mischief mischief, bool isOn)
{
    const bool wasCut = m_line.isCut();
    m_line.play(mischief, isOn, m_clock.now());
    if (m_line.isCut() == wasCut)
        return;
    if (m_line.isCut()) {
        hangUpOnAll();
    } else if (!m_listener->listen(QHostAddress::LocalHost, m_port)) {
        Q_EMIT troubled(QStringLiteral("Port %1 was taken by another program while the network was cut: %2. "
                                       "Start the practice again.")
                            .arg(m_port)
                            .arg(m_listener->errorString()));
    }
}

void LoopbackServer::setFaults(const Faults& faults)
{
    m_line.setFaults(faults);
}

Tally LoopbackServer::tally() const
{
    return m_line.vendor().tally();
}

} // namespace simulator
