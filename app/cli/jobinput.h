#pragma once

#include "cli/arguments.h"
#include "cli/world.h"
#include "engine/options.h"
#include "idlist/list.h"
#include "transport/credentials.h"
#include "vendors/profile.h"

#include <QString>

#include <optional>

/// From what was typed to what a job is made of. Every function adds what is wrong to the problems and goes
/// on, so that one run tells all of it; nothing here stores or sends.
namespace cli {

/// Whether a profile's parameters have to be given: sending needs them, a simulated vendor does without the
/// limits that nobody told.
enum class Parameters : unsigned char { needed, optional };

/// `--profile` with `--param` and `--preset` filled in; nullopt: it cannot be used.
std::optional<vendors::Profile> readProfile(const Arguments& arguments, Problems& problems,
                                            Parameters parameters = Parameters::needed);

/// `--operation`; nullptr where it is needed and missing, or unknown. `isNeeded` false: the first one will
/// do.
const vendors::Operation* readOperation(const Arguments& arguments, const vendors::Profile& profile,
                                        bool isNeeded, Problems& problems);

/// Pacing, share, in flight, batch, guards and time scale.
engine::Options readOptions(const Arguments& arguments, const vendors::Profile* profile,
                            const vendors::Operation* operation, Problems& problems);

/// `--base-url`, or the profile's own origin; checks that `--time-scale` is used on this machine only.
QString readOrigin(const Arguments& arguments, const vendors::Profile* profile, bool isPractice,
                   Problems& problems);

/// `--ids`, with `--column` and `--skip-invalid`; nullptr: it cannot be used. What was merged or left out is
/// said.
std::shared_ptr<const idlist::List> readList(const Arguments& arguments, const vendors::Operation& operation,
                                             Problems& problems, Console& console);

/// `--protect`: ids that must never be sent.
QStringList readProtected(const Arguments& arguments, const vendors::Operation& operation,
                          Problems& problems);

/// `--credentials` or SLUICE_CREDENTIALS, which is wiped from the environment first of all (see
/// takeCredentials).
std::optional<transport::Credentials> readCredentials(const Arguments& arguments,
                                                      const QByteArray& fromEnvironment,
                                                      const vendors::SignIn* signIn, Problems& problems);

/// The value of SLUICE_CREDENTIALS; afterwards it is in no environment, neither this process's nor a child's.
QByteArray takeCredentials();

/// `--store` and `--practice`: the store that is meant.
Place placeOf(const Arguments& arguments);

/// `--by` and `--quota-is-free`: what the operator says of themselves and of the account.
void readOperator(const Arguments& arguments, Place& place);

/// `--others-used`: 0 where it is not given.
qint64 readOthersUsed(const Arguments& arguments, Problems& problems);

/// The options of `run` that `plan` shares.
extern const Option profileOption, operationOption, parameterOption, presetOption, pacingOption, shareOption,
    inFlightOption, batchOption, storeOption, jsonOption, credentialsOption, reportOption, progressOption,
    practiceOption, confirmOption, timeScaleOption, operatorOption, othersOption, quotaOption;

} // namespace cli
