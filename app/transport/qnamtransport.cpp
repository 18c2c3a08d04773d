#include "transport/qnamtransport.h"

#include "transport/address.h"
#include "transport/onewaybody.h"

#include <QCoreApplication>
#include <QNetworkAccessManager>
#include <QNetworkCookie>
#include <QNetworkCookieJar>
#include <QNetworkProxyFactory>
#include <QNetworkReply>
#include <QNetworkRequest>

#include <algorithm>

namespace transport {

namespace {

/// CLOCK_MONOTONIC, which timers use, stands still in suspend: look at the real clock at least this often.
constexpr Duration lookAgainAfter = std::chrono::seconds(5);

/// Far longer than Qt's network thread takes to hear of an abort; if it were not, we would wait for 5 s
/// instead.
constexpr std::chrono::milliseconds abortSettles{100};

/// How much of a body waits inside Qt until we read it.
constexpr qint64 readBufferBytes = 128 * 1024;

class NoCookies final : public QNetworkCookieJar {
public:
    using QNetworkCookieJar::QNetworkCookieJar;
    QList<QNetworkCookie> cookiesForUrl(const QUrl&) const override { return {}; }
    bool setCookiesFromUrl(const QList<QNetworkCookie>&, const QUrl&) override { return false; }
};

class ProxyChoice final : public QNetworkProxyFactory {
public:
    ProxyChoice(QnamTransport::ProxyUse use, const QNetworkProxy& proxy) : m_use(use), m_proxy(proxy) {}
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery& query) override
    {
        const bool isLocal = isLoopback(query.url());
        if (!isLocal && m_use == QnamTransport::ProxyUse::given)
            return {m_proxy};
        if (!isLocal && m_use == QnamTransport::ProxyUse::system)
            return systemProxyForQuery(query);
        return {QNetworkProxy(QNetworkProxy::NoProxy)};
    }

private:
    QnamTransport::ProxyUse m_use;
    QNetworkProxy m_proxy;
};

std::chrono::milliseconds roundedUp(Duration duration)
{
    return std::max(std::chrono::ceil<std::chrono::milliseconds>(duration), std::chrono::milliseconds(0));
}

QString inSeconds(Duration duration)
{
    return QString::number(std::chrono::duration<double>(duration).count(), 'g', 4) + QStringLiteral(" s");
}

QNetworkRequest wireRequest(const Request& request, const std::optional<QSslConfiguration>& tls)
{
    QNetworkRequest wire(request.url);
    wire.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    wire.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    wire.setAttribute(QNetworkRequest::HttpPipeliningAllowedAttribute, false);
    wire.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    wire.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    wire.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    wire.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    wire.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    for (const auto& [name, value] : request.headers)
        wire.setRawHeader(name, value);
    if (tls && request.url.scheme() == QLatin1String("https"))
        wire.setSslConfiguration(*tls);
    return wire;
}

/// The connection failed, as opposed to an answer that says no (400 is ProtocolInvalidOperationError).
bool isConnectionError(QNetworkReply::NetworkError error)
{
    return error != QNetworkReply::NoError
           && (error < QNetworkReply::ContentAccessDenied || error == QNetworkReply::ContentReSendError
               || error == QNetworkReply::ProtocolUnknownError || error == QNetworkReply::ProtocolFailure);
}

/// Errors of which each alone proves that the connection was never made.
bool isBeforeConnection(QNetworkReply::NetworkError error)
{
    return error == QNetworkReply::ConnectionRefusedError || error == QNetworkReply::HostNotFoundError
           || error == QNetworkReply::SslHandshakeFailedError
           || error == QNetworkReply::ProxyConnectionRefusedError
           || error == QNetworkReply::ProxyNotFoundError;
}

/// Our own words: Qt's contain the URL, which can hold a key. Empty: the error does not say more than that it
/// failed.
QString errorText(QNetworkReply::NetworkError error, const QUrl& url, const QString& tlsError)
{
    const QString host = url.host();
    switch (error) {
    case QNetworkReply::ConnectionRefusedError:
        return host + QStringLiteral(" refused the connection");
    case QNetworkReply::HostNotFoundError:
        return QStringLiteral("the name %1 was not found; is there a network?").arg(host);
    case QNetworkReply::SslHandshakeFailedError:
        return QStringLiteral("no secure connection to %1: %2")
            .arg(host, tlsError.isEmpty() ? QStringLiteral("the handshake failed") : tlsError);
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::ProxyTimeoutError:
        return QStringLiteral("the proxy cannot be reached; check the proxy settings");
    case QNetworkReply::ProxyAuthenticationRequiredError:
        return QStringLiteral("the proxy asks for a sign-in; check the proxy settings");
    case QNetworkReply::ProtocolUnknownError:
    case QNetworkReply::ProtocolInvalidOperationError:
    case QNetworkReply::ProtocolFailure:
        return QStringLiteral("the answer was not readable as HTTP");
    default:
        return {};
    }
}

/// What the headers say about where the body ends.
struct Framing {
    std::optional<qint64> bytes; ///< so many
    bool isChunked = false;      ///< it says so itself
};

Framing framing(const vendors::Response& response)
{
    bool isNumber = false;
    const qint64 announced = response.header("Content-Length").toLongLong(&isNumber);
    if (response.status == 204 || response.status == 304) // none, whatever is announced
        return {0, false};
    if (response.hasHeader("Transfer-Encoding"))
        return {std::nullopt, true};
    return isNumber && announced >= 0 ? Framing{announced, false} : Framing{};
}

bool isWhole(const vendors::Response& response, QNetworkReply::NetworkError error)
{
    // With a length we know for ourselves; the connection may have ended right after.
    if (const auto bytes = framing(response).bytes)
        return response.body.size() == *bytes;
    return !isConnectionError(error);
}

/// It is certain where this answer ended, so that what follows on its connection belongs to the next one.
/// What Qt left unread would be taken for the next id's answer.
bool mayBeFollowed(const vendors::Response& response)
{
    const Framing end = framing(response);
    return !response.isTruncated && (end.bytes || end.isChunked)
           && !(response.status == 204 && response.header("Content-Length").toLongLong() > 0)
           && !response.header("Connection").toLower().contains("close");
}

} // namespace

