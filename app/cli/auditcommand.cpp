#include "cli/command.h"
#include "cli/jobinput.h"
#include "cli/progress.h"
#include "cli/storedjobs.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace cli {

namespace {

const Option options[] = {storeOption, practiceOption, jsonOption};

QJsonObject object(const journal::AuditEntry& entry)
{
    return {{"at", isoTime(entry.at)}, {"who", entry.who}, {"what", entry.what}, {"details", entry.details}};
}

Exit run(const Arguments& arguments, Console& console)
{
    if (arguments.rest().isEmpty()) {
        console.say(QStringLiteral("sluice-cli audit: name the job"));
        return Exit::usage;
    }
    auto stored = StoredJobs::open(placeOf(arguments));
    if (!stored)
        return tell(stored.error(), console);
    const auto job = stored->find(arguments.rest().first());
    if (!job)
        return tell(job.error(), console);
    const auto entries = stored->store()->audit(job->id);
    const auto head = stored->store()->auditHead(job->id);
    if (!entries || !head)
        return tell({QString::fromStdString((entries ? head.error() : entries.error()).message), Exit::store},
                    console);
    const auto whole = stored->store()->verifyAudit(job->id);
    if (arguments.has("--json")) {
        QJsonArray all;
        for (const journal::AuditEntry& entry : *entries)
            all << object(entry);
        const QJsonObject trail{{"job", static_cast<qint64>(job->id)},
                                {"head", QString::fromLatin1(*head)},
                                {"whole", whole.has_value()},
                                {"entries", all}};
        console.printRaw(QJsonDocument(trail).toJson(QJsonDocument::Compact) + '\n');
    } else {
        for (const journal::AuditEntry& entry : *entries)
            console.print(
                QStringLiteral("%1  %2  %3%4")
                    .arg(isoTime(entry.at), entry.who, entry.what,
                         entry.details.isEmpty() ? QString() : QStringLiteral(": ") + entry.details));
        console.print(QStringLiteral("head %1").arg(QString::fromLatin1(*head)));
    }
    if (!whole)
        return tell({QString::fromStdString(whole.error().message), Exit::store}, console);
    console.say(QStringLiteral("The trail is whole: every entry's hash fits the one before it."));
    return Exit::done;
}

} // namespace

const Command& auditCommand()
{
    static const Command command{"audit",
                                 "JOB [--store FILE] [--json]",
                                 "Who did what with a job and when, and whether that trail is whole.",
                                 options,
                                 1,
                                 run};
    return command;
}

} // namespace cli
