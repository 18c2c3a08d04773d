#include "journal/sqlitestore.h"

#include "journal/auditchain.h"
#include "journal/storedrows.h"

#include <QFileInfo>

#include <algorithm>

namespace journal {

namespace {

/// The lock file beside the store; it is there as soon as a job was made.
constexpr char draftLockSuffix[] = ".drafts";

std::string noJob(JobId job)
{
    return "There is no job " + std::to_string(job) + " in the store.";
}

} // namespace

SqliteStore::SqliteStore(std::unique_ptr<Database> database)
    : m_database(std::move(database))
    , m_draftLockPath(m_database->path() + QLatin1String(draftLockSuffix))
{
}

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const QString& path, Mode mode)
{
    const QString draftLock = path + QLatin1String(draftLockSuffix);
    if (QFileInfo::exists(draftLock) && QFileInfo::exists(path) && QFileInfo(path).size() == 0)
        return base::fail(
            QStringLiteral("The job store %1 is damaged: it is empty, but jobs were made in it. It "
                           "was left as it is: put a good copy in its place, or take it away "
                           "together with %2 to begin anew.")
                .arg(path, draftLock)
                .toStdString());
    auto database = Database::open(path, mode, Schema::store());
    if (!database)
        return std::unexpected(database.error());
    // Only the small tables that every start reads: a look at all pages of a million items would take
    // seconds.
    for (const char* table : {"PRAGMA quick_check(jobs)", "PRAGMA quick_check(tallies)"}) {
        Rows check(**database, table);
        if (!check.next())
            return (*database)->notRead();
        if (check.text(0) != QLatin1String("ok"))
            return base::fail(
                QStringLiteral("The job store %1 is damaged and was left as it is: %2. Keep the file, and "
                               "put a good copy in its place.")
                    .arg(path, check.text(0))
                    .toStdString());
    }
    {
        // Otherwise it would be taken for a draft, and taken away.
        Rows torn(**database,
                  "SELECT t.job FROM tallies t LEFT JOIN jobs j ON j.id = t.job "
                  "WHERE j.is_sealed IS NOT (t.state <> 0) UNION ALL "
                  "SELECT j.id FROM jobs j LEFT JOIN tallies t ON t.job = j.id WHERE t.job IS NULL");
        if (torn.next())
            return (*database)->damaged(
                QStringLiteral("job %1 is neither made nor being made").arg(torn.number(0)));
        if ((*database)->hasFailed())
            return (*database)->notRead();
    }
    std::unique_ptr<SqliteStore> store(new SqliteStore(std::move(*database)));
    if (mode == Mode::readWrite) {
        if (auto removed = store->removeDrafts(); !removed)
            return std::unexpected(removed.error());
    }
    return store;
}

Result<void> SqliteStore::removeDrafts()
{
    bool hasDrafts = false;
    {
        Rows drafts(*m_database, "SELECT 1 FROM jobs WHERE is_sealed = 0 LIMIT 1");
        hasDrafts = drafts.next();
    }
    if (m_database->hasFailed())
        return m_database->notRead();
    if (!hasDrafts)
        return {};
    auto lock = base::FileLock::take(m_draftLockPath.toStdString(), base::FileLock::Kind::exclusive,
                                     base::FileLock::Patience::none);
    if (!lock)
        return std::unexpected(lock.error());
    if (*lock == nullptr)
        return {}; // somebody is filling one
    Transaction transaction(*m_database);
    if (!transaction.isOpen()
        || !m_database->run("DELETE FROM items WHERE job IN (SELECT id FROM jobs WHERE is_sealed = 0)")
        || !m_database->run("DELETE FROM tallies WHERE job IN (SELECT id FROM jobs WHERE is_sealed = 0)")
        || !m_database->run("DELETE FROM jobs WHERE is_sealed = 0") || !transaction.commit())
        return m_database->notWritten();
    return {};
}

