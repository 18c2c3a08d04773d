#pragma once

#include "simulator/simvendor.h"

namespace simulator {

/// Kameleoon's limits as documented, and what its document leaves open.
struct KameleoonRules {
    std::int64_t shortMax = 50; ///< requests within 10 s
    Duration shortPer = std::chrono::seconds(10);
    std::int64_t longMax = 1000; ///< requests within 1 h
    Duration longPer = std::chrono::hours(1);
    Duration tokenLife = std::chrono::hours(2);
    bool countsRefused = true; ///< the vendor's own script counts every attempt
    bool countsTokenCalls = true;
    bool saysRetryAfter = false; ///< not documented
    int absentStatus = 404;      ///< not documented; 410 is the other likely one
};

/// Kameleoon's Automation API: POST /oauth/token, DELETE and GET /accounts/{id}, 429 beyond either window.
/// Accepted sign-ins are written "client_id:client_secret", or as a token.
class Kameleoon final : public SimVendor {
public:
    explicit Kameleoon(VendorOptions options, const KameleoonRules& rules = {});

protected:
    Answer serve(const SimRequest& request, Instant now) override;
    Answer refuse(const SimRequest& request, Instant now, Duration wait) override;
    void countOther(Instant now) override;
    std::vector<Peak> peaks() const override;

private:
    bool countOwn(Instant now);
    Answer tooMany(Duration wait) const;
    Answer token(const SimRequest& request, Instant now);
    Answer account(const SimRequest& request, const std::string& id);

    KameleoonRules m_rules;
    CallWindow m_short, m_long;
    Keyring m_clients;
};

} // namespace simulator
