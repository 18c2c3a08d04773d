#pragma once

#include "limits/limits.h"

#include <optional>

namespace limits {

/// What one limit that nobody knows for sure was seen to bear: how many were accepted (known ground), and
/// where a refusal drew the line. A line is tried upward again rarely: after ten lengths of its window where
/// it lies below the declared number (others may have used the account), after two where it is not even half
/// of that, after a hundred elsewhere, and each refusal doubles that.
///
/// The length of a window that no profile declares lies between two values: a refusal tells it in whole
/// seconds only. Where they are far apart a shorter one is tried: accepted, it holds from then on; refused,
/// it is the least. A value; knows neither rules nor requests.
class Ground {
public:
    explicit Ground(const Limit& limit, bool isDeclared);

    const std::string& name() const { return m_lesson.rule; }
    const Lesson& lesson() const { return m_lesson; }
    bool isDeclared() const { return m_isDeclared; }
    bool isLearned() const { return m_lesson.max > 0 || m_lesson.proven > m_declared; }
    Duration length() const { return m_length; }

    /// So many are known to be borne; one more goes alone.
    std::int64_t proven() const;
    /// The most that may be tried at all.
    std::int64_t most(Instant now) const;
    /// The most without trying anything.
    std::int64_t known() const;

    /// So many were accepted within one length; so many in every full window, wherever windows begin.
    void bore(std::int64_t count, std::int64_t inEveryWindow);
    /// A refusal said: no more than `max`, and `proven` surely.
    void teach(std::int64_t max, std::int64_t proven, Instant now);
    void recall(const Lesson& lesson);
    Duration rest() const; ///< how long a line is left alone

    // Of a window that no profile declares.
    void lengthIs(Duration least, Duration most);
    /// What the length may be at least, and the shorter length that is worth a try; empty: it is known well
    /// enough, or refusals have cost enough.
    Duration least() const { return m_least; }
    std::optional<Duration> shorter() const;
    void shorterBorne(Duration length); ///< accepted so long after a full window began
    void shorterRefused(Duration length, Duration least, Duration most, Instant now);
    std::optional<Instant> shorterRefusedAt() const { return m_shorterRefusedAt; }
    /// Such a limit is about requests that have started, so one that it refused does not count; unless it
    /// turns out otherwise.
    bool countsRefused() const { return m_countsRefused; }
    void countRefused() { m_countsRefused = true; }
    /// As it was told, before shorter ones were tried.
    Duration toldLength() const { return m_told; }

private:
    Lesson m_lesson;
    bool m_isDeclared;
    std::int64_t m_declared, m_ceiling;
    std::int64_t m_inEveryWindow = 0;
    Duration m_length, m_least, m_told;
    int m_shorterRefused = 0;
    std::optional<Instant> m_shorterRefusedAt;
    bool m_countsRefused = false;
};

/// How many at the same time a vendor bears: begins with one, one more after a clean while, back when it says
/// so or when answers take nearly as long as it lets requests queue. A value.
class Level {
public:
    explicit Level(const Limit& limit);

    const Lesson& lesson() const { return m_lesson; }
    std::int64_t now() const { return m_lesson.proven; }
    std::optional<std::int64_t> told() const
    {
        return m_lesson.max > 0 ? std::optional(m_lesson.max) : std::nullopt;
    }
    /// An answer came after `took`, while `beside` others were under way.
    void accepted(Instant now, Duration took, std::int64_t beside);
    void teach(std::int64_t max, Instant now);
    void recall(const Lesson& lesson);

private:
    Lesson m_lesson;
    std::int64_t m_declared;
    Duration m_patience;
    int m_clean = 0;         ///< answers at this level without a sign against it
    std::int64_t m_most = 0; ///< at the same time since the level was reached
    std::optional<Instant> m_slowAt;
};

} // namespace limits
