#include "cli/vendordesk.h"

#include <QFile>
#include <QTest>

#include <set>

using namespace std::chrono_literals;
using support::CommandLine;
using support::StrictAccompa;
using support::StrictFaults;
using support::StrictKameleoon;
using support::StrictPace;
using support::StrictServer;
using support::StrictVendor;
using support::StrictWindow;
using support::StrictWonderPush;
using support::VendorDesk;

namespace {

constexpr int scale = 20;
constexpr int low = 4, high = 12; // milliseconds of a round trip

StrictKameleoon::Rules kameleoonRules(StrictWindow::Begin begin = StrictWindow::Begin::sliding)
{
    return {{StrictWindow(50, 10000ms / scale, begin, 130ms),
             StrictWindow(1000, 3600000ms / scale, begin, 130ms)},
            {}};
}

StrictAccompa::Rules accompaRules()
{
    return {StrictWindow(25, 10000ms / scale), 600000ms / scale, {}, 0};
}

/// What the job's trail says about nonsense that was told.
QStringList ignored(VendorDesk& desk)
{
    const auto trail = desk.user().run({"audit", "1"});
    QStringList found;
    for (const QString& line : QString::fromUtf8(trail.out).split(u'\n')) {
        if (line.contains("makes no sense"))
            found << line;
    }
    return found;
}

} // namespace

