#pragma once

#include "cli/arguments.h"
#include "cli/console.h"
#include "cli/exitcode.h"

#include <span>

namespace cli {

/// One word after the program's name. `run` is called with arguments that fit `options`, in the main thread,
/// with a QCoreApplication that does not yet run its loop.
struct Command {
    const char* name = "";
    const char* rest = ""; ///< what it takes beside options, for the help: "JOB|--last"
    const char* help = "";
    std::span<const Option> options;
    int restMost = 0;
    Exit (*run)(const Arguments& arguments, Console& console) = nullptr;
};

// One file each.
const Command& runCommand();
const Command& resumeCommand();
const Command& statusCommand();
const Command& findCommand();
const Command& planCommand();
const Command& reportCommand();
const Command& profilesCommand();
const Command& simulateCommand();
const Command& auditCommand();
const Command& forgetCommand();

} // namespace cli
