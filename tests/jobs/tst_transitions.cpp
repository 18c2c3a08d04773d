#include "jobs/transitions.h"

#include <QTest>

using jobs::ItemEvent;
using jobs::ItemState;

class TstTransitions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void neverLetsAConfirmedItemGo()
    {
        for (std::size_t e = 0; e < jobs::itemEventCount; ++e) {
            QVERIFY(!jobs::next(ItemState::done, static_cast<ItemEvent>(e)));
            QVERIFY(!jobs::next(ItemState::gone, static_cast<ItemEvent>(e)));
        }
    }

    void sendsOnlyWhatIsQueuedOrWaiting()
    {
        for (std::size_t s = 0; s < jobs::itemStateCount; ++s) {
            const auto state = static_cast<ItemState>(s);
            const bool maySend = state == ItemState::queued || state == ItemState::waiting;
            QCOMPARE(jobs::next(state, ItemEvent::send).has_value(), maySend);
        }
    }

    void settlesOnlyWhatIsInFlight()
    {
        for (const auto event : {ItemEvent::confirmed, ItemEvent::absentProves, ItemEvent::refused}) {
            for (std::size_t s = 0; s < jobs::itemStateCount; ++s) {
                const auto state = static_cast<ItemState>(s);
                QCOMPARE(jobs::next(state, event).has_value(), state == ItemState::sent);
            }
        }
        QCOMPARE(jobs::next(ItemState::sent, ItemEvent::confirmed), ItemState::done);
        QCOMPARE(jobs::next(ItemState::sent, ItemEvent::absentProves), ItemState::gone);
        QCOMPARE(jobs::next(ItemState::sent, ItemEvent::refused), ItemState::failed);
        QCOMPARE(jobs::next(ItemState::sent, ItemEvent::unanswered), ItemState::unknown);
    }

    void letsTheOperatorAskAgainOnlyWhatIsNotConfirmed()
    {
        QCOMPARE(jobs::next(ItemState::failed, ItemEvent::retry), ItemState::queued);
        QCOMPARE(jobs::next(ItemState::unknown, ItemEvent::retry), ItemState::queued);
        QVERIFY(!jobs::next(ItemState::sent, ItemEvent::retry));
    }
};

QTEST_APPLESS_MAIN(TstTransitions)
#include "tst_transitions.moc"
