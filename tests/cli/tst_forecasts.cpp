#include "cli/commandline.h"

#include <QJsonArray>
#include <QTest>

using support::CommandLine;

/// Commands that only look: forecasts and profiles.
class ForecastsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void plans230AccountsInFiveBatches()
    {
        CommandLine user;
        const auto ending = user.run({"plan", "--profile", "kameleoon", "--count", "230", "--json"});
        QCOMPARE(ending.code, 0);
        QCOMPARE(ending.jsonLines().size(), 1);
        const QJsonObject plan = ending.jsonLines().first();
        QCOMPARE(plan["count"].toInt(), 230);
        const QList<int> requests{50, 50, 50, 50, 30};
        const QJsonArray batches = plan["batches"].toArray();
        QCOMPARE(batches.size(), requests.size());
        for (qsizetype i = 0; i < requests.size(); ++i) {
            QCOMPARE(batches.at(i)["requests"].toInt(), requests.at(i));
            QVERIFY(qAbs(batches.at(i)["startsAfterSeconds"].toDouble() - 10.0 * double(i)) <= 0.001 * 40);
        }
        QVERIFY(qAbs(plan["finishAfterSeconds"].toDouble() - 40) <= 0.04);
        QVERIFY(qAbs(plan["longestWaitSeconds"].toDouble() - 10) <= 0.01);
        QCOMPARE(plan["bindingRule"].toString(), "10 s window");
    }

    void aPlanThatNeverWaitsHasNoBindingRule()
    {
        CommandLine user;
        const auto ending = user.run({"plan", "--profile", "kameleoon", "--count", "50", "--json"});
        QCOMPARE(ending.code, 0);
        const QJsonObject plan = ending.jsonLines().value(0);
        QCOMPARE(plan["batches"].toArray().size(), 1);
        QVERIFY(plan["bindingRule"].isNull());
        QCOMPARE(plan["finishAfterSeconds"].toDouble(), 0.0);
    }

    void aPlanSpeaksToPeopleToo()
    {
        CommandLine user;
        const auto ending = user.run({"plan", "--profile", "kameleoon", "--count", "230"});
        QCOMPARE(ending.code, 0);
        QVERIFY2(ending.out.contains("50 requests") && ending.out.contains("40 s"), ending.out.constData());
    }

    void aPlanNeedsWhatTheProfileAsksFor()
    {
        CommandLine user;
        const auto without = user.run({"plan", "--profile", "accompa", "--count", "10"});
        QCOMPARE(without.code, 2);
        QVERIFY2(without.err.contains("dailyLimit"), without.err.constData());
        const auto with = user.run(
            {"plan", "--profile", "accompa", "--count", "10", "--param", "dailyLimit=1000", "--json"});
        QVERIFY2(with.code == 0, with.err.constData());
    }

    void aPlanOfNothingIsRefused_data()
    {
        QTest::addColumn<QStringList>("count");
        QTest::newRow("none") << QStringList{};
        QTest::newRow("zero") << QStringList{"--count", "0"};
        QTest::newRow("negative") << QStringList{"--count", "-3"};
        QTest::newRow("words") << QStringList{"--count", "many"};
    }

    void aPlanOfNothingIsRefused()
    {
        QFETCH(QStringList, count);
        CommandLine user;
        QCOMPARE(user.run(QStringList{"plan", "--profile", "kameleoon"} + count).code, 2);
    }

    void listsTheVendorsThatShip()
    {
        CommandLine user;
        const auto ending = user.run({"profiles", "list"});
        QCOMPARE(ending.code, 0);
        for (const char* name : {"kameleoon", "chameleon", "wonderpush", "accompa"})
            QVERIFY2(ending.out.contains(name), ending.out.constData());
    }

    void acceptsAsAFileWhatItShows_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : {"kameleoon", "chameleon", "wonderpush", "accompa"})
            QTest::newRow(name) << name;
    }

    void acceptsAsAFileWhatItShows()
    {
        QFETCH(QString, name);
        CommandLine user;
        const auto shown = user.run({"profiles", "show", name});
        QCOMPARE(shown.code, 0);
        const QString file = user.file("own.json", shown.out);
        const auto checked = user.run({"profiles", "check", file});
        QVERIFY2(checked.code == 0, checked.err.constData());
        const auto again = user.run({"profiles", "show", file});
        QCOMPARE(again.out, shown.out);
    }

    void saysWhereAProfileIsWrong()
    {
        CommandLine user;
        const auto shown = user.run({"profiles", "show", "kameleoon"});
        const QByteArray wrong = QByteArray(shown.out).replace("\"10s\"", "\"10 sec\"");
        QVERIFY(wrong != shown.out);
        const auto checked = user.run({"profiles", "check", user.file("wrong.json", wrong)});
        QCOMPARE(checked.code, 2);
        QVERIFY2(checked.err.contains("wrong.json") && checked.err.contains("/limits/0/per"),
                 checked.err.constData());
    }

    void helpNamesEveryCommand()
    {
        CommandLine user;
        const auto ending = user.run({"--help"});
        QCOMPARE(ending.code, 0);
        for (const char* name : {"run", "resume", "status", "find", "plan", "report", "profiles", "simulate"})
            QVERIFY2(ending.out.contains(name), name);
    }
};

QTEST_GUILESS_MAIN(ForecastsTest)
#include "tst_forecasts.moc"
