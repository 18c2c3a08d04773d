// What a store of a million finished ids costs to open, to search and to report on, and how much memory the
// report takes: it must not grow with the list. Usage: bench_report [folder] [ids]
#include "journal/report.h"
#include "journal/sqlitestore.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <malloc.h>

namespace {

using journal::SqliteStore;

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

/// In megabytes, from the kernel's own books.
double memory(const QByteArray& field)
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray& line : status.readAll().split('\n')) {
        if (line.startsWith(field + ':'))
            return line.mid(field.size() + 1).trimmed().split(' ').first().toDouble() / 1024;
    }
    return 0;
}

/// The highest use of memory counts from here on.
void forgetPeak()
{
    malloc_trim(0); // what earlier steps freed
    QFile file(QStringLiteral("/proc/self/clear_refs"));
    if (!file.open(QIODevice::WriteOnly) || file.write("5") != 1)
        std::printf("  (the peak of memory cannot be reset here)\n");
}

journal::JobId fill(SqliteStore& store, std::uint32_t count)
{
    journal::JobRecord record;
    record.name = QStringLiteral("bench");
    const journal::JobId job = demand(store.addJob(record));
    for (std::uint32_t from = 0; from < count; from += 10'000) {
        std::vector<std::string> ids;
        std::vector<journal::NewItem> items;
        for (std::uint32_t i = from; i < std::min(count, from + 10'000); ++i)
            ids.push_back(std::to_string(10'000'000U + i));
        for (std::uint32_t line = from + 2; const std::string& id : ids)
            items.push_back({id, line++, "somebody@example.org"});
        demand(store.addItems(job, items));
    }
    demand(store.seal(job));
    base::Outcome done;
    done.kind = base::OutcomeKind::done;
    done.httpStatus = 204;
    for (std::uint32_t from = 0; from < count; from += 10'000) {
        journal::Commit commit;
        commit.job = job;
        for (std::uint32_t i = from; i < std::min(count, from + 10'000); ++i) {
            const journal::WallTime at(std::chrono::milliseconds(1'700'000'000'000 + i));
            journal::ItemChange change;
            change.item = i;
            change.state = jobs::ItemState::done;
            change.attempts = 1;
            change.answer = done;
            change.sent = change.answered = at;
            commit.changes.push_back(change);
        }
        demand(store.commit(commit));
    }
    return job;
}

template <class Work>
double seconds(Work work)
{
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void measure(const QString& folder, std::uint32_t count)
{
    const QString path = folder + QStringLiteral("/%1.sqlite").arg(count);
    journal::JobId job = 0;
    {
        auto store = demand(SqliteStore::open(path, SqliteStore::Mode::readWrite));
        job = fill(*store, count);
    }
    forgetPeak();
    std::printf("%u ids, all done, %.0f MB on the disk\n", count,
                static_cast<double>(QFileInfo(path).size()) / 1e6);
    std::unique_ptr<SqliteStore> store;
    std::printf("  open and list the jobs   %8.4f s\n", seconds([&] {
                    store = demand(SqliteStore::open(path, SqliteStore::Mode::readWrite));
                    demand(store->jobs());
                }));
    const QString id = QString::number(10'000'000U + count / 2);
    qsizetype found = 0;
    std::printf("  find an id               %8.4f s",
                seconds([&] { found = demand(store->find(id)).size(); }));
    std::printf(" (%lld found)\n", static_cast<long long>(found));
    forgetPeak();
    const double before = memory("VmRSS");
    std::printf("  report                   %8.4f s", seconds([&] {
                    demand(journal::writeReport(*store, job, folder + QStringLiteral("/report")));
                }));
    std::printf(", memory at most %.1f MB, %.1f MB before\n", memory("VmHWM"), before);
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    const QTemporaryDir own(argc > 1 ? QString::fromLocal8Bit(argv[1]) + QStringLiteral("/bench-XXXXXX")
                                     : QString());
    const auto most = argc > 2 ? static_cast<std::uint32_t>(std::atoi(argv[2])) : 1'000'000U;
    for (const std::uint32_t count : {most / 100, most / 10, most})
        measure(own.path(), count);
}
