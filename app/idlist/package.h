#pragma once

#include "base/result.h"

#include <QBuffer>
#include <QByteArray>
#include <QString>
#include <QStringList>

#include <memory>

class QuaZip;

namespace idlist {

/// A ZIP archive in memory. Bounded: so many entries and no more; each part's size is bounded by who reads
/// it.
class Package {
public:
    static constexpr int entriesMax = 10'000; ///< a workbook has some twenty, with pictures some hundred

    static base::Result<std::unique_ptr<Package>> open(const QByteArray& bytes);
    ~Package();

    QuaZip& zip() { return *m_zip; }
    bool has(const QString& part) const { return m_parts.contains(part, Qt::CaseInsensitive); }

private:
    Package();

    QBuffer m_buffer;
    std::unique_ptr<QuaZip> m_zip;
    QStringList m_parts;
};

/// The path inside a package that a relation of `part` means by `target` ("../tables/table1.xml").
QString resolvedPart(const QString& part, const QString& target);
/// Where the relations of `part` stand: "xl/workbook.xml" → "xl/_rels/workbook.xml.rels".
QString relationsPart(const QString& part);

} // namespace idlist
