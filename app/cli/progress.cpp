#include "cli/progress.h"

#include "base/machine.h"
#include "engine/sentences.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <chrono>

namespace cli {

namespace {

using engine::JobSnapshot;
using engine::WaitCause;
using jobs::ItemState;

/// Narrower than this a bar shows nothing, wider it only flickers.
constexpr int barLeast = 10, barMost = 40;

QString text(std::string_view words)
{
    return QString::fromUtf8(words.data(), static_cast<qsizetype>(words.size()));
}

QString counts(const JobSnapshot& job, const engine::Writing& writing)
{
    QStringList parts{QStringLiteral("%1 done").arg(writing.number(job.counts[ItemState::done]))};
    for (const ItemState state :
         {ItemState::gone, ItemState::failed, ItemState::unknown, ItemState::waiting}) {
        if (job.counts[state] > 0)
            parts << QStringLiteral("%1 %2").arg(writing.number(job.counts[state]), text(jobs::name(state)));
    }
    parts << QStringLiteral("%1 in flight").arg(writing.number(job.inFlight));
    return parts.join(QStringLiteral(" · "));
}

/// The rule that decides, or the kind of wait where there is no rule.
QString ruleOf(const engine::Wait& wait)
{
    if (!wait.rule.isEmpty())
        return wait.rule;
    switch (wait.cause) {
    case WaitCause::network:
        return QStringLiteral("network");
    case WaitCause::signIn:
        return QStringLiteral("sign-in");
    case WaitCause::turn:
        return QStringLiteral("turn");
    case WaitCause::retry:
        return QStringLiteral("retry");
    case WaitCause::throttle:
        return QStringLiteral("throttle");
    case WaitCause::block:
        return QStringLiteral("block");
    case WaitCause::dailyTold:
        return QStringLiteral("daily limit");
    case WaitCause::outage:
        return QStringLiteral("outage");
    default:
        return QStringLiteral("limit");
    }
}

QJsonObject countsObject(const JobSnapshot& job)
{
    QJsonObject object;
    for (const ItemState state : {ItemState::queued, ItemState::sent, ItemState::waiting, ItemState::done,
                                  ItemState::gone, ItemState::failed, ItemState::unknown, ItemState::skipped})
        object[text(jobs::name(state))] = static_cast<qint64>(job.counts[state]);
    object["inFlight"] = static_cast<qint64>(job.inFlight);
    object["requests"] = static_cast<qint64>(job.requests);
    object["throttled"] = static_cast<qint64>(job.throttled);
    return object;
}

QJsonObject waitObject(const engine::Wait& wait, base::WallTime now)
{
    QJsonObject object{{"rule", ruleOf(wait)}, {"until", QJsonValue::Null}, {"seconds", QJsonValue::Null}};
    if (wait.until) {
        object["until"] = isoTime(*wait.until);
        object["seconds"] = std::max(0.0, std::chrono::duration<double>(*wait.until - now).count());
    }
    return object;
}

QByteArray line(const QJsonObject& object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

/// For the eye: two lines on a terminal, the state in a sentence and a bar, drawn over each other.
class Bar final : public Progress {
public:
    explicit Bar(Console& console) : m_console(console) {}

    void show(const JobSnapshot& job, base::WallTime now) override
    {
        const engine::Writing writing(now);
        const int columns = base::errorTerminalColumns() - 1;
        const qint64 total = job.counts.total(), settled = job.counts.settled();
        const QString numbers =
            QStringLiteral(" %1/%2  %3")
                .arg(writing.number(settled), writing.number(total), counts(job, writing));
        const int width = std::clamp(columns - static_cast<int>(numbers.size()) - 2, barLeast, barMost);
        const int filled = total > 0 ? static_cast<int>(settled * width / total) : 0;
        const QString bar = QLatin1Char('[') + QString(filled, QLatin1Char('#'))
                            + QString(width - filled, QLatin1Char('-')) + QLatin1Char(']') + numbers;
        const QString drawn =
            engine::sentence(job, writing).first.left(columns) + QLatin1Char('\n') + bar.left(columns);
        if (drawn == m_drawn)
            return;
        clear();
        m_console.draw(drawn);
        m_drawn = drawn;
    }

    void end(const JobSnapshot&, const QString&, const QString&) override { clear(); }

    void clear() override
    {
        // Up to the first of the two lines, and nothing below it stays.
        if (!m_drawn.isEmpty())
            m_console.draw(QStringLiteral("\r\033[1A\033[J"));
        m_drawn.clear();
    }

private:
    Console& m_console;
    QString m_drawn;
};

/// For logs: a line for every change of the sentence, at most one a second.
class Lines final : public Progress {
public:
    explicit Lines(Console& console) : m_console(console) {}

    void show(const JobSnapshot& job, base::WallTime now) override
    {
        const QString said = engine::sentence(job, engine::Writing(now)).first;
        if (said == m_said || (m_saidAt && now - *m_saidAt < std::chrono::seconds(1)))
            return;
        m_console.say(said);
        m_said = said;
        m_saidAt = now;
    }

    void end(const JobSnapshot&, const QString&, const QString&) override {}

private:
    Console& m_console;
    QString m_said;
    std::optional<base::WallTime> m_saidAt;
};

/// For programs: one object a line.
class Json final : public Progress {
public:
    explicit Json(Console& console) : m_console(console) {}

    void show(const JobSnapshot& job, base::WallTime now) override
    {
        m_console.printRaw(progressJson(job, now));
    }

    void end(const JobSnapshot& job, const QString& reason, const QString& guard) override
    {
        QJsonObject object{{"event", "end"},
                           {"job", job.id != 0 ? QJsonValue(qint64(job.id)) : QJsonValue(QJsonValue::Null)},
                           {"state", text(jobs::name(job.state))},
                           {"reason", reason},
                           {"guard", guard.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(guard)}};
        const QJsonObject numbers = countsObject(job);
        for (auto it = numbers.begin(); it != numbers.end(); ++it)
            object[it.key()] = it.value();
        m_console.printRaw(line(object));
    }

private:
    Console& m_console;
};

class Silence final : public Progress {
public:
    void show(const JobSnapshot&, base::WallTime) override {}
    void end(const JobSnapshot&, const QString&, const QString&) override {}
    bool isTalkative() const override { return false; }
};

} // namespace

QString isoTime(base::WallTime time)
{
    return QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count(), Qt::UTC)
        .toString(Qt::ISODateWithMs);
}

QByteArray progressJson(const JobSnapshot& job, base::WallTime now)
{
    QJsonObject object = countsObject(job);
    object["event"] = "progress";
    object["job"] = static_cast<qint64>(job.id);
    object["state"] = text(jobs::name(job.state));
    object["wait"] = job.wait.cause == WaitCause::none ? QJsonValue(QJsonValue::Null)
                                                       : QJsonValue(waitObject(job.wait, now));
    object["eta"] = job.eta ? QJsonValue(isoTime(*job.eta)) : QJsonValue(QJsonValue::Null);
    return line(object);
}

std::unique_ptr<Progress> Progress::make(const QString& kind, Console& console)
{
    if (kind == QLatin1String("json"))
        return std::make_unique<Json>(console);
    if (kind == QLatin1String("none"))
        return std::make_unique<Silence>();
    if (kind == QLatin1String("bar") || (kind == QLatin1String("auto") && base::isErrorTerminal()))
        return std::make_unique<Bar>(console);
    return std::make_unique<Lines>(console);
}

} // namespace cli
