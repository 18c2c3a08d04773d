#include "simulator/wonderpush.h"

#include "calls.h"

#include <QJsonArray>
#include <QTest>

using namespace calls;
using simulator::VendorOptions, simulator::WonderPush, simulator::WonderPushPace, simulator::WonderPushRules;

/// Against the vendor's pages on rate limits, errors and idempotency keys.
class TestWonderPush : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void answersTheDocumentedRefusal();
    void tellsTheQuotaOnEveryAnswer();
    void letsOneCallThroughEveryTwoSecondsAfterTheBurst();
    void roundsSecondsUpWhenScaled();
    void countsEachEndpointByItself();
    void answersEveryItemOfABatch();
    void refusesItemsOfABatchOneByOne();
    void answersAKnownKeyAgain();
    void remembersNoRefusal();
    void saysThatTheFirstCallStillRuns();
    void noticesAKeyUsedTwice();
    void refusesBadKeysAndTokens();
    void tellsWhatIsMissing();
};

namespace {

SimRequest deletion(const std::string& id, const char* kind = "installations", Headers headers = {})
{
    return SimRequest::of("DELETE", "/v1/" + std::string(kind) + "/" + id + "?accessToken=practice",
                          std::move(headers));
}

SimRequest keyed(const std::string& id, const std::string& key)
{
    return deletion(id, "installations", {{"X-WonderPush-Idempotency-Key", key}});
}

SimRequest batchOf(int count, const std::string& key = {})
{
    QJsonArray requests;
    for (int i = 0; i < count; ++i) {
        requests.append(QJsonObject{{"method", "DELETE"},
                                    {"path", QStringLiteral("/v1/installations/%1").arg(i)},
                                    {"args", QJsonObject()}});
    }
    Headers headers{{"Content-Type", "application/json"}};
    if (!key.empty())
        headers.emplace_back("X-WonderPush-Idempotency-Key", key);
    return SimRequest::of("POST", "/v1/batch", headers,
                          simulator::jsonText({{"accessToken", "practice"}, {"requests", requests}}));
}

std::tuple<QString, QString, QString> quota(const Answer& answer)
{
    return {header(answer, "X-RateLimit-Limit"), header(answer, "X-RateLimit-Remaining"),
            header(answer, "X-RateLimit-Reset")};
}

std::tuple<QString, QString, QString> told(const char* limit, const char* remaining, const char* reset)
{
    return {QString::fromLatin1(limit), QString::fromLatin1(remaining), QString::fromLatin1(reset)};
}

} // namespace

void TestWonderPush::answersTheDocumentedRefusal()
{
    WonderPush vendor({});
    for (int i = 0; i < 15; ++i)
        QCOMPARE(vendor.handle(deletion(std::to_string(i)), at(seconds(0))).status, 200);
    const Answer refused = vendor.handle(deletion("15"), at(seconds(0)));
    QCOMPARE(refused.status, 429);
    QVERIFY(refused.isRefused);
    QCOMPARE(quota(refused), told("15", "0", "30"));
    QCOMPARE(header(refused, "Retry-After"), "2");
    const QJsonObject documented = QJsonDocument::fromJson(R"({"error": {"status": 429, "code": "10006",
        "message": "Rate limit exceeded", "rateLimit": {"retryAfter": 2, "limit": 15, "reset": 30}}})")
                                       .object();
    QCOMPARE(json(refused), documented);
    QCOMPARE(vendor.tally().effects, 15);
}

void TestWonderPush::tellsTheQuotaOnEveryAnswer()
{
    WonderPush vendor({});
    QCOMPARE(quota(vendor.handle(deletion("1"), at(seconds(0)))), told("15", "14", "2"));
    QCOMPARE(quota(vendor.handle(deletion("1"), at(seconds(0)))), told("15", "13", "4")); // 404
    QCOMPARE(quota(vendor.handle(SimRequest::of("DELETE", "/v1/installations/2"), at(seconds(0)))),
             told("15", "12", "6"));                                                             // 403
    QCOMPARE(quota(vendor.handle(deletion("3"), at(milliseconds(100)))), told("15", "11", "8")); // 7.9 s
    QCOMPARE(quota(vendor.handle(deletion("4"), at(seconds(60)))), told("15", "14", "2"));
    QCOMPARE(quota(vendor.handle(SimRequest::of("GET", "/v1/nothing"), at(seconds(60)))),
             told("15", "14", "2"));
}

