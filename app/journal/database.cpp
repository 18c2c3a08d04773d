#include "journal/database.h"

#include "base/machine.h"

#include <QFile>
#include <QFileInfo>
#include <QSqlError>

#include <atomic>
#include <chrono>
#include <filesystem>

namespace journal {

namespace {

// Primary result codes of SQLite (sqlite.org/rescode.html); the low byte of an extended code.
enum : int {
    busy = 5,
    locked = 6,
    noMemory = 7,
    readOnlyFile = 8,
    ioError = 10,
    corrupt = 11,
    full = 13,
    cannotOpen = 14,
    notADatabase = 26,
};

// The longest that another connection works on one transaction (sealing a list of a million takes about 2 s).
constexpr std::chrono::milliseconds lockPatience = std::chrono::seconds(10);

QString remedyFor(int code)
{
    switch (code) {
    case busy:
    case locked:
        return QStringLiteral("Another program keeps it busy: wait or close that program, then try again.");
    case readOnlyFile:
        return QStringLiteral("Check the permissions of the file and its folder.");
    case ioError:
        return QStringLiteral("Check the disk, then try again.");
    case corrupt:
    case notADatabase:
        return QStringLiteral(
            "The file is damaged and was left as it is: keep it, and put a good copy in its place.");
    case full:
        return QStringLiteral("Free some space on the disk, then try again.");
    case cannotOpen:
        return QStringLiteral("Check that the folder exists and may be written to.");
    default:
        return {};
    }
}

std::filesystem::path native(const QString& path)
{
    return std::filesystem::path(path.toStdString());
}

} // namespace

Database::Database(const QString& path, const Schema& schema)
    : m_path(path)
    , m_what(schema.what)
    , m_steps(schema.steps)
    , m_applicationId(schema.applicationId)
{
    static std::atomic<unsigned> connections = 0;
    m_connectionName = QStringLiteral("journal-%1").arg(++connections);
}

Database::~Database()
{
    disconnect();
}

Result<std::unique_ptr<Database>> Database::open(const QString& path, Mode mode, const Schema& schema,
                                                 bool* isDamaged)
{
    std::unique_ptr<Database> database(new Database(path, schema));
    auto ready = database->prepare(mode);
    if (isDamaged != nullptr)
        *isDamaged = database->m_isDamaged;
    if (!ready)
        return std::unexpected(ready.error());
    return database;
}

Result<void> Database::prepare(Mode mode)
{
    const QString folder = QFileInfo(m_path).absolutePath();
    const QString what = QStringLiteral("The %1 %2").arg(m_what, m_path);
    const auto refused = [&what](const QString& why) { return base::fail((what + why).toStdString()); };
    const bool isThere = QFileInfo::exists(m_path);
    if (mode == Mode::readOnly && !isThere)
        return refused(QStringLiteral(" does not exist."));
    if (mode == Mode::readWrite && !base::makePrivateFolder(native(folder)))
        return refused(
            QStringLiteral(" could not be made: its folder cannot be made. Check the permissions."));
    if (base::isNetworkFileSystem(native(folder)))
        return refused(
            QStringLiteral(" is on a network file system, where locks and syncs cannot be trusted. "
                           "Choose a folder on a local disk."));
    if (isThere) {
        // SQLite takes an empty file for a new one, and throws its write-ahead log away. The log is looked at
        // first: another program that makes this file right now fills it before it has a log.
        const bool hasLog = QFileInfo(m_path + QStringLiteral("-wal")).size() > 0;
        if (hasLog && QFileInfo(m_path).size() == 0) {
            rememberDamage(QStringLiteral("it is empty, but its write-ahead log is not"));
            return failure("opened");
        }
        // Looked at without the right to write first: even closing a file after writing rights may change it.
        if (!connect(Mode::readOnly))
            return failure("opened");
        if (auto checked = check(mode); !checked || mode == Mode::readOnly)
            return checked;
        disconnect();
    }
    if (!base::makePrivateFile(native(m_path)))
        return refused(
            QStringLiteral(" could not be made, or made private. Check the permissions of the file and "
                           "its folder."));
    if (!connect(Mode::readWrite))
        return failure("opened");
    return upgrade();
}

void Database::disconnect()
{
    m_prepared.clear();
    m_connection.close();
    m_connection = QSqlDatabase(); // removeDatabase() warns as long as a handle is left
    if (QSqlDatabase::contains(m_connectionName))
        QSqlDatabase::removeDatabase(m_connectionName);
}

bool Database::connect(Mode mode)
{
    m_connection = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_connectionName);
    m_connection.setDatabaseName(m_path);
    QString options = QStringLiteral("QSQLITE_BUSY_TIMEOUT=%1").arg(lockPatience.count());
    if (mode == Mode::readOnly)
        options += QStringLiteral(";QSQLITE_OPEN_READONLY");
    m_connection.setConnectOptions(options);
    if (!m_connection.open()) {
        remember(m_connection.lastError());
        return false;
    }
    return run("PRAGMA temp_store = MEMORY")     // ids must not lie in /tmp
           && run("PRAGMA cache_size = -16384"); // 16 MiB: the upper pages of a list of a million
}

