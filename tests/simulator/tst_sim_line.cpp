#include "simulator/accompa.h"
#include "simulator/kameleoon.h"
#include "simulator/mischief.h"
#include "simulator/wonderpush.h"

#include "calls.h"

#include <QTest>

#include <map>

using namespace calls;
using simulator::Fate, simulator::Faults, simulator::Kameleoon, simulator::Line, simulator::Mischief;

/// What can go wrong between client and vendor.
class TestLine : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void drawsRoundTripsWithinTheirBounds();
    void drawsFatesWithTheirProbabilities();
    void drawsTheSameFromTheSameSeed();
    void countsWithoutEffectWhatIsCutBefore();
    void hasItsEffectWhereOnlyTheAnswerIsLost();
    void losesTheNextAnswerOfADeletion();
    void answersWithAPageWithoutTheVendorsKnowledge();
    void redirectsWithoutTheVendorsKnowledge();
    void makesAnswersHardToRead();
    void playsEveryMischief();
    void makesEveryVendorByItsName();
};

namespace {

SimRequest deletion(int id)
{
    return SimRequest::of("DELETE", "/accounts/" + std::to_string(id),
                          {{"Authorization", "Bearer practice"}});
}

} // namespace

void TestLine::drawsRoundTripsWithinTheirBounds()
{
    Kameleoon vendor({});
    Line line(vendor, milliseconds(20), milliseconds(60), {}, 7);
    Duration least = hours(1), most{};
    for (int i = 0; i < 10'000; ++i) {
        const Line::Delays delays = line.drawDelays();
        QVERIFY(delays.there >= Duration{} && delays.back >= Duration{});
        least = std::min(least, delays.whole());
        most = std::max(most, delays.whole());
    }
    QVERIFY(least >= milliseconds(20) && least < milliseconds(21));
    QVERIFY(most <= milliseconds(60) && most > milliseconds(59));
}

