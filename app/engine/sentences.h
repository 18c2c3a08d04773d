#pragma once

#include "engine/snapshot.h"

#include <QLocale>
#include <QString>
#include <QTimeZone>

namespace engine {

/// Two lines for people: what state, why, until when; and what it means. The same on screen, in the log and
/// on the command line. Words after the product's list of words.
struct Sentence {
    QString first, second;
};

/// How numbers and times are written: thousands by locale; time of day with seconds within the next 2 h,
/// without beyond, with the day when it is not today; durations "41 s", "41 min 07 s", "until 19:04 (2 h 06
/// min)".
class Writing {
public:
    explicit Writing(WallTime now, bool isUtc = false, const QLocale& locale = QLocale());

    QString number(qint64 n) const;
    QString rate(double perSecond) const; ///< "5.0"
    QString time(WallTime t) const;       ///< "18:04:10", "21:07", "Sat 21 Nov 02:00"
    QString duration(Duration d) const;   ///< "41 s", "41 min 07 s", "2 h 06 min"
    QString wait(WallTime until) const;   ///< "41 min 07 s", or beyond an hour "until 19:04 (2 h 06 min)"
    WallTime now() const { return m_now; }

private:
    WallTime m_now;
    bool m_isUtc;
    QLocale m_locale;
};

/// True while the sentence says that the job waits or is held, and not that it runs: the short breath of a
/// ten-second window is no wait.
bool isWaiting(const JobSnapshot& job, WallTime now);

Sentence sentence(const JobSnapshot& job, const Writing& writing);
/// The short state under the job's name in lists: "Waits until 18:04:10", "3 need an answer".
QString shortState(const JobSnapshot& job, const Writing& writing);
} // namespace engine
