#pragma once

#include "base/result.h"
#include "transport/credentials.h"
#include "transport/redaction.h"
#include "transport/transport.h"
#include "vendors/profile.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QString>
#include <QUrl>

#include <optional>
#include <string>
#include <vector>

namespace transport {

/// Makes wire requests for one operation on one account: the only place where ids, secrets and addresses
/// meet. Ids are percent-encoded whole; the empty id, dots and control characters are refused even if a list
/// let them through. Every URL has the account's origin. A value; any thread.
class RequestBuilder {
public:
    /// `origin` replaces scheme, host and port of every URL of the profile (empty: as in the profile). https
    /// anywhere, plain http on loopback only; user information is refused.
    static base::Result<RequestBuilder> make(const vendors::Profile& profile, const QString& operationId,
                                             const Credentials& credentials, const QString& origin);

    /// The bearer token to use from now on (after a token call).
    void setToken(const QByteArray& token);

    base::Result<Request> item(const std::string& id, const QByteArray& idempotencyKey = {}) const;
    base::Result<Request> batch(const std::vector<std::string>& ids,
                                const QByteArray& idempotencyKey = {}) const;
    base::Result<Request> lookup(const std::string& id) const;
    base::Result<Request> token() const; ///< form-encoded client credentials
    base::Result<Request> check() const;
    base::Result<Request> probe() const;

    /// The path below the base URL that the limiter's scopes look at: "/accounts/4711".
    std::string itemPath(const std::string& id) const;

    /// scheme://host:port that every request goes to.
    QString origin() const;

    /// Takes every secret out of a text (vendor's message, error text) before it is stored or shown.
    QString redacted(const QString& text) const;

private:
    struct Target; ///< a path template, filled in

    RequestBuilder() = default;
    base::Result<const vendors::Operation*> operation() const;
    QByteArray usualContentType() const; ///< a vendor that wants one wants it on calls without a body too
    base::Result<Target> target(const QString& pathTemplate, const std::string* id) const;
    base::Result<Request> request(const QString& method, const Target& target, const QByteArray& contentType,
                                  QJsonObject body, bool isFromOrigin = false) const;
    base::Result<void> addKey(Request& request, const QByteArray& idempotencyKey) const;

    vendors::Profile m_profile;
    QString m_operationId;
    Credentials m_credentials;
    QByteArray m_token;
    QByteArray m_origin;   ///< scheme://host[:port], encoded
    QByteArray m_basePath; ///< path of the base URL, encoded, with the API key in place; never ends in '/'
    Redaction m_redaction;
};

/// The token of an OAuth answer and its life; nullopt when the answer holds none.
struct TokenAnswer {
    QByteArray token;
    Duration life{};
};
std::optional<TokenAnswer> readToken(const vendors::Response& response, Duration lifeDefault);

} // namespace transport
