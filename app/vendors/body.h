#pragma once

#include "vendors/profile.h"
#include "vendors/response.h"

#include <QJsonValue>
#include <QString>
#include <QStringList>

#include <optional>
#include <utility>
#include <vector>

namespace vendors {

/// One answer, ready to be asked for values by place. The body is parsed at most once, and only when a place
/// asks for it. Bodies above 1 MiB, JSON that is none and XML with a DTD hold nothing. XML is read up to its
/// first mistake, so that a cut body still tells the elements that were whole. Lives no longer than the
/// response. One thread.
class Body {
public:
    explicit Body(const Response& response) : m_response(response) {}
    /// A part of a greater answer that is read like an answer of its own: `json` stands for its body.
    Body(const Response& response, QJsonValue json) : m_response(response), m_json(std::move(json)) {}
    Body(const Response&&) = delete;
    Body(const Response&&, QJsonValue) = delete;

    /// The value as text: texts as they are, whole numbers in digits, true and false. Objects and lists hold
    /// no text; a missing, empty or null value is nullopt.
    std::optional<QString> text(const ValuePlace& place) const;
    bool
    isPresent(const ValuePlace& place) const; ///< anything but null stands there, an object or a list too
    /// Seconds by the strict grammar; a header may also hold an HTTP date, taken against the answer's own
    /// Date. Of a header that stands several times the longest, and where one is no longer than `cap` the
    /// longest of these.
    std::optional<base::Duration> seconds(const ValuePlace& place,
                                          base::Duration cap = base::Duration::max()) const;
    /// Whole counts from 0 on.
    std::optional<int> count(const ValuePlace& place) const;

    const Response& response() const { return m_response; }
    const QJsonValue& json() const; ///< the whole document; undefined where it is none

private:
    const std::vector<std::pair<QString, QString>>& xml() const;

    const Response& m_response;
    mutable std::optional<QJsonValue> m_json;
    mutable std::optional<std::vector<std::pair<QString, QString>>> m_xml; ///< path, text; in document order
};

/// The value at a JSON Pointer (RFC 6901); undefined where there is none.
QJsonValue valueAt(const QJsonValue& root, const QString& pointer);

/// Every text inside `value`, however deep, at most `most`.
QStringList textsIn(const QJsonValue& value, qsizetype most);

} // namespace vendors
