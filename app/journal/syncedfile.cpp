#include "journal/syncedfile.h"

#include "base/machine.h"

#include <QFileInfo>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace journal {

SyncedFile::SyncedFile(const QString& path)
    : m_path(path)
    , m_file(QStringLiteral("%1.part-%2").arg(path).arg(base::processId()))
{
}

SyncedFile::~SyncedFile()
{
    if (!m_file.isOpen())
        return;
    m_file.close();
    m_file.remove();
}

base::Result<void> SyncedFile::open()
{
    m_file.remove(); // of a process with our id that died long ago
    if (!base::makePrivateFile(m_file.fileName().toStdString()) || !m_file.open(QIODevice::WriteOnly))
        return base::fail("The file " + m_path.toStdString()
                          + " could not be written. Check that the folder exists and may be written to.");
    return {};
}

base::Result<void> SyncedFile::write(const QByteArray& bytes)
{
    if (m_file.write(bytes) != bytes.size())
        return failure();
    return {};
}

base::Result<void> SyncedFile::finish()
{
    if (!m_file.flush() || !base::syncToDisk(m_file.handle()))
        return failure();
    std::error_code error;
    std::filesystem::rename(m_file.fileName().toStdString(), m_path.toStdString(), error);
    if (error)
        return base::fail("The file " + m_path.toStdString()
                          + " could not be put in place: " + error.message() + ".");
    m_file.close();
    if (!base::syncFolder(QFileInfo(m_path).absolutePath().toStdString()))
        return failure();
    return {};
}

std::unexpected<base::Error> SyncedFile::failure() const
{
    return base::fail("The file " + m_path.toStdString()
                      + " could not be written to the disk: " + std::generic_category().message(errno)
                      + ". Free some space or choose another folder.");
}

} // namespace journal
