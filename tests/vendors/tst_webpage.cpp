#include "vendors/catalog.h"
#include "vendors/profilereader.h"
#include "vendors/responsereader.h"
#include "vendors/webpage.h"

#include <QTest>

using namespace vendors;
using base::Outcome;
using base::OutcomeKind;

namespace {

const QByteArray blockPage = "<!DOCTYPE html>\n<html lang=\"en\"><head><title>Access\n "
                             "blocked</title></head><body>Policy 7</body></html>";

Response page(const QByteArray& body, const QByteArray& type = {}, int status = 200)
{
    Response response;
    response.status = status;
    response.body = body;
    if (!type.isNull())
        response.headers.emplace_back("content-type", type);
    return response;
}

Profile profileOf(const char* name)
{
    return Catalog().find(QLatin1String(name)).value_or(Profile{});
}

} // namespace

/// A proxy's block page, the sign-in page of a network, a maintenance page: none of them is the vendor's
/// answer, whatever its status says.
class WebPageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsAPageFromAnAnswer_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<bool>("isPage");
        const auto row = [](const char* name, const QByteArray& body, const QByteArray& type, bool isPage) {
            QTest::newRow(name) << body << type << isPage;
        };
        const QByteArray html = "text/html; charset=utf-8", json = "application/json", none;
        row("a whole page", blockPage, html, true);
        row("a page that says it is JSON", blockPage, json, true);
        row("a page that does not say what it is", "\r\n <HTML><body>no</body></HTML>", none, true);
        row("after a mark of its encoding", "\xEF\xBB\xBF<!doctype HTML><p>no", none, true);
        row("in UTF-16", QByteArray("\xFF\xFE<\0h\0t\0m\0l\0>\0", 14), none, true);
        row("after comments and as XML", "<?xml version=\"1.0\"?><!-- x --> <html xmlns=\"x\"/>",
            "application/xhtml+xml", true);
        row("cut after its first words", "<html", none, true);
        row("a scrap of one", "<script>top.location='/login'</script>", "Text/HTML", true);
        row("plain words as HTML", "Please sign in", html, true);
        row("a comment that never ends", "<!-- <html>", none, false);
        row("nothing", "", html, false);
        row("blanks", " \r\n", html, false);
        row("JSON", "{\"deleted\": true}", json, false);
        row("JSON that says it is HTML", " {\"deleted\": true}", html, false);
        row("a list that says it is HTML", "[1]", html, false);
        row("XML", "<error><code>1</code></error>", "text/xml", false);
        row("XML that says it is HTML", "<re><id>55</id></re>", html, false);
        row("another element that begins so", "<htmlish/>", none, false);
        row("words", "OK", "text/plain", false);
        row("words of no kind", "OK", none, false);
    }
    void tellsAPageFromAnAnswer()
    {
        QFETCH(const QByteArray, body);
        QFETCH(const QByteArray, type);
        QFETCH(const bool, isPage);
        QCOMPARE(isWebPage(page(body, type)), isPage);
    }

    void aPageIsNeverDoneAtAnyBuiltInVendor()
    {
        for (const QString& name : Catalog::builtInNames()) {
            const Profile profile = profileOf(name.toLatin1().constData());
            for (const Operation& operation : profile.operations) {
                const ResponseReader reader(profile, operation.id);
                for (const int status : {200, 201, 202, 204, 299}) {
                    const Outcome outcome = reader.read(page(blockPage, "text/html", status)).outcomes.at(0);
                    QCOMPARE(outcome.kind, OutcomeKind::lost);
                    QVERIFY(outcome.isWebPage);
                    QCOMPARE(outcome.httpStatus, status);
                    QCOMPARE(outcome.message, std::string("Access blocked"));
                    QVERIFY(outcome.receipt.empty());
                }
            }
        }
    }

    void aPageIsNoItemOfABatchNorALookNorAStatus()
    {
        const ResponseReader push(profileOf("wonderpush"), QStringLiteral("delete-installation"));
        const base::Reading batch = push.read(page(blockPage, "text/html"), 3);
        QCOMPARE(batch.outcomes.size(), std::size_t(3));
        for (const Outcome& outcome : batch.outcomes)
            QVERIFY(outcome.kind == OutcomeKind::lost && outcome.isWebPage);
        const ResponseReader look(profileOf("kameleoon"), QStringLiteral("delete-account"));
        QVERIFY(!look.readLookup(page(blockPage, "text/html")).isThere);
        const base::Reading probe =
            ResponseReader(profileOf("accompa"), {}).readProbe(page(blockPage, "text/html"));
        QVERIFY(probe.outcomes.at(0).isWebPage);
        QVERIFY(probe.signals.empty());
    }

    void whatIsNoSuccessMeansWhatItsStatusMeans()
    {
        const ResponseReader reader(profileOf("kameleoon"), QStringLiteral("delete-account"));
        QCOMPARE(reader.read(page(blockPage, "text/html", 502)).outcomes.at(0).kind, OutcomeKind::outage);
        QCOMPARE(reader.read(page(blockPage, "text/html", 403)).outcomes.at(0).kind, OutcomeKind::forbidden);
        QVERIFY(!reader.read(page(blockPage, "text/html", 502)).outcomes.at(0).isWebPage);
    }

    void theTitleIsRedactedAndShort()
    {
        const ResponseReader reader(
            profileOf("kameleoon"), QStringLiteral("delete-account"), [](const QString& text) {
                return QString(text).replace(QStringLiteral("hunter2"), QStringLiteral("[secret]"));
            });
        const QByteArray long_ = "<html><title>hunter2 " + QByteArray(2'000, 'x') + "</title>";
        const std::string told = reader.read(page(long_)).outcomes.at(0).message;
        QVERIFY(told.starts_with("[secret] x"));
        QVERIFY(told.size() <= 120);
        QCOMPARE(reader.read(page("<html><body>no title")).outcomes.at(0).message, std::string());
        QCOMPARE(reader.read(page("<html><title>never ends")).outcomes.at(0).message, std::string());
    }

    void aProfileMaySayThatItsAnswersArePages()
    {
        Profile profile = profileOf("kameleoon");
        profile.operations[0].answersHtml = true;
        const ResponseReader reader(profile, profile.operations[0].id);
        QCOMPARE(reader.read(page(blockPage, "text/html")).outcomes.at(0).kind, OutcomeKind::done);
    }
};

QTEST_APPLESS_MAIN(WebPageTest)
#include "tst_webpage.moc"