void TestWonderPush::letsOneCallThroughEveryTwoSecondsAfterTheBurst()
{
    WonderPush vendor({});
    int done = 0;
    for (int tenths = 0; tenths < 600; ++tenths)
        done += vendor.handle(deletion(std::to_string(tenths)), at(milliseconds(100 * tenths))).status == 200
                    ? 1
                    : 0;
    QCOMPARE(done, 15 + 29); // a minute less a tenth of a second
    QCOMPARE(vendor.tally().peaks.at(0).most, 15);
}

void TestWonderPush::roundsSecondsUpWhenScaled()
{
    VendorOptions options;
    options.timeScale = 5;
    WonderPush vendor(options);
    QCOMPARE(quota(vendor.handle(deletion("1"), at(seconds(0)))), told("15", "14", "1")); // 0.4 s
    QCOMPARE(quota(vendor.handle(deletion("2"), at(seconds(0)))), told("15", "13", "1")); // 0.8 s
    QCOMPARE(quota(vendor.handle(deletion("3"), at(seconds(0)))), told("15", "12", "2")); // 1.2 s
    for (int i = 4; i <= 15; ++i)
        vendor.handle(deletion(std::to_string(i)), at(seconds(0)));
    const Answer refused = vendor.handle(deletion("16"), at(seconds(0)));
    QCOMPARE(header(refused, "Retry-After"), "1");
    QCOMPARE(header(refused, "X-RateLimit-Reset"), "6");
    QCOMPARE(vendor.handle(deletion("16"), at(milliseconds(400) - nanoseconds(1))).status, 429);
    QCOMPARE(vendor.handle(deletion("16"), at(milliseconds(400))).status, 200);
}

void TestWonderPush::countsEachEndpointByItself()
{
    WonderPushRules rules;
    rules.endpoints["DELETE /users"] = WonderPushPace{2, seconds(30)};
    WonderPush vendor({}, rules);
    for (int i = 0; i < 15; ++i)
        vendor.handle(deletion(std::to_string(i)), at(seconds(0)));
    QCOMPARE(quota(vendor.handle(deletion("1", "users"), at(seconds(0)))), told("2", "1", "30"));
    QCOMPARE(vendor.handle(deletion("2", "users"), at(seconds(0))).status, 200);
    QCOMPARE(vendor.handle(deletion("3", "users"), at(seconds(0))).status, 429);
    QCOMPARE(vendor.tally().peaks.size(), std::size_t{2});
}

void TestWonderPush::answersEveryItemOfABatch()
{
    VendorOptions options;
    options.data.missing = {"1"};
    options.data.failing = {{"2", {.status = 500}}};
    WonderPush vendor(options);
    const Answer answer = vendor.handle(batchOf(4), at(seconds(0)));
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.effects, 2);
    QCOMPARE(quota(answer), told("15", "14", "2")); // one call of the batch endpoint
    const QJsonArray responses = json(answer)["responses"].toArray();
    QCOMPARE(responses.size(), 4);
    QCOMPARE(responses[0].toObject(), (QJsonObject{{"success", true}}));
    QCOMPARE(responses[1].toObject()["error"].toObject()["status"].toInt(), 404);
    QCOMPARE(responses[1].toObject()["error"].toObject()["code"].toString(), "12024");
    QCOMPARE(responses[2].toObject()["error"].toObject()["status"].toInt(), 500);
    QCOMPARE(responses[3].toObject(), (QJsonObject{{"success", true}}));
    // The items have used four calls of their own endpoint.
    QCOMPARE(quota(vendor.handle(deletion("9"), at(seconds(0)))), told("15", "10", "10"));
}

void TestWonderPush::refusesItemsOfABatchOneByOne()
{
    WonderPush vendor({});
    const Answer answer = vendor.handle(batchOf(17), at(seconds(0)));
    QCOMPARE(answer.effects, 15);
    const QJsonObject last = json(answer)["responses"].toArray().at(16).toObject()["error"].toObject();
    QCOMPARE(last["status"].toInt(), 429);
    QCOMPARE(last["rateLimit"].toObject(), (QJsonObject{{"retryAfter", 2}, {"limit", 15}, {"reset", 30}}));
    QCOMPARE(vendor.tally().refused, 2);
    QCOMPARE(vendor.tally().requests, 1);
}

