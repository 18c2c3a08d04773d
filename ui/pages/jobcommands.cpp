// What the operator asks of a job, and what is asked back in windows of their own. Part of the job's page.
#include "ui/pages/jobpage.h"

#include "ui/models/itemtext.h"
#include "ui/pages/itemdialog.h"
#include "ui/pages/markdialog.h"
#include "ui/pages/signindialog.h"
#include "ui/pages/speeddialog.h"
#include "ui/rememberedaccounts.h"

#include <QFile>
#include <QFileDialog>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>
#include <QSettings>

namespace ui::pages {

using widgets::Choice;

void JobPage::choose(Choice choice)
{
    m_stopping = 0;
    switch (choice) {
    case Choice::goOn:
        resume(false, false);
        break;
    case Choice::retryUnknown:
        resume(false, true);
        break;
    case Choice::retryFailed:
        resume(true, false);
        break;
    case Choice::retryBoth:
        resume(true, true);
        break;
    case Choice::keepPaused:
        break;
    case Choice::end:
        if (const auto* job = m_view.selected())
            Q_EMIT m_view.endAsked(job->id);
        break;
    case Choice::signIn:
        signInAgain();
        break;
    case Choice::start:
        signInAgain();
        break;
    case Choice::goOnNow:
        Q_EMIT m_view.goOnNowAsked();
        break;
    case Choice::pause:
        pauseOrResume();
        break;
    case Choice::newJobOfRest:
        followUp();
        break;
    case Choice::look:
        lookAtUntouched();
        break;
    case Choice::leaveOutSent:
        if (const auto* job = m_view.selected())
            Q_EMIT m_view.leaveOutSentAsked(m_view.nextRequest(), job->id);
        break;
    case Choice::markDone:
        markUnknown(jobs::ItemState::done);
        break;
    case Choice::markFailed:
        markUnknown(jobs::ItemState::failed);
        break;
    }
    show();
}

void JobPage::resume(bool retryFailed, bool retryUnknown)
{
    const engine::JobSnapshot* job = m_view.selected();
    if (!job)
        return;
    m_retryFailed = retryFailed;
    m_retryUnknown = retryUnknown;
    m_resumeRequest = m_view.nextRequest();
    // The engine says when it has no credentials any more; then they are asked for.
    const transport::Credentials credentials = practiceSignIn(job->id);
    Q_EMIT m_view.resumeAsked(m_resumeRequest, job->id, credentials, retryFailed, retryUnknown, std::nullopt);
}

/// Practice signs in by itself; where that fails, why is said in the note.
transport::Credentials JobPage::practiceSignIn(engine::JobId job)
{
    if (!m_workplace.isPractice || !m_workplace.reopenPractice)
        return {};
    const auto reopened = m_workplace.reopenPractice(job);
    if (reopened)
        return *reopened;
    m_note = QString::fromStdString(reopened.error().message);
    return {};
}

void JobPage::followUp()
{
    const engine::JobSnapshot* job = m_view.selected();
    if (!job)
        return;
    using jobs::ItemState;
    m_followRequest = m_view.nextRequest();
    Q_EMIT m_view.followUpAsked(
        m_followRequest, job->id,
        {ItemState::queued, ItemState::waiting, ItemState::unknown, ItemState::failed},
        tr("%1, what was left").arg(job->name), practiceSignIn(job->id));
}

void JobPage::takeCreated(int request, engine::JobId job)
{
    if (request == m_followRequest)
        m_view.select(job);
}

void JobPage::takeRefusal(int request, engine::Refused kind, const QString& sentence)
{
    if (request == m_checkRequest && m_signIn) {
        m_signIn->tellCheckRefused(sentence);
        return;
    }
    if (request == m_resumeRequest)
        m_toKeep.reset();
    // Commands without a number (end, mark) are refused as 0: that too is said where they were given.
    if (request != m_resumeRequest && request != m_reportRequest && request != m_removeRequest
        && request != m_followRequest && request != m_lookRequest && request != 0)
        return;
    if (request == m_resumeRequest && kind == engine::Refused::credentials) {
        m_note = sentence;
        signInAgain();
    } else {
        m_note = sentence;
    }
    show();
}

void JobPage::signInAgain()
{
    const engine::JobSnapshot* job = m_view.selected();
    if (!job)
        return;
    const auto profile = profileOf(m_workplace.catalog, job->vendor);
    if (!profile)
        return;
    vendors::Profile asked = *profile;
    if (m_workplace.isPractice)
        asked.signIn = {};
    auto* dialog = new SignInDialog(*job, asked, m_note, m_workplace.secrets, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_signIn = dialog;
    connect(dialog, &SignInDialog::given, this,
            [this, id = job->id](const transport::Credentials& credentials, std::optional<qint64> typed,
                                 bool isKept) { takeGiven(id, credentials, typed, isKept); });
    connect(dialog, &SignInDialog::checkAsked, this,
            [this, id = job->id](const transport::Credentials& credentials) {
                m_checkRequest = m_view.nextRequest();
                Q_EMIT m_view.jobSignInCheckAsked(m_checkRequest, id, credentials);
            });
    dialog->open();
}

void JobPage::takeGiven(engine::JobId id, const transport::Credentials& credentials,
                        std::optional<qint64> typed, bool isKept)
{
    m_note.clear();
    m_toKeep.reset();
    const engine::JobSnapshot* job = m_view.job(id);
    if (job && isKept && !credentials.isEmpty())
        m_toKeep = {{job->profileId, job->origin, job->accountLabel}, credentials};
    m_resumeRequest = m_view.nextRequest();
    Q_EMIT m_view.resumeAsked(m_resumeRequest, id, credentials.isEmpty() ? practiceSignIn(id) : credentials,
                              m_retryFailed, m_retryUnknown, typed);
}

void JobPage::takeAccepted(int request)
{
    if (request != m_resumeRequest || !m_toKeep || !m_workplace.secrets)
        return;
    const auto [place, credentials] = *std::exchange(m_toKeep, std::nullopt);
    m_workplace.secrets->save(place, credentials,
                              [page = QPointer(this), place = place](const base::Result<void>& saved) {
                                  QSettings settings;
                                  if (saved)
                                      addRemembered(settings, place);
                                  if (!saved && page) {
                                      page->m_note = QString::fromStdString(saved.error().message);
                                      page->show();
                                  }
                              });
}

void JobPage::lookAtUntouched()
{
    const engine::JobSnapshot* job = m_view.selected();
    if (!job)
        return;
    m_looked.reset();
    m_lookedAt = job->id;
    m_note = tr("Looking at five of the untouched ones…");
    m_lookRequest = m_view.nextRequest();
    Q_EMIT m_view.lookAtUntouchedAsked(m_lookRequest, job->id);
}

void JobPage::removeList()
{
    const engine::JobSnapshot* job = m_view.selected();
    const bool isOver = job && jobs::isOver(job->state);
    if (!isOver || job->listRemovedAt || job->isRehearsal)
        return;
    const auto total = job->counts.total();
    const QString ids = total == 1 ? tr("1 id") : tr("%1 ids").arg(m_view.writing().number(total));
    auto* ask = new QMessageBox(
        QMessageBox::Question, tr("Remove the list, keep the evidence"),
        tr("Removes %1 with labels from this computer. Counts, times, receipts and the fingerprint stay. "
           "Ids can then no longer be looked up by name, only checked against the fingerprint.")
            .arg(ids),
        QMessageBox::NoButton, this);
    ask->setObjectName(QStringLiteral("removeQuestion"));
    ask->setAttribute(Qt::WA_DeleteOnClose);
    auto* back = ask->addButton(tr("Back"), QMessageBox::RejectRole);
    auto* remove = ask->addButton(tr("Remove %1").arg(ids), QMessageBox::AcceptRole);
    ask->setDefaultButton(back);
    connect(remove, &QAbstractButton::clicked, this, [this, id = job->id] {
        m_removeRequest = m_view.nextRequest();
        Q_EMIT m_view.removeListAsked(m_removeRequest, id);
    });
    ask->open();
}

void JobPage::changeSpeed()
{
    const engine::JobSnapshot* job = m_view.selected();
    if (!job)
        return;
    auto* dialog = new SpeedDialog(*job, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &SpeedDialog::shareChosen, this,
            [this, id = job->id](int percent) { Q_EMIT m_view.shareAsked(id, percent); });
    connect(dialog, &SpeedDialog::othersChosen, this,
            [this, id = job->id](int count) { Q_EMIT m_view.othersUsedAsked(id, count); });
    connect(dialog, &SpeedDialog::inFlightChosen, this,
            [this, id = job->id](int count) { Q_EMIT m_view.inFlightAsked(id, count); });
    connect(dialog, &SpeedDialog::pacingChosen, this,
            [this, id = job->id](engine::Options::Pacing pacing) { Q_EMIT m_view.pacingAsked(id, pacing); });
    dialog->open();
}

void JobPage::openItem(quint32 item)
{
    const engine::JobSnapshot* job = m_view.selected();
    if (!job || !m_rows)
        return;
    const auto record = m_rows->record(job->id, item);
    const QString text =
        record ? models::itemText(*record, m_view.isUtc()) : QString::fromStdString(record.error().message);
    const QString id = record ? QString::fromStdString(record->row.id) : QString();
    auto* dialog = new ItemDialog(tr("Request and answer: %1").arg(id), text, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void JobPage::mark(const QList<quint32>& items, jobs::ItemState state)
{
    const engine::JobSnapshot* job = m_view.selected();
    if (!job || items.isEmpty())
        return;
    auto* dialog = new MarkDialog(items.size(), state, m_workplace.operatorName, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, id = job->id, items, state] {
        Q_EMIT m_view.markAsked(id, items, state, dialog->reason());
    });
    dialog->open();
}

void JobPage::markUnknown(jobs::ItemState state)
{
    const engine::JobSnapshot* job = m_view.selected();
    if (!job || !m_rows)
        return;
    journal::ItemFilter filter;
    filter.states = {jobs::ItemState::unknown};
    const QPointer<JobPage> self(this);
    m_rows->match(job->id, filter, [self, state, id = job->id](const std::vector<models::ItemIndex>& found) {
        if (self && self->m_view.selectedId() == id)
            self->mark(QList<quint32>(found.begin(), found.end()), state);
    });
}

void JobPage::exportEvidence()
{
    const engine::JobSnapshot* job = m_view.selected();
    if (!job || job->isRehearsal)
        return;
    // Snapshots come and go while the dialogs are open.
    const engine::JobId id = job->id;
    const QString folder =
        QFileDialog::getExistingDirectory(this, tr("Save the evidence of “%1” in").arg(job->name));
    if (!folder.isEmpty())
        saveEvidence(id, folder);
}

void JobPage::saveEvidence(engine::JobId job, const QString& folder)
{
    if (QFile::exists(folder + QStringLiteral("/outcomes.csv"))) {
        auto* box = new QMessageBox(
            QMessageBox::Question, tr("Evidence is there already"),
            tr("%1 holds the evidence of a job. It would be replaced by that of this one.").arg(folder),
            QMessageBox::Cancel, this);
        box->setObjectName(QStringLiteral("replaceEvidence"));
        box->setAttribute(Qt::WA_DeleteOnClose);
        auto* replace = box->addButton(tr("Replace it"), QMessageBox::DestructiveRole);
        replace->setObjectName(QStringLiteral("replaceEvidenceButton"));
        box->setDefaultButton(QMessageBox::Cancel);
        connect(replace, &QAbstractButton::clicked, this, [this, job, folder] { askForReport(job, folder); });
        box->open();
        return;
    }
    askForReport(job, folder);
}

void JobPage::askForReport(engine::JobId job, const QString& folder)
{
    m_reportRequest = m_view.nextRequest();
    Q_EMIT m_view.reportAsked(m_reportRequest, job, folder);
}

} // namespace ui::pages
