// Workbooks: the raw XML of any of their parts. The input is up to five parts, each behind a byte 0x1E: the
// sheet, the shared strings, the styles, the workbook itself, and a table; what is missing or empty is taken
// from a good one.
#include "fuzz/fuzz.h"

#include "idlist/reader.h"

#include <array>
#include <set>
#include <vector>

using fuzz::promise;
using namespace idlist;

namespace {

constexpr char partMark = '\x1E';

/// A ZIP archive without compression, which costs nothing to write (APPNOTE 4.3).
class Archive {
public:
    void add(const QByteArray& name, const QByteArray& bytes)
    {
        const auto at = static_cast<std::uint32_t>(m_bytes.size());
        const std::uint32_t sum = checksum(bytes);
        const auto size = static_cast<std::uint32_t>(bytes.size());
        const auto sizes = [&](QByteArray& out) {
            word(out, sum);
            word(out, size);
            word(out, size);
            half(out, static_cast<std::uint16_t>(name.size()));
            half(out, 0);
        };
        word(m_bytes, 0x04034b50);
        stamps(m_bytes);
        sizes(m_bytes);
        m_bytes += name + bytes;
        word(m_directory, 0x02014b50);
        half(m_directory, 20);
        stamps(m_directory);
        sizes(m_directory);
        half(m_directory, 0);
        half(m_directory, 0);
        half(m_directory, 0);
        word(m_directory, 0);
        word(m_directory, at);
        m_directory += name;
        ++m_count;
    }
    QByteArray whole() const
    {
        QByteArray all = m_bytes + m_directory;
        word(all, 0x06054b50);
        word(all, 0);
        half(all, m_count);
        half(all, m_count);
        word(all, static_cast<std::uint32_t>(m_directory.size()));
        word(all, static_cast<std::uint32_t>(m_bytes.size()));
        half(all, 0);
        return all;
    }

private:
    static void half(QByteArray& out, std::uint16_t value)
    {
        out += static_cast<char>(value & 0xFFU);
        out += static_cast<char>(value >> 8U);
    }
    static void word(QByteArray& out, std::uint32_t value)
    {
        half(out, static_cast<std::uint16_t>(value & 0xFFFFU));
        half(out, static_cast<std::uint16_t>(value >> 16U));
    }
    static void stamps(QByteArray& out)
    {
        half(out, 20);
        half(out, 0);
        half(out, 0); // stored
        half(out, 0);
        half(out, 0x21);
    }
    static std::uint32_t checksum(const QByteArray& bytes)
    {
        static const std::array<std::uint32_t, 256> table = [] {
            std::array<std::uint32_t, 256> made{};
            for (std::uint32_t i = 0; i < 256; ++i) {
                std::uint32_t c = i;
                for (int k = 0; k < 8; ++k)
                    c = (c & 1U) != 0 ? 0xEDB88320U ^ (c >> 1U) : c >> 1U;
                made[i] = c;
            }
            return made;
        }();
        std::uint32_t sum = ~0U;
        for (const char c : bytes)
            sum = table[(sum ^ static_cast<unsigned char>(c)) & 0xFFU] ^ (sum >> 8U);
        return ~sum;
    }

    QByteArray m_bytes, m_directory;
    std::uint16_t m_count = 0;
};

const QByteArray office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";

QByteArray relation(const QByteArray& id, const QByteArray& type, const QByteArray& target)
{
    return "<Relationship Id=\"" + id + "\" Type=\"" + office + type + "\" Target=\"" + target + "\"/>";
}

struct Part {
    QByteArray name, good;
};

const std::vector<Part>& parts()
{
    static const std::vector<Part> all = {
        {"xl/worksheets/sheet1.xml",
         "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row><row r=\"2\"><c r=\"A2\">"
         "<v>4711</v></c></row></sheetData></worksheet>"},
        {"xl/sharedStrings.xml", "<sst><si><t>id</t></si></sst>"},
        {"xl/styles.xml",
         "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"},
        {"xl/workbook.xml",
         "<workbook xmlns:r=\"" + office.chopped(1)
             + "\"><sheets><sheet name=\"Export\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"},
        {"xl/tables/table1.xml", "<table ref=\"A1:A2\"><autoFilter ref=\"A1:A2\"/></table>"}};
    return all;
}

QByteArray packed(fuzz::Input& input)
{
    static const QByteArray roots =
        "<Relationships>" + relation("r1", "officeDocument", "xl/workbook.xml") + "</Relationships>";
    static const QByteArray ofWorkbook = "<Relationships>"
                                         + relation("r1", "worksheet", "worksheets/sheet1.xml")
                                         + relation("r2", "sharedStrings", "sharedStrings.xml")
                                         + relation("r3", "styles", "styles.xml") + "</Relationships>";
    static const QByteArray ofSheet =
        "<Relationships>" + relation("r1", "table", "../tables/table1.xml") + "</Relationships>";
    Archive archive;
    archive.add("_rels/.rels", roots);
    archive.add("xl/_rels/workbook.xml.rels", ofWorkbook);
    archive.add("xl/worksheets/_rels/sheet1.xml.rels", ofSheet);
    for (const Part& part : parts()) {
        const std::string_view given = input.upTo(partMark);
        archive.add(part.name, given.empty() ? part.good : fuzz::bytesOf(given));
    }
    return archive.whole();
}

/// By an attribute of a row, or by a filter.
bool mayHideRows(std::string_view input)
{
    return input.contains("hidden") || input.contains("ht") || input.contains("filter")
           || input.contains("Filter");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    static const Rules rules{QStringLiteral("[0-9]{1,18}"), {QStringLiteral("RE-")}, {}, false};
    fuzz::Input input(bytes, size);
    const QByteArray workbook = packed(input);
    Choice choice;
    choice.findLabel = true;
    choice.hiddenRows = HiddenRows::take;
    const auto all = readText(workbook, choice, rules);
    if (!all)
        promise(!all.error().message.empty(), "an error has words");
    // Opening an archive is most of the work: where no row can be hidden it is not done for those shown.
    const bool mayHide = mayHideRows({reinterpret_cast<const char*>(bytes), size});
    choice.hiddenRows = HiddenRows::leaveOut;
    const auto shown = mayHide ? readText(workbook, choice, rules) : all;
    promise(all.has_value() == shown.has_value(), "what is hidden makes no error");
    const auto preview = inspectText(workbook, choice, rules);
    if (!all)
        return 0;
    promise(preview.has_value(), "what can be read can be looked at");
    promise(preview->rows == all->origin().rows, "the preview counts the rows of the list");
    std::set<std::string_view> ids;
    for (std::size_t i = 0; i < all->size(); ++i) {
        promise(all->id(i).find_first_not_of("0123456789") == std::string_view::npos
                    && all->id(i).size() <= 18,
                "an id looks as the operation's ids do");
        promise(ids.insert(all->id(i)).second, "an id stands once in a list");
        promise(all->line(i) >= 1 && all->line(i) <= 1'048'576, "an id stands on a line of the sheet");
    }
    for (std::size_t i = 0; i < shown->size(); ++i)
        promise(ids.contains(shown->id(i)), "leaving hidden rows out adds no id");
    promise(shown->size() <= all->size() && shown->origin().rows <= all->origin().rows,
            "rows are taken or left out");
    return 0;
}
