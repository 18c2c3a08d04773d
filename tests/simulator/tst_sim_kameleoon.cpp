#include "simulator/kameleoon.h"

#include "calls.h"

#include <QJsonArray>
#include <QTest>

using namespace calls;
using simulator::Counting, simulator::Kameleoon, simulator::KameleoonRules, simulator::Tally,
    simulator::VendorOptions;

/// Against the vendor's own guide, "Deleting 230 accounts".
class TestKameleoon : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void takes230DeletionsInTheDocumentedBatches();
    void refusesThe51stWithinTenSeconds();
    void countsWhatItRefused();
    void refusesThe1001stWithinAnHour();
    void countsFixedWindowsWhereAskedTo();
    void issuesTokensThatEnd();
    void countsTokenCalls();
    void refusesWrongSignIns();
    void forgetsTokensWhenTheSignInExpires();
    void knowsWhatIsGone();
    void showsAnAccountBeforeItIsDeleted();
    void failsWhereItWasTold();
    void dividesItsTimesByTheScale();
    void countsByItsOwnClock();
    void letsOthersEatTheQuota();
    void refusesAsTheOperatorWants();
};

namespace {

SimRequest account(const char* method, int id, const char* token = "practice")
{
    return SimRequest::of(method, "/accounts/" + std::to_string(id),
                          {{"Authorization", std::string("Bearer ") + token}});
}

SimRequest tokenCall(const std::string& secret = "s3cret")
{
    return SimRequest::of("POST", "/oauth/token", {{"Content-Type", "application/x-www-form-urlencoded"}},
                          "grant_type=client_credentials&client_id=me&client_secret=" + secret);
}

int deleted(Kameleoon& vendor, int first, int count, Duration since)
{
    int done = 0;
    for (int i = 0; i < count; ++i)
        done += vendor.handle(account("DELETE", first + i), at(since)).status == 204 ? 1 : 0;
    return done;
}

} // namespace

void TestKameleoon::takes230DeletionsInTheDocumentedBatches()
{
    Kameleoon vendor({});
    for (int batch = 0; batch < 4; ++batch)
        QCOMPARE(deleted(vendor, 1 + batch * 50, 50, seconds(10 * batch)), 50);
    QCOMPARE(deleted(vendor, 201, 30, seconds(40)), 30);
    const Tally tally = vendor.tally();
    QCOMPARE(tally.requests, 230);
    QCOMPARE(tally.effects, 230);
    QCOMPARE(tally.refused, 0);
    QCOMPARE(tally.peaks.at(0).most, 50);
    QCOMPARE(tally.peaks.at(0).overruns, 0);
    QCOMPARE(tally.peaks.at(1).most, 230);
}

void TestKameleoon::refusesThe51stWithinTenSeconds()
{
    Kameleoon vendor({});
    QCOMPARE(deleted(vendor, 1, 50, seconds(0)), 50);
    const Answer refused = vendor.handle(account("DELETE", 51), at(seconds(10) - nanoseconds(1)));
    QCOMPARE(refused.status, 429);
    QVERIFY(refused.isRefused);
    QCOMPARE(refused.effects, 0);
    QCOMPARE(header(refused, "Retry-After"), QString()); // not documented
    QCOMPARE(vendor.handle(account("DELETE", 51), at(seconds(10))).status, 204);
    QCOMPARE(vendor.tally().refused, 1);
    QCOMPARE(vendor.tally().peaks.at(0).overruns, 1);
}

void TestKameleoon::countsWhatItRefused()
{
    Kameleoon vendor({});
    deleted(vendor, 1, 50, seconds(0));
    deleted(vendor, 100, 10, seconds(5)); // refused
    QCOMPARE(deleted(vendor, 200, 50, seconds(10)), 40);

    KameleoonRules lenient;
    lenient.countsRefused = false;
    Kameleoon other({}, lenient);
    deleted(other, 1, 50, seconds(0));
    deleted(other, 100, 10, seconds(5));
    QCOMPARE(deleted(other, 200, 50, seconds(10)), 50);
}

void TestKameleoon::refusesThe1001stWithinAnHour()
{
    Kameleoon vendor({});
    for (int batch = 0; batch < 20; ++batch)
        QCOMPARE(deleted(vendor, 1 + batch * 50, 50, seconds(10 * batch)), 50);
    QCOMPARE(vendor.handle(account("DELETE", 2000), at(seconds(200))).status, 429);
    QCOMPARE(vendor.handle(account("DELETE", 2000), at(hours(1) - nanoseconds(1))).status, 429);
    QCOMPARE(vendor.handle(account("DELETE", 2000), at(hours(1))).status, 204);
}

void TestKameleoon::countsFixedWindowsWhereAskedTo()
{
    VendorOptions options;
    options.counting = Counting::fixed;
    Kameleoon vendor(options);
    // Somewhere in any 10 s lies the edge of a fixed window, so that 100 calls fit into less than 10 s.
    int most = 0;
    for (int edge = 0; edge < 100; ++edge) {
        Kameleoon one(options);
        most = std::max(most, deleted(one, 1, 50, milliseconds(100 * edge))
                                  + deleted(one, 51, 50, milliseconds(100 * edge + 100)));
    }
    QCOMPARE(most, 100);
    QCOMPARE(deleted(vendor, 1, 51, seconds(0)), 50);
}

