#include "cli/commandline.h"
#include "support/strictserver.h"

#include <QFileInfo>
#include <QTest>

using support::CommandLine;
using support::StrictServer;

/// What must not happen: whatever is wrong with the input, nothing is sent and nothing is stored, and the
/// operator is told what it is and what to do.
class RefusalsTest : public QObject {
    Q_OBJECT

private:
    /// A list as `name`, with everything else as it should be.
    struct Case {
        QStringList without; ///< options (with their values) that are taken out
        QStringList with;    ///< options that are put in
        QByteArray list;     ///< instead of five good ids
        QStringList named;   ///< what the message has to name
    };

private Q_SLOTS:
    void sendsNothing_data()
    {
        QTest::addColumn<QStringList>("without");
        QTest::addColumn<QStringList>("with");
        QTest::addColumn<QByteArray>("list");
        QTest::addColumn<QStringList>("named");

        const auto row = [](const char* name, const Case& c) {
            QTest::newRow(name) << c.without << c.with << c.list << c.named;
        };
        row("wrong number", {{"--confirm"}, {"--confirm", "4"}, {}, {"--confirm 4", "5"}});
        row("no number", {{"--confirm"}, {}, {}, {"--confirm", "5"}});
        row("a number that is none", {{"--confirm"}, {"--confirm", "five"}, {}, {"--confirm five"}});
        row("empty id", {{}, {}, "1\n2\n\n4\n5\n6\n", {"ine 3", "--skip-invalid"}});
        row("dots", {{}, {}, "1\n2\n..\n4\n5\n6\n", {"ine 3"}});
        row("one dot", {{}, {}, "1\n2\n3\n4\n5\n.\n", {"ine 6"}});
        row("another form", {{}, {}, "1\n2\n3\n4\n5\n12ab\n", {"ine 6", "12ab"}});
        row("a path", {{}, {}, "1\n2\n3\n4\n5\n../users/1\n", {"ine 6"}});
        row("a fragment", {{}, {}, "1\n2\n3\n4\n5\n1#2\n", {"ine 6"}});
        row("spreadsheet damage", {{}, {}, "1\n2\n3\n4\n5\n1.23E+17\n", {"ine 6", "1.23E+17"}});
        row("no id at all", {{}, {}, "id\n", {"no id"}});
        row("no list", {{"--ids"}, {}, {}, {"--ids"}});
        row("a list that is not there", {{"--ids"}, {"--ids", "/nowhere/ids.csv"}, {}, {"/nowhere/ids.csv"}});
        row("no profile", {{"--profile"}, {}, {}, {"--profile", "kameleoon"}});
        row("unknown profile", {{"--profile"}, {"--profile", "kamelion"}, {}, {"kamelion", "kameleoon"}});
        row("missing parameter", {{"--profile"},
                                  {"--profile", "accompa", "--operation", "delete-feature"},
                                  {},
                                  {"--param", "dailyLimit"}});
        row("unknown parameter", {{}, {"--param", "speed=9"}, {}, {"speed"}});
        row("missing operation",
            {{"--profile"},
             {"--profile", "chameleon"},
             {},
             {"--operation", "forget-profile", "clear-profile", "delete-company", "delete-webhook"}});
        row("unknown operation", {{}, {"--operation", "delete-all"}, {}, {"delete-all", "delete-account"}});
        row("unknown option", {{}, {"--force"}, {}, {"--force"}});
        row("no credentials", {{"--credentials"}, {}, {}, {"client_id", "--credentials"}});
        row("batch where there is none", {{}, {"--batch", "10"}, {}, {"--batch 10"}});
        row("share of nothing", {{}, {"--share", "0"}, {}, {"--share 0"}});
        row("unknown progress", {{}, {"--progress", "loud"}, {}, {"--progress loud"}});
        row("unknown pacing", {{}, {"--pacing", "calm"}, {}, {"--pacing calm"}});
        row("time scale of nothing", {{}, {"--time-scale", "0"}, {}, {"--time-scale 0"}});
        row("plain http elsewhere", {{"--base-url"}, {"--base-url", "http://example.com"}, {}, {"https://"}});
        row("user in the address",
            {{"--base-url"}, {"--base-url", "https://anna:pw@127.0.0.1:1"}, {}, {"user name or password"}});
        row("path in the address", {{"--base-url"}, {"--base-url", "http://127.0.0.1:1/v2"}, {}, {"/v2"}});
        row("time scale elsewhere", {{"--base-url"},
                                     {"--base-url", "https://example.com", "--time-scale", "5"},
                                     {},
                                     {"--time-scale", "example.com"}});
        row("practice at an address", {{}, {"--practice"}, {}, {"--base-url", "--practice"}});
    }

