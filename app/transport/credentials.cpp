#include "transport/credentials.h"

#include <QCryptographicHash>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QJsonParseError>
#include <QMessageAuthenticationCode>
#include <QtEndian>

#include <algorithm>
#include <array>
#include <initializer_list>

namespace transport {

namespace {

/// Larger than any credentials; keeps a wrong file name from filling the memory.
constexpr qint64 fileBytesMax = 64 * 1024;

struct Field {
    const char* name;
    QByteArray Credentials::* value;
};

constexpr std::array fields{
    Field{"token", &Credentials::token},
    Field{"client_id", &Credentials::clientId},
    Field{"client_secret", &Credentials::clientSecret},
    Field{"api_key", &Credentials::apiKey},
    Field{"user", &Credentials::user},
    Field{"password", &Credentials::password},
};

constexpr const char* remedy =
    "give {\"token\"}, {\"client_id\",\"client_secret\"} or {\"api_key\",\"user\",\"password\"}";

bool isControl(char c)
{
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

bool isVisibleAscii(char c)
{
    return c > 0x20 && c < 0x7f;
}

/// Tokens stand in a header or a URL as they are; the others are encoded first and may hold any text.
base::Result<void> checkValue(const Field& field, const QByteArray& value, const std::string& where)
{
    const std::string name = where + "\"" + field.name + "\"";
    if (value.isEmpty())
        return base::fail(name + " is empty; " + remedy);
    if (std::any_of(value.begin(), value.end(), isControl))
        return base::fail(name + " holds a line break or control character; copy it again without");
    if (field.value == &Credentials::token && !std::all_of(value.begin(), value.end(), isVisibleAscii))
        return base::fail(name + " holds a space or a character that no token has; copy it again without");
    // RFC 7617: the first colon ends the user name.
    if (field.value == &Credentials::user && value.contains(':'))
        return base::fail(name + " holds a colon, which HTTP Basic cannot carry; check the user name");
    return {};
}

std::string listed(const QStringList& names)
{
    return names.join(QStringLiteral(", ")).toStdString();
}

/// Length-prefixed, so that no two lists of fields give the same bytes.
QByteArray keyedHash(const QByteArray& key, std::initializer_list<QByteArray> parts)
{
    QMessageAuthenticationCode code(QCryptographicHash::Sha256, key);
    for (const QByteArray& part : parts) {
        const quint64 length = qToBigEndian(static_cast<quint64>(part.size()));
        code.addData(reinterpret_cast<const char*>(&length), sizeof length);
        code.addData(part);
    }
    return code.result().toHex();
}

} // namespace

bool Credentials::isEmpty() const
{
    return std::all_of(fields.begin(), fields.end(),
                       [this](const Field& f) { return (this->*f.value).isEmpty(); });
}

base::Result<void> Credentials::check(const vendors::SignIn& signIn) const
{
    using Kind = vendors::SignIn::Kind;
    QStringList needed;
    QString form;
    switch (signIn.kind) {
    case Kind::none:
        return {};
    case Kind::bearer:
    case Kind::header:
    case Kind::query:
        form = signIn.tokenPath ? QStringLiteral("{\"client_id\",\"client_secret\"} or {\"token\"}")
                                : QStringLiteral("{\"token\"}");
        if (token.isEmpty() && signIn.tokenPath) {
            if (clientId.isEmpty())
                needed << QStringLiteral("client_id");
            if (clientSecret.isEmpty())
                needed << QStringLiteral("client_secret");
        } else if (token.isEmpty()) {
            needed << QStringLiteral("token");
        }
        break;
    case Kind::basicAndPathKey:
        form = QStringLiteral("{\"api_key\",\"user\",\"password\"}");
        if (apiKey.isEmpty())
            needed << QStringLiteral("api_key");
        if (user.isEmpty())
            needed << QStringLiteral("user");
        if (password.isEmpty())
            needed << QStringLiteral("password");
        break;
    }
    if (!needed.isEmpty())
        return base::fail("The credentials lack " + listed(needed) + "; this vendor needs "
                          + form.toStdString());
    for (const Field& field : fields) {
        const QByteArray& value = this->*field.value;
        if (value.isEmpty())
            continue;
        if (auto checked = checkValue(field, value, "Credentials: "); !checked)
            return checked;
    }
    return {};
}

base::Result<Credentials> Credentials::fromJson(const QByteArray& json, const QString& origin)
{
    const std::string where = origin.toStdString() + ": ";
    QJsonParseError error{};
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (error.error != QJsonParseError::NoError) {
        // Not the parser's words: some quote what they stumbled over.
        const auto line = 1 + json.left(error.offset).count('\n');
        return base::fail(where + "line " + std::to_string(line) + " is not JSON; " + remedy);
    }
    if (!document.isObject())
        return base::fail(where + "the JSON is no object; " + remedy);

    Credentials credentials;
    const QJsonObject object = document.object();
    for (auto entry = object.begin(); entry != object.end(); ++entry) {
        const auto field = std::find_if(fields.begin(), fields.end(),
                                        [&](const Field& f) { return entry.key() == QLatin1String(f.name); });
        if (field == fields.end()) {
            // The name of an unknown field is not repeated either: people paste secrets in the wrong place.
            return base::fail(where + "there is a field that credentials do not have; " + remedy);
        }
        if (!entry.value().isString())
            return base::fail(where + "\"" + field->name + "\" is not text in quotes; " + remedy);
        const QByteArray value = entry.value().toString().toUtf8();
        if (auto checked = checkValue(*field, value, where); !checked)
            return std::unexpected(checked.error());
        credentials.*(field->value) = value;
    }

    const bool hasToken = !credentials.token.isEmpty();
    const bool hasClient = !credentials.clientId.isEmpty() && !credentials.clientSecret.isEmpty();
    const bool hasKey =
        !credentials.apiKey.isEmpty() && !credentials.user.isEmpty() && !credentials.password.isEmpty();
    const qsizetype size = object.size();
    if ((hasToken && size == 1) || (hasClient && size == 2) || (hasKey && size == 3))
        return credentials;
    return base::fail(where + "fields are missing, or of more than one kind; " + remedy);
}

QByteArray Credentials::toJson() const
{
    QJsonObject object;
    for (const Field& field : fields) {
        if (const QByteArray& value = this->*field.value; !value.isEmpty())
            object.insert(QLatin1String(field.name), QString::fromUtf8(value));
    }
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

base::Result<Credentials> Credentials::fromFile(const QString& path)
{
    const std::string name = path.toStdString();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return base::fail(name + ": cannot be read (" + file.errorString().toStdString() + ")");
    constexpr auto others =
        QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ReadOther | QFileDevice::WriteOther;
    if (file.permissions() & others)
        return base::fail(name + ": others can read or change this file; run: chmod 600 " + name);
    const QByteArray json = file.read(fileBytesMax + 1);
    if (json.size() > fileBytesMax)
        return base::fail(name + ": is too large to be a credentials file");
    return fromJson(json, path);
}

QByteArray Credentials::accountFingerprint(const QByteArray& installationKey) const
{
    if (!clientId.isEmpty())
        return keyedHash(installationKey, {"account", "client", clientId});
    if (!apiKey.isEmpty()) // the organisation's; its users share the limits
        return keyedHash(installationKey, {"account", "key", apiKey});
    return keyedHash(installationKey, {"account", "token", token});
}

QByteArray Credentials::fingerprint(const QByteArray& installationKey) const
{
    if (!clientId.isEmpty())
        return keyedHash(installationKey, {"approval", "client", clientId, clientSecret});
    if (!apiKey.isEmpty())
        return keyedHash(installationKey, {"approval", "key", apiKey, user, password});
    return keyedHash(installationKey, {"approval", "token", token});
}

} // namespace transport
