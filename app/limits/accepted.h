#pragma once

#include "limits/limits.h"

#include <cstddef>
#include <deque>
#include <optional>

namespace limits {

/// The requests that a vendor accepted lately, for counting back from a refusal. When exactly it counted one
/// is not known: the middle between sending and answer is taken. Bound: 4,096.
class Accepted {
public:
    struct One {
        Instant sent{}, answered{};
        Instant counted() const { return sent + (answered - sent) / 2; }
    };

    void add(Instant sent, Instant answered);
    /// Those that left after `from`.
    std::int64_t since(Instant from) const;
    /// Those that were counted after `from`, as far as can be told.
    std::int64_t countedSince(Instant from) const;
    /// How many lie in every window of `per` within the last two, wherever it begins.
    std::int64_t inEveryWindow(Duration per, Instant now) const;
    /// The most that were surely counted within one span of `per`: left and answered in it.
    std::int64_t mostWithin(Duration per) const;
    /// The first of the last run: those without a pause longer than `gap` between them, sent from `from` on.
    const One* runSince(Instant from, Duration gap, Instant now) const;
    /// The last but `count` - 1, if `count` of them are known.
    const One* back(std::int64_t count) const;
    /// How long nothing was under way before that one.
    Duration pauseBefore(std::int64_t count) const;

    template <class Visitor>
    void forEach(Visitor visit) const
    {
        for (const One& one : m_all)
            visit(one.answered);
    }

private:
    std::deque<One> m_all; // in the order of their answers
};

} // namespace limits
