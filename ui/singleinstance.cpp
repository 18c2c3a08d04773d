#include "ui/singleinstance.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QLocalServer>
#include <QLocalSocket>
#include <QLockFile>

namespace ui {

namespace {

constexpr int connectMilliseconds = 500, answerMilliseconds = 2000;
constexpr qint64 requestMost = 64 * 1024; ///< bytes: paths are far shorter
const QByteArray taken = "taken\n";

} // namespace

SingleInstance::SingleInstance(QString folder, const QString& store, QObject* parent)
    : QObject(parent)
    , m_folder(std::move(folder))
{
    if (m_folder.isEmpty())
        return;
    const QByteArray name =
        QCryptographicHash::hash(QFileInfo(store).absoluteFilePath().toUtf8(), QCryptographicHash::Sha256)
            .first(8)
            .toHex();
    m_socket = QDir(m_folder).filePath(QStringLiteral("sluice-%1").arg(QString::fromLatin1(name)));
}

SingleInstance::~SingleInstance() = default;

bool SingleInstance::handOver(const QJsonObject& request)
{
    if (m_socket.isEmpty())
        return false;
    // Two that start in the same moment: one looks and listens before the other looks.
    QLockFile turn(m_socket + QStringLiteral(".lock"));
    turn.setStaleLockTime(0);
    if (!turn.tryLock(answerMilliseconds))
        return tell(request);
    if (tell(request))
        return true;
    listen();
    return false;
}

bool SingleInstance::tell(const QJsonObject& request) const
{
    QLocalSocket socket;
    socket.connectToServer(m_socket);
    if (!socket.waitForConnected(connectMilliseconds))
        return false;
    socket.write(QJsonDocument(request).toJson(QJsonDocument::Compact) + '\n');
    socket.flush();
    // Only a window that answers has taken it; one that hangs must not swallow a start.
    while (!socket.canReadLine())
        if (!socket.waitForReadyRead(answerMilliseconds))
            return false;
    return socket.readLine() == taken;
}

void SingleInstance::listen()
{
    m_server = new QLocalServer(this);
    m_server->setSocketOptions(QLocalServer::UserAccessOption);
    // Nobody answered there: what lies there is left of a program that died.
    QLocalServer::removeServer(m_socket);
    connect(m_server, &QLocalServer::newConnection, this, &SingleInstance::receive);
    m_server->listen(m_socket);
}

void SingleInstance::receive()
{
    while (QLocalSocket* socket = m_server->nextPendingConnection()) {
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        const auto read = [this, socket] {
            if (!socket->canReadLine()) {
                if (socket->bytesAvailable() > requestMost)
                    socket->abort();
                return;
            }
            const QJsonDocument request = QJsonDocument::fromJson(socket->readLine());
            if (!request.isObject()) {
                socket->abort();
                return;
            }
            socket->write(taken);
            socket->flush();
            Q_EMIT asked(request.object());
        };
        connect(socket, &QLocalSocket::readyRead, this, read);
        read();
    }
}

} // namespace ui
