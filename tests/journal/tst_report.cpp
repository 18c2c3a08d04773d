#include "journal/memorystore.h"
#include "journal/report.h"
#include "storesamples.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QTemporaryDir>

using namespace samples;

namespace {

QByteArray contents(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(missing)");
}

QByteArray golden(const char* name)
{
    return contents(QStringLiteral(SLUICE_SOURCE_DIR "/tests/journal/golden/") + QString::fromLatin1(name));
}

} // namespace

class ReportTest : public QObject {
    Q_OBJECT

private:
    journal::MemoryStore m_store;
    QTemporaryDir m_folder;
    JobId m_job = 0;

    QByteArray report(const char* name) const
    {
        return contents(m_folder.filePath(QString::fromLatin1(name)));
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_job = demand(m_store.addJob(record()));
        const std::vector<journal::NewItem> items{{"4711", 2, "Müller, \"Bob\""},
                                                  {"-4712", 3, "=HYPERLINK(\"http://x\")"},
                                                  {"a\nb", 4, ""},
                                                  {"4714", 7, "plain"}};
        demand(m_store.addItems(m_job, items));
        demand(m_store.seal(m_job));
        demand(m_store.commit(asking(m_job, 1, 0, at(1))));
        Commit done = answered(m_job, 1, 0, ItemState::done, 204, at(1042));
        done.changes[0].answer->receipt = "@r-1";
        demand(m_store.commit(done));
        demand(m_store.commit(asking(m_job, 2, 1, at(500))));
        Commit failed = answered(m_job, 2, 1, ItemState::failed, 422, at(86'400'000));
        failed.changes[0].answer->vendorCode = "+10006";
        failed.changes[0].answer->message = "=1+1\r\n\"quoted\", \x01 ü";
        failed.changes[0].detail = "\tmarked";
        failed.throttledAdded = 3;
        failed.state = {jobs::JobState::stopped, jobs::PauseReason::guardRow};
        failed.startedAt = at(0);
        failed.endedAt = at(86'400'001);
        failed.audit.push_back(
            {at(0), QStringLiteral("anna"), QStringLiteral("approved"), QStringLiteral("4 ids")});
        demand(m_store.commit(failed));
        const QJsonObject limits{{QStringLiteral("10 s window"), 50}};
        demand(journal::writeReport(m_store, m_job, m_folder.path(), limits));
    }

    void writesOneCsvRowForEveryIdInOrder()
    {
        QCOMPARE(report("outcomes.csv"),
                 QByteArray("id,line,label,state,detail,attempts,http_status,vendor_code,message,receipt,"
                            "first_sent,answered\n"
                            "4711,2,\"Müller, \"\"Bob\"\"\",done,,1,204,,,'@r-1,2026-11-21T09:00:00.001Z,"
                            "2026-11-21T09:00:01.042Z\n"
                            "-4712,3,\"'=HYPERLINK(\"\"http://x\"\")\",failed,'\tmarked,1,422,'+10006,"
                            "\"'=1+1\r\n\"\"quoted\"\", \x01 ü\",,2026-11-21T09:00:00.500Z,"
                            "2026-11-22T09:00:00.000Z\n"
                            "\"a\nb\",4,,queued,,0,,,,,,\n"
                            "4714,7,plain,queued,,0,,,,,,\n"));
    }

    void writesTheSameRawAsJsonLines()
    {
        QCOMPARE(report("outcomes.jsonl"), golden("outcomes.jsonl"));
        for (const QByteArray& line : report("outcomes.jsonl").trimmed().split('\n'))
            QVERIFY(QJsonDocument::fromJson(line).isObject());
    }

    void sumsUp()
    {
        QJsonParseError error;
        const QByteArray written = report("summary.json");
        const QJsonObject sums = QJsonDocument::fromJson(written, &error).object();
        QCOMPARE(error.error, QJsonParseError::NoError);
        const QJsonObject wanted = QJsonDocument::fromJson(golden("summary.json"), &error).object();
        QCOMPARE(error.error, QJsonParseError::NoError);
        QVERIFY2(sums == wanted, written.constData());
    }

    void leavesNothingElseInTheFolder()
    {
        const auto files =
            QDir(m_folder.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden);
        QCOMPARE(files, QStringList({QStringLiteral("outcomes.csv"), QStringLiteral("outcomes.jsonl"),
                                     QStringLiteral("summary.json")}));
    }

    void replacesAnOlderReport()
    {
        const QTemporaryDir folder;
        demand(journal::writeReport(m_store, m_job, folder.path()));
        const QByteArray first = contents(folder.filePath(QStringLiteral("outcomes.csv")));
        demand(journal::writeReport(m_store, m_job, folder.path()));
        QCOMPARE(contents(folder.filePath(QStringLiteral("outcomes.csv"))), first);
    }

    void makesThePrivateFolder()
    {
        const QTemporaryDir folder;
        const QString deep = folder.filePath(QStringLiteral("a/b"));
        demand(journal::writeReport(m_store, m_job, deep));
        const QFileInfo csv(deep + QStringLiteral("/outcomes.csv"));
        QVERIFY(csv.exists() && !(csv.permissions() & (QFile::ReadGroup | QFile::ReadOther)));
    }

    void writesEveryRowOfAListOfManyPages()
    {
        journal::MemoryStore store;
        std::vector<std::string> ids;
        for (int i = 0; i < 10'000; ++i)
            ids.push_back(std::to_string(i));
        const JobId job = sealed(store, ids); // exactly two pages
        const QTemporaryDir folder;
        demand(journal::writeReport(store, job, folder.path()));
        const auto lines = contents(folder.filePath(QStringLiteral("outcomes.csv"))).split('\n');
        QCOMPARE(lines.size(), 10'002); // header, rows, and nothing after the last newline
        for (int i = 0; i < 10'000; ++i)
            QVERIFY(lines.at(i + 1).startsWith(QByteArray::number(i) + ','));
    }

    void saysWhereItCannotWrite()
    {
        const QTemporaryDir folder;
        QFile inTheWay(folder.filePath(QStringLiteral("file")));
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        const auto refused = journal::writeReport(m_store, m_job, folder.filePath(QStringLiteral("file/x")));
        QVERIFY(reason(refused).contains(QLatin1String("could not be made")));
        QVERIFY(QDir().mkdir(folder.filePath(QStringLiteral("outcomes.csv"))));
        const auto taken = journal::writeReport(m_store, m_job, folder.path());
        QVERIFY2(reason(taken).contains(QLatin1String("outcomes.csv could not be put in place")),
                 qPrintable(reason(taken)));
        QVERIFY(!journal::writeReport(m_store, 77, folder.path()));
    }
};

QTEST_GUILESS_MAIN(ReportTest)
#include "tst_report.moc"
