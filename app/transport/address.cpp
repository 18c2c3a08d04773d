#include "transport/address.h"

#include <QHostAddress>
#include <QStringDecoder>

#include <algorithm>

namespace transport {

namespace {

const QString https = QStringLiteral("https");
const QString http = QStringLiteral("http");

bool hasControlCharacter(const QString& text)
{
    return std::any_of(text.begin(), text.end(),
                       [](QChar c) { return c.category() == QChar::Other_Control; });
}

/// Characters that are never encoded, are no part of a dot segment and separate nothing.
bool meansItself(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

/// Everything but the path. `url` is quoted in no message that could hold user information.
base::Result<void> checkOrigin(const QUrl& url, const std::string& what)
{
    if (!url.isValid() || url.isRelative() || url.host().isEmpty())
        return base::fail(what + " is not an address; write it like https://api.example.com");
    if (!url.userInfo(QUrl::FullyEncoded).isEmpty()
        || url.authority(QUrl::FullyEncoded).contains(QLatin1Char('@')))
        return base::fail(what
                          + " holds a user name or password; leave them out and give them as credentials");
    if (url.hasQuery() || url.hasFragment())
        return base::fail(what + " ends in a query or fragment ('?' or '#'); leave it out");
    if (url.scheme() == https)
        return {};
    if (url.scheme() != http)
        return base::fail(what + " must start with https:// (or http:// for this computer itself)");
    if (!isLoopback(url))
        return base::fail(what + " would send secrets in plain text to another computer; use https://");
    return {};
}

} // namespace

base::Result<QUrl> readOrigin(const QString& text)
{
    const std::string what = "The base URL";
    QUrl url(text.trimmed(), QUrl::StrictMode);
    if (auto checked = checkOrigin(url, what); !checked)
        return std::unexpected(checked.error());
    const QString path = url.path(QUrl::FullyEncoded);
    if (!path.isEmpty() && path != QLatin1String("/"))
        return base::fail(what
                          + " replaces scheme, host and port only, the profile's paths stay; leave the path '"
                          + path.toStdString() + "' out");
    url.setPath(QString());
    return url;
}

base::Result<QUrl> readBaseUrl(const QByteArray& encoded)
{
    const QUrl url = QUrl::fromEncoded(encoded, QUrl::StrictMode);
    if (auto checked = checkOrigin(url, "The profile's base URL"); !checked)
        return std::unexpected(checked.error());
    return url;
}

bool isLoopback(const QUrl& url)
{
    const QString host = url.host();
    if (host == QLatin1String("localhost"))
        return true;
    QHostAddress address;
    return address.setAddress(host) && address.isLoopback();
}

QString originOf(const QUrl& url)
{
    QUrl bare;
    bare.setScheme(url.scheme());
    bare.setHost(url.host());
    const int ownPort = url.scheme() == https ? 443 : 80;
    if (url.port(ownPort) != ownPort)
        bare.setPort(url.port());
    return QString::fromLatin1(bare.toEncoded());
}

base::Result<QByteArray> encodedId(std::string_view id)
{
    if (id.empty())
        return base::fail("an empty id cannot be sent: the request would mean the whole collection");
    if (id.find_first_not_of('.') == std::string_view::npos)
        return base::fail("an id made of dots cannot be sent: it would leave the collection");
    const QByteArray bytes(id.data(), static_cast<qsizetype>(id.size()));
    if (std::ranges::all_of(id, meansItself)) // nearly every id there is
        return bytes;
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decoder.decode(bytes);
    if (decoder.hasError())
        return base::fail("an id that is not UTF-8 cannot be sent");
    if (hasControlCharacter(text))
        return base::fail("an id with control characters cannot be sent");
    // Encoded they would stay in their place, but there are servers that decode first and fold then.
    const QStringList parts =
        QString(text).replace(QLatin1Char('\\'), QLatin1Char('/')).split(QLatin1Char('/'));
    if (parts.contains(QLatin1String(".")) || parts.contains(QLatin1String("..")))
        return base::fail("an id with a dot segment ('../') cannot be sent: it could leave the collection");
    return bytes.toPercentEncoding();
}

base::Result<QUrl> exactUrl(const QByteArray& encoded)
{
    QUrl url = QUrl::fromEncoded(encoded, QUrl::StrictMode);
    if (!url.isValid() || url.hasFragment() || url.toEncoded(QUrl::FullyEncoded) != encoded)
        return base::fail(
            "the address of this request cannot be sent as it is written; check the path in the profile");
    if (!encoded.contains("/.") && !encoded.contains('%'))
        return url;
    const QStringList segments = url.path(QUrl::FullyDecoded).split(QLatin1Char('/'));
    if (segments.contains(QLatin1String(".")) || segments.contains(QLatin1String("..")))
        return base::fail("the address of this request has a dot segment; check the path in the profile");
    return url;
}

} // namespace transport