/// One manager with at most one request under way, and so one connection of a known age. (Qt would allow six
/// per manager, but then their ages are unknown and a stale one cannot be avoided.)
struct QnamTransport::Line final : public QNetworkAccessManager {
    QString origin;
    Instant idleSince{};
    bool isFresh = true; ///< never used: the next request opens a connection
};

struct QnamTransport::Exchange {
    std::uint64_t serial = 0; ///< ours: attempts are the caller's
    std::uint64_t attempt = 0;
    std::unique_ptr<Line> line;
    QNetworkReply* reply = nullptr;
    QUrl url;
    Duration deadline{};
    Instant deadlineAt{};
    QByteArray body;
    QString tlsError;
    bool isFirstOnLine = false;
    bool isEncrypted = false;
    bool isEnding = false; ///< its end is on its way through the event loop

    /// So far nothing can have left: over TLS, no byte of a request leaves before the handshake is over.
    bool isUnopened() const
    {
        return isFirstOnLine && !isEncrypted && url.scheme() == QLatin1String("https");
    }
};

QnamTransport::QnamTransport(const base::Clock& clock, QObject* parent)
    : QnamTransport(clock, Options{}, parent)
{
}

QnamTransport::QnamTransport(const base::Clock& clock, Options options, QObject* parent)
    : QObject(parent)
    , m_clock(clock)
    , m_options(std::move(options))
    , m_deadlineTimer(this)
    , m_idleTimer(this)
{
    m_deadlineTimer.setSingleShot(true);
    m_deadlineTimer.setTimerType(Qt::PreciseTimer); // a coarse one fires up to 5 % early
    connect(&m_deadlineTimer, &QTimer::timeout, this, &QnamTransport::expire);
    m_idleTimer.setSingleShot(true);
    connect(&m_idleTimer, &QTimer::timeout, this, &QnamTransport::closeIdleLines);
}

QnamTransport::~QnamTransport()
{
    for (const auto& exchange : m_exchanges)
        disconnect(exchange->reply, nullptr, this, nullptr);
}

void QnamTransport::setReceiver(Receiver receiver)
{
    m_receiver = std::move(receiver);
}

std::unique_ptr<QnamTransport::Line> QnamTransport::takeLine(const QString& origin, Instant now)
{
    // The latest used first: the others grow old and are closed.
    for (auto line = m_idle.rbegin(); line != m_idle.rend(); ++line) {
        if ((*line)->origin != origin || now - (*line)->idleSince >= m_options.idleBeforeClosing)
            continue;
        auto taken = std::move(*line);
        m_idle.erase(std::next(line).base());
        return taken;
    }
    auto line = std::make_unique<Line>();
    line->origin = origin;
    line->setCookieJar(new NoCookies(line.get()));
    line->setProxyFactory(new ProxyChoice(m_options.proxyUse, m_options.proxy)); // owned by the manager
    line->setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    line->setStrictTransportSecurityEnabled(false); // it would change the scheme of a URL
    return line;
}

