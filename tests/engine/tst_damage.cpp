#include "engine/filedesk.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <set>

using namespace std::chrono_literals;
using engine::JobId;
using filedesk::contentOf;
using filedesk::Desk;
using filedesk::write;
using jobs::ItemState;
using jobs::JobState;
using support::Workshop;

namespace {

constexpr int idCount = 40;

/// What a program left that died in the middle of a job.
struct Remains {
    QByteArray store, log, ledger, ledgerLog;
    std::set<std::string> confirmed;
};

Remains remains(bool isFolded)
{
    const QTemporaryDir folder;
    Desk desk(folder.path());
    if (!desk.shop().tryOpen())
        qFatal("the store does not open");
    const JobId job = desk.shop().newJob(idCount);
    desk.shop().approve(job, idCount);
    desk.shop().clock.runUntil([&] { return desk.shop().job(job).counts[ItemState::done] >= 20; },
                               desk.shop().clock.now() + 1min);
    Remains left;
    const auto look = [&] {
        left.store = contentOf(desk.store());
        left.log = contentOf(desk.store() + QStringLiteral("-wal"));
        left.ledger = contentOf(desk.ledger());
        left.ledgerLog = contentOf(desk.ledger() + QStringLiteral("-wal"));
    };
    look();
    {
        const auto reader = journal::SqliteStore::open(desk.store(), journal::SqliteStore::Mode::readOnly);
        const auto rows = (*reader)->rows(job, 0, idCount);
        for (const journal::ItemRow& row : *rows) {
            if (row.state == ItemState::done)
                left.confirmed.insert(row.id);
        }
    }
    desk.shop().kill(); // closing folds the write-ahead log into the file
    if (isFolded)
        look();
    return left;
}

/// The next program comes upon `left`; a sentence where it breaks a promise.
class Aftermath {
public:
    explicit Aftermath(const Remains& left) : m_left(left), m_desk(m_folder.path())
    {
        write(m_desk.store(), left.store);
        write(m_desk.store() + QStringLiteral(".drafts"), {}); // its lock file, which stays
        if (!left.log.isEmpty())
            write(m_desk.store() + QStringLiteral("-wal"), left.log);
        write(m_desk.ledger(), left.ledger);
        if (!left.ledgerLog.isEmpty())
            write(m_desk.ledger() + QStringLiteral("-wal"), left.ledgerLog);
    }

    QString broken()
    {
        Workshop& shop = m_desk.shop();
        const QByteArray before = contentOf(m_desk.store());
        if (const auto opened = shop.tryOpen(); !opened) {
            said = QString::fromStdString(opened.error().message);
            if (!said.contains(m_desk.store()) || said.size() < m_desk.store().size() + 20)
                return QStringLiteral("refused without a word about the file: ") + said;
            return contentOf(m_desk.store()) == before ? QString() : QStringLiteral("refused, but changed");
        }
        if (shop.core->snapshot().jobs.isEmpty())
            return QStringLiteral("the job is gone without a word");
        const JobId job = shop.core->snapshot().jobs.front().id;
        shop.resume(job);
        shop.runUntilStill(job, 3h);
        for (const std::string& id : m_desk.sent) {
            if (m_left.confirmed.contains(id))
                return QStringLiteral("sent again: ") + QString::fromStdString(id);
            const int number = QByteArray::fromStdString(id).toInt();
            if (number < 1000 || number >= 1000 + idCount)
                return QStringLiteral("sent, but not in the list: ") + QString::fromStdString(id);
        }
        if (!shop.refusals.empty()) { // also where it looks like somebody else's list or credentials
            said = shop.refusals.back().second;
            return {};
        }
        const auto shot = shop.job(job);
        if (shot.state == JobState::paused) {
            said = shot.reasonDetail;
            return {};
        }
        if (shot.state != JobState::finished)
            return QStringLiteral("the job is %1 (%2)")
                .arg(QString::fromUtf8(jobs::name(shot.state)), QString::fromUtf8(jobs::name(shot.reason)));
        if (shot.counts[ItemState::done] + shot.counts[ItemState::gone] != idCount)
            return QStringLiteral("finished with %1 done, %2 gone")
                .arg(shot.counts[ItemState::done])
                .arg(shot.counts[ItemState::gone]);
        return {};
    }

    QString said; ///< what the program told of the damage; empty: nothing, and all went well

    Desk& desk() { return m_desk; }

private:
    const Remains& m_left;
    QTemporaryDir m_folder;
    Desk m_desk;
};

} // namespace

/// Files that were cut or changed behind the program's back.
class DamageTest : public QObject {
    Q_OBJECT

