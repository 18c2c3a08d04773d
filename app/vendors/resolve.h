#pragma once

#include "base/result.h"
#include "vendors/profile.h"

#include <QMap>
#include <QString>

namespace vendors {

/// The profile with a preset's limits (empty: none) beside its own and every "{parameter}" filled in. A limit
/// of the preset takes the place of the profile's of the same name. Fails where a parameter that is needed
/// was not given, is not a number or is out of its bounds, and for names that the profile does not know; the
/// message names the `--param dailyLimit=N` to add.
base::Result<Profile> resolve(Profile profile, const QMap<QString, QString>& parameters,
                              const QString& presetId = {});

/// The profile of a rehearsal that runs `scale` times as fast: its limits' lengths and granularities, linger,
/// default waits, backoff and probe interval divided by `scale`. Not the deadline, nor what a server says.
/// Where the granularity is unknown, what the limiter's guard would have assumed of the unscaled limit is
/// written down first. `scale` 1 changes nothing.
Profile scaled(Profile profile, double scale);

} // namespace vendors
