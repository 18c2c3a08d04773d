#include "ui/pages/protecteddialog.h"
#include "ui/support/stage.h"
#include "ui/widgets/twolines.h"

#include <QApplication>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QStatusBar>
#include <QTableWidget>
#include <QTest>

using namespace ui;
using engine::Look;
using engine::LookResult;
using support::csv;

namespace {

/// On a new job with a list of 230, in practice.
struct Stage : support::Stage {
    QSignalSpy asked{&view, &JobView::lookAsked};

    explicit Stage(const char* profile = "kameleoon", const QByteArray& list = csv(230))
        : support::Stage(practice())
    {
        window.openNewJob({{}, list}, QLatin1String(profile));
    }
    static Workplace practice()
    {
        Workplace at = support::practice();
        at.operatorName = QStringLiteral("Anna Weiss (anna on LT-0423)");
        return at;
    }
    QPushButton* button() { return find<QPushButton>("lookButton"); }
    QPushButton* go() { return find<QPushButton>("continueButton"); }
    engine::LookSetup setup() const { return asked.last().at(1).value<engine::LookSetup>(); }
    QStringList ids() const
    {
        QStringList found;
        for (const engine::ListedId& item : setup().items)
            found << item.id;
        return found;
    }
    /// What the vendor holds is what the list says; `administrator` is one.
    LookResult result(const QString& administrator = {}) const
    {
        LookResult made;
        made.vendor = QStringLiteral("Kameleoon");
        for (const engine::ListedId& item : setup().items) {
            Look look;
            look.listed = item;
            look.label = item.label;
            look.isAdministrator = item.id == administrator;
            look.roles = look.isAdministrator ? QStringLiteral("ADMIN") : QStringLiteral("EDITOR");
            made.looks << look;
        }
        made.asked = int(made.looks.size());
        made.end.kind = engine::SignInResult::Kind::works;
        return made;
    }
    void answer(const LookResult& made) { Q_EMIT view.looked(asked.last().first().toInt(), made); }
    /// The list is read, five were looked at, one is an administrator.
    bool look(const QString& administrator = {})
    {
        if (!QTest::qWaitFor([this] { return button()->isEnabled(); }, 10'000))
            return false;
        button()->click();
        answer(result(administrator));
        return true;
    }
    QStringList facts()
    {
        QStringList texts;
        for (const QLabel* fact : window.findChildren<QLabel*>())
            if (fact->objectName().startsWith(QStringLiteral("gateFact")) && !fact->isHidden())
                texts << fact->text();
        return texts;
    }
};

} // namespace

class TestLook : public QObject {
    Q_OBJECT

    support::Home m_home;

private Q_SLOTS:
    void fiveOfTheListAreAskedForWithWhatItSaysOfThem()
    {
        Stage stage;
        QTRY_VERIFY(stage.button()->isEnabled());
        QCOMPARE(stage.button()->text(), QStringLiteral("Loo&k at 5 of them"));
        QVERIFY(!stage.button()->accessibleName().isEmpty());
        stage.button()->click();
        QCOMPARE(stage.asked.count(), 1);
        QCOMPARE(stage.ids(), (QStringList{"4702", "4759", "4816", "4873", "4931"}));
        QCOMPARE(stage.setup().items.first().label, QStringLiteral("p0@example.com"));
        QCOMPARE(stage.setup().operationId, QStringLiteral("delete-account"));
        QCOMPARE(stage.setup().at.origin, QStringLiteral("http://127.0.0.1:4711"));
        stage.button()->click();
        QCOMPARE(stage.asked.count(), 1); // once at a time
    }

    void aShortListIsLookedAtWhole()
    {
        Stage stage("kameleoon", csv(3));
        QTRY_COMPARE(stage.button()->text(), QStringLiteral("Loo&k at all 3"));
    }

    void whereTheVendorHasNoLookUpTheRowIsAbsent()
    {
        Stage stage("chameleon");
        QVERIFY(!stage.find<QWidget>("lookRow")->isVisible());
        stage.window.openNewJob({}, QStringLiteral("kameleoon"));
        QVERIFY(stage.find<QWidget>("lookRow")->isVisible());
    }

