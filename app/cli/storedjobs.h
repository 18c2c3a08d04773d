#pragma once

#include "cli/console.h"
#include "cli/exitcode.h"
#include "cli/world.h"
#include "journal/store.h"

#include <QJsonObject>

#include <expected>
#include <memory>

namespace cli {

/// Looks at stored jobs without changing anything: what status, report, find and resume have in common.
class StoredJobs {
public:
    /// Why it cannot be looked at, and how to end then.
    struct Failure {
        QString sentence;
        Exit exit = Exit::usage;
    };

    /// A store that does not exist yet holds no jobs.
    static std::expected<StoredJobs, Failure> open(const Place& place);

    /// Newest first. A job that its program left running when it died is told as paused (interrupted).
    std::expected<QList<journal::JobRecord>, Failure> all();
    /// By number, or by a name that only one job has; `last`: the newest one.
    std::expected<journal::JobRecord, Failure> find(const QString& numberOrName);
    std::expected<journal::JobRecord, Failure> last();
    /// Every job that held the id, newest first; also those whose list is only fingerprints by now.
    std::expected<QList<journal::Found>, Failure> holding(const QString& id);
    /// nullptr: nothing was ever stored.
    journal::Store* store() { return m_store.get(); }

private:
    journal::Folders m_folders;
    std::unique_ptr<journal::Store> m_store;
};

/// Says why, and how to end.
Exit tell(const StoredJobs::Failure& failure, Console& console);

/// A job as one JSON object, for programs.
QJsonObject jobObject(const journal::JobRecord& job);

} // namespace cli
