#pragma once

#include "vendors/body.h"
#include "vendors/plaintext.h"
#include "vendors/profile.h"

#include <QString>

#include <vector>

namespace vendors {

/// Whether an answer is one of those that a rule speaks of. `code`: the vendor's own, as read.
bool matches(const AnswerMatch& when, const Body& body, const QString& code);

/// What an answer says about the quota, by the profile's rules:
/// - a hold lasts the largest of the waits told; values beyond the rule's cap are nonsense and ignored;
/// - where no rule tells a wait, Retry-After is honoured for whatever was throttled or out of order;
/// - a throttle that tells neither wait nor number is a RefusalSignal with the profile's `atLeast`.
/// What was told and makes no sense is as if it had not been said, and is added to `ignored`. Pure; any
/// thread.
std::vector<base::Signal> readQuota(const Profile& profile, const Body& body, const QString& code,
                                    base::OutcomeKind outcome, const Redact& redact,
                                    std::vector<base::Ignored>& ignored);

/// The signals of many parts of one answer as one: per cause the longest hold, the smallest concurrency, and
/// a refusal only where nothing better was told.
std::vector<base::Signal> merged(const std::vector<base::Signal>& all);

} // namespace vendors
