#include "limits/window.h"

#include <algorithm>
#include <utility>

namespace limits {

Window::Window(const Limit& limit, const Guard& guard, int sharePercent)
    : m_allowed(allowedOf(limit.max, limit.reserve, sharePercent))
    , m_kept(std::max(limit.max, m_allowed))
    , m_length(guardedLength(limit, guard))
{
}

std::int64_t Window::used(Instant at) const
{
    return m_inFlight + m_answered.total() - m_answered.backBy(at) + m_lost.total() - m_lost.backBy(at);
}

Instant Window::roomAt(std::int64_t count, Instant from) const
{
    const std::int64_t remembered = m_answered.total() + m_lost.total();
    const std::int64_t missing = m_inFlight + remembered + count - m_allowed;
    if (missing <= 0)
        return from;
    if (missing > remembered)
        return onlyAnAnswer;
    return std::max(from, backAt(m_answered, m_lost, missing));
}

void Window::recall(std::int64_t count, Instant answered, Instant now)
{
    const Instant back = answered + m_length;
    if (back <= now)
        return;
    // More than the limit itself cannot decide anything: the earliest of them come back into a full window.
    Expiries& list = answered > now ? m_lost : m_answered;
    list.add(back, std::min(count, m_kept));
    list.keepLatest(m_kept);
}

void Window::charge(std::int64_t count, Instant until)
{
    m_lost.add(until, std::min(count, m_kept));
    m_lost.keepLatest(m_kept);
}

void Window::makeRoom(std::int64_t count)
{
    m_answered.keepLatest(std::max<std::int64_t>(m_allowed - m_inFlight - m_lost.total() - count, 0));
}

void Window::shorten(Duration length)
{
    const Duration less = m_length - length;
    if (less <= Duration{})
        return;
    m_answered.move([less](Instant at) { return at - less; });
    m_lost.move([less](Instant at) { return at - less; });
    m_length = length;
}

void Window::close(Instant now)
{
    m_answered.clear();
    m_answered.add(now + m_length, m_allowed);
}

void Window::fill(std::int64_t count, Instant now, Instant until)
{
    if (until > now)
        m_answered.add(until, count);
}

void Window::lengthen(Duration length, Instant now)
{
    const Duration more = length - m_length;
    m_answered.move([more](Instant at) { return at + more; });
    m_lost.move([more](Instant at) { return at + more; });
    m_length = length;
    if (more <= Duration{}) {
        settle(now);
        return;
    }
    // What had come back under the shorter length may still count under the longer one.
    const std::int64_t forgotten = m_answered.forgotten() + m_lost.forgotten();
    if (forgotten == 0)
        return;
    Instant last = m_answered.forgotten() > 0 ? m_answered.lastForgotten() : m_lost.lastForgotten();
    if (m_lost.forgotten() > 0)
        last = std::max(last, m_lost.lastForgotten());
    const std::int64_t free = m_allowed - m_inFlight - m_answered.total() - m_lost.total();
    if (free > 0)
        fill(std::min(free, forgotten), now, last + more);
}

void Window::reconfigure(const Limit& limit, const Guard& guard, int sharePercent, Instant now, Raise raise)
{
    settle(now);
    const Window declared(limit, guard, sharePercent);
    const Duration lengthBefore = m_length;
    const std::int64_t usedBefore = used(now);
    const std::int64_t roomBefore = std::max<std::int64_t>(0, m_allowed - usedBefore);

    if (declared.m_length < m_length) {
        // A shorter window must not set free at once what the longer one still holds.
        const Duration less = m_length - declared.m_length;
        const Instant latest = now + declared.m_length;
        const auto shortened = [less, latest](Instant at) {
            return std::max(at - less, std::min(at, latest));
        };
        m_answered.move(shortened);
        m_lost.move(shortened);
        m_length = declared.m_length;
    }
    m_allowed = declared.m_allowed;
    const std::int64_t keptBefore = std::exchange(m_kept, std::max(m_kept, declared.m_kept));
    if (declared.m_length > m_length)
        lengthen(declared.m_length, now);

    // All that we used of the same limit is remembered, whatever the share was.
    const bool isKnown = lengthBefore == declared.m_length && declared.m_kept <= keptBefore;
    const std::int64_t added = m_allowed - used(now) - roomBefore;
    if (added > 0 && !(raise == Raise::atOnce && isKnown))
        fill(added, now, now + m_length);
    m_kept = declared.m_kept;
    m_answered.keepLatest(m_kept);
    m_lost.keepLatest(m_kept);
}

Window Window::derived(const Limit& limit, const Guard& guard, int sharePercent, Instant now) const
{
    const Window declared(limit, guard, sharePercent);
    Window copy = *this;
    copy.m_inFlight = 0;
    copy.m_allowed = declared.m_allowed;
    copy.m_kept = declared.m_kept;
    copy.settle(now);
    copy.lengthen(declared.m_length, now);
    copy.m_answered.keepLatest(copy.m_kept);
    copy.m_lost.keepLatest(copy.m_kept);
    return copy;
}

} // namespace limits
