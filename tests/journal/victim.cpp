// A program for tests to kill. Prints one line for each thing that it has safely done.
#include "journal/accountlock.h"
#include "journal/sqlitestore.h"

#include <QCoreApplication>

#include <cstdio>

namespace {

void say(const char* what, unsigned long long number = 0)
{
    std::printf("%s %llu\n", what, number);
    std::fflush(stdout);
}

int holdLock(const QString& path)
{
    const auto answer = journal::AccountLock::take(
        path, QStringLiteral("victim"), base::WallTime(std::chrono::milliseconds(1'795'251'600'000)));
    if (!answer || !std::holds_alternative<std::unique_ptr<journal::AccountLock>>(*answer))
        return 1;
    say("held");
    std::getchar(); // until it is killed, or its input ends
    return 0;
}

/// Adds items without end and never seals.
int fillDraft(journal::SqliteStore& store)
{
    const auto job = store.addJob({});
    if (!job)
        return 1;
    const std::vector<journal::NewItem> items(1000, {"4711", 2, "label"});
    for (unsigned long long count = 0;; count += items.size()) {
        if (!store.addItems(*job, items))
            return 1;
        say("added", count);
    }
}

/// Asks for one item after the other and stores each answer.
int work(journal::SqliteStore& store, journal::JobId job)
{
    const auto count = store.marks(job)->size();
    for (jobs::ItemIndex item = 0; item < count; ++item) {
        const base::WallTime now(std::chrono::milliseconds(1'795'251'600'000 + item));
        journal::Commit commit;
        commit.job = job;
        commit.intents.push_back({item + 1ULL, jobs::AttemptKind::item, {item}, now, {}});
        journal::ItemChange change;
        change.item = item;
        change.state = jobs::ItemState::sent;
        commit.changes.push_back(change);
        commit.requestsAdded = 1;
        commit.audit.push_back({now, QStringLiteral("victim"), QStringLiteral("asked"), {}});
        if (!store.commit(commit))
            return 1;
        say("asked", item);
        commit = {};
        commit.job = job;
        commit.ends.push_back({item + 1ULL, base::OutcomeKind::done, 204, now});
        change.state = jobs::ItemState::done;
        change.attempts = 1;
        commit.changes.push_back(change);
        if (!store.commit(commit))
            return 1;
        say("done", item);
    }
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == QLatin1String("lock"))
        return holdLock(arguments.value(2));
    const auto store = journal::SqliteStore::open(arguments.value(2), journal::SqliteStore::Mode::readWrite);
    if (!store)
        return 1;
    return arguments.value(1) == QLatin1String("draft") ? fillDraft(**store)
                                                        : work(**store, arguments.value(3).toLongLong());
}
