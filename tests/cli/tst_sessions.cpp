#include "cli/commandline.h"
#include "idlist/packedworkbook.h"
#include "sessions.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>
#include <QTest>

#include <algorithm>

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

using std::chrono::milliseconds;
using support::CommandLine;
using support::StrictServer;
using namespace sessions;

/// Whole jobs, driven from outside against a server that counts for itself.
class SessionsTest : public QObject {
    Q_OBJECT

    static void answerAll(StrictServer& server, int status, const QByteArray& body = "{}")
    {
        server.setScript([=](const StrictServer::Seen& request) -> std::optional<StrictServer::Answer> {
            if (!isDeletion(request))
                return std::nullopt;
            return StrictServer::Answer{.status = status, .body = body, .headers = {}};
        });
    }

private Q_SLOTS:
    void deletes230WithoutOneRefusal()
    {
        StrictServer server(kameleoon());
        QVERIFY(server.listen());
        CommandLine user;
        const auto ending = user.run(job(user, server, 230));
        QVERIFY2(ending.code == 0, ending.err.constData());
        QCOMPARE(server.refusals(), 0);
        const QList<QByteArray> paths = server.paths("DELETE");
        QCOMPARE(paths.size(), 230);
        QCOMPARE(QSet<QByteArray>(paths.begin(), paths.end()).size(), 230);
        QCOMPARE(server.paths("POST"), QList<QByteArray>{"/oauth/token"});
        QVERIFY(server.mostWithin(milliseconds(10'000 / scale)) <= 50);
    }

    void tellsProgramsFromTheStoredJobToItsEnd()
    {
        StrictServer server(kameleoon());
        QVERIFY(server.listen());
        CommandLine user;
        const auto ending = user.run(job(user, server, 60));
        QVERIFY2(ending.code == 0, ending.err.constData());
        const QList<QJsonObject> lines = ending.jsonLines();
        QVERIFY2(lines.size() >= 3, ending.out.constData());
        const QStringList counts{"queued", "sent",    "waiting",  "done",     "gone",
                                 "failed", "unknown", "requests", "throttled"};
        for (qsizetype i = 0; i + 1 < lines.size(); ++i) {
            QCOMPARE(lines.at(i)["event"].toString(), "progress");
            QCOMPARE(lines.at(i)["job"].toInt(), 1);
            for (const QString& key : counts + QStringList{"state", "inFlight", "wait", "eta"})
                QVERIFY2(lines.at(i).contains(key), qPrintable(key));
        }
        QCOMPARE(lines.first()["queued"].toInt(), 60);
        QCOMPARE(lines.first()["requests"].toInt(), 0);
        const QJsonObject last = lines.last();
        QCOMPARE(last["event"].toString(), "end");
        QCOMPARE(last["reason"].toString(), "finished");
        QVERIFY(last["guard"].isNull());
        QCOMPARE(last["done"].toInt(), 60);
        QCOMPARE(last["requests"].toInt(), 61); // the token call is one too
        for (const QString& key : counts)
            QVERIFY2(last.contains(key), qPrintable(key));
    }

    void isInterruptedInOrderAndGoesOnWithoutRepeating()
    {
        StrictServer server(kameleoon());
        QVERIFY(server.listen());
        CommandLine user;
        auto first = user.start(job(user, server, 230));
        QVERIFY(CommandLine::waitFor([&] { return server.paths("DELETE").size() >= 60; }));
        first->terminate();
        const auto interrupted = CommandLine::end(*first);
        QVERIFY2(interrupted.code == 4, interrupted.err.constData());
        QCOMPARE(lastWord(interrupted, "reason"), "interrupted");
        const auto sentBefore = server.paths("DELETE").size();
        QCOMPARE(interrupted.jsonLines().last()["done"].toInteger(), sentBefore);
        QVERIFY(sentBefore < 230);

        const auto resumed =
            user.run({"resume", "--last", "--credentials", user.credentials(), "--progress", "json"});
        QVERIFY2(resumed.code == 0, resumed.err.constData());
        QCOMPARE(lastWord(resumed, "reason"), "finished");
        const QList<QByteArray> paths = server.paths("DELETE");
        QCOMPARE(paths.size(), 230);
        QCOMPARE(QSet<QByteArray>(paths.begin(), paths.end()).size(), 230);
        QCOMPARE(server.refusals(), 0);
    }

    void aSecondSignalEndsAtOnce()
    {
        StrictServer server(kameleoon());
        QVERIFY(server.listen());
        server.setScript([](const StrictServer::Seen& request) -> std::optional<StrictServer::Answer> {
            return isDeletion(request)
                       ? std::optional(StrictServer::Answer{.body = {}, .headers = {}, .isWithheld = true})
                       : std::nullopt;
        });
        CommandLine user;
        auto program = user.start(job(user, server, 5));
        QVERIFY(CommandLine::waitFor([&] { return server.paths("DELETE").size() == 5; }));
        program->terminate();
        QVERIFY(CommandLine::waitFor([&] { return program->bytesAvailable() > 0; }));
        ::kill(static_cast<pid_t>(program->processId()), SIGINT);
        ::kill(static_cast<pid_t>(program->processId()), SIGINT);
        QCOMPARE(CommandLine::end(*program).code, 4);
        // What was in flight is unknown, and nothing that is unknown counts as done.
        const auto status = user.run({"status", "1", "--json"});
        const QJsonObject job = status.jsonLines().value(0);
        QCOMPARE(job["done"].toInt(), 0);
        // Nobody runs it any more, and that is what is told.
        QCOMPARE(job["state"].toString(), "paused");
        QCOMPARE(job["reason"].toString(), "interrupted");
    }

    void pausesWhereTheSignInIsRefused()
    {
        StrictServer server(kameleoon());
        QVERIFY(server.listen());
        answerAll(server, 401);
        CommandLine user;
        const auto ending = user.run(job(user, server, 50));
        QVERIFY2(ending.code == 5, ending.err.constData());
        QCOMPARE(lastWord(ending, "reason"), "credentials");
        QCOMPARE(ending.jsonLines().last()["failed"].toInt(), 0);
        QCOMPARE(server.paths("POST").size(), 2); // renewed once
    }

    void refusesOtherCredentialsThanTheJobs()
    {
        StrictServer server(kameleoon());
        QVERIFY(server.listen());
        answerAll(server, 401);
        CommandLine user;
        QCOMPARE(user.run(job(user, server, 5)).code, 5);
        const std::size_t before = server.seen().size();
        server.setScript({});
        const QString others = user.file("others.json", R"({"client_id":"anna","client_secret":"renewed"})");
        const auto refused = user.run({"resume", "1", "--credentials", others});
        QVERIFY2(refused.code == 5, refused.err.constData());
        QVERIFY2(refused.err.contains("Kameleoon"), refused.err.constData());
        QVERIFY2(refused.err.contains("no job here has used"), refused.err.constData());
        QCOMPARE(server.seen().size(), before);

        const auto wrongNumber =
            user.run({"resume", "1", "--credentials", others, "--new-credentials", "--confirm", "4"});
        QCOMPARE(wrongNumber.code, 2);
        QCOMPARE(server.seen().size(), before);
        const auto accepted =
            user.run({"resume", "1", "--credentials", others, "--new-credentials", "--confirm", "5"});
        QVERIFY2(accepted.code == 0, accepted.err.constData());
    }

    void aSecondProgramOnTheAccountIsTold()
    {
        StrictServer server(kameleoon());
        QVERIFY(server.listen());
        CommandLine user;
        auto first = user.start(job(user, server, 230));
        QVERIFY(CommandLine::waitFor([&] { return !server.paths("DELETE").isEmpty(); }));
        const auto second = user.run(job(user, server, 5));
        QVERIFY2(second.code == 7, second.err.constData());
        QCOMPARE(lastWord(second, "reason"), "busy");
        QVERIFY2(second.text().contains(QStringLiteral("process %1").arg(first->processId())),
                 second.err.constData());
        QCOMPARE(CommandLine::end(*first).code, 0);
        QCOMPARE(server.refusals(), 0);
        QCOMPARE(server.paths("DELETE").size(), 230);
    }

    void aDamagedLedgerClosesTheLimitsUnlessTheOperatorKnowsBetter()
    {
        StrictServer server(kameleoon());
        QVERIFY(server.listen());
        CommandLine user;
        QCOMPARE(user.run(job(user, server, 5)).code, 0);
        const QStringList ledgers = user.filesNamed("ledger.sqlite");
        QCOMPARE(ledgers.size(), 1);
        const auto damage = [&] {
            QFile file(ledgers.first());
            return file.open(QIODevice::WriteOnly) && file.write("no ledger at all, but something else") > 0;
        };
        QVERIFY(damage());
        const auto before = server.seen().size();
        auto closed = user.start(job(user, server, 6));
        QByteArray told;
        QVERIFY(CommandLine::waitFor([&] {
            told += closed->readAllStandardOutput();
            return told.contains("\"wait\":{");
        }));
        closed->terminate();
        QCOMPARE(CommandLine::end(*closed).code, 4);
        QCOMPARE(server.seen().size(), before);

        QVERIFY(damage());
        const auto open = user.run(job(user, server, 7) + QStringList{"--quota-is-free"});
        QVERIFY2(open.code == 0, open.err.constData());
        QCOMPARE(open.jsonLines().last()["done"].toInt(), 7);
    }

    void oneFailedIdMakesTheJobIncomplete()
    {
        StrictServer server(kameleoon());
        QVERIFY(server.listen());
        server.setScript([](const StrictServer::Seen& request) -> std::optional<StrictServer::Answer> {
            return request.path == "/accounts/3"
                       ? std::optional(StrictServer::Answer{.status = 422, .body = "{}", .headers = {}})
                       : std::nullopt;
        });
        CommandLine user;
        const auto ending = user.run(job(user, server, 5));
        QVERIFY2(ending.code == 1, ending.err.constData());
        QCOMPARE(ending.jsonLines().last()["failed"].toInt(), 1);
        QCOMPARE(ending.jsonLines().last()["done"].toInt(), 4);

        server.setScript({});
        const auto again =
            user.run({"resume", "1", "--credentials", user.credentials(), "--retry", "failed"});
        QVERIFY2(again.code == 0, again.err.constData());
        QCOMPARE(server.paths("DELETE").size(), 6);
    }

    void aGuardStopsAListThatIsGoneAlready()
    {
        StrictServer server(kameleoon());
        QVERIFY(server.listen());
        answerAll(server, 404);
        CommandLine user;
        const auto ending = user.run(job(user, server, 200));
        QVERIFY2(ending.code == 3, ending.err.constData());
        QCOMPARE(lastWord(ending, "reason"), "guard");
        QCOMPARE(lastWord(ending, "guard"), "all-gone");
        QVERIFY(server.paths("DELETE").size() < 50);
    }

    void theFirstOnesCanBeLookedAt()
    {
        StrictServer server(kameleoon());
        QVERIFY(server.listen());
        CommandLine user;
        const auto ending = user.run(job(user, server, 20) + QStringList{"--canary", "3"});
        QVERIFY2(ending.code == 3, ending.err.constData());
        QCOMPARE(lastWord(ending, "guard"), "canary");
        QCOMPARE(server.paths("DELETE").size(), 3);
        const auto resumed = user.run({"resume", "--last", "--credentials", user.credentials()});
        QVERIFY2(resumed.code == 0, resumed.err.constData());
        QCOMPARE(server.paths("DELETE").size(), 20);
    }

    void mergesDuplicatesAndLeavesOutWhatIsInvalidWhenAsked()
    {
        StrictServer server(kameleoon());
        QVERIFY(server.listen());
        CommandLine user;
        QStringList words = job(user, server, 3);
        words[words.indexOf("--ids") + 1] = user.file("mixed.txt", "1\n2\nx\n2\n3\n1\n");
        const auto refused = user.run(words);
        QCOMPARE(refused.code, 2);
        QCOMPARE(server.seen().size(), std::size_t{0});
        const auto ending = user.run(words + QStringList{"--skip-invalid"});
        QVERIFY2(ending.code == 0, ending.err.constData());
        QVERIFY2(ending.err.contains("2 duplicates"), ending.err.constData());
        QVERIFY2(ending.err.contains("ine 3"), ending.err.constData());
        QCOMPARE(server.paths("DELETE").size(), 3);
    }

    void readsTheSheetAndTheRowsThatAreNamed()
    {
        StrictServer server(kameleoon());
        QVERIFY(server.listen());
        CommandLine user;
        const QByteArray hidden = R"(hidden="1")";
        const QByteArray rows = textRow(1, {"Account ID", "E-mail"}) + textRow(2, {"11", "ann@example.org"})
                                + textRow(3, {"12", "bob@example.org"}, hidden)
                                + textRow(4, {"13", "cat@example.org"});
        const QByteArray workbook = PackedWorkbook()
                                        .sheet({"Export", rows, {}, {}, {}})
                                        .sheet({"Leavers", textRow(1, {"21"}), {}, {}, {}})
                                        .packed();
        QStringList words = job(user, server, 2);
        words[words.indexOf("--ids") + 1] = user.file("export.xlsx", workbook);
        const auto whichSheet = user.run(words);
        QCOMPARE(whichSheet.code, 2);
        QVERIFY2(whichSheet.err.contains("--sheet"), whichSheet.err.constData());
        words += {"--sheet", "Export"};
        const auto whichRows = user.run(words);
        QCOMPARE(whichRows.code, 2);
        QVERIFY2(whichRows.err.contains("--rows"), whichRows.err.constData());
        QCOMPARE(server.seen().size(), std::size_t{0});

        const auto ending =
            user.run(words + QStringList{"--rows", "visible", "--report", user.path("report")});
        QVERIFY2(ending.code == 0, ending.err.constData());
        QList<QByteArray> paths = server.paths("DELETE");
        std::ranges::sort(paths);
        QCOMPARE(paths, (QList<QByteArray>{"/accounts/11", "/accounts/13"}));
        QFile csv(user.path("report/outcomes.csv"));
        QVERIFY(csv.open(QIODevice::ReadOnly));
        QVERIFY(csv.readAll().contains("11,2,ann@example.org,done"));
    }

    void protectedIdsAreNeverSent()
    {
        StrictServer server(kameleoon());
        QVERIFY(server.listen());
        CommandLine user;
        const QString never = user.file("never.txt", "2\n4\n99\n");
        const auto ending =
            user.run(job(user, server, 5) + QStringList{"--protect", never, "--report", user.path("report")});
        QVERIFY2(ending.code == 0, ending.err.constData());
        QList<QByteArray> paths = server.paths("DELETE");
        std::ranges::sort(paths);
        QCOMPARE(paths, (QList<QByteArray>{"/accounts/1", "/accounts/3", "/accounts/5"}));
        QCOMPARE(ending.jsonLines().last()["skipped"].toInt(), 2);
        QFile csv(user.path("report/outcomes.csv"));
        QVERIFY(csv.open(QIODevice::ReadOnly));
        QCOMPARE(csv.readAll().count(",skipped,"), 2);
    }

    void aSlipInTheProtectedListIsRefused()
    {
        StrictServer server(kameleoon());
        QVERIFY(server.listen());
        CommandLine user;
        const auto ending =
            user.run(job(user, server, 5) + QStringList{"--protect", user.file("never.txt", "2\n4x\n")});
        QCOMPARE(ending.code, 2);
        QVERIFY2(ending.err.contains("4x"), ending.err.constData());
        QCOMPARE(server.seen().size(), std::size_t{0});
    }

    void practisesWithoutCredentials()
    {
        CommandLine user;
        const QStringList words{"run",          "--practice",   "--profile",  "kameleoon",
                                "--ids",        user.list(120), "--confirm",  "120",
                                "--time-scale", "50",           "--progress", "json"};
        const auto ending = user.run(words);
        QVERIFY2(ending.code == 0, ending.err.constData());
        QCOMPARE(ending.jsonLines().last()["done"].toInt(), 120);
        QCOMPARE(ending.jsonLines().last()["throttled"].toInt(), 0);
        // It stays apart from real jobs.
        QCOMPARE(user.run({"status", "--json"}).jsonLines().value(0)["jobs"].toArray().size(), 0);
        QCOMPARE(user.run({"status", "--practice", "--json"}).jsonLines().value(0)["jobs"].toArray().size(),
                 1);
    }

    void practisesWithEveryVendor_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QByteArray>("ids");
        const QByteArray hex =
            "64b5f0a1c2d3e4f5a6b7c8d1\n64b5f0a1c2d3e4f5a6b7c8d2\n64b5f0a1c2d3e4f5a6b7c8d3\n";
        QTest::newRow("chameleon") << QStringList{"--profile", "chameleon", "--operation", "forget-profile"}
                                   << hex;
        QTest::newRow("wonderpush") << QStringList{"--profile", "wonderpush", "--operation",
                                                   "delete-installation"}
                                    << hex;
        QTest::newRow("accompa") << QStringList{"--profile",          "accompa", "--operation",
                                                "delete-requirement", "--param", "dailyLimit=1000"}
                                 << QByteArray("RE-55\n56\n57\n");
    }

    void practisesWithEveryVendor()
    {
        QFETCH(QStringList, words);
        QFETCH(QByteArray, ids);
        CommandLine user;
        const auto ending = user.run(QStringList{"run", "--practice", "--ids", user.file("ids.txt", ids),
                                                 "--confirm", "3", "--time-scale", "50", "--progress", "json"}
                                     + words);
        QVERIFY2(ending.code == 0, ending.err.constData());
        QCOMPARE(ending.jsonLines().last()["done"].toInt(), 3);
        QCOMPARE(ending.jsonLines().last()["throttled"].toInt(), 0);
    }

    void drawsABarOnATerminal()
    {
        const int terminal = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
        if (terminal < 0 || ::grantpt(terminal) != 0 || ::unlockpt(terminal) != 0)
            QSKIP("this machine gives no pseudo terminals");
        const QByteArray name = ::ptsname(terminal);
        CommandLine user;
        QProcess program;
        program.setProcessEnvironment(user.environment());
        program.setChildProcessModifier([name] {
            const int screen = ::open(name.constData(), O_RDWR | O_NOCTTY);
            ::dup2(screen, STDERR_FILENO);
        });
        program.start(SLUICE_CLI, {"run", "--practice", "--profile", "kameleoon", "--ids", user.list(60),
                                   "--confirm", "60", "--time-scale", "50"});
        QByteArray drawn;
        ::fcntl(terminal, F_SETFL, O_NONBLOCK);
        const auto readOn = [&] {
            char buffer[4096];
            for (ssize_t n = 0; (n = ::read(terminal, buffer, sizeof buffer)) > 0;)
                drawn.append(buffer, n);
            return program.state() == QProcess::NotRunning;
        };
        QVERIFY(CommandLine::waitFor(readOn));
        readOn();
        ::close(terminal);
        QCOMPARE(program.exitCode(), 0);
        QVERIFY2(drawn.contains("#]") || drawn.contains("#-"), drawn.constData());
        QVERIFY2(drawn.contains("60/60"), drawn.constData());
        // The bar is taken away before the last words, which stay.
        const auto cleared = drawn.lastIndexOf("\033[1A\033[J");
        QVERIFY(cleared > drawn.lastIndexOf("60/60"));
        QVERIFY2(drawn.mid(cleared).contains("Finished"), drawn.constData());
    }

    void writesALineForEveryChangeIntoALog()
    {
        CommandLine user;
        const auto ending = user.run({"run", "--practice", "--profile", "kameleoon", "--ids", user.list(60),
                                      "--confirm", "60", "--time-scale", "50"});
        QCOMPARE(ending.code, 0);
        QVERIFY(ending.out.isEmpty());
        QVERIFY2(ending.err.contains("Finished") && !ending.err.contains('\033'), ending.err.constData());
    }

    void simulatesAVendorForOthers()
    {
        CommandLine user;
        const QString log = user.path("requests.jsonl");
        auto vendor = user.start({"simulate", "--profile", "kameleoon", "--time-scale", "50", "--log", log});
        QVERIFY(CommandLine::waitFor([&] { return vendor->canReadLine(); }));
        const QByteArray line = vendor->readLine().trimmed();
        QVERIFY2(line.startsWith("LISTENING "), line.constData());
        const auto ending =
            user.run({"run", "--profile", "kameleoon", "--ids", user.list(60), "--confirm", "60",
                      "--base-url", "http://127.0.0.1:" + QString::fromLatin1(line.mid(10)), "--credentials",
                      user.credentials(), "--time-scale", "50", "--progress", "none"});
        QVERIFY2(ending.code == 0, ending.err.constData());
        QVERIFY(ending.out.isEmpty() && ending.err.isEmpty());
        vendor->terminate();
        QCOMPARE(CommandLine::end(*vendor).code, 0);
        QFile lines(log);
        QVERIFY(lines.open(QIODevice::ReadOnly));
        QCOMPARE(lines.readAll().count('\n'), 61);
    }

    void aReaderThatGoesAwayDoesNotEndTheJob()
    {
        StrictServer server(kameleoon());
        QVERIFY(server.listen());
        CommandLine user;
        // `true` ends without reading a line, so every write of the program fails.
        const QString code = user.path("code");
        const QString shell = QStringLiteral("{ \"$@\"; echo $? >'%1'; } | true").arg(code);
        QProcess pipe;
        pipe.setProcessEnvironment(user.environment());
        pipe.start("/bin/sh", QStringList{"-c", shell, "sh", SLUICE_CLI} + job(user, server, 60));
        QCOMPARE(CommandLine::end(pipe).code, 0);
        QFile told(code);
        QVERIFY(told.open(QIODevice::ReadOnly));
        QCOMPARE(told.readAll(), QByteArray("0\n"));
        QCOMPARE(server.paths("DELETE").size(), 60);
    }
};

QTEST_GUILESS_MAIN(SessionsTest)
#include "tst_sessions.moc"
