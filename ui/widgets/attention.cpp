#include "ui/widgets/attention.h"

#include "engine/advice.h"
#include "ui/widgets/lookwords.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

namespace ui::widgets {

using jobs::ItemState;
using jobs::JobState;
using jobs::PauseReason;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ui::Matter)
};

QString things(const engine::JobSnapshot& job, qint64 n, const engine::Writing& writing)
{
    return writing.number(n) + QLatin1Char(' ') + (n == 1 ? job.noun : job.nouns);
}

Matter stopped(const engine::JobSnapshot& job, const engine::Writing& writing)
{
    const qint64 left = job.counts[ItemState::queued];
    return {(left == 1 ? Words::tr("Stopped sending. %1 is untouched.")
                       : Words::tr("Stopped sending. %1 are untouched."))
                .arg(things(job, left, writing)),
            {},
            Tone::paused,
            {{Words::tr("Keep paused"), Choice::keepPaused}, {Words::tr("End the job"), Choice::end}}};
}

Matter interrupted(const engine::JobSnapshot& job)
{
    Matter matter;
    matter.title = Words::tr("Nothing is sent until you say so.");
    matter.options = {{Words::tr("Go on"), Choice::goOn}};
    if (job.counts[ItemState::failed] + job.counts[ItemState::unknown] > 0)
        matter.options.push_back({Words::tr("Go on, and ask unknown and failed again"), Choice::retryBoth});
    matter.options.push_back({Words::tr("End the job"), Choice::end});
    return matter;
}

Matter notStarted(const engine::JobSnapshot& job, const engine::Writing& writing)
{
    Matter matter{Words::tr("Stored, but never started. None of it has been sent."), {}, Tone::paused, {}};
    if (const qint64 before = job.sentBefore.count; before > 0) {
        matter.lines = {(before == 1 ? Words::tr("%1 of its ids was already sent by “%2”.")
                                     : Words::tr("%1 of its ids were already sent by “%2”."))
                            .arg(writing.number(before), job.sentBefore.job)};
        matter.options = {{before == 1 ? Words::tr("Leave that one out")
                                       : Words::tr("Leave these %1 out").arg(writing.number(before)),
                           Choice::leaveOutSent}};
    }
    matter.options.push_back(
        {job.isPractice ? Words::tr("Type the number and start…") : Words::tr("Sign in and type the number…"),
         Choice::start});
    matter.options.push_back({Words::tr("End this job"), Choice::end});
    return matter;
}

Matter inDoubt(const engine::JobSnapshot& job)
{
    return {job.doubt,
            {},
            Tone::needs,
            {{Words::tr("Stay paused"), Choice::keepPaused},
             {Words::tr("Sign in, type the number, and go on all the same…"), Choice::start},
             {Words::tr("End this job"), Choice::end}}};
}

Matter slept(const engine::JobSnapshot& job, const engine::Writing& writing)
{
    // The sentence above says from when to when; here is what can be done about it.
    return {Words::tr("Going on at %1 by itself, unless you say otherwise.")
                .arg(writing.time(job.sleep->goesOnAt)),
            {},
            Tone::paused,
            {{Words::tr("Go on now"), Choice::goOnNow}, {Words::tr("Stay paused"), Choice::pause}}};
}

Matter haveALook(const engine::JobSnapshot& job, const engine::Writing& writing)
{
    const qint64 count = job.counts[ItemState::queued];
    const QString left = writing.number(count);
    return {
        Words::tr("Look at the answers in the table below."),
        {},
        Tone::needs,
        {{(count == 1 ? Words::tr("End here: %1 stays untouched") : Words::tr("End here: %1 stay untouched"))
              .arg(left),
          Choice::end},
         {Words::tr("Go on with the other %1").arg(left), Choice::goOn}}};
}

