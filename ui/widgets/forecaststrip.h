#pragma once

#include "engine/sentences.h"
#include "ui/widgets/forecastwords.h"

#include <QWidget>

namespace ui::widgets {

/// The planned bursts along a line of time, with clock times below. Shows what it is given.
class ForecastStrip : public QWidget {
    Q_OBJECT

public:
    explicit ForecastStrip(QWidget* parent = nullptr);

    void show(std::vector<Burst> bursts, engine::Duration whole, engine::WallTime start);
    QSize sizeHint() const override { return {400, 36}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<Burst> m_bursts;
    engine::Duration m_whole{};
    engine::WallTime m_start{};
};

} // namespace ui::widgets
