#include "base/random.h"
#include "idlist/pattern.h"

#include <QRegularExpression>
#include <QTest>

using idlist::Pattern;

namespace {

Pattern compiled(const QString& source)
{
    auto pattern = Pattern::compile(source);
    if (!pattern)
        qFatal("%s", pattern.error().message.c_str());
    return *pattern;
}

} // namespace

class PatternTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hasToMatchTheWholeId()
    {
        const Pattern pattern = compiled(QStringLiteral("[0-9]{1,18}"));
        QVERIFY(pattern.matches("4711"));
        QVERIFY(pattern.matches("123456789012345678"));
        QVERIFY(!pattern.matches("1234567890123456789"));
        QVERIFY(!pattern.matches(""));
        QVERIFY(!pattern.matches("4711 "));
        QVERIFY(!pattern.matches("x4711"));
    }

    void anchorsBothSidesOfAnAlternation()
    {
        const Pattern pattern = compiled(QStringLiteral("a|bc"));
        QVERIFY(pattern.matches("a"));
        QVERIFY(pattern.matches("bc"));
        QVERIFY(!pattern.matches("abc"));
        QVERIFY(!pattern.matches("ac"));
    }

    void checksThePatternsOfTheVendorsByteByByte_data()
    {
        QTest::addColumn<QString>("pattern");
        for (const char* pattern :
             {"[0-9]{1,18}", "[0-9a-f]{24}", "^[0-9]+$", "[A-Za-z0-9_-]{1,64}", "acc_[0-9]+", "\\d+",
              "[0-9a-f]{8}-[0-9a-f]{4}", "[^/]{1,200}", "[^\\s/]+x?"}) {
            QTest::newRow(pattern) << QString::fromLatin1(pattern);
        }
    }
    void checksThePatternsOfTheVendorsByteByByte()
    {
        QFETCH(QString, pattern);
        if (pattern == QStringLiteral("[^\\s/]+x?"))
            QVERIFY(!compiled(pattern).isCheckedByteByByte());
        else
            QVERIFY(compiled(pattern).isCheckedByteByByte());
    }

    void leavesToTheExpressionWhatNeedsGivingBack()
    {
        // "[0-9]+5" would never match if the first part kept all the digits that it can take.
        const Pattern pattern = compiled(QStringLiteral("[0-9]+5"));
        QVERIFY(!pattern.isCheckedByteByByte());
        QVERIFY(pattern.matches("12345"));
        QVERIFY(!pattern.matches("12346"));
    }

    void countsCharactersAndNotBytes()
    {
        const Pattern pattern = compiled(QStringLiteral("[^/]{2}"));
        QVERIFY(pattern.isCheckedByteByByte());
        QVERIFY(pattern.matches("äö"));
        QVERIFY(!pattern.matches("ä"));
        QVERIFY(!compiled(QStringLiteral("[0-9a-f]+")).matches("ä"));
    }

    void agreesWithTheRegularExpressionOnRandomPatternsAndTexts()
    {
        base::Random random(20260101);
        const QStringList pieces{QStringLiteral("[0-9]"), QStringLiteral("[a-f]"),  QStringLiteral("[^a-c]"),
                                 QStringLiteral("a"),     QStringLiteral("-"),      QStringLiteral("\\d"),
                                 QStringLiteral("\\w"),   QStringLiteral("[\\d_]"), QStringLiteral("\\."),
                                 QStringLiteral("[a-]"),  QStringLiteral("[-a]"),   QStringLiteral("[^0-9b]"),
                                 QStringLiteral("."),     QStringLiteral("(a|b)"),  QStringLiteral("[.x]"),
                                 QStringLiteral("é")};
        const QStringList counts{{},
                                 {},
                                 QStringLiteral("+"),
                                 QStringLiteral("*"),
                                 QStringLiteral("?"),
                                 QStringLiteral("{2}"),
                                 QStringLiteral("{1,3}"),
                                 QStringLiteral("{2,}"),
                                 QStringLiteral("+?"),
                                 QStringLiteral("{0,2}")};
        const QString alphabet = QStringLiteral("abcdf0159-_./xé");
        int byBytes = 0;
        int matching = 0;
        for (int round = 0; round < 3000; ++round) {
            QString source;
            for (auto n = random.between(1, 4); n > 0; --n)
                source += pieces[random.between(0, pieces.size() - 1)]
                          + counts[random.between(0, counts.size() - 1)];
            const Pattern pattern = compiled(source);
            const QRegularExpression expression(QRegularExpression::anchoredPattern(source));
            byBytes += pattern.isCheckedByteByByte() ? 1 : 0;
            for (int k = 0; k < 20; ++k) {
                QString text;
                for (auto n = random.between(0, 7); n > 0; --n)
                    text += alphabet[random.between(0, alphabet.size() - 1)];
                const bool expected = expression.match(text).hasMatch();
                matching += expected ? 1 : 0;
                QVERIFY2(pattern.matches(text.toStdString()) == expected, qPrintable(source + u' ' + text));
            }
        }
        QVERIFY2(byBytes > 500 && matching > 1000, "the cases did not exercise both ways");
    }

    void namesThePlaceOfAMistake()
    {
        const auto pattern = Pattern::compile(QStringLiteral("[0-9"));
        QVERIFY(!pattern);
        QVERIFY(QString::fromStdString(pattern.error().message).contains(QStringLiteral("[0-9")));
        QVERIFY(QString::fromStdString(pattern.error().message).contains(QStringLiteral("idPattern")));
    }
};

QTEST_APPLESS_MAIN(PatternTest)
#include "tst_pattern.moc"
