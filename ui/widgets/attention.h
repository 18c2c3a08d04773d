#pragma once

#include "engine/look.h"
#include "engine/sentences.h"
#include "ui/theme.h"

#include <QStringList>

#include <vector>

namespace ui::widgets {

/// What an operator can be asked to decide on a job's page.
enum class Choice : unsigned char {
    goOn,
    retryUnknown,
    retryFailed,
    retryBoth,
    keepPaused,
    end,
    signIn,   ///< new credentials, then go on
    markDone, ///< all unknown, by the operator's own knowledge
    markFailed,
    start,   ///< a job that was stored and never started: sign in, type the number
    goOnNow, ///< after the machine slept
    pause,
    newJobOfRest, ///< of everything that is not done
    look,         ///< at a few of the ids that nothing was sent of
    leaveOutSent, ///< those that an earlier job sent
};

/// A matter that needs the operator: what it is, and the choices as sentences, the safe one first.
struct Matter {
    QString title;
    QStringList lines;
    Tone tone = Tone::needs;
    struct Option {
        QString text;
        Choice choice = Choice::goOn;
    };
    std::vector<Option> options;
};

/// All matters of a job, most urgent first; empty when nothing needs anybody. `isStopping`: Stop was pressed,
/// and nobody has said yet what becomes of the job. `looked`: what a look at untouched ids has shown; null:
/// none was taken. Pure.
std::vector<Matter> mattersOf(const engine::JobSnapshot& job, bool isStopping, const engine::Writing& writing,
                              const engine::LookResult* looked = nullptr);

} // namespace ui::widgets
