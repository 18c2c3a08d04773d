#include "ui/pages/signindialog.h"
#include "ui/rememberedaccounts.h"
#include "ui/support/fakekeeper.h"
#include "ui/support/stage.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>

using namespace ui;
using engine::SignInResult;

namespace {

const QString origin = QStringLiteral("https://api.kameleoon.com");

SecretPlace production()
{
    return {QStringLiteral("kameleoon"), origin, QStringLiteral("Production")};
}

transport::Credentials client(const char* secret = "hunter2")
{
    transport::Credentials made;
    made.clientId = "me";
    made.clientSecret = secret;
    return made;
}

struct Keychain {
    fake::Keeper keeper;

    Workplace workplaceWith(bool hasKeeper)
    {
        Workplace at;
        at.secrets = hasKeeper ? &keeper : nullptr;
        return at;
    }
};

/// On a new job at Kameleoon.
struct Stage : Keychain, support::Stage {
    QSignalSpy checks{&view, &JobView::signInCheckAsked};

    explicit Stage(bool hasKeeper = true, std::vector<fake::Keeper::Kept> kept = {}, std::string problem = {})
        : support::Stage(workplaceWith(hasKeeper))
    {
        keeper.kept = std::move(kept);
        keeper.problem = std::move(problem);
        window.openNewJob({{}, "id\n4702\n4711\n"}, QStringLiteral("kameleoon"));
    }
    QCheckBox* wish() { return find<QCheckBox>("rememberBox"); }
    QPushButton* forget() { return find<QPushButton>("forgetButton"); }
    QString told() { return find<QLabel>("keychainText")->text(); }
    QString field(const char* name) { return find<QLineEdit>(name)->text(); }
    void type(const char* name, const QString& text) { find<QLineEdit>(name)->setText(text); }
    void label(const QString& text)
    {
        find<QComboBox>("accountBox")->setEditText(text);
        Q_EMIT find<QLineEdit>("accountField")->editingFinished();
    }
    void typeClient(const QString& secret = QStringLiteral("hunter2"))
    {
        type("clientIdField", QStringLiteral("me"));
        type("clientSecretField", secret);
    }
    void check(SignInResult::Kind kind = SignInResult::Kind::works)
    {
        find<QPushButton>("checkSignIn")->click();
        SignInResult result;
        result.kind = kind;
        Q_EMIT view.signInChecked(checks.last().first().toInt(), result);
    }
};

} // namespace

class TestKeychainRow : public QObject {
    Q_OBJECT

    support::Home m_home;

private Q_SLOTS:
    void init() { QSettings().clear(); }

    void nothingIsRememberedUnlessWished()
    {
        Stage stage;
        stage.label(QStringLiteral("Production"));
        stage.typeClient();
        QVERIFY(!stage.wish()->isChecked());
        QTRY_COMPARE(stage.told(), QStringLiteral("Kept for this session only."));
        stage.check();
        QCoreApplication::processEvents();
        QVERIFY(stage.keeper.kept.empty());
    }

    void whatWorkedIsRememberedForThisVendorAddressAndAccount()
    {
        Stage stage;
        stage.label(QStringLiteral("Production"));
        stage.typeClient();
        QTRY_VERIFY(stage.wish()->isVisible());
        stage.wish()->click();
        QTRY_COMPARE(stage.told(), QStringLiteral("Stored there once the check or the start has worked."));
        stage.check(SignInResult::Kind::refused);
        QCoreApplication::processEvents();
        QVERIFY(stage.keeper.kept.empty()); // it did not work
        stage.check();
        QTRY_COMPARE(stage.keeper.kept.size(), std::size_t(1));
        QVERIFY(stage.keeper.kept.front().place == production());
        QCOMPARE(stage.keeper.kept.front().credentials.clientSecret, QByteArray("hunter2"));
        QTRY_COMPARE(stage.told(), QStringLiteral("Remembered in the keychain."));
        QCOMPARE(rememberedLabels(QSettings(), QStringLiteral("kameleoon"), origin),
                 QStringList{QStringLiteral("Production")});
        QVERIFY(QSettings().allKeys().filter(QStringLiteral("keychain")).size() >= 1);
        for (const QString& key : QSettings().allKeys())
            QVERIFY2(!QSettings().value(key).toString().contains(QStringLiteral("hunter2")), qPrintable(key));
    }

