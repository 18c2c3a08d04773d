#include "cli/commandline.h"
#include "sessions.h"

#include <QFile>
#include <QTest>

using support::CommandLine;
using support::StrictServer;
using namespace sessions;

/// Answers that a vendor's documents do not speak of, from the vendor or from somebody in its place.
class StrangersTest : public QObject {
    Q_OBJECT

    using Answer = StrictServer::Answer;

    /// Answers deletions so; the rest of the vendor is as ever.
    static void answer(StrictServer& server, std::function<std::optional<Answer>(const QByteArray& path)> how)
    {
        server.setScript([=](const StrictServer::Seen& request) -> std::optional<Answer> {
            return isDeletion(request) ? how(request.path) : std::nullopt;
        });
    }

    static QStringList resumed(const CommandLine& user)
    {
        return {"resume", "--last", "--credentials", user.credentials(), "--progress", "json"};
    }

private Q_SLOTS:
    void aWebPageIsNotDoneAndPausesTheJob()
    {
        StrictServer server(kameleoon());
        QVERIFY(server.listen());
        answer(server, [](const QByteArray&) {
            return Answer{.status = 200,
                          .body = "<!DOCTYPE html><html><head><title>Access blocked</title></head></html>",
                          .headers = {"Content-Type: text/html"}};
        });
        CommandLine user;
        const auto ending = user.run(job(user, server, 200));
        QCOMPARE(ending.code, 3);
        QCOMPARE(lastWord(ending, "reason"), QStringLiteral("guard"));
        QCOMPARE(lastWord(ending, "guard"), QStringLiteral("web-page"));
        QCOMPARE(ending.jsonLines().last()[QLatin1String("done")].toInt(), 0);
        QVERIFY(server.paths("DELETE").size() <= 16); // what was in flight at the first
        QVERIFY2(ending.text().contains(QStringLiteral("the answer is a web page, not Kameleoon’s")),
                 ending.err.constData());
        QVERIFY2(ending.text().contains(QStringLiteral("Access blocked")), ending.err.constData());

        server.setScript({});
        const auto again = user.run(resumed(user));
        QVERIFY2(again.code == 0, again.err.constData());
        QCOMPARE(again.jsonLines().last()[QLatin1String("done")].toInt(), 200);
    }

    void aRedirectToTheSameHostIsNotCalledAnotherOne()
    {
        StrictServer server(kameleoon());
        QVERIFY(server.listen());
        answer(server, [](const QByteArray&) {
            return Answer{.status = 302, .body = {}, .headers = {"Location: /login?from=1"}};
        });
        CommandLine user;
        const auto ending = user.run(job(user, server, 20));
        QCOMPARE(ending.code, 3);
        QVERIFY2(ending.text().contains(QStringLiteral("Kameleoon sent us to another path of the same host: "
                                                       "/login\n")),
                 ending.err.constData());
    }

    void aRetryAfterThatMakesNoSenseIsLoggedOnce_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("told");
        for (const int status : {429, 503}) {
            for (const char* told : {"soon", "-5", "99999999999", "Sun, 99 Nov 2026 08:49:37 GMT"})
                QTest::addRow("%d, %s", status, told) << status << QByteArray(told);
        }
    }
    void aRetryAfterThatMakesNoSenseIsLoggedOnce()
    {
        QFETCH(const int, status);
        QFETCH(const QByteArray, told);
        StrictServer server(kameleoon());
        QVERIFY(server.listen());
        int refused = 0;
        answer(server, [&](const QByteArray&) {
            return ++refused <= 2 ? std::optional(Answer{
                                        .status = status, .body = "{}", .headers = {"Retry-After: " + told}})
                                  : std::nullopt;
        });
        CommandLine user;
        const auto ending = user.run(job(user, server, 5));
        QVERIFY2(ending.code == 0, ending.err.constData());
        QByteArray log;
        for (const QString& path : user.filesNamed(QStringLiteral("sluice.log"))) {
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadOnly));
            log += file.readAll();
        }
        QVERIFY2(log.count("Retry-After: \"" + told + "\" makes no sense") == 1, log.constData());
    }

    void anIdThatIsRefusedAloneFailsAndTheJobGoesOn()
    {
        StrictServer server(kameleoon());
        QVERIFY(server.listen());
        answer(server, [](const QByteArray& path) {
            return path.endsWith("/7") ? std::optional(Answer{.status = 401, .body = "{}", .headers = {}})
                                       : std::nullopt;
        });
        CommandLine user;
        const auto ending = user.run(job(user, server, 60));
        QVERIFY2(ending.code == 1, ending.err.constData());
        const QJsonObject last = ending.jsonLines().last();
        QCOMPARE(last[QLatin1String("done")].toInt(), 59);
        QCOMPARE(last[QLatin1String("failed")].toInt(), 1);
        QVERIFY(server.paths("POST").size() <= 3);
        const auto found = user.run({"find", "7"});
        QVERIFY2(found.out.contains("refused for this one alone"), found.out.constData());
    }
};

QTEST_GUILESS_MAIN(StrangersTest)
#include "tst_strangers.moc"
