#pragma once

#include "vendors/profile.h"

#include <QByteArray>

namespace vendors {

/// The profile as JSON that ProfileReader reads back to the same profile, laid out for people: the keys in
/// the order of the schema, short objects on one line, and of what has a default only that which differs.
/// Pure; any thread.
QByteArray writeProfile(const Profile& profile);

} // namespace vendors
