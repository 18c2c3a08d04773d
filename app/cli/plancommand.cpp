#include "cli/command.h"
#include "cli/jobinput.h"
#include "engine/forecast.h"
#include "engine/sentences.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <limits>

namespace cli {

namespace {

const Option options[] = {
    profileOption,   {"--count", "N", "how many ids"},
    operationOption, parameterOption,
    presetOption,    pacingOption,
    shareOption,     inFlightOption,
    batchOption,     jsonOption,
};

/// A plan of a million ids has thousands of batches; people read the first ones.
constexpr std::size_t batchesShown = 20;

double seconds(engine::Duration d)
{
    return std::chrono::duration<double>(d).count();
}

QByteArray json(std::uint32_t count, const engine::Forecast& plan)
{
    QJsonArray batches;
    for (const engine::ForecastBatch& batch : plan.batches)
        batches << QJsonObject{{"requests", static_cast<qint64>(batch.requests)},
                               {"startsAfterSeconds", seconds(batch.startsAfter)}};
    const QJsonObject object{{"count", static_cast<qint64>(count)},
                             {"batches", batches},
                             {"finishAfterSeconds", seconds(plan.finishAfter)},
                             {"longestWaitSeconds", seconds(plan.longestWait)},
                             {"bindingRule", plan.bindingRule.empty()
                                                 ? QJsonValue(QJsonValue::Null)
                                                 : QJsonValue(QString::fromStdString(plan.bindingRule))}};
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

void print(std::uint32_t count, const engine::Forecast& plan, const vendors::Profile& profile,
           const vendors::Operation& operation, Console& console)
{
    const engine::Writing writing{base::WallTime{}};
    console.print(QStringLiteral("%1: %2, %3 ids").arg(profile.name, operation.name, writing.number(count)));
    for (std::size_t i = 0; i < std::min(batchesShown, plan.batches.size()); ++i) {
        const engine::ForecastBatch& batch = plan.batches[i];
        console.print(QStringLiteral("  after %1  %2 requests")
                          .arg(writing.duration(batch.startsAfter), -12)
                          .arg(writing.number(batch.requests)));
    }
    if (plan.batches.size() > batchesShown)
        console.print(QStringLiteral("  and %1 more batches")
                          .arg(writing.number(static_cast<qint64>(plan.batches.size() - batchesShown))));
    console.print(QStringLiteral("Finishes after %1, longest wait %2%3")
                      .arg(writing.duration(plan.finishAfter), writing.duration(plan.longestWait),
                           plan.bindingRule.empty() ? QString()
                                                    : QStringLiteral("; what makes it wait: %1")
                                                          .arg(QString::fromStdString(plan.bindingRule))));
}

Exit run(const Arguments& arguments, Console& console)
{
    Problems problems;
    const std::optional<vendors::Profile> profile = readProfile(arguments, problems);
    const vendors::Operation* operation =
        profile ? readOperation(arguments, *profile, false, problems) : nullptr;
    const engine::Options chosen = readOptions(arguments, profile ? &*profile : nullptr, operation, problems);
    const auto count = arguments.number("--count", 1, std::numeric_limits<std::int32_t>::max(), problems);
    if (!arguments.has("--count"))
        problems.add(QStringLiteral("--count is missing; say how many ids"));
    if (!problems.isEmpty()) {
        problems.tell(console);
        return Exit::usage;
    }
    const auto ids = static_cast<std::uint32_t>(*count);
    const engine::Forecast plan = engine::forecast(*profile, operation->id, ids, chosen, true);
    if (plan.isNever) {
        console.say(
            QStringLiteral("sluice-cli: with these limits no request could ever be sent; raise --share or "
                           "the limit"));
        return Exit::usage;
    }
    if (arguments.has("--json"))
        console.printRaw(json(ids, plan));
    else
        print(ids, plan, *profile, *operation, console);
    return Exit::done;
}

} // namespace

const Command& planCommand()
{
    static const Command command{"plan",
                                 "--profile NAME|FILE --count N [option]…",
                                 "Forecast batches, waits and finish, without sending anything.",
                                 options,
                                 0,
                                 run};
    return command;
}

} // namespace cli
