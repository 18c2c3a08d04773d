#include "soak/editedprofile.h"
#include "support/serverthread.h"

#include <QJsonArray>
#include <QTest>

#include <algorithm>

#include <signal.h>

using namespace std::chrono_literals;
using support::CommandLine;
using support::Nanoseconds;
using support::ServerThread;
using support::StrictServer;

namespace {

int deletions(const ServerThread& server)
{
    int count = 0;
    server.ask([&](const StrictServer& s) { count = static_cast<int>(s.paths("DELETE").size()); });
    return count;
}

QStringList job(const CommandLine& user, const ServerThread& server, const QString& profile, int ids,
                int scale)
{
    return {"run",
            "--profile",
            profile,
            "--ids",
            user.list(ids),
            "--confirm",
            QString::number(ids),
            "--base-url",
            server.origin(),
            "--credentials",
            user.credentials(),
            "--time-scale",
            QString::number(scale),
            "--progress",
            "json"};
}

} // namespace

/// The program ends and comes back: with the quota as it is, and in bounded time.
class RestartsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void waitsForTheHourWindowThatTheDeadProgramFilled()
    {
        constexpr int scale = 600, most = 120;
        constexpr Nanoseconds hour = Nanoseconds(1h) / scale; // six seconds
        StrictServer::Options options;
        options.limits = {{50, Nanoseconds(10s) / scale}, {most, hour}};
        options.roundTripLowMilliseconds = 4;
        options.roundTripHighMilliseconds = 12;
        ServerThread server(options);
        CommandLine user;
        const QString profile = soak::editedKameleoon(
            user,
            {{"limits",
              QJsonArray{
                  QJsonObject{{"name", "10 s window"}, {"kind", "window"}, {"max", 50}, {"per", "10s"}},
                  QJsonObject{{"name", "hour window"}, {"kind", "window"}, {"max", most}, {"per", "1h"}}}}});
        auto program = user.start(job(user, server, profile, most + 20, scale));
        // The token call is one of them.
        QVERIFY(CommandLine::waitFor([&] {
            return std::ranges::count_if(server.seen(), [](const auto& r) { return r.status != 0; }) == most;
        }));
        program->kill();
        program->waitForFinished(-1);
        const auto resumed = user.run({"resume", "--last", "--credentials", user.credentials()});
        QVERIFY2(resumed.code == 0, resumed.err.constData());

        const auto seen = server.seen();
        QVERIFY(seen.size() > most);
        const Nanoseconds allowed = seen.front().counted + hour;
        const Nanoseconds first = seen.at(most).counted;
        qInfo("the first request after the restart counted %.3f s after the window allowed it",
              std::chrono::duration<double>(first - allowed).count());
        QVERIFY(first >= allowed);
        QVERIFY(first < allowed + 20s); // and not a second hour later, say
        int busiest = 0, refusals = 0;
        server.ask([&](const StrictServer& s) {
            busiest = s.mostWithin(hour);
            refusals = s.refusals();
        });
        QCOMPARE(busiest, most);
        QCOMPARE(refusals, 0);
    }

    void endsInBoundedTimeWhereAnAnswerIsWithheld_data()
    {
        QTest::addColumn<int>("number");
        QTest::newRow("SIGTERM") << SIGTERM;
        QTest::newRow("SIGINT") << SIGINT;
    }
    void endsInBoundedTimeWhereAnAnswerIsWithheld()
    {
        QFETCH(const int, number);
        ServerThread server({}, [](const StrictServer::Seen& request) -> std::optional<StrictServer::Answer> {
            if (request.method != "DELETE" || request.path == "/accounts/1")
                return std::nullopt;
            return StrictServer::Answer{.body = {}, .headers = {}, .isWithheld = true};
        });
        CommandLine user;
        const QString profile = soak::editedKameleoon(user, {{"deadline", "2s"}});
        auto program = user.start(job(user, server, profile, 20, 20));
        QVERIFY(CommandLine::waitFor([&] { return deletions(server) >= 17; }));
        const Nanoseconds asked = server.now();
        ::kill(static_cast<pid_t>(program->processId()), number);
        const auto ending = CommandLine::end(*program);
        const Nanoseconds took = server.now() - asked;
        QVERIFY2(ending.code == 4, ending.err.constData());
        qInfo("ended after %.3f s", std::chrono::duration<double>(took).count());
        QVERIFY(took < 20s); // the deadline, and what a busy machine needs
        QCOMPARE(ending.jsonLines().last()["reason"].toString(), "interrupted");
        // Everything is stored: what was answered, what was not, what was not asked.
        const QJsonObject stored = user.run({"status", "1", "--json"}).jsonLines().value(0);
        QCOMPARE(stored["state"].toString(), "paused");
        QCOMPARE(stored["done"].toInt(), 1);
        QCOMPARE(stored["sent"].toInt(), 0);
        QVERIFY(stored["waiting"].toInt() >= 16);
        QCOMPARE(stored["waiting"].toInt() + stored["queued"].toInt(), 19);

        server.setScript({});
        const auto resumed = user.run({"resume", "1", "--credentials", user.credentials()});
        QVERIFY2(resumed.code == 0, resumed.err.constData());
        int first = 0;
        server.ask(
            [&](const StrictServer& s) { first = static_cast<int>(s.paths("DELETE").count("/accounts/1")); });
        QCOMPARE(first, 1);
    }

    void theNextProgramMayWorkAsSoonAsTheFirstIsDead()
    {
        ServerThread server({}, [](const StrictServer::Seen& request) -> std::optional<StrictServer::Answer> {
            if (request.method != "DELETE")
                return std::nullopt;
            return StrictServer::Answer{.body = {}, .headers = {}, .isWithheld = true};
        });
        CommandLine user;
        auto program = user.start(job(user, server, "kameleoon", 5, 20));
        QVERIFY(CommandLine::waitFor([&] { return deletions(server) == 5; }));
        const auto told = user.run(job(user, server, "kameleoon", 3, 20));
        QCOMPARE(told.code, 7);
        QVERIFY2(told.err.contains(QByteArray::number(program->processId())), told.err.constData());
        QVERIFY2(told.err.contains("sluice-cli"), told.err.constData());
        program->kill();
        program->waitForFinished(-1);
        server.setScript({});
        const auto ending = user.run(job(user, server, "kameleoon", 3, 20));
        QVERIFY2(ending.code == 0, ending.err.constData());
    }
};

QTEST_GUILESS_MAIN(RestartsTest)
#include "tst_restarts.moc"
