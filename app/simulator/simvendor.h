#pragma once

#include "base/random.h"
#include "base/time.h"
#include "simulator/keyring.h"
#include "simulator/quota.h"
#include "simulator/records.h"
#include "simulator/simrequest.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace simulator {

/// What the vendor sends back, and what it did.
struct Answer {
    int status = 200;
    Headers headers;
    std::string body;
    int effects = 0;        ///< items that this request deleted
    bool isRefused = false; ///< by a limit or a block
    Duration takes{};       ///< from the request's arrival until this answer leaves the vendor
};

/// How a vendor is set up. Everything has the documents' value or is harmless by default. Time is the
/// vendor's.
struct VendorOptions {
    double timeScale =
        1; ///< windows, blocks, days, token lives are this much shorter; what the vendor says is true
    std::uint64_t seed = 1;                ///< phases of windows, service times, other consumers
    Counting counting = Counting::sliding; ///< how windows are counted, where the document leaves it open
    int clockErrorPpm = 0;                 ///< the vendor's clock runs fast by this (slow when negative)
    Duration stampEvery{};       ///< the vendor rounds the moments of calls down to this (whole seconds, say)
    base::WallTime wallAtZero{}; ///< what the wall showed at Instant zero, for answers that hold dates
    Duration serviceLow{}, serviceHigh{}; ///< how long the vendor works on a request

    DataOptions data;
    std::set<std::string> secrets; ///< accepted sign-ins; empty: any. See the vendor for how they are written
    std::optional<Duration> tokenLife; ///< instead of the documented one; scaled as well

    /// Other consumers of the account call once in every [low, high], `othersAtOnce` calls each time. 0:
    /// nobody.
    Duration othersEveryLow{}, othersEveryHigh{};
    int othersAtOnce = 1;
};

/// What happened at the vendor since it was made.
struct Tally {
    std::int64_t requests = 0; ///< that arrived, ours only
    std::int64_t refused = 0;  ///< of these, by a limit or a block (parts of a batch are counted one by one)
    std::int64_t effects = 0;  ///< items deleted
    std::int64_t repeated = 0; ///< asked to delete what was deleted already
    std::int64_t others = 0;   ///< calls of other consumers
    std::int64_t tokens = 0;   ///< token calls
    std::int64_t replays = 0;  ///< answers given again under an idempotency key
    std::int64_t keyMisuses = 0;            ///< one idempotency key under two different requests
    std::int64_t blocks = 0;                ///< times a block began
    std::int64_t restarts = 0;              ///< calls that made a block begin again
    std::optional<Instant> firstAt, lastAt; ///< arrivals, caller's clock
    std::vector<Peak> peaks; ///< how close our own calls came to each limit, recounted without the others
};

/// A vendor's API in miniature, written from the vendor's own documents: checks the sign-in, counts, refuses,
/// deletes, answers in the vendor's words. Knows nothing of our client and shares no limiter with it, so that
/// it can prove us wrong. Pure: the same calls at the same moments give the same answers. Moments must not
/// run backwards. One thread.
class SimVendor {
public:
    /// Whether a request that is counted also takes effect (not when the vendor dies between the two).
    enum class Effect : unsigned char { allowed, withheld };

    explicit SimVendor(VendorOptions options);
    virtual ~SimVendor();
    SimVendor(const SimVendor&) = delete;
    SimVendor& operator=(const SimVendor&) = delete;

    /// The request arrives at `now`. Its answer leaves the vendor `takes` later.
    Answer handle(const SimRequest& request, Instant now, Effect effect = Effect::allowed);

    Tally tally() const;
    /// "/accounts/4711": for logs, without secrets.
    virtual std::string shownPath(const SimRequest& request) const;

    /// The next request is refused as by a limit, whatever the count.
    void refuseNext(bool isOn = true);
    /// Refuses everything for `length` (real, not scaled).
    void block(Duration length, Instant now);
    void unblock();
    /// Every token and secret seen until now is refused from now on; pardonSignIn() takes that back.
    void expireSignIn();
    void pardonSignIn();
    /// Every id is unknown.
    void answerNotFound(bool isOn);
    /// Somebody else on the account makes `count` calls.
    void callByOthers(int count, Instant now);

protected:
    /// Counts the request and answers it, in the vendor's words.
    virtual Answer serve(const SimRequest& request, Instant now) = 0;
    /// Counts the request and refuses it because the operator wants it so; `wait` is what the vendor says.
    virtual Answer refuse(const SimRequest& request, Instant now, Duration wait) = 0;
    /// Counts a call of another consumer.
    virtual void countOther(Instant now) = 0;
    virtual std::vector<Peak> peaks() const = 0;
    /// Never counted, never refused: a status call.
    virtual bool isExempt(const SimRequest& request) const;
    virtual void beginBlock(Duration length, Instant now);
    virtual void endBlock();

    const VendorOptions& options() const { return m_options; }
    Duration scaled(Duration documented) const;
    CallWindow window(std::string rule, std::int64_t max, Duration documented);
    /// A moment within a fixed window of this length where it begins.
    Duration drawPhase(Duration per);
    /// How long the vendor works on the present request.
    Duration service() const { return m_service; }
    bool withholdsEffects() const { return m_withholdsEffects; }
    /// Deletes, and keeps the count. True when it was there (also when the effect is withheld).
    bool erase(std::string_view kind, const std::string& id, Answer& answer);

    Records records;
    Keyring keyring;
    Tally counters;

private:
    Instant vendorTime(Instant now) const;
    void letOthersCall(Instant now);

    VendorOptions m_options;
    base::Random m_random, m_services, m_others;
    Duration m_service{};
    bool m_withholdsEffects = false;
    bool m_refusesNext = false;
    std::optional<Instant> m_blockedUntil;
    std::optional<Instant> m_othersNext;
    Instant m_latest{};
};

/// A wait as vendors tell it: whole seconds, rounded up, at least 1.
std::int64_t wholeSeconds(Duration wait);

/// The vendor of a built-in profile ("kameleoon", "chameleon", "wonderpush", "accompa"); null for another
/// name.
std::unique_ptr<SimVendor> makeVendor(std::string_view profileId, VendorOptions options);

} // namespace simulator