/// "4711 jane@example.com: exists, as on the list"
QString lookLine(const engine::Look& look)
{
    const LookWords words = lookWords(look, false);
    QString line = look.listed.id;
    if (!look.listed.label.isEmpty())
        line += QLatin1Char(' ') + look.listed.label;
    const bool isSame = look.agreement() == engine::Look::Agreement::matches;
    line += QStringLiteral(": ") + (isSame ? Words::tr("exists") : words.vendor);
    return words.remark.isEmpty() ? line : line + QStringLiteral(", ") + words.remark;
}

/// What a look at untouched ones has found takes the place of guesses: in the title, which is always seen, in
/// the lines, and on the button that goes on.
void addFound(Matter& matter, QString& goOn, const engine::JobSnapshot& job, const engine::Writing& writing,
              const engine::LookResult& looked)
{
    const engine::Sentence told = engine::sentence(looked, writing);
    const QStringList guesses = std::exchange(matter.lines, {});
    for (const engine::Look& look : looked.looks)
        matter.lines << lookLine(look);
    if (!looked.isWhole())
        matter.lines << (looked.looks.isEmpty() ? told.first : told.second);
    const auto there = std::ranges::count(looked.looks, engine::Look::Kind::there, &engine::Look::kind);
    const auto absent = std::ranges::count(looked.looks, engine::Look::Kind::absent, &engine::Look::kind);
    if (there > 0) {
        const bool isDoubtful = !looked.administrators().isEmpty() || !looked.others().isEmpty();
        matter.title = Words::tr("Looked at untouched ones: %1.").arg(told.first);
        if (isDoubtful)
            matter.title += QLatin1Char(' ') + Words::tr("Going on would not spare them.");
        goOn = (there == 1 ? Words::tr("Go on: those that still exist, as 1 of these %1, will be %2")
                           : Words::tr("Go on: those that still exist, as %3 of these %1, will be %2"))
                   .arg(writing.number(looked.looks.size()), job.participle, writing.number(there));
        // Without the last: that they are gone already is not so.
        matter.lines << guesses.mid(0, guesses.size() - 1);
        return;
    }
    if (looked.isWhole() && absent == looked.looks.size())
        matter.title = Words::tr("Looked at untouched ones: none of %1 exists. What it can mean")
                           .arg(writing.number(absent));
    matter.lines << guesses;
}

Matter braked(const engine::JobSnapshot& job, const engine::Writing& writing,
              const engine::LookResult* looked)
{
    Matter matter;
    matter.title = job.reason == PauseReason::guardAllGone ? Words::tr("What it can mean")
                                                           : Words::tr("Before you decide");
    matter.lines = engine::advice(job);
    matter.options = {{Words::tr("End this job"), Choice::end}};
    switch (job.reason) {
    case PauseReason::guardAllGone: {
        QString goOn = Words::tr("They really are gone: go on");
        if (looked != nullptr)
            addFound(matter, goOn, job, writing, *looked);
        if (job.canLook && job.counts[ItemState::queued] > 0)
            matter.options.push_back(
                {looked != nullptr ? Words::tr("Look again") : Words::tr("Look at 5 of the untouched ones"),
                 Choice::look});
        matter.options.push_back({goOn, Choice::goOn});
        break;
    }
    case PauseReason::credentials:
    case PauseReason::forbidden:
        matter.options = {{Words::tr("Sign in again and go on…"), Choice::signIn},
                          {Words::tr("End this job"), Choice::end}};
        break;
    case PauseReason::store:
        matter.options = {{Words::tr("There is room again: go on"), Choice::goOn}};
        break;
    default:
        matter.options.push_back({Words::tr("I looked: go on where it was"), Choice::goOn});
        break;
    }
    return matter;
}

