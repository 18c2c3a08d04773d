#include "engine/core.h"
#include "engine/lookup.h"
#include "engine/phrases.h"
#include "engine/signincheck.h"
#include "vendors/profilereader.h"
#include "vendors/resolve.h"

#include <algorithm>

/// The part of the core that asks the vendor outside of any job: checks of a sign-in, looks at a few ids.
namespace engine {

namespace {

constexpr std::size_t lookedAt = 5; ///< of the untouched ids of a job

} // namespace

/// Where an inquiry of this sign-in happens; empty: it was refused, and why is told.
std::optional<Inquiry::Place> Core::placeFor(int request, const SignInSetup& setup,
                                             const QString& operationId)
{
    if (!m_store) {
        refuse(request, Refused::store, phrase("The store is not open, so nothing is sent."));
        return std::nullopt;
    }
    if (auto fits = setup.credentials.check(setup.profile.signIn); !fits) {
        refuse(request, Refused::credentials, phrase(fits.error()));
        return std::nullopt;
    }
    auto builder =
        transport::RequestBuilder::make(setup.profile, operationId, setup.credentials, setup.origin);
    if (!builder) {
        refuse(request, Refused::input, phrase(builder.error()));
        return std::nullopt;
    }
    return Inquiry::Place{request,
                          {},
                          accountKey(builder->origin(), setup.credentials),
                          setup.credentials.fingerprint(m_world->installationKey),
                          vendors::scaled(setup.profile, setup.options.timeScale),
                          operationId,
                          setup.credentials.canRenew(),
                          std::move(*builder),
                          nullptr};
}

bool Core::openFor(Inquiry::Place& place, const Options& options)
{
    place.account = accountFor(place.request, place.accountKey, place.profile, options);
    if (place.account && place.account->hasNoMemory(m_world->clock->now()))
        m_checkedFirst.insert(place.accountKey, m_world->clock->now());
    return place.account != nullptr;
}

void Core::checkSignIn(int request, const SignInSetup& setup)
{
    auto place = placeFor(request, setup, {});
    if (place)
        checkSignIn(std::move(*place), setup.options, {});
}

void Core::checkJobSignIn(int request, JobId job, const transport::Credentials& credentials)
{
    const Run* run = load(request, job);
    if (run == nullptr)
        return;
    const journal::JobRecord& record = run->record();
    auto profile = vendors::readProfile(record.profileJson, record.profileId);
    if (!profile) {
        refuse(request, Refused::store, phrase(profile.error()));
        return;
    }
    auto place =
        placeFor(request, {std::move(*profile), record.origin, credentials, run->options()}, QString());
    if (!place)
        return;
    const bool isOthers = place->accountKey != QString::fromLatin1(record.accountKey);
    checkSignIn(std::move(*place), run->options(), isOthers ? record.accountLabel : QString());
}

void Core::checkSignIn(Inquiry::Place place, const Options& options, const QString& notOf)
{
    const int request = place.request;
    if (!isCheckable(place.profile, place.canRenew)) {
        SignInResult result;
        result.vendor = place.profile.shortName();
        result.at = m_world->clock->wallNow();
        result.notOf = notOf;
        m_hooks.signInChecked(request, result);
        return;
    }
    if (!openFor(place, options))
        return;
    place.name = phrase("Check of the sign-in");
    const std::tuple whose{place.profile.id, place.builder.origin(), place.fingerprint};
    const auto then = [this, request, whose, notOf](const base::Result<SignInResult>& answer) {
        if (!answer) {
            refuse(request, Refused::store, phrase(answer.error()));
            return;
        }
        if (!answer->who.isEmpty())
            m_signedInAs[whose] = answer->who;
        SignInResult result = *answer;
        result.notOf = notOf;
        m_hooks.signInChecked(request, result);
    };
    m_inquiries.push_back(
        std::make_unique<SignInCheck>(*m_world, *m_transport, m_numbers, std::move(place), then));
    m_hooks.wakeUp();
}

void Core::look(int request, const LookSetup& setup)
{
    auto place = placeFor(request, setup.at, setup.operationId);
    if (place)
        look(std::move(*place), setup.at.options, setup.items);
}

void Core::lookAtUntouched(int request, JobId job)
{
    const Run* run = load(request, job);
    if (run == nullptr || !isSignedIn(request, *run))
        return;
    const journal::JobRecord& record = run->record();
    journal::ItemFilter queued;
    queued.states = {jobs::ItemState::queued};
    const auto items = m_store->matching(job, queued);
    if (!items) {
        refuse(request, Refused::store, phrase(items.error()));
        return;
    }
    std::vector<jobs::ItemIndex> chosen;
    for (const std::size_t at : spreadOver(items->size(), lookedAt))
        chosen.push_back((*items)[at]);
    const auto rows = m_store->rowsAt(job, chosen);
    if (!rows || rows->empty()) {
        refuse(request, rows ? Refused::input : Refused::store,
               rows ? phrase("No id of this job is untouched.") : phrase(rows.error()));
        return;
    }
    QList<ListedId> listed;
    for (const journal::ItemRow& row : *rows)
        listed << ListedId{QString::fromStdString(row.id), QString::fromStdString(row.label)};
    look({request,
          {},
          QString::fromLatin1(record.accountKey),
          record.credentialFingerprint,
          run->profile(),
          record.operationId,
          run->canRenew(),
          *run->builder(),
          nullptr},
         run->options(), listed);
}

void Core::look(Inquiry::Place place, const Options& options, const QList<ListedId>& items)
{
    const int request = place.request;
    const vendors::Operation* operation = place.profile.operation(place.operationId);
    if (operation == nullptr || !operation->lookup || items.isEmpty()) {
        refuse(request, Refused::input,
               items.isEmpty() ? phrase("There is no id to look at.")
                               : phrase("%1 has no way to look at an id.").arg(place.profile.shortName()));
        return;
    }
    if (!openFor(place, options))
        return;
    place.name = phrase("A look at a few ids");
    const auto then = [this, request](const base::Result<LookResult>& answer) {
        if (answer)
            m_hooks.looked(request, *answer);
        else
            refuse(request, Refused::store, phrase(answer.error()));
    };
    m_inquiries.push_back(
        std::make_unique<LookUp>(*m_world, *m_transport, m_numbers, std::move(place), items, then));
    m_hooks.wakeUp();
}

/// After the jobs: what their answers said about the quota is known by then.
std::optional<base::Instant> Core::tickInquiries()
{
    std::optional<base::Instant> next;
    for (std::size_t i = 0; i < m_inquiries.size(); ++i) { // who hears of one may ask for another
        Inquiry& inquiry = *m_inquiries[i];
        const bool wasBusy = inquiry.isUnderWay() || inquiry.isWaiting();
        const auto wish = inquiry.tick(now());
        if (wish && (!next || *wish < *next))
            next = wish;
        // The jobs may take the room that it leaves.
        if (wasBusy && !inquiry.isUnderWay() && !inquiry.isWaiting())
            next = m_world->clock->now();
        inquiry.tellWhenKnown();
    }
    std::erase_if(m_inquiries, [](const auto& inquiry) { return inquiry->isOver(); });
    return next;
}

} // namespace engine
