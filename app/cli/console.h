#pragma once

#include "base/result.h"

#include <QString>
#include <QStringList>

namespace cli {

/// The two streams: what people read goes to the standard error, what programs read to the standard output.
/// Plain lines, written at once. A reader that went away is no error. One thread.
class Console {
public:
    void say(const QString& line);   ///< for people
    void print(const QString& line); ///< for programs
    void printRaw(const QByteArray& bytes);
    void draw(const QString& text); ///< for a terminal: no line end is added
};

/// What is wrong with a command's input, gathered so that one run tells everything. Each is one sentence that
/// names the place and the remedy.
class Problems {
public:
    void add(const QString& sentence);
    void add(const base::Error& error);
    bool isEmpty() const { return m_sentences.isEmpty(); }
    void tell(Console& console) const;

private:
    QStringList m_sentences;
};

/// "a, b and c": for names in sentences.
QString listed(const QStringList& names);

} // namespace cli
