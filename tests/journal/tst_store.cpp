#include "storesamples.h"

#include <QTemporaryDir>

using namespace samples;

/// What every Store promises, asked of each of them.
class StoreTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<journal::Store> m_store;
    std::unique_ptr<QTemporaryDir> m_folder;

    static void kinds()
    {
        QTest::addColumn<bool>("isOnDisk");
        QTest::newRow("memory") << false;
        QTest::newRow("sqlite") << true;
    }
    journal::Store& store()
    {
        if (m_store == nullptr) {
            QFETCH_GLOBAL(bool, isOnDisk);
            m_store = madeStore(isOnDisk, m_folder->filePath(QStringLiteral("jobs.sqlite")));
        }
        return *m_store;
    }

private Q_SLOTS:
    void initTestCase_data() { kinds(); }
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void cleanup()
    {
        m_store.reset();
        m_folder.reset();
    }

    void keepsAJobAsItWasGiven()
    {
        const journal::JobRecord given = record();
        const JobId id = sealed(store(), {"4711", "4712", "4713"}, given);
        const journal::JobRecord job = demand(store().job(id));
        QCOMPARE(job.id, id);
        QCOMPARE(job.name, given.name);
        QCOMPARE(job.note, given.note);
        QCOMPARE(job.vendor, given.vendor);
        QCOMPARE(job.profileId, given.profileId);
        QCOMPARE(job.profileJson, given.profileJson);
        QCOMPARE(job.operationId, given.operationId);
        QCOMPARE(job.origin, given.origin);
        QCOMPARE(job.accountLabel, given.accountLabel);
        QCOMPARE(job.accountKey, given.accountKey);
        QCOMPARE(job.credentialFingerprint, given.credentialFingerprint);
        QCOMPARE(job.listName, given.listName);
        QCOMPARE(job.listSheet, given.listSheet);
        QCOMPARE(job.listColumn, given.listColumn);
        QCOMPARE(job.listHash, given.listHash);
        QCOMPARE(job.itemCount, 3U);
        QCOMPARE(job.duplicates, 2U);
        QCOMPARE(job.rejects, 1U);
        QCOMPARE(job.optionsJson, given.optionsJson);
        QCOMPARE(job.startedBy, given.startedBy);
        QVERIFY(job.createdAt == given.createdAt);
        QVERIFY(!job.isPractice);
        QCOMPARE(job.state, jobs::JobState::ready);
        QCOMPARE(job.reason, jobs::PauseReason::none);
        QVERIFY(!job.startedAt && !job.endedAt);
        QCOMPARE(job.counts[ItemState::queued], 3U);
        QCOMPARE(job.counts.total(), 3U);
    }

    void takesAJobWithEveryFieldEmpty()
    {
        const JobId id = sealed(store(), {"1"}, journal::JobRecord());
        QCOMPARE(demand(store().job(id)).name, QString());
        QCOMPARE(demand(store().rows(id, 0, 1)).front().label, std::string());
    }

    void listsJobsNewestFirstAndDraftsNotAtAll()
    {
        const JobId first = sealed(store(), {"1"});
        const JobId second = sealed(store(), {"2"});
        demand(store().addJob(record()));
        const auto jobs = demand(store().jobs());
        QCOMPARE(jobs.size(), 2);
        QCOMPARE(jobs.at(0).id, second);
        QCOMPARE(jobs.at(1).id, first);
    }

    void keepsItemsInTheOrderOfTheList()
    {
        const JobId job = demand(store().addJob(record()));
        const std::vector<journal::NewItem> first{{"b", 2, "Bärbel"}, {"a", 4, ""}};
        const std::vector<journal::NewItem> second{{"ünï", 5, "=1"}};
        demand(store().addItems(job, first));
        demand(store().addItems(job, second));
        demand(store().seal(job));
        QCOMPARE(demand(store().ids(job, 0, 10)), (std::vector<std::string>{"b", "a", "ünï"}));
        QCOMPARE(demand(store().ids(job, 1, 1)), std::vector<std::string>{"a"});
        QVERIFY(demand(store().ids(job, 3, 10)).empty());
        const auto rows = demand(store().rows(job, 0, 10));
        QCOMPARE(rows.size(), std::size_t{3});
        QCOMPARE(rows[0].label, std::string("Bärbel"));
        QCOMPARE(rows[1].line, 4U);
        QCOMPARE(rows[2].index, 2U);
        QCOMPARE(rows[2].state, ItemState::queued);
        QCOMPARE(rows[2].tookMilliseconds, -1);
        QVERIFY(!rows[2].firstSent);
    }

    void refusesToSealAListThatIsNotComplete()
    {
        journal::JobRecord job = record();
        job.itemCount = 2;
        const JobId id = demand(store().addJob(job));
        const std::vector<journal::NewItem> one{{"1", 2, ""}};
        demand(store().addItems(id, one));
        QVERIFY2(reason(store().seal(id)).contains(QLatin1String("list of 2 ids, but 1 were stored")),
                 qPrintable(reason(store().seal(id))));
        QVERIFY(demand(store().jobs()).isEmpty());
    }

    void refusesItemsForASealedJob()
    {
        const JobId job = sealed(store(), {"1"});
        const std::vector<journal::NewItem> late{{"2", 3, ""}};
        QVERIFY(!store().addItems(job, late));
        QVERIFY(!store().seal(job));
        QCOMPARE(demand(store().ids(job, 0, 10)).size(), std::size_t{1});
    }

    void remembersTheLastAnswerOfAnItem()
    {
        const JobId job = sealed(store(), {"4711", "4712"});
        demand(store().commit(asking(job, 1, 1, at(0))));
        Commit commit = answered(job, 1, 1, ItemState::failed, 422, at(45));
        commit.changes[0].answer->vendorCode = "10006";
        commit.changes[0].answer->message = "no such account";
        commit.changes[0].answer->receipt = "r-1";
        commit.changes[0].detail = "seen twice";
        commit.changes[0].wasUnknown = true;
        demand(store().commit(commit));
        const auto row = demand(store().rows(job, 1, 1)).front();
        QCOMPARE(row.id, std::string("4712"));
        QCOMPARE(row.state, ItemState::failed);
        QCOMPARE(row.attempts, 1U);
        QVERIFY(row.wasUnknown);
        QCOMPARE(row.httpStatus, 422);
        QCOMPARE(row.vendorCode, std::string("10006"));
        QCOMPARE(row.message, std::string("no such account"));
        QCOMPARE(row.receipt, std::string("r-1"));
        QCOMPARE(row.detail, std::string("seen twice"));
        QVERIFY(row.firstSent == at(0));
        QVERIFY(row.answered == at(45));
        QCOMPARE(row.tookMilliseconds, 40);
    }

    void replacesOnlyWhatAChangeSets()
    {
        const JobId job = sealed(store(), {"4711"});
        demand(store().commit(asking(job, 1, 0, at(0))));
        Commit refused = answered(job, 1, 0, ItemState::waiting, 503, at(40));
        refused.changes[0].detail = "asked again";
        demand(store().commit(refused));
        demand(store().commit(asking(job, 2, 0, at(5000))));
        const auto row = demand(store().rows(job, 0, 1)).front();
        QCOMPARE(row.state, ItemState::sent);
        QCOMPARE(row.attempts, 0U);
        QCOMPARE(row.httpStatus, 503);
        QCOMPARE(row.detail, std::string("asked again"));
        QVERIFY(row.firstSent == at(0));
        QVERIFY(row.answered == at(40));
        QCOMPARE(row.tookMilliseconds, 40);
    }

    void cutsAMessageAt500BytesBetweenCharacters()
    {
        const JobId job = sealed(store(), {"4711"});
        demand(store().commit(asking(job, 1, 0, at(0))));
        Commit commit = answered(job, 1, 0, ItemState::failed, 400, at(1));
        commit.changes[0].answer->message = std::string(499, 'x').append("ü and more");
        demand(store().commit(commit));
        QCOMPARE(demand(store().rows(job, 0, 1)).front().message, std::string(499, 'x'));
        commit.ends.clear();
        commit.changes[0].answer->message = std::string(498, 'x').append("ü and more");
        demand(store().commit(commit));
        QCOMPARE(demand(store().rows(job, 0, 1)).front().message, std::string(498, 'x').append("ü"));
    }

    void countsItemsByStateThroughBatchesAndRepeats()
    {
        const JobId job = sealed(store(), {"1", "2", "3", "4", "5"});
        Commit commit;
        commit.job = job;
        commit.intents.push_back({7, jobs::AttemptKind::batch, {0, 1, 2}, at(0), "key-7"});
        for (const jobs::ItemIndex item : {0U, 1U, 2U}) {
            ItemChange change;
            change.item = item;
            change.state = ItemState::sent;
            commit.changes.push_back(change);
        }
        ItemChange twice;
        twice.item = 2;
        twice.state = ItemState::unknown;
        commit.changes.push_back(twice);
        demand(store().commit(commit));
        jobs::Counts counts = demand(store().job(job)).counts;
        QCOMPARE(counts[ItemState::queued], 2U);
        QCOMPARE(counts[ItemState::sent], 2U);
        QCOMPARE(counts[ItemState::unknown], 1U);
        commit = {};
        commit.job = job;
        twice.state = ItemState::queued;
        commit.changes.push_back(twice);
        demand(store().commit(commit));
        counts = demand(store().job(job)).counts;
        QCOMPARE(counts[ItemState::queued], 3U);
        QCOMPARE(counts[ItemState::unknown], 0U);
        QCOMPARE(counts.total(), 5U);
    }

    void tellsTheMarksInListOrder()
    {
        const JobId job = sealed(store(), {"1", "2", "3"});
        Commit commit;
        commit.job = job;
        ItemChange change;
        change.item = 1;
        change.state = ItemState::waiting;
        change.attempts = 4;
        change.wasUnknown = true;
        commit.changes.push_back(change);
        change.item = 2;
        change.state = ItemState::done;
        change.attempts = 1'000'000;
        change.wasUnknown = false;
        commit.changes.push_back(change);
        demand(store().commit(commit));
        const auto marks = demand(store().marks(job));
        QCOMPARE(marks.size(), std::size_t{3});
        QCOMPARE(marks[0].state, ItemState::queued);
        QCOMPARE(marks[1].state, ItemState::waiting);
        QCOMPARE(int{marks[1].attempts}, 4);
        QVERIFY(marks[1].wasUnknown && !marks[2].wasUnknown);
        QCOMPARE(int{marks[2].attempts}, int{std::numeric_limits<decltype(marks[2].attempts)>::max()});
    }

    void changesTheJobItself()
    {
        const JobId job = sealed(store(), {"1"});
        Commit commit;
        commit.job = job;
        commit.state = {jobs::JobState::paused, jobs::PauseReason::guardRow};
        commit.startedAt = at(1);
        commit.optionsJson = R"({"share":50})";
        commit.credentialFingerprint = "ffff";
        commit.requestsAdded = 3;
        commit.throttledAdded = 1;
        demand(store().commit(commit));
        commit = {};
        commit.job = job;
        commit.endedAt = at(9);
        commit.requestsAdded = 2;
        demand(store().commit(commit));
        const auto record = demand(store().job(job));
        QCOMPARE(record.state, jobs::JobState::paused);
        QCOMPARE(record.reason, jobs::PauseReason::guardRow);
        QVERIFY(record.startedAt == at(1) && record.endedAt == at(9));
        QCOMPARE(record.optionsJson, QByteArray(R"({"share":50})"));
        QCOMPARE(record.credentialFingerprint, QByteArray("ffff"));
        QCOMPARE(record.requests, 5);
        QCOMPARE(record.throttled, 1);
    }

    void tellsTheAttemptsOfAnItem()
    {
        const JobId job = sealed(store(), {"1", "2"});
        Commit commit;
        commit.job = job;
        commit.intents.push_back({1, jobs::AttemptKind::token, {}, at(0), {}});
        commit.intents.push_back({2, jobs::AttemptKind::batch, {0, 1}, at(1), "key-2"});
        demand(store().commit(commit));
        commit = {};
        commit.job = job;
        commit.ends.push_back({2, base::OutcomeKind::throttled, 429, at(30)});
        commit.intents.push_back({3, jobs::AttemptKind::item, {1}, at(40), {}});
        demand(store().commit(commit));
        const auto attempts = demand(store().attempts(job, 1));
        QCOMPARE(attempts.size(), std::size_t{2});
        QCOMPARE(attempts[0].attempt, jobs::AttemptId{2});
        QCOMPARE(attempts[0].kind, jobs::AttemptKind::batch);
        QVERIFY(attempts[0].sent == at(1) && attempts[0].ended == at(30));
        QVERIFY(attempts[0].outcome == base::OutcomeKind::throttled);
        QCOMPARE(attempts[0].httpStatus, 429);
        QCOMPARE(attempts[0].idempotencyKey, std::string("key-2"));
        QVERIFY(!attempts[1].ended && !attempts[1].outcome);
        QCOMPARE(demand(store().attempts(job, 0)).size(), std::size_t{1});
    }

    void neverForgetsTheLastAttempt()
    {
        QCOMPARE(demand(store().lastAttempt()), jobs::AttemptId{0});
        const JobId first = sealed(store(), {"1"});
        const JobId second = sealed(store(), {"1"});
        demand(store().commit(asking(second, 41, 0, at(0))));
        demand(store().commit(asking(first, 7, 0, at(0))));
        QCOMPARE(demand(store().lastAttempt()), jobs::AttemptId{41});
    }

    void refusesAnAttemptThatWasAnnouncedBefore()
    {
        const JobId job = sealed(store(), {"1", "2"});
        demand(store().commit(asking(job, 1, 0, at(0))));
        QVERIFY(!store().commit(asking(job, 1, 1, at(1))));
        QCOMPARE(demand(store().marks(job))[1].state, ItemState::queued);
        QCOMPARE(demand(store().job(job)).requests, 1);
    }

    void storesNothingOfACommitThatItRefuses()
    {
        const JobId job = sealed(store(), {"1", "2"});
        Commit commit = asking(job, 1, 0, at(0));
        commit.audit.push_back({at(0), QStringLiteral("anna"), QStringLiteral("started"), {}});
        commit.state = {jobs::JobState::running, jobs::PauseReason::none};
        commit.ends.push_back({99, base::OutcomeKind::done, 204, at(0)});
        QVERIFY(reason(store().commit(commit)).contains(QLatin1String("never announced")));
        commit.ends.clear();
        ItemChange beyond;
        beyond.item = 2;
        beyond.state = ItemState::done;
        commit.changes.push_back(beyond);
        QVERIFY(!store().commit(commit));
        const auto record = demand(store().job(job));
        QCOMPARE(record.state, jobs::JobState::ready);
        QCOMPARE(record.counts[ItemState::queued], 2U);
        QCOMPARE(record.requests, 0);
        QVERIFY(demand(store().attempts(job, 0)).empty());
        QVERIFY(demand(store().audit(job)).isEmpty());
        QCOMPARE(demand(store().lastAttempt()), jobs::AttemptId{0});
        commit.changes.pop_back();
        demand(store().commit(commit)); // and goes on as if nothing had been
        QCOMPARE(demand(store().job(job)).counts[ItemState::sent], 1U);
    }

    void saysThatThereIsNoSuchJob()
    {
        Commit commit;
        commit.job = 12;
        commit.requestsAdded = 1;
        QVERIFY(reason(store().commit(commit)).contains(QLatin1String("no job 12")));
        QVERIFY(reason(store().job(12)).contains(QLatin1String("no job 12")));
        QVERIFY(!store().marks(12));
        QVERIFY(!store().auditHead(12));
    }

    void findsAnIdInEveryJobThatHeldIt()
    {
        const JobId first = sealed(store(), {"4711", "4712"});
        const JobId second = sealed(store(), {"9", "4711"});
        demand(store().commit(asking(first, 1, 0, at(0))));
        const auto found = demand(store().find(QStringLiteral("4711")));
        QCOMPARE(found.size(), 2);
        QCOMPARE(found.at(0).job.id, second);
        QCOMPARE(found.at(0).item.index, 1U);
        QCOMPARE(found.at(0).item.state, ItemState::queued);
        QCOMPARE(found.at(1).job.id, first);
        QCOMPARE(found.at(1).item.state, ItemState::sent);
        QVERIFY(demand(store().find(QStringLiteral("471"))).isEmpty());
    }

    void picksItemsByStateAndText()
    {
        const JobId job = demand(store().addJob(record()));
        const std::vector<journal::NewItem> items{
            {"10%", 2, "Anna"}, {"100", 3, "Bert"}, {"a_b", 4, "CESAR"}, {"axb", 5, "back\\slash"}};
        demand(store().addItems(job, items));
        demand(store().seal(job));
        demand(store().commit(asking(job, 1, 1, at(0))));
        Commit commit = answered(job, 1, 1, ItemState::failed, 400, at(1));
        commit.changes[0].answer->message = "Not Allowed";
        demand(store().commit(commit));
        const auto picked = [&](std::vector<ItemState> states, const char* text) {
            return demand(store().matching(job, {std::move(states), QString::fromUtf8(text)}));
        };
        using Items = std::vector<jobs::ItemIndex>;
        QCOMPARE(picked({}, ""), (Items{0, 1, 2, 3}));
        QCOMPARE(picked({ItemState::failed}, ""), (Items{1}));
        QCOMPARE(picked({ItemState::queued}, ""), (Items{0, 2, 3}));
        QCOMPARE(picked({ItemState::queued, ItemState::failed}, "10"), (Items{0, 1}));
        QCOMPARE(picked({}, "%"), (Items{0}));
        QCOMPARE(picked({}, "a_b"), (Items{2}));
        QCOMPARE(picked({}, "\\"), (Items{3}));
        QCOMPARE(picked({}, "cesar"), (Items{2}));
        QCOMPARE(picked({}, "allowed"), (Items{1}));
        QVERIFY(picked({ItemState::done}, "10").empty());
        const auto part = [&](const char* text, jobs::ItemIndex from, jobs::ItemIndex to) {
            return demand(store().matching(job, {{}, QString::fromUtf8(text), from, to}));
        };
        QCOMPARE(part("", 1, 3), (Items{1, 2}));
        QCOMPARE(part("a", 0, 3), (Items{0, 1, 2}));
        QCOMPARE(part("a", 3, 9), (Items{3}));
        QVERIFY(part("", 4, 9).empty());
        QCOMPARE(demand(store().matching(job, {{ItemState::queued}, {}, 1, 9})), (Items{2, 3}));
        QCOMPARE(demand(store().matching(job, {{ItemState::failed}, {}, 0, 2})), (Items{1}));
    }

    void tellsRowsAtAnyPlaces()
    {
        const JobId job = sealed(store(), {"1", "2", "3", "4"});
        const std::vector<jobs::ItemIndex> places{3, 0, 2};
        const auto rows = demand(store().rowsAt(job, places));
        QCOMPARE(rows.size(), std::size_t{3});
        QCOMPARE(rows[0].id, std::string("4"));
        QCOMPARE(rows[1].id, std::string("1"));
        QCOMPARE(rows[2].id, std::string("3"));
        const std::vector<jobs::ItemIndex> beyond{4};
        QVERIFY(!store().rowsAt(job, beyond));
    }

    void chainsTheAuditTrail()
    {
        const JobId job = sealed(store(), {"1"});
        QCOMPARE(demand(store().auditHead(job)), QByteArray());
        demand(store().verifyAudit(job));
        Commit commit;
        commit.job = job;
        commit.audit.push_back(
            {at(0), QStringLiteral("anna"), QStringLiteral("approved"), QStringLiteral("1 id")});
        demand(store().commit(commit));
        // sha256 of: 0-byte head; then "1" "1" "1795251600000" "anna" "approved" "1 id", each after its
        // length
        QCOMPARE(demand(store().auditHead(job)),
                 QByteArray("d399f387d713a08714dd234e88f6b628df64c8877a39158f6d07863d879eae67"));
        commit.audit[0].what = QStringLiteral("paused");
        commit.audit.push_back({at(5), QStringLiteral("bert"), QStringLiteral("resumed"), {}});
        demand(store().commit(commit));
        const auto entries = demand(store().audit(job));
        QCOMPARE(entries.size(), 3);
        QCOMPARE(entries.at(0).what, QStringLiteral("approved"));
        QCOMPARE(entries.at(2).who, QStringLiteral("bert"));
        QVERIFY(entries.at(2).at == at(5));
        QCOMPARE(demand(store().auditHead(job)),
                 QByteArray("4d38f47a5f94bcbc875365c7491ebf5520df4c2c8f0b71ce03dd9f57b4ffbc75"));
        demand(store().verifyAudit(job));
    }

    void countsIdsThatAnEarlierJobOfTheAccountSent()
    {
        const JobId first = sealed(store(), {"1", "2", "3", "4"});
        demand(store().commit(asking(first, 1, 0, at(0))));
        demand(store().commit(answered(first, 1, 0, ItemState::done, 204, at(1))));
        demand(store().commit(asking(first, 2, 1, at(2))));
        Commit skip;
        skip.job = first;
        ItemChange change;
        change.item = 2;
        change.state = ItemState::skipped;
        skip.changes.push_back(change);
        demand(store().commit(skip));
        journal::JobRecord other = record();
        other.accountKey = "ffff";
        const JobId elsewhere = sealed(store(), {"1", "2"}, other);
        other = record();
        other.operationId = QStringLiteral("look-up");
        const JobId otherOperation = sealed(store(), {"1"}, other);
        const JobId again = sealed(store(), {"4", "3", "2", "1", "0"});
        QCOMPARE(demand(store().sentBefore(again)).items.size(), std::size_t{2});
        QCOMPARE(demand(store().sentBefore(first)).items.size(), std::size_t{0});
        QCOMPARE(demand(store().sentBefore(elsewhere)).items.size(), std::size_t{0});
        QCOMPARE(demand(store().sentBefore(otherOperation)).items.size(), std::size_t{0});
        const journal::SentBefore before = demand(store().sentBefore(again));
        QCOMPARE(before.items, (std::vector<jobs::ItemIndex>{2, 3})); // "2" was sent, "1" was done
        QCOMPARE(before.settled, 1U);
        QCOMPARE(before.latest, first);
        // What is left out of it is not going to be sent again.
        Commit leftOut;
        leftOut.job = again;
        leftOut.changes.emplace_back();
        leftOut.changes.back().item = 2;
        leftOut.changes.back().state = ItemState::skipped;
        demand(store().commit(leftOut));
        QCOMPARE(demand(store().sentBefore(again)).items, (std::vector<jobs::ItemIndex>{3}));
    }

    void countsReceiptsAndWhatIsProbablyOurs()
    {
        const JobId job = sealed(store(), {"1", "2"});
        Commit commit;
        commit.job = job;
        commit.goneOursAdded = 2;
        commit.receiptsAdded = 3;
        commit.approval = "feed";
        demand(store().commit(commit));
        commit.approval.reset();
        demand(store().commit(commit));
        const journal::JobRecord record = demand(store().job(job));
        QCOMPARE(record.goneOurs, 4U);
        QCOMPARE(record.receipts, 6U);
        QCOMPARE(record.approval, QByteArray("feed"));
    }

    void takesAListAwayAndKeepsTheEvidence()
    {
        const JobId job = sealed(store(), {"anna@example.org", "bob@example.org"});
        demand(store().commit(asking(job, 1, 0, at(0))));
        Commit done = answered(job, 1, 0, ItemState::done, 204, at(1));
        done.changes.front().answer->message = "anna@example.org was deleted";
        done.changes.front().answer->receipt = "r-1";
        demand(store().commit(done));
        const auto fingerprint = [](std::string_view id) { return "fp:" + std::string(id.substr(0, 1)); };
        demand(store().removeList(job, fingerprint, at(5)));
        demand(store().removeList(job, fingerprint, at(9))); // once more changes nothing
        QVERIFY(demand(store().job(job)).listRemovedAt == at(5));
        const auto rows = demand(store().rows(job, 0, 2));
        QCOMPARE(rows[0].id, std::string("fp:a"));
        QCOMPARE(rows[0].message, std::string());
        QCOMPARE(rows[0].receipt, std::string("r-1"));
        QCOMPARE(rows[0].state, ItemState::done);
        QCOMPARE(rows[1].id, std::string("fp:b"));
        QCOMPARE(demand(store().find(QStringLiteral("anna@example.org"))).size(), 0);
        QCOMPARE(demand(store().find(QStringLiteral("fp:a"))).size(), 1);
    }

    void keepsAHundredThousandItems()
    {
        constexpr std::uint32_t count = 100'000;
        std::vector<std::string> ids;
        for (std::uint32_t i = 0; i < count; ++i)
            ids.push_back("acc-" + std::to_string(i * 7919 % count));
        const JobId job = sealed(store(), ids);
        Commit commit;
        commit.job = job;
        for (jobs::ItemIndex i = 0; i < count; i += 2) {
            ItemChange change;
            change.item = i;
            change.state = ItemState::skipped;
            commit.changes.push_back(change);
        }
        demand(store().commit(commit));
        const auto record = demand(store().job(job));
        QCOMPARE(record.itemCount, count);
        QCOMPARE(record.counts[ItemState::queued], count / 2);
        QCOMPARE(record.counts[ItemState::skipped], count / 2);
        const auto page = demand(store().rows(job, 99'998, 10));
        QCOMPARE(page.size(), std::size_t{2});
        QCOMPARE(page[0].state, ItemState::skipped);
        QCOMPARE(page[1].state, ItemState::queued);
        QCOMPARE(page[1].id, ids.back());
        QCOMPARE(demand(store().find(QString::fromStdString(ids[54'321]))).at(0).item.index, 54'321U);
        QCOMPARE(demand(store().matching(job, {{ItemState::queued}, {}})).size(), std::size_t{count / 2});
    }
};

QTEST_GUILESS_MAIN(StoreTest)
#include "tst_store.moc"
