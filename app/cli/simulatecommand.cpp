#include "base/machine.h"
#include "cli/command.h"
#include "cli/jobinput.h"
#include "cli/practice.h"

#include <QCoreApplication>
#include <QSocketNotifier>

namespace cli {

namespace {

const Option options[] = {
    profileOption,
    parameterOption,
    presetOption,
    {"--port", "P", "listen there; otherwise any free port"},
    {"--time-scale", "S", "divide the limits' times by S"},
    {"--log", "FILE", "one JSON object per request, appended"},
};

Exit run(const Arguments& arguments, Console& console)
{
    Problems problems;
    const std::optional<vendors::Profile> profile = readProfile(arguments, problems, Parameters::optional);
    const double timeScale = readOptions(arguments, nullptr, nullptr, problems).timeScale;
    simulator::LoopbackOptions loopback;
    loopback.port = static_cast<quint16>(arguments.number("--port", 0, 65535, problems).value_or(0));
    loopback.logFile = arguments.value("--log").value_or(QString());
    if (!problems.isEmpty()) {
        problems.tell(console);
        return Exit::usage;
    }
    const base::EndRequest endRequest(static_cast<int>(Exit::paused));
    simulator::PracticeServer server(simulatedVendor(*profile, timeScale), loopback);
    QObject::connect(
        &server, &simulator::PracticeServer::troubled, &server,
        [&console](const QString& message) { console.say(QStringLiteral("sluice-cli: ") + message); });
    if (auto started = server.start(); !started) {
        console.say(QStringLiteral("sluice-cli: ") + QString::fromStdString(started.error().message));
        return Exit::usage;
    }
    console.print(QStringLiteral("LISTENING %1").arg(server.port()));
    QSocketNotifier end(endRequest.descriptor(), QSocketNotifier::Read);
    QObject::connect(&end, &QSocketNotifier::activated, &server, [&end] {
        end.setEnabled(false);
        QCoreApplication::quit();
    });
    QCoreApplication::exec();
    return Exit::done;
}

} // namespace

const Command& simulateCommand()
{
    static const Command command{"simulate",
                                 "--profile NAME [--port P] [--time-scale S] [--log FILE]",
                                 "Run the practice server alone; prints LISTENING <port>.",
                                 options,
                                 0,
                                 run};
    return command;
}

} // namespace cli
