#pragma once

#include "engine/snapshot.h"

#include <span>

namespace engine {

/// Records what the plots show of one job's past, in bounded memory: see SeriesView. Times are wall times;
/// steps are aligned to whole seconds, tens of seconds and five minutes. A value, fed by the engine's thread.
class Series {
public:
    /// One request left at `at`; the shortest window holds `inWindow` of them.
    void sent(WallTime at, std::uint32_t inWindow);
    void refused(WallTime at);
    /// How the rules stand, in the order of the snapshot; at most the first four are kept.
    void sample(WallTime at, std::span<const limits::RuleState> rules);
    /// From now on nothing can be sent because of `cause` (none: sending).
    void wait(WallTime at, WaitCause cause, const QString& rule);
    /// The job does not run any more.
    void end(WallTime at);
    /// Before anything is known of its waits: no program ran the job from then until now.
    void wasOff(WallTime from, WallTime to);
    /// The machine slept from then until now: whatever it waited for ended then.
    void slept(WallTime from, WallTime to);
    bool isEmpty() const { return m_view.seconds.empty() && m_view.waits.empty() && !m_span; }

    std::shared_ptr<const SeriesView> view(WallTime now) const;
    double perSecond(WallTime now) const; ///< requests over the last 10 s

private:
    SeriesStep& step(std::vector<SeriesStep>& steps, WallTime at, base::Duration length, std::size_t most);
    template <class Change>
    void change(WallTime at, Change&& change);
    void noteLimits(WallTime at, std::span<const limits::RuleState> rules);
    void closeSpan(WallTime at);

    SeriesView m_view;
    std::optional<WaitSpan> m_span;         ///< what is on now
    std::array<std::uint32_t, 4> m_used{};  ///< of each rule, as last looked at
    std::array<std::int64_t, 4> m_limits{}; ///< learned limits as last noted
};

} // namespace engine
