#pragma once

#include "base/result.h"
#include "vendors/profile.h"

#include <QByteArray>
#include <QString>

namespace vendors {

/// Reads a profile from its JSON. Strict: unknown keys, missing keys, wrong types and values that could never
/// work are errors, every one with `fileName` and its path in the document, one a line:
///   kameleoon.json: /limits/0/per: "10 sec" is not a duration; write 250ms, 10s, 5m, 1h or 1d
/// What is left out gets its default (see profile.schema.json). Pure; any thread.
base::Result<Profile> readProfile(const QByteArray& json, const QString& fileName);

/// The same of what people write. Its parts have to fit each other, too: scopes and the limits that signals
/// teach. (A stored job's profile may have lost what these speak of, by the preset that was chosen.)
base::Result<Profile> readProfileFile(const QByteArray& json, const QString& fileName);

} // namespace vendors
