#include "ui/models/storedrows.h"

#include "engine/listremoval.h"
#include "ui/models/sorting.h"

#include <QElapsedTimer>
#include <QMetaObject>
#include <QThread>

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace ui::models {

namespace {

constexpr qsizetype foundMost = 200;      ///< more hits than anybody reads
constexpr ItemIndex itemsAtOnce = 16'384; ///< of a search in parts: some 20 ms
constexpr int readersMost = 4;
constexpr qint64 partEvery = 60; ///< ms

/// The id itself first, then ids and labels that hold the text: nobody knows 4711 by heart, but an e-mail.
base::Result<QList<journal::Found>> everywhere(const engine::JobReader::Opener& opener,
                                               const QByteArray& installationKey, const QString& text)
{
    auto store = opener();
    if (!store)
        return std::unexpected(store.error());
    auto exact = engine::jobsHolding(**store, installationKey, text);
    if (!exact)
        return std::unexpected(exact.error());
    QList<journal::Found> all = std::move(*exact);
    for (journal::Found& hit : all)
        hit.item.id = text.toStdString(); // a list that was taken away knows it by its fingerprint
    const auto jobs = (*store)->jobs();
    if (!jobs)
        return std::unexpected(jobs.error());
    journal::ItemFilter filter;
    filter.text = text;
    for (const journal::JobRecord& job : *jobs) {
        auto items = (*store)->matching(job.id, filter);
        if (!items)
            return std::unexpected(items.error());
        items->resize(std::min<std::size_t>(items->size(), std::size_t(foundMost)));
        const auto rows = (*store)->rowsAt(job.id, *items);
        if (!rows)
            return std::unexpected(rows.error());
        for (const journal::ItemRow& row : *rows) {
            const auto holds = [&](const std::string& words) {
                return QString::fromStdString(words).contains(text, Qt::CaseInsensitive);
            };
            const bool isExact = row.id == text.toStdString();
            if (!isExact && (holds(row.id) || holds(row.label)) && all.size() < foundMost)
                all.append({job, row});
        }
    }
    return all;
}

} // namespace

StoredRows::StoredRows(engine::JobReader::Opener opener, const QByteArray& installationKey, Search search,
                       QObject* parent)
    : QObject(parent)
    , m_installationKey(installationKey)
    , m_opener(opener)
    , m_reader(std::move(opener))
    , m_search(search)
{
    // One search at a time: a second one would only make the first one slower.
    m_workers.setMaxThreadCount(1);
    m_hunters.setMaxThreadCount(std::clamp(QThread::idealThreadCount(), 1, readersMost));
}

StoredRows::~StoredRows()
{
    ++m_latest;
    m_workers.clear();
    m_workers.waitForDone();
    m_hunters.clear();
    m_hunters.waitForDone();
}

void StoredRows::run(std::function<void()> search)
{
    if (m_search == Search::inPlace)
        search();
    else
        m_workers.start(std::move(search));
}

base::Result<std::vector<journal::ItemRow>> StoredRows::rows(journal::JobId job, ItemIndex from,
                                                             ItemIndex count)
{
    return m_reader.rows(job, from, count);
}

base::Result<std::vector<journal::ItemRow>> StoredRows::rowsAt(journal::JobId job,
                                                               std::span<const ItemIndex> items)
{
    return m_reader.rowsAt(job, items);
}

void StoredRows::match(journal::JobId job, const journal::ItemFilter& filter,
                       std::function<void(std::vector<ItemIndex>)> then)
{
    run([this, opener = m_opener, job, filter, then = std::move(then)]() mutable {
        engine::JobReader reader(std::move(opener));
        auto found = reader.matching(job, filter);
        std::vector<ItemIndex> items = found ? std::move(*found) : std::vector<ItemIndex>();
        // Queued on `this`: when it is gone meanwhile, the answer goes with it.
        QMetaObject::invokeMethod(
            this, [then = std::move(then), items = std::move(items)]() mutable { then(std::move(items)); });
    });
}

/// One search in parts: several readers take one range of the list after another, and what they found is told
/// in the order of the list.
struct StoredRows::Hunt {
    int search = 0;
    journal::JobId job = 0;
    journal::ItemFilter filter;
    ItemIndex count = 0, ranges = 0;
    std::function<void(Part)> then; ///< in the UI thread
    std::atomic<ItemIndex> next = 0;

    std::mutex mutex; ///< of what follows
    std::vector<std::optional<std::vector<ItemIndex>>> found;
    ItemIndex told = 0; ///< ranges
    QElapsedTimer sinceTold;
};

void StoredRows::matchInParts(journal::JobId job, ItemIndex count, const journal::ItemFilter& filter,
                              std::function<void(Part)> then)
{
    auto hunt = std::make_shared<Hunt>();
    hunt->search = ++m_latest;
    hunt->job = job;
    hunt->filter = filter;
    hunt->count = count;
    hunt->ranges = std::max<ItemIndex>(1, (count + itemsAtOnce - 1) / itemsAtOnce);
    hunt->then = std::move(then);
    hunt->found.resize(hunt->ranges);
    hunt->sinceTold.start();
    if (m_search == Search::inPlace) {
        look(hunt);
        return;
    }
    const int readers = std::min(m_hunters.maxThreadCount(), int(hunt->ranges));
    for (int i = 0; i < readers; ++i)
        m_hunters.start([this, hunt] { look(hunt); });
}

void StoredRows::look(const std::shared_ptr<Hunt>& hunt)
{
    engine::JobReader reader(m_opener);
    for (ItemIndex range = hunt->next++; range < hunt->ranges && m_latest == hunt->search;
         range = hunt->next++) {
        journal::ItemFilter filter = hunt->filter;
        filter.from = range * itemsAtOnce;
        filter.to = filter.from + std::min(itemsAtOnce, hunt->count - filter.from);
        auto found = reader.matching(hunt->job, filter);

        const std::scoped_lock lock(hunt->mutex);
        hunt->found[range] = found ? std::move(*found) : std::vector<ItemIndex>();
        ItemIndex known = hunt->told;
        while (known < hunt->ranges && hunt->found[known])
            ++known;
        const bool isLast = known == hunt->ranges;
        if (!isLast && (known == hunt->told || hunt->sinceTold.elapsed() < partEvery))
            continue;
        Part part{{}, isLast};
        for (; hunt->told < known; ++hunt->told)
            part.items.insert(part.items.end(), hunt->found[hunt->told]->begin(),
                              hunt->found[hunt->told]->end());
        hunt->sinceTold.start();
        QMetaObject::invokeMethod(this, [this, hunt, part = std::move(part)]() mutable {
            if (m_latest == hunt->search)
                hunt->then(std::move(part));
        });
    }
}

void StoredRows::order(journal::JobId job, ItemIndex count, const journal::ItemFilter& filter, Order order,
                       std::function<void(std::vector<ItemIndex>)> then)
{
    const int search = ++m_latest;
    run([this, opener = m_opener, job, count, filter, order, search, then = std::move(then)]() mutable {
        auto items = std::make_shared<std::vector<ItemIndex>>(
            sorted(engine::JobReader(std::move(opener)), job, count, filter, order));
        QMetaObject::invokeMethod(this, [this, search, then = std::move(then), items]() mutable {
            if (m_latest == search)
                then(std::move(*items));
        });
    });
}

base::Result<ItemRecord> StoredRows::record(journal::JobId job, ItemIndex item)
{
    auto store = m_opener();
    if (!store)
        return std::unexpected(store.error());
    auto record = (*store)->job(job);
    if (!record)
        return std::unexpected(record.error());
    auto rows = (*store)->rows(job, item, 1);
    if (!rows)
        return std::unexpected(rows.error());
    if (rows->empty())
        return base::fail("the job has no such item");
    auto attempts = (*store)->attempts(job, item);
    if (!attempts)
        return std::unexpected(attempts.error());
    return ItemRecord{std::move(*record), std::move(rows->front()), std::move(*attempts)};
}

void StoredRows::find(const QString& text, std::function<void(base::Result<QList<journal::Found>>)> then)
{
    run([this, opener = m_opener, key = m_installationKey, text, then = std::move(then)]() mutable {
        auto found = std::make_shared<base::Result<QList<journal::Found>>>(everywhere(opener, key, text));
        QMetaObject::invokeMethod(this,
                                  [then = std::move(then), found]() mutable { then(std::move(*found)); });
    });
}

} // namespace ui::models
