#include "base/random.h"
#include "vendors/catalog.h"
#include "vendors/responsereader.h"

#include <QTest>

#include <iterator>

using namespace vendors;
using namespace std::chrono_literals;
using base::Outcome;
using base::OutcomeKind;
using base::Reading;

/// Whatever a vendor, or somebody in between, answers.
class TestAnyAnswer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void randomAnswersNeverCrashAndNeverHurry();
};

void TestAnyAnswer::randomAnswersNeverCrashAndNeverHurry()
{
    const QByteArray seeds[] = {
        R"({"error":{"status":429,"code":"10006","message":"m","rateLimit":{"retryAfter":2,"limit":15,"reset":30}}})",
        R"({"responses":[{"success":true},{"error":{"status":404,"code":"12002"}}]})",
        "<error><code>Request_Throttled</code><message>m</message><try_again_after>600</try_again_after></"
        "error>",
        R"({"code":429,"messages":["Rate Limited"],"wait":12,"limit":4})"};
    const QByteArray names[] = {"Retry-After",
                                "X-RateLimit-Limit",
                                "X-RateLimit-Remaining",
                                "X-RateLimit-Reset",
                                "X-Ratelimit-Wait",
                                "X-Retry-After",
                                "Date",
                                "Location"};
    const QByteArray values[] = {"",
                                 "0",
                                 "-3",
                                 "soon",
                                 "1e99",
                                 "NaN",
                                 "12",
                                 "1795000000",
                                 "0x10",
                                 "٣",
                                 "\xFF\xFE",
                                 "Sun, 06 Nov 1994 08:49:37 GMT",
                                 "Sun, 99 Nov 1994 99:99:99 GMT",
                                 "12, 14"};
    std::vector<ResponseReader> readers;
    for (const QString& name : Catalog::builtInNames()) {
        const Profile profile = Catalog().find(name).value_or(Profile{});
        for (const Operation& operation : profile.operations)
            readers.emplace_back(profile, operation.id);
    }
    base::Random random(3);
    const auto pick = [&](std::size_t size) {
        return static_cast<std::size_t>(random.between(0, static_cast<std::int64_t>(size) - 1));
    };
    for (int round = 0; round < 6'000; ++round) {
        Response response;
        response.status = random.between(0, 9) > 0 ? static_cast<int>(random.between(200, 599))
                                                   : static_cast<int>(random.between(-5, 1000));
        response.isTruncated = random.between(0, 5) == 0;
        for (auto n = random.between(0, 4); n > 0; --n)
            response.headers.emplace_back(names[pick(std::size(names))], values[pick(std::size(values))]);
        response.body = seeds[pick(std::size(seeds))];
        for (auto n = random.between(0, 3); n > 0 && !response.body.isEmpty(); --n) {
            const auto at = static_cast<qsizetype>(pick(static_cast<std::size_t>(response.body.size())));
            if (random.between(0, 1) == 0)
                response.body[at] = static_cast<char>(random.between(-128, 127));
            else
                response.body.truncate(at);
        }
        const auto items = static_cast<std::size_t>(random.between(1, 3));
        const ResponseReader& reader = readers[pick(readers.size())];
        const Reading reading = reader.read(response, items);
        QCOMPARE(reading.outcomes.size(), items);
        bool isThrottled = false;
        for (const Outcome& outcome : reading.outcomes) {
            isThrottled = isThrottled || outcome.kind == OutcomeKind::throttled;
            QVERIFY(outcome.message.size() <= 500);
            QVERIFY(QString::fromStdString(outcome.message).toStdString() == outcome.message);
        }
        bool isTold = false;
        for (const base::Signal& signal : reading.signals) {
            const auto* hold = std::get_if<base::HoldSignal>(&signal);
            if (hold != nullptr)
                QVERIFY(hold->wait > 0s && hold->wait <= 25h);
            isTold = isTold || hold != nullptr || std::holds_alternative<base::RefusalSignal>(signal)
                     || std::holds_alternative<base::ConcurrencySignal>(signal);
        }
        QVERIFY(isTold || !isThrottled); // a throttle always says something to the limiter
        static_cast<void>(reader.readProbe(response));
        static_cast<void>(reader.readLookup(response));
        static_cast<void>(reader.isKeySpent(response));
    }
}

QTEST_GUILESS_MAIN(TestAnyAnswer)
#include "tst_anyanswer.moc"
