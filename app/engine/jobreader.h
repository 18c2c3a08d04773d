#pragma once

#include "journal/store.h"

#include <functional>
#include <memory>

namespace engine {

/// Pages and filtered row numbers for tables of a million rows; read through a
/// connection of its own (read-only). Lives in the thread that makes it; every call blocks only for one
/// page or one scan, so big scans (matching) belong into a worker with a JobReader of its own.
class JobReader {
public:
    using Opener = std::function<base::Result<std::unique_ptr<journal::Store>>()>;
    explicit JobReader(Opener openReadOnly);

    base::Result<std::vector<journal::ItemRow>> rows(journal::JobId job, jobs::ItemIndex from,
                                                     jobs::ItemIndex count);
    base::Result<std::vector<journal::ItemRow>> rowsAt(journal::JobId job,
                                                       std::span<const jobs::ItemIndex> items);
    base::Result<std::vector<jobs::ItemIndex>> matching(journal::JobId job,
                                                        const journal::ItemFilter& filter);
    base::Result<journal::ListText> listText(journal::JobId job, jobs::ItemIndex from, jobs::ItemIndex count);
    /// Whether the ids are there, not fingerprints in their place.
    base::Result<bool> hasList(journal::JobId job);
    base::Result<std::vector<journal::AttemptRow>> attempts(journal::JobId job, jobs::ItemIndex item);

private:
    base::Result<void> open();
    Opener m_open;
    std::unique_ptr<journal::Store> m_store;
};

} // namespace engine
