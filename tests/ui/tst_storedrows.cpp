#include "engine/listremoval.h"
#include "journal/memorystore.h"
#include "journal/sharedstore.h"
#include "ui/models/storedrows.h"
#include "ui/support/stage.h"

#include <QTest>

#include <atomic>
#include <mutex>
#include <optional>

using namespace ui;
using Items = std::vector<jobs::ItemIndex>;
using jobs::ItemState;

namespace {

constexpr jobs::ItemIndex count = 40'000; ///< three parts of a search
const QByteArray installationKey(32, 'k');

/// What all connections to one store share.
struct File {
    std::shared_ptr<journal::Store> store = std::make_shared<journal::MemoryStore>();
    std::mutex mutex;
    std::atomic<int> walks = 0; ///< searches through all rows of a part
};

/// A connection of one thread.
class Connection final : public journal::SharedStore {
public:
    explicit Connection(File& file) : SharedStore(file.store), m_file(file) {}

    journal::Result<journal::JobRecord> job(journal::JobId id) override
    {
        const std::scoped_lock lock(m_file.mutex);
        return SharedStore::job(id);
    }
    journal::Result<Items> matching(journal::JobId job, const journal::ItemFilter& filter) override
    {
        if (!filter.text.isEmpty() && !filter.isInMessages)
            ++m_file.walks;
        const std::scoped_lock lock(m_file.mutex);
        return SharedStore::matching(job, filter);
    }
    journal::Result<journal::ListText> listText(journal::JobId job, jobs::ItemIndex from,
                                                jobs::ItemIndex items) override
    {
        const std::scoped_lock lock(m_file.mutex);
        return SharedStore::listText(job, from, items);
    }

private:
    File& m_file;
};

journal::JobId withJob(journal::Store& store)
{
    journal::JobRecord job = fake::recordOf(0);
    job.accountKey = "k";
    job.credentialFingerprint = "f";
    job.listHash = "h";
    job.itemCount = count;
    job.optionsJson = "{}";
    job.createdAt = fake::now();
    const auto id = store.addJob(job);
    std::vector<std::string> ids(count); // the items only look at them
    std::vector<journal::NewItem> items(count);
    for (jobs::ItemIndex i = 0; i < count; ++i) {
        ids[i] = std::to_string(100'000 + i);
        items[i] = {ids[i], i + 2, i % 3 == 0 ? "Anna" : "Bert"};
    }
    if (!id || !store.addItems(*id, items) || !store.seal(*id))
        return 0;
    journal::Commit skipped;
    skipped.job = *id;
    for (jobs::ItemIndex i = 0; i < count; i += 2) {
        journal::ItemChange change;
        change.item = i;
        change.state = ItemState::skipped;
        skipped.changes.push_back(change);
    }
    return store.commit(skipped) ? *id : 0;
}

} // namespace

class TestStoredRows : public QObject {
    Q_OBJECT

    support::Home m_home;
    std::optional<File> m_file;
    std::unique_ptr<models::StoredRows> m_rows;
    journal::JobId m_job = 0;

    Items found(const QString& text, std::vector<ItemState> states = {})
    {
        Items all;
        bool isDone = false;
        m_rows->matchInParts(m_job, count, {std::move(states), text}, [&](models::Part part) {
            all.insert(all.end(), part.items.begin(), part.items.end());
            isDone = part.isLast;
        });
        return QTest::qWaitFor([&isDone] { return isDone; }) ? all : Items{count};
    }
    /// Whether a search now does without walking through the rows.
    bool isAtHand()
    {
        const int before = m_file->walks;
        found(QStringLiteral("nobody"));
        return m_file->walks == before;
    }

private Q_SLOTS:
    void init()
    {
        m_file.emplace();
        m_job = withJob(*m_file->store);
        QVERIFY(m_job > 0);
        m_rows = std::make_unique<models::StoredRows>(
            [file = &*m_file]() -> base::Result<std::unique_ptr<journal::Store>> {
                return std::make_unique<Connection>(*file);
            },
            installationKey);
    }
    void cleanup() { m_rows.reset(); }

    void aSearchInTheTextThatIsKeptFindsWhatAWalkThroughTheRowsFinds()
    {
        const Items rare = found(QStringLiteral("139999")), many = found(QStringLiteral("anna"));
        const Items left = found(QStringLiteral("NNA"), {ItemState::queued});
        QCOMPARE(rare, Items{39'999});
        QCOMPARE(many.size(), std::size_t(count / 3 + 1));
        QCOMPARE(left.size(), many.size() / 2);
        QTRY_VERIFY(isAtHand());
        QCOMPARE(found(QStringLiteral("139999")), rare);
        QCOMPARE(found(QStringLiteral("anna")), many);
        QCOMPARE(found(QStringLiteral("NNA"), {ItemState::queued}), left);
        QVERIFY(isAtHand());
    }

    void textThatIsExpectedIsAtHandBeforeTheFirstKey()
    {
        m_rows->expectText(m_job, count);
        QTRY_VERIFY(isAtHand());
    }

    void textIsForgottenWhenNobodyLooksForItAnyMore()
    {
        m_rows->expectText(m_job, count);
        QTRY_VERIFY(isAtHand());
        m_rows->forgetText();
        QVERIFY(!isAtHand());
    }

    void aListThatWasTakenAwayMeanwhileIsNotFoundByWhatItWas()
    {
        m_rows->expectText(m_job, count);
        QTRY_VERIFY(isAtHand());
        {
            const std::scoped_lock lock(m_file->mutex);
            journal::Commit ended;
            ended.job = m_job;
            ended.state = {jobs::JobState::stopped, jobs::PauseReason::byOperator};
            QVERIFY(m_file->store->commit(ended));
            QVERIFY(engine::removeList(*m_file->store, m_job, installationKey, QStringLiteral("anna"),
                                       fake::now()));
        }
        QVERIFY(found(QStringLiteral("anna")).empty());
    }
};

QTEST_MAIN(TestStoredRows)
#include "tst_storedrows.moc"
