#pragma once

#include "ui/models/rowsource.h"

#include <QString>

namespace ui::models {

/// "Fri 20 Nov 2026 17:04:11 (16:04:11 UTC)": when it matters which day and whose clock.
QString wholeTime(base::WallTime at, bool isUtc);

/// The request of an item as it left: method and address of the job's own profile with the id in its place.
/// The sign-in is never stored and so never shown.
QString requestLine(const ItemRecord& record);

/// What became of an item in one sentence: "DELETED by us", "not sent: still queued, line 880".
QString fateOf(const journal::JobRecord& job, const journal::ItemRow& row);

/// Everything stored of one item as plain text: what it is, request, answer, every attempt. Pure.
QString itemText(const ItemRecord& record, bool isUtc);

/// One hit of the search over all jobs as text to hand on. Pure.
QString foundText(const journal::Found& found, bool isUtc);

} // namespace ui::models
