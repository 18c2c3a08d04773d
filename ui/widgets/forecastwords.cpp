#include "ui/widgets/forecastwords.h"

#include <QCoreApplication>

namespace ui::widgets {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ui::Forecast)
};

constexpr std::chrono::seconds inNoTime{2};
constexpr std::chrono::minutes staysAwakeFrom{5}; ///< below that nobody closes the lid meanwhile

} // namespace

std::vector<Burst> burstsOf(const engine::Forecast& forecast, engine::Duration gap)
{
    std::vector<Burst> bursts;
    for (const engine::ForecastBatch& batch : forecast.batches) {
        if (!bursts.empty() && batch.startsAfter - bursts.back().to < gap) {
            bursts.back().to = batch.startsAfter;
            bursts.back().requests += batch.requests;
            continue;
        }
        bursts.push_back({batch.startsAfter, batch.startsAfter, batch.requests});
    }
    return bursts;
}

ForecastWords forecastWords(const engine::Forecast& forecast, const QString& vendor,
                            const engine::Writing& writing)
{
    ForecastWords words;
    if (forecast.isNever) {
        words.headline = Words::tr("This can never be sent");
        words.detail = Words::tr("A limit holds no room for even one request. Leave less for others.");
        return words;
    }
    if (forecast.batches.empty())
        return words;
    const auto finish =
        writing.now() + std::chrono::duration_cast<engine::WallTime::duration>(forecast.finishAfter);
    // No limit is met: how fast the vendor answers is all that is left, and nobody knows that yet.
    words.headline = forecast.finishAfter < inNoTime
                         ? Words::tr("finishes at once: as fast as %1 answers").arg(vendor)
                         : Words::tr("finishes %1, in %2")
                               .arg(writing.time(finish), writing.duration(forecast.finishAfter));
    const std::vector<Burst> bursts = burstsOf(forecast);
    const QString rule = QString::fromStdString(forecast.bindingRule);
    if (bursts.size() > 1) {
        const QString burst = writing.duration(bursts[0].to - bursts[0].from);
        const QString wait = writing.duration(bursts[1].from - bursts[0].to);
        words.detail =
            bursts.size() == 2
                ? Words::tr("2 bursts of up to %1, one wait of about %2: the %3 at %4. Cannot be sped up.")
                      .arg(burst, wait, rule, vendor)
                : Words::tr("%1 bursts of up to %2, %3 waits of about %4: the %5 at %6. Cannot be sped up.")
                      .arg(writing.number(qint64(bursts.size())), burst,
                           writing.number(qint64(bursts.size()) - 1), wait, rule, vendor);
    } else if (forecast.batches.size() > 1) {
        words.detail = Words::tr("%1 batches, each as soon as the %2 has room.")
                           .arg(writing.number(qint64(forecast.batches.size())), rule);
    } else {
        words.detail = Words::tr("One batch: no limit is reached.");
    }
    if (forecast.finishAfter > staysAwakeFrom)
        words.warning = Words::tr("! This computer must stay awake until %1. A closed lid pauses the job.")
                            .arg(writing.time(finish));
    return words;
}

} // namespace ui::widgets
