#pragma once

#include "engine/core.h"
#include "transport/credentials.h"
#include "ui/draft.h"

#include <QElapsedTimer>
#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>

namespace ui {

/// What a rehearsal plays on; the main makes one for each. Clock, store, ledger, wire and vendor are made up
/// and lie in memory: nothing of it leaves this computer, and nothing is left when it goes. Its clock stands
/// still until it is moved. UI thread.
struct RehearsalStage {
    engine::World world;
    transport::Credentials credentials; ///< that the made-up vendor accepts
    /// Does `action` when the clock shows `when`.
    std::function<void(base::Instant when, std::function<void()> action)> at;
    /// Does what is due next, if it is due by `latest`. False: nothing is, and the clock stands where it was.
    std::function<bool(base::Instant latest)> step;
    /// Nothing is due before `when`: the clock shows it now.
    std::function<void(base::Instant when)> moveTo;
};

/// What a rehearsal has shown.
struct Verdict {
    bool isWhole = false;    ///< the job came to its own end; otherwise somebody ended it
    engine::Duration took{}; ///< on the stage's clock, from the start to the end
    int longWaits = 0, shortWaits = 0;
    engine::Duration longest{}; ///< of the waits
    qint64 settled = 0, rehearsed = 0, onList = 0;
    std::optional<engine::Duration> wholeTakes; ///< by the forecast, where only a part was rehearsed
};
Verdict verdictOf(const engine::JobSnapshot& job, const Draft& draft);
/// "The real job would take 4 h 3 min, until 21:06:50, with 4 long waits, the longest 56 min 50 s. Nothing
/// was sent." Pure; `writing` is of the moment at which the real job would start.
QString sentence(const Verdict& verdict, const engine::Writing& writing);

/// Plays one job on a stage: the same list, profile, operation, options and brakes through the same engine,
/// in front of a made-up vendor that counts for itself. Nothing is scaled: limits, vendor and forecast live
/// on the stage's clock, and that clock is moved so fast that the whole job is seen in a quarter of a minute;
/// so every time on the screen is one that the real job would show. While the job is paused the clock stands.
/// Lists are rehearsed up to `idsMost`; who shows it says so. Works in slices of a few milliseconds in the UI
/// thread, which therefore stays free; where the machine is slow the rehearsal takes longer, and skips
/// nothing.
class Rehearsal : public QObject {
    Q_OBJECT

public:
    static constexpr std::size_t idsMost = 20'000;

    Rehearsal(std::unique_ptr<RehearsalStage> stage, const Draft& draft, QObject* parent = nullptr);
    ~Rehearsal() override;

    void start();
    /// To the end as fast as this computer can.
    void hurry();
    /// What the operator orders of the job that is played.
    void command(const std::function<void(engine::Core&)>& todo);
    engine::JobId job() const { return m_job; }
    /// So many times as fast as the real job; 0: as fast as this computer can.
    double speed() const { return m_isHurried ? 0 : m_speed; }

Q_SIGNALS:
    void snapshotReady(const engine::Snapshot& snapshot);
    void accepted(int request, engine::JobId job);
    void refused(int request, engine::Refused kind, const QString& sentence);
    void ended(const ui::Verdict& verdict);

private:
    engine::Core::Hooks hooks();
    void wake(base::Instant at);
    void tick();
    void frame();
    void show();
    base::Instant now() const { return m_stage->world.clock->now(); }

    std::unique_ptr<RehearsalStage> m_stage;
    Draft m_draft;
    QThreadPool m_workers; ///< forecasts
    std::unique_ptr<engine::Core> m_core;
    engine::JobId m_job = 0;
    std::optional<base::Instant> m_wakeAt;
    base::Instant m_due{}; ///< how far the clock is to be moved
    double m_speed = 1;
    bool m_isPaced = false; ///< the length of the job is known, and with it the speed
    bool m_isHurried = false, m_hasEnded = false;
    QTimer m_frames;
    QElapsedTimer m_sinceFrame, m_sincePicture, m_sinceForecast;
};

} // namespace ui

Q_DECLARE_METATYPE(ui::Verdict)
