// Scenarios by hand: scenarios [--seed S --log] [--sqlite] [--seeds N --from S --progress FILE]. Exits with 1
// when a promise was broken.
#include "scenarios/life.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>
#include <QTemporaryDir>

#include <chrono>
#include <cstdio>

namespace {

using scenarios::Verdict;

void show(const scenarios::Plan& plan, const Verdict& verdict)
{
    std::printf("%s", scenarios::describe(plan).c_str());
    for (const std::string& line : verdict.broken)
        std::printf("  BROKEN %s\n", line.c_str());
}

/// Seconds that `act` takes.
template <class Act>
double measured(Act act)
{
    const auto begun = std::chrono::steady_clock::now();
    act();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

double days(scenarios::Duration length)
{
    return std::chrono::duration<double>(length).count() / 86'400;
}

int liveLong(int ids)
{
    const scenarios::Plan plan = scenarios::longList(ids);
    Verdict verdict;
    const double seconds = measured([&] { verdict = scenarios::Life(plan).run(); });
    show(plan, verdict);
    std::printf("%d ids, %lld requests, %.1f virtual days in %.1f s\n", ids,
                static_cast<long long>(verdict.requests), days(verdict.virtualTime), seconds);
    return verdict.broken.empty() ? 0 : 1;
}

Verdict live(std::uint64_t seed, bool isLogged, bool isOnDisk)
{
    const QTemporaryDir folder;
    const auto log = [](const scenarios::Event& event) {
        std::printf("%s\n", scenarios::describe(event).c_str());
    };
    return scenarios::Life(scenarios::draw(seed),
                           isLogged ? std::function<void(const scenarios::Event&)>(log) : nullptr,
                           isOnDisk ? folder.path() : QString())
        .run();
}

/// Where an earlier soak stopped.
std::optional<std::uint64_t> nextIn(const QString& path)
{
    QFile file(path);
    bool isNumber = false;
    const auto next = file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().toULongLong(&isNumber) : 0;
    return isNumber ? std::optional<std::uint64_t>(next) : std::nullopt;
}

void keep(const QString& path, std::uint64_t next)
{
    QFile file(path);
    if (file.open(QIODevice::WriteOnly | QIODevice::Truncate))
        file.write(QByteArray::number(qulonglong(next)) + '\n');
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions(
        {{QStringLiteral("seed"), QStringLiteral("This scenario alone"), QStringLiteral("S")},
         {QStringLiteral("log"), QStringLiteral("Print everything that happens")},
         {QStringLiteral("sqlite"), QStringLiteral("Store and ledger are files, as shipped (slow)")},
         {QStringLiteral("seeds"), QStringLiteral("So many scenarios"), QStringLiteral("N"),
          QStringLiteral("2000")},
         {QStringLiteral("from"), QStringLiteral("The first of them"), QStringLiteral("S"),
          QStringLiteral("1")},
         {QStringLiteral("million"), QStringLiteral("One job of N ids at 1,000 an hour, nothing else"),
          QStringLiteral("N")},
         {QStringLiteral("progress"), QStringLiteral("Keep the next seed here, and go on there"),
          QStringLiteral("FILE")}});
    parser.process(app);
    const bool isOnDisk = parser.isSet(QStringLiteral("sqlite"));
    if (parser.isSet(QStringLiteral("seed"))) {
        const auto seed = parser.value(QStringLiteral("seed")).toULongLong();
        const scenarios::Plan plan = scenarios::draw(seed);
        const Verdict verdict = live(seed, parser.isSet(QStringLiteral("log")), isOnDisk);
        show(plan, verdict);
        return verdict.broken.empty() ? 0 : 1;
    }
    if (parser.isSet(QStringLiteral("million")))
        return liveLong(parser.value(QStringLiteral("million")).toInt());
    const QString progress = parser.value(QStringLiteral("progress"));
    std::uint64_t from = parser.value(QStringLiteral("from")).toULongLong();
    if (!progress.isEmpty())
        from = nextIn(progress).value_or(from);
    const auto count = parser.value(QStringLiteral("seeds")).toULongLong();
    scenarios::Duration covered{};
    std::int64_t requests = 0, deaths = 0, broken = 0;
    const double seconds = measured([&] {
        for (std::uint64_t seed = from; seed < from + count; ++seed) {
            const Verdict verdict = live(seed, false, isOnDisk);
            covered += verdict.virtualTime;
            requests += verdict.requests;
            deaths += verdict.deaths;
            if (!verdict.broken.empty()) {
                ++broken;
                show(scenarios::draw(seed), verdict);
                std::printf("  again: %s --seed %llu --log\n", argv[0],
                            static_cast<unsigned long long>(seed));
                std::fflush(stdout);
            }
            if (!progress.isEmpty())
                keep(progress, seed + 1);
        }
    });
    std::printf("%llu scenarios in %.1f s (%.0f a second), %.1f virtual days, %lld requests, %lld deaths: "
                "%lld broken\n",
                static_cast<unsigned long long>(count), seconds, double(count) / seconds, days(covered),
                static_cast<long long>(requests), static_cast<long long>(deaths),
                static_cast<long long>(broken));
    return broken == 0 ? 0 : 1;
}
