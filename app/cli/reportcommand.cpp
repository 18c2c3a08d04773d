#include "cli/command.h"
#include "cli/jobinput.h"
#include "cli/storedjobs.h"
#include "journal/report.h"

namespace cli {

namespace {

const Option options[] = {{"--out", "DIR", "the folder for outcomes.csv, outcomes.jsonl and summary.json"},
                          storeOption,
                          practiceOption};

Exit run(const Arguments& arguments, Console& console)
{
    const std::optional<QString> folder = arguments.value("--out");
    if (arguments.rest().isEmpty() || !folder) {
        console.say(QStringLiteral("sluice-cli report: write `sluice-cli report JOB --out DIR`"));
        return Exit::usage;
    }
    auto stored = StoredJobs::open(placeOf(arguments));
    if (!stored)
        return tell(stored.error(), console);
    const auto job = stored->find(arguments.rest().first());
    if (!job)
        return tell(job.error(), console);
    if (const auto written = journal::writeReport(*stored->store(), job->id, *folder); !written)
        return tell({QString::fromStdString(written.error().message), Exit::store}, console);
    console.say(QStringLiteral("Reports: %1").arg(*folder));
    return Exit::done;
}

} // namespace

const Command& reportCommand()
{
    static const Command command{"report",
                                 "JOB --out DIR [--store FILE]",
                                 "Write outcomes.csv, outcomes.jsonl and summary.json of a job.",
                                 options,
                                 1,
                                 run};
    return command;
}

} // namespace cli
