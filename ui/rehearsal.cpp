#include "ui/rehearsal.h"

#include <QMetaObject>

#include <algorithm>
#include <cmath>

namespace ui {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ui::Rehearsal)
};

/// The whole job is to be seen in this time, real seconds; a job that is shorter itself is shown as it is.
constexpr double seenIn = 15;
constexpr int frameEvery = 33, pictureEvery = 120, forecastEvery = 300; ///< ms, real
constexpr qint64 sliceNs = 8'000'000;                                   ///< of every frame, at most
constexpr qint64 frameMost = 100; ///< ms: who was held up for longer goes on where the job was
/// When hurried, what is further away than this is not to be waited for.
constexpr auto farAway = std::chrono::hours(24 * 400);
constexpr auto lookEvery = std::chrono::seconds(10);
constexpr auto longWait = std::chrono::minutes(1);
constexpr auto shortWait = std::chrono::seconds(3);
constexpr int createRequest = 1, approveRequest = 2;

/// The job of the draft as it is played: at most `idsMost` ids, signed in at the made-up vendor.
engine::JobSetup setupOf(const Draft& draft, const RehearsalStage& stage)
{
    engine::JobSetup setup = draft.setup;
    setup.credentials = stage.credentials;
    setup.origin.clear();
    if (draft.protection && !draft.protection->ownId.isEmpty())
        setup.options.protectedIds << draft.protection->ownId;
    const idlist::List& list = *draft.setup.list;
    if (list.size() > Rehearsal::idsMost) {
        idlist::ListMaker some;
        for (std::size_t i = 0; i < Rehearsal::idsMost; ++i)
            some.add(list.id(i), list.hasLabels() ? list.label(i) : std::string_view(), list.line(i));
        setup.list = std::make_shared<const idlist::List>(some.take());
    }
    return setup;
}

} // namespace

Verdict verdictOf(const engine::JobSnapshot& job, const Draft& draft)
{
    Verdict verdict;
    verdict.isWhole = job.state == jobs::JobState::finished;
    verdict.settled = job.counts.settled();
    verdict.rehearsed = job.counts.total();
    verdict.onList = draft.setup.list ? qint64(draft.setup.list->size()) : verdict.rehearsed;
    if (verdict.onList > verdict.rehearsed)
        verdict.wholeTakes = draft.takes;
    if (job.startedAt && job.endedAt)
        verdict.took = *job.endedAt - *job.startedAt;
    if (job.series)
        for (const engine::WaitSpan& span : job.series->waits) {
            if (span.cause == engine::WaitCause::paused)
                continue; // the operator's own time
            const engine::Duration length = span.to - span.from;
            verdict.longWaits += length >= longWait ? 1 : 0;
            verdict.shortWaits += length >= shortWait && length < longWait ? 1 : 0;
            verdict.longest = std::max(verdict.longest, length);
        }
    return verdict;
}

QString sentence(const Verdict& verdict, const engine::Writing& writing)
{
    const auto until = [&](engine::Duration length) {
        return writing.time(writing.now() + std::chrono::duration_cast<engine::WallTime::duration>(length));
    };
    const int waits = verdict.longWaits > 0 ? verdict.longWaits : verdict.shortWaits;
    QString with = Words::tr("without a wait worth the name");
    if (waits == 1)
        with = Words::tr("with one wait of %1").arg(writing.duration(verdict.longest));
    else if (waits > 1)
        with = (verdict.longWaits > 0 ? Words::tr("with %1 long waits, the longest %2")
                                      : Words::tr("with %1 short waits, the longest %2"))
                   .arg(writing.number(waits), writing.duration(verdict.longest));
    const QString took =
        verdict.took < std::chrono::seconds(2) ? Words::tr("a moment") : writing.duration(verdict.took);
    const QString nothing = Words::tr("Nothing was sent.");
    const QString some = writing.number(verdict.rehearsed), all = writing.number(verdict.onList);
    if (!verdict.isWhole)
        return Words::tr("You ended it after %1 of %2 and %3, %4. %5")
            .arg(writing.number(verdict.settled), some, took, with, nothing);
    if (verdict.rehearsed >= verdict.onList)
        return Words::tr("The real job would take %1, until %2, %3. %4")
            .arg(took, until(verdict.took), with, nothing);
    if (!verdict.wholeTakes)
        return Words::tr("The first %1 of %2 would take %3, %4. %5").arg(some, all, took, with, nothing);
    return Words::tr("The first %1 of %2 would take %3, %4; all of them %5, until %6. %7")
        .arg(some, all, took, with, writing.duration(*verdict.wholeTakes), until(*verdict.wholeTakes),
             nothing);
}

Rehearsal::Rehearsal(std::unique_ptr<RehearsalStage> stage, const Draft& draft, QObject* parent)
    : QObject(parent)
    , m_stage(std::move(stage))
    , m_draft(draft)
    , m_core(std::make_unique<engine::Core>(std::make_shared<engine::World>(m_stage->world), hooks()))
{
    m_workers.setMaxThreadCount(1);
    m_frames.setTimerType(Qt::PreciseTimer);
    m_frames.setInterval(frameEvery);
    connect(&m_frames, &QTimer::timeout, this, &Rehearsal::frame);
}

