#include "support/failingstore.h"
#include "support/workshop.h"

#include <QTest>

#include <set>

using namespace std::chrono_literals;
using engine::JobId;
using jobs::ItemState;
using jobs::JobState;
using jobs::PauseReason;
using support::Failure;
using support::Workshop;

namespace {

/// More than fit into the 10 s window, so that limits are waited for, too.
constexpr int idCount = 60;

enum class Disk : unsigned char { store, ledger };
/// What happens once the disk has failed: the program goes on, or dies then and there.
enum class Then : unsigned char { goesOn, dies };

struct Fault {
    Disk disk = Disk::store;
    Failure::Span span = Failure::Span::once;
    Failure::Trace trace = Failure::Trace::nothing;
    Then then = Then::goesOn;
    int nth = 1;
};

/// A job from its making to its end on a disk that fails at one moment, with an operator who does what the
/// program says. Everything on the wire is compared with what is stored at that moment.
class Life {
public:
    explicit Life(const Fault& fault) : m_fault(fault), m_shop(setup()) {}

    /// Whether the job was finished. The fault may not have been met: see isFaultMet().
    bool run()
    {
        if (!open() || !make() || !start(false))
            return false;
        // Each round is one look of the operator: one failure, one death, and some to spare.
        for (int round = 0; round < 6; ++round) {
            if (m_fault.then == Then::dies && !m_isDead)
                liveUntilTheFault();
            else
                m_shop.runUntilStill(m_job, 20min);
            if (m_fault.then == Then::dies && !m_isDead && isFaultMet()) {
                die();
                if (!open())
                    return false;
            } else if (m_fault.span == Failure::Span::fromThereOn && isFaultMet() && !m_isHealed) {
                watchTheSilence();
            }
            compareStates();
            const auto shot = m_shop.job(m_job);
            if (shot.state == JobState::finished)
                return true;
            const bool isTold = shot.state == JobState::paused
                                && (shot.reason == PauseReason::store
                                    || (m_isDead && shot.reason == PauseReason::interrupted));
            if (!isTold && shot.state != JobState::ready) {
                complain(QStringLiteral("the job is %1 (%2)")
                             .arg(QString::fromUtf8(jobs::name(shot.state)),
                                  QString::fromUtf8(jobs::name(shot.reason))));
                return false;
            }
            if (!start(true))
                return false;
        }
        complain(QStringLiteral("the job does not come to its end"));
        return false;
    }

    bool isFaultMet() const { return m_isArmed && m_failure->asked() >= m_askedBefore + m_fault.nth; }

    /// After the end: whatever was refused or failed on the way, everything is in its place.
    void compareTheEnd()
    {
        const auto counts = m_shop.job(m_job).counts;
        if (counts[ItemState::done] + counts[ItemState::gone] != idCount)
            complain(
                QStringLiteral("%1 done, %2 gone").arg(counts[ItemState::done]).arg(counts[ItemState::gone]));
        const auto tally = m_shop.vendor->tally();
        if (tally.effects != idCount)
            complain(QStringLiteral("%1 ids were deleted").arg(tally.effects));
        if (tally.refused != 0 || m_shop.mostWithin(10s) > 50)
            complain(QStringLiteral("a limit was exceeded"));
        for (const auto& [kind, sentence] : m_shop.refusals) {
            if (kind != engine::Refused::store || !sentence.contains(QLatin1String("The disk failed in")))
                complain(QStringLiteral("refused with: ") + sentence);
        }
        if (!m_shop.store->verifyAudit(m_job))
            complain(QStringLiteral("the audit trail is broken"));
        if (m_shop.store->job(m_job)->counts != counts)
            complain(QStringLiteral("the store counts otherwise than the picture"));
    }

    const QStringList& broken() const { return m_broken; }

private:
    Workshop::Setup setup()
    {
        Workshop::Setup setup;
        setup.network.faults.closeAfterEffect = 0.05; // lost answers have a course of their own
        setup.network.seed = 11;
        setup.onlooker = [this](const simulator::WireEvent& event) {
            if (event.kind == simulator::WireEvent::Kind::sent)
                compareWithWhatIsStored(event);
        };
        // The first opening is the constructor's own, before anything fails.
        m_failure = std::make_shared<Failure>();
        setup.furnish = [this](engine::World& world) { furnish(world); };
        return setup;
    }

