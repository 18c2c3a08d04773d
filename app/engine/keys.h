#pragma once

#include "jobs/types.h"

#include <QByteArray>

#include <span>
#include <unordered_map>
#include <vector>

namespace engine {

/// The idempotency keys of one job. A request that got no answer, or whose answer allows it, is sent again
/// under its key; everything else under a new one. A key names one request and no other: it is made of the
/// attempt that it was made for and of its items, by a secret of this installation. Memory: an entry for each
/// request that is under way or may be repeated.
class Keys {
public:
    /// `seal`: what makes keys of this job differ from those of any other.
    Keys(QByteArray secret, QByteArray seal, int lengthMax);

    /// The key of `attempt`, which is about these items.
    QByteArray keyOf(jobs::AttemptId attempt, std::span<const jobs::ItemIndex> items);
    /// The attempt ended; `mayRepeat`: the same again goes under the same key.
    void ended(jobs::AttemptId attempt, bool mayRepeat);
    /// A key of an earlier run.
    void recall(jobs::ItemIndex item, const QByteArray& key);
    /// The same for a batch. False, and nothing is recalled, where the key was made for other items or
    /// another attempt than `attempt`: what the vendor answers under it is not about these.
    bool recall(jobs::AttemptId attempt, std::span<const jobs::ItemIndex> items, const QByteArray& key);

private:
    struct Sealed {
        std::vector<jobs::ItemIndex> items;
        QByteArray key;
    };
    QByteArray make(jobs::AttemptId attempt, std::span<const jobs::ItemIndex> items) const;

    QByteArray m_secret, m_seal;
    int m_lengthMax;
    std::unordered_map<jobs::AttemptId, Sealed> m_underWay;
    std::unordered_map<jobs::ItemIndex, Sealed> m_kept; ///< by the first item
};

} // namespace engine
