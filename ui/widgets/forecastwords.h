#pragma once

#include "engine/forecast.h"
#include "engine/sentences.h"

#include <optional>
#include <vector>

namespace ui::widgets {

/// Batches that follow each other within a minute, as a person sees them: one burst.
struct Burst {
    engine::Duration from{}, to{};
    std::uint64_t requests = 0;
    bool operator==(const Burst&) const = default;
};
/// Batches closer together than `gap` are one.
std::vector<Burst> burstsOf(const engine::Forecast& forecast, engine::Duration gap = std::chrono::minutes(1));

/// What a plan from an account at rest does not know of.
struct Circumstances {
    int looksAfter = 0; ///< it stops after so many until the operator has looked at them; 0: it does not
    /// Nothing can be sent before; `why`: "The minute window is full".
    std::optional<engine::WallTime> notBefore;
    QString why;
};

/// What will happen, worst first: the finish, then bursts and waits and the rule behind them. Pure.
struct ForecastWords {
    QString headline, detail, warning;
};
ForecastWords forecastWords(const engine::Forecast& forecast, const QString& vendor,
                            const engine::Writing& writing, const Circumstances& at = {});

} // namespace ui::widgets
