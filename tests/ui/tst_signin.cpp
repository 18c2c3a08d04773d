
#include "ui/support/stage.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>

using namespace ui;
using Kind = engine::SignInResult::Kind;

namespace {

const QString own = QStringLiteral("5f000000000000000000000a");

/// On a new job.
struct Stage : support::Stage {
    QSignalSpy asked{&view, &JobView::signInCheckAsked};

    explicit Stage(const char* profile, bool isPractice = false)
        : support::Stage(isPractice ? support::practice() : Workplace())
    {
        window.openNewJob({}, QLatin1String(profile));
    }
    QPushButton* button() { return find<QPushButton>("checkSignIn"); }
    QString shown() { return find<QLabel>("signInShown")->text(); }
    QString means() { return find<QLabel>("signInMeans")->text(); }
    void type(const char* field, const QString& text) { find<QLineEdit>(field)->setText(text); }
    int request() const { return asked.last().first().toInt(); }
    /// Chameleon, with a list, signed in and asked.
    void check()
    {
        type("tokenField", QStringLiteral("a-secret"));
        button()->click();
    }
    void answer(Kind kind, const QString& who = {})
    {
        engine::SignInResult result;
        result.kind = kind;
        result.vendor = QStringLiteral("Chameleon");
        result.who = who;
        result.httpStatus = kind == Kind::works ? 200 : 401;
        result.words = kind == Kind::works ? QString() : QStringLiteral("<b>no such key</b>");
        Q_EMIT view.signInChecked(request(), result);
    }
};

} // namespace

class TestSignIn : public QObject {
    Q_OBJECT

    support::Home m_home;

private Q_SLOTS:
    void theButtonIsDeadUntilTheSignInIsThere()
    {
        Stage stage("chameleon");
        QVERIFY(stage.button()->isVisible());
        QVERIFY(!stage.button()->isEnabled());
        QVERIFY(!stage.button()->toolTip().isEmpty()); // says what is missing
        stage.type("tokenField", QStringLiteral("a-secret"));
        QVERIFY(stage.button()->isEnabled());
        QVERIFY(!stage.button()->accessibleName().isEmpty());
    }

    void whatTheVendorHasToBeToldComesFirst()
    {
        Stage stage("accompa", true);
        QVERIFY(!stage.button()->isEnabled());
        stage.type("parameter_dailyLimit", QStringLiteral("5,000"));
        QVERIFY(stage.button()->isEnabled());
    }

    void asksOnceWithWhatWasTyped()
    {
        Stage stage("chameleon");
        stage.check();
        QCOMPARE(stage.asked.count(), 1);
        const auto setup = stage.asked.first().at(1).value<engine::SignInSetup>();
        QCOMPARE(setup.profile.id, QStringLiteral("chameleon"));
        QCOMPARE(setup.credentials.token, QByteArray("a-secret"));
        QVERIFY(setup.origin.isEmpty());
        QCOMPARE(stage.button()->text(), QStringLiteral("Checking…"));
        stage.button()->click();
        QCOMPARE(stage.asked.count(), 1);
    }

    void practiceAsksThePracticeVendor()
    {
        Stage stage("kameleoon", true);
        QVERIFY(stage.button()->isVisible() && stage.button()->isEnabled());
        stage.button()->click();
        QCOMPARE(stage.asked.count(), 1);
        const auto setup = stage.asked.first().at(1).value<engine::SignInSetup>();
        QCOMPARE(setup.origin, QStringLiteral("http://127.0.0.1:4711"));
        QCOMPARE(setup.credentials.clientId, QByteArray("practice"));
    }

    void theKeyboardIsEnough()
    {
        Stage stage("chameleon");
        stage.type("tokenField", QStringLiteral("a-secret"));
        QApplication::setActiveWindow(&stage.window);
        stage.button()->setFocus();
        QTest::keyClick(stage.button(), Qt::Key_Space);
        QCOMPARE(stage.asked.count(), 1);
        QVERIFY(stage.button()->hasFocus()); // it is not lost to the field beside it
        stage.answer(Kind::works, own);
        QTest::keyClick(stage.button(), Qt::Key_Space);
        QCOMPARE(stage.asked.count(), 2);
    }

