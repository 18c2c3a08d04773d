#include "idlist/reader.h"
#include "ui/pages/gatepage.h"
#include "ui/theme.h"
#include "vendors/catalog.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace ui;

namespace {

/// A list of `count` ids from 4702 on.
std::shared_ptr<const idlist::List> listOf(int count)
{
    QByteArray text;
    for (int i = 0; i < count; ++i)
        text += QByteArray::number(4702 + i) + '\n';
    auto list = idlist::readText(text, {}, {});
    return std::make_shared<const idlist::List>(std::move(*list));
}

Draft draftOf(int count, bool isPractice = false)
{
    Draft draft;
    draft.setup.profile = *vendors::Catalog().find(QStringLiteral("kameleoon"));
    draft.setup.operationId = QStringLiteral("delete-account");
    draft.setup.accountLabel = QStringLiteral("Production");
    draft.setup.listName = QStringLiteral("accounts_q4.csv");
    draft.setup.list = listOf(count);
    draft.address = QStringLiteral("DELETE https://api.kameleoon.com/accounts/{id}");
    draft.isPractice = isPractice;
    return draft;
}

/// A look that found administrators, people other than the list says, and one who is as the list says.
engine::LookResult lookOf(const QStringList& administrators, const QStringList& others)
{
    engine::LookResult made;
    const auto add = [&made](const QString& id, bool isAdministrator, const QString& holds) {
        engine::Look look;
        look.listed = {id, QStringLiteral("jane@example.com")};
        look.label = holds;
        look.isAdministrator = isAdministrator;
        made.looks << look;
    };
    for (const QString& id : others)
        add(id, false,
            QStringLiteral("a.very.long.name.of.somebody.else.entirely@a-long-domain.example.com"));
    for (const QString& id : administrators)
        add(id, true, QStringLiteral("jane@example.com"));
    add(QStringLiteral("9500"), false, QStringLiteral("jane@example.com"));
    made.asked = int(made.looks.size());
    made.end.kind = engine::SignInResult::Kind::works;
    return made;
}

engine::Writing writing()
{
    return engine::Writing(engine::WallTime{}, true);
}

struct Gate {
    pages::GatePage page;
    QLineEdit* field = page.findChild<QLineEdit*>(QStringLiteral("gateField"));
    QPushButton* button = page.findChild<QPushButton*>(QStringLiteral("gateButton"));
    QLabel* answer = page.findChild<QLabel*>(QStringLiteral("gateAnswer"));
    QSignalSpy confirmed{&page, &pages::GatePage::confirmed};

    explicit Gate(const Draft& draft)
    {
        page.resize(1000, 700);
        page.QWidget::show();
        page.show(draft, writing());
        QApplication::setActiveWindow(&page);
    }
};

} // namespace

