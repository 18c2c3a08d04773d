#pragma once

#include "ui/plots/qcustomplot.h"

namespace ui::plots {

/// Clock times along the axis, with "now" among them; ticks that would run into its label give way.
class NowTicker : public QCPAxisTickerDateTime {
public:
    NowTicker(double now, bool showsNow, const QString& format);

protected:
    QVector<double> createTickVector(double tickStep, const QCPRange& range) override;
    QString getTickLabel(double tick, const QLocale& locale, QChar formatChar, int precision) override;

private:
    double m_now;
    bool m_showsNow;
};

} // namespace ui::plots
