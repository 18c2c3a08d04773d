#pragma once

#include "journal/database.h"
#include "journal/store.h"

/// How jobs and items lie in the columns of SQLite, in one place for writing and reading.
namespace journal {

inline qint64 stored(WallTime time)
{
    return time.time_since_epoch().count();
}
inline WallTime wallTime(std::int64_t milliseconds)
{
    return WallTime(std::chrono::milliseconds(milliseconds));
}
/// NULL where there is nothing.
QVariant stored(const std::optional<WallTime>& time);
std::optional<WallTime> wallTimeAt(const Rows& rows, int column);
/// Never null: a null QString would be stored as NULL.
inline QString text(std::string_view utf8)
{
    return utf8.empty() ? QStringLiteral("")
                        : QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}
inline QString text(const QByteArray& utf8)
{
    return text(std::string_view(utf8.constData(), static_cast<std::size_t>(utf8.size())));
}
inline QString text(const std::string& utf8)
{
    return text(std::string_view(utf8));
}
inline QString text(const QString& string)
{
    return string.isNull() ? QStringLiteral("") : string;
}

/// The first `bytesMax` bytes of UTF-8, never half a character.
std::string shortened(const std::string& utf8, std::size_t bytesMax);
/// Of a vendor's message; base::Outcome promises the same.
inline constexpr std::size_t messageBytesMax = 500;

/// The columns that jobFrom() and itemFrom() read, for SELECT. Tables: jobs j, tallies t; items i, progress
/// p.
#define SLUICE_JOB_COLUMNS                                                                                   \
    "j.id, j.name, j.note, j.vendor, j.profile_id, j.profile, j.operation, j.origin, j.account_label, "      \
    "j.account_key, "                                                                                        \
    "j.credential_fingerprint, j.list_name, j.list_sheet, j.list_column, j.list_hash, j.item_count, "        \
    "j.duplicates, "                                                                                         \
    "j.rejects, j.options, j.started_by, j.created, j.is_practice, t.state, t.reason, t.started, t.ended, "  \
    "t.requests, t.throttled, t.queued, t.sent, t.waiting, t.done, t.gone, t.failed, t.unknown, t.skipped, " \
    "t.gone_ours, t.receipts, t.approval, t.list_removed, t.doubt, t.item_requests"
#define SLUICE_ITEM_COLUMNS                                                                                  \
    "i.idx, i.id, i.line, i.label, p.state, p.attempts, p.was_unknown, p.http_status, p.vendor_code, "       \
    "p.message, "                                                                                            \
    "p.receipt, p.detail, p.first_sent, p.answered, p.took_ms"

JobRecord jobFrom(const Rows& rows);
ItemRow itemFrom(const Rows& rows);

} // namespace journal
