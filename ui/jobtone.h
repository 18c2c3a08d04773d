#pragma once

#include "engine/snapshot.h"
#include "ui/theme.h"

namespace ui {

/// The colour under which a job's sentence stands. Pure.
Tone toneOf(const engine::JobSnapshot& job, engine::WallTime now);

/// The colour of one cause in WAITS and NEXT.
Tone toneOf(engine::WaitCause cause);

/// The colour of an item's state.
Tone toneOf(jobs::ItemState state);

/// "✓", "?": the sign of an item's state in tables and counts; empty where a word is enough.
QString glyph(jobs::ItemState state);

/// The human label of an item's state: "In flight" for sent, "To retry" for waiting.
QString label(jobs::ItemState state);

} // namespace ui
