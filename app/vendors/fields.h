#pragma once

#include "base/result.h"
#include "base/time.h"
#include "vendors/profile.h"
#include "vendors/shapes.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QSet>
#include <QString>
#include <QStringList>

#include <concepts>
#include <functional>
#include <initializer_list>
#include <optional>
#include <utility>

namespace vendors {

/// What is wrong with one document, each with its path. Bounded: after ten nobody reads on.
class Problems {
public:
    explicit Problems(QString fileName) : m_fileName(std::move(fileName)) {}
    void add(const QString& path, const QString& what);
    bool isEmpty() const { return m_lines.isEmpty(); }
    base::Error error() const;

private:
    QString m_fileName;
    QStringList m_lines;
    qsizetype m_more = 0;
};

/// A value as it stands in the document, shortened, for error messages.
QString shown(const QJsonValue& value);

/// Whether `text` is a JSON Pointer (RFC 6901) to a part of a document: "/error/code".
bool isJsonPointer(const QString& text);

/// One object of a profile, read key by key by its Shape. A wrong or missing value is noted with its path and
/// the default comes back, so that reading goes on and tells all mistakes at once. One thread; lives while
/// the Problems do.
class Fields {
public:
    Fields(Problems& problems, const QJsonValue& value, QString path, const char* shapeName);

    bool has(const char* key) const;
    QString path(const char* key) const;
    const QString& path() const { return m_path; }
    Problems& problems() const { return m_problems; }
    void problem(const char* key, const QString& what) const;
    const QJsonValue value(const char* key) const;

    QString text(const char* key, const QString& otherwise = {}) const; ///< not empty, one line
    QStringList texts(const char* key) const;                           ///< a list of such
    bool flag(const char* key, bool otherwise) const;
    qint64 whole(const char* key, qint64 min, qint64 max, qint64 otherwise) const;
    base::Duration duration(const char* key, base::Duration otherwise, base::Duration min = {}) const;
    std::optional<ValuePlace> place(const char* key) const;
    QList<ValuePlace> places(const char* key) const; ///< one, or a list
    Provenance provenance() const;                   ///< source, checked, verified

    /// One of some words.
    template <class T>
    T word(const char* key, std::initializer_list<std::pair<const char*, T>> words, T otherwise) const
    {
        if (!has(key))
            return otherwise;
        QStringList known;
        for (const auto& [name, meaning] : words) {
            if (value(key) == QJsonValue(QLatin1String(name)))
                return meaning;
            known += QLatin1String(name);
        }
        problem(key, QStringLiteral("%1 is not known; write one of: %2")
                         .arg(shown(value(key)), known.join(QStringLiteral(", "))));
        return otherwise;
    }

    /// Every entry of a list, with its path; nothing where the key is absent.
    void each(const char* key, const std::function<void(const QJsonValue&, const QString&)>& read) const;

private:
    std::optional<ValuePlace> placeFrom(const QJsonValue& value, const QString& path) const;
    bool isText(const QJsonValue& value, const QString& path) const;

    Problems& m_problems;
    QJsonObject m_object;
    QString m_path;
    const Shape& m_shape;
};

} // namespace vendors
