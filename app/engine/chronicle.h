#pragma once

#include "engine/snapshot.h"

#include <QStringList>

#include <map>

namespace engine {

/// What became of the jobs, one line per change, for the log: the sentences of the screen where a job starts,
/// waits (not the short breath of a window), is held, pauses or ends, warnings, and how often a limit
/// refused. Pure but for its memory of the last picture.
class Chronicle {
public:
    /// The lines that this picture adds.
    QStringList follow(const Snapshot& shot);

private:
    struct Seen {
        jobs::JobState state = jobs::JobState::draft;
        jobs::PauseReason reason = jobs::PauseReason::none;
        WaitCause cause = WaitCause::none;
        QString rule;
        QString warning, doubt;
        std::int64_t throttled = 0;
        WallTime throttledSaid{};
    };
    std::map<JobId, Seen> m_seen;
    bool m_isFirst = true;
};

} // namespace engine
