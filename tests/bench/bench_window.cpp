// What the window costs, each figure beside its target, measured in a program of its own:
//   bench_window [first-window | stall | share | memory | filter]…          without a word: all of them
// On a busy machine only the figures of work compare.
#include "base/machine.h"
#include "cli/practice.h"
#include "journal/sqlitestore.h"
#include "simulator/practiceserver.h"
#include "ui/models/itemsmodel.h"
#include "ui/support/program.h"
#include "ui/theme.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QLineEdit>
#include <QProcess>
#include <QSettings>
#include <QSpinBox>
#include <QTimer>

#include <sys/resource.h>
#include <time.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>

namespace {

using namespace std::chrono_literals;
using support::Program;

/// Two vendors: one that takes 500 requests a second, and one that takes 5, at an even pace.
const char* const profiles = SLUICE_TEST_DATA "/bench";
constexpr int million = 1'000'000;
constexpr qint64 patience = 300'000; ///< ms

double seconds(const timespec& t)
{
    return double(t.tv_sec) + double(t.tv_nsec) / 1e9;
}

double work(clockid_t clock)
{
    timespec t{};
    clock_gettime(clock, &t);
    return seconds(t);
}

/// Runs the event loop until it is true.
void until(const char* what, const std::function<bool()>& isTrue)
{
    QElapsedTimer clock;
    clock.start();
    while (!isTrue()) {
        QApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 20);
        if (clock.elapsed() > patience)
            qFatal("waited in vain until %s", what);
    }
}

void runFor(std::chrono::milliseconds time)
{
    QEventLoop loop;
    QTimer::singleShot(time, Qt::PreciseTimer, &loop, &QEventLoop::quit);
    loop.exec();
}

/// A list of so many ids.
QString list(const Program& program, int count)
{
    QFile file(program.folder.filePath(QStringLiteral("ids.csv")));
    if (!file.open(QIODevice::WriteOnly))
        qFatal("no room for a list");
    QByteArray text = "user_id,email\n";
    for (int i = 0; i < count; ++i) {
        const QByteArray n = QByteArray::number(10'000'000 + i);
        text += n + ",person" + n + "@example.com\n";
    }
    file.write(text);
    return file.fileName();
}

void load(Program& program, const QString& vendor, int count)
{
    program.window->openNewJob({list(program, count), {}}, vendor);
    until("the list is read", [&] { return program.find<QPushButton>("continueButton").isEnabled(); });
}

/// Through the gate to a running job, as an operator goes.
void depart(Program& program, int count)
{
    program.press("continueButton");
    program.find<QLineEdit>("gateField").setText(QString::number(count));
    program.press("gateButton");
    until("the job runs",
          [&] { return program.page() == QLatin1String("jobPage") && program.count("countDone") > 0; });
}

void start(Program& program, const QString& vendor, int count)
{
    load(program, vendor, count);
    depart(program, count);
}

/// Looks at the event loop all the time: how long it was away, and how much of that it worked.
class Watchman : public QObject {
public:
    Watchman()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.setInterval(every);
        QObject::connect(&m_timer, &QTimer::timeout, this, [this] { look(); });
        m_timer.start();
        m_clock.start();
        m_work = work(CLOCK_THREAD_CPUTIME_ID);
    }
    void look()
    {
        const double now = work(CLOCK_THREAD_CPUTIME_ID);
        longest = std::max(longest, double(m_clock.nsecsElapsed()) / 1e6 - double(every.count()));
        longestWork = std::max(longestWork, (now - m_work) * 1e3);
        m_work = now;
        m_clock.start();
    }
    double longest = 0, longestWork = 0; ///< ms

private:
    static constexpr std::chrono::milliseconds every{2};
    QTimer m_timer;
    QElapsedTimer m_clock;
    double m_work = 0;
};

