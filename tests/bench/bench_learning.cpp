// Made-up Chameleon accounts in virtual time: three jobs of 90 ids on each, which know no limit beforehand.
// Prints the accounts that fell short (job 1: at most 5 refusals, efficiency 0.75; later ones: none, 0.90),
// then the sums.
//   bench_learning [accounts [first seed]]
// Efficiency is by sliding windows, which those by the clock may beat. A bucket that is too short to be met
// by one call after another is met in a later job only, by several at once.

#include "simulator/chameleon.h"
#include "vendors/bench.h"

#include <QCoreApplication>

#include <cstdio>
#include <random>

using namespace bench;
using jobs::ItemState;

namespace {

struct Case {
    simulator::ChameleonRules rules;
    bool isFixed = false;
    double scale = 5;
};

/// The least time for `count` calls where each limit is a sliding window.
double least(const Case& c, int count)
{
    std::vector<double> at;
    for (int i = 0; i < count; ++i) {
        double t = at.empty() ? 0 : at.back();
        const auto heed = [&](std::int64_t max, base::Duration per) {
            if (max > 0 && i >= max)
                t = std::max(t,
                             at[std::size_t(i - max)] + std::chrono::duration<double>(per).count() / c.scale);
        };
        heed(c.rules.minuteMax, c.rules.minutePer);
        heed(c.rules.bucketMax, c.rules.bucketPer);
        at.push_back(t);
    }
    return at.back();
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication app(argc, argv);
    const int count = argc > 1 ? std::atoi(argv[1]) : 100;
    const unsigned from = argc > 2 ? unsigned(std::atoi(argv[2])) : 1;
    int ran = 0;
    int bad[3] = {}, refusedSum[3] = {}, most[3] = {};
    double sum[3] = {}, worst[3] = {9, 9, 9};
    for (unsigned seed = from; seed < from + unsigned(count); ++seed) {
        std::mt19937 random(seed);
        const auto draw = [&](int low, int high) {
            return std::uniform_int_distribution<int>(low, high)(random);
        };
        Case c;
        c.scale = 5;
        c.isFixed = draw(0, 2) == 1;
        c.rules.minuteMax = draw(60, 120);
        if (draw(0, 9) < 7) {
            c.rules.bucketMax = draw(5, 30);
            c.rules.bucketPer = std::chrono::milliseconds(draw(2000, 10000)) * (draw(0, 1) == 1 ? 5 : 1);
        }
        c.rules.atOnceMax = draw(2, 4);
        c.rules.countsRefused = draw(0, 3) == 0;
        if (least(c, 90) < 5)
            continue;
        auto setup = setupOf("chameleon", "forget-profile", true);
        setup.idLength = 24;
        setup.makeVendor = [&](simulator::VendorOptions options) {
            return std::make_unique<simulator::Chameleon>(std::move(options), c.rules);
        };
        setup.vendor.counting = c.isFixed ? simulator::Counting::fixed : simulator::Counting::sliding;
        setup.vendor.serviceLow = 10ms;
        setup.vendor.serviceHigh = 40ms;
        setup.vendor.seed = seed;
        setup.network.seed = seed;
        ++ran;
        Workshop shop(std::move(setup));
        const double ideal = least(c, 90);
        QString line = QStringLiteral("%1 %2 minute %3, bucket %4/%5s, at once %6%7, least %8:")
                           .arg(seed, 4)
                           .arg(c.isFixed ? "fixed  " : "sliding")
                           .arg(c.rules.minuteMax)
                           .arg(c.rules.bucketMax)
                           .arg(std::chrono::duration<double>(c.rules.bucketPer).count() / 5)
                           .arg(c.rules.atOnceMax)
                           .arg(c.rules.countsRefused ? " counts refused" : "")
                           .arg(ideal);
        std::int64_t before = 0;
        bool isBad = false;
        for (int turn = 0; turn < 3; ++turn) {
            if (turn > 0) {
                shop.kill();
                shop.open();
                shop.runFor(13s);
            }
            const auto start = shop.arrivals().size();
            shop.firstId = 1000 + 1000 * turn;
            const auto job = runJob(shop, 90, scaled());
            const bool isComplete = job && shop.job(job).counts[ItemState::done] == 90U;
            const auto refused = shop.vendor->tally().refused - before;
            before = shop.vendor->tally().refused;
            const double took = std::chrono::duration<double>(makespan(shop, start)).count();
            const double share = ideal / took;
            line += QStringLiteral("  %1 refused, %2%3")
                        .arg(refused)
                        .arg(share, 0, 'f', 3)
                        .arg(isComplete ? "" : " INCOMPLETE");
            const bool isBadTurn =
                !isComplete || (turn == 0 ? refused > 5 || share < 0.75 : refused > 0 || share < 0.9);
            bad[turn] += isBadTurn;
            isBad = isBad || isBadTurn;
            refusedSum[turn] += int(refused);
            most[turn] = std::max(most[turn], int(refused));
            sum[turn] += share;
            worst[turn] = std::min(worst[turn], share);
        }
        if (isBad)
            std::printf("%s\n", qPrintable(line));
        std::fflush(stdout);
    }
    for (int turn = 0; turn < 3; ++turn)
        std::printf("job %d: %d of %d short, %d refused (most %d), efficiency mean %.3f least %.3f\n",
                    turn + 1, bad[turn], ran, refusedSum[turn], most[turn], sum[turn] / ran, worst[turn]);
}
