#include "base/machine.h"
#include "cli/practice.h"
#include "engine/engine.h"
#include "ui/colourscheme.h"
#include "ui/jobview.h"
#include "ui/mainwindow.h"
#include "ui/models/storedrows.h"
#include "ui/newsdesk.h"
#include "ui/preferences.h"
#include "ui/singleinstance.h"
#include "ui/stage.h"
#include "ui/theme.h"
#include "ui/trayicon.h"
#include "ui/wiring.h"
#include "ui/world.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QFileInfo>
#include <QIcon>
#include <QJsonObject>
#include <QMessageBox>
#include <QProcess>
#include <QSettings>
#include <QSocketNotifier>
#include <QStandardPaths>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>

namespace {

constexpr int exitUsage = 2, exitInterrupted = 4, exitStore = 6; ///< as the command line's
const QString sample = QStringLiteral(":/samples/accounts-230.csv");

struct Wanted {
    QString store, ids, profile;
    bool isPractice = false;
};

Wanted parse(const QCoreApplication& application)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QCoreApplication::translate("main", "Runs long lists of ids against APIs with limits."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addOptions(
        {{QStringLiteral("store"), QCoreApplication::translate("main", "the file of the jobs"),
          QStringLiteral("FILE")},
         {QStringLiteral("practice"),
          QCoreApplication::translate("main", "practise: the vendor is simulated on this computer")},
         {QStringLiteral("ids"), QCoreApplication::translate("main", "open a new job with this list"),
          QStringLiteral("FILE")},
         {QStringLiteral("profile"), QCoreApplication::translate("main", "the vendor of the new job"),
          QStringLiteral("NAME")}});
    // What a file browser hands over has no option before it.
    parser.addPositionalArgument(QStringLiteral("FILE"),
                                 QCoreApplication::translate("main", "the same as --ids FILE"),
                                 QStringLiteral("[FILE]"));
    parser.process(application);
    const QString list = parser.value(QStringLiteral("ids"));
    return {parser.value(QStringLiteral("store")),
            list.isEmpty() ? parser.positionalArguments().value(0) : list,
            parser.value(QStringLiteral("profile")), parser.isSet(QStringLiteral("practice"))};
}

/// What is answered in words needs no screen.
bool isQuestion(int argc, char** argv)
{
    constexpr std::array questions{"-h", "--help", "--help-all", "-v", "--version"};
    return std::any_of(argv + 1, argv + argc, [&](const char* argument) {
        return std::ranges::any_of(
            questions, [&](const char* question) { return std::strcmp(argument, question) == 0; });
    });
}

void followScheme(ui::ColourScheme& scheme, QApplication& application)
{
    const auto paint = [&application](bool isDark) {
        ui::apply(application, isDark ? ui::Theme::dark() : ui::Theme::light());
    };
    QObject::connect(&scheme, &ui::ColourScheme::changed, &application, paint);
    scheme.setWish(ui::Preferences::load(QSettings()).colours);
    paint(scheme.isDark());
    scheme.follow();
}

int fail(int code, const std::string& message)
{
    std::fprintf(stderr, "sluice: %s\n", message.c_str());
    QMessageBox::critical(nullptr, QStringLiteral("Sluice"), QString::fromStdString(message));
    return code;
}

} // namespace