    void pickingAnAccountFillsTheFieldsIn()
    {
        QSettings settings;
        addRemembered(settings, production());
        Stage stage(true, {{production(), client()}});
        auto* box = stage.find<QComboBox>("accountBox");
        const int at = box->findText(QStringLiteral("Production"));
        QVERIFY(at >= 0);
        box->setCurrentIndex(at);
        Q_EMIT box->activated(at);
        QTRY_COMPARE(stage.field("clientSecretField"), QStringLiteral("hunter2"));
        QCOMPARE(stage.find<QLineEdit>("clientSecretField")->echoMode(), QLineEdit::Password); // never echoed
        QCOMPARE(stage.told(), QStringLiteral("Remembered in the keychain."));
        QVERIFY(stage.find<QPushButton>("checkSignIn")->isEnabled());
        QVERIFY(stage.forget()->isVisible());
    }

    void whatIsAnotherAccountsLeavesTheFields()
    {
        Stage stage(true, {{production(), client()}});
        stage.label(QStringLiteral("Production"));
        QTRY_COMPARE(stage.field("clientSecretField"), QStringLiteral("hunter2"));
        stage.label(QStringLiteral("Staging"));
        QVERIFY(stage.field("clientSecretField").isEmpty());
        QTRY_COMPARE(stage.told(), QStringLiteral("Kept for this session only."));
        QVERIFY(!stage.forget()->isVisible());
    }

    void anotherAddressFindsNothing()
    {
        SecretPlace elsewhere = production();
        elsewhere.origin = QStringLiteral("https://api.kameleoon.com.evil.example");
        Stage stage(true, {{elsewhere, client()}});
        stage.label(QStringLiteral("Production"));
        QTRY_VERIFY(stage.keeper.asked.back() == production());
        QTRY_COMPARE(stage.told(), QStringLiteral("Kept for this session only."));
        QVERIFY(stage.field("clientSecretField").isEmpty());
    }

    void whatWasTypedIsNotOverwritten()
    {
        Stage stage(true, {{production(), client()}});
        stage.typeClient(QStringLiteral("typed"));
        stage.label(QStringLiteral("Production"));
        QTRY_COMPARE(stage.told(), QStringLiteral("Kept for this session only; the keychain holds others."));
        QCOMPARE(stage.field("clientSecretField"), QStringLiteral("typed"));
        stage.wish()->click();
        QCOMPARE(stage.told(), QStringLiteral("Replaces what the keychain holds once it has worked."));
        stage.check();
        QTRY_COMPARE(stage.keeper.kept.front().credentials.clientSecret, QByteArray("typed"));
    }

    void aKeychainThatIsSlowHoldsNothingUp()
    {
        Stage stage(true, {{production(), client()}});
        stage.keeper.isSlow = true;
        stage.label(QStringLiteral("Production"));
        QCOMPARE(stage.told(), QStringLiteral("Asking the keychain…"));
        stage.label(QStringLiteral("Staging")); // meanwhile somebody went on
        stage.keeper.answerAll();
        QVERIFY(stage.field("clientSecretField").isEmpty()); // an answer about another account
        QCOMPARE(stage.told(), QStringLiteral("Kept for this session only."));
    }

    void forgottenOnWish()
    {
        QSettings settings;
        addRemembered(settings, production());
        Stage stage(true, {{production(), client()}});
        stage.label(QStringLiteral("Production"));
        QTRY_VERIFY(stage.forget()->isVisible());
        QVERIFY(!stage.forget()->accessibleName().isEmpty());
        stage.forget()->click();
        QTRY_VERIFY(stage.keeper.kept.empty());
        QTRY_VERIFY(!stage.forget()->isVisible());
        QCOMPARE(stage.told(), QStringLiteral("Deleted from the keychain; kept for this session only."));
        QCOMPARE(stage.field("clientSecretField"), QStringLiteral("hunter2")); // for this session
        QVERIFY(rememberedLabels(QSettings(), QStringLiteral("kameleoon"), origin).isEmpty());
        QCOMPARE(stage.find<QComboBox>("accountBox")->findText(QStringLiteral("Production")), -1);
    }

