#include "journal/log.h"

#include "base/machine.h"

#include <QDateTime>
#include <QFileInfo>

namespace journal {

namespace {

QString numbered(const QString& path, int number)
{
    return number == 0 ? path : path + QLatin1Char('.') + QString::number(number);
}

} // namespace

Log::Log(const QString& folder, QString program, qint64 bytesMax)
    : m_path(folder + QStringLiteral("/sluice.log"))
    , m_program(std::move(program))
    , m_bytesMost(bytesMax)
{
}

base::Result<std::unique_ptr<Log>> Log::open(const QString& folder, const QString& program, qint64 bytesMax)
{
    std::unique_ptr<Log> log(new Log(folder, program, bytesMax));
    if (!base::makePrivateFolder(folder.toStdString()) || !log->reopen())
        return base::fail("The log " + log->m_path.toStdString()
                          + " cannot be written. Check the permissions of its folder.");
    return log;
}

bool Log::reopen()
{
    m_file.close();
    m_file.setFileName(m_path);
    // Unbuffered and appended: a line is one write, so that those of several programs do not mix.
    return base::makePrivateFile(m_path.toStdString())
           && m_file.open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered);
}

void Log::rotate()
{
    const auto lock = base::FileLock::take((m_path + QStringLiteral(".lock")).toStdString(),
                                           base::FileLock::Kind::exclusive, base::FileLock::Patience::wait);
    if (!lock)
        return;
    // Another program may have done it since we opened the file.
    if (QFileInfo(m_path).size() >= m_bytesMost) {
        QFile::remove(numbered(m_path, keptMost));
        for (int number = keptMost; number > 0; --number)
            QFile::rename(numbered(m_path, number - 1), numbered(m_path, number));
    }
    reopen();
}

void Log::write(base::WallTime at, QString line)
{
    if (m_file.size() >= m_bytesMost)
        rotate();
    for (QChar& c : line) {
        if (c.category() == QChar::Other_Control || c == QChar::LineSeparator
            || c == QChar::ParagraphSeparator)
            c = QLatin1Char(' ');
    }
    const auto moment = QDateTime::fromMSecsSinceEpoch(at.time_since_epoch().count(), Qt::UTC);
    m_file.write((moment.toString(Qt::ISODateWithMs) + QLatin1Char(' ') + m_program + QLatin1Char(' ') + line
                  + QLatin1Char('\n'))
                     .toUtf8());
}

} // namespace journal
