#include "engine/idpages.h"

#include <algorithm>

namespace engine {

namespace {
constexpr jobs::ItemIndex pageLength = 1024;
constexpr std::size_t pagesMost = 16;
} // namespace

base::Result<std::string> IdPages::id(jobs::ItemIndex item)
{
    const jobs::ItemIndex from = item / pageLength * pageLength;
    auto page =
        std::find_if(m_pages.begin(), m_pages.end(), [from](const Page& p) { return p.from == from; });
    if (page == m_pages.end()) {
        auto ids = m_store.ids(m_job, from, pageLength);
        if (!ids)
            return std::unexpected(ids.error());
        if (m_pages.size() >= pagesMost)
            m_pages.pop_back();
        m_pages.push_front({from, std::move(*ids)});
        page = m_pages.begin();
    } else if (page != m_pages.begin()) {
        m_pages.splice(m_pages.begin(), m_pages, page);
    }
    const std::size_t place = item - from;
    if (place >= page->ids.size())
        return base::fail("the store holds no item " + std::to_string(item) + " of job "
                          + std::to_string(m_job));
    return page->ids[place];
}

} // namespace engine