int main(int argc, char** argv)
{
    base::forbidCoreDumps();
    base::giveLargeBlocksBack();
    // Before the first thread, and the platform's connection has one.
    base::EndRequest endRequest(exitInterrupted);
    QCoreApplication::setOrganizationName(QStringLiteral("sluice"));
    QCoreApplication::setApplicationName(QStringLiteral("sluice"));
    QCoreApplication::setApplicationVersion(QStringLiteral(SLUICE_VERSION));
    if (isQuestion(argc, argv)) {
        const QCoreApplication words(argc, argv);
        parse(words); // answers, and ends the program
        return 0;
    }
    QApplication application(argc, argv);
    QGuiApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/sluice.svg")));
    // By this name the desktop finds our entry, and with it icon and name in its task bar.
    QGuiApplication::setDesktopFileName(QStringLiteral("sluice"));
    const Wanted wanted = parse(application);

    ui::ColourScheme scheme;
    followScheme(scheme, application);

    ui::SingleInstance instance(QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation),
                                ui::storeFile(wanted.store, wanted.isPractice));
    const QString ids = wanted.ids.startsWith(QLatin1Char(':')) || wanted.ids.isEmpty()
                            ? wanted.ids
                            : QFileInfo(wanted.ids).absoluteFilePath();
    if (instance.handOver({{QStringLiteral("ids"), ids}, {QStringLiteral("profile"), wanted.profile}}))
        return 0;

    const ui::Preferences preferences = ui::Preferences::load(QSettings());
    auto world = ui::makeWorld(wanted.store, wanted.isPractice);
    if (!world)
        return fail(exitStore, world.error().message);
    const QString signedIn = world->operatorName;
    world->operatorName = ui::nameInTrail(preferences.operatorName, signedIn);
    world->keepListsFor = preferences.keepListsFor();
    const QByteArray installationKey = world->installationKey;
    if (!wanted.isPractice)
        ui::useProxy(*world, preferences);
    ui::Workplace workplace;
    workplace.isPractice = wanted.isPractice;
    workplace.catalog = vendors::Catalog(ui::profilesFolder());
    workplace.openStore = ui::readerOf(wanted.store, wanted.isPractice);
    workplace.operatorName = world->operatorName;
    workplace.signedInName = signedIn;
    workplace.places = ui::placesOf(wanted.store, wanted.isPractice);
    workplace.sampleList = sample;
    ui::PracticeGround practice(workplace.openStore, sample);
    if (wanted.isPractice) {
        workplace.practiceOrigin = [&](const vendors::Profile& profile) {
            return practice.originFor(profile);
        };
        workplace.reopenPractice = [&](engine::JobId job) { return practice.reopen(job); };
        workplace.practiceCredentials = cli::practiceCredentials;
        workplace.pranks = practice.pranks();
    }
    const auto secrets = wanted.isPractice ? nullptr : ui::makeSecretKeeper();
    workplace.secrets = secrets.get();
    workplace.makeStage = [](const vendors::Profile& profile) {
        const engine::WallTime now{std::chrono::milliseconds(QDateTime::currentMSecsSinceEpoch())};
        return ui::makeStage(profile, now);
    };
    if (!wanted.profile.isEmpty())
        if (const auto found = workplace.catalog.find(wanted.profile); !found)
            return fail(exitUsage, found.error().message);

    engine::Engine engine(std::move(*world));
    ui::JobView view;
    ui::wire(view, engine);
    ui::models::StoredRows rows(workplace.openStore, installationKey);
    ui::MainWindow window(view, workplace, scheme, &rows);
    QObject::connect(&window, &ui::MainWindow::closed, &application, &QApplication::quit);
    QObject::connect(&window, &ui::MainWindow::practiceAsked, &window, [] {
        // A program of its own: practice and the real thing never share a window.
        QProcess::startDetached(QCoreApplication::applicationFilePath(),
                                {QStringLiteral("--practice"), QStringLiteral("--ids"), sample,
                                 QStringLiteral("--profile"), QStringLiteral("kameleoon")});
    });
    QObject::connect(&instance, &ui::SingleInstance::asked, &window, [&window](const QJsonObject& request) {
        window.takeOver(request[QLatin1String("ids")].toString(),
                        request[QLatin1String("profile")].toString());
    });
    ui::NewsDesk desk(view);
    QObject::connect(&desk, &ui::NewsDesk::news, &window,
                     [&window](const QString& title, const QString& text) {
                         // Who looks at the window sees it there.
                         if (!window.isActiveWindow())
                             ui::notifyDesktop(title, text);
                     });
    ui::TrayIcon tray(view, window);
    QObject::connect(&tray, &ui::TrayIcon::raised, &window, [&window] { window.takeOver({}, {}); });
    QSocketNotifier asked(endRequest.descriptor(), QSocketNotifier::Read);
    QObject::connect(&asked, &QSocketNotifier::activated, &window, [&asked, &view, &application] {
        asked.setEnabled(false);
        QObject::connect(&view, &ui::JobView::shutDownFinished, &application,
                         [] { QCoreApplication::exit(exitInterrupted); });
        Q_EMIT view.shutDownAsked();
    });
    QGuiApplication::setQuitOnLastWindowClosed(false);
    engine.start();
    if (!wanted.ids.isEmpty() || !wanted.profile.isEmpty())
        window.openNewJob({ids, {}}, wanted.profile);
    window.show();
    return QApplication::exec();
}
