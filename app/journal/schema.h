#pragma once

#include <QStringList>

namespace journal {

/// The shape of one kind of database file: whose it is, and the steps that made it what it is today. Step n
/// leads from version n to n + 1; a new file takes all of them, an older one those it lacks. Adding a step to
/// the end is how a schema changes. A plain value.
struct Schema {
    QString what;          ///< for messages: "job store"
    int applicationId = 0; ///< SQLite's application_id: a foreign database is never written to
    QStringList steps;     ///< SQL; each statement ends at a semicolon that ends its line

    static Schema store();
    static Schema ledger();
};

} // namespace journal
