#include "idlist/package.h"

#include "idlist/worded.h"

#include <quazip/quazip.h>

namespace idlist {

Package::Package() = default;
Package::~Package() = default;

base::Result<std::unique_ptr<Package>> Package::open(const QByteArray& bytes)
{
    const std::string damaged = "The file is a ZIP archive that cannot be opened. It is damaged or "
                                "incomplete: fetch or export it again.";
    std::unique_ptr<Package> package(new Package);
    package->m_buffer.setData(bytes);
    package->m_zip = std::make_unique<QuaZip>(&package->m_buffer);
    package->m_zip->setUtf8Enabled(true);
    if (!package->m_zip->open(QuaZip::mdUnzip))
        return base::fail(damaged);
    const int entries = package->m_zip->getEntriesCount();
    if (entries < 0)
        return base::fail(damaged);
    if (entries > entriesMax)
        return base::fail(worded("The file is a ZIP archive of more than {} parts, so it is no list. "
                                 "Save the sheet as CSV (UTF-8).",
                                 entriesMax));
    package->m_parts = package->m_zip->getFileNameList();
    return package;
}

QString resolvedPart(const QString& part, const QString& target)
{
    QStringList path;
    if (!target.startsWith(u'/')) {
        path = part.split(u'/');
        path.removeLast();
    }
    for (const QString& step : target.split(u'/', Qt::SkipEmptyParts)) {
        if (step == u".." && !path.isEmpty())
            path.removeLast();
        else if (step != u"." && step != u"..")
            path.append(step);
    }
    return path.join(u'/');
}

QString relationsPart(const QString& part)
{
    const qsizetype slash = part.lastIndexOf(u'/') + 1;
    return part.left(slash) + QStringLiteral("_rels/") + part.mid(slash) + QStringLiteral(".rels");
}

} // namespace idlist
