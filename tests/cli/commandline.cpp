#include "cli/commandline.h"

#include <QDirIterator>
#include <QEventLoop>
#include <QFile>
#include <QJsonDocument>
#include <QTimer>

#include <chrono>

namespace support {

namespace {

/// Far beyond anything that these jobs take, also on a machine that does ten things at once.
constexpr std::chrono::seconds patience{120};

} // namespace

QList<QJsonObject> CommandLine::Ending::jsonLines() const
{
    QList<QJsonObject> objects;
    for (const QByteArray& line : out.split('\n')) {
        if (line.isEmpty())
            continue;
        const QJsonDocument document = QJsonDocument::fromJson(line);
        if (!document.isObject())
            return {};
        objects << document.object();
    }
    return objects;
}

CommandLine::CommandLine()
{
    const QProcessEnvironment system = QProcessEnvironment::systemEnvironment();
    for (const char* name : {"PATH", "LD_LIBRARY_PATH", "LC_ALL", "TZ", "ASAN_OPTIONS", "UBSAN_OPTIONS"}) {
        if (system.contains(QLatin1String(name)))
            m_environment.insert(QLatin1String(name), system.value(QLatin1String(name)));
    }
    m_environment.insert(QStringLiteral("HOME"), m_home.path());
}

std::unique_ptr<QProcess> CommandLine::start(const QStringList& words)
{
    auto program = std::make_unique<QProcess>();
    program->setProcessEnvironment(m_environment);
    program->start(QStringLiteral(SLUICE_CLI), words);
    program->closeWriteChannel();
    return program;
}

bool CommandLine::waitFor(const std::function<bool()>& condition)
{
    if (condition())
        return true;
    QEventLoop loop;
    QTimer look, end;
    QObject::connect(&look, &QTimer::timeout, &loop, [&] {
        if (condition())
            loop.exit(1);
    });
    QObject::connect(&end, &QTimer::timeout, &loop, [&] { loop.exit(0); });
    look.start(std::chrono::milliseconds(5));
    end.start(patience);
    return loop.exec() == 1;
}

CommandLine::Ending CommandLine::end(QProcess& program)
{
    Ending ending;
    const bool hasEnded = waitFor([&] { return program.state() == QProcess::NotRunning; });
    ending.out = program.readAllStandardOutput();
    ending.err = program.readAllStandardError();
    if (hasEnded && program.exitStatus() == QProcess::NormalExit)
        ending.code = program.exitCode();
    else
        program.kill();
    program.waitForFinished();
    return ending;
}

CommandLine::Ending CommandLine::run(const QStringList& words)
{
    return end(*start(words));
}

QString CommandLine::file(const QString& name, const QByteArray& content, bool isPrivate) const
{
    QFile file(m_home.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write %s", qPrintable(file.fileName()));
    file.close();
    file.setPermissions(isPrivate ? QFile::ReadOwner | QFile::WriteOwner
                                  : QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther);
    return file.fileName();
}

QString CommandLine::credentials() const
{
    return file(QStringLiteral("credentials.json"), R"({"client_id":"anna","client_secret":"open-sesame"})");
}

QString CommandLine::list(int count) const
{
    QByteArray text = "id\n";
    for (int id = 1; id <= count; ++id)
        text += QByteArray::number(id) + '\n';
    return file(QStringLiteral("ids-%1.csv").arg(count), text);
}

QStringList CommandLine::filesNamed(const QString& name) const
{
    QStringList found;
    QDirIterator it(m_home.path(), {name}, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (it.hasNext())
        found << it.next();
    return found;
}

QStringList CommandLine::filesWith(const QByteArray& text) const
{
    QStringList found;
    QDirIterator it(m_home.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        QFile file(it.next());
        if (file.open(QIODevice::ReadOnly) && file.readAll().contains(text))
            found << file.fileName();
    }
    return found;
}

} // namespace support