void TestKameleoon::issuesTokensThatEnd()
{
    Kameleoon vendor({});
    const QJsonObject answer = json(vendor.handle(tokenCall(), at(seconds(0))));
    QCOMPARE(answer["expires_in"].toInt(), 7200);
    QCOMPARE(answer["token_type"].toString(), "bearer");
    const std::string token = answer["access_token"].toString().toStdString();
    QVERIFY(!token.empty());
    QCOMPARE(vendor.handle(account("DELETE", 1, token.c_str()), at(hours(2) - nanoseconds(1))).status, 204);
    QCOMPARE(vendor.handle(account("DELETE", 2, token.c_str()), at(hours(2))).status, 401);
    QCOMPARE(vendor.tally().tokens, 1);
}

void TestKameleoon::countsTokenCalls()
{
    Kameleoon vendor({});
    QCOMPARE(vendor.handle(tokenCall(), at(seconds(0))).status, 200);
    QCOMPARE(deleted(vendor, 1, 50, seconds(1)), 49);
    QCOMPARE(vendor.handle(tokenCall(), at(seconds(1))).status, 429);
}

void TestKameleoon::refusesWrongSignIns()
{
    VendorOptions options;
    options.secrets = {"me:s3cret", "pasted"};
    Kameleoon vendor(options);
    QCOMPARE(vendor.handle(tokenCall("wrong"), at(seconds(0))).status, 401);
    QCOMPARE(vendor.handle(tokenCall(), at(seconds(0))).status, 200);
    QCOMPARE(vendor.handle(account("DELETE", 1, "made-up"), at(seconds(0))).status, 401);
    QCOMPARE(vendor.handle(account("DELETE", 1, "pasted"), at(seconds(0))).status, 204);
    QCOMPARE(vendor.handle(SimRequest::of("DELETE", "/accounts/2"), at(seconds(0))).status, 401);
    const SimRequest grant = SimRequest::of("POST", "/oauth/token", {}, "grant_type=password");
    QCOMPARE(vendor.handle(grant, at(seconds(0))).status, 400);
    QCOMPARE(vendor.tally().effects, 1);
}

void TestKameleoon::forgetsTokensWhenTheSignInExpires()
{
    Kameleoon vendor({});
    const std::string token =
        json(vendor.handle(tokenCall(), at(seconds(0))))["access_token"].toString().toStdString();
    vendor.expireSignIn();
    QCOMPARE(vendor.handle(account("DELETE", 1, token.c_str()), at(seconds(1))).status, 401);
    const std::string renewed =
        json(vendor.handle(tokenCall(), at(seconds(2))))["access_token"].toString().toStdString();
    QVERIFY(renewed != token);
    QCOMPARE(vendor.handle(account("DELETE", 1, renewed.c_str()), at(seconds(3))).status, 204);
    vendor.pardonSignIn();
    QCOMPARE(vendor.handle(account("DELETE", 2, token.c_str()), at(seconds(4))).status, 204);
}

void TestKameleoon::knowsWhatIsGone()
{
    VendorOptions options;
    options.data.missing = {"7"};
    Kameleoon vendor(options);
    QCOMPARE(vendor.handle(account("DELETE", 7), at(seconds(0))).status, 404);
    QCOMPARE(vendor.handle(account("DELETE", 8), at(seconds(0))).status, 204);
    QCOMPARE(vendor.tally().repeated, 0);
    QCOMPARE(vendor.handle(account("DELETE", 8), at(seconds(0))).status, 404);
    QCOMPARE(vendor.tally().repeated, 1);
    QCOMPARE(vendor.tally().effects, 1);
    for (const char* wrong : {"/accounts/", "/accounts/x1", "/accounts/1234567890123456789",
                              "/accounts/1%2F2", "/accounts", "/accounts/1/", "/", "/users/1"}) {
        const SimRequest request = SimRequest::of("DELETE", wrong, {{"Authorization", "Bearer practice"}});
        QCOMPARE(vendor.handle(request, at(seconds(0))).status, 404);
    }
    vendor.answerNotFound(true);
    QCOMPARE(vendor.handle(account("DELETE", 9), at(seconds(0))).status, 404);
    vendor.answerNotFound(false);
    QCOMPARE(vendor.handle(account("DELETE", 9), at(seconds(0))).status, 204);
    QCOMPARE(vendor.handle(account("PATCH", 10), at(seconds(0))).status, 405);
}

void TestKameleoon::showsAnAccountBeforeItIsDeleted()
{
    VendorOptions options;
    options.data.administrators = {"2"};
    Kameleoon vendor(options);
    const QJsonObject one = json(vendor.handle(account("GET", 1), at(seconds(0))));
    QCOMPARE(one["id"].toInt(), 1);
    QCOMPARE(one["email"].toString(), "user1@example.com");
    QCOMPARE(one["roles"].toArray().at(0).toString(), "EDITOR");
    const QJsonObject two = json(vendor.handle(account("GET", 2), at(seconds(0))));
    QCOMPARE(two["roles"].toArray().at(0).toString(), "ADMIN");
    vendor.handle(account("DELETE", 1), at(seconds(0)));
    QCOMPARE(vendor.handle(account("GET", 1), at(seconds(0))).status, 404);
}

