#pragma once

#include "engine/snapshot.h"

#include <QStringList>

namespace engine {

/// "Paused by a brake …" and the like: what it can mean and what to do, one line each; empty when nothing is
/// wrong.
QStringList advice(const JobSnapshot& job);

} // namespace engine
