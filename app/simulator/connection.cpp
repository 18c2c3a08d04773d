#include "simulator/connection.h"

#include "base/machine.h"

#include <QTcpSocket>

#include <algorithm>
#include <utility>

namespace simulator {

namespace {

constexpr std::size_t bodyBytesMax = std::size_t{4} << 20;
constexpr std::size_t requestsInLineMax = 64;
constexpr qsizetype endlessBytes = 100'000'000; // what a trickling answer announces

Connection& of(http_parser* parser)
{
    return *static_cast<Connection*>(parser->data);
}

const char* reason(int status)
{
    return http_status_str(static_cast<http_status>(status));
}

} // namespace

Connection::Connection(QTcpSocket* socket, QObject* parent) : QObject(parent), m_socket(socket)
{
    m_socket->setParent(this);
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    http_parser_init(&m_parser, HTTP_REQUEST);
    m_parser.data = this;
    connect(m_socket, &QTcpSocket::readyRead, this, &Connection::read);
    connect(m_socket, &QTcpSocket::disconnected, this, &QObject::deleteLater);
    m_trickle.setTimerType(Qt::PreciseTimer);
    connect(&m_trickle, &QTimer::timeout, this, [this] { m_socket->write(" "); });
}

bool Connection::isOpen() const
{
    return m_socket->state() == QAbstractSocket::ConnectedState;
}

int Connection::onBegin(http_parser* parser)
{
    Connection& self = of(parser);
    self.m_part = {};
    self.m_target.clear();
    self.m_isInValue = true;
    return 0;
}

int Connection::onUrl(http_parser* parser, const char* at, size_t size)
{
    of(parser).m_target.append(at, size);
    return 0;
}

int Connection::onHeaderName(http_parser* parser, const char* at, size_t size)
{
    Connection& self = of(parser);
    if (std::exchange(self.m_isInValue, false))
        self.m_part.headers.emplace_back();
    self.m_part.headers.back().first.append(at, size);
    return 0;
}

int Connection::onHeaderValue(http_parser* parser, const char* at, size_t size)
{
    Connection& self = of(parser);
    self.m_isInValue = true;
    self.m_part.headers.back().second.append(at, size);
    return 0;
}

int Connection::onHeadersEnd(http_parser* parser)
{
    Connection& self = of(parser);
    if (headerOf(self.m_part.headers, "Expect") == "100-continue")
        self.m_socket->write("HTTP/1.1 100 Continue\r\n\r\n");
    return 0;
}

int Connection::onBody(http_parser* parser, const char* at, size_t size)
{
    Connection& self = of(parser);
    if (self.m_part.body.size() + size > bodyBytesMax)
        return 1;
    self.m_part.body.append(at, size);
    return 0;
}

int Connection::onEnd(http_parser* parser)
{
    Connection& self = of(parser);
    if (self.m_line.size() >= requestsInLineMax)
        return 1;
    SimRequest request =
        SimRequest::of(http_method_str(static_cast<http_method>(parser->method)), self.m_target,
                       std::move(self.m_part.headers), std::move(self.m_part.body));
    self.m_line.push_back({std::move(request), http_should_keep_alive(parser) != 0});
    return 0;
}

void Connection::read()
{
    static const http_parser_settings settings = [] {
        http_parser_settings made{};
        made.on_message_begin = onBegin;
        made.on_url = onUrl;
        made.on_header_field = onHeaderName;
        made.on_header_value = onHeaderValue;
        made.on_headers_complete = onHeadersEnd;
        made.on_body = onBody;
        made.on_message_complete = onEnd;
        return made;
    }();
    const QByteArray bytes = m_socket->readAll();
    const auto size = static_cast<size_t>(bytes.size());
    const size_t parsed = http_parser_execute(&m_parser, &settings, bytes.constData(), size);
    if (parsed != size || HTTP_PARSER_ERRNO(&m_parser) != HPE_OK) {
        refuseToRead(HTTP_PARSER_ERRNO(&m_parser) == HPE_CB_body ? 413 : 400);
        return;
    }
    takeNext();
}

void Connection::refuseToRead(int status)
{
    disconnect(m_socket, &QTcpSocket::readyRead, this, nullptr);
    m_line.clear();
    m_keepsAlive = false;
    answer({.status = status, .headers = {}, .body = {}});
}

void Connection::takeNext()
{
    if (m_isBusy || m_line.empty())
        return;
    m_isBusy = true;
    const Read next = std::move(m_line.front());
    m_line.pop_front();
    m_keepsAlive = next.keepsAlive;
    Q_EMIT requestRead(next.request);
}

QByteArray Connection::head(const Answer& answer, qsizetype bodySize) const
{
    QByteArray bytes = "HTTP/1.1 " + QByteArray::number(answer.status) + ' ' + reason(answer.status) + "\r\n";
    for (const auto& [name, value] : answer.headers)
        bytes += QByteArray::fromStdString(name) + ": " + QByteArray::fromStdString(value) + "\r\n";
    if (answer.status != 204)
        bytes += "Content-Length: " + QByteArray::number(bodySize) + "\r\n";
    if (!m_keepsAlive)
        bytes += "Connection: close\r\n";
    return bytes + "\r\n";
}

void Connection::answer(const Answer& answer)
{
    const auto size = static_cast<qsizetype>(answer.body.size());
    m_socket->write(head(answer, size) + QByteArray(answer.body.data(), size));
    m_isBusy = false;
    if (!m_keepsAlive)
        m_socket->disconnectFromHost();
    else
        takeNext();
}

void Connection::closeSilently()
{
    m_socket->disconnectFromHost();
}

void Connection::reset()
{
    base::resetOnClose(static_cast<int>(m_socket->socketDescriptor()));
    m_socket->abort();
}

void Connection::trickle(const Answer& answer, Duration every)
{
    Answer endless = answer;
    endless.status = answer.status == 204 ? 200 : answer.status; // 204 has no body to trickle
    m_socket->write(head(endless, endlessBytes) + QByteArray::fromStdString(answer.body));
    m_trickle.start(std::chrono::ceil<std::chrono::milliseconds>(every));
}

} // namespace simulator
