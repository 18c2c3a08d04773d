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
                            const engine::Writing& writing, const Circumstances& at)
{
    ForecastWords words;
    if (forecast.isNever) {
        words.headline = Words::tr("This can never be sent");
        words.detail = Words::tr("A limit holds no room for even one request. Leave less for others.");
        return words;
    }
    if (forecast.batches.empty())
        return words;
    const bool waits = at.notBefore && *at.notBefore > writing.now();
    const engine::WallTime begin = waits ? *at.notBefore : writing.now();
    const auto finish = begin + std::chrono::duration_cast<engine::WallTime::duration>(forecast.finishAfter);
    const bool isMoment = !waits && forecast.finishAfter < inNoTime;
    const QString when = writing.time(finish), whole = writing.duration(finish - writing.now());
    if (at.looksAfter > 0 && isMoment)
        words.headline = Words::tr("finishes when you have looked: as fast as %1 answers").arg(vendor);
    else if (at.looksAfter > 0)
        words.headline = Words::tr("finishes %1 at the earliest, in %2").arg(when, whole);
    else if (isMoment) // how fast the vendor answers is all that is left, and nobody knows that yet
        words.headline = Words::tr("finishes at once: as fast as %1 answers").arg(vendor);
    else
        words.headline = Words::tr("finishes %1, in %2").arg(when, whole);
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
        words.detail = waits ? Words::tr("One batch.") : Words::tr("One batch: no limit is reached.");
    }
    if (at.looksAfter > 0)
        words.detail.prepend((at.looksAfter == 1
                                  ? Words::tr("Stops after the first answer until you have looked at it.")
                                  : Words::tr("Stops after the first %1 until you have looked at them.")
                                        .arg(writing.number(at.looksAfter)))
                             + QLatin1Char(' '));
    if (waits)
        words.detail.prepend(Words::tr("%1 until %2.").arg(at.why, writing.time(begin)) + QLatin1Char(' '));
    if (forecast.finishAfter > staysAwakeFrom)
        words.warning = Words::tr("! This computer must stay awake until %1. A closed lid pauses the job.")
                            .arg(writing.time(finish));
    return words;
}

} // namespace ui::widgets
