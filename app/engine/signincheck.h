#pragma once

#include "engine/inquiry.h"

#include <functional>

namespace engine {

/// One check of a sign-in: the profile's harmless call. Where it has none, getting the token is the check.
class SignInCheck final : public Inquiry {
public:
    using Then = std::function<void(const base::Result<SignInResult>&)>;
    SignInCheck(World& world, transport::Transport& transport, jobs::AttemptNumbers& numbers, Place place,
                Then then);

protected:
    std::optional<Question> question() const override;
    bool take(const base::Outcome& outcome, const vendors::Response& response) override;
    void tell(const base::Result<SignInResult>& end) override;

private:
    Then m_then;
    QString m_who;
    bool m_isAsked = false;
};

} // namespace engine
