// The whole way of an operator through the real window, with a real engine, store and practice vendor behind
// it: all that is missing of the program is its main.
#include "ui/support/program.h"
#include "ui/theme.h"

#include <QAction>
#include <QApplication>
#include <QFile>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QToolButton>

using namespace ui;

namespace {

constexpr int idCount = 80;
constexpr int patience = 60'000; ///< ms; only a defect takes so long

QString write(const QString& path, const QByteArray& content)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write %s", qPrintable(path));
    return path;
}

/// Types a folder into the dialog that asks for one, as soon as it is open.
void answerFolder(const QString& folder)
{
    auto* timer = new QTimer(qApp);
    QObject::connect(timer, &QTimer::timeout, timer, [timer, folder] {
        auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
        if (!dialog)
            return;
        timer->deleteLater();
        dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"))->setText(folder);
        QMetaObject::invokeMethod(dialog, "accept");
    });
    timer->start(20);
}

QList<QByteArrayList> rowsOf(const QString& csv)
{
    QFile file(csv);
    QList<QByteArrayList> rows;
    if (file.open(QIODevice::ReadOnly))
        for (const QByteArray& line : file.readAll().trimmed().split('\n'))
            rows << line.trimmed().split(',');
    return rows;
}

} // namespace

class TestStory : public QObject {
    Q_OBJECT

    QTemporaryDir m_config;

private Q_SLOTS:
    void initTestCase()
    {
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_config.path());
        QCoreApplication::setOrganizationName(QStringLiteral("sluice-test"));
        apply(*qApp, Theme::light());
    }

    void fromTheListToTheEvidence()
    {
        // The vendor has a short window, takes one request at a time (so that a job lasts), and has no word
        // on what "not found" means: then such an id has failed.
        support::Program program(QStringLiteral(SLUICE_TEST_DATA "/story"));
        QByteArray ids = "user_id\n";
        for (int i = 0; i < idCount; ++i)
            ids += QByteArray::number(4700 + i) + '\n';
        const QString list = write(program.folder.filePath(QStringLiteral("users.csv")), ids);

        // Load. Brakes off: the vendor is about to misbehave, for as long as it takes to see it.
        program.window->openNewJob({list, {}}, QStringLiteral("story"));
        QTRY_VERIFY_WITH_TIMEOUT(program.find<QPushButton>("continueButton").isEnabled(), patience);
        QVERIFY(program.find<QLabel>("listCounts").text().startsWith(QStringLiteral("80 will be sent")));
        for (const char* brake : {"inRowBox", "rateBox", "allGoneBox"})
            program.find<QSpinBox>(brake).setValue(0);
        // Rehearsed: it is the same job, with a vendor that always obliges, and nothing of it is kept.
        program.press("rehearseButton");
        QCOMPARE(program.page(), QStringLiteral("rehearsalPage"));
        program.press("rehearsalHurry");
        QTRY_VERIFY_WITH_TIMEOUT(
            program.find<QLabel>("rehearsalSays").text().contains(QStringLiteral("The real job would take")),
            patience);
        program.press("rehearsalBack");
        QCOMPARE(program.page(), QStringLiteral("newJobPage"));
        QVERIFY(program.view.snapshot().jobs.isEmpty());
        program.press("continueButton");

        // The gate opens for the right number only.
        QCOMPARE(program.page(), QStringLiteral("gatePage"));
        program.find<QLineEdit>("gateField").setText(QStringLiteral("81"));
        QVERIFY(!program.find<QPushButton>("gateButton").isEnabled());
        program.find<QLineEdit>("gateField").setText(QStringLiteral("80"));
        program.press("gateButton");

        // It runs. Some ids fail, because the vendor says "not found" for a while.
        QTRY_COMPARE_WITH_TIMEOUT(program.page(), QStringLiteral("jobPage"), patience);
        QTRY_VERIFY_WITH_TIMEOUT(program.count("countDone") >= 3, patience);
        QVERIFY2(program.sentence().startsWith(QStringLiteral("PRACTICE: Running"))
                     || program.sentence().startsWith(QStringLiteral("PRACTICE: Waiting")),
                 qPrintable(program.sentence()));
        program.act("prankNotFound");
        QTRY_VERIFY_WITH_TIMEOUT(program.count("countFailed") >= 2, patience);
        program.act("prankNotFound");

        // Paused: what is in flight is answered, and nothing moves after that.
        program.act("actionPause");
        QTRY_VERIFY_WITH_TIMEOUT(program.sentence().startsWith(QStringLiteral("PRACTICE: Paused by you")),
                                 patience);
        QCOMPARE(program.count("countSent"), 0);
        const int left = program.count("countQueued"), failed = program.count("countFailed");
        QVERIFY(left > 0);

        // Resumed, it goes on from there to its end, and names what needs somebody.
        program.act("actionPause");
        QTRY_VERIFY_WITH_TIMEOUT(program.sentence().startsWith(QStringLiteral("PRACTICE: Finished")),
                                 patience);
        QCOMPARE(program.count("countFailed"), failed);
        QCOMPARE(program.count("countDone"), idCount - failed);
        QVERIFY2(program.sentence().endsWith(QStringLiteral("%1 need you").arg(failed)),
                 qPrintable(program.sentence()));

        // The failed ones again, in the same job.
        program.press("retryFailedButton");
        QTRY_COMPARE_WITH_TIMEOUT(program.count("countDone"), idCount, patience);
        QTRY_VERIFY_WITH_TIMEOUT(
            program.sentence().contains(QStringLiteral("all 80 deleted or already absent")), patience);

        // The evidence: one row for every id in the order of the list; only those that failed were sent
        // twice.
        QDir(program.folder.path()).mkdir(QStringLiteral("evidence"));
        answerFolder(program.folder.filePath(QStringLiteral("evidence")));
        program.act("actionExport");
        QTRY_VERIFY_WITH_TIMEOUT(
            program.find<QLabel>("headerSecondLine").text().contains(QStringLiteral("Evidence saved in")),
            patience);
        const auto rows = rowsOf(program.folder.filePath(QStringLiteral("evidence/outcomes.csv")));
        QCOMPARE(rows.size(), idCount + 1);
        const auto column = [&](const char* name) { return rows[0].indexOf(name); };
        int twice = 0;
        for (int i = 0; i < idCount; ++i) {
            const QByteArrayList& row = rows[i + 1];
            QCOMPARE(row[column("id")], QByteArray::number(4700 + i));
            QCOMPARE(row[column("state")], QByteArray("done"));
            twice += row[column("attempts")] == "2" ? 1 : 0;
        }
        QCOMPARE(twice, failed);
    }
};

QTEST_MAIN(TestStory)
#include "tst_story.moc"
