#include "engine/keys.h"

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>

#include <algorithm>
#include <utility>

namespace engine {

Keys::Keys(QByteArray secret, QByteArray seal, int lengthMax)
    : m_secret(std::move(secret))
    , m_seal(std::move(seal))
    , m_lengthMax(lengthMax)
{
}

QByteArray Keys::make(jobs::AttemptId attempt, std::span<const jobs::ItemIndex> items) const
{
    QMessageAuthenticationCode code(QCryptographicHash::Sha256, m_secret);
    code.addData(m_seal + ':' + QByteArray::number(static_cast<quint64>(attempt)));
    for (const jobs::ItemIndex item : items)
        code.addData(',' + QByteArray::number(item));
    // 160 bits: two of them never meet.
    return code.result().first(20).toHex().left(m_lengthMax);
}

QByteArray Keys::keyOf(jobs::AttemptId attempt, std::span<const jobs::ItemIndex> items)
{
    Sealed sealed{{items.begin(), items.end()}, {}};
    if (const auto kept = m_kept.find(items.front()); kept != m_kept.end()) {
        // Under another grouping it would be another request.
        if (kept->second.items == sealed.items)
            sealed.key = kept->second.key;
        m_kept.erase(kept);
    }
    if (sealed.key.isEmpty())
        sealed.key = make(attempt, items);
    return (m_underWay[attempt] = std::move(sealed)).key;
}

void Keys::ended(jobs::AttemptId attempt, bool mayRepeat)
{
    const auto sent = m_underWay.find(attempt);
    if (sent == m_underWay.end())
        return;
    if (mayRepeat)
        m_kept[sent->second.items.front()] = std::move(sent->second);
    m_underWay.erase(sent);
}

void Keys::recall(jobs::ItemIndex item, const QByteArray& key)
{
    m_kept[item] = {{item}, key};
}

bool Keys::recall(jobs::AttemptId attempt, std::span<const jobs::ItemIndex> items, const QByteArray& key)
{
    if (items.empty() || make(attempt, items) != key)
        return false;
    m_kept[items.front()] = {{items.begin(), items.end()}, key};
    return true;
}

} // namespace engine
