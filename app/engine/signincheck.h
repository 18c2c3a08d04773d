#pragma once

#include "engine/account.h"
#include "engine/run.h"
#include "engine/signin.h"

#include <memory>
#include <optional>

namespace engine {

/// One check of a sign-in: a harmless call through the account's limiter and ledger, after a token call where
/// the vendor wants one. Where it has no such call, getting the token is the check. A slot that comes within
/// a moment is waited for; meanwhile the jobs of the account are to send nothing new. The engine's thread.
class SignInCheck {
public:
    struct Asked {
        int request = 0;
        QString accountKey;
        QByteArray fingerprint;   ///< of the credentials
        vendors::Profile profile; ///< scaled
        bool canRenew = false;    ///< a token can be had
    };
    SignInCheck(World& world, transport::Transport& transport, jobs::AttemptNumbers& numbers, Asked asked,
                transport::RequestBuilder builder, std::shared_ptr<Account> account);
    SignInCheck(const SignInCheck&) = delete;
    SignInCheck& operator=(const SignInCheck&) = delete;

    const Asked& asked() const { return m_asked; }
    QString origin() const { return m_builder.origin(); }
    /// The end of a call; nothing happens where it was another's.
    void completed(const transport::Completion& completion);
    /// Does what is due. Returns when to tick again at the latest.
    std::optional<base::Instant> tick(const Tick& tick);
    /// What it showed, once; the error is the ledger's or the profile's, and nothing was sent.
    std::optional<base::Result<SignInResult>> takeAnswer() { return std::exchange(m_answer, std::nullopt); }

    bool isWaiting() const { return m_isWaiting; } ///< for a slot
    bool isUnderWay() const { return m_call.has_value(); }
    /// It was answered, and what the account has to remember is on disk.
    bool isOver() const { return m_isAnswered && !m_call && m_isWritten; }
    /// Sends nothing more; what is under way is still written down.
    void stop();

private:
    struct Call {
        jobs::AttemptId attempt = 0;
        jobs::AttemptKind kind = jobs::AttemptKind::check;
        limits::Ticket ticket;
        base::Instant sent{};
    };

    std::optional<base::Instant> send(const Tick& tick);
    std::optional<base::Instant> refused(const limits::Refusal& refusal, const Tick& tick);
    void take(const transport::Completion& completion, const Tick& tick);
    void takeResponse(const Call& call, const transport::Completion& completion, const Tick& tick);
    void judge(const base::Outcome& outcome, const vendors::Response& response, const Tick& tick);
    const std::vector<limits::Cost>& costsOf(jobs::AttemptKind kind) const;
    void answer(SignInResult result, const Tick& tick);
    void fail(const base::Error& error);

    World& m_world;
    transport::Transport& m_transport;
    jobs::AttemptNumbers& m_numbers;
    Asked m_asked;
    transport::RequestBuilder m_builder;
    vendors::ResponseReader m_reader;
    std::shared_ptr<Account> m_account;
    jobs::Course m_course;
    std::vector<limits::Cost> m_checkCosts;

    std::optional<Call> m_call;                   ///< under way
    std::optional<transport::Completion> m_ended; ///< not yet looked at
    bool m_needsToken = false;
    std::optional<base::Duration> m_tokenLife; ///< of the token that was had
    std::optional<base::Instant> m_waitsUntil; ///< for a slot, at the latest
    std::optional<base::Result<SignInResult>> m_answer;
    bool m_isWaiting = false, m_isAnswered = false, m_isWritten = true;
};

} // namespace engine
