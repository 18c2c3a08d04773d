#pragma once

#include "limits/limits.h"

#include <optional>
#include <utility>

namespace limits {

/// What one granted request took of one rule.
struct Charge {
    std::uint32_t rule = 0; ///< index
    std::int64_t count = 0;
};

/// The tickets that are out, and what each took. A ticket names its place and the place's generation, so that
/// a ticket given back twice, or never issued, is told from a live one. Places are used again with the memory
/// they have: in a steady state nothing is allocated. Bound: 2^20 tickets at once.
class Tickets {
public:
    bool isFull() const { return m_free.empty() && m_places.size() >= placesMax; }
    std::int64_t out() const { return m_out; }

    /// A new ticket, for the caller to fill in its charges (empty now). Not when isFull().
    Ticket issue(std::vector<Charge>*& charges, Instant sent = {}, Purpose purpose = Purpose::item);
    /// When the last one that is out was sent, status calls left aside; empty: none is.
    std::optional<Instant> lastSent() const;
    /// Of a ticket that is out, or was redeemed last.
    Instant sent(Ticket ticket) const { return m_places[ticket.id & (placesMax - 1)].sent; }
    Purpose purpose(Ticket ticket) const { return m_places[ticket.id & (placesMax - 1)].purpose; }
    bool isOut(Ticket ticket) const;
    /// The charges of a live ticket, which is live no longer; nullptr: it was not live. Valid until the next
    /// issue().
    const std::vector<Charge>* redeem(Ticket ticket);

    /// All of them at once: visit(const std::vector<Charge>&) for each, and none is live any more.
    template <class Visitor>
    void redeemAll(Visitor visit)
    {
        for (std::uint32_t index = 0; index < m_places.size(); ++index) {
            if (!m_places[index].isLive)
                continue;
            visit(std::as_const(m_places[index].charges));
            m_places[index].isLive = false;
            m_free.push_back(index);
        }
        m_out = 0;
    }

    template <class Visitor>
    void forEach(Visitor visit) ///< visit(std::vector<Charge>&) for every live ticket
    {
        for (Place& place : m_places) {
            if (place.isLive)
                visit(place.charges);
        }
    }

private:
    static constexpr std::uint32_t placeBits = 20;
    static constexpr std::uint32_t placesMax = std::uint32_t{1} << placeBits;
    static constexpr std::uint32_t generationsMax = (std::uint32_t{1} << (32 - placeBits)) - 1;

    struct Place {
        std::vector<Charge> charges;
        Instant sent{};
        Purpose purpose = Purpose::item;
        std::uint32_t generation = 0; // never 0 once issued, so no ticket has the id 0
        bool isLive = false;
    };
    std::vector<Place> m_places;
    std::vector<std::uint32_t> m_free;
    std::int64_t m_out = 0;
};

} // namespace limits