    void aRefusedSignInDoesNotReachTheGate()
    {
        Stage stage("chameleon");
        stage.window.openNewJob({{}, "id\n5f0000000000000000000001\n"});
        auto* go = stage.find<QPushButton>("continueButton");
        stage.type("tokenField", QStringLiteral("a-secret"));
        QTRY_VERIFY(go->isEnabled()); // a check is nobody's duty
        stage.check();
        QVERIFY(!go->isEnabled()); // but its answer is waited for
        QCOMPARE(stage.find<QLabel>("draftSummary")->text(),
                 QStringLiteral("The sign-in is being checked: one moment"));
        stage.answer(Kind::refused);
        QVERIFY(!go->isEnabled());
        QVERIFY(stage.find<QLabel>("draftSummary")
                    ->text()
                    .contains(QStringLiteral("does not accept this sign-in")));
        QVERIFY(stage.button()->isEnabled()); // checked again
        stage.button()->click();
        QVERIFY(!go->isEnabled()); // until it has shown something else
        stage.answer(Kind::works);
        QVERIFY(go->isEnabled());
        stage.button()->click();
        stage.answer(Kind::refused);
        QVERIFY(!go->isEnabled());
        stage.type("tokenField", QStringLiteral("another-secret"));
        QVERIFY(go->isEnabled());
        stage.button()->click();
        stage.answer(Kind::unanswered); // says nothing about the sign-in
        QVERIFY(go->isEnabled());
    }

    void saysAsWhom()
    {
        Stage stage("chameleon");
        stage.check();
        stage.answer(Kind::works, own);
        QCOMPARE(stage.shown(), QStringLiteral("Signed in as ") + own);
        QVERIFY(stage.means().contains(QStringLiteral("protected")));
        QCOMPARE(stage.button()->text(), QStringLiteral("&Check"));
    }

    void aRefusalIsReadAsTextWithItsRemedy()
    {
        Stage stage("chameleon");
        stage.check();
        stage.answer(Kind::refused);
        QCOMPARE(stage.shown(),
                 QStringLiteral("Chameleon does not accept this sign-in: 401 “<b>no such key</b>”"));
        QCOMPARE(stage.find<QLabel>("signInShown")->textFormat(), Qt::PlainText);
        QVERIFY(!stage.means().isEmpty());
    }

    void anAccountInUseIsSaidByName()
    {
        Stage stage("chameleon");
        stage.check();
        Q_EMIT stage.view.refused(stage.request(), engine::Refused::busy,
                                  QStringLiteral("in use by sluice-cli (process 4711)"));
        QCOMPARE(stage.shown(), QStringLiteral("in use by sluice-cli (process 4711)"));
        QVERIFY(stage.button()->isEnabled());
    }

    void anAnswerAboutOtherCredentialsIsNotShown()
    {
        Stage stage("chameleon");
        stage.check();
        const int old = stage.request();
        stage.type("tokenField", QStringLiteral("another-secret"));
        stage.answer(Kind::works, own);
        QVERIFY(stage.shown().isEmpty());
        stage.button()->click();
        engine::SignInResult late;
        late.kind = Kind::works;
        Q_EMIT stage.view.signInChecked(old, late);
        QVERIFY(stage.shown().isEmpty());
        QCOMPARE(stage.button()->text(), QStringLiteral("Checking…"));
        stage.answer(Kind::works, own);
        QVERIFY(!stage.shown().isEmpty());
        stage.type("tokenField", QStringLiteral("a-third-secret"));
        QVERIFY(stage.shown().isEmpty());
    }

    void whatCannotBeCheckedIsSaidWithoutAButton()
    {
        Stage wonderpush("wonderpush");
        QVERIFY(!wonderpush.button()->isVisible());
        QVERIFY(wonderpush.shown().contains(QStringLiteral("without touching an item")));
        Stage kameleoon("kameleoon");
        QVERIFY(kameleoon.button()->isVisible());
        kameleoon.find<QRadioButton>("useToken")->click();
        QVERIFY(!kameleoon.button()->isVisible());
        QVERIFY(kameleoon.means().contains(QStringLiteral("Kameleoon")));
        kameleoon.find<QRadioButton>("useClient")->click();
        QVERIFY(kameleoon.button()->isVisible());
        QVERIFY(kameleoon.shown().isEmpty());
    }