    void furnish(engine::World& world)
    {
        using Store = base::Result<std::unique_ptr<journal::Store>>;
        using Ledger = base::Result<std::unique_ptr<journal::Ledger>>;
        if (m_fault.disk == Disk::store) {
            world.openStore = [open = world.openStore, failure = m_failure]() -> Store {
                auto store = (*failure)("open", open);
                if (!store)
                    return store;
                return std::make_unique<support::FailingStore>(std::move(*store), failure);
            };
        } else {
            world.openLedger = [open = world.openLedger, failure = m_failure](const QString& key) -> Ledger {
                auto ledger = (*failure)("open", [&] { return open(key); });
                if (!ledger)
                    return ledger;
                return std::make_unique<support::FailingLedger>(std::move(*ledger), failure);
            };
        }
    }

    void heal()
    {
        if (isFaultMet()) {
            m_failure->disarm();
            m_isHealed = true;
        }
    }

    bool open()
    {
        if (!m_isArmed) {
            m_shop.kill();
            m_askedBefore = m_failure->asked();
            m_failure->arm(m_fault.nth, m_fault.span, m_fault.trace);
            m_isArmed = true;
        }
        for (int tries = 0; tries < 2; ++tries) {
            if (m_shop.tryOpen())
                return true;
            heal();
        }
        complain(QStringLiteral("the store does not open any more"));
        return false;
    }

    bool make()
    {
        for (int tries = 0; tries < 2 && m_job == 0; ++tries) {
            m_job = m_shop.newJob(idCount);
            if (m_job == 0)
                heal();
        }
        if (m_job == 0)
            complain(QStringLiteral("the job cannot be made"));
        return m_job != 0;
    }

    bool start(bool isAgain)
    {
        for (int tries = 0; tries < 2; ++tries) {
            const auto before = m_shop.refusals.size();
            const bool isApproved = m_shop.job(m_job).state != JobState::ready;
            if (isAgain && isApproved)
                m_shop.resume(m_job);
            else if (isAgain) // it died before it took note of the number
                m_shop.core->resume(4, m_job, m_shop.credentials, false, false, idCount);
            else
                m_shop.approve(m_job, idCount);
            if (m_shop.refusals.size() == before)
                return true;
            heal();
        }
        complain(QStringLiteral("the job does not start: ") + m_shop.refusals.back().second);
        return false;
    }

    void liveUntilTheFault()
    {
        m_shop.clock.runUntil(
            [this] { return isFaultMet() || m_shop.job(m_job).state == JobState::finished; },
            m_shop.clock.now() + 20min);
    }

    void die()
    {
        m_isDead = true;
        m_shop.kill();
        m_failure->disarm();
        m_isHealed = true;
        compareStates();
    }

    /// While nothing can be written nothing leaves; then the disk comes back.
    void watchTheSilence()
    {
        const auto sends = m_sends;
        m_shop.runFor(1min);
        if (m_sends != sends)
            complain(QStringLiteral("%1 requests left while nothing could be written").arg(m_sends - sends));
        heal();
        // Where its own disk made it pause, the job goes on with the disk.
        m_shop.runFor(10s);
        m_shop.runUntilStill(m_job, 20min);
    }

    void compareWithWhatIsStored(const simulator::WireEvent& event)
    {
        ++m_sends;
        // In the ledger: a copy of it, as the next program would find it.
        std::size_t remembered = 0;
        for (const auto& [key, ledger] : m_shop.ledgers) {
            journal::MemoryLedger copy(*ledger);
            if (const auto memory = copy.recall(m_shop.clock, 24h, 0s))
                remembered += memory->requests.size();
        }
        if (remembered < m_sends)
            complain(QStringLiteral("attempt %1 is not in the ledger").arg(event.attempt));
        if (!event.shown.startsWith(QLatin1String("DELETE"))) {
            if (*m_shop.store->lastAttempt() < event.attempt)
                complain(QStringLiteral("attempt %1 is not in the store").arg(event.attempt));
            return;
        }
        const auto item =
            static_cast<jobs::ItemIndex>(event.shown.section(QLatin1Char('/'), -1).toUInt() - 1000);
        bool isAnnounced = false;
        const auto attempts = m_shop.store->attempts(m_job, item);
        for (const journal::AttemptRow& attempt : *attempts) {
            if (attempt.attempt == event.attempt)
                isAnnounced = !attempt.ended;
            else if (attempt.outcome == base::OutcomeKind::done
                     || attempt.outcome == base::OutcomeKind::absent)
                complain(QStringLiteral("id %1 was sent again after it was confirmed").arg(1000 + item));
        }
        if (!isAnnounced)
            complain(QStringLiteral("attempt %1 left without a stored intent").arg(event.attempt));
        const auto row = m_shop.rows(m_job).at(item);
        if (row.state != ItemState::sent)
            complain(QStringLiteral("id %1 left while it was stored as %2")
                         .arg(1000 + item)
                         .arg(QString::fromUtf8(jobs::name(row.state))));
    }

