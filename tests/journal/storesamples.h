#pragma once

#include "journal/memorystore.h"
#include "journal/sqlitestore.h"

#include <QTest>

#include <string>
#include <vector>

/// Jobs and commits for tests of stores.
namespace samples {

using jobs::ItemState;
using journal::Commit;
using journal::ItemChange;
using journal::JobId;
using journal::WallTime;

/// A moment of 2026-11-21, `milliseconds` after 09:00 UTC.
inline WallTime at(std::int64_t milliseconds)
{
    return WallTime(std::chrono::milliseconds(1'795'251'600'000 + milliseconds));
}

inline journal::JobRecord record(const QString& name = QStringLiteral("accounts_q4"))
{
    journal::JobRecord job;
    job.name = name;
    job.note = QStringLiteral("OPS-311, \"Löschung\"");
    job.vendor = QStringLiteral("Kameleoon");
    job.profileId = QStringLiteral("kameleoon");
    job.profileJson = R"({"id":"kameleoon","limits":[]})";
    job.operationId = QStringLiteral("delete-account");
    job.origin = QStringLiteral("https://api.kameleoon.com:443");
    job.accountLabel = QStringLiteral("main");
    job.accountKey = "a1b2";
    job.credentialFingerprint = "c3d4";
    job.listName = QStringLiteral("accounts.csv");
    job.listSheet = QStringLiteral("Q4");
    job.listColumn = QStringLiteral("id");
    job.listHash = "0123abcd";
    job.duplicates = 2;
    job.rejects = 1;
    job.optionsJson = R"({"share":100})";
    job.startedBy = QStringLiteral("anna on LT-0423");
    job.createdAt = at(-60'000);
    return job;
}

/// The value, or a failed test with the reason.
template <class T>
T demand(journal::Result<T> result)
{
    if (!result)
        qFatal("%s", result.error().message.c_str());
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

template <class T>
QString reason(const journal::Result<T>& result)
{
    return result ? QString() : QString::fromStdString(result.error().message);
}

/// A new store, of one kind or the other.
inline std::unique_ptr<journal::Store> madeStore(bool isOnDisk, const QString& path)
{
    if (isOnDisk)
        return demand(journal::SqliteStore::open(path, journal::SqliteStore::Mode::readWrite));
    return std::make_unique<journal::MemoryStore>();
}

/// A sealed job of these ids; their lines count from 2.
inline JobId sealed(journal::Store& store, const std::vector<std::string>& ids,
                    const journal::JobRecord& job = record())
{
    std::vector<journal::NewItem> items;
    for (std::uint32_t line = 2; const std::string& id : ids)
        items.push_back({id, line++, {}});
    const JobId id = demand(store.addJob(job));
    demand(store.addItems(id, items));
    demand(store.seal(id));
    return id;
}

/// "Attempt n asks for `item`": intent and state.
inline Commit asking(JobId job, jobs::AttemptId attempt, jobs::ItemIndex item, WallTime when)
{
    Commit commit;
    commit.job = job;
    commit.intents.push_back({attempt, jobs::AttemptKind::item, {item}, when, {}});
    ItemChange change;
    change.item = item;
    change.state = ItemState::sent;
    change.sent = when;
    commit.changes.push_back(change);
    commit.requestsAdded = 1;
    return commit;
}

/// "Attempt n was answered": its end and the item's new state.
inline Commit answered(JobId job, jobs::AttemptId attempt, jobs::ItemIndex item, ItemState state, int status,
                       WallTime when)
{
    Commit commit;
    commit.job = job;
    base::Outcome outcome;
    outcome.kind = state == ItemState::done ? base::OutcomeKind::done : base::OutcomeKind::failed;
    outcome.httpStatus = status;
    commit.ends.push_back({attempt, outcome.kind, status, when});
    ItemChange change;
    change.item = item;
    change.state = state;
    change.attempts = 1;
    change.answer = outcome;
    change.answered = when;
    change.tookMilliseconds = 40;
    commit.changes.push_back(change);
    return commit;
}

} // namespace samples