    void eachIdIsShownBesideWhatTheListSays()
    {
        Stage stage;
        QTRY_VERIFY(stage.button()->isEnabled());
        stage.button()->click();
        LookResult made = stage.result(QStringLiteral("4873"));
        made.looks[1].label = QStringLiteral("<b>tom</b>@example.com");
        made.looks[2].kind = Look::Kind::absent;
        made.looks[2].httpStatus = 404;
        stage.answer(made);
        QCOMPARE(stage.find<QLabel>("look0_1")->text(), QStringLiteral("4702"));
        QCOMPARE(stage.find<QLabel>("look0_4")->text(), QStringLiteral("as on the list"));
        QCOMPARE(stage.find<QLabel>("look1_2")->text(), QStringLiteral("p57@example.com"));
        QCOMPARE(stage.find<QLabel>("look1_3")->text(), QStringLiteral("<b>tom</b>@example.com"));
        QCOMPARE(stage.find<QLabel>("look1_3")->textFormat(), Qt::PlainText);
        QCOMPARE(stage.find<QLabel>("look1_4")->text(), QStringLiteral("not what the list says"));
        QCOMPARE(stage.find<QLabel>("look2_3")->text(), QStringLiteral("not found (404)"));
        QCOMPARE(stage.find<QLabel>("look3_4")->text(), QStringLiteral("ADMINISTRATOR (ADMIN)"));
        QVERIFY(stage.find<QLabel>("lookShown")
                    ->text()
                    .startsWith(QStringLiteral("4 of 5 exist, 1 does not match")));
    }

    void whatWasShownIsGoneWithTheList()
    {
        Stage stage;
        QVERIFY(stage.look());
        QVERIFY(stage.find<QLabel>("lookShown")->isVisible());
        stage.window.openNewJob({{}, csv(12)});
        QTRY_VERIFY(stage.button()->isEnabled());
        QVERIFY(!stage.find<QLabel>("lookShown")->isVisible());
        QVERIFY(!stage.find<QWidget>("lookRows")->isVisible());
        stage.button()->click();
        QCOMPARE(stage.ids().last(), QStringLiteral("4713"));
    }

    void anAnswerAboutAnotherListIsNotShown()
    {
        Stage stage;
        QTRY_VERIFY(stage.button()->isEnabled());
        stage.button()->click();
        const LookResult late = stage.result();
        stage.window.openNewJob({{}, csv(12)});
        QTRY_VERIFY(stage.button()->isEnabled());
        stage.answer(late);
        QVERIFY(!stage.find<QWidget>("lookRows")->isVisible());
    }

    void aRefusalIsSaidAndCanBeTriedAgain()
    {
        Stage stage;
        QTRY_VERIFY(stage.button()->isEnabled());
        stage.button()->click();
        Q_EMIT stage.view.refused(stage.asked.last().first().toInt(), engine::Refused::busy,
                                  QStringLiteral("in use by sluice-cli (process 4711)"));
        QCOMPARE(stage.find<QLabel>("lookShown")->text(),
                 QStringLiteral("in use by sluice-cli (process 4711)"));
        stage.button()->click();
        QCOMPARE(stage.asked.count(), 2);
    }

