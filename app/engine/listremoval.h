#pragma once

#include "journal/store.h"

namespace engine {

/// Takes the list of an ended job away and keeps its evidence: ids become keyed fingerprints (see
/// idFingerprint), labels and vendors' messages go; the audit trail says who did it. The error says why not.
/// A long list takes seconds: call it in a worker, with a store of its own.
base::Result<void> removeList(journal::Store& store, journal::JobId job, const QByteArray& installationKey,
                              const QString& who, journal::WallTime now);

/// Every job that held the id, newest first; also those whose list was taken away: there the row told has the
/// fingerprint for an id. Two look-ups in an index: no need of a worker.
base::Result<QList<journal::Found>> jobsHolding(journal::Store& store, const QByteArray& installationKey,
                                                const QString& id);

} // namespace engine
