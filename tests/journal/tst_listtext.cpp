#include "storesamples.h"

#include <QTemporaryDir>

using namespace samples;

/// The text of lists, as each kind of store tells it.
class ListTextTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<journal::Store> m_store;

    journal::Store& store() { return *m_store; }

private Q_SLOTS:
    void initTestCase_data()
    {
        QTest::addColumn<bool>("isOnDisk");
        QTest::newRow("memory") << false;
        QTest::newRow("sqlite") << true;
    }
    void init()
    {
        QFETCH_GLOBAL(bool, isOnDisk);
        m_folder = std::make_unique<QTemporaryDir>();
        m_store = madeStore(isOnDisk, m_folder->filePath(QStringLiteral("jobs.sqlite")));
    }
    void cleanup() { m_store.reset(); }

    void tellsTheTextOfAListWhichHoldsWhatItsRowsHold()
    {
        journal::JobRecord six = record();
        six.itemCount = 6;
        const JobId job = demand(store().addJob(six));
        const std::vector<journal::NewItem> items{{"10%", 2, "Anna"},       {"100", 3, ""},
                                                  {"a_b", 4, "CESAR"},      {"axb", 5, "back\\slash"},
                                                  {"Z10", 6, "Éva 10 z10"}, {"éva", 7, "10"}};
        demand(store().addItems(job, items));
        demand(store().seal(job));
        const std::array<std::array<jobs::ItemIndex, 2>, 4> parts{{{0, 6}, {0, 1}, {2, 3}, {5, 9}}};
        for (const auto [from, count] : parts) {
            const journal::ListText text = demand(store().listText(job, from, count));
            QCOMPARE(text.count(), std::min<jobs::ItemIndex>(count, 6 - from));
            for (const char* words :
                 {"10", "%", "a", "A_B", "\\", "cesar", "éva", "Éva", "z", "z10", "nobody"}) {
                const QString sought = QString::fromUtf8(words);
                QCOMPARE(text.holding(journal::ListText::sought(sought)),
                         demand(store().matching(job, {{}, sought, from, from + count})));
            }
        }
        QCOMPARE(demand(store().listText(job, 6, 3)).count(), 0U);
    }

    void looksForAMessageAloneWhereThatIsAsked()
    {
        const JobId job = sealed(store(), {"10", "11"});
        demand(store().commit(asking(job, 1, 1, at(0))));
        Commit commit = answered(job, 1, 1, ItemState::failed, 400, at(1));
        commit.changes[0].answer->message = "10 is not allowed";
        demand(store().commit(commit));
        const QString text = QStringLiteral("10");
        QCOMPARE(demand(store().matching(job, {{}, text})), (std::vector<jobs::ItemIndex>{0, 1}));
        QCOMPARE(demand(store().matching(job, {{}, text, 0, 2, true})), std::vector<jobs::ItemIndex>{1});
    }

    void tellsNoTextOfAListWhoseItemsCannotBeToldApartInIt()
    {
        const JobId job = demand(store().addJob(record()));
        const std::vector<journal::NewItem> items{
            {"1", 2, "a\x1e"}, {"2", 3, ""}, {"3", 4, ""}, {"4", 5, ""}};
        demand(store().addItems(job, items));
        demand(store().seal(job));
        QCOMPARE(demand(store().listText(job, 0, 4)).count(), 0U);
        QCOMPARE(demand(store().listText(job, 1, 3)).count(), 3U);
        QVERIFY(journal::ListText::sought(QStringLiteral("a\x1e")).isEmpty());
    }
};

QTEST_GUILESS_MAIN(ListTextTest)
#include "tst_listtext.moc"
