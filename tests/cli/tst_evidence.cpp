#include "cli/commandline.h"
#include "sessions.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTest>

using std::chrono::milliseconds;
using support::CommandLine;
using support::StrictServer;
using namespace sessions;

/// What is left to show afterwards: reports, the audit trail, where an id was; and what must not be left.
class EvidenceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void noSecretIsLeftAnywhere()
    {
        StrictServer server(kameleoon());
        QVERIFY(server.listen());
        bool isHeld = true;
        server.setScript([&](const StrictServer::Seen& request) -> std::optional<StrictServer::Answer> {
            if (isDeletion(request) && isHeld)
                return StrictServer::Answer{
                    .status = 500, .body = R"({"say":"open-sesame strict"})", .headers = {}};
            return std::nullopt;
        });
        CommandLine user;
        user.setEnvironment("SLUICE_CREDENTIALS", R"({"client_id":"anna","client_secret":"open-sesame"})");
        QStringList words = job(user, server, 5);
        const auto at = words.indexOf("--credentials");
        QFile::remove(words.at(at + 1));
        words.remove(at, 2);
        auto program = user.start(words + QStringList{"--report", user.path("report")});
        QVERIFY(CommandLine::waitFor([&] { return !server.paths("DELETE").isEmpty(); }));
        for (const char* file : {"environ", "cmdline"}) {
            QFile seen(QStringLiteral("/proc/%1/%2").arg(program->processId()).arg(QLatin1String(file)));
            QVERIFY(seen.open(QIODevice::ReadOnly));
            QVERIFY2(!seen.readAll().contains("open-sesame"), file);
        }
        isHeld = false;
        const auto ending = CommandLine::end(*program);
        QVERIFY2(ending.code == 0, ending.err.constData());
        QVERIFY(!ending.err.contains("open-sesame") && !ending.out.contains("open-sesame"));
        QCOMPARE(user.filesWith("open-sesame"), QStringList());
        QCOMPARE(server.seen().front().body.contains("client_secret=open-sesame"), true);
    }

    void writesOneRowForEveryId()
    {
        StrictServer server(kameleoon());
        QVERIFY(server.listen());
        CommandLine user;
        const auto ending = user.run(job(user, server, 30)
                                     + QStringList{"--report", user.path("report"), "--max-requests", "10"});
        QVERIFY2(ending.code == 3, ending.err.constData());
        QCOMPARE(user.run({"report", "1", "--out", user.path("again")}).code, 0);
        for (const QString& folder : {user.path("report"), user.path("again")}) {
            QFile csv(folder + "/outcomes.csv");
            QVERIFY(csv.open(QIODevice::ReadOnly));
            const QList<QByteArray> rows = csv.readAll().trimmed().split('\n');
            QCOMPARE(rows.size(), 31);
            QVERIFY(rows.first().startsWith("id,line,label,state,detail,attempts,http_status,"));
            QVERIFY(rows.at(30).startsWith("30,31,"));
            QFile summary(folder + "/summary.json");
            QVERIFY(summary.open(QIODevice::ReadOnly));
            QVERIFY(QJsonDocument::fromJson(summary.readAll()).isObject());
            QVERIFY(QFile::exists(folder + "/outcomes.jsonl"));
        }
    }

    void tellsHowJobsStandAndWhereAnIdWas()
    {
        StrictServer server(kameleoon());
        QVERIFY(server.listen());
        CommandLine user;
        QCOMPARE(user.run({"status", "--json"}).jsonLines().value(0)["jobs"].toArray().size(), 0);
        QCOMPARE(
            user.run(job(user, server, 5) + QStringList{"--job", "spring clean", "--note", "OPS-7"}).code, 0);
        const auto all = user.run({"status", "--json"});
        QCOMPARE(all.jsonLines().value(0)["jobs"].toArray().size(), 1);
        const QJsonObject one = user.run({"status", "spring clean", "--json"}).jsonLines().value(0);
        QCOMPARE(one["job"].toInt(), 1);
        QCOMPARE(one["state"].toString(), "finished");
        QCOMPARE(one["done"].toInt(), 5);
        QCOMPARE(one["note"].toString(), "OPS-7");
        QVERIFY(user.run({"status"}).out.contains("spring clean"));

        const QJsonArray found = user.run({"find", "4", "--json"}).jsonLines().value(0)["found"].toArray();
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first()["state"].toString(), "done");
        QCOMPARE(found.first()["line"].toInt(), 5);
        QCOMPARE(user.run({"find", "99", "--json"}).jsonLines().value(0)["found"].toArray().size(), 0);
    }

    void pointsOutWhatAnEarlierJobSentAndLeavesItOutWhenAsked()
    {
        StrictServer server(kameleoon());
        QVERIFY(server.listen());
        CommandLine user;
        QCOMPARE(user.run(job(user, server, 5) + QStringList{"--job", "first"}).code, 0);
        const auto again = user.run(job(user, server, 5));
        QCOMPARE(again.code, 0);
        QVERIFY2(again.err.contains("5 of these ids were already sent by “first”"), again.err.constData());
        const auto more = user.run(job(user, server, 8) + QStringList{"--skip-sent"});
        QVERIFY2(more.code == 0, more.err.constData());
        QCOMPARE(server.paths("DELETE").size(), 5 + 5 + 3);
        QCOMPARE(more.jsonLines().last()["skipped"].toInt(), 5);
    }

    void showsAWholeTrailAndNoticesAChangedOne()
    {
        StrictServer server(kameleoon());
        QVERIFY(server.listen());
        CommandLine user;
        const QString store = user.path("jobs.sqlite");
        QCOMPARE(user.run(job(user, server, 3) + QStringList{"--store", store, "--by", "Anna Weiss"}).code,
                 0);
        const auto trail = user.run({"audit", "1", "--store", store});
        QVERIFY2(trail.code == 0, trail.err.constData());
        QVERIFY2(trail.out.contains("Anna Weiss ("), trail.out.constData());
        QVERIFY2(trail.out.contains("approved: 3 items"), trail.out.constData());
        const QJsonObject json = user.run({"audit", "1", "--store", store, "--json"}).jsonLines().value(0);
        QVERIFY(json["whole"].toBool());
        QVERIFY(json["entries"].toArray().size() >= 3);
        {
            auto database = QSqlDatabase::addDatabase("QSQLITE", "tamper");
            database.setDatabaseName(store);
            QVERIFY(database.open());
            QVERIFY(QSqlQuery(database).exec("UPDATE audit SET who = 'somebody else' WHERE seq = 1"));
        }
        QSqlDatabase::removeDatabase("tamper");
        const auto changed = user.run({"audit", "1", "--store", store});
        QCOMPARE(changed.code, 6);
        QVERIFY2(changed.err.contains("was changed at entry 1"), changed.err.constData());
    }

    void takesAListAwayAndStillFindsAnIdInItsEvidence()
    {
        StrictServer server(kameleoon());
        QVERIFY(server.listen());
        CommandLine user;
        QCOMPARE(user.run(job(user, server, 3)).code, 0);
        QCOMPARE(user.run({"forget", "1"}).code, 2);
        QCOMPARE(user.run({"forget", "1", "--confirm", "4"}).code, 2);
        const auto forgotten = user.run({"forget", "1", "--confirm", "3"});
        QVERIFY2(forgotten.code == 0, forgotten.err.constData());
        const QJsonArray found = user.run({"find", "2", "--json"}).jsonLines().value(0)["found"].toArray();
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first()["state"].toString(), "done");
        QVERIFY(found.first()["id"].toString().startsWith("fp:"));
        QVERIFY(user.run({"find", "2"}).out.contains("deleted by us"));
        QCOMPARE(user.run({"audit", "1"}).code, 0);
        QCOMPARE(user.run({"resume", "1", "--credentials", user.credentials()}).code, 2);
    }
};

QTEST_GUILESS_MAIN(EvidenceTest)
#include "tst_evidence.moc"
