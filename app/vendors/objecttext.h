#pragma once

#include "base/time.h"
#include "vendors/profile.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>
#include <utility>

namespace vendors {

/// A JSON text with its keys in the order of writing (QJsonObject sorts them by the alphabet, which tears a
/// limit's "max" from its "per").
class ObjectText {
public:
    void raw(const char* key, const QString& json); ///< nothing where `json` is empty
    void text(const char* key, const QString& value,
              const QString& otherwise = {}); ///< nothing where it is the default
    void texts(const char* key, const QStringList& values);
    void number(const char* key, qint64 value, std::optional<qint64> otherwise = std::nullopt);
    void flag(const char* key, bool value, bool otherwise);
    void duration(const char* key, base::Duration value,
                  std::optional<base::Duration> otherwise = std::nullopt);
    void place(const char* key, const std::optional<ValuePlace>& place);
    void places(const char* key, const QList<ValuePlace>& places);
    void provenance(const Provenance& provenance);

    QString json() const;
    bool isEmpty() const { return m_entries.isEmpty(); }

private:
    QList<std::pair<QString, QString>> m_entries;
};

/// The text as a JSON string.
QString quoted(const QString& text);
/// A list of JSON texts; on one line where it is short.
QString listText(const QStringList& entries);

} // namespace vendors
