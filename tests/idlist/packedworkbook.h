#pragma once

#include <QByteArray>
#include <QList>
#include <QPair>
#include <QString>
#include <QStringList>

/// Packs workbooks for tests, part by part, as spreadsheet programs write them.
class PackedWorkbook {
public:
    struct Sheet {
        QString name;
        QByteArray rows;   ///< XML inside <sheetData>
        QByteArray behind; ///< XML behind it (autoFilter, tableParts)
        QByteArray before; ///< XML before it (sheetPr)
        QByteArray state;  ///< "hidden"
    };

    PackedWorkbook& sheet(Sheet sheet);
    PackedWorkbook& sheet(const QByteArray& rows)
    {
        return this->sheet({QStringLiteral("Export"), rows, {}, {}, {}});
    }
    PackedWorkbook& strings(const QByteArrayList& items); ///< XML inside each <si>
    PackedWorkbook& styles(const QByteArray& xml);
    /// Adds a part, or replaces one of those above.
    PackedWorkbook& part(const QString& name, const QByteArray& bytes);

    QByteArray packed(const char* password = nullptr) const;

private:
    QList<Sheet> m_sheets;
    QByteArrayList m_strings;
    QByteArray m_styles;
    QList<QPair<QString, QByteArray>> m_parts;
};

/// One row of text cells: row(2, {"4711", "Ann"}) with attributes for the row.
QByteArray textRow(int number, const QByteArrayList& cells, const QByteArray& attributes = {});
/// One row of stored numbers.
QByteArray numberRow(int number, const QByteArrayList& cells, const QByteArray& attributes = {});
/// A ZIP archive of these parts.
QByteArray zipped(const QList<QPair<QString, QByteArray>>& parts, const char* password = nullptr);
