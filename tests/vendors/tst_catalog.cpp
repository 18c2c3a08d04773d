#include "vendors/catalog.h"
#include "vendors/profilereader.h"
#include "vendors/profilewriter.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace vendors;

namespace {

void write(const QString& path, const QByteArray& content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
}

QByteArray ownProfile(const QByteArray& id)
{
    return "{\"id\": \"" + id
           + "\", \"name\": \"Own\", \"baseUrl\": \"https://api.example.com\","
             "\"limits\": [{\"kind\": \"window\", \"max\": 5, \"per\": \"10s\"}],"
             "\"operations\": [{\"id\": \"delete-thing\", \"method\": \"DELETE\", \"path\": \"/things/{id}\","
             "\"idPattern\": \"[0-9]+\", \"askAgain\": false}]}";
}

QString messageOf(const base::Result<Profile>& result)
{
    return result ? QStringLiteral("(no error)") : QString::fromStdString(result.error().message);
}

} // namespace

class TestCatalog : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyBuiltInProfileIsReadWithoutAnError_data();
    void everyBuiltInProfileIsReadWithoutAnError();
    void writtenAndReadAgainABuiltInProfileIsTheSame_data();
    void writtenAndReadAgainABuiltInProfileIsTheSame();
    void anOwnProfileIsFoundByItsId();
    void aBuiltInNameIsNeverShadowedByAFile();
    void aFileIsMeantOnlyBySlashOrEnding();
    void anUnknownNameListsTheKnownOnes();
    void aBrokenFileIsListedWithItsReason();
    void twoOwnProfilesOfOneIdAreReported();
    void aFolderOrAMissingFileIsAnErrorThatNamesIt();
    void noFolderOfOwnProfilesIsNoError();
    void anEndlessFileIsReadOnlyToItsBound();
};

void TestCatalog::everyBuiltInProfileIsReadWithoutAnError_data()
{
    QTest::addColumn<QString>("name");
    for (const QString& name : Catalog::builtInNames())
        QTest::newRow(qPrintable(name)) << name;
}

void TestCatalog::everyBuiltInProfileIsReadWithoutAnError()
{
    QFETCH(QString, name);
    const base::Result<Profile> profile = Catalog().find(name);
    QVERIFY2(profile, qPrintable(messageOf(profile)));
    QCOMPARE(profile->id, name);
    QVERIFY(profile->isBuiltIn);
    QVERIFY(!profile->operations.empty());
    QCOMPARE(profile->limitProvenance.size(), profile->limits.size());
    QCOMPARE(profile->limitTerms.size(), profile->limits.size());
    for (const Provenance& provenance : profile->limitProvenance) {
        QVERIFY(!provenance.source.isEmpty());
        QCOMPARE(provenance.checked, QStringLiteral("2026-11-21"));
    }
    for (const Operation& operation : profile->operations)
        QVERIFY(!operation.provenance.source.isEmpty());
}

void TestCatalog::writtenAndReadAgainABuiltInProfileIsTheSame_data()
{
    everyBuiltInProfileIsReadWithoutAnError_data();
}

void TestCatalog::writtenAndReadAgainABuiltInProfileIsTheSame()
{
    QFETCH(QString, name);
    base::Result<Profile> profile = Catalog().find(name);
    QVERIFY(profile);
    const base::Result<Profile> again = readProfile(writeProfile(*profile), QStringLiteral("again.json"));
    QVERIFY2(again, qPrintable(messageOf(again)));
    profile->isBuiltIn = false; // what comes from a file is not built in
    QVERIFY(*again == *profile);
    QCOMPARE(writeProfile(*again), writeProfile(*profile));
}

void TestCatalog::anOwnProfileIsFoundByItsId()
{
    QTemporaryDir folder;
    write(folder.filePath(QStringLiteral("mine.json")), ownProfile("own-vendor"));
    const Catalog catalog(folder.path());
    QVERIFY(catalog.names().contains(QStringLiteral("own-vendor")));
    const base::Result<Profile> profile = catalog.find(QStringLiteral("own-vendor"));
    QVERIFY2(profile, qPrintable(messageOf(profile)));
    QVERIFY(!profile->isBuiltIn);
    QCOMPARE(catalog.find(folder.filePath(QStringLiteral("mine.json")))->id, QStringLiteral("own-vendor"));
}

