// The reading half of SqliteStore.
#include "journal/auditchain.h"
#include "journal/sqlitestore.h"
#include "journal/storedrows.h"

#include <algorithm>
#include <iterator>
#include <numeric>

namespace journal {

namespace {

std::string noJob(JobId job)
{
    return "There is no job " + std::to_string(job) + " in the store.";
}

/// `text` as a pattern for LIKE … ESCAPE '\' that finds it anywhere.
QString pattern(QString text)
{
    for (const char special : {'\\', '%', '_'})
        text.replace(QLatin1Char(special), QStringLiteral("\\") + QLatin1Char(special));
    return QLatin1Char('%') + text + QLatin1Char('%');
}

constexpr auto outcomeKindCount = static_cast<std::size_t>(base::OutcomeKind::lost) + 1;

AttemptRow attemptFrom(const Rows& rows)
{
    AttemptRow attempt;
    attempt.attempt = static_cast<AttemptId>(rows.number(0));
    attempt.kind = rows.member<jobs::AttemptKind>(jobs::attemptKindCount, 1);
    attempt.sent = wallTime(rows.number(2));
    attempt.ended = wallTimeAt(rows, 3);
    if (!rows.isNull(4))
        attempt.outcome = rows.member<base::OutcomeKind>(outcomeKindCount, 4);
    attempt.httpStatus = static_cast<int>(rows.number(5));
    attempt.idempotencyKey = rows.text(6).toStdString();
    return attempt;
}

} // namespace

Result<QList<JobRecord>> SqliteStore::jobs()
{
    QList<JobRecord> all;
    Rows rows(*m_database, "SELECT " SLUICE_JOB_COLUMNS " FROM jobs j JOIN tallies t ON t.job = j.id "
                           "WHERE j.is_sealed = 1 ORDER BY j.id DESC");
    while (rows.next())
        all.append(jobFrom(rows));
    if (m_database->hasFailed())
        return m_database->notRead();
    return all;
}

Result<JobRecord> SqliteStore::job(JobId id)
{
    Rows rows(*m_database,
              "SELECT " SLUICE_JOB_COLUMNS " FROM jobs j JOIN tallies t ON t.job = j.id "
              "WHERE j.id = ? AND (j.is_sealed = 1 OR ?)",
              {qint64{id}, m_drafts.contains(id) ? 1 : 0});
    std::optional<JobRecord> found;
    if (rows.next())
        found = jobFrom(rows);
    if (m_database->hasFailed())
        return m_database->notRead();
    if (!found)
        return base::fail(noJob(id));
    return *found;
}

Result<std::int64_t> SqliteStore::itemCount(JobId job)
{
    if (const auto draft = m_drafts.find(job); draft != m_drafts.end())
        return draft->second.itemCount;
    Rows rows(*m_database, "SELECT item_count FROM jobs WHERE id = ? AND is_sealed = 1", {qint64{job}});
    if (rows.next())
        return rows.number(0);
    if (m_database->hasFailed())
        return m_database->notRead();
    return base::fail(noJob(job));
}

Result<std::vector<ItemMark>> SqliteStore::marks(JobId job)
{
    const Transaction moment(*m_database, Transaction::Purpose::reading);
    const auto count = itemCount(job);
    if (!count)
        return std::unexpected(count.error());
    // Tallies and results are written in one transaction. Where they differ somebody changed the file, and an
    // id that is done may look as if it were not.
    std::array<std::int64_t, jobs::itemStateCount> missing{};
    if (!m_drafts.contains(job)) {
        Rows tally(*m_database,
                   "SELECT queued, sent, waiting, done, gone, failed, unknown, skipped FROM tallies "
                   "WHERE job = ?",
                   {qint64{job}});
        std::int64_t sum = 0;
        for (std::size_t state = 0, end = tally.next() ? missing.size() : 0; state < end; ++state)
            sum += missing[state] = tally.numberBelow(*count + 1, static_cast<int>(state));
        if (m_database->hasFailed())
            return m_database->notRead();
        if (sum != *count)
            return m_database->damaged(QStringLiteral("job %1 has another length than its sums").arg(job));
    } else {
        missing.front() = *count;
    }
    std::vector<ItemMark> marks(static_cast<std::size_t>(*count));
    const auto untouched = static_cast<std::size_t>(jobs::ItemState::queued);
    std::int64_t resultCount = 0, next = 0;
    Rows rows(*m_database,
              "SELECT idx, state, attempts, was_unknown, was_forbidden, tries FROM progress WHERE job = ?",
              {qint64{job}});
    while (rows.next()) {
        const std::int64_t item = rows.numberBelow(*count, 0);
        if (m_database->hasFailed())
            break;
        if (item < next)
            return m_database->damaged(QStringLiteral("the results of job %1 are out of order").arg(job));
        next = item + 1;
        ++resultCount;
        ItemMark& mark = marks[static_cast<std::size_t>(item)];
        mark.state = rows.member<jobs::ItemState>(jobs::itemStateCount, 1);
        --missing[static_cast<std::size_t>(mark.state)];
        using Attempts = decltype(mark.attempts);
        mark.attempts = static_cast<Attempts>(
            std::min<std::int64_t>(rows.number(2), std::numeric_limits<Attempts>::max()));
        mark.wasUnknown = rows.number(3) != 0;
        mark.wasForbidden = rows.number(4) != 0;
        mark.tries = static_cast<std::uint8_t>(rows.numberBelow(256, 5));
    }
    if (m_database->hasFailed())
        return m_database->notRead();
    missing[untouched] -= *count - resultCount;
    if (!std::ranges::all_of(missing, [](std::int64_t n) { return n == 0; }))
        return m_database->damaged(
            QStringLiteral("the results of job %1 do not add up to its sums").arg(job));
    return marks;
}

Result<std::vector<std::string>> SqliteStore::ids(JobId job, ItemIndex from, ItemIndex count)
{
    std::vector<std::string> all;
    Rows rows(*m_database, "SELECT id FROM items WHERE job = ? AND idx >= ? ORDER BY idx LIMIT ?",
              {qint64{job}, from, count});
    while (rows.next())
        all.push_back(rows.text(0).toStdString());
    if (m_database->hasFailed())
        return m_database->notRead();
    return all;
}

Result<std::vector<ItemRow>> SqliteStore::rows(JobId job, ItemIndex from, ItemIndex count)
{
    std::vector<ItemRow> all;
    Rows rows(*m_database,
              "SELECT " SLUICE_ITEM_COLUMNS " FROM items i "
              "LEFT JOIN progress p ON p.job = i.job AND p.idx = i.idx "
              "WHERE i.job = ? AND i.idx >= ? ORDER BY i.idx LIMIT ?",
              {qint64{job}, from, count});
    while (rows.next())
        all.push_back(itemFrom(rows));
    if (m_database->hasFailed())
        return m_database->notRead();
    return all;
}

Result<std::vector<ItemRow>> SqliteStore::rowsAt(JobId job, std::span<const ItemIndex> items)
{
    std::vector<ItemRow> all;
    all.reserve(items.size());
    for (const ItemIndex item : items) {
        Rows rows(*m_database,
                  "SELECT " SLUICE_ITEM_COLUMNS " FROM items i "
                  "LEFT JOIN progress p ON p.job = i.job AND p.idx = i.idx WHERE i.job = ? AND i.idx = ?",
                  {qint64{job}, item});
        if (rows.next())
            all.push_back(itemFrom(rows));
        else if (!m_database->hasFailed())
            return base::fail("Job " + std::to_string(job) + " has no item " + std::to_string(item) + ".");
        if (m_database->hasFailed())
            return m_database->notRead();
    }
    return all;
}

Result<std::vector<ItemIndex>> SqliteStore::matching(JobId job, const ItemFilter& filter)
{
    if (!filter.text.isEmpty() || filter.isOfPart()) {
        const Transaction moment(*m_database, Transaction::Purpose::reading);
        auto found = filter.text.isEmpty() ? listed(job, filter) : holding(job, filter);
        keepWanted(job, filter, found);
        if (m_database->hasFailed())
            return m_database->notRead();
        return found;
    }
    const auto all = marks(job); // checked against the sums
    if (!all)
        return std::unexpected(all.error());
    std::vector<ItemIndex> found;
    for (std::size_t i = 0; i < all->size(); ++i) {
        if (filter.wants((*all)[i].state))
            found.push_back(static_cast<ItemIndex>(i));
    }
    return found;
}

Result<ListText> SqliteStore::listText(JobId job, ItemIndex from, ItemIndex count)
{
    // Two texts in one row: a million rows of two words take twice as long.
    Rows rows(*m_database,
              "SELECT count(*), CAST(group_concat(id, char(30)) AS BLOB), "
              "CAST(group_concat(label, char(30)) AS BLOB) "
              "FROM (SELECT id, label FROM items WHERE job = ? AND idx >= ? AND idx < ? ORDER BY idx)",
              {qint64{job}, from, qint64{from} + count});
    ListText text;
    if (rows.next())
        text = ListText(from, static_cast<ItemIndex>(rows.number(0)), rows.bytes(1), rows.bytes(2));
    if (m_database->hasFailed())
        return m_database->notRead();
    return text;
}

/// All of the filter's part of the list.
std::vector<ItemIndex> SqliteStore::listed(JobId job, const ItemFilter& filter)
{
    const auto count = static_cast<ItemIndex>(itemCount(job).value_or(0));
    const ItemIndex to = std::min(filter.to, count), from = std::min(filter.from, to);
    std::vector<ItemIndex> all(to - from);
    std::iota(all.begin(), all.end(), from);
    return all;
}

/// Those that hold its text. Two walks instead of a join: most items of a long list have no progress yet, and
/// to look for it a million times takes longer than all the rest.
std::vector<ItemIndex> SqliteStore::holding(JobId job, const ItemFilter& filter)
{
    const QByteArray like = pattern(filter.text).toUtf8();
    const auto indexes = [](Rows& rows) {
        std::vector<ItemIndex> all;
        while (rows.next())
            all.push_back(static_cast<ItemIndex>(rows.number(0)));
        return all;
    };
    Rows inWords(*m_database,
                 "SELECT idx FROM progress WHERE job = ? AND idx >= ? AND idx < ? "
                 "AND message LIKE CAST(? AS TEXT) ESCAPE '\\' ORDER BY idx",
                 {qint64{job}, filter.from, filter.to, like});
    if (filter.isInMessages)
        return indexes(inWords);
    Rows inList(
        *m_database,
        "SELECT idx FROM items WHERE job = ? AND idx >= ? AND idx < ? "
        "AND (id LIKE CAST(? AS TEXT) ESCAPE '\\' OR label LIKE CAST(? AS TEXT) ESCAPE '\\') ORDER BY idx",
        {qint64{job}, filter.from, filter.to, like, like});
    std::vector<ItemIndex> found;
    std::ranges::set_union(indexes(inList), indexes(inWords), std::back_inserter(found));
    return found;
}

void SqliteStore::keepWanted(JobId job, const ItemFilter& filter, std::vector<ItemIndex>& items)
{
    if (filter.states.empty())
        return;
    Rows begun(*m_database,
               "SELECT idx, state FROM progress WHERE job = ? AND idx >= ? AND idx < ? ORDER BY idx",
               {qint64{job}, filter.from, filter.to});
    bool isLeft = begun.next();
    std::erase_if(items, [&](ItemIndex item) {
        while (isLeft && begun.number(0) < qint64{item})
            isLeft = begun.next();
        return !filter.wants(isLeft && begun.number(0) == qint64{item}
                                 ? begun.member<jobs::ItemState>(jobs::itemStateCount, 1)
                                 : jobs::ItemState::queued);
    });
}

Result<std::vector<AttemptRow>> SqliteStore::attempts(JobId job, ItemIndex item)
{
    std::vector<AttemptRow> all;
    Rows rows(*m_database,
              "SELECT a.attempt, a.kind, a.sent, a.ended, a.outcome, a.http_status, a.idempotency_key "
              "FROM attempt_items i JOIN attempts a ON a.job = i.job AND a.attempt = i.attempt "
              "WHERE i.job = ? AND i.idx = ? ORDER BY i.attempt",
              {qint64{job}, item});
    while (rows.next()) {
        all.push_back(attemptFrom(rows));
    }
    if (m_database->hasFailed())
        return m_database->notRead();
    return all;
}

Result<QList<Found>> SqliteStore::find(const QString& id)
{
    std::vector<std::pair<JobId, ItemIndex>> places;
    {
        Rows rows(*m_database, "SELECT job, idx FROM names WHERE id = ? ORDER BY job DESC, idx", {id});
        while (rows.next())
            places.emplace_back(rows.number(0), static_cast<ItemIndex>(rows.number(1)));
        if (m_database->hasFailed())
            return m_database->notRead();
    }
    QList<Found> all;
    for (const auto& [jobId, index] : places) {
        auto record = job(jobId);
        if (!record)
            return std::unexpected(record.error());
        auto items = rowsAt(jobId, std::span(&index, 1));
        if (!items)
            return std::unexpected(items.error());
        all.append({std::move(*record), std::move(items->front())});
    }
    return all;
}

Result<QList<AuditEntry>> SqliteStore::audit(JobId job)
{
    QList<AuditEntry> all;
    Rows rows(*m_database, "SELECT at, who, what, details FROM audit WHERE job = ? ORDER BY seq",
              {qint64{job}});
    while (rows.next())
        all.append({wallTime(rows.number(0)), rows.text(1), rows.text(2), rows.text(3)});
    if (m_database->hasFailed())
        return m_database->notRead();
    return all;
}

Result<QByteArray> SqliteStore::auditHead(JobId job)
{
    Rows rows(*m_database, "SELECT audit_head FROM tallies WHERE job = ?", {qint64{job}});
    if (rows.next())
        return rows.text(0).toLatin1();
    if (m_database->hasFailed())
        return m_database->notRead();
    return base::fail(noJob(job));
}

Result<void> SqliteStore::verifyAudit(JobId job)
{
    const auto head = auditHead(job);
    if (!head)
        return std::unexpected(head.error());
    QByteArray hash;
    std::int64_t number = 0;
    Rows rows(*m_database, "SELECT seq, at, who, what, details, hash FROM audit WHERE job = ? ORDER BY seq",
              {qint64{job}});
    while (rows.next()) {
        hash = auditLink(hash, job, ++number,
                         {wallTime(rows.number(1)), rows.text(2), rows.text(3), rows.text(4)});
        if (rows.number(0) != number || rows.text(5).toLatin1() != hash)
            return base::fail("The audit trail of job " + std::to_string(job) + " was changed at entry "
                              + std::to_string(number) + ".");
    }
    if (m_database->hasFailed())
        return m_database->notRead();
    if (hash != *head)
        return base::fail("The audit trail of job " + std::to_string(job) + " was cut off after entry "
                          + std::to_string(number) + ".");
    return {};
}

Result<SentBefore> SqliteStore::sentBefore(JobId job)
{
    // Left out: earlier items that only waited or were skipped, without one attempt; and those of this job
    // that are skipped themselves.
    SentBefore before;
    Rows rows(*m_database,
              "WITH earlier(id) AS MATERIALIZED (SELECT e.id FROM jobs e JOIN jobs mine ON mine.id = ? WHERE "
              "e.id < mine.id "
              "AND e.account_key = mine.account_key AND e.operation = mine.operation AND e.is_sealed = 1) "
              "SELECT i.idx, max(n.job), max(p.state IN (3, 4)) FROM items i "
              "JOIN names n ON n.id = i.id JOIN earlier ON earlier.id = n.job "
              "JOIN progress p ON p.job = n.job AND p.idx = n.idx "
              "WHERE i.job = ? AND EXISTS (SELECT 1 FROM earlier) "
              "AND NOT EXISTS (SELECT 1 FROM progress mine WHERE mine.job = i.job AND mine.idx = i.idx AND "
              "mine.state = 7) "
              "AND (p.attempts > 0 OR p.state IN (1, 3, 4, 5, 6)) GROUP BY i.idx ORDER BY i.idx",
              {qint64{job}, qint64{job}});
    while (rows.next()) {
        before.items.push_back(static_cast<ItemIndex>(rows.number(0)));
        before.latest = std::max<JobId>(before.latest, rows.number(1));
        before.settled += rows.number(2) != 0 ? 1 : 0;
    }
    if (m_database->hasFailed())
        return m_database->notRead();
    return before;
}

Result<std::optional<AttemptRow>> SqliteStore::lastAttemptOn(const QByteArray& accountKey)
{
    std::vector<JobId> jobsThere;
    {
        Rows rows(*m_database, "SELECT id FROM jobs WHERE account_key = ? AND is_sealed = 1",
                  {text(accountKey)});
        while (rows.next())
            jobsThere.push_back(rows.number(0));
    }
    std::optional<AttemptRow> last;
    for (const JobId job : jobsThere) {
        Rows rows(*m_database,
                  "SELECT attempt, kind, sent, ended, outcome, http_status, coalesce(idempotency_key, '') "
                  "FROM attempts WHERE job = ? AND outcome IS NOT NULL AND outcome <> ? "
                  "ORDER BY attempt DESC LIMIT 1",
                  {qint64{job}, static_cast<int>(base::OutcomeKind::notSent)});
        if (!rows.next())
            continue;
        if (AttemptRow attempt = attemptFrom(rows); !last || attempt.sent > last->sent)
            last = std::move(attempt);
    }
    if (m_database->hasFailed())
        return m_database->notRead();
    return last;
}

Result<AttemptId> SqliteStore::lastAttempt()
{
    Rows rows(*m_database, "SELECT coalesce(max(last_attempt), 0) FROM tallies");
    if (rows.next())
        return static_cast<AttemptId>(rows.number(0));
    return m_database->notRead();
}

Result<QByteArray> SqliteStore::identity()
{
    Rows rows(*m_database, "SELECT name FROM identity");
    if (rows.next())
        return rows.text(0).toLatin1();
    if (m_database->hasFailed())
        return m_database->notRead();
    return m_database->damaged(QStringLiteral("it does not say which store it is"));
}

Result<bool> SqliteStore::holds(JobId job, AttemptId attempt)
{
    Rows rows(*m_database, "SELECT 1 FROM attempts WHERE job = ? AND attempt = ?",
              {qint64{job}, static_cast<qint64>(attempt)});
    const bool isHeld = rows.next();
    if (m_database->hasFailed())
        return m_database->notRead();
    return isHeld;
}

} // namespace journal
