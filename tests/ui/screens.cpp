// Writes a picture of the window in every state it can show, so that anyone can look: ui_screens <folder>
// [<list> <profile>] [--only <set>,…]. Headless: QT_QPA_PLATFORM=offscreen.
#include "idlist/packedworkbook.h"
#include "journal/sharedstore.h"
#include "ui/models/storedrows.h"
#include "ui/pages/gatepage.h"
#include "ui/plots/panel.h"
#include "ui/stage.h"
#include "ui/support/enacted.h"
#include "ui/support/fakekeeper.h"
#include "ui/support/stage.h"
#include "ui/theme.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QLineEdit>
#include <QPixmap>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <functional>

namespace {

struct Studio {
    QDir folder;
    bool isDark = false;
    QSize size;
    int taken = 0;

    void settle(int milliseconds = 60) const
    {
        QElapsedTimer clock;
        clock.start();
        while (clock.elapsed() < milliseconds)
            QApplication::processEvents(QEventLoop::AllEvents, 10);
    }
    void take(QWidget& window, const QString& name)
    {
        settle();
        const QString file = QStringLiteral("%1-%2-%3.png")
                                 .arg(name, isDark ? QStringLiteral("dark") : QStringLiteral("light"))
                                 .arg(size.width());
        window.grab().save(folder.filePath(file));
        ++taken;
    }
};

ui::Workplace where(const enacted::Scene& scene, ui::Workplace at)
{
    at.isPractice = scene.snapshot.isPractice;
    return at;
}

/// The window on what an engine came to, and on what it had written down.
struct Set {
    ui::JobView view;
    ui::Workplace workplace;
    ui::ColourScheme scheme;
    ui::models::StoredRows rows;
    ui::MainWindow window;

