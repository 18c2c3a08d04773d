#include "ui/models/overviewmodel.h"
#include "ui/newsdesk.h"
#include "ui/support/stage.h"
#include "ui/theme.h"
#include "ui/trayicon.h"
#include "ui/widgets/pie.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QListView>
#include <QMimeData>
#include <QPainter>
#include <QPushButton>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTableView>
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

    support::Home m_home;

private Q_SLOTS:
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
        QCOMPARE((kameleoon + 1)->used, QStringLiteral("50 of 50 used"));
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
        support::Stage stage(Workplace(), fake::running().counts);
        auto& [view, workplace, scheme, rows, window] = stage;
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
        support::Stage stage(Workplace(), fake::running().counts);
        auto& [view, workplace, scheme, rows, window] = stage;
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

    void aStatesSignHasItsColourThere()
    {
        support::Stage stage(Workplace(), fake::running().counts);
        stage.view.show(fake::severalAccounts());
        stage.window.openOverview();
        auto* table = stage.find<QTableView>("overviewTable");
        const auto* model = qobject_cast<OverviewModel*>(table->model());
        const QImage picture = table->viewport()->grab().toImage();
        // Nearly: the edges of a thin sign are mixed with what lies behind it.
        const auto isNear = [](const QColor& seen, const QColor& meant) {
            return std::abs(seen.red() - meant.red()) + std::abs(seen.green() - meant.green())
                       + std::abs(seen.blue() - meant.blue())
                   < 60;
        };
        const auto isThere = [&](engine::JobId job, Tone tone) {
            const QRect cell = table->visualRect(model->index(model->rowOf(job), OverviewModel::State));
            for (int y = cell.top(); y <= cell.bottom(); ++y)
                for (int x = cell.left(); x < cell.left() + 24; ++x)
                    if (isNear(picture.pixelColor(x, y), Theme::light().tone(tone)))
                        return true;
            return false;
        };
        QVERIFY(isThere(7, Tone::moving));
        QVERIFY(!isThere(7, Tone::held));
        QVERIFY(isThere(8, Tone::held));
        QVERIFY(isThere(9, Tone::needs));
        QVERIFY(isThere(21, Tone::waiting));
    }

    void aPieShowsHowMuchOfAJobIsSettled()
    {
        const QColor blue(Qt::blue);
        const auto pie = [&](double part) {
            QImage image(16, 16, QImage::Format_RGB32);
            image.fill(Qt::white);
            QPainter painter(&image);
            widgets::drawPie(painter, image.rect(), part, blue);
            return image;
        };
        // From twelve o'clock on, as a clock goes.
        const QImage quarter = pie(0.25);
        QCOMPARE(quarter.pixelColor(11, 5), blue);
        QCOMPARE(quarter.pixelColor(11, 11), QColor(Qt::white));
        QCOMPARE(quarter.pixelColor(4, 5), QColor(Qt::white));
        QCOMPARE(pie(1).pixelColor(4, 5), blue);
        QCOMPARE(pie(0).pixelColor(11, 5), QColor(Qt::white));
        // In the list at the left, in the colour of the job's state.
        support::Stage stage(fake::running());
        auto* list = stage.find<QListView>("jobsList");
        const QRect there = widgets::JobsPies::pieIn(list->visualRect(list->currentIndex()));
        const QImage picture = list->viewport()->grab().toImage();
        QCOMPARE(picture.pixelColor(there.center() + QPoint(3, -3)),
                 Theme::light().tone(Tone::moving)); // 30 %
        QVERIFY(picture.pixelColor(there.center() + QPoint(-3, -3)) != Theme::light().tone(Tone::moving));
    }

    void theTrayShowsTheJobThatSomebodyHasToKnowOfFirst()
    {
        engine::Snapshot snapshot = fake::severalAccounts();
        const auto shown = [&snapshot] {
            return trayPicture(snapshot, engine::Writing(snapshot.asOf, true));
        };
        QVERIFY(shown());
        QCOMPARE(shown()->tone, Tone::held); // what is finished says nothing there any more
        QVERIFY2(shown()->words.startsWith(QStringLiteral("Old requirements: Blocked by Accompa")),
                 qPrintable(shown()->words));
        snapshot.jobs << fake::brake();
        QCOMPARE(shown()->tone, Tone::needs);
        snapshot.jobs = {fake::paused(), fake::running()};
        QCOMPARE(shown()->tone, Tone::moving);
        QCOMPARE(shown()->percent, 30);
        const QPixmap pie = trayPixmap(*shown(), 32, Theme::light());
        QCOMPARE(pie.toImage().pixelColor(20, 10), Theme::light().tone(Tone::moving));
        QCOMPARE(pie.toImage().pixelColor(11, 10), Theme::light().background());
        snapshot.jobs = {fake::finishedWithRest(), fake::draft()};
        QVERIFY(!shown());
    }

    void everyJobIsPausedFromThere()
    {
        support::Stage stage(Workplace(), fake::running().counts);
        auto& [view, workplace, scheme, rows, window] = stage;
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
