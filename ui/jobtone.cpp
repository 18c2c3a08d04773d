#include "ui/jobtone.h"

#include "engine/sentences.h"

#include <QCoreApplication>

namespace ui {

using engine::WaitCause;
using jobs::ItemState;
using jobs::JobState;
using jobs::PauseReason;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ui::ItemState)
};

} // namespace

Tone toneOf(const engine::JobSnapshot& job, engine::WallTime now)
{
    if (job.isReadOnly)
        return Tone::paused;
    switch (job.state) {
    case JobState::running:
        return engine::isWaiting(job, now) ? toneOf(job.wait.cause) : Tone::moving;
    case JobState::paused:
        // Nothing goes on by itself after these; only the operator's own pause is no question to him.
        return job.reason == PauseReason::none || job.reason == PauseReason::byOperator ? Tone::paused
                                                                                        : Tone::needs;
    case JobState::finished:
        return job.counts[ItemState::failed] + job.counts[ItemState::unknown] > 0 ? Tone::needs : Tone::done;
    case JobState::draft:
    case JobState::ready:
    case JobState::pausing:
    case JobState::stopped:
        break;
    }
    return Tone::paused;
}

Tone toneOf(WaitCause cause)
{
    switch (cause) {
    case WaitCause::throttle:
    case WaitCause::block:
    case WaitCause::dailyTold:
    case WaitCause::outage:
    case WaitCause::network:
        return Tone::held;
    case WaitCause::none:
        return Tone::moving;
    case WaitCause::paused:
    case WaitCause::off:
        return Tone::paused;
    default:
        return Tone::waiting;
    }
}

Tone toneOf(ItemState state)
{
    switch (state) {
    case ItemState::sent:
        return Tone::moving;
    case ItemState::waiting:
        return Tone::waiting;
    case ItemState::done:
        return Tone::done;
    case ItemState::gone:
        return Tone::gone;
    case ItemState::failed:
        return Tone::failed;
    case ItemState::unknown:
        return Tone::needs;
    case ItemState::queued:
    case ItemState::skipped:
        break;
    }
    return Tone::paused;
}

QString glyph(ItemState state)
{
    switch (state) {
    case ItemState::done:
    case ItemState::gone:
    case ItemState::failed:
        return glyph(toneOf(state));
    case ItemState::unknown:
        return QStringLiteral("?");
    default:
        return {};
    }
}

QString label(ItemState state)
{
    switch (state) {
    case ItemState::queued:
        return Words::tr("Queued");
    case ItemState::sent:
        return Words::tr("In flight");
    case ItemState::waiting:
        return Words::tr("To retry");
    case ItemState::done:
        return Words::tr("Done");
    case ItemState::gone:
        return Words::tr("Gone");
    case ItemState::failed:
        return Words::tr("Failed");
    case ItemState::unknown:
        return Words::tr("Unknown");
    case ItemState::skipped:
        return Words::tr("Skipped");
    }
    return {};
}

} // namespace ui