    Set(const Studio& studio, const enacted::Scene& scene, ui::Workplace at = ui::Workplace())
        : workplace(where(scene, std::move(at)))
        , rows(
              [store = scene.store]() -> base::Result<std::unique_ptr<journal::Store>> {
                  return std::make_unique<journal::SharedStore>(store);
              },
              QByteArray(32, 'k'), ui::models::StoredRows::Search::inPlace)
        , window(view, workplace, scheme, &rows)
    {
        window.resize(studio.size);
        window.show();
        show(studio, scene.snapshot);
        window.openJob(scene.job);
        show(studio, scene.snapshot);
    }
    void show(const Studio& studio, const engine::Snapshot& snapshot)
    {
        view.show(snapshot);
        studio.settle(700); // table and plots follow at their own pace
        view.show(snapshot);
    }
};

void takeJobs(Studio& studio)
{
    for (const enacted::Named& state : enacted::everyState()) {
        Set set(studio, state.scene);
        studio.take(set.window, state.name);
    }
    support::Stage nothing(fake::nothingYet());
    nothing.window.resize(studio.size);
    studio.settle();
    nothing.view.show(fake::among(fake::nothingYet()));
    studio.take(nothing.window, QStringLiteral("nothing-yet"));
}

/// Pages and windows that need more than one snapshot.
void takeOthers(Studio& studio)
{
    ui::Workplace workplace;
    workplace.operatorName = workplace.signedInName = QStringLiteral("anna on LT-0423");
    workplace.places = {
        {QStringLiteral("Jobs"), QStringLiteral("/home/anna/.local/share/sluice/jobs.sqlite")}};
    Set all(studio, enacted::severalAccounts(), workplace);
    all.window.openOverview();
    studio.take(all.window, QStringLiteral("all-jobs"));
    Set stopped(studio, enacted::scene(QStringLiteral("paused")), workplace);
    stopped.show(studio, enacted::scene(QStringLiteral("running")).snapshot);
    stopped.window.findChild<QPushButton*>(QStringLiteral("stopButton"))->click();
    stopped.show(studio, enacted::scene(QStringLiteral("paused")).snapshot);
    studio.take(stopped.window, QStringLiteral("stop-asked"));
    enacted::Scene held = enacted::scene(QStringLiteral("interrupted"));
    held.shown().isReadOnly = true;
    held.shown().rules.clear(); // what the other program uses is not known here
    held.shown().series.reset();
    held.shown().holder = QStringLiteral("sluice-cli (process 4711, started 17:02:11)");
    Set readOnly(studio, held, workplace);
    studio.take(readOnly.window, QStringLiteral("read-only"));

    Set set(studio, enacted::scene(QStringLiteral("running")), workplace);
    auto& window = set.window;
    auto* panel = window.findChild<ui::plots::Panel*>();
    panel->showAsTable(true);
    studio.take(window, QStringLiteral("plots-as-table"));
    panel->showAsTable(false);
    const auto takeDialog = [&](const char* name, const QString& file) {
        if (auto* dialog = window.findChild<QDialog*>(QLatin1String(name))) {
            studio.take(*dialog, file);
            delete dialog;
        }
    };
    window.openFind();
    window.findChild<QLineEdit*>(QStringLiteral("findField"))->setText(QStringLiteral("4711"));
    studio.settle(600);
    takeDialog("findDialog", QStringLiteral("find"));
    window.openSettings();
    takeDialog("settingsDialog", QStringLiteral("settings"));
    window.findChild<QAction*>(QStringLiteral("actionKeys"))->trigger();
    takeDialog("keySheet", QStringLiteral("keys"));
    window.findChild<QAction*>(QStringLiteral("actionHelp"))->trigger();
    takeDialog("helpDialog", QStringLiteral("help"));
    window.findChild<QAction*>(QStringLiteral("actionNextProblem"))->trigger();
    window.findChild<QAction*>(QStringLiteral("actionOpenItem"))->trigger();
    takeDialog("itemDialog", QStringLiteral("item"));
}

/// Lists that are not clean: rejected lines, and a sheet with a filter.
void takeLists(Studio& studio)
{
    support::Stage stage;
    auto& window = stage.window;
    window.resize(studio.size);
    QByteArray bad = "id,email\n";
    for (int i = 0; i < 40; ++i)
        bad += QByteArray::number(4702 + i % 36) + ",p" + QByteArray::number(i) + "@example.com\n";
    bad += "4.7E+15,a@example.com\nn/a,b@example.com\n,c@example.com\n../users,d@example.com\n";
    window.openNewJob({{}, bad}, QStringLiteral("kameleoon"));
    studio.settle(700);
    studio.take(window, QStringLiteral("new-bad"));
    window.findChild<QPushButton*>(QStringLiteral("showRejects"))->click();
    studio.settle(200);
    studio.take(window, QStringLiteral("new-rejects"));
    window.findChild<QPushButton*>(QStringLiteral("showRejects"))->click();
    PackedWorkbook book;
    QByteArray cells = textRow(1, {"Account ID", "E-mail", "Status"});
    for (int i = 2; i < 60; ++i)
        cells += textRow(i,
                         {QByteArray::number(4700 + i), "p" + QByteArray::number(i) + "@example.com",
                          i % 3 == 0 ? "active" : "inactive"},
                         i % 3 == 0 ? "hidden=\"1\"" : "");
    book.sheet({QStringLiteral("Export"),
                cells,
                "<autoFilter ref=\"A1:C59\"><filterColumn colId=\"2\"><filters><filter val=\"inactive\"/>"
                "</filters></filterColumn></autoFilter>",
                {},
                {}});
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("accounts_q4.xlsx")));
    if (!file.open(QIODevice::WriteOnly) || file.write(book.packed()) <= 0)
        return;
    file.close();
    window.openNewJob({file.fileName(), {}}, QStringLiteral("kameleoon"));
    studio.settle(900);
    studio.take(window, QStringLiteral("new-filtered"));
}

void takeBefore(Studio& studio, const QString& list, const QString& profile)
{
    {
        support::Stage first;
        first.window.resize(studio.size);
        studio.take(first.window, QStringLiteral("empty"));
        first.window.openNewJob();
        studio.settle(300);
        studio.take(first.window, QStringLiteral("new-blank"));
    }
    if (list.isEmpty())
        return;
    support::Stage stage(support::practice());
    auto& window = stage.window;
    window.resize(studio.size);
    window.openNewJob({list, {}}, profile);
    studio.settle(1500);
    studio.take(window, QStringLiteral("new-filled"));
    auto* go = window.findChild<QPushButton*>(QStringLiteral("continueButton"));
    if (!go->isEnabled())
        return;
    go->click();
    studio.take(window, QStringLiteral("gate"));
    window.findChild<QLineEdit*>(QStringLiteral("gateField"))->setText(QStringLiteral("229"));
    studio.take(window, QStringLiteral("gate-wrong"));
    window.findChild<QLineEdit*>(QStringLiteral("gateField"))->setText(QStringLiteral("230"));
    studio.take(window, QStringLiteral("gate-right"));
}

