#pragma once

#include "simulator/simvendor.h"

namespace simulator {

/// Accompa's limits as documented; the daily figure is each customer's own.
struct AccompaRules {
    std::int64_t windowMax = 25; ///< calls within 10 s
    Duration windowPer = std::chrono::seconds(10);
    Duration block = std::chrono::seconds(600); ///< the documented answer's try_again_after
    std::int64_t dailyMax = 0;                  ///< 0: none
    Duration dailyPer = std::chrono::hours(24);
};

/// Accompa's API 2: the key in the path and HTTP Basic; deletions of requirements (re) and features (ft). One
/// call too many blocks the organisation, and every call during the block starts it again, the status call
/// excepted. Accepted sign-ins are written "api_key:user:password".
class Accompa final : public SimVendor {
public:
    explicit Accompa(VendorOptions options, const AccompaRules& rules = {});
    std::string shownPath(const SimRequest& request) const override;

protected:
    Answer serve(const SimRequest& request, Instant now) override;
    Answer refuse(const SimRequest& request, Instant now, Duration wait) override;
    void countOther(Instant now) override;
    std::vector<Peak> peaks() const override;
    bool isExempt(const SimRequest& request) const override;
    void beginBlock(Duration length, Instant now) override;
    void endBlock() override;

private:
    bool isSignedIn(const SimRequest& request, const std::string& key, Instant now);
    bool isBlocked(Instant now) const { return now < m_blockedUntil; }
    /// Counts a call; blocks, or starts a block again, where it has to.
    void countCall(Instant now);
    Answer status(Instant now) const;
    Answer throttled(Instant now) const;
    Answer remove(const std::string& kind, const std::string& id);

    AccompaRules m_rules;
    CallWindow m_window;
    std::optional<CallWindow> m_day;
    Instant m_blockedUntil{};
    Duration m_blockLength{};
};

} // namespace simulator