Rehearsal::~Rehearsal()
{
    m_workers.clear();
    m_workers.waitForDone();
}

engine::Core::Hooks Rehearsal::hooks()
{
    engine::Core::Hooks hooks;
    hooks.wakeUp = [this] { wake(now()); };
    // On this clock a forecast is old as soon as it is made, and the engine would ask for nothing else.
    hooks.inWorker = [this](std::function<void()> work, std::function<void()> after) {
        const qint64 ago = m_sinceForecast.isValid() ? m_sinceForecast.elapsed() : forecastEvery;
        QTimer::singleShot(int(std::max<qint64>(0, forecastEvery - ago)), this,
                           [this, work = std::move(work), after = std::move(after)] {
                               m_sinceForecast.start();
                               m_workers.start([this, work, after] {
                                   work();
                                   QMetaObject::invokeMethod(this, after, Qt::QueuedConnection);
                               });
                           });
    };
    hooks.jobCreated = [this](int, engine::JobId job) {
        m_job = job;
        show();
        // Not inside the engine's own tick.
        m_stage->at(now(), [this] {
            const engine::Snapshot shot = m_core->snapshot();
            const engine::JobSnapshot* made = shot.job(m_job);
            m_core->approve(approveRequest, m_job,
                            made->counts.total() - made->counts[jobs::ItemState::skipped]);
        });
    };
    hooks.accepted = [this](int request, engine::JobId job) { Q_EMIT accepted(request, job); };
    hooks.refused = [this](int request, engine::Refused kind, const QString& why) {
        Q_EMIT refused(request, kind, why);
    };
    hooks.reportWritten = [](int, engine::JobId, const QString&) {};
    hooks.looked = [](int, const engine::LookResult&) {};
    hooks.signInChecked = [](int, const engine::SignInResult&) {};
    hooks.shutDownFinished = [] {};
    return hooks;
}

void Rehearsal::start()
{
    if (auto opened = m_core->open(); !opened) {
        Q_EMIT refused(createRequest, engine::Refused::store, QString::fromStdString(opened.error().message));
        return;
    }
    m_due = now();
    m_core->create(createRequest, setupOf(m_draft, *m_stage));
    m_sinceFrame.start();
    m_frames.start();
}

void Rehearsal::hurry()
{
    m_isHurried = true;
}

void Rehearsal::command(const std::function<void(engine::Core&)>& todo)
{
    todo(*m_core);
    wake(now());
    if (!m_frames.isActive()) {
        m_sinceFrame.start();
        m_frames.start();
    }
}

void Rehearsal::wake(base::Instant at)
{
    if (m_wakeAt && *m_wakeAt <= at)
        return;
    m_wakeAt = at;
    m_stage->at(at, [this] {
        // An alarm that was set for later, and then for sooner, finds that it was done.
        if (m_wakeAt && *m_wakeAt <= now())
            tick();
    });
}

void Rehearsal::tick()
{
    m_wakeAt.reset();
    const auto next = m_core->tick();
    // The limits are looked at so often at least, so that the plots know how they stood while it waited.
    if (m_core->isBusy())
        wake(now() + lookEvery);
    if (next)
        wake(std::max(*next, now()));
}

void Rehearsal::frame()
{
    const qint64 real = std::min(m_sinceFrame.restart(), frameMost);
    if (m_isHurried)
        m_due = now() + farAway;
    else if (m_core->isBusy())
        m_due = now() + std::chrono::nanoseconds(std::llround(double(real) * 1e6 * m_speed));
    else
        m_due = now();
    wake(now());
    QElapsedTimer spent;
    spent.start();
    bool isMore = true;
    do
        isMore = m_stage->step(m_core->isBusy() ? m_due : now());
    while (isMore && spent.nsecsElapsed() < sliceNs);
    if (!isMore && !m_isHurried && m_core->isBusy())
        m_stage->moveTo(m_due);
    if (!m_sincePicture.isValid() || m_sincePicture.elapsed() >= pictureEvery || !m_core->isBusy())
        show();
    if (!m_core->isBusy() && !isMore)
        m_frames.stop(); // until something is ordered
}

void Rehearsal::show()
{
    m_sincePicture.start();
    const engine::Snapshot shot = m_core->snapshot();
    Q_EMIT snapshotReady(shot);
    const engine::JobSnapshot* played = shot.job(m_job);
    if (!played)
        return;
    if (!m_isPaced && played->plan && played->startedAt) {
        m_isPaced = true;
        const double whole = std::chrono::duration<double>(played->plan->finish - *played->startedAt).count();
        m_speed = std::max(1.0, whole / seenIn);
    }
    if (!m_hasEnded && jobs::isOver(played->state)) {
        m_hasEnded = true;
        Q_EMIT ended(verdictOf(*played, m_draft));
    }
}

} // namespace ui