/// A real job whose ids were looked at, with words of every length: the page, the gate, protected ids.
void takeLooks(Studio& studio)
{
    fake::Keeper keeper;
    transport::Credentials client;
    client.clientId = "1f0c2e9a-77d1";
    client.clientSecret = "a-secret-that-is-not-shown";
    const QString longLabel = QStringLiteral("Production EU, read-write, until the end of the quarter");
    keeper.kept = {
        {{QStringLiteral("kameleoon"), QStringLiteral("https://api.kameleoon.com"), longLabel}, client}};
    ui::Workplace workplace;
    workplace.secrets = &keeper;
    workplace.operatorName = QStringLiteral("Anna Weiss (anna on LT-0423)");
    support::Stage stage(workplace);
    auto& view = stage.view;
    auto& window = stage.window;
    window.resize(studio.size);
    QByteArray list = "Account ID,E-mail,Status\n";
    for (int i = 0; i < 4812; ++i)
        list += QByteArray::number(4702 + i * 19) + ",p" + QByteArray::number(i) + "@example.com,inactive\n";
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("accounts_q4.csv")));
    if (!file.open(QIODevice::WriteOnly) || file.write(list) <= 0)
        return;
    file.close();
    window.openNewJob({file.fileName(), {}}, QStringLiteral("kameleoon"));
    studio.settle(400);
    studio.take(window, QStringLiteral("look-before"));
    window.findChild<QComboBox*>(QStringLiteral("accountBox"))->setEditText(longLabel);
    Q_EMIT window.findChild<QLineEdit*>(QStringLiteral("accountField"))->editingFinished();
    studio.settle(400);
    int asked = 0, checked = 0;
    engine::LookSetup setup;
    QObject::connect(&view, &ui::JobView::lookAsked, &window,
                     [&](int request, const engine::LookSetup& looked) {
                         asked = request;
                         setup = looked;
                     });
    QObject::connect(&view, &ui::JobView::signInCheckAsked, &window,
                     [&](int request, const engine::SignInSetup&) { checked = request; });
    window.findChild<QPushButton*>(QStringLiteral("checkSignIn"))->click();
    engine::SignInResult works;
    works.kind = engine::SignInResult::Kind::works;
    works.vendor = QStringLiteral("Kameleoon");
    works.at = engine::WallTime(std::chrono::milliseconds(QDateTime::currentMSecsSinceEpoch()));
    works.tokenLife = std::chrono::hours(2);
    Q_EMIT view.signInChecked(checked, works);
    window.findChild<QPushButton*>(QStringLiteral("lookButton"))->click();
    studio.take(window, QStringLiteral("look-busy"));
    engine::LookResult result;
    result.vendor = works.vendor;
    result.at = works.at;
    result.end = works;
    result.asked = int(setup.items.size());
    for (const engine::ListedId& item : setup.items) {
        engine::Look look;
        look.listed = item;
        look.label = item.label;
        look.roles = QStringLiteral("ROLE_CUSTOMER_EDITOR");
        result.looks << look;
    }
    result.looks[1].label =
        QStringLiteral("a.very.long.name.of.somebody.else.entirely@a-long-domain.example.com");
    result.looks[3].isAdministrator = true;
    result.looks[3].roles = QStringLiteral("ROLE_CUSTOMER_ADMIN");
    result.looks[4].kind = engine::Look::Kind::absent;
    result.looks[4].httpStatus = 404;
    Q_EMIT view.looked(asked, result);
    studio.settle(400); // a row for each id makes the page longer
    studio.take(window, QStringLiteral("look-list"));
    window.findChild<QPushButton*>(QStringLiteral("continueButton"))->click();
    studio.take(window, QStringLiteral("look-gate"));
    window.findChild<QPushButton*>(QStringLiteral("gateProtect"))->click();
    studio.take(window, QStringLiteral("look-gate-protected"));
    // An earlier job sent some of them, and everything else that a gate can show stands there too.
    QObject::connect(&view, &ui::JobView::createAsked, &window,
                     [&](int request, const engine::JobSetup&) { asked = request; });
    window.findChild<QLineEdit*>(QStringLiteral("gateField"))->setText(QStringLiteral("4810"));
    window.findChild<QPushButton*>(QStringLiteral("gateButton"))->click();
    auto created = fake::draft();
    created.counts[jobs::ItemState::skipped] = 2;
    created.sentBefore = {1'431, 1'420, QStringLiteral("Q3 clean-up"),
                          fake::now() - std::chrono::hours(24 * 80)};
    view.show(fake::among(created));
    Q_EMIT view.jobCreated(asked, created.id);
    studio.take(window, QStringLiteral("gate-sent-before"));
    window.findChild<QPushButton*>(QStringLiteral("gateBack"))->click();
    window.findChild<QPushButton*>(QStringLiteral("protectedButton"))->click();
    if (auto* dialog = window.findChild<QDialog*>(QStringLiteral("protectedDialog"))) {
        dialog->findChild<QPlainTextEdit*>(QStringLiteral("protectedField"))
            ->setPlainText(QStringLiteral("4702\n47o3\nann@example.com\n98117\n1.2E+7\n\n4711"));
        studio.take(*dialog, QStringLiteral("protected"));
        delete dialog;
    }
    Set braked(studio, enacted::scene(QStringLiteral("brake")));
    QObject::connect(&braked.view, &ui::JobView::lookAtUntouchedAsked, &braked.window,
                     [&](int request, engine::JobId) { asked = request; });
    if (auto* look = braked.window.findChild<QPushButton*>(QStringLiteral("lookAtUntouchedButton"))) {
        look->click();
        for (qsizetype i = 0; i < result.looks.size(); ++i) { // of ids that were not sent
            result.looks[i].listed.id = QString::number(4722 + i * 443);
            result.looks[i].listed.label = QStringLiteral("p%1@example.com").arg(20 + i * 443);
            if (i != 1)
                result.looks[i].label = result.looks[i].listed.label;
        }
        Q_EMIT braked.view.looked(asked, result);
        studio.settle(600); // the table is read at its own pace
        studio.take(braked.window, QStringLiteral("look-brake"));
    }
    enacted::Scene refused = enacted::scene(QStringLiteral("signin"));
    refused.shown().accountLabel = longLabel;
    Set signIn(studio, refused, workplace);
    if (auto* again = signIn.window.findChild<QPushButton*>(QStringLiteral("signInButton"))) {
        again->click();
        studio.settle(300);
        if (auto* dialog = signIn.window.findChild<QDialog*>(QStringLiteral("signInDialog"))) {
            studio.take(*dialog, QStringLiteral("sign-in-again"));
            delete dialog;
        }
    }
    keeper.problem = "The desktop's keychain cannot be used (Secret service is not available); nothing is "
                     "remembered, the credentials have to be given each time";
    window.openNewJob({}, QStringLiteral("chameleon"));
    studio.settle(300);
    studio.take(window, QStringLiteral("keychain-none"));
}

