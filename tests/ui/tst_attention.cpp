#include "ui/support/fakesnapshots.h"
#include "ui/widgets/attention.h"

#include <QTest>

using namespace ui;
using engine::Look;
using engine::LookResult;

class TestAttention : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void afterTheBrakeWordsAndButtonsFollowWhatALookHasFound()
    {
        const auto job = fake::brake();
        const auto textOf = [](const widgets::Matter& matter) {
            return matter.title + QLatin1Char('\n') + matter.lines.join(QLatin1Char('\n'));
        };
        const auto told = [&](const LookResult* looked) {
            return widgets::mattersOf(job, false, engine::Writing(fake::now(), true), looked).front();
        };
        const QString guess = QStringLiteral("somebody removed them already");
        const QString gone = QStringLiteral("They really are gone: go on");
        QVERIFY(textOf(told(nullptr)).contains(guess));
        QCOMPARE(told(nullptr).options.back().text, gone);
        LookResult found;
        for (int i = 0; i < 5; ++i) {
            Look look;
            look.listed = {QString::number(4702 + i), QStringLiteral("jane@example.com")};
            look.kind = Look::Kind::absent;
            look.httpStatus = 404;
            found.looks << look;
        }
        found.asked = 5;
        found.end.kind = engine::SignInResult::Kind::works;
        QVERIFY(told(&found).title.contains(QStringLiteral("none of 5 exists")));
        QVERIFY(textOf(told(&found)).contains(guess));
        QCOMPARE(told(&found).options.back().text, gone);
        found.looks[0].kind = Look::Kind::there;
        found.looks[0].label = QStringLiteral("jane@example.com");
        QVERIFY(!textOf(told(&found)).contains(guess));
        QVERIFY(!told(&found).title.contains(QStringLiteral("spare")));
        QCOMPARE(told(&found).options.front().choice, widgets::Choice::end);
        QCOMPARE(told(&found).options.back().text,
                 QStringLiteral("Go on: those that still exist, as 1 of these 5, will be deleted"));
        found.looks[1] = found.looks[0];
        found.looks[1].label = QStringLiteral("somebody.else@example.com");
        QVERIFY2(told(&found).title.contains(QStringLiteral("Going on would not spare them.")),
                 qPrintable(told(&found).title));
        QVERIFY(told(&found).title.contains(QStringLiteral("2 of 5 exist")));
        // What an unclear answer means nobody knows: the guesses stay.
        found.looks.clear();
        found.end.kind = engine::SignInResult::Kind::unanswered;
        QVERIFY(textOf(told(&found)).contains(guess));
        QCOMPARE(told(&found).options.back().text, gone);
    }

    void aStoredJobOffersToLeaveOutWhatWasSentBefore()
    {
        auto job = fake::draft();
        const auto told = [&] {
            return widgets::mattersOf(job, false, engine::Writing(fake::now(), true)).front();
        };
        QCOMPARE(told().options.front().choice, widgets::Choice::start);
        job.sentBefore = {3, 3, QStringLiteral("Q3 clean-up"), {}};
        QCOMPARE(told().options.front().choice, widgets::Choice::leaveOutSent);
        QVERIFY(
            told().lines.first().contains(QStringLiteral("3 of its ids were already sent by “Q3 clean-up”")));
    }
};

QTEST_GUILESS_MAIN(TestAttention)
#include "tst_attention.moc"