void TestLine::drawsFatesWithTheirProbabilities()
{
    Faults faults;
    faults.closeAfterEffect = 0.1;
    faults.reset = 0.2;
    faults.expireSignIn = 0.05;
    Kameleoon vendor({});
    Line line(vendor, {}, {}, faults, 7);
    std::map<Fate, int> drawn;
    for (int i = 0; i < 100'000; ++i)
        ++drawn[line.drawFate()];
    QCOMPARE(drawn.size(), std::size_t{4});
    QVERIFY(std::abs(drawn[Fate::closedAfter] - 10'000) < 500);
    QVERIFY(std::abs(drawn[Fate::reset] - 20'000) < 700);
    QVERIFY(std::abs(drawn[Fate::signInExpired] - 5'000) < 400);
}

void TestLine::drawsTheSameFromTheSameSeed()
{
    Faults faults;
    faults.stall = 0.5;
    Kameleoon vendor({});
    Line one(vendor, {}, seconds(1), faults, 7), same(vendor, {}, seconds(1), faults, 7),
        other(vendor, {}, seconds(1), faults, 8);
    int differences = 0;
    for (int i = 0; i < 100; ++i) {
        const Duration there = one.drawDelays().there;
        QCOMPARE(same.drawDelays().there, there);
        differences += other.drawDelays().there != there ? 1 : 0;
        QCOMPARE(same.drawFate(), one.drawFate());
    }
    QVERIFY(differences > 90);
}

void TestLine::countsWithoutEffectWhatIsCutBefore()
{
    for (const Fate fate : {Fate::closedBefore, Fate::reset, Fate::outage}) {
        Kameleoon vendor({});
        Line line(vendor, {}, {}, {}, 1);
        const Line::Passage passage = line.pass(deletion(1), at(seconds(0)), fate);
        QCOMPARE(passage.answer.effects, 0);
        QCOMPARE(vendor.tally().requests, 1);
        QCOMPARE(vendor.tally().effects, 0);
        QCOMPARE(passage.ending == Line::Ending::answered, fate == Fate::outage);
        QCOMPARE(line.pass(deletion(1), at(seconds(0)), Fate::answered).answer.status, 204); // still there
    }
}

void TestLine::hasItsEffectWhereOnlyTheAnswerIsLost()
{
    for (const Fate fate :
         {Fate::closedAfter, Fate::stalled, Fate::trickled, Fate::late, Fate::gatewayAfterEffect,
          Fate::hugeBody, Fate::malformedBody, Fate::webPageAfterEffect}) {
        Kameleoon vendor({});
        Line line(vendor, {}, {}, {}, 1);
        QCOMPARE(line.pass(deletion(1), at(seconds(0)), fate).answer.effects, 1);
        QCOMPARE(line.pass(deletion(1), at(seconds(0)), Fate::answered).answer.status, 404); // gone
    }
}

void TestLine::losesTheNextAnswerOfADeletion()
{
    simulator::VendorOptions options;
    options.data.missing = {"1"};
    Kameleoon vendor(options);
    Line line(vendor, {}, {}, {}, 1);
    line.play(Mischief::loseNextAnswer, true, at(seconds(0)));
    QCOMPARE(line.pass(deletion(1), at(seconds(0)), Fate::answered).ending, Line::Ending::answered);
    const Line::Passage lost = line.pass(deletion(2), at(seconds(0)), Fate::answered);
    QCOMPARE(lost.ending, Line::Ending::closed);
    QCOMPARE(lost.answer.effects, 1);
    QCOMPARE(line.pass(deletion(3), at(seconds(0)), Fate::answered).ending, Line::Ending::answered);
}

void TestLine::answersWithAPageWithoutTheVendorsKnowledge()
{
    Kameleoon vendor({});
    Line line(vendor, {}, {}, {}, 1);
    const Line::Passage passage = line.pass(deletion(1), at(seconds(0)), Fate::webPage);
    QCOMPARE(passage.ending, Line::Ending::answered);
    QCOMPARE(passage.answer.status, 200);
    QVERIFY(passage.answer.body.starts_with("<!DOCTYPE html>"));
    QCOMPARE(vendor.tally().requests, 0);
}

void TestLine::redirectsWithoutTheVendorsKnowledge()
{
    Kameleoon vendor({});
    Line line(vendor, {}, {}, {}, 1);
    const Line::Passage passage = line.pass(deletion(1), at(seconds(0)), Fate::redirected);
    QCOMPARE(passage.answer.status, 307);
    QCOMPARE(header(passage.answer, "Location"), "https://elsewhere.example/sign-in");
    QCOMPARE(vendor.tally().requests, 0);
}

void TestLine::makesAnswersHardToRead()
{
    simulator::WonderPush vendor({});
    Line line(vendor, {}, {}, {}, 1);
    int id = 0;
    const auto pass = [&](Fate fate) {
        ++id;
        const std::string target = "/v1/users/" + std::to_string(id) + "?accessToken=practice";
        return line.pass(SimRequest::of("DELETE", target), at(minutes(id)), fate).answer;
    };
    QVERIFY(pass(Fate::hugeBody).body.size() > (std::size_t{1} << 20));
    QVERIFY(json(pass(Fate::answered)).contains("success"));
    QVERIFY(json(pass(Fate::malformedBody)).isEmpty());
    std::size_t most = 0;
    for (int i = 0; i < 20; ++i) {
        const Answer nonsense = pass(Fate::nonsenseHeaders);
        most = std::max(most, nonsense.headers.size());
        QVERIFY(header(nonsense, "X-RateLimit-Remaining") != "14");
    }
    QVERIFY(most > 100);
}

void TestLine::playsEveryMischief()
{
    Kameleoon vendor({});
    Line line(vendor, {}, {}, {}, 1);
    int id = 0;
    const auto status = [&](Duration since) {
        return line.pass(deletion(++id), at(since), Fate::answered).answer.status;
    };
    line.play(Mischief::refuseNextRequest, true, at(seconds(0)));
    QCOMPARE(status(seconds(0)), 429);
    QCOMPARE(status(seconds(0)), 204);
    line.play(Mischief::block, true, at(seconds(1)));
    QCOMPARE(status(seconds(60)), 429);
    QCOMPARE(status(seconds(61)), 204);
    line.play(Mischief::block, true, at(seconds(62)));
    line.play(Mischief::block, false, at(seconds(63)));
    QCOMPARE(status(seconds(63)), 204);
    line.play(Mischief::expireSignIn, true, at(seconds(63)));
    QCOMPARE(status(seconds(63)), 401);
    line.play(Mischief::expireSignIn, false, at(seconds(63)));
    QCOMPARE(status(seconds(63)), 204);
    line.play(Mischief::answerNotFound, true, at(seconds(63)));
    QCOMPARE(status(seconds(63)), 404);
    line.play(Mischief::answerNotFound, false, at(seconds(63)));
    QCOMPARE(status(seconds(63)), 204);
    QVERIFY(!line.isCut());
    line.play(Mischief::cutNetwork, true, at(seconds(63)));
    QVERIFY(line.isCut());
    line.play(Mischief::cutNetwork, false, at(seconds(63)));
    QVERIFY(!line.isCut());
}

void TestLine::makesEveryVendorByItsName()
{
    for (const char* name : {"kameleoon", "chameleon", "wonderpush", "accompa"})
        QVERIFY(simulator::makeVendor(name, {}) != nullptr);
    QVERIFY(simulator::makeVendor("another", {}) == nullptr);
}

QTEST_APPLESS_MAIN(TestLine)
#include "tst_sim_line.moc"
