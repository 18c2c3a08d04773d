// The menus of the main window; all that they do is call it.
#include "ui/mainwindow.h"

#include "ui/jobview.h"
#include "ui/pages/help.h"
#include "ui/pages/itemspanel.h"
#include "ui/pages/jobpage.h"

#include <QAction>
#include <QMenu>
#include <QMenuBar>
#include <QToolButton>

namespace ui {

namespace {

template <class Owner, class Do>
QAction* add(QMenu* menu, const QString& name, const QString& text, const QList<QKeySequence>& keys,
             Owner* owner, Do&& act)
{
    auto* action = menu->addAction(text);
    action->setObjectName(name);
    action->setShortcuts(keys);
    QObject::connect(action, &QAction::triggered, owner, std::forward<Do>(act));
    return action;
}

} // namespace

void MainWindow::makeMenus()
{
    using K = QKeySequence;
    QMenu* job = menuBar()->addMenu(tr("&Job"));
    add(job, QStringLiteral("actionNew"), tr("&New job…"), {K(Qt::CTRL | Qt::Key_N)}, this,
        [this] { openNewJob(); });
    add(job, QStringLiteral("actionOpen"), tr("New job from a &file…"), {K(Qt::CTRL | Qt::Key_O)}, this,
        &MainWindow::openFile);
    add(job, QStringLiteral("actionPause"), tr("&Pause or resume"),
        {K(Qt::CTRL | Qt::Key_P), K(Qt::Key_Pause)}, this, [this] { jobPage()->pauseOrResume(); });
    add(job, QStringLiteral("actionPauseAll"), tr("Pause &every job"), {K(Qt::CTRL | Qt::SHIFT | Qt::Key_P)},
        this, [this] { Q_EMIT m_view.pauseAllAsked(); });
    add(job, QStringLiteral("actionSpeed"), tr("Spee&d…"), {}, this, [this] { jobPage()->changeSpeed(); });
    add(job, QStringLiteral("actionStop"), tr("&Stop sending…"), {}, this, [this] { jobPage()->stop(); });
    job->addSeparator();
    add(job, QStringLiteral("actionExport"), tr("&Export evidence…"), {K(Qt::CTRL | Qt::Key_E)}, this,
        [this] { jobPage()->exportEvidence(); });
    add(job, QStringLiteral("actionRemoveList"), tr("Re&move the list, keep the evidence…"), {}, this,
        [this] { jobPage()->removeList(); });
    job->addSeparator();
    add(job, QStringLiteral("actionQuit"), tr("&Quit"), {K(Qt::CTRL | Qt::Key_Q)}, this, [this] { close(); });

    QMenu* list = menuBar()->addMenu(tr("&List"));
    // Of the job that is looked at when it is pressed.
    const auto items = [this](void (pages::ItemsPanel::*act)()) {
        return [this, act] { (jobPage()->items()->*act)(); };
    };
    add(list, QStringLiteral("actionFilter"), tr("&Filter this table"), {K(Qt::CTRL | Qt::Key_F)}, this,
        items(&pages::ItemsPanel::focusFilter));
    add(list, QStringLiteral("actionNextProblem"), tr("&Next problem"), {K(Qt::Key_F4)}, this,
        items(&pages::ItemsPanel::nextProblem));
    add(list, QStringLiteral("actionPreviousProblem"), tr("&Previous problem"), {K(Qt::SHIFT | Qt::Key_F4)},
        this, items(&pages::ItemsPanel::previousProblem));
    add(list, QStringLiteral("actionOpenItem"), tr("&Request and answer\tReturn"), {}, this,
        items(&pages::ItemsPanel::openCurrent));
    list->addSeparator();
    add(list, QStringLiteral("actionCopyIds"), tr("&Copy ids\tCtrl+C"), {}, this,
        items(&pages::ItemsPanel::copyIds));
    add(list, QStringLiteral("actionCopyRows"), tr("Copy &rows with headings\tCtrl+Shift+C"), {}, this,
        items(&pages::ItemsPanel::copyRows));
    add(list, QStringLiteral("actionPaste"), tr("Paste &ids as a new list"), {K(Qt::CTRL | Qt::Key_V)}, this,
        &MainWindow::paste);

    QMenu* view = menuBar()->addMenu(tr("&View"));
    auto* side = add(view, QStringLiteral("actionJobsList"), tr("&Jobs list"), {K(Qt::CTRL | Qt::Key_J)},
                     this, [this] {
                         m_isSideWanted = !m_side->isVisible();
                         m_side->setVisible(m_isSideWanted);
                         nameJob();
                     });
    side->setCheckable(true);
    side->setChecked(m_isSideWanted);
    add(view, QStringLiteral("actionPreviousJob"), tr("&Previous job"), {K(Qt::CTRL | Qt::Key_PageUp)}, this,
        [this] { stepJob(-1); });
    add(view, QStringLiteral("actionNextJob"), tr("&Next job"), {K(Qt::CTRL | Qt::Key_PageDown)}, this,
        [this] { stepJob(1); });
    view->addSeparator();
    add(view, QStringLiteral("actionOverview"), tr("&All jobs"), {}, this, &MainWindow::openOverview);

    QMenu* tools = menuBar()->addMenu(tr("&Tools"));
    auto* find = add(tools, QStringLiteral("actionFind"), tr("&Find an id in all jobs…"),
                     {K(Qt::CTRL | Qt::SHIFT | Qt::Key_F)}, this, &MainWindow::openFind);
    add(tools, QStringLiteral("actionSettings"), tr("&Settings…"), {K(Qt::CTRL | Qt::Key_Comma)}, this,
        &MainWindow::openSettings);
    auto* corner = new QToolButton(menuBar());
    corner->setObjectName(QStringLiteral("findButton"));
    corner->setText(tr("Find an id…   Ctrl+Shift+F"));
    corner->setAutoRaise(true);
    connect(corner, &QToolButton::clicked, find, &QAction::trigger);
    menuBar()->setCornerWidget(corner);

    if (m_workplace.isPractice && !m_workplace.pranks.empty())
        makePracticeMenu(menuBar()->addMenu(tr("&Make the vendor…")));
    QMenu* help = menuBar()->addMenu(tr("&Help"));
    add(help, QStringLiteral("actionHelp"), tr("&How it works"), {K(Qt::Key_F1)}, this,
        [this] { pages::showHelp(this); });
    add(help, QStringLiteral("actionKeys"), tr("All &keys"), {K(Qt::CTRL | Qt::Key_Slash)}, this,
        [this] { pages::showKeySheet(this); });
}

void MainWindow::makePracticeMenu(QMenu* menu)
{
    menu->setObjectName(QStringLiteral("practiceMenu"));
    for (const Prank& prank : m_workplace.pranks) {
        auto* action = menu->addAction(prank.text);
        action->setObjectName(prank.name);
        action->setCheckable(prank.isSwitch);
        connect(action, &QAction::triggered, this, [play = prank.play](bool isOn) { play(isOn); });
    }
}

} // namespace ui
