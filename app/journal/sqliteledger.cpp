#include "journal/sqliteledger.h"

#include "journal/storedrows.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

#include <filesystem>

namespace journal {

namespace {

// How often old entries are thrown away while a job runs; they cost nothing but room.
constexpr Duration pruneEvery = std::chrono::minutes(10);

// Six years without a restart, and the year 2255: no stamp lies beyond, and none that is computed with them
// leaves 64 bits of nanoseconds.
constexpr std::int64_t bootTimeEnd = 200'000'000'000'000'000;
constexpr std::int64_t wallTimeEnd = 9'000'000'000'000;

qint64 nanoseconds(Instant at)
{
    return at.time_since_epoch().count();
}

QString costsText(const std::vector<limits::Cost>& costs)
{
    QJsonArray array;
    for (const limits::Cost& cost : costs) {
        array.append(text(cost.path));
        array.append(qint64{cost.count});
    }
    return QString::fromUtf8(QJsonDocument(array).toJson(QJsonDocument::Compact));
}

std::vector<limits::Cost> costsFrom(const QString& text)
{
    std::vector<limits::Cost> costs;
    const QJsonArray array = QJsonDocument::fromJson(text.toUtf8()).array();
    for (qsizetype i = 0; i + 1 < array.size(); i += 2)
        costs.push_back({array.at(i).toString().toStdString(), array.at(i + 1).toInteger(1)});
    return costs;
}

} // namespace

Result<std::unique_ptr<SqliteLedger>> SqliteLedger::open(const QString& path)
{
    std::unique_ptr<SqliteLedger> ledger(new SqliteLedger);
    ledger->m_isNew = !QFileInfo::exists(path);
    if (!ledger->m_isNew && QFileInfo(path).size() == 0) {
        // Not a new one: SQLite would take it for that, and every limit for unused.
        ledger->m_damage = QStringLiteral("The ledger %1 is damaged: it is empty.").arg(path);
        return ledger;
    }
    bool isDamaged = false;
    auto database = Database::open(path, Database::Mode::readWrite, Schema::ledger(), &isDamaged);
    if (database) {
        Rows check(**database, "PRAGMA quick_check(1)");
        const bool isRead = check.next();
        if (isRead && check.text(0) == QLatin1String("ok")) {
            ledger->m_database = std::move(*database);
            return ledger;
        }
        ledger->m_damage = isRead ? QStringLiteral("The ledger %1 is damaged: %2.").arg(path, check.text(0))
                                  : text((*database)->notRead().error().message);
        return ledger;
    }
    if (!isDamaged)
        return std::unexpected(database.error());
    ledger->m_damage = text(database.error().message);
    return ledger;
}

Result<std::unique_ptr<SqliteLedger>> SqliteLedger::startOver(const QString& path, Trust trust,
                                                              const base::Clock& clock)
{
    const auto name = std::filesystem::path(path.toStdString());
    const auto now = QDateTime::fromMSecsSinceEpoch(clock.wallNow().time_since_epoch().count(), Qt::UTC);
    const std::string aside = ".damaged-" + now.toString(QStringLiteral("yyyyMMdd-hhmmss-zzz")).toStdString();
    for (const char* part : {"", "-wal", "-shm"}) {
        auto from = name, to = name;
        from += part;
        (to += aside) += part;
        std::error_code error;
        if (std::filesystem::exists(from, error))
            std::filesystem::rename(from, to, error);
        if (error)
            return base::fail("The damaged ledger " + from.string() + " could not be put aside: "
                              + error.message() + ". Check the permissions of its folder.");
    }
    auto ledger = open(path);
    if (!ledger || trust == Trust::operatorsWord)
        return ledger;
    SqliteLedger& fresh = **ledger;
    const Stamp moment = stamp(clock.now(), clock);
    const QString words =
        QStringLiteral("The ledger was damaged and put aside as %1%2.").arg(path, text(aside));
    Transaction transaction(*fresh.m_database);
    if (!transaction.isOpen()
        || !fresh.m_database->run(
            "INSERT INTO damage (only_one, words, boot, utc, at) VALUES (1, ?, ?, ?, ?)",
            {words, fresh.boot(moment.boot), stored(moment.utc), nanoseconds(moment.at)})
        || !transaction.commit())
        return fresh.m_database->notWritten();
    fresh.m_isNew = false;
    return ledger;
}

std::optional<Memory> SqliteLedger::look(const QString& path, const base::Clock& clock, Duration longest,
                                         Duration linger)
{
    if (!QFile::exists(path))
        return std::nullopt;
    auto database = Database::open(path, Database::Mode::readOnly, Schema::ledger());
    if (!database)
        return std::nullopt;
    SqliteLedger ledger;
    ledger.m_database = std::move(*database);
    const auto stored = ledger.load();
    return stored ? std::optional(recollect(*stored, clock, longest, linger)) : std::nullopt;
}

Result<Memory> SqliteLedger::recall(const base::Clock& clock, Duration longest, Duration linger)
{
    Memory damaged;
    damaged.kind = Memory::Kind::damaged;
    damaged.isBroken = true;
    damaged.damagedSince = clock.now();
    damaged.damage = m_damage;
    if (!m_damage.isEmpty())
        return damaged;
    auto stored = closeAbandoned(clock, linger) ? load() : Result<Recollection>(m_database->notWritten());
    if (!stored) {
        if (!m_database->isDamaged())
            return std::unexpected(stored.error());
        m_damage = damaged.damage = text(stored.error().message);
        return damaged;
    }
    Memory memory = recollect(*stored, clock, longest, linger);
    if (m_isNew)
        memory.kind = Memory::Kind::none;
    m_isNew = false;
    m_longest = longest;
    if (!prune(clock))
        return m_database->notWritten();
    return memory;
}

/// What was in flight when a program died may be counted until now + linger. Written down, so that the next
/// restart does not start the wait again.
bool SqliteLedger::closeAbandoned(const base::Clock& clock, Duration linger)
{
    if (!m_open.empty())
        return true; // of this very program: recollect() counts them as in flight
    const Stamp until = stamp(clock.now() + linger, clock);
    Transaction transaction(*m_database);
    return transaction.isOpen()
           && m_database->run(
               "UPDATE calls SET end_boot = ?, end_utc = ?, end = ?, is_lost = 1 WHERE end IS NULL",
               {boot(until.boot), journal::stored(until.utc), nanoseconds(until.at)})
           && transaction.commit();
}

Result<Recollection> SqliteLedger::load()
{
    std::unordered_map<std::int64_t, std::string> boots;
    {
        Rows rows(*m_database, "SELECT boot, name FROM boots");
        while (rows.next())
            boots[rows.number(0)] = rows.text(1).toStdString();
    }
    const auto stampAt = [&boots](const Rows& rows, int bootColumn, int utcColumn, int atColumn) {
        return Stamp{boots[rows.number(bootColumn)],
                     Instant(Duration(rows.numberBelow(bootTimeEnd, atColumn))),
                     wallTime(rows.numberBelow(wallTimeEnd, utcColumn))};
    };
    Recollection stored;
    {
        Rows rows(*m_database,
                  "SELECT attempt, costs, boot, sent_utc, sent, end_boot, end_utc, end, is_lost FROM calls");
        while (rows.next()) {
            StoredCall call;
            call.attempt = static_cast<std::uint64_t>(rows.number(0));
            call.costs = costsFrom(rows.text(1));
            call.sent = stampAt(rows, 2, 3, 4);
            if (!rows.isNull(7))
                call.end = stampAt(rows, 5, 6, 7);
            call.isLost = rows.number(8) != 0;
            stored.calls.push_back(std::move(call));
        }
    }
    {
        Rows rows(*m_database, "SELECT cause, boot, since_utc, since, until_utc, until FROM hold");
        if (rows.next())
            stored.hold = StoredHold{static_cast<base::HoldCause>(rows.number(0)), stampAt(rows, 1, 2, 3),
                                     stampAt(rows, 1, 4, 5)};
    }
    {
        Rows rows(*m_database, "SELECT count, boot, utc, at FROM others ORDER BY entry");
        while (rows.next())
            stored.others.push_back({rows.number(0), stampAt(rows, 1, 2, 3)});
    }
    {
        Rows rows(*m_database,
                  "SELECT rule, max, proven, per, tries, boot, utc, at FROM lessons ORDER BY rule");
        while (rows.next())
            stored.lessons.push_back({{rows.text(0).toStdString(),
                                       rows.number(1),
                                       rows.number(2),
                                       Duration(rows.number(3)),
                                       {},
                                       static_cast<int>(rows.number(4))},
                                      stampAt(rows, 5, 6, 7)});
    }
    {
        Rows rows(*m_database, "SELECT store, job, attempt, utc FROM stores");
        while (rows.next())
            stored.witnesses.push_back({rows.text(0).toLatin1(), rows.number(1),
                                        static_cast<std::uint64_t>(rows.number(2)),
                                        wallTime(rows.number(3))});
    }
    {
        Rows rows(*m_database, "SELECT boot, utc, at FROM forgotten");
        if (rows.next())
            stored.forgotten = stampAt(rows, 0, 1, 2);
    }
    {
        Rows rows(*m_database, "SELECT words, boot, utc, at FROM damage");
        if (rows.next())
            stored.damage = StoredDamage{rows.text(0), stampAt(rows, 1, 2, 3)};
    }
    if (m_database->hasFailed())
        return m_database->notRead();
    return stored;
}

Result<void> SqliteLedger::commit(const LedgerCommit& commit, const base::Clock& clock)
{
    if (commit.isEmpty())
        return {};
    if (!m_damage.isEmpty())
        return base::fail(m_damage.toStdString());
    m_refusal.clear();
    const auto open = m_open;
    Transaction transaction(*m_database);
    bool isWritten = transaction.isOpen();
    for (const LedgerBegin& one : commit.begins)
        isWritten = isWritten && begin(one, clock);
    for (const LedgerEnd& one : commit.ends)
        isWritten = isWritten && end(one, clock);
    for (const std::uint64_t attempt : commit.cancelled)
        isWritten = isWritten && remove(attempt);
    if (isWritten && commit.hold) {
        const Stamp since = stamp(commit.hold->since, clock), until = stamp(commit.hold->until, clock);
        isWritten = m_database->run(
            "INSERT OR REPLACE INTO hold (only_one, cause, boot, since_utc, since, until_utc, until) "
            "VALUES (1, ?, ?, ?, ?, ?, ?)",
            {static_cast<int>(commit.hold->cause), boot(since.boot), journal::stored(since.utc),
             nanoseconds(since.at), journal::stored(until.utc), nanoseconds(until.at)});
    } else if (isWritten && commit.isHoldOver) {
        isWritten = m_database->run("DELETE FROM hold");
    }
    for (const limits::Lesson& lesson : commit.lessons) {
        const Stamp at = stamp(lesson.learnedAt, clock);
        isWritten =
            isWritten
            && m_database->run(
                "INSERT OR REPLACE INTO lessons (rule, max, proven, per, tries, boot, utc, at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                {text(lesson.rule), qint64{lesson.max}, qint64{lesson.proven}, qint64{lesson.per.count()},
                 lesson.tries, boot(at.boot), journal::stored(at.utc), nanoseconds(at.at)});
    }
    if (isWritten && commit.othersUsed != 0) {
        const Stamp now = stamp(clock.now(), clock);
        isWritten = m_database->run(
            "INSERT INTO others (count, boot, utc, at) VALUES (?, ?, ?, ?)",
            {qint64{commit.othersUsed}, boot(now.boot), journal::stored(now.utc), nanoseconds(now.at)});
    }
    isWritten = isWritten && (!commit.witness || remember(*commit.witness));
    isWritten = isWritten && (!m_pruned || clock.now() - *m_pruned < pruneEvery || prune(clock));
    if (isWritten && transaction.commit()) {
        m_isNew = false;
        return {};
    }
    m_open = open;
    m_boots.clear(); // a new boot's row may have been rolled back
    if (!m_refusal.empty())
        return base::fail(m_refusal);
    return m_database->notWritten();
}

