#include "engine/signincheck.h"

#include "engine/course.h"

namespace engine {

SignInCheck::SignInCheck(World& world, transport::Transport& transport, jobs::AttemptNumbers& numbers,
                         Place place, Then then)
    : Inquiry(world, transport, numbers, std::move(place))
    , m_then(std::move(then))
{
}

std::optional<Inquiry::Question> SignInCheck::question() const
{
    const vendors::Profile& profile = place().profile;
    if (m_isAsked || !profile.check)
        return std::nullopt;
    return Question{builder().check(), checkCostsOf(profile)};
}

bool SignInCheck::take(const base::Outcome& outcome, const vendors::Response& response)
{
    if (outcome.kind != base::OutcomeKind::done)
        return false;
    m_isAsked = true;
    m_who = reader().readWho(response);
    return true;
}

void SignInCheck::tell(const base::Result<SignInResult>& end)
{
    auto told = end;
    if (told)
        told->who = m_who;
    m_then(told);
}

} // namespace engine
