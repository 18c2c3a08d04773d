#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>

namespace vendors {

/// The one JSON object that `text` holds. Fails with file, line and column for what is no JSON, and with the
/// path of a key that stands twice in one object (QJsonDocument keeps the last one in silence, so a limit
/// that somebody wrote above it would be lost).
base::Result<QJsonObject> parseJsonObject(const QByteArray& text, const QString& fileName);

} // namespace vendors
