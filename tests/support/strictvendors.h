#pragma once

#include "support/strictlimits.h"
#include "support/strictserver.h"

#include <QSet>

#include <map>
#include <optional>

namespace support {

/// What the line to a vendor does to requests, drawn from a seed.
struct StrictFaults {
    double lostAfterEffect = 0;   ///< carried out and counted, and then the connection is cut
    double resetBeforeEffect = 0; ///< counted, and cut before anything is done
    unsigned seed = 1;
};

/// One vendor's rules for a StrictServer, which calls it for every request as its script. All durations are
/// as they are at the vendor, already divided by the time scale; what it says about waits is true, in whole
/// seconds. Lives in the server's thread while that serves.
class StrictVendor {
public:
    explicit StrictVendor(const StrictFaults& faults = {}) : m_faults(faults), m_random(faults.seed) {}
    virtual ~StrictVendor() = default;
    StrictVendor(const StrictVendor&) = delete;
    StrictVendor& operator=(const StrictVendor&) = delete;

    StrictServer::Script script()
    {
        return [this](const StrictServer::Seen& request) { return std::optional(take(request)); };
    }

    int refusals = 0; ///< calls, or parts of a batch, that a limit refused
    int repeated = 0; ///< asked to delete what was deleted before
    QSet<QByteArray> deleted;

protected:
    virtual StrictServer::Answer answer(const StrictServer::Seen& request) = 0;
    /// False: it was deleted before.
    bool erase(const QByteArray& id);

private:
    StrictServer::Answer take(const StrictServer::Seen& request);

    StrictFaults m_faults;
    std::mt19937 m_random;
};

/// 50 in 10 s and 1,000 in an hour; every attempt counts, sign-ins and refused ones too; a 429 tells no wait.
class StrictKameleoon final : public StrictVendor {
public:
    struct Rules {
        std::vector<StrictWindow> windows;
        std::optional<Nanoseconds> tokenLife; ///< told in `expires_in` as whole seconds; empty: two hours
    };
    explicit StrictKameleoon(Rules rules, const StrictFaults& faults = {})
        : StrictVendor(faults)
        , m_rules(std::move(rules))
    {
    }

    int tokens = 0;
    int unauthorized = 0;

protected:
    StrictServer::Answer answer(const StrictServer::Seen& request) override;

private:
    Rules m_rules;
    std::map<QByteArray, Nanoseconds> m_tokens; ///< until when each lives
};

/// A global limit, a bucket and a number at the same time, told apart by their headers.
class StrictChameleon final : public StrictVendor {
public:
    struct Rules {
        StrictWindow minute;
        std::optional<StrictWindow> bucket;
        std::optional<StrictDesks> desks;
        Nanoseconds work{}; ///< on each request
    };
    explicit StrictChameleon(Rules rules, const StrictFaults& faults = {})
        : StrictVendor(faults)
        , m_rules(std::move(rules))
    {
    }

protected:
    StrictServer::Answer answer(const StrictServer::Seen& request) override;

private:
    Rules m_rules;
};

/// A pace for each endpoint, told in the headers of every answer; batches; idempotency keys.
class StrictWonderPush final : public StrictVendor {
public:
    struct Rules {
        StrictPace installations, batches;
        bool isTalkingNonsense = false; ///< in the headers of every answer
    };
    explicit StrictWonderPush(Rules rules, const StrictFaults& faults = {})
        : StrictVendor(faults)
        , m_rules(std::move(rules))
    {
    }

    int keyMisuses = 0; ///< one key under two different requests

protected:
    StrictServer::Answer answer(const StrictServer::Seen& request) override;

private:
    StrictServer::Answer decide(const StrictServer::Seen& request);
    StrictServer::Answer batch(const StrictServer::Seen& request);

    struct Kept {
        QByteArray request;
        StrictServer::Answer answer;
    };
    Rules m_rules;
    std::map<QByteArray, Kept> m_kept; ///< by key
    int m_nonsense = 0;
};

/// 25 in 10 s, or a block that every call but the status call starts again; a daily limit.
class StrictAccompa final : public StrictVendor {
public:
    struct Rules {
        StrictWindow window;
        Nanoseconds block{};
        std::optional<StrictWindow> day;
        int blockedAtCall = 0; ///< a colleague brings the block about just before our n-th call; 0: nobody
    };
    explicit StrictAccompa(Rules rules, const StrictFaults& faults = {})
        : StrictVendor(faults)
        , m_rules(std::move(rules))
    {
    }
    /// A colleague brings the block about.
    void block(Nanoseconds at);

    int blocks = 0;
    int callsInBlock = 0; ///< that were no status calls; each started it again
    /// Of these: left after an answer could have told us of the block.
    int callsAfterTold = 0;
    int statusCalls = 0;
    std::vector<Nanoseconds> statusCallsAt;

protected:
    StrictServer::Answer answer(const StrictServer::Seen& request) override;

private:
    Rules m_rules;
    Nanoseconds m_blockedUntil{};
    std::optional<Nanoseconds> m_toldAt;
    int m_calls = 0;
};

} // namespace support