int Database::number(const QString& pragma)
{
    QSqlQuery query(m_connection);
    query.setForwardOnly(true);
    if (query.exec(QStringLiteral("PRAGMA ") + pragma) && query.next())
        return query.value(0).toInt();
    remember(query.lastError());
    return -1;
}

/// Only reads, so that a file we refuse stays as it is.
Result<void> Database::check(Mode mode)
{
    int version = 0, application = 0, schemaVersion = 0;
    {
        // One moment: another program may be making this very file.
        const Transaction reading(*this, Transaction::Purpose::reading);
        version = number(QStringLiteral("user_version"));
        application = number(QStringLiteral("application_id"));
        schemaVersion = number(QStringLiteral("schema_version")); // 0: nothing was ever made in it
    }
    if (m_hasFailed)
        return failure("opened");
    if (application != m_applicationId && !(version == 0 && application == 0 && schemaVersion == 0))
        return base::fail(
            QStringLiteral("%1 is not a %2 of Sluice and was left as it is. Choose another file.")
                .arg(m_path, m_what)
                .toStdString());
    if (version > m_steps.size())
        return base::fail(
            QStringLiteral("The %1 %2 was written by a newer Sluice (its version is %3, this program knows "
                           "%4) and was left as it is. Update Sluice, or choose another file.")
                .arg(m_what, m_path)
                .arg(version)
                .arg(m_steps.size())
                .toStdString());
    if (mode == Mode::readOnly && version < m_steps.size())
        return base::fail(
            QStringLiteral("The %1 %2 is of an older version, and only for reading it stays so. Start a "
                           "job, or open the window, to bring it up to date.")
                .arg(m_what, m_path)
                .toStdString());
    return {};
}

/// SQLite's own patience does not cover this statement (measured, 3.40): where another program looks at the
/// file in the same moment it answers "locked" at once. What it does cover is waiting to be alone.
bool Database::useWriteAheadLog()
{
    constexpr int attemptsMost = 100;
    for (int attempt = 1; !run("PRAGMA journal_mode = WAL"); ++attempt) {
        if (m_code != busy || attempt == attemptsMost)
            return false;
        forgetFailure();
        if (!run("BEGIN EXCLUSIVE") || !run("COMMIT"))
            return false;
    }
    return true;
}

Result<void> Database::upgrade()
{
    if (!useWriteAheadLog() || !run("PRAGMA synchronous = FULL") || !run("PRAGMA foreign_keys = ON")
        || !run("PRAGMA journal_size_limit = 16777216")) // give back what a long import took
        return failure("opened");
    if (Rows mode(*this, "PRAGMA journal_mode"); !mode.next() || mode.text(0) != QLatin1String("wal"))
        return base::fail(
            QStringLiteral("The %1 %2 is on a disk without support for a write-ahead log. Choose a folder "
                           "on a local disk.")
                .arg(m_what, m_path)
                .toStdString());
    const auto steps = static_cast<int>(m_steps.size());
    int version = number(QStringLiteral("user_version"));
    if (version == steps)
        return {};
    if (version > 0) {
        const QString copy = QStringLiteral("%1.version-%2").arg(m_path).arg(version);
        // A copy left by an upgrade that was cut short is older than the file or the same.
        std::error_code ignored;
        std::filesystem::remove(native(copy), ignored);
        if (!base::makePrivateFile(native(copy)) || !run("VACUUM INTO ?", {copy}))
            return failure("copied before its upgrade");
        // SQLite does not sync this copy.
        QFile written(copy);
        if (!written.open(QIODevice::ReadWrite) || !base::syncToDisk(written.handle())
            || !base::syncFolder(native(QFileInfo(copy).absolutePath())))
            return failure("copied before its upgrade");
    }
    Transaction transaction(*this);
    version = number(QStringLiteral("user_version")); // another program may have been faster
    for (int step = version; step >= 0 && step < steps; ++step)
        runScript(m_steps.at(step));
    runScript(QStringLiteral("PRAGMA application_id = %1;\nPRAGMA user_version = %2;\n")
                  .arg(m_applicationId)
                  .arg(steps));
    if (m_hasFailed || !transaction.commit())
        return failure("upgraded");
    return {};
}

bool Database::runScript(const QString& script)
{
    for (const QString& statement : script.split(QStringLiteral(";\n"), Qt::SkipEmptyParts)) {
        if (statement.trimmed().isEmpty())
            continue;
        QSqlQuery query(m_connection);
        if (!query.exec(statement)) {
            remember(query.lastError());
            return false;
        }
    }
    return !m_hasFailed;
}

