#pragma once

#include "journal/store.h"

namespace journal {

/// The hash that follows `previous` (hex, empty at the start) in a job's audit trail: SHA-256, in hex, over
/// the raw bytes of `previous` and then job, number of the entry (from 1), time (UTC, milliseconds), who,
/// what and details, each as its length in bytes (8 bytes, big endian) and its bytes (numbers in decimal,
/// text in UTF-8). Whoever changes, moves or drops an entry changes every hash after it; the head stands in
/// each report.
QByteArray auditLink(const QByteArray& previous, JobId job, std::int64_t number, const AuditEntry& entry);

} // namespace journal