/// What a check of the sign-in shows.
void takeSignIns(Studio& studio)
{
    support::Stage stage;
    auto& view = stage.view;
    auto& window = stage.window;
    window.resize(studio.size);
    const QByteArray list = "id\n5f0000000000000000000001\n5f000000000000000000000a\n";
    window.openNewJob({{}, list}, QStringLiteral("chameleon"));
    int request = 0;
    QObject::connect(&view, &ui::JobView::signInCheckAsked, &window,
                     [&request](int number, const engine::SignInSetup&) { request = number; });
    const auto ask = [&] {
        window.findChild<QLineEdit*>(QStringLiteral("tokenField"))->setText(QStringLiteral("a-secret"));
        window.findChild<QPushButton*>(QStringLiteral("checkSignIn"))->click();
        studio.settle(300);
    };
    engine::SignInResult result;
    result.vendor = QStringLiteral("Chameleon");
    result.at = engine::WallTime(std::chrono::milliseconds(QDateTime::currentMSecsSinceEpoch()));
    ask();
    studio.take(window, QStringLiteral("sign-in-busy"));
    result.kind = engine::SignInResult::Kind::refused;
    result.httpStatus = 403;
    result.words = QStringLiteral("Unauthorized: Please check your Chameleon Account Secret");
    Q_EMIT view.signInChecked(request, result);
    studio.take(window, QStringLiteral("sign-in-refused"));
    ask();
    result.kind = engine::SignInResult::Kind::mustWait;
    result.rule = QStringLiteral("minute window");
    result.httpStatus = 0;
    result.until = result.at + std::chrono::seconds(41);
    Q_EMIT view.signInChecked(request, result);
    studio.take(window, QStringLiteral("sign-in-waits"));
    ask();
    result.kind = engine::SignInResult::Kind::works;
    result.who = QStringLiteral("5f000000000000000000000a");
    Q_EMIT view.signInChecked(request, result);
    studio.take(window, QStringLiteral("sign-in-works"));
    window.findChild<QPushButton*>(QStringLiteral("continueButton"))->click();
    studio.take(window, QStringLiteral("sign-in-gate"));
    window.openNewJob({}, QStringLiteral("wonderpush"));
    studio.settle(700); // the forecast is of that vendor by then
    studio.take(window, QStringLiteral("sign-in-unable"));
}

