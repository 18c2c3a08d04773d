#include "ui/models/sorting.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <numeric>
#include <string>

namespace ui::models {

namespace {

constexpr std::size_t pageRows = 2048;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ui::Answer)
};

struct Key {
    qint64 number = 0;
    std::string text;
    ItemIndex item = 0;
};

bool isNumber(const std::string& text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

Key keyOf(const journal::ItemRow& row, SortBy by)
{
    Key key{0, {}, row.index};
    switch (by) {
    case SortBy::list:
        key.number = row.index;
        break;
    case SortBy::state:
        key.number = qint64(row.state);
        break;
    case SortBy::id:
        // 99 before 100: ids made of digits are ordered by their length first.
        key.number = isNumber(row.id) ? qint64(row.id.size()) : 0;
        key.text = row.id;
        break;
    case SortBy::label:
        key.text = row.label;
        break;
    case SortBy::line:
        key.number = row.line;
        break;
    case SortBy::tries:
        key.number = row.attempts;
        break;
    case SortBy::answer:
        key.number = row.httpStatus;
        key.text = answerOf(row).toStdString();
        break;
    case SortBy::receipt:
        key.text = row.receipt;
        break;
    case SortBy::took:
        key.number = row.tookMilliseconds;
        break;
    case SortBy::time:
        if (const auto at = row.answered ? row.answered : row.firstSent)
            key.number = at->time_since_epoch().count();
        break;
    }
    return key;
}

} // namespace

QString answerOf(const journal::ItemRow& row)
{
    QStringList parts;
    if (row.httpStatus > 0)
        parts << QString::number(row.httpStatus);
    if (!row.vendorCode.empty())
        parts << QString::fromStdString(row.vendorCode);
    if (parts.isEmpty() && row.message.empty() && row.state == jobs::ItemState::unknown)
        parts << Words::tr("no answer");
    // What it means goes first: the vendor's words may be long.
    const QString detail = QString::fromStdString(row.detail), message = QString::fromStdString(row.message);
    if (!detail.isEmpty() && !message.isEmpty())
        parts << Words::tr("%1: %2").arg(detail, message);
    else if (!detail.isEmpty() || !message.isEmpty())
        parts << detail + message;
    return parts.join(QLatin1Char(' '));
}

std::vector<ItemIndex> sorted(std::vector<ItemIndex> items, const Page& page, Order order)
{
    std::vector<Key> keys;
    keys.reserve(items.size());
    for (std::size_t from = 0; from < items.size(); from += pageRows) {
        const auto some = std::span(items).subspan(from, std::min(pageRows, items.size() - from));
        for (const journal::ItemRow& row : page(some))
            keys.push_back(keyOf(row, order.by));
    }
    const auto less = [](const Key& a, const Key& b) {
        return a.number != b.number ? a.number < b.number : a.text < b.text;
    };
    if (order.isDescending)
        std::ranges::stable_sort(keys, [&](const Key& a, const Key& b) { return less(b, a); });
    else
        std::ranges::stable_sort(keys, less);
    items.clear();
    for (const Key& key : keys)
        items.push_back(key.item);
    return items;
}

std::vector<ItemIndex> sorted(engine::JobReader reader, journal::JobId job, ItemIndex count,
                              const journal::ItemFilter& filter, Order order)
{
    std::vector<ItemIndex> items;
    if (filter.states.empty() && filter.text.isEmpty()) {
        items.resize(count);
        std::iota(items.begin(), items.end(), ItemIndex(0));
    } else if (auto found = reader.matching(job, filter)) {
        items = std::move(*found);
    }
    if (order.by == SortBy::list) {
        if (order.isDescending)
            std::ranges::reverse(items);
        return items;
    }
    return sorted(
        std::move(items),
        [&](std::span<const ItemIndex> some) {
            auto rows = reader.rowsAt(job, some);
            return rows ? std::move(*rows) : std::vector<journal::ItemRow>();
        },
        order);
}

} // namespace ui::models
