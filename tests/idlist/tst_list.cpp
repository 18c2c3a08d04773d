#include "base/random.h"
#include "idlist/reader.h"

#include <QCryptographicHash>
#include <QFile>
#include <QSet>
#include <QTemporaryDir>
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

QStringList idsOf(const List& list)
{
    QStringList ids;
    for (std::size_t i = 0; i < list.size(); ++i)
        ids.append(QString::fromUtf8(list.id(i).data(), static_cast<qsizetype>(list.id(i).size())));
    return ids;
}

/// "3: empty" of every reject.
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

} // namespace

class ListTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsOneIdALineWithItsLineNumber()
    {
        const List list = listOf("4711\r\n 4712 \n4713");
        QCOMPARE(idsOf(list), words("4711 4712 4713"));
        QCOMPARE(list.line(0), 1U);
        QCOMPARE(list.line(2), 3U);
        QCOMPARE(list.rejectCount(), 0U);
        QCOMPARE(list.origin().headerLine, 0U);
    }

    void takesTheFirstRowAsHeaderWhenItsIdCellIsNoId()
    {
        const List list = listOf("account_id\n4711\n4712\n");
        QCOMPARE(idsOf(list), words("4711 4712"));
        QCOMPARE(list.origin().headerLine, 1U);
        QCOMPARE(list.origin().idHeading, QStringLiteral("account_id"));
        QCOMPARE(list.line(0), 2U);
    }

    void rejectsAMistypedIdInTheFirstRow()
    {
        QCOMPARE(rejectsOf(listOf("47-11\n4712\n")), QStringList{QStringLiteral("1: another pattern")});
        QCOMPARE(rejectsOf(listOf("..\n4712\n")), QStringList{QStringLiteral("1: dots")});
    }

    void obeysTheChoiceAboutTheHeader()
    {
        Choice choice;
        choice.header = Header::no;
        QCOMPARE(rejectsOf(listOf("account_id\n4711\n", choice)),
                 QStringList{QStringLiteral("1: another pattern")});
        choice.header = Header::yes;
        QCOMPARE(idsOf(listOf("4711\n4712\n", choice)), words("4712"));
    }

    void mergesDuplicatesAndKeepsTheFirst()
    {
        const List list = listOf("4711\n4712\n 4711\n4711\n");
        QCOMPARE(idsOf(list), words("4711 4712"));
        QCOMPARE(list.duplicateCount(), 2U);
        QCOMPARE(list.duplicates().size(), std::size_t{2});
        QCOMPARE(list.duplicates()[0].line, 3U);
        QCOMPARE(list.duplicates()[0].firstLine, 1U);
    }

    void treatsIdsThatDifferInPrefixOrCaseOnlyAsOne()
    {
        const Rules rules{QStringLiteral("[0-9a-f]+"), {QStringLiteral("RE-")}, {}, true};
        const List list = listOf("RE-5F\n5f\nre-5f\n", {}, rules);
        QCOMPARE(idsOf(list), words("5f"));
        QCOMPARE(list.duplicateCount(), 2U);
    }

    void doesNotRejectLineBreaksAtTheEnd()
    {
        QCOMPARE(listOf("4711\n\n \n\t\n").rejectCount(), 0U);
        QCOMPARE(listOf("id,mail\n4711,a@example.com\n,\n,\n").rejectCount(), 0U);
    }

    void rejectsBlankLinesInTheMiddle()
    {
        QCOMPARE(rejectsOf(listOf("4711\n\n4712\n\n")), QStringList{QStringLiteral("2: empty")});
        QCOMPARE(rejectsOf(listOf("\n4711\n")), QStringList{QStringLiteral("1: empty")});
    }

    void rejectsAnEmptyIdInARowWithOtherCells()
    {
        const List list = listOf("id,mail\n4711,a@example.com\n,b@example.com\n");
        QCOMPARE(rejectsOf(list), QStringList{QStringLiteral("3: empty")});
        QCOMPARE(idsOf(list), words("4711"));
    }

    void namesEveryBadLineWithReasonAndRemedy()
    {
        const Rules rules{
            QStringLiteral("[0-9]{1,18}"), {QStringLiteral("RE-")}, {QStringLiteral("FT-")}, false};
        const List list = listOf("id\n1\n..\nabc\nFT-55\n1.23E+17\n123456789012345000\nRE-7\n", {}, rules);
        QCOMPARE(idsOf(list), words("1 7"));
        QCOMPARE(rejectsOf(list),
                 (QStringList{QStringLiteral("3: dots"), QStringLiteral("4: another pattern"),
                              QStringLiteral("5: foreign prefix"), QStringLiteral("6: spreadsheet damage"),
                              QStringLiteral("7: spreadsheet damage")}));
        QCOMPARE(list.rejectCount(Why::damaged), 2U);
        const QString sentence = list.sentenceWithLine(list.rejects()[2]);
        QVERIFY(sentence.startsWith(QStringLiteral("Line 5: “FT-55”")));
        QVERIFY(sentence.contains(QStringLiteral("Remove it")));
        QVERIFY(list.sentence(list.rejects()[1]).contains(QStringLiteral("[0-9]{1,18}")));
    }

    void countsLinesInsideQuotedCells()
    {
        const List list = listOf("id,note\n1,\"two\nlines\"\n2,x\n..,y\n");
        QCOMPARE(list.line(0), 2U);
        QCOMPARE(list.line(1), 4U);
        QCOMPARE(rejectsOf(list), QStringList{QStringLiteral("5: dots")});
    }

    void carriesLabels()
    {
        Choice choice;
        choice.labelColumn = columnNamed(QStringLiteral("mail"));
        const List list = listOf("id,mail\n1,a@example.com\n2\n3,\" b\tc\"\n", choice);
        QVERIFY(list.hasLabels());
        QCOMPARE(list.label(0), std::string_view("a@example.com"));
        QCOMPARE(list.label(1), std::string_view());
        QCOMPARE(list.label(2), std::string_view("b c"));
        QCOMPARE(list.origin().labelHeading, QStringLiteral("mail"));
        QVERIFY(!listOf("id,mail\n1,a@example.com\n").hasLabels());
    }

    void cutsLongLabelsBetweenCharacters()
    {
        Choice choice;
        choice.labelColumn = 2;
        const List list = listOf("id,mail\n1," + QByteArray("é").repeated(200) + "\n", choice);
        QCOMPARE(list.label(0).size(), List::labelBytesMax);
    }

    void readsPastedIdsSideBySide_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("commas") << QByteArray("4711,4712,4713");
        QTest::newRow("commas and space") << QByteArray("4711, 4712,  4713\n");
        QTest::newRow("space") << QByteArray(" 4711 4712 4713 ");
        QTest::newRow("tabs") << QByteArray("4711\t4712\t4713");
        QTest::newRow("semicolons") << QByteArray("4711;4712;4713;");
        QTest::newRow("quotes") << QByteArray("'4711', \"4712\", '4713'");
        QTest::newRow("wrapped") << QByteArray("4711, 4712,\n4713");
        QTest::newRow("a comma a line") << QByteArray("4711,\r\n4712,\r\n4713,\r\n");
    }
    void readsPastedIdsSideBySide()
    {
        QFETCH(QByteArray, text);
        QCOMPARE(idsOf(listOf(text)), words("4711 4712 4713"));
    }

    void knowsTheLinesOfPastedIds()
    {
        const List list = listOf("4711, 4712,\r\n\r\n4713,\n4714");
        QCOMPARE(list.line(1), 1U);
        QCOMPARE(list.line(2), 3U);
        QCOMPARE(list.line(3), 4U);
    }

    void neverMakesTwoIdsOutOfOneBadLine()
    {
        QCOMPARE(rejectsOf(listOf("4711\n12,34\n4712\n")), QStringList{QStringLiteral("2: another pattern")});
        QCOMPARE(rejectsOf(listOf("4711\n12 34\n4712\n")), QStringList{QStringLiteral("2: another pattern")});
        QCOMPARE(listOf("4 711\n12 345\n999\n").size(), std::size_t{1});
    }

    void rejectsAPairInALongPastedListInsteadOfSplittingIt()
    {
        QByteArray text;
        for (int i = 1; i <= 1500; ++i)
            text += QByteArray::number(1000 + i) + ", " + (i % 10 == 0 ? "\n" : "");
        const List list = listOf(text + "\n12 34, , 5678");
        QCOMPARE(list.size(), std::size_t{1501});
        QCOMPARE(rejectsOf(list),
                 (QStringList{QStringLiteral("152: another pattern"), QStringLiteral("152: empty")}));
    }

    void doesNotSplitANumberWithSeparatorsOfThousands()
    {
        QVERIFY(errorOf("1,234").contains(QStringLiteral("--column")));
        QCOMPARE(listOf("1 234 567").size(), std::size_t{0});
        QCOMPARE(listOf("101, 102, 103").size(), std::size_t{3});
        QCOMPARE(listOf("1234,567").size(), std::size_t{2});
        QVERIFY(errorOf("12,345,\n6,789").contains(QStringLiteral("--column")));
    }

    void readsUtf16AsExcelWritesUnicodeText()
    {
        const QString text = QStringLiteral("id\tname\r\n1\tÄnne\r\n2\tBø\r\n");
        QByteArray bytes("\xFF\xFE");
        for (const QChar c : text) {
            bytes += static_cast<char>(c.unicode() & 0xFF);
            bytes += static_cast<char>(c.unicode() >> 8);
        }
        Choice choice;
        choice.findLabel = true;
        const List list = listOf(bytes, choice);
        QCOMPARE(idsOf(list), words("1 2"));
        QCOMPARE(list.label(0), std::string_view("Änne"));
    }

    void refusesFormatsThatItDoesNotRead()
    {
        QVERIFY(errorOf("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest").contains(QStringLiteral(".xls")));
        QVERIFY(errorOf("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"
                        + QByteArray("E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", 32))
                    .contains(QStringLiteral("password")));
        QVERIFY(errorOf("\x1F\x8Bxxx").contains(QStringLiteral("gzip")));
        QVERIFY(errorOf("\r\n<html><table><tr><td>1").contains(QStringLiteral("web page")));
        QVERIFY(errorOf("<?xml version=\"1.0\"?><Workbook>").contains(QStringLiteral("web page or XML")));
        QVERIFY(errorOf("%PDF-1.7").contains(QStringLiteral("PDF")));
        QVERIFY(errorOf("").contains(QStringLiteral("empty")));
        QVERIFY(errorOf("\n\n  \n").contains(QStringLiteral("empty")));
    }

    void namesTheFileInItsErrors()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("bad.csv"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("4711\nM\xFCller\n");
        file.close();
        const auto list = read(path, {}, digits);
        QVERIFY(!list);
        QVERIFY(QString::fromStdString(list.error().message).startsWith(QStringLiteral("bad.csv: Line 2:")));
        const auto missing = read(folder.filePath(QStringLiteral("none.csv")), {}, digits);
        QVERIFY(!missing);
        QVERIFY(QString::fromStdString(missing.error().message)
                    .contains(QStringLiteral("none.csv cannot be opened")));
        QVERIFY(!read(folder.path(), {}, digits));
        // A short file takes no room for the largest one: where memory is rationed that would be refused.
        const auto bytes = bytesOf(path);
        QVERIFY(bytes && bytes->capacity() < (1 << 20));
    }

    void hashesTheIdsInOrder()
    {
        const auto hex = [](const QByteArray& text) {
            return QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex().toStdString();
        };
        const List list = listOf("id\n 2\n1\n2\n3\n");
        QCOMPARE(list.fingerprint(), hex("2\n1\n3"));
        QCOMPARE(List().fingerprint(), hex(""));
        QCOMPARE(list.shortFingerprint().size(), 9);
        QVERIFY(listOf("1\n2\n3\n").fingerprint() != list.fingerprint());
    }

    void hashesLongListsAsOneText()
    {
        QByteArray text;
        for (int i = 0; i < 50'000; ++i)
            text += QByteArray::number(i * 7919LL) + '\n';
        QByteArray joined = text;
        joined.chop(1);
        QCOMPARE(listOf(text).fingerprint(),
                 QCryptographicHash::hash(joined, QCryptographicHash::Sha256).toHex().toStdString());
    }

    void findsTheSameDuplicatesAsASet()
    {
        base::Random random(7);
        QByteArray text;
        QStringList distinct;
        QSet<QString> seen;
        std::uint64_t duplicates = 0;
        for (int i = 0; i < 60'000; ++i) {
            const QString id = QString::number(random.between(1, 40'000));
            text += id.toLatin1() + '\n';
            if (seen.contains(id)) {
                ++duplicates;
            } else {
                seen.insert(id);
                distinct.append(id);
            }
        }
        const List list = listOf(text);
        QCOMPARE(idsOf(list), distinct);
        QCOMPARE(list.duplicateCount(), duplicates);
        QVERIFY(duplicates > 10'000);
    }

    void boundsWhatItKeepsOfRejectsButCountsThemAll()
    {
        QByteArray text = "1\n";
        const int bad = static_cast<int>(List::rejectsKeptMax) + 500;
        for (int i = 0; i < bad; ++i)
            text += "x\n";
        const List list = listOf(text);
        QCOMPARE(list.rejectCount(), static_cast<std::uint64_t>(bad));
        QCOMPARE(list.rejects().size(), List::rejectsKeptMax);
        const List blank = listOf("1\n" + QByteArray(bad, '\n') + "2\n");
        QCOMPARE(blank.rejectCount(Why::empty), static_cast<std::uint64_t>(bad));
        QCOMPARE(blank.rejects().size(), List::rejectsKeptMax);
    }

    void savesRejectsThatNoSpreadsheetRuns()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("rejects.csv"));
        const List list = listOf("id,x\n1,\n=cmd|' /C calc'!A0,\n\"a\"\"b\",\n");
        QVERIFY(list.saveRejects(path));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArrayList lines = file.readAll().split('\n');
        QCOMPARE(lines[0], QByteArray("line,text,reason\r"));
        QVERIFY(lines[1].startsWith("3,'=cmd|' /C calc'!A0,"));
        QVERIFY(lines[2].startsWith("4,\"a\"\"b\","));
        const auto failed = list.saveRejects(folder.filePath(QStringLiteral("no/such/folder.csv")));
        QVERIFY(!failed);
    }

    void holdsAMillionIdsInLessThanAHundredBytesEach()
    {
        QByteArray text = "id,mail\n";
        for (int i = 0; i < 200'000; ++i)
            text +=
                QByteArray::number(1'000'000'000LL + i) + ",user" + QByteArray::number(i) + "@example.com\n";
        Choice choice;
        choice.labelColumn = 2;
        const List list = listOf(text, choice);
        QCOMPARE(list.size(), std::size_t{200'000});
        QVERIFY2(list.bytesHeld() < 100 * list.size(), qPrintable(QString::number(list.bytesHeld())));
    }

    void readsTheSampleListOfAccounts()
    {
        Choice choice;
        choice.findLabel = true;
        const auto list =
            read(QStringLiteral(SLUICE_SOURCE_DIR "/resources/samples/accounts-230.csv"), choice, digits);
        QVERIFY(list);
        QCOMPARE(list->size(), std::size_t{230});
        QCOMPARE(list->rejectCount(), 0U);
        QCOMPARE(list->duplicateCount(), 0U);
        QCOMPARE(list->origin().idHeading, QStringLiteral("account_id"));
        QCOMPARE(list->origin().labelHeading, QStringLiteral("email"));
        for (std::size_t i = 0; i < list->size(); ++i)
            QVERIFY(list->label(i).ends_with("@example.com"));
    }

    void readsTheNastyListExactly()
    {
        Choice choice;
        choice.findLabel = true;
        const auto list = read(QStringLiteral(SLUICE_TEST_DATA "/idlist/nasty.csv"), choice, digits);
        QVERIFY(list);
        QCOMPARE(idsOf(*list), words("4702 4711 5120 98117"));
        QCOMPARE(list->duplicateCount(), 1U);
        QCOMPARE(rejectsOf(*list),
                 (QStringList{QStringLiteral("7: empty"), QStringLiteral("8: dots"),
                              QStringLiteral("9: spreadsheet damage"), QStringLiteral("10: another pattern"),
                              QStringLiteral("11: stray quote"), QStringLiteral("12: empty")}));
        QCOMPARE(list->label(2), std::string_view("Roth; Mia \"M.\" second line"));
    }
};

QTEST_APPLESS_MAIN(ListTest)
#include "tst_list.moc"
