#pragma once

#include <QByteArray>
#include <QtGlobal>

#include <array>
#include <cerrno>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

/// A blocking socket that sends what it is given and reads one answer at a time: nothing of an HTTP library
/// between test and wire. Gives up after ten seconds of silence, which only a broken server makes it wait.
class RawClient {
public:
    explicit RawClient(quint16 port) : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        const timeval patience{10, 0};
        ::setsockopt(m_socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(m_socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            m_error = errno;
    }
    ~RawClient() { ::close(m_socket); }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    bool isConnected() const { return m_error == 0; }
    /// Of connect() or the last read; 0: none. ECONNRESET is what a reset looks like.
    int error() const { return m_error; }
    bool isAtEnd() const { return m_isAtEnd; }

    void send(const QByteArray& bytes)
    {
        qsizetype sent = 0;
        while (sent < bytes.size()) {
            const auto count = ::send(m_socket, bytes.constData() + sent,
                                      static_cast<size_t>(bytes.size() - sent), MSG_NOSIGNAL);
            if (count <= 0)
                return;
            sent += count;
        }
    }

    void remove(int id, const QByteArray& more = {})
    {
        send("DELETE /accounts/" + QByteArray::number(id)
             + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer practice\r\n" + more + "\r\n");
    }

    /// Head and body of the next answer; what there was of it where the connection ended before.
    QByteArray answer()
    {
        while (!m_buffer.contains("\r\n\r\n") && readMore()) {
        }
        const qsizetype head = m_buffer.indexOf("\r\n\r\n") + 4;
        if (head < 4)
            return take(m_buffer.size());
        const qsizetype length = m_buffer.indexOf("Content-Length: ");
        qsizetype size = head;
        if (length >= 0 && length < head) {
            const qsizetype from = length + 16;
            size += m_buffer.mid(from, m_buffer.indexOf('\r', from) - from).toLongLong();
        }
        while (m_buffer.size() < size && readMore()) {
        }
        return take(qMin(size, m_buffer.size()));
    }

    int status() { return answer().mid(9, 3).toInt(); }

    bool readMore()
    {
        std::array<char, 65536> bytes{};
        const auto count = ::recv(m_socket, bytes.data(), bytes.size(), 0);
        if (count > 0) {
            m_buffer.append(bytes.data(), count);
            return true;
        }
        m_isAtEnd = count == 0;
        m_error = count < 0 ? errno : 0;
        return false;
    }

    /// Whether bytes, an end or a reset are there to be read now.
    bool hasNews() const
    {
        char byte = 0;
        return ::recv(m_socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0 || errno != EAGAIN;
    }

    qsizetype buffered() const { return m_buffer.size(); }

private:
    QByteArray take(qsizetype size)
    {
        const QByteArray taken = m_buffer.left(size);
        m_buffer.remove(0, size);
        return taken;
    }

    int m_socket;
    int m_error = 0;
    bool m_isAtEnd = false;
    QByteArray m_buffer;
};
