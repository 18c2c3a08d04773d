#include "simulator/genericvendor.h"

#include "calls.h"

#include <QTest>

using namespace calls;
using simulator::GenericLimit, simulator::GenericPlan, simulator::GenericVendor, simulator::VendorOptions;

class TestGenericVendor : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void refusesThe61stWithinAnHour();
    void appliesALimitWithinItsScopeOnly();
    void limitsThePaceAndWhatRunsAtOnce();
    void countsADay();
    void takesOnlyTheOperationsOfThePlan();
    void findsSignInsWhereThePlanSaysTheyAre();
    void issuesTokens();
    void hidesTheKeyInThePath();
    void tellsTheWaitAsADate();
};

namespace {

GenericPlan plan(std::vector<GenericLimit> limits = {})
{
    GenericPlan made;
    made.basePath = "/v2";
    made.limits = std::move(limits);
    made.operations = {{"DELETE", "/things/{id}", "[a-z0-9]{1,8}"}, {"POST", "/users/{id}/erase", "[0-9]+"}};
    return made;
}

SimRequest call(const char* method, const std::string& target)
{
    return SimRequest::of(method, target, {{"Authorization", "Bearer practice"}});
}

SimRequest deletion(int id)
{
    return call("DELETE", "/v2/things/" + std::to_string(id));
}

} // namespace

void TestGenericVendor::refusesThe61stWithinAnHour()
{
    GenericVendor vendor(plan({{.name = "hour", .max = 60, .per = hours(1)}}), {});
    for (int i = 0; i < 60; ++i)
        QCOMPARE(vendor.handle(deletion(i), at(seconds(i))).status, 204);
    const Answer refused = vendor.handle(deletion(60), at(seconds(100)));
    QCOMPARE(refused.status, 429);
    QCOMPARE(header(refused, "Retry-After"), "3501"); // until two are old enough: the refused one counts
    QCOMPARE(vendor.handle(deletion(60), at(hours(1) + seconds(1))).status, 204);

    GenericPlan lenient = plan({{.name = "hour", .max = 60, .per = hours(1)}});
    lenient.countsRefused = false;
    GenericVendor other(lenient, {});
    for (int i = 0; i < 60; ++i)
        QCOMPARE(other.handle(deletion(i), at(seconds(i))).status, 204);
    QCOMPARE(header(other.handle(deletion(60), at(seconds(100))), "Retry-After"), "3500");
    QCOMPARE(other.handle(deletion(60), at(hours(1))).status, 204);
}

void TestGenericVendor::appliesALimitWithinItsScopeOnly()
{
    GenericVendor vendor(plan({{.name = "things", .max = 1, .per = minutes(1), .scope = "/things"}}), {});
    QCOMPARE(vendor.handle(deletion(1), at(seconds(0))).status, 204);
    QCOMPARE(vendor.handle(deletion(2), at(seconds(0))).status, 429);
    QCOMPARE(vendor.handle(call("POST", "/v2/users/1/erase"), at(seconds(0))).status, 204);
    QCOMPARE(vendor.handle(call("POST", "/v2/thingsandmore/1"), at(seconds(0))).status, 404);
}

void TestGenericVendor::limitsThePaceAndWhatRunsAtOnce()
{
    VendorOptions options;
    options.serviceLow = options.serviceHigh = seconds(1);
    GenericVendor vendor(
        plan({{.name = "pace", .kind = GenericLimit::Kind::paced, .burst = 3, .every = seconds(2)},
              {.name = "at once", .kind = GenericLimit::Kind::concurrency, .max = 2}}),
        options);
    QCOMPARE(vendor.handle(deletion(1), at(seconds(0))).status, 204);
    QCOMPARE(vendor.handle(deletion(2), at(seconds(0))).status, 204);
    QCOMPARE(vendor.handle(deletion(3), at(seconds(0))).status, 429); // two run
    QCOMPARE(vendor.handle(deletion(3), at(seconds(1))).status,
             429); // the refused call has used the burst up
    QCOMPARE(vendor.handle(deletion(3), at(seconds(2))).status, 204);
}

