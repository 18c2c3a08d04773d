#include "ui/models/itemsmodel.h"
#include "ui/models/itemtext.h"
#include "ui/models/sorting.h"
#include "ui/pages/itemspanel.h"
#include "ui/support/stage.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDialog>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QTimer>
#include <QToolButton>

using namespace ui;
using jobs::ItemState;
using models::ItemsModel;
using models::SortBy;

namespace {

struct Stage : support::Stage {
    explicit Stage(const engine::JobSnapshot& job) : support::Stage(job, annas()) {}
    static Workplace annas()
    {
        Workplace at;
        at.operatorName = QStringLiteral("anna on LT-0423");
        return at;
    }
    QTableView* table() { return find<QTableView>("itemsTable"); }
    ItemsModel* model() { return window.findChild<ItemsModel*>(); }
};

models::ItemRecord record(const journal::ItemRow& row)
{
    models::ItemRecord made;
    made.job = fake::recordOf(7);
    made.row = row;
    return made;
}

journal::ItemRow row(const char* id, ItemState state)
{
    journal::ItemRow made;
    made.id = id;
    made.state = state;
    made.line = 880;
    return made;
}

} // namespace

class TestItems : public QObject {
    Q_OBJECT

    support::Home m_home;

private Q_SLOTS:
    void enterOnARowShowsRequestAndAnswer()
    {
        Stage stage(fake::finishedWithRest());
        stage.table()->selectRow(6);
        stage.table()->setFocus();
        QTest::keyClick(stage.table(), Qt::Key_Return);
        auto* text = stage.find<QPlainTextEdit>("itemText");
        QVERIFY(text);
        const QString told = text->toPlainText();
        QVERIFY2(told.contains(QStringLiteral("DELETE https://api.kameleoon.com/accounts/4708")),
                 qPrintable(told));
        QVERIFY(told.contains(QStringLiteral("status 204")));
        QVERIFY(told.contains(QStringLiteral("REQUESTS THAT LEFT: 1")));
        QVERIFY(told.contains(QStringLiteral("accounts_q4.xlsx, sheet Export, line 8")));
        QVERIFY(told.contains(QStringLiteral("The sign-in is never stored")));
    }

    void theAddressIsTheOneThatWasSentAndNotADecodedOne()
    {
        const QString line = models::requestLine(record(row("a/b 1", ItemState::done)));
        QCOMPARE(line, QStringLiteral("DELETE https://api.kameleoon.com/accounts/a%2Fb%201"));
    }

    void everyFateHasItsOwnWords()
    {
        const auto job = fake::recordOf(7);
        QCOMPARE(models::fateOf(job, row("1", ItemState::done)), QStringLiteral("DELETED by us"));
        QVERIFY(models::fateOf(job, row("1", ItemState::gone)).startsWith(QStringLiteral("ALREADY ABSENT")));
        auto ours = row("1", ItemState::gone);
        ours.wasUnknown = true;
        QVERIFY(models::fateOf(job, ours).startsWith(QStringLiteral("PROBABLY DELETED by us")));
        QVERIFY(models::fateOf(job, row("1", ItemState::unknown)).contains(QStringLiteral("may or may not")));
        QCOMPARE(models::fateOf(job, row("1", ItemState::queued)),
                 QStringLiteral("not sent: still queued, line 880"));
    }

    void aHeadingSortsAndTheThirdPressBringsTheListsOrderBack()
    {
        Stage stage(fake::finishedWithRest()); // 2 failed, 3 unknown, 207 done
        QHeaderView* head = stage.table()->horizontalHeader();
        const auto press = [&] {
            QTest::mouseClick(head->viewport(), Qt::LeftButton, {},
                              QPoint(head->sectionViewportPosition(ItemsModel::Line) + 5, 5));
        };
        const auto first = [&] { return stage.model()->index(0, ItemsModel::Line).data().toInt(); };
        QCOMPARE(first(), 2);
        press();
        press();
        QCOMPARE(first(), 213); // descending
        QCOMPARE(stage.model()->rowCount(), 212);
        QCOMPARE(stage.model()->rowOf(211), std::optional(0));
        press();
        QCOMPARE(first(), 2);
        QVERIFY(!stage.model()->isSorted());
    }

