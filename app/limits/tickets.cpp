#include "limits/tickets.h"

#include <algorithm>

namespace limits {

Ticket Tickets::issue(std::vector<Charge>*& charges, Instant sent, Purpose purpose)
{
    std::uint32_t index = 0;
    if (m_free.empty()) {
        index = static_cast<std::uint32_t>(m_places.size());
        m_places.emplace_back();
    } else {
        index = m_free.back();
        m_free.pop_back();
    }
    Place& place = m_places[index];
    place.generation = place.generation == generationsMax ? 1 : place.generation + 1;
    place.isLive = true;
    place.sent = sent;
    place.purpose = purpose;
    place.charges.clear();
    charges = &place.charges;
    ++m_out;
    return Ticket{place.generation << placeBits | index};
}

std::optional<Instant> Tickets::lastSent() const
{
    std::optional<Instant> last;
    for (const Place& place : m_places) {
        if (place.isLive && place.purpose != Purpose::probe)
            last = last ? std::max(*last, place.sent) : place.sent;
    }
    return last;
}

bool Tickets::isOut(Ticket ticket) const
{
    const std::uint32_t index = ticket.id & (placesMax - 1);
    return index < m_places.size() && m_places[index].isLive
           && m_places[index].generation == ticket.id >> placeBits;
}

const std::vector<Charge>* Tickets::redeem(Ticket ticket)
{
    const std::uint32_t index = ticket.id & (placesMax - 1);
    if (index >= m_places.size())
        return nullptr;
    Place& place = m_places[index];
    if (!place.isLive || place.generation != ticket.id >> placeBits)
        return nullptr;
    place.isLive = false;
    m_free.push_back(index);
    --m_out;
    return &place.charges;
}

} // namespace limits
