#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include <functional>
#include <memory>

namespace support {

/// The built program as a user has it: a home of its own, files to hand, and its exit code and words. Waiting
/// runs the event loop, so that a server in the same thread can answer.
class CommandLine {
public:
    struct Ending {
        int code = -1; ///< -1: it crashed or did not end
        QByteArray out, err;

        QList<QJsonObject> jsonLines() const;
        QString text() const { return QString::fromUtf8(err); }
    };

    CommandLine();

    Ending run(const QStringList& words);
    std::unique_ptr<QProcess> start(const QStringList& words);
    /// Runs the event loop until the program has ended.
    static Ending end(QProcess& program);
    /// Runs the event loop until it is true; false: it never was.
    static bool waitFor(const std::function<bool()>& condition);

    /// Writes a file of the user's own and tells its path.
    QString file(const QString& name, const QByteArray& content, bool isPrivate = true) const;
    QString path(const QString& name) const { return m_home.filePath(name); }
    /// Credentials that only their owner can read.
    QString credentials() const;
    QString list(int count) const; ///< "id" and the numbers from 1
    void setEnvironment(const QString& name, const QString& value) { m_environment.insert(name, value); }
    const QProcessEnvironment& environment() const { return m_environment; }
    /// Every file of this name below the home.
    QStringList filesNamed(const QString& name) const;
    /// Every file below the home that holds `text`.
    QStringList filesWith(const QByteArray& text) const;

private:
    QTemporaryDir m_home;
    QProcessEnvironment m_environment;
};

} // namespace support
