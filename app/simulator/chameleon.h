#pragma once

#include "simulator/simvendor.h"

namespace simulator {

/// Chameleon's three strategies. A `max` of 0 switches one off.
struct ChameleonRules {
    std::int64_t minuteMax = 60; ///< "currently set to 60-120 requests per minute"
    Duration minutePer = std::chrono::minutes(1);
    std::int64_t atOnceMax = 4;                  ///< the document's example
    Duration patience = std::chrono::seconds(4); ///< queued this long before a 429
    std::int64_t bucketMax = 0;                  ///< "total number of requests"; no figure is documented
    Duration bucketPer = std::chrono::seconds(30);
    bool countsRefused = false;
    /// As in the vendor's page on errors: X-Ratelimit-Wait: 114 and X-Ratelimit-Limit: 2 beside body wait 14.
    bool bodyWaitIsShort = false;
};

/// Chameleon's API v3: X-Account-Secret, deletions of profiles (forget with a receipt, clear), companies and
/// webhooks, by id or by ?uid=. What is gone and what never was look like a wrong address. Accepted sign-ins:
/// the account secret.
class Chameleon final : public SimVendor {
public:
    explicit Chameleon(VendorOptions options, const ChameleonRules& rules = {});

protected:
    Answer serve(const SimRequest& request, Instant now) override;
    Answer refuse(const SimRequest& request, Instant now, Duration wait) override;
    void countOther(Instant now) override;
    std::vector<Peak> peaks() const override;

private:
    Answer work(const SimRequest& request, Instant now);
    Answer remove(const std::string& noun, const std::string& verb, const std::string& id);

    ChameleonRules m_rules;
    std::optional<CallWindow> m_minute, m_bucket;
    std::optional<Desks> m_desks;
};

} // namespace simulator
