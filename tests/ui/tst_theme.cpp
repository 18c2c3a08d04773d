#include "ui/jobtone.h"
#include "ui/support/fakesnapshots.h"
#include "ui/theme.h"

#include <QTest>

using namespace ui;

class TestTheme : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyToneStandsOutFromItsBackgroundFiveToOne()
    {
        for (const Theme& theme : {Theme::light(), Theme::dark()})
            for (int i = 0; i < toneCount; ++i) {
                const Tone tone = static_cast<Tone>(i);
                if (tone == Tone::needs) // never text on the background: a filled band with dark text
                    continue;
                QVERIFY2(contrast(theme.tone(tone), theme.background()) >= 5,
                         qPrintable(QStringLiteral("tone %1 dark %2").arg(i).arg(theme.isDark())));
            }
    }

    void textIsReadableWhereverItStands()
    {
        for (const Theme& theme : {Theme::light(), Theme::dark()}) {
            for (const QColor& ground : {theme.background(), theme.surface()}) {
                QVERIFY(contrast(theme.text(), ground) >= 7);
                QVERIFY(contrast(theme.dim(), ground) >= 4.5);
            }
            QVERIFY(contrast(theme.textOn(Tone::needs), theme.tone(Tone::needs)) >= 7);
            QVERIFY(contrast(theme.textOn(Tone::failed), theme.tone(Tone::failed)) >= 5);
            const QPalette palette = theme.palette();
            QVERIFY(contrast(palette.color(QPalette::HighlightedText), palette.color(QPalette::Highlight))
                    >= 7);
        }
    }

    void knowsItselfAgainFromAPalette()
    {
        QVERIFY(Theme::of(Theme::dark().palette()).isDark());
        QVERIFY(!Theme::of(Theme::light().palette()).isDark());
    }

    void contrastIsThatOfTheGuidelines()
    {
        QCOMPARE(qRound(contrast(Qt::black, Qt::white)), 21);
        QCOMPARE(qRound(contrast(Qt::white, Qt::white)), 1);
    }

    void waitingIsNeverRedOrOrangeAndHeldIsNeverCalm()
    {
        QCOMPARE(toneOf(fake::waitingLong(), fake::now()), Tone::waiting);
        QCOMPARE(toneOf(fake::blocked(), fake::now()), Tone::held);
        QCOMPARE(toneOf(fake::offline(), fake::now()), Tone::held);
        QCOMPARE(toneOf(fake::running(), fake::now()), Tone::moving);
    }

    void whatNeedsTheOperatorSaysSo()
    {
        for (const auto& job : {fake::brake(), fake::haveALook(), fake::signInRefused(), fake::interrupted(),
                                fake::finishedWithRest()})
            QCOMPARE(toneOf(job, fake::now()), Tone::needs);
        QCOMPARE(toneOf(fake::paused(), fake::now()), Tone::paused);
        QCOMPARE(toneOf(fake::finishedClean(), fake::now()), Tone::done);
    }
};

QTEST_APPLESS_MAIN(TestTheme)
#include "tst_theme.moc"
