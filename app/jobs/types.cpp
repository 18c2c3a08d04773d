#include "jobs/types.h"

#include <numeric>

namespace jobs {

namespace {

constexpr std::array<std::string_view, itemStateCount> itemNames{"queued", "sent",   "waiting", "done",
                                                                 "gone",   "failed", "unknown", "skipped"};
constexpr std::array<std::string_view, jobStateCount> jobNames{"draft",  "ready",    "running", "pausing",
                                                               "paused", "finished", "stopped"};
constexpr std::array<std::string_view, attemptKindCount> kindNames{"item", "batch", "token", "probe",
                                                                   "check"};
constexpr std::array<std::string_view, pauseReasonCount> reasonNames{
    "none",   "operator", "interrupted", "failures-in-row", "failure-rate", "all-gone", "max-requests",
    "canary", "redirect", "stop",        "credentials",     "forbidden",    "store",    "web-page"};

template <class Enum, std::size_t n>
bool lookUp(const std::array<std::string_view, n>& names, std::string_view text, Enum& value)
{
    for (std::size_t i = 0; i < n; ++i) {
        if (names[i] == text) {
            value = static_cast<Enum>(i);
            return true;
        }
    }
    return false;
}

} // namespace

std::string_view name(ItemState state)
{
    return itemNames[static_cast<std::size_t>(state)];
}
std::string_view name(JobState state)
{
    return jobNames[static_cast<std::size_t>(state)];
}
std::string_view name(AttemptKind kind)
{
    return kindNames[static_cast<std::size_t>(kind)];
}
std::string_view name(PauseReason reason)
{
    return reasonNames[static_cast<std::size_t>(reason)];
}

bool fromName(std::string_view text, ItemState& state)
{
    return lookUp(itemNames, text, state);
}
bool fromName(std::string_view text, JobState& state)
{
    return lookUp(jobNames, text, state);
}
bool fromName(std::string_view text, AttemptKind& kind)
{
    return lookUp(kindNames, text, kind);
}
bool fromName(std::string_view text, PauseReason& reason)
{
    return lookUp(reasonNames, text, reason);
}

std::uint32_t Counts::total() const
{
    return std::accumulate(of.begin(), of.end(), std::uint32_t{0});
}

std::uint32_t Counts::settled() const
{
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < itemStateCount; ++i) {
        if (isSettled(static_cast<ItemState>(i)))
            sum += of[i];
    }
    return sum;
}

} // namespace jobs
