#pragma once

#include "jobs/types.h"

#include <cstdint>
#include <vector>

namespace jobs {

/// Watches the answers of a job and says when it goes wrong. Answers about items that were unknown before,
/// and connection faults, are not shown to it: they count for no guard. A value; knows no time.
class Guards {
public:
    explicit Guards(const GuardSettings& settings = {});

    enum class Seen : unsigned char { done, gone, failed };
    void see(Seen what);
    void countRequest() { ++m_requests; }
    void uncountRequest() { --m_requests; } ///< provably not sent

    /// What a job did before this run, and why it paused.
    struct Past {
        std::uint32_t touched = 0;  ///< items that were answered or may have been carried out
        std::uint32_t answered = 0; ///< of them: settled
        std::uint32_t absent = 0;   ///< of these: already absent when first asked
        bool isOtherSeen = false;   ///< some were done or failed
        std::int64_t requests = 0;  ///< item requests
        PauseReason reason = PauseReason::none;
    };
    /// Takes up where the job was. What is beyond a brake's number without being paused by it was gone on
    /// from by the operator: the canary is over, all-gone asks only after ten times as many, the cap allowed
    /// as many again. (A canary that was answered while the cap paused the job was looked at as well.)
    void recall(const Past& past);

    /// The guard that acts on what was seen so far, or none.
    PauseReason verdict() const;
    /// True when not one request more is allowed.
    bool isOutOfRequests() const;
    /// How many new items may leave before the canary wants a look, when so many are answered, under way or
    /// to be asked again.
    std::uint32_t roomBeforeLook(std::uint32_t touched) const;
    bool isCanaryOver(std::uint32_t answered) const;

    /// The operator looked and goes on: counting starts anew, all-gone asks again only after ten times as
    /// many, the canary is over.
    void goOn(PauseReason reason);

    const GuardSettings& settings() const { return m_settings; }

private:
    void askAboutAllGoneLater();

    GuardSettings m_settings;
    int m_failuresInRow = 0;
    std::vector<bool> m_recent; ///< ring of the last answers: true = failed
    std::size_t m_recentNext = 0, m_recentCount = 0;
    int m_recentFailed = 0;
    int m_goneOnly = 0; ///< "already absent" since the start, as long as nothing else was seen
    bool m_isOtherSeen = false;
    std::int64_t m_requests = 0;
};

} // namespace jobs
