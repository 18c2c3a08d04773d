#include "engine/chronicle.h"

#include "engine/phrases.h"
#include "engine/sentences.h"

namespace engine {

namespace {

/// Refusals are said at most this often: a vendor that refuses for hours should not fill the log.
constexpr auto refusalsApart = std::chrono::minutes(1);

} // namespace

QStringList Chronicle::follow(const Snapshot& shot)
{
    QStringList lines;
    const Writing writing(shot.asOf);
    for (const JobSnapshot& job : shot.jobs) {
        const auto [entry, isNew] = m_seen.try_emplace(job.id);
        Seen& seen = entry->second;
        if (isNew && m_isFirst) {
            // How the jobs of earlier days stand is no news.
            seen = {job.state, job.reason, WaitCause::none, {}, job.warning, job.doubt, job.throttled, {}};
            continue;
        }
        const auto say = [&](const QString& what) {
            lines << phrase("job %1 “%2” (%3, %4): %5")
                         .arg(job.id)
                         .arg(job.name, job.vendor, job.accountLabel, what);
        };
        const bool waits = isWaiting(job, shot.asOf);
        const WaitCause cause = waits ? job.wait.cause : WaitCause::none;
        const QString rule = waits ? job.wait.rule : QString();
        if (job.state != seen.state || job.reason != seen.reason || cause != seen.cause
            || rule != seen.rule) {
            const Sentence now = sentence(job, writing);
            say(now.second.isEmpty() ? now.first : now.first + QStringLiteral(" / ") + now.second);
        }
        if (job.warning != seen.warning && !job.warning.isEmpty())
            say(job.warning);
        if (job.doubt != seen.doubt && !job.doubt.isEmpty())
            say(job.doubt);
        seen.state = job.state;
        seen.reason = job.reason;
        seen.cause = cause;
        seen.rule = rule;
        seen.warning = job.warning;
        seen.doubt = job.doubt;
        if (job.throttled > seen.throttled && shot.asOf - seen.throttledSaid >= refusalsApart) {
            say(phrase("refused by a limit %1 times so far, %2 requests")
                    .arg(writing.number(job.throttled), writing.number(job.requests)));
            seen.throttled = job.throttled;
            seen.throttledSaid = shot.asOf;
        }
    }
    m_isFirst = false;
    return lines;
}

} // namespace engine