    void theGateSaysWhatWasLookedUpAndProtectsAnAdministrator()
    {
        Stage stage;
        QVERIFY(stage.look(QStringLiteral("4873")));
        stage.go()->click();
        QCOMPARE(stage.pageName(), QStringLiteral("gatePage"));
        QVERIFY2(
            stage.facts().contains(QStringLiteral("5 of 5 exist, names match the list; 1 is an administrator "
                                                  "(4873 p171@example.com)")),
            qPrintable(stage.facts().join('\n')));
        auto* warning = stage.find<QLabel>("gateWarning");
        QVERIFY(warning->isVisible());
        QVERIFY2(warning->text().contains(QStringLiteral("1 is an administrator (4873). It will be sent.")),
                 qPrintable(warning->text()));
        auto* field = stage.find<QLineEdit>("gateField");
        field->setText(QStringLiteral("230"));
        QVERIFY(stage.find<QPushButton>("gateButton")->isEnabled());
        stage.find<QPushButton>("gateProtect")->click();
        QCOMPARE(stage.pageName(), QStringLiteral("gatePage"));
        QVERIFY(field->text().isEmpty()); // another number: read and typed anew
        QVERIFY(!warning->isVisible());
        QCOMPARE(stage.find<QLabel>("gateWhat")->text(), QStringLiteral("PRACTICE: DELETE 229 ACCOUNTS"));
        QTRY_COMPARE(stage.facts().filter(QStringLiteral("protected, so not sent: 4873")).size(), 1);
        QVERIFY(stage.facts()
                    .filter(QStringLiteral("229 will be sent"))
                    .filter(QStringLiteral("1 protected"))
                    .size()
                == 1);
        QVERIFY(!stage.find<QPushButton>("gateProtect")->isVisible());
        QSignalSpy created(&stage.view, &JobView::createAsked);
        field->setText(QStringLiteral("229"));
        stage.find<QPushButton>("gateButton")->click();
        QCOMPARE(created.count(), 1);
        QCOMPARE(created.last().at(1).value<engine::JobSetup>().options.protectedIds,
                 QStringList{QStringLiteral("4873")});
    }

    void longAddressesAreWholeInTwoLines()
    {
        const QString address =
            QStringLiteral("a.very.long.name.of.somebody.else.entirely@a-long-domain.example.com");
        widgets::TwoLines line(address);
        QCOMPARE(line.linesIn(2000), QStringList{address});
        const int half = line.fontMetrics().horizontalAdvance(address) * 6 / 10;
        QCOMPARE(line.linesIn(half).size(), 2);
        QCOMPARE(line.linesIn(half).join(QString()), address);
        QVERIFY(line.heightForWidth(half) > line.heightForWidth(2000));
        QVERIFY(line.linesIn(half / 3)[1].endsWith(QChar(0x2026)));
        QVERIFY(line.toolTip().contains(address));
        // Also where nothing in it says where to break.
        const QString oneWord(60, QLatin1Char('x'));
        widgets::TwoLines word(oneWord);
        const QStringList parts = word.linesIn(word.fontMetrics().horizontalAdvance(oneWord) * 6 / 10);
        QCOMPARE(parts.size(), 2);
        QCOMPARE(parts.join(QString()), oneWord);
        Stage stage;
        QTRY_VERIFY(stage.button()->isEnabled());
        stage.button()->click();
        LookResult made = stage.result();
        made.looks[1].label = address;
        stage.answer(made);
        auto* shown = stage.find<widgets::TwoLines>("look1_3");
        QVERIFY(shown);
        QCoreApplication::processEvents();
        QCOMPARE(shown->linesIn(shown->width()).join(QString()), address);
    }

    void inALowWindowTheChoicesAfterABrakeAreAllSeen()
    {
        Stage stage;
        stage.window.resize(960, 492);
        const auto braked = fake::brake();
        stage.view.show(fake::among(braked));
        stage.window.openJob(braked.id);
        QSignalSpy looks(&stage.view, &JobView::lookAtUntouchedAsked);
        stage.find<QPushButton>("lookAtUntouchedButton")->click();
        LookResult made;
        for (int i = 0; i < 5; ++i) {
            Look look;
            look.listed.id = QString::number(4702 + i);
            look.kind = Look::Kind::absent;
            look.httpStatus = 404;
            made.looks << look;
        }
        made.asked = 5;
        made.end.kind = engine::SignInResult::Kind::works;
        Q_EMIT stage.view.looked(looks.last().first().toInt(), made);
        QCoreApplication::processEvents();
        QCOMPARE(stage.window.size(), QSize(960, 492)); // it need not grow for them
        const auto* table = stage.find<QWidget>("itemsTable");
        QCOMPARE(table->visibleRegion().boundingRect().height(), table->height()); // nor is the table cut off
        for (const char* name : {"endButton", "lookAtUntouchedButton", "goOnButton"}) {
            const auto* button = stage.find<QWidget>("attentionPanel")
                                     ->findChildren<QPushButton*>(QLatin1String(name))
                                     .last(); // the one before it waits to be deleted
            QVERIFY2(button->visibleRegion().boundingRect() == button->rect(), name);
        }
    }

