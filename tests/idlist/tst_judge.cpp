#include "idlist/judge.h"

#include <QTest>

using namespace idlist;

namespace {

Judge judgeOf(const QString& pattern, QStringList own = {}, QStringList foreign = {}, bool fold = false)
{
    auto judge = Judge::with({pattern, std::move(own), std::move(foreign), fold});
    if (!judge)
        qFatal("%s", judge.error().message.c_str());
    return *judge;
}

} // namespace

class JudgeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhyAnIdIsNotTaken_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("why");
        const auto row = [](const char* name, const QByteArray& text, const char* why) {
            QTest::newRow(name) << text << QString::fromLatin1(why);
        };
        row("fine", "4711", "fine");
        row("trimmed", " 4711\t", "fine");
        row("empty", "", "empty");
        row("space only", " \xC2\xA0 ", "empty");
        row("dot", ".", "dots");
        row("dots", " .. ", "dots");
        row("letters", "abc", "another pattern");
        row("path", "../users/1", "another pattern");
        row("fragment", "1#2", "another pattern");
        row("negative", "-5", "another pattern");
        row("inner space", "47 11", "another pattern");
        row("inner line break", "47\n11", "control characters");
        row("escape", "47\x1B[2J", "control characters");
        row("zero width space inside",
            "47\xE2\x80\x8B"
            "11",
            "control characters");
        row("scientific", "1.23E+17", "spreadsheet damage");
        row("scientific with comma", "1,23E+17", "spreadsheet damage");
        row("scientific, short", "4E17", "spreadsheet damage");
        row("decimals", "4711.0", "spreadsheet damage");
        row("real fraction", "4711.5", "another pattern");
        row("zeros from the 16th digit", "1234567890123450", "spreadsheet damage");
        row("more zeros", "123456789012345000", "spreadsheet damage");
        row("16 honest digits", "1234567890123456", "fine");
        row("zeros before the 16th", "100000000000000", "fine");
        row("not available", "#N/A", "spreadsheet damage");
        row("19 digits", "1234567890123456789", "another pattern");
        row("513 bytes", QByteArray(513, '1'), "too long");
        row("foreign", "FT-55", "foreign prefix");
        row("foreign, small letters", "ft-55", "foreign prefix");
        row("own", "RE-55", "fine");
        row("own prefix alone", "RE-", "another pattern");
        row("own prefix and dots", "RE-..", "dots");
        row("own prefix twice", "RE-RE-55", "another pattern");
        row("foreign behind own", "RE-FT-55", "another pattern");
    }
    void saysWhyAnIdIsNotTaken()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, why);
        Judge judge =
            judgeOf(QStringLiteral("[0-9]{1,18}"), {QStringLiteral("RE-")}, {QStringLiteral("FT-")});
        const std::string kept = text.toStdString();
        QCOMPARE(QString::fromUtf8(word(judge.judge({kept}).why).data()), why);
    }

    void stripsItsOwnPrefixInAnyCase()
    {
        Judge judge = judgeOf(QStringLiteral("[0-9]+"), {QStringLiteral("RE-")});
        QCOMPARE(judge.judge({"RE-55"}).id, std::string_view("55"));
        QCOMPARE(judge.judge({" re-55 "}).id, std::string_view("55"));
    }

    void foldsCaseOnlyWhereTheVendorDoes()
    {
        Judge folding = judgeOf(QStringLiteral("[0-9a-f]{24}"), {}, {}, true);
        Judge strict = judgeOf(QStringLiteral("[0-9a-f]{24}"));
        QCOMPARE(folding.judge({"5F3C8E0A1B2C3D4E5F60718A"}).id,
                 std::string_view("5f3c8e0a1b2c3d4e5f60718a"));
        QVERIFY(!strict.judge({"5F3C8E0A1B2C3D4E5F60718A"}).isGood());
    }

    void takesAHexadecimalIdThatLooksLikeANumberInScientificNotation()
    {
        Judge judge = judgeOf(QStringLiteral("[0-9a-f]{24}"));
        QVERIFY(judge.judge({"123456789012345678901e17"}).isGood());
    }

    void refusesDamageAndDotsUnderTheFreestPattern()
    {
        Judge judge = judgeOf(QStringLiteral("[^/]+"));
        QCOMPARE(judge.judge({"1.23E+17"}).why, Why::damaged);
        QCOMPARE(judge.judge({"#REF!"}).why, Why::damaged);
        QCOMPARE(judge.judge({".."}).why, Why::dots);
        QCOMPARE(judge.judge({"1234567890123450000"}).why, Why::damaged);
        QVERIFY(judge.judge({"user:42"}).isGood());
        QVERIFY(judge.judge({"jörg"}).isGood());
    }

    void refusesWhatTheSpreadsheetMarksAsDamaged()
    {
        Judge judge = judgeOf(QStringLiteral("[0-9]+"));
        for (const Flaw flaw : {Flaw::precision, Flaw::date, Flaw::error})
            QCOMPARE(judge.judge({"4711", flaw}).why, Why::damaged);
        QCOMPARE(judge.judge({"4711", Flaw::quoting}).why, Why::quoting);
    }

    void takesOnlyWhatCouldBeAHeadingForOne_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("couldBe");
        const auto row = [](const char* text, bool couldBe) {
            QTest::newRow(text) << QByteArray(text) << couldBe;
        };
        row("account_id", true);
        row("Account\nID", true);
        row("ID 2", true);
        row("№", true);
        row("#", true);
        row("", true);
        row("4711", false);
        row("47-11", false);
        row("..", false);
        row("1.23E+17", false);
        row("FT-55", false);
        row("FT-Nr.", true);
        row("RE-x", true);
        row("RE-55x", false);
        row("12345678901234567890", false);
    }
    void takesOnlyWhatCouldBeAHeadingForOne()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, couldBe);
        Judge judge =
            judgeOf(QStringLiteral("[0-9]{1,18}"), {QStringLiteral("RE-")}, {QStringLiteral("FT-")});
        const std::string kept = text.toStdString();
        QCOMPARE(judge.couldBeHeading({kept}), couldBe);
    }
};

QTEST_APPLESS_MAIN(JudgeTest)
#include "tst_judge.moc"
