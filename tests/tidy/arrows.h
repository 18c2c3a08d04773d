#pragma once

#include <QList>
#include <QRegularExpression>
#include <QString>
#include <QStringList>

/// The order of the house, read from the sources themselves, because CMake does not stop an include that a
/// library does not link: which room may include which, which foreign header belongs to which file, how long
/// a file may be.
namespace tidy {

/// One line that breaks a rule.
struct Violation {
    QString file; ///< relative to the project
    int line = 0; ///< 0: the whole file
    QString why;

    QString text() const;
};

/// What one room may include of the others, beside itself.
struct Room {
    QString name;           ///< "limits"; the window's folder is "ui"
    QStringList mayInclude; ///< rooms ("base") or single headers ("jobs/types.h")
    bool isQtFree = false;
};

/// Headers that only some files may include: `header` matches the name between the brackets, `files` are
/// beginnings of paths.
struct Reserved {
    QRegularExpression header;
    QStringList files;
    QString why;
};

/// Text that no line of some folders may hold.
struct Banned {
    QRegularExpression text;
    QStringList folders;
    QString why;
};

const QList<Room>& rooms();
const QList<Reserved>& reservedHeaders();
const QList<Banned>& bannedText();

/// Longest source file, in lines: near 500 ask whether two nouns live there; here it is an error.
inline constexpr int linesMax = 600;

/// Everything in `root`/app, ui and tests that breaks a rule, in order of file and line.
QList<Violation> violations(const QString& root);
/// How many source files were read below `root`; a check that read none proves nothing.
int sourceCount(const QString& root);

} // namespace tidy
