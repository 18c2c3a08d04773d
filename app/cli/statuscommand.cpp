#include "base/machine.h"
#include "cli/command.h"
#include "cli/jobinput.h"
#include "cli/storedjobs.h"
#include "engine/sentences.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace cli {

namespace {

const Option options[] = {storeOption, practiceOption, jsonOption};

QString text(std::string_view words)
{
    return QString::fromUtf8(words.data(), static_cast<qsizetype>(words.size()));
}

void print(const journal::JobRecord& job, Console& console)
{
    const engine::Writing writing(base::MachineClock().wallNow());
    QStringList counts;
    for (std::size_t i = 0; i < jobs::itemStateCount; ++i) {
        const auto state = static_cast<jobs::ItemState>(i);
        if (job.counts[state] > 0)
            counts << QStringLiteral("%1 %2").arg(writing.number(job.counts[state]), text(jobs::name(state)));
    }
    QString state = text(jobs::name(job.state));
    if (job.reason != jobs::PauseReason::none)
        state += QStringLiteral(" (%1)").arg(text(jobs::name(job.reason)));
    console.print(QStringLiteral("%1  %2%3: %4 · %5 of %6 settled · %7")
                      .arg(job.id, 4)
                      .arg(job.isPractice ? QStringLiteral("PRACTICE ") : QString(), job.name, state,
                           writing.number(job.counts.settled()), writing.number(job.itemCount),
                           counts.join(QStringLiteral(", "))));
}

void printDetails(const journal::JobRecord& job, Console& console)
{
    const engine::Writing writing(base::MachineClock().wallNow());
    print(job, console);
    console.print(QStringLiteral("      %1 at %2, account “%3”, by %4")
                      .arg(job.operationId, job.origin, job.accountLabel, job.startedBy));
    console.print(QStringLiteral("      %1 requests, %2 of them refused by a limit")
                      .arg(writing.number(job.requests), writing.number(job.throttled)));
    if (job.startedAt)
        console.print(
            QStringLiteral("      started %1%2")
                .arg(writing.time(*job.startedAt),
                     job.endedAt ? QStringLiteral(", ended %1").arg(writing.time(*job.endedAt)) : QString()));
    if (!job.doubt.isEmpty())
        console.print(QStringLiteral("      in doubt: ") + job.doubt);
    if (!job.note.isEmpty())
        console.print(QStringLiteral("      note: ") + job.note);
}

Exit run(const Arguments& arguments, Console& console)
{
    auto stored = StoredJobs::open(placeOf(arguments));
    if (!stored)
        return tell(stored.error(), console);
    const bool isJson = arguments.has("--json");
    if (!arguments.rest().isEmpty()) {
        const auto job = stored->find(arguments.rest().first());
        if (!job)
            return tell(job.error(), console);
        if (isJson)
            console.printRaw(QJsonDocument(jobObject(*job)).toJson(QJsonDocument::Compact) + '\n');
        else
            printDetails(*job, console);
        return Exit::done;
    }
    const auto jobs = stored->all();
    if (!jobs)
        return tell(jobs.error(), console);
    QJsonArray all;
    for (const journal::JobRecord& job : *jobs) {
        if (isJson)
            all << jobObject(job);
        else
            print(job, console);
    }
    if (isJson)
        console.printRaw(QJsonDocument(QJsonObject{{"jobs", all}}).toJson(QJsonDocument::Compact) + '\n');
    else if (jobs->isEmpty())
        console.print(QStringLiteral("No jobs yet."));
    return Exit::done;
}

} // namespace

const Command& statusCommand()
{
    static const Command command{
        "status", "[JOB] [--store FILE] [--json]", "How the stored jobs stand.", options, 1, run};
    return command;
}

} // namespace cli
