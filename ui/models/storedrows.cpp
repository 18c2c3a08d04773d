#include "ui/models/storedrows.h"

#include "engine/listremoval.h"
#include "ui/models/sorting.h"

#include <QMetaObject>

#include <algorithm>
#include <memory>

namespace ui::models {

namespace {

constexpr qsizetype foundMost = 200; ///< more hits than anybody reads

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
}

StoredRows::~StoredRows()
{
    m_workers.clear();
    m_workers.waitForDone();
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

void StoredRows::order(journal::JobId job, ItemIndex count, const journal::ItemFilter& filter, Order order,
                       std::function<void(std::vector<ItemIndex>)> then)
{
    run([this, opener = m_opener, job, count, filter, order, then = std::move(then)]() mutable {
        auto items = std::make_shared<std::vector<ItemIndex>>(
            sorted(engine::JobReader(std::move(opener)), job, count, filter, order));
        QMetaObject::invokeMethod(this,
                                  [then = std::move(then), items]() mutable { then(std::move(*items)); });
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
