#include "idlist/packedworkbook.h"

#include "idlist/reader.h"
#include "idlist/sheet.h"
#include "idlist/workbook.h"

#include <QTest>

using namespace idlist;

namespace {

const Rules digits{QStringLiteral("[0-9]{1,18}"), {}, {}, false};

List listOf(const QByteArray& bytes, const Choice& choice = {}, const Rules& rules = digits)
{
    auto list = readText(bytes, choice, rules);
    if (!list)
        qFatal("%s", list.error().message.c_str());
    return *list;
}

QString errorOf(const QByteArray& bytes, const Choice& choice = {}, const Rules& rules = digits)
{
    const auto list = readText(bytes, choice, rules);
    return list ? QString() : QString::fromStdString(list.error().message);
}

Preview previewOf(const QByteArray& bytes, const Choice& choice = {})
{
    auto preview = inspectText(bytes, choice, digits);
    if (!preview)
        qFatal("%s", preview.error().message.c_str());
    return *preview;
}

QStringList idsOf(const List& list)
{
    QStringList ids;
    for (std::size_t i = 0; i < list.size(); ++i)
        ids.append(QString::fromUtf8(list.id(i).data(), static_cast<qsizetype>(list.id(i).size())));
    return ids;
}

QStringList rejectsOf(const List& list)
{
    QStringList rejects;
    for (const Reject& reject : list.rejects())
        rejects.append(
            QStringLiteral("%1: %2").arg(reject.line).arg(QString::fromUtf8(word(reject.why).data())));
    return rejects;
}

QStringList words(const char* text)
{
    return QString::fromUtf8(text).split(u' ', Qt::SkipEmptyParts);
}

const QByteArray header = textRow(1, {"Account ID", "E-mail"});

/// Five ids; the filter over A1:B4 hides row 3, row 6 is hidden by hand.
QByteArray filteredWorkbook()
{
    PackedWorkbook workbook;
    workbook.sheet(
        {QStringLiteral("Export"),
         header + textRow(2, {"1", "a"}) + textRow(3, {"2", "b"}, "hidden=\"1\"") + textRow(4, {"3", "c"})
             + textRow(5, {"4", "d"}) + textRow(6, {"5", "e"}, "hidden=\"1\""),
         "<autoFilter ref=\"A1:B4\"><filterColumn colId=\"1\"><filters><filter val=\"a\"/></filters>"
         "</filterColumn></autoFilter>",
         {},
         {}});
    return workbook.packed();
}

} // namespace

class WorkbookTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsSharedInlineAndRichText()
    {
        PackedWorkbook workbook;
        workbook.strings(
            {"<t>Account ID</t>", "<t xml:space=\"preserve\"> 4711 </t>",
             "<r><rPr><b/></rPr><t>47</t></r><r><t>12</t></r><rPh sb=\"0\" eb=\"1\"><t>xx</t></rPh>"});
        workbook.sheet("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>"
                       "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>1</v></c></row>"
                       "<row r=\"3\"><c r=\"A3\" t=\"s\"><v>2</v></c></row>"
                       "<row r=\"4\"><c r=\"A4\" t=\"inlineStr\"><is><t>4713</t></is></c></row>"
                       "<row r=\"5\"><c r=\"A5\"><v>4714</v></c></row>");
        const List list = listOf(workbook.packed());
        QCOMPARE(idsOf(list), words("4711 4712 4713 4714"));
        QCOMPARE(list.line(0), 2U);
        QCOMPARE(list.origin().kind, QStringLiteral("Excel workbook"));
        QCOMPARE(list.origin().sheet, QStringLiteral("Export"));
        QCOMPARE(list.origin().idHeading, QStringLiteral("Account ID"));
    }

    void readsCellsAndRowsWithoutReferences()
    {
        PackedWorkbook workbook;
        workbook.sheet("<row><c><v>1</v></c><c t=\"str\"><v>a</v></c></row><row><c><v>2</v></c></row>");
        Choice choice;
        choice.idColumn = 1;
        choice.labelColumn = 2;
        const List list = listOf(workbook.packed(), choice);
        QCOMPARE(idsOf(list), words("1 2"));
        QCOMPARE(list.line(1), 2U);
        QCOMPARE(list.label(0), std::string_view("a"));
    }

    void readsWholeNumbersThatAreStoredAsDecimals()
    {
        PackedWorkbook workbook;
        workbook.sheet(numberRow(1, {"4711"}) + numberRow(2, {"4712.0"}) + numberRow(3, {"4.713E3"}));
        QCOMPARE(idsOf(listOf(workbook.packed())), words("4711 4712 4713"));
    }

    void refusesNumbersOfMoreThanFifteenDigits()
    {
        PackedWorkbook workbook;
        workbook.sheet(numberRow(1, {"999999999999999"}) + numberRow(2, {"1234567890123456"})
                       + numberRow(3, {"1.2345678901234501E+17"}) + textRow(4, {"1234567890123456"}));
        const List list = listOf(workbook.packed());
        QCOMPARE(idsOf(list), words("999999999999999 1234567890123456"));
        QCOMPARE(rejectsOf(list), (QStringList{QStringLiteral("2: spreadsheet damage"),
                                               QStringLiteral("3: spreadsheet damage")}));
        QVERIFY(list.sentence(list.rejects()[0]).contains(QStringLiteral("15 digits")));
    }

    void refusesDatesErrorsAndTruthValuesAsIds()
    {
        PackedWorkbook workbook;
        workbook.styles(
            "<numFmts count=\"1\"><numFmt numFmtId=\"170\" formatCode=\"[$-409]dd/mm/yyyy\"/></numFmts>"
            "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
            "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"170\"/></cellXfs>");
        workbook.sheet(
            "<row r=\"1\"><c s=\"0\"><v>4711</v></c></row><row r=\"2\"><c s=\"1\"><v>44927</v></c></row>"
            "<row r=\"3\"><c s=\"2\"><v>44928</v></c></row><row r=\"4\"><c t=\"e\"><v>#N/A</v></c></row>"
            "<row r=\"5\"><c t=\"b\"><v>1</v></c></row>"
            "<row r=\"6\"><c t=\"d\"><v>2023-01-01</v></c></row>");
        const List list = listOf(workbook.packed());
        QCOMPARE(idsOf(list), words("4711"));
        QCOMPARE(
            rejectsOf(list),
            (QStringList{QStringLiteral("2: spreadsheet damage"), QStringLiteral("3: spreadsheet damage"),
                         QStringLiteral("4: spreadsheet damage"), QStringLiteral("5: another pattern"),
                         QStringLiteral("6: spreadsheet damage")}));
    }

    void readsStoredResultsOfFormulasAndSaysSo()
    {
        PackedWorkbook workbook;
        workbook.sheet(textRow(1, {"id"})
                       + "<row r=\"2\"><c r=\"A2\"><f>B2+1</f><v>4711</v></c></row>"
                         "<row r=\"3\"><c r=\"A3\" t=\"str\"><f>\"47\"&amp;12</f><v>4712</v></c></row>"
                         "<row r=\"4\"><c r=\"A4\"><f>C4</f></c><c r=\"B4\"><v>1</v></c></row>");
        Choice choice;
        choice.idColumn = 1;
        const List list = listOf(workbook.packed(), choice);
        QCOMPARE(idsOf(list), words("4711 4712"));
        QCOMPARE(rejectsOf(list), QStringList{QStringLiteral("4: empty")});
        QVERIFY(list.origin().readsFormulas);
        const Preview preview = previewOf(workbook.packed());
        QVERIFY(preview.isFormulaColumn(1));
        QVERIFY(!preview.isFormulaColumn(2));
        QCOMPARE(preview.columns[0].formulas, 3U);
    }

    void asksWhatHiddenRowsMean()
    {
        const QString error = errorOf(filteredWorkbook());
        QVERIFY2(
            error.contains(QStringLiteral("shows 3 of its 5 rows: 1 are hidden by a filter and 1 by hand")),
            qPrintable(error));
        QVERIFY(error.contains(QStringLiteral("--rows")));
    }

    void leavesHiddenRowsOutOrTakesThem()
    {
        Choice choice;
        choice.hiddenRows = HiddenRows::leaveOut;
        const List visible = listOf(filteredWorkbook(), choice);
        QCOMPARE(idsOf(visible), words("1 3 4"));
        QCOMPARE(visible.origin().filteredLeftOut, 1U);
        QCOMPARE(visible.origin().hiddenLeftOut, 1U);
        QCOMPARE(visible.origin().rows, 3U);
        choice.hiddenRows = HiddenRows::take;
        QCOMPARE(idsOf(listOf(filteredWorkbook(), choice)), words("1 2 3 4 5"));
    }

    void tellsFilteredAndHiddenRowsApart()
    {
        const Preview preview = previewOf(filteredWorkbook());
        QCOMPARE(preview.rows, 5U);
        QCOMPARE(preview.filteredRows, 1U);
        QCOMPARE(preview.hiddenRows, 1U);
        QCOMPARE(preview.visibleRows(), 3U);
        QCOMPARE(preview.first.size(), std::size_t{3});
        QCOMPARE(preview.first[2].cells[0], QStringLiteral("4"));
    }

    void countsAFilterWithoutConditionAsNone()
    {
        PackedWorkbook workbook;
        workbook.sheet(
            {QStringLiteral("Export"),
             header + textRow(2, {"1", "a"}) + textRow(3, {"2", "b"}, "hidden=\"true\""),
             "<autoFilter ref=\"A1:B3\"><filterColumn colId=\"0\" hiddenButton=\"1\"/></autoFilter>",
             {},
             {}});
        const Preview preview = previewOf(workbook.packed());
        QCOMPARE(preview.filteredRows, 0U);
        QCOMPARE(preview.hiddenRows, 1U);
    }

    void knowsFiltersOfTablesAndAdvancedFilters()
    {
        const QByteArray rows = header + textRow(2, {"1", "a"}) + textRow(3, {"2", "b"}, "hidden=\"1\"");
        PackedWorkbook table;
        table.sheet({QStringLiteral("Export"),
                     rows,
                     "<tableParts count=\"1\"><tablePart r:id=\"rId7\"/></tableParts>",
                     {},
                     {}});
        table.part(
            QStringLiteral("xl/worksheets/_rels/sheet1.xml.rels"),
            "<Relationships><Relationship Id=\"rId7\" Type=\"x/table\" Target=\"../tables/table1.xml\"/>"
            "</Relationships>");
        table.part(
            QStringLiteral("xl/tables/table1.xml"),
            "<table ref=\"A1:B3\"><autoFilter ref=\"$A$1:$B$3\"><filterColumn colId=\"0\"><customFilters>"
            "<customFilter val=\"1\"/></customFilters></filterColumn></autoFilter></table>");
        QCOMPARE(previewOf(table.packed()).filteredRows, 1U);

        PackedWorkbook advanced;
        advanced.sheet({QStringLiteral("Export"), rows, {}, "<sheetPr filterMode=\"1\"/>", {}});
        QCOMPARE(previewOf(advanced.packed()).filteredRows, 1U);
    }

    void rowsOfNoHeightAreHidden()
    {
        PackedWorkbook workbook;
        workbook.sheet(header + textRow(2, {"1", "a"})
                       + textRow(3, {"2", "b"}, "ht=\"0\" customHeight=\"1\""));
        QCOMPARE(previewOf(workbook.packed()).hiddenRows, 1U);
    }

    void ignoresHiddenRowsWithoutContent()
    {
        PackedWorkbook workbook;
        workbook.sheet(header + textRow(2, {"1", "a"}) + "<row r=\"3\" hidden=\"1\"/>");
        QCOMPARE(idsOf(listOf(workbook.packed())), words("1"));
    }

    void rejectsGapsInTheMiddleButNotAtTheEnd()
    {
        PackedWorkbook workbook;
        workbook.sheet(header + textRow(2, {"1", "a"}) + textRow(5, {"2", "b"})
                       + "<row r=\"9\"><c r=\"A9\"/></row>");
        QCOMPARE(rejectsOf(listOf(workbook.packed())),
                 (QStringList{QStringLiteral("3: empty"), QStringLiteral("4: empty")}));
    }

    void givesTheSameRowsEveryTime()
    {
        auto workbook = Workbook::open(filteredWorkbook());
        QVERIFY(workbook);
        SheetSource source(**workbook, (*workbook)->sheets().front());
        const auto rowsOf = [&source](int rowsMax) {
            QStringList rows;
            const auto read = source.each([&](const Row& row) {
                QString text = QStringLiteral("%1%2").arg(row.line).arg(row.isHidden ? QStringLiteral("h")
                                                                                     : QStringLiteral("v"));
                for (const Cell& cell : row.cells)
                    text +=
                        u' ' + QString::fromUtf8(cell.text.data(), static_cast<qsizetype>(cell.text.size()));
                rows.append(text);
                return rows.size() < rowsMax;
            });
            if (!read)
                rows.append(QString::fromStdString(read.error().message));
            return rows;
        };
        const QStringList all{QStringLiteral("1v Account ID E-mail"),
                              QStringLiteral("2v 1 a"),
                              QStringLiteral("3h 2 b"),
                              QStringLiteral("4v 3 c"),
                              QStringLiteral("5v 4 d"),
                              QStringLiteral("6h 5 e")};
        QCOMPARE(rowsOf(2), all.mid(0, 2));
        QCOMPARE(rowsOf(100), all);
        QCOMPARE(rowsOf(3), all.mid(0, 3));
        QCOMPARE(rowsOf(100), all);
        QVERIFY(source.isFiltered(3) && !source.isFiltered(6));
    }

    void takesTheOneSheetThatHoldsIds()
    {
        PackedWorkbook workbook;
        workbook.sheet({QStringLiteral("Read me"), textRow(1, {"Export of accounts", "by Ann"}), {}, {}, {}});
        workbook.sheet({QStringLiteral("Export"), header + textRow(2, {"1", "a"}), {}, {}, {}});
        workbook.sheet({QStringLiteral("Old"), header + textRow(2, {"9", "z"}), {}, {}, "hidden"});
        const List list = listOf(workbook.packed());
        QCOMPARE(list.origin().sheet, QStringLiteral("Export"));
        QCOMPARE(idsOf(list), words("1"));
        const Preview preview = previewOf(workbook.packed());
        QCOMPARE(preview.sheets.size(), std::size_t{3});
        QVERIFY(preview.sheets[2].isHidden);
        Choice choice;
        choice.sheet = QStringLiteral("old");
        QCOMPARE(idsOf(listOf(workbook.packed(), choice)), words("9"));
        choice.sheet = QStringLiteral("None");
        QVERIFY(errorOf(workbook.packed(), choice).contains(QStringLiteral("“Read me”, “Export”, “Old”")));
    }

    void asksWhichSheetWhenSeveralHoldIds()
    {
        PackedWorkbook workbook;
        workbook.sheet({QStringLiteral("A"), header + textRow(2, {"1", "a"}), {}, {}, {}});
        workbook.sheet({QStringLiteral("B"), header + textRow(2, {"2", "b"}), {}, {}, {}});
        const QString error = errorOf(workbook.packed());
        QVERIFY(error.contains(QStringLiteral("“A”, “B”")) && error.contains(QStringLiteral("--sheet")));
    }

    void takesColumnsByTheirLetters()
    {
        PackedWorkbook workbook;
        workbook.sheet(textRow(1, {"a", "b", "c"}) + numberRow(2, {"1", "2", "3"}));
        Choice choice;
        choice.idColumn = columnNamed(QStringLiteral("C"));
        QCOMPARE(idsOf(listOf(workbook.packed(), choice)), words("3"));
    }

    void undoesTheEscapesOfWorkbooks()
    {
        QCOMPARE(withoutEscapes(u"a_x000D_b"), std::string("a\rb"));
        QCOMPARE(withoutEscapes(u"_x005F_x0041_"), std::string("_x0041_"));
        QCOMPARE(withoutEscapes(u"_x00g0_ _xD800_ _x"), std::string("_x00g0_ _xD800_ _x"));
    }

    void knowsFormatsOfDates()
    {
        for (const char16_t* format :
             {u"yyyy-mm-dd", u"[h]:mm", u"[$-407]d. mmm", u"h:mm AM/PM", u"\"on\" dd"})
            QVERIFY2(isDateFormat(format), qPrintable(QString::fromUtf16(format)));
        for (const char16_t* format : {u"General", u"0", u"#,##0_);[Red](#,##0)", u"\"days\" 0", u"0.00E+00",
                                       u"@", u"0\\d", u"[Yellow]0"})
            QVERIFY2(!isDateFormat(format), qPrintable(QString::fromUtf16(format)));
    }

    void refusesDocumentTypes()
    {
        PackedWorkbook workbook;
        workbook.part(
            QStringLiteral("xl/worksheets/sheet1.xml"),
            "<?xml version=\"1.0\"?><!DOCTYPE worksheet [<!ENTITY a \"4711\">]><worksheet><sheetData><row>"
            "<c t=\"str\"><v>&a;</v></c></row></sheetData></worksheet>");
        workbook.sheet(header);
        QVERIFY(errorOf(workbook.packed()).contains(QStringLiteral("document type")));
    }

    void refusesWhatNoSpreadsheetWrites_data()
    {
        QTest::addColumn<QByteArray>("xml");
        QTest::addColumn<QString>("objection");
        const QByteArray mega(2 << 20, 'x');
        QTest::newRow("a cell of megabytes")
            << "<worksheet><sheetData><row><c t=\"str\"><v>" + mega + "</v></c></row></sheetData></worksheet>"
            << QStringLiteral("1 MiB");
        QTest::newRow("a comment of megabytes")
            << "<worksheet><!--" + mega + "--></worksheet>" << QStringLiteral("1 MiB");
        QTest::newRow("a thousand attributes") << "<worksheet " + [] {
            QByteArray all;
            for (int i = 0; i < 1000; ++i)
                all += "a" + QByteArray::number(i) + "=\"\" ";
            return all;
        }() + "/>" << QStringLiteral("attributes");
        QTest::newRow("a name of kilobytes") << "<" + mega.left(4000) + ":a/>" << QStringLiteral("name");
        QTest::newRow("an entity of kilobytes")
            << "<worksheet>&" + mega.left(4000) + ";</worksheet>" << QStringLiteral("entity");
        QTest::newRow("deep nesting") << QByteArray("<a>").repeated(200) << QStringLiteral("nested");
        QTest::newRow("UTF-16") << QByteArray("\xFF\xFE<\0a\0/\0>\0", 10) << QStringLiteral("NUL");
        QTest::newRow("an unknown entity")
            << QByteArray("<worksheet>&what;</worksheet>") << QStringLiteral("what");
        QTest::newRow("half a file") << QByteArray("<worksheet><sheetData><row>")
                                     << QStringLiteral("cannot be read");
        QTest::newRow("rows going back")
            << QByteArray("<worksheet><sheetData><row r=\"5\"/><row r=\"3\"/></sheetData></worksheet>")
            << QStringLiteral("damaged");
        QTest::newRow("a shared string that is not there")
            << QByteArray("<worksheet><sheetData><row><c t=\"s\"><v>7</v></c></row></sheetData></worksheet>")
            << QStringLiteral("damaged");
        QTest::newRow("a row beyond the last")
            << QByteArray("<worksheet><sheetData><row r=\"4000000000\"/></sheetData></worksheet>")
            << QStringLiteral("damaged");
        QTest::newRow("a column beyond the last")
            << QByteArray("<worksheet><sheetData><row><c r=\"ZZZZZ1\"/></row></sheetData></worksheet>")
            << QStringLiteral("damaged");
    }
    void refusesWhatNoSpreadsheetWrites()
    {
        QFETCH(QByteArray, xml);
        QFETCH(QString, objection);
        PackedWorkbook workbook;
        workbook.sheet(header).part(QStringLiteral("xl/worksheets/sheet1.xml"), xml);
        const QString error = errorOf(workbook.packed());
        QVERIFY2(error.contains(objection), qPrintable(error));
    }

    void refusesPartsThatUnpackBeyondTheBound()
    {
        // 40 MiB of blanks pack into 40 KiB; a part other than sheets and strings may have 16 MiB.
        PackedWorkbook workbook;
        QByteArray xml = "<styleSheet>";
        for (int i = 0; i < 40 * 1024; ++i)
            xml += QByteArray(1016, ' ') + "<a></a>";
        workbook.sheet(header + textRow(2, {"1"}))
            .part(QStringLiteral("xl/styles.xml"), xml + "</styleSheet>");
        const QByteArray packed = workbook.packed();
        QVERIFY(packed.size() < 1 << 20);
        QVERIFY(errorOf(packed).contains(QStringLiteral("larger than Sluice unpacks")));
    }

    void refusesArchivesThatAreNoWorkbook()
    {
        QVERIFY(errorOf(zipped({{QStringLiteral("list.csv"), "1\n2\n"}}))
                    .contains(QStringLiteral("no Excel workbook")));
        QVERIFY(errorOf("PK\x03\x04 and nothing more").contains(QStringLiteral("ZIP")));
        QVERIFY(errorOf(zipped({{QStringLiteral("_rels/.rels"), "<Relationships/>"},
                                {QStringLiteral("xl/workbook.bin"), "x"}}))
                    .contains(QStringLiteral(".xlsb")));
    }

    void refusesEncryptedParts()
    {
        PackedWorkbook workbook;
        workbook.sheet(header + textRow(2, {"1"}));
        QVERIFY(errorOf(workbook.packed("secret")).contains(QStringLiteral("password")));
    }

    void refusesDamagedArchives()
    {
        PackedWorkbook workbook;
        QByteArray rows = header;
        for (int i = 2; i < 200; ++i)
            rows += textRow(i, {QByteArray::number(i * 7919)});
        const QByteArray whole = workbook.sheet(rows).packed();
        QVERIFY(errorOf(whole).isEmpty());
        QVERIFY(!errorOf(whole.left(whole.size() / 2)).isEmpty());
    }
};

QTEST_APPLESS_MAIN(WorkbookTest)
#include "tst_workbook.moc"
