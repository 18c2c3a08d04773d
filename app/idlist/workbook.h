#pragma once

#include "base/result.h"
#include "idlist/package.h"

#include <QMap>
#include <QString>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idlist {

/// An Excel workbook (Office Open XML): its sheets, its shared strings, and which cell styles show dates.
/// Sheets are read row by row by SheetSource. Everything unpacked is bounded. One thread.
class Workbook {
public:
    static constexpr std::int64_t sheetBytesMax = 1LL
                                                  << 30; ///< 1 GiB of XML: a full sheet of some 20 columns
    static constexpr std::int64_t stringsBytesMax = 1LL << 28; ///< 256 MiB of XML
    static constexpr std::int64_t partBytesMax = 1LL << 24;    ///< 16 MiB for every other part

    struct Sheet {
        QString name;
        QString part;
        bool isHidden = false;
    };
    using Relations = QMap<QString, QString>; ///< id → part

    static base::Result<std::unique_ptr<Workbook>> open(const QByteArray& bytes);

    const std::vector<Sheet>& sheets() const { return m_sheets; }
    Package& package() { return *m_package; }
    /// Of the shared string there is none with such a number: nullopt.
    std::optional<std::string_view> sharedString(std::size_t number) const;
    bool showsDate(std::size_t style) const { return style < m_dateStyles.size() && m_dateStyles[style]; }
    /// The relations of a part; empty when it has none.
    base::Result<Relations> relationsOf(const QString& part);

private:
    base::Result<void> readSheets(const QString& part);
    base::Result<void> readStrings(const QString& part);
    base::Result<void> readStyles(const QString& part);

    std::unique_ptr<Package> m_package;
    std::vector<Sheet> m_sheets;
    std::string m_strings;
    std::vector<std::uint32_t> m_stringEnds;
    std::vector<bool> m_dateStyles;
};

/// Undoes "_x000D_", by which workbooks write characters that XML does not allow.
std::string withoutEscapes(QStringView text);

/// True for a number format that shows a date or a time ("yyyy-mm-dd", "[h]:mm").
bool isDateFormat(QStringView format);

} // namespace idlist
