#include "scenarios/plan.h"

#include "scenarios/theory.h"

#include <algorithm>

namespace scenarios {

using namespace std::chrono_literals;

namespace {

constexpr int firstId = 1000;
constexpr std::uint64_t pagesSalt = 0x9A6E5;

limits::Limit window(const char* name, std::int64_t max, Duration per)
{
    limits::Limit limit;
    limit.name = name;
    limit.max = max;
    limit.per = per;
    return limit;
}

limits::Limit paced(const char* name, std::int64_t burst, Duration every, const char* scope)
{
    limits::Limit limit;
    limit.name = name;
    limit.kind = limits::Kind::paced;
    limit.burst = burst;
    limit.every = every;
    limit.scope = scope;
    return limit;
}

limits::Limit counted(limits::Kind kind, const char* name, std::int64_t max)
{
    limits::Limit limit;
    limit.name = name;
    limit.kind = kind;
    limit.max = max;
    return limit;
}

/// The dice of one scenario.
class Dice {
public:
    /// Mixed once more: neighbouring seeds would walk the same row of numbers otherwise.
    explicit Dice(std::uint64_t seed) : m_random(base::Random(seed).next()) {}

    bool chance(double p) { return m_random.unit() < p; }
    std::int64_t between(std::int64_t low, std::int64_t high) { return m_random.between(low, high); }
    Duration between(Duration low, Duration high)
    {
        return Duration(m_random.between(low.count(), high.count()));
    }
    std::uint64_t word() { return m_random.next(); }
    template <class T, std::size_t n>
    const T& oneOf(const T (&all)[n])
    {
        return all[static_cast<std::size_t>(m_random.between(0, std::int64_t(n) - 1))];
    }

private:
    base::Random m_random;
};

void beKameleoon(Plan& plan)
{
    plan.vendor = QStringLiteral("kameleoon");
    plan.operation = QStringLiteral("delete-account");
    plan.stated = {window("10 s window", 50, 10s), window("hour window", 1000, 1h)};
}

void drawVendor(Plan& plan, Dice& dice)
{
    static constexpr const char* vendors[] = {"kameleoon", "chameleon", "wonderpush", "accompa", "generic"};
    plan.vendor = QString::fromLatin1(dice.oneOf(vendors));
    if (plan.vendor == QLatin1String("kameleoon")) {
        beKameleoon(plan);
    } else if (plan.vendor == QLatin1String("chameleon")) {
        static constexpr const char* operations[] = {"forget-profile", "delete-company", "delete-webhook"};
        plan.operation = QString::fromLatin1(dice.oneOf(operations));
        plan.basePath = "/v3";
        plan.idLength = 24;
        plan.isLearned = plan.isUnknown = true;
        plan.firstAbsentIsGone = false;
        plan.stated = {window("minute window", 60, 60s),
                       counted(limits::Kind::concurrency, "at the same time", 4)};
        plan.inFlight = 4;
    } else if (plan.vendor == QLatin1String("wonderpush")) {
        const bool isUsers = dice.chance(0.5);
        plan.operation = isUsers ? QStringLiteral("delete-user") : QStringLiteral("delete-installation");
        plan.basePath = "/v1";
        plan.isLearned = true;
        plan.stated = {paced("pace of the items", 15, 2s, isUsers ? "/users" : "/installations"),
                       paced("pace of /batch", 15, 2s, "/batch")};
        if (dice.chance(0.4))
            plan.options.batch = static_cast<int>(dice.between(2, 15));
    } else if (plan.vendor == QLatin1String("accompa")) {
        const auto daily = dice.between(40, 5000);
        plan.operation =
            dice.chance(0.5) ? QStringLiteral("delete-feature") : QStringLiteral("delete-requirement");
        plan.parameters[QStringLiteral("dailyLimit")] = QString::number(daily);
        plan.basePath = "/api2/apikey";
        plan.stated = {window("10 s window", 25, 10s), counted(limits::Kind::daily, "daily limit", daily)};
    } else {
        plan.operation = QStringLiteral("remove");
        plan.basePath = "/v9";
        plan.askAgain = dice.chance(0.5);
        plan.firstAbsentIsGone = dice.chance(0.5);
        if (dice.chance(0.8))
            plan.stated.push_back(window("short window", dice.between(1, 40), dice.between(1, 20) * 1s));
        if (dice.chance(0.5))
            plan.stated.push_back(window("long window", dice.between(20, 400), dice.between(1, 90) * 1min));
        if (dice.chance(0.3) || plan.stated.empty())
            plan.stated.push_back(paced("pace", dice.between(1, 20), dice.between(50, 4000) * 1ms,
                                        dice.chance(0.5) ? "/things" : ""));
        if (dice.chance(0.3))
            plan.stated.push_back(counted(limits::Kind::concurrency, "at once", dice.between(1, 8)));
        if (dice.chance(0.15))
            plan.stated.push_back(counted(limits::Kind::daily, "a day", dice.between(30, 600)));
    }
}

void drawFaults(Plan& plan, Dice& dice)
{
    simulator::Faults& faults = plan.network.faults;
    double* const all[] = {&faults.closeBeforeEffect,
                           &faults.closeAfterEffect,
                           &faults.reset,
                           &faults.stall,
                           &faults.trickle,
                           &faults.late,
                           &faults.nonsenseHeaders,
                           &faults.malformedBody,
                           &faults.outage,
                           &faults.gatewayAfterEffect};
    for (double* fault : all) {
        if (dice.chance(0.25))
            *fault = double(dice.between(1, 60)) / 1000;
    }
    if (dice.chance(0.03))
        faults.hugeBody = 0.01;
    if (dice.chance(0.08))
        faults.redirect = 0.01;
    if (dice.chance(0.08))
        faults.expireSignIn = 0.01;
    // Dice of its own: every life without a page is what it was before there were any.
    Dice pages(plan.seed ^ pagesSalt);
    if (pages.chance(0.08))
        (pages.chance(0.5) ? faults.webPage : faults.webPageAfterEffect) = 0.01;
}

void drawData(Plan& plan, Dice& dice)
{
    const int most = plan.ids;
    if (most == 0)
        return;
    const auto any = [&] { return plan.idOf(static_cast<jobs::ItemIndex>(dice.between(0, most - 1))); };
    if (dice.chance(0.4)) {
        for (auto n = dice.between(1, std::max(1, most / 6)); n > 0; --n)
            plan.vendorOptions.data.missing.insert(any());
    }
    if (dice.chance(0.3)) {
        static constexpr int statuses[] = {400, 403, 409, 422, 423, 500, 503};
        for (auto n = dice.between(1, std::max(1, most / 8)); n > 0; --n) {
            // Chameleon's 403 is the account's secret refused, never one id; Accompa's 409 is "deleted
            // already".
            int status = dice.oneOf(statuses);
            // Chameleon's 403 is the account's secret refused, never one id; Accompa's 409 is "deleted
            // already".
            const bool isTakenOtherwise =
                plan.vendor == QLatin1String("chameleon") || plan.vendor == QLatin1String("accompa");
            if ((status == 403 || status == 409) && isTakenOtherwise)
                status = 500;
            // A 403 for good pauses the job until the operator marks the id: nobody here does.
            const bool isForGood = status != 403 && dice.chance(0.4);
            plan.vendorOptions.data.failing[any()] = {
                status, isForGood ? -1 : static_cast<int>(dice.between(1, 3)), dice.chance(0.3)};
        }
    }
}

/// How far apart calls are at the pace that the slowest limit lets through for ever.
Duration slowestPace(const Plan& plan)
{
    Duration slowest{};
    for (const limits::Limit& limit : plan.stated) {
        using limits::Kind;
        if (limit.kind == Kind::window)
            slowest = std::max(slowest, limit.per / limit.max);
        else if (limit.kind == Kind::daily)
            slowest = std::max<Duration>(slowest, Duration(24h) / limit.max);
        else if (limit.kind == Kind::paced)
            slowest = std::max(slowest, limit.every);
    }
    return slowest;
}

/// Others on the account, who leave us at least half of it.
void drawOthers(Plan& plan, Dice& dice)
{
    plan.hasOthers = true;
    const auto atOnce = dice.between(1, 6);
    plan.vendorOptions.othersAtOnce = static_cast<int>(atOnce);
    plan.vendorOptions.othersEveryLow = slowestPace(plan) * 2 * atOnce + dice.between(1s, 10s);
    plan.vendorOptions.othersEveryHigh = plan.vendorOptions.othersEveryLow + dice.between(1s, 60s);
}

Move drawMove(const Plan& plan, Dice& dice, Duration expected)
{
    using enum Move::Kind;
    // Death in the middle of writing is what a journal is for: it is drawn most.
    static constexpr Move::Kind kinds[] = {
        pause,    pause,      share,      inFlight,   quit,   wrongCredentials, kill,
        kill,     dieAtWrite, dieAtWrite, dieAtWrite, reboot, suspend,          suspend,
        stepWall, cutNetwork, block,      refuseNext, others, others,           expireSignIn};
    Move move;
    move.kind = dice.oneOf(kinds);
    if (dice.chance(0.6))
        move.afterSends = dice.between(0, plan.ids + plan.ids / 4);
    else
        move.at = dice.between(Duration{}, expected + expected / 4);
    switch (move.kind) {
    case share:
        move.amount = dice.between(1, 100);
        break;
    case inFlight:
        move.amount = dice.between(1, 32);
        break;
    case dieAtWrite:
        move.amount = dice.between(1, 12);
        move.isAfter = dice.chance(0.5);
        break;
    case reboot:
    case suspend:
        move.length = dice.chance(0.5) ? dice.between(1s, 5min) : dice.between(5min, 9h);
        break;
    case stepWall:
        move.length = dice.chance(0.5) ? dice.between(-90s, 90s) : dice.between(-26h, 26h);
        break;
    case cutNetwork:
        move.length = dice.between(100ms, 10min);
        break;
    case others:
        move.amount = dice.between(1, 60);
        break;
    default:
        break;
    }
    return move;
}

/// What the disk does, and another job of the account; drawn by dice of their own, so that a seed's life is
/// the same but for these.
void drawDiskAndSecondJob(Plan& plan, Duration expected)
{
    Dice dice(plan.seed ^ 0x6469736b);
    const auto when = [&](Move& move) {
        if (dice.chance(0.6))
            move.afterSends = dice.between(0, plan.ids + plan.secondIds);
        else
            move.at = dice.between(Duration{}, expected + expected / 4);
    };
    if (dice.chance(0.3)) {
        plan.secondIds = static_cast<int>(dice.between(1, 60));
        plan.secondOptions = plan.options;
        plan.secondOptions.guards = {};
        plan.secondOptions.inFlight = static_cast<int>(dice.between(1, 24));
        if (plan.options.batch > 1)
            plan.secondOptions.batch = static_cast<int>(dice.between(1, plan.options.batch));
        if (dice.chance(0.2))
            plan.secondOptions.guards.canary = static_cast<int>(dice.between(1, 5));
        Move move;
        move.kind = Move::Kind::secondJob;
        move.afterSends = dice.between(0, plan.ids);
        plan.moves.push_back(move);
        for (Move& other : plan.moves)
            other.isOfSecond = dice.chance(0.4);
        for (auto n = dice.between(0, 2); n > 0; --n) {
            Move order;
            order.kind = dice.chance(0.5) ? Move::Kind::pause : Move::Kind::inFlight;
            order.amount = dice.between(1, 32);
            order.isOfSecond = dice.chance(0.5);
            when(order);
            plan.moves.push_back(order);
        }
    }
    if (dice.chance(0.3)) {
        for (auto n = dice.between(1, 3); n > 0; --n) {
            Move move;
            move.kind = Move::Kind::failWrites;
            move.amount = dice.between(1, 20);
            move.length = dice.chance(0.4)   ? Duration{}
                          : dice.chance(0.7) ? dice.between(1s, 10min)
                                             : dice.between(10min, 6h);
            move.isAfter = dice.chance(0.5);
            when(move);
            plan.moves.push_back(move);
            if (!dice.chance(0.4))
                continue;
            // The program dies while the disk fails, or just after it did.
            Move death;
            death.kind = Move::Kind::dieAtWrite;
            death.amount = move.amount + dice.between(0, 2);
            death.afterSends = move.afterSends;
            death.at = move.at;
            plan.moves.push_back(death);
        }
    }
}

} // namespace

std::string Plan::idOf(jobs::ItemIndex item) const
{
    std::string id = std::to_string(firstId + item);
    return std::string(static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, idLength - std::ssize(id))), '0')
           + id;
}