void TestCatalog::aBuiltInNameIsNeverShadowedByAFile()
{
    QTemporaryDir folder;
    write(folder.filePath(QStringLiteral("kameleoon.json")), ownProfile("kameleoon"));
    const Catalog catalog(folder.path());
    const base::Result<Profile> profile = catalog.find(QStringLiteral("kameleoon"));
    QVERIFY(profile);
    QVERIFY(profile->isBuiltIn);
    QCOMPARE(catalog.names().count(QStringLiteral("kameleoon")), 1);
    QVERIFY(catalog.entries().back().problem.contains(QStringLiteral("built-in")));
    // Named as a file it is what the operator asked for.
    const base::Result<Profile> own = catalog.find(folder.filePath(QStringLiteral("kameleoon.json")));
    QVERIFY(own);
    QVERIFY(!own->isBuiltIn);
}

void TestCatalog::aFileIsMeantOnlyBySlashOrEnding()
{
    QTemporaryDir folder;
    const QString before = QDir::currentPath();
    QVERIFY(QDir::setCurrent(folder.path()));
    write(QStringLiteral("plain"), ownProfile("plain-file"));
    write(QStringLiteral("ended.json"), ownProfile("ended-file"));
    const Catalog catalog;
    QVERIFY(!catalog.find(QStringLiteral("plain")));
    QCOMPARE(catalog.find(QStringLiteral("./plain"))->id, QStringLiteral("plain-file"));
    QCOMPARE(catalog.find(QStringLiteral("ended.json"))->id, QStringLiteral("ended-file"));
    QVERIFY(QDir::setCurrent(before));
}

void TestCatalog::anUnknownNameListsTheKnownOnes()
{
    const QString message = messageOf(Catalog().find(QStringLiteral("kameleon")));
    for (const QString& name : Catalog::builtInNames())
        QVERIFY2(message.contains(name), qPrintable(message));
    QVERIFY(message.contains(QStringLiteral("\"kameleon\"")));
}

void TestCatalog::aBrokenFileIsListedWithItsReason()
{
    QTemporaryDir folder;
    write(folder.filePath(QStringLiteral("broken.json")), "{\"id\": \"broken\",");
    const Catalog catalog(folder.path());
    const Catalog::Entry entry = catalog.entries().back();
    QCOMPARE(entry.id, QStringLiteral("broken"));
    QVERIFY2(entry.problem.contains(QStringLiteral("broken.json: line 1, column")),
             qPrintable(entry.problem));
    QVERIFY(!catalog.names().contains(QStringLiteral("broken")));
    QCOMPARE(messageOf(catalog.find(QStringLiteral("broken"))), entry.problem);
}

void TestCatalog::twoOwnProfilesOfOneIdAreReported()
{
    QTemporaryDir folder;
    write(folder.filePath(QStringLiteral("a.json")), ownProfile("twin"));
    write(folder.filePath(QStringLiteral("b.json")), ownProfile("twin"));
    const Catalog catalog(folder.path());
    QVERIFY(catalog.entries().back().problem.contains(QStringLiteral("taken by a.json")));
    QVERIFY(catalog.find(QStringLiteral("twin")));
}

void TestCatalog::aFolderOrAMissingFileIsAnErrorThatNamesIt()
{
    QTemporaryDir folder;
    QVERIFY(messageOf(Catalog().find(folder.path())).contains(folder.path()));
    const QString missing = folder.filePath(QStringLiteral("none.json"));
    QVERIFY(messageOf(Catalog().find(missing)).contains(missing));
}

void TestCatalog::noFolderOfOwnProfilesIsNoError()
{
    QCOMPARE(Catalog(QStringLiteral("/nowhere/at/all")).names(), Catalog::builtInNames());
}

void TestCatalog::anEndlessFileIsReadOnlyToItsBound()
{
    QVERIFY(
        messageOf(Catalog().find(QStringLiteral("/dev/zero"))).contains(QStringLiteral("larger than 1 MiB")));
}

QTEST_GUILESS_MAIN(TestCatalog)
#include "tst_catalog.moc"