/// The built program against vendors that forgive nothing. Counted, never timed.
class VendorsOnTheWire : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsKameleoonsWindowsHoweverTheyBegin_data()
    {
        QTest::addColumn<int>("begin");
        QTest::newRow("sliding") << int(StrictWindow::Begin::sliding);
        QTest::newRow("by the clock") << int(StrictWindow::Begin::clock);
        QTest::newRow("with the first call") << int(StrictWindow::Begin::firstCall);
    }
    void keepsKameleoonsWindowsHoweverTheyBegin()
    {
        QFETCH(int, begin);
        StrictKameleoon vendor(kameleoonRules(StrictWindow::Begin(begin)));
        VendorDesk desk(support::kameleoon, vendor, scale, low, high);
        const auto run = desk.job(230);
        QVERIFY2(run.code == 0, run.words.constData());
        QCOMPARE(run.done, 230);
        QCOMPARE(run.refusals, 0);
        QCOMPARE(vendor.repeated, 0);
    }

    void renewsATokenBeforeItEnds()
    {
        auto rules = kameleoonRules();
        rules.tokenLife = 1s;
        StrictKameleoon vendor(rules);
        VendorDesk desk(support::kameleoon, vendor, scale, low, high);
        const auto run = desk.job(230);
        QVERIFY2(run.code == 0, run.words.constData());
        QCOMPARE(run.done, 230);
        QCOMPARE(run.refusals, 0);
        QCOMPARE(vendor.unauthorized, 0);
        QVERIFY(vendor.tokens >= 3);
        QCOMPARE(run.requests, 230 + vendor.tokens);
    }

    void makesThe61stOfSixtyAnHourWait()
    {
        StrictKameleoon vendor({{StrictWindow(60, 3600000ms / scale)}, {}});
        VendorDesk desk(support::kameleoon, vendor, scale, low, high);
        QByteArray profile = desk.user().run({"profiles", "show", "kameleoon"}).out;
        QVERIFY(profile.contains(R"("max": 1000)"));
        profile.replace(R"("max": 1000)", R"("max": 60)");
        const QString file = desk.user().file(QStringLiteral("sixty.json"), profile);
        auto program = desk.user().start(desk.words(70, file));
        QByteArray said;
        QVERIFY(CommandLine::waitFor([&] {
            said += program->readAllStandardOutput();
            return desk.server().seen().size() >= 60 && said.contains("hour window");
        }));
        program->terminate();
        QCOMPARE(CommandLine::end(*program).code, 4);
        // The sign-in is one of the sixty.
        QCOMPARE(desk.server().seen().size(), std::size_t(60));
        QCOMPARE(vendor.deleted.size(), 59);
        QCOMPARE(vendor.refusals, 0);
    }

    void takesNonsenseAboutTheQuotaForNothingAndNotesItOnce()
    {
        StrictWonderPush vendor({StrictPace(15, 2000ms / scale), StrictPace(15, 2000ms / scale), true});
        VendorDesk desk(support::wonderPush, vendor, scale, low, high);
        const auto run = desk.job(40);
        QVERIFY2(run.code == 0, run.words.constData());
        QCOMPARE(run.done, 40);
        QCOMPARE(run.refusals, 0); // the profile's pace holds
        const QStringList lines = ignored(desk);
        QVERIFY2(lines.size() == 3, qPrintable(lines.join(u'\n')));
        for (const char* name : {"X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"})
            QCOMPARE(lines.filter(QLatin1String(name)).size(), 1);
        const QStringList noted = desk.user().filesWith("makes no sense");
        QVERIFY2(!noted.filter(QStringLiteral("/log/")).isEmpty(), qPrintable(noted.join(u' ')));
    }

    void readsEveryItemOfABatchAndAsksRefusedOnesAgain()
    {
        // Slower than the profile says, so parts of batches are refused.
        StrictWonderPush vendor({StrictPace(8, 100ms), StrictPace(15, 2000ms / scale)});
        VendorDesk desk(support::wonderPush, vendor, scale, low, high);
        const auto run = desk.job(60, {"--batch", "10"});
        QVERIFY2(run.code == 0, run.words.constData());
        QCOMPARE(run.done, 60);
        QCOMPARE(vendor.deleted.size(), 60);
        QVERIFY(run.refusals > 0);
        QCOMPARE(vendor.repeated, 0);
        QCOMPARE(vendor.keyMisuses, 0);
        QCOMPARE(run.stored, run.requests);
    }

    void deletesAtAccompaWithoutABlock()
    {
        StrictAccompa vendor(accompaRules());
        VendorDesk desk(support::accompa, vendor, scale, low, high);
        const auto run = desk.job(60);
        QVERIFY2(run.code == 0, run.words.constData());
        QCOMPARE(run.done, 60);
        QCOMPARE(vendor.blocks, 0);
    }

    void isSilentThroughABlockThatOthersBrought_data()
    {
        QTest::addColumn<int>("call");
        QTest::newRow("at the first call") << 1;
        QTest::newRow("at the first of a burst") << 26;
        QTest::newRow("in a burst") << 40;
    }
    void isSilentThroughABlockThatOthersBrought()
    {
        QFETCH(int, call);
        auto rules = accompaRules();
        rules.block = 3s;
        rules.blockedAtCall = call;
        StrictAccompa vendor(rules);
        VendorDesk desk(support::accompa, vendor, scale, low, high);
        const auto run = desk.job(60);
        QVERIFY2(run.code == 0, run.words.constData());
        QCOMPARE(run.done, 60);
        QCOMPARE(vendor.blocks, 1);
        QCOMPARE(vendor.callsAfterTold, 0);
        QVERIFY(vendor.statusCalls >= 1);
        for (std::size_t i = 1; i < vendor.statusCallsAt.size(); ++i)
            QVERIFY(vendor.statusCallsAt[i] - vendor.statusCallsAt[i - 1] >= 30000ms / scale);
        QCOMPARE(vendor.repeated, 0);
    }

    void waitsForTheNextDayAndGoesOn()
    {
        auto rules = accompaRules();
        rules.day = StrictWindow(40, 3s);
        StrictAccompa vendor(rules);
        VendorDesk desk(support::accompa, vendor, scale, low, high);
        const auto run = desk.job(60);
        QVERIFY2(run.code == 0, run.words.constData());
        QCOMPARE(run.done, 60);
        QCOMPARE(vendor.blocks, 0);
        QVERIFY(run.refusals >= 1);
    }

    void accountsForEveryIdWhereAnswersGetLost_data()
    {
        QTest::addColumn<QString>("profile");
        for (const char* name : {"kameleoon", "wonderpush", "accompa"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void accountsForEveryIdWhereAnswersGetLost()
    {
        QFETCH(QString, profile);
        const StrictFaults faults{0.1, 0.1, 7};
        std::unique_ptr<StrictVendor> vendor;
        const support::VendorUser* user = nullptr;
        if (profile == QLatin1String("kameleoon")) {
            user = &support::kameleoon;
            vendor = std::make_unique<StrictKameleoon>(kameleoonRules(), faults);
        } else if (profile == QLatin1String("wonderpush")) {
            user = &support::wonderPush;
            vendor = std::make_unique<StrictWonderPush>(
                StrictWonderPush::Rules{StrictPace(15, 2000ms / scale), StrictPace(15, 2000ms / scale)},
                faults);
        } else {
            user = &support::accompa;
            vendor = std::make_unique<StrictAccompa>(accompaRules(), faults);
        }
        VendorDesk desk(*user, *vendor, scale, low, high);
        const auto run = desk.job(60);
        QVERIFY2(run.code == 0, run.words.constData());
        QCOMPARE(run.done + run.gone, 60);
        QCOMPARE(vendor->deleted.size(), 60);
        QCOMPARE(run.refusals, 0);
        QVERIFY(run.requests > 60); // some were lost
        QCOMPARE(run.stored, run.requests);
    }

    void leavesNoSecretBehindAndSendsNoneElsewhere_data()
    {
        QTest::addColumn<QString>("profile");
        for (const char* name : {"kameleoon", "chameleon", "wonderpush", "accompa"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void leavesNoSecretBehindAndSendsNoneElsewhere()
    {
        QFETCH(QString, profile);
        const support::VendorUser& user = profile == QLatin1String("kameleoon")    ? support::kameleoon
                                          : profile == QLatin1String("chameleon")  ? support::chameleon
                                          : profile == QLatin1String("wonderpush") ? support::wonderPush
                                                                                   : support::accompa;
        // Hands every secret back in its own words, then sends us to another origin.
        struct Gossip final : StrictVendor {
            QByteArray elsewhere;
            int calls = 0;
            StrictServer::Answer answer(const StrictServer::Seen& request) override
            {
                if (request.path == "/oauth/token")
                    return {.status = 200,
                            .body = R"({"access_token":"token-sesame","expires_in":7200})",
                            .headers = {},
                            .takes = {}};
                const QByteArray echo = request.head + request.body;
                if (++calls <= 8) {
                    StrictServer::Answer given{.status = 400, .body = echo, .headers = {}, .takes = {}};
                    given.headers << "X-RateLimit-Limit: open-sesame" << "Retry-After: open-sesame";
                    return given;
                }
                return {.status = 307,
                        .body = {},
                        .headers = {"Location: " + elsewhere + request.path},
                        .takes = {}};
            }
        } vendor;
        support::ServerThread elsewhere({});
        vendor.elsewhere = elsewhere.origin().toLatin1();
        VendorDesk desk(user, vendor, scale, low, high);
        const QString report = desk.user().path(QStringLiteral("evidence"));
        auto program =
            desk.user().start(desk.words(40) + QStringList{"--in-flight", "1", "--report", report});
        const QString proc = QStringLiteral("/proc/%1/").arg(program->processId());
        QByteArray shown;
        QVERIFY(CommandLine::waitFor([&] { return !desk.server().seen().empty(); }));
        for (const char* name : {"cmdline", "comm", "environ"}) {
            QFile file(proc + QLatin1String(name));
            if (file.open(QIODevice::ReadOnly))
                shown += file.readAll();
        }
        QFile limits(proc + QStringLiteral("limits"));
        if (limits.open(QIODevice::ReadOnly)) {
            const QByteArray all = limits.readAll();
            const auto core = all.indexOf("Max core file size");
            QVERIFY(core >= 0);
            QCOMPARE(all.mid(core, 40).simplified().split(' ').value(4), "0");
        }
        const auto ending = CommandLine::end(*program);
        QVERIFY2(ending.code == 3 || ending.code == 1, ending.err.constData()); // the redirect stops it
        QCOMPARE(elsewhere.seen().size(), std::size_t(0));
        shown += ending.out + ending.err + desk.user().run({"audit", "1"}).out
                 + desk.user().run({"status", "1", "--json"}).out;
        for (const char* secret : {"open-sesame", "token-sesame", "key-sesame", "YW5uYTpvcGVuLXNlc2FtZQ"}) {
            QVERIFY2(!shown.contains(secret), secret);
            QStringList files = desk.user().filesWith(secret);
            files.removeAll(desk.user().path(QStringLiteral("credentials.json")));
            QVERIFY2(files.isEmpty(), qPrintable(files.join(u' ')));
        }
    }
};

QTEST_GUILESS_MAIN(VendorsOnTheWire)
#include "tst_vendorsonthewire.moc"
