#include "base/machine.h"
#include "cli/command.h"
#include "cli/jobinput.h"
#include "cli/practice.h"
#include "cli/session.h"
#include "cli/world.h"

#include <QFileInfo>
#include <QSet>

#include <limits>

namespace cli {

namespace {

const Option options[] = {
    profileOption,
    {"--ids", "FILE|-", "the ids: CSV, text or .xlsx; - reads the standard input"},
    confirmOption,
    operationOption,
    {"--column", "NAME|N", "the column of the ids, by heading or number"},
    {"--label", "NAME|N", "the column that names a row for people; otherwise found out"},
    {"--sheet", "NAME", "the sheet of an .xlsx file, where it has several"},
    {"--rows", "visible|all", "whether rows that the sheet hides are meant, too"},
    {"--skip-invalid", nullptr, "leave invalid ids out instead of refusing the list"},
    {"--account", "LABEL", "how the account is called on screen and in reports"},
    {"--base-url", "URL", "another origin for every address of the profile"},
    credentialsOption,
    parameterOption,
    presetOption,
    storeOption,
    {"--job", "NAME", "the job's name; otherwise the file's"},
    {"--note", "TEXT", "a note or ticket, kept with the job"},
    pacingOption,
    shareOption,
    inFlightOption,
    batchOption,
    {"--max-requests", "N", "stop after so many requests"},
    {"--canary", "N", "stop for a look after the first N ids"},
    {"--stop-after-failures", "N", "stop after N failures in a row (20; 0: never)"},
    {"--stop-failure-rate", "PERCENT", "stop when so many of the last 50 failed (50; 0: never)"},
    {"--protect", "FILE", "ids that are never sent"},
    {"--skip-sent", nullptr, "leave out ids that an earlier job of the account sent"},
    operatorOption,
    othersOption,
    quotaOption,
    reportOption,
    progressOption,
    practiceOption,
    timeScaleOption,
};

QString shellQuoted(const QString& word)
{
    return QLatin1Char('\'') + QString(word).replace(QLatin1Char('\''), QLatin1String("'\\''"))
           + QLatin1Char('\'');
}

void checkCount(const Arguments& arguments, const idlist::List& list, Problems& problems)
{
    const auto count = static_cast<qint64>(list.size());
    if (!arguments.has("--confirm")) {
        problems.add(QStringLiteral(
                         "--confirm is missing; the list holds %1 distinct valid ids, so if you mean all of "
                         "them: --confirm %1")
                         .arg(count));
        return;
    }
    const auto typed = arguments.number("--confirm", 0, std::numeric_limits<qint64>::max(), problems);
    if (typed && *typed != count)
        problems.add(QStringLiteral("--confirm %1: the list holds %2 distinct valid ids; nothing was sent")
                         .arg(*typed)
                         .arg(count));
}

/// How many ids of the list are protected, and so stay where they are.
qint64 protectedCount(const idlist::List& list, const QStringList& protectedIds)
{
    const QSet<QByteArray> never = [&] {
        QSet<QByteArray> ids;
        for (const QString& id : protectedIds)
            ids.insert(id.toUtf8());
        return ids;
    }();
    qint64 count = 0;
    for (std::size_t i = 0; !never.isEmpty() && i < list.size(); ++i)
        count +=
            never.contains(QByteArray::fromRawData(list.id(i).data(), qsizetype(list.id(i).size()))) ? 1 : 0;
    return count;
}

QString defaultName(const Arguments& arguments)
{
    const QString file = arguments.value("--ids").value_or(QString());
    return file == QLatin1String("-") ? QStringLiteral("standard input") : QFileInfo(file).completeBaseName();
}

/// Everything that was typed, checked as a whole; nullopt when something is wrong.
std::optional<engine::JobSetup> readSetup(const Arguments& arguments, const QByteArray& secrets,
                                          Session::Wishes& wishes, Console& console)
{
    Problems problems;
    wishes.leavesOutSent = arguments.has("--skip-sent");
    wishes.othersUsed = readOthersUsed(arguments, problems);
    const bool isPractice = arguments.has("--practice");
    const std::optional<vendors::Profile> profile = readProfile(arguments, problems);
    const vendors::Operation* operation =
        profile ? readOperation(arguments, *profile, true, problems) : nullptr;
    engine::JobSetup setup;
    setup.options = readOptions(arguments, profile ? &*profile : nullptr, operation, problems);
    setup.origin = readOrigin(arguments, profile ? &*profile : nullptr, isPractice, problems);
    arguments.word("--progress", {"auto", "bar", "lines", "json", "none"}, problems);
    if (operation != nullptr) {
        setup.list = readList(arguments, *operation, problems, console);
        if (setup.list)
            checkCount(arguments, *setup.list, problems);
        setup.options.protectedIds = readProtected(arguments, *operation, problems);
    } else if (!arguments.has("--ids")) {
        problems.add(QStringLiteral("--ids is missing; give a file, or - for the standard input"));
    }
    if (isPractice) {
        if (arguments.has("--credentials"))
            problems.add(
                QStringLiteral("--credentials and --practice exclude each other; practice makes up its own"));
        if (profile)
            setup.credentials = practiceCredentials(profile->signIn);
    } else if (const auto credentials =
                   readCredentials(arguments, secrets, profile ? &profile->signIn : nullptr, problems)) {
        setup.credentials = *credentials;
    }
    if (!problems.isEmpty()) {
        problems.tell(console);
        return std::nullopt;
    }
    setup.profile = *profile;
    setup.operationId = operation->id;
    setup.accountLabel =
        arguments.value("--account").value_or(isPractice ? QStringLiteral("practice") : profile->vendor);
    setup.listName = arguments.value("--ids").value_or(QString());
    setup.listSheet = setup.list->origin().sheet;
    setup.listColumn = setup.list->origin().idHeading.isEmpty()
                           ? QString::number(setup.list->origin().idColumn)
                           : setup.list->origin().idHeading;
    setup.name = arguments.value("--job").value_or(defaultName(arguments));
    setup.note = arguments.value("--note").value_or(QString());
    if (!operation->provenance.isVerified)
        console.say(QStringLiteral("Note: “%1” is unverified: nobody has seen it work at %2 yet.")
                        .arg(operation->name, profile->vendor));
    return setup;
}

Exit run(const Arguments& arguments, Console& console)
{
    const base::EndRequest endRequest(static_cast<int>(Exit::paused));
    const QByteArray secrets = takeCredentials();
    Session::Wishes wishes;
    std::optional<engine::JobSetup> setup = readSetup(arguments, secrets, wishes, console);
    if (!setup)
        return Exit::usage;

    const bool isPractice = arguments.has("--practice");
    std::unique_ptr<simulator::PracticeServer> practice;
    if (isPractice) {
        auto started = startPractice(setup->profile, setup->options.timeScale, 0);
        if (!started) {
            console.say(QStringLiteral("sluice-cli: ") + QString::fromStdString(started.error().message));
            return Exit::usage;
        }
        practice = std::move(*started);
        setup->origin = practice->origin();
    }
    Place place = Place::of(arguments.value("--store"), isPractice);
    readOperator(arguments, place);
    auto world = makeWorld(place);
    if (!world) {
        console.say(QStringLiteral("sluice-cli: ") + QString::fromStdString(world.error().message));
        return Exit::store;
    }
    QString afterResume;
    if (arguments.has("--store"))
        afterResume += QStringLiteral(" --store ") + shellQuoted(place.store);
    if (isPractice)
        afterResume += QStringLiteral(" --practice");
    else if (arguments.has("--credentials"))
        afterResume += QStringLiteral(" --credentials ") + shellQuoted(*arguments.value("--credentials"));
    // The number that was typed is that of the list; what the engine starts is what will be sent of it.
    const qint64 kept = protectedCount(*setup->list, setup->options.protectedIds);
    if (kept > 0)
        console.say(QStringLiteral("%1 of the ids are protected: they are never sent").arg(kept));
    const auto confirmed = static_cast<qint64>(setup->list->size()) - kept;
    Session session(std::move(*world), endRequest,
                    Progress::make(arguments.value("--progress").value_or("auto"), console), console,
                    arguments.value("--report").value_or(QString()), afterResume);
    return session.run(*setup, confirmed, wishes);
}

} // namespace

const Command& runCommand()
{
    static const Command command{"run",
                                 "--profile NAME|FILE --ids FILE|- --confirm N [option]…",
                                 "Run an operation over a list of ids.",
                                 options,
                                 0,
                                 run};
    return command;
}

} // namespace cli
