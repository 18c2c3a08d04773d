#include "ui/widgets/nextrows.h"

#include "ui/jobtone.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace ui::widgets {

using engine::WaitCause;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ui::NextRow)
};

QString causeName(const engine::Wait& wait)
{
    switch (wait.cause) {
    case WaitCause::throttle:
        return Words::tr("vendor’s pause");
    case WaitCause::block:
        return Words::tr("block");
    case WaitCause::dailyTold:
        return Words::tr("vendor’s day");
    case WaitCause::outage:
        return Words::tr("next try");
    case WaitCause::network:
        return Words::tr("next try");
    case WaitCause::signIn:
        return Words::tr("sign-in");
    case WaitCause::turn:
        return Words::tr("its turn");
    case WaitCause::retry:
        return Words::tr("asked again");
    case WaitCause::woke:
        return Words::tr("after sleep");
    default:
        return wait.rule;
    }
}

double partLeft(engine::WallTime since, engine::WallTime until, engine::WallTime now)
{
    const double whole = double((until - since).count());
    return whole <= 0 ? 0 : std::clamp(double((until - now).count()) / whole, 0.0, 1.0);
}

} // namespace

QString comebackText(const std::vector<std::pair<engine::WallTime, std::int64_t>>& comeback,
                     const engine::Writing& writing)
{
    QStringList parts;
    std::int64_t sum = 0;
    for (const auto& [at, count] : comeback) {
        sum += count;
        if (parts.size() < 2)
            parts << Words::tr("%1 at %2").arg(writing.number(count), writing.time(at));
    }
    if (comeback.size() > 3)
        parts << QStringLiteral("…");
    if (comeback.size() > 2)
        parts << Words::tr("%1 by %2").arg(writing.number(sum), writing.time(comeback.back().first));
    return parts.join(QStringLiteral(" · "));
}

std::vector<NextRow> nextRows(const engine::JobSnapshot& job, const engine::Writing& writing)
{
    std::vector<NextRow> rows;
    const engine::Wait& wait = job.wait;
    const engine::RuleView* deciding = nullptr;
    // What ends last decides: after a vendor's pause a window may be full for longer.
    std::size_t last = 0;
    engine::WallTime end = wait.until.value_or(engine::WallTime::max());
    if (wait.cause != WaitCause::none) {
        NextRow row;
        row.name = causeName(wait);
        row.tone = toneOf(wait.cause);
        if (wait.until) {
            row.part = partLeft(wait.since, *wait.until, writing.now());
            row.left = writing.duration(*wait.until - writing.now());
            row.until = writing.time(*wait.until);
        } else {
            row.text = Words::tr("until an answer comes");
        }
        rows.push_back(row);
    }
    for (const engine::RuleView& rule : job.rules) {
        if (rule.name == wait.rule) {
            deciding = &rule;
            continue;
        }
        NextRow row;
        row.name = rule.name;
        const qint64 left = std::max<qint64>(0, rule.allowed - rule.used);
        if (left > 0 || !rule.nextSlot || *rule.nextSlot <= writing.now()) {
            row.text = rule.kind == limits::Kind::daily && rule.allowed < rule.max
                           ? Words::tr("%1 of %2 left by our count; %3 of them kept for colleagues")
                                 .arg(writing.number(rule.max - rule.used), writing.number(rule.max),
                                      writing.number(rule.max - rule.allowed))
                           : Words::tr("room now (%1 of %2 left)")
                                 .arg(writing.number(left), writing.number(rule.allowed));
        } else {
            row.part =
                std::min(1.0, rule.per.count() > 0
                                  ? double(std::chrono::nanoseconds(*rule.nextSlot - writing.now()).count())
                                        / double(rule.per.count())
                                  : 0.0);
            row.left = writing.duration(*rule.nextSlot - writing.now());
            row.until = writing.time(*rule.nextSlot);
            if (wait.cause != WaitCause::none && *rule.nextSlot > end) {
                end = *rule.nextSlot;
                last = rows.size();
                deciding = &rule;
            }
        }
        rows.push_back(row);
    }
    if (wait.cause != WaitCause::none) {
        rows[last].decides = true;
        std::rotate(rows.begin(), rows.begin() + std::ptrdiff_t(last),
                    rows.begin() + std::ptrdiff_t(last) + 1);
    }
    if (deciding && !deciding->comeback.empty()) {
        NextRow row;
        row.name = Words::tr("then");
        row.text = comebackText(deciding->comeback, writing);
        rows.push_back(row);
    }
    return rows;
}

} // namespace ui::widgets