Result<JobId> SqliteStore::addJob(const JobRecord& job)
{
    if (m_draftLock == nullptr) {
        auto lock = base::FileLock::take(m_draftLockPath.toStdString(), base::FileLock::Kind::shared,
                                         base::FileLock::Patience::wait);
        if (!lock)
            return std::unexpected(lock.error());
        m_draftLock = std::move(*lock);
    }
    Transaction transaction(*m_database);
    if (!transaction.isOpen()
        || !m_database->run(
            "INSERT INTO jobs (name, note, vendor, profile_id, profile, operation, origin, account_label, "
            "account_key, credential_fingerprint, list_name, list_sheet, list_column, list_hash, "
            "item_count, duplicates, rejects, options, started_by, created, is_practice) "
            "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            {text(job.name),        text(job.note),
             text(job.vendor),      text(job.profileId),
             text(job.profileJson), text(job.operationId),
             text(job.origin),      text(job.accountLabel),
             text(job.accountKey),  text(job.credentialFingerprint),
             text(job.listName),    text(job.listSheet),
             text(job.listColumn),  text(job.listHash),
             job.itemCount,         job.duplicates,
             job.rejects,           text(job.optionsJson),
             text(job.startedBy),   stored(job.createdAt),
             job.isPractice ? 1 : 0}))
        return m_database->notWritten();
    JobId id = 0;
    {
        Rows inserted(*m_database, "SELECT last_insert_rowid()");
        if (inserted.next())
            id = inserted.number(0);
    }
    if (m_database->hasFailed()
        || !m_database->run(
            "INSERT INTO tallies (job, state, reason) VALUES (?, ?, ?)",
            {qint64{id}, static_cast<int>(jobs::JobState::draft), static_cast<int>(jobs::PauseReason::none)})
        || !transaction.commit())
        return m_database->notWritten();
    m_drafts[id].expected = job.itemCount;
    return id;
}

Result<void> SqliteStore::addItems(JobId job, std::span<const NewItem> items)
{
    const auto found = m_drafts.find(job);
    if (found == m_drafts.end())
        return base::fail("Job " + std::to_string(job)
                          + " is not a draft of this program: no ids can be added to it.");
    Draft& draft = found->second;
    if (draft.isBroken)
        return base::fail("Job " + std::to_string(job) + " could not be stored completely. Make it anew.");
    // So many per transaction: another connection that has results to store never waits long for its turn.
    constexpr std::size_t rowsAtOnce = 20'000;
    while (!items.empty()) {
        const auto batch = items.first(std::min(items.size(), rowsAtOnce));
        items = items.subspan(batch.size());
        Transaction transaction(*m_database);
        std::uint32_t index = draft.itemCount;
        bool isWritten = transaction.isOpen();
        for (const NewItem& item : batch) {
            isWritten =
                isWritten
                && m_database->run("INSERT INTO items (job, idx, id, line, label) VALUES (?,?,?,?,?)",
                                   {qint64{job}, index++, text(item.id), item.line, text(item.label)});
            if (!isWritten)
                break;
        }
        if (!isWritten || !transaction.commit()) {
            draft.isBroken = true;
            return m_database->notWritten();
        }
        draft.itemCount = index;
    }
    return {};
}

Result<void> SqliteStore::seal(JobId job)
{
    const auto found = m_drafts.find(job);
    if (found == m_drafts.end() || found->second.isBroken)
        return base::fail("Job " + std::to_string(job) + " could not be stored completely. Make it anew.");
    const std::uint32_t count = found->second.itemCount;
    if (found->second.expected != 0 && found->second.expected != count)
        return base::fail("Job " + std::to_string(job) + " has a list of "
                          + std::to_string(found->second.expected) + " ids, but " + std::to_string(count)
                          + " were stored. Make it anew.");
    Transaction transaction(*m_database);
    if (!transaction.isOpen()
        || !m_database->run(
            "INSERT INTO names (id, job, idx) SELECT id, job, idx FROM items WHERE job = ? ORDER BY id, idx",
            {qint64{job}})
        || !m_database->run("UPDATE jobs SET is_sealed = 1, item_count = ? WHERE id = ?",
                            {count, qint64{job}})
        || !m_database->run("UPDATE tallies SET state = ?, queued = ? WHERE job = ?",
                            {static_cast<int>(jobs::JobState::ready), count, qint64{job}})
        || !transaction.commit())
        return m_database->notWritten();
    m_drafts.erase(found);
    if (m_drafts.empty())
        m_draftLock.reset();
    return {};
}

