#include "ui/plots/nowticker.h"

#include "ui/plots/canvas.h"

#include <algorithm>
#include <cmath>

namespace ui::plots {

namespace {

constexpr double labelPart = 0.13; ///< of the axis: half the widths of two neighbouring labels

} // namespace

NowTicker::NowTicker(double now, bool showsNow, const QString& format) : m_now(now), m_showsNow(showsNow)
{
    setDateTimeFormat(format);
}

QVector<double> NowTicker::createTickVector(double tickStep, const QCPRange& range)
{
    QVector<double> ticks = QCPAxisTickerDateTime::createTickVector(tickStep, range);
    if (!m_showsNow || !range.contains(m_now))
        return ticks;
    ticks.erase(std::remove_if(ticks.begin(), ticks.end(),
                               [&](double t) { return std::abs(t - m_now) < labelPart * range.size(); }),
                ticks.end());
    ticks.insert(std::upper_bound(ticks.begin(), ticks.end(), m_now), m_now);
    return ticks;
}

QString NowTicker::getTickLabel(double tick, const QLocale& locale, QChar formatChar, int precision)
{
    if (m_showsNow && tick == m_now)
        return Canvas::tr("now %1").arg(keyToDateTime(tick).toString(QStringLiteral("HH:mm:ss")));
    return QCPAxisTickerDateTime::getTickLabel(tick, locale, formatChar, precision);
}

} // namespace ui::plots
