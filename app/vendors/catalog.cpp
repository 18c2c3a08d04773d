#include "vendors/catalog.h"

#include "vendors/profilereader.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

// Must stand outside any namespace: it declares the function that rcc made of resources/sluice.qrc.
static void registerProfiles()
{
    Q_INIT_RESOURCE(sluice);
}

namespace vendors {

namespace {

constexpr qint64 bytesMax = 1 << 20; // a profile is a few kB

const QString builtInFolder = QStringLiteral(":/profiles/");

base::Result<Profile> readBuiltIn(const QString& name)
{
    QFile file(builtInFolder + name + QStringLiteral(".json"));
    if (!file.open(QIODevice::ReadOnly))
        return base::fail("the built-in profile " + name.toStdString() + " is not in this program");
    base::Result<Profile> profile = readProfileFile(file.readAll(), name + QStringLiteral(".json"));
    if (profile)
        profile->isBuiltIn = true;
    return profile;
}

} // namespace

Catalog::Catalog(QString ownFolder) : m_ownFolder(std::move(ownFolder))
{
    registerProfiles();
}

QStringList Catalog::builtInNames()
{
    return {QStringLiteral("kameleoon"), QStringLiteral("chameleon"), QStringLiteral("wonderpush"),
            QStringLiteral("accompa")};
}

base::Result<Profile> Catalog::readFile(const QString& path)
{
    QFile file(path);
    if (QFileInfo(path).isDir())
        return base::fail(path.toStdString() + ": is a folder; name the profile's file");
    if (!file.open(QIODevice::ReadOnly))
        return base::fail(path.toStdString() + ": cannot be read: " + file.errorString().toStdString());
    // Piece by piece, as a pipe gives it, and no further than what is too much already: a device would never
    // end.
    QByteArray json;
    while (json.size() <= bytesMax) {
        const QByteArray piece = file.read(bytesMax + 1 - json.size());
        if (piece.isEmpty())
            break;
        json += piece;
    }
    return readProfileFile(json, QFileInfo(path).fileName());
}

std::vector<Catalog::Entry> Catalog::entries() const
{
    std::vector<Entry> all;
    for (const QString& name : builtInNames()) {
        const base::Result<Profile> profile = readBuiltIn(name);
        all.push_back({name,
                       profile ? profile->name : name,
                       true,
                       {},
                       profile ? QString() : QString::fromStdString(profile.error().message)});
    }
    if (m_ownFolder.isEmpty())
        return all;
    const QDir folder(m_ownFolder);
    for (const QString& fileName : folder.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name)) {
        const QString path = folder.filePath(fileName);
        const base::Result<Profile> profile = readFile(path);
        if (!profile) {
            all.push_back({QFileInfo(path).completeBaseName(),
                           {},
                           false,
                           path,
                           QString::fromStdString(profile.error().message)});
            continue;
        }
        Entry entry{profile->id, profile->name, false, path, {}};
        const auto same = std::find_if(all.begin(), all.end(), [&](const Entry& each) {
            return each.id == entry.id && each.problem.isEmpty();
        });
        if (same != all.end())
            entry.problem =
                same->isBuiltIn
                    ? QStringLiteral("%1: /id: \"%2\" is a built-in profile; give it another id, or name "
                                     "the file itself")
                          .arg(fileName, entry.id)
                    : QStringLiteral("%1: /id: \"%2\" is taken by %3; give it another id")
                          .arg(fileName, entry.id, QFileInfo(same->file).fileName());
        all.push_back(std::move(entry));
    }
    return all;
}

QStringList Catalog::names() const
{
    QStringList known;
    for (const Entry& entry : entries())
        if (entry.problem.isEmpty())
            known += entry.id;
    return known;
}

base::Result<Profile> Catalog::find(const QString& nameOrFile) const
{
    if (nameOrFile.contains(u'/') || nameOrFile.endsWith(QLatin1String(".json")))
        return readFile(nameOrFile);
    if (builtInNames().contains(nameOrFile))
        return readBuiltIn(nameOrFile);
    for (const Entry& entry : entries()) {
        if (entry.id != nameOrFile || entry.isBuiltIn)
            continue;
        if (!entry.problem.isEmpty())
            return base::fail(entry.problem.toStdString());
        return readFile(entry.file);
    }
    return base::fail(
        QStringLiteral("no profile is called \"%1\"; known are: %2. A file is named with a / or .json in it.")
            .arg(nameOrFile, names().join(QStringLiteral(", ")))
            .toStdString());
}

} // namespace vendors
