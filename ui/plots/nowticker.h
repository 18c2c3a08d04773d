#pragma once

#include "ui/plots/qcustomplot.h"

namespace ui::plots {

/// Round clock times along the axis, with "now" among them; ticks whose label would run into that one or into
/// the neighbouring pane give way.
class NowTicker : public QCPAxisTickerDateTime {
public:
    /// `pixels`: the length of the axis.
    NowTicker(double now, bool showsNow, const QString& format, int pixels);

protected:
    double getTickStep(const QCPRange& range) override;
    QVector<double> createTickVector(double tickStep, const QCPRange& range) override;
    QString getTickLabel(double tick, const QLocale& locale, QChar formatChar, int precision) override;

private:
    double m_now;
    bool m_showsNow;
    int m_pixels;
};

} // namespace ui::plots