/// Forgets what no recall() will count any more. Of other boots only what is old by a day more, because their
/// age is told by the wall clock.
bool SqliteLedger::prune(const base::Clock& clock)
{
    m_pruned = clock.now();
    const qint64 present = boot(clock.bootId());
    const qint64 oldest = nanoseconds(clock.now() - *m_longest);
    const auto margin = std::chrono::ceil<std::chrono::milliseconds>(*m_longest) + std::chrono::hours(24);
    const qint64 oldestUtc = journal::stored(clock.wallNow() - margin);
    return m_database->run("INSERT OR REPLACE INTO forgotten (only_one, boot, utc, at) "
                           "SELECT 1, boot, utc, at FROM "
                           "(SELECT end_boot AS boot, end_utc AS utc, end AS at FROM calls "
                           "WHERE end IS NOT NULL "
                           "AND ((end_boot = ? AND end <= ?) OR (end_boot <> ? AND end_utc <= ?)) "
                           "UNION ALL SELECT boot, utc, at FROM forgotten) ORDER BY utc DESC LIMIT 1",
                           {present, oldest, present, oldestUtc})
           && m_database->run("DELETE FROM calls WHERE end IS NOT NULL "
                              "AND ((end_boot = ? AND end <= ?) OR (end_boot <> ? AND end_utc <= ?))",
                              {present, oldest, present, oldestUtc})
           && m_database->run("DELETE FROM others WHERE (boot = ? AND at <= ?) OR (boot <> ? AND utc <= ?)",
                              {present, oldest, present, oldestUtc})
           && m_database->run("DELETE FROM damage WHERE (boot = ? AND at <= ?) OR (boot <> ? AND utc <= ?)",
                              {present, oldest, present, oldestUtc});
}

