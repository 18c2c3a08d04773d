#include "ui/singleinstance.h"

#include <QDir>
#include <QFile>
#include <QLocalServer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <memory>

using ui::SingleInstance;

namespace {

/// A second start, in a thread of its own as it would be in a process of its own.
bool secondStart(const QString& folder, const QString& store, const QJsonObject& request)
{
    bool isTaken = false;
    std::unique_ptr<QThread> thread(QThread::create([&] {
        SingleInstance second(folder, store);
        isTaken = second.handOver(request);
    }));
    thread->start();
    while (!thread->isFinished())
        QCoreApplication::processEvents(QEventLoop::AllEvents, 10);
    return isTaken;
}

} // namespace

class TestSingle : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aSecondStartHandsOverWhatItWasAsked()
    {
        QTemporaryDir folder;
        const QString store = folder.filePath(QStringLiteral("jobs.sqlite"));
        SingleInstance first(folder.path(), store);
        QVERIFY(!first.handOver({}));
        QSignalSpy asked(&first, &SingleInstance::asked);
        QVERIFY(secondStart(folder.path(), store, {{QStringLiteral("ids"), QStringLiteral("/a/list.csv")}}));
        QTRY_COMPARE(asked.count(), 1);
        QCOMPARE(asked.first().first().toJsonObject()[QLatin1String("ids")].toString(),
                 QStringLiteral("/a/list.csv"));
    }

    void anotherStoreHasAWindowOfItsOwn()
    {
        QTemporaryDir folder;
        SingleInstance first(folder.path(), folder.filePath(QStringLiteral("jobs.sqlite")));
        QVERIFY(!first.handOver({}));
        QVERIFY(!secondStart(folder.path(), folder.filePath(QStringLiteral("practice.sqlite")), {}));
    }

    void whatADeadProgramLeftDoesNotKeepTheNextOneOut()
    {
        QTemporaryDir folder;
        const QString store = folder.filePath(QStringLiteral("jobs.sqlite"));
        QString socket;
        {
            SingleInstance first(folder.path(), store);
            QVERIFY(!first.handOver({}));
            const QStringList left =
                QDir(folder.path()).entryList(QDir::System | QDir::Files | QDir::NoDotAndDotDot);
            QVERIFY(!left.isEmpty());
            socket = folder.filePath(left.first());
        }
        QFile stale(socket);
        QVERIFY(stale.open(QIODevice::WriteOnly));
        stale.close();
        SingleInstance next(folder.path(), store);
        QVERIFY(!next.handOver({}));
        QSignalSpy asked(&next, &SingleInstance::asked);
        QVERIFY(secondStart(folder.path(), store, {}));
        QTRY_COMPARE(asked.count(), 1);
    }

    void nobodyElseMaySpeakToIt()
    {
        QTemporaryDir folder;
        SingleInstance first(folder.path(), folder.filePath(QStringLiteral("jobs.sqlite")));
        QVERIFY(!first.handOver({}));
        const auto files = QDir(folder.path()).entryInfoList(QDir::System | QDir::NoDotAndDotDot);
        QVERIFY(!files.isEmpty());
        for (const QFileInfo& file : files)
            QVERIFY(!(file.permissions() & (QFile::ReadOther | QFile::WriteOther | QFile::WriteGroup)));
    }

    void withoutARuntimeFolderEveryStartIsTheFirst()
    {
        SingleInstance alone({}, QStringLiteral("/tmp/jobs.sqlite"));
        QVERIFY(!alone.handOver({}));
    }
};

QTEST_GUILESS_MAIN(TestSingle)
#include "tst_single.moc"
