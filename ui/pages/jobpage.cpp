#include "ui/pages/jobpage.h"

#include "ui/jobtone.h"
#include "ui/pages/itemspanel.h"
#include "ui/pages/signindialog.h"
#include "ui/plots/panel.h"
#include "ui/widgets/attentionpanel.h"
#include "ui/widgets/countsbar.h"
#include "ui/widgets/headerband.h"
#include "ui/widgets/nextblock.h"
#include "ui/widgets/segmentbar.h"

#include <QDateTime>
#include <QPushButton>
#include <QResizeEvent>
#include <QSettings>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace ui::pages {

using jobs::JobState;

namespace {

constexpr int upperSmall = 300, upperLarge = 420; ///< px of the plots at 800 and at 1080 lines
constexpr int largeFrom = 950;                    ///< px of the page
constexpr int plotsBesideWordsFrom = 560;         ///< px of the page
constexpr int besideAttention = 380; ///< px of the page that what needs the operator leaves to the rest

bool isPausedByOperator(const engine::JobSnapshot& job)
{
    return job.state == JobState::paused
           && (job.reason == jobs::PauseReason::byOperator || job.reason == jobs::PauseReason::none);
}

} // namespace

engine::Sentence silenceSentence(int seconds, const engine::Writing& writing)
{
    return {JobPage::tr("No news from the engine for %1 s").arg(seconds),
            JobPage::tr("Figures are as of %1. Sends follow the limits regardless of this window.")
                .arg(writing.time(writing.now()))};
}

std::optional<double> plannedPart(const engine::JobSnapshot& job, engine::WallTime now)
{
    if (!job.startedAt || !job.plannedFinish || *job.plannedFinish <= *job.startedAt || job.endedAt)
        return {};
    const double whole = double((*job.plannedFinish - *job.startedAt).count());
    return std::clamp(double((now - *job.startedAt).count()) / whole, 0.0, 1.0);
}

JobPage::JobPage(JobView& view, const Workplace& workplace, models::RowSource* rows, QWidget* parent)
    : QWidget(parent)
    , m_view(view)
    , m_workplace(workplace)
    , m_rows(rows)
    , m_header(new widgets::HeaderBand(this))
    , m_speed(new QToolButton(this))
    , m_pause(m_header->addButton(tr("Pause   Ctrl+P"), QStringLiteral("pauseButton")))
    , m_stop(m_header->addButton(tr("Stop"), QStringLiteral("stopButton")))
    , m_evidence(m_header->addButton(tr("Save evidence…"), QStringLiteral("evidenceButton")))
    , m_counts(new widgets::CountsBar(this))
    , m_progress(new widgets::SegmentBar(this))
    , m_attention(new widgets::AttentionPanel(this))
    , m_next(new widgets::NextBlock(this))
    , m_plots(new plots::Panel(this))
    , m_splitter(new QSplitter(Qt::Vertical, this))
    , m_upper(new QWidget(m_splitter))
    , m_items(new ItemsPanel(rows, this))
{
    setObjectName(QStringLiteral("jobPage"));
    m_evidence->setToolTip(tr("Ctrl+E"));
    // NEXT takes its room from the plots, so that the table below does not move when a wait begins.
    auto* upperColumn = new QVBoxLayout(m_upper);
    upperColumn->setContentsMargins(0, 0, 0, 0);
    upperColumn->setSpacing(0);
    upperColumn->addWidget(m_next);
    upperColumn->addWidget(m_plots, 1);
    m_splitter->setObjectName(QStringLiteral("plotsSplitter"));
    m_splitter->addWidget(m_upper);
    m_splitter->addWidget(m_items);
    m_splitter->setStretchFactor(0, 0);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setChildrenCollapsible(false);
    // In a low window it is plots and table that give way, and not what has to be decided.
    m_splitter->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    auto* counts = new QHBoxLayout;
    counts->setContentsMargins(0, 0, 12, 0);
    counts->addWidget(m_counts, 1);
    counts->addWidget(m_speed);
    column->addLayout(counts);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(12, 0, 12, 4);
    bar->addWidget(m_progress);
    column->addLayout(bar);
    column->addWidget(m_attention);
    column->addWidget(m_splitter, 1);

    connect(m_splitter, &QSplitter::splitterMoved, this, [this](int at) { m_upperHeight = at; });
    connect(m_pause, &QPushButton::clicked, this, &JobPage::pauseOrResume);
    m_speed->setToolTip(tr("Pace, share of the limits, requests at the same time"));
    m_speed->setObjectName(QStringLiteral("speedButton"));
    m_speed->setText(tr("Speed…"));
    m_speed->setAutoRaise(true);
    connect(m_speed, &QToolButton::clicked, this, &JobPage::changeSpeed);
    connect(m_stop, &QPushButton::clicked, this, &JobPage::stop);
    connect(m_evidence, &QPushButton::clicked, this, &JobPage::exportEvidence);
    connect(m_counts, &widgets::CountsBar::filterChanged, m_items, &ItemsPanel::setState);
    connect(m_attention, &widgets::AttentionPanel::chosen, this, &JobPage::choose);
    connect(m_plots, &plots::Panel::timePicked, m_items, &ItemsPanel::goToTime);
    connect(m_items, &ItemsPanel::exportAsked, this, &JobPage::exportEvidence);
    connect(m_items, &ItemsPanel::rowOpened, this, &JobPage::openItem);
    connect(m_items, &ItemsPanel::markAsked, this, &JobPage::mark);
    connect(&m_view, &JobView::snapshotShown, this, &JobPage::show);
    connect(&m_view, &JobView::silenceChanged, this, &JobPage::show);
    connect(&m_view, &JobView::jobSelected, this, &JobPage::show);
    connect(&m_view, &JobView::refused, this, &JobPage::takeRefusal);
    connect(&m_view, &JobView::jobCreated, this, &JobPage::takeCreated);
    connect(&m_view, &JobView::accepted, this, &JobPage::takeAccepted);
    connect(&m_view, &JobView::signInChecked, this, [this](int request, const engine::SignInResult& result) {
        if (request == m_checkRequest && m_signIn)
            m_signIn->show(result, writingNow());
    });
    connect(&m_view, &JobView::looked, this, [this](int request, const engine::LookResult& result) {
        if (request != m_lookRequest)
            return;
        m_looked = result;
        m_note.clear();
        show();
    });
    connect(&m_view, &JobView::reportWritten, this,
            [this](int request, engine::JobId, const QString& folder) {
                if (request != m_reportRequest)
                    return;
                m_note = tr("Evidence saved in %1").arg(folder);
                show();
            });
}