    void idsOfDigitsAreSortedAsNumbers()
    {
        std::vector<journal::ItemRow> rows;
        for (const char* id : {"100", "99", "7"}) {
            rows.push_back(row(id, ItemState::queued));
            rows.back().index = models::ItemIndex(rows.size() - 1);
        }
        const auto sorted = models::sorted({0, 1, 2},
                                           [&](std::span<const models::ItemIndex> some) {
                                               std::vector<journal::ItemRow> page;
                                               for (const auto item : some)
                                                   page.push_back(rows[item]);
                                               return page;
                                           },
                                           {SortBy::id, false});
        QCOMPARE(sorted, (std::vector<models::ItemIndex>{2, 1, 0}));
    }

    void sortingReadsAPageAtATimeAndKeepsTheListsOrderAmongEquals()
    {
        std::size_t most = 0;
        std::vector<models::ItemIndex> all(10'000);
        for (std::size_t i = 0; i < all.size(); ++i)
            all[i] = models::ItemIndex(i);
        const auto sorted = models::sorted(
            all,
            [&](std::span<const models::ItemIndex> some) {
                most = std::max(most, some.size());
                std::vector<journal::ItemRow> page;
                for (const auto item : some) {
                    page.push_back(row("x", item % 2 == 0 ? ItemState::done : ItemState::queued));
                    page.back().index = item;
                }
                return page;
            },
            {SortBy::state, false});
        QVERIFY(most <= 2048);
        QCOMPARE(sorted.size(), all.size());
        QVERIFY(std::ranges::is_sorted(sorted.begin(), sorted.begin() + 5000));
        QVERIFY(std::ranges::is_sorted(sorted.begin() + 5000, sorted.end()));
    }

    void aSortedTableStandsStillWhileTheJobRuns()
    {
        auto job = fake::running();
        Stage stage(job);
        stage.model()->sort(ItemsModel::Line, Qt::DescendingOrder);
        QSignalSpy reset(stage.model(), &QAbstractItemModel::modelReset);
        job.counts[ItemState::done] += 100;
        job.counts[ItemState::queued] -= 100;
        stage.view.show(fake::among(job));
        QTest::qWait(400); // longer than the table waits before it reads again
        QCOMPARE(reset.count(), 0);
    }

    void ctrlCCopiesIdsAndShiftAddsTheWholeRowsWithHeadings()
    {
        Stage stage(fake::finishedWithRest());
        stage.table()->selectRow(0);
        auto* items = stage.window.findChild<pages::ItemsPanel*>();
        items->copyIds();
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("4702"));
        items->copyRows();
        const QStringList lines = QApplication::clipboard()->text().split(QLatin1Char('\n'));
        QCOMPARE(lines.size(), 2);
        QVERIFY(lines[0].startsWith(QStringLiteral("State\tId\tLabel")));
        QVERIFY(lines[1].contains(QStringLiteral("4702\tperson0@example.com")));
    }

    void f4GoesToTheNextProblem()
    {
        Stage stage(fake::finishedWithRest());
        stage.find<QAction>("actionNextProblem")->trigger();
        QCOMPARE(stage.table()->currentIndex().row(), 0);
        stage.find<QToolButton>("problemsCount")->click();
        QCOMPARE(stage.table()->currentIndex().row(), 1);
    }

    void onlyUnknownItemsCanBeMarkedAndOnlyWithAReason()
    {
        Stage stage(fake::finishedWithRest());
        QSignalSpy marked(&stage.view, &JobView::markAsked);
        stage.find<QPushButton>("markDoneButton")->click();
        auto* dialog = stage.find<QDialog>("markDialog");
        QVERIFY(dialog);
        auto* mark = stage.find<QPushButton>("markButton");
        QCOMPARE(mark->text(), QStringLiteral("&Mark 3 as done"));
        QVERIFY(!mark->isEnabled());
        stage.find<QLineEdit>("markReason")->setText(QStringLiteral("seen in the vendor's console"));
        QVERIFY(mark->isEnabled());
        mark->click();
        QCOMPARE(marked.count(), 1);
        QCOMPARE(marked.first().at(1).value<QList<quint32>>(), (QList<quint32>{2, 3, 4}));
        QCOMPARE(marked.first().at(2).value<ItemState>(), ItemState::done);
        QCOMPARE(marked.first().at(3).toString(), QStringLiteral("seen in the vendor's console"));
    }

