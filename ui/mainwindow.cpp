#include "ui/mainwindow.h"

#include "ui/colourscheme.h"
#include "ui/jobview.h"
#include "ui/models/jobsmodel.h"
#include "ui/pages/emptypage.h"
#include "ui/pages/finddialog.h"
#include "ui/pages/gatepage.h"
#include "ui/pages/jobpage.h"
#include "ui/pages/newjobpage.h"
#include "ui/pages/overviewpage.h"
#include "ui/pages/rehearsalpage.h"
#include "ui/pages/settingsdialog.h"
#include "ui/widgets/pie.h"
#include "ui/widgets/practiceframe.h"

#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QShortcut>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace ui {

namespace {

constexpr int sideWidth = 240, sideHiddenBelow = 1100; ///< px

} // namespace

MainWindow::MainWindow(JobView& view, const Workplace& workplace, ColourScheme& scheme,
                       models::RowSource* rows, QWidget* parent)
    : QMainWindow(parent)
    , m_view(view)
    , m_workplace(workplace)
    , m_scheme(scheme)
    , m_jobs(new models::JobsModel(this))
    , m_list(new QListView(this))
    , m_side(new QWidget(this))
    , m_noJobs(new QLabel(tr("No jobs yet."), this))
    , m_stack(new QStackedWidget(this))
    , m_frame(new widgets::PracticeFrame(m_stack, this))
    , m_allJobs(new QToolButton(m_side))
    , m_rows(rows)
    , m_preferences(Preferences::load(QSettings()))
    , m_asOf(new QLabel(this))
    , m_awake(new QLabel(tr("Computer kept awake. Closing the lid pauses the job."), this))
{
    setObjectName(QStringLiteral("mainWindow"));
    m_stack->setObjectName(QStringLiteral("pages"));
    m_frame->setPractice(workplace.isPractice);
    m_list->setObjectName(QStringLiteral("jobsList"));
    m_list->setAccessibleName(tr("Jobs"));
    m_list->setModel(m_jobs);
    m_list->setItemDelegate(new widgets::JobsPies(m_list));
    m_list->setDragDropMode(QAbstractItemView::DragDrop);
    m_list->setDefaultDropAction(Qt::MoveAction);
    m_list->setDragDropOverwriteMode(true); // onto the job whose turn it shall have
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* add = new QPushButton(tr("+ New"), m_side);
    add->setObjectName(QStringLiteral("addJob"));
    add->setAccessibleName(tr("New job"));
    add->setToolTip(tr("Ctrl+N"));
    auto* heading = new QLabel(tr("JOBS"), m_side);
    heading->setForegroundRole(QPalette::PlaceholderText);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(10, 8, 8, 4);
    top->setSpacing(6);
    top->addWidget(heading);
    top->addStretch();
    top->addWidget(add);
    m_noJobs->setContentsMargins(10, 8, 8, 4);
    auto* column = new QVBoxLayout(m_side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_allJobs->setObjectName(QStringLiteral("allJobs"));
    m_allJobs->setText(tr("All jobs"));
    m_allJobs->setToolTip(tr("Every account with its limits, every job with its state"));
    m_allJobs->setAutoRaise(true);
    m_allJobs->setCheckable(true);
    m_allJobs->hide(); // until there are some
    top->insertWidget(2, m_allJobs);
    column->addLayout(top);
    column->addWidget(m_noJobs);
    column->addWidget(m_list, 1);
    column->addStretch();
    m_side->setFixedWidth(sideWidth);
    auto* line = new QFrame(this);
    line->setFrameShape(QFrame::VLine);
    line->setForegroundRole(QPalette::Mid);
    auto* central = new QWidget(this);
    auto* row = new QHBoxLayout(central);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_side);
    row->addWidget(line);
    row->addWidget(m_frame, 1);
    setCentralWidget(central);
    m_asOf->setObjectName(QStringLiteral("asOf"));
    m_asOf->setContentsMargins(0, 0, 8, 0);
    m_awake->setObjectName(QStringLiteral("keptAwake"));
    m_awake->setContentsMargins(0, 0, 16, 0);
    m_awake->hide();
    statusBar()->addPermanentWidget(m_awake);
    statusBar()->addPermanentWidget(m_asOf);
    if (!workplace.operatorName.isEmpty()) {
        auto* who = new QLabel(workplace.operatorName, this);
        who->setContentsMargins(8, 0, 0, 0);
        statusBar()->addWidget(who);
    }
    statusBar()->setSizeGripEnabled(false);

    makePages(rows);
    m_isSideWanted = QSettings().value(QStringLiteral("window/jobsList"), true).toBool();
    makeMenus();
    connect(add, &QPushButton::clicked, this, [this] { openNewJob(); });
    connect(m_allJobs, &QToolButton::clicked, this, &MainWindow::openOverview);
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex& at) { openJob(m_jobs->jobAt(at)); });
    connect(m_list, &QListView::activated, this,
            [this](const QModelIndex& at) { openJob(m_jobs->jobAt(at)); });
    connect(m_jobs, &models::JobsModel::turnAsked, &m_view, &JobView::turnAsked);
    for (const int step : {-1, 1}) {
        auto* key = new QShortcut(QKeySequence(Qt::ALT | (step < 0 ? Qt::Key_Up : Qt::Key_Down)), m_list);
        key->setContext(Qt::WidgetShortcut);
        connect(key, &QShortcut::activated, this, [this, step] {
            const engine::JobId job = m_jobs->jobAt(m_list->currentIndex());
            if (const int turn = m_jobs->turnOf(job); turn > 0 && turn + step > 0)
                Q_EMIT m_view.turnAsked(job, turn + step);
        });
    }
    connect(&m_view, &JobView::snapshotShown, this, &MainWindow::takeSnapshot);
    connect(&m_view, &JobView::signInChecked, this, &MainWindow::takeSignIn);
    connect(&m_view, &JobView::looked, this, [this](int request, const engine::LookResult& result) {
        if (request == m_lookRequest)
            m_newJob->showLook(result, writingNow());
    });
    connect(&m_view, &JobView::jobCreated, this, &MainWindow::takeCreated);
    connect(&m_view, &JobView::accepted, this, &MainWindow::takeAccepted);
    connect(&m_view, &JobView::refused, this, &MainWindow::takeRefusal);
    connect(&m_view, &JobView::shutDownFinished, this, [this] {
        m_mayClose = true;
        close();
    });
    m_clock.setInterval(std::chrono::seconds(1));
    connect(&m_clock, &QTimer::timeout, this, &MainWindow::tellTime);
    m_clock.start();
    resize(1280, 800);
    const QSettings settings;
    restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
    m_jobPage->recall(settings);
    m_overview->recall(settings);
    placeSide();
    m_view.setUtc(m_preferences.isUtc);
    goHome();
}

