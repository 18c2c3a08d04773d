#include "tidy/arrows.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>

#include <algorithm>

namespace tidy {

namespace {

QStringList sources(const QString& root)
{
    QStringList found;
    for (const QString& folder : {QStringLiteral("app"), QStringLiteral("ui"), QStringLiteral("tests")}) {
        QDirIterator it(root + QLatin1Char('/') + folder, {QStringLiteral("*.h"), QStringLiteral("*.cpp")},
                        QDir::Files, QDirIterator::Subdirectories | QDirIterator::FollowSymlinks);
        while (it.hasNext())
            found << QDir(root).relativeFilePath(it.next());
    }
    found.sort();
    return found;
}

/// The room of app/<room>/… or "ui"; empty for the tests.
QString roomOf(const QString& file)
{
    if (file.startsWith(QLatin1String("ui/")))
        return QStringLiteral("ui");
    return file.startsWith(QLatin1String("app/")) ? file.section(QLatin1Char('/'), 1, 1) : QString();
}

const Room* room(const QString& name)
{
    const auto found = std::ranges::find(rooms(), name, &Room::name);
    return found == rooms().end() ? nullptr : &*found;
}

bool isQtHeader(const QString& header)
{
    static const QRegularExpression qt(QStringLiteral("^(Q[A-Za-z]|q[a-z_]+\\.h$)"));
    return qt.match(header).hasMatch();
}

bool startsWithOneOf(const QString& text, const QStringList& beginnings)
{
    return std::ranges::any_of(beginnings, [&](const QString& b) { return text.startsWith(b); });
}

/// A main puts everything together, so it may include any room.
bool isMain(const QString& file)
{
    static const QStringList mains = {QStringLiteral("ui/main.cpp"), QStringLiteral("ui/stage.cpp"),
                                      QStringLiteral("ui/world.cpp"), QStringLiteral("ui/world.h")};
    return mains.contains(file);
}

class Reading {
public:
    explicit Reading(QString file) : m_file(std::move(file)), m_room(room(roomOf(m_file))) {}

    void read(const QString& text)
    {
        const QStringList lines = text.split(QLatin1Char('\n'));
        const auto count = lines.size() - (lines.last().isEmpty() ? 1 : 0);
        if (count > linesMax)
            add(0,
                QStringLiteral("%1 lines, more than %2: two nouns may live here").arg(count).arg(linesMax));
        for (int i = 0; i < lines.size(); ++i)
            readLine(i + 1, lines.at(i));
    }

    QList<Violation> found() const { return m_found; }

private:
    void add(int line, const QString& why) { m_found << Violation{m_file, line, why}; }

    void readLine(int number, const QString& line)
    {
        static const QRegularExpression include(QStringLiteral("^\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"]"));
        if (const auto match = include.match(line); match.hasMatch())
            judge(number, match.captured(2), match.captured(1) == QLatin1String("\""));
        for (const Banned& banned : bannedText()) {
            if (startsWithOneOf(m_file, banned.folders) && banned.text.match(line).hasMatch())
                add(number, banned.why);
        }
    }

    void judge(int number, const QString& header, bool isQuoted)
    {
        if (roomOf(m_file).isEmpty())
            return; // tests may include what they test
        for (const Reserved& reserved : reservedHeaders()) {
            if (reserved.header.match(header).hasMatch() && !startsWithOneOf(m_file, reserved.files))
                add(number, QStringLiteral("<%1>: %2").arg(header, reserved.why));
        }
        if (m_room == nullptr) {
            add(number, QStringLiteral("no such room in the plan: %1").arg(roomOf(m_file)));
            return;
        }
        if (m_room->isQtFree && isQtHeader(header))
            add(number, QStringLiteral("<%1>: %2 knows no Qt").arg(header, m_room->name));
        if (isQuoted)
            judgeOwn(number, header);
    }

    void judgeOwn(int number, const QString& header)
    {
        if (header.endsWith(QLatin1String(".moc")))
            return;
        const QString target = header.section(QLatin1Char('/'), 0, 0);
        const bool isRoom = header.contains(QLatin1Char('/')) && room(target) != nullptr;
        if (!isRoom) {
            if (m_room->name != QLatin1String("ui"))
                add(number, QStringLiteral("\"%1\" does not say its room").arg(header));
            return; // inside ui, folders are ui's own
        }
        if (target == m_room->name || isMain(m_file))
            return;
        if (!m_room->mayInclude.contains(target) && !m_room->mayInclude.contains(header))
            add(number, QStringLiteral("%1 must not include %2").arg(m_room->name, header));
    }

    QString m_file;
    const Room* m_room;
    QList<Violation> m_found;
};

} // namespace

QString Violation::text() const
{
    return QStringLiteral("%1:%2: %3").arg(file).arg(line).arg(why);
}

QList<Violation> violations(const QString& root)
{
    QList<Violation> found;
    for (const QString& file : sources(root)) {
        QFile source(root + QLatin1Char('/') + file);
        if (!source.open(QIODevice::ReadOnly)) {
            found << Violation{file, 0, source.errorString()};
            continue;
        }
        Reading reading(file);
        reading.read(QString::fromUtf8(source.readAll()));
        found << reading.found();
    }
    return found;
}

int sourceCount(const QString& root)
{
    return static_cast<int>(sources(root).size());
}

} // namespace tidy
