#include "simulator/chameleon.h"

#include "calls.h"

#include <QJsonArray>
#include <QTest>

using namespace calls;
using simulator::Chameleon, simulator::ChameleonRules, simulator::VendorOptions;

/// Against the vendor's pages on rate limits and errors.
class TestChameleon : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void saysXRetryAfterBeyondTheMinuteLimit();
    void saysXRatelimitWaitBeyondTheBucket();
    void saysXRatelimitLimitAfterFourSecondsInLine();
    void keepsRequestsInLineUntilADeskIsFree();
    void canTellLessInTheBodyThanInTheHeader();
    void forgetsProfilesWithAReceipt();
    void clearsProfilesWithoutOne();
    void deletesCompaniesAndWebhooks();
    void takesTheCustomersOwnIds();
    void answersAWrongAddressAndAMissingIdAlike();
    void asksForTheSecret();
    void tellsWhoIsSignedIn();
    void saysRealSecondsWhenScaled();
};

namespace {

const std::string profileId = "590b80e5f433ea81b96c9bf6";

SimRequest call(const char* method, const std::string& target, const char* secret = "practice")
{
    return SimRequest::of(method, target, {{"X-Account-Secret", secret}});
}

SimRequest forget(int number)
{
    std::string id = std::to_string(number);
    id.insert(0, 24 - id.size(), '0');
    return call("DELETE", "/v3/edit/profiles/" + id + "/forget");
}

} // namespace

void TestChameleon::saysXRetryAfterBeyondTheMinuteLimit()
{
    Chameleon vendor({});
    for (int i = 0; i < 60; ++i)
        QCOMPARE(vendor.handle(forget(i), at(seconds(i / 2))).status, 200);
    const Answer refused = vendor.handle(forget(60), at(seconds(41)));
    QCOMPARE(refused.status, 429);
    QVERIFY(refused.isRefused);
    QCOMPARE(header(refused, "X-Retry-After"), "19"); // the document's example
    QCOMPARE(header(refused, "X-Ratelimit-Limit"), QString());
    QCOMPARE(header(refused, "X-Ratelimit-Wait"), QString());
    const QJsonObject body = json(refused);
    QCOMPARE(body["code"].toInt(), 429);
    QCOMPARE(body["wait"].toInt(), 19);
    QCOMPARE(body["messages"].toArray().at(0).toString(),
             "Rate Limited: Please refer to the API docs "
             "https://developers.chameleon.io/concepts/rate-limiting for more information");
    QCOMPARE(vendor.handle(forget(60), at(seconds(60) - nanoseconds(1))).status, 429);
    QCOMPARE(vendor.handle(forget(60), at(seconds(60))).status, 200);
}

void TestChameleon::saysXRatelimitWaitBeyondTheBucket()
{
    ChameleonRules rules;
    rules.bucketMax = 10;
    rules.bucketPer = seconds(20);
    Chameleon vendor({}, rules);
    for (int i = 0; i < 10; ++i)
        QCOMPARE(vendor.handle(forget(i), at(seconds(0))).status, 200);
    const Answer refused = vendor.handle(forget(10), at(seconds(8)));
    QCOMPARE(refused.status, 429);
    QCOMPARE(header(refused, "X-Ratelimit-Wait"), "12"); // the document's example
    QCOMPARE(header(refused, "X-Retry-After"), QString());
    QCOMPARE(json(refused)["wait"].toInt(), 12);
    QCOMPARE(vendor.handle(forget(10), at(seconds(20))).status, 200);
}

void TestChameleon::saysXRatelimitLimitAfterFourSecondsInLine()
{
    VendorOptions options;
    options.serviceLow = options.serviceHigh = seconds(5);
    Chameleon vendor(options);
    for (int i = 0; i < 4; ++i)
        QCOMPARE(vendor.handle(forget(i), at(seconds(0))).takes, Duration(seconds(5)));
    const Answer refused = vendor.handle(forget(4), at(milliseconds(500)));
    QCOMPARE(refused.status, 429);
    QCOMPARE(refused.takes, Duration(seconds(4)));
    QCOMPARE(header(refused, "X-Ratelimit-Limit"), "4");
    QCOMPARE(header(refused, "X-Retry-After"), QString());
    QCOMPARE(json(refused)["limit"].toInt(), 4);
    QVERIFY(!json(refused).contains("wait"));
    QCOMPARE(vendor.tally().effects, 4);
}

void TestChameleon::keepsRequestsInLineUntilADeskIsFree()
{
    VendorOptions options;
    options.serviceLow = options.serviceHigh = seconds(3);
    Chameleon vendor(options);
    for (int i = 0; i < 4; ++i)
        vendor.handle(forget(i), at(seconds(0)));
    const Answer queued = vendor.handle(forget(4), at(seconds(1)));
    QCOMPARE(queued.status, 200);
    QCOMPARE(queued.takes, Duration(seconds(2) + seconds(3)));
    QCOMPARE(vendor.handle(forget(5), at(seconds(3))).takes, Duration(seconds(3)));
}

void TestChameleon::canTellLessInTheBodyThanInTheHeader()
{
    ChameleonRules rules;
    rules.minuteMax = 0;
    rules.atOnceMax = 2;
    rules.bucketMax = 1;
    rules.bucketPer = seconds(120);
    rules.bodyWaitIsShort = true;
    Chameleon vendor({}, rules);
    vendor.handle(forget(0), at(seconds(0)));
    const Answer refused = vendor.handle(forget(1), at(seconds(6)));
    QCOMPARE(header(refused, "X-Ratelimit-Wait"), "114"); // the document's example
    QCOMPARE(header(refused, "X-Ratelimit-Limit"), "2");
    QCOMPARE(json(refused)["wait"].toInt(), 14);
}