    void whereThereIsNoKeychainThatIsSaidPlainly()
    {
        Stage stage(true, {}, "The desktop's keychain cannot be used; nothing is remembered");
        QTRY_VERIFY(
            stage.told().startsWith(QStringLiteral("Kept for this session only. The desktop's keychain")));
        QVERIFY(!stage.wish()->isVisible());
        stage.typeClient();
        QVERIFY(stage.told().startsWith(QStringLiteral("Kept for this session only. ")));
        QTRY_VERIFY(stage.find<QPushButton>("continueButton")->isEnabled()); // it holds nothing up
        Stage without(false);
        QCOMPARE(without.told(), QStringLiteral("Kept for this session only."));
        QVERIFY(!without.wish()->isVisible());
    }

    void aTokenThatEndsByItselfIsNotRemembered()
    {
        Stage stage;
        QTRY_VERIFY(stage.wish()->isVisible());
        stage.wish()->click();
        stage.find<QRadioButton>("useToken")->click();
        QVERIFY(!stage.wish()->isVisible());
        QVERIFY(stage.told().startsWith(QStringLiteral("An access token ends by itself")));
    }

    void theStartRemembersToo()
    {
        Stage stage;
        stage.label(QStringLiteral("Production"));
        stage.typeClient();
        QTRY_VERIFY(stage.wish()->isVisible());
        stage.wish()->click();
        auto* go = stage.find<QPushButton>("continueButton");
        QTRY_VERIFY(go->isEnabled());
        go->click();
        QSignalSpy created(&stage.view, &JobView::createAsked);
        QSignalSpy approved(&stage.view, &JobView::approveAsked);
        stage.type("gateField", QStringLiteral("2"));
        stage.find<QPushButton>("gateButton")->click();
        Q_EMIT stage.view.jobCreated(created.first().first().toInt(), 7);
        QVERIFY(stage.keeper.kept.empty());
        Q_EMIT stage.view.accepted(approved.first().first().toInt(), 7);
        QTRY_COMPARE(stage.keeper.kept.size(), std::size_t(1));
        QVERIFY(stage.field("clientSecretField").isEmpty()); // no longer than needed
        stage.window.openNewJob();
        QTRY_COMPARE(stage.field("clientSecretField"), QStringLiteral("hunter2"));
    }

    void theKeyboardGoesAsTheEyeDoes()
    {
        Stage stage;
        QTRY_VERIFY(stage.wish()->isVisible());
        stage.typeClient(); // so that what can be asked for can be reached
        QTRY_VERIFY(stage.find<QPushButton>("lookButton")->isEnabled());
        QStringList order;
        QWidget* at = stage.find<QComboBox>("accountBox");
        for (int i = 0; i < 200 && !order.contains(QStringLiteral("changeBrakes")); ++i) {
            at = at->nextInFocusChain();
            if ((at->focusPolicy() & Qt::TabFocus) != 0 && !at->focusProxy() && at->isVisible()
                && at->isEnabled() && !at->objectName().startsWith(QStringLiteral("qt_")))
                order << at->objectName();
        }
        QCOMPARE(order, (QStringList{"useClient", "useToken", "clientIdField", "clientSecretField",
                                     "clientSecretFieldShow", "rememberBox", "checkSignIn", "lookButton",
                                     "speedBurst", "speedEven", "speed_gentle", "forOthersBox", "inFlightBox",
                                     "protectedButton", "noteField", "changeBrakes"}));
    }

    void choosingTheVendorAgainFillsInAgain()
    {
        Stage stage(true, {{production(), client()}});
        stage.label(QStringLiteral("Production"));
        QTRY_COMPARE(stage.field("clientSecretField"), QStringLiteral("hunter2"));
        stage.window.openNewJob({}, QStringLiteral("kameleoon"));
        QTRY_COMPARE(stage.field("clientSecretField"), QStringLiteral("hunter2"));
        QCOMPARE(stage.told(), QStringLiteral("Remembered in the keychain."));
    }

