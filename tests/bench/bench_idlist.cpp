#include "idlist/reader.h"

#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QStringList>
#include <QTemporaryDir>
#include <QTextStream>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <functional>

namespace {

constexpr int rows = 1'000'000;
constexpr int rounds = 5;

/// A million accounts in about 20 MB.
QByteArray millionAccounts()
{
    QByteArray text = "account_id,email\n";
    text.reserve(24 << 20);
    for (int i = 0; i < rows; ++i)
        text += QByteArray::number(10'000'000 + (i * 7'919LL) % 90'000'000) + ",u" + QByteArray::number(i)
                + "@ex.com\n";
    return text;
}

struct Took {
    double wall = 0;      ///< milliseconds on the clock
    double processor = 0; ///< milliseconds of processor time, which a busy machine does not stretch
};

/// The quickest of some rounds.
Took quickest(const std::function<void()>& work)
{
    Took best{1e9, 1e9};
    for (int i = 0; i < rounds; ++i) {
        const auto start = std::chrono::steady_clock::now();
        const std::clock_t processorStart = std::clock();
        work();
        const std::chrono::duration<double, std::milli> wall = std::chrono::steady_clock::now() - start;
        const double processor = 1e3 * static_cast<double>(std::clock() - processorStart) / CLOCKS_PER_SEC;
        best = {std::min(best.wall, wall.count()), std::min(best.processor, processor)};
    }
    return best;
}

/// What one writes first: text stream, split, regular expression, set.
qsizetype naivelyRead(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return -1;
    QTextStream stream(&file);
    const QRegularExpression pattern(QStringLiteral("^[0-9]{1,18}$"));
    QSet<QString> seen;
    QStringList ids;
    stream.readLine();
    while (!stream.atEnd()) {
        const QString id = stream.readLine().split(u',').value(0).trimmed();
        if (!pattern.match(id).hasMatch() || seen.contains(id))
            continue;
        seen.insert(id);
        ids.append(id);
    }
    return ids.size();
}

std::size_t read(const QString& path, const idlist::Choice& choice, const char* pattern)
{
    const auto list = idlist::read(path, choice, {QString::fromLatin1(pattern), {}, {}, false});
    if (!list) {
        std::fprintf(stderr, "%s\n", list.error().message.c_str());
        return 0;
    }
    return list->size();
}

} // namespace

int main()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("accounts.csv"));
    QFile file(path);
    const QByteArray text = millionAccounts();
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        return 1;
    file.close();

    idlist::Choice labelled;
    labelled.labelColumn = 2;
    const idlist::Rules digits{QStringLiteral("[0-9]{1,18}"), {}, {}, false};
    std::size_t ids = 0;
    qsizetype naiveIds = 0;
    const Took plain = quickest([&] { ids = read(path, {}, "[0-9]{1,18}"); });
    const Took withLabels = quickest([&] { ids = read(path, labelled, "[0-9]{1,18}"); });
    const Took expression = quickest([&] { ids = read(path, {}, "(?:[0-9]{1,18})"); });
    const Took looked = quickest([&] { (void)idlist::inspect(path, {}, digits); });
    const Took naive = quickest([&] { naiveIds = naivelyRead(path); });
    const auto list = idlist::read(path, {}, digits);
    const auto labelledList = idlist::read(path, labelled, digits);
    if (!list || !labelledList || list->size() != static_cast<std::size_t>(naiveIds))
        return 1;

    const auto perId = [](const idlist::List& of) {
        return static_cast<double>(of.bytesHeld()) / static_cast<double>(of.size());
    };
    std::printf("list: %.1f MB, %d rows, %zu ids\n", static_cast<double>(text.size()) / 1e6, rows, ids);
    const auto line = [](const char* what, const Took& took) {
        std::printf("%-24s %6.0f ms, %6.0f ms of processor", what, took.wall, took.processor);
    };
    line("read", plain);
    std::printf(", %.1f bytes an id\n", perId(*list));
    line("read with labels", withLabels);
    std::printf(", %.1f bytes an id\n", perId(*labelledList));
    line("read by an expression", expression);
    line("\ninspect", looked);
    line("\nstream, split, QSet", naive);
    std::printf(": %.1f times as long as read\n", naive.processor / plain.processor);
    return 0;
}
