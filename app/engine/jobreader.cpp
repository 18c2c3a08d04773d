#include "engine/jobreader.h"

namespace engine {

JobReader::JobReader(Opener openReadOnly) : m_open(std::move(openReadOnly)) {}

base::Result<void> JobReader::open()
{
    if (m_store)
        return {};
    auto store = m_open();
    if (!store)
        return std::unexpected(store.error());
    m_store = std::move(*store);
    return {};
}

base::Result<std::vector<journal::ItemRow>> JobReader::rows(journal::JobId job, jobs::ItemIndex from,
                                                            jobs::ItemIndex count)
{
    if (auto opened = open(); !opened)
        return std::unexpected(opened.error());
    return m_store->rows(job, from, count);
}

base::Result<std::vector<journal::ItemRow>> JobReader::rowsAt(journal::JobId job,
                                                              std::span<const jobs::ItemIndex> items)
{
    if (auto opened = open(); !opened)
        return std::unexpected(opened.error());
    return m_store->rowsAt(job, items);
}

base::Result<std::vector<jobs::ItemIndex>> JobReader::matching(journal::JobId job,
                                                               const journal::ItemFilter& filter)
{
    if (auto opened = open(); !opened)
        return std::unexpected(opened.error());
    return m_store->matching(job, filter);
}

base::Result<journal::ListText> JobReader::listText(journal::JobId job, jobs::ItemIndex from,
                                                    jobs::ItemIndex count)
{
    if (auto opened = open(); !opened)
        return std::unexpected(opened.error());
    return m_store->listText(job, from, count);
}

base::Result<bool> JobReader::hasList(journal::JobId job)
{
    if (auto opened = open(); !opened)
        return std::unexpected(opened.error());
    const auto record = m_store->job(job);
    if (!record)
        return std::unexpected(record.error());
    return !record->listRemovedAt;
}

base::Result<std::vector<journal::AttemptRow>> JobReader::attempts(journal::JobId job, jobs::ItemIndex item)
{
    if (auto opened = open(); !opened)
        return std::unexpected(opened.error());
    return m_store->attempts(job, item);
}

} // namespace engine
