// Whole jobs of the real sluice-cli against vendors that forgive nothing, five times as fast as the real
// ones:
//   bench_vendors [word…]   only the lines whose name holds one of the words
// Efficiency: the least time that the vendor's limits allow, by the time from the first request to the last
// answer. A line that misses what it should reach ends with "short", and the program with 1.

#include "cli/vendordesk.h"

#include <QCoreApplication>
#include <QThread>

#include <cstdio>

using namespace std::chrono_literals;
using support::accompa;
using support::chameleon;
using support::kameleoon;
using support::Nanoseconds;
using support::StrictAccompa;
using support::StrictChameleon;
using support::StrictDesks;
using support::StrictKameleoon;
using support::StrictPace;
using support::StrictServer;
using support::StrictWindow;
using support::StrictWonderPush;
using support::wonderPush;
using Desk = support::VendorDesk;
using Run = support::DeskRun;
using Begin = StrictWindow::Begin;

namespace {

constexpr int scale = 5;
bool isAllReached = true;

void line(const char* name, const Run& run, int count, double least, double wanted, int refusalsMost,
          const QString& more = {}, bool isMoreReached = true)
{
    const double efficiency = run.seconds > 0 ? least / run.seconds : 0;
    const bool isReached = run.code == 0 && run.done + run.gone == count && efficiency >= wanted
                           && run.refusals <= refusalsMost && isMoreReached;
    isAllReached = isAllReached && isReached;
    if (run.code != 0)
        std::printf("%s", run.words.constData());
    for (const QByteArray& one : run.refused)
        std::printf("      refused: %s\n", one.constData());
    std::printf("  %-52s", name);
    if (wanted > 0)
        std::printf(" least %5.1f s, took %5.1f s, efficiency %.3f (>= %.2f)", least, run.seconds, efficiency,
                    wanted);
    else
        std::printf(" took %5.1f s", run.seconds);
    std::printf(", %d refused%s%s%s\n", run.refusals, more.isEmpty() ? "" : ", ", qPrintable(more),
                isReached ? "" : "   short");
    std::fflush(stdout);
}

StrictKameleoon::Rules kameleoonRules(Begin begin = Begin::sliding, Nanoseconds phase = {})
{
    return {{StrictWindow(50, 10000ms / scale, begin, phase),
             StrictWindow(1000, 3600000ms / scale, begin, phase)},
            {}};
}

void kameleoon230()
{
    StrictKameleoon vendor(kameleoonRules());
    Desk desk(kameleoon, vendor, scale);
    line("Kameleoon, 230 ids", desk.job(230), 230, 8, 0.90, 0);
}

void kameleoonSlow()
{
    StrictKameleoon vendor(kameleoonRules());
    Desk desk(kameleoon, vendor, scale, 300, 500);
    line("Kameleoon, 230 ids, round trips of 300-500 ms", desk.job(230), 230, 8, 0.70, 0);
}

void kameleoonFixed()
{
    for (int phase = 0; phase < 4; ++phase) {
        StrictKameleoon vendor(kameleoonRules(Begin::clock, phase * 470ms));
        Desk desk(kameleoon, vendor, scale);
        line("Kameleoon, 230 ids, windows by the clock", desk.job(230), 230, 8, 0.90, 0);
    }
}

void kameleoonTokens()
{
    auto rules = kameleoonRules();
    rules.tokenLife = 5s;
    StrictKameleoon vendor(rules);
    Desk desk(kameleoon, vendor, scale);
    const Run run = desk.job(230);
    const int tokens = desk.ask([&] { return vendor.tokens; });
    const int unauthorized = desk.ask([&] { return vendor.unauthorized; });
    // Each token takes a slot.
    line("Kameleoon, 230 ids, tokens that live 5 s", run, 230, 8, 0.90, 0,
         QStringLiteral("%1 tokens, %2 times 401").arg(tokens).arg(unauthorized), unauthorized == 0);
}

void chameleonAccount(const char* name, const StrictChameleon::Rules& rules, double least)
{
    StrictChameleon vendor(rules);
    Desk desk(chameleon, vendor, scale);
    const Run first = desk.job(90);
    line(name, first, 90, least, 0.75, 5);
    QThread::sleep(13);
    // What the first job did not meet (it may have fallen into two windows by the clock) is met here.
    line("  a second job, its minute over", desk.job(90), 90, least, 0.90, first.refusals > 0 ? 0 : 1);
}

void chameleon90()
{
    const StrictDesks desks(3, 4000ms / scale);
    chameleonAccount("Chameleon, 90 ids, 75 a minute", {StrictWindow(75, 12s), {}, desks, 10ms}, 12);
    chameleonAccount("Chameleon, 90 ids, 75 a minute by the clock",
                     {StrictWindow(75, 12s, Begin::clock, 5s), {}, desks, 10ms}, 12);
    chameleonAccount("Chameleon, 90 ids, bucket of 20 in 4 s",
                     {StrictWindow(100, 12s), StrictWindow(20, 4s), desks, 10ms}, 16);
    chameleonAccount("Chameleon, 90 ids, bucket of 20 in 4 s from a call on",
                     {StrictWindow(100, 12s), StrictWindow(20, 4s, Begin::firstCall), desks, 10ms}, 16);
    chameleonAccount("Chameleon, 90 ids, 70 a minute, bucket of 25 in 3 s",
                     {StrictWindow(70, 12s), StrictWindow(25, 3s), desks, 10ms}, 12);
    chameleonAccount("Chameleon, 90 ids, bucket of 10 in 2 s",
                     {StrictWindow(120, 12s), StrictWindow(10, 2s), StrictDesks(2, 4000ms / scale), 10ms},
                     16);
}

void wonderPush60()
{
    StrictWonderPush vendor({StrictPace(15, 400ms), StrictPace(15, 400ms)});
    Desk desk(wonderPush, vendor, scale);
    line("WonderPush, 60 ids", desk.job(60), 60, 18, 0.97, 0);
}

void wonderPushNonsense()
{
    StrictWonderPush vendor({StrictPace(15, 400ms), StrictPace(15, 400ms), true});
    Desk desk(wonderPush, vendor, scale);
    line("WonderPush, 60 ids, nonsense in every header", desk.job(60), 60, 18, 0.90, 0);
}

void wonderPushBatch()
{
    StrictWonderPush vendor({StrictPace(15, 400ms), StrictPace(15, 400ms)});
    Desk desk(wonderPush, vendor, scale);
    const Run run = desk.job(60, {"--batch", "10"});
    const int misuses = desk.ask([&] { return vendor.keyMisuses; });
    line("WonderPush, 60 ids in batches of 10", run, 60, 18, 0.90, 0,
         QStringLiteral("%1 requests").arg(run.requests), misuses == 0);
}

/// Slower than the profile thinks: parts of a batch are refused, and go again alone.
void wonderPushBatchRefused()
{
    StrictWonderPush vendor({StrictPace(8, 500ms), StrictPace(15, 400ms)});
    Desk desk(wonderPush, vendor, scale);
    const Run run = desk.job(60, {"--batch", "10"});
    const int misuses = desk.ask([&] { return vendor.keyMisuses; });
    line("WonderPush, the same, slower than the profile", run, 60, 26, 0, 60,
         QStringLiteral("%1 requests").arg(run.requests), misuses == 0);
}

void accompa60()
{
    StrictAccompa vendor({StrictWindow(25, 10000ms / scale), 600000ms / scale, {}, 0});
    Desk desk(accompa, vendor, scale);
    const Run run = desk.job(60);
    const int blocks = desk.ask([&] { return vendor.blocks; });
    line("Accompa, 60 ids", run, 60, 4, 0.92, 0, QStringLiteral("%1 blocks").arg(blocks), blocks == 0);
}

void accompaBlocked()
{
    // Between two bursts, at the first call of one, and in the middle of one.
    for (const int call : {0, 26, 40}) {
        StrictAccompa vendor({StrictWindow(25, 10000ms / scale), 10s, {}, call});
        Desk desk(accompa, vendor, scale);
        QThread colleague;
        QObject context;
        if (call == 0) {
            context.moveToThread(&colleague);
            colleague.start();
            QMetaObject::invokeMethod(&context, [&] {
                while (desk.server().seen().size() < 25)
                    QThread::msleep(5);
                QThread::msleep(800);
                desk.server().ask([&](StrictServer& server) { vendor.block(server.now()); });
            });
        }
        const Run run = desk.job(60);
        colleague.quit();
        colleague.wait();
        const int inBlock = desk.ask([&] { return vendor.callsInBlock; });
        const int afterTold = desk.ask([&] { return vendor.callsAfterTold; });
        const int blocks = desk.ask([&] { return vendor.blocks; });
        const auto name = call == 0 ? QByteArray("Accompa, blocked between two bursts")
                                    : "Accompa, blocked at call " + QByteArray::number(call);
        line(name.constData(), run, 60, 14, 0, 60,
             QStringLiteral("%1 calls during %2 blocks, %3 after we were told")
                 .arg(inBlock)
                 .arg(blocks)
                 .arg(afterTold),
             afterTold == 0 && blocks == 1);
    }
}

void accompaDaily()
{
    StrictAccompa vendor({StrictWindow(25, 10000ms / scale), 600000ms / scale, StrictWindow(40, 8s), 0});
    Desk desk(accompa, vendor, scale);
    line("Accompa, 60 ids, the day is used up at 40", desk.job(60), 60, 8, 0, 16);
}

void lostAnswers()
{
    const support::StrictFaults faults{0.1, 0.1, 4};
    StrictKameleoon vendor(kameleoonRules(), faults);
    Desk desk(kameleoon, vendor, scale);
    const Run run = desk.job(230);
    line("Kameleoon, 230 ids, 10 % of answers lost, 10 % reset", run, 230, 8, 0, 0,
         QStringLiteral("%1 requests on the wire, %2 stored, %3 gone")
             .arg(run.requests)
             .arg(run.stored)
             .arg(run.gone),
         run.requests == run.stored);
}

struct Line {
    const char* word;
    void (*run)();
};
constexpr Line lines[]{{"kameleoon", kameleoon230},
                       {"kameleoon-slow", kameleoonSlow},
                       {"kameleoon-fixed", kameleoonFixed},
                       {"kameleoon-tokens", kameleoonTokens},
                       {"chameleon", chameleon90},
                       {"wonderpush", wonderPush60},
                       {"wonderpush-nonsense", wonderPushNonsense},
                       {"wonderpush-batch", wonderPushBatch},
                       {"wonderpush-batch-refused", wonderPushBatchRefused},
                       {"accompa", accompa60},
                       {"accompa-blocked", accompaBlocked},
                       {"accompa-daily", accompaDaily},
                       {"lost-answers", lostAnswers}};

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication app(argc, argv);
    const QStringList words = QCoreApplication::arguments().mid(1);
    std::printf("  time scale %d, round trips of 20-60 ms where nothing else is said\n", scale);
    for (const Line& one : lines) {
        const QString word = QString::fromLatin1(one.word);
        if (words.isEmpty() || words.contains(word))
            one.run();
    }
    return isAllReached ? 0 : 1;
}
