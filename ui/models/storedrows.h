#pragma once

#include "ui/models/rowsource.h"

#include <QObject>
#include <QThreadPool>

#include <atomic>
#include <memory>

namespace ui::models {

/// Rows of the store, through a read-only connection of its own; searches run in a worker with another one,
/// so that a scan of a million rows never holds up the window. A store that one thread alone may use is
/// searched in place.
class StoredRows : public QObject, public RowSource {
    Q_OBJECT

public:
    enum class Search : unsigned char { inWorker, inPlace };
    StoredRows(engine::JobReader::Opener opener, const QByteArray& installationKey,
               Search search = Search::inWorker, QObject* parent = nullptr);
    ~StoredRows() override;

    base::Result<std::vector<journal::ItemRow>> rows(journal::JobId job, ItemIndex from,
                                                     ItemIndex count) override;
    base::Result<std::vector<journal::ItemRow>> rowsAt(journal::JobId job,
                                                       std::span<const ItemIndex> items) override;
    void matchInParts(journal::JobId job, ItemIndex count, const journal::ItemFilter& filter,
                      std::function<void(Part)> then) override;
    void expectText(journal::JobId job, ItemIndex count) override;
    void forgetText() override;
    void order(journal::JobId job, ItemIndex count, const journal::ItemFilter& filter, Order order,
               std::function<void(std::vector<ItemIndex>)> then) override;
    base::Result<ItemRecord> record(journal::JobId job, ItemIndex item) override;
    void find(const QString& text, std::function<void(base::Result<QList<journal::Found>>)> then) override;
    void match(journal::JobId job, const journal::ItemFilter& filter,
               std::function<void(std::vector<ItemIndex>)> then) override;

private:
    class KeptText;
    struct Hunt;
    static std::vector<ItemIndex> foundIn(const Hunt& hunt, KeptText* kept, ItemIndex range,
                                          engine::JobReader& reader);
    void look(const std::shared_ptr<Hunt>& hunt);
    void run(std::function<void()> search);

    QByteArray m_installationKey; ///< ids of lists that were taken away are found with it
    engine::JobReader::Opener m_opener;
    engine::JobReader m_reader;
    Search m_search;
    std::shared_ptr<KeptText> m_text;            ///< of the job where text is looked for; UI thread
    std::atomic<int> m_latest = 0;               ///< the search that is wanted; older ones end
    QThreadPool m_workers, m_hunters, m_readers; ///< m_readers: of m_text
};

} // namespace ui::models
