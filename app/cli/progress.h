#pragma once

#include "cli/console.h"
#include "engine/snapshot.h"

#include <QString>

#include <memory>

namespace cli {

/// Shows how one job goes on. Fed with every snapshot (at most ten a second); says nothing of its own between
/// them. One thread.
class Progress {
public:
    virtual ~Progress() = default;
    virtual void show(const engine::JobSnapshot& job, base::WallTime now) = 0;
    /// The last word; `reason` as in the contract of `--progress json`, `guard` names the one that acted.
    virtual void end(const engine::JobSnapshot& job, const QString& reason, const QString& guard) = 0;
    /// Takes away what would be in the way of a line for people.
    virtual void clear() {}
    /// False: also the sentence at the end is kept back when all went well.
    virtual bool isTalkative() const { return true; }

    /// `kind`: "auto", "bar", "lines", "json" or "none".
    static std::unique_ptr<Progress> make(const QString& kind, Console& console);
};

/// Counts and state of a job as one JSON object; what status and progress have in common.
QByteArray progressJson(const engine::JobSnapshot& job, base::WallTime now);

/// UTC, ISO 8601, milliseconds.
QString isoTime(base::WallTime time);

} // namespace cli
