// The way of a new job: rehearsed, through the gate, and on its own page when it runs. Part of the main
// window.
#include "ui/mainwindow.h"

#include "ui/jobview.h"
#include "ui/models/rowsource.h"
#include "ui/pages/gatepage.h"
#include "ui/pages/jobpage.h"
#include "ui/pages/newjobpage.h"
#include "ui/pages/rehearsalpage.h"

#include <QDateTime>
#include <QStackedWidget>
#include <QStatusBar>

namespace ui {

void MainWindow::rehearse(const Draft& draft)
{
    if (!m_workplace.makeStage)
        return;
    m_rehearsal = new pages::RehearsalPage(m_workplace.makeStage(draft.setup.profile), draft, m_workplace,
                                           m_view.isUtc(), this);
    m_stack->addWidget(m_rehearsal);
    connect(m_rehearsal, &pages::RehearsalPage::backAsked, this, [this] { showPage(m_newJob); });
    connect(m_rehearsal, &pages::RehearsalPage::moved, this, &MainWindow::retitle);
    showPage(m_rehearsal);
    m_rehearsal->setFocus();
}

void MainWindow::continueToGate(const Draft& draft)
{
    m_draft = draft;
    // What was stored of an earlier visit to the gate, and never started, is not left lying about.
    if (m_created != 0)
        Q_EMIT m_view.endAsked(m_created);
    m_created = 0;
    m_isSentAnswered = false;
    m_gate->show(m_draft, writingNow());
    showPage(m_gate);
}

/// Of this moment: a snapshot may be older, or there is none yet.
engine::Writing MainWindow::writingNow() const
{
    const engine::WallTime now{std::chrono::milliseconds(QDateTime::currentMSecsSinceEpoch())};
    return engine::Writing(now, m_view.isUtc());
}

void MainWindow::askForCheck(const engine::SignInSetup& setup)
{
    m_checkRequest = m_view.nextRequest();
    Q_EMIT m_view.signInCheckAsked(m_checkRequest, setup);
}

void MainWindow::takeSignIn(int request, const engine::SignInResult& result)
{
    if (request == m_checkRequest)
        m_newJob->showSignIn(result, writingNow());
}

/// Where a job is prepared its end moves on with the clock.
void MainWindow::tellTime()
{
    if (!isVisible())
        return;
    if (m_stack->currentWidget() == m_newJob) {
        m_newJob->setUses(usesOf(m_view.snapshot()));
        m_newJob->tellTime(writingNow());
    } else if (m_stack->currentWidget() == m_gate)
        m_gate->tellTime(writingNow());
}

void MainWindow::askForLook(const engine::LookSetup& setup)
{
    m_lookRequest = m_view.nextRequest();
    Q_EMIT m_view.lookAsked(m_lookRequest, setup);
}

/// From the gate: the number is another one then, and is read and typed again.
void MainWindow::protect(const QStringList& ids)
{
    if (const auto made = m_newJob->protect(ids))
        continueToGate(*made);
    else
        showPage(m_newJob); // nothing is left to send, and the page says so
}

/// How the jobs here call their accounts, by vendor.
QMap<QString, QStringList> MainWindow::usedLabels() const
{
    QMap<QString, QStringList> labels;
    for (const engine::JobSnapshot& job : m_view.snapshot().jobs)
        if (!labels[job.profileId].contains(job.accountLabel))
            labels[job.profileId] << job.accountLabel;
    return labels;
}

void MainWindow::confirm(qint64 typedCount)
{
    m_typed = typedCount;
    if (m_created == 0 && m_draft.isListStale()) {
        m_newJob->readListAgain();
        showPage(m_newJob);
        statusBar()->showMessage(
            tr("The file of the list changed since you looked. It was read again: please look again."));
        return;
    }
    if (m_workplace.isPractice) {
        const auto origin = m_workplace.practiceOrigin(m_draft.setup.profile);
        if (!origin) {
            m_gate->tellRefusal(QString::fromStdString(origin.error().message));
            return;
        }
        m_draft.setup.origin = *origin;
    }
    m_gate->setBusy(true);
    if (m_created != 0) {
        // Stored before, and then refused (an account in use, say): the same job is asked for once more.
        takeCreated(m_createRequest, m_created);
        return;
    }
    m_createRequest = m_view.nextRequest();
    Q_EMIT m_view.createAsked(m_createRequest, m_draft.setup);
}

void MainWindow::takeCreated(int request, engine::JobId job)
{
    if (request != m_createRequest)
        return;
    const bool isNew = std::exchange(m_created, job) == 0;
    m_view.select(job);
    const engine::JobSnapshot* made = m_view.job(job);
    if (made && isNew && made->counts[jobs::ItemState::skipped] != m_draft.protectedCount) {
        // The engine remembers as whom these credentials sign in: another number, which is read and typed.
        m_draft.protectedCount = made->counts[jobs::ItemState::skipped];
        m_gate->show(m_draft, m_view.writing());
        return;
    }
    if (made && made->sentBefore.count > 0 && !m_isSentAnswered) {
        m_sentBefore = made->sentBefore.count;
        m_gate->askAboutSent(made->sentBefore, m_view.writing());
    } else {
        approve();
    }
}

void MainWindow::approve()
{
    m_isSentAnswered = true;
    m_approveRequest = m_view.nextRequest();
    Q_EMIT m_view.approveAsked(m_approveRequest, m_created, m_typed);
}

void MainWindow::leaveOutSent()
{
    m_leaveRequest = m_view.nextRequest();
    Q_EMIT m_view.leaveOutSentAsked(m_leaveRequest, m_created);
}

void MainWindow::takeAccepted(int request, engine::JobId job)
{
    if (request == m_leaveRequest && m_created != 0) {
        // Another number than the one that was typed: it is read and typed again.
        m_draft.leftOut = m_sentBefore;
        m_isSentAnswered = true;
        m_gate->show(m_draft, m_view.writing());
        showWhatIsLeft();
        return;
    }
    if (request != m_approveRequest)
        return;
    m_draft = {};
    m_created = 0;
    m_gate->forget();
    m_newJob->setSource({}); // it is the store's now, and the next job has a list of its own
    m_newJob->rememberSecrets();
    m_newJob->forgetSecrets();
    m_view.select(job);
    m_jobPage->show();
    showPage(m_jobPage);
}

/// The first and the last at the gate are of those that will be sent.
void MainWindow::showWhatIsLeft()
{
    if (!m_rows)
        return;
    journal::ItemFilter left;
    left.states = {jobs::ItemState::queued};
    const QPointer<MainWindow> self(this);
    m_rows->match(m_created, left, [self, job = m_created](const std::vector<models::ItemIndex>& items) {
        if (!self || self->m_created != job || items.empty())
            return;
        self->m_draft.sentItems = {items.front(), items.back()};
        self->m_gate->show(self->m_draft, self->m_view.writing());
    });
}

void MainWindow::takeRefusal(int request, engine::Refused, const QString& sentence)
{
    if (request == m_checkRequest)
        m_newJob->tellCheckRefused(sentence);
    if (request == m_lookRequest)
        m_newJob->tellLookRefused(sentence);
    if (request == m_createRequest || request == m_approveRequest || request == m_leaveRequest)
        m_gate->tellRefusal(sentence);
}

} // namespace ui