Plan draw(std::uint64_t seed)
{
    Dice dice(seed);
    Plan plan;
    plan.seed = seed;
    drawVendor(plan, dice);
    plan.isHealthy = dice.chance(0.3);
    const auto size = dice.between(0, 99);
    plan.ids = static_cast<int>(size < 1 ? 0 : size < 4 ? 1 : size < 6 ? 1000 : dice.between(5, 120));

    simulator::VendorOptions& vendor = plan.vendorOptions;
    vendor.seed = dice.word();
    vendor.counting = dice.chance(0.5) ? simulator::Counting::both : simulator::Counting::sliding;
    if (dice.chance(0.5))
        vendor.clockErrorPpm = static_cast<int>(dice.between(-400, 400));
    if (dice.chance(0.3))
        vendor.stampEvery = dice.between(1us, 5ms);
    if (dice.chance(0.5)) {
        vendor.serviceLow = dice.between(0ms, 50ms);
        vendor.serviceHigh = vendor.serviceLow + dice.between(0ms, 200ms);
    }
    plan.network.seed = dice.word();
    plan.network.rttLow = dice.between(1ms, 100ms);
    plan.network.rttHigh = plan.network.rttLow + dice.between(0ms, dice.chance(0.2) ? 3000ms : 200ms);
    if (dice.chance(0.2))
        plan.options.sharePercent = static_cast<int>(dice.between(20, 100));
    if (dice.chance(0.3))
        plan.options.inFlight = plan.inFlight = static_cast<int>(dice.between(1, 32));
    if (plan.isHealthy)
        return plan;

    if (dice.chance(0.8))
        drawFaults(plan, dice);
    drawData(plan, dice);
    // At Accompa others who go on calling keep a block up for ever: there they come in single moves.
    if (dice.chance(0.25) && plan.vendor != QLatin1String("accompa"))
        drawOthers(plan, dice);
    if (dice.chance(0.15))
        plan.options.guards.canary = static_cast<int>(dice.between(1, 10));
    if (dice.chance(0.1))
        plan.options.guards.failuresInRow = static_cast<int>(dice.between(2, 8));
    if (dice.chance(0.05))
        plan.options.guards.maxRequests = dice.between(plan.ids / 8 + 6, 2 * plan.ids + 6);
    const Duration expected = atMost(plan);
    for (auto n = dice.between(0, dice.chance(0.2) ? 14 : 5); n > 0; --n)
        plan.moves.push_back(drawMove(plan, dice, expected));
    if (dice.chance(0.05)) {
        Move move = drawMove(plan, dice, expected);
        move.kind = Move::Kind::stop;
        plan.moves.push_back(move);
    }
    drawDiskAndSecondJob(plan, expected);
    return plan;
}

