#include "idlist/reader.h"

#include <QTest>

using namespace idlist;

namespace {

const Rules digits{QStringLiteral("[0-9]{1,18}"), {}, {}, false};

/// "account_id/2: 4711 4712", or the error.
QString readingOf(const QByteArray& bytes, const QString& column = {}, const Rules& rules = digits)
{
    Choice choice;
    if (!column.isEmpty())
        choice.idColumn = columnNamed(column);
    const auto list = readText(bytes, choice, rules);
    if (!list)
        return QString::fromStdString(list.error().message);
    QString text = QStringLiteral("%1/%2:").arg(list->origin().idHeading).arg(list->origin().idColumn);
    for (std::size_t i = 0; i < list->size(); ++i)
        text += u' ' + QString::fromUtf8(list->id(i).data(), static_cast<qsizetype>(list->id(i).size()));
    return text;
}

} // namespace

class ColumnsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsTheSeparator_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("comma") << QByteArray("id,name,x\n1,\"a;b\",y\n2,b,z\n");
        QTest::newRow("semicolon") << QByteArray("id;name;x\n1;\"a,b\";y\n2;c, d;z\n");
        QTest::newRow("tab") << QByteArray("id\tname\tx\n1\ta, b; c\ty\n2\tb\tz\n");
        QTest::newRow("hint") << QByteArray("sep=;\r\nid;name\r\n1;a\r\n2;b,c\r\n");
        QTest::newRow("decimal commas") << QByteArray("id;price\n1;3,50\n2;4,99\n");
        QTest::newRow("commas in one name") << QByteArray("id;name\n1;Doe, Jane\n2;Ann\n");
        QTest::newRow("ragged") << QByteArray("id,name,x\n1,a\n2,b,c\n");
    }
    void findsTheSeparator()
    {
        QFETCH(QByteArray, text);
        QCOMPARE(readingOf(text), QStringLiteral("id/1: 1 2"));
    }

    void takesTheColumnWhoseCellsAreIds()
    {
        QCOMPARE(readingOf("mail,nr\na@example.com,1\nb@example.com,2\n"), QStringLiteral("nr/2: 1 2"));
        QCOMPARE(readingOf("a@example.com,1\nb@example.com,2\n"), QStringLiteral("/2: 1 2"));
        QCOMPARE(readingOf("1,Ann\n"), QStringLiteral("/1: 1"));
    }

    void letsTheHeadingDecideBetweenSeveral()
    {
        QCOMPARE(readingOf("age,account id\n30,1\n40,2\n"), QStringLiteral("account id/2: 1 2"));
        QCOMPARE(readingOf("age,AccountId\n30,1\n40,2\n"), QStringLiteral("AccountId/2: 1 2"));
        QCOMPARE(readingOf("site_id,id\n30,1\n40,2\n"), QStringLiteral("id/2: 1 2"));
        QCOMPARE(readingOf("paid,id\n30,1\n40,2\n"), QStringLiteral("id/2: 1 2"));
    }

    void asksWhenSeveralColumnsCouldHoldTheIds()
    {
        const QString error = readingOf("account_id,site_id\n30,1\n40,2\n");
        QVERIFY2(error.contains(QStringLiteral("1 (A) “account_id”, 2 (B) “site_id”")), qPrintable(error));
        QVERIFY(error.contains(QStringLiteral("--column")));
        QVERIFY(readingOf("30,1\n40,2\n").contains(QStringLiteral("--column")));
    }

    void asksWhenNoColumnHoldsIds()
    {
        QVERIFY(
            readingOf("mail,name\na@example.com,x\nb@example.com,y\n").contains(QStringLiteral("No column")));
    }

    void readsTheColumnThatIsNamed()
    {
        const QByteArray text = "account_id,site_id,Site_ID2\n30,1,5\n40,2,6\n";
        QCOMPARE(readingOf(text, QStringLiteral("site_id")), QStringLiteral("site_id/2: 1 2"));
        QCOMPARE(readingOf(text, QStringLiteral(" SITE_id2 ")), QStringLiteral("Site_ID2/3: 5 6"));
        QCOMPARE(readingOf(text, QStringLiteral("1")), QStringLiteral("account_id/1: 30 40"));
        QVERIFY(readingOf(text, QStringLiteral("4")).contains(QStringLiteral("no column 4")));
        QVERIFY(readingOf(text, QStringLiteral("none")).contains(QStringLiteral("no column “none”")));
        QVERIFY(
            readingOf("a,a\n1,2\n", QStringLiteral("a")).contains(QStringLiteral("2 columns are called")));
    }

    void prefersAHeadingInTheSameCase()
    {
        QCOMPARE(readingOf("ID,id\n1,2\n", QStringLiteral("id")), QStringLiteral("id/2: 2"));
    }

    void takesAHeadingOfIdsForOneUnderTheFreestPattern()
    {
        const Rules anything{QStringLiteral("[^/]+"), {}, {}, false};
        QCOMPARE(readingOf("mail,user_id\na,ann\nb,ben\n", {}, anything),
                 QStringLiteral("user_id/2: ann ben"));
        QCOMPARE(readingOf("userId\nann\n", {}, anything), QStringLiteral("userId/1: ann"));
        QCOMPARE(readingOf("id-5\nann\n", {}, anything), QStringLiteral("/1: id-5 ann"));
        QCOMPARE(readingOf("ann\nben\n", {}, anything), QStringLiteral("/1: ann ben"));
        QVERIFY(readingOf("ann,x\nben,y\n", {}, anything).contains(QStringLiteral("Several columns")));
    }

    void readsWithoutAnyPattern()
    {
        QCOMPARE(readingOf("mail,id\na,1\nb,2\n", {}, Rules{}), QStringLiteral("id/2: 1 2"));
        QCOMPARE(readingOf("1\n2\n", {}, Rules{}), QStringLiteral("/1: 1 2"));
    }

    void takesANamedHeadingForAHeaderEvenIfItLooksLikeAnId()
    {
        const Rules anything{QStringLiteral("[^/]+"), {}, {}, false};
        QCOMPARE(readingOf("user,mail\nann,a\nben,b\n", QStringLiteral("user"), anything),
                 QStringLiteral("user/1: ann ben"));
    }

    void knowsColumnsByLetters()
    {
        QCOMPARE(columnLetters(1), QStringLiteral("A"));
        QCOMPARE(columnLetters(26), QStringLiteral("Z"));
        QCOMPARE(columnLetters(27), QStringLiteral("AA"));
        QCOMPARE(columnLetters(16384), QStringLiteral("XFD"));
    }

    void takesOnlyPlainNumbersForColumnNumbers()
    {
        QVERIFY(std::holds_alternative<int>(columnNamed(QStringLiteral(" 3 "))));
        QVERIFY(std::holds_alternative<QString>(columnNamed(QStringLiteral("0"))));
        QVERIFY(std::holds_alternative<QString>(columnNamed(QStringLiteral("3rd"))));
        QVERIFY(std::holds_alternative<QString>(columnNamed(QStringLiteral("99999999999"))));
    }
};

QTEST_APPLESS_MAIN(ColumnsTest)
#include "tst_columns.moc"