    void theMenuOfARowOffersMarkingForUnknownOnly()
    {
        Stage stage(fake::finishedWithRest());
        const auto namesFor = [&](int at) {
            stage.table()->selectRow(at);
            QStringList names;
            // The menu has an event loop of its own: look at it from inside.
            QTimer::singleShot(0, &stage.window, [&] {
                auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
                if (!menu)
                    return;
                for (const QAction* action : menu->actions())
                    names << action->objectName();
                menu->close();
            });
            Q_EMIT stage.table()->customContextMenuRequested(QPoint(20, 20));
            return names;
        };
        QVERIFY(!namesFor(0).contains(QStringLiteral("menuMarkDone")));
        QVERIFY(namesFor(0).contains(QStringLiteral("menuOpen")));
        QVERIFY(namesFor(2).contains(QStringLiteral("menuMarkDone")));
    }

    void theTimeNeverLeavesTheWindow()
    {
        Stage stage(fake::finishedWithRest());
        QApplication::processEvents();
        const QHeaderView* head = stage.table()->horizontalHeader();
        QVERIFY(head->length() <= stage.table()->viewport()->width());
    }

    void theAnswerIsReadInANarrowWindowAlsoBesideReceipts()
    {
        Stage stage(fake::finishedWithRest());
        for (const int width : {960, 1280, 1920}) {
            stage.window.resize(width, 700);
            QApplication::processEvents();
            QVERIFY(stage.table()->columnWidth(ItemsModel::Answer) >= 90);
            QVERIFY(stage.table()->columnWidth(ItemsModel::Receipt) >= 90);
            QCOMPARE(stage.table()->horizontalScrollBar()->maximum(), 0);
        }
        // With room for all of it a receipt is read whole.
        const QString receipt = stage.table()->model()->index(10, ItemsModel::Receipt).data().toString();
        QVERIFY(!receipt.isEmpty());
        QVERIFY(stage.table()->columnWidth(ItemsModel::Receipt)
                > stage.table()->fontMetrics().horizontalAdvance(receipt));
    }

    void theLatestRowsStayInSightUntilTheJobHasEnded()
    {
        Stage stage(fake::running());
        const QScrollBar* bar = stage.table()->verticalScrollBar();
        QVERIFY(bar->value() > 0 && bar->value() < bar->maximum());
        engine::JobSnapshot job = fake::running();
        job.state = jobs::JobState::finished;
        job.counts[jobs::ItemState::done] += job.counts[jobs::ItemState::queued];
        job.counts[jobs::ItemState::queued] = 0;
        stage.view.show(fake::among(job));
        QCOMPARE(bar->value(), bar->maximum());
    }

    void aLabelIsReadWholeWhereThereIsRoom()
    {
        Stage stage(fake::running());
        const auto* table = stage.table();
        const QString label = table->model()->index(1000, ItemsModel::Label).data().toString();
        QVERIFY(table->columnWidth(ItemsModel::Label) > table->fontMetrics().horizontalAdvance(label) + 8);
        QCOMPARE(table->horizontalScrollBar()->maximum(), 0);
    }

    void columnsAreRememberedFromWindowToWindow()
    {
        {
            Stage stage(fake::finishedClean());
            stage.table()->setColumnWidth(ItemsModel::Label, 321);
            auto snapshot = stage.view.snapshot();
            snapshot.jobs = {snapshot.jobs.first()};
            stage.view.show(snapshot);
            stage.window.close();
        }
        Stage again(fake::finishedClean());
        QCOMPARE(again.table()->columnWidth(ItemsModel::Label), 321);
    }
};

QTEST_MAIN(TestItems)
#include "tst_items.moc"
