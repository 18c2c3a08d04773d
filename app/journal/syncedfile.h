#pragma once

#include "base/result.h"

#include <QFile>
#include <QString>

namespace journal {

/// A file that appears under its name complete and on the disk, or not at all: written beside it, synced
/// (QSaveFile does not look whether that worked), renamed. Readable by its owner only. One thread.
class SyncedFile {
public:
    explicit SyncedFile(const QString& path);
    ~SyncedFile(); ///< what was not finished is removed
    SyncedFile(const SyncedFile&) = delete;
    SyncedFile& operator=(const SyncedFile&) = delete;

    base::Result<void> open();
    base::Result<void> write(const QByteArray& bytes);
    base::Result<void> finish();

private:
    std::unexpected<base::Error> failure() const;

    QString m_path;
    QFile m_file;
};

} // namespace journal
