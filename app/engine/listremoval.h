#pragma once

#include "journal/store.h"

namespace engine {

/// Takes the list of an ended job away and keeps its evidence: ids become keyed fingerprints (see
/// idFingerprint), labels and vendors' messages go; the audit trail says who did it. The error says why not.
/// A long list takes seconds: call it in a worker, with a store of its own.
base::Result<void> removeList(journal::Store& store, journal::JobId job, const QByteArray& installationKey,
                              const QString& who, journal::WallTime now);

} // namespace engine
