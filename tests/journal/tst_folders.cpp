#include "journal/folders.h"

#include <QTest>

using journal::Folders;

class FoldersTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        for (const char* variable : {"XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"})
            qunsetenv(variable);
        qputenv("HOME", "/home/anna");
    }

    void followsTheVariables()
    {
        qputenv("XDG_DATA_HOME", "/d");
        qputenv("XDG_STATE_HOME", "/s/");
        qputenv("XDG_CONFIG_HOME", "/c");
        const Folders folders = Folders::fromEnvironment();
        QCOMPARE(folders.store(), QStringLiteral("/d/sluice/jobs.sqlite"));
        QCOMPARE(folders.practiceStore(), QStringLiteral("/d/sluice/practice.sqlite"));
        QCOMPARE(folders.ledger(QStringLiteral("ab12")),
                 QStringLiteral("/s/sluice/accounts/ab12/ledger.sqlite"));
        QCOMPARE(folders.accountLock(QStringLiteral("ab12")), QStringLiteral("/s/sluice/accounts/ab12/lock"));
        QCOMPARE(folders.log(), QStringLiteral("/s/sluice/log"));
        QCOMPARE(folders.profiles(), QStringLiteral("/c/sluice/profiles"));
    }

    void fallsBackToHome()
    {
        qputenv("XDG_DATA_HOME", "");
        qputenv("XDG_STATE_HOME", "not/absolute"); // to be ignored, says the specification
        const Folders folders = Folders::fromEnvironment();
        QCOMPARE(folders.data, QStringLiteral("/home/anna/.local/share/sluice"));
        QCOMPARE(folders.state, QStringLiteral("/home/anna/.local/state/sluice"));
        QCOMPARE(folders.config, QStringLiteral("/home/anna/.config/sluice"));
    }

    void looksAgainEachTime()
    {
        qputenv("XDG_DATA_HOME", "/one");
        QCOMPARE(Folders::fromEnvironment().data, QStringLiteral("/one/sluice"));
        qputenv("XDG_DATA_HOME", "/two");
        QCOMPARE(Folders::fromEnvironment().data, QStringLiteral("/two/sluice"));
    }
};

QTEST_GUILESS_MAIN(FoldersTest)
#include "tst_folders.moc"
