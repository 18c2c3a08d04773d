#include "engine/listremoval.h"
#include "journal/sqlitestore.h"
#include "ui/models/itemtext.h"
#include "ui/models/storedrows.h"
#include "ui/pages/finddialog.h"
#include "ui/support/stage.h"
#include "ui/theme.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace ui;

namespace {

const QByteArray installationKey(32, 'k');

/// A store on disk with two jobs that share an id.
QString storeWithTwoJobs(const QTemporaryDir& folder)
{
    const QString path = folder.filePath(QStringLiteral("jobs.sqlite"));
    auto store = journal::SqliteStore::open(path, journal::SqliteStore::Mode::readWrite);
    if (!store)
        return {};
    for (const char* name : {"first", "second"}) {
        journal::JobRecord job = fake::recordOf(0);
        job.name = QString::fromLatin1(name);
        job.accountKey = "k";
        job.credentialFingerprint = "f";
        job.listHash = "h";
        job.itemCount = 2;
        job.optionsJson = "{}";
        job.createdAt = fake::now();
        const auto id = (*store)->addJob(job);
        if (!id)
            return {};
        const std::array<journal::NewItem, 2> items{
            journal::NewItem{"4711", 2, "jane.doe@example.com"},
            journal::NewItem{job.name == QStringLiteral("first") ? "5000" : "5001", 3,
                             "m.rossi@example.com"}};
        if (!(*store)->addItems(*id, items) || !(*store)->seal(*id))
            return {};
    }
    return path;
}

models::StoredRows* rowsOf(const QString& path, QObject* parent)
{
    return new models::StoredRows(
        [path]() -> base::Result<std::unique_ptr<journal::Store>> {
            return journal::SqliteStore::open(path, journal::SqliteStore::Mode::readOnly);
        },
        installationKey, models::StoredRows::Search::inWorker, parent);
}

} // namespace

class TestFind : public QObject {
    Q_OBJECT

    support::Home m_home;

private Q_SLOTS:
    void anIdIsFoundInEveryJobThatHeldIt()
    {
        QTemporaryDir folder;
        const QString path = storeWithTwoJobs(folder);
        QVERIFY(!path.isEmpty());
        pages::FindDialog dialog(rowsOf(path, this), false, true);
        dialog.setText(QStringLiteral("4711"));
        auto* list = dialog.findChild<QListWidget*>();
        QTRY_COMPARE(list->count(), 2);
        QVERIFY(list->item(0)->text().contains(QStringLiteral("job “second”")));
        QVERIFY(list->item(1)->text().contains(QStringLiteral("job “first”")));
        QVERIFY(list->item(0)->text().contains(QStringLiteral("not sent: still queued, line 2")));
    }

    void anIdIsFoundThoughTheListOfItsJobWasTakenAway()
    {
        QTemporaryDir folder;
        const QString path = storeWithTwoJobs(folder);
        {
            auto store = journal::SqliteStore::open(path, journal::SqliteStore::Mode::readWrite);
            QVERIFY(store);
            journal::Commit ended;
            ended.job = 1;
            ended.state = {jobs::JobState::stopped, jobs::PauseReason::byOperator};
            QVERIFY((*store)->commit(ended));
            QVERIFY(engine::removeList(**store, 1, installationKey, QStringLiteral("anna"), fake::now()));
        }
        pages::FindDialog dialog(rowsOf(path, this), false, true);
        dialog.setText(QStringLiteral("5000")); // of the first job alone
        auto* list = dialog.findChild<QListWidget*>();
        QTRY_COMPARE(list->count(), 1);
        QVERIFY(list->item(0)->text().startsWith(QStringLiteral("5000")));
        QVERIFY(list->item(0)->text().contains(QStringLiteral("job “first”")));
    }

    void aLabelIsFoundByAPartOfIt()
    {
        QTemporaryDir folder;
        pages::FindDialog dialog(rowsOf(storeWithTwoJobs(folder), this), false, true);
        dialog.setText(QStringLiteral("rossi"));
        auto* list = dialog.findChild<QListWidget*>();
        QTRY_COMPARE(list->count(), 2);
        QVERIFY(list->item(0)->text().startsWith(QStringLiteral("5001")));
    }

    void whatIsNotThereIsSaidToBeNotInThisStore()
    {
        QTemporaryDir folder;
        pages::FindDialog dialog(rowsOf(storeWithTwoJobs(folder), this), false, true);
        dialog.setText(QStringLiteral("999999"));
        auto* says = dialog.findChild<QLabel*>(QStringLiteral("findSays"));
        QTRY_COMPARE(says->text(), QStringLiteral("Not found in any job of this store."));
        QVERIFY(!dialog.findChild<QPushButton*>(QStringLiteral("findOpen"))->isEnabled());
    }

    void theAnswerShownIsTheOneToTheTextInTheField()
    {
        QTemporaryDir folder;
        pages::FindDialog dialog(rowsOf(storeWithTwoJobs(folder), this), false, true);
        auto* list = dialog.findChild<QListWidget*>();
        dialog.setText(QStringLiteral("4711"));
        QTest::qWait(260); // the first search is on its way, or just done
        dialog.setText(QStringLiteral("5000"));
        QTRY_COMPARE(list->count(), 1);
        QVERIFY(list->item(0)->text().startsWith(QStringLiteral("5000")));
        QTest::qWait(300);
        QCOMPARE(list->count(), 1);
    }

    void aHitOpensItsJobAtItsRowAndCanBeHandedOn()
    {
        const auto job = fake::running();
        support::Stage stage(Workplace(), job.counts);
        auto& [view, workplace, scheme, rows, window] = stage;
        view.show(fake::among(job));
        window.findChild<QAction*>(QStringLiteral("actionFind"))->trigger();
        auto* dialog = window.findChild<pages::FindDialog*>();
        QVERIFY(dialog);
        dialog->setText(QStringLiteral("4800"));
        auto* open = dialog->findChild<QPushButton*>(QStringLiteral("findOpen"));
        QTRY_VERIFY(open->isEnabled());
        dialog->findChild<QPushButton*>(QStringLiteral("findCopy"))->click();
        QVERIFY(QApplication::clipboard()->text().contains(QStringLiteral("account Production")));
        open->click();
        QCOMPARE(view.selectedId(), engine::JobId(7));
        QCOMPARE(window.findChild<QTableView*>(QStringLiteral("itemsTable"))->currentIndex().row(), 98);
    }

    void timesAreWholeAndSayTheirZone()
    {
        QCOMPARE(models::wholeTime(fake::now(), true), QStringLiteral("Fri 20 Nov 2026 17:23:03 UTC"));
    }
};

QTEST_MAIN(TestFind)
#include "tst_find.moc"