Result<void> SqliteStore::commit(const Commit& commit)
{
    if (commit.isEmpty())
        return {};
    m_refusal.clear();
    std::array<std::int64_t, jobs::itemStateCount> added{};
    Transaction transaction(*m_database);
    bool isWritten = transaction.isOpen();
    for (const Intent& intent : commit.intents)
        isWritten = isWritten && announce(commit.job, intent);
    for (const AttemptEnd& end : commit.ends)
        isWritten = isWritten && conclude(commit.job, end);
    for (const ItemChange& one : commit.changes)
        isWritten = isWritten && change(commit.job, one, added);
    isWritten = isWritten && tally(commit, added) && append(commit.job, commit.audit) && transaction.commit();
    if (isWritten)
        return {};
    if (!m_refusal.empty())
        return base::fail(m_refusal);
    return m_database->notWritten();
}

bool SqliteStore::announce(JobId job, const Intent& intent)
{
    const auto attempt = static_cast<qint64>(intent.attempt);
    if (!m_database->run(
            "INSERT INTO attempts (job, attempt, kind, sent, idempotency_key) VALUES (?,?,?,?,?)",
            {qint64{job}, attempt, static_cast<int>(intent.kind), stored(intent.sent),
             intent.idempotencyKey.empty() ? QVariant() : QVariant(text(intent.idempotencyKey))}))
        return false;
    return std::ranges::all_of(intent.items, [&](ItemIndex item) {
        return m_database->run("INSERT INTO attempt_items (job, idx, attempt) VALUES (?,?,?)",
                               {qint64{job}, item, attempt});
    });
}

bool SqliteStore::conclude(JobId job, const AttemptEnd& end)
{
    if (!m_database->run(
            "UPDATE attempts SET ended = ?, outcome = ?, http_status = ? WHERE job = ? AND attempt = ?",
            {stored(end.at), static_cast<int>(end.outcome), end.httpStatus, qint64{job},
             static_cast<qint64>(end.attempt)}))
        return false;
    if (m_database->changed() == 1)
        return true;
    m_refusal = "Attempt " + std::to_string(end.attempt) + " of job " + std::to_string(job)
                + " has an end but was never announced; nothing was stored.";
    return false;
}

bool SqliteStore::change(JobId job, const ItemChange& change,
                         std::array<std::int64_t, jobs::itemStateCount>& added)
{
    auto before = jobs::ItemState::queued;
    {
        Rows rows(*m_database, "SELECT state FROM progress WHERE job = ? AND idx = ?",
                  {qint64{job}, change.item});
        if (rows.next())
            before = static_cast<jobs::ItemState>(rows.number(0));
    }
    --added[static_cast<std::size_t>(before)];
    ++added[static_cast<std::size_t>(change.state)];
    QVariant status, code, message, receipt;
    if (change.answer) {
        status = change.answer->httpStatus;
        code = text(change.answer->vendorCode);
        message = text(shortened(change.answer->message, messageBytesMax));
        receipt = text(change.answer->receipt);
    }
    return !m_database->hasFailed()
           && m_database->run(
               "INSERT INTO progress (job, idx, state, attempts, was_unknown, http_status, vendor_code, "
               "message, receipt, "
               "detail, first_sent, answered, took_ms, was_forbidden, tries) VALUES "
               "(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) "
               "ON CONFLICT DO UPDATE SET state = excluded.state, attempts = excluded.attempts, "
               "was_unknown = excluded.was_unknown, http_status = coalesce(excluded.http_status, "
               "http_status), "
               "vendor_code = coalesce(excluded.vendor_code, vendor_code), message = "
               "coalesce(excluded.message, message), "
               "receipt = coalesce(excluded.receipt, receipt), detail = coalesce(excluded.detail, detail), "
               "first_sent = coalesce(first_sent, excluded.first_sent), answered = "
               "coalesce(excluded.answered, answered), "
               "took_ms = coalesce(excluded.took_ms, took_ms), was_forbidden = excluded.was_forbidden, "
               "tries = excluded.tries",
               {qint64{job}, change.item, static_cast<int>(change.state), change.attempts,
                change.wasUnknown ? 1 : 0, status, code, message, receipt,
                change.detail ? QVariant(text(*change.detail)) : QVariant(), stored(change.sent),
                stored(change.answered),
                change.tookMilliseconds < 0 ? QVariant() : QVariant(qint64{change.tookMilliseconds}),
                change.wasForbidden ? 1 : 0, change.tries});
}