void TestChameleon::forgetsProfilesWithAReceipt()
{
    Chameleon vendor({});
    const SimRequest request = call("DELETE", "/v3/edit/profiles/" + profileId + "/forget");
    const Answer done = vendor.handle(request, at(seconds(0)));
    QCOMPARE(done.status, 200);
    QCOMPARE(json(done)["profile"].toObject()["id"].toString().toStdString(), profileId);
    QCOMPARE(json(done)["deletion"].toObject()["id"].toString().size(), 24);
    QCOMPARE(vendor.handle(request, at(seconds(1))).status, 404);
    QCOMPARE(vendor.tally().effects, 1);
    QCOMPARE(vendor.tally().repeated, 1);
}

void TestChameleon::clearsProfilesWithoutOne()
{
    Chameleon vendor({});
    const SimRequest clear = call("DELETE", "/v3/edit/profiles/" + profileId);
    const Answer done = vendor.handle(clear, at(seconds(0)));
    QCOMPARE(done.status, 200);
    QVERIFY(!json(done).contains("deletion"));
    const SimRequest request = call("DELETE", "/v3/edit/profiles/" + profileId + "/forget");
    QVERIFY(json(vendor.handle(request, at(seconds(1)))).contains("deletion")); // cleared is not forgotten
    QCOMPARE(vendor.handle(clear, at(seconds(2))).status, 404);
}

void TestChameleon::deletesCompaniesAndWebhooks()
{
    Chameleon vendor({});
    const Answer company = vendor.handle(
        call("DELETE", "/v3/edit/companies/" + profileId + "?cascade=profiles"), at(seconds(0)));
    QCOMPARE(json(company)["company"].toObject()["id"].toString().toStdString(), profileId);
    const Answer webhook = vendor.handle(call("DELETE", "/v3/edit/webhooks/" + profileId), at(seconds(0)));
    QCOMPARE(json(webhook)["webhook"].toObject()["id"].toString().toStdString(), profileId);
    QCOMPARE(vendor.tally().effects, 2);
}

void TestChameleon::takesTheCustomersOwnIds()
{
    Chameleon vendor({});
    const SimRequest request = call("DELETE", "/v3/edit/profiles/forget?uid=user%2F1%20%26co");
    QCOMPARE(vendor.handle(request, at(seconds(0))).status, 200);
    QCOMPARE(vendor.handle(request, at(seconds(0))).status, 404);
    QCOMPARE(vendor.handle(call("DELETE", "/v3/edit/profiles/forget?uid=user/2"), at(seconds(0))).status,
             200);
    QCOMPARE(vendor.handle(call("DELETE", "/v3/edit/profiles/forget"), at(seconds(0))).status, 404);
}

void TestChameleon::answersAWrongAddressAndAMissingIdAlike()
{
    VendorOptions options;
    options.data.missing = {profileId};
    Chameleon vendor(options);
    const Answer missing =
        vendor.handle(call("DELETE", "/v3/edit/profiles/" + profileId + "/forget"), at(seconds(0)));
    QCOMPARE(missing.status, 404);
    for (const char* wrong :
         {"/v3/profiles/590b80e5f433ea81b96c9bf6", "/v3/edit/profiles/xyz/forget",
          "/v3/edit/tours/590b80e5f433ea81b96c9bf6", "/v2", "/v3/edit/webhooks/a/b/c/d"}) {
        const Answer answer = vendor.handle(call("DELETE", wrong), at(seconds(0)));
        QCOMPARE(answer.status, 404);
        QCOMPARE(answer.body, missing.body);
    }
}

void TestChameleon::asksForTheSecret()
{
    VendorOptions options;
    options.secrets = {"right"};
    Chameleon vendor(options);
    const std::string target = "/v3/edit/profiles/" + profileId + "/forget";
    QCOMPARE(vendor.handle(call("DELETE", target, "wrong"), at(seconds(0))).status, 403);
    QCOMPARE(vendor.handle(SimRequest::of("DELETE", target), at(seconds(0))).status, 403);
    QCOMPARE(vendor.tally().effects, 0);
    QCOMPARE(vendor.handle(call("DELETE", target, "right"), at(seconds(0))).status, 200);
}

void TestChameleon::tellsWhoIsSignedIn()
{
    Chameleon vendor({});
    const Answer answer = vendor.handle(call("GET", "/"), at(seconds(0)));
    QCOMPARE(answer.status, 200);
    QVERIFY(!json(answer)["account"].toObject()["id"].toString().isEmpty());
    QVERIFY(!json(answer)["user"].toObject()["id"].toString().isEmpty());
}

void TestChameleon::saysRealSecondsWhenScaled()
{
    VendorOptions options;
    options.timeScale = 5;
    Chameleon vendor(options);
    for (int i = 0; i < 60; ++i)
        vendor.handle(forget(i), at(seconds(0)));
    const Answer refused = vendor.handle(forget(60), at(milliseconds(500)));
    QCOMPARE(header(refused, "X-Retry-After"), "12"); // 11.5 s of a 12 s minute, rounded up
    QCOMPARE(vendor.handle(forget(60), at(seconds(12))).status, 200);
}

QTEST_APPLESS_MAIN(TestChameleon)
#include "tst_sim_chameleon.moc"
