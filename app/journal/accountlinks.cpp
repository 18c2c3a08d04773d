#include "journal/accountlinks.h"

#include "base/machine.h"
#include "journal/syncedfile.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace journal {

namespace {

/// More replacements of one token than anybody makes; ends circles, too.
constexpr int linksMost = 64;

QString linkFile(const Folders& folders, const QString& accountKey)
{
    return folders.account(accountKey) + QStringLiteral("/same-as");
}

} // namespace

QString linkedAccount(const Folders& folders, const QString& accountKey)
{
    QString key = accountKey;
    for (int i = 0; i < linksMost; ++i) {
        QFile file(linkFile(folders, key));
        if (!file.open(QIODevice::ReadOnly))
            return key;
        const QString next = QString::fromLatin1(file.read(256)).trimmed();
        const bool isKey = !next.isEmpty() && std::all_of(next.begin(), next.end(), [](QChar c) {
            return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f');
        });
        if (!isKey || next == key)
            return key;
        key = next;
    }
    return key;
}

base::Result<void> linkAccount(const Folders& folders, const QString& accountKey, const QString& known)
{
    const QString target = linkedAccount(folders, known);
    if (linkedAccount(folders, accountKey) == target)
        return {};
    if (QFileInfo::exists(folders.ledger(accountKey)))
        return base::fail("These credentials have calls of their own on record, so they belong to another "
                          "account than the job's. Make a new job for them.");
    if (!base::makePrivateFolder(folders.account(accountKey).toStdString()))
        return base::fail("The folder " + folders.account(accountKey).toStdString()
                          + " cannot be made. Check the permissions.");
    SyncedFile file(linkFile(folders, accountKey));
    if (auto opened = file.open(); !opened)
        return opened;
    if (auto written = file.write(target.toLatin1() + '\n'); !written)
        return written;
    return file.finish();
}

} // namespace journal
