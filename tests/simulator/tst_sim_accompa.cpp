#include "simulator/accompa.h"

#include "calls.h"

#include <QTest>

using namespace calls;
using simulator::Accompa, simulator::AccompaRules, simulator::VendorOptions;

/// Against the vendor's page on API rate limits.
class TestAccompa : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void blocksAtThe26thCallWithinTenSeconds();
    void startsTheBlockAgainAtEveryCall();
    void tellsTheStatusWithoutStartingTheBlockAgain();
    void countsNoStatusCall();
    void refusesBeyondTheDailyLimitUntilTheNextDay();
    void tellsDeletedFromMissing();
    void asksForKeyAndPassword();
    void keepsTheKeyOutOfLogs();
    void dividesTheBlockByTheScale();
    void isBlockedByOthersToo();
    void refusesAsTheOperatorWants();
};

namespace {

const char* const basic = "Basic dXNlcjpwYXNzd29yZA=="; // user:password

SimRequest call(const char* method, const std::string& below, const std::string& key = "k3y")
{
    return SimRequest::of(method, "/api2/" + key + below,
                          {{"Authorization", basic}, {"Content-Type", "application/xml"}});
}

SimRequest deletion(int id)
{
    return call("DELETE", "/re/" + std::to_string(id));
}

SimRequest status()
{
    return call("GET", "/rate_throttle_status");
}

QString element(const Answer& answer, const char* name)
{
    const QString body = QString::fromStdString(answer.body);
    const QString open = QStringLiteral("<%1>").arg(QLatin1String(name));
    const qsizetype from = body.indexOf(open);
    return from < 0
               ? QString()
               : body.mid(from + open.size(), body.indexOf(QLatin1String("</"), from) - from - open.size());
}

void fill(Accompa& vendor, int calls, Duration since)
{
    for (int i = 0; i < calls; ++i)
        QCOMPARE(vendor.handle(deletion(1000 + i), at(since)).status, 200);
}

} // namespace

void TestAccompa::blocksAtThe26thCallWithinTenSeconds()
{
    Accompa vendor({});
    fill(vendor, 25, seconds(0));
    const Answer refused = vendor.handle(deletion(1), at(seconds(10) - nanoseconds(1)));
    QCOMPARE(refused.status, 503);
    QVERIFY(refused.isRefused);
    QCOMPARE(element(refused, "code"), "Request_Throttled");
    QCOMPARE(element(refused, "try_again_after"), "600");
    QCOMPARE(header(refused, "Content-Type"), "application/xml");
    QCOMPARE(vendor.tally().blocks, 1);
    QCOMPARE(vendor.tally().effects, 25);

    Accompa patient({});
    fill(patient, 25, seconds(0));
    QCOMPARE(patient.handle(deletion(1), at(seconds(10))).status, 200);
    QCOMPARE(patient.tally().blocks, 0);
}

void TestAccompa::startsTheBlockAgainAtEveryCall()
{
    Accompa vendor({});
    fill(vendor, 25, seconds(0));
    vendor.handle(deletion(1), at(seconds(0))); // blocked until 600
    const Answer again = vendor.handle(deletion(1), at(seconds(599)));
    QCOMPARE(again.status, 503);
    QCOMPARE(element(again, "try_again_after"), "600");                  // until 1199
    QCOMPARE(vendor.handle(deletion(1), at(seconds(1198))).status, 503); // until 1798
    QCOMPARE(vendor.handle(deletion(1), at(seconds(1798))).status, 200);
    QCOMPARE(vendor.tally().restarts, 2);
    QCOMPARE(vendor.tally().blocks, 1);
}

void TestAccompa::tellsTheStatusWithoutStartingTheBlockAgain()
{
    Accompa vendor({});
    const Answer normal = vendor.handle(status(), at(seconds(0)));
    QCOMPARE(normal.status, 200);
    QCOMPARE(QString::fromStdString(normal.body).simplified(),
             "<rate_throttle_status> <api_available>yes</api_available> </rate_throttle_status>");
    fill(vendor, 25, seconds(0));
    vendor.handle(deletion(1), at(seconds(0)));
    const Answer blocked = vendor.handle(status(), at(seconds(555)));
    QCOMPARE(QString::fromStdString(blocked.body).simplified(),
             "<rate_throttle_status> <api_available>no</api_available> "
             "<try_again_after>45</try_again_after> </rate_throttle_status>");
    QCOMPARE(element(vendor.handle(status(), at(seconds(600))), "api_available"), "yes");
    QCOMPARE(vendor.handle(deletion(1), at(seconds(600))).status, 200);
    QCOMPARE(vendor.tally().restarts, 0);
}

void TestAccompa::countsNoStatusCall()
{
    Accompa vendor({});
    for (int i = 0; i < 100; ++i)
        vendor.handle(status(), at(seconds(0)));
    fill(vendor, 25, seconds(0));
    QCOMPARE(vendor.tally().blocks, 0);
}

