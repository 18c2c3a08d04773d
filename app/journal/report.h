#pragma once

#include "journal/store.h"

#include <QJsonObject>

namespace journal {

/// Writes outcomes.csv, outcomes.jsonl and summary.json of a job into `folder` (made where missing, private).
/// One row for every id of the list, in its order, also for jobs that stopped half-way; needs the memory of a
/// page, not of the list. Each file appears complete or not at all: written beside its name, synced, renamed.
/// `limits` is what the caller knows of the limits that were met; it goes into the summary as it is. Never a
/// secret in it.
Result<void> writeReport(Store& store, JobId job, const QString& folder, const QJsonObject& limits = {});

} // namespace journal