    void sendsNothing()
    {
        QFETCH(QStringList, without);
        QFETCH(QStringList, with);
        QFETCH(QByteArray, list);
        QFETCH(QStringList, named);

        StrictServer server({});
        QVERIFY(server.listen());
        CommandLine user;
        QStringList words{"run"};
        const QStringList good{
            "--profile",     "kameleoon",
            "--ids",         user.file("ids.csv", list.isEmpty() ? "1\n2\n3\n4\n5\n" : list),
            "--confirm",     "5",
            "--base-url",    server.origin(),
            "--credentials", user.credentials()};
        for (qsizetype i = 0; i < good.size(); i += 2) {
            if (!without.contains(good.at(i)))
                words << good.at(i) << good.at(i + 1);
        }
        const CommandLine::Ending ending = user.run(words + with);

        QVERIFY2(ending.code == 2, ending.err.constData());
        for (const QString& name : named)
            QVERIFY2(ending.text().contains(name), ending.err.constData());
        QVERIFY(ending.out.isEmpty());
        QCOMPARE(server.seen().size(), std::size_t{0});
        QVERIFY(!QFileInfo::exists(user.path(".local/share/sluice/jobs.sqlite")));
    }

    void namesEveryBadLine()
    {
        CommandLine user;
        const auto ending =
            user.run({"run", "--profile", "kameleoon", "--ids", user.file("ids.txt", "1\nx\n2\ny\nz\n"),
                      "--confirm", "2", "--credentials", user.credentials()});
        QCOMPARE(ending.code, 2);
        for (const char* line : {"ine 2", "ine 4", "ine 5"})
            QVERIFY2(ending.err.contains(line), ending.err.constData());
    }

    void namesTheFirstFiftyOfManyBadLines()
    {
        QByteArray list = "1\n";
        for (int i = 0; i < 80; ++i)
            list += "x\n";
        CommandLine user;
        const auto ending = user.run({"run", "--profile", "kameleoon", "--ids", user.file("ids.txt", list),
                                      "--confirm", "1", "--credentials", user.credentials()});
        QCOMPARE(ending.code, 2);
        QVERIFY2(ending.err.contains("ine 51:"), ending.err.constData());
        QVERIFY2(!ending.err.contains("ine 52:"), ending.err.constData());
        QVERIFY2(ending.err.contains("and 30 more"), ending.err.constData());
    }

    void refusesCredentialsThatOthersCanRead()
    {
        StrictServer server({});
        QVERIFY(server.listen());
        CommandLine user;
        const QString open =
            user.file("open.json", R"({"client_id":"anna","client_secret":"open-sesame"})", false);
        const auto ending = user.run({"run", "--profile", "kameleoon", "--ids", user.list(5), "--confirm",
                                      "5", "--base-url", server.origin(), "--credentials", open});
        QCOMPARE(ending.code, 2);
        QVERIFY2(ending.err.contains("chmod 600"), ending.err.constData());
        QVERIFY(!ending.err.contains("open-sesame"));
        QCOMPARE(server.seen().size(), std::size_t{0});
    }

    void refusesWhatIsNoCommand_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::newRow("nothing") << QStringList{};
        QTest::newRow("unknown") << QStringList{"delete"};
        QTest::newRow("resume without a job") << QStringList{"resume"};
        QTest::newRow("resume a job that is not there") << QStringList{"resume", "7"};
        QTest::newRow("resume the last of none") << QStringList{"resume", "--last"};
        QTest::newRow("resume both") << QStringList{"resume", "--last", "7"};
        QTest::newRow("status of a job that is not there") << QStringList{"status", "7"};
        QTest::newRow("report without a folder") << QStringList{"report", "1"};
        QTest::newRow("find nothing") << QStringList{"find"};
        QTest::newRow("profiles of what") << QStringList{"profiles", "sort"};
        QTest::newRow("simulate whom") << QStringList{"simulate"};
    }

    void refusesWhatIsNoCommand()
    {
        QFETCH(QStringList, words);
        CommandLine user;
        QCOMPARE(user.run(words).code, 2);
    }
};

QTEST_GUILESS_MAIN(RefusalsTest)
#include "tst_refusals.moc"
