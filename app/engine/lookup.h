#pragma once

#include "engine/inquiry.h"
#include "engine/look.h"

#include <functional>

namespace engine {

/// Looks at a few ids, one GET each. That one of them is absent, or cannot be read, is an answer; what speaks
/// of the account as a whole ends it. Of an answer only the fields that the profile names are kept.
class LookUp final : public Inquiry {
public:
    using Then = std::function<void(const base::Result<LookResult>&)>;
    LookUp(World& world, transport::Transport& transport, jobs::AttemptNumbers& numbers, Place place,
           QList<ListedId> items, Then then);

protected:
    std::optional<Question> question() const override;
    bool take(const base::Outcome& outcome, const vendors::Response& response) override;
    void tell(const base::Result<SignInResult>& end) override;

private:
    QList<ListedId> m_items;
    Then m_then;
    QList<Look> m_looks;
};

} // namespace engine
