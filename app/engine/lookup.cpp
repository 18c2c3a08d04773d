#include "engine/lookup.h"

#include "engine/course.h"

namespace engine {

LookUp::LookUp(World& world, transport::Transport& transport, jobs::AttemptNumbers& numbers, Place place,
               QList<ListedId> items, Then then)
    : Inquiry(world, transport, numbers, std::move(place))
    , m_items(std::move(items))
    , m_then(std::move(then))
{
}

std::optional<Inquiry::Question> LookUp::question() const
{
    if (m_looks.size() >= m_items.size())
        return std::nullopt;
    return Question{builder().lookup(m_items[m_looks.size()].id.toStdString()),
                    lookupCostsOf(*place().profile.operation(place().operationId))};
}

bool LookUp::take(const base::Outcome& outcome, const vendors::Response& response)
{
    using base::OutcomeKind;
    Look look;
    look.listed = m_items[m_looks.size()];
    look.httpStatus = outcome.httpStatus;
    switch (outcome.kind) {
    case OutcomeKind::done: {
        const vendors::LookupAnswer shown = reader().readLookup(response);
        look.label = shown.label;
        look.roles = shown.roles;
        look.isAdministrator = shown.isAdministrator;
        break;
    }
    case OutcomeKind::absent:
        look.kind = Look::Kind::absent;
        break;
    case OutcomeKind::failed:
        look.kind = Look::Kind::unclear;
        look.words = QString::fromStdString(outcome.message);
        break;
    case OutcomeKind::unauthorized:
    case OutcomeKind::forbidden:
    case OutcomeKind::notSent:
    case OutcomeKind::lost:
    case OutcomeKind::throttled:
    case OutcomeKind::outage:
    case OutcomeKind::redirected:
    case OutcomeKind::stop:
        return false;
    }
    m_looks << look;
    return true;
}

void LookUp::tell(const base::Result<SignInResult>& end)
{
    if (!end)
        return m_then(std::unexpected(end.error()));
    LookResult result;
    result.vendor = end->vendor;
    result.at = end->at;
    result.looks = m_looks;
    result.asked = static_cast<int>(m_items.size());
    result.end = *end;
    m_then(result);
}

} // namespace engine
