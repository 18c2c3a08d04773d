#include "support/wireserver.h"

#include <QFile>
#include <QSslCertificate>
#include <QSslKey>
#include <QSslServer>
#include <QTcpSocket>

#include <sys/socket.h>

namespace support {

namespace {

QSslCertificate certificate()
{
    return QSslCertificate::fromPath(QStringLiteral(SLUICE_TEST_DATA "/tls/loopback.pem")).value(0);
}

QSslConfiguration serverTls()
{
    QFile file(QStringLiteral(SLUICE_TEST_DATA "/tls/loopback.key"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no key for the test server");
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setLocalCertificate(certificate());
    tls.setPrivateKey(QSslKey(file.readAll(), QSsl::Ec));
    tls.setPeerVerifyMode(QSslSocket::VerifyNone);
    // Whoever offers it gets HTTP/2, which this server does not speak.
    tls.setAllowedNextProtocols({"h2", "http/1.1"});
    return tls;
}

} // namespace

struct WireServer::Buffer {
    int connection = 0;
    QByteArray bytes;
    bool isHeadCounted = false;
};

QByteArray SeenRequest::header(const QByteArray& name) const
{
    for (const auto& [key, value] : headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    }
    return {};
}

bool SeenRequest::hasHeader(const QByteArray& name) const
{
    return std::any_of(headers.begin(), headers.end(), [&](const auto& header) {
        return header.first.compare(name, Qt::CaseInsensitive) == 0;
    });
}

WireServer::WireServer(Speech speech) : m_speech(speech)
{
    if (speech == Speech::tls) {
        auto server = std::make_unique<QSslServer>();
        server->setSslConfiguration(serverTls());
        m_server = std::move(server);
    } else {
        m_server = std::make_unique<QTcpServer>();
    }
    m_server->setListenBacklogSize(512);
    connect(m_server.get(), &QTcpServer::pendingConnectionAvailable, this, &WireServer::accept);
    if (!m_server->listen(QHostAddress::LocalHost))
        qFatal("the test server cannot listen");
}

WireServer::~WireServer()
{
    closeAllConnections();
}

QString WireServer::origin() const
{
    return QStringLiteral("%1://127.0.0.1:%2")
        .arg(m_speech == Speech::tls ? QStringLiteral("https") : QStringLiteral("http"))
        .arg(m_server->serverPort());
}

void WireServer::accept()
{
    while (QTcpSocket* socket = m_server->nextPendingConnection()) {
        socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        auto buffer = std::make_shared<Buffer>();
        buffer->connection = ++m_connections;
        m_buffers.insert(socket, buffer);
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
        connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
            read(socket); // what came together with the end
            m_buffers.remove(socket);
            socket->deleteLater();
        });
        read(socket);
    }
}

void WireServer::read(QTcpSocket* socket)
{
    const std::shared_ptr<Buffer> buffer = m_buffers.value(socket);
    if (!buffer)
        return;
    if (socket->isOpen()) // a reset one is not
        buffer->bytes += socket->readAll();
    for (;;) {
        const qsizetype end = buffer->bytes.indexOf("\r\n\r\n");
        if (end < 0)
            return;
        SeenRequest seen;
        seen.connection = buffer->connection;
        const QList<QByteArray> lines = buffer->bytes.left(end).replace("\r\n", "\n").split('\n');
        const QList<QByteArray> words = lines.first().split(' ');
        seen.method = words.value(0);
        seen.target = words.value(1);
        for (const QByteArray& line : lines.mid(1)) {
            const qsizetype colon = line.indexOf(':');
            seen.headers.emplace_back(line.left(colon), line.mid(colon + 1).trimmed());
        }
        if (!std::exchange(buffer->isHeadCounted, true))
            ++m_heads;
        const qsizetype length = end + 4 + seen.header("Content-Length").toLongLong();
        if (buffer->bytes.size() < length)
            return;
        seen.body = buffer->bytes.mid(end + 4, length - end - 4);
        buffer->bytes.remove(0, length);
        buffer->isHeadCounted = false;
        m_requests.append(seen);
        if (m_answer)
            m_answer(*socket, seen);
    }
}

void WireServer::closeAllConnections()
{
    const QList<QTcpSocket*> sockets = m_buffers.keys();
    m_buffers.clear();
    for (QTcpSocket* socket : sockets) {
        disconnect(socket, nullptr, this, nullptr);
        socket->disconnectFromHost();
        socket->deleteLater();
    }
}

void WireServer::respond(QTcpSocket& socket, const QByteArray& statusLine, const QByteArray& body,
                         const QList<QByteArray>& headerLines)
{
    QByteArray answer = "HTTP/1.1 " + statusLine + "\r\n";
    for (const QByteArray& line : headerLines)
        answer += line + "\r\n";
    if (!statusLine.startsWith("204"))
        answer += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    socket.write(answer + "\r\n" + body);
}

void WireServer::reset(QTcpSocket& socket)
{
    const linger noLinger{1, 0};
    ::setsockopt(static_cast<int>(socket.socketDescriptor()), SOL_SOCKET, SO_LINGER, &noLinger,
                 sizeof noLinger);
    socket.abort();
}

QSslConfiguration WireServer::clientTls()
{
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setCaCertificates({certificate()});
    return tls;
}

} // namespace support
