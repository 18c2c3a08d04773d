#include "transport/requestbuilder.h"

#include "transport/address.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUrlQuery>

#include <algorithm>

namespace transport {

namespace {

const QByteArray idPlace = "{id}";
const QByteArray keyPlace = "{api_key}";
const QByteArray jsonType = "application/json";
const QByteArray formType = "application/x-www-form-urlencoded";

/// Others need a special reading of the answer (HEAD, CONNECT) or make no sense here.
bool isKnownMethod(const QByteArray& method)
{
    return method == "DELETE" || method == "GET" || method == "POST" || method == "PUT" || method == "PATCH";
}

/// Where no body is expected: a token that travels with the parameters then stands in the query.
bool isBodyless(const QByteArray& method)
{
    return method == "DELETE" || method == "GET";
}

bool isHeaderName(const QByteArray& name)
{
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~"; // RFC 9110, 5.6.2
    return !name.isEmpty() && std::all_of(name.begin(), name.end(), [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
               || marks.find(c) != std::string_view::npos;
    });
}

/// QNetworkRequest lets CR LF through: a value could add headers, or a second request.
bool isHeaderValue(const QByteArray& value)
{
    return std::all_of(value.begin(), value.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

QByteArray accepted(const QByteArray& contentType)
{
    return (contentType.isEmpty() || contentType == formType ? jsonType : contentType) + ", */*;q=0.1";
}

} // namespace

struct RequestBuilder::Target {
    QByteArray path;  ///< below the base URL, encoded, without the query
    QByteArray query; ///< encoded, without '?'; empty: none
};

base::Result<RequestBuilder> RequestBuilder::make(const vendors::Profile& profile, const QString& operationId,
                                                  const Credentials& credentials, const QString& origin)
{
    if (!operationId.isEmpty() && profile.operation(operationId) == nullptr)
        return base::fail("The profile " + profile.id.toStdString() + " has no operation "
                          + operationId.toStdString());
    if (auto checked = credentials.check(profile.signIn); !checked)
        return std::unexpected(checked.error());

    QByteArray encoded = profile.baseUrl.toUtf8();
    if (encoded.contains(keyPlace)) {
        auto key = encodedId(credentials.apiKey.toStdString());
        if (!key)
            return base::fail("The base URL needs an api_key: " + key.error().message);
        encoded.replace(keyPlace, *key);
    }
    auto url = readBaseUrl(encoded);
    if (!url)
        return std::unexpected(url.error());
    QByteArray path = url->path(QUrl::FullyEncoded).toLatin1();
    while (path.endsWith('/'))
        path.chop(1);
    if (!origin.isEmpty()) {
        url = readOrigin(origin);
        if (!url)
            return std::unexpected(url.error());
    }

    RequestBuilder builder;
    builder.m_profile = profile;
    builder.m_operationId = operationId;
    builder.m_credentials = credentials;
    builder.m_token = credentials.token;
    builder.m_origin = originOf(*url).toLatin1();
    builder.m_basePath = path;
    builder.m_redaction = Redaction(credentials);
    return builder;
}

void RequestBuilder::setToken(const QByteArray& token)
{
    m_token = token;
    m_redaction.addToken(token);
}

base::Result<const vendors::Operation*> RequestBuilder::operation() const
{
    if (const vendors::Operation* found = m_profile.operation(m_operationId))
        return found;
    return base::fail("No operation was chosen");
}

QByteArray RequestBuilder::usualContentType() const
{
    const vendors::Operation* chosen = m_profile.operation(m_operationId);
    if (chosen == nullptr && !m_profile.operations.empty())
        chosen = &m_profile.operations.front();
    return chosen == nullptr ? QByteArray() : chosen->contentType.toUtf8();
}

base::Result<RequestBuilder::Target> RequestBuilder::target(const QString& pathTemplate,
                                                            const std::string* id) const
{
    QByteArray text = pathTemplate.toUtf8();
    if (id != nullptr) {
        const auto encoded = encodedId(*id);
        if (!encoded)
            return std::unexpected(encoded.error());
        if (!text.contains(idPlace))
            return base::fail("The path " + pathTemplate.toStdString()
                              + " has no {id}; add it to the profile");
        text.replace(idPlace, *encoded);
    }
    if (!text.startsWith('/'))
        return base::fail("The path " + pathTemplate.toStdString()
                          + " must start with '/'; correct the profile");
    const qsizetype mark = text.indexOf('?');
    return mark < 0 ? Target{text, {}} : Target{text.left(mark), text.mid(mark + 1)};
}

base::Result<Request> RequestBuilder::request(const QString& method, const Target& target,
                                              const QByteArray& contentType, QJsonObject body,
                                              bool isFromOrigin) const
{
    using Kind = vendors::SignIn::Kind;
    Request made;
    made.method = method.toLatin1().toUpper();
    made.deadline = m_profile.deadline;
    if (!isKnownMethod(made.method))
        return base::fail("The method " + method.toStdString() + " is none of DELETE, GET, POST, PUT, PATCH");
    made.shown = QString::fromLatin1(made.method + ' ' + target.path
                                     + (target.query.isEmpty() ? QByteArray() : '?' + target.query));
    made.headers = {{"User-Agent", "Sluice/" SLUICE_VERSION},
                    {"Accept", accepted(contentType)},
                    // Nothing is compressed, so nothing is inflated and the cap counts true bytes.
                    {"Accept-Encoding", "identity"}};

    const vendors::SignIn& signIn = m_profile.signIn;
    const bool needsToken =
        signIn.kind == Kind::bearer || signIn.kind == Kind::header || signIn.kind == Kind::query;
    if (needsToken && m_token.isEmpty())
        return base::fail("There is no access token yet; sign in first");
    QByteArray query = target.query;
    switch (signIn.kind) {
    case Kind::none:
        break;
    case Kind::bearer:
        made.headers << std::pair<QByteArray, QByteArray>("Authorization", "Bearer " + m_token);
        break;
    case Kind::header:
        made.headers << std::pair(signIn.name.toUtf8(), m_token);
        break;
    case Kind::query:
        if (isBodyless(made.method))
            query += (query.isEmpty() ? "" : "&") + signIn.name.toUtf8().toPercentEncoding() + '='
                     + m_token.toPercentEncoding();
        else
            body.insert(signIn.name, QString::fromUtf8(m_token));
        break;
    case Kind::basicAndPathKey:
        made.headers << std::pair<QByteArray, QByteArray>(
            "Authorization", "Basic " + (m_credentials.user + ':' + m_credentials.password).toBase64());
        break;
    }

    if (!body.isEmpty()) {
        made.body = QJsonDocument(body).toJson(QJsonDocument::Compact);
        made.headers << std::pair<QByteArray, QByteArray>("Content-Type", jsonType);
    } else if (!contentType.isEmpty()) {
        made.headers << std::pair<QByteArray, QByteArray>("Content-Type", contentType);
    }
    for (const auto& [name, value] : std::as_const(made.headers)) {
        if (!isHeaderName(name) || !isHeaderValue(value))
            return base::fail(
                "A header of this request would hold a line break or a character that headers cannot "
                "carry; check the credentials and the profile");
    }

    const QByteArray path = (isFromOrigin ? QByteArray() : m_basePath) + target.path;
    auto url = exactUrl(m_origin + path + (query.isEmpty() ? QByteArray() : '?' + query));
    if (!url)
        return std::unexpected(url.error());
    made.url = *url;
    return made;
}

base::Result<void> RequestBuilder::addKey(Request& request, const QByteArray& idempotencyKey) const
{
    if (idempotencyKey.isEmpty())
        return {};
    const auto chosen = operation();
    if (!chosen || !(*chosen)->idempotency)
        return base::fail("This operation knows no idempotency key; add \"idempotency\" to the profile");
    const vendors::Idempotency& form = *(*chosen)->idempotency;
    const bool isPlain = std::all_of(idempotencyKey.begin(), idempotencyKey.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-'
               || c == '_';
    });
    const QByteArray name = form.header.toUtf8();
    if (!isPlain || idempotencyKey.size() > form.lengthMax || !isHeaderName(name))
        return base::fail("An idempotency key has at most " + std::to_string(form.lengthMax)
                          + " of the characters A-Z a-z 0-9 _ -");
    request.headers << std::pair(name, idempotencyKey);
    return {};
}

base::Result<Request> RequestBuilder::item(const std::string& id, const QByteArray& idempotencyKey) const
{
    const auto chosen = operation();
    if (!chosen)
        return std::unexpected(chosen.error());
    const vendors::Operation& form = **chosen;
    const auto place = target(form.path, &id);
    if (!place)
        return std::unexpected(place.error());
    auto made = request(form.method, *place, form.contentType.toUtf8(), {});
    if (!made)
        return made;
    if (auto added = addKey(*made, idempotencyKey); !added)
        return std::unexpected(added.error());
    return made;
}

base::Result<Request> RequestBuilder::batch(const std::vector<std::string>& ids,
                                            const QByteArray& idempotencyKey) const
{
    const auto chosen = operation();
    if (!chosen)
        return std::unexpected(chosen.error());
    const vendors::Operation& form = **chosen;
    if (!form.batch)
        return base::fail("The operation " + form.id.toStdString() + " has no batch form");
    if (ids.empty() || ids.size() > static_cast<std::size_t>(form.batch->max))
        return base::fail("A batch holds 1 to " + std::to_string(form.batch->max) + " ids");

    QJsonArray requests;
    for (const std::string& id : ids) {
        const auto place = target(form.path, &id);
        if (!place)
            return std::unexpected(place.error());
        // Inside a batch nobody but us looks for dot segments.
        if (auto url = exactUrl(m_origin + m_basePath + place->path); !url)
            return std::unexpected(url.error());
        QJsonObject one{{QStringLiteral("method"), form.method.toUpper()},
                        {QStringLiteral("path"), QString::fromLatin1(m_basePath + place->path)}};
        if (!place->query.isEmpty()) {
            QJsonObject args;
            const auto items = QUrlQuery(QString::fromLatin1(place->query)).queryItems(QUrl::FullyDecoded);
            for (const auto& [name, value] : items)
                args.insert(name, value);
            one.insert(QStringLiteral("args"), args);
        }
        requests.append(one);
    }
    const auto place = target(form.batch->path, nullptr);
    if (!place)
        return std::unexpected(place.error());
    auto made = request(QStringLiteral("POST"), *place, jsonType, {{QStringLiteral("requests"), requests}});
    if (!made)
        return made;
    made->shown += QStringLiteral(" (%1 × %2 %3)").arg(ids.size()).arg(form.method.toUpper(), form.path);
    if (auto added = addKey(*made, idempotencyKey); !added)
        return std::unexpected(added.error());
    return made;
}

base::Result<Request> RequestBuilder::lookup(const std::string& id) const
{
    const auto chosen = operation();
    if (!chosen)
        return std::unexpected(chosen.error());
    if (!(*chosen)->lookup)
        return base::fail("The operation " + (*chosen)->id.toStdString() + " has no way to look at an item");
    const auto place = target((*chosen)->lookup->path, &id);
    if (!place)
        return std::unexpected(place.error());
    return request(QStringLiteral("GET"), *place, usualContentType(), {});
}

base::Result<Request> RequestBuilder::token() const
{
    if (!m_profile.signIn.tokenPath || !m_credentials.canRenew())
        return base::fail("These credentials cannot be exchanged for a token");
    const auto place = target(*m_profile.signIn.tokenPath, nullptr);
    if (!place)
        return std::unexpected(place.error());
    auto url = exactUrl(m_origin + m_basePath + place->path
                        + (place->query.isEmpty() ? QByteArray() : '?' + place->query));
    if (!url)
        return std::unexpected(url.error());
    // Built by hand: request() would sign it with the token that it is to fetch.
    Request made;
    made.method = "POST";
    made.url = *url;
    made.deadline = m_profile.deadline;
    made.shown = QStringLiteral("POST ") + QString::fromLatin1(place->path);
    made.headers = {{"User-Agent", "Sluice/" SLUICE_VERSION},
                    {"Accept", accepted(formType)},
                    {"Accept-Encoding", "identity"},
                    {"Content-Type", formType}};
    made.body = "grant_type=client_credentials&client_id=" + m_credentials.clientId.toPercentEncoding()
                + "&client_secret=" + m_credentials.clientSecret.toPercentEncoding();
    return made;
}

base::Result<Request> RequestBuilder::check() const
{
    if (!m_profile.check)
        return base::fail("The profile " + m_profile.id.toStdString() + " has no call to check the sign-in");
    const auto place = target(m_profile.check->path, nullptr);
    if (!place)
        return std::unexpected(place.error());
    return request(m_profile.check->method, *place, usualContentType(), {}, m_profile.check->isFromOrigin);
}

base::Result<Request> RequestBuilder::probe() const
{
    if (!m_profile.probe)
        return base::fail("The profile " + m_profile.id.toStdString() + " has no status call");
    const auto place = target(m_profile.probe->path, nullptr);
    if (!place)
        return std::unexpected(place.error());
    return request(m_profile.probe->method, *place, usualContentType(), {});
}

std::string RequestBuilder::itemPath(const std::string& id) const
{
    const auto chosen = operation();
    if (!chosen)
        return {};
    const auto place = target((*chosen)->path, &id);
    return place ? place->path.toStdString() : std::string();
}

QString RequestBuilder::origin() const
{
    return QString::fromLatin1(m_origin);
}

QString RequestBuilder::redacted(const QString& text) const
{
    return m_redaction.redacted(text);
}

} // namespace transport
