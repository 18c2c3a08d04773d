#include "soak/killsoak.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QTest>

using soak::KillSoak;
using support::CommandLine;

/// The program dies at any moment, as on a machine that loses power.
class KillsTest : public QObject {
    Q_OBJECT

    static std::uint64_t seed()
    {
        bool isGiven = false;
        const auto given = qEnvironmentVariable("SLUICE_SEED").toULongLong(&isGiven);
        return isGiven ? given
                       : static_cast<std::uint64_t>(
                             std::chrono::system_clock::now().time_since_epoch().count() % 1'000'000);
    }

    static void kill(const KillSoak::Options& options)
    {
        KillSoak killing(options);
        const QStringList broken = killing.run();
        const KillSoak::Figures& figures = killing.figures();
        qInfo("seed %llu: %d kills, %d ids, %d requests, %d in flight at kills, %d asked again, %d unknown",
              static_cast<unsigned long long>(options.seed), figures.kills, figures.ids, figures.requests,
              figures.inFlight, figures.askedAgain, figures.unknown);
        QVERIFY2(broken.isEmpty(), qPrintable(broken.join(QLatin1Char('\n'))));
    }

private Q_SLOTS:
    void losesAndRepeatsNothingAndKeepsEveryLimit()
    {
        KillSoak::Options options;
        options.kills = 10;
        options.seed = seed();
        kill(options);
    }

    void asksNothingAgainThatOnlyTheOperatorMay()
    {
        KillSoak::Options options;
        options.kills = 4;
        options.seed = seed() + 1;
        options.asksAgain = false;
        kill(options);
    }

    void leavesNoHalfStoredListBehind()
    {
        support::ServerThread server({});
        CommandLine user;
        constexpr int count = 60'000;
        const QString store = user.path("jobs.sqlite");
        const auto run = [&](int ids) {
            return QStringList{"run",
                               "--profile",
                               "kameleoon",
                               "--ids",
                               user.list(ids),
                               "--confirm",
                               QString::number(ids),
                               "--base-url",
                               server.origin(),
                               "--credentials",
                               user.credentials(),
                               "--store",
                               store,
                               "--time-scale",
                               "100"};
        };
        const auto size = [&] { return QFileInfo(store).size() + QFileInfo(store + "-wal").size(); };
        for (int kills = 0; kills < 2; ++kills) {
            auto program = user.start(run(count));
            const qint64 before = size();
            // Some of the list is on the disk; all of it takes more than 1 MB.
            QVERIFY(CommandLine::waitFor(
                [&] { return size() > before + 200'000 || program->state() == QProcess::NotRunning; }));
            program->kill();
            program->waitForFinished(-1);
            // Whether the list was cut off or just complete: it is there as a whole or not at all.
            for (const QJsonValue& job :
                 user.run({"status", "--json", "--store", store}).jsonLines().value(0)["jobs"].toArray())
                QCOMPARE(job.toObject()["count"].toInt(), count);
        }
        const auto ending = user.run(run(5));
        QVERIFY2(ending.code == 0, ending.err.constData());
    }
};

QTEST_GUILESS_MAIN(KillsTest)
#include "tst_kills.moc"
