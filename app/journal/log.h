#pragma once

#include "base/result.h"
#include "base/time.h"

#include <QFile>
#include <QString>

#include <memory>

namespace journal {

/// The diary on disk, for people: one line per fact, with the moment in UTC and the program that wrote it.
/// Several programs may write to it at once. Bounded: past `bytesMost` the file becomes sluice.log.1, the
/// older ones move up, and at most `keptMost` of them stay. It decides nothing: a line that cannot be written
/// is dropped, and no job stops for it. What comes here must be redacted already. One thread per instance.
class Log {
public:
    static constexpr qint64 bytesMost = 1 << 20;
    static constexpr int keptMost = 4;

    /// Makes folder (0700) and file (0600). `program`: who writes, "sluice-cli[4711]".
    static base::Result<std::unique_ptr<Log>> open(const QString& folder, const QString& program,
                                                   qint64 bytesMax = bytesMost);

    /// Line breaks and other control characters become spaces.
    void write(base::WallTime at, QString line);

private:
    Log(const QString& folder, QString program, qint64 bytesMax);
    bool reopen();
    void rotate();

    QString m_path, m_program;
    qint64 m_bytesMost;
    QFile m_file;
};

} // namespace journal
