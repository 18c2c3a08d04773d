#pragma once

#include "support/strictserver.h"

#include <QThread>

#include <functional>
#include <memory>

namespace support {

/// A StrictServer in a thread of its own: it answers and counts whatever the test is doing. Listens from the
/// constructor on; the script runs in the server's thread.
class ServerThread {
public:
    explicit ServerThread(const StrictServer::Options& options, StrictServer::Script script = {});
    ~ServerThread();
    ServerThread(const ServerThread&) = delete;
    ServerThread& operator=(const ServerThread&) = delete;

    const QString& origin() const { return m_origin; }
    Nanoseconds now() const { return m_server->now(); } ///< since the server's start
    void setScript(StrictServer::Script script);
    /// A copy of everything that came so far.
    std::vector<StrictServer::Seen> seen() const;
    /// What `question` finds in the server's thread.
    void ask(const std::function<void(StrictServer&)>& question) const;

private:
    QThread m_thread;
    std::unique_ptr<QObject> m_doorbell; ///< lives in the thread: calls run there
    StrictServer* m_server = nullptr;
    QString m_origin;
};

} // namespace support
