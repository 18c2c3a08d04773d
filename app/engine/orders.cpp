#include "engine/approval.h"
#include "engine/core.h"
#include "engine/course.h"
#include "engine/listremoval.h"
#include "engine/phrases.h"
#include "engine/sentences.h"
#include "vendors/profilereader.h"
#include "vendors/resolve.h"

#include <algorithm>

/// The part of the core that does what the operator orders of a stored job.
namespace engine {

namespace {

/// The number that the operator types: every id of the list but those that are left out.
qint64 toBeSent(const journal::JobRecord& record)
{
    return qint64(record.itemCount) - record.counts[jobs::ItemState::skipped];
}

} // namespace

Run* Core::find(JobId job)
{
    const auto it = m_runs.find(job);
    return it == m_runs.end() ? nullptr : it->second.get();
}

std::shared_ptr<Account> Core::accountFor(int request, const QString& accountKey,
                                          const vendors::Profile& scaledProfile, const Options& options)
{
    if (auto account = m_accounts[accountKey].lock())
        return account;
    const auto last = m_store->lastAttemptOn(accountKey.toLatin1());
    const auto storeName = last ? m_store->identity() : std::unexpected(last.error());
    if (!storeName) {
        refuse(request, Refused::store, phrase(storeName.error()));
        return nullptr;
    }
    auto opened = Account::open(*m_world, accountKey, scaledProfile.limits, limiterOptions(options, false),
                                scaledProfile.deadline, scaledProfile.linger, *storeName,
                                m_world->isPractice ? std::nullopt : *last);
    if (!opened) {
        refuse(request, opened.error().isBusy ? Refused::busy : Refused::store, opened.error().sentence);
        return nullptr;
    }
    std::shared_ptr<Account> account = std::move(*opened);
    if (!isStoreUpToDate(request, accountKey, *account))
        return nullptr;
    m_accounts[accountKey] = account;
    return account;
}

bool Core::isStoreUpToDate(int request, const QString& accountKey, Account& account)
{
    if (!account.witness())
        return true;
    const journal::Witness witness = *account.witness();
    const auto isHeld = m_store->holds(witness.job, witness.attempt);
    if (isHeld && *isHeld)
        return true;
    if (!isHeld) {
        refuse(request, Refused::store, phrase(isHeld.error()));
        return false;
    }
    const QString why =
        phrase("The job store lacks what was sent on this account until %1: it was put back from a backup, "
               "or its end was cut off. Ids that were settled since look as if they were not. Put the newer "
               "store in its place; where there is none, compare with the vendor, then go on with the number "
               "typed again (--confirm).")
            .arg(Writing(m_world->clock->wallNow()).time(witness.at));
    // First the jobs, then the ledger: what was found out must not be forgotten in between.
    auto told = doubtJobsOf(accountKey, why);
    if (told)
        told = account.forgetWitness(m_world->clock->now());
    refuse(request, Refused::store,
           told ? why + QLatin1Char(' ') + phrase("Nothing was sent.") : phrase(told.error()));
    m_hooks.wakeUp();
    return false;
}

base::Result<void> Core::doubtJobsOf(const QString& accountKey, const QString& why)
{
    const auto stored = m_store->jobs();
    if (!stored)
        return std::unexpected(stored.error());
    for (const journal::JobRecord& record : *stored) {
        if (QString::fromLatin1(record.accountKey) != accountKey || record.state == jobs::JobState::stopped)
            continue;
        journal::Commit commit;
        commit.job = record.id;
        commit.approval = QByteArray();
        commit.doubt = why;
        commit.audit.push_back(
            {m_world->clock->wallNow(), m_world->operatorName, QStringLiteral("doubted"), why});
        if (auto written = m_store->commit(commit); !written)
            return written;
        if (Run* run = find(record.id))
            run->doubt(why);
        reread(record.id);
    }
    return {};
}

bool Core::attach(int request, Run& run)
{
    if (run.isAttached())
        return true;
    auto account =
        accountFor(request, QString::fromLatin1(run.record().accountKey), run.profile(), run.options());
    if (!account)
        return false;
    const auto checked = m_checkedFirst.find(QString::fromLatin1(run.record().accountKey));
    if (checked != m_checkedFirst.end()) {
        account->setHasNoMemory(*checked);
        m_checkedFirst.erase(checked);
    }
    if (auto attached = run.attach(std::move(account)); !attached) {
        refuse(request, Refused::store, phrase(attached.error()));
        run.detach();
        return false;
    }
    m_left.erase(run.record().id); // its own account knows better
    return true;
}

bool Core::isListAsApproved(int request, const journal::JobRecord& record)
{
    const auto hash = storedListHash(*m_store, record);
    if (!hash) {
        refuse(request, Refused::store, phrase(hash.error()));
        return false;
    }
    if (*hash == record.listHash)
        return true;
    refuse(
        request, Refused::store,
        phrase("The list of job %1 in the store is not the one that was looked at: the file was changed or "
               "is damaged. Nothing was sent. Make a new job of the list.")
            .arg(record.id));
    return false;
}

void Core::approve(int request, JobId job, qint64 typedCount)
{
    Run* run = find(job);
    if (run == nullptr) {
        refuse(request, Refused::input, phrase("There is no such job to start."));
        return;
    }
    const journal::JobRecord& record = run->record();
    if (run->tellsDoubtNow()) {
        refuse(request, Refused::store,
               record.doubt + QLatin1Char(' ')
                   + phrase("Nothing was sent. Job %1 is stored; to go on all the same give its number once "
                            "more (on the command line: resume %1 --confirm %2).")
                         .arg(record.id)
                         .arg(toBeSent(record)));
        return;
    }
    const qint64 count = toBeSent(record);
    if (typedCount != count) {
        refuse(request, Refused::input,
               phrase("You typed %1. The list holds %2.").arg(typedCount).arg(count));
        return;
    }
    if (!isSignedIn(request, *run) || !isListAsApproved(request, record) || !attach(request, *run))
        return;
    run->approve(approvalOf(record));
    run->post(jobs::Start{});
    m_hooks.accepted(request, job);
    m_hooks.wakeUp();
}

Run* Core::load(int request, JobId job)
{
    if (Run* run = find(job))
        return run;
    auto record = m_store->job(job);
    if (!record) {
        refuse(request, Refused::store, phrase(record.error()));
        return nullptr;
    }
    auto profile =
        vendors::readProfile(record->profileJson, record->profileId + QStringLiteral(" (as stored)"));
    if (!profile) {
        refuse(request, Refused::store, phrase(profile.error()));
        return nullptr;
    }
    const Options options = Options::fromJson(record->optionsJson);
    auto run = std::make_unique<Run>(*m_world, *m_store, *m_transport, m_numbers, *record,
                                     vendors::scaled(*profile, options.timeScale), options);
    return (m_runs[job] = std::move(run)).get();
}

QString Core::labelOf(const QByteArray& fingerprint) const
{
    if (const auto jobs = m_store->jobs()) {
        for (const journal::JobRecord& other : *jobs) {
            if (other.credentialFingerprint == fingerprint)
                return phrase("account “%1”").arg(other.accountLabel);
        }
    }
    return phrase("an account that no job here has used");
}

/// The credentials are the job's, or the operator typed its number for new ones; and the job was approved as
/// it is now.
bool Core::isSignedIn(int request, const Run& run)
{
    if (!run.hasCredentials())
        refuse(
            request, Refused::credentials,
            phrase("Going on needs the credentials of account “%1” again.").arg(run.record().accountLabel));
    return run.hasCredentials();
}

bool Core::takesCredentials(int request, Run& run, const transport::Credentials& credentials,
                            std::optional<qint64> typedCount)
{
    const journal::JobRecord& record = run.record();
    if (credentials.isEmpty() && !isSignedIn(request, run))
        return false;
    const QByteArray fingerprint = credentials.isEmpty() ? record.credentialFingerprint
                                                         : credentials.fingerprint(m_world->installationKey);
    const bool isOther = fingerprint != record.credentialFingerprint;
    if (isOther && !typedCount) {
        refuse(request, Refused::credentials,
               phrase("These credentials are not the job's: it belongs to account “%1”, they to %2. "
                      "Nothing was sent. If the secret was rotated, give the new credentials together "
                      "with the number.")
                   .arg(record.accountLabel, labelOf(fingerprint)));
        return false;
    }
    if (typedCount && *typedCount != toBeSent(record)) {
        refuse(request, Refused::input,
               phrase("You typed %1. The list holds %2.").arg(*typedCount).arg(toBeSent(record)));
        return false;
    }
    if (!typedCount && !record.doubt.isEmpty()) {
        refuse(request, Refused::store,
               record.doubt + QLatin1Char(' ')
                   + phrase("Nothing was sent. The number is %1; on the command line: --confirm %1.")
                         .arg(toBeSent(record)));
        return false;
    }
    if (!typedCount && record.approval != approvalOf(record)) {
        refuse(request, Refused::input,
               phrase("Job %1 was stored, but its number was never typed as it is now. Nothing was sent. "
                      "Type the number (%2) to start it; on the command line: --confirm %2.")
                   .arg(record.id)
                   .arg(toBeSent(record)));
        return false;
    }
    if (!credentials.isEmpty()) {
        if (auto signedIn = run.setCredentials(credentials); !signedIn) {
            refuse(request, Refused::credentials, phrase(signedIn.error()));
            return false;
        }
    }
    if (isOther) {
        // The same account with a rotated secret, says the operator: what it used still counts.
        const QString key = accountKey(record.origin, credentials);
        if (m_world->linkAccount && key != QString::fromLatin1(record.accountKey)) {
            if (auto linked = m_world->linkAccount(key, QString::fromLatin1(record.accountKey)); !linked) {
                refuse(request, Refused::store, phrase(linked.error()));
                return false;
            }
        }
        run.approveFingerprint(fingerprint);
        run.audit(QStringLiteral("credentials"), QStringLiteral("new ones, account %1").arg(key));
    }
    if (typedCount)
        run.approve(approvalOf(run.record()));
    return true;
}

void Core::resume(int request, JobId job, const transport::Credentials& credentials, bool retryFailed,
                  bool retryUnknown, std::optional<qint64> typedCount)
{
    Run* run = load(request, job);
    if (run == nullptr)
        return;
    if (run->state() == jobs::JobState::stopped) {
        refuse(request, Refused::input,
               phrase("This job was ended and cannot go on. Make a new one of its list."));
        return;
    }
    if (run->record().listRemovedAt) {
        refuse(request, Refused::input,
               phrase("The list of this job was taken away; only its evidence is left. Load the list anew."));
        return;
    }
    if (!takesCredentials(request, *run, credentials, typedCount)
        || (!run->isAttached() && !isListAsApproved(request, run->record())))
        return;
    // The scheduler is made anew with what has changed since (credentials that can be renewed, for one).
    if (run->isAttached() && !run->isActive())
        run->detach();
    if (!attach(request, *run))
        return;
    QStringList retried;
    if (retryFailed)
        retried << QStringLiteral("failed");
    if (retryUnknown)
        retried << QStringLiteral("unknown");
    run->audit(QStringLiteral("resumed"),
               retried.isEmpty() ? QString()
                                 : QStringLiteral("asks again: ") + retried.join(QStringLiteral(", ")));
    if (retryFailed || retryUnknown)
        run->post(jobs::Retry{retryFailed, retryUnknown});
    run->post(jobs::Start{});
    m_hooks.accepted(request, job);
    m_hooks.wakeUp();
}

void Core::pause(JobId job)
{
    if (Run* run = find(job)) {
        run->post(jobs::Pause{});
        m_hooks.wakeUp();
    }
}

void Core::pauseAll()
{
    for (auto& [id, run] : m_runs)
        run->post(jobs::Pause{});
    m_hooks.wakeUp();
}

void Core::end(JobId job)
{
    Run* run = load(0, job);
    if (run == nullptr || !attach(0, *run))
        return;
    run->audit(QStringLiteral("ended"), {});
    run->post(jobs::Stop{});
    m_hooks.wakeUp();
}

void Core::setShare(JobId job, int percent)
{
    Run* run = find(job);
    if (run == nullptr)
        return;
    Options options = run->options();
    options.sharePercent = std::clamp(percent, 1, 100);
    run->setOptions(options);
    run->post(jobs::ChangeSpacing{spacingOf(run->profile().limits, options)});
    run->audit(QStringLiteral("share"), QString::number(options.sharePercent));
    m_hooks.wakeUp();
}

void Core::setInFlight(JobId job, int count)
{
    Run* run = find(job);
    if (run == nullptr)
        return;
    Options options = run->options();
    options.inFlight = std::max(1, count);
    run->setOptions(options);
    run->post(jobs::ChangeInFlight{options.inFlight});
    run->audit(QStringLiteral("in flight"), QString::number(options.inFlight));
    m_hooks.wakeUp();
}

void Core::setPacing(JobId job, Options::Pacing pacing)
{
    Run* run = find(job);
    if (run == nullptr)
        return;
    Options options = run->options();
    options.pacing = pacing;
    run->setOptions(options);
    run->post(jobs::ChangeSpacing{spacingOf(run->profile().limits, options)});
    run->audit(QStringLiteral("pacing"),
               pacing == Options::Pacing::even ? QStringLiteral("even") : QStringLiteral("burst"));
    m_hooks.wakeUp();
}

void Core::mark(JobId job, const QList<quint32>& items, jobs::ItemState state, const QString& why)
{
    Run* run = load(0, job);
    if (run == nullptr || !attach(0, *run))
        return;
    run->audit(QStringLiteral("marked"), QStringLiteral("%1 items as %2: %3")
                                             .arg(items.size())
                                             .arg(QString::fromUtf8(jobs::name(state)), why));
    run->post(jobs::Mark{{items.begin(), items.end()}, state});
    m_hooks.wakeUp();
}

void Core::leaveOutSent(int request, JobId job)
{
    Run* run = find(job);
    if (run == nullptr || run->state() != jobs::JobState::ready || run->isAttached()) {
        refuse(request, Refused::input, phrase("Ids can be left out before a job starts, not afterwards."));
        return;
    }
    const auto before = m_store->sentBefore(job);
    if (!before) {
        refuse(request, Refused::store, phrase(before.error()));
        return;
    }
    if (auto left = run->leaveOut(before->items, "sent by an earlier job: left out"); !left) {
        refuse(request, Refused::store, phrase(left.error()));
        return;
    }
    run->audit(QStringLiteral("left out"),
               QStringLiteral("%1 ids that an earlier job had sent").arg(before->items.size()));
    m_hooks.accepted(request, job);
    m_hooks.wakeUp();
}

void Core::othersUsed(JobId job, qint64 count)
{
    Run* run = load(0, job);
    if (run == nullptr || count <= 0 || !attach(0, *run))
        return;
    run->account()->othersUsed(count, m_world->clock->now());
    run->audit(QStringLiteral("others used"), QString::number(count));
    if (auto written = run->write(now()); !written)
        refuse(0, Refused::store, phrase(written.error()));
    m_hooks.wakeUp();
}

void Core::goOnNow()
{
    if (!m_sleep)
        return;
    m_sleep.reset();
    const base::Instant at = m_world->clock->now();
    for (Run* run : active()) {
        run->audit(QStringLiteral("went on after sleep"), {});
        run->post(jobs::Woke{at, at});
    }
    m_hooks.wakeUp();
}

void Core::reread(JobId job)
{
    const auto record = m_store->job(job);
    if (!record)
        return;
    for (JobSnapshot& idle : m_idle) {
        if (idle.id == job)
            idle = Run::snapshotOf(*record, m_world->isPractice);
    }
}

void Core::removeList(int request, JobId job)
{
    if (const Run* run = find(job); run != nullptr && !run->isActive() && jobs::isOver(run->state()))
        m_runs.erase(job); // it would know the ids
    auto outcome = std::make_shared<base::Result<void>>();
    m_hooks.inWorker(
        [world = m_world, job, outcome] {
            auto store = world->openStore();
            *outcome = store ? engine::removeList(**store, job, world->installationKey, world->operatorName,
                                                  world->clock->wallNow())
                             : base::Result<void>(std::unexpected(store.error()));
        },
        [this, request, job, outcome] {
            reread(job);
            if (*outcome)
                m_hooks.accepted(request, job);
            else
                refuse(request, Refused::input, phrase(outcome->error()));
        });
}

void Core::removeOldLists()
{
    if (m_world->keepListsFor <= base::Duration::zero())
        return;
    const auto before = m_world->clock->wallNow()
                        - std::chrono::duration_cast<std::chrono::milliseconds>(m_world->keepListsFor);
    for (const JobSnapshot& idle : m_idle) {
        if (jobs::isOver(idle.state) && !idle.listRemovedAt && idle.endedAt && *idle.endedAt < before)
            removeList(0, idle.id);
    }
}

} // namespace engine
