#pragma once

#include "base/result.h"
#include "engine/look.h"
#include "engine/options.h"
#include "engine/signin.h"
#include "engine/snapshot.h"
#include "engine/world.h"
#include "idlist/list.h"
#include "transport/credentials.h"
#include "vendors/profile.h"

#include <QObject>
#include <QThread>

#include <functional>
#include <memory>

namespace engine {

class Core;

/// Everything that makes a job. The list and the credentials are handed over; the credentials never reach the
/// store.
struct JobSetup {
    vendors::Profile profile; ///< parameters filled in, preset chosen, not scaled
    QString operationId;
    QString origin; ///< --base-url; empty: the profile's
    transport::Credentials credentials;
    QString accountLabel;
    std::shared_ptr<const idlist::List> list;
    QString listName, listSheet, listColumn;
    QString name, note;
    Options options;
};

/// The façade on its own thread: commands go in from any thread (they are queued), values come out as
/// signals. It ends what it started: the destructor pauses every job and waits for what is in flight, bounded
/// by the deadline (see shutDown).
class Engine : public QObject {
    Q_OBJECT

public:
    explicit Engine(World world, QObject* parent = nullptr);
    ~Engine() override;

    void start();

public Q_SLOTS:
    /// Makes one harmless call with these credentials; signInChecked or refused follows with the same
    /// `request`. As whom they sign in is remembered: new jobs with them leave that id out.
    void checkSignIn(int request, const engine::SignInSetup& setup);
    /// The same with credentials for a stored job, at its origin and with its limits; the result says where
    /// they are of another account.
    void checkJobSignIn(int request, engine::JobId job, const transport::Credentials& credentials);
    /// Looks at a few ids, one GET each, where the operation has a look-up; looked or refused follows.
    void look(int request, const engine::LookSetup& setup);
    /// The same with five of the ids that this job has not sent yet; it needs its credentials.
    void lookAtUntouched(int request, engine::JobId job);
    /// Stores job and items; jobCreated or refused follows with the same `request`.
    void create(int request, const engine::JobSetup& setup);
    /// The operator typed `typedCount`; the job runs when it is right and its approval still holds.
    void approve(int request, engine::JobId job, qint64 typedCount);
    /// Goes on with a paused, interrupted or finished job; failed and/or unknown items are queued again when
    /// asked. `credentials` may be empty when the engine still has them. `typedCount`: the operator typed the
    /// number (again), which is needed for credentials with another fingerprint than the job's, and for a job
    /// that was stored but never approved.
    void resume(int request, engine::JobId job, const transport::Credentials& credentials, bool retryFailed,
                bool retryUnknown, std::optional<qint64> typedCount);
    void pause(engine::JobId job);
    void pauseAll();
    /// Ends the job for good: what is queued stays untouched.
    void end(engine::JobId job);
    void setShare(engine::JobId job, int percent);
    void setInFlight(engine::JobId job, int count);
    void setPacing(engine::JobId job, engine::Options::Pacing pacing);
    /// Among the jobs of its account that are not over it takes turns as the `place`th, from 1; stored with
    /// all of them, and in the audit trail.
    void setTurn(engine::JobId job, int place);
    /// Marks unknown items by the operator's own knowledge.
    void mark(engine::JobId job, const QList<quint32>& items, jobs::ItemState state, const QString& why);
    /// Before a job starts: ids that an earlier job of the account sent are left out (accepted, or refused).
    void leaveOutSent(int request, engine::JobId job);
    /// A new job of those items of `source` that are in these states, on the same account; jobCreated or
    /// refused follows, as with create().
    void followUp(int request, engine::JobId source, const QList<jobs::ItemState>& states,
                  const QString& name, const transport::Credentials& credentials);
    /// Others have made so many calls on the job's account today: charged to its daily limits.
    void othersUsed(engine::JobId job, qint64 count);
    /// After a long sleep of the machine: not to wait any longer.
    void goOnNow();
    /// Takes the list of an ended job away and keeps its evidence: ids become fingerprints.
    void removeList(int request, engine::JobId job);
    void writeReport(int request, engine::JobId job, const QString& folder);
    /// Nothing new is sent; `shutDownFinished` follows when everything in flight is answered and stored.
    void shutDown();

Q_SIGNALS:
    void snapshotReady(const engine::Snapshot& snapshot);
    void jobCreated(int request, engine::JobId job);
    void accepted(int request, engine::JobId job);
    void reportWritten(int request, engine::JobId job, const QString& folder);
    void signInChecked(int request, const engine::SignInResult& result);
    void looked(int request, const engine::LookResult& result);
    /// A command could not be carried out: why and the remedy. `kind` tells the command line its exit code.
    void refused(int request, engine::Refused kind, const QString& sentence);
    void shutDownFinished();

private:
    void inThread(std::function<void(Core&)> command);

    QThread m_thread;
    std::shared_ptr<World> m_world;
    QObject* m_shell = nullptr; ///< lives in m_thread, owns the Core
};

} // namespace engine

Q_DECLARE_METATYPE(engine::JobSetup)