void JobPage::setNamed(bool isNamed)
{
    if (std::exchange(m_isNamed, isNamed) != isNamed)
        show();
}

QString JobPage::headline() const
{
    return m_header->firstLine();
}

QString JobPage::thirdLine(const engine::JobSnapshot& job, const engine::Writing& writing) const
{
    if (!m_note.isEmpty())
        return m_note;
    if (job.listRemovedAt)
        return tr("List removed %1; the evidence stays").arg(writing.time(*job.listRemovedAt));
    if (job.state != JobState::running || job.sleep || !job.tokenUntil
        || toneOf(job, writing.now()) == Tone::held)
        return {};
    return job.tokenRenews ? tr("signed in until %1, renewed by itself").arg(writing.time(*job.tokenUntil))
                           : tr("signed in until %1").arg(writing.time(*job.tokenUntil));
}

void JobPage::show()
{
    const engine::JobSnapshot* job = m_view.selected();
    if (!job)
        return;
    const engine::Writing writing = m_view.writing();
    if (m_shown != job->id) {
        m_shown = job->id;
        m_note.clear();
        m_counts->setFilter(std::nullopt);
    }
    if (m_stopping == job->id && jobs::isOver(job->state))
        m_stopping = 0;
    m_header->setPlace(m_isNamed ? tr("%1 · %2 · %3").arg(job->vendor, job->accountLabel, job->name)
                                 : QString());
    const bool isSilent = m_view.silentSeconds() > 0;
    if (isSilent)
        m_header->show(Tone::held, silenceSentence(m_view.silentSeconds(), writing), {});
    else
        m_header->show(toneOf(*job, writing.now()), engine::sentence(*job, writing),
                       thirdLine(*job, writing));
    const bool isActive = job->state == JobState::running || job->state == JobState::pausing;
    // Where a brake or the vendor stopped the job, its choices stand below as sentences.
    const bool canResume = isPausedByOperator(*job);
    const bool isOver = jobs::isOver(job->state);
    // Of a rehearsal it is said on every button, too.
    const QString before = job->isRehearsal ? tr("REHEARSAL: ") : QString();
    m_pause->setText(before + (canResume ? tr("Resume   Ctrl+P") : tr("Pause   Ctrl+P")));
    m_stop->setText(before + tr("Stop"));
    m_speed->setText(before + tr("Speed…"));
    m_pause->setEnabled(!job->isReadOnly && (job->state == JobState::running || canResume));
    m_pause->setVisible(isActive || canResume);
    m_speed->setVisible(isActive && !job->isReadOnly);
    m_stop->setEnabled(!job->isReadOnly);
    m_stop->setVisible(isActive || canResume);
    m_evidence->setVisible(isOver && !job->isRehearsal);
    m_counts->show(*job, writing);
    m_progress->show(job->counts, plannedPart(*job, writing.now()));
    if (m_lookedAt != job->id || job->state != JobState::paused)
        m_looked.reset();
    m_attention->show(
        widgets::mattersOf(*job, m_stopping == job->id, writing, m_looked ? &*m_looked : nullptr));
    const bool showsNext = engine::isWaiting(*job, writing.now());
    m_next->setVisible(showsNext);
    if (showsNext)
        m_next->show(widgets::nextRows(*job, writing));
    // Without a course there is nothing to draw: empty axes would look like a job that does nothing. In a low
    // window that has to say something in words the table is worth more than a strip of a plot.
    const bool isCramped = (showsNext || m_attention->isVisibleTo(this)) && height() < plotsBesideWordsFrom;
    const bool hasPlots = plots::hasCourse(*job) && !isCramped;
    m_plots->setVisible(hasPlots);
    m_upper->setVisible(hasPlots || showsNext);
    // NEXT alone takes its lines and no more.
    const int most = hasPlots ? QWIDGETSIZE_MAX : m_next->sizeHint().height();
    if (m_upper->maximumHeight() != most) {
        m_upper->setMaximumHeight(most);
        shareOut();
    }
    m_plots->setUtc(m_view.isUtc());
    m_items->setUtc(m_view.isUtc());
    m_plots->show(*job, writing.now());
    m_items->show(*job);
}

