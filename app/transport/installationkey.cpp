#include "transport/installationkey.h"

#include "base/machine.h"

#include <QFile>
#include <QRandomGenerator>
#include <QTemporaryFile>

#include <array>

namespace transport {

namespace {

constexpr qsizetype keyBytes = 32; // the width of HMAC-SHA-256

base::Result<QByteArray> readKey(const QString& path)
{
    const std::string name = path.toStdString();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return base::fail(name + ": cannot be read (" + file.errorString().toStdString() + ")");
    constexpr auto others =
        QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ReadOther | QFileDevice::WriteOther;
    if (file.permissions() & others)
        return base::fail(name + ": others can read or change this file; run: chmod 600 " + name);
    QByteArray key = file.read(keyBytes + 1);
    if (key.size() != keyBytes)
        return base::fail(name + ": is damaged (not " + std::to_string(keyBytes)
                          + " bytes); restore it from a backup, or remove it: then no account is recognised");
    return key;
}

/// A whole key under a name of its own first, which then takes the final name only if that is still free.
bool makeKey(const QString& folder, const QString& path)
{
    std::array<quint32, keyBytes / sizeof(quint32)> words{};
    QRandomGenerator::system()->fillRange(words.data(), words.size());
    QTemporaryFile file(folder + QStringLiteral("/installation.XXXXXX"));
    if (!file.open() || file.write(reinterpret_cast<const char*>(words.data()), keyBytes) != keyBytes
        || !file.flush() || !base::syncToDisk(file.handle()))
        return false;
    if (!file.rename(path))
        return QFile::exists(path); // another program was first: its key counts
    file.setAutoRemove(false);
    return base::syncFolder(folder.toStdString());
}

} // namespace

base::Result<QByteArray> installationKey(const QString& folder)
{
    const std::filesystem::path place(folder.toStdString());
    if (!base::makePrivateFolder(place))
        return base::fail(folder.toStdString()
                          + ": this folder cannot be made; check its parent's permissions");
    const QString path = folder + QStringLiteral("/installation.key");
    if (!QFile::exists(path) && !makeKey(folder, path))
        return base::fail(path.toStdString()
                          + ": cannot be written; check the disk's room and the folder's permissions");
    return readKey(path);
}

} // namespace transport
