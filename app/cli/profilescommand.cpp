#include "cli/command.h"
#include "journal/folders.h"
#include "vendors/catalog.h"
#include "vendors/profilewriter.h"

namespace cli {

namespace {

Exit list(const vendors::Catalog& catalog, Console& console)
{
    for (const vendors::Catalog::Entry& entry : catalog.entries()) {
        console.print(
            QStringLiteral("%1 %2%3")
                .arg(entry.id, -14)
                .arg(entry.name, entry.isBuiltIn ? QString() : QStringLiteral("  (%1)").arg(entry.file)));
        if (!entry.problem.isEmpty())
            console.print(QStringLiteral("  cannot be used: ") + entry.problem);
    }
    return Exit::done;
}

Exit show(const vendors::Catalog& catalog, const QString& name, Console& console)
{
    const auto profile = catalog.find(name);
    if (!profile) {
        console.say(QStringLiteral("sluice-cli: ") + QString::fromStdString(profile.error().message));
        return Exit::usage;
    }
    QByteArray json = vendors::writeProfile(*profile);
    if (!json.endsWith('\n'))
        json += '\n';
    console.printRaw(json);
    return Exit::done;
}

Exit check(const QString& file, Console& console)
{
    const auto profile = vendors::Catalog::readFile(file);
    if (!profile) {
        console.say(QString::fromStdString(profile.error().message));
        return Exit::usage;
    }
    console.print(QStringLiteral("%1: in order; %2, %3 operations, %4 limits")
                      .arg(file, profile->name)
                      .arg(profile->operations.size())
                      .arg(profile->limits.size()));
    return Exit::done;
}

Exit run(const Arguments& arguments, Console& console)
{
    const vendors::Catalog catalog(journal::Folders::fromEnvironment().profiles());
    const QStringList& words = arguments.rest();
    const QString what = words.value(0);
    if (what == QLatin1String("list") && words.size() == 1)
        return list(catalog, console);
    if (what == QLatin1String("show") && words.size() == 2)
        return show(catalog, words.at(1), console);
    if (what == QLatin1String("check") && words.size() == 2)
        return check(words.at(1), console);
    console.say(QStringLiteral("sluice-cli profiles: write `list`, `show NAME` or `check FILE`"));
    return Exit::usage;
}

} // namespace

const Command& profilesCommand()
{
    static const Command command{"profiles",
                                 "list | show NAME | check FILE",
                                 "List vendor profiles, print one as JSON, or check a file.",
                                 {},
                                 2,
                                 run};
    return command;
}

} // namespace cli
