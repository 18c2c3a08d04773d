#include "idlist/reader.h"

#include <QTest>

using namespace idlist;

namespace {

const Rules digits{QStringLiteral("[0-9]{1,18}"), {}, {}, false};

Preview previewOf(const QByteArray& bytes, const Choice& choice = {}, std::uint64_t seed = 1)
{
    auto preview = inspectText(bytes, choice, digits, seed);
    if (!preview)
        qFatal("%s", preview.error().message.c_str());
    return *preview;
}

QByteArray rowsUpTo(int count)
{
    QByteArray text = "id;mail\n";
    for (int i = 1; i <= count; ++i)
        text += QByteArray::number(i) + ";u" + QByteArray::number(i) + "@example.com\n";
    return text;
}

QStringList firstCells(const std::vector<Preview::Line>& lines)
{
    QStringList cells;
    for (const Preview::Line& line : lines)
        cells.append(line.cells.value(0));
    return cells;
}

} // namespace

class PreviewTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void showsWholeRowsFromBothEnds()
    {
        const Preview preview = previewOf(rowsUpTo(1000));
        QCOMPARE(preview.kind, QStringLiteral("CSV, separated by semicolons"));
        QCOMPARE(preview.separator, ';');
        QCOMPARE(preview.encoding, QStringLiteral("UTF-8"));
        QCOMPARE(preview.rows, 1000U);
        QCOMPARE(preview.headerLine, 1U);
        QCOMPARE(firstCells(preview.first),
                 (QStringList{QStringLiteral("1"), QStringLiteral("2"), QStringLiteral("3")}));
        QCOMPARE(firstCells(preview.last),
                 (QStringList{QStringLiteral("998"), QStringLiteral("999"), QStringLiteral("1000")}));
        QCOMPARE(preview.first[0].line, 2U);
        QCOMPARE(preview.first[0].cells,
                 (QStringList{QStringLiteral("1"), QStringLiteral("u1@example.com")}));
        QCOMPARE(preview.last[2].line, 1001U);
    }

    void picksTwentyRandomRowsByTheSeed()
    {
        const Preview one = previewOf(rowsUpTo(1000), {}, 1);
        const Preview again = previewOf(rowsUpTo(1000), {}, 1);
        const Preview other = previewOf(rowsUpTo(1000), {}, 2);
        QCOMPARE(one.random.size(), Preview::randomRows);
        QCOMPARE(firstCells(one.random), firstCells(again.random));
        QVERIFY(firstCells(one.random) != firstCells(other.random));
        for (std::size_t i = 1; i < one.random.size(); ++i)
            QVERIFY(one.random[i - 1].line < one.random[i].line);
    }

    void picksEveryRowEquallyOften()
    {
        // 400 seeds × 20 of 100 rows: each row about 80 times.
        std::vector<int> times(102);
        for (std::uint64_t seed = 0; seed < 400; ++seed) {
            for (const Preview::Line& line : previewOf(rowsUpTo(100), {}, seed).random)
                ++times[line.line];
        }
        for (std::size_t line = 2; line <= 101; ++line)
            QVERIFY2(times[line] > 40 && times[line] < 130, qPrintable(QString::number(times[line])));
    }

    void showsShortListsOnce()
    {
        const Preview preview = previewOf(rowsUpTo(4));
        QCOMPARE(preview.first.size() + preview.last.size(), std::size_t{4});
        QCOMPARE(firstCells(preview.last), QStringList{QStringLiteral("4")});
        const Preview plain = previewOf("1\n2\n3\n4\n");
        QCOMPARE(plain.headerLine, 0U);
        QCOMPARE(firstCells(plain.first),
                 (QStringList{QStringLiteral("1"), QStringLiteral("2"), QStringLiteral("3")}));
        QCOMPARE(firstCells(plain.last), QStringList{QStringLiteral("4")});
    }

    void describesItsColumns()
    {
        const Preview preview = previewOf("Account ID,E-mail,Seats\n1,a,7\n2,,8\nx,c,\n");
        QCOMPARE(preview.columns.size(), std::size_t{3});
        QCOMPARE(preview.columns[0].heading, QStringLiteral("Account ID"));
        QCOMPARE(preview.columns[0].letters, QStringLiteral("A"));
        QCOMPARE(preview.columns[0].filled, 3U);
        QCOMPARE(preview.columns[0].matching, 2U);
        QCOMPARE(preview.columns[1].filled, 2U);
        QCOMPARE(preview.idColumn, std::optional<int>(1));
        QCOMPARE(preview.labelColumn, std::optional<int>(2));
    }

    void saysWhyThereIsNoIdColumn()
    {
        const Preview preview = previewOf("a_id,b_id\n1,2\n");
        QVERIFY(!preview.idColumn);
        QVERIFY(preview.idProblem.contains(QStringLiteral("Several columns")));
        QCOMPARE(preview.columns[1].heading, QStringLiteral("b_id"));
        QVERIFY(previewOf("\n").idProblem.contains(QStringLiteral("no rows")));
    }

    void agreesWithTheReaderAboutColumnAndHeader()
    {
        for (const char* text : {"1\n2\n", "id\n1\n", "mail,nr\na,1\n", "1,2,3", "sep=;\nid;x\n1;2\n",
                                 "47-11\n12\n", ",mail\n1,a\n", "x\n"}) {
            const Preview preview = previewOf(text);
            const auto list = readText(text, {}, digits);
            QVERIFY(list);
            QCOMPARE(preview.idColumn.value_or(0), list->origin().idColumn);
            QCOMPARE(preview.headerLine, list->origin().headerLine);
            QCOMPARE(preview.kind, list->origin().kind);
            QCOMPARE(preview.rows, list->origin().rows);
        }
    }

    void guessesColumnsFromTheSameRowsAsTheReader()
    {
        // Only far behind the beginning does the second column fill with ids, too.
        QByteArray text = "a,b\n";
        for (int i = 1; i <= 6000; ++i)
            text += QByteArray::number(i) + (i <= 1500 ? ",x\n" : ",7\n");
        const auto list = readText(text, {}, digits);
        QVERIFY(list);
        QCOMPARE(previewOf(text).idColumn, std::optional<int>(list->origin().idColumn));
    }

    void cutsWhatDoesNotFitOnAScreen()
    {
        const Preview preview = previewOf("id,text\n1," + QByteArray("ä").repeated(5000) + "\n2,a\x1B[31m\n");
        QCOMPARE(preview.first[0].cells[1].size(), Preview::cellCharactersMax + 1);
        QCOMPARE(preview.first[1].cells[1], QStringLiteral("a<U+001B>[31m"));
    }
};

QTEST_APPLESS_MAIN(PreviewTest)
#include "tst_preview.moc"
