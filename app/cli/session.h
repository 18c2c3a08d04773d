#pragma once

#include "base/machine.h"
#include "cli/console.h"
#include "cli/exitcode.h"
#include "cli/progress.h"
#include "engine/engine.h"

#include <QObject>

#include <memory>
#include <optional>

namespace cli {

/// One job from the first word to the exit code: hands it to an engine, shows its progress, ends in order
/// when it is asked to (SIGINT, SIGTERM), writes the reports. Lives in the main thread and runs its event
/// loop.
class Session : public QObject {
    Q_OBJECT

public:
    struct Resumption {
        engine::JobId job = 0;
        transport::Credentials credentials;
        bool retriesFailed = false, retriesUnknown = false;
        std::optional<qint64> typedCountForNewCredentials;
        qint64 othersUsed = 0; ///< calls of others today
    };
    /// What a new job is to do before it starts.
    struct Wishes {
        bool leavesOutSent = false; ///< ids that an earlier job sent
        qint64 othersUsed = 0;      ///< calls of others today
    };

    /// `endRequest`: made before all else, so that a signal during the reading of a long list counts too.
    /// `afterResume`: what follows "sluice-cli resume 7" when this job is to go on.
    Session(engine::World world, const base::EndRequest& endRequest, std::unique_ptr<Progress> progress,
            Console& console, QString reportFolder, QString afterResume);
    ~Session() override;

    Exit run(const engine::JobSetup& setup, qint64 confirmed, const Wishes& wishes);
    Exit resume(const Resumption& resumption);

private:
    enum class Request : int { create = 1, leaveOut, start, report };

    Exit loop();
    void created(engine::JobId job);
    void pointOutSent();
    void accepted(int request);
    void begin();
    void look(const engine::Snapshot& snapshot);
    void tellWarnings(const engine::JobSnapshot& job);
    void interrupt();
    void refuse(int request, engine::Refused kind, const QString& sentence);
    void over();
    void finish();
    void leave(Exit code);

    std::shared_ptr<base::Clock> m_clock;
    std::unique_ptr<Progress> m_progress;
    Console& m_console;
    QString m_reportFolder, m_afterResume;
    engine::Engine m_engine;
    engine::JobId m_job = 0;
    qint64 m_confirmed = 0;
    Wishes m_wishes;
    std::optional<engine::JobSnapshot> m_latest;
    bool m_isAccepted = false, m_isEnding = false, m_isOver = false, m_isShown = false;
    bool m_isNoMemoryTold = false;
    QString m_warningTold;
    Exit m_exit = Exit::done;
};

} // namespace cli
