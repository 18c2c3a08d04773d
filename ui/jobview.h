#pragma once

#include "engine/engine.h"
#include "engine/sentences.h"
#include "engine/snapshot.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <optional>

namespace ui {

/// The one bridge between the window and the engine. Takes snapshots and answers, remembers which job is
/// looked at, and turns what the operator wants into signals; whoever owns both connects them (see wire()).
/// Notices when the engine is silent, so that old figures are never taken for new ones. UI thread; no widget,
/// so that pages can be tried against made-up snapshots.
class JobView : public QObject {
    Q_OBJECT

public:
    explicit JobView(QObject* parent = nullptr);

    const engine::Snapshot& snapshot() const { return m_snapshot; }
    const engine::JobSnapshot* job(engine::JobId id) const;
    const engine::JobSnapshot* selected() const { return job(m_selected); }
    engine::JobId selectedId() const { return m_selected; }
    /// How to write numbers and times "as of" the snapshot.
    engine::Writing writing() const { return engine::Writing(m_snapshot.asOf, m_isUtc); }
    bool isUtc() const { return m_isUtc; }
    bool isAnythingRunning() const;
    /// Whole seconds without news while a job runs; 0 while all is well.
    int silentSeconds() const { return m_silentSeconds; }
    /// A number for a command, by which its answer is known.
    int nextRequest() { return ++m_request; }

public Q_SLOTS:
    void show(const engine::Snapshot& snapshot);
    void select(engine::JobId id);
    /// Times in UTC, or by this computer's clock.
    void setUtc(bool isUtc);

Q_SIGNALS:
    void snapshotShown();
    void jobSelected(engine::JobId id);
    void silenceChanged(int seconds);

    // What the operator wants.
    void signInCheckAsked(int request, const engine::SignInSetup& setup);
    void jobSignInCheckAsked(int request, engine::JobId job, const transport::Credentials& credentials);
    void lookAsked(int request, const engine::LookSetup& setup);
    void lookAtUntouchedAsked(int request, engine::JobId job);
    void createAsked(int request, const engine::JobSetup& setup);
    void approveAsked(int request, engine::JobId job, qint64 typedCount);
    void resumeAsked(int request, engine::JobId job, const transport::Credentials& credentials,
                     bool retryFailed, bool retryUnknown, std::optional<qint64> typedCountForNewCredentials);
    void pauseAsked(engine::JobId job);
    void pauseAllAsked();
    void endAsked(engine::JobId job);
    void shareAsked(engine::JobId job, int percent);
    void inFlightAsked(engine::JobId job, int count);
    void pacingAsked(engine::JobId job, engine::Options::Pacing pacing);
    void turnAsked(engine::JobId job, int place);
    void goOnNowAsked();
    void leaveOutSentAsked(int request, engine::JobId job);
    void othersUsedAsked(engine::JobId job, qint64 count);
    void followUpAsked(int request, engine::JobId source, const QList<jobs::ItemState>& states,
                       const QString& name, const transport::Credentials& credentials);
    void removeListAsked(int request, engine::JobId job);
    void markAsked(engine::JobId job, const QList<quint32>& items, jobs::ItemState state, const QString& why);
    void reportAsked(int request, engine::JobId job, const QString& folder);
    void shutDownAsked();

    // What the engine answered.
    void signInChecked(int request, const engine::SignInResult& result);
    void looked(int request, const engine::LookResult& result);
    void jobCreated(int request, engine::JobId job);
    void accepted(int request, engine::JobId job);
    void reportWritten(int request, engine::JobId job, const QString& folder);
    void refused(int request, engine::Refused kind, const QString& sentence);
    void shutDownFinished();

private:
    void listen();

    engine::Snapshot m_snapshot;
    engine::JobId m_selected = 0;
    QElapsedTimer m_sinceNews;
    QTimer m_ear;
    int m_silentSeconds = 0;
    int m_request = 0;
    bool m_isUtc = false;
};

} // namespace ui
