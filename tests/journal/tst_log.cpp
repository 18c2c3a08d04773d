#include "journal/log.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

using journal::Log;

namespace {

constexpr base::WallTime moment{std::chrono::milliseconds(1'795'251'600'123)}; // 2026-11-21 09:00:00.123 UTC

QByteArrayList linesOf(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QByteArrayList lines = file.readAll().split('\n');
    lines.removeLast();
    return lines;
}

} // namespace

class TstLog : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString folder(const char* name) const { return m_folder.filePath(QString::fromLatin1(name)); }

private Q_SLOTS:
    void writesOneLineAFactWithMomentAndProgram()
    {
        const auto log = Log::open(folder("one"), QStringLiteral("sluice-cli[7]"));
        QVERIFY(log);
        (*log)->write(moment, QStringLiteral("job 1 “Löschung”: Waiting\nuntil\tlater"));
        const auto lines = linesOf(folder("one") + QStringLiteral("/sluice.log"));
        QCOMPARE(lines.size(), 1);
        QCOMPARE(
            QString::fromUtf8(lines[0]),
            QStringLiteral("2026-11-21T09:00:00.123Z sluice-cli[7] job 1 “Löschung”: Waiting until later"));
    }

    void isReadableByItsOwnerOnly()
    {
        QVERIFY(Log::open(folder("private"), QStringLiteral("p")));
        const QFileInfo file(folder("private") + QStringLiteral("/sluice.log"));
        QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    }

    void keepsWhatAnEarlierProgramWrote()
    {
        for (int i = 0; i < 3; ++i)
            (*Log::open(folder("more"), QStringLiteral("p")))->write(moment, QString::number(i));
        QCOMPARE(linesOf(folder("more") + QStringLiteral("/sluice.log")).size(), 3);
    }

    void staysBounded()
    {
        constexpr qint64 most = 2000;
        const auto log = Log::open(folder("full"), QStringLiteral("p"), most);
        for (int i = 0; i < 1000; ++i)
            (*log)->write(moment, QStringLiteral("line %1").arg(i));
        const QStringList files =
            QDir(folder("full")).entryList({QStringLiteral("sluice.log*")}, QDir::Files);
        qint64 bytes = 0;
        for (const QString& file : files)
            bytes += QFileInfo(folder("full") + QLatin1Char('/') + file).size();
        QVERIFY(bytes <= (Log::keptMost + 1) * (most + 100));
        QVERIFY(QFile::exists(folder("full") + QStringLiteral("/sluice.log.4")));
        QVERIFY(!QFile::exists(folder("full") + QStringLiteral("/sluice.log.5")));
        QVERIFY(linesOf(folder("full") + QStringLiteral("/sluice.log")).last().endsWith("line 999"));
    }

    void losesNoLineOfTwoProgramsThatWriteAtOnce()
    {
        constexpr int each = 400;
        std::vector<std::unique_ptr<QThread>> threads;
        for (const char* name : {"a", "b", "c"}) {
            threads.emplace_back(QThread::create([this, name] {
                const auto log = Log::open(folder("shared"), QString::fromLatin1(name), 40'000);
                for (int i = 0; i < each; ++i)
                    (*log)->write(moment, QStringLiteral("number %1").arg(i));
            }));
            threads.back()->start();
        }
        for (const auto& thread : threads)
            thread->wait();
        QHash<QByteArray, int> seen;
        for (const char* part : {".2", ".1", ""}) {
            for (const QByteArray& line :
                 linesOf(folder("shared") + QStringLiteral("/sluice.log") + QLatin1String(part))) {
                const QByteArrayList words = line.split(' ');
                QCOMPARE(words.size(), 4);
                ++seen[words[1]];
            }
        }
        for (const char* name : {"a", "b", "c"})
            QCOMPARE(seen[name], each);
    }

    void saysWhereItCannotWrite()
    {
        QFile blocker(folder("file"));
        QVERIFY(blocker.open(QIODevice::WriteOnly));
        const auto log = Log::open(folder("file") + QStringLiteral("/log"), QStringLiteral("p"));
        QVERIFY(!log);
        QVERIFY(QString::fromStdString(log.error().message).contains(QLatin1String("sluice.log")));
    }
};

QTEST_GUILESS_MAIN(TstLog)
#include "tst_log.moc"
