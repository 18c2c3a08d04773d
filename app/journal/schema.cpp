#include "journal/schema.h"

#include <QFile>

// The linker drops the resources of a static library that nobody names. The macro must stand outside of a
// namespace.
static void keepResources()
{
    Q_INIT_RESOURCE(journal);
}

namespace journal {

namespace {

QString text(const QString& name)
{
    keepResources();
    QFile file(QStringLiteral(":/journal/") + name);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

} // namespace

Schema Schema::store()
{
    return {QStringLiteral("job store"),
            0x534C4A53 /* "SLJS" */,
            {text(QStringLiteral("store_1.sql")), text(QStringLiteral("store_2.sql")),
             text(QStringLiteral("store_3.sql"))}};
}

Schema Schema::ledger()
{
    return {QStringLiteral("ledger"),
            0x534C4C47 /* "SLLG" */,
            {text(QStringLiteral("ledger_1.sql")), text(QStringLiteral("ledger_2.sql"))}};
}

} // namespace journal
