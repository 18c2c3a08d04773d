#pragma once

#include "simulator/simvendor.h"

#include <QRegularExpression>

#include <memory>
#include <optional>
#include <vector>

namespace simulator {

/// One limit of a vendor that is known by its profile only.
struct GenericLimit {
    enum class Kind : unsigned char { window, paced, concurrency, daily };
    std::string name = {};
    Kind kind = Kind::window;
    std::int64_t max = 0; ///< window, concurrency, daily
    Duration per{};       ///< window
    std::int64_t burst = 0;
    Duration every{};       ///< paced
    std::string scope = {}; ///< path prefix below the base path; empty: the whole account
};

/// One operation: DELETE /things/{id}.
struct GenericOperation {
    std::string method;
    std::string path; ///< below the base path, with {id}; other {…} match one segment
    std::string idPattern;
};

/// What a profile tells about a vendor, as plain values.
struct GenericPlan {
    std::string basePath; ///< the base URL's path: "/v2", may hold {api_key}
    std::vector<GenericLimit> limits;
    std::vector<GenericOperation> operations;
    std::string tokenPath; ///< below the base path; empty: no token calls
    Duration tokenLife{std::chrono::hours(2)};
    bool isSignInAsked = true;                  ///< any Authorization header, named header or query item
    std::string signInHeader = "Authorization"; ///< empty: none
    std::string signInQuery;                    ///< empty: none
    int doneStatus = 204;
    int absentStatus = 404;
    int refusalStatus = 429;
    bool saysRetryAfter = true;
    bool saysRetryAfterAsDate = false; ///< an HTTP date (beside a Date header) instead of seconds
    bool countsRefused = true;
};

/// Any vendor, as far as a profile describes it: its limits, its operations, 404 for what is gone, 429 with
/// Retry-After.
class GenericVendor final : public SimVendor {
public:
    GenericVendor(GenericPlan plan, VendorOptions options);
    ~GenericVendor() override;
    std::string shownPath(const SimRequest& request) const override;

protected:
    Answer serve(const SimRequest& request, Instant now) override;
    Answer refuse(const SimRequest& request, Instant now, Duration wait) override;
    void countOther(Instant now) override;
    std::vector<Peak> peaks() const override;

private:
    struct Rule;
    std::string below(const SimRequest& request) const;
    /// Counts an own call; the wait where it is one too many.
    std::optional<Duration> countOwn(const SimRequest& request, Instant now);
    Answer tooMany(Instant now, Duration wait) const;
    bool isSignedIn(const SimRequest& request, Instant now);
    Answer work(const GenericOperation& operation, const SimRequest& request, const std::string& id);

    GenericPlan m_plan;
    std::vector<std::unique_ptr<Rule>> m_rules;
    std::vector<QRegularExpression> m_patterns;
};

} // namespace simulator
