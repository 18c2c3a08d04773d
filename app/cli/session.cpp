#include "cli/session.h"

#include "engine/advice.h"
#include "engine/sentences.h"

#include <QCoreApplication>
#include <QSocketNotifier>

#include <utility>

namespace cli {

namespace {

using jobs::ItemState;
using jobs::JobState;
using jobs::PauseReason;

bool isAtRest(JobState state)
{
    return state == JobState::paused || jobs::isOver(state);
}

/// How a job at rest is told: the word of the JSON contract, and the exit code.
struct Verdict {
    const char* reason = "";
    Exit exit = Exit::paused;
    bool isGuard = false;
};

Verdict verdict(const engine::JobSnapshot& job)
{
    if (job.state == JobState::finished) {
        const bool isWhole = job.counts[ItemState::failed] == 0 && job.counts[ItemState::unknown] == 0;
        return {"finished", isWhole ? Exit::done : Exit::incomplete};
    }
    if (job.state != JobState::paused)
        return {"interrupted", Exit::paused};
    switch (job.reason) {
    case PauseReason::none:
    case PauseReason::byOperator:
        return {"paused", Exit::paused};
    case PauseReason::interrupted:
        return {"interrupted", Exit::paused};
    case PauseReason::credentials:
    case PauseReason::forbidden:
        return {"credentials", Exit::credentials};
    case PauseReason::store:
        return {"store", Exit::store};
    case PauseReason::guardRow:
    case PauseReason::guardRate:
    case PauseReason::guardAllGone:
    case PauseReason::guardRequests:
    case PauseReason::guardCanary:
    case PauseReason::guardRedirect:
    case PauseReason::guardStop:
    case PauseReason::guardPage:
        break;
    }
    return {"guard", Exit::guard, true};
}

} // namespace

Session::Session(engine::World world, const base::EndRequest& endRequest, std::unique_ptr<Progress> progress,
                 Console& console, QString reportFolder, QString afterResume)
    : m_clock(world.clock)
    , m_progress(std::move(progress))
    , m_console(console)
    , m_reportFolder(std::move(reportFolder))
    , m_afterResume(std::move(afterResume))
    , m_engine(std::move(world))
{
    auto* end = new QSocketNotifier(endRequest.descriptor(), QSocketNotifier::Read, this);
    connect(end, &QSocketNotifier::activated, this, [this, end] {
        end->setEnabled(false);
        interrupt();
    });
    connect(&m_engine, &engine::Engine::snapshotReady, this, &Session::look);
    connect(&m_engine, &engine::Engine::jobCreated, this, [this](int, engine::JobId job) { created(job); });
    connect(&m_engine, &engine::Engine::accepted, this,
            [this](int request, engine::JobId) { accepted(request); });
    connect(&m_engine, &engine::Engine::refused, this, &Session::refuse);
    connect(&m_engine, &engine::Engine::reportWritten, this,
            [this](int, engine::JobId, const QString& folder) {
                m_progress->clear();
                if (m_progress->isTalkative())
                    m_console.say(QStringLiteral("Reports: %1").arg(folder));
                finish();
            });
    connect(&m_engine, &engine::Engine::shutDownFinished, this, &Session::over);
}

Session::~Session() = default;

Exit Session::run(const engine::JobSetup& setup, qint64 confirmed, const Wishes& wishes)
{
    m_confirmed = confirmed;
    m_wishes = wishes;
    m_engine.start();
    m_engine.create(static_cast<int>(Request::create), setup);
    return loop();
}

Exit Session::resume(const Resumption& resumption)
{
    m_job = resumption.job;
    m_engine.start();
    if (resumption.othersUsed > 0)
        m_engine.othersUsed(resumption.job, resumption.othersUsed);
    m_engine.resume(static_cast<int>(Request::start), resumption.job, resumption.credentials,
                    resumption.retriesFailed, resumption.retriesUnknown,
                    resumption.typedCountForNewCredentials);
    return loop();
}

Exit Session::loop()
{
    QCoreApplication::exec();
    return m_exit;
}

void Session::created(engine::JobId job)
{
    m_job = job;
    // The engine has shown the job before it said that it is stored.
    if (m_latest)
        m_progress->show(*m_latest, m_clock->wallNow());
    m_isShown = m_latest.has_value();
    pointOutSent();
    if (m_isEnding)
        return;
    if (m_wishes.leavesOutSent && m_latest && m_latest->sentBefore.count > 0)
        m_engine.leaveOutSent(static_cast<int>(Request::leaveOut), job);
    else
        begin();
}

void Session::pointOutSent()
{
    if (!m_latest || m_latest->sentBefore.count == 0)
        return;
    const engine::SentBefore& before = m_latest->sentBefore;
    const engine::Writing writing(m_clock->wallNow());
    m_progress->clear();
    m_console.say(
        QStringLiteral("Note: %1 of these ids were already sent by “%2”%3 (%4 of them done or gone); %5.")
            .arg(writing.number(before.count), before.job,
                 before.at ? QStringLiteral(" on ") + writing.time(*before.at) : QString(),
                 writing.number(before.settled),
                 m_wishes.leavesOutSent ? QStringLiteral("they are left out")
                                        : QStringLiteral("--skip-sent leaves them out")));
}

void Session::accepted(int request)
{
    if (request == static_cast<int>(Request::leaveOut)) {
        m_confirmed -= m_latest->sentBefore.count;
        begin();
    } else if (request == static_cast<int>(Request::start)) {
        m_isAccepted = true; // every picture from now on knows of it
    }
}

void Session::begin()
{
    if (m_wishes.othersUsed > 0)
        m_engine.othersUsed(m_job, m_wishes.othersUsed);
    m_engine.approve(static_cast<int>(Request::start), m_job, m_confirmed);
}

void Session::look(const engine::Snapshot& snapshot)
{
    const engine::JobSnapshot* job = m_job != 0 ? snapshot.job(m_job) : nullptr;
    // While it is being made, the newest job is ours: nobody else uses this engine.
    if (job == nullptr && m_job == 0 && !snapshot.jobs.isEmpty())
        job = &snapshot.jobs.front();
    if (job == nullptr || m_isOver)
        return;
    m_latest = *job;
    if (!m_isAccepted || job->isStarting)
        return;
    tellWarnings(*job);
    m_progress->show(*job, snapshot.asOf);
    m_isShown = true;
    // A job whose store failed rests at once, but its last answers still come.
    if (isAtRest(job->state) && job->inFlight == 0)
        over();
}

void Session::tellWarnings(const engine::JobSnapshot& job)
{
    QStringList lines;
    const bool isWorthALine = m_progress->isTalkative() && !job.isPractice;
    if (job.hasNoMemory && !std::exchange(m_isNoMemoryTold, true) && isWorthALine)
        lines << QStringLiteral("No memory of earlier calls on this account: the limits start open.");
    if (job.warning != m_warningTold) {
        m_warningTold = job.warning;
        if (!job.warning.isEmpty())
            lines << job.warning;
    }
    if (lines.isEmpty())
        return;
    m_progress->clear();
    for (const QString& line : lines)
        m_console.say(QStringLiteral("Note: ") + line);
}

void Session::interrupt()
{
    m_isEnding = true;
    m_progress->clear();
    if (m_progress->isTalkative())
        m_console.say(QStringLiteral("Ending: nothing more is sent; waiting for what is in flight. "
                                     "Once more ends at once."));
    m_engine.shutDown();
}

void Session::refuse(int request, engine::Refused kind, const QString& sentence)
{
    if (m_isOver && request != static_cast<int>(Request::report))
        return;
    m_progress->clear();
    m_console.say(QStringLiteral("sluice-cli: ") + sentence);
    const char* reason = nullptr;
    Exit code = Exit::usage;
    switch (kind) {
    case engine::Refused::input:
        break;
    case engine::Refused::credentials:
        reason = "credentials";
        code = Exit::credentials;
        break;
    case engine::Refused::store:
        reason = "store";
        code = Exit::store;
        break;
    case engine::Refused::busy:
        reason = "busy";
        code = Exit::busy;
        break;
    }
    // Without a job there are no numbers, but a program still waits for the last line.
    if (reason != nullptr)
        m_progress->end(m_job != 0 && m_latest ? *m_latest : engine::JobSnapshot(), QLatin1String(reason),
                        {});
    leave(code);
}

void Session::over()
{
    if (m_isOver)
        return;
    m_isOver = true;
    if (m_reportFolder.isEmpty() || m_job == 0)
        finish();
    else
        m_engine.writeReport(static_cast<int>(Request::report), m_job, m_reportFolder);
}

void Session::finish()
{
    if (!m_latest || m_job == 0) {
        leave(Exit::paused);
        return;
    }
    const Verdict end = verdict(*m_latest);
    const QString guard = end.isGuard ? QString::fromUtf8(jobs::name(m_latest->reason)) : QString();
    m_progress->end(*m_latest, QLatin1String(end.reason), guard);
    if (m_progress->isTalkative() || end.exit != Exit::done) {
        const engine::Sentence said = engine::sentence(*m_latest, engine::Writing(m_clock->wallNow()));
        m_console.say(said.first);
        m_console.say(said.second);
        for (const QString& line : engine::advice(*m_latest))
            m_console.say(QStringLiteral("  ") + line);
        if (m_latest->state != JobState::finished)
            m_console.say(QStringLiteral("Go on with: sluice-cli resume %1").arg(m_job) + m_afterResume);
    }
    leave(end.exit);
}

void Session::leave(Exit code)
{
    m_isOver = true;
    m_exit = code;
    QCoreApplication::exit(static_cast<int>(code));
}

} // namespace cli
