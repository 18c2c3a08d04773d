#pragma once

#include <QByteArray>
#include <QList>

#include <utility>

namespace vendors {

/// One HTTP answer as it came: status, headers in order (names as sent), body (at most the transport's cap).
/// A value; holds what the vendor said, so it never goes into a store or a log unredacted.
struct Response {
    int status = 0;
    QList<std::pair<QByteArray, QByteArray>> headers;
    QByteArray body;
    bool isTruncated = false; ///< the body was cut at the cap or by the connection

    /// The value of the first header of this name (any case), trimmed; empty when absent.
    QByteArray header(const QByteArray& name) const;
    bool hasHeader(const QByteArray& name) const;
};

} // namespace vendors
