#pragma once

#include "base/time.h"
#include "vendors/response.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QUrl>

#include <cstdint>
#include <functional>
#include <utility>

namespace transport {

using base::Duration;
using base::Instant;

/// One wire request, ready to leave. Holds secrets (headers, URL): never logged, stored or shown; `shown` is
/// for that.
struct Request {
    QByteArray method;
    QUrl url;
    QList<std::pair<QByteArray, QByteArray>> headers;
    QByteArray body;
    Duration deadline{std::chrono::seconds(30)}; ///< from send to the last byte of the answer
    QString shown;                               ///< "DELETE /accounts/4711", without secrets
};

/// How an attempt ended.
struct Completion {
    enum class Ending : unsigned char {
        answered, ///< a whole answer (status, headers, body) arrived
        notSent,  ///< provably no byte of the request left: no network, name not found, refused, TLS failed
        lost,     ///< it may have arrived: reset, closed, deadline, unreadable answer
    };
    std::uint64_t attempt = 0;
    Ending ending = Ending::lost;
    vendors::Response response; ///< answered only
    Instant at{};               ///< when the end was seen
    QString error;              ///< for people, redacted: "no answer within 30 s"
};

/// Sends single requests and reports each end exactly once. One wire request per send(): no retries, no
/// redirects. Lives in one thread; the receiver is called from the event loop of that thread, never from
/// inside send().
class Transport {
public:
    using Receiver = std::function<void(Completion)>;

    virtual ~Transport() = default;
    virtual void setReceiver(Receiver receiver) = 0;
    virtual void send(std::uint64_t attempt, Request request) = 0;
    /// Ends every request under way at once (they are reported as lost).
    virtual void abortAll() = 0;
};

} // namespace transport
