// What SqliteStore does when a list is taken away and its evidence kept.
#include "journal/sqlitestore.h"
#include "journal/storedrows.h"

#include <QDir>
#include <QFileInfo>

namespace journal {

namespace {

/// So many per transaction: a job that runs beside it never waits long for its turn to store.
constexpr ItemIndex itemsAtOnce = 10'000;

} // namespace

Result<void> SqliteStore::removeList(JobId job, const Fingerprint& fingerprint, WallTime now)
{
    const auto count = itemCount(job);
    if (!count)
        return std::unexpected(count.error());
    // Zeros over what is deleted; the connection stays that way, which costs next to nothing.
    if (!m_database->run("PRAGMA secure_delete = ON"))
        return m_database->notWritten();
    std::int64_t from = 0;
    {
        Rows rows(*m_database, "SELECT removed_items FROM tallies WHERE job = ?", {qint64{job}});
        if (!rows.next())
            return m_database->notRead();
        from = rows.number(0);
    }
    while (from < *count) {
        const auto page = ids(job, static_cast<ItemIndex>(from), itemsAtOnce);
        if (!page)
            return std::unexpected(page.error());
        Transaction transaction(*m_database);
        bool isWritten = transaction.isOpen() && !page->empty();
        for (std::size_t i = 0; i < page->size() && isWritten; ++i) {
            const qint64 index = from + static_cast<qint64>(i);
            const QString replaced = text(fingerprint((*page)[i]));
            isWritten = m_database->run("UPDATE items SET id = ?, label = '' WHERE job = ? AND idx = ?",
                                        {replaced, qint64{job}, index})
                        && m_database->run("DELETE FROM names WHERE id = ? AND job = ? AND idx = ?",
                                           {text((*page)[i]), qint64{job}, index})
                        && m_database->run("INSERT INTO names (id, job, idx) VALUES (?, ?, ?)",
                                           {replaced, qint64{job}, index})
                        // Vendors like to repeat the id in their words.
                        && m_database->run("UPDATE progress SET message = NULL WHERE job = ? AND idx = ?",
                                           {qint64{job}, index});
        }
        from += static_cast<std::int64_t>(page->size());
        if (!isWritten
            || !m_database->run("UPDATE tallies SET removed_items = ? WHERE job = ?",
                                {qint64{from}, qint64{job}})
            || !transaction.commit())
            return m_database->notWritten();
    }
    if (!m_database->run("UPDATE tallies SET list_removed = coalesce(list_removed, ?) WHERE job = ?",
                         {stored(now), qint64{job}}))
        return m_database->notWritten();
    // Copies from before a migration hold the list, too.
    const QFileInfo file(m_database->path());
    QDir folder = file.dir();
    for (const QString& copy :
         folder.entryList({file.fileName() + QStringLiteral(".version-*")}, QDir::Files)) {
        if (!folder.remove(copy))
            return base::fail("The copy " + folder.filePath(copy).toStdString()
                              + " holds the list, too, and cannot be removed. Check the permissions.");
    }
    // The write-ahead log holds older pages until it is taken into the file.
    Rows checkpoint(*m_database, "PRAGMA wal_checkpoint(TRUNCATE)");
    if (!checkpoint.next())
        return m_database->notWritten();
    return {};
}

} // namespace journal