    void practiceAsksNoKeychain()
    {
        fake::Keeper keeper;
        Workplace at;
        at.isPractice = true;
        at.secrets = &keeper;
        support::Stage stage(at);
        stage.window.openNewJob({}, QStringLiteral("kameleoon"));
        QCoreApplication::processEvents();
        QVERIFY(keeper.asked.empty());
        QVERIFY(!stage.find<QWidget>("keychainRow")->isVisible());
    }

    void signingInAgainFillsInAndChecksAndRemembers()
    {
        auto job = fake::signInRefused();
        job.profileId = QStringLiteral("kameleoon");
        job.origin = origin;
        Stage stage(true, {{{job.profileId, origin, job.accountLabel}, client("old")}});
        stage.view.show(fake::among(job));
        stage.window.openJob(job.id);
        QSignalSpy asked(&stage.view, &JobView::jobSignInCheckAsked);
        QSignalSpy resumed(&stage.view, &JobView::resumeAsked);
        stage.find<QPushButton>("signInButton")->click();
        auto* dialog = stage.find<pages::SignInDialog>("signInDialog");
        QVERIFY(dialog);
        auto* secret = dialog->findChild<QLineEdit*>(QStringLiteral("clientSecretField"));
        QTRY_COMPARE(secret->text(), QStringLiteral("old"));
        QVERIFY(dialog->findChild<QPushButton*>(QStringLiteral("signInGo"))->isEnabled());
        auto* button = dialog->findChild<QPushButton*>(QStringLiteral("checkSignIn"));
        QVERIFY(button->isVisible() && button->isEnabled());
        button->click();
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked.last().at(1).value<engine::JobId>(), job.id);
        SignInResult result;
        result.kind = SignInResult::Kind::refused;
        result.vendor = QStringLiteral("Kameleoon");
        result.httpStatus = 401;
        Q_EMIT stage.view.signInChecked(asked.last().first().toInt(), result);
        auto* shown = dialog->findChild<QLabel*>(QStringLiteral("signInShown"));
        QVERIFY(shown->text().startsWith(QStringLiteral("Kameleoon does not accept this sign-in")));
        secret->setText(QStringLiteral("new"));
        QVERIFY(shown->text().isEmpty()); // other credentials
        auto* wish = dialog->findChild<QCheckBox*>(QStringLiteral("rememberBox"));
        QVERIFY(wish->isVisible());
        wish->setChecked(true);
        dialog->findChild<QPushButton*>(QStringLiteral("signInGo"))->click();
        QCOMPARE(resumed.count(), 1);
        QCoreApplication::processEvents();
        QCOMPARE(stage.keeper.kept.front().credentials.clientSecret, QByteArray("old"));
        Q_EMIT stage.view.accepted(resumed.last().first().toInt(), job.id);
        QTRY_COMPARE(stage.keeper.kept.front().credentials.clientSecret, QByteArray("new"));
    }

    void anotherAccountsSignInIsSaidBeforeTheJobGoesOn()
    {
        auto job = fake::signInRefused();
        job.profileId = QStringLiteral("kameleoon");
        job.origin = origin;
        Stage stage;
        stage.view.show(fake::among(job));
        stage.window.openJob(job.id);
        stage.find<QPushButton>("signInButton")->click();
        auto* dialog = stage.find<pages::SignInDialog>("signInDialog");
        QSignalSpy asked(&stage.view, &JobView::jobSignInCheckAsked);
        dialog->findChild<QLineEdit*>(QStringLiteral("clientIdField"))->setText(QStringLiteral("other"));
        dialog->findChild<QLineEdit*>(QStringLiteral("clientSecretField"))->setText(QStringLiteral("s"));
        dialog->findChild<QPushButton*>(QStringLiteral("checkSignIn"))->click();
        SignInResult result;
        result.kind = SignInResult::Kind::works;
        result.notOf = job.accountLabel;
        Q_EMIT stage.view.signInChecked(asked.last().first().toInt(), result);
        QCOMPARE(
            dialog->findChild<QLabel*>(QStringLiteral("signInShown"))->text(),
            QStringLiteral("The sign-in works, but it is not that of account “%1”").arg(job.accountLabel));
    }
};

QTEST_MAIN(TestKeychainRow)
#include "tst_keychainrow.moc"