MainWindow::~MainWindow() = default;

void MainWindow::makePages(models::RowSource* rows)
{
    QStringList names;
    for (const auto& entry : m_workplace.catalog.entries())
        if (entry.problem.isEmpty())
            names << entry.name;
    m_empty = new pages::EmptyPage(names, this);
    m_newJob = new pages::NewJobPage(m_workplace, this);
    m_gate = new pages::GatePage(this);
    m_jobPage = new pages::JobPage(m_view, m_workplace, rows, this);
    m_overview = new pages::OverviewPage(this);
    for (QWidget* page :
         {static_cast<QWidget*>(m_empty), static_cast<QWidget*>(m_newJob), static_cast<QWidget*>(m_gate),
          static_cast<QWidget*>(m_jobPage), static_cast<QWidget*>(m_overview)})
        m_stack->addWidget(page);
    connect(m_overview, &pages::OverviewPage::jobOpened, this, &MainWindow::openJob);
    connect(m_overview, &pages::OverviewPage::turnAsked, &m_view, &JobView::turnAsked);
    connect(m_overview, &pages::OverviewPage::pauseAllAsked, &m_view, &JobView::pauseAllAsked);
    connect(m_empty, &pages::EmptyPage::newJobAsked, this, [this] { openNewJob(); });
    connect(m_empty, &pages::EmptyPage::practiceAsked, this, [this] {
        if (m_workplace.isPractice)
            openNewJob({m_workplace.sampleList, {}}, QStringLiteral("kameleoon"));
        else
            Q_EMIT practiceAsked();
    });
    connect(m_empty, &pages::EmptyPage::fileDropped, this,
            [this](const QString& path) { openNewJob({path, {}}); });
    connect(m_empty, &pages::EmptyPage::textDropped, this,
            [this](const QByteArray& text) { openNewJob({{}, text}); });
    connect(m_newJob, &pages::NewJobPage::continued, this, &MainWindow::continueToGate);
    connect(m_newJob, &pages::NewJobPage::rehearsalAsked, this, &MainWindow::rehearse);
    connect(m_newJob, &pages::NewJobPage::signInCheckAsked, this, &MainWindow::askForCheck);
    connect(m_newJob, &pages::NewJobPage::lookAsked, this, &MainWindow::askForLook);
    connect(m_newJob, &pages::NewJobPage::cancelled, this, &MainWindow::goHome);
    connect(m_gate, &pages::GatePage::backAsked, this, [this] { showPage(m_newJob); });
    connect(m_gate, &pages::GatePage::confirmed, this, &MainWindow::confirm);
    connect(m_gate, &pages::GatePage::protectAsked, this, &MainWindow::protect);
    connect(m_gate, &pages::GatePage::leaveOutAsked, this, &MainWindow::leaveOutSent);
    connect(m_gate, &pages::GatePage::sendAgainAsked, this, &MainWindow::approve);
}

