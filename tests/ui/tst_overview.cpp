#include "ui/colourscheme.h"
#include "ui/jobview.h"
#include "ui/mainwindow.h"
#include "ui/models/overviewmodel.h"
#include "ui/newsdesk.h"
#include "ui/support/fakesnapshots.h"
#include "ui/theme.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QListView>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace ui;
using models::OverviewModel;

namespace {

/// The other job of the Kameleoon account.
engine::JobId secondOf(const engine::Snapshot& snapshot)
{
    for (const engine::JobSnapshot& job : snapshot.jobs)
        if (job.id != 7 && job.accountKey == snapshot.job(7)->accountKey)
            return job.id;
    return 0;
}

} // namespace

class TestOverview : public QObject {
    Q_OBJECT

    QTemporaryDir m_config;

private Q_SLOTS:
    void initTestCase()
    {
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_config.path());
        QCoreApplication::setOrganizationName(QStringLiteral("sluice-test"));
        apply(*qApp, Theme::light());
    }

    void everyAccountStandsOnceWithItsLimitsAndItsJobs()
    {
        const engine::Snapshot snapshot = fake::severalAccounts();
        const auto rows = OverviewModel::rowsOf(snapshot, engine::Writing(snapshot.asOf, true));
        QCOMPARE(std::ranges::count_if(rows, &OverviewModel::Row::isHeading), 3);
        QCOMPARE(std::ranges::count_if(rows, [](const auto& row) { return row.job != 0; }), 4);
        const auto kameleoon =
            std::ranges::find(rows, QStringLiteral("Kameleoon · Production"), &OverviewModel::Row::limit);
        QVERIFY(kameleoon != rows.end());
        QCOMPARE((kameleoon + 1)->limit, QStringLiteral("10 s window"));
        QCOMPARE((kameleoon + 1)->used, QStringLiteral("46 of 50 used"));
        QCOMPARE((kameleoon + 2)->used, QStringLiteral("1,000 of 1,000 used"));
        QCOMPARE((kameleoon + 2)->usedPart, 1.0);
    }

    void jobsStandInTheOrderOfTheirTurns()
    {
        const engine::Snapshot snapshot = fake::severalAccounts();
        const auto rows = OverviewModel::rowsOf(snapshot, engine::Writing(snapshot.asOf, true));
        const auto first = std::ranges::find(rows, engine::JobId(7), &OverviewModel::Row::job);
        QCOMPARE(first->name, QStringLiteral("1  Q4 clean-up"));
        QCOMPARE((first + 1)->name, QStringLiteral("2  Trial leftovers"));
        QVERIFY((first + 1)->state.contains(QStringLiteral("Its turn after Q4 clean-up")));
    }

    void whatIsKeptForColleaguesIsSaid()
    {
        const engine::Snapshot snapshot = fake::severalAccounts();
        const auto rows = OverviewModel::rowsOf(snapshot, engine::Writing(snapshot.asOf, true));
        const auto day = std::ranges::find(rows, QStringLiteral("day"), &OverviewModel::Row::limit);
        QCOMPARE(day->used, QStringLiteral("3,120 of 4,000 used, 1,000 kept"));
    }

    void ofAnAccountAtRestNothingIsClaimed()
    {
        const engine::Snapshot snapshot = fake::severalAccounts();
        const auto rows = OverviewModel::rowsOf(snapshot, engine::Writing(snapshot.asOf, true));
        const auto over = std::ranges::find(rows, engine::JobId(9), &OverviewModel::Row::job);
        QVERIFY(over->limit.isEmpty());
        QVERIFY(over->usedPart < 0);
        QVERIFY(over->ends.startsWith(QStringLiteral("ended ")));
    }

    void keepsTheRulesOfModels()
    {
        OverviewModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        auto snapshot = fake::severalAccounts();
        model.show(snapshot, engine::Writing(snapshot.asOf, true));
        snapshot.jobs.removeFirst();
        model.show(snapshot, engine::Writing(snapshot.asOf, true));
    }

    void theButtonAboveTheJobsOpensItAndEnterOpensAJob()
    {
        JobView view;
        Workplace workplace;
        ColourScheme scheme;
        fake::Rows rows(fake::running().counts);
        MainWindow window(view, workplace, scheme, &rows);
        window.resize(1280, 800);
        window.show();
        view.show(fake::severalAccounts());
        window.findChild<QToolButton*>(QStringLiteral("allJobs"))->click();
        auto* stack = window.findChild<QStackedWidget*>();
        QCOMPARE(stack->currentWidget()->objectName(), QStringLiteral("overviewPage"));
        view.show(fake::severalAccounts()); // news do not lead away from it
        QCOMPARE(stack->currentWidget()->objectName(), QStringLiteral("overviewPage"));
        auto* table = window.findChild<QTableView*>(QStringLiteral("overviewTable"));
        for (int row = 0; row < table->model()->rowCount(); ++row)
            if (table->model()
                    ->index(row, OverviewModel::Job)
                    .data()
                    .toString()
                    .contains(QStringLiteral("Q4")))
                table->setCurrentIndex(table->model()->index(row, OverviewModel::Job));
        table->setFocus();
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(stack->currentWidget()->objectName(), QStringLiteral("jobPage"));
        QCOMPARE(view.selectedId(), engine::JobId(7));
    }

    void aJobsTurnIsChangedByKeysAndByDragging()
    {
        JobView view;
        Workplace workplace;
        ColourScheme scheme;
        fake::Rows rows(fake::running().counts);
        MainWindow window(view, workplace, scheme, &rows);
        window.resize(1280, 800);
        window.show();
        QApplication::setActiveWindow(&window);
        auto snapshot = fake::severalAccounts();
        const auto number = [&](engine::JobId id, int turn) {
            for (engine::JobSnapshot& job : snapshot.jobs)
                if (job.id == id)
                    job.turn = turn;
        };
        const engine::JobId first = 7, second = secondOf(snapshot);
        number(first, 1);
        number(second, 2);
        view.show(snapshot);
        window.openOverview();
        QSignalSpy asked(&view, &JobView::turnAsked);
        auto* table = window.findChild<QTableView*>(QStringLiteral("overviewTable"));
        auto* model = qobject_cast<OverviewModel*>(table->model());
        table->setCurrentIndex(model->index(model->rowOf(second), OverviewModel::Job));
        table->setFocus();
        QTest::keyClick(table, Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked.last().at(0).value<engine::JobId>(), second);
        QCOMPARE(asked.last().at(1).toInt(), 1);
        // When it is stored the rows have changed places, and the same job is looked at.
        number(first, 2);
        number(second, 1);
        view.show(snapshot);
        QVERIFY(model->rowOf(second) < model->rowOf(first));
        QCOMPARE(model->jobAt(table->currentIndex().row()), second);
        QTest::keyClick(table, Qt::Key_Up, Qt::AltModifier); // it is the first
        QCOMPARE(asked.count(), 1);
        QTest::keyClick(table, Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(asked.last().at(1).toInt(), 2);
        // Dragged onto the one whose turn it shall have; never to another account.
        const auto drop = [&](engine::JobId dragged, int row) {
            const std::unique_ptr<QMimeData> data(
                model->mimeData({model->index(model->rowOf(dragged), OverviewModel::Job)}));
            const QModelIndex onto = model->index(row, OverviewModel::Job);
            const bool isTaken = model->canDropMimeData(data.get(), Qt::MoveAction, -1, -1, onto);
            model->dropMimeData(data.get(), Qt::MoveAction, -1, -1, onto);
            return isTaken;
        };
        QVERIFY(drop(first, model->rowOf(second)));
        QCOMPARE(asked.count(), 3);
        QCOMPARE(asked.last().at(0).value<engine::JobId>(), first);
        QCOMPARE(asked.last().at(1).toInt(), 1);
        QVERIFY(!drop(first, model->rowOf(9)));
        QVERIFY(!drop(first, 0));
        QCOMPARE(asked.count(), 3);
        // The same keys in the list at the left.
        auto* list = window.findChild<QListView*>(QStringLiteral("jobsList"));
        window.openJob(second);
        list->setFocus();
        QTest::keyClick(list, Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(asked.count(), 4);
        QCOMPARE(asked.last().at(0).value<engine::JobId>(), second);
        QCOMPARE(asked.last().at(1).toInt(), 2);
    }

    void everyJobIsPausedFromThere()
    {
        JobView view;
        Workplace workplace;
        ColourScheme scheme;
        fake::Rows rows(fake::running().counts);
        MainWindow window(view, workplace, scheme, &rows);
        view.show(fake::severalAccounts());
        window.openOverview();
        QSignalSpy paused(&view, &JobView::pauseAllAsked);
        window.findChild<QPushButton*>(QStringLiteral("pauseAllButton"))->click();
        QCOMPARE(paused.count(), 1);
    }

    void aJobThatEndsIsNewsOnce()
    {
        JobView view;
        NewsDesk desk(view);
        QSignalSpy news(&desk, &NewsDesk::news);
        view.show(fake::among(fake::running()));
        QCOMPARE(news.count(), 0);
        auto done = fake::finishedClean();
        view.show(fake::among(done));
        view.show(fake::among(done));
        QCOMPARE(news.count(), 1);
        QVERIFY(news.first().first().toString().startsWith(QStringLiteral("Q4 clean-up: Finished ")));
    }

    void aBrakeAndAQuestionAreNewsButAPauseByTheOperatorIsNot()
    {
        for (const auto& [job, count] : {std::pair{fake::brake(), 1},
                                         {fake::haveALook(), 1},
                                         {fake::signInRefused(), 1},
                                         {fake::paused(), 0}}) {
            JobView view;
            NewsDesk desk(view);
            QSignalSpy news(&desk, &NewsDesk::news);
            view.show(fake::among(fake::running()));
            view.show(fake::among(job));
            QCOMPARE(news.count(), count);
        }
    }

    void whatWasSoWhenTheWindowOpenedIsNoNews()
    {
        JobView view;
        NewsDesk desk(view);
        QSignalSpy news(&desk, &NewsDesk::news);
        view.show(fake::among(fake::interrupted()));
        view.show(fake::among(fake::interrupted()));
        QCOMPARE(news.count(), 0);
    }
};

QTEST_MAIN(TestOverview)
#include "tst_overview.moc"
