#include "ui/support/enacted.h"

#include "support/workshop.h"

#include <algorithm>
#include <functional>

namespace enacted {

using namespace std::chrono;
using engine::JobId;
using engine::WallTime;
using simulator::Mischief;
using support::Workshop;

namespace {

constexpr WallTime start = sys_days{year{2026} / 11 / 20} + 17h + 4min + 10s;

/// A list with a heading: ids, and an e-mail address for each.
QByteArray list(int count, const std::function<QByteArray(int)>& id)
{
    QByteArray text = "id,email\n";
    for (int i = 0; i < count; ++i)
        text += id(i) + ",p" + QByteArray::number(i) + "@example.com\n";
    return text;
}

QByteArray numbers(int count)
{
    return list(count, [](int i) { return QByteArray::number(4702 + i); });
}

/// Profiles are named by 24 hexadecimal digits.
QByteArray profile(int i)
{
    return "5f3c8e0a1b2c3d4e" + QByteArray::number(0x5f600000 + i * 7919, 16).rightJustified(8, '0');
}

Workshop::Setup at(const char* vendor, const char* account)
{
    constexpr WallTime wall = start - 26h;
    Workshop::Setup setup;
    setup.profile = QLatin1String(vendor);
    setup.accountLabel = QLatin1String(account);
    setup.wall = wall;
    setup.choice.findLabel = true;
    setup.vendor.wallAtZero = wall - 1h;
    setup.vendor.serviceLow = 60ms;
    setup.vendor.serviceHigh = 180ms;
    return setup;
}

/// Some of what a list of old accounts holds: accounts that are gone, and some that are locked.
Workshop::Setup kameleoon()
{
    Workshop::Setup setup = at("kameleoon", "Production");
    for (const int i : {37, 112, 113, 300, 431, 518, 640, 702, 803, 911, 1'040, 1'204, 1'391})
        setup.vendor.data.missing.insert(std::to_string(4702 + i));
    for (const int i : {286, 1'207})
        setup.vendor.data.failing[std::to_string(4702 + i)] = {423, -1, false};
    setup.vendor.data.failing[std::to_string(4702 + 369)] = {500, -1, true};
    return setup;
}

/// One account with its jobs, moved on by hand.
struct Play {
    Workshop shop;
    JobId job = 0;

    /// The account was used before, long enough ago to be of no account.
    explicit Play(Workshop::Setup setup) : shop(std::move(setup))
    {
        shop.signIn();
        runTo(start);
    }

    JobId add(const char* name, const char* listName, const QByteArray& ids,
              const engine::Options& options = {})
    {
        shop.name = QString::fromUtf8(name);
        shop.listName = QLatin1String(listName);
        return shop.newJob(ids, options);
    }
    void begin(JobId id) { shop.approve(id, shop.job(id).counts.total()); }
    /// The engine comes by every few seconds, as its thread lets it; of what is long ago no second is seen.
    void runTo(WallTime when)
    {
        const auto left = [&] { return when - shop.clock.wallNow(); };
        if (left() > 2h)
            shop.runFor(left() - 2h);
        while (left() > 0s) {
            shop.stir();
            shop.runFor(std::min<base::Duration>(left(), 2s));
        }
    }
    Scene scene()
    {
        shop.stir();
        shop.runFor(0s);
        return {shop.core->snapshot(), std::make_shared<journal::MemoryStore>(*shop.store), job};
    }
};

/// The job of the examples, begun, and another one of the account after it.
struct CleanUp : Play {
    explicit CleanUp(Workshop::Setup setup = kameleoon(), int count = 4812,
                     const engine::Options& options = {})
        : Play(std::move(setup))
    {
        shop.note = QStringLiteral("OPS-1182");
        job = add("Q4 clean-up", "accounts_q4.xlsx", numbers(count), options);
        shop.note.clear();
        next = add("Trial leftovers", "trials_left.csv",
                   list(890, [](int i) { return QByteArray::number(70'001 + i * 3); }));
    }
    void beginBoth()
    {
        begin(job);
        begin(next);
    }

    JobId next = 0;
};

Scene draft()
{
    return CleanUp().scene();
}

Scene running()
{
    CleanUp play;
    play.beginBoth();
    play.runTo(start + 1h + 1min + 22s);
    return play.scene();
}

Scene waiting()
{
    CleanUp play;
    play.beginBoth();
    play.runTo(start + 18min + 53s);
    return play.scene();
}

Workshop::Setup accompa()
{
    Workshop::Setup setup = at("accompa", "Acme");
    setup.parameters = {{QStringLiteral("dailyLimit"), QStringLiteral("5000")},
                        {QStringLiteral("dailyReserve"), QStringLiteral("1000")}};
    for (int i = 0; i < 7; ++i)
        setup.vendor.data.missing.insert(std::to_string(4702 + 40 + i * 91));
    return setup;
}

/// Somebody else on the account is too fast.
struct OldRequirements : Play {
    OldRequirements(int count, WallTime tooFast) : Play(accompa())
    {
        job = add("Old requirements", "requirements_old.csv", numbers(count));
        begin(job);
        runTo(tooFast);
        shop.vendor->callByOthers(26, shop.clock.worldNow());
    }
};

Scene blocked()
{
    OldRequirements play(1976, start + 5min + 13s);
    play.runTo(start + 9min + 5s);
    return play.scene();
}

Scene throttled()
{
    CleanUp play;
    play.beginBoth();
    play.runTo(start + 70s);
    play.shop.vendor->block(51s, play.shop.clock.worldNow());
    play.runTo(start + 85s);
    return play.scene();
}

Scene offline()
{
    CleanUp play;
    play.beginBoth();
    play.runTo(start + 1h + 1min + 1s);
    play.shop.transport->play(Mischief::cutNetwork);
    play.runTo(start + 1h + 4min);
    return play.scene();
}

Scene brake()
{
    Play play(kameleoon());
    play.shop.vendor->answerNotFound(true);
    play.job = play.add("Old trials", "trials_old.csv", numbers(2240));
    play.begin(play.job);
    play.runTo(start + 18min + 53s);
    return play.scene();
}

Scene haveALook()
{
    engine::Options options;
    options.guards.canary = 5;
    Workshop::Setup setup = kameleoon();
    setup.vendor.data.missing.insert("4704");
    CleanUp play(std::move(setup), 4812, options);
    play.begin(play.job);
    play.runTo(start + 2min + 5s);
    return play.scene();
}

Scene paused()
{
    CleanUp play;
    play.begin(play.job);
    play.runTo(start + 1h + 1min + 24s);
    play.shop.core->pause(play.job);
    play.runTo(start + 1h + 4min);
    return play.scene();
}

/// The power went in the middle of a burst.
Scene interrupted()
{
    CleanUp play;
    play.begin(play.job);
    play.runTo(start + 2min + 31s + 400ms);
    play.shop.kill();
    play.shop.runFor(start + 18min + 53s - play.shop.clock.wallNow());
    play.shop.open();
    play.shop.runFor(3s);
    return play.scene();
}

Scene finished()
{
    CleanUp play(kameleoon(), 230);
    play.begin(play.job);
    play.runTo(start + 2min);
    return play.scene();
}

Workshop::Setup chameleon()
{
    Workshop::Setup setup = at("chameleon", "EU");
    setup.vendor.data.failing = {{profile(34).toStdString(), {422, -1, false}},
                                 {profile(171).toStdString(), {422, -1, false}},
                                 {profile(60).toStdString(), {500, -1, true}},
                                 {profile(61).toStdString(), {500, -1, true}},
                                 {profile(140).toStdString(), {500, -1, true}}};
    return setup;
}

Scene signInRefused()
{
    Play play(chameleon());
    play.job = play.add("GDPR batch 14", "gdpr_14.csv", list(212, profile));
    play.begin(play.job);
    play.runTo(start + 1min + 12s);
    play.shop.vendor->expireSignIn();
    play.runTo(start + 6min);
    return play.scene();
}

Scene finishedWithRest()
{
    Play play(chameleon());
    play.job = play.add("GDPR batch 14", "gdpr_14.csv", list(212, profile));
    play.begin(play.job);
    play.shop.runUntilStill(play.job, 2h);
    play.shop.runFor(70s);
    return play.scene();
}

Scene practice()
{
    Scene scene = running();
    scene.snapshot.isPractice = true;
    for (engine::JobSnapshot& job : scene.snapshot.jobs) {
        job.isPractice = true;
        job.accountLabel = QStringLiteral("practice");
    }
    return scene;
}

/// The lid was closed four minutes after the start, and opened the next morning.
Scene slept()
{
    CleanUp play;
    play.beginBoth();
    play.runTo(start + 4min);
    play.shop.clock.suspend(15h + 23min + 30s);
    play.shop.runFor(5s);
    return play.scene();
}

Scene million()
{
    Workshop::Setup setup = kameleoon();
    setup.workerTakes = 3h; // a forecast of a million steps each minute of four days is too much to wait for
    Play play(std::move(setup));
    play.job = play.add("Q4 clean-up", "accounts_q4.xlsx",
                        list(1'000'000, [](int i) { return QByteArray::number(10'000'000 + i); }));
    play.begin(play.job);
    play.runTo(start + 24h * 4 + 1h + 1min + 22s);
    return play.scene();
}

Scene longWords()
{
    Workshop::Setup setup = kameleoon();
    setup.accountLabel =
        QStringLiteral("Landesgesellschaften Mittel- und Osteuropa, Produktionsumgebung zwei");
    setup.adjust = [](vendors::Profile& profile) {
        profile.limits.back().name = "Stundenkontingent für Löschanfragen der Verwaltungsschnittstelle";
    };
    Play play(std::move(setup));
    play.job = play.add("Bereinigung der Testbenutzerkonten aller Landesgesellschaften nach Abnahme durch "
                        "den Datenschutzbeauftragten",
                        "accounts_q4.xlsx", numbers(4812));
    play.begin(play.job);
    play.runTo(start + 18min + 53s);
    return play.scene();
}

/// A limit that is higher than documented and was learned, and a program that did not run for ten minutes.
Scene learned()
{
    Play play(chameleon());
    play.job = play.add("GDPR batch 15", "gdpr_15.csv", list(5'200, profile));
    play.begin(play.job);
    play.runTo(start + 12min);
    play.shop.kill();
    play.shop.runFor(10min);
    play.shop.open();
    play.shop.resume(play.job);
    play.runTo(start + 1h + 1min + 22s);
    return play.scene();
}

const std::vector<std::pair<const char*, Scene (*)()>>& plays()
{
    static const std::vector<std::pair<const char*, Scene (*)()>> all{{"draft", draft},
                                                                      {"running", running},
                                                                      {"waiting", waiting},
                                                                      {"blocked", blocked},
                                                                      {"throttled", throttled},
                                                                      {"offline", offline},
                                                                      {"brake", brake},
                                                                      {"look", haveALook},
                                                                      {"signin", signInRefused},
                                                                      {"paused", paused},
                                                                      {"interrupted", interrupted},
                                                                      {"finished", finished},
                                                                      {"finished-rest", finishedWithRest},
                                                                      {"practice", practice},
                                                                      {"slept", slept},
                                                                      {"million", million},
                                                                      {"long-words", longWords},
                                                                      {"learned", learned}};
    return all;
}

} // namespace

engine::JobSnapshot& Scene::shown()
{
    return *std::ranges::find(snapshot.jobs, job, &engine::JobSnapshot::id);
}

const QList<Named>& everyState()
{
    static const QList<Named> all = [] {
        QList<Named> made;
        for (const auto& [name, play] : plays())
            made << Named{QLatin1String(name), play()};
        return made;
    }();
    return all;
}

const Scene& scene(const QString& name)
{
    return std::ranges::find(everyState(), name, &Named::name)->scene;
}

const Scene& severalAccounts()
{
    static const Scene made = [] {
        const WallTime now = start + 1h + 1min + 22s;
        Scene all = scene(QStringLiteral("running"));
        const auto take = [&all](Scene other) {
            for (engine::JobSnapshot job : other.snapshot.jobs) {
                job.id += 100 * all.snapshot.jobs.size();
                all.snapshot.jobs << job;
            }
        };
        OldRequirements held(6'200, now - 4min);
        held.runTo(now);
        take(held.scene());
        Play rest(chameleon());
        rest.job = rest.add("GDPR batch 14", "gdpr_14.csv", list(212, profile));
        rest.begin(rest.job);
        rest.runTo(now);
        take(rest.scene());
        return all;
    }();
    return made;
}

} // namespace enacted
