#pragma once

#include "limits/limits.h"

#include <deque>
#include <optional>

namespace limits {

/// What one limit that nobody knows for sure was seen to bear: how many were accepted (known ground), and
/// where a refusal drew the line. A line is tried upward again rarely: after ten lengths of its window where
/// it lies below the declared number (others may have used the account), after a hundred elsewhere, and each
/// refusal doubles that. A value; knows neither rules nor requests.
class Ground {
public:
    explicit Ground(const Limit& limit, bool isDeclared);

    const std::string& name() const { return m_lesson.rule; }
    const Lesson& lesson() const { return m_lesson; }
    bool isDeclared() const { return m_isDeclared; }
    bool isLearned() const { return m_lesson.max > 0 || m_lesson.proven > m_declared; }
    Duration length() const { return m_length; }

    /// So many are known to be borne; one more goes alone.
    std::int64_t proven() const
    {
        return m_lesson.max > 0 ? std::min(m_lesson.max, m_lesson.proven) : m_lesson.proven;
    }
    /// The most that may be tried at all.
    std::int64_t most(Instant now) const;
    /// The most without trying anything.
    std::int64_t known() const;

    void bore(std::int64_t count); ///< so many were accepted
    /// A refusal said: no more than `max`.
    void teach(std::int64_t max, Instant now);
    void recall(const Lesson& lesson) { m_lesson = lesson; }
    void lengthen(Duration per); ///< of a window that no profile declares
    Duration rest() const;       ///< how long a line is left alone

private:
    Lesson m_lesson;
    bool m_isDeclared;
    std::int64_t m_declared, m_ceiling;
    Duration m_length;
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

/// The requests that a vendor accepted lately, for counting back from a refusal. Bound: 4,096.
class Accepted {
public:
    void add(Instant sent, Instant answered);
    /// Those that left after `from`.
    std::int64_t since(Instant from) const;
    /// The first of the last run: those without a pause longer than `gap` between them, sent from `from` on.
    std::optional<Instant> runSince(Instant from, Duration gap, Instant now) const;
    template <class Visitor>
    void forEach(Visitor visit) const
    {
        for (const One& one : m_all)
            visit(one.answered);
    }

private:
    struct One {
        Instant sent{}, answered{};
    };
    std::deque<One> m_all; // in the order of their answers
};

} // namespace limits
