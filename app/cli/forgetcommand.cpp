#include "base/machine.h"
#include "cli/command.h"
#include "cli/jobinput.h"
#include "cli/storedjobs.h"
#include "engine/listremoval.h"
#include "journal/sqlitestore.h"
#include "transport/installationkey.h"

#include <limits>

namespace cli {

namespace {

const Option options[] = {
    confirmOption,  {"--older-than", "DAYS", "all jobs that ended longer ago"}, storeOption, practiceOption,
    operatorOption,
};

constexpr std::int64_t daysMost = 36'500;

/// The jobs whose lists are meant; what is wrong goes to the problems.
QList<journal::JobRecord> meant(const Arguments& arguments, StoredJobs& stored, Problems& problems)
{
    const bool isByAge = arguments.has("--older-than");
    if (isByAge != arguments.rest().isEmpty()) {
        problems.add(QStringLiteral("name one job, or say --older-than DAYS; not both"));
        return {};
    }
    if (!isByAge) {
        const auto job = stored.find(arguments.rest().first());
        if (!job) {
            problems.add(job.error().sentence);
            return {};
        }
        const auto typed = arguments.number("--confirm", 0, std::numeric_limits<qint64>::max(), problems);
        if (!typed || *typed != job->itemCount)
            problems.add(QStringLiteral("the list of job %1 holds %2 ids; to take it away: --confirm %2")
                             .arg(job->id)
                             .arg(job->itemCount));
        return {*job};
    }
    const auto days = arguments.number("--older-than", 0, daysMost, problems);
    const auto all = stored.all();
    if (!all)
        problems.add(all.error().sentence);
    if (!days || !all)
        return {};
    const auto before = base::MachineClock().wallNow() - std::chrono::hours(24) * *days;
    QList<journal::JobRecord> old;
    for (const journal::JobRecord& job : *all) {
        if (jobs::isOver(job.state) && !job.listRemovedAt && job.endedAt && *job.endedAt < before)
            old << job;
    }
    return old;
}

Exit run(const Arguments& arguments, Console& console)
{
    Place place = placeOf(arguments);
    readOperator(arguments, place);
    Problems problems;
    QList<journal::JobRecord> jobs;
    {
        auto stored = StoredJobs::open(place);
        if (!stored)
            return tell(stored.error(), console);
        jobs = meant(arguments, *stored, problems);
    }
    if (!problems.isEmpty()) {
        problems.tell(console);
        return Exit::usage;
    }
    if (jobs.isEmpty()) {
        console.say(QStringLiteral("No list is that old."));
        return Exit::done;
    }
    const auto key = transport::installationKey(place.folders.state);
    auto store = journal::SqliteStore::open(place.store, journal::SqliteStore::Mode::readWrite);
    if (!key || !store)
        return tell({QString::fromStdString((key ? store.error() : key.error()).message), Exit::store},
                    console);
    for (const journal::JobRecord& job : jobs) {
        const auto removed =
            engine::removeList(**store, job.id, *key, operatorName(place), base::MachineClock().wallNow());
        if (!removed)
            return tell({QString::fromStdString(removed.error().message),
                         jobs::isOver(job.state) ? Exit::store : Exit::usage},
                        console);
        console.say(QStringLiteral("Job %1 “%2”: %3 ids became fingerprints. Counts, times, receipts and the "
                                   "audit trail stay.")
                        .arg(job.id)
                        .arg(job.name)
                        .arg(job.itemCount));
    }
    return Exit::done;
}

} // namespace

const Command& forgetCommand()
{
    static const Command command{"forget",
                                 "JOB --confirm N | --older-than DAYS",
                                 "Take the list of an ended job away and keep its evidence.",
                                 options,
                                 1,
                                 run};
    return command;
}

} // namespace cli
