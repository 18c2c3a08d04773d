// How fast the job store is on this disk: one intent and one outcome per request, alone and grouped, and a
// list of a million ids. Usage: bench_store [folder] [ids]
#include "journal/sqlitestore.h"

#include "base/random.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QTemporaryDir>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace {

using journal::SqliteStore;
/// Seconds on the clock, and of them seconds of work (on a busy machine only these compare).
class Watch {
public:
    double seconds() const
    {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count();
    }
    double work() const { return static_cast<double>(std::clock() - m_clock) / CLOCKS_PER_SEC; }

private:
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
    std::clock_t m_clock = std::clock();
};

void say(const char* what, const Watch& watch)
{
    std::printf("  %-24s %8.4f s, work %8.4f s\n", what, watch.seconds(), watch.work());
}

template <class T>
T demand(journal::Result<T> result)
{
    if (!result) {
        std::fprintf(stderr, "%s\n", result.error().message.c_str());
        std::exit(1);
    }
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

std::unique_ptr<SqliteStore> open(const QString& path)
{
    return demand(SqliteStore::open(path, SqliteStore::Mode::readWrite));
}

double megabytes(const QString& path)
{
    return static_cast<double>(QFileInfo(path).size() + QFileInfo(path + QStringLiteral("-wal")).size())
           / 1e6;
}

/// Ids in the order of the list, or scattered like hashes.
std::vector<std::string> makeIds(std::uint32_t count, bool isRandom)
{
    base::Random random(1);
    std::vector<std::string> ids;
    for (std::uint32_t i = 0; i < count; ++i)
        ids.push_back(std::to_string(isRandom ? random.next() % 10'000'000'000ULL : 10'000'000ULL + i));
    return ids;
}

journal::JobId fill(SqliteStore& store, const std::vector<std::string>& ids)
{
    std::vector<journal::NewItem> items;
    for (std::uint32_t line = 2; const std::string& id : ids)
        items.push_back({id, line++, {}});
    journal::JobRecord record;
    record.name = QStringLiteral("bench");
    record.profileJson = QByteArray(6000, ' ');
    const journal::JobId job = demand(store.addJob(record));
    demand(store.addItems(job, items));
    demand(store.seal(job));
    return job;
}

/// Requests a second where `group` intents, and later their outcomes, share a commit.
void rate(SqliteStore& store, journal::JobId job, std::uint32_t first, std::uint32_t count,
          std::uint32_t group, journal::AttemptId& attempt)
{
    const Watch watch;
    base::Outcome done;
    done.kind = base::OutcomeKind::done;
    done.httpStatus = 204;
    for (std::uint32_t from = first; from < first + count; from += group) {
        journal::Commit intents, outcomes;
        intents.job = outcomes.job = job;
        for (std::uint32_t i = from; i < from + group; ++i) {
            const journal::WallTime now(std::chrono::milliseconds(1'700'000'000'000 + i));
            intents.intents.push_back({++attempt, jobs::AttemptKind::item, {i}, now, {}});
            journal::ItemChange change;
            change.item = i;
            change.state = jobs::ItemState::sent;
            change.sent = now;
            intents.changes.push_back(change);
            outcomes.ends.push_back({attempt, base::OutcomeKind::done, 204, now});
            change.state = jobs::ItemState::done;
            change.attempts = 1;
            change.answer = done;
            change.answered = now;
            change.tookMilliseconds = 40;
            outcomes.changes.push_back(change);
        }
        intents.requestsAdded = group;
        demand(store.commit(intents));
        demand(store.commit(outcomes));
    }
    std::printf("  by %-4u                  %8.0f/s, of work alone %8.0f/s\n", group, count / watch.seconds(),
                count / watch.work());
}

template <class Work>
auto timed(const char* what, Work work)
{
    const Watch watch;
    auto result = work();
    say(what, watch);
    return result;
}

void big(const QString& folder, std::uint32_t count, bool isRandom)
{
    const QString path =
        folder + (isRandom ? QStringLiteral("/random.sqlite") : QStringLiteral("/counted.sqlite"));
    const std::vector<std::string> ids = makeIds(count, isRandom);
    std::printf("%u %s ids\n", count, isRandom ? "scattered" : "counted");
    auto store = open(path);
    const journal::JobId job = timed("insert and seal", [&] { return fill(*store, ids); });
    store.reset();
    std::printf("  on the disk              %8.1f MB\n", megabytes(path));
    store = timed("open and list the jobs", [&] {
        auto opened = open(path);
        demand(opened->jobs());
        return opened;
    });
    timed("marks, untouched", [&] { return demand(store->marks(job)); });
    timed("find", [&] { return demand(store->find(QString::fromStdString(ids[ids.size() / 2]))); });
    journal::ItemFilter filter;
    filter.text = QStringLiteral("777");
    timed("filter by text", [&] { return demand(store->matching(job, filter)); });
    timed("a page of 1000", [&] { return demand(store->rows(job, count / 2, 1000)); });
    journal::AttemptId attempt = 0;
    rate(*store, job, 0, count, 1000, attempt);
    timed("marks, all done", [&] { return demand(store->marks(job)); });
    std::printf("  on the disk              %8.1f MB\n", megabytes(path));
    const journal::JobId again = fill(*store, ids);
    timed("already sent", [&] { return demand(store->sentBefore(again)); });
    store.reset();
    store = timed("open and list the jobs", [&] {
        auto opened = open(path);
        demand(opened->jobs());
        return opened;
    });
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    const QTemporaryDir own(argc > 1 ? QString::fromLocal8Bit(argv[1]) + QStringLiteral("/bench-XXXXXX")
                                     : QString());
    const auto count = argc > 2 ? static_cast<std::uint32_t>(std::atoi(argv[2])) : 1'000'000U;
    std::printf("in %s\n", qPrintable(own.path()));
    {
        auto store = open(own.filePath(QStringLiteral("rates.sqlite")));
        const journal::JobId job = fill(*store, makeIds(100'000, false));
        journal::AttemptId attempt = 0;
        std::printf("one intent and one outcome per request\n");
        rate(*store, job, 0, 4000, 1, attempt);
        rate(*store, job, 4000, 16'000, 8, attempt);
        rate(*store, job, 20'000, 64'000, 64, attempt);
    }
    big(own.path(), count, false);
    big(own.path(), count, true);
}
