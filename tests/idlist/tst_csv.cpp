#include "base/random.h"
#include "idlist/csv.h"

#include <QTest>

#include <string>
#include <vector>

using namespace idlist;

namespace {

using Table = std::vector<std::vector<std::string>>;

struct Scanned {
    Table rows;
    std::vector<std::uint32_t> lines;
    std::vector<bool> flawed;
    QString error;
};

Scanned scanned(std::string_view text, char separator)
{
    Scanned all;
    CsvScanner scanner(text, separator);
    Row row;
    while (scanner.next(row)) {
        std::vector<std::string> cells;
        bool flawed = false;
        for (const Cell& cell : row.cells) {
            cells.emplace_back(cell.text);
            flawed = flawed || cell.flaw != Flaw::none;
        }
        all.rows.push_back(cells);
        all.lines.push_back(row.line);
        all.flawed.push_back(flawed);
    }
    if (scanner.error())
        all.error = QString::fromStdString(scanner.error()->message);
    return all;
}

/// The plainest parser there is, one character at a time, to compare with.
Scanned naivelyScanned(const std::string& text, char separator)
{
    Scanned all;
    std::uint32_t line = 1;
    std::size_t i = 0;
    while (i < text.size()) {
        std::vector<std::string> cells(1);
        bool flawed = false;
        const std::uint32_t rowLine = line;
        enum { start, plain, quoted, closed } state = start;
        std::string spaceBehind;
        bool ends = false;
        while (!ends) {
            if (i >= text.size()) {
                if (state == quoted) {
                    all.error = QStringLiteral("never closed");
                    return all;
                }
                break;
            }
            const char c = text[i];
            const bool isBreak = c == '\n' || c == '\r';
            const bool isPair = c == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
            if (state == quoted) {
                if (c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
                    cells.back() += '"';
                    i += 2;
                } else if (c == '"') {
                    state = closed;
                    spaceBehind.clear();
                    ++i;
                } else {
                    if (isBreak)
                        ++line;
                    cells.back() += c;
                    if (isPair)
                        cells.back() += '\n';
                    i += isPair ? 2 : 1;
                }
                continue;
            }
            if (isBreak || c == separator) {
                if (state == closed && spaceBehind.find_first_not_of(" \t") != std::string::npos) {
                    flawed = true;
                    cells.back() += spaceBehind;
                }
                if (isBreak) {
                    ++line;
                    i += isPair ? 2 : 1;
                    ends = true;
                } else {
                    cells.emplace_back();
                    ++i;
                    state = start;
                    spaceBehind.clear();
                }
                continue;
            }
            if (state == start && c == '"') {
                state = quoted;
            } else if (state == closed) {
                spaceBehind += c;
            } else {
                state = plain;
                cells.back() += c;
            }
            ++i;
        }
        if (!ends && state == closed && spaceBehind.find_first_not_of(" \t") != std::string::npos) {
            flawed = true;
            cells.back() += spaceBehind;
        }
        all.rows.push_back(cells);
        all.lines.push_back(rowLine);
        all.flawed.push_back(flawed);
    }
    return all;
}

} // namespace

class CsvTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void splitsQuotedCellsWithSeparatorsQuotesAndLineBreaks()
    {
        const Scanned all = scanned("id,name\r\n1,\"a, \"\"b\"\"\r\nc\"\r\n2,d", ',');
        QCOMPARE(all.rows, (Table{{"id", "name"}, {"1", "a, \"b\"\r\nc"}, {"2", "d"}}));
        QCOMPARE(all.lines, (std::vector<std::uint32_t>{1, 2, 4}));
    }

    void keepsEmptyCellsAtBothEnds()
    {
        QCOMPARE(scanned(",a,\n,,\n", ',').rows, (Table{{"", "a", ""}, {"", "", ""}}));
        QCOMPARE(scanned("\"\",\"\"", ',').rows, (Table{{"", ""}}));
    }

    void endsRowsWithAnyLineBreakAndWithoutOne()
    {
        QCOMPARE(scanned("1\n2\r\n3\r4", 0).rows, (Table{{"1"}, {"2"}, {"3"}, {"4"}}));
        QCOMPARE(scanned("1\n2\r\n3\r4", 0).lines, (std::vector<std::uint32_t>{1, 2, 3, 4}));
        QVERIFY(scanned("", ',').rows.empty());
    }

    void severalRewrittenCellsOfOneRowStayApart()
    {
        // The second cell makes the buffer grow, in which the first one stands.
        const std::string longOne(5000, 'x');
        const Scanned all = scanned("\"a\"\"\",\"" + longOne + "\"\"\",\"\"\"c\"\n", ',');
        QCOMPARE(all.rows, (Table{{"a\"", longOne + "\"", "\"c"}}));
    }

    void takesAQuoteInsideAnUnquotedCellAsItIs()
    {
        QCOMPARE(scanned("5\" disc,1\n", ',').rows, (Table{{"5\" disc", "1"}}));
    }

    void marksTextBehindAClosingQuote()
    {
        const Scanned all = scanned("\"47\"11,a\n\"12\" ,b\n", ',');
        QCOMPARE(all.rows, (Table{{"4711", "a"}, {"12", "b"}}));
        QCOMPARE(all.flawed, (std::vector<bool>{true, false}));
    }

    void namesTheLineOfAQuoteThatIsNeverClosed()
    {
        const Scanned all = scanned("1,a\n2,\"b\n3,c\n", ',');
        QCOMPARE(all.rows.size(), std::size_t{1});
        QVERIFY(all.error.startsWith(QStringLiteral("Line 2:")));
    }

    void givesUpOnAQuotedCellOfAMebibyte()
    {
        const Scanned all = scanned("\"" + std::string(CsvScanner::cellBytesMax + 10, 'a') + "\"\n", ',');
        QVERIFY(all.error.contains(QStringLiteral("within 1 MiB")));
    }

    void refusesMoreColumnsThanASpreadsheetHas()
    {
        QVERIFY(scanned(std::string(columnsMax - 1, ','), ',').error.isEmpty());
        QVERIFY(scanned(std::string(columnsMax, ','), ',').error.contains(QStringLiteral("16384")));
    }

    void agreesWithAPlainParserOnRandomTexts()
    {
        base::Random random(4711);
        const std::string alphabet = "ab1,;\"\"\n\r \t";
        int broken = 0;
        for (int round = 0; round < 200'000; ++round) {
            std::string text;
            for (auto n = random.between(0, 24); n > 0; --n)
                text += alphabet[static_cast<std::size_t>(
                    random.between(0, static_cast<std::int64_t>(alphabet.size()) - 1))];
            const char separator = ",;"[random.between(0, 1)];
            const Scanned ours = scanned(text, separator);
            const Scanned plain = naivelyScanned(text, separator);
            const bool agree = ours.rows == plain.rows && ours.lines == plain.lines
                               && ours.flawed == plain.flawed
                               && ours.error.isEmpty() == plain.error.isEmpty();
            QVERIFY2(agree, qPrintable(QString::fromStdString(text).toHtmlEscaped()));
            broken += plain.error.isEmpty() ? 0 : 1;
        }
        QVERIFY(broken > 1000);
    }
};

QTEST_APPLESS_MAIN(CsvTest)
#include "tst_csv.moc"
