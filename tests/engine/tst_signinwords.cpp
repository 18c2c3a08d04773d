#include "engine/signin.h"
#include "vendors/catalog.h"

#include <QTest>

using namespace std::chrono;
using engine::SignInResult;
using Kind = engine::SignInResult::Kind;

namespace {

const engine::WallTime now = sys_days{year{2026} / 11 / 20} + 17h + 2min + 11s;

SignInResult result(Kind kind)
{
    SignInResult made;
    made.kind = kind;
    made.vendor = QStringLiteral("Kameleoon");
    made.at = now;
    return made;
}

engine::Sentence told(const SignInResult& result)
{
    return engine::sentence(result, engine::Writing(now, true, QLocale(QLocale::English)));
}

vendors::Profile profile(const char* name)
{
    auto found = vendors::Catalog().find(QLatin1String(name));
    if (!found)
        qFatal("%s", found.error().message.c_str());
    return *found;
}

} // namespace

class TstSignInWords : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysAsWhomAndThatItIsProtected()
    {
        SignInResult works = result(Kind::works);
        works.who = QStringLiteral("4711");
        QCOMPARE(told(works).first, QStringLiteral("Signed in as 4711"));
        QCOMPARE(told(works).second,
                 QStringLiteral("Checked 17:02:11. This account is protected: it is never sent."));
    }

    void promisesNoProtectionWhereTheVendorDoesNotTell()
    {
        SignInResult works = result(Kind::works);
        works.tokenLife = hours(2);
        QCOMPARE(told(works).first, QStringLiteral("The sign-in works"));
        QCOMPARE(told(works).second,
                 QStringLiteral("Checked 17:02:11. Kameleoon does not say as whom. A token "
                                "lives 2 h 00 min and is renewed by itself."));
    }

    void saysUntilWhenAndWhetherAnythingWasSent()
    {
        SignInResult wait = result(Kind::mustWait);
        wait.rule = QStringLiteral("hour window");
        wait.until = now + 41min;
        QCOMPARE(told(wait).first, QStringLiteral("Not checked: hour window full, next slot 17:43:11"));
        QCOMPARE(told(wait).second, QStringLiteral("Nothing was sent. Check again then."));
        wait.isHold = true;
        wait.httpStatus = 429;
        QCOMPARE(told(wait).first, QStringLiteral("Not checked: Kameleoon ordered silence until 17:43:11"));
        QCOMPARE(told(wait).second, QStringLiteral("Nothing was touched. Check again then."));
    }

    void everyResultHasTwoWholeLines_data()
    {
        QTest::addColumn<int>("kind");
        for (int kind = 0; kind <= int(Kind::notCheckable); ++kind)
            QTest::addRow("%d", kind) << kind;
    }
    void everyResultHasTwoWholeLines()
    {
        QFETCH(int, kind);
        SignInResult shown = result(Kind(kind));
        shown.rule = QStringLiteral("hour window");
        const bool isAnswered = kind == int(Kind::refused) || kind == int(Kind::forbidden);
        for (const int status : {302, 401, 503}) {
            shown.httpStatus = status;
            for (const char* words : {"", "no such key"}) {
                if (*words == 0 && !isAnswered)
                    continue; // why there was no answer is always said
                shown.words = QLatin1String(words);
                const engine::Sentence lines = told(shown);
                for (const QString& line : {lines.first, lines.second}) {
                    QVERIFY(!line.isEmpty());
                    QVERIFY2(!line.contains(QLatin1Char('%')), qPrintable(line));
                    QVERIFY2(line == line.simplified(), qPrintable(line));
                }
            }
        }
    }

    void knowsWhereThereIsSomethingHarmlessToCall()
    {
        QVERIFY(engine::isCheckable(profile("chameleon"), false));
        QVERIFY(engine::isCheckable(profile("kameleoon"), true));
        QVERIFY(!engine::isCheckable(profile("kameleoon"), false));
        QVERIFY(!engine::isCheckable(profile("wonderpush"), false));
    }
};

QTEST_GUILESS_MAIN(TstSignInWords)
#include "tst_signinwords.moc"
