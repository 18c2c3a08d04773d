#include "base/machine.h"
#include "cli/command.h"
#include "cli/jobinput.h"
#include "cli/practice.h"
#include "cli/session.h"
#include "cli/storedjobs.h"
#include "transport/installationkey.h"
#include "vendors/profilereader.h"

#include <QUrl>

#include <limits>

namespace cli {

namespace {

const Option options[] = {
    {"--last", nullptr, "the newest job"},
    storeOption,
    credentialsOption,
    {"--retry", "failed,unknown", "ask again about ids that failed, or whose answer was lost"},
    {"--new-credentials", nullptr, "the secret was rotated: accept another one; needs --confirm"},
    confirmOption,
    operatorOption,
    othersOption,
    quotaOption,
    reportOption,
    progressOption,
    practiceOption,
};

std::expected<journal::JobRecord, StoredJobs::Failure> findJob(const Arguments& arguments, const Place& place)
{
    const bool isLast = arguments.has("--last");
    if (isLast != arguments.rest().isEmpty())
        return std::unexpected(StoredJobs::Failure{
            QStringLiteral("name the job, or say --last for the newest one; not both"), Exit::usage});
    auto stored = StoredJobs::open(place);
    if (!stored)
        return std::unexpected(stored.error());
    return isLast ? stored->last() : stored->find(arguments.rest().first());
}

void readRetry(const Arguments& arguments, Session::Resumption& resumption, Problems& problems)
{
    const std::optional<QString> given = arguments.value("--retry");
    if (!given)
        return;
    for (const QString& word : given->split(QLatin1Char(','))) {
        if (word == QLatin1String("failed"))
            resumption.retriesFailed = true;
        else if (word == QLatin1String("unknown"))
            resumption.retriesUnknown = true;
        else
            problems.add(QStringLiteral("--retry %1: write failed, unknown or failed,unknown").arg(*given));
    }
}

void readNumber(const Arguments& arguments, const journal::JobRecord& job, const journal::Folders& folders,
                Session::Resumption& resumption, Problems& problems)
{
    if (arguments.has("--new-credentials") && !arguments.has("--confirm")) {
        problems.add(
            QStringLiteral("--new-credentials needs --confirm N, too: other credentials need the number "
                           "of ids again"));
        return;
    }
    const auto typed = arguments.number("--confirm", 0, std::numeric_limits<qint64>::max(), problems);
    // The number alone is for a job that was stored and never confirmed; it lets no other credentials in.
    const auto key = transport::installationKey(folders.state);
    const bool isOther = !key || resumption.credentials.fingerprint(*key) != job.credentialFingerprint;
    if (isOther && !arguments.has("--new-credentials"))
        return;
    if (typed && *typed != job.itemCount)
        problems.add(QStringLiteral("--confirm %1: the job holds %2 ids; nothing was sent")
                         .arg(*typed)
                         .arg(job.itemCount));
    else if (typed) // what is protected is not among those to be sent
        resumption.typedCountForNewCredentials = *typed - job.counts[jobs::ItemState::skipped];
}

Exit run(const Arguments& arguments, Console& console)
{
    const base::EndRequest endRequest(static_cast<int>(Exit::paused));
    const QByteArray secrets = takeCredentials();
    const Place asked = placeOf(arguments);
    const auto job = findJob(arguments, asked);
    if (!job)
        return tell(job.error(), console);
    // A job made in practice goes on in practice, wherever its store lies.
    Place place = Place::of(asked.store, job->isPractice);
    readOperator(arguments, place);

    const auto profile = vendors::readProfile(job->profileJson, QStringLiteral("the job's profile"));
    if (!profile)
        return tell({QString::fromStdString(profile.error().message), Exit::store}, console);
    Problems problems;
    Session::Resumption resumption;
    resumption.job = job->id;
    arguments.word("--progress", {"auto", "bar", "lines", "json", "none"}, problems);
    readRetry(arguments, resumption, problems);
    resumption.othersUsed = readOthersUsed(arguments, problems);
    if (arguments.has("--practice") && !job->isPractice)
        problems.add(QStringLiteral("job %1 is a real one; leave --practice out").arg(job->id));
    if (job->isPractice)
        resumption.credentials = practiceCredentials(profile->signIn);
    else if (const auto credentials = readCredentials(arguments, secrets, &profile->signIn, problems))
        resumption.credentials = *credentials;
    readNumber(arguments, *job, place.folders, resumption, problems);
    if (!problems.isEmpty()) {
        problems.tell(console);
        return Exit::usage;
    }

    std::unique_ptr<simulator::PracticeServer> practice;
    if (job->isPractice) {
        // At the port of before: the job's addresses stay as they were approved.
        auto started = startPractice(*profile, engine::Options::fromJson(job->optionsJson).timeScale,
                                     static_cast<quint16>(QUrl(job->origin).port(0)));
        if (!started)
            return tell({QString::fromStdString(started.error().message), Exit::usage}, console);
        practice = std::move(*started);
    }
    auto world = makeWorld(place);
    if (!world)
        return tell({QString::fromStdString(world.error().message), Exit::store}, console);
    Session session(std::move(*world), endRequest,
                    Progress::make(arguments.value("--progress").value_or("auto"), console), console,
                    arguments.value("--report").value_or(QString()), QStringLiteral(" …"));
    return session.resume(resumption);
}

} // namespace

const Command& resumeCommand()
{
    static const Command command{
        "resume", "JOB|--last [option]…", "Go on with a job that was paused or interrupted.", options, 1,
        run};
    return command;
}

} // namespace cli
