#include "engine/core.h"
#include "engine/phrases.h"
#include "vendors/resolve.h"

#include <algorithm>

/// The part of the core that checks sign-ins.
namespace engine {

void Core::checkSignIn(int request, const SignInSetup& setup)
{
    if (!m_store) {
        refuse(request, Refused::store, phrase("The store is not open, so nothing is sent."));
        return;
    }
    if (auto fits = setup.credentials.check(setup.profile.signIn); !fits) {
        refuse(request, Refused::credentials, phrase(fits.error()));
        return;
    }
    auto builder = transport::RequestBuilder::make(setup.profile, {}, setup.credentials, setup.origin);
    if (!builder) {
        refuse(request, Refused::input, phrase(builder.error()));
        return;
    }
    if (!isCheckable(setup.profile, setup.credentials.canRenew())) {
        SignInResult result;
        result.vendor = setup.profile.shortName();
        result.at = m_world->clock->wallNow();
        m_hooks.signInChecked(request, result);
        return;
    }
    SignInCheck::Asked asked{request, accountKey(setup.profile, builder->origin(), setup.credentials),
                             setup.credentials.fingerprint(m_world->installationKey),
                             vendors::scaled(setup.profile, setup.options.timeScale),
                             setup.credentials.canRenew()};
    auto account = accountFor(request, asked.accountKey, asked.profile, setup.options);
    if (!account)
        return;
    if (account->hasNoMemory())
        m_checkedFirst.insert(asked.accountKey);
    m_checks.push_back(std::make_unique<SignInCheck>(*m_world, *m_transport, m_numbers, std::move(asked),
                                                     std::move(*builder), std::move(account)));
    m_hooks.wakeUp();
}

/// After the jobs: what their answers said about the quota is known by then.
std::optional<base::Instant> Core::tickChecks()
{
    std::optional<base::Instant> next;
    for (std::size_t i = 0; i < m_checks.size(); ++i) { // who hears of one may ask for another
        SignInCheck& check = *m_checks[i];
        const bool wasBusy = check.isUnderWay() || check.isWaiting();
        const auto wish = check.tick(now());
        if (wish && (!next || *wish < *next))
            next = wish;
        // The jobs may take the room that it leaves.
        if (wasBusy && !check.isUnderWay() && !check.isWaiting())
            next = m_world->clock->now();
        if (const auto answer = check.takeAnswer())
            announce(check, *answer);
    }
    std::erase_if(m_checks, [](const auto& check) { return check->isOver(); });
    return next;
}

void Core::announce(const SignInCheck& check, const base::Result<SignInResult>& answer)
{
    const SignInCheck::Asked& asked = check.asked();
    if (!answer) {
        refuse(asked.request, Refused::store, phrase(answer.error()));
        return;
    }
    if (!answer->who.isEmpty())
        m_signedInAs[{asked.profile.id, check.origin(), asked.fingerprint}] = answer->who;
    m_hooks.signInChecked(asked.request, *answer);
}

} // namespace engine
