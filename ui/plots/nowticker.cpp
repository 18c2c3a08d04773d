#include "ui/plots/nowticker.h"

#include "ui/plots/canvas.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ui::plots {

namespace {

constexpr double labelPart = 0.13; ///< of the axis: half the widths of two neighbouring labels
constexpr double minute = 60, hour = 60 * minute, day = 24 * hour;
constexpr std::array steps{1.0,     2.0,        5.0,        10.0,        15.0,        30.0,
                           minute,  2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute,
                           hour,    2 * hour,   3 * hour,   6 * hour,    12 * hour,   day,
                           2 * day, 5 * day,    10 * day,   30 * day};
constexpr double edge = 18; ///< px: half a label less what it may stand out

} // namespace

NowTicker::NowTicker(double now, bool showsNow, const QString& format, int pixels)
    : m_now(now)
    , m_showsNow(showsNow)
    , m_pixels(pixels)
{
    setDateTimeFormat(format);
}

double NowTicker::getTickStep(const QCPRange& range)
{
    // No more labels than asked for: halves of a minute would be told as whole ones.
    const double least = range.size() / (tickCount() + 1e-6);
    const auto* const step = std::ranges::lower_bound(steps, least);
    return step == steps.end() ? steps.back() : *step;
}

QVector<double> NowTicker::createTickVector(double tickStep, const QCPRange& range)
{
    QVector<double> ticks = QCPAxisTickerDateTime::createTickVector(tickStep, range);
    const double atEdge = edge * range.size() / std::max(1, m_pixels);
    const auto isAtEdge = [&](double t) { return t < range.lower + atEdge || t > range.upper - atEdge; };
    ticks.erase(std::remove_if(ticks.begin(), ticks.end(), isAtEdge), ticks.end());
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