    /// So many bits of a fixed sample, of bytes that mean something.
    template <class Look>
    static void flip(const QByteArray& whole, int times, Look look)
    {
        base::Random random(4711);
        for (int i = 0; i < times;) {
            QByteArray flipped = whole;
            const auto at = random.between(0, whole.size() - 1);
            const auto bit = random.between(0, 7);
            if (whole[at] == 0)
                continue;
            flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
            look(flipped, QStringLiteral("bit %1 of byte %2").arg(bit).arg(at));
            ++i;
        }
    }

    static void look(const Remains& left, const QString& what, int& told)
    {
        Aftermath next(left);
        const QString broken = next.broken();
        QVERIFY2(broken.isEmpty(), qPrintable(what + QStringLiteral(": ") + broken));
        told += next.said.isEmpty() ? 0 : 1;
    }

    /// A ledger that cannot be read means closed limits; one that can be read is heeded.
    static void lookAtLedger(const Remains& left, const QString& what, int& told)
    {
        Aftermath next(left);
        Desk& desk = next.desk();
        QVERIFY2(desk.shop().tryOpen(), qPrintable(what));
        const base::Instant start = desk.shop().clock.now();
        const JobId job = desk.shop().core->snapshot().jobs.front().id;
        desk.shop().resume(job);
        if (!desk.shop().refusals.empty()) { // it says that it is a newer program's, say
            QVERIFY2(desk.shop().refusals.back().first == engine::Refused::store, qPrintable(what));
            ++told;
            return;
        }
        desk.shop().runFor(1min);
        const QDir folder(QFileInfo(desk.ledger()).path());
        const bool isAside = !folder.entryList({QStringLiteral("*.damaged-*")}).isEmpty();
        if (isAside)
            QVERIFY2(!desk.firstSend, qPrintable(what));
        desk.shop().runUntilStill(job, 3h);
        QVERIFY2(desk.shop().job(job).state == JobState::finished, qPrintable(what));
        QVERIFY2(desk.firstSend && (!isAside || *desk.firstSend - start >= 1h), qPrintable(what));
        for (const std::string& id : desk.sent)
            QVERIFY2(!left.confirmed.contains(id), qPrintable(what));
        told += isAside ? 1 : 0;
    }

private Q_SLOTS:
    void takesNoCutStoreForAWholeOne_data()
    {
        QTest::addColumn<bool>("isFolded");
        QTest::newRow("after an orderly end") << true;
        QTest::newRow("after a crash") << false;
    }
    void takesNoCutStoreForAWholeOne()
    {
        QFETCH(const bool, isFolded);
        const Remains left = remains(isFolded);
        int told = 0, cuts = 0;
        for (qint64 length = 0; length < left.store.size(); length += 1024, ++cuts) {
            Remains cut = left;
            cut.store.truncate(length);
            look(cut, QStringLiteral("cut to %1 bytes").arg(length), told);
            if (QTest::currentTestFailed())
                return;
        }
        qInfo("%d of %d cuts were told, the others did no harm", told, cuts);
    }

    void sendsNothingConfirmedAgainWhicheverBitOfTheStoreIsChanged()
    {
        const Remains left = remains(true);
        int told = 0;
        flip(left.store, 90, [&](const QByteArray& store, const QString& what) {
            Remains flipped = left;
            flipped.store = store;
            if (!QTest::currentTestFailed())
                look(flipped, what, told);
        });
        qInfo("%d of 90 changes were told, the others did no harm", told);
        QVERIFY(told > 0);
    }

    void closesTheLimitsWhereTheLedgerWasCut()
    {
        const Remains left = remains(true);
        int told = 0;
        for (qint64 length = 0; length < left.ledger.size(); length += 4096) {
            Remains cut = left;
            cut.ledger.truncate(length);
            lookAtLedger(cut, QStringLiteral("cut to %1 bytes").arg(length), told);
            if (QTest::currentTestFailed())
                return;
        }
        QCOMPARE(told, static_cast<int>((left.ledger.size() + 4095) / 4096));
    }

    void livesWithAnyChangedBitOfTheLedger()
    {
        const Remains left = remains(true);
        int told = 0;
        flip(left.ledger, 24, [&](const QByteArray& ledger, const QString& what) {
            Remains flipped = left;
            flipped.ledger = ledger;
            if (!QTest::currentTestFailed())
                lookAtLedger(flipped, what, told);
        });
        qInfo("%d of 24 changes were told", told);
    }
};

QTEST_GUILESS_MAIN(DamageTest)
#include "tst_damage.moc"