void QnamTransport::send(std::uint64_t attempt, Request request)
{
    const Instant now = m_clock.now();
    auto exchange = std::make_unique<Exchange>();
    exchange->serial = ++m_serial;
    exchange->attempt = attempt;
    exchange->line = takeLine(originOf(request.url), now);
    exchange->url = request.url;
    exchange->deadline = request.deadline;
    exchange->deadlineAt = now + request.deadline;
    exchange->isFirstOnLine = std::exchange(exchange->line->isFresh, false);

    auto* body = new OneWayBody(std::move(request.body));
    QNetworkReply* reply =
        exchange->line->sendCustomRequest(wireRequest(request, m_options.tls), request.method, body);
    body->setParent(reply);
    reply->setReadBufferSize(readBufferBytes);
    exchange->reply = reply;

    Exchange* raw = exchange.get();
    m_exchanges.push_back(std::move(exchange));
    connect(reply, &QNetworkReply::readyRead, this, [this, raw] { read(*raw); });
    connect(reply, &QNetworkReply::encrypted, this, [raw] { raw->isEncrypted = true; });
    connect(reply, &QNetworkReply::sslErrors, this, [raw](const QList<QSslError>& errors) {
        if (!errors.isEmpty())
            raw->tlsError = errors.first().errorString();
    });
    connect(reply, &QNetworkReply::finished, this, [this, raw] { finish(*raw); });
    wakeBy(raw->deadlineAt, now);
}

void QnamTransport::wakeBy(Instant deadline, Instant now)
{
    if (m_wakeAt && *m_wakeAt <= deadline)
        return;
    m_wakeAt = std::min(deadline, now + lookAgainAfter);
    m_deadlineTimer.start(roundedUp(*m_wakeAt - now));
}

void QnamTransport::expire()
{
    m_wakeAt.reset();
    const Instant now = m_clock.now();
    std::vector<Exchange*> late;
    for (const auto& exchange : m_exchanges) {
        if (exchange->isEnding)
            continue;
        if (exchange->deadlineAt <= now)
            late.push_back(exchange.get());
        else
            wakeBy(exchange->deadlineAt, now);
    }
    for (Exchange* exchange : late)
        giveUp(*exchange);
}

void QnamTransport::giveUp(Exchange& exchange)
{
    exchange.isEnding = true;
    Completion completion;
    const QString time = inSeconds(exchange.deadline);
    if (!exchange.isUnopened()) {
        const int status = exchange.reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        completion.error =
            status == 0
                ? QStringLiteral("no answer within %1").arg(time)
                : QStringLiteral("the answer (status %1) did not end within %2").arg(status).arg(time);
        end(exchange, std::move(completion), false);
        return;
    }
    // No connection within the deadline, as when a network swallows everything. The abort stops the thread
    // that could still send; when that thread has then ended too, and what it reported before has been heard,
    // it is certain whether anything left. (Ended at once, it could be waiting for us to hear "encrypted",
    // and we for it.)
    disconnect(exchange.reply, &QNetworkReply::readyRead, this, nullptr);
    disconnect(exchange.reply, &QNetworkReply::finished, this, nullptr);
    exchange.reply->abort();
    completion.error = QStringLiteral("no secure connection to %1 within %2").arg(exchange.url.host(), time);
    QTimer::singleShot(abortSettles, exchange.reply,
                       [this, &exchange, completion = std::move(completion)]() mutable {
                           QCoreApplication::sendPostedEvents(exchange.reply);
                           exchange.line->clearConnectionCache();
                           endLater(exchange, std::move(completion));
                       });
}

void QnamTransport::endLater(Exchange& exchange, Completion completion)
{
    exchange.isEnding = true;
    QMetaObject::invokeMethod(
        this,
        [this, serial = exchange.serial, completion = std::move(completion)]() mutable {
            const auto found = std::find_if(m_exchanges.begin(), m_exchanges.end(),
                                            [&](const auto& other) { return other->serial == serial; });
            if (found == m_exchanges.end())
                return;
            completion.ending =
                (*found)->isUnopened() ? Completion::Ending::notSent : Completion::Ending::lost;
            end(**found, std::move(completion), false);
        },
        Qt::QueuedConnection);
}