void TestAccompa::refusesBeyondTheDailyLimitUntilTheNextDay()
{
    AccompaRules rules;
    rules.dailyMax = 20;
    Accompa vendor({}, rules);
    fill(vendor, 20, seconds(0));
    const Answer refused = vendor.handle(deletion(1), at(seconds(1)));
    QCOMPARE(refused.status, 503);
    QCOMPARE(element(refused, "code"), "Daily_Limit_Exceeded");
    const int wait = element(refused, "try_again_after").toInt();
    QVERIFY(wait >= 1 && wait <= 24 * 3600);
    QCOMPARE(vendor.handle(deletion(1), at(seconds(wait - 1))).status, 503);
    QCOMPARE(vendor.handle(deletion(1), at(seconds(1 + wait))).status, 200);
    QCOMPARE(vendor.tally().blocks, 0);
}

void TestAccompa::tellsDeletedFromMissing()
{
    VendorOptions options;
    options.data.missing = {"7"};
    Accompa vendor(options);
    QCOMPARE(vendor.handle(deletion(5), at(seconds(0))).status, 200);
    const Answer again = vendor.handle(deletion(5), at(seconds(0)));
    QCOMPARE(again.status, 409);
    QVERIFY(!element(again, "code").isEmpty());
    QVERIFY(!element(again, "message").isEmpty());
    QCOMPARE(vendor.handle(call("DELETE", "/ft/5"), at(seconds(0))).status, 200); // a feature of that number
    QCOMPARE(vendor.handle(deletion(7), at(seconds(0))).status, 404);
    QCOMPARE(vendor.handle(call("DELETE", "/re/RE-5"), at(seconds(0))).status, 404);
    QCOMPARE(vendor.handle(call("DELETE", "/xx/5"), at(seconds(0))).status, 404);
}

void TestAccompa::asksForKeyAndPassword()
{
    VendorOptions options;
    options.secrets = {"k3y:user:password"};
    Accompa vendor(options);
    QCOMPARE(vendor.handle(deletion(1), at(seconds(0))).status, 200);
    QCOMPARE(vendor.handle(call("DELETE", "/re/2", "other"), at(seconds(0))).status, 401);
    QCOMPARE(vendor.handle(SimRequest::of("DELETE", "/api2/k3y/re/2"), at(seconds(0))).status, 401);
    QCOMPARE(vendor.handle(SimRequest::of("GET", "/api2/k3y/rate_throttle_status"), at(seconds(0))).status,
             401);
    QCOMPARE(vendor.tally().effects, 1);
}

void TestAccompa::keepsTheKeyOutOfLogs()
{
    const Accompa vendor({});
    QCOMPARE(vendor.shownPath(deletion(1)), std::string("/api2/…/re/1"));
    QCOMPARE(vendor.shownPath(SimRequest::of("GET", "/api2/k3y")), std::string("/api2/…"));
}

void TestAccompa::dividesTheBlockByTheScale()
{
    VendorOptions options;
    options.timeScale = 5;
    Accompa vendor(options);
    fill(vendor, 25, seconds(0));
    const Answer refused = vendor.handle(deletion(1), at(milliseconds(1999)));
    QCOMPARE(element(refused, "try_again_after"), "120");
    QCOMPARE(vendor.handle(deletion(1), at(milliseconds(1999) + seconds(120))).status, 200);
}

void TestAccompa::isBlockedByOthersToo()
{
    Accompa vendor({});
    fill(vendor, 20, seconds(0));
    vendor.callByOthers(6, at(seconds(1)));
    QCOMPARE(vendor.handle(deletion(1), at(seconds(20))).status, 503);
    QCOMPARE(vendor.tally().peaks.at(0).overruns, 0);
    QCOMPARE(vendor.tally().blocks, 1);
}

void TestAccompa::refusesAsTheOperatorWants()
{
    Accompa vendor({});
    vendor.block(seconds(60), at(seconds(0)));
    QCOMPARE(element(vendor.handle(status(), at(seconds(15))), "try_again_after"), "45");
    QCOMPARE(element(vendor.handle(deletion(1), at(seconds(30))), "try_again_after"), "60");
    QCOMPARE(vendor.handle(deletion(1), at(seconds(90))).status, 200);
    vendor.refuseNext();
    QCOMPARE(element(vendor.handle(status(), at(seconds(100))), "api_available"), "yes");
    QCOMPARE(vendor.handle(deletion(2), at(seconds(100))).status, 503);
    QCOMPARE(element(vendor.handle(status(), at(seconds(100))), "api_available"), "no");
    vendor.unblock();
    QCOMPARE(vendor.handle(deletion(2), at(seconds(101))).status, 200);
}

QTEST_APPLESS_MAIN(TestAccompa)
#include "tst_sim_accompa.moc"
