#pragma once

#include "journal/store.h"

#include <list>
#include <string>

namespace engine {

/// The ids of a job's items, read from the store a page at a time: a list of a million is never in memory as
/// a whole. At most 16 pages of 1,024 ids. The engine's thread.
class IdPages {
public:
    IdPages(journal::Store& store, journal::JobId job) : m_store(store), m_job(job) {}
    base::Result<std::string> id(jobs::ItemIndex item);

private:
    struct Page {
        jobs::ItemIndex from = 0;
        std::vector<std::string> ids;
    };
    journal::Store& m_store;
    journal::JobId m_job;
    std::list<Page> m_pages; ///< newest use first
};

} // namespace engine