qint64 SqliteLedger::boot(const std::string& name)
{
    if (const auto known = m_boots.find(name); known != m_boots.end())
        return known->second;
    if (!m_database->run("INSERT OR IGNORE INTO boots (name) VALUES (?)", {text(name)}))
        return 0;
    Rows rows(*m_database, "SELECT boot FROM boots WHERE name = ?", {text(name)});
    return rows.next() ? m_boots[name] = rows.number(0) : 0;
}

bool SqliteLedger::begin(const LedgerBegin& begin, const base::Clock& clock)
{
    const Stamp sent = stamp(begin.sent, clock);
    if (!m_database->run("INSERT INTO calls (attempt, costs, boot, sent_utc, sent) VALUES (?, ?, ?, ?, ?)",
                         {static_cast<qint64>(begin.attempt), costsText(begin.costs), boot(sent.boot),
                          journal::stored(sent.utc), nanoseconds(sent.at)}))
        return false;
    Rows inserted(*m_database, "SELECT last_insert_rowid()");
    if (!inserted.next())
        return false;
    m_open[begin.attempt] = inserted.number(0);
    return true;
}

bool SqliteLedger::end(const LedgerEnd& end, const base::Clock& clock)
{
    const auto call = m_open.find(end.attempt);
    if (call == m_open.end()) {
        m_refusal = "Attempt " + std::to_string(end.attempt) + " has an end but never began.";
        return false;
    }
    const Stamp at = stamp(end.at, clock);
    if (!m_database->run(
            "UPDATE calls SET end_boot = ?, end_utc = ?, end = ?, is_lost = ? WHERE call = ?",
            {boot(at.boot), journal::stored(at.utc), nanoseconds(at.at), end.isLost ? 1 : 0, call->second}))
        return false;
    m_open.erase(call);
    return true;
}

bool SqliteLedger::remember(const Witness& witness)
{
    if (witness.attempt == 0)
        return m_database->run("DELETE FROM stores WHERE store = ?", {text(witness.store)});
    return m_database->run("INSERT OR REPLACE INTO stores (store, job, attempt, utc) VALUES (?, ?, ?, ?)",
                           {text(witness.store), qint64{witness.job}, static_cast<qint64>(witness.attempt),
                            journal::stored(witness.at)});
}

bool SqliteLedger::remove(std::uint64_t attempt)
{
    const auto call = m_open.find(attempt);
    if (call == m_open.end())
        return true; // its begin was never written
    if (!m_database->run("DELETE FROM calls WHERE call = ?", {call->second}))
        return false;
    m_open.erase(call);
    return true;
}

} // namespace journal