void TestKameleoon::failsWhereItWasTold()
{
    VendorOptions options;
    options.data.failing = {{"1", {.status = 500, .times = 2}},
                            {"2", {.status = 503, .times = 1, .isAfterEffect = true}},
                            {"3", {.status = 403}}};
    Kameleoon vendor(options);
    QCOMPARE(vendor.handle(account("DELETE", 1), at(seconds(0))).status, 500);
    QCOMPARE(vendor.handle(account("DELETE", 1), at(seconds(0))).status, 500);
    QCOMPARE(vendor.handle(account("DELETE", 1), at(seconds(0))).status, 204);
    QCOMPARE(vendor.handle(account("DELETE", 2), at(seconds(0))).status, 503);
    QCOMPARE(vendor.handle(account("DELETE", 2), at(seconds(0))).status, 404);
    for (int i = 0; i < 5; ++i)
        QCOMPARE(vendor.handle(account("DELETE", 3), at(seconds(0))).status, 403);
    QCOMPARE(vendor.tally().effects, 2);
}

void TestKameleoon::dividesItsTimesByTheScale()
{
    VendorOptions options;
    options.timeScale = 5;
    Kameleoon vendor(options);
    const QJsonObject answer = json(vendor.handle(tokenCall(), at(seconds(0))));
    QCOMPARE(answer["expires_in"].toInt(), 1440);
    QCOMPARE(deleted(vendor, 1, 50, seconds(1)), 49);
    QCOMPARE(vendor.handle(account("DELETE", 60), at(milliseconds(2000) - nanoseconds(1))).status, 429);
    QCOMPARE(deleted(vendor, 100, 50, seconds(4)), 50);
}

void TestKameleoon::countsByItsOwnClock()
{
    VendorOptions slow;
    slow.clockErrorPpm = -400; // its ten seconds are 4 ms longer than ours
    Kameleoon vendor(slow);
    deleted(vendor, 1, 50, seconds(0));
    QCOMPARE(vendor.handle(account("DELETE", 51), at(seconds(10) + milliseconds(3))).status, 429);
    QCOMPARE(vendor.handle(account("DELETE", 51), at(seconds(10) + milliseconds(5))).status, 204);

    VendorOptions coarse;
    coarse.stampEvery = seconds(1);
    Kameleoon other(coarse);
    deleted(other, 1, 50, milliseconds(999)); // stamped 0
    QCOMPARE(other.handle(account("DELETE", 51), at(seconds(10))).status, 204);
    Kameleoon third(coarse);
    deleted(third, 1, 50, seconds(1));
    QCOMPARE(third.handle(account("DELETE", 51), at(milliseconds(10'999))).status, 429);
}

void TestKameleoon::letsOthersEatTheQuota()
{
    Kameleoon vendor({});
    vendor.callByOthers(45, at(seconds(0)));
    QCOMPARE(deleted(vendor, 1, 6, seconds(1)), 5);
    QCOMPARE(vendor.tally().others, 45);
    QCOMPARE(vendor.tally().peaks.at(0).overruns, 0); // the refusal was not our fault

    VendorOptions busy;
    busy.othersEveryLow = busy.othersEveryHigh = seconds(1);
    busy.othersAtOnce = 3;
    Kameleoon other(busy);
    deleted(other, 1, 1, seconds(0));
    deleted(other, 2, 1, seconds(10));
    QCOMPARE(other.tally().others, 30);
}

void TestKameleoon::refusesAsTheOperatorWants()
{
    Kameleoon vendor({});
    vendor.refuseNext();
    QCOMPARE(vendor.handle(account("DELETE", 1), at(seconds(0))).status, 429);
    QCOMPARE(vendor.handle(account("DELETE", 1), at(seconds(0))).status, 204);
    vendor.block(seconds(60), at(seconds(10)));
    QCOMPARE(vendor.handle(account("DELETE", 2), at(seconds(70) - nanoseconds(1))).status, 429);
    QCOMPARE(vendor.handle(account("DELETE", 2), at(seconds(70))).status, 204);
    vendor.block(seconds(60), at(seconds(80)));
    vendor.unblock();
    QCOMPARE(vendor.handle(account("DELETE", 3), at(seconds(90))).status, 204);
    QCOMPARE(vendor.tally().refused, 2);
    const Answer withheld =
        vendor.handle(account("DELETE", 4), at(seconds(91)), simulator::SimVendor::Effect::withheld);
    QCOMPARE(withheld.effects, 0);
    QCOMPARE(vendor.handle(account("DELETE", 4), at(seconds(92))).status, 204);
}

QTEST_APPLESS_MAIN(TestKameleoon)
#include "tst_sim_kameleoon.moc"