void JobPage::pauseOrResume()
{
    const engine::JobSnapshot* job = m_view.selected();
    if (!job || job->isReadOnly)
        return;
    m_note.clear();
    m_stopping = 0;
    if (job->state == JobState::running)
        Q_EMIT m_view.pauseAsked(job->id);
    else if (isPausedByOperator(*job))
        resume(false, false);
}

void JobPage::stop()
{
    const engine::JobSnapshot* job = m_view.selected();
    if (!job || job->isReadOnly)
        return;
    // First nothing more is sent, then the question what becomes of the job.
    m_stopping = job->id;
    if (job->state == JobState::running)
        Q_EMIT m_view.pauseAsked(job->id);
    show();
}

/// Of this moment: a snapshot may be older.
engine::Writing JobPage::writingNow() const
{
    const engine::WallTime now{std::chrono::milliseconds(QDateTime::currentMSecsSinceEpoch())};
    return engine::Writing(now, m_view.isUtc());
}

void JobPage::showItem(quint32 item)
{
    m_counts->setFilter(std::nullopt);
    m_items->goToItem(item);
}

void JobPage::recall(const QSettings& settings)
{
    m_upperHeight = std::clamp(settings.value(QStringLiteral("jobPage/upperHeight"), 0).toInt(), 0, 4000);
    m_items->recall(settings);
}

void JobPage::remember(QSettings& settings) const
{
    settings.setValue(QStringLiteral("jobPage/upperHeight"), m_upperHeight);
    m_items->remember(settings);
}

void JobPage::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    if (event->size().height() == event->oldSize().height())
        return;
    m_attention->setRoom(height() - besideAttention);
    show(); // whether there is room for the plots
    shareOut();
}

/// What lies above the table, and the table, get their heights.
void JobPage::shareOut()
{
    const int wanted = m_upperHeight > 0 ? m_upperHeight : height() >= largeFrom ? upperLarge : upperSmall;
    const int upper = std::min(wanted, m_upper->maximumHeight());
    m_splitter->setSizes({upper, std::max(100, m_splitter->height() - upper)});
}

} // namespace ui::pages