QSqlQuery* Database::prepared(std::string_view sql)
{
    if (const auto found = m_prepared.find(sql); found != m_prepared.end())
        return found->second.get();
    auto query = std::make_unique<QSqlQuery>(m_connection);
    query->setForwardOnly(true);
    if (!query->prepare(QString::fromUtf8(sql.data(), static_cast<qsizetype>(sql.size())))) {
        remember(query->lastError());
        return nullptr;
    }
    return m_prepared.emplace(sql, std::move(query)).first->second.get();
}

bool Database::execute(QSqlQuery& query, std::initializer_list<QVariant> values)
{
    int place = 0;
    for (const QVariant& value : values)
        query.bindValue(place++, value);
    if (query.exec())
        return true;
    remember(query.lastError());
    query.finish();
    return false;
}

bool Database::run(std::string_view sql, std::initializer_list<QVariant> values)
{
    QSqlQuery* query = m_hasFailed ? nullptr : prepared(sql);
    if (query == nullptr || !execute(*query, values))
        return false;
    m_changed = query->numRowsAffected();
    query->finish();
    return true;
}

void Database::remember(const QSqlError& error)
{
    if (m_hasFailed)
        return; // what follows from the first failure explains nothing
    m_hasFailed = true;
    bool isNumber = false;
    m_code = error.nativeErrorCode().toInt(&isNumber) & 0xFF;
    m_reason = error.databaseText().trimmed();
    if (m_reason.isEmpty())
        m_reason = error.driverText().trimmed();
    if (isNumber)
        m_reason += QStringLiteral(" (SQLite %1)").arg(error.nativeErrorCode());
    m_remedy = remedyFor(m_code);
    m_isDamaged = m_isDamaged || m_code == corrupt || m_code == notADatabase;
}

void Database::rememberDamage(const QString& reason)
{
    m_isDamaged = true;
    if (m_hasFailed)
        return;
    m_hasFailed = true;
    m_code = corrupt;
    m_reason = reason;
    m_remedy = remedyFor(corrupt);
}

bool Database::isInPlace()
{
    const std::string path = m_path.toStdString();
    const auto log = base::fileIdentity(path + "-wal");
    if (!m_file) // only now: making and upgrading a file may replace it
        m_file = base::fileIdentity(path);
    if (!m_log) // made with the first thing that is written
        m_log = log;
    if (m_file && m_file == base::fileIdentity(path) && m_log == log)
        return true;
    if (!m_hasFailed) {
        m_hasFailed = true;
        m_reason = QStringLiteral("it was removed, moved or replaced while Sluice was using it");
        m_remedy = QStringLiteral("Put it back in its place, together with the files beside it; until then "
                                  "nothing is sent.");
    }
    return false;
}

std::unexpected<base::Error> Database::damaged(const QString& reason)
{
    rememberDamage(reason);
    return notRead();
}

std::unexpected<base::Error> Database::failure(std::string_view doing)
{
    QString words =
        QStringLiteral("The %1 %2 could not be %3")
            .arg(m_what, m_path, QString::fromUtf8(doing.data(), static_cast<qsizetype>(doing.size())));
    words += m_reason.isEmpty() ? QStringLiteral(".") : QStringLiteral(": %1.").arg(m_reason);
    if (!m_remedy.isEmpty())
        words += QLatin1Char(' ') + m_remedy;
    forgetFailure();
    return base::fail(words.toStdString());
}

void Database::forgetFailure()
{
    m_hasFailed = false;
    m_code = 0;
    m_reason.clear();
    m_remedy.clear();
}

Rows::Rows(Database& database, std::string_view sql, std::initializer_list<QVariant> values)
    : m_database(database)
    , m_query(database.prepared(sql))
{
    if (m_query != nullptr && !m_database.execute(*m_query, values))
        m_query = nullptr;
}

Rows::~Rows()
{
    if (m_query != nullptr)
        m_query->finish();
}

bool Rows::next()
{
    if (m_query == nullptr)
        return false;
    if (m_query->next())
        return true;
    if (m_query->lastError().isValid())
        m_database.remember(m_query->lastError());
    return false;
}

std::int64_t Rows::numberBelow(std::int64_t limit, int column) const
{
    const std::int64_t value = number(column);
    if (value >= 0 && value < limit)
        return value;
    m_database.rememberDamage(QStringLiteral("it holds a number that no Sluice has written"));
    return 0;
}

Transaction::Transaction(Database& database, Purpose purpose)
    : m_database(database)
    , m_isOpen(purpose == Purpose::reading ? database.run("BEGIN")
                                           : database.isInPlace() && database.run("BEGIN IMMEDIATE"))
{
}

Transaction::~Transaction()
{
    if (!m_isOpen)
        return;
    // SQLite has already rolled back by itself after some failures; then this one has nothing to say.
    QSqlQuery(m_database.m_connection).exec(QStringLiteral("ROLLBACK"));
}

bool Transaction::commit()
{
    if (!m_isOpen || !m_database.run("COMMIT"))
        return false; // the destructor rolls back
    m_isOpen = false;
    return true;
}

} // namespace journal