bool SqliteStore::tally(const Commit& commit, const std::array<std::int64_t, jobs::itemStateCount>& added)
{
    AttemptId lastAttempt = 0;
    for (const Intent& intent : commit.intents)
        lastAttempt = std::max(lastAttempt, intent.attempt);
    const auto n = [&](jobs::ItemState state) { return qint64{added[static_cast<std::size_t>(state)]}; };
    using enum jobs::ItemState;
    const QVariant job = qint64{commit.job};
    if (!m_database->run(
            "UPDATE tallies SET requests = requests + ?, throttled = throttled + ?, queued = queued + ?, "
            "sent = sent + ?, waiting = waiting + ?, done = done + ?, gone = gone + ?, failed = failed + ?, "
            "unknown = unknown + ?, skipped = skipped + ?, gone_ours = gone_ours + ?, "
            "receipts = receipts + ?, item_requests = item_requests + ?, last_attempt = max(last_attempt, ?) "
            "WHERE job = ?",
            {qint64{commit.requestsAdded}, qint64{commit.throttledAdded}, n(queued), n(sent), n(waiting),
             n(done), n(gone), n(failed), n(unknown), n(skipped), qint64{commit.goneOursAdded},
             qint64{commit.receiptsAdded}, qint64{commit.itemRequestsAdded}, static_cast<qint64>(lastAttempt),
             job}))
        return false;
    if (m_database->changed() != 1) {
        m_refusal = noJob(commit.job);
        return false;
    }
    if (commit.state
        && !m_database->run(
            "UPDATE tallies SET state = ?, reason = ? WHERE job = ?",
            {static_cast<int>(commit.state->first), static_cast<int>(commit.state->second), job}))
        return false;
    if ((commit.startedAt || commit.endedAt)
        && !m_database->run(
            "UPDATE tallies SET started = coalesce(?, started), ended = coalesce(?, ended) WHERE job = ?",
            {stored(commit.startedAt), stored(commit.endedAt), job}))
        return false;
    if (commit.optionsJson
        && !m_database->run("UPDATE jobs SET options = ? WHERE id = ?", {text(*commit.optionsJson), job}))
        return false;
    if (commit.approval
        && !m_database->run("UPDATE tallies SET approval = ? WHERE job = ?", {text(*commit.approval), job}))
        return false;
    if (commit.doubt
        && !m_database->run("UPDATE tallies SET doubt = ? WHERE job = ?", {text(*commit.doubt), job}))
        return false;
    return !commit.credentialFingerprint
           || m_database->run("UPDATE jobs SET credential_fingerprint = ? WHERE id = ?",
                              {text(*commit.credentialFingerprint), job});
}

bool SqliteStore::append(JobId job, const std::vector<AuditEntry>& entries)
{
    if (entries.empty())
        return true;
    std::int64_t count = 0;
    QByteArray head;
    {
        Rows rows(*m_database, "SELECT audit_count, audit_head FROM tallies WHERE job = ?", {qint64{job}});
        if (!rows.next())
            return false;
        count = rows.number(0);
        head = rows.text(1).toLatin1();
    }
    for (const AuditEntry& entry : entries) {
        head = auditLink(head, job, ++count, entry);
        if (!m_database->run(
                "INSERT INTO audit (job, seq, at, who, what, details, hash) VALUES (?,?,?,?,?,?,?)",
                {qint64{job}, qint64{count}, stored(entry.at), text(entry.who), text(entry.what),
                 text(entry.details), text(head)}))
            return false;
    }
    return m_database->run("UPDATE tallies SET audit_count = ?, audit_head = ? WHERE job = ?",
                           {qint64{count}, text(head), qint64{job}});
}

} // namespace journal
