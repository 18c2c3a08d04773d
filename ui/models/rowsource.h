#pragma once

#include "engine/jobreader.h"

#include <functional>
#include <span>
#include <vector>

namespace ui::models {

using jobs::ItemIndex;

/// What a table can be sorted by; `list` is the order in which the ids came.
enum class SortBy : unsigned char { list, state, id, label, line, tries, answer, receipt, took, time };

struct Order {
    SortBy by = SortBy::list;
    bool isDescending = false;
    bool operator==(const Order&) const = default;
};

/// Some of what is looked for; the parts come in the order of the list.
struct Part {
    std::vector<ItemIndex> items;
    bool isLast = true;
};

/// Everything that is stored of one item.
struct ItemRecord {
    journal::JobRecord job;
    journal::ItemRow row;
    std::vector<journal::AttemptRow> attempts;
};

/// Where the items table gets its rows from: pages at once, filtered row numbers later. UI thread.
class RowSource {
public:
    virtual ~RowSource() = default;

    virtual base::Result<std::vector<journal::ItemRow>> rows(journal::JobId job, ItemIndex from,
                                                             ItemIndex count) = 0;
    virtual base::Result<std::vector<journal::ItemRow>> rowsAt(journal::JobId job,
                                                               std::span<const ItemIndex> items) = 0;
    /// The matching items of a job of `count` in the order of the list, the first of them soon. A new search
    /// in parts or in order ends the one before: its `then` is not called any more.
    virtual void matchInParts(journal::JobId job, ItemIndex count, const journal::ItemFilter& filter,
                              std::function<void(Part)> then) = 0;
    /// A text will soon be looked for in this job, by every key that is pressed: what that takes may be got
    /// ready. Until forgetText().
    virtual void expectText(journal::JobId, ItemIndex /*count*/) {}
    virtual void forgetText() {}
    /// The same in the wanted order; as of now, later changes do not move a row.
    virtual void order(journal::JobId job, ItemIndex count, const journal::ItemFilter& filter, Order order,
                       std::function<void(std::vector<ItemIndex>)> then) = 0;
    virtual base::Result<ItemRecord> record(journal::JobId job, ItemIndex item) = 0;
    /// An id or a label in every job of the store.
    virtual void find(const QString& text, std::function<void(base::Result<QList<journal::Found>>)> then) = 0;
    /// Looks for matching items and calls `then` in the UI thread, perhaps at once; never after the source is
    /// gone.
    virtual void match(journal::JobId job, const journal::ItemFilter& filter,
                       std::function<void(std::vector<ItemIndex>)> then) = 0;
};

} // namespace ui::models