/// A job of four hours, rehearsed: on its way, and what it has shown.
void takeRehearsal(Studio& studio)
{
    ui::Workplace workplace;
    workplace.makeStage = [](const vendors::Profile& profile) { return ui::makeStage(profile, fake::now()); };
    support::Stage stage(workplace);
    auto& window = stage.window;
    window.resize(studio.size);
    window.openNewJob({{}, support::csv(4812)}, QStringLiteral("kameleoon"));
    studio.settle(900);
    studio.take(window, QStringLiteral("new-to-rehearse"));
    window.findChild<QPushButton*>(QStringLiteral("rehearseButton"))->click();
    studio.settle(6000);
    studio.take(window, QStringLiteral("rehearsal"));
    window.findChild<QPushButton*>(QStringLiteral("rehearsalHurry"))->click();
    QElapsedTimer clock;
    clock.start();
    while (window.findChild<QPushButton*>(QStringLiteral("rehearsalHurry"))->isVisible()
           && clock.elapsed() < 60'000)
        studio.settle();
    studio.settle(1200);
    studio.take(window, QStringLiteral("rehearsal-ended"));
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QCoreApplication::setOrganizationName(QStringLiteral("sluice-screens"));
    QStringList arguments = application.arguments();
    QStringList only;
    if (const auto at = arguments.indexOf(QStringLiteral("--only")); at > 0 && at + 1 < arguments.size()) {
        only = arguments[at + 1].split(QLatin1Char(','));
        arguments.remove(at, 2);
    }
    const QList<std::pair<QString, std::function<void(Studio&)>>> sets{
        {QStringLiteral("jobs"), takeJobs},
        {QStringLiteral("others"), takeOthers},
        {QStringLiteral("lists"), takeLists},
        {QStringLiteral("signins"), takeSignIns},
        {QStringLiteral("looks"), takeLooks},
        {QStringLiteral("rehearsal"), takeRehearsal},
        {QStringLiteral("before"),
         [&](Studio& studio) { takeBefore(studio, arguments.value(2), arguments.value(3)); }}};
    QStringList names;
    for (const auto& [name, take] : sets)
        names << name;
    const bool isKnown = std::ranges::all_of(only, [&](const QString& name) { return names.contains(name); });
    if (arguments.size() < 2 || !isKnown) {
        std::fprintf(stderr, "usage: ui_screens FOLDER [LIST PROFILE] [--only %s]\n",
                     qPrintable(names.join(QLatin1Char(','))));
        return 2;
    }
    QSettings().clear();
    Studio studio;
    studio.folder = QDir(arguments[1]);
    studio.folder.mkpath(QStringLiteral("."));
    for (const bool isDark : {false, true})
        // The last is what a screen of 1920 by 1080 leaves at double size.
        for (const QSize size : {QSize(1280, 800), QSize(1920, 1080), QSize(960, 492)}) {
            studio.isDark = isDark;
            studio.size = size;
            ui::apply(application, isDark ? ui::Theme::dark() : ui::Theme::light());
            for (const auto& [name, take] : sets)
                if (only.isEmpty() || only.contains(name))
                    take(studio);
        }
    std::printf("%d pictures in %s\n", studio.taken, qPrintable(studio.folder.absolutePath()));
    return 0;
}
