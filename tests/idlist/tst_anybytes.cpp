#include "idlist/packedworkbook.h"

#include "base/random.h"
#include "idlist/reader.h"

#include <QTest>

using namespace idlist;

namespace {

const Rules rules{QStringLiteral("[0-9]{1,18}"), {QStringLiteral("RE-")}, {QStringLiteral("FT-")}, false};

/// Reads and inspects, and checks what has to hold whatever the bytes are.
void digest(const QByteArray& bytes)
{
    Choice choice;
    choice.findLabel = true;
    choice.hiddenRows = HiddenRows::take;
    const auto list = readText(bytes, choice, rules);
    if (!list) {
        QVERIFY(!list.error().message.empty());
    } else {
        for (std::size_t i = 0; i < list->size(); ++i) {
            const std::string_view id = list->id(i);
            QVERIFY(!id.empty() && id.size() <= 18);
            QVERIFY(id.find_first_not_of("0123456789") == std::string_view::npos);
            QVERIFY(list->label(i).size() <= List::labelBytesMax);
        }
        QVERIFY(list->rejects().size() <= list->rejectCount());
        for (const Reject& reject : list->rejects())
            QVERIFY(!list->sentence(reject).isEmpty());
        QCOMPARE(list->size() + list->duplicateCount() + (list->rejectCount() - list->rejectCount(Why::empty))
                     <= list->origin().rows,
                 true);
    }
    const auto preview = inspectText(bytes, choice, rules);
    QCOMPARE(preview.has_value() || !preview.error().message.empty(), true);
    if (list && preview)
        QCOMPARE(preview->rows >= list->origin().rows, true);
}

QByteArray mutated(QByteArray bytes, base::Random& random)
{
    for (auto n = random.between(1, 6); n > 0 && !bytes.isEmpty(); --n) {
        const auto at = static_cast<qsizetype>(random.between(0, bytes.size() - 1));
        switch (random.between(0, 4)) {
        case 0:
            bytes[at] = static_cast<char>(random.between(0, 255));
            break;
        case 1:
            bytes[at] = "\",;\t\n\r0 .&<>/"[random.between(0, 12)];
            break;
        case 2:
            bytes.remove(at, static_cast<qsizetype>(random.between(1, 8)));
            break;
        case 3:
            bytes.insert(at, bytes.mid(static_cast<qsizetype>(random.between(0, bytes.size() - 1)), 12));
            break;
        default:
            bytes.truncate(at + 1);
        }
    }
    return bytes;
}

} // namespace

class AnyBytesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void randomTextEndsInAListOrAnError()
    {
        base::Random random(1);
        const QByteArray alphabet = "0123456789,;\t\n\r\"' .-_aE+#RFT\xC3\xA4\xE2\x80\x8B";
        for (int round = 0; round < 10'000; ++round) {
            QByteArray bytes;
            for (auto n = random.between(0, 60); n > 0; --n)
                bytes += alphabet[random.between(0, alphabet.size() - 1)];
            digest(bytes);
            if (QTest::currentTestFailed())
                QFAIL(bytes.toPercentEncoding().constData());
        }
    }

    void mutatedListsEndInAListOrAnError()
    {
        base::Random random(2);
        const QByteArrayList seeds{"id,mail\n4711,\"a, b\"\n4712,\"c\"\"d\"\n\n4713,x\n",
                                   "sep=;\r\nid;x\r\n1;2\r\n",
                                   "1,2,3\n4, 5",
                                   "\xFF\xFE"
                                       + QByteArray("4\0"
                                                    "7\0"
                                                    "\n\0",
                                                    6),
                                   "\xEF\xBB\xBF"
                                   "RE-1\nFT-2\n1.23E+17\n",
                                   "a\tb\n1\t2\n3\t4\n"};
        for (int round = 0; round < 10'000; ++round) {
            const QByteArray bytes = mutated(seeds[random.between(0, seeds.size() - 1)], random);
            digest(bytes);
            if (QTest::currentTestFailed())
                QFAIL(bytes.toPercentEncoding().constData());
        }
    }

    void mutatedSheetsEndInAListOrAnError()
    {
        base::Random random(3);
        const QByteArray sheet =
            "<worksheet><sheetPr filterMode=\"1\"/><sheetData><row r=\"1\"><c r=\"A1\" "
            "t=\"s\"><v>0</v></c></row>"
            "<row r=\"2\" hidden=\"1\"><c r=\"A2\" s=\"1\"><f>B1</f><v>4711.0</v></c><c r=\"B2\" "
            "t=\"inlineStr\"><is>"
            "<t>x_x000D_y</t></is></c></row><row r=\"4\"><c><v>1E17</v></c></row></sheetData>"
            "<autoFilter ref=\"A1:B4\"><filterColumn "
            "colId=\"0\"><filters/></filterColumn></autoFilter></worksheet>";
        for (int round = 0; round < 1'500; ++round) {
            PackedWorkbook workbook;
            workbook.strings({"<t>id</t>"}).sheet(textRow(1, {"id"}));
            workbook.part(QStringLiteral("xl/worksheets/sheet1.xml"), mutated(sheet, random));
            digest(workbook.packed());
            if (QTest::currentTestFailed())
                QFAIL(qPrintable(QString::number(round)));
        }
    }

    void mutatedArchivesEndInAListOrAnError()
    {
        base::Random random(4);
        PackedWorkbook workbook;
        workbook.strings({"<t>id</t>"}).styles("<cellXfs><xf numFmtId=\"14\"/></cellXfs>");
        const QByteArray whole = workbook.sheet(textRow(1, {"id"}) + numberRow(2, {"4711"})).packed();
        QVERIFY(readText(whole, {}, rules).has_value());
        for (int round = 0; round < 3'000; ++round) {
            digest(mutated(whole, random));
            if (QTest::currentTestFailed())
                QFAIL(qPrintable(QString::number(round)));
        }
    }
};

QTEST_APPLESS_MAIN(AnyBytesTest)
#include "tst_anybytes.moc"
