#include "cli/console.h"

#include <cstdio>

namespace cli {

namespace {

void write(std::FILE* stream, const QByteArray& bytes)
{
    std::fwrite(bytes.constData(), 1, static_cast<std::size_t>(bytes.size()), stream);
    std::fflush(stream);
}

/// What a job is called, or what a vendor answers, must not drive the terminal that shows it.
QByteArray plain(QString line)
{
    for (QChar& c : line) {
        if (c.category() == QChar::Other_Control && c != QLatin1Char('\n') && c != QLatin1Char('\t'))
            c = QChar::ReplacementCharacter;
    }
    return line.toUtf8() + '\n';
}

} // namespace

void Console::say(const QString& line)
{
    write(stderr, plain(line));
}

void Console::print(const QString& line)
{
    write(stdout, plain(line));
}

void Console::printRaw(const QByteArray& bytes)
{
    write(stdout, bytes);
}

void Console::draw(const QString& text)
{
    write(stderr, text.toUtf8());
}

void Problems::add(const QString& sentence)
{
    m_sentences << sentence;
}

void Problems::add(const base::Error& error)
{
    add(QString::fromStdString(error.message));
}

void Problems::tell(Console& console) const
{
    for (const QString& sentence : m_sentences)
        console.say(QStringLiteral("sluice-cli: ") + sentence);
}

QString listed(const QStringList& names)
{
    if (names.size() < 2)
        return names.join(QString());
    return names.first(names.size() - 1).join(QStringLiteral(", ")) + QStringLiteral(" and ") + names.last();
}

} // namespace cli
