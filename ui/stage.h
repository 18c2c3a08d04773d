#pragma once

#include "ui/rehearsal.h"
#include "vendors/profile.h"

namespace ui {

/// A stage for a job with this profile (resolved, not scaled), whose clocks show `now`. Part of the main: it
/// alone may know the simulator.
std::unique_ptr<RehearsalStage> makeStage(const vendors::Profile& profile, engine::WallTime now);

} // namespace ui
