#include "ui/support/program.h"

#include "cli/practice.h"
#include "ui/stage.h"
#include "ui/wiring.h"

namespace support {

Program::Program(const QString& profiles, const QString& origin)
{
    for (const char* place : {"XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"})
        qputenv(place, folder.path().toUtf8());
    workplace.isPractice = true;
    workplace.catalog = vendors::Catalog(profiles);
    workplace.openStore = ui::readerOf(store, true);
    practice = std::make_unique<ui::PracticeGround>(workplace.openStore, QString());
    workplace.practiceOrigin = [this, origin](const vendors::Profile& profile) {
        return origin.isEmpty() ? practice->originFor(profile) : base::Result<QString>(origin);
    };
    workplace.reopenPractice = [this](engine::JobId job) { return practice->reopen(job); };
    workplace.practiceCredentials = cli::practiceCredentials;
    workplace.pranks = practice->pranks();
    workplace.makeStage = [](const vendors::Profile& profile) {
        return ui::makeStage(profile, engine::WallTime(std::chrono::seconds(1'795'194'250)));
    };
    auto world = ui::makeWorld(store, true);
    if (!world)
        qFatal("%s", world.error().message.c_str());
    const QByteArray key = world->installationKey;
    engine = std::make_unique<engine::Engine>(std::move(*world));
    ui::wire(view, *engine);
    rows = std::make_unique<ui::models::StoredRows>(workplace.openStore, key);
    window = std::make_unique<ui::MainWindow>(view, workplace, scheme, rows.get());
    engine->start();
    window->show();
}

} // namespace support
