#pragma once

#include "scenarios/plan.h"
#include "vendors/profile.h"

#include <memory>

namespace scenarios {

/// A vendor that nobody has heard of, with the limits that were drawn: its profile, as an operator would
/// write it, and its server.
vendors::Profile genericProfile(const Plan& plan);
std::unique_ptr<simulator::SimVendor> genericVendor(const Plan& plan, simulator::VendorOptions options);

} // namespace scenarios
