#include "ui/support/stage.h"
#include "ui/theme.h"
#include "ui/world.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace ui;

namespace {

constexpr int patience = 20'000; ///< ms; the service may have to start

/// Whether this program was started inside a session with an unlocked secret service of its own (keyring.sh).
bool hasKeyring()
{
    return qEnvironmentVariableIsSet("SLUICE_TEST_KEYRING");
}

/// The window as the program opens it, with the desktop's own keychain behind it.
struct Keychain {
    std::unique_ptr<SecretKeeper> keeper = makeSecretKeeper();

    Workplace workplaceWithKeychain() const
    {
        Workplace at;
        at.secrets = keeper.get();
        return at;
    }
};

struct Program : Keychain, support::Stage {
    Program() : support::Stage(workplaceWithKeychain())
    {
        window.openNewJob({{}, "id\n4702\n"}, QStringLiteral("kameleoon"));
    }
    QString told() { return find<QLabel>("keychainText")->text(); }
    bool pick(const QString& label)
    {
        auto* box = find<QComboBox>("accountBox");
        const int at = box->findText(label);
        box->setCurrentIndex(at);
        Q_EMIT box->activated(at);
        return at >= 0;
    }
};

} // namespace

class TestRealKeychain : public QObject {
    Q_OBJECT

    support::Home m_home;

private Q_SLOTS:
    void remembersFillsInAndForgetsAcrossStartsOfTheProgram()
    {
        if (!hasKeyring())
            QSKIP("needs a secret service: run through keyring.sh");
        {
            Program first;
            first.find<QComboBox>("accountBox")->setEditText(QStringLiteral("Production"));
            Q_EMIT first.find<QLineEdit>("accountField")->editingFinished();
            first.find<QLineEdit>("clientIdField")->setText(QStringLiteral("me"));
            first.find<QLineEdit>("clientSecretField")->setText(QStringLiteral("hunter2"));
            QTRY_VERIFY_WITH_TIMEOUT(first.told() != QStringLiteral("Asking the keychain…"), patience);
            first.find<QCheckBox>("rememberBox")->click();
            QSignalSpy asked(&first.view, &JobView::signInCheckAsked);
            first.find<QPushButton>("checkSignIn")->click();
            engine::SignInResult works;
            works.kind = engine::SignInResult::Kind::works;
            Q_EMIT first.view.signInChecked(asked.first().first().toInt(), works);
            QTRY_COMPARE_WITH_TIMEOUT(first.told(), QStringLiteral("Remembered in the keychain."), patience);
        }
        {
            Program second;
            QVERIFY(second.pick(QStringLiteral("Production")));
            auto* secret = second.find<QLineEdit>("clientSecretField");
            QTRY_COMPARE_WITH_TIMEOUT(secret->text(), QStringLiteral("hunter2"), patience);
            QCOMPARE(secret->echoMode(), QLineEdit::Password);
            second.find<QPushButton>("forgetButton")->click();
            QTRY_VERIFY_WITH_TIMEOUT(second.told().startsWith(QStringLiteral("Deleted from the keychain")),
                                     patience);
        }
        Program third;
        QVERIFY(!third.pick(QStringLiteral("Production")));
        third.find<QComboBox>("accountBox")->setEditText(QStringLiteral("Production"));
        Q_EMIT third.find<QLineEdit>("accountField")->editingFinished();
        QTRY_COMPARE_WITH_TIMEOUT(third.told(), QStringLiteral("Kept for this session only."), patience);
        QVERIFY(third.find<QLineEdit>("clientSecretField")->text().isEmpty());
    }

    void withoutASecretServiceTheWindowSaysSoAndGoesOn()
    {
        if (hasKeyring())
            QSKIP("there is one");
        QElapsedTimer clock;
        clock.start();
        Program program;
        const qint64 opened = clock.elapsed();
        QVERIFY2(opened < 2000, qPrintable(QString::number(opened)));
        program.find<QLineEdit>("clientIdField")->setText(QStringLiteral("me"));
        program.find<QLineEdit>("clientSecretField")->setText(QStringLiteral("hunter2"));
        QTRY_VERIFY_WITH_TIMEOUT(program.told().startsWith(QStringLiteral("Kept for this session only. ")),
                                 patience);
        QVERIFY(!program.told().contains(QStringLiteral("hunter2")));
        QVERIFY(!program.find<QCheckBox>("rememberBox")->isVisible());
        QTRY_VERIFY(program.find<QPushButton>("continueButton")->isEnabled());
    }
};

int main(int argc, char** argv)
{
    // A developer's own keychain is never touched: without a session of its own the test sees no bus at all.
    if (!hasKeyring())
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
    QApplication application(argc, argv);
    TestRealKeychain test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_realkeychain.moc"
