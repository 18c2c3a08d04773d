#pragma once

#include "base/machine.h"
#include "base/result.h"
#include "journal/schema.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QString>
#include <QVariant>

#include <initializer_list>
#include <memory>
#include <string_view>
#include <unordered_map>

class QSqlError;

namespace journal {

using base::Result;

/// One connection to one SQLite file: write-ahead log, every commit on the disk before it returns, statements
/// prepared once and kept. Makes the file private and brings its schema up to date, after a copy. Refuses,
/// without changing a byte: damaged files, other programs' files, files of a newer Sluice, network file
/// systems. The first failure of a statement is remembered until failure() puts it into words. One thread,
/// the one that opened it.
class Database {
public:
    enum class Mode : unsigned char { readWrite, readOnly };

    /// `isDamaged` is set when the file is there but broken.
    static Result<std::unique_ptr<Database>> open(const QString& path, Mode mode, const Schema& schema,
                                                  bool* isDamaged = nullptr);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Runs a statement that returns no rows. `sql` must live as long as the Database (a literal). False when
    /// it failed, or when something failed before and nobody has asked for that failure yet.
    bool run(std::string_view sql, std::initializer_list<QVariant> values = {});
    /// Rows that the last run() changed.
    int changed() const { return m_changed; }

    /// What went wrong, as a sentence with the path, SQLite's reason and the remedy. `doing`: "written",
    /// "read".
    std::unexpected<base::Error> failure(std::string_view doing);
    std::unexpected<base::Error> notWritten() { return failure("written"); }
    std::unexpected<base::Error> notRead() { return failure("read"); }
    bool hasFailed() const { return m_hasFailed; }
    /// SQLite says that the file itself is broken.
    bool isDamaged() const { return m_isDamaged; }
    /// Whether the files that this connection writes to still lie at their path. Else whoever opens the path
    /// sees something else than what was written: that is a failure like that of a disk, until they are back.
    bool isInPlace();
    /// What was read cannot have been written by Sluice; the error says so, with the remedy.
    std::unexpected<base::Error> damaged(const QString& reason);

    const QString& path() const { return m_path; }

private:
    friend class Rows;
    friend class Transaction;

    Database(const QString& path, const Schema& schema);
    Result<void> prepare(Mode mode);
    bool connect(Mode mode);
    void disconnect();
    Result<void> check(Mode mode);
    Result<void> upgrade();
    bool useWriteAheadLog();
    bool runScript(const QString& script);
    int number(const QString& pragma);
    QSqlQuery* prepared(std::string_view sql);
    bool execute(QSqlQuery& query, std::initializer_list<QVariant> values);
    void remember(const QSqlError& error);
    void rememberDamage(const QString& reason);
    void forgetFailure();

    QString m_path, m_what, m_connectionName;
    QStringList m_steps;
    int m_applicationId = 0;
    std::optional<base::FileIdentity> m_file, m_log; ///< as opened
    QSqlDatabase m_connection;
    std::unordered_map<std::string_view, std::unique_ptr<QSqlQuery>> m_prepared;
    int m_changed = 0;
    bool m_hasFailed = false, m_isDamaged = false;
    int m_code = 0; ///< SQLite's primary result code of that failure
    QString m_reason, m_remedy;
};

/// The rows of one SELECT, read once from first to last. Frees the statement when it goes, so that no
/// forgotten reader holds back the write-ahead log. One at a time per statement.
class Rows {
public:
    Rows(Database& database, std::string_view sql, std::initializer_list<QVariant> values = {});
    ~Rows();
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;

    /// False after the last row, and when reading failed: then the Database hasFailed().
    bool next();
    std::int64_t number(int column) const { return m_query->value(column).toLongLong(); }
    /// A number of [0, limit). Anything else was not written by Sluice: the Database hasFailed(), the file is
    /// damaged, and this tells 0.
    std::int64_t numberBelow(std::int64_t limit, int column) const;
    /// The member of an enum with `count` members.
    template <class Enum>
    Enum member(std::size_t count, int column) const
    {
        return static_cast<Enum>(numberBelow(static_cast<std::int64_t>(count), column));
    }
    QString text(int column) const { return m_query->value(column).toString(); }
    QByteArray bytes(int column) const { return m_query->value(column).toByteArray(); }
    bool isNull(int column) const { return m_query->isNull(column); }

private:
    Database& m_database;
    QSqlQuery* m_query;
};

/// All or nothing: what is not committed is rolled back when this goes. For reading: everything is read as it
/// stood at one moment, whatever others write.
class Transaction {
public:
    enum class Purpose : unsigned char { writing, reading };
    explicit Transaction(Database& database, Purpose purpose = Purpose::writing);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    bool isOpen() const { return m_isOpen; }
    bool commit();

private:
    Database& m_database;
    bool m_isOpen;
};

} // namespace journal
