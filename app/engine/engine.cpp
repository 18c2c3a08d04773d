#include "engine/engine.h"

#include "engine/chronicle.h"
#include "engine/core.h"
#include "engine/phrases.h"

#include <QThreadPool>
#include <QTimer>

#include <algorithm>

namespace engine {

namespace {

/// At most ten pictures a second, and one a second while something runs: silence means trouble.
constexpr auto snapshotsApart = std::chrono::milliseconds(100);
constexpr auto heartbeat = std::chrono::seconds(1);
/// Qt's timers stand still while the machine sleeps, so every wait is looked at again this often.
constexpr auto longestSleep = std::chrono::seconds(5);
/// logind waits 5 s (InhibitDelayMaxSec) before it sleeps all the same.
constexpr auto sleepDelayMost = std::chrono::seconds(4);

/// What lives in the engine's thread: the core, and the timers that move it.
class Shell final : public QObject {
public:
    Shell(Engine& engine, std::shared_ptr<World> world)
        : m_engine(engine)
        , m_world(world)
        , m_clock(world->clock)
        , m_core(std::move(world), hooks())
        , m_wake(this)
        , m_picture(this)
    {
        m_wake.setSingleShot(true);
        m_wake.setTimerType(Qt::PreciseTimer);
        m_picture.setSingleShot(true);
        QObject::connect(&m_wake, &QTimer::timeout, this, [this] { tick(); });
        QObject::connect(&m_picture, &QTimer::timeout, this, [this] { show(); });
        m_pool.setMaxThreadCount(1);
    }

    ~Shell() override { m_pool.waitForDone(); }

    void open()
    {
        if (m_world->makeSleepGuard)
            m_guard = m_world->makeSleepGuard();
        if (m_guard) {
            QObject::connect(m_guard.get(), &power::SleepGuard::aboutToSleep, this, [this] { fallAsleep(); });
            QObject::connect(m_guard.get(), &power::SleepGuard::woke, this, [this] {
                m_isFallingAsleep = false;
                wakeUp();
            });
            QObject::connect(m_guard.get(), &power::SleepGuard::changed, this, [this] { changed(); });
        }
        if (auto opened = m_core.open(); !opened)
            Q_EMIT m_engine.refused(0, Refused::store, phrase(opened.error()));
        show();
    }

    void command(const std::function<void(Core&)>& todo)
    {
        todo(m_core);
        wakeUp();
    }

private:
    Core::Hooks hooks()
    {
        Core::Hooks hooks;
        hooks.wakeUp = [this] { wakeUp(); };
        hooks.inWorker = [this](std::function<void()> work, std::function<void()> after) {
            m_pool.start([this, work = std::move(work), after = std::move(after)] {
                work();
                QMetaObject::invokeMethod(
                    this,
                    [this, after] {
                        after();
                        changed();
                    },
                    Qt::QueuedConnection);
            });
        };
        hooks.jobCreated = [this](int request, JobId job) {
            show(); // who asked finds the job in the picture
            Q_EMIT m_engine.jobCreated(request, job);
        };
        hooks.accepted = [this](int request, JobId job) { Q_EMIT m_engine.accepted(request, job); };
        hooks.reportWritten = [this](int request, JobId job, const QString& folder) {
            Q_EMIT m_engine.reportWritten(request, job, folder);
        };
        hooks.signInChecked = [this](int request, const SignInResult& result) {
            Q_EMIT m_engine.signInChecked(request, result);
        };
        hooks.looked = [this](int request, const LookResult& result) {
            Q_EMIT m_engine.looked(request, result);
        };
        hooks.refused = [this](int request, Refused kind, const QString& sentence) {
            Q_EMIT m_engine.refused(request, kind, sentence);
        };
        hooks.shutDownFinished = [this] {
            show();
            Q_EMIT m_engine.shutDownFinished();
        };
        return hooks;
    }

    /// Soon, but after everything that is already in the event queue: what arrives together is one tick.
    void wakeUp()
    {
        if (m_isTicking)
            m_isWanted = true;
        else
            m_wake.start(0);
    }

    void tick()
    {
        m_isTicking = true;
        m_isWanted = false;
        const auto next = m_core.tick();
        m_isTicking = false;
        changed();
        if (m_guard)
            m_guard->guard(m_core.isRunning());
        if (m_isFallingAsleep && m_core.underWay() == 0)
            letSleep();
        if (m_isWanted) {
            m_wake.start(0);
        } else if (next || m_core.isBusy() || m_core.isLookingBack()) {
            const base::Duration wait = next              ? *next - m_clock->now()
                                        : m_core.isBusy() ? base::Duration(heartbeat)
                                                          : base::Duration(longestSleep);
            // Rounded up: a timer that fires early would find that it is not time yet.
            auto ms = std::chrono::ceil<std::chrono::milliseconds>(std::max(wait, base::Duration::zero()));
            ms = std::min<std::chrono::milliseconds>(ms, longestSleep);
            if (m_core.isBusy())
                ms = std::min<std::chrono::milliseconds>(ms, heartbeat);
            m_wake.start(ms);
        }
    }

    /// Nothing more is sent; what is in flight may still be answered and stored before the computer sleeps.
    void fallAsleep()
    {
        m_isFallingAsleep = true;
        m_core.prepareForSleep();
        QTimer::singleShot(sleepDelayMost, this, [this] { letSleep(); });
        wakeUp();
    }

    void letSleep()
    {
        if (std::exchange(m_isFallingAsleep, false))
            m_guard->letSleep();
    }

