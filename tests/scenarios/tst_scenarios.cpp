#include "scenarios/life.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using scenarios::Life;
using scenarios::Verdict;

namespace {

Verdict live(std::uint64_t seed)
{
    return Life(scenarios::draw(seed)).run();
}

QByteArray replay(std::uint64_t seed, const Verdict& verdict)
{
    QByteArray text = "seed " + QByteArray::number(qulonglong(seed));
    for (const std::string& broken : verdict.broken)
        text += "\n  " + QByteArray::fromStdString(broken);
    return text + "\n  again: tests/scenarios/scenarios --seed " + QByteArray::number(qulonglong(seed))
           + " --log";
}

} // namespace

/// Scenarios as a tool: that they are repeatable, and the ones that are kept. The many run as `scenarios`.
class TstScenarios : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theSameSeedGivesTheSameCourse()
    {
        std::set<std::uint64_t> different;
        for (std::uint64_t seed = 1; seed <= 100; ++seed) {
            const Verdict first = live(seed), again = live(seed);
            QCOMPARE(again.fingerprint, first.fingerprint);
            QCOMPARE(again.requests, first.requests);
            different.insert(first.fingerprint);
        }
        QVERIFY(different.size() > 95); // a list without ids has no course
    }

    void drawsEveryKindOfLife()
    {
        std::set<QString> vendors;
        std::set<int> moves, ends;
        int deaths = 0, pairs = 0;
        for (std::uint64_t seed = 1; seed <= 300; ++seed) {
            const scenarios::Plan plan = scenarios::draw(seed);
            pairs += plan.secondIds > 0 ? 1 : 0;
            vendors.insert(plan.vendor);
            for (const scenarios::Move& move : plan.moves)
                moves.insert(int(move.kind));
            const Verdict verdict = Life(plan).run();
            ends.insert(int(verdict.end));
            deaths += verdict.deaths;
        }
        QCOMPARE(vendors.size(), std::size_t(5));
        QCOMPARE(moves.size(), std::size_t(scenarios::Move::Kind::expireSignIn) + 1);
        QVERIFY(ends.contains(int(jobs::JobState::finished)));
        QVERIFY(ends.contains(int(jobs::JobState::stopped)));
        QVERIFY(deaths > 50);
        QVERIFY(pairs > 30);
    }

    void keptSeedsKeepThePromises()
    {
        QFile file(QStringLiteral(SLUICE_SOURCE_DIR "/tests/scenarios/seeds.txt"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        int count = 0;
        while (!file.atEnd()) {
            const QByteArray word = file.readLine().trimmed().split(' ').front();
            if (word.isEmpty() || word.startsWith('#'))
                continue;
            const auto seed = word.toULongLong();
            const Verdict verdict = live(seed);
            QVERIFY2(verdict.broken.empty(), replay(seed, verdict).constData());
            ++count;
        }
        QVERIFY(count > 0);
    }

    /// Store and ledger as they are shipped: a few lives, as each write goes to the disk.
    void livesOnSqliteKeepThePromises()
    {
        int deaths = 0;
        for (std::uint64_t seed = 5000; seed < 5008; ++seed) {
            const QTemporaryDir folder;
            QVERIFY(folder.isValid());
            const Verdict verdict = Life(scenarios::draw(seed), {}, folder.path()).run();
            QVERIFY2(verdict.broken.empty(), replay(seed, verdict).constData());
            deaths += verdict.deaths;
        }
        QVERIFY(deaths > 0);
    }

    void aHundredThousandIdsTakeFourDaysAndNoLonger()
    {
        const Verdict verdict = Life(scenarios::longList(100'000)).run();
        QVERIFY2(verdict.broken.empty(), replay(0, verdict).constData());
        QCOMPARE(verdict.end, jobs::JobState::finished);
        QVERIFY(verdict.requests >= 100'000);
    }
};

QTEST_GUILESS_MAIN(TstScenarios)
#include "tst_scenarios.moc"