    void theOwnAccountOnTheListIsTakenOffTheNumber()
    {
        Stage stage("chameleon");
        stage.window.openNewJob({{}, "5f0000000000000000000001\n" + own.toUpper().toUtf8() + "\n"});
        stage.type("tokenField", QStringLiteral("a-secret"));
        auto* go = stage.find<QPushButton>("continueButton");
        QTRY_VERIFY(go->isEnabled());
        auto* summary = stage.find<QLabel>("draftSummary");
        QCOMPARE(summary->text(), QStringLiteral("2 profiles · Chameleon, account not named"));
        stage.check();
        stage.answer(Kind::works, own);
        QVERIFY2(summary->text().startsWith(QStringLiteral("1 profile ")), qPrintable(summary->text()));
        auto* counts = stage.find<QLabel>("listCounts");
        QVERIFY2(counts->text().startsWith(QStringLiteral("1 will be sent")), qPrintable(counts->text()));
        QVERIFY2(counts->text().endsWith(QStringLiteral("1 protected")), qPrintable(counts->text()));
        // Wherever it is shown it is seen that it is not sent, and that it is a strange thing to find there.
        QCOMPARE(stage.find<QPushButton>("protectedButton")->text(), QStringLiteral("1, your own…"));
        auto* rows = stage.find<QTableWidget>("previewTable");
        QCOMPARE(rows->item(1, 2)->text(), QStringLiteral("the account that signs in: never sent"));
        const QString strange =
            QStringLiteral("The account that signs in (%1) stands on this list: is it the right list? That "
                           "account is left out.")
                .arg(own);
        QCOMPARE(stage.find<QLabel>("draftWarning")->text(), strange);
        go->click();
        QCOMPARE(stage.pageName(), QStringLiteral("gatePage"));
        QCOMPARE(stage.find<QLabel>("gateWarning")->text(), strange);
        QStringList facts;
        for (const QLabel* fact : stage.window.findChildren<QLabel*>())
            if (fact->objectName().startsWith(QStringLiteral("gateFact")))
                facts << fact->text();
        QVERIFY(facts.filter(QStringLiteral("1 protected")).size() == 1);
        // What is shown of the list is what will be sent of it.
        QVERIFY(!facts.contains(own));
        QCOMPARE(facts.count(QStringLiteral("5f0000000000000000000001")), 2);
        QSignalSpy created(&stage.view, &JobView::createAsked);
        stage.type("gateField", QStringLiteral("2"));
        QVERIFY(!stage.find<QPushButton>("gateButton")->isEnabled());
        stage.type("gateField", QStringLiteral("1"));
        stage.find<QPushButton>("gateButton")->click();
        QCOMPARE(created.count(), 1);
    }

    void aLimitThatACheckFoundFullIsForeseenToo()
    {
        Stage stage("chameleon");
        stage.window.openNewJob({{}, "id\n5f0000000000000000000001\n"});
        stage.type("tokenField", QStringLiteral("a-secret"));
        auto* headline = stage.find<QLabel>("forecastHeadline");
        QTRY_VERIFY(headline->text().startsWith(QStringLiteral("finishes at once")));
        stage.check();
        engine::SignInResult full;
        full.kind = Kind::mustWait;
        full.vendor = QStringLiteral("Chameleon");
        full.rule = QStringLiteral("minute window");
        const engine::WallTime now{std::chrono::milliseconds(QDateTime::currentMSecsSinceEpoch())};
        full.until = now + std::chrono::hours(1);
        Q_EMIT stage.view.signInChecked(stage.request(), full);
        const QString until = engine::Writing(now).time(*full.until);
        QVERIFY2(headline->text().startsWith(QStringLiteral("finishes %1, in ").arg(until)),
                 qPrintable(headline->text()));
        auto* detail = stage.find<QLabel>("forecastDetail");
        QVERIFY2(detail->text().startsWith(QStringLiteral("The minute window is full until %1.").arg(until)),
                 qPrintable(detail->text()));
        QVERIFY(!detail->text().contains(QStringLiteral("no limit is reached")));
        stage.type("tokenField", QStringLiteral("another-secret")); // perhaps of another account
        QVERIFY(headline->text().startsWith(QStringLiteral("finishes at once")));
    }

    void whatOnlyTheEngineRemembersIsReadAndTypedAnew()
    {
        Stage stage("chameleon");
        stage.window.openNewJob({{}, "5f0000000000000000000001\n" + own.toUtf8() + "\n"});
        stage.type("tokenField", QStringLiteral("a-secret"));
        auto* go = stage.find<QPushButton>("continueButton");
        QTRY_VERIFY(go->isEnabled());
        go->click();
        QSignalSpy created(&stage.view, &JobView::createAsked);
        QSignalSpy approved(&stage.view, &JobView::approveAsked);
        stage.type("gateField", QStringLiteral("2"));
        stage.find<QPushButton>("gateButton")->click();
        auto job = fake::draft();
        job.counts = {};
        job.counts[jobs::ItemState::queued] = job.counts[jobs::ItemState::skipped] = 1;
        stage.view.show(fake::among(job));
        Q_EMIT stage.view.jobCreated(created.first().first().toInt(), job.id);
        QCOMPARE(approved.count(), 0);
        QVERIFY(stage.find<QLabel>("gateWhat")->text().contains(QStringLiteral("1 PROFILE")));
        QVERIFY(stage.find<QLineEdit>("gateField")->text().isEmpty());
        stage.type("gateField", QStringLiteral("1"));
        stage.find<QPushButton>("gateButton")->click();
        QCOMPARE(created.count(), 1);
        QCOMPARE(approved.count(), 1);
        QCOMPARE(approved.first().at(2).toLongLong(), 1);
    }
};

QTEST_MAIN(TestSignIn)
#include "tst_signin.moc"
