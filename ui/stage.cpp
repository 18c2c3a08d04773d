#include "ui/stage.h"

#include "cli/practice.h"
#include "journal/memoryledger.h"
#include "journal/memorystore.h"
#include "journal/sharedstore.h"
#include "simulator/simtransport.h"
#include "simulator/simvendor.h"
#include "simulator/virtualclock.h"

#include <QCoreApplication>

#include <map>

namespace ui {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ui::RehearsalStage)
};

constexpr auto uptime = std::chrono::hours(1);

/// Everything that a stage stands on. The clock goes first: its events may still know the vendor.
struct Ground {
    std::unique_ptr<simulator::SimVendor> vendor;
    std::shared_ptr<journal::MemoryStore> store = std::make_shared<journal::MemoryStore>();
    std::map<QString, std::shared_ptr<journal::MemoryLedger>> ledgers;
    simulator::VirtualClock clock;

    Ground(const vendors::Profile& profile, engine::WallTime now)
        : vendor(cli::simulatedVendor(profile, 1.0, {},
                                      now - std::chrono::duration_cast<engine::WallTime::duration>(uptime)))
        , clock(uptime, now)
    {
    }
};

} // namespace

std::unique_ptr<RehearsalStage> makeStage(const vendors::Profile& profile, engine::WallTime now)
{
    const auto ground = std::make_shared<Ground>(profile, now);
    auto stage = std::make_unique<RehearsalStage>();
    stage->credentials = cli::practiceCredentials(profile.signIn);
    stage->at = [ground](base::Instant when, std::function<void()> action) {
        ground->clock.at(when, std::move(action));
    };
    stage->step = [ground](base::Instant latest) {
        const auto next = ground->clock.nextAt();
        return next && *next <= latest && ground->clock.step();
    };
    stage->moveTo = [ground](base::Instant when) { ground->clock.runUntil(when); };

    engine::World& world = stage->world;
    world.clock = std::shared_ptr<base::Clock>(ground, &ground->clock);
    world.openStore = [ground]() -> base::Result<std::unique_ptr<journal::Store>> {
        return std::make_unique<journal::SharedStore>(ground->store);
    };
    world.openLedger = [ground](const QString& account) -> base::Result<std::unique_ptr<journal::Ledger>> {
        std::shared_ptr<journal::MemoryLedger>& ledger = ground->ledgers[account];
        if (!ledger)
            ledger = std::make_shared<journal::MemoryLedger>();
        return std::make_unique<journal::SharedLedger>(ledger);
    };
    world.lockAccount = [](const QString&) -> base::Result<std::shared_ptr<void>> { return nullptr; };
    world.makeTransport = [ground]() -> std::unique_ptr<transport::Transport> {
        return std::make_unique<simulator::SimTransport>(ground->clock, *ground->vendor,
                                                         simulator::NetworkOptions{});
    };
    // Names accounts of this stage alone.
    world.installationKey = QByteArray(32, 'r');
    world.operatorName = Words::tr("rehearsal");
    world.isPractice = world.isRehearsal = true;
    return stage;
}

} // namespace ui
