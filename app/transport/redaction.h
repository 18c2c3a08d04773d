#pragma once

#include "transport/credentials.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace transport {

/// Takes secrets out of texts before they are stored or shown: each known secret as it is, percent-encoded,
/// in base64 and as JSON writes it, and whatever stands where a token usually stands ("Bearer …",
/// "accessToken=…"). A value; any thread.
class Redaction {
public:
    Redaction() = default;
    explicit Redaction(const Credentials& credentials);

    /// One more secret (a renewed token). The last 16 are remembered: an answer can name an old one.
    void addToken(const QByteArray& token);
    QString redacted(const QString& text) const;

private:
    void rebuild();

    QByteArrayList m_fixed;
    QByteArrayList m_tokens;
    QStringList m_forms; ///< longest first, so that no part of a secret is left over
};

} // namespace transport