/// A vendor in a thread of its own that answers fast.
std::unique_ptr<simulator::PracticeServer> fastVendor()
{
    const auto profile = vendors::Catalog(QString::fromLatin1(profiles)).find(QStringLiteral("fast"));
    if (!profile)
        qFatal("%s", profile.error().message.c_str());
    simulator::LoopbackOptions options;
    options.rttLow = 1ms;
    options.rttHigh = 4ms;
    auto server = std::make_unique<simulator::PracticeServer>(cli::simulatedVendor(*profile, 1.0), options);
    if (const auto started = server->start(); !started)
        qFatal("%s", started.error().message.c_str());
    return server;
}

int firstWindowChild()
{
    Program program(QString::fromLatin1(profiles));
    until("it is drawn", [&] { return program.window->isActiveWindow() || program.window->isVisible(); });
    program.window->repaint();
    std::printf("shown\n");
    std::fflush(stdout);
    std::_Exit(0);
}

void firstWindow()
{
    double best = 1e9;
    for (int i = 0; i < 5; ++i) {
        QElapsedTimer clock;
        clock.start();
        QProcess child;
        child.start(QCoreApplication::applicationFilePath(), {QStringLiteral("first-window-child")});
        child.waitForReadyRead(60'000);
        const double took = double(clock.elapsed());
        child.waitForFinished();
        if (i > 0) // the first one warms the machine up
            best = std::min(best, took);
    }
    std::printf("  first window, warm          %7.0f ms     target   500 ms\n", best);
}

void stall()
{
    const auto server = fastVendor();
    Program program(QString::fromLatin1(profiles), server->origin());
    start(program, QStringLiteral("fast"), 20'000);
    const int before = program.count("countDone");
    const double cpu = work(CLOCK_THREAD_CPUTIME_ID);
    Watchman watchman;
    runFor(20s);
    const int sent = program.count("countDone") - before;
    std::printf("  at %3d requests/s: longest stall %4.0f ms     target    50 ms     (work in it: %.0f ms)\n",
                sent / 20, watchman.longest, watchman.longestWork);
    std::printf("                     of a core   %7.1f %%      (the UI thread)\n",
                (work(CLOCK_THREAD_CPUTIME_ID) - cpu) / 20 * 100);
}

void share()
{
    QProcess vendor; // a program of its own, as a vendor is: its work is not ours
    vendor.start(QStringLiteral(SLUICE_CLI),
                 {QStringLiteral("simulate"), QStringLiteral("--profile"),
                  QStringLiteral("%1/steady.json").arg(QString::fromLatin1(profiles))});
    vendor.waitForReadyRead();
    const QString port = QString::fromLatin1(vendor.readLine()).section(QLatin1Char(' '), 1).trimmed();
    Program program(QString::fromLatin1(profiles), QStringLiteral("http://127.0.0.1:%1").arg(port));
    start(program, QStringLiteral("steady"), 2000);
    runFor(5s);
    const int before = program.count("countDone");
    const double all = work(CLOCK_PROCESS_CPUTIME_ID), ours = work(CLOCK_THREAD_CPUTIME_ID);
    runFor(30s);
    const int sent = program.count("countDone") - before;
    std::printf(
        "  at %.1f requests/s: of a core  %7.1f %%      target     5 %%      (the UI thread: %.1f %%)\n",
        sent / 30.0, (work(CLOCK_PROCESS_CPUTIME_ID) - all) / 30 * 100,
        (work(CLOCK_THREAD_CPUTIME_ID) - ours) / 30 * 100);
    program.window->hide();
    const double hidden = work(CLOCK_PROCESS_CPUTIME_ID);
    runFor(10s);
    std::printf("                 hidden: of a core %5.1f %%\n",
                (work(CLOCK_PROCESS_CPUTIME_ID) - hidden) / 10 * 100);
    vendor.kill();
    vendor.waitForFinished();
}

/// A line of /proc/self/status, in megabytes.
double megabytes(const char* what)
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray& line : status.readAll().split('\n'))
        if (line.startsWith(what))
            return line.simplified().split(' ').value(1).toDouble() * 1024 / 1e6;
    return 0;
}

