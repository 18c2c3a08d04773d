#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QObject>
#include <QSslConfiguration>
#include <QString>
#include <QTcpServer>

#include <functional>
#include <memory>
#include <utility>

class QTcpSocket;

namespace support {

/// One request as it stood on the wire.
struct SeenRequest {
    QByteArray method;
    QByteArray target; ///< "/accounts/4711?x=y", exactly as sent
    QList<std::pair<QByteArray, QByteArray>> headers;
    QByteArray body;
    int connection = 0; ///< 1 is the first connection of this server

    QByteArray header(const QByteArray& name) const;
    bool hasHeader(const QByteArray& name) const;
};

/// A server that counts every request head it sees, on 127.0.0.1 with a free port, and answers only what it
/// is told to: it can be silent, cut, reset or lie. It lives in the thread that makes it, which must run an
/// event loop.
class WireServer : public QObject {
public:
    enum class Speech { plain, tls };
    /// Called when a request is there, body included. Without one nothing is ever answered.
    using Answer = std::function<void(QTcpSocket&, const SeenRequest&)>;

    explicit WireServer(Speech speech = Speech::plain);
    ~WireServer() override;

    /// "http://127.0.0.1:41234"
    QString origin() const;
    quint16 port() const { return m_server->serverPort(); }
    void setAnswer(Answer answer) { m_answer = std::move(answer); }

    const QList<SeenRequest>& requests() const { return m_requests; }
    int requestHeads() const { return m_heads; }      ///< also of those whose body never came
    int connections() const { return m_connections; } ///< ever accepted (TLS: handshake done)
    int openConnections() const { return static_cast<int>(m_buffers.size()); }
    void closeAllConnections();

    static void respond(QTcpSocket& socket, const QByteArray& statusLine, const QByteArray& body = {},
                        const QList<QByteArray>& headerLines = {});
    /// Ends the connection with RST instead of FIN.
    static void reset(QTcpSocket& socket);
    /// What a client has to trust to talk TLS with this server.
    static QSslConfiguration clientTls();

private:
    struct Buffer;

    void accept();
    void read(QTcpSocket* socket);

    std::unique_ptr<QTcpServer> m_server;
    Speech m_speech;
    Answer m_answer;
    QList<SeenRequest> m_requests;
    QHash<QTcpSocket*, std::shared_ptr<Buffer>> m_buffers;
    int m_heads = 0;
    int m_connections = 0;
};

} // namespace support
