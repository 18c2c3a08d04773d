#pragma once

#include "ui/models/rowsource.h"

namespace ui::models {

/// The matching items of a job in the wanted order, read a page at a time; only the keys are held in memory.
/// Equal rows stay in the order of the list. For a worker: a million rows take seconds.
std::vector<ItemIndex> sorted(engine::JobReader reader, journal::JobId job, ItemIndex count,
                              const journal::ItemFilter& filter, Order order);

/// The same over rows from anywhere.
using Page = std::function<std::vector<journal::ItemRow>(std::span<const ItemIndex> items)>;
std::vector<ItemIndex> sorted(std::vector<ItemIndex> items, const Page& page, Order order);

/// The answer in words, as the table shows it.
QString answerOf(const journal::ItemRow& row);

} // namespace ui::models
