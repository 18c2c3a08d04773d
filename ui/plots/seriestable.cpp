#include "ui/plots/seriestable.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>

namespace ui::plots {

using engine::SeriesStep;
using engine::WaitCause;

namespace {

constexpr std::size_t rulesMost = 4; ///< as the series keeps

QString isoTime(WallTime at)
{
    return QDateTime::fromMSecsSinceEpoch(at.time_since_epoch().count(), Qt::UTC)
        .toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss.zzzZ"));
}

QString clockTime(WallTime at, bool isUtc)
{
    return QDateTime::fromMSecsSinceEpoch(at.time_since_epoch().count(), isUtc ? Qt::UTC : Qt::LocalTime)
        .toString(QStringLiteral("ddd HH:mm:ss"));
}

QString leftOf(const SeriesStep& step, std::size_t rule, std::int64_t allowed)
{
    const auto left = [&](std::uint32_t used) { return std::max<std::int64_t>(0, allowed - used); };
    const auto least = left(step.usedHigh[rule]), most = left(step.usedLow[rule]);
    return least == most ? QString::number(least)
                         : SeriesTable::tr("%1 to %2").arg(QString::number(least), QString::number(most));
}

/// A cell of a CSV file; what a spreadsheet would take for a formula stays text.
QByteArray cell(const QString& text)
{
    QString safe = text;
    if (!safe.isEmpty() && QStringLiteral("=+-@\t\r").contains(safe[0]))
        safe.prepend(QLatin1Char('\''));
    if (safe.contains(QLatin1Char('"')) || safe.contains(QLatin1Char(',')) || safe.contains(QLatin1Char('\n'))
        || safe.contains(QLatin1Char('\r')))
        safe = QLatin1Char('"') + safe.replace(QLatin1Char('"'), QLatin1String("\"\"")) + QLatin1Char('"');
    return safe.toUtf8();
}

} // namespace

QString causeName(WaitCause cause, const QString& rule)
{
    switch (cause) {
    case WaitCause::throttle:
        return SeriesTable::tr("vendor’s pause");
    case WaitCause::block:
        return SeriesTable::tr("block");
    case WaitCause::dailyTold:
        return SeriesTable::tr("vendor’s day");
    case WaitCause::outage:
        return SeriesTable::tr("vendor is out");
    case WaitCause::network:
        return SeriesTable::tr("network");
    case WaitCause::signIn:
        return SeriesTable::tr("sign-in");
    case WaitCause::turn:
        return SeriesTable::tr("its turn");
    case WaitCause::retry:
        return SeriesTable::tr("next try");
    case WaitCause::woke:
        return SeriesTable::tr("after sleep");
    case WaitCause::paused:
        return SeriesTable::tr("paused");
    case WaitCause::off:
        return SeriesTable::tr("not running");
    case WaitCause::concurrency:
        return rule.isEmpty() ? SeriesTable::tr("in flight") : rule;
    default:
        return rule;
    }
}

QString causeAt(const engine::SeriesView& series, WallTime at)
{
    const auto after = std::ranges::upper_bound(series.waits, at, {}, &engine::WaitSpan::from);
    if (after == series.waits.begin())
        return {};
    const engine::WaitSpan& span = *(after - 1);
    return at < span.to ? causeName(span.cause, span.rule) : QString();
}

SeriesTable::SeriesTable(QObject* parent) : QAbstractTableModel(parent) {}

void SeriesTable::show(const engine::JobSnapshot& job, const Axis& axis, bool isUtc)
{
    beginResetModel();
    m_rows.clear();
    m_headings = {tr("Time"), tr("Sent"), tr("In the window"), tr("Refused")};
    const std::size_t rules = std::min(rulesMost, job.rules.size());
    for (std::size_t i = 0; i < rules; ++i)
        m_headings << tr("Left of %1").arg(job.rules[i].name);
    m_headings << tr("Waiting for");
    const engine::SeriesView none;
    const engine::SeriesView& series = job.series ? *job.series : none;
    const Steps steps = stepsFor(series, axis);
    for (auto step = steps.steps.rbegin(); step != steps.steps.rend(); ++step) {
        const double from = secondsOf(step->at);
        if (from >= axis.to || from + steps.length <= axis.from)
            continue;
        QStringList row{clockTime(step->at, isUtc), QString::number(step->sent),
                        QString::number(step->windowHigh), QString::number(step->refused)};
        for (std::size_t i = 0; i < rules; ++i)
            row << leftOf(*step, i, job.rules[i].allowed);
        row << causeAt(series, step->at);
        m_rows.push_back(row);
    }
    endResetModel();
}

int SeriesTable::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int SeriesTable::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_headings.size());
}

QVariant SeriesTable::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == Qt::DisplayRole)
        return m_rows[std::size_t(index.row())][index.column()];
    if (role == Qt::TextAlignmentRole && index.column() > 0 && index.column() + 1 < columnCount())
        return int(Qt::AlignRight | Qt::AlignVCenter);
    return {};
}

QVariant SeriesTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section >= m_headings.size())
        return {};
    return m_headings[section];
}

QByteArray csvOf(const engine::JobSnapshot& job)
{
    const engine::SeriesView none;
    const engine::SeriesView& series = job.series ? *job.series : none;
    const std::size_t rules = std::min(rulesMost, job.rules.size());
    QByteArray csv = "time_utc,step_s,sent,in_window_most,refused";
    for (std::size_t i = 0; i < rules; ++i)
        for (const char* which : {" left least", " left most"})
            csv += ',' + cell(job.rules[i].name + QLatin1String(which));
    csv += ",waiting_for\n";
    WallTime told{}; // up to here the rows are written: no request stands in two of them
    const auto add = [&](const std::vector<SeriesStep>& steps, int length,
                         const std::vector<SeriesStep>* finer) {
        for (const SeriesStep& step : steps) {
            if (step.at < told)
                continue;
            if (finer && !finer->empty() && step.at >= finer->front().at)
                break;
            told = step.at + std::chrono::seconds(length);
            csv += isoTime(step.at).toLatin1() + ',' + QByteArray::number(length) + ','
                   + QByteArray::number(step.sent) + ',' + QByteArray::number(step.windowHigh) + ','
                   + QByteArray::number(step.refused);
            for (std::size_t i = 0; i < rules; ++i)
                for (const std::uint32_t used : {step.usedHigh[i], step.usedLow[i]})
                    csv += ','
                           + QByteArray::number(
                               qint64(std::max<std::int64_t>(0, job.rules[i].allowed - std::int64_t(used))));
            csv += ',' + cell(causeAt(series, step.at)) + '\n';
        }
    };
    const auto* finest = &series.seconds;
    add(series.fiveMinutes, 300, series.tens.empty() ? finest : &series.tens);
    add(series.tens, 10, finest);
    add(series.seconds, 1, nullptr);
    csv += "\nwait_from_utc,wait_to_utc,seconds,cause\n";
    for (const engine::WaitSpan& span : series.waits)
        csv += isoTime(span.from).toLatin1() + ',' + isoTime(span.to).toLatin1() + ','
               + QByteArray::number(secondsOf(span.to) - secondsOf(span.from), 'f', 1) + ','
               + cell(causeName(span.cause, span.rule)) + '\n';
    return csv;
}

} // namespace ui::plots
