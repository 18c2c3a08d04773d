#pragma once

#include "engine/account.h"
#include "engine/run.h"
#include "engine/signin.h"

#include <memory>
#include <optional>

namespace engine {

/// Harmless calls outside of any job, one after the other, through the account's limiter and ledger; after a
/// token call where the vendor wants one. What is asked and what the answers say is the derived class's. A
/// slot that comes within a moment is waited for; meanwhile the jobs of the account are to send nothing new.
/// The first answer that speaks of the account as a whole (refused, throttled, none at all) ends it. The
/// engine's thread.
class Inquiry {
public:
    struct Place {
        int request = 0;
        QString name; ///< what jobs that make room for it say they wait for
        QString accountKey;
        QByteArray fingerprint;   ///< of the credentials
        vendors::Profile profile; ///< scaled
        QString operationId;      ///< empty: calls that belong to no operation
        bool canRenew = false;    ///< a token can be had
        transport::RequestBuilder builder;
        std::shared_ptr<Account> account;
    };
    Inquiry(World& world, transport::Transport& transport, jobs::AttemptNumbers& numbers, Place place);
    virtual ~Inquiry();
    Inquiry(const Inquiry&) = delete;
    Inquiry& operator=(const Inquiry&) = delete;

    const Place& place() const { return m_place; }
    /// The end of a call; nothing happens where it was another's.
    void completed(const transport::Completion& completion);
    /// Does what is due. Returns when to tick again at the latest.
    std::optional<base::Instant> tick(const Tick& tick);
    /// Tells what came of it, once; nothing happens before that is known.
    void tellWhenKnown();

    bool isWaiting() const { return m_isWaiting; } ///< for a slot
    bool isUnderWay() const { return m_call.has_value(); }
    /// It was answered, and what the account has to remember is on disk.
    bool isOver() const { return m_isEnded && !m_call && m_isWritten; }
    /// Sends nothing more and tells nothing; what is under way is still written down.
    void stop();

protected:
    struct Question {
        base::Result<transport::Request> request;
        std::vector<limits::Cost> costs;
    };
    /// The next call, after the token; nullopt: everything was asked.
    virtual std::optional<Question> question() const = 0;
    /// The answer to the last question. False: it says something of the account as a whole.
    virtual bool take(const base::Outcome& outcome, const vendors::Response& response) = 0;
    /// How it ended: `works` where everything was asked, else what came between. The error is the ledger's or
    /// the profile's, and nothing was sent.
    virtual void tell(const base::Result<SignInResult>& end) = 0;

    const transport::RequestBuilder& builder() const { return m_place.builder; }
    const vendors::ResponseReader& reader() const { return m_reader; }

private:
    struct Call {
        jobs::AttemptId attempt = 0;
        jobs::AttemptKind kind = jobs::AttemptKind::check;
        std::vector<limits::Cost> costs;
        limits::Ticket ticket;
        base::Instant sent{};
    };

    std::optional<base::Instant> send(const Tick& tick);
    std::optional<base::Instant> refused(const limits::Refusal& refusal, const Tick& tick);
    void take(const transport::Completion& completion, const Tick& tick);
    void takeResponse(const Call& call, const transport::Completion& completion, const Tick& tick);
    void giveUp(const Call& call, const base::Outcome& outcome, const Tick& tick);
    void end(SignInResult how, const Tick& tick);
    void fail(const base::Error& error);

    World& m_world;
    transport::Transport& m_transport;
    jobs::AttemptNumbers& m_numbers;
    Place m_place;
    vendors::ResponseReader m_reader;
    jobs::Course m_course;

    std::optional<Call> m_call;                   ///< under way
    std::optional<transport::Completion> m_ended; ///< not yet looked at
    bool m_needsToken = false;
    std::optional<base::Duration> m_tokenLife;        ///< of the token that was had
    std::optional<base::Instant> m_waitsUntil;        ///< for a slot, at the latest
    std::optional<base::Result<SignInResult>> m_told; ///< not yet told
    bool m_isWaiting = false, m_isEnded = false, m_isWritten = true;
};

} // namespace engine
