// The long form of tst_kills: soak [--kills N] [--seed S]. Prints what happened; exits with 1 when a promise
// was broken.
#include "soak/killsoak.h"

#include <QCommandLineParser>
#include <QCoreApplication>

#include <cstdio>

namespace {

bool isKept(const char* title, const soak::KillSoak::Options& options)
{
    std::printf("%s, %d kills, seed %llu\n", title, options.kills,
                static_cast<unsigned long long>(options.seed));
    std::fflush(stdout);
    soak::KillSoak killing(options);
    const QStringList broken = killing.run();
    const auto& f = killing.figures();
    std::printf("  %d kills in %.0f s: %d before the job was stored, %d with nothing in flight\n", f.kills,
                f.seconds, f.killsBeforeTheJob, f.killsAtRest);
    std::printf("  %d ids, %d requests (%d sign-ins), %d counted after their program's death\n", f.ids,
                f.requests, f.tokens, f.strays);
    std::printf("  %d ids in flight at kills, %d asked again, %d unknown\n", f.inFlight, f.askedAgain,
                f.unknown);
    for (const QString& window : f.windows)
        std::printf("  %s\n", qPrintable(window));
    for (const QString& promise : broken)
        std::printf("  BROKEN: %s\n", qPrintable(promise));
    if (broken.isEmpty())
        std::printf("  kept: nothing lost, nothing confirmed sent again, no limit exceeded\n");
    std::fflush(stdout);
    return broken.isEmpty();
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions(
        {{QStringLiteral("kills"), QStringLiteral("How often"), QStringLiteral("N"), QStringLiteral("200")},
         {QStringLiteral("seed"), QStringLiteral("Of everything random (default: the time)"),
          QStringLiteral("S")}});
    parser.process(app);
    bool isSeed = false;
    soak::KillSoak::Options options;
    options.kills = parser.value(QStringLiteral("kills")).toInt();
    options.seed = parser.value(QStringLiteral("seed")).toULongLong(&isSeed);
    if (options.kills < 1 || (parser.isSet(QStringLiteral("seed")) && !isSeed)) {
        std::fprintf(stderr, "soak: --kills N and --seed S are whole numbers\n");
        return 2;
    }
    if (!isSeed)
        options.seed = static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count()
                                                  % 1'000'000'000);
    const bool isWhole = isKept("ids are asked again by themselves", options);
    options.asksAgain = false;
    options.kills = std::max(1, options.kills / 10);
    return isKept("only the operator asks again", options) && isWhole ? 0 : 1;
}