void TestWonderPush::answersAKnownKeyAgain()
{
    WonderPush vendor({});
    const Answer first = vendor.handle(keyed("1", "key-1"), at(seconds(0)));
    const Answer again = vendor.handle(keyed("1", "key-1"), at(seconds(1)));
    QCOMPARE(again.status, 200); // without the key it would be 404
    QCOMPARE(again.body, first.body);
    QCOMPARE(again.effects, 0);
    QCOMPARE(vendor.tally().replays, 1);
    QCOMPARE(vendor.tally().effects, 1);
    const Answer late = vendor.handle(keyed("1", "key-1"), at(hours(24 * 7)));
    QCOMPARE(late.status, 404); // kept for seven days
    const Answer batch = vendor.handle(batchOf(2, "key-2"), at(hours(24 * 7)));
    QCOMPARE(vendor.handle(batchOf(2, "key-2"), at(hours(24 * 7))).body, batch.body);
}

void TestWonderPush::remembersNoRefusal()
{
    WonderPush vendor({});
    for (int i = 0; i < 15; ++i)
        vendor.handle(deletion(std::to_string(i)), at(seconds(0)));
    QCOMPARE(vendor.handle(keyed("99", "k"), at(seconds(0))).status, 429);
    QCOMPARE(vendor.handle(keyed("99", "k"), at(seconds(2))).status, 200);
    QCOMPARE(vendor.tally().replays, 0);
}

void TestWonderPush::saysThatTheFirstCallStillRuns()
{
    VendorOptions options;
    options.serviceLow = options.serviceHigh = seconds(3);
    WonderPush vendor(options);
    QCOMPARE(vendor.handle(keyed("1", "k"), at(seconds(0))).status, 200);
    const Answer early = vendor.handle(keyed("1", "k"), at(seconds(2)));
    QCOMPARE(early.status, 409);
    QCOMPARE(json(early)["error"].toObject()["code"].toString(), "12045");
    QCOMPARE(vendor.handle(keyed("1", "k"), at(seconds(3))).status, 200);
}

void TestWonderPush::noticesAKeyUsedTwice()
{
    WonderPush vendor({});
    vendor.handle(keyed("1", "k"), at(seconds(0)));
    vendor.handle(keyed("2", "k"), at(seconds(0)));
    QCOMPARE(vendor.tally().keyMisuses, 1);
    QCOMPARE(vendor.tally().effects, 1);
}

void TestWonderPush::refusesBadKeysAndTokens()
{
    VendorOptions options;
    options.secrets = {"practice"};
    WonderPush vendor(options);
    QCOMPARE(
        json(vendor.handle(keyed("1", std::string(65, 'a')), at(seconds(0))))["error"].toObject()["code"],
        "12042");
    QCOMPARE(vendor.handle(keyed("1", "a b"), at(seconds(0))).status, 400);
    QCOMPARE(vendor.handle(keyed("1", std::string(64, 'a')), at(seconds(0))).status, 200);
    const Answer wrong =
        vendor.handle(SimRequest::of("DELETE", "/v1/users/1?accessToken=wrong"), at(seconds(0)));
    QCOMPARE(wrong.status, 403);
    QCOMPARE(json(wrong)["error"].toObject()["code"].toString(), "11003");
}

void TestWonderPush::tellsWhatIsMissing()
{
    VendorOptions options;
    options.data.missing = {"1"};
    WonderPush vendor(options);
    const auto code = [&](const SimRequest& request) {
        return json(vendor.handle(request, at(seconds(0))))["error"].toObject()["code"].toString();
    };
    QCOMPARE(code(deletion("1")), "12024");
    QCOMPARE(code(deletion("1", "users")), "12002");
    QCOMPARE(code(deletion("1", "widgets")), "10000");
    QCOMPARE(code(deletion("")), "10000");
    QCOMPARE(code(SimRequest::of("POST", "/v1/batch", {}, R"({"accessToken":"practice"})")), "10002");
}

QTEST_APPLESS_MAIN(TestWonderPush)
#include "tst_sim_wonderpush.moc"
