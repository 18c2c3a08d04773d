#include "simulator/kameleoon.h"
#include "simulator/simtransport.h"

#include "calls.h"

#include <QStringList>
#include <QTest>

#include <map>
#include <vector>

using namespace calls;
using simulator::Faults, simulator::Kameleoon, simulator::Mischief, simulator::NetworkOptions,
    simulator::SimTransport, simulator::VirtualClock, simulator::WireEvent;
using transport::Completion;

class TestSimTransport : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void reportsTheSameEventsForTheSameSeed();
    void reportsEachEndOnceAndNeverInsideSend();
    void passesTheVendorBetweenSendingAndAnswer();
    void letsAnswersOvertakeEachOther();
    void sendsNothingWhileTheNetworkIsCut();
    void losesWhatIsUnderWayWhenTheNetworkIsCut();
    void endsAtTheDeadlineWhereNoAnswerComes();
    void deliversHeldUpRequestsAfterTheDeadline();
    void deliversWhatWasUnderWayWhenItDied();
    void givesUpEverythingAtOnce();
    void cutsABodyThatIsTooLong();
    void deliversAnswersAfterASuspend();
};

namespace {

transport::Request request(int id)
{
    transport::Request made;
    made.method = "DELETE";
    made.url = QUrl(QStringLiteral("http://127.0.0.1:1/accounts/%1").arg(id));
    made.headers = {{"Authorization", "Bearer practice"}};
    made.shown = QStringLiteral("DELETE /accounts/%1").arg(id);
    return made;
}

/// A vendor, a network and a client that writes down what it hears.
struct World {
    explicit World(const NetworkOptions& options = {})
        : transport(std::make_unique<SimTransport>(clock, vendor, options))
    {
        transport->setReceiver([this](Completion completion) { heard.push_back(std::move(completion)); });
        transport->setOnlooker([this](const WireEvent& event) { wire.push_back(event); });
    }

    void runToTheEnd()
    {
        while (clock.step()) {
        }
    }

    VirtualClock clock;
    Kameleoon vendor{{}};
    std::unique_ptr<SimTransport> transport;
    std::vector<Completion> heard;
    std::vector<WireEvent> wire;
};

QStringList eventLog(std::uint64_t seed)
{
    NetworkOptions options;
    options.seed = seed;
    options.faults.closeBeforeEffect = options.faults.closeAfterEffect = options.faults.reset = 0.05;
    options.faults.stall = options.faults.late = options.faults.outage = 0.05;
    World world(options);
    for (int i = 0; i < 300; ++i)
        world.clock.at(world.clock.now() + milliseconds(7 * i),
                       [&world, i] { world.transport->send(static_cast<std::uint64_t>(i), request(i)); });
    world.runToTheEnd();
    QStringList log;
    for (const WireEvent& event : world.wire) {
        log.append(QStringLiteral("%1 %2 %3 %4 %5")
                       .arg(event.world.time_since_epoch().count())
                       .arg(static_cast<int>(event.kind))
                       .arg(event.shown)
                       .arg(event.status)
                       .arg(event.effects));
    }
    return log;
}

} // namespace

void TestSimTransport::reportsTheSameEventsForTheSameSeed()
{
    const QStringList log = eventLog(42);
    QVERIFY(log.size() > 700);
    QCOMPARE(eventLog(42), log);
    QVERIFY(eventLog(43) != log);
}

void TestSimTransport::reportsEachEndOnceAndNeverInsideSend()
{
    NetworkOptions options;
    options.faults = {.closeBeforeEffect = 0.1,
                      .closeAfterEffect = 0.1,
                      .reset = 0.1,
                      .stall = 0.1,
                      .trickle = 0.1,
                      .late = 0.1};
    World world(options);
    for (std::uint64_t i = 0; i < 400; ++i) {
        world.transport->send(i, request(static_cast<int>(i)));
        QVERIFY(world.heard.empty());
    }
    QCOMPARE(world.transport->inFlight(), 400);
    world.runToTheEnd();
    std::map<std::uint64_t, int> ends;
    for (const Completion& completion : world.heard)
        ++ends[completion.attempt];
    QCOMPARE(ends.size(), std::size_t{400});
    QCOMPARE(world.heard.size(), std::size_t{400});
    QCOMPARE(world.transport->inFlight(), 0);
    QCOMPARE(world.vendor.tally().requests, 400); // late ones too
}

void TestSimTransport::passesTheVendorBetweenSendingAndAnswer()
{
    World world;
    const Instant start = world.clock.worldNow();
    for (std::uint64_t i = 0; i < 200; ++i)
        world.transport->send(i, request(static_cast<int>(i)));
    world.runToTheEnd();
    std::map<std::uint64_t, std::vector<WireEvent>> stories;
    for (const WireEvent& event : world.wire)
        stories[event.attempt].push_back(event);
    QCOMPARE(stories.size(), std::size_t{200});
    for (const auto& [attempt, story] : stories) {
        QCOMPARE(story.size(), std::size_t{3});
        QCOMPARE(story[0].kind, WireEvent::Kind::sent);
        QCOMPARE(story[1].kind, WireEvent::Kind::arrived);
        QCOMPARE(story[2].kind, WireEvent::Kind::answered);
        QCOMPARE(story[0].world, start);
        QVERIFY(story[0].world <= story[1].world && story[1].world <= story[2].world);
        const Duration roundTrip = story[2].world - start;
        QVERIFY(roundTrip >= milliseconds(20) && roundTrip <= milliseconds(60));
    }
    int done = 0;
    for (const Completion& completion : world.heard) {
        QCOMPARE(completion.ending, Completion::Ending::answered);
        done += completion.response.status == 204 ? 1 : 0;
    }
    QCOMPARE(done, 50); // the vendor's limit
}