class TestGate : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhatWillHappenInBigLetters()
    {
        Gate gate(draftOf(4812));
        QCOMPARE(gate.page.findChild<QLabel*>(QStringLiteral("gateWhat"))->text(),
                 QStringLiteral("DELETE 4,812 ACCOUNTS"));
        QCOMPARE(gate.page.findChild<QLabel*>(QStringLiteral("gateWhat"))->font().pixelSize(), 28);
        QCOMPARE(gate.button->text(), QStringLiteral("&Delete 4,812 accounts"));
        QCOMPARE(gate.button->accessibleName(), QStringLiteral("Delete 4,812 accounts"));
        QVERIFY(gate.page.findChild<QLabel*>(QStringLiteral("gateWhere"))
                    ->text()
                    .contains(QStringLiteral("at Kameleoon, account “Production”")));
    }

    void startsWithTheFocusInTheFieldAndADeadButton()
    {
        Gate gate(draftOf(4812));
        QVERIFY(QTest::qWaitForWindowActive(&gate.page));
        QCOMPARE(gate.page.focusWidget(), gate.field);
        QVERIFY(!gate.button->isEnabled());
    }

    void refusesEveryOtherNumber_data()
    {
        QTest::addColumn<QString>("text");
        for (const char* text : {"4811", "4813", "48120", "481", "-4812", "4812a", "four", "", " ", "4,812,",
                                 "0", "99999999999999999999999999"})
            QTest::newRow(text) << QString::fromLatin1(text);
    }
    void refusesEveryOtherNumber()
    {
        QFETCH(QString, text);
        Gate gate(draftOf(4812));
        gate.field->setText(text);
        QVERIFY(!gate.button->isEnabled());
        gate.button->click();
        QCOMPARE(gate.confirmed.count(), 0);
    }

    void saysWhatWasTypedAndWhatTheListHolds()
    {
        Gate gate(draftOf(4812));
        gate.field->setText(QStringLiteral("4821"));
        QCOMPARE(gate.answer->text(), QStringLiteral("You typed 4,821. The list holds 4,812."));
    }

    void acceptsTheNumberHoweverThousandsAreWritten_data()
    {
        QTest::addColumn<QString>("text");
        for (const char* text : {"4812", "4,812", "4.812", "4 812", " 4812 ", "4'812", "04812"})
            QTest::newRow(text) << QString::fromLatin1(text);
        QTest::newRow("no-break space") << QStringLiteral("4\u00a0812");
    }
    void acceptsTheNumberHoweverThousandsAreWritten()
    {
        QFETCH(QString, text);
        Gate gate(draftOf(4812));
        gate.field->setText(text);
        QVERIFY(gate.button->isEnabled());
        gate.button->click();
        QCOMPARE(gate.confirmed.count(), 1);
        QCOMPARE(gate.confirmed.first().first().toLongLong(), 4812);
    }

    void enterDoesNothingAtAll()
    {
        Gate gate(draftOf(4812));
        gate.field->setText(QStringLiteral("4812"));
        for (const auto key : {Qt::Key_Return, Qt::Key_Enter})
            for (const auto modifier : {Qt::NoModifier, Qt::ControlModifier, Qt::ShiftModifier}) {
                QTest::keyClick(gate.field, key, modifier);
                QTest::keyClick(gate.button, key, modifier);
                QTest::keyClick(&gate.page, key, modifier);
            }
        QCOMPARE(gate.confirmed.count(), 0);
    }

    void theButtonIsReachedByItsMnemonicOnceItLives()
    {
        Gate gate(draftOf(4812));
        QVERIFY(QTest::qWaitForWindowActive(&gate.page));
        QTest::keyClick(gate.field, Qt::Key_D, Qt::AltModifier);
        QCOMPARE(gate.confirmed.count(), 0);
        gate.field->setText(QStringLiteral("4812"));
        QTest::keyClick(gate.field, Qt::Key_D, Qt::AltModifier);
        QTRY_COMPARE(gate.confirmed.count(), 1);
    }

    void theSpaceBarPressesTheButtonOnceItLives()
    {
        Gate gate(draftOf(4812));
        gate.field->setText(QStringLiteral("4812"));
        QTest::keyClick(gate.button, Qt::Key_Space);
        QCOMPARE(gate.confirmed.count(), 1);
    }

    void theJobAfterOneThatIsOnItsWayIsNoChangeOfThatOne()
    {
        Gate gate(draftOf(4812));
        gate.field->setText(QStringLiteral("4812"));
        gate.page.forget();
        gate.page.show(draftOf(7), writing());
        QVERIFY(gate.field->text().isEmpty());
        QVERIFY2(gate.answer->text().isEmpty(), qPrintable(gate.answer->text()));
    }

    void aChangedListEmptiesTheFieldAndSaysWhy()
    {
        Gate gate(draftOf(4812));
        gate.field->setText(QStringLiteral("4812"));
        gate.page.show(draftOf(4811), writing());
        QVERIFY(gate.field->text().isEmpty());
        QVERIFY(!gate.button->isEnabled());
        QCOMPARE(gate.answer->text(),
                 QStringLiteral("The list changed since you looked (4,812, now 4,811). Please read again."));
    }

    void anotherAccountEmptiesTheFieldToo()
    {
        Gate gate(draftOf(4812));
        gate.field->setText(QStringLiteral("4812"));
        Draft other = draftOf(4812);
        other.setup.accountLabel = QStringLiteral("Staging");
        gate.page.show(other, writing());
        QVERIFY(gate.field->text().isEmpty());
    }

    void escapeGoesBack()
    {
        Gate gate(draftOf(4812));
        QSignalSpy back(&gate.page, &pages::GatePage::backAsked);
        QTest::keyClick(gate.field, Qt::Key_Escape);
        QCOMPARE(back.count(), 1);
        QCOMPARE(gate.confirmed.count(), 0);
    }

    void whileTheListIsStoredNothingCanBePressed()
    {
        Gate gate(draftOf(4812));
        gate.field->setText(QStringLiteral("4812"));
        gate.page.setBusy(true);
        QVERIFY(!gate.button->isEnabled());
        gate.page.tellRefusal(QStringLiteral("the store is full"));
        QCOMPARE(gate.answer->text(), QStringLiteral("the store is full"));
        QVERIFY(gate.button->isEnabled());
    }

    void practiceIsCalledPractice()
    {
        Gate gate(draftOf(230, true));
        QCOMPARE(gate.button->text(), QStringLiteral("PRACTICE: &delete 230 made-up accounts"));
        QVERIFY(gate.page.findChild<QLabel*>(QStringLiteral("gateTitle"))
                    ->text()
                    .startsWith(QStringLiteral("PRACTICE")));
        gate.field->setText(QStringLiteral("230"));
        QVERIFY(gate.button->isEnabled());
        QCOMPARE(gate.page.findChild<QLabel*>(QStringLiteral("gateEffect"))->text(),
                 QStringLiteral("In practice nothing is really deleted."));
        QCOMPARE(gateWords(draftOf(230), writing()).effect, QStringLiteral("This cannot be undone."));
    }

    void anAddressNobodyHasSeenWorkIsSaidBeforeTheField()
    {
        Draft draft = draftOf(5);
        for (auto& operation : draft.setup.profile.operations)
            operation.provenance.isVerified = false;
        Gate gate(draft);
        QVERIFY(gate.page.findChild<QLabel*>(QStringLiteral("gateWarning"))
                    ->text()
                    .contains(QStringLiteral("does not document this address")));
    }

    void theFieldNeverLeavesTheWindowWhateverElseIsSaid_data()
    {
        QTest::addColumn<QSize>("room");
        // What a window leaves for the page: with the jobs list beside it, and without.
        QTest::newRow("1280 by 800") << QSize(1039, 752);
        QTest::newRow("1280 by 640") << QSize(1039, 592);
        QTest::newRow("1920 by 1080 at double size") << QSize(960, 444);
    }
    void theFieldNeverLeavesTheWindowWhateverElseIsSaid()
    {
        QFETCH(QSize, room);
        Draft draft = draftOf(4812);
        for (auto& operation : draft.setup.profile.operations)
            operation.provenance.isVerified = false;
        draft.setup.note = QStringLiteral("OPS-1182");
        draft.startedBy = QStringLiteral("Anna Weiss (anna on LT-0423)");
        draft.takes = std::chrono::hours(4);
        draft.looked.emplace();
        engine::Look look;
        look.listed.id = QStringLiteral("4873");
        look.isAdministrator = true;
        draft.looked->looks = {look};
        draft.looked->asked = 1;
        Gate gate(draft);
        gate.page.resize(room);
        QCoreApplication::processEvents();
        QCOMPARE(gate.page.size(), room);
        const auto isSeen = [&](const char* name) {
            const auto* part = gate.page.findChild<QWidget*>(QLatin1String(name));
            const QRect there(part->mapTo(&gate.page, QPoint()), part->size());
            return part->visibleRegion().boundingRect() == part->rect() && gate.page.rect().contains(there);
        };
        for (const char* name :
             {"gateField", "gatePrompt", "gateButton", "gateBack", "gateWarning", "gateProtect"})
            QVERIFY2(isSeen(name), name);
        gate.page.askAboutSent({1431, 1420, QStringLiteral("Q3 clean-up"), {}}, writing());
        QCoreApplication::processEvents();
        QCOMPARE(gate.page.size(), room);
        for (const char* name : {"gateSentWords", "leaveOutButton", "sendAgainButton", "gateButton",
                                 "gateBack", "gateWarning", "gateProtect"})
            QVERIFY2(isSeen(name), name);
    }

    void whatWasSentBeforeIsDecidedBeforeThereIsAFieldAgain()
    {
        Gate gate(draftOf(230));
        gate.field->setText(QStringLiteral("230"));
        gate.page.setBusy(true);
        gate.page.askAboutSent({30, 28, QStringLiteral("Q3 clean-up"), {}}, writing());
        QVERIFY(!gate.field->isVisible()); // a number in a dead field looks like one that counts
        QVERIFY(!gate.button->isEnabled());
        const auto* words = gate.page.findChild<QLabel*>(QStringLiteral("gateSentWords"));
        QVERIFY2(words->text().contains(QStringLiteral("First choose what becomes of them")),
                 qPrintable(words->text()));
        gate.page.tellRefusal(QStringLiteral("the account is in use"));
        QVERIFY(gate.field->isVisible());
        QVERIFY(!words->isVisible());
    }

    void everyFactIsReadAsAWholeHoweverWideTheWindow_data()
    {
        QTest::addColumn<int>("width");
        for (const int width : {600, 960, 1039, 1680, 2400})
            QTest::addRow("%d", width) << width;
    }
    void everyFactIsReadAsAWholeHoweverWideTheWindow()
    {
        QFETCH(int, width);
        Draft draft = draftOf(4812);
        draft.looked = lookOf({QStringLiteral("4873")}, {QStringLiteral("4702"), QStringLiteral("4711")});
        draft.takes = std::chrono::hours(4);
        Gate gate(draft);
        gate.page.resize(width, 1000);
        QCoreApplication::processEvents();
        const auto right = [&](const QWidget* part) {
            return part->mapTo(&gate.page, QPoint(part->width(), 0)).x();
        };
        const auto cut = [&] {
            QStringList texts;
            for (const QLabel* fact : gate.page.findChildren<QLabel*>())
                if (fact->objectName().startsWith(QLatin1String("gateFact"))
                    && fact->height() < fact->heightForWidth(fact->width()))
                    texts << fact->text();
            return texts;
        };
        QTRY_VERIFY2(cut().isEmpty(), qPrintable(cut().join(QLatin1Char('\n'))));
        // One right edge for what is read and what is pressed.
        const auto* bar = gate.page.findChild<QLabel*>(QStringLiteral("gateWarning"))->parentWidget();
        QCOMPARE(right(bar), right(gate.button));
        QVERIFY(bar->width() <= 1060);
    }

    void whoeverIsDoubtfulIsNamedAndProtectedByOneButton()
    {
        Draft draft = draftOf(4812);
        draft.looked = lookOf({QStringLiteral("4873")}, {QStringLiteral("4702")});
        Gate gate(draft);
        const auto* warning = gate.page.findChild<QLabel*>(QStringLiteral("gateWarning"));
        QCOMPARE(
            warning->text(),
            QStringLiteral("Of 3 looked at, 1 is an administrator (4873) and 1 belongs to somebody other "
                           "than the list says (4702). They will be sent."));
        auto* protect = gate.page.findChild<QPushButton*>(QStringLiteral("gateProtect"));
        QCOMPARE(protect->text(), QStringLiteral("&Protect these 2"));
        QSignalSpy asked(&gate.page, &pages::GatePage::protectAsked);
        protect->click();
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked.first().first().toStringList(), (QStringList{"4702", "4873"}));
        draft.setup.options.protectedIds = {QStringLiteral("4873")};
        gate.page.show(draft, writing());
        QVERIFY(!warning->text().contains(QStringLiteral("4873")));
        QCOMPARE(protect->text(), QStringLiteral("&Protect 4702"));
        draft.setup.options.protectedIds << QStringLiteral("4702");
        gate.page.show(draft, writing());
        QVERIFY(!warning->isVisible() && !protect->isVisible());
        QVERIFY(gateWords(draft, writing())
                    .facts.filter(QStringLiteral("protected, so not sent: 4702, 4873"))
                    .size()
                == 1);
    }

    void theAccountThatSignsInOnTheListIsSaidBeforeTheField()
    {
        Draft draft = draftOf(5);
        auto kept = std::make_shared<Protection>();
        kept->ownId = QStringLiteral("4703");
        kept->items = {1};
        draft.protection = kept;
        draft.protectedCount = 1;
        const GateWords words = gateWords(draft, writing());
        QCOMPARE(words.warning,
                 QStringLiteral("The account that signs in (4703) stands on this list: is it the "
                                "right list? That account is left out."));
        QVERIFY(words.doubtful.isEmpty()); // it is protected by itself
    }

    void anAccountWithoutANameIsNotCalledAfterItsVendorTwice()
    {
        Draft draft = draftOf(5);
        draft.setup.accountLabel = draft.setup.profile.vendor;
        QCOMPARE(gateWords(draft, writing()).where, QStringLiteral("at Kameleoon, account not named"));
    }

    void whatScrollsIsReadWithTheKeyboardToo()
    {
        Gate gate(draftOf(4812));
        auto* scroll = gate.page.findChild<QScrollArea*>(QStringLiteral("gateScroll"));
        QCOMPARE(scroll->focusPolicy(), Qt::NoFocus); // all of it is seen
        gate.page.resize(800, 260);
        QTRY_COMPARE(scroll->focusPolicy(), Qt::TabFocus);
        QVERIFY(QTest::qWaitForWindowActive(&gate.page));
        gate.field->setFocus();
        QTest::keyClick(gate.field, Qt::Key_PageDown);
        QVERIFY(scroll->verticalScrollBar()->value() > 0);
        QVERIFY(gate.field->hasFocus());
        QTest::keyClick(gate.field, Qt::Key_PageUp);
        QCOMPARE(scroll->verticalScrollBar()->value(), 0);
    }

    void inTheDarkTheFocusedFieldHasAnEdgeThatIsSeen()
    {
        const Theme dark = Theme::dark();
        apply(*qApp, dark);
        Gate gate(draftOf(4812));
        QVERIFY(QTest::qWaitForWindowActive(&gate.page));
        gate.field->setFocus();
        const QImage picture = gate.field->grab().toImage();
        double edge = 0;
        for (int x = 0; x < 3; ++x)
            edge = std::max(edge, contrast(picture.pixelColor(x, picture.height() / 2), dark.background()));
        apply(*qApp, Theme::light());
        QVERIFY2(edge >= 3, qPrintable(QString::number(edge)));
    }

    void aRefusedSignInIsSaidBeforeTheField()
    {
        Draft draft = draftOf(5);
        draft.checked.emplace();
        draft.checked->kind = engine::SignInResult::Kind::forbidden;
        draft.checked->vendor = QStringLiteral("Kameleoon");
        draft.checked->httpStatus = 403;
        Gate gate(draft);
        const auto* warning = gate.page.findChild<QLabel*>(QStringLiteral("gateWarning"));
        QVERIFY(warning->isVisible());
        QVERIFY2(warning->text().contains(QStringLiteral("does not permit the check")),
                 qPrintable(warning->text()));
    }

    void aJobOfAMomentSaysSo()
    {
        Draft draft = draftOf(3);
        draft.takes = std::chrono::milliseconds(200);
        const GateWords words = gateWords(draft, writing());
        const auto at = words.facts.indexOf(QStringLiteral("Takes"));
        QVERIFY(at >= 0);
        QCOMPARE(words.facts[at + 1], QStringLiteral("a moment: no limit is reached"));
    }

    void everyControlHasANameForScreenReaders()
    {
        Gate gate(draftOf(5));
        QVERIFY(!gate.field->accessibleName().isEmpty());
        QVERIFY(!gate.field->objectName().isEmpty());
    }

    void theEndMovesOnWhileTheGateIsRead()
    {
        Draft draft = draftOf(230);
        draft.takes = std::chrono::seconds(40);
        Gate gate(draft);
        gate.field->setText(QStringLiteral("23"));
        const auto takes = [&] {
            for (const QLabel* label : gate.page.findChildren<QLabel*>())
                if (label->objectName().startsWith(QLatin1String("gateFact"))
                    && label->text().contains(QLatin1String("Ctrl+P")))
                    return label->text();
            return QString();
        };
        QVERIFY2(takes().contains(QStringLiteral("at 00:00:40, in 40 s.")), qPrintable(takes()));
        gate.page.tellTime(engine::Writing(engine::WallTime{std::chrono::minutes(10)}, true));
        QVERIFY(takes().contains(QStringLiteral("at 00:10:40")));
        QCOMPARE(gate.field->text(), QStringLiteral("23"));
    }

    void aLimitThatIsFullNowPutsTheEndOff()
    {
        Draft draft = draftOf(3);
        draft.takes = std::chrono::milliseconds(200);
        draft.notBefore = engine::WallTime{std::chrono::seconds(41)};
        const auto endAsOf = [&](std::chrono::seconds now) {
            const QStringList facts = gateWords(draft, engine::Writing(engine::WallTime{now}, true)).facts;
            const auto at = facts.indexOf(QStringLiteral("Ends"));
            return at < 0 ? QString() : facts[at + 1];
        };
        QCOMPARE(endAsOf(std::chrono::seconds(1)),
                 QStringLiteral("at 00:00:41, in 40 s. Nothing can be sent before 00:00:41. Pause at any "
                                "moment: Ctrl+P."));
        QVERIFY(endAsOf(std::chrono::seconds(60)).isEmpty()); // a moment, as if it had never been full
    }
};

QTEST_MAIN(TestGate)
#include "tst_gate.moc"