    void theListPageProtectsItToo()
    {
        Stage stage;
        QVERIFY(stage.look(QStringLiteral("4873")));
        auto* bar = stage.find<QPushButton>("draftProtect");
        QVERIFY(bar->isVisible());
        QCOMPARE(bar->text(), QStringLiteral("&Protect 4873"));
        QCOMPARE(stage.find<QLabel>("look3_0")->text(), QStringLiteral("!"));
        auto* protect = stage.find<QPushButton>("protectLook3");
        QTRY_VERIFY(protect->isVisible());
        QCOMPARE(protect->accessibleName(), QStringLiteral("Protect 4873"));
        protect->click();
        QVERIFY(!stage.find<QPushButton>("protectLook3"));
        QVERIFY(!bar->isVisible());
        QVERIFY(!stage.find<QLabel>("draftWarning")->isVisible());
        QCOMPARE(stage.find<QLabel>("look3_0")->text(), QStringLiteral("‖"));
        QCOMPARE(stage.find<QLabel>("look3_4")->text(),
                 QStringLiteral("ADMINISTRATOR (ADMIN) · protected, never sent"));
        QVERIFY(stage.find<QLabel>("listCounts")->text().startsWith(QStringLiteral("229 will be sent")));
        QCOMPARE(stage.find<QPushButton>("protectedButton")->text(), QStringLiteral("1…"));
        stage.button()->click(); // of those that are sent
        QVERIFY(!stage.ids().contains(QStringLiteral("4873")));
        QCOMPARE(stage.ids().size(), 5);
    }

    void theBottomLineSaysWhatALookHasFound()
    {
        Stage stage;
        QTRY_VERIFY(stage.button()->isEnabled());
        stage.button()->click();
        LookResult made = stage.result(QStringLiteral("4873"));
        made.looks[1].label = QStringLiteral("somebody.else@example.com");
        made.looks[4].kind = Look::Kind::absent;
        made.looks[4].httpStatus = 404;
        stage.answer(made);
        QCOMPARE(
            stage.find<QLabel>("draftWarning")->text(),
            QStringLiteral("Of 5 looked at, 1 is an administrator (4873) and 1 belongs to somebody other "
                           "than the list says (4759). They will be sent."));
        // Each has a sign of its own, and whose name is whose stands above.
        const auto sign = [&](int row) {
            return stage.find<QLabel>(qPrintable(QStringLiteral("look%1_0").arg(row)))->text();
        };
        QCOMPARE((QStringList{sign(0), sign(1), sign(2), sign(3), sign(4)}),
                 (QStringList{"✓", "≠", "✓", "!", "○"}));
        QCOMPARE(stage.find<QLabel>("lookHeading2")->text(), QStringLiteral("The list says"));
        QCOMPARE(stage.find<QLabel>("lookHeading3")->text(), QStringLiteral("Kameleoon holds"));
        QVERIFY(!stage.find<QPushButton>("protectLook4")); // who is absent needs no protection
        stage.find<QPushButton>("protectLook1")->click();
        QCOMPARE(stage.find<QPushButton>("draftProtect")->text(), QStringLiteral("&Protect 4873"));
        stage.find<QPushButton>("draftProtect")->click();
        QVERIFY(!stage.find<QLabel>("draftWarning")->isVisible());
        QVERIFY(stage.find<QLabel>("draftSummary")->text().startsWith(QStringLiteral("228 accounts")));
    }

    void everyRowOfALookIsReadAsAWholeInAWideWindow()
    {
        Stage stage;
        stage.window.resize(1920, 1080);
        QTRY_VERIFY(stage.button()->isEnabled());
        stage.button()->click();
        LookResult made = stage.result(QStringLiteral("4873"));
        made.looks[1].label =
            QStringLiteral("a.very.long.name.of.somebody.else.entirely@a-long-domain.example.com");
        made.looks[3].roles = QStringLiteral("ROLE_CUSTOMER_ADMIN, ROLE_OF_SOME_OTHER_KIND");
        stage.answer(made);
        const auto* remark = stage.find<QLabel>("look3_4");
        QTRY_VERIFY(remark->isVisible() && remark->height() >= remark->heightForWidth(remark->width()));
    }

