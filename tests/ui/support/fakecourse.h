#pragma once

#include "engine/snapshot.h"

#include <climits>

namespace fake {

/// When the made-up jobs began: Friday 20 November 2026, 17:04:10 UTC.
engine::WallTime start();

engine::RuleView rule(const char* name, limits::Kind kind, std::int64_t max, std::int64_t used,
                      engine::Duration per);

/// How a job went until `until`: bursts of `perBurst` every ten seconds, at most `perHour` an hour, and no
/// request after `stops` or beyond `most`.
struct Course {
    engine::WallTime until, end;    ///< `end`: when all of it will be done
    engine::WallTime stops = until; ///< whatever stands between here and `until` is another's to tell
    int most = INT_MAX, perBurst = 50, perHour = 1000;
};

/// Gives the job series, waits, plan and limits of this course, and the times that follow from it.
void addCourse(engine::JobSnapshot& job, const Course& course);

/// Requests that have left by then.
int sentBy(const Course& course);

/// One more wait at the end of the job's history.
void addWait(engine::JobSnapshot& job, engine::WaitCause cause, const QString& rule, engine::WallTime from,
             engine::WallTime to);

} // namespace fake
