// The strict server alone, for measuring from a shell: prints LISTENING <port>, and on SIGTERM or SIGINT one
// line of JSON with requests, refusals, the most it counted within each window, and the makespan.
//   strict_server [--limit N/SECONDS]… [--time-scale S] [--rtt LOW-HIGH] [--seed N] [--port P] [--log FILE]

#include "base/machine.h"
#include "support/strictserver.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QSocketNotifier>

#include <cstdio>

int main(int argc, char** argv)
{
    const base::EndRequest endRequest(1);
    const QCoreApplication app(argc, argv);
    const auto text = [](const char* s) { return QString::fromLatin1(s); };

    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions(
        {{text("limit"), text("N/SECONDS, may be given several times (default 50/10 and 1000/3600)"),
          text("limit")},
         {text("time-scale"), text("Divides the seconds of every limit"), text("S"), text("1")},
         {text("rtt"), text("Round trip in milliseconds"), text("LOW-HIGH"), text("20-60")},
         {text("seed"), text("Of the round trips"), text("N"), text("1")},
         {text("port"), text("0: any free one"), text("P"), text("0")},
         {text("log"), text("One JSON object per request"), text("FILE")}});
    parser.process(app);

    const double scale = parser.value(text("time-scale")).toDouble();
    const QStringList given = parser.isSet(text("limit")) ? parser.values(text("limit"))
                                                          : QStringList{text("50/10"), text("1000/3600")};
    support::StrictServer::Options options;
    for (const QString& limit : given)
        options.limits << support::StrictServer::Limit{
            limit.section(QLatin1Char('/'), 0, 0).toInt(),
            std::chrono::duration_cast<support::Nanoseconds>(
                std::chrono::duration<double>(limit.section(QLatin1Char('/'), 1).toDouble() / scale))};
    options.roundTripLowMilliseconds = parser.value(text("rtt")).section(QLatin1Char('-'), 0, 0).toInt();
    options.roundTripHighMilliseconds = parser.value(text("rtt")).section(QLatin1Char('-'), 1).toInt();
    options.seed = parser.value(text("seed")).toUInt();
    options.port = static_cast<quint16>(parser.value(text("port")).toUInt());
    options.logFile = parser.value(text("log"));

    support::StrictServer server(options);
    if (!server.listen()) {
        std::fprintf(stderr, "cannot listen on port %u\n", unsigned{options.port});
        return 1;
    }
    std::printf("LISTENING %u\n", unsigned{server.port()});
    std::fflush(stdout);

    QSocketNotifier end(endRequest.descriptor(), QSocketNotifier::Read);
    QObject::connect(&end, &QSocketNotifier::activated, &app, &QCoreApplication::quit);
    const int code = QCoreApplication::exec();
    std::printf("%s\n", server.summary().constData());
    return code;
}
