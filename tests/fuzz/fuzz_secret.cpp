// Credentials, token answers and redaction: a secret is taken as it is or refused, and is told nowhere. The
// input: the secret, a line feed, and any text.
#include "fuzz/fuzz.h"

#include "transport/credentials.h"
#include "transport/redaction.h"
#include "transport/requestbuilder.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using fuzz::promise;
using namespace transport;

namespace {

bool isHeaderSafe(const QByteArray& text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c != 0x7f; });
}

void checkCredentials(const QByteArray& json)
{
    const auto read = Credentials::fromJson(json, QStringLiteral("file"));
    if (!read) {
        const QString words = QString::fromStdString(read.error().message);
        promise(!words.isEmpty(), "an error has words");
        // No value of the file stands in them.
        const QJsonObject object = QJsonDocument::fromJson(json).object();
        for (const QJsonValue& value : object)
            promise(value.toString().size() < 12 || !words.contains(value.toString()),
                    "an error does not repeat a secret");
        return;
    }
    promise(!read->isEmpty(), "credentials hold something");
    const auto again = Credentials::fromJson(read->toJson(), QStringLiteral("file"));
    promise(again && again->toJson() == read->toJson(), "credentials are read back as they are written");
    const QByteArray key(32, 'k');
    promise(read->fingerprint(key).size() == 64 && read->accountFingerprint(key).size() == 64
                && read->fingerprint(key) != read->accountFingerprint(key),
            "a fingerprint is 64 characters, and that of the account another one");
}

void checkToken(const QByteArray& body)
{
    vendors::Response response;
    response.status = 200;
    response.body = body;
    const auto token = readToken(response, std::chrono::hours(1));
    if (!token)
        return;
    promise(!token->token.isEmpty() && isHeaderSafe(token->token) && !token->token.contains(' '),
            "a token fits into a header");
    promise(token->life > base::Duration{} && token->life <= std::chrono::hours(24 * 366 * 10),
            "a token lives");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    fuzz::Input input(bytes, size);
    const QByteArray secret = fuzz::bytesOf(input.upTo('\n'));
    const QByteArray text = fuzz::bytesOf(input.rest());
    checkCredentials(text);
    checkToken(text);

    // What a program may be given: printable, and long enough to be no word of every day.
    if (secret.size() < 8 || !isHeaderSafe(secret) || QString::fromUtf8(secret).toUtf8() != secret)
        return 0;
    Credentials credentials;
    credentials.token = secret;
    const Redaction redaction(credentials);
    const QString wide = QString::fromUtf8(text);
    const QString clean = redaction.redacted(wide);
    // The mark that stands for it may be what a made-up secret consists of.
    if (!secret.contains('[') && !secret.contains(']'))
        for (const QByteArray& form :
             {secret, secret.toPercentEncoding(), secret.toBase64(QByteArray::OmitTrailingEquals)})
            promise(!clean.contains(QString::fromUtf8(form)), "a secret is taken out of every text");
    promise(clean.size() <= wide.size() * 2 + 64, "a text does not grow");
    return 0;
}
