#pragma once

#include "engine/snapshot.h"
#include "journal/store.h"

#include <QList>
#include <QString>

#include <memory>

/// States of jobs for pictures, as the engine itself comes to them: in front of simulated vendors, on a
/// virtual clock that begins on Friday 20 November 2026 at 17:04:10 UTC. What a picture of them says,
/// happened.
namespace enacted {

struct Scene {
    engine::Snapshot snapshot;
    std::shared_ptr<journal::Store> store; ///< what was written down by then
    engine::JobId job = 0;                 ///< the one to look at

    engine::JobSnapshot& shown();
};

struct Named {
    QString name;
    Scene scene;
};

/// Each made when it is first asked for, then kept.
const QList<Named>& everyState();
const Scene& scene(const QString& name);
/// Jobs of three accounts in different states, as on a busy day; their rows are those of the job that is
/// shown.
const Scene& severalAccounts();

} // namespace enacted
