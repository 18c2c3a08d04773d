#pragma once

#include "cli/commandline.h"

namespace soak {

/// A profile file of the user's, made as a user would: the program's own `profiles show kameleoon` with some
/// members replaced, and some of its one operation. Tells the file's path.
QString editedKameleoon(support::CommandLine& user, const QJsonObject& members,
                        const QJsonObject& ofOperation = {});

} // namespace soak
