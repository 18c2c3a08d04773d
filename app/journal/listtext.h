#pragma once

#include "jobs/types.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace journal {

using jobs::ItemIndex;

/// Ids and labels of a part of a sealed list, each in one piece of text, to be searched at every key without
/// reading the store again: some 35 bytes an item. Letters compare as in ItemFilter::text: A to Z are a to z.
class ListText {
public:
    static constexpr char separator = '\x1e'; ///< between items: ASCII's record separator

    ListText() = default;
    /// One id and one label for each of `count` items from `from` on, with separators between them. Of no
    /// items when there are more or fewer: some text holds a separator.
    ListText(ItemIndex from, ItemIndex count, QByteArray ids, QByteArray labels);

    ItemIndex count() const { return m_count; }
    qsizetype bytes() const { return m_ids.capacity() + m_labels.capacity(); }

    /// What to look for instead of `text`. Empty: nothing in here can tell where it is.
    static QByteArray sought(const QString& text);
    /// The items that hold it, in the order of the list.
    std::vector<ItemIndex> holding(const QByteArray& sought) const;

private:
    std::vector<ItemIndex> holding(const QByteArray& sought, const QByteArray& texts) const;

    ItemIndex m_from = 0, m_count = 0;
    QByteArray m_ids, m_labels; ///< small letters
};

} // namespace journal
