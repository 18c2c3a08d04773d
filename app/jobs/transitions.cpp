#include "jobs/transitions.h"

namespace jobs {

namespace {

constexpr auto nowhere = std::optional<ItemState>{};
using Row = std::array<std::optional<ItemState>, itemEventCount>;
using enum ItemState;

// One row per state, one column per event, both in the order of their enums.
// clang-format off
constexpr std::array<Row, itemStateCount> table{{
    //            send     confirmed absentPr refused  askLater giveBack unansw.  retry    markDone markFail leaveOut
    /* queued  */ {sent,    nowhere,  nowhere, nowhere, nowhere, nowhere, nowhere, nowhere, nowhere, nowhere, skipped},
    /* sent    */ {nowhere, done,     gone,    failed,  waiting, queued,  unknown, nowhere, nowhere, nowhere, nowhere},
    /* waiting */ {sent,    nowhere,  nowhere, nowhere, nowhere, nowhere, unknown, queued,  nowhere, nowhere, skipped},
    /* done    */ {nowhere, nowhere,  nowhere, nowhere, nowhere, nowhere, nowhere, nowhere, nowhere, nowhere, nowhere},
    /* gone    */ {nowhere, nowhere,  nowhere, nowhere, nowhere, nowhere, nowhere, nowhere, nowhere, nowhere, nowhere},
    /* failed  */ {nowhere, nowhere,  nowhere, nowhere, nowhere, nowhere, nowhere, queued,  done,    nowhere, skipped},
    /* unknown */ {nowhere, nowhere,  nowhere, nowhere, nowhere, nowhere, nowhere, queued,  done,    failed,  skipped},
    /* skipped */ {nowhere, nowhere,  nowhere, nowhere, nowhere, nowhere, nowhere, queued,  nowhere, nowhere, nowhere},
}};
// clang-format on

} // namespace

std::optional<ItemState> next(ItemState state, ItemEvent event)
{
    return table[static_cast<std::size_t>(state)][static_cast<std::size_t>(event)];
}

} // namespace jobs
