#include "engine/keys.h"

#include <QTest>

#include <array>

using engine::Keys;

/// Idempotency keys: a request that goes again as it was has its key, and no other request has it.
class TstKeys : public QObject {
    Q_OBJECT

    Keys m_keys{QByteArray(32, 's'), "job", 64};
    static constexpr std::array<jobs::ItemIndex, 2> both{5, 6};
    static constexpr std::array<jobs::ItemIndex, 1> first{5};

private Q_SLOTS:
    void init() { m_keys = Keys(QByteArray(32, 's'), "job", 64); }

    void whatMayBeRepeatedKeepsItsKey()
    {
        const QByteArray key = m_keys.keyOf(1, both);
        m_keys.ended(1, true);
        QCOMPARE(m_keys.keyOf(2, both), key);
    }

    void anotherGroupingIsAnotherRequest()
    {
        const QByteArray key = m_keys.keyOf(1, both);
        m_keys.ended(1, true);
        QVERIFY(m_keys.keyOf(2, first) != key);
    }

    void whatMustNotBeRepeatedGetsANewOne()
    {
        const QByteArray key = m_keys.keyOf(1, both);
        m_keys.ended(1, false);
        QVERIFY(m_keys.keyOf(2, both) != key);
    }

    void aBatchOfAnEarlierRunIsKnownByItsKey()
    {
        const QByteArray key = m_keys.keyOf(1, both);
        Keys later(QByteArray(32, 's'), "job", 64);
        QVERIFY(!later.recall(1, first, key));    // something of it is missing
        QVERIFY(!later.recall(2, both, key));     // made for another attempt
        QVERIFY(!later.recall(1, both, "other")); // by somebody else
        constexpr std::array<jobs::ItemIndex, 2> turned{6, 5};
        QVERIFY(!later.recall(1, turned, key)); // its answer would be read for the wrong ones
        QVERIFY(later.recall(1, both, key));
        QCOMPARE(later.keyOf(7, both), key);
    }

    void aRecalledKeyGoesWithItsItemAlone()
    {
        m_keys.recall(5, "kept");
        QCOMPARE(m_keys.keyOf(7, first), QByteArray("kept"));
        m_keys.recall(5, "kept");
        QVERIFY(m_keys.keyOf(8, both) != "kept");
    }
};

QTEST_GUILESS_MAIN(TstKeys)
#include "tst_keys.moc"
