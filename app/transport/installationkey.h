#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>

namespace transport {

/// The key of this installation, 32 random bytes that name accounts without telling their credentials. Read
/// from `folder`, or made there (0600, whole or not at all, also when two programs start at once). A file
/// that is damaged or open to others is an error, never replaced: with another key every account would look
/// unknown.
base::Result<QByteArray> installationKey(const QString& folder);

} // namespace transport