void TestGenericVendor::countsADay()
{
    GenericVendor vendor(plan({{.name = "day", .kind = GenericLimit::Kind::daily, .max = 5}}), {});
    for (int i = 0; i < 5; ++i)
        QCOMPARE(vendor.handle(deletion(i), at(seconds(0))).status, 204);
    const Answer refused = vendor.handle(deletion(5), at(seconds(0)));
    const int wait = header(refused, "Retry-After").toInt();
    QVERIFY(wait >= 1 && wait <= 24 * 3600);
    QCOMPARE(vendor.handle(deletion(5), at(seconds(wait))).status, 204);
}

void TestGenericVendor::takesOnlyTheOperationsOfThePlan()
{
    GenericVendor vendor(plan(), {});
    QCOMPARE(vendor.handle(deletion(1), at(seconds(0))).status, 204);
    QCOMPARE(vendor.handle(deletion(1), at(seconds(0))).status, 404);
    QCOMPARE(vendor.handle(call("GET", "/v2/things/2"), at(seconds(0))).status, 200);
    QCOMPARE(vendor.handle(call("GET", "/v2/things/1"), at(seconds(0))).status, 404);
    QCOMPARE(vendor.handle(call("DELETE", "/v2/things/UPPER"), at(seconds(0))).status, 404);
    QCOMPARE(vendor.handle(call("DELETE", "/v2/things/abcdefghi"), at(seconds(0))).status, 404);
    QCOMPARE(vendor.handle(call("DELETE", "/v2/users/1/erase"), at(seconds(0))).status, 404);
    QCOMPARE(vendor.tally().effects, 1);
}

void TestGenericVendor::findsSignInsWhereThePlanSaysTheyAre()
{
    GenericPlan given = plan();
    given.signInHeader = "X-Key";
    given.signInQuery = "key";
    VendorOptions options;
    options.secrets = {"right"};
    GenericVendor vendor(given, options);
    QCOMPARE(vendor.handle(deletion(1), at(seconds(0))).status, 401);
    QCOMPARE(
        vendor.handle(SimRequest::of("DELETE", "/v2/things/1", {{"x-key", "right"}}), at(seconds(0))).status,
        204);
    QCOMPARE(vendor.handle(SimRequest::of("DELETE", "/v2/things/2?key=right"), at(seconds(0))).status, 204);
    QCOMPARE(vendor.handle(SimRequest::of("DELETE", "/v2/things/3?key=wrong"), at(seconds(0))).status, 401);
}

void TestGenericVendor::issuesTokens()
{
    GenericPlan given = plan();
    given.tokenPath = "/token";
    VendorOptions options;
    options.tokenLife = seconds(60);
    GenericVendor vendor(given, options);
    const QJsonObject answer = json(vendor.handle(SimRequest::of("POST", "/v2/token"), at(seconds(0))));
    QCOMPARE(answer["expires_in"].toInt(), 60);
    const std::string token = answer["access_token"].toString().toStdString();
    const SimRequest request =
        SimRequest::of("DELETE", "/v2/things/1", {{"Authorization", "Bearer " + token}});
    QCOMPARE(vendor.handle(request, at(seconds(60))).status, 401);
    QCOMPARE(vendor.handle(request, at(seconds(60))).status, 401);
}

void TestGenericVendor::hidesTheKeyInThePath()
{
    GenericPlan given = plan({{.name = "things", .max = 1, .per = minutes(1), .scope = "/things"}});
    given.basePath = "/api/{api_key}/v2";
    GenericVendor vendor(given, {});
    const SimRequest request = call("DELETE", "/api/s3cret/v2/things/1");
    QCOMPARE(vendor.handle(request, at(seconds(0))).status, 204);
    QCOMPARE(vendor.shownPath(request), std::string("…/things/1"));
}

void TestGenericVendor::tellsTheWaitAsADate()
{
    GenericPlan given = plan({{.name = "minute", .max = 1, .per = minutes(1)}});
    given.saysRetryAfterAsDate = true;
    VendorOptions options;
    options.wallAtZero = base::WallTime(seconds(784'111'777)) - hours(1); // the RFC's example at at(0)
    GenericVendor vendor(given, options);
    vendor.handle(deletion(1), at(seconds(0)));
    const Answer refused = vendor.handle(deletion(2), at(milliseconds(100)));
    QCOMPARE(header(refused, "Date"), "Sun, 06 Nov 1994 08:49:37 GMT");
    QCOMPARE(header(refused, "Retry-After"), "Sun, 06 Nov 1994 08:50:38 GMT");
}

QTEST_APPLESS_MAIN(TestGenericVendor)
#include "tst_sim_genericvendor.moc"