Plan longList(int ids)
{
    Plan plan;
    beKameleoon(plan);
    plan.ids = ids;
    plan.isHealthy = true;
    plan.vendorOptions.counting = simulator::Counting::both;
    plan.lookEvery = 10'007;
    // A forecast of a million ids costs most of a second: a few in the whole life are enough here.
    plan.workerTakes = std::max<Duration>(24h, ids / 8 * 3600ms);
    return plan;
}

std::string describe(const Plan& plan)
{
    const auto milliseconds = [](Duration d) {
        return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(d).count()) + " ms";
    };
    std::string text =
        "seed " + std::to_string(plan.seed) + ": " + plan.vendor.toStdString() + " "
        + plan.operation.toStdString() + ", " + std::to_string(plan.ids) + " ids, round trip "
        + milliseconds(plan.network.rttLow) + " to " + milliseconds(plan.network.rttHigh)
        + (plan.isHealthy ? ", healthy" : "") + (plan.hasOthers ? ", others" : "")
        + (plan.askAgain ? "" : ", never asked again") + ", share "
        + std::to_string(plan.options.sharePercent) + ", in flight " + std::to_string(plan.inFlight)
        + ", batch " + std::to_string(plan.options.batch)
        + (plan.secondIds > 0 ? ", a second job of " + std::to_string(plan.secondIds) + " ids in batches of "
                                    + std::to_string(plan.secondOptions.batch)
                              : "")
        + ", clock " + std::to_string(plan.vendorOptions.clockErrorPpm) + " ppm\n";
    for (const limits::Limit& limit : plan.stated) {
        text += "  limit " + limit.name + ": " + std::to_string(limit.max) + " in " + milliseconds(limit.per)
                + ", burst " + std::to_string(limit.burst) + " every " + milliseconds(limit.every) + " "
                + limit.scope + "\n";
    }
    static constexpr const char* words[] = {
        "pause",       "share",       "in flight",    "stop",        "quit",    "wrong credentials",
        "second job",  "kill",        "die at write", "reboot",      "suspend", "step wall",
        "fail writes", "cut network", "block",        "refuse next", "others",  "expire sign-in"};
    for (const Move& move : plan.moves) {
        text += std::string("  move ") + words[static_cast<std::size_t>(move.kind)] + " "
                + (move.afterSends ? "after " + std::to_string(*move.afterSends) + " sends"
                                   : "at " + milliseconds(move.at))
                + " amount " + std::to_string(move.amount) + " length " + milliseconds(move.length)
                + (move.isAfter ? " after" : "") + (move.isOfSecond ? " of the second job" : "") + "\n";
    }
    return text;
}

} // namespace scenarios
