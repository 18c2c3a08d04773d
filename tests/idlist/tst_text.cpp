#include "idlist/row.h"
#include "idlist/text.h"

#include <QStringConverter>
#include <QTest>

using namespace idlist;

namespace {

QString errorOf(std::string_view bytes)
{
    const auto text = decode(bytes);
    return text ? QString() : QString::fromStdString(text.error().message);
}

} // namespace

class TextTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void skipsTheByteOrderMark()
    {
        const auto text = decode("\xEF\xBB\xBF"
                                 "4711\n");
        QVERIFY(text);
        QCOMPARE(text->text, std::string_view("4711\n"));
    }

    void decodesUtf16WithAMarkInBothOrders()
    {
        for (const auto encoding : {QStringConverter::Utf16LE, QStringConverter::Utf16BE}) {
            QStringEncoder encoder(encoding, QStringConverter::Flag::WriteBom);
            const QByteArray bytes = encoder(QStringLiteral("4711\nMüller\n"));
            const auto text = decode({bytes.constData(), static_cast<std::size_t>(bytes.size())});
            QVERIFY(text);
            QCOMPARE(text->text, std::string_view("4711\nMüller\n"));
            QCOMPARE(text->encoding, QStringLiteral("UTF-16"));
        }
    }

    void refusesUtf16ThatIsCutOffOrBroken()
    {
        QVERIFY(errorOf(std::string_view("\xFF\xFE"
                                         "4\0"
                                         "7",
                                         5))
                    .contains(QStringLiteral("cut off")));
        QVERIFY(errorOf(std::string_view("\xFF\xFE"
                                         "\x00\xD8"
                                         "4\0",
                                         6))
                    .contains(QStringLiteral("broken")));
        QVERIFY(errorOf(std::string_view("\xFF\xFE\0\0"
                                         "4\0\0\0",
                                         8))
                    .contains(QStringLiteral("UTF-32")));
    }

    void namesTheLineOfTheFirstByteThatIsNotUtf8()
    {
        const QString error = errorOf("4711\r\n4712\nM\xFCller\n");
        QVERIFY(error.startsWith(QStringLiteral("Line 3:")));
        QVERIFY(error.contains(QStringLiteral("0xFC")));
        QVERIFY(error.contains(QStringLiteral("save it as UTF-8")));
    }

    void refusesWhatOnlyLooksLikeUtf8_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("overlong slash") << QByteArray("\xC0\xAF");
        QTest::newRow("overlong of three") << QByteArray("\xE0\x80\xAF");
        QTest::newRow("a surrogate") << QByteArray("\xED\xA0\x80");
        QTest::newRow("beyond Unicode") << QByteArray("\xF4\x90\x80\x80");
        QTest::newRow("cut off") << QByteArray("12345678\xE2\x82");
        QTest::newRow("a tail alone") << QByteArray("\x80");
        QTest::newRow("five bytes") << QByteArray("\xF8\x88\x80\x80\x80");
    }
    void refusesWhatOnlyLooksLikeUtf8()
    {
        QFETCH(QByteArray, bytes);
        QVERIFY(errorOf({bytes.constData(), static_cast<std::size_t>(bytes.size())})
                    .contains(QStringLiteral("UTF-8")));
    }

    void takesAllOfUnicode()
    {
        QCOMPARE(
            invalidUtf8At(
                "ab\xC2\x80\xDF\xBF\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"),
            std::string_view::npos);
    }

    void refusesNulBytesWithTheirLine()
    {
        QVERIFY(errorOf(std::string_view("4711\n47\0"
                                         "12\n",
                                         11))
                    .startsWith(QStringLiteral("Line 2:")));
    }

    void countsLinesAsAnEditorDoes()
    {
        const std::string_view text = "a\nb\r\nc\rd";
        QCOMPARE(lineOf(text, 0), 1U);
        QCOMPARE(lineOf(text, 2), 2U);
        QCOMPARE(lineOf(text, 4), 2U);
        QCOMPARE(lineOf(text, 5), 3U);
        QCOMPARE(lineOf(text, 7), 4U);
    }

    void trimsTypographicSpaceToo()
    {
        QCOMPARE(trimmed(" \t4711\xC2\xA0\r\n"), std::string_view("4711"));
        QCOMPARE(trimmed("\xEF\xBB\xBF"
                         "4711\xE2\x80\x8B"),
                 std::string_view("4711"));
        QCOMPARE(trimmed("ä"), std::string_view("ä"));
        QCOMPARE(trimmed(" \t "), std::string_view());
        QCOMPARE(trimmed("47 11"), std::string_view("47 11"));
    }

    void showsControlCharactersInsteadOfSendingThemToTheTerminal()
    {
        QCOMPARE(printable("47\x1B[31m11", 100), std::string("47<U+001B>[31m11"));
        QCOMPARE(printable("47\xE2\x80\x8B"
                           "11",
                           100),
                 std::string("47<U+200B>11"));
        QCOMPARE(printable("äöü", 4), std::string("äö…"));
    }
};

QTEST_APPLESS_MAIN(TextTest)
#include "tst_text.moc"
