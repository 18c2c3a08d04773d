#include "journal/database.h"
#include "storesamples.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QThread>

using journal::Database;
using journal::Rows;
using journal::Schema;
using journal::Transaction;
using samples::demand;
using samples::reason;

namespace {

Schema schema(int steps)
{
    Schema all{
        QStringLiteral("drawer"),
        77,
        {QStringLiteral("CREATE TABLE socks (n INTEGER NOT NULL) STRICT;\n"),
         QStringLiteral("ALTER TABLE socks ADD COLUMN colour TEXT;\nCREATE TABLE ties (n INTEGER);\n")}};
    all.steps.resize(steps);
    return all;
}

QByteArray contents(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

std::int64_t number(Database& database, std::string_view sql)
{
    Rows rows(database, sql);
    return rows.next() ? rows.number(0) : -1;
}

} // namespace

class DatabaseTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;

    journal::Result<std::unique_ptr<Database>> open(int steps = 1,
                                                    Database::Mode mode = Database::Mode::readWrite)
    {
        return Database::open(m_path, mode, schema(steps));
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("deep/er/drawer.sqlite"));
    }

    void makesPrivateFilesInPrivateFolders()
    {
        auto database = demand(open());
        QVERIFY(database->run("INSERT INTO socks VALUES (1)"));
        const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther
                            | QFile::WriteOther | QFile::ExeOther;
        const QDir folder = QFileInfo(m_path).dir();
        QVERIFY(!(QFileInfo(folder.path()).permissions() & others));
        const auto files = folder.entryInfoList(QDir::Files | QDir::Hidden);
        QVERIFY(files.size() >= 2); // the file and its log
        for (const QFileInfo& file : files)
            QVERIFY2(!(file.permissions() & others), qPrintable(file.fileName()));
    }

    void takesTheRightsOfOthersFromAnOldFile()
    {
        demand(open());
        QFile::setPermissions(m_path, QFile::Permissions(0x6644));
        demand(open());
        QVERIFY(!(QFileInfo(m_path).permissions() & (QFile::ReadGroup | QFile::ReadOther)));
    }

    void syncsEveryCommitIntoAWriteAheadLog()
    {
        auto database = demand(open());
        Rows mode(*database, "PRAGMA journal_mode");
        QVERIFY(mode.next());
        QCOMPARE(mode.text(0), QStringLiteral("wal"));
        QCOMPARE(number(*database, "PRAGMA synchronous"), 2); // FULL
        QCOMPARE(number(*database, "PRAGMA foreign_keys"), 1);
    }

    void rollsBackWhatIsNotCommitted()
    {
        auto database = demand(open());
        {
            Transaction transaction(*database);
            QVERIFY(transaction.isOpen());
            QVERIFY(database->run("INSERT INTO socks VALUES (1)"));
        }
        QCOMPARE(number(*database, "SELECT count(*) FROM socks"), 0);
        {
            Transaction transaction(*database);
            QVERIFY(database->run("INSERT INTO socks VALUES (1)"));
            QVERIFY(transaction.commit());
        }
        QCOMPARE(number(*database, "SELECT count(*) FROM socks"), 1);
    }

    void runsNothingAfterAFailureUntilItWasAskedFor()
    {
        auto database = demand(open());
        QVERIFY(!database->run("INSERT INTO socks VALUES (NULL)"));
        QVERIFY(!database->run("INSERT INTO socks VALUES (1)"));
        const std::string words = database->notWritten().error().message;
        QVERIFY2(words.find("The drawer " + m_path.toStdString() + " could not be written: NOT NULL") == 0,
                 words.c_str());
        QVERIFY(database->run("INSERT INTO socks VALUES (1)"));
        QCOMPARE(number(*database, "SELECT count(*) FROM socks"), 1);
    }

    void refusesAFileThatIsNoDatabaseAndLeavesIt()
    {
        QVERIFY(QDir().mkpath(QFileInfo(m_path).path()));
        const QByteArray prose = QByteArray("Dear diary, ").repeated(2000);
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(prose) == prose.size());
        file.close();
        bool isDamaged = false;
        const auto refused = Database::open(m_path, Database::Mode::readWrite, schema(1), &isDamaged);
        QVERIFY2(reason(refused).contains(QLatin1String("not a database"))
                     && reason(refused).contains(QLatin1String("damaged and was left as it is")),
                 qPrintable(reason(refused)));
        QVERIFY(isDamaged);
        QCOMPARE(contents(m_path), prose);
        QCOMPARE(QFileInfo(m_path).dir().entryList(QDir::Files | QDir::Hidden).size(), 1);
    }

    void refusesACutOffFileAndLeavesIt()
    {
        {
            auto database = demand(open());
            Transaction transaction(*database);
            for (int i = 0; i < 5000; ++i)
                QVERIFY(database->run("INSERT INTO socks VALUES (?)", {i}));
            QVERIFY(transaction.commit());
        }
        QFile file(m_path);
        QVERIFY(file.resize(file.size() / 2));
        const QByteArray before = contents(m_path);
        bool isDamaged = false;
        const auto refused = Database::open(m_path, Database::Mode::readWrite, schema(1), &isDamaged);
        QVERIFY2(reason(refused).contains(QLatin1String("malformed")), qPrintable(reason(refused)));
        QVERIFY(isDamaged);
        QCOMPARE(contents(m_path), before);
    }

    void refusesAnotherProgramsDatabaseAndLeavesIt()
    {
        {
            auto foreign = demand(Database::open(
                m_path, Database::Mode::readWrite,
                {QStringLiteral("zoo"), 12, {QStringLiteral("CREATE TABLE apes (n INTEGER);\n")}}));
            QVERIFY(foreign->run("INSERT INTO apes VALUES (1)"));
        }
        const QByteArray before = contents(m_path);
        const auto refused = open();
        QVERIFY2(reason(refused).contains(QLatin1String("is not a drawer of Sluice")),
                 qPrintable(reason(refused)));
        QCOMPARE(contents(m_path), before);
    }

    void refusesASchemaNewerThanItself()
    {
        demand(open(2));
        const QByteArray before = contents(m_path);
        for (const auto mode : {Database::Mode::readWrite, Database::Mode::readOnly}) {
            const auto refused = open(1, mode);
            QVERIFY2(reason(refused).contains(
                         QLatin1String("newer Sluice (its version is 2, this program knows 1)")),
                     qPrintable(reason(refused)));
        }
        QCOMPARE(contents(m_path), before);
    }

    void bringsAnOldSchemaUpToDateAfterACopy()
    {
        {
            auto old = demand(open(1));
            QVERIFY(old->run("INSERT INTO socks VALUES (5)"));
        }
        QVERIFY(reason(open(2, Database::Mode::readOnly)).contains(QLatin1String("older version")));
        {
            auto fresh = demand(open(2));
            QVERIFY(fresh->run("INSERT INTO socks (n, colour) VALUES (6, 'red')"));
            QCOMPARE(number(*fresh, "SELECT sum(n) FROM socks"), 11);
            QCOMPARE(number(*fresh, "SELECT count(*) FROM ties"), 0);
            QCOMPARE(number(*fresh, "PRAGMA user_version"), 2);
        }
        m_path += QStringLiteral(".version-1");
        QVERIFY(!(QFileInfo(m_path).permissions() & (QFile::ReadGroup | QFile::ReadOther)));
        auto copy = demand(open(1, Database::Mode::readOnly));
        QCOMPARE(number(*copy, "SELECT sum(n) FROM socks"), 5);
    }

    void leavesAnOldSchemaWhereAStepFails()
    {
        {
            auto old = demand(open(1));
            QVERIFY(old->run("INSERT INTO socks VALUES (5)"));
        }
        Schema broken = schema(2);
        broken.steps[1] += QStringLiteral("CREATE TABLE socks (n INTEGER);\n");
        const auto refused = Database::open(m_path, Database::Mode::readWrite, broken);
        QVERIFY2(reason(refused).contains(QLatin1String("could not be upgraded: table socks already exists")),
                 qPrintable(reason(refused)));
        auto old = demand(open(1));
        QCOMPARE(number(*old, "SELECT sum(n) FROM socks"), 5);
        QCOMPARE(number(*old, "SELECT count(*) FROM sqlite_schema WHERE name = 'ties'"), 0);
    }

    void readsOnlyWhereItMayNotWrite()
    {
        QVERIFY(reason(open(1, Database::Mode::readOnly)).contains(QLatin1String("does not exist")));
        QVERIFY(!QFileInfo::exists(m_path));
        auto writer = demand(open());
        QVERIFY(writer->run("INSERT INTO socks VALUES (1)"));
        auto reader = demand(open(1, Database::Mode::readOnly));
        QCOMPARE(number(*reader, "SELECT count(*) FROM socks"), 1);
        QVERIFY(!reader->run("INSERT INTO socks VALUES (2)"));
        QVERIFY(
            QString::fromStdString(reader->notWritten().error().message).contains(QLatin1String("readonly")));
        QVERIFY(writer->run("INSERT INTO socks VALUES (3)"));
        QCOMPARE(number(*reader, "SELECT count(*) FROM socks"), 2);
    }

    void opensANewFileFromSeveralThreadsAtOnce()
    {
        constexpr int rounds = 50;
        for (int round = 0; round < rounds; ++round) {
            m_path = m_folder->filePath(QStringLiteral("%1.sqlite").arg(round));
            QStringList reasons[4];
            std::vector<std::unique_ptr<QThread>> threads;
            for (QStringList& reasonsOfOne : reasons) {
                threads.emplace_back(QThread::create([this, &reasonsOfOne] {
                    auto database = open();
                    if (!database)
                        reasonsOfOne << reason(database);
                    else if (!(*database)->run("INSERT INTO socks VALUES (1)"))
                        reasonsOfOne << QString::fromStdString((*database)->notWritten().error().message);
                }));
                threads.back()->start();
            }
            for (const auto& thread : threads)
                thread->wait();
            for (const QStringList& of : reasons)
                QVERIFY2(of.isEmpty(), qPrintable(of.join(QLatin1Char(' '))));
            auto database = demand(open());
            QCOMPARE(number(*database, "SELECT count(*) FROM socks"), 4);
        }
    }

    void leavesNoConnectionBehind()
    {
        const auto before = QSqlDatabase::connectionNames().size();
        demand(open());
        QVERIFY(open(1, Database::Mode::readOnly));
        QCOMPARE(QSqlDatabase::connectionNames().size(), before);
    }
};

QTEST_GUILESS_MAIN(DatabaseTest)
#include "tst_database.moc"
