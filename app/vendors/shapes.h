#pragma once

#include <QString>
#include <QStringList>

#include <vector>

namespace vendors {

/// A key that an object of a profile may have.
struct Key {
    QString name;
    bool isRequired = false;
};

/// One kind of object in a profile's JSON, and every key that it may have. The reader refuses all others, and
/// the published schema is tested against this table.
struct Shape {
    QString name; ///< as in the schema's $defs: "operation"; "profile" is the document itself
    std::vector<Key> keys;

    bool hasKey(const QString& key) const;
    /// The known key that `wrong` most likely was meant to be; empty where none is near.
    QString closestTo(const QString& wrong) const;
    QStringList names() const;
};

/// How many letters have to be put in, taken out or changed to make one of the other, their case aside.
qsizetype editDistance(const QString& left, const QString& right);

const std::vector<Shape>& shapes();
const Shape& shape(const QString& name);

} // namespace vendors