void QnamTransport::read(Exchange& exchange)
{
    const qsizetype room = m_options.bodyBytesMax - exchange.body.size();
    exchange.body += exchange.reply->read(std::min<qint64>(exchange.reply->bytesAvailable(), room + 1));
    if (exchange.body.size() <= m_options.bodyBytesMax)
        return;
    exchange.body.truncate(m_options.bodyBytesMax);
    Completion completion;
    completion.ending = Completion::Ending::answered;
    completion.response.status = exchange.reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    completion.response.headers = exchange.reply->rawHeaderPairs();
    completion.response.body = std::move(exchange.body);
    completion.response.isTruncated = true;
    end(exchange, std::move(completion), false);
}

void QnamTransport::finish(Exchange& exchange)
{
    QNetworkReply& reply = *exchange.reply;
    const auto error = reply.error();
    Completion completion;
    // The status before the error: a redirect, too, ends as ContentReSendError.
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status >= 200) {
        while (reply.bytesAvailable() > 0 && exchange.body.size() < m_options.bodyBytesMax)
            exchange.body += reply.read(
                std::min<qint64>(reply.bytesAvailable(), m_options.bodyBytesMax - exchange.body.size()));
        completion.ending = Completion::Ending::answered;
        completion.response.status = status;
        completion.response.headers = reply.rawHeaderPairs();
        completion.response.body = std::move(exchange.body);
        completion.response.isTruncated = reply.bytesAvailable() > 0 || !isWhole(completion.response, error);
        const bool isReusable = !isConnectionError(error) && mayBeFollowed(completion.response);
        end(exchange, std::move(completion), isReusable);
        return;
    }
    const bool isUnopened = exchange.isUnopened();
    if (status > 0) {
        // 1xx: Qt takes all but 100 for the final answer; the real one is never seen.
        completion.error = QStringLiteral("the answer was not readable as HTTP (status %1)").arg(status);
    } else {
        completion.error = errorText(error, exchange.url, exchange.tlsError);
        if (completion.error.isEmpty())
            completion.error =
                isUnopened
                    ? QStringLiteral("no connection to %1; is there a network?").arg(exchange.url.host())
                    : QStringLiteral("the connection ended before an answer came");
        if (isUnopened || isBeforeConnection(error))
            completion.ending = Completion::Ending::notSent;
    }
    end(exchange, std::move(completion), false);
}

void QnamTransport::end(Exchange& exchange, Completion completion, bool isReusable)
{
    const auto place = std::find_if(m_exchanges.begin(), m_exchanges.end(),
                                    [&](const auto& other) { return other.get() == &exchange; });
    const std::unique_ptr<Exchange> ended = std::move(*place);
    m_exchanges.erase(place);

    completion.attempt = ended->attempt;
    completion.at = m_clock.now();
    disconnect(ended->reply, nullptr, this, nullptr);
    if (!ended->reply->isFinished())
        ended->reply->abort();
    ended->reply->deleteLater();
    giveBack(std::move(ended->line), isReusable);
    if (m_receiver)
        m_receiver(std::move(completion));
}

void QnamTransport::giveBack(std::unique_ptr<Line> line, bool isReusable)
{
    if (!isReusable) {
        // Not now: we may be inside a signal of its reply, and its thread may have an abort to hear of.
        Line* spent = line.release();
        spent->setParent(this);
        QTimer::singleShot(abortSettles, spent, &QObject::deleteLater);
        return;
    }
    line->idleSince = m_clock.now();
    m_idle.push_back(std::move(line));
    if (!m_idleTimer.isActive())
        m_idleTimer.start(roundedUp(m_options.idleBeforeClosing));
}

void QnamTransport::closeIdleLines()
{
    const Instant now = m_clock.now();
    std::erase_if(m_idle,
                  [&](const auto& line) { return now - line->idleSince >= m_options.idleBeforeClosing; });
    if (!m_idle.empty()) // the front one has been idle for longest
        m_idleTimer.start(roundedUp(m_idle.front()->idleSince + m_options.idleBeforeClosing - now));
}

void QnamTransport::abortAll()
{
    for (const auto& exchange : m_exchanges) {
        if (exchange->isEnding)
            continue;
        disconnect(exchange->reply, nullptr, this, nullptr);
        exchange->reply->abort();
        exchange->isFirstOnLine = false; // the thread that sends is not waited for: nothing is certain
        Completion completion;
        completion.error = QStringLiteral("stopped before an answer came");
        endLater(*exchange, std::move(completion)); // from the event loop, like every other end
    }
}

} // namespace transport