void MainWindow::openNewJob(const ListSource& source, const QString& profile)
{
    m_newJob->setUsedLabels(usedLabels());
    m_newJob->setUses(usesOf(m_view.snapshot()));
    if (!profile.isEmpty())
        m_newJob->chooseProfile(profile);
    if (!source.isEmpty())
        m_newJob->setSource(source);
    showPage(m_newJob);
    m_newJob->focusFirst();
}

void MainWindow::openJob(engine::JobId job)
{
    if (job == 0 || !m_view.job(job))
        return;
    m_view.select(job);
    m_list->setCurrentIndex(m_jobs->indexOf(job));
    m_jobPage->show();
    showPage(m_jobPage);
}

void MainWindow::showPage(QWidget* page)
{
    if (m_rehearsal && page != m_rehearsal)
        std::exchange(m_rehearsal, nullptr)->deleteLater(); // and everything that it stored
    m_stack->setCurrentWidget(page);
    m_frame->setPractice(m_workplace.isPractice || m_rehearsal);
    nameJob();
    m_allJobs->setChecked(page == m_overview);
    if (page == m_overview)
        m_list->setCurrentIndex({});
    retitle();
}

pages::JobPage* MainWindow::jobPage() const
{
    return m_rehearsal ? m_rehearsal->jobPage() : m_jobPage;
}

void MainWindow::openOverview()
{
    if (m_view.snapshot().jobs.isEmpty()) {
        m_allJobs->setChecked(false);
        return;
    }
    m_overview->show(m_view.snapshot(), m_view.writing());
    showPage(m_overview);
}

void MainWindow::openFind()
{
    if (!m_find) {
        m_find = new pages::FindDialog(m_rows, m_workplace.isPractice, m_view.isUtc(), this);
        m_find->setAttribute(Qt::WA_DeleteOnClose);
        connect(m_find, &pages::FindDialog::openAsked, this, [this](engine::JobId job, quint32 item) {
            openJob(job);
            m_jobPage->showItem(item);
        });
    }
    m_find->show();
    m_find->raise();
    m_find->activateWindow();
}

void MainWindow::openSettings()
{
    auto* dialog =
        new pages::SettingsDialog(m_preferences, m_workplace.signedInName, m_workplace.places, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &pages::SettingsDialog::changed, this, &MainWindow::take);
    dialog->open();
}

void MainWindow::take(const Preferences& preferences)
{
    m_preferences = preferences;
    QSettings settings;
    m_preferences.save(settings);
    m_scheme.setWish(m_preferences.colours);
    m_view.setUtc(m_preferences.isUtc);
}

void MainWindow::takeOver(const QString& ids, const QString& profile)
{
    setWindowState(windowState() & ~Qt::WindowMinimized);
    show();
    raise();
    activateWindow();
    if (ids.isEmpty() && profile.isEmpty())
        return;
    // A list that somebody is just looking at is not taken from under the eyes.
    if (m_stack->currentWidget() == m_newJob || m_stack->currentWidget() == m_gate)
        statusBar()->showMessage(
            tr("Another list was handed over: %1. Finish here first, then open it.").arg(ids));
    else
        openNewJob({ids, {}}, profile);
}

void MainWindow::openFile()
{
    const QString file = QFileDialog::getOpenFileName(this, tr("A list of ids"), {},
                                                      tr("Lists (*.xlsx *.csv *.tsv *.txt);;All files (*)"));
    if (!file.isEmpty())
        openNewJob({file, {}});
}

void MainWindow::goHome()
{
    if (m_view.selected())
        openJob(m_view.selectedId());
    else if (!m_view.snapshot().jobs.isEmpty())
        openJob(m_view.snapshot().jobs.first().id);
    else
        showPage(m_empty);
}

