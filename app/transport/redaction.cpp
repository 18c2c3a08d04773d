#include "transport/redaction.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>

namespace transport {

namespace {

constexpr qsizetype tokensMax = 16; // renewals of more than a day; an older token has long expired
const QString mark = QStringLiteral("[secret]");

/// Lower-case hex digits after '%': servers write both.
QByteArray withLowerHex(QByteArray encoded)
{
    for (qsizetype i = 0; i + 2 < encoded.size(); ++i) {
        if (encoded[i] == '%') {
            encoded[i + 1] = static_cast<char>(std::tolower(encoded[i + 1]));
            encoded[i + 2] = static_cast<char>(std::tolower(encoded[i + 2]));
        }
    }
    return encoded;
}

void addForms(QStringList& forms, const QByteArray& secret)
{
    if (secret.isEmpty())
        return;
    const QString plain = QString::fromUtf8(secret);
    const QByteArray percent = secret.toPercentEncoding();
    const QByteArray inJson = QJsonDocument(QJsonArray{plain}).toJson(QJsonDocument::Compact);
    const QByteArray base64 = secret.toBase64(QByteArray::OmitTrailingEquals);
    const QByteArray base64Url =
        secret.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    forms << plain << plain.toHtmlEscaped() << QString::fromLatin1(percent)
          << QString::fromLatin1(withLowerHex(percent))
          << QString::fromLatin1(QByteArray(percent).replace("%20", "+")) // as in a form
          << QString::fromUtf8(inJson.mid(2, inJson.size() - 4))          // without [" and "]
          << QString::fromUtf8(QByteArray(secret).replace("/", "\\/"))    // as PHP writes JSON
          << QString::fromLatin1(base64) << QString::fromLatin1(base64Url);
}

} // namespace

Redaction::Redaction(const Credentials& credentials)
    : m_fixed{credentials.token, credentials.clientSecret, credentials.apiKey, credentials.password}
{
    if (!credentials.password.isEmpty())
        m_fixed << credentials.user + ':' + credentials.password;
    if (!credentials.clientSecret.isEmpty())
        m_fixed << credentials.clientId + ':' + credentials.clientSecret;
    rebuild();
}

void Redaction::addToken(const QByteArray& token)
{
    m_tokens.removeAll(token);
    m_tokens << token;
    if (m_tokens.size() > tokensMax)
        m_tokens.removeFirst();
    rebuild();
}

void Redaction::rebuild()
{
    m_forms.clear();
    for (const QByteArray& secret : m_fixed)
        addForms(m_forms, secret);
    for (const QByteArray& token : m_tokens)
        addForms(m_forms, token);
    m_forms.removeDuplicates();
    std::stable_sort(m_forms.begin(), m_forms.end(),
                     [](const QString& a, const QString& b) { return a.size() > b.size(); });
}

QString Redaction::redacted(const QString& text) const
{
    QString clean = text;
    for (const QString& form : m_forms)
        clean.replace(form, mark);
    // What we never held ourselves: a token in an answer, or one that another system put into its message.
    // A digit or capital letter tells a token from "Basic authentication failed".
    static const QRegularExpression scheme(QStringLiteral(
        R"(\b((?i:bearer|basic))(?:\s+|%20|\+)(?!\[secret\])(?=[a-z._~+/%=-]*[A-Z0-9])[A-Za-z0-9._~+/%=-]{6,})"));
    static const QRegularExpression assignment(
        QStringLiteral(
            R"re(\b(access_?token|client_?secret|api_?key|password|x-account-secret)("?\s*[=:]\s*"?)(?!\[secret\])[^\s"&,;<>}]+)re"),
        QRegularExpression::CaseInsensitiveOption);
    clean.replace(scheme, QStringLiteral("\\1 ") + mark);
    clean.replace(assignment, QStringLiteral("\\1\\2") + mark);
    return clean;
}

} // namespace transport
