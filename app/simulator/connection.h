#pragma once

#include "simulator/mischief.h"
#include "simulator/simrequest.h"

#include <QByteArray>
#include <QObject>
#include <QTimer>

#include <http_parser.h>

#include <deque>

class QTcpSocket;

namespace simulator {

/// One HTTP/1.1 connection of the loopback server: reads requests (pipelined ones wait their turn), writes
/// answers, and ends as badly as it is told. Bounds: 80 KiB of headers (the parser's), 4 MiB of body, 64
/// requests in line. Lives in the server's thread and deletes itself when its socket closes.
class Connection : public QObject {
    Q_OBJECT
public:
    Connection(QTcpSocket* socket, QObject* parent);

    void answer(const Answer& answer);
    /// FIN without a byte.
    void closeSilently();
    /// RST.
    void reset();
    /// Head and body, byte by byte, without end.
    void trickle(const Answer& answer, Duration every);
    bool isOpen() const;

Q_SIGNALS:
    /// A whole request came and it is its turn.
    void requestRead(const simulator::SimRequest& request);

private:
    void read();
    void takeNext();
    void refuseToRead(int status);
    QByteArray head(const Answer& answer, qsizetype bodySize) const;
    static int onBegin(http_parser* parser);
    static int onUrl(http_parser* parser, const char* at, size_t size);
    static int onHeaderName(http_parser* parser, const char* at, size_t size);
    static int onHeaderValue(http_parser* parser, const char* at, size_t size);
    static int onHeadersEnd(http_parser* parser);
    static int onBody(http_parser* parser, const char* at, size_t size);
    static int onEnd(http_parser* parser);

    struct Read {
        SimRequest request;
        bool keepsAlive = true;
    };
    QTcpSocket* m_socket;
    http_parser m_parser{};
    SimRequest m_part;
    std::string m_target;
    bool m_isInValue = false;
    std::deque<Read> m_line;
    bool m_isBusy = false;
    bool m_keepsAlive = true;
    QTimer m_trickle;
};

} // namespace simulator
