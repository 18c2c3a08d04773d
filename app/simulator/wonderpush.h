#pragma once

#include "simulator/simvendor.h"

#include <QJsonObject>

#include <deque>
#include <map>
#include <utility>

namespace simulator {

/// One endpoint's pace: the document's example is a burst of 15, then one call every 2 s.
struct WonderPushPace {
    std::int64_t burst = 15;
    Duration every = std::chrono::seconds(2);
};

struct WonderPushRules {
    WonderPushPace pace;                             ///< of every endpoint that has none of its own
    std::map<std::string, WonderPushPace> endpoints; ///< "DELETE /installations", "POST /batch"
    std::size_t batchMax = 0;                        ///< items in a batch; 0: no maximum (none is documented)
    Duration keysKept = std::chrono::hours(24 * 7);
};

/// WonderPush's Management API v1: accessToken as query item (body field on POST), a rolling window with
/// burst tolerance per endpoint that every answer tells about in headers, /v1/batch, idempotency keys.
/// Accepted sign-ins: the token.
class WonderPush final : public SimVendor {
public:
    explicit WonderPush(VendorOptions options, const WonderPushRules& rules = {});

protected:
    Answer serve(const SimRequest& request, Instant now) override;
    Answer refuse(const SimRequest& request, Instant now, Duration wait) override;
    void countOther(Instant now) override;
    std::vector<Peak> peaks() const override;

private:
    struct Remembered {
        std::string request; ///< what it was used for
        Answer answer;
        Instant endsAt{};
        Instant since{};
    };
    Gcra& quotaOf(const std::string& method, const std::vector<std::string>& path);
    void tellQuota(Answer& answer, const Gcra& quota, Instant now) const;
    Answer tooMany(const Gcra& quota, Instant now, Duration wait) const;
    Answer once(const SimRequest& request, Instant now);
    Answer work(const SimRequest& request, Instant now);
    Answer batch(const QJsonObject& form, Instant now);
    Answer item(const std::string& method, const std::vector<std::string>& path);
    void forgetKeys(Instant now);

    WonderPushRules m_rules;
    std::map<std::string, Gcra> m_quotas;
    std::map<std::string, Remembered> m_remembered;
    std::deque<std::pair<Instant, std::string>> m_keysByAge;
};

} // namespace simulator
