#include "engine/core.h"
#include "engine/idrules.h"
#include "engine/phrases.h"
#include "vendors/profilereader.h"
#include "vendors/profilewriter.h"
#include "vendors/resolve.h"

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>

#include <algorithm>
#include <string>
#include <unordered_set>

/// The part of the core that makes new jobs.
namespace engine {

namespace {

/// So many items are stored between two looks at the jobs that run: some 20 ms of disk.
constexpr std::size_t storedAtOnce = 4096;

std::vector<jobs::ItemIndex> itemsOf(const idlist::List& list, const QStringList& ids)
{
    std::vector<jobs::ItemIndex> items;
    std::unordered_set<std::string> wanted;
    for (const QString& id : ids)
        wanted.insert(id.toStdString());
    for (std::size_t i = 0; !wanted.empty() && i < list.size(); ++i) {
        if (wanted.contains(std::string(list.id(i))))
            items.push_back(static_cast<jobs::ItemIndex>(i));
    }
    return items;
}

} // namespace

/// Not the profile: an edited copy of it, under another name, is no second account at the vendor.
QString Core::accountKey(const QString& origin, const transport::Credentials& credentials) const
{
    QMessageAuthenticationCode code(QCryptographicHash::Sha256, m_world->installationKey);
    for (const QByteArray& part : {origin.toUtf8(), credentials.accountFingerprint(m_world->installationKey)})
        code.addData(QByteArray::number(part.size()) + ':' + part);
    // Half of it names an account well enough, and keeps the folder's name short.
    const QString key = QString::fromLatin1(code.result().first(16).toHex());
    return m_world->linkedAccount ? m_world->linkedAccount(key) : key;
}

base::Result<journal::JobRecord> Core::recordOf(const JobSetup& setup) const
{
    const vendors::Operation* operation = setup.profile.operation(setup.operationId);
    if (operation == nullptr)
        return base::fail("the profile has no operation \"" + setup.operationId.toStdString() + "\"");
    if (setup.list == nullptr || setup.list->size() == 0)
        return base::fail(phrase("The list holds no id that can be sent.").toStdString());

    journal::JobRecord record;
    record.name = setup.name.isEmpty() ? setup.listName : setup.name;
    record.note = setup.note;
    record.vendor = setup.profile.shortName();
    record.profileId = setup.profile.id;
    record.profileJson = vendors::writeProfile(setup.profile);
    record.operationId = setup.operationId;
    record.accountLabel = setup.accountLabel;
    record.listName = setup.listName;
    record.listSheet = setup.listSheet;
    record.listColumn = setup.listColumn;
    record.listHash = QByteArray::fromStdString(setup.list->fingerprint());
    record.itemCount = static_cast<std::uint32_t>(setup.list->size());
    record.duplicates = static_cast<std::uint32_t>(setup.list->duplicateCount());
    record.rejects = static_cast<std::uint32_t>(setup.list->rejectCount());
    record.optionsJson = setup.options.toJson();
    record.startedBy = m_world->operatorName;
    record.createdAt = m_world->clock->wallNow();
    record.isPractice = m_world->isPractice;
    record.counts[jobs::ItemState::queued] = record.itemCount;
    return record;
}

/// Whose account the job is for: by what the credentials say.
base::Result<void> Core::putAccount(journal::JobRecord& record, const JobSetup& setup) const
{
    if (auto fits = setup.credentials.check(setup.profile.signIn); !fits)
        return fits;
    auto builder =
        transport::RequestBuilder::make(setup.profile, setup.operationId, setup.credentials, setup.origin);
    if (!builder)
        return std::unexpected(builder.error());
    record.origin = builder->origin();
    record.accountKey = accountKey(record.origin, setup.credentials).toLatin1();
    record.credentialFingerprint = setup.credentials.fingerprint(m_world->installationKey);
    return {};
}

void Core::create(int request, const JobSetup& setup)
{
    auto record = recordOf(setup);
    if (!record) {
        refuse(request, Refused::input, phrase(record.error()));
        return;
    }
    if (auto put = putAccount(*record, setup); !put) {
        refuse(request, Refused::input, phrase(put.error()));
        return;
    }
    // A job that cannot start should not be left lying about: asked now, taken when it starts.
    const QString key = QString::fromLatin1(record->accountKey);
    if (m_accounts[key].expired()) {
        if (auto lock = m_world->lockAccount(key); !lock) {
            refuse(request, isHeldByOthers(*m_world, key) ? Refused::busy : Refused::store,
                   phrase(lock.error()));
            return;
        }
    }
    begin(request, setup, std::move(*record));
}

void Core::begin(int request, const JobSetup& setup, journal::JobRecord record)
{
    const auto job = m_store->addJob(record);
    if (!job) {
        refuse(request, Refused::store, phrase(job.error()));
        return;
    }
    record.id = *job;
    m_creations.push_back({request, setup, *job, std::move(record), 0});
    m_hooks.wakeUp();
}

void Core::store(Creation& creation)
{
    const idlist::List& list = *creation.setup.list;
    std::vector<journal::NewItem> items;
    const std::size_t end = std::min(list.size(), creation.stored + storedAtOnce);
    items.reserve(end - creation.stored);
    for (std::size_t i = creation.stored; i < end; ++i)
        items.push_back({list.id(i), static_cast<std::uint32_t>(list.line(i)), list.label(i)});
    if (auto added = m_store->addItems(creation.job, items); !added) {
        refuse(creation.request, Refused::store, phrase(added.error()));
        m_creations.pop_front();
        return;
    }
    creation.stored = end;
    if (end < list.size())
        return;

    const Creation done = std::move(creation);
    m_creations.pop_front();
    if (auto sealed = m_store->seal(done.job); !sealed) {
        refuse(done.request, Refused::store, phrase(sealed.error()));
        return;
    }
    journal::JobRecord record = done.record;
    record.state = jobs::JobState::ready;
    if (auto inherited = inheritDoubt(record); !inherited) {
        refuse(done.request, Refused::store, phrase(inherited.error()));
        return;
    }
    auto run = std::make_unique<Run>(*m_world, *m_store, *m_transport, m_numbers, record,
                                     vendors::scaled(done.setup.profile, done.setup.options.timeScale),
                                     done.setup.options);
    if (auto kept = leaveProtectedOut(*run, done.setup); !kept) {
        refuse(done.request, Refused::store, phrase(kept.error()));
        return;
    }
    // What is made of an earlier job may wait for them: they are asked for when it starts.
    if (!done.setup.credentials.isEmpty()) {
        if (auto signedIn = run->setCredentials(done.setup.credentials); !signedIn) {
            refuse(done.request, Refused::credentials, phrase(signedIn.error()));
            return;
        }
    }
    announce(done, std::move(run));
}

/// Where the store is known to lack what was sent on the account, it cannot say which ids were sent before.
base::Result<void> Core::inheritDoubt(journal::JobRecord& record)
{
    const auto stored = m_store->jobs();
    if (!stored)
        return std::unexpected(stored.error());
    const auto doubted = std::ranges::find_if(*stored, [&](const journal::JobRecord& other) {
        return other.accountKey == record.accountKey && !other.doubt.isEmpty();
    });
    if (doubted == stored->end())
        return {};
    journal::Commit commit;
    commit.job = record.id;
    commit.doubt = record.doubt = doubted->doubt;
    return m_store->commit(commit);
}

/// Before anything is asked of the operator it is known which ids an earlier job has sent.
void Core::announce(const Creation& done, std::unique_ptr<Run> run)
{
    const bool hasEarlier = std::any_of(m_idle.begin(), m_idle.end(), [&](const JobSnapshot& idle) {
        return idle.accountKey == QString::fromLatin1(done.record.accountKey);
    });
    m_idle.prepend(Run::snapshotOf(run->record(), m_world->isPractice));
    m_runs[done.job] = std::move(run);
    if (!hasEarlier) {
        m_hooks.jobCreated(done.request, done.job);
        return;
    }
    auto before = std::make_shared<base::Result<journal::SentBefore>>();
    m_hooks.inWorker(
        [world = m_world, job = done.job, before] {
            auto store = world->openStore();
            *before = store ? (*store)->sentBefore(job) : std::unexpected(store.error());
        },
        [this, before, request = done.request, job = done.job] {
            Run* made = find(job);
            if (made == nullptr)
                return;
            if (*before && !(*before)->items.empty()) {
                const auto latest = m_store->job((*before)->latest);
                made->setSentBefore({static_cast<std::uint32_t>((*before)->items.size()), (*before)->settled,
                                     latest ? latest->name : QString(),
                                     latest ? latest->startedAt : std::nullopt});
            }
            m_hooks.jobCreated(request, job);
        });
}

/// What the operator protects, and the account that signs in where a check has shown which one that is.
base::Result<void> Core::leaveProtectedOut(Run& run, const JobSetup& setup) const
{
    const QStringList& never = setup.options.protectedIds;
    if (auto kept = run.leaveOut(itemsOf(*setup.list, never), "on the protected list: never sent"); !kept)
        return kept;
    const journal::JobRecord& record = run.record();
    const auto who = m_signedInAs.find({record.profileId, record.origin, record.credentialFingerprint});
    if (who == m_signedInAs.end())
        return {};
    const QString own = asListed(who->second, *setup.profile.operation(setup.operationId));
    const auto items = never.contains(own) ? std::vector<jobs::ItemIndex>() : itemsOf(*setup.list, {own});
    if (items.empty())
        return {};
    run.audit(QStringLiteral("left out"), QStringLiteral("%1, the account that is signed in").arg(own));
    return run.leaveOut(items, "the account that is signed in: never sent");
}

void Core::followUp(int request, JobId source, const QList<jobs::ItemState>& states, const QString& name,
                    const transport::Credentials& credentials)
{
    Run* run = load(request, source);
    if (run == nullptr)
        return;
    const journal::JobRecord& record = run->record();
    journal::ItemFilter filter;
    filter.states.assign(states.begin(), states.end());
    const auto items = m_store->matching(source, filter);
    if (!items) {
        refuse(request, Refused::store, phrase(items.error()));
        return;
    }
    if (record.listRemovedAt || items->empty()) {
        refuse(request, Refused::input,
               record.listRemovedAt
                   ? phrase("The list of this job was taken away; only its evidence is left. Load it anew.")
                   : phrase("No id of this job is in such a state; there is nothing to make a job of."));
        return;
    }
    idlist::ListMaker list;
    for (std::size_t from = 0; from < items->size(); from += storedAtOnce) {
        const auto page = m_store->rowsAt(
            source, std::span(*items).subspan(from, std::min(storedAtOnce, items->size() - from)));
        if (!page) {
            refuse(request, Refused::store, phrase(page.error()));
            return;
        }
        for (const journal::ItemRow& row : *page)
            list.add(row.id, row.label, row.line);
    }
    auto profile = vendors::readProfile(record.profileJson, record.profileId);
    if (!profile) {
        refuse(request, Refused::store, phrase(profile.error()));
        return;
    }
    JobSetup setup;
    setup.profile = std::move(*profile);
    setup.operationId = record.operationId;
    setup.origin = record.origin;
    setup.credentials = credentials;
    setup.accountLabel = record.accountLabel;
    setup.list = std::make_shared<const idlist::List>(list.take());
    setup.listName = record.listName;
    setup.listSheet = record.listSheet;
    setup.listColumn = record.listColumn;
    setup.name = name;
    setup.note = phrase("What was left of job %1 “%2”.").arg(record.id).arg(record.name);
    setup.options = run->options();
    if (!credentials.isEmpty()) {
        create(request, setup);
        return;
    }
    auto fresh = recordOf(setup);
    if (!fresh) {
        refuse(request, Refused::input, phrase(fresh.error()));
        return;
    }
    fresh->origin = record.origin;
    fresh->accountKey = record.accountKey;
    fresh->credentialFingerprint = record.credentialFingerprint;
    begin(request, setup, std::move(*fresh));
}

} // namespace engine
