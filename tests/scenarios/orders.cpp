#include "scenarios/life.h"

/// What the operator does, and what happens to machine and world.
namespace scenarios {

using namespace std::chrono_literals;
using jobs::JobState;

namespace {

/// The operator tries so often before the world is well again.
constexpr int patience = 12;

} // namespace

/// A job wants its operator: it is paused, or it ended and some ids are left. False: it is given up.
bool Life::attendTo(int job)
{
    Job& mine = m_jobs[static_cast<std::size_t>(job)];
    if (mine.state == JobState::finished) {
        heal();
        startAgain(job, true);
        return true;
    }
    if (++m_rounds == patience)
        heal();
    if (m_rounds > 8 * patience + 3 * (m_plan.ids + m_plan.secondIds)) {
        m_checks.complaints.add(m_shop->clock.worldNow(),
                                "the job pauses again and again: " + std::string(name(mine.reason)));
        return false;
    }
    if (mine.reason == jobs::PauseReason::credentials || mine.reason == jobs::PauseReason::forbidden)
        m_shop->vendor->pardonSignIn();
    startAgain(job, false);
    return true;
}

void Life::startAgain(int job, bool retries)
{
    Job& mine = m_jobs[static_cast<std::size_t>(job)];
    say(Happened::ordered, retries ? "resume, with what failed and what is unknown" : "resume", job);
    const auto before = m_shop->refusals.size();
    const auto failures = m_disk.failures();
    m_isOrdering = true;
    try {
        // The number again: a program that died may not have taken note of it.
        m_shop->core->resume(4, mine.id, m_shop->credentials, retries, retries, m_plan.idsOf(job));
    } catch (const Death&) {
        die("while a job was resumed");
        return;
    }
    m_isOrdering = false;
    if (m_shop->refusals.size() == before) {
        mine.state = JobState::running;
        return;
    }
    if (m_disk.failures() == failures)
        m_checks.complaints.add(m_shop->clock.worldNow(),
                                "not resumed: " + m_shop->refusals.back().second.toStdString());
    // The disk fails: the operator has a look at it.
    goOn([] { return false; }, m_shop->clock.now() + 30s);
}

void Life::makeSecondJob()
{
    support::Workshop& shop = *m_shop;
    Job& second = m_jobs.back();
    if (second.exists())
        return;
    shop.firstId += m_plan.ids;
    const auto troubles = m_deaths + m_disk.failures();
    second.id = shop.newJob(m_plan.secondIds, m_plan.secondOptions);
    second.inFlightMost = m_plan.secondOptions.inFlight;
    if (!second.exists()) {
        if (troubles == m_deaths + m_disk.failures())
            m_checks.complaints.add(shop.clock.worldNow(), "the second job was not made");
        return;
    }
    second.state = JobState::ready;
    m_isOrdering = true;
    const auto before = shop.refusals.size();
    shop.approve(second.id, m_plan.secondIds);
    m_isOrdering = false;
    if (shop.refusals.size() != before)
        second.state = JobState::paused; // the disk failed: once more, later
}

void Life::act(const Move& move)
{
    support::Workshop& shop = *m_shop;
    using Kind = Move::Kind;
    const int number = move.isOfSecond && m_jobs.back().exists() ? 1 : 0;
    Job& job = m_jobs[static_cast<std::size_t>(number)];
    switch (move.kind) {
    case Kind::pause:
        say(Happened::ordered, "pause", number);
        shop.core->pause(job.id);
        break;
    case Kind::share:
        say(Happened::ordered, "share", number);
        shop.core->setShare(job.id, static_cast<int>(move.amount));
        break;
    case Kind::inFlight:
        say(Happened::ordered, "in flight", number);
        job.inFlightMost = std::max(job.inFlightMost, static_cast<int>(move.amount));
        shop.core->setInFlight(job.id, static_cast<int>(move.amount));
        break;
    case Kind::stop:
        say(Happened::ordered, "stop", number);
        m_isOrdering = true;
        shop.core->end(job.id);
        m_isOrdering = false;
        break;
    case Kind::secondJob:
        say(Happened::ordered, "a second job", 1);
        makeSecondJob();
        break;
    case Kind::quit:
        quit();
        break;
    case Kind::wrongCredentials: {
        say(Happened::ordered, "resume with another's credentials", number);
        transport::Credentials wrong = shop.credentials;
        for (QByteArray* secret : {&wrong.token, &wrong.clientSecret, &wrong.password}) {
            if (!secret->isEmpty())
                *secret += "-not";
        }
        const auto before = shop.refusals.size();
        if (job.state == JobState::paused)
            shop.core->resume(5, job.id, wrong, false, false, {});
        if (job.state == JobState::paused && shop.refusals.size() == before)
            m_checks.complaints.add(shop.clock.worldNow(), "another account's credentials were taken");
        break;
    }
    case Kind::kill:
        die("killed");
        break;
    case Kind::dieAtWrite:
        m_disk.dieAt(move.amount, move.isAfter);
        break;
    case Kind::failWrites:
        if (!m_isHealed)
            m_disk.failAt(move.amount, move.length, move.isAfter);
        break;
    case Kind::reboot:
        die("power cut", move.length);
        break;
    case Kind::suspend:
        say(Happened::woke, "falls asleep");
        shop.clock.suspend(move.length);
        say(Happened::woke, "wakes up");
        settle(); // what was missed comes at once
        break;
    case Kind::stepWall:
        shop.clock.stepWall(move.length);
        say(Happened::clockSet, {});
        shop.stir();
        settle();
        break;
    case Kind::cutNetwork:
        say(Happened::worldChanged, "the network goes");
        shop.transport->play(simulator::Mischief::cutNetwork, true);
        goOn([] { return false; }, shop.clock.now() + move.length);
        say(Happened::worldChanged, "the network is back");
        shop.transport->play(simulator::Mischief::cutNetwork, false);
        break;
    case Kind::block:
        say(Happened::worldChanged, "block");
        shop.vendor->block(60s, shop.clock.worldNow());
        break;
    case Kind::refuseNext:
        say(Happened::worldChanged, "refuses the next request");
        shop.vendor->refuseNext();
        break;
    case Kind::others:
        say(Happened::worldChanged, "others call");
        shop.vendor->callByOthers(static_cast<int>(move.amount), shop.clock.worldNow());
        break;
    case Kind::expireSignIn:
        say(Happened::worldChanged, "the sign-in ends");
        shop.vendor->expireSignIn();
        break;
    }
}

void Life::quit()
{
    support::Workshop& shop = *m_shop;
    say(Happened::ordered, "quit");
    const int before = shop.shutDowns;
    shop.core->shutDown();
    const int deaths = m_deaths;
    if (!goOn([&] { return shop.shutDowns > before; }, shop.clock.now() + 2min) && m_deaths == deaths)
        m_checks.complaints.add(shop.clock.worldNow(), "the program does not end");
    if (m_deaths == deaths)
        die("after quitting");
}

} // namespace scenarios
