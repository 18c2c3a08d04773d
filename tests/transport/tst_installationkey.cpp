#include "transport/installationkey.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <atomic>
#include <memory>
#include <vector>

using transport::installationKey;

class InstallationKey : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void makesAPrivateKeyOnceAndKeepsIt();
    void makesTheFolder();
    void differsBetweenInstallations();
    void agreesWhenManyStartAtOnce();
    void refusesADamagedKeyAndLeavesIt_data();
    void refusesADamagedKeyAndLeavesIt();
    void refusesAKeyThatOthersCanRead();
    void saysWhyItCannotBeMade();
};

void InstallationKey::makesAPrivateKeyOnceAndKeepsIt()
{
    QTemporaryDir folder;
    const auto key = installationKey(folder.path());
    QVERIFY2(key, key ? "" : key.error().message.c_str());
    QCOMPARE(key->size(), 32);
    QVERIFY(*key != QByteArray(32, '\0'));
    QCOMPARE(*installationKey(folder.path()), *key);
    const QStringList files = QDir(folder.path()).entryList(QDir::Files | QDir::Hidden);
    QCOMPARE(files.size(), 1); // no temporary file is left over
    const auto rights = QFile(folder.filePath(files.first())).permissions();
    QVERIFY(!(rights & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther)));
}

void InstallationKey::makesTheFolder()
{
    QTemporaryDir folder;
    const QString inner = folder.filePath(QStringLiteral("state/sluice"));
    QVERIFY(installationKey(inner));
    QVERIFY(!(QFile(inner).permissions()
              & (QFile::ReadGroup | QFile::ExeGroup | QFile::ReadOther | QFile::ExeOther)));
}

void InstallationKey::differsBetweenInstallations()
{
    QTemporaryDir one, two;
    QVERIFY(*installationKey(one.path()) != *installationKey(two.path()));
}

void InstallationKey::agreesWhenManyStartAtOnce()
{
    for (int round = 0; round < 20; ++round) {
        QTemporaryDir folder;
        std::atomic<bool> isGo = false;
        std::vector<QByteArray> keys(8);
        std::vector<std::unique_ptr<QThread>> threads;
        for (QByteArray& key : keys) {
            threads.emplace_back(QThread::create([&] {
                while (!isGo)
                    QThread::yieldCurrentThread();
                key = installationKey(folder.path()).value_or(QByteArray());
            }));
            threads.back()->start();
        }
        isGo = true;
        for (const auto& thread : threads)
            thread->wait();
        for (const QByteArray& key : keys) {
            QCOMPARE(key.size(), 32);
            QCOMPARE(key, keys.front());
        }
    }
}

void InstallationKey::refusesADamagedKeyAndLeavesIt_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("short") << QByteArray(31, 'k');
    QTest::newRow("long") << QByteArray(33, 'k');
}

void InstallationKey::refusesADamagedKeyAndLeavesIt()
{
    QFETCH(QByteArray, bytes);
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("installation.key")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
    file.close();
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    const auto key = installationKey(folder.path());
    QVERIFY(!key);
    QVERIFY2(key.error().message.find("installation.key") != std::string::npos, key.error().message.c_str());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), bytes);
}

void InstallationKey::refusesAKeyThatOthersCanRead()
{
    QTemporaryDir folder;
    QVERIFY(installationKey(folder.path()));
    QFile file(folder.filePath(QStringLiteral("installation.key")));
    file.setPermissions(QFile::ReadOwner | QFile::ReadOther);
    const auto key = installationKey(folder.path());
    QVERIFY(!key);
    QVERIFY(key.error().message.find("chmod 600") != std::string::npos);
}

void InstallationKey::saysWhyItCannotBeMade()
{
    const auto key = installationKey(QStringLiteral("/proc/no/such/place"));
    QVERIFY(!key);
    QVERIFY(key.error().message.find("/proc/no/such/place") != std::string::npos);
}

QTEST_APPLESS_MAIN(InstallationKey)
#include "tst_installationkey.moc"