void TestSimTransport::letsAnswersOvertakeEachOther()
{
    World world;
    for (std::uint64_t i = 0; i < 50; ++i)
        world.transport->send(i, request(static_cast<int>(i)));
    world.runToTheEnd();
    QVERIFY(!std::ranges::is_sorted(world.heard, {}, &Completion::attempt));
    QVERIFY(std::ranges::is_sorted(world.heard, {}, &Completion::at));
}

void TestSimTransport::sendsNothingWhileTheNetworkIsCut()
{
    World world;
    world.transport->play(Mischief::cutNetwork);
    world.transport->send(1, request(1));
    QVERIFY(world.heard.empty());
    world.runToTheEnd();
    QCOMPARE(world.heard.size(), std::size_t{1});
    QCOMPARE(world.heard[0].ending, Completion::Ending::notSent);
    QCOMPARE(world.vendor.tally().requests, 0);
    world.transport->play(Mischief::cutNetwork, false);
    world.transport->send(2, request(1));
    world.runToTheEnd();
    QCOMPARE(world.heard[1].response.status, 204);
}

void TestSimTransport::losesWhatIsUnderWayWhenTheNetworkIsCut()
{
    World world;
    for (std::uint64_t i = 0; i < 50; ++i)
        world.transport->send(i, request(static_cast<int>(i)));
    world.clock.advance(milliseconds(30));
    const std::size_t answered = world.heard.size();
    const std::int64_t arrived = world.vendor.tally().requests;
    world.transport->play(Mischief::cutNetwork);
    world.transport->play(Mischief::cutNetwork,
                          false); // back at once: what was under way is lost all the same
    world.runToTheEnd();
    QCOMPARE(world.heard.size(), std::size_t{50});
    QVERIFY(answered > 0 && answered < 50);
    for (std::size_t i = answered; i < 50; ++i)
        QCOMPARE(world.heard[i].ending, Completion::Ending::lost);
    QVERIFY(arrived > 0 && arrived < 50);
    QCOMPARE(world.vendor.tally().requests, arrived);
}

void TestSimTransport::endsAtTheDeadlineWhereNoAnswerComes()
{
    NetworkOptions options;
    options.faults.stall = 1;
    World world(options);
    const Instant start = world.clock.now();
    world.transport->send(1, request(1));
    world.runToTheEnd();
    QCOMPARE(world.heard.size(), std::size_t{1});
    QCOMPARE(world.heard[0].ending, Completion::Ending::lost);
    QCOMPARE(world.heard[0].at - start, Duration(seconds(30)));
    QCOMPARE(world.vendor.tally().effects, 1);
}

void TestSimTransport::deliversHeldUpRequestsAfterTheDeadline()
{
    NetworkOptions options;
    options.faults.late = 1;
    options.lateMost = seconds(60);
    World world(options);
    const Instant start = world.clock.worldNow();
    for (std::uint64_t i = 0; i < 50; ++i)
        world.transport->send(i, request(static_cast<int>(i)));
    world.runToTheEnd();
    QCOMPARE(world.heard.size(), std::size_t{50});
    QCOMPARE(world.vendor.tally().effects, 50);
    for (const WireEvent& event : world.wire) {
        if (event.kind == WireEvent::Kind::arrived)
            QVERIFY(event.world - start > seconds(30) && event.world - start <= seconds(90));
    }
}

void TestSimTransport::deliversWhatWasUnderWayWhenItDied()
{
    World world;
    for (std::uint64_t i = 0; i < 20; ++i)
        world.transport->send(i, request(static_cast<int>(i)));
    world.transport.reset();
    world.clock.forgetMachineEvents(); // the process is gone
    world.runToTheEnd();
    QVERIFY(world.heard.empty());
    QCOMPARE(world.vendor.tally().effects, 20);
}

void TestSimTransport::givesUpEverythingAtOnce()
{
    World world;
    for (std::uint64_t i = 0; i < 20; ++i)
        world.transport->send(i, request(static_cast<int>(i)));
    world.transport->abortAll();
    QVERIFY(world.heard.empty());
    const Instant now = world.clock.now();
    world.runToTheEnd();
    QCOMPARE(world.heard.size(), std::size_t{20});
    for (std::uint64_t i = 0; i < 20; ++i) {
        QCOMPARE(world.heard[i].attempt, i);
        QCOMPARE(world.heard[i].ending, Completion::Ending::lost);
        QCOMPARE(world.heard[i].at, now);
    }
    QCOMPARE(world.vendor.tally().effects, 20); // they were on their way
}

void TestSimTransport::cutsABodyThatIsTooLong()
{
    NetworkOptions options;
    options.faults.hugeBody = 1;
    World world(options);
    world.transport->send(1, request(1));
    world.runToTheEnd();
    QCOMPARE(world.heard[0].ending, Completion::Ending::answered);
    QVERIFY(world.heard[0].response.isTruncated);
    QCOMPARE(world.heard[0].response.body.size(), qsizetype{1} << 20);
}

void TestSimTransport::deliversAnswersAfterASuspend()
{
    World world;
    const Instant start = world.clock.now();
    world.transport->send(1, request(1));
    world.clock.suspend(seconds(20));
    QCOMPARE(world.vendor.tally().effects, 1);
    QVERIFY(world.heard.empty());
    world.runToTheEnd();
    QCOMPARE(world.heard.size(), std::size_t{1});
    QCOMPARE(world.heard[0].at - start, Duration(seconds(20)));
    QCOMPARE(world.heard[0].response.status, 204);
}

QTEST_APPLESS_MAIN(TestSimTransport)
#include "tst_sim_simtransport.moc"
