#include "simulator/practiceserver.h"

#include <utility>

namespace simulator {

PracticeServer::PracticeServer(std::unique_ptr<SimVendor> vendor, LoopbackOptions options, QObject* parent)
    : QObject(parent)
    , m_vendor(std::move(vendor))
    , m_options(std::move(options))
{
    m_thread.setObjectName(QStringLiteral("practice server"));
}

PracticeServer::~PracticeServer()
{
    stop();
}

base::Result<quint16> PracticeServer::start()
{
    if (isRunning())
        return m_port;
    m_server = new LoopbackServer(*m_vendor, m_clock, m_options);
    connect(m_server, &LoopbackServer::tallied, this, &PracticeServer::tallied);
    connect(m_server, &LoopbackServer::troubled, this, &PracticeServer::troubled);
    m_server->moveToThread(&m_thread);
    m_thread.start();
    base::Result<void> opened;
    QMetaObject::invokeMethod(
        m_server,
        [this, &opened] {
            opened = m_server->listen();
            m_port = m_server->port();
        },
        Qt::BlockingQueuedConnection);
    if (!opened) {
        stop();
        return std::unexpected(opened.error());
    }
    return m_port;
}

void PracticeServer::stop()
{
    if (!isRunning())
        return;
    // Sockets and timers end in the thread they live in: it deletes the server before it finishes.
    std::exchange(m_server, nullptr)->deleteLater();
    m_thread.quit();
    m_thread.wait();
}

QString PracticeServer::origin() const
{
    return QStringLiteral("http://127.0.0.1:%1").arg(m_port);
}

void PracticeServer::play(Mischief mischief, bool isOn)
{
    if (isRunning())
        QMetaObject::invokeMethod(m_server,
                                  [server = m_server, mischief, isOn] { server->play(mischief, isOn); });
}

void PracticeServer::setFaults(const Faults& faults)
{
    if (isRunning())
        QMetaObject::invokeMethod(m_server, [server = m_server, faults] { server->setFaults(faults); });
}

} // namespace simulator
