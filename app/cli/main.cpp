#include "base/machine.h"
#include "cli/command.h"
#include "cli/jobinput.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace {

using cli::Command;
using cli::Console;
using cli::Exit;

std::array<const Command*, 10> commands()
{
    return {&cli::runCommand(),      &cli::resumeCommand(),  &cli::statusCommand(), &cli::findCommand(),
            &cli::planCommand(),     &cli::reportCommand(),  &cli::auditCommand(),  &cli::forgetCommand(),
            &cli::profilesCommand(), &cli::simulateCommand()};
}

void printUsage(Console& console)
{
    console.print(QStringLiteral("usage: sluice-cli <command> …\n"));
    for (const Command* command : commands())
        console.print(QStringLiteral("  %1 %2")
                          .arg(QString::fromUtf8(command->name), -10)
                          .arg(QString::fromUtf8(command->help)));
    console.print(QStringLiteral("\n`sluice-cli <command> --help` lists a command's options."));
    console.print(QStringLiteral(
        "Exit codes: 0 every id done or gone · 1 some failed or unknown · 2 bad usage or input, "
        "nothing sent · 3 stopped by a guard ·\n4 paused or interrupted, can be resumed · 5 "
        "credentials refused · 6 store or disk failed · 7 the account is in use"));
}

void printUsage(const Command& command, Console& console)
{
    console.print(QStringLiteral("usage: sluice-cli %1 %2")
                      .arg(QString::fromUtf8(command.name), QString::fromUtf8(command.rest)));
    console.print(QString::fromUtf8(command.help) + QLatin1Char('\n'));
    for (const cli::Option& option : command.options) {
        const QString name =
            QString::fromUtf8(option.name)
            + (option.value != nullptr ? QLatin1Char(' ') + QString::fromUtf8(option.value) : QString());
        console.print(QStringLiteral("  %1 %2").arg(name, -40).arg(QString::fromUtf8(option.help)));
    }
}

Exit dispatch(const QStringList& words, Console& console)
{
    const QString name = words.isEmpty() ? QStringLiteral("--help") : words.first();
    if (name == QLatin1String("--help") || name == QLatin1String("-h") || name == QLatin1String("help")) {
        printUsage(console);
        return words.isEmpty() ? Exit::usage : Exit::done;
    }
    if (name == QLatin1String("--version")) {
        console.print(QStringLiteral("sluice-cli " SLUICE_VERSION));
        return Exit::done;
    }
    const auto all = commands();
    const auto command =
        std::ranges::find_if(all, [&](const Command* c) { return name == QLatin1String(c->name); });
    if (command == all.end()) {
        QStringList names;
        for (const Command* each : all)
            names << QLatin1String(each->name);
        console.say(QStringLiteral("sluice-cli: there is no command “%1”; there are %2")
                        .arg(name, cli::listed(names)));
        return Exit::usage;
    }
    const QStringList rest = words.sliced(1);
    if (rest.contains(QLatin1String("--help")) || rest.contains(QLatin1String("-h"))) {
        printUsage(**command, console);
        return Exit::done;
    }
    const auto arguments = cli::Arguments::parse(rest, (*command)->options, (*command)->restMost);
    if (!arguments) {
        console.say(
            QStringLiteral("sluice-cli %1: %2").arg(name, QString::fromStdString(arguments.error().message)));
        return Exit::usage;
    }
    return (*command)->run(*arguments, console);
}

} // namespace

int main(int argc, char** argv)
{
    base::forbidCoreDumps();
    base::giveLargeBlocksBack();
    base::ignoreClosedPipes();
    const QCoreApplication app(argc, argv);
    Console console;
    return static_cast<int>(dispatch(QCoreApplication::arguments().sliced(1), console));
}
