#include "journal/listtext.h"

#include <algorithm>
#include <functional>
#include <iterator>

namespace journal {

namespace {

void makeSmall(QByteArray& text)
{
    for (char& c : text)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

} // namespace

ListText::ListText(ItemIndex from, ItemIndex count, QByteArray ids, QByteArray labels)
{
    const auto isOf = [count](const QByteArray& texts) {
        return count > 0 && std::ranges::count(texts, separator) == qsizetype{count} - 1;
    };
    if (!isOf(ids) || !isOf(labels))
        return;
    m_from = from;
    m_count = count;
    m_ids = std::move(ids);
    m_labels = std::move(labels);
    makeSmall(m_ids);
    makeSmall(m_labels);
}

QByteArray ListText::sought(const QString& text)
{
    QByteArray small = text.toUtf8();
    makeSmall(small);
    return small.contains(separator) ? QByteArray() : small;
}

std::vector<ItemIndex> ListText::holding(const QByteArray& sought) const
{
    std::vector<ItemIndex> found;
    if (m_count > 0 && !sought.isEmpty())
        std::ranges::set_union(holding(sought, m_ids), holding(sought, m_labels), std::back_inserter(found));
    return found;
}

std::vector<ItemIndex> ListText::holding(const QByteArray& sought, const QByteArray& texts) const
{
    std::vector<ItemIndex> found;
    const std::boyer_moore_horspool_searcher search(sought.cbegin(), sought.cend());
    ItemIndex item = m_from;
    auto begin = texts.cbegin(); // of that item
    while (true) {
        const auto at = std::search(begin, texts.cend(), search);
        if (at == texts.cend())
            return found;
        item += static_cast<ItemIndex>(std::count(begin, at, separator));
        found.push_back(item++);
        begin = std::find(at, texts.cend(), separator);
        if (begin == texts.cend())
            return found;
        ++begin;
    }
}

} // namespace journal
