#include <QFile>
#include <QTest>

namespace {

/// One way to break the program, see tests/mutation/mutants.txt.
struct Mutant {
    QString name, file, out, tests;
};

QString contentOf(const QString& path)
{
    QFile file(QStringLiteral(SLUICE_SOURCE_DIR "/") + path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

std::vector<Mutant> mutants()
{
    std::vector<Mutant> all;
    for (const QString& line :
         contentOf(QStringLiteral("tests/mutation/mutants.txt")).split(QLatin1Char('\n'))) {
        if (line.startsWith(QLatin1String("== ")))
            all.push_back({line.mid(3).section(QLatin1Char(':'), 0, 0), {}, {}, {}});
        else if (all.empty() || line.startsWith(QLatin1Char('#')) || line.startsWith(QLatin1String("+ ")))
            continue;
        else if (line.startsWith(QLatin1String("- ")))
            all.back().out += line.mid(2) + QLatin1Char('\n');
        else if (line.startsWith(QLatin1String("? ")))
            all.back().tests = line.mid(2);
        else if (!line.trimmed().isEmpty())
            all.back().file = line.trimmed();
    }
    return all;
}

} // namespace

/// The list of ways to break the program keeps up with the program.
class TstMutants : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eachCanBePlacedInExactlyOnePlace()
    {
        QStringList lost;
        const auto all = mutants();
        for (const Mutant& mutant : all) {
            if (mutant.out.isEmpty() || contentOf(mutant.file).count(mutant.out) != 1)
                lost << mutant.name;
        }
        QVERIFY2(lost.isEmpty(), qPrintable(lost.join(QStringLiteral(", "))));
        QVERIFY(all.size() >= 40);
    }

    void eachHasANameOfItsOwnAndTestsThatMayCatchIt()
    {
        QSet<QString> names;
        for (const Mutant& mutant : mutants()) {
            QVERIFY2(!names.contains(mutant.name), qPrintable(mutant.name));
            names << mutant.name;
            QVERIFY2(!mutant.tests.isEmpty(), qPrintable(mutant.name));
        }
    }
};

QTEST_APPLESS_MAIN(TstMutants)
#include "tst_mutants.moc"
