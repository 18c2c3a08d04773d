#include "scenarios/disk.h"

namespace scenarios {

void Disk::dieAt(std::int64_t nth, bool isAfter)
{
    m_dies = nth;
    m_isAfter = isAfter;
}

void Disk::failAt(std::int64_t nth, base::Duration length, bool leavesTrace)
{
    m_fails = nth;
    m_length = length;
    m_leavesTrace = leavesTrace;
}

void Disk::heal()
{
    m_fails = 0;
    m_failingUntil = {};
}

bool Disk::takes(base::Instant now)
{
    if (m_dies == 1 && !m_isAfter) {
        m_dies = 0;
        throw Death{};
    }
    const bool isHit = m_fails == 1;
    m_fails -= m_fails > 0 ? 1 : 0;
    if (isHit)
        m_failingUntil = now + m_length;
    const bool isFailing = isHit || now < m_failingUntil;
    m_failures += isFailing ? 1 : 0;
    return !isFailing;
}

void Disk::written()
{
    if (m_dies > 0 && --m_dies == 0 && m_isAfter)
        throw Death{};
}

} // namespace scenarios