    void whileALookIsOnItsWayTheJobWaits()
    {
        Stage stage;
        QTRY_VERIFY(stage.go()->isEnabled());
        stage.button()->click();
        QVERIFY(!stage.go()->isEnabled());
        QCOMPARE(stage.find<QLabel>("draftSummary")->text(),
                 QStringLiteral("A few ids are being looked at: one moment"));
        QCOMPARE(stage.go()->toolTip(), stage.find<QLabel>("draftSummary")->text());
        QVERIFY(stage.button()->isFlat()); // it does not look as if it could be pressed
        QTest::keyClick(&stage.page(), Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(stage.pageName(), QStringLiteral("newJobPage"));
        stage.answer(stage.result());
        QVERIFY(stage.go()->isEnabled());
        stage.button()->click();
        Q_EMIT stage.view.refused(stage.asked.last().first().toInt(), engine::Refused::busy,
                                  QStringLiteral("in use by sluice-cli (process 4711)"));
        QVERIFY(stage.go()->isEnabled());
        stage.button()->click();
        stage.window.openNewJob({{}, csv(12)}); // of another list there is nothing to wait for
        QTRY_VERIFY(stage.go()->isEnabled());
    }

    void inALowWindowTheAnswerToALookIsBroughtIntoSight()
    {
        Stage stage;
        stage.window.resize(960, 492);
        QVERIFY(stage.look());
        const auto* rows = stage.find<QWidget>("lookRows");
        QTRY_VERIFY(rows->visibleRegion().boundingRect().height() == rows->height());
    }

    void whatIsProtectedIsSeenAmongTheRows()
    {
        Stage stage;
        QTRY_VERIFY(stage.go()->isEnabled());
        auto* rows = stage.find<QTableWidget>("previewTable");
        QCOMPARE(rows->columnCount(), 3);
        stage.find<QPushButton>("protectedButton")->click();
        auto* dialog = stage.find<pages::ProtectedDialog>("protectedDialog");
        dialog->findChild<QPlainTextEdit*>(QStringLiteral("protectedField"))
            ->setPlainText(QStringLiteral("4703"));
        dialog->findChild<QPushButton*>(QStringLiteral("protectedOk"))->click();
        QCOMPARE(rows->item(1, 0)->text(), QStringLiteral("‖  3"));
        QCOMPARE(rows->item(1, 3)->text(), QStringLiteral("protected: never sent"));
        QVERIFY(!rows->item(0, 3));
    }

    void protectedIdsThatAreNotOnTheListAreNotCalledNone()
    {
        Stage stage;
        QTRY_VERIFY(stage.go()->isEnabled());
        stage.find<QPushButton>("protectedButton")->click();
        auto* dialog = stage.find<pages::ProtectedDialog>("protectedDialog");
        dialog->findChild<QPlainTextEdit*>(QStringLiteral("protectedField"))
            ->setPlainText(QStringLiteral("999999"));
        dialog->findChild<QPushButton*>(QStringLiteral("protectedOk"))->click();
        QVERIFY2(stage.find<QLabel>("listCounts")
                     ->text()
                     .endsWith(QStringLiteral("0 protected (the protected id is not on this list)")),
                 qPrintable(stage.find<QLabel>("listCounts")->text()));
    }

    void protectedIdsAreTypedOnceEachAndCounted()
    {
        Stage stage;
        QTRY_VERIFY(stage.go()->isEnabled());
        stage.find<QPushButton>("protectedButton")->click();
        auto* dialog = stage.find<pages::ProtectedDialog>("protectedDialog");
        QVERIFY(dialog);
        auto* text = dialog->findChild<QPlainTextEdit*>(QStringLiteral("protectedField"));
        auto* ok = dialog->findChild<QPushButton*>(QStringLiteral("protectedOk"));
        text->setPlainText(QStringLiteral("4702\n4711\n4711\n999999\n"));
        QCOMPARE(dialog->findChild<QLabel*>(QStringLiteral("protectedCount"))->text(),
                 QStringLiteral("3 ids"));
        ok->click();
        QVERIFY2(stage.find<QLabel>("listCounts")->text().startsWith(QStringLiteral("228 will be sent")),
                 qPrintable(stage.find<QLabel>("listCounts")->text()));
        QVERIFY(stage.find<QLabel>("listCounts")->text().endsWith(QStringLiteral("2 protected")));
        QVERIFY(stage.find<QLabel>("draftSummary")->text().startsWith(QStringLiteral("228 accounts")));
        stage.go()->click();
        QVERIFY(!stage.facts().filter(QStringLiteral("4702")).size()); // the first of those that are sent
        QVERIFY(stage.facts().filter(QStringLiteral("4703   p1@example.com")).size() == 1);
        QSignalSpy created(&stage.view, &JobView::createAsked);
        stage.find<QLineEdit>("gateField")->setText(QStringLiteral("228"));
        stage.find<QPushButton>("gateButton")->click();
        QCOMPARE(created.count(), 1);
        QCOMPARE(created.last().at(1).value<engine::JobSetup>().options.protectedIds,
                 (QStringList{"4702", "4711", "999999"}));
    }

    void aSlipAmongTheProtectedIdsKeepsTheDialogOpen()
    {
        Stage stage;
        stage.find<QPushButton>("protectedButton")->click();
        auto* dialog = stage.find<pages::ProtectedDialog>("protectedDialog");
        auto* text = dialog->findChild<QPlainTextEdit*>(QStringLiteral("protectedField"));
        auto* ok = dialog->findChild<QPushButton*>(QStringLiteral("protectedOk"));
        auto* problem = dialog->findChild<QLabel*>(QStringLiteral("protectedProblem"));
        text->setPlainText(QStringLiteral("4702\n47o3\n"));
        QVERIFY(!ok->isEnabled());
        QVERIFY(problem->text().startsWith(QStringLiteral("Line 2: “47o3” is not an id of this operation.")));
        QVERIFY(problem->text().contains(QStringLiteral("Correct or remove that first"))); // why it is dead
        text->setPlainText(QStringLiteral("4702, 4703;4704\n\n4705 4706\n")); // however people write them
        QVERIFY(ok->isEnabled());
        QCOMPARE(dialog->findChild<QLabel*>(QStringLiteral("protectedCount"))->text(),
                 QStringLiteral("5 ids"));
        QVERIFY(problem->text().isEmpty());
    }

    void protectedIdsComeFromAFileToo()
    {
        QFile file(m_home.folder.filePath(QStringLiteral("never.csv")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("account,who\n4702,me\n4711,you\n");
        file.close();
        pages::ProtectedDialog dialog({QStringLiteral("5000")},
                                      {QStringLiteral("[0-9]{1,18}"), {}, {}, false});
        QSignalSpy chosen(&dialog, &pages::ProtectedDialog::chosen);
        dialog.load(file.fileName());
        auto* ok = dialog.findChild<QPushButton*>(QStringLiteral("protectedOk"));
        QVERIFY(!ok->isEnabled()); // it is being read
        QTRY_VERIFY(ok->isEnabled());
        ok->click();
        QCOMPARE(chosen.first().first().toStringList(), (QStringList{"5000", "4702", "4711"}));
    }

    void protectedIdsOfAnotherKindStopTheJob()
    {
        Stage stage;
        QTRY_VERIFY(stage.go()->isEnabled());
        stage.find<QPushButton>("protectedButton")->click();
        auto* dialog = stage.find<pages::ProtectedDialog>("protectedDialog");
        dialog->findChild<QPlainTextEdit*>(QStringLiteral("protectedField"))
            ->setPlainText(QStringLiteral("4702"));
        dialog->findChild<QPushButton*>(QStringLiteral("protectedOk"))->click();
        stage.window.openNewJob({{}, "5f0000000000000000000001\n5f0000000000000000000002\n"},
                                QStringLiteral("chameleon"));
        auto* summary = stage.find<QLabel>("draftSummary");
        QTRY_VERIFY2(summary->text().contains(QStringLiteral("1 protected id does not fit this operation")),
                     qPrintable(summary->text()));
        QVERIFY(!stage.go()->isEnabled());
    }

    void nothingHasBeenSentAtTheGate()
    {
        Stage stage;
        QTRY_VERIFY(stage.go()->isEnabled());
        stage.go()->click();
        QVERIFY(stage.facts().filter(QStringLiteral("230 will be sent · 0 duplicates merged")).size() == 1);
        QVERIFY(stage.facts().filter(QStringLiteral("230 sent")).isEmpty());
    }

    void theGateSaysWhoStartsIt()
    {
        Stage stage;
        QTRY_VERIFY(stage.go()->isEnabled());
        stage.go()->click();
        QVERIFY(stage.facts().contains(QStringLiteral("Anna Weiss (anna on LT-0423)")));
    }

    void aFileThatChangedSinceIsReadAgainBeforeAnythingIsSent()
    {
        const QString path = m_home.folder.filePath(QStringLiteral("list.csv"));
        const auto write = [&](int count) {
            QFile file(path);
            if (!file.open(QIODevice::WriteOnly))
                return;
            file.write(csv(count));
            file.setFileTime(QDateTime::currentDateTimeUtc().addSecs(count),
                             QFileDevice::FileModificationTime);
        };
        write(5);
        Stage stage("kameleoon", {});
        stage.window.openNewJob({path, {}});
        QTRY_VERIFY(stage.go()->isEnabled());
        stage.go()->click();
        write(4);
        QSignalSpy created(&stage.view, &JobView::createAsked);
        stage.find<QLineEdit>("gateField")->setText(QStringLiteral("5"));
        stage.find<QPushButton>("gateButton")->click();
        QCOMPARE(created.count(), 0);
        QCOMPARE(stage.pageName(), QStringLiteral("newJobPage"));
        QVERIFY(
            stage.window.statusBar()->currentMessage().contains(QStringLiteral("changed since you looked")));
        QTRY_VERIFY(stage.find<QLabel>("draftSummary")->text().startsWith(QStringLiteral("4 accounts")));
        stage.go()->click();
        QVERIFY(stage.find<QLineEdit>("gateField")->text().isEmpty());
        QCOMPARE(stage.find<QLabel>("gateAnswer")->text(),
                 QStringLiteral("The list changed since you looked (5, now 4). Please read again."));
    }

    void theBrakePageLooksAtUntouchedIds()
    {
        Stage stage;
        const auto job = fake::brake();
        QVERIFY(job.canLook);
        stage.view.show(fake::among(job));
        stage.window.openJob(job.id);
        auto* look = stage.find<QPushButton>("lookAtUntouchedButton");
        QVERIFY(look);
        QSignalSpy untouched(&stage.view, &JobView::lookAtUntouchedAsked);
        look->click();
        QCOMPARE(untouched.count(), 1);
        LookResult made;
        Look one;
        one.listed = {QStringLiteral("4711"), QStringLiteral("jane@example.com")};
        one.label = QStringLiteral("jane@example.com");
        made.looks = {one};
        made.asked = 1;
        made.end.kind = engine::SignInResult::Kind::works;
        Q_EMIT stage.view.looked(untouched.first().first().toInt(), made);
        QStringList lines;
        for (const QLabel* line : stage.find<QWidget>("attentionPanel")->findChildren<QLabel*>())
            lines << line->text();
        QVERIFY2(lines.filter(QStringLiteral("4711 jane@example.com: exists, as on the list")).size() == 1,
                 qPrintable(lines.join('\n')));
        QVERIFY(lines.filter(QStringLiteral("1 of 1 exist")).size() == 1);
    }

    void aMillionIdsAreComparedWithTenThousandProtectedOnes()
    {
        QByteArray text;
        for (int i = 0; i < 1'000'000; ++i)
            text += QByteArray::number(1'000'000 + i) + '\n';
        const auto list = idlist::readText(text, {}, {});
        QVERIFY(list.has_value());
        const auto profile = vendors::Catalog().find(QStringLiteral("kameleoon"));
        QStringList ids;
        for (int i = 0; i < 10'000; ++i)
            ids << QString::number(1'000'000 + i * 50);
        Protection made;
        QBENCHMARK_ONCE
        {
            made = protectionOf(*list, profile->operations.front(), ids, {});
        }
        QCOMPARE(made.count(), 10'000);
        QVERIFY(made.holds(50));
        QVERIFY(!made.holds(51));
    }
};

QTEST_MAIN(TestLook)
#include "tst_looks.moc"