    void changed()
    {
        if (!m_picture.isActive())
            m_picture.start(snapshotsApart);
    }

    void show()
    {
        m_picture.stop();
        Snapshot shot = m_core.snapshot();
        shot.isKeptAwake = m_guard && m_guard->keepsAwake();
        if (m_world->log) {
            for (const QString& line : m_chronicle.follow(shot))
                m_world->log(line);
        }
        Q_EMIT m_engine.snapshotReady(shot);
    }

    Engine& m_engine;
    std::shared_ptr<World> m_world;
    std::shared_ptr<base::Clock> m_clock;
    std::unique_ptr<power::SleepGuard> m_guard;
    bool m_isFallingAsleep = false;
    Core m_core;
    Chronicle m_chronicle;
    QTimer m_wake, m_picture;
    QThreadPool m_pool;
    bool m_isTicking = false, m_isWanted = false;
};

} // namespace

Engine::Engine(World world, QObject* parent)
    : QObject(parent)
    , m_world(std::make_shared<World>(std::move(world)))
{
    qRegisterMetaType<engine::Snapshot>();
    qRegisterMetaType<engine::JobSetup>();
    qRegisterMetaType<engine::Refused>();
    qRegisterMetaType<engine::SignInSetup>();
    qRegisterMetaType<engine::SignInResult>();
    qRegisterMetaType<engine::LookSetup>();
    qRegisterMetaType<engine::LookResult>();
    m_thread.setObjectName(QStringLiteral("engine"));
}

Engine::~Engine()
{
    if (m_shell != nullptr) {
        // Deleted in its own thread, where its sockets and databases live.
        QMetaObject::invokeMethod(m_shell, [shell = m_shell] { delete shell; }, Qt::BlockingQueuedConnection);
    }
    m_thread.quit();
    m_thread.wait();
}

void Engine::start()
{
    if (m_shell != nullptr)
        return;
    m_thread.start();
    auto* shell = new Shell(*this, m_world);
    m_shell = shell;
    shell->moveToThread(&m_thread);
    QMetaObject::invokeMethod(shell, [shell] { shell->open(); }, Qt::QueuedConnection);
}

void Engine::inThread(std::function<void(Core&)> command)
{
    auto* shell = static_cast<Shell*>(m_shell);
    QMetaObject::invokeMethod(
        shell, [shell, command = std::move(command)] { shell->command(command); }, Qt::QueuedConnection);
}

void Engine::checkSignIn(int request, const SignInSetup& setup)
{
    inThread([=](Core& core) { core.checkSignIn(request, setup); });
}

void Engine::checkJobSignIn(int request, JobId job, const transport::Credentials& credentials)
{
    inThread([=](Core& core) { core.checkJobSignIn(request, job, credentials); });
}

void Engine::look(int request, const LookSetup& setup)
{
    inThread([=](Core& core) { core.look(request, setup); });
}

void Engine::lookAtUntouched(int request, JobId job)
{
    inThread([=](Core& core) { core.lookAtUntouched(request, job); });
}

void Engine::create(int request, const JobSetup& setup)
{
    inThread([=](Core& core) { core.create(request, setup); });
}

void Engine::approve(int request, JobId job, qint64 typedCount)
{
    inThread([=](Core& core) { core.approve(request, job, typedCount); });
}

void Engine::resume(int request, JobId job, const transport::Credentials& credentials, bool retryFailed,
                    bool retryUnknown, std::optional<qint64> typedCount)
{
    inThread(
        [=](Core& core) { core.resume(request, job, credentials, retryFailed, retryUnknown, typedCount); });
}

void Engine::pause(JobId job)
{
    inThread([=](Core& core) { core.pause(job); });
}

void Engine::pauseAll()
{
    inThread([](Core& core) { core.pauseAll(); });
}

void Engine::end(JobId job)
{
    inThread([=](Core& core) { core.end(job); });
}

void Engine::setShare(JobId job, int percent)
{
    inThread([=](Core& core) { core.setShare(job, percent); });
}

void Engine::setInFlight(JobId job, int count)
{
    inThread([=](Core& core) { core.setInFlight(job, count); });
}

void Engine::setPacing(JobId job, Options::Pacing pacing)
{
    inThread([=](Core& core) { core.setPacing(job, pacing); });
}

void Engine::setTurn(JobId job, int place)
{
    inThread([=](Core& core) { core.setTurn(job, place); });
}

void Engine::mark(JobId job, const QList<quint32>& items, jobs::ItemState state, const QString& why)
{
    inThread([=](Core& core) { core.mark(job, items, state, why); });
}

void Engine::leaveOutSent(int request, JobId job)
{
    inThread([=](Core& core) { core.leaveOutSent(request, job); });
}

void Engine::followUp(int request, JobId source, const QList<jobs::ItemState>& states, const QString& name,
                      const transport::Credentials& credentials)
{
    inThread([=](Core& core) { core.followUp(request, source, states, name, credentials); });
}

void Engine::othersUsed(JobId job, qint64 count)
{
    inThread([=](Core& core) { core.othersUsed(job, count); });
}

void Engine::goOnNow()
{
    inThread([](Core& core) { core.goOnNow(); });
}

void Engine::removeList(int request, JobId job)
{
    inThread([=](Core& core) { core.removeList(request, job); });
}

void Engine::writeReport(int request, JobId job, const QString& folder)
{
    inThread([=](Core& core) { core.writeReport(request, job, folder); });
}

void Engine::shutDown()
{
    inThread([](Core& core) { core.shutDown(); });
}

} // namespace engine