void addProblems(std::vector<Matter>& matters, const engine::JobSnapshot& job, const engine::Writing& writing)
{
    const qint64 unknown = job.counts[ItemState::unknown], failed = job.counts[ItemState::failed];
    const bool canRetry = job.state == JobState::finished;
    if (unknown > 0) {
        Matter matter;
        matter.title =
            (unknown == 1
                 ? Words::tr("? %1 UNKNOWN: sent, but the answer never came. It may or may not be %2.")
                 : Words::tr("? %1 UNKNOWN: sent, but the answer never came. They may or may not be %2."))
                .arg(writing.number(unknown), job.participle);
        if (canRetry) {
            matter.lines = {
                Words::tr("Asking again tells what happened; a second answer carries no receipt.")};
            matter.options = {{Words::tr("Ask again: %1").arg(writing.number(unknown)), Choice::retryUnknown},
                              {Words::tr("Mark as done…"), Choice::markDone},
                              {Words::tr("Mark as failed…"), Choice::markFailed}};
        }
        matters.push_back(matter);
    }
    if (failed > 0) {
        Matter matter;
        matter.tone = Tone::failed;
        matter.title = Words::tr("✕ %1 FAILED: refused by %2; the table says why (F4).")
                           .arg(writing.number(failed), job.vendor);
        if (canRetry)
            matter.options = {
                {Words::tr("Retry %1 in this job").arg(writing.number(failed)), Choice::retryFailed}};
        matters.push_back(matter);
    }
}

/// A job that is over and left something can be followed by one of its own.
void addRest(std::vector<Matter>& matters, const engine::JobSnapshot& job, const engine::Writing& writing)
{
    const qint64 unsent = job.counts[ItemState::queued] + job.counts[ItemState::waiting];
    const qint64 unknown = job.counts[ItemState::unknown], failed = job.counts[ItemState::failed];
    const qint64 rest = unsent + unknown + failed;
    if (rest == 0 || job.listRemovedAt)
        return;
    if (job.state == JobState::stopped)
        matters.push_back({Words::tr("Ended with %1 not %2: %3 never sent, %4 failed, %5 unknown.")
                               .arg(writing.number(rest), job.participle, writing.number(unsent),
                                    writing.number(failed), writing.number(unknown)),
                           {},
                           Tone::needs,
                           {}});
    if (!matters.empty())
        matters.back().options.push_back(
            {rest == 1 ? Words::tr("Make a new job of the one that is not done")
                       : Words::tr("Make a new job of the %1 that are not done").arg(writing.number(rest)),
             Choice::newJobOfRest});
}

} // namespace

std::vector<Matter> mattersOf(const engine::JobSnapshot& job, bool isStopping, const engine::Writing& writing,
                              const engine::LookResult* looked)
{
    std::vector<Matter> matters;
    if (job.isReadOnly)
        return matters;
    if (isStopping && (job.state == JobState::paused || job.state == JobState::pausing)) {
        matters.push_back(stopped(job, writing));
        return matters;
    }
    if (!job.doubt.isEmpty() && (job.state == JobState::ready || job.state == JobState::paused)) {
        matters.push_back(inDoubt(job));
        return matters; // whatever else there is to decide comes after it
    }
    if (job.state == JobState::ready)
        matters.push_back(notStarted(job, writing));
    if (job.sleep && job.state == JobState::running)
        matters.push_back(slept(job, writing));
    if (job.state == JobState::paused)
        switch (job.reason) {
        case PauseReason::none:
        case PauseReason::byOperator:
            break;
        case PauseReason::interrupted:
            matters.push_back(interrupted(job));
            break;
        case PauseReason::guardCanary:
            matters.push_back(haveALook(job, writing));
            break;
        default:
            matters.push_back(braked(job, writing, looked));
            break;
        }
    if (job.state == JobState::finished)
        addProblems(matters, job, writing);
    if (jobs::isOver(job.state))
        addRest(matters, job, writing);
    if (!job.warning.isEmpty())
        matters.push_back({job.warning, {}, Tone::held, {}});
    if (job.hasNoMemory && !job.isPractice && job.state == JobState::running)
        matters.push_back({Words::tr("No memory of earlier calls on this account: the limits start open."),
                           {},
                           Tone::held,
                           {}});
    if (job.isRehearsal)
        for (Matter& matter : matters)
            for (Matter::Option& option : matter.options)
                option.text.prepend(Words::tr("REHEARSAL: "));
    return matters;
}

} // namespace ui::widgets