void MainWindow::takeSnapshot()
{
    const engine::Snapshot& snapshot = m_view.snapshot();
    m_jobs->show(snapshot, m_view.writing());
    if (m_stack->currentWidget() == m_overview)
        m_overview->show(snapshot, m_view.writing());
    m_allJobs->setVisible(!snapshot.jobs.isEmpty());
    m_awake->setVisible(snapshot.isKeptAwake); // said only where it is true
    m_noJobs->setVisible(snapshot.jobs.isEmpty());
    m_list->setVisible(!snapshot.jobs.isEmpty());
    const QModelIndex at = m_jobs->indexOf(m_view.selectedId());
    if (m_stack->currentWidget() != m_overview && at.isValid() && m_list->currentIndex() != at)
        m_list->setCurrentIndex(at);
    m_asOf->setText(
        (m_view.isUtc() ? tr("As of %1 UTC") : tr("As of %1")).arg(m_view.writing().time(snapshot.asOf)));
    if (m_stack->currentWidget() == m_empty && !snapshot.jobs.isEmpty())
        goHome();
    retitle();
}

void MainWindow::retitle()
{
    QString title = tr("Sluice");
    if (m_rehearsal) {
        const engine::JobSnapshot* played = m_rehearsal->job();
        setWindowTitle(played ? tr("REHEARSAL: %1: %2, %3 · Sluice")
                                    .arg(engine::shortState(*played, m_rehearsal->writing()), played->name,
                                         played->accountLabel)
                              : tr("REHEARSAL: Sluice"));
        return;
    }
    const engine::JobSnapshot* job = m_view.selected();
    if (m_stack->currentWidget() == m_jobPage && job)
        // The first words of the sentence lead, so that a task bar tells the state.
        title = tr("%1: %2, %3 · Sluice")
                    .arg(engine::shortState(*job, m_view.writing()), job->name, job->accountLabel);
    else if (m_stack->currentWidget() == m_newJob)
        title = tr("New job: Sluice");
    else if (m_stack->currentWidget() == m_overview)
        title = tr("All jobs: Sluice");
    else if (m_stack->currentWidget() == m_gate)
        title = tr("Before anything is sent: Sluice");
    setWindowTitle(m_workplace.isPractice ? tr("PRACTICE: %1").arg(title) : title);
}

void MainWindow::stepJob(int step)
{
    openJob(m_jobs->neighbour(m_view.selectedId(), step));
}

void MainWindow::paste()
{
    // Only where pasting means a list: on the first page and on the new-job page.
    const QByteArray text = QApplication::clipboard()->text().toUtf8();
    if (m_stack->currentWidget() == m_empty && !text.trimmed().isEmpty())
        openNewJob({{}, text});
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    placeSide();
}

void MainWindow::placeSide()
{
    m_side->setVisible(m_isSideWanted && width() >= sideHiddenBelow);
    nameJob();
}

/// What the list at the left says of a job stands on its page while there is no list.
void MainWindow::nameJob()
{
    for (pages::JobPage* page : {m_jobPage, jobPage()})
        page->setNamed(m_side->isHidden());
}

bool MainWindow::asksToQuit(const QString& question, const QString& stay, const QString& quit)
{
    QMessageBox ask(QMessageBox::Question, tr("Sluice"), question, QMessageBox::NoButton, this);
    ask.setObjectName(QStringLiteral("quitQuestion"));
    auto* no = ask.addButton(stay, QMessageBox::RejectRole);
    auto* yes = ask.addButton(quit, QMessageBox::AcceptRole);
    ask.setDefaultButton(no);
    ask.exec();
    return ask.clickedButton() == yes;
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    QSettings settings;
    settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
    settings.setValue(QStringLiteral("window/jobsList"), m_isSideWanted);
    m_jobPage->remember(settings);
    m_overview->remember(settings);
    if (m_mayClose || !m_view.isAnythingRunning()) {
        Q_EMIT closed();
        event->accept();
        return;
    }
    event->ignore();
    if (m_isClosing) {
        if (asksToQuit(tr("What is in flight has not been answered and stored yet. Quit without it?\n\nIt is "
                          "unknown then, until it is asked again."),
                       tr("Wait"), tr("Quit now"))) {
            Q_EMIT closed();
            event->accept();
        }
        return;
    }
    if (!asksToQuit(
            tr("A job is running. Pause it and quit?\n\nIt goes on where it was when you start it again."),
            tr("Go on running"), tr("Pause and quit")))
        return;
    m_isClosing = true;
    statusBar()->showMessage(tr("Pausing: what is in flight is still answered and stored…"));
    Q_EMIT m_view.shutDownAsked();
}

} // namespace ui
