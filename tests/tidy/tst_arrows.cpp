#include "tidy/arrows.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

/// Plants one file in an empty project and looks at what is said about it.
class ArrowsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theHouseIsInOrder()
    {
        const QString root = QStringLiteral(SLUICE_SOURCE_DIR);
        QVERIFY2(tidy::sourceCount(root) > 20, "no sources found: this test would prove nothing");
        QStringList found;
        for (const tidy::Violation& violation : tidy::violations(root))
            found << violation.text();
        QVERIFY2(found.isEmpty(), qPrintable(QLatin1Char('\n') + found.join(QLatin1Char('\n'))));
    }

    void everyArrowPointsDown()
    {
        // The table itself: what a room may include never leads back to it.
        for (const tidy::Room& room : tidy::rooms()) {
            QStringList open = room.mayInclude, seen;
            while (!open.isEmpty()) {
                const QString next = open.takeFirst().section(QLatin1Char('/'), 0, 0);
                if (seen.contains(next))
                    continue;
                seen << next;
                for (const tidy::Room& other : tidy::rooms()) {
                    if (other.name == next)
                        open << other.mayInclude;
                }
            }
            QVERIFY2(!seen.contains(room.name), qPrintable(room.name));
        }
    }

    void firesOnPlantedViolations_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("why");

        QTest::newRow("upward arrow") << "app/limits/a.h" << QByteArray("#include \"jobs/types.h\"\n")
                                      << "limits must not include jobs/types.h";
        QTest::newRow("sideways arrow")
            << "app/journal/a.cpp" << QByteArray("#include \"transport/transport.h\"\n")
            << "journal must not include transport/transport.h";
        QTest::newRow("engine draws on the window")
            << "app/engine/a.cpp" << QByteArray("#include \"ui/theme.h\"\n")
            << "engine must not include ui/theme.h";
        QTest::newRow("simulator shares the reader")
            << "app/simulator/a.cpp" << QByteArray("#include \"vendors/profile.h\"\n")
            << "simulator must not include vendors/profile.h";
        QTest::newRow("window asks the store")
            << "ui/pages/a.cpp" << QByteArray("#include \"journal/ledger.h\"\n")
            << "ui must not include journal/ledger.h";
        QTest::newRow("Qt in base") << "app/base/a.h" << QByteArray("#include <QString>\n")
                                    << "base knows no Qt";
        QTest::newRow("Qt in limits, by its other name")
            << "app/limits/a.h" << QByteArray("#  include <QtCore/QString>\n") << "limits knows no Qt";
        QTest::newRow("Qt in jobs, in small letters")
            << "app/jobs/a.h" << QByteArray("#include <qglobal.h>\n") << "jobs knows no Qt";
        QTest::newRow("HTTP layer elsewhere")
            << "app/transport/other.cpp" << QByteArray("#include <QNetworkAccessManager>\n") << "HTTP layer";
        QTest::newRow("plots elsewhere")
            << "ui/pages/a.cpp" << QByteArray("#include <qcustomplot.h>\n") << "ui/plots";
        QTest::newRow("database elsewhere")
            << "app/engine/a.cpp" << QByteArray("#include <QSqlQuery>\n") << "only journal";
        QTest::newRow("machine elsewhere")
            << "app/cli/a.cpp" << QByteArray("#include <unistd.h>\n") << "machine.cpp";
        QTest::newRow("kernel elsewhere")
            << "app/journal/a.cpp" << QByteArray("#include <sys/file.h>\n") << "machine.cpp";
        QTest::newRow("widgets in the engine")
            << "app/engine/a.cpp" << QByteArray("#include <QWidget>\n") << "nothing outside ui draws";
        QTest::newRow("umbrella") << "ui/a.cpp" << QByteArray("#include <QtWidgets>\n") << "umbrella";
        QTest::newRow("no room named")
            << "app/vendors/a.cpp" << QByteArray("#include \"profile.h\"\n") << "does not say its room";
        QTest::newRow("unknown room")
            << "app/utils/a.cpp" << QByteArray("#include \"base/time.h\"\n") << "no such room";
        QTest::newRow("too long") << "app/base/a.cpp" << QByteArray("//\n").repeated(601) << "601 lines";
        QTest::newRow("sleeps") << "tests/limits/a.cpp"
                                << QByteArray("QTest::q"
                                              "Sleep(5);\n")
                                << "nothing sleeps";
        QTest::newRow("asks the time")
            << "app/jobs/a.cpp" << QByteArray("auto t = std::chrono::system_clock::now();\n") << "take `now`";
        QTest::newRow("unfinished") << "ui/a.cpp"
                                    << QByteArray("// TO"
                                                  "DO later\n")
                                    << "tracker";
    }

    void firesOnPlantedViolations()
    {
        QFETCH(QString, file);
        QFETCH(QByteArray, text);
        QFETCH(QString, why);
        const QList<tidy::Violation> found = look(file, text);
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().file, file);
        QVERIFY2(found.first().why.contains(why), qPrintable(found.first().why));
    }

    void leavesGoodLinesAlone_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("text");

        QTest::newRow("downward arrow")
            << "app/jobs/a.h" << QByteArray("#include \"limits/limits.h\"\n#include <vector>\n");
        QTest::newRow("the HTTP layer's file")
            << "app/transport/qnamtransport.cpp" << QByteArray("#include <QNetworkAccessManager>\n");
        QTest::newRow("the machine's file") << "app/base/machine.cpp" << QByteArray("#include <sys/vfs.h>\n");
        QTest::newRow("a main includes the simulator")
            << "ui/main.cpp" << QByteArray("#include \"simulator/practiceserver.h\"\n");
        QTest::newRow("the window's own folders")
            << "ui/pages/a.cpp" << QByteArray("#include \"models/itemsmodel.h\"\n");
        QTest::newRow("moc") << "app/engine/a.cpp" << QByteArray("#include \"a.moc\"\n");
        QTest::newRow("as long as allowed") << "app/base/a.cpp" << QByteArray("//\n").repeated(600);
    }

    void leavesGoodLinesAlone()
    {
        QFETCH(QString, file);
        QFETCH(QByteArray, text);
        const QList<tidy::Violation> found = look(file, text);
        QVERIFY2(found.isEmpty(), found.isEmpty() ? "" : qPrintable(found.first().text()));
    }

private:
    static QList<tidy::Violation> look(const QString& file, const QByteArray& text)
    {
        QTemporaryDir root;
        const QString path = root.filePath(file);
        QDir().mkpath(QFileInfo(path).path());
        QFile source(path);
        if (!source.open(QIODevice::WriteOnly) || source.write(text) != text.size())
            qFatal("cannot plant %s", qPrintable(path));
        source.close();
        return tidy::violations(root.path());
    }
};

QTEST_APPLESS_MAIN(ArrowsTest)
#include "tst_arrows.moc"