    /// Every id is in exactly one state, and the sums are those of the ids.
    void compareStates()
    {
        if (m_job == 0)
            return;
        jobs::Counts counts;
        for (const journal::ItemRow& row : m_shop.rows(m_job))
            ++counts[row.state];
        if (counts.total() != idCount || m_shop.store->job(m_job)->counts != counts)
            complain(QStringLiteral("%1 ids are in the store, and its sums are others").arg(counts.total()));
        if (m_shop.core != nullptr && m_shop.job(m_job).counts.total() != idCount)
            complain(QStringLiteral("the picture shows %1 ids").arg(m_shop.job(m_job).counts.total()));
    }

    void complain(const QString& what)
    {
        if (m_broken.size() < 5)
            m_broken << what;
    }

    Fault m_fault;
    std::shared_ptr<Failure> m_failure;
    Workshop m_shop;
    JobId m_job = 0;
    bool m_isArmed = false, m_isHealed = false, m_isDead = false;
    int m_askedBefore = 0;
    std::size_t m_sends = 0;
    QStringList m_broken;
};

} // namespace

/// The engine on a disk that fails, at every single moment.
class FaultsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void losesAndRepeatsNothingWhicheverOperationFails_data()
    {
        QTest::addColumn<int>("disk");
        QTest::addColumn<int>("span");
        QTest::addColumn<int>("trace");
        QTest::addColumn<int>("then");
        const auto row = [](const char* name, Disk disk, Failure::Span span, Failure::Trace trace,
                            Then then) {
            QTest::addRow("%s, %s", disk == Disk::store ? "store" : "ledger", name)
                << int(disk) << int(span) << int(trace) << int(then);
        };
        for (const Disk disk : {Disk::store, Disk::ledger}) {
            using enum Failure::Span;
            using enum Failure::Trace;
            row("once", disk, once, nothing, Then::goesOn);
            row("from there on, and heals", disk, fromThereOn, nothing, Then::goesOn);
            row("once, and the program dies", disk, once, nothing, Then::dies);
            // A sync may fail after the bytes arrived; then the next program finds them.
            row("once but written, and the program dies", disk, once, everything, Then::dies);
        }
    }
    void losesAndRepeatsNothingWhicheverOperationFails()
    {
        QFETCH(const int, disk);
        QFETCH(const int, span);
        QFETCH(const int, trace);
        QFETCH(const int, then);
        int nth = 0;
        bool isMet = true;
        while (isMet) {
            Life life({Disk(disk), Failure::Span(span), Failure::Trace(trace), Then(then), ++nth});
            if (life.run())
                life.compareTheEnd();
            QVERIFY2(
                life.broken().isEmpty(),
                qPrintable(QStringLiteral("operation %1 fails: %2").arg(nth).arg(life.broken().join("; "))));
            isMet = life.isFaultMet();
        }
        qInfo("%d operations failed in turn", nth - 1);
        QVERIFY(nth > 20); // a life has many more operations than that
    }

    void theProgramEndsAlthoughTheDiskFails()
    {
        Workshop::Setup setup;
        const auto failure = std::make_shared<Failure>();
        setup.furnish = [failure](engine::World& world) {
            world.openStore = [open = world.openStore,
                               failure]() -> base::Result<std::unique_ptr<journal::Store>> {
                return std::make_unique<support::FailingStore>(std::move(*open()), failure);
            };
        };
        Workshop shop(setup);
        const JobId job = shop.newJob(idCount);
        shop.approve(job, idCount);
        shop.runFor(2s);
        failure->arm(1, Failure::Span::fromThereOn);
        shop.runFor(12s);
        QCOMPARE(shop.job(job).reason, PauseReason::store);
        shop.core->shutDown();
        shop.runFor(9s);
        QCOMPARE(shop.shutDowns, 0); // a disk that comes back is waited for
        QVERIFY(shop.clock.runUntil([&] { return shop.shutDowns == 1; }, shop.clock.now() + 4s));
        // What was not written is not lost: the next program asks again, and confirms nothing twice.
        failure->disarm();
        shop.kill();
        shop.open();
        shop.resume(job);
        QVERIFY(shop.runUntilStill(job, 5min));
        QCOMPARE(shop.job(job).counts[ItemState::done] + shop.job(job).counts[ItemState::gone],
                 std::uint32_t(idCount));
    }
};

QTEST_GUILESS_MAIN(FaultsTest)
#include "tst_faults.moc"
