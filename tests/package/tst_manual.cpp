// The manual pages say what the programs say of themselves.
#include <QFile>
#include <QMap>
#include <QProcess>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

namespace {

/// "--ids FILE|-", or "--json" for one without a value.
using Options = QSet<QString>;

QString helpOf(const char* program, const QStringList& words)
{
    QProcess process;
    process.start(QString::fromLatin1(program), words);
    if (!process.waitForFinished() || process.exitCode() != 0)
        return {};
    return QString::fromUtf8(process.readAllStandardOutput());
}

/// Options of a help page: lines that begin with them, a gap before the explanation.
Options optionsIn(const QString& help)
{
    static const QRegularExpression line(QStringLiteral("^  ((?:-\\w, )?--\\S+(?: \\S+)?)(?:  .*)?$"),
                                         QRegularExpression::MultilineOption);
    Options found;
    for (auto match = line.globalMatch(help); match.hasNext();)
        found << match.next().captured(1).remove(QRegularExpression(QStringLiteral("[<>]")));
    return found;
}

/// Options of a manual page by sub-section; those before the first one under "".
QMap<QString, Options> optionsOfPage(const char* page)
{
    QFile file(QStringLiteral(SLUICE_SOURCE_DIR "/resources/package/man/") + QString::fromLatin1(page));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QMap<QString, Options> found;
    QString section;
    bool isTerm = false;
    for (QString line : QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'))) {
        line.remove(QLatin1Char('\\'));
        if (line.startsWith(QLatin1String(".SS ")))
            found[section = line.section(QLatin1Char(' '), 1, 1)];
        else if (line.startsWith(QLatin1String(".SH ")))
            section.clear();
        else if (isTerm && line.contains(QLatin1String("--")))
            // .BI --ids " FILE", .B --json, .BR -h ", " --help
            found[section] << line.section(QLatin1Char(' '), 1)
                                  .remove(QLatin1Char('"'))
                                  .simplified()
                                  .replace(QLatin1String(" , "), QLatin1String(", "));
        isTerm = line == QLatin1String(".TP");
    }
    return found;
}

QString listed(const Options& options)
{
    QStringList words(options.begin(), options.end());
    words.sort();
    return words.join(QLatin1String("\n"));
}

} // namespace

class TestManual : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyCommandOfTheCommandLineHasItsSection()
    {
        static const QRegularExpression line(QStringLiteral("^  ([a-z]+) "),
                                             QRegularExpression::MultilineOption);
        QStringList commands;
        for (auto match = line.globalMatch(helpOf(SLUICE_CLI, {QStringLiteral("--help")})); match.hasNext();)
            commands << match.next().captured(1);
        commands.sort();
        QVERIFY(commands.size() >= 10);
        const auto page = optionsOfPage("sluice-cli.1.in");
        QCOMPARE(page.keys(), commands);
        for (const QString& command : commands)
            QCOMPARE(command + QLatin1Char('\n') + listed(page[command]),
                     command + QLatin1Char('\n')
                         + listed(optionsIn(helpOf(SLUICE_CLI, {command, QStringLiteral("--help")}))));
    }

    void theWindowHasTheOptionsOfItsPage()
    {
        const Options options = optionsIn(helpOf(SLUICE_WINDOW, {QStringLiteral("--help")}));
        QVERIFY(options.contains(QStringLiteral("--ids FILE")));
        QCOMPARE(listed(optionsOfPage("sluice.1.in")[QString()]), listed(options));
    }
};

QTEST_GUILESS_MAIN(TestManual)
#include "tst_manual.moc"
