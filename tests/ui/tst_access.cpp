// Every page and every window of its own, walked through by whoever cannot see it or has no mouse.
#include "ui/models/itemsmodel.h"
#include "ui/support/stage.h"
#include "ui/support/walker.h"

#include <QAction>
#include <QComboBox>
#include <QDialog>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <QVBoxLayout>

using namespace ui;

namespace {

/// Practising: nothing is asked for that a test would have to type.
struct Stage : support::Stage {
    Stage() : support::Stage(support::practice(), fake::running().counts) {}
    explicit Stage(const engine::JobSnapshot& job) : support::Stage(job, support::practice()) {}
    /// The dialog that an entry of the menus opens.
    QDialog* dialog(const char* action, const char* name)
    {
        find<QAction>(action)->trigger();
        return find<QDialog>(name);
    }
};

void check(const QStringList& faults, const QString& where)
{
    QVERIFY2(faults.isEmpty(),
             qPrintable(where + QStringLiteral(":\n  ") + faults.join(QLatin1String("\n  "))));
}

} // namespace

class TestAccess : public QObject {
    Q_OBJECT

    support::Home m_home;

private Q_SLOTS:
    void theFirstPage()
    {
        Stage stage;
        check(walker::faultsInNames(stage.window), QStringLiteral("empty"));
        check(walker::faultsInFocus(stage.page()), QStringLiteral("empty"));
    }

    void aNewJobOfEveryVendorAndItsGate_data()
    {
        QTest::addColumn<QString>("vendor");
        for (const char* vendor : {"accompa", "chameleon", "kameleoon", "wonderpush"})
            QTest::newRow(vendor) << QString::fromLatin1(vendor);
    }
    void aNewJobOfEveryVendorAndItsGate()
    {
        QFETCH(QString, vendor);
        Stage stage;
        stage.workplace.isPractice = vendor != QLatin1String("accompa"); // one that asks for credentials
        stage.window.openNewJob({{}, "id,email\n4711,a@example.com\n4712,b@example.com\n"}, vendor);
        QTRY_VERIFY(stage.find<QLabel>("listCounts")->text().startsWith(QLatin1Char('2'))
                    || stage.find<QLabel>("listCounts")->text().startsWith(QLatin1Char('0')));
        check(walker::faultsInNames(stage.window), vendor);
        check(walker::faultsInFocus(stage.page()), vendor);
        auto* go = stage.find<QPushButton>("continueButton");
        if (!go->isEnabled())
            return;
        go->click();
        QCOMPARE(stage.pageName(), QStringLiteral("gatePage"));
        stage.find<QLineEdit>("gateField")->setText(QStringLiteral("2"));
        check(walker::faultsInNames(stage.window), vendor + QStringLiteral(", gate"));
        check(walker::faultsInFocus(stage.page()), vendor + QStringLiteral(", gate"));
    }

    void aJobInEveryState()
    {
        for (const fake::Named& state : fake::everyState()) {
            Stage stage(state.job);
            check(walker::faultsInNames(stage.window), state.name);
            check(walker::faultsInFocus(stage.page()), state.name);
        }
    }

    void theWindowFitsAScreenOf1920By1080AtDoubleSize()
    {
        const QSize room(960, 540 - 48); // less the desktop's own bars
        for (const fake::Named& state : fake::everyState()) {
            Stage stage(state.job);
            stage.window.resize(room);
            QCoreApplication::processEvents();
            const QSize least = stage.window.size();
            QVERIFY2(
                least.width() <= room.width() && least.height() <= room.height(),
                qPrintable(
                    QStringLiteral("%1: %2 by %3").arg(state.name).arg(least.width()).arg(least.height())));
        }
    }

    void allJobs()
    {
        Stage stage;
        stage.view.show(fake::severalAccounts());
        stage.window.openOverview();
        check(walker::faultsInNames(stage.window), QStringLiteral("all jobs"));
        check(walker::faultsInFocus(stage.page()), QStringLiteral("all jobs"));
    }

    void everyDialog_data()
    {
        QTest::addColumn<QByteArray>("dialog");
        QTest::newRow("actionSettings") << QByteArray("settingsDialog");
        QTest::newRow("actionFind") << QByteArray("findDialog");
        QTest::newRow("actionKeys") << QByteArray("keySheet");
        QTest::newRow("actionHelp") << QByteArray("helpDialog");
        QTest::newRow("actionSpeed") << QByteArray("speedDialog");
        QTest::newRow("actionOpenItem") << QByteArray("itemDialog");
    }
    void everyDialog()
    {
        QFETCH(QByteArray, dialog);
        const engine::JobSnapshot job = fake::running();
        Stage stage(job);
        stage.find<QAction>("actionNextProblem")->trigger();
        QDialog* opened = stage.dialog(QTest::currentDataTag(), dialog.constData());
        QVERIFY(opened);
        check(walker::faultsInNames(*opened), QString::fromLatin1(dialog));
        check(walker::faultsInFocus(*opened), QString::fromLatin1(dialog));
    }

    void theWalkerFindsWhatIsWrong()
    {
        QWidget page;
        auto* column = new QVBoxLayout(&page);
        auto* nameless = new QPushButton(&page);
        auto* unreachable = new QPushButton(QStringLiteral("Go"), &page);
        unreachable->setObjectName(QStringLiteral("go"));
        unreachable->setFocusPolicy(Qt::ClickFocus);
        auto* box = new QComboBox(&page);
        box->setObjectName(QStringLiteral("go"));
        box->addItem(QStringLiteral("a value is no name"));
        auto* count = new QLabel(QStringLiteral("12 done"), &page);
        count->setAccessibleName(QStringLiteral("Done"));
        auto* picture = new QFrame(&page);
        picture->setAccessibleDescription(QStringLiteral("half full"));
        for (QWidget* widget : QList<QWidget*>{nameless, unreachable, box, count, picture})
            column->addWidget(widget);
        page.show();
        QCOMPARE(walker::faultsInNames(page),
                 (QStringList{QStringLiteral("QPushButton “” has no object name"),
                              QStringLiteral("QPushButton “” has no name that can be read out"),
                              QStringLiteral("QComboBox go has the object name of another one"),
                              QStringLiteral("QComboBox go has no name that can be read out"),
                              QStringLiteral("QFrame is described without a name"),
                              QStringLiteral("the label “12 done” is read out as something else")}));
        QCOMPARE(walker::faultsInFocus(page),
                 QStringList{QStringLiteral("Tab does not come to QPushButton go “Go”")});
    }
};

QTEST_MAIN(TestAccess)
#include "tst_access.moc"
