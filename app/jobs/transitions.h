#pragma once

#include "jobs/types.h"

#include <optional>

namespace jobs {

/// What can happen to an item.
enum class ItemEvent : unsigned char {
    send,         ///< a request for it leaves
    confirmed,    ///< the vendor says: done
    absentProves, ///< the vendor says it does not exist, and that proves it
    refused,      ///< the vendor refused it for good, or every try is used up without a doubt left
    askLater,     ///< asked again by itself: throttle, outage, or a lost answer under askAgain
    giveBack,     ///< provably not done: as if never sent
    unanswered,   ///< no answer and nothing that allows to ask again
    retry,        ///< the operator wants it asked again
    markDone,     ///< the operator knows it is done
    markFailed,   ///< the operator knows it is not
    leaveOut,     ///< the operator (or the protected list) leaves it out
};
inline constexpr std::size_t itemEventCount = 11;

/// The state after `event`, or nothing where the event cannot happen in that state. The one table that says
/// it: no confirmed item (done, gone) ever leaves its state.
std::optional<ItemState> next(ItemState state, ItemEvent event);

} // namespace jobs
