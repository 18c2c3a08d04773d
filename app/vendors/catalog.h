#pragma once

#include "base/result.h"
#include "vendors/profile.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace vendors {

/// The profiles there are: those built in, and the user's own in one folder. A built-in name always means the
/// built-in profile; an own one of the same id is reported, never used by that name. Reads files when asked,
/// keeps nothing.
class Catalog {
public:
    /// One profile of the list, or the reason why a file of the user's is none.
    struct Entry {
        QString id, name;
        bool isBuiltIn = false;
        QString file;    ///< own ones
        QString problem; ///< not empty: the file cannot be used, and why
    };

    /// `ownFolder`: where the user keeps own profiles; empty, or a folder that does not exist: none.
    explicit Catalog(QString ownFolder = {});

    std::vector<Entry> entries() const; ///< the built-in ones first, then own ones by file name
    QStringList names() const;          ///< that find() accepts

    /// By name, or by file: a file only where the text holds a '/' or ends in ".json". The error lists the
    /// known names.
    base::Result<Profile> find(const QString& nameOrFile) const;

    static base::Result<Profile> readFile(const QString& path);
    static QStringList builtInNames();

private:
    QString m_ownFolder;
};

} // namespace vendors
