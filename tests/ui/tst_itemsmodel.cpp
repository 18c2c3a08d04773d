#include "ui/models/itemsmodel.h"
#include "ui/models/jobsmodel.h"
#include "ui/support/fakesnapshots.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using jobs::ItemState;
using ui::models::ItemsModel;
using ui::models::JobsModel;

namespace {

journal::ItemFilter only(ItemState state)
{
    journal::ItemFilter filter;
    filter.states = {state};
    return filter;
}

} // namespace

class TestItemsModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsOnlyThePagesThatAreLookedAt()
    {
        const auto job = fake::million();
        fake::Rows rows(job.counts);
        ItemsModel model(&rows);
        model.setJob(job.id, job.counts.total());
        QCOMPARE(model.rowCount(), 1'000'000);
        QCOMPARE(rows.reads, 0);
        QCOMPARE(model.index(500'000, ItemsModel::Id).data().toString(), QStringLiteral("504702"));
        for (int column = 0; column < ItemsModel::ColumnCount; ++column)
            model.index(500'001, column).data();
        QCOMPARE(rows.reads, 1);
    }

    void aViewOnAMillionRowsIsThereAtOnce()
    {
        const auto job = fake::million();
        fake::Rows rows(job.counts);
        ItemsModel model(&rows);
        model.setJob(job.id, job.counts.total());
        QElapsedTimer clock;
        clock.start();
        QTableView view;
        view.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
        view.setModel(&model);
        view.resize(900, 300);
        view.show();
        view.grab();
        // Measured 15 ms; a model that walked its rows would take seconds on any machine.
        QVERIFY2(clock.elapsed() < 2000, qPrintable(QString::number(clock.elapsed())));
        QVERIFY(rows.reads <= 2);
    }

    void aFilterIsAListOfRowNumbers()
    {
        const auto job = fake::million();
        fake::Rows rows(job.counts);
        ItemsModel model(&rows);
        model.setJob(job.id, job.counts.total());
        QSignalSpy applied(&model, &ItemsModel::filterApplied);
        model.setFilter(only(ItemState::failed));
        QCOMPARE(applied.count(), 1);
        QCOMPARE(model.rowCount(), 17);
        QVERIFY(model.index(16, ItemsModel::State).data().toString().contains(QStringLiteral("Failed")));
        model.setFilter({});
        QCOMPARE(model.rowCount(), 1'000'000);
    }

    void aLongSearchShowsItsFirstRowsBeforeItsLast()
    {
        const auto job = fake::million();
        fake::Rows rows(job.counts);
        rows.isSlow = true;
        ItemsModel model(&rows);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setJob(job.id, job.counts.total());
        QSignalSpy applied(&model, &ItemsModel::filterApplied);
        journal::ItemFilter filter;
        filter.text = QStringLiteral("example");
        model.setFilter(filter);
        QCOMPARE(model.rowCount(), 1'000'000); // nothing is known yet
        rows.slow({{3, 7}, false});
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(applied.takeLast(), (QVariantList{2, false}));
        QVERIFY(model.index(1, ItemsModel::Id).data().isValid()); // a page that ends there
        rows.slow({{9}, true});
        QCOMPARE(applied.takeLast(), (QVariantList{3, true}));
        QCOMPARE(model.itemAt(2), jobs::ItemIndex(9));
        QVERIFY(model.index(2, ItemsModel::Id).data().isValid());
    }

    void theSameSearchAgainTakesNoRowAwayBeforeItIsOver()
    {
        const auto job = fake::million();
        fake::Rows rows(job.counts);
        rows.isSlow = true;
        ItemsModel model(&rows);
        model.setJob(job.id, job.counts.total());
        journal::ItemFilter filter;
        filter.text = QStringLiteral("example");
        model.setFilter(filter);
        rows.slow({{3, 7}, true});
        model.setFilter(filter); // as the panel does while the job moves
        rows.slow({{3}, false});
        QCOMPARE(model.rowCount(), 2);
        rows.slow({{8, 9}, true});
        QCOMPARE(model.rowCount(), 3);
        // What an earlier search still finds is of no interest once nothing is looked for.
        model.setFilter(filter);
        model.setFilter({});
        rows.slow({{1}, true});
        QCOMPARE(model.rowCount(), 1'000'000);
    }

    void aRowKnowsItsPlaceInTheListAndBack()
    {
        const auto job = fake::million();
        fake::Rows rows(job.counts);
        ItemsModel model(&rows);
        model.setJob(job.id, job.counts.total());
        model.setFilter(only(ItemState::unknown));
        QCOMPARE(model.itemAt(0), jobs::ItemIndex(17));
        QCOMPARE(model.rowOf(18), std::optional(1));
        QVERIFY(!model.rowOf(400'000).has_value());
    }

    void newCountsAreSeenWithoutAReset()
    {
        auto job = fake::running();
        fake::Rows rows(job.counts);
        ItemsModel model(&rows);
        model.setJob(job.id, job.counts.total());
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        const int queued = int(job.counts.total()) - 1;
        QCOMPARE(model.index(queued, ItemsModel::State).data().toString(), QStringLiteral("Queued"));
        job.counts[ItemState::done] += job.counts[ItemState::queued];
        job.counts[ItemState::queued] = 0;
        rows.setCounts(job.counts);
        model.refresh(job.counts.total());
        QCOMPARE(reset.count(), 0);
        QCOMPARE(changed.count(), 1);
        QVERIFY(model.index(queued, ItemsModel::State).data().toString() != QStringLiteral("Queued"));
    }

    void problemsAreFoundOneAfterAnotherAndRoundAgain()
    {
        const auto job = fake::running(); // 2 failed, 1 unknown, at the head of the made-up list
        fake::Rows rows(job.counts);
        ItemsModel model(&rows);
        model.setJob(job.id, job.counts.total());
        int at = -1;
        QList<int> seen;
        for (int i = 0; i < 4; ++i) {
            model.findProblem(at, true, [&](int row) { at = row; });
            seen << at;
        }
        QCOMPARE(seen, (QList<int>{0, 1, 2, 0}));
        model.findProblem(0, false, [&](int row) { at = row; });
        QCOMPARE(at, 2);
    }

    void anUnknownSaysThatNoAnswerCame()
    {
        const auto job = fake::running();
        fake::Rows rows(job.counts);
        ItemsModel model(&rows);
        model.setJob(job.id, job.counts.total());
        model.setFilter(only(ItemState::unknown));
        QCOMPARE(model.index(0, ItemsModel::Answer).data().toString(), QStringLiteral("no answer"));
        QCOMPARE(model.index(0, ItemsModel::State).data().toString(), QStringLiteral("? Unknown"));
    }

    void keepsTheRulesOfModels()
    {
        const auto job = fake::finishedClean();
        fake::Rows rows(job.counts);
        ItemsModel model(&rows);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setJob(job.id, job.counts.total());
        model.setFilter(only(ItemState::gone));
        model.refresh(job.counts.total());
        model.setFilter({});
    }

    void jobsStandUnderTheirAccount()
    {
        JobsModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.show(fake::among(fake::running()));
        QCOMPARE(model.rowCount(), 5); // two accounts, three jobs
        QVERIFY(model.index(0).data(JobsModel::IsHeading).toBool());
        QCOMPARE(model.index(0).data(JobsModel::NameRole).toString(),
                 QStringLiteral("KAMELEOON · Production"));
        QCOMPARE(model.jobAt(model.index(1)), engine::JobId(7));
        QCOMPARE(model.jobAt(model.index(2)), engine::JobId(21));
        QVERIFY(model.index(3).data(JobsModel::IsHeading).toBool());
        QVERIFY(!(model.flags(model.index(0)) & Qt::ItemIsSelectable));
        QCOMPARE(model.neighbour(7, 1), engine::JobId(21));
        QCOMPARE(model.neighbour(7, -1), engine::JobId(0));
    }

    void aNewPercentageMovesNothingInTheList()
    {
        JobsModel model;
        auto job = fake::running();
        model.show(fake::among(job));
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        job.counts[ItemState::done] += 1000;
        job.counts[ItemState::queued] -= 1000;
        model.show(fake::among(job));
        QCOMPARE(reset.count(), 0);
        QCOMPARE(changed.count(), 1);
    }

    void aPracticeAccountSaysSo()
    {
        JobsModel model;
        model.show(fake::among(fake::practice()));
        QVERIFY(model.index(0).data(JobsModel::NameRole).toString().contains(QStringLiteral("PRACTICE")));
    }
};

QTEST_MAIN(TestItemsModel)
#include "tst_itemsmodel.moc"
