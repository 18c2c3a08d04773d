#include "journal/accountlinks.h"
#include "storesamples.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

using journal::linkAccount;
using journal::linkedAccount;
using samples::demand;
using samples::reason;

class AccountLinksTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_root;
    journal::Folders m_folders;

    void touch(const QString& path)
    {
        QVERIFY(QDir().mkpath(QFileInfo(path).path()));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
    }

private Q_SLOTS:
    void init()
    {
        m_root = std::make_unique<QTemporaryDir>();
        m_folders.state = m_root->path();
    }

    void anAccountWithoutALinkIsItself()
    {
        QCOMPARE(linkedAccount(m_folders, QStringLiteral("aa11")), QStringLiteral("aa11"));
    }

    void aReplacedTokenKeepsTheLedgerOfTheOldOne()
    {
        touch(m_folders.ledger(QStringLiteral("aa11")));
        demand(linkAccount(m_folders, QStringLiteral("bb22"), QStringLiteral("aa11")));
        QCOMPARE(linkedAccount(m_folders, QStringLiteral("bb22")), QStringLiteral("aa11"));
        // And the next one, and the same again.
        demand(linkAccount(m_folders, QStringLiteral("cc33"), QStringLiteral("bb22")));
        demand(linkAccount(m_folders, QStringLiteral("cc33"), QStringLiteral("aa11")));
        QCOMPARE(linkedAccount(m_folders, QStringLiteral("cc33")), QStringLiteral("aa11"));
        QCOMPARE(QFileInfo(m_folders.account(QStringLiteral("cc33"))).permissions() & QFile::ReadOther,
                 QFile::Permissions());
    }

    void anAccountWithALedgerOfItsOwnIsNotGivenAway()
    {
        touch(m_folders.ledger(QStringLiteral("dd44")));
        const auto refused = linkAccount(m_folders, QStringLiteral("dd44"), QStringLiteral("aa11"));
        QVERIFY2(reason(refused).contains(QStringLiteral("another account")), qPrintable(reason(refused)));
        QCOMPARE(linkedAccount(m_folders, QStringLiteral("dd44")), QStringLiteral("dd44"));
    }

    void aCircleOrNonsenseEndsTheSearch()
    {
        for (const auto& [from, to] :
             {std::pair{"aa", "bb"}, std::pair{"bb", "aa"}, std::pair{"cc", "../../x"}}) {
            touch(m_folders.account(QString::fromLatin1(from)) + QStringLiteral("/same-as"));
            QFile file(m_folders.account(QString::fromLatin1(from)) + QStringLiteral("/same-as"));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(to);
        }
        QVERIFY(linkedAccount(m_folders, QStringLiteral("aa")).size() == 2);
        QCOMPARE(linkedAccount(m_folders, QStringLiteral("cc")), QStringLiteral("cc"));
    }
};

QTEST_GUILESS_MAIN(AccountLinksTest)
#include "tst_accountlinks.moc"
