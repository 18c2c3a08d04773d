#include "support/serverthread.h"

namespace support {

ServerThread::ServerThread(const StrictServer::Options& options, StrictServer::Script script)
    : m_doorbell(std::make_unique<QObject>())
{
    m_doorbell->moveToThread(&m_thread);
    m_thread.start();
    QMetaObject::invokeMethod(
        m_doorbell.get(),
        [&] {
            m_server = new StrictServer(options);
            m_server->setScript(std::move(script));
            if (!m_server->listen())
                qFatal("cannot listen on 127.0.0.1");
            m_origin = m_server->origin();
        },
        Qt::BlockingQueuedConnection);
}

ServerThread::~ServerThread()
{
    ask([this](StrictServer&) { delete m_server; });
    m_thread.quit();
    m_thread.wait();
}

void ServerThread::setScript(StrictServer::Script script)
{
    ask([&](StrictServer& server) { server.setScript(std::move(script)); });
}

std::vector<StrictServer::Seen> ServerThread::seen() const
{
    std::vector<StrictServer::Seen> all;
    ask([&](StrictServer& server) { all = server.seen(); });
    return all;
}

void ServerThread::ask(const std::function<void(StrictServer&)>& question) const
{
    QMetaObject::invokeMethod(m_doorbell.get(), [&] { question(*m_server); }, Qt::BlockingQueuedConnection);
}

} // namespace support
