#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>
#include <QUrl>

#include <string_view>

/// The rules about addresses: which origins are allowed, and how an id becomes part of a path without ever
/// leaving its place. Plain functions on values; any thread.
namespace transport {

/// Scheme, host and port as typed by the operator ("https://eu.example.com", "http://127.0.0.1:8080"). A
/// path, a query, user information, another scheme, or plain http to another machine are errors that name the
/// remedy.
base::Result<QUrl> readOrigin(const QString& text);

/// The same rules for a profile's base URL, which may have a path.
base::Result<QUrl> readBaseUrl(const QByteArray& encoded);

/// "localhost", 127.0.0.0/8 and ::1: what never leaves this machine.
bool isLoopback(const QUrl& url);

/// scheme://host[:port], lower case, the scheme's own port left out.
QString originOf(const QUrl& url);

/// The id, percent-encoded whole, so that no character of it can end its path segment or its query value.
/// Refused: empty, made of dots only, with a dot segment inside ("a/../b"), not UTF-8, with control
/// characters.
base::Result<QByteArray> encodedId(std::string_view id);

/// `encoded` as an URL that goes onto the wire exactly as written: nothing folded, decoded, cut off or moved
/// to another host.
base::Result<QUrl> exactUrl(const QByteArray& encoded);

} // namespace transport
