#pragma once

#include "base/result.h"
#include "simulator/practiceserver.h"
#include "transport/credentials.h"
#include "vendors/profile.h"

#include <memory>

namespace cli {

/// The simulated vendor that a profile describes: the four known ones as their documents say, any other by
/// its profile. `profile` is resolved and not scaled. `data`: what it holds; by default every id of the right
/// form exists. `wallAtZero`: what the wall showed at the vendor's Instant zero, for answers that hold dates.
std::unique_ptr<simulator::SimVendor> simulatedVendor(const vendors::Profile& profile, double timeScale,
                                                      simulator::DataOptions data = {},
                                                      base::WallTime wallAtZero = {});

/// Credentials that the practice server accepts: made up, the same every time, so that a practice job can go
/// on.
transport::Credentials practiceCredentials(const vendors::SignIn& signIn);

/// A practice server for `profile` on this machine, at `port` (0: any free one), that listens.
base::Result<std::unique_ptr<simulator::PracticeServer>> startPractice(const vendors::Profile& profile,
                                                                       double timeScale, quint16 port,
                                                                       simulator::DataOptions data = {});

} // namespace cli
