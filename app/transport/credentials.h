#pragma once

#include "base/result.h"
#include "vendors/profile.h"

#include <QByteArray>
#include <QString>

namespace transport {

/// The operator's secrets for one account, in memory only. Exactly one of: a token; client id and secret; API
/// key with user and password. Never stored, logged, shown or sent to another origin than the account's.
struct Credentials {
    QByteArray token;
    QByteArray clientId, clientSecret;
    QByteArray apiKey, user, password;

    bool isEmpty() const;
    bool canRenew() const { return !clientId.isEmpty(); } ///< tokens can be had for it
    /// Whether these are what the profile's sign-in needs; the error names the missing field and the remedy.
    base::Result<void> check(const vendors::SignIn& signIn) const;

    /// From JSON as in a credentials file; unknown or missing fields, control characters and CR LF are errors
    /// that never repeat a value.
    static base::Result<Credentials> fromJson(const QByteArray& json, const QString& origin);
    /// From a file; one that others can read is refused.
    static base::Result<Credentials> fromFile(const QString& path);
    /// What fromJson reads: for the keychain only, never for a file of ours.
    QByteArray toJson() const;

    /// A keyed hash (HMAC-SHA-256, key per installation) that names the account these belong to without
    /// telling them. For OAuth the client id counts, not the secret: a rotated secret is the same account;
    /// the approval's fingerprint covers the secret too. Both in hexadecimal (64 characters), never equal to
    /// each other.
    QByteArray accountFingerprint(const QByteArray& installationKey) const;
    QByteArray fingerprint(const QByteArray& installationKey) const;
};

} // namespace transport
