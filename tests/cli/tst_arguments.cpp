#include "cli/arguments.h"

#include <QTest>

using cli::Arguments;
using cli::Option;
using cli::Problems;

namespace {

const Option options[] = {
    {"--profile", "NAME", ""},
    {"--param", "NAME=VALUE", "", Option::Times::many},
    {"--json", nullptr, ""},
};

base::Result<Arguments> parse(const QStringList& words, int restMost = 1)
{
    return Arguments::parse(words, options, restMost);
}

QString why(const base::Result<Arguments>& result)
{
    return result ? QString() : QString::fromStdString(result.error().message);
}

} // namespace

class ArgumentsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesValuesInBothForms()
    {
        const auto a = parse({"--profile", "kameleoon", "--param=a=1", "--param", "b=2", "--json", "7"});
        QVERIFY2(a.has_value(), qPrintable(why(a)));
        QCOMPARE(a->value("--profile").value_or(""), "kameleoon");
        QCOMPARE(a->values("--param"), QStringList({"a=1", "b=2"}));
        QVERIFY(a->has("--json"));
        QCOMPARE(a->rest(), QStringList({"7"}));
        QVERIFY(!a->value("--nothing"));
    }

    void takesADashAsTheStandardInput() { QCOMPARE(parse({"-"})->rest(), QStringList({"-"})); }

    void refusesAndNamesTheCause_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QString>("named");
        QTest::newRow("unknown") << QStringList{"--profil", "x"} << "--profil";
        QTest::newRow("short form") << QStringList{"-p"} << "-p";
        QTest::newRow("twice") << QStringList{"--profile", "a", "--profile", "b"} << "twice";
        QTest::newRow("no value at the end") << QStringList{"--profile"} << "lacks its value";
        QTest::newRow("no value before an option") << QStringList{"--profile", "--json"} << "lacks its value";
        QTest::newRow("empty value") << QStringList{"--profile", ""} << "empty value";
        QTest::newRow("empty value after =") << QStringList{"--profile="} << "empty value";
        QTest::newRow("value for a flag") << QStringList{"--json=yes"} << "takes no value";
        QTest::newRow("a word too many") << QStringList{"1", "2"} << "“2”";
    }

    void refusesAndNamesTheCause()
    {
        QFETCH(QStringList, words);
        QFETCH(QString, named);
        const auto a = parse(words);
        QVERIFY(!a);
        QVERIFY2(why(a).contains(named), qPrintable(why(a)));
    }

    void readsNumbersWithinTheirBounds_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("isGood");
        QTest::newRow("lowest") << "1" << true;
        QTest::newRow("highest") << "100" << true;
        QTest::newRow("too low") << "0" << false;
        QTest::newRow("too high") << "101" << false;
        QTest::newRow("fraction") << "1.5" << false;
        QTest::newRow("words") << "ten" << false;
        QTest::newRow("trailing") << "10x" << false;
    }

    void readsNumbersWithinTheirBounds()
    {
        QFETCH(QString, text);
        QFETCH(bool, isGood);
        Problems problems;
        const auto number = parse({"--profile", text})->number("--profile", 1, 100, problems);
        QCOMPARE(number.has_value(), isGood);
        QCOMPARE(problems.isEmpty(), isGood);
    }

    void aNumberThatIsNotGivenIsNoProblem()
    {
        Problems problems;
        QVERIFY(!parse({})->number("--profile", 1, 100, problems));
        QVERIFY(problems.isEmpty());
    }
};

QTEST_APPLESS_MAIN(ArgumentsTest)
#include "tst_arguments.moc"
