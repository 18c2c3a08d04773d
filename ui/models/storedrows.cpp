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
/// Longer lists are read from the disk at every key: a million ids with e-mail addresses take 45 MB.
constexpr qsizetype textMost = 64 * 1024 * 1024; ///< bytes

ItemIndex rangesOf(ItemIndex count)
{
    return std::max<ItemIndex>(1, (count + itemsAtOnce - 1) / itemsAtOnce);
}

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
    m_readers.setMaxThreadCount(1);
    m_hunters.setMaxThreadCount(std::clamp(QThread::idealThreadCount(), 1, readersMost));
}

StoredRows::~StoredRows()
{
    ++m_latest;
    forgetText();
    m_readers.waitForDone();
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

/// The text of one job's list, as far as it was read. Every thread.
class StoredRows::KeptText {
public:
    KeptText(journal::JobId job, ItemIndex count) : m_job(job), m_count(count), m_ranges(rangesOf(count)) {}

    bool isOf(journal::JobId job, ItemIndex count) const { return m_job == job && m_count == count; }
    ItemIndex ranges() const { return ItemIndex(m_ranges.size()); }

    /// nullptr: not read yet, or it cannot be.
    std::shared_ptr<const journal::ListText> of(ItemIndex range)
    {
        const std::scoped_lock lock(m_mutex);
        return m_ranges[range];
    }

    /// All that was not read yet and is not too much.
    void read(engine::JobReader reader)
    {
        for (ItemIndex range = 0; range < ranges() && m_isWanted; ++range) {
            const ItemIndex from = range * itemsAtOnce, count = std::min(itemsAtOnce, m_count - from);
            auto read = reader.listText(m_job, from, count);
            if (!read || read->count() != count)
                continue;
            auto text = std::make_shared<const journal::ListText>(std::move(*read));
            if ((m_bytes += text->bytes()) > textMost)
                return;
            const std::scoped_lock lock(m_mutex);
            m_ranges[range] = std::move(text);
        }
    }
    void end() { m_isWanted = false; }

private:
    const journal::JobId m_job;
    const ItemIndex m_count;
    std::atomic<bool> m_isWanted = true;
    qsizetype m_bytes = 0; ///< of the reader
    std::mutex m_mutex;    ///< of what follows
    std::vector<std::shared_ptr<const journal::ListText>> m_ranges;
};

void StoredRows::expectText(journal::JobId job, ItemIndex count)
{
    if (m_search == Search::inPlace || (m_text && m_text->isOf(job, count)))
        return;
    forgetText();
    m_text = std::make_shared<KeptText>(job, count);
    // Not by the searchers: a key that comes before it is read shall not wait for all of it.
    m_readers.start([text = m_text, opener = m_opener] { text->read(engine::JobReader(opener)); });
}

void StoredRows::forgetText()
{
    if (m_text)
        m_text->end();
    m_text.reset();
}

/// One search in parts: several readers take one range of the list after another, and what they found is told
/// in the order of the list.
struct StoredRows::Hunt {
    int search = 0;
    journal::JobId job = 0;
    journal::ItemFilter filter;
    ItemIndex count = 0, ranges = 0;
    std::function<void(Part)> then; ///< in the UI thread
    std::shared_ptr<KeptText> text; ///< nullptr: no text is looked for
    QByteArray sought;              ///< in it
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
    hunt->ranges = rangesOf(count);
    hunt->then = std::move(then);
    hunt->found.resize(hunt->ranges);
    hunt->sinceTold.start();
    if (m_search == Search::inPlace) {
        look(hunt);
        return;
    }
    hunt->sought = journal::ListText::sought(filter.text);
    if (!hunt->sought.isEmpty() && m_text && m_text->isOf(job, count))
        hunt->text = m_text;
    const int readers = std::min(m_hunters.maxThreadCount(), int(hunt->ranges));
    for (int i = 0; i < readers; ++i)
        m_hunters.start([this, hunt] { look(hunt); });
}

/// The items of one range that the hunt is after.
std::vector<ItemIndex> StoredRows::foundIn(const Hunt& hunt, KeptText* kept, ItemIndex range,
                                           engine::JobReader& reader)
{
    journal::ItemFilter filter = hunt.filter;
    filter.from = range * itemsAtOnce;
    filter.to = filter.from + std::min(itemsAtOnce, hunt.count - filter.from);
    const auto matching = [&] {
        return reader.matching(hunt.job, filter).value_or(std::vector<ItemIndex>());
    };
    const auto text = kept ? kept->of(range) : nullptr;
    if (!text)
        return matching();
    filter.isInMessages = true;
    filter.states.clear();
    std::vector<ItemIndex> found;
    std::ranges::set_union(text->holding(hunt.sought), matching(), std::back_inserter(found));
    if (hunt.filter.states.empty() || found.empty())
        return found;
    filter.text.clear();
    filter.states = hunt.filter.states;
    std::vector<ItemIndex> wanted;
    std::ranges::set_intersection(found, matching(), std::back_inserter(wanted));
    return wanted;
}

void StoredRows::look(const std::shared_ptr<Hunt>& hunt)
{
    engine::JobReader reader(m_opener);
    // A list that was taken away meanwhile is not found by what it was.
    KeptText* const text =
        hunt->text && reader.hasList(hunt->job).value_or(false) ? hunt->text.get() : nullptr;
    for (ItemIndex range = hunt->next++; range < hunt->ranges && m_latest == hunt->search;
         range = hunt->next++) {
        auto found = foundIn(*hunt, text, range, reader);

        const std::scoped_lock lock(hunt->mutex);
        hunt->found[range] = std::move(found);
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
            if (m_latest != hunt->search)
                return;
            if (part.isLast && !hunt->sought.isEmpty())
                expectText(hunt->job, hunt->count); // not before: it would hold up this search
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
