#pragma once

#include "engine/forecast.h"
#include "engine/sentences.h"
#include "ui/widgets/forecastwords.h"

#include <QThreadPool>
#include <QWidget>

#include <optional>

class QLabel;

namespace ui::widgets {
class ForecastStrip;
}

namespace ui::pages {

/// Block 4, what will happen: the plan of the engine's own scheduler, worked out in a worker. Only the latest
/// question counts.
class ForecastBlock : public QWidget {
    Q_OBJECT

public:
    explicit ForecastBlock(QWidget* parent = nullptr);
    ~ForecastBlock() override;

    void ask(const vendors::Profile& profile, const QString& operationId, std::uint32_t count,
             const engine::Options& options);
    /// What a check of the sign-in has shown: nothing can be sent before. `rule`: the limit that is full.
    void setNotBefore(const std::optional<engine::WallTime>& time, const QString& why);
    void clear(const QString& why);
    /// Now, and how times are written from here on.
    void tellTime(const engine::Writing& writing);
    std::optional<engine::Duration> takes() const;

Q_SIGNALS:
    void changed();

private:
    void tell();

    QThreadPool m_workers;
    int m_asked = 0;
    std::optional<engine::Forecast> m_forecast;
    QString m_vendor; ///< of that
    widgets::Circumstances m_at;
    engine::Writing m_writing;
    QLabel *m_headline, *m_detail, *m_warning;
    widgets::ForecastStrip* m_strip;
};

} // namespace ui::pages