void memory()
{
    const auto server = fastVendor();
    Program program(QString::fromLatin1(profiles), server->origin());
    runFor(500ms);
    const double empty = megabytes("VmRSS:");
    load(program, QStringLiteral("fast"), million);
    runFor(1s);
    std::printf("  with 1,000,000 ids, loaded  %7.0f MB     target   200 MB     (at most %.0f)\n",
                megabytes("VmRSS:"), megabytes("VmHWM:"));
    depart(program, million);
    runFor(3s);
    std::printf("  with 1,000,000 ids, running %7.0f MB     target   200 MB     (empty %.0f, at most %.0f)\n",
                megabytes("VmRSS:"), empty, megabytes("VmHWM:"));
}

void filter()
{
    const auto server = fastVendor();
    Program program(QString::fromLatin1(profiles), server->origin());
    start(program, QStringLiteral("fast"), million);
    program.act("actionPause");
    until("it is paused", [&] { return program.sentence().contains(QLatin1String("Paused")); });
    runFor(2s); // what was still being read while it ran is read
    auto* model = program.window->findChild<ui::models::ItemsModel*>();
    struct Case {
        const char* name;
        journal::ItemFilter filter;
    };
    const Case cases[] = {{"done", {{jobs::ItemState::done}, {}}},
                          {"queued", {{jobs::ItemState::queued}, {}}},
                          {"text, unprepared", {{}, QStringLiteral("10999998")}},
                          {"text, rare", {{}, QStringLiteral("10999999")}},
                          {"text, of done", {{jobs::ItemState::done}, QStringLiteral("999")}},
                          {"text, in every row", {{}, QStringLiteral("example")}}};
    for (const Case& each : cases) {
        // As when the cursor is put into the field and a key follows.
        if (!each.filter.text.isEmpty() && !QByteArrayView(each.name).endsWith("unprepared"))
            model->setTextExpected(true);
        runFor(1500ms);
        Watchman watchman;
        QElapsedTimer clock;
        clock.start();
        bool isDone = false;
        double first = 0; // ms until there are rows to look at
        const auto link = QObject::connect(model, &ui::models::ItemsModel::filterApplied, &watchman,
                                           [&](int rows, bool isComplete) {
                                               isDone = isComplete;
                                               if (first == 0 && (rows > 0 || isComplete))
                                                   first = double(clock.nsecsElapsed()) / 1e6;
                                           });
        model->setFilter(each.filter);
        until("the filter is applied", [&isDone] { return isDone; });
        const double took = double(clock.nsecsElapsed()) / 1e6;
        runFor(50ms); // the table is drawn
        std::printf("  filter 1,000,000 rows: %-18s %5.0f ms  target 100 ms  (all %d rows after %.0f ms; "
                    "longest stall "
                    "%.0f ms)\n",
                    each.name, first, model->rowCount(), took, watchman.longest);
        QObject::disconnect(link);
    }
    std::printf("  with the list's text at hand %6.0f MB     target   200 MB     (at most %.0f)\n",
                megabytes("VmRSS:"), megabytes("VmHWM:"));
}

} // namespace

int main(int argc, char** argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    base::giveLargeBlocksBack(); // as the program does
    QApplication application(argc, argv);
    QTemporaryDir config;
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, config.path());
    QCoreApplication::setOrganizationName(QStringLiteral("sluice-bench"));
    QGuiApplication::setQuitOnLastWindowClosed(false);
    ui::apply(application, ui::Theme::light());
    const std::pair<const char*, void (*)()> all[] = {{"first-window", firstWindow},
                                                      {"stall", stall},
                                                      {"share", share},
                                                      {"memory", memory},
                                                      {"filter", filter}};
    const QStringList words = QCoreApplication::arguments().sliced(1);
    if (words.value(0) == QLatin1String("first-window-child"))
        return firstWindowChild();
    for (const auto& [name, measure] : all) {
        if (words.contains(QLatin1String(name))) {
            measure();
            std::fflush(stdout);
        } else if (words.isEmpty()) {
            // A program of its own, so that nothing of the one before is counted.
            QProcess::execute(QCoreApplication::applicationFilePath(), {QString::fromLatin1(name)});
        }
    }
    return 0;
}
